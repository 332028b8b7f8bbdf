"""A quarterly report (季报): where it stands, what its latest revision says, and what may be done about it now."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from api.addresses import RECEIVED_REPORT, REPORT, href
from api.disclosure import PersonalShown
from api.masking import hidden
from api.rehearsing import STAND_IN
from api.rendering.actions import Action, Actions, actions_of, rehearsal
from api.rendering.report_contents import ContentShown, CutOffShown, content_shown, cut_off_shown
from api.rendering.report_files import ReportFileShown, files_shown
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import QuarterlyReport
from domain.authorization import must_see_report_of, units_seen
from domain.base import Authority
from domain.ledger_books.content import ReportLevel
from domain.report_revisions import Revision
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
    window_above,
)
from projections.report_register import RegisteredReport


class ReportReminderShown(Shown):
    """That the window was reminded: `working_days_left` until the due day, below 0 after it."""

    on: date
    working_days_left: int


class ReportRevisionShown(Shown):
    """One revision: that it was compiled, signed off, submitted and answered, as far as it was."""

    revision: int
    sha256: str | None
    files: tuple[ReportFileShown, ...]
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
    region: str
    quarter: str
    status: ReportStatus
    due_on: date
    entry_closed: CutOffShown
    revisions: tuple[ReportRevisionShown, ...]
    content: ContentShown | None
    statement: PersonalShown | None
    answer_to_confirm: ReportAnswer | None
    actions: Actions


class ReportLine(Shown):
    """A report in a list; one that came from an instance of its own stands in the inbox."""

    href: str | None  # none of one that is to come from an instance of its own
    unit: str
    level: ReportLevel
    quarter: str
    status: ReportStatus
    revision: int
    sha256: str | None
    due_on: date
    submitted_on: date | None
    received_on: date | None
    is_received: bool
    is_late: bool  # due before today, and not handed in
    reminded_on: date | None  # when its window was told last that it is not handed in


class ReportLines(Shown):
    """A page of the reports, in the order in which they came to be due: those of units below before the one above them."""

    items: tuple[ReportLine, ...]
    next: str | None


def report_shown(report: QuarterlyReport, viewer: Viewer, *, until: int | None = None) -> ReportShown:
    """The report, to who sees the unit. Raises `NotFound` to others."""
    must_be_seen(report, viewer)
    latest = report.latest
    disclosure = viewer.disclosed((latest.statement,))
    return ReportShown(
        id=report.id,
        href=_href(report),
        version=report.version,
        unit=report.unit,
        level=report.level,
        region=report.region,
        quarter=report.quarter.code,
        status=report.status,
        due_on=report.due_on,
        entry_closed=cut_off_shown(report.cut_off),
        revisions=tuple(_revision(one, report, viewer) for one in report.revisions),
        content=None if latest.content is None else content_shown(latest.content),
        statement=disclosure.shown_if_stated(latest.statement, hidden),
        answer_to_confirm=None if report.transcribed is None else report.transcribed.answer,
        actions=_actions(report, viewer) if until is None else Actions(),
    )


def report_history(
    report: QuarterlyReport, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the unit."""
    must_be_seen(report, viewer)
    return history


def must_be_seen(report: QuarterlyReport, viewer: Viewer) -> None:
    """An area sees its own report, the city's offices those of its areas, the province's window its own. Raises `NotFound`."""
    must_see_report_of(viewer.authority, report.unit, viewer.service.policies)


def sees(unit: str, viewer: Viewer) -> bool:
    """Whether the viewer sees what this unit reports."""
    units = units_seen(viewer.authority, viewer.service.policies)
    return units is None or unit in units


def report_line(row: RegisteredReport, today: date) -> ReportLine:
    """A report of the register, on a day."""
    is_due_somewhere = row.level is not ReportLevel.PROVINCE
    return ReportLine(
        href=_href_of(row),
        is_received=row.received_report_id is not None,
        is_late=is_due_somewhere and row.submitted_on is None and row.due_on < today,
        **{name: getattr(row, name) for name in _OF_ROW},
    )


def _href_of(row: RegisteredReport) -> str | None:
    if row.received_report_id is not None:
        return href(RECEIVED_REPORT, received_report_id=row.received_report_id)
    return href(REPORT, unit=row.unit, quarter=row.quarter) if row.kept_by == row.unit else None


def _href(report: QuarterlyReport) -> str:
    return href(REPORT, unit=report.unit, quarter=report.quarter.code)


def _revision(one: Revision, report: QuarterlyReport, viewer: Viewer) -> ReportRevisionShown:
    return ReportRevisionShown(
        revision=one.number,
        sha256=None if one.content is None else one.content.sha256,
        files=files_shown(one, report, viewer),
        is_signed=one.is_signed,
        submitted_on=one.submitted_on,
        answer=one.answer,
        reminders=tuple(
            ReportReminderShown(on=reminded.on, working_days_left=reminded.mark) for reminded in one.reminders
        ),
    )


def _actions(report: QuarterlyReport, viewer: Viewer) -> Actions:
    """What this viewer may do with the report, of all that is done with one that stands there."""
    named = {"unit": report.unit, "quarter": report.quarter.code}
    body = window_above(report, viewer.service.policies, viewer.today) or STAND_IN
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
    if report.topmost:
        answers = (TranscribeAnswer,) if report.transcribed is None else (ConfirmAnswer, ContestAnswer)
    in_status: dict[ReportStatus, tuple[type[ReportCommand], ...]] = {
        ReportStatus.OPENED: (CompileReport,),
        ReportStatus.COMPILED: (CompileReport, SignOffReport, DeclineSignOff),
        ReportStatus.SIGNED_OFF: (OpenRevision,)
        if report.level is ReportLevel.PROVINCE
        else (SubmitReport, OpenRevision),
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


_OF_ROW = tuple(name for name in ReportLine.model_fields if name not in ("href", "is_late", "is_received"))
