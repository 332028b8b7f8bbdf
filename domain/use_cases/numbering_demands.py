"""Numbering demand items (需求编号): `GG-zhangdian-2024-00001`, a series for each ledger, area and year, without gaps."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from itertools import count
from uuid import UUID

from domain.aggregates.demand_item import DemandItem

PROBES = 30
FEW = 6
MOST = 999_999

WhichBegun = Callable[[Iterable[UUID]], set[UUID]]
LastGiven = MutableMapping[str, int]  # the last number of each series that somebody has come upon


def next_number(
    prefix: str, area: str, year: int, which_begun: WhichBegun, last_given: LastGiven | None = None
) -> str:
    """The first number of the series that no item has.

    Numbers are given in their order and never taken back, so all before a given one are given: which is the last is
    found by looking at thirty at a time, spread over what is left. Of two who find the same, one begins the item and
    the other decides anew. `last_given` is only where to look first: nothing rests on its being right.
    """
    return next(numbers_from_next(prefix, area, year, which_begun, last_given))


def numbers_from_next(
    prefix: str, area: str, year: int, which_begun: WhichBegun, last_given: LastGiven | None = None
) -> Iterator[str]:
    """That number and those after it, for whoever begins many items at a time: one series is looked through once."""
    known = {} if last_given is None else last_given
    series = f"{prefix}-{area}-{year}"
    free = _first_free(series, known.get(series, 0), which_begun)
    known[series] = free - 1
    return (_number(series, serial) for serial in count(free))


def _number(series: str, serial: int) -> str:
    return f"{series}-{serial:05d}"


def _first_free(series: str, remembered: int, which_begun: WhichBegun) -> int:
    given, free = 0, MOST + 1
    near = _near(remembered) if remembered else iter(())
    while free - given > 1:
        serials = next(near, None) or _spread(given, free)
        ids = {serial: DemandItem.id_of(_number(series, serial)) for serial in serials}
        begun = which_begun(ids.values())
        given = max((serial for serial in serials if ids[serial] in begun), default=given)
        free = next((serial for serial in serials if serial > given), free)
        if free <= MOST:
            near = iter(())
    return free


def _near(remembered: int) -> Iterator[range]:
    """A few from where the series was last come upon, and more if others have gone on meanwhile."""
    yield range(remembered, min(remembered + FEW, MOST + 1))
    yield range(remembered + FEW, min(remembered + FEW + PROBES, MOST + 1))


def _spread(given: int, free: int) -> range:
    """Some of what lies between, as far from each other as they can be."""
    step = -((given - free) // (PROBES + 1))
    return range(given + step, free, step)
