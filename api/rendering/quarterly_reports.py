"""A quarterly report (季报): where it stands, what its latest revision says, and what may be done about it now."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from api.addresses import REPORT, REPORT_CONTENT, href
from api.disclosure import PersonalShown
from api.masking import hidden
from api.rendering.actions import STAND_IN, Action, Actions, actions_of, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import QuarterlyReport
from domain.aggregates.quarterly_report import Revision
from domain.authorization import Scope
from domain.base import Authority
from domain.demands import EscalationLevel
from domain.errors import NotFound
from domain.functions import Function
from domain.ledger_books.content import (
    LEDGERS,
    CutOff,
    ListedItem,
    ReportContent,
    ReportLevel,
    ReportRow,
    RowStanding,
)
from domain.ledger_books.figures import Figures, added_up
from domain.policy.ledgers import Ledger
from domain.reports import ReportAnswer, ReportStatus
from domain.store import Recorded
from domain.use_cases.reporting_quarters import (
    AcknowledgeReport,
    CompileReport,
    ConfirmAnswer,
    ContestAnswer,
    DeclineSignOff,
    OpenRevision,
    ReportCommand,
    ReturnReport,
    SignOffReport,
    SubmitReport,
    TranscribeAnswer,
    own_report,
)
from projections.report_register import RegisteredReport


class CutOffShown(Shown):
    """Until where the log was read."""

    position: int
    at: datetime


class FiguresShown(Shown):
    """The figures of one cell or a sum; a rate is in per cent, and null, printed as “—”, where there is nothing to divide by."""

    carried: int
    adjusted: int
    registered: int
    reopened: int
    moved_in: int
    total: int
    settled: int
    settled_in_time: int
    settled_late: int
    explained: int
    moved_out: int
    dropped: int
    open: int
    escalated: int
    overdue: int
    late: int
    called_back: int
    rated: int
    satisfied: int
    settlement_rate: Decimal | None
    in_time_rate: Decimal | None
    average_working_days: Decimal | None
    satisfaction_rate: Decimal | None
    change_on_quarter: Decimal | None
    change_on_year: Decimal | None


class LedgerFiguresShown(Shown):
    """The figures of one ledger."""

    ledger: Ledger
    figures: FiguresShown


class ReportRowShown(Shown):
    """The figures of one unit, by ledger and in all."""

    unit: str
    standing: RowStanding
    ledgers: tuple[LedgerFiguresShown, ...]
    total: FiguresShown


class ChildShown(Shown):
    """Whether a unit below has reported, with which revision, and by the due day."""

    unit: str
    standing: RowStanding
    revision: int | None
    sha256: str | None
    submitted_on: date | None
    in_time: bool


class ListedItemShown(Shown):
    """An item in an annex."""

    number: str
    area: str
    ledger: Ledger
    category: str | None
    enterprise_id: UUID | None
    responsible: str | None
    due_on: date | None


class KeyIssueShown(Shown):
    """An item that needs help, and from which level."""

    item: ListedItemShown
    proposed_level: EscalationLevel


class ContentShown(Shown):
    """What a revision says. `sha256` is that of its canonical JSON, which lies at `href`."""

    href: str
    sha256: str
    is_zero: bool
    cut_off: CutOffShown
    rows: tuple[ReportRowShown, ...]
    totals: tuple[LedgerFiguresShown, ...]
    total: FiguresShown
    in_transit: int
    children: tuple[ChildShown, ...]
    children_reported: int
    children_in_time: int
    key_issues: tuple[KeyIssueShown, ...]
    overdue_items: tuple[ListedItemShown, ...]
    exemplary_items: tuple[ListedItemShown, ...]


class ReportReminderShown(Shown):
    """That the window was reminded: `working_days_left` until the due day, below 0 after it."""

    on: date
    working_days_left: int


class RevisionShown(Shown):
    """One revision: that it was compiled, signed off, submitted and answered, as far as it was."""

    revision: int
    sha256: str | None
    is_signed: bool
    submitted_on: date | None
    answer: ReportAnswer | None
    reminders: tuple[ReportReminderShown, ...]


class ReportShown(Shown):
    """A unit's report of a quarter, with its latest revision as far as that is compiled."""

    id: UUID
    href: str
    version: int
    unit: str
    level: ReportLevel
    city: str
    quarter: str
    status: ReportStatus
    due_on: date
    entry_closed: CutOffShown
    revisions: tuple[RevisionShown, ...]
    content: ContentShown | None
    statement: PersonalShown | None
    answer_to_confirm: ReportAnswer | None
    actions: Actions


class ReportLine(Shown):
    """A report in a list."""

    href: str
    unit: str
    level: ReportLevel
    quarter: str
    status: ReportStatus
    revision: int
    sha256: str | None
    due_on: date
    submitted_on: date | None
    is_late: bool  # due before today, and not handed in
    reminded_on: date | None  # when its window was told last that it is not handed in


class ReportLines(Shown):
    """A page of the reports, in the order in which they came to be due: those of areas before the city's own."""

    items: tuple[ReportLine, ...]
    next: str | None


def report_shown(report: QuarterlyReport, viewer: Viewer, *, until: int | None = None) -> ReportShown:
    """The report, to who sees the unit. Raises `NotFound` to others."""
    must_be_seen(report, viewer.scope)
    latest = report.latest
    disclosure = viewer.disclosed((latest.statement,))
    return ReportShown(
        id=report.id,
        href=_href(report),
        version=report.version,
        unit=report.unit,
        level=report.level,
        city=report.city,
        quarter=report.quarter.code,
        status=report.status,
        due_on=report.due_on,
        entry_closed=_cut_off(report.cut_off),
        revisions=tuple(_revision(one) for one in report.revisions),
        content=None if latest.content is None else content_shown(latest.content),
        statement=disclosure.shown_if_stated(latest.statement, hidden),
        answer_to_confirm=None if report.transcribed is None else report.transcribed.answer,
        actions=_actions(report, viewer) if until is None else Actions(),
    )


def report_history(
    report: QuarterlyReport, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the unit."""
    must_be_seen(report, viewer.scope)
    return history


def must_be_seen(report: QuarterlyReport, scope: Scope) -> None:
    """An area sees its own report, the city's offices see all of the city. Raises `NotFound`."""
    if not sees(report.unit, report.city, scope, is_area=report.level is ReportLevel.AREA):
        raise NotFound


def sees(unit: str, city: str, scope: Scope, *, is_area: bool) -> bool:
    """Whether somebody who sees so far sees what this unit reports."""
    return scope.covers(city=city, area=unit, enterprise_id=None) if is_area else scope.covers_all_of(city)


def content_shown(content: ReportContent) -> ContentShown:
    """What a revision says, with the sums and rates that follow from it."""
    return ContentShown(
        href=href(
            REPORT_CONTENT, unit=content.unit, quarter=content.quarter, report_revision=content.revision
        ),
        sha256=content.sha256,
        is_zero=content.is_zero,
        cut_off=_cut_off(content.cut_off),
        rows=tuple(_row(row) for row in content.rows),
        totals=tuple(_of_ledger(ledger, content.total_of(ledger)) for ledger in LEDGERS),
        total=_figures(content.total),
        in_transit=content.in_transit,
        children=tuple(ChildShown(**child.model_dump()) for child in content.children),
        children_reported=content.reported,
        children_in_time=content.reported_in_time,
        key_issues=tuple(
            KeyIssueShown(item=_item(issue.item), proposed_level=issue.proposed_level)
            for issue in content.key_issues
        ),
        overdue_items=tuple(_item(item) for item in content.overdue_items),
        exemplary_items=tuple(_item(item) for item in content.exemplary_items),
    )


def report_line(row: RegisteredReport, today: date) -> ReportLine:
    """A report of the register, on a day."""
    return ReportLine(
        href=href(REPORT, unit=row.unit, quarter=row.quarter),
        is_late=row.submitted_on is None and row.due_on < today,
        **{name: getattr(row, name) for name in _OF_ROW},
    )


def _href(report: QuarterlyReport) -> str:
    return href(REPORT, unit=report.unit, quarter=report.quarter.code)


def _revision(one: Revision) -> RevisionShown:
    return RevisionShown(
        revision=one.number,
        sha256=None if one.content is None else one.content.sha256,
        is_signed=one.is_signed,
        submitted_on=one.submitted_on,
        answer=one.answer,
        reminders=tuple(
            ReportReminderShown(on=reminded.on, working_days_left=reminded.mark) for reminded in one.reminders
        ),
    )


def _cut_off(cut_off: CutOff) -> CutOffShown:
    return CutOffShown(position=cut_off.position, at=cut_off.at)


def _row(row: ReportRow) -> ReportRowShown:
    return ReportRowShown(
        unit=row.unit,
        standing=row.standing,
        ledgers=tuple(_of_ledger(ledger, row.of(ledger)) for ledger in LEDGERS),
        total=_figures(added_up([row.of(ledger) for ledger in LEDGERS])),
    )


def _of_ledger(ledger: Ledger, figures: Figures) -> LedgerFiguresShown:
    return LedgerFiguresShown(ledger=ledger, figures=_figures(figures))


def _figures(figures: Figures) -> FiguresShown:
    return FiguresShown(**{name: getattr(figures, name) for name in FiguresShown.model_fields})


def _item(item: ListedItem) -> ListedItemShown:
    return ListedItemShown(**{name: getattr(item, name) for name in ListedItemShown.model_fields})


def _actions(report: QuarterlyReport, viewer: Viewer) -> Actions:
    """What this viewer may do with the report, of all that is done with one that stands there."""
    named = {"unit": report.unit, "quarter": report.quarter.code}
    pack = viewer.service.policies.in_force(report.city, viewer.today)
    above = pack.provincial.province.organization_of(Function.WINDOW, viewer.today)
    body = STAND_IN if above is None else above.code
    possible = []
    for kind in _kinds(report):
        stated = {"answer": ReportAnswer.ACKNOWLEDGED} if kind is TranscribeAnswer else {}
        command = kind(**named, **stated)
        if isinstance(command, CompileReport):
            possible.append(Action(kind, _may_compile(command, report, viewer)))
        else:
            possible.append(Action(kind, rehearsal(command, report, viewer, deciding_body=body)))
    return actions_of(possible, viewer, **named)


def _kinds(report: QuarterlyReport) -> tuple[type[ReportCommand], ...]:
    answers: tuple[type[ReportCommand], ...] = (AcknowledgeReport, ReturnReport)
    if report.level is not ReportLevel.AREA:
        answers = (TranscribeAnswer,) if report.transcribed is None else (ConfirmAnswer, ContestAnswer)
    in_status: dict[ReportStatus, tuple[type[ReportCommand], ...]] = {
        ReportStatus.OPENED: (CompileReport,),
        ReportStatus.COMPILED: (CompileReport, SignOffReport, DeclineSignOff),
        ReportStatus.SIGNED_OFF: (SubmitReport, OpenRevision),
        ReportStatus.SUBMITTED: (*answers, OpenRevision),
        ReportStatus.ACKNOWLEDGED: (OpenRevision,),
        ReportStatus.RETURNED: (OpenRevision,),
    }
    return in_status[report.status]


def _may_compile(
    command: CompileReport, report: QuarterlyReport, viewer: Viewer
) -> Callable[[Authority], None]:
    """Whether it may be compiled; nothing is counted in order to find that out."""

    def attempt(authority: Authority) -> None:
        work = viewer.service.office.preview(command, authority)
        work.authority = authority
        work.add(report)
        own_report(command, work)[0].must_be_compilable()

    return attempt


_OF_ROW = tuple(name for name in ReportLine.model_fields if name not in ("href", "is_late"))
