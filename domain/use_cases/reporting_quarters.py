"""Reporting quarters (季报): entry is closed, children report first, and what is signed goes up (R-20, decided points 22 to 25)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.authorization import (
    Command,
    NotYourArea,
    Permission,
    must_know_of,
    officer,
    officer_of_city,
    system,
)
from domain.base import Authority, Capacity, Value
from domain.demands import EscalationLevel
from domain.errors import Invalid, NotFound
from domain.functions import Function
from domain.ledger_books.content import CutOff, ReportLevel, RowStanding
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.personal_data import Personal, Sealed
from domain.policy.pack import PolicyPack
from domain.report_files import QUARTERS_BEFORE, ReportPaper, packs_of
from domain.reports import EntryNotClosed, QuarterPassed, ReportAnswer, ReportedWithout
from domain.text import Text
from domain.use_cases.compiling_reports import COMPILE_ANEW, Annexes, archive_of, compiled, must_count_still
from domain.work import Work

CLAUSE = "R-20"
WINDOW = officer(Function.WINDOW)
WINDOW_OF_CITY = officer_of_city(Function.WINDOW)
MOST_LISTED = 200
UnitCode = Annotated[str, Field(min_length=1, max_length=60)]
CityCode = Annotated[str, Field(pattern=r"^[0-9]{4}00$")]
ItemNumber = Annotated[str, Field(min_length=1, max_length=60)]


class CloseEntry(Command):
    """Entry of a quarter is closed for all areas of the city, and their reports are due."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY, system)
    city: CityCode
    quarter: QuarterCode


class ReportCommand(Command):
    """A command about the report of one unit and quarter, by its window."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW,)
    unit: UnitCode
    quarter: QuarterCode


class ProposedIssue(Value):
    """An item that needs help, and from which level (附1)."""

    number: ItemNumber
    proposed_level: EscalationLevel


class CompileReport(ReportCommand):
    """The figures follow from the books; the compiler chooses what stands in annexes 1 and 3, and states the situation."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW, system)
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
    """What the province says of the city's report, as its paper has it."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY,)
    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.TRANSCRIBING})
    answer: ReportAnswer


class ConfirmAnswer(ReportCommand):
    """The second officer has compared it with the paper."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY,)


class ContestAnswer(ReportCommand):
    """The second officer finds that it is not what the paper says."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW_OF_CITY,)


class OpenRevision(ReportCommand):
    """Another revision is made beside what was signed."""


def close_entry(command: CloseEntry, work: Work) -> QuarterlyReport:
    """Returns the city's own report."""
    quarter = Quarter.named(command.quarter)
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    must_know_of(work.authority, area=pack.city_area.code, enterprise_id=None, city_area=pack.city_area.code)
    cut_off = CutOff(position=work.store.last_position, at=work.authority.at)
    return entry_closed(pack, quarter, cut_off, work)


def entry_closed(pack: PolicyPack, quarter: Quarter, cut_off: CutOff, work: Work) -> QuarterlyReport:
    """Close entry at this cut-off, and open every report. Returns the city's own."""
    authority, rule = work.under(pack, CLAUSE), pack.demand_rules.reporting
    areas = tuple(area.code for area in pack.areas if area.exists_on(quarter.last_day))
    closings = work.find(LedgerClosings, LedgerClosings.id_of(pack.city)) or work.add(
        LedgerClosings.open(pack.city, authority)
    )
    closings.close_entry(quarter, cut_off, areas, authority)
    facts = {"city": pack.city, "cut_off": cut_off}
    due_on = rule.areas_due(quarter, authority.effective_on, work.calendar)
    for area in areas:
        work.add(
            QuarterlyReport.open(area, quarter, authority, level=ReportLevel.AREA, due_on=due_on, **facts)
        )
    due_on = rule.city_due(quarter, authority.effective_on, work.calendar)
    facts |= {"level": ReportLevel.CITY, "due_on": due_on, "children": areas}
    return work.add(QuarterlyReport.open(pack.city, quarter, authority, **facts))


def compile_report(command: CompileReport, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.must_be_compilable()
    if authority.capacity is Capacity.SYSTEM:
        report.must_be_compiled_by_nobody()
    annexes = Annexes({one.number: one.proposed_level for one in command.key_issues}, command.exemplary_items)
    content, since = compiled(report, annexes, work)
    statement = None if command.statement is None else Personal(report.id, command.statement)
    report.compile(content, statement, authority, since=since)
    return report


def sign_off_report(command: SignOffReport, work: Work) -> QuarterlyReport:
    report, pack, authority = own_report(command, work)
    report.must_be_signable_by(authority)
    closings = work.load(LedgerClosings, LedgerClosings.id_of(report.city))
    if closings.closed_after(report.content.cut_off.position):
        lifted_by = COMPILE_ANEW if report.latest.number > 1 else None
        raise QuarterPassed(blocked_by=report.shown(), lifted_by=lifted_by)
    if report.level is ReportLevel.AREA:
        _must_not_have_been_left_out(report, work)
        if report.latest.number > 1:
            must_count_still(report, work)
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
    report, pack, authority = _answered_elsewhere(command, work)
    above = pack.provincial.province.organization_of(Function.WINDOW, authority.effective_on)
    if above is None or authority.deciding_body != above.code:
        raise Invalid(NOT_THE_LEVEL_ABOVE, field="deciding_body", clauses=(CLAUSE,))
    if not any(paper.issued_on for paper in authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents", clauses=(CLAUSE,))
    report.transcribe_answer(command.answer, authority)
    return report


def confirm_answer(command: ConfirmAnswer, work: Work) -> QuarterlyReport:
    report, _, authority = _answered_elsewhere(command, work)
    report.confirm_answer(authority)
    return report


def contest_answer(command: ContestAnswer, work: Work) -> QuarterlyReport:
    report, _, authority = _answered_elsewhere(command, work)
    report.contest_answer(authority)
    return report


def open_revision(command: OpenRevision, work: Work) -> QuarterlyReport:
    report, _, authority = own_report(command, work)
    report.open_revision(authority)
    return report


def _opened(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, PolicyPack, Authority, str]:
    """The report, for whoever may know of it, and the area of the window whose report it is. Raises `NotFound`."""
    report = work.find(QuarterlyReport, QuarterlyReport.id_of(command.unit, command.quarter))
    if report is None:
        raise EntryNotClosed(field="quarter")
    pack = work.policies.in_force(report.city, work.authority.effective_on)
    city_area = pack.city_area.code
    area = report.unit if report.level is ReportLevel.AREA else city_area
    must_know_of(work.authority, area=area, enterprise_id=None, city_area=city_area)
    return report, pack, work.under(pack, CLAUSE), area


def own_report(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, PolicyPack, Authority]:
    """The report, for the unit whose report it is. Raises `NotYourArea`."""
    report, pack, authority, area = _opened(command, work)
    if authority.capacity is not Capacity.SYSTEM and authority.area != area:
        raise NotYourArea(blocked_by={"kind": "unit", "id": report.unit})
    return report, pack, authority


def _of_child(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, Authority]:
    """An area's report, for the city. Raises `NotYourArea` for the city's own, which the province answers."""
    report, pack, authority, _ = _opened(command, work)
    if report.level is not ReportLevel.AREA:
        raise NotYourArea(ANSWERED_BY_PROVINCE, blocked_by={"kind": "unit", "id": pack.provincial.region})
    return report, authority


def _answered_elsewhere(command: ReportCommand, work: Work) -> tuple[QuarterlyReport, PolicyPack, Authority]:
    """The city's own report, whose answer comes on paper. Raises `NotFound` for an area's, which the city answers itself."""
    report, pack, authority = own_report(command, work)
    if report.level is ReportLevel.AREA:
        raise NotFound(ANSWERED_BY_CITY, blocked_by={"kind": "unit", "id": report.unit})
    return report, pack, authority


def _signed_off(
    report: QuarterlyReport, pack: PolicyPack, authority: Authority, work: Work
) -> QuarterlyReport:
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
    above = work.load(QuarterlyReport, QuarterlyReport.id_of(report.city, report.quarter.code))
    if not above.signed or above.is_being_revised:
        return
    row = above.signed[-1].content.row(report.unit)
    if row is not None and row.standing is RowStanding.MISSING:
        raise ReportedWithout(blocked_by=above.shown(), lifted_by=CITY_REVISES)


ANSWERED_BY_CITY = Text("区县季报由市级窗口直接接收或退回", "The city answers an area's report itself")
ANSWERED_BY_PROVINCE = Text("市级季报由省级窗口接收或退回", "The province answers the city's report")
CITY_REVISES = Text("由市级窗口启动更正报", "The city's window can open a revision of its report")
NEEDS_PAPER = Text("须注明上级文件及其日期", "State the paper of the level above and its date")
NOT_THE_LEVEL_ABOVE = Text("须注明省级窗口", "Name the provincial window")
