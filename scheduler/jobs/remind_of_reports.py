"""A window that has not handed its report in is reminded at the marks of the policy (催报): areas, and the city towards the province."""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.policy.ledgers import ReportingRule
from domain.use_cases.announcing_report_days import RemindOfReport
from domain.work import calendar_of
from scheduler.job import Effect, Slot
from scheduler.quarters import ledgers_kept, reports_of


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The reports of the last quarter that was closed of which a mark is reached, on a working day."""
    calendar = calendar_of(service.store)
    if not calendar.is_working_day(slot.on):
        return
    for ledgers in ledgers_kept(slot, service):
        if not isinstance(ledgers.rule, ReportingRule):
            continue  # a province reports to nobody
        for report in reports_of(ledgers, service):
            mark = ledgers.rule.mark_reached(report.due_on, slot.on, calendar)
            if mark is not None and report.is_to_be_reminded_at(mark):
                command = RemindOfReport(unit=report.unit, quarter=report.quarter.code)
                yield Effect(f"{report.unit} {report.quarter.code} {mark}", command)
