"""Witnesses (见证方): other instances, or whoever else speaks https://c2sp.org/tlog-witness, that cosign our checkpoints.

old size, proof, checkpoint ─> 200: lines, verified and kept         409 with a size ─> once more from there
409, 422: it has seen another log     else: tried again
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bootstrap.trust_policies import PolicyUnusable
from domain.ports import Clock
from persistence.anchors import Anchor, AnchorRecords, Cosignature, Kind
from persistence.transparency_log import TransparencyLog
from scheduler.anchors.anchor import LOG_SHORTER, WITNESS_REFUSES, Contradicted, Newest, NotHeld
from scheduler.outside import NoAnswer, Outside, Reply
from transparency.cosignature import time_of
from transparency.note import Note, NoteMalformed, NoteNotBelieved, Signature
from transparency.policy import TrustedWitness
from transparency.tree import NoSuchProof
from transparency.witness_request import WitnessRequest

PLAIN, SIZE = "text/plain", "text/x.tlog.size"
CLOCKS_APART = timedelta(minutes=10)
OK, CONFLICT, UNPROCESSABLE = 200, 409, 422

log = logging.getLogger(__name__)


class WitnessAnchor:
    """Asks one witness, and keeps what it has signed."""

    def __init__(
        self,
        witness: TrustedWitness,
        log: TransparencyLog,
        records: AnchorRecords,
        clock: Clock,
        interval: timedelta,
    ) -> None:
        self.anchor = Anchor(Kind.WITNESS, witness.key.name)
        self._witness = witness
        self._log = log
        self._records = records
        self._clock = clock
        self._interval = interval
        self._outside = Outside()

    def next_after(self, now: datetime) -> datetime:
        """After the interval of the setting; a log at rest is cosigned anew, so that it is known until when it was seen."""
        return now + self._interval

    def close(self) -> None:
        """Give the connections back."""
        self._outside.close()

    def hold(self, newest: Newest) -> int:
        """Have it cosigned. Raises `NotHeld`, `Contradicted`."""
        if self._witness.url is None:
            raise NotHeld("no_url")
        size = newest.checkpoint.size
        reply = self._asked(newest, self._records.last_cosigned(newest.log.origin, *self._key) or 0)
        seen = size_in(reply)
        if seen is not None and seen <= size:
            reply = self._asked(newest, seen)
        if reply.status != OK:
            raise self._refusal(reply, size)
        self._keep(reply, newest)
        return size

    @property
    def _key(self) -> tuple[str, bytes]:
        return self._witness.key.name, self._witness.key.key_id

    def _asked(self, newest: Newest, old: int) -> Reply:
        size = newest.checkpoint.size
        old = min(old, size)
        try:
            proof = self._log.consistency(newest.log, old, size)
            request = WitnessRequest(old, tuple(proof), newest.note)
            return self._outside.post(f"{self._witness.url}/add-checkpoint", str(request).encode(), PLAIN)
        except NoSuchProof:
            raise NotHeld("no_proof") from None
        except NoAnswer as none:
            raise NotHeld(str(none)) from none

    def _refusal(self, reply: Reply, size: int) -> NotHeld | Contradicted:
        """Whether the witness has seen another log, or only does not answer now."""
        seen = size_in(reply)
        if seen is not None:
            return Contradicted(LOG_SHORTER) if seen > size else NotHeld("others_ask_too")
        if reply.status in {CONFLICT, UNPROCESSABLE}:
            return Contradicted(WITNESS_REFUSES)
        return NotHeld(f"status_{reply.status}")

    def _keep(self, reply: Reply, newest: Newest) -> None:
        """The line of the key that we know, verified; whatever else came with it is passed over."""
        text = newest.note.text
        try:
            note = Note.parse(f"{text}\n{reply.body.decode()}")
            note.believed_by([self._witness.key])
        except (NoteMalformed, NoteNotBelieved, UnicodeDecodeError):
            raise NotHeld("cosignature_not_believed") from None
        [line, *_] = [one for one in note.signatures if (one.name, one.key_id) == self._key]
        self._records.add_cosignature(self._cosignature(line, newest))

    def _cosignature(self, line: Signature, newest: Newest) -> Cosignature:
        signed_at = datetime.fromtimestamp(min(time_of(line.signature), FAR), UTC)
        if abs(signed_at - self._clock()) > CLOCKS_APART:
            raise NotHeld("clocks_apart")
        return Cosignature(
            origin=newest.log.origin,
            size=newest.checkpoint.size,
            witness=line.name,
            key_id=line.key_id,
            signed_at=signed_at,
            line=str(line),
        )


class UnreadableWitnesses:
    """What stands for all witnesses whose file cannot be read: an anchor that does not hold."""

    def __init__(self, path: Path, why: PolicyUnusable) -> None:
        self.anchor = Anchor(Kind.WITNESS, str(path))
        self._why = why

    def next_after(self, now: datetime) -> datetime:
        """Never asked: it does not hold."""
        return now

    def close(self) -> None:
        """Nothing is kept open."""

    def hold(self, newest: Newest) -> int:  # noqa: ARG002
        """Tell the operator. Raises `NotHeld`."""
        log.error("%s", self._why)
        raise NotHeld("policy_unusable")


FAR = 253_000_000_000  # the last seconds that a calendar of four digits has


def size_in(reply: Reply) -> int | None:
    """The size that the witness says it has seen, if that is its answer."""
    if (
        reply.status != CONFLICT
        or reply.kind != SIZE
        or not re.fullmatch(rb"(0|[1-9][0-9]{0,17})\n", reply.body)
    ):
        return None
    return int(reply.body)
