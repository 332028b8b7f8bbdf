"""The quarters of the ledgers as of a slot (时点季度): which this instance closes next, and what is to be reported of the last.

The ledgers of a city began in the quarter in which its first item was entered, whatever day that has effect from: an older book
that is taken over, or a paper that is entered late, opens no report of a quarter in which nobody kept the ledgers here. Where nothing is
entered, as at a province, they began with the quarter of the first report that came from below.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from bootstrap.service import Service
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.calendar import OFFICE_ZONE, Calendar
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import ReportingRule
from domain.policy.pack import Pack, PolicyPack
from domain.policy.province import ProvincialReportingRule
from domain.work import calendar_of
from projections.report_exchange.queries import ExchangeFilter
from scheduler.job import Slot


class Ledgers(NamedTuple):
    """What is closed here of a region: by which rule of the slot's day, what was closed, and the quarter that is closed next.

    `unit` is who closes entry: a city, an area of it with an instance of its own, or a province, which adds up what its cities
    report. Until `last_day` is entered what belongs to the next quarter, or at a province is handed in.
    """

    unit: str
    rule: ReportingRule | ProvincialReportingRule
    closings: LedgerClosings | None
    next: Quarter
    last_day: date


def ledgers_kept(slot: Slot, service: Service) -> Iterator[Ledgers]:
    """The ledgers that this instance closes, by the policies of the slot's day, and that have begun to be kept."""
    calendar = calendar_of(service.store)
    for pack in service.policies.all_in_force(slot.on):
        unit, rule = service.settings.unit or pack.region, _rule(pack)
        if rule is None or not _is_closed_by(unit, pack, service):
            continue
        closings = service.store.load_all([LedgerClosings.id_of(pack.region)]).get(
            LedgerClosings.id_of(pack.region)
        )
        assert closings is None or isinstance(closings, LedgerClosings)
        last = None if closings is None else closings.last
        following = _begun(unit, pack, service) if last is None else last.later(1)
        if following is not None:
            yield Ledgers(unit, rule, closings, following, _last_day(rule, following, calendar))


def reports_of(ledgers: Ledgers, service: Service) -> list[QuarterlyReport]:
    """The reports made here of the quarter that was closed last; nobody signs those of an earlier one any more."""
    closings = ledgers.closings
    if closings is None or closings.last is None:
        return []
    units = dict.fromkeys((*closings.areas[closings.last], ledgers.unit))
    ids = [QuarterlyReport.id_of(unit, closings.last.code) for unit in units]
    found = service.store.load_all(ids)
    return [report for id_ in ids if isinstance(report := found.get(id_), QuarterlyReport)]


def _rule(pack: Pack) -> ReportingRule | ProvincialReportingRule | None:
    if isinstance(pack, PolicyPack):
        return None if pack.demands is None else pack.demands.reporting
    return pack.reporting


def _is_closed_by(unit: str, pack: Pack, service: Service) -> bool:
    """Whether the unit reports under this pack; an instance that is none in particular is that of its cities."""
    if isinstance(pack, PolicyPack):
        return unit in {pack.city, *(area.code for area in pack.areas)}
    return service.settings.unit == pack.region


def _last_day(rule: ReportingRule | ProvincialReportingRule, quarter: Quarter, calendar: Calendar) -> date:
    if isinstance(rule, ReportingRule):
        return rule.last_day_of_entry(quarter, calendar)
    return rule.cities_due(quarter, calendar)


def _begun(unit: str, pack: Pack, service: Service) -> Quarter | None:
    areas = pack.areas if isinstance(pack, PolicyPack) else ()
    position = service.movements.first_position([area.code for area in areas])
    if position is not None:
        [recorded] = service.log.select_notifications(position, 1)
        entered: Any = service.store.mapper.to_domain_event(recorded)
        return Quarter.of(entered.timestamp.astimezone(OFFICE_ZONE).date())
    received = service.report_exchange.received(ExchangeFilter(), units=frozenset({unit}), limit=1)
    return Quarter.named(received[0].quarter) if received else None
