"""The quarters of a city's ledgers as of a slot (时点季度): which is to be closed next, and what is to be reported of the last.

The ledgers of a city began in the quarter in which its first item was entered, whatever day that has effect from: an older book
that is taken over, or a paper that is entered late, opens no report of a quarter in which nobody kept the ledgers here.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bootstrap.service import Service
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import ReportingRule
from domain.policy.pack import PolicyPack
from scheduler.as_of_slot import packs_in_force
from scheduler.job import Slot


class Ledgers(NamedTuple):
    """The ledgers of a city: its rule of the slot's day, what was closed of them, and the quarter that is closed next.

    `unit` is who closes entry here: the city, or an area of it that has an instance of its own.
    """

    city: str
    unit: str
    rule: ReportingRule
    closings: LedgerClosings | None
    next: Quarter

    def units(self) -> tuple[str, ...]:
        """Who reports the quarter that was closed last: its areas, and the city itself."""
        last = None if self.closings is None else self.closings.last
        return () if self.closings is None or last is None else (*self.closings.areas[last], self.city)


def ledgers_kept(slot: Slot, service: Service) -> Iterator[Ledgers]:
    """The ledgers of every city whose policy of the slot's day has some, and that has begun to keep them."""
    for pack in packs_in_force(slot, service):
        unit = service.settings.unit or pack.city
        if pack.demands is None or unit not in {pack.city, *(area.code for area in pack.areas)}:
            continue
        closings = service.store.load_all([LedgerClosings.id_of(pack.city)]).get(
            LedgerClosings.id_of(pack.city)
        )
        assert closings is None or isinstance(closings, LedgerClosings)
        last = None if closings is None else closings.last
        following = _begun(pack, service) if last is None else last.later(1)
        if following is not None:
            yield Ledgers(pack.city, unit, pack.demands.reporting, closings, following)


def reports_of(ledgers: Ledgers, service: Service) -> list[QuarterlyReport]:
    """The reports of the quarter that was closed last; nobody signs those of an earlier one any more."""
    if ledgers.closings is None or ledgers.closings.last is None:
        return []
    ids = [QuarterlyReport.id_of(unit, ledgers.closings.last.code) for unit in ledgers.units()]
    found = service.store.load_all(ids)
    return [report for id_ in ids if isinstance(report := found.get(id_), QuarterlyReport)]


def _begun(pack: PolicyPack, service: Service) -> Quarter | None:
    position = service.movements.first_position([area.code for area in pack.areas])
    if position is None:
        return None
    [recorded] = service.log.select_notifications(position, 1)
    entered: Any = service.store.mapper.to_domain_event(recorded)
    return Quarter.of(entered.timestamp.astimezone(OFFICE_ZONE).date())
