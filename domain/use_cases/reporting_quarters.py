"""Reporting quarters (季报): entry is closed, children report first, and what is signed goes up (R-20, decided points 22 to 25)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import Field

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.authorization import (
    Command,
    NotYourArea,
    Permission,
    must_report_for,
    must_see_report_of,
    officer,
    officer_of_city,
    provincial_window,
    system,
)
from domain.base import Authority, Capacity, Value
from domain.demands import EscalationLevel
from domain.errors import Invalid, NotFound
from domain.fields import wrong
from domain.functions import Function
from domain.ledger_books.content import LEDGERS, CutOff, ReportLevel, RowStanding
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.personal_data import Personal, Sealed
from domain.policy.book import PolicyBook
from domain.policy.ground import Dated
from domain.policy.organizations import Area
from domain.policy.pack import Pack, PolicyPack
from domain.policy.province import City, ProvincialPack
from domain.policy.refusals import UnknownArea
from domain.report_files import QUARTERS_BEFORE, ReportPaper, packs_of
from domain.reports import EntryNotClosed, QuarterPassed, ReportAnswer, ReportedWithout
from domain.text import Text
from domain.use_cases.compiling_reports import (
    COMPILE_ANEW,
    Annexes,
    archive_of,
    archive_of_unit,
    compiled,
    must_count_still,
    must_go_by_what_is_there,
)
from domain.work import Work

CLAUSE = "R-20"
WINDOW = officer(Function.WINDOW)
WINDOW_OF_CITY = officer_of_city(Function.WINDOW)
MOST_LISTED = 200
UnitCode = Annotated[str, Field(min_length=1, max_length=60)]
ItemNumber = Annotated[str, Field(min_length=1, max_length=60)]


class CloseEntry(Command):
    """Entry of a quarter is closed by the unit of this instance, for all areas whose books are here, and reports are due."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW, provincial_window, system)
    unit: UnitCode
    quarter: QuarterCode


class ReportCommand(Command):
    """A command about the report of one unit and quarter, by its window."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW, provincial_window)
    unit: UnitCode
    quarter: QuarterCode

    @property
    def named(self) -> set[UUID]:
        return {QuarterlyReport.id_of(self.unit, self.quarter), *super().named}


class ProposedIssue(Value):
    """An item that needs help, and from which level (附1)."""

    number: ItemNumber
    proposed_level: EscalationLevel


class CompileReport(ReportCommand):
    """The figures follow from the books; the compiler chooses what stands in annexes 1 and 3, and states the situation."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW, provincial_window, system)
    key_issues: tuple[ProposedIssue, ...] = Field(default=(), max_length=MOST_LISTED)
    exemplary_items: tuple[ItemNumber, ...] = Field(default=(), max_length=MOST_LISTED)
    statement: str | None = Field(default=None, min_length=1, max_length=2000, repr=False)


class SignOffReport(ReportCommand):
    """By another officer than the one who compiled it."""


class DeclineSignOff(ReportCommand):
    """It goes back to whoever compiled it."""


class SubmitReport(ReportCommand):
    """It goes to the level above."""


class AcknowledgeReport(ReportCommand):
    """The city takes an area's report in."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY,)


class ReturnReport(ReportCommand):
    """The city gives an area's report back."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY,)


class TranscribeAnswer(ReportCommand):
    """What the level above says of the unit's report, as its paper has it."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW,)
    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.TRANSCRIBING})
    answer: ReportAnswer


class ConfirmAnswer(ReportCommand):
    """The second officer has compared it with the paper."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW,)


class ContestAnswer(ReportCommand):
    """The second officer finds that it is not what the paper says."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW,)


class OpenRevision(ReportCommand):
    """Another revision is made beside what was signed."""


class Due(NamedTuple):
    """A report that is due once entry is closed."""

    unit: str
    level: ReportLevel
    due_on: date
    topmost: bool = False
    children: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    children_due_on: date | None = None


def close_entry(command: CloseEntry, work: Work) -> QuarterlyReport:
    """Returns the unit's own report."""
    must_report_for(work.authority, command.unit, work.policies)
    pack = work.policies.reported_under(command.unit, work.authority.effective_on)
    is_city = isinstance(pack, PolicyPack) and command.unit == pack.city
    work.instance.must_close_entry_of(command.unit, is_city=is_city)
    cut_off = CutOff(position=work.store.last_position, at=work.authority.at)
    return entry_closed(command.unit, pack, Quarter.named(command.quarter), cut_off, work)


def entry_closed(unit: str, pack: Pack, quarter: Quarter, cut_off: CutOff, work: Work) -> QuarterlyReport:
    """Close entry at this cut-off, and open every report. Returns the unit's own."""
    authority = work.under(pack, CLAUSE)
    reports = _due(unit, pack, quarter, work)
    closings = work.find(LedgerClosings, LedgerClosings.id_of(pack.region)) or work.add(
        LedgerClosings.open(pack.region, authority)
    )
    areas = tuple(due.unit for due in reports if due.level is ReportLevel.AREA)
    closings.close_entry(quarter, cut_off, areas, authority)
    facts: dict[str, Any] = {"region": pack.region, "cut_off": cut_off}
    opened = [
        work.add(QuarterlyReport.open(quarter=quarter, authority=authority, **due._asdict(), **facts))
        for due in reports
    ]
    return opened[-1]


def _due(unit: str, pack: Pack, quarter: Quarter, work: Work) -> tuple[Due, ...]:
    """The reports of the units that report here, the unit's own as the last. Raises `UnknownArea` and `LedgersNotKept`."""
    if isinstance(pack, ProvincialPack):
        rule = pack.reporting_rule
        cities = units_that_report(rule.cities, unit, pack, quarter, work)
        of_cities, of_province = (
            rule.cities_due(quarter, work.calendar),
            rule.province_due(quarter, work.calendar),
        )
        return (Due(unit, ReportLevel.PROVINCE, of_province, True, cities, cities, of_cities),)
    days, closed_on = pack.demand_rules.reporting, work.authority.effective_on
    of_areas = days.areas_due(quarter, closed_on, work.calendar)
    of_city = days.city_due(quarter, closed_on, work.calendar)
    areas = units_that_report(pack.areas, unit, pack, quarter, work)
    if unit != pack.city:
        if unit not in areas:
            raise UnknownArea(field="unit")
        return (Due(unit, ReportLevel.AREA, of_areas, topmost=True),)
    elsewhere = tuple(area for area in areas if not work.instance.keeps(area, pack.city))
    own = Due(unit, ReportLevel.CITY, of_city, True, areas, elsewhere, of_areas)
    return (*(Due(area, ReportLevel.AREA, of_areas) for area in areas if area not in elsewhere), own)


def units_that_report(
    below: Iterable[Area | City], unit: str, pack: Pack, quarter: Quarter, work: Work
) -> tuple[str, ...]:
    """Those of these that there were in the quarter, and of those that are no more who had something open in the unit's last report."""
    days = Dated(valid_from=quarter.first_day, valid_to=quarter.last_day)
    last = archive_of_unit(unit, pack.region, work).last_before(quarter, work.store.last_position)
    left = (
        set() if last is None else {row.unit for row in last.rows if any(row.of(one).open for one in LEDGERS)}
    )
    return tuple(one.code for one in below if one.coexists_with(days) or one.code in left)


def compile_report(command: CompileReport, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.must_be_compilable()
    if authority.capacity is Capacity.SYSTEM:
        report.must_be_compiled_by_nobody()
    content, since = compiled(report, _annexes(command), work)
    statement = None if command.statement is None else Personal(report.id, command.statement)
    report.compile(content, statement, authority, since=since)
    return report


def _annexes(command: CompileReport) -> Annexes:
    """What the compiler has chosen. Raises `Invalid` of an item that an annex would list twice."""
    issues = [one.number for one in command.key_issues]
    for field, numbers in (("key_issues", issues), ("exemplary_items", command.exemplary_items)):
        if len({*numbers}) < len(numbers):
            raise wrong(field, "listed_twice", LISTED_TWICE)
    return Annexes({one.number: one.proposed_level for one in command.key_issues}, command.exemplary_items)


def sign_off_report(command: SignOffReport, work: Work) -> QuarterlyReport:
    report, pack, authority = own_report(command, work)
    report.must_be_signable_by(authority)
    closings = work.load(LedgerClosings, LedgerClosings.id_of(report.region))
    if closings.closed_after(report.content.cut_off.position):
        lifted_by = COMPILE_ANEW if report.latest.number > 1 else None
        raise QuarterPassed(blocked_by=report.shown(), lifted_by=lifted_by)
    if not report.topmost:
        _must_not_have_been_left_out(report, work)
    if report.level is not ReportLevel.AREA:
        must_go_by_what_is_there(report, work)
    if report.latest.number > 1:
        must_count_still(report, work)
    closings.count(report.unit, report.quarter, report.latest.number, authority)
    return _signed_off(report, pack, authority, work)


def decline_sign_off(command: DeclineSignOff, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.decline_sign_off(authority)
    return report


def submit_report(command: SubmitReport, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.submit(authority)
    return report


def acknowledge_report(command: AcknowledgeReport, work: Work) -> QuarterlyReport:
    report, authority = _of_child(command, work)
    report.acknowledge(authority)
    return report


def return_report(command: ReturnReport, work: Work) -> QuarterlyReport:
    report, authority = _of_child(command, work)
    report.return_it(authority)
    return report


def transcribe_answer(command: TranscribeAnswer, work: Work) -> QuarterlyReport:
    report, authority = _answered_elsewhere(command, work)
    above = window_above(report, work.policies, authority.effective_on)
    if above is None or authority.deciding_body != above:
        raise Invalid(NOT_THE_LEVEL_ABOVE, field="deciding_body", clauses=(CLAUSE,))
    if not any(paper.issued_on for paper in authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents", clauses=(CLAUSE,))
    report.transcribe_answer(command.answer, authority)
    return report


def confirm_answer(command: ConfirmAnswer, work: Work) -> QuarterlyReport:
    report, authority = _answered_elsewhere(command, work)
    report.confirm_answer(authority)
    return report


def contest_answer(command: ContestAnswer, work: Work) -> QuarterlyReport:
    report, authority = _answered_elsewhere(command, work)
    report.contest_answer(authority)
    return report


def open_revision(command: OpenRevision, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.open_revision(authority)
    return report


def _opened(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, Pack, Authority]:
    """The report, for whoever may know of it. Raises `NotFound`."""
    report = work.find(QuarterlyReport, QuarterlyReport.id_of(command.unit, command.quarter))
    if report is None:
        raise EntryNotClosed(field="quarter")
    must_see_report_of(work.authority, report.unit, work.policies)
    pack = work.policies.reported_under(report.region, work.authority.effective_on)
    return report, pack, work.under(pack, CLAUSE)


def own_report(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, Pack, Authority]:
    """The report, for the unit whose report it is. Raises `NotYourArea`."""
    report, pack, authority = _opened(command, work)
    must_report_for(authority, report.unit, work.policies)
    return report, pack, authority


def window_above(report: QuarterlyReport, policies: PolicyBook, on: date) -> str | None:
    """The window that takes the report in (上级窗口): the city's an area's, the province's a city's; nobody the province's."""
    pack = policies.reported_under(report.region, on)
    if not isinstance(pack, PolicyPack):
        return None
    above = pack.city_area if report.level is ReportLevel.AREA else pack.provincial.province
    window = above.organization_of(Function.WINDOW, on)
    return None if window is None else window.code


def _of_child(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, Authority]:
    """An area's report, for the city. Raises `NotYourArea` for one that is answered in another instance."""
    report, _, authority = _opened(command, work)
    report.must_have_a_level_above()
    if report.topmost:
        raise NotYourArea(ANSWERED_ELSEWHERE, blocked_by={"kind": "unit", "id": report.unit})
    return report, authority


def _answered_elsewhere(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, Authority]:
    """The unit's own report, whose answer comes on paper. Raises `NotFound` for one that is answered here."""
    report, _, authority = own_report(command, work)
    report.must_have_a_level_above()
    if not report.topmost:
        raise NotFound(ANSWERED_BY_CITY, blocked_by={"kind": "unit", "id": report.unit})
    return report, authority


def _signed_off(report: QuarterlyReport, pack: Pack, authority: Authority, work: Work) -> QuarterlyReport:
    """The report with its files, which are made and kept last, when nothing else can be refused."""
    sealed = report.latest.statement
    paper = ReportPaper(
        content=report.content,
        packs=packs_of(report.level, pack, work.policies, authority.effective_on),
        issued_on=authority.effective_on,
        earlier=archive_of(report, work).earlier(report.content, QUARTERS_BEFORE),
        statement=work.vault.open(sealed) if isinstance(sealed, Sealed) else None,
    )
    files = work.report_files.made(paper)
    report.sign_off(authority, [file.said for file in files], paper)
    for file in files:
        work.files.keep(report.id, file.said.sha256, file.content)
    return report


def _must_not_have_been_left_out(report: QuarterlyReport, work: Work) -> None:
    """Refuse the first report of an area that the city has signed as missing: its movements are the next quarter's (point 24)."""
    above = work.load(QuarterlyReport, QuarterlyReport.id_of(report.region, report.quarter.code))
    if not above.signed or above.is_being_revised:
        return
    row = above.signed[-1].content.row(report.unit)
    if row is not None and row.standing is RowStanding.MISSING:
        raise ReportedWithout(blocked_by=above.shown(), lifted_by=CITY_REVISES)


ANSWERED_BY_CITY = Text("区县季报由市级窗口直接接收或退回", "The city answers an area's report itself")
ANSWERED_ELSEWHERE = Text(
    "该季报由上级窗口在其系统接收或退回", "The window above answers this report in its own instance"
)
CITY_REVISES = Text("由市级窗口启动更正报", "The city's window can open a revision of its report")
LISTED_TWICE = Text("同一事项重复列入", "an item is listed twice")
NEEDS_PAPER = Text("须注明上级文件及其日期", "State the paper of the level above and its date")
NOT_THE_LEVEL_ABOVE = Text("须注明上级窗口", "Name the window of the level above")
