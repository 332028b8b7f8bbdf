"""Logs that follow one another: a later one begins with an entry that refers to the last checkpoint of the one before.

log 1: events 1 … n                     entry i is event i + 1
log 2: reference, events n + 1 …        entry 0 is "huicai/log-reference/1", a newline, and that checkpoint
"""

from dataclasses import dataclass

from huicai_verify.checkpoints import Trust, judged
from huicai_verify.findings import Findings
from huicai_verify.notes import Checkpoint

REFERENCE = b"huicai/log-reference/1\n"


@dataclass(frozen=True, slots=True)
class Log:
    """One log of a succession: its checkpoint, and which events its entries are."""

    epoch: int  # 0 where what it goes on from is not here
    checkpoint: Checkpoint
    first_position: int
    references: int  # entries before the first event: 0 or 1

    @property
    def is_by_itself(self) -> bool:
        """Whether it goes on from logs of which one is not here."""
        return self.epoch == 0 and self.references > 0

    @property
    def last_position(self) -> int:
        """The last event that it covers."""
        return self.first_position + self.checkpoint.size - self.references - 1

    def index_of(self, position: int) -> int:
        """The entry that an event is."""
        return position - self.first_position + self.references

    def covers(self, position: int) -> bool:
        """Whether an event lies in it."""
        return self.first_position <= position <= self.last_position


def first_log(checkpoint: Checkpoint) -> Log:
    """The log that follows no other."""
    return Log(1, checkpoint, 1, 0)


def next_log(
    before: Log | None,
    checkpoint: Checkpoint,
    reference: bytes,
    trust: Trust,
    findings: Findings,
    *,
    file: str,
) -> Log | None:
    """The log that begins with this entry; None if it is no reference.

    A reference to more than is left of the log before is a fault, and the events behind it can still be judged.
    """
    if not reference.startswith(REFERENCE):
        findings.fault("reference_unreadable", file=file)
        return None
    stated = dict(findings.stated)
    referred = judged(reference.removeprefix(REFERENCE), trust, findings, file=file)
    findings.stated = stated
    if before is None or referred is None:
        return None
    if (referred.origin, referred.tree) != (before.checkpoint.origin, before.checkpoint.tree):
        findings.fault("log_not_continued", file=file)
    epoch = before.epoch + 1 if before.epoch else 0
    return Log(epoch, checkpoint, before.last_position + 1, 1)
