"""Numbering demand items (需求编号): `GG-zhangdian-2024-00001`, a series for each ledger, area and year, without gaps."""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from domain.aggregates.demand_item import DemandItem

PROBES = 30
MOST = 999_999


def next_number(prefix: str, area: str, year: int, which_begun: Callable[[Iterable[UUID]], set[UUID]]) -> str:
    """The first number of the series that no item has.

    Numbers are given in their order and never taken back, so all before a given one are given: which is the last is
    found by looking at thirty at a time, spread over what is left. Of two who find the same, one begins the item and
    the other decides anew.
    """

    def number(serial: int) -> str:
        return f"{prefix}-{area}-{year}-{serial:05d}"

    def ids(serials: range) -> Iterator[UUID]:
        return (DemandItem.id_of(number(serial)) for serial in serials)

    given, free = 0, MOST + 1
    while free - given > 1:
        step = -((given - free) // (PROBES + 1))
        serials = range(given + step, free, step)
        begun = which_begun(ids(serials))
        known = [serial for serial, id_ in zip(serials, ids(serials), strict=True) if id_ in begun]
        given = max(known, default=given)
        free = next((serial for serial in serials if serial > given), free)
    return number(free)
