"""The days of a quarter's reports (季报日程), told to the windows by the clock: there is a draft to look at, a report is not handed in."""

from typing import ClassVar

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.authorization import Command, Permission, system
from domain.functions import Function
from domain.ledger_books.content import ReportLevel
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.policy.pack import PolicyPack
from domain.policy.refusals import LedgersNotKept
from domain.reports import QuarterPassed
from domain.use_cases.reporting_quarters import CLAUSE, ReportCommand, UnitCode, own_report, units_that_report
from domain.work import Work


class AnnounceDraft(Command):
    """The quarter is over: its windows look at the draft, and enter what is missing."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    unit: UnitCode
    quarter: QuarterCode


class RemindOfReport(ReportCommand):
    """The window has not handed its report in."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


def announce_draft(command: AnnounceDraft, work: Work) -> LedgerClosings:
    quarter, authority = Quarter.named(command.quarter), work.authority
    pack = work.policies.reported_under(command.unit, authority.effective_on)
    if not isinstance(pack, PolicyPack):
        raise LedgersNotKept  # at a province nothing is entered
    last_day_of_entry = pack.demand_rules.reporting.last_day_of_entry(quarter, work.calendar)
    reporting = units_that_report(pack.areas, command.unit, pack, quarter, work)
    areas = tuple(area for area in reporting if work.instance.keeps(area, pack.city))
    authority = work.under(pack, CLAUSE)
    closings = work.find(LedgerClosings, LedgerClosings.id_of(pack.city)) or work.add(
        LedgerClosings.open(pack.city, authority)
    )
    closings.announce_draft(quarter, areas, last_day_of_entry, authority)
    return closings


def remind_of_report(command: RemindOfReport, work: Work) -> QuarterlyReport:
    report, pack, authority = own_report(command, work)
    report.must_have_a_level_above()
    # After a downtime, entry of the next quarter may be closed at this very moment.
    if work.load(LedgerClosings, LedgerClosings.id_of(report.region)).last != report.quarter:
        raise QuarterPassed(blocked_by=report.shown())
    assert isinstance(pack, PolicyPack)  # of a city or an area of one
    rule, day = pack.demand_rules.reporting, authority.effective_on
    told_in = report.unit if report.level is ReportLevel.AREA else pack.city_area.code
    mark = rule.mark_reached(report.due_on, day, work.calendar)
    report.remind(mark, told_to=Function.WINDOW, told_in=told_in, authority=authority)
    return report
