"""Compares what was acknowledged with what the log holds."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from persistence.datastore import Datastore
from tests.faults.writers import Acknowledged

# Every command of the writers begins an aggregate of its own, so that a command done twice shows as two.
HELD = """
    SELECT e.command_id::text, e.originator_id::text, e.position
      FROM log.events e JOIN log.commands c USING (command_id) ORDER BY e.command_id, e.position
"""


class Findings(NamedTuple):
    acknowledged: int
    lost: int
    """acknowledged, and not in the log at the positions that were told"""
    doubled: int
    """in the log, with effects on more than one aggregate"""
    unasked: int
    """in the log, and acknowledged to nobody"""
    gaps: int
    """positions that are missing below the last one"""

    def __str__(self) -> str:
        return ", ".join(f"{name} {number:,}" for name, number in self._asdict().items())


def compared(acknowledged: Sequence[Acknowledged], datastore: Datastore) -> Findings:
    rows = [(UUID(command), originator, position) for command, originator, position in datastore.rows(HELD)]
    held = {command: list(events) for command, events in groupby(rows, lambda row: row[0])}
    at = {command: tuple(position for *_, position in events) for command, events in held.items()}
    positions = [position for *_, position in rows]
    return Findings(
        acknowledged=len(acknowledged),
        lost=sum(at.get(each.command_id) != each.positions for each in acknowledged),
        doubled=sum(len({originator for _, originator, _ in events}) > 1 for events in held.values()),
        unasked=len(held.keys() - {each.command_id for each in acknowledged}),
        gaps=max(positions, default=0) - len(set(positions)),
    )
