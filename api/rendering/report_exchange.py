"""Reports between instances (季报收发): how far a delivery has come, and what was said of a report from below."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from api.addresses import RECEIVED_FILE, RECEIVED_REPORT, REPORT_DELIVERY, href
from api.disclosure import PersonalShown
from api.masking import hidden
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import ReceivedReport, ReportDelivery
from domain.aggregates.received_report import ReceivedRevision
from domain.authorization import must_exchange_reports
from domain.report_packages import DeliveryStatus, FileKind, Manifest, ReceiptStanding
from domain.store import Recorded
from domain.use_cases.exchanging_reports import AcknowledgeReceivedReport, ResendReport, ReturnReceivedReport
from persistence.delivery_attempts import Attempts
from projections.report_exchange import DeliveryLine, ReceivedLine


class FileShown(Shown):
    """A file of a report, by its digest; `href` where it can be read here."""

    name: FileKind
    sha256: str
    size: int
    href: str | None = None


class AttemptsShown(Shown):
    """How often it was sent or asked after, how often in vain since it last worked, and why."""

    attempts: int
    failures: int
    attempted_at: datetime
    next_attempt_at: datetime | None
    error: str | None


class DeliveryLineShown(Shown):
    """A delivery in the list."""

    id: UUID
    href: str
    sender: str
    receiver: str
    quarter: str
    revision: int
    status: DeliveryStatus
    refusal_code: str | None
    since: datetime
    attempts: AttemptsShown | None


class DeliveryLines(Shown):
    """A page of the deliveries."""

    items: tuple[DeliveryLineShown, ...]
    next: str | None


class DeliveryShown(Shown):
    """One revision of a report on its way up; `manifest_sha256` is what both sides know it by."""

    id: UUID
    href: str
    version: int
    sender: str
    receiver: str
    quarter: str
    revision: int
    submitted_on: date
    manifest_sha256: str
    files: tuple[FileShown, ...]
    status: DeliveryStatus
    refusal_code: str | None
    actions: Actions


class ReceivedLineShown(Shown):
    """A report from below in the list, in its last revision."""

    id: UUID
    href: str
    sender: str
    receiver: str
    quarter: str
    revision: int
    standing: ReceiptStanding
    since: datetime


class ReceivedLines(Shown):
    """A page of the reports from below."""

    items: tuple[ReceivedLineShown, ...]
    next: str | None


class ReceivedRevisionShown(Shown):
    """A revision, and what was said of it."""

    revision: int
    submitted_on: date
    received_at: datetime
    manifest_sha256: str
    files: tuple[FileShown, ...]
    standing: ReceiptStanding
    decided_on: date | None
    decided_by: str | None
    reason_code: str | None
    reason: PersonalShown | None
    actions: Actions


class ReceivedReportShown(Shown):
    """What a unit below has sent of its report of one quarter."""

    id: UUID
    href: str
    version: int
    sender: str
    receiver: str
    quarter: str
    revisions: tuple[ReceivedRevisionShown, ...]


class ReceiptShown(Shown):
    """What the receiver has said of a report, its reason in clear."""

    standing: ReceiptStanding
    decided_on: date
    deciding_body: str | None
    reason_code: str | None
    reason: str | None


def delivery_shown(delivery: ReportDelivery, viewer: Viewer, *, until: int | None = None) -> DeliveryShown:
    """The delivery as it stands, or as it stood. Raises `NotFound` to who is not of its sender."""
    manifest = delivery.manifest
    must_exchange_reports(viewer.authority, manifest.sender, viewer.service.policies)
    return DeliveryShown(
        id=delivery.id,
        href=href(REPORT_DELIVERY, report_delivery_id=delivery.id),
        version=delivery.version,
        sender=manifest.sender,
        receiver=manifest.receiver,
        quarter=manifest.quarter,
        revision=manifest.revision,
        submitted_on=manifest.submitted_on,
        manifest_sha256=manifest.sha256,
        files=_files(manifest),
        status=delivery.status,
        refusal_code=delivery.refusal_code,
        actions=_resending(delivery, viewer) if until is None else Actions(),
    )


def delivery_history(
    delivery: ReportDelivery, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who is not of its sender."""
    must_exchange_reports(viewer.authority, delivery.manifest.sender, viewer.service.policies)
    return history


def delivery_lines(lines: Sequence[DeliveryLine], tried: Mapping[UUID, Attempts]) -> list[DeliveryLineShown]:
    """The deliveries of a page, with what came of the attempts."""
    return [
        DeliveryLineShown(
            id=line.report_delivery_id,
            href=href(REPORT_DELIVERY, report_delivery_id=line.report_delivery_id),
            attempts=_attempts(tried.get(line.report_delivery_id)),
            **{name: getattr(line, name) for name in _SAME_IN_DELIVERY},
        )
        for line in lines
    ]


def received_shown(
    report: ReceivedReport, viewer: Viewer, *, until: int | None = None
) -> ReceivedReportShown:
    """The report as it stands, or as it stood. Raises `NotFound` to who is not of its receiver."""
    must_exchange_reports(viewer.authority, report.receiver, viewer.service.policies)
    return ReceivedReportShown(
        id=report.id,
        href=href(RECEIVED_REPORT, received_report_id=report.id),
        version=report.version,
        sender=report.sender,
        receiver=report.receiver,
        quarter=report.quarter,
        revisions=tuple(
            _revision(number, report, viewer, offers=until is None) for number in sorted(report.revisions)
        ),
    )


def received_history(
    report: ReceivedReport, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who is not of its receiver."""
    must_exchange_reports(viewer.authority, report.receiver, viewer.service.policies)
    return history


def received_lines(lines: Sequence[ReceivedLine]) -> list[ReceivedLineShown]:
    """The reports of a page."""
    return [
        ReceivedLineShown(
            id=line.received_report_id,
            href=href(RECEIVED_REPORT, received_report_id=line.received_report_id),
            **{name: getattr(line, name) for name in _SAME_IN_RECEIVED},
        )
        for line in lines
    ]


def _revision(number: int, report: ReceivedReport, viewer: Viewer, *, offers: bool) -> ReceivedRevisionShown:
    known: ReceivedRevision = report.revision(number)
    is_decided = known.standing is not ReceiptStanding.RECEIVED
    said = known.envelope
    return ReceivedRevisionShown(
        revision=number,
        submitted_on=known.manifest.submitted_on,
        received_at=known.received_at,
        manifest_sha256=known.manifest.sha256,
        files=_files(known.manifest, received_report_id=report.id, revision=number),
        standing=known.standing,
        decided_on=said.effective_on if is_decided else None,
        decided_by=said.actor if is_decided else None,
        reason_code=said.reason_code if is_decided else None,
        reason=viewer.disclosed([said.reason]).shown_if_stated(said.reason, hidden),
        actions=_deciding(number, report, viewer) if offers else Actions(),
    )


def _files(manifest: Manifest, **revision: object) -> tuple[FileShown, ...]:
    return tuple(
        FileShown(
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            href=href(RECEIVED_FILE, **revision, name=file.name) if revision else None,
        )
        for file in manifest.files
    )


def _attempts(tried: Attempts | None) -> AttemptsShown | None:
    if tried is None:
        return None
    return AttemptsShown(**{name: getattr(tried, name) for name in AttemptsShown.model_fields})


def _resending(delivery: ReportDelivery, viewer: Viewer) -> Actions:
    named = {"report_delivery_id": delivery.id}
    action = Action(ResendReport, rehearsal(ResendReport(**named), delivery, viewer))
    return actions_of([action] if may_ever_send(ResendReport, viewer) else [], viewer, **named)


def _deciding(number: int, report: ReceivedReport, viewer: Viewer) -> Actions:
    possible = [
        Action(kind, rehearsal(kind(received_report_id=report.id, revision=number), report, viewer))
        for kind in (AcknowledgeReceivedReport, ReturnReceivedReport)
        if may_ever_send(kind, viewer)
    ]
    return actions_of(possible, viewer, received_report_id=report.id, revision=number)


_SAME_IN_DELIVERY = tuple(
    name for name in DeliveryLineShown.model_fields if name not in {"id", "href", "attempts"}
)
_SAME_IN_RECEIVED = tuple(name for name in ReceivedLineShown.model_fields if name not in {"id", "href"})
