"""Whether events that are covered are still what was covered (复查): the server's own hashes against the tiles."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from persistence.log_sealing import LogSealing
from persistence.transparency_log import Log

# A piece of covered events that differ, as first and last position, and whether they are altered or missing.
Fault = tuple[str, int, int]


def faults_between(log: Log, first: int, last: int, source: LogSealing) -> list[Fault]:
    """What is wrong with the covered events at these positions of one log."""
    first, last = max(first, log.first_position), min(last, log.covered_position)
    if first > last:
        return []
    covered = source.covered_leaves(log, first, last)
    found = source.server_leaves(first, last)
    differing = [
        position for position in range(first, last + 1) if found.get(position) != covered.get(position)
    ]
    missing = [position for position in differing if position not in found]
    altered = [position for position in differing if position in found]
    return [
        (kind, *piece) for kind, at in (("missing", missing), ("altered", altered)) for piece in pieces(at)
    ]


def pieces(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of every run of positions that follow one another."""
    if not positions:
        return
    breaks = [(last, first) for last, first in pairwise(positions) if first != last + 1]
    firsts = [positions[0], *(first for _, first in breaks)]
    lasts = [*(last for last, _ in breaks), positions[-1]]
    yield from zip(firsts, lasts, strict=True)


def next_piece(logs: Iterable[Log], position: int, count: int) -> tuple[Log, int, int] | None:
    """The covered events to look through next: behind this position, or from the beginning again."""
    covering = [log for log in logs if log.covered_position >= log.first_position]
    if not covering:
        return None
    log = next((log for log in covering if log.covered_position > position), covering[0])
    first = position + 1 if log.first_position <= position + 1 <= log.covered_position else log.first_position
    return log, first, min(first + count - 1, log.covered_position)
