"""Numbering demand items (需求编号): `GG-zhangdian-2024-00001`, a series for each ledger, area and year, without gaps."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from uuid import UUID

from domain.aggregates.demand_item import DemandItem

PROBES = 30
MOST = 999_999

WhichBegun = Callable[[Iterable[UUID]], set[UUID]]


def next_number(prefix: str, area: str, year: int, which_begun: WhichBegun) -> str:
    """The first number of the series that no item has.

    Numbers are given in their order and never taken back, so all before a given one are given: which is the last is
    found by looking at thirty at a time, spread over what is left. Of two who find the same, one begins the item and
    the other decides anew.
    """
    return next(numbers_from_next(prefix, area, year, which_begun))


def numbers_from_next(prefix: str, area: str, year: int, which_begun: WhichBegun) -> Iterator[str]:
    """That number and those after it, for whoever begins many items at a time: one series is looked through once."""
    return (
        _number(prefix, area, year, serial) for serial in count(_first_free(prefix, area, year, which_begun))
    )


def _number(prefix: str, area: str, year: int, serial: int) -> str:
    return f"{prefix}-{area}-{year}-{serial:05d}"


def _first_free(prefix: str, area: str, year: int, which_begun: WhichBegun) -> int:
    def ids(serials: range) -> Iterator[UUID]:
        return (DemandItem.id_of(_number(prefix, area, year, serial)) for serial in serials)

    given, free = 0, MOST + 1
    while free - given > 1:
        step = -((given - free) // (PROBES + 1))
        serials = range(given + step, free, step)
        begun = which_begun(ids(serials))
        known = [serial for serial, id_ in zip(serials, ids(serials), strict=True) if id_ in begun]
        given = max(known, default=given)
        free = next((serial for serial in serials if serial > given), free)
    return free
