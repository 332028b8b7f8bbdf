"""Entry of a quarter is closed for all areas of a city in the night after its last day (季度关账), and their reports are compiled.

A province closes in the night after its cities' day: then its own report is due. Nothing of it is compiled by the clock.

Whenever the scheduler comes to it, the cut-off is the position and the instant at which it really closes: nobody was told before that
entry had ended. What the quarter counts has effect by its last day all the same, and the day of the slot stands on the event. Of two
quarters that are missing the older is closed first, and the next one only when the city has signed that or its day has passed:
nobody can sign a quarter once the next is closed.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.aggregates import QuarterlyReport
from domain.ledger_books.content import ReportLevel
from domain.use_cases.reporting_quarters import CloseEntry, CompileReport
from scheduler.job import Effect, Slot
from scheduler.quarters import ledgers_kept, reports_of


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The quarters whose last day of entry is over and that nobody has closed, one of each region."""
    for ledgers in ledgers_kept(slot, service):
        is_over = ledgers.last_day < slot.on
        if is_over and not any(_is_waited_for(report, slot) for report in reports_of(ledgers, service)):
            command = CloseEntry(unit=ledgers.unit, quarter=ledgers.next.code)
            yield Effect(f"entry {ledgers.unit} {ledgers.next.code}", command)


def then(slot: Slot, service: Service) -> Iterator[Effect]:
    """The reports of areas that nobody has compiled yet, so that an officer finds figures to review."""
    for ledgers in ledgers_kept(slot, service):
        for report in reports_of(ledgers, service):
            if (
                report.level is ReportLevel.AREA
                and report.latest.number == 1
                and report.latest.content is None
            ):
                command = CompileReport(unit=report.unit, quarter=report.quarter.code)
                yield Effect(f"report {report.unit} {report.quarter.code}", command)


def _is_waited_for(report: QuarterlyReport, slot: Slot) -> bool:
    """Whether the unit itself may still sign this quarter."""
    return report.topmost and not report.signed and slot.on <= report.due_on
