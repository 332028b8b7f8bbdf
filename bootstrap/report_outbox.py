"""Reports on their way to the unit above (报送): prepared, packed and signed, and what the receiver says of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from bootstrap.report_exchange import Line, ReportExchange, actor_of
from bootstrap.starting import ACTOR
from documents.report_packages import Packed, package_of
from domain.aggregates import ReportDelivery
from domain.base import DocumentReference
from domain.errors import NotFound
from domain.report_packages import (
    FileKind,
    Manifest,
    NoReportExchange,
    PackagedFile,
    ReceiptStanding,
    ReceiptUnreadable,
    ReportReceipt,
)
from domain.use_cases.exchanging_reports import NoteRefusalOfDelivery, PrepareReportDelivery, TakeReceipt
from persistence.report_signatures import Kind, detached, read_signed

SIGNED_RECEIPT = "signed_receipt"  # why it stands on record, where the receiver has given no code


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedReport:
    """A revision of this unit's report that was submitted, and the files that are sent, which `read` gets when they are."""

    report_id: UUID
    quarter: str
    revision: int
    submitted_on: date
    files: tuple[PackagedFile, ...]
    read: Callable[[], Mapping[FileKind, bytes]]


class ReportOutbox:
    """Prepares deliveries, makes their packages, and takes receipts."""

    def __init__(self, exchange: ReportExchange) -> None:
        self._exchange = exchange
        self._service = exchange.service

    def manifest_of(self, report: SubmittedReport) -> Manifest:
        """What is going to be signed. Raises `NoReportExchange`."""
        receiver = self._service.settings.upper_unit
        if receiver is None:
            raise NoReportExchange
        return Manifest(
            sender=self._exchange.unit,
            receiver=receiver,
            quarter=report.quarter,
            revision=report.revision,
            submitted_on=report.submitted_on,
            files=report.files,
        )

    def prepare(self, report: SubmittedReport) -> UUID:
        """Have a revision sent, once however often it is asked for; the delivery's id. Raises `NoReportExchange`."""
        manifest = self.manifest_of(report)
        id_ = ReportDelivery.id_of(manifest)
        paper = DocumentReference(kind="quarterly_report", sha256=manifest.files[0].sha256)
        self._service.office.carry_out(
            PrepareReportDelivery(manifest=manifest, report_id=report.report_id, files=dict(report.read())),
            self._exchange.authority(ACTOR, "submitted", paper),
            self._exchange.request(f"delivery {id_}", manifest.sha256, id_),
        )
        return id_

    def unprepared(self, reports: Iterable[SubmittedReport]) -> Iterator[SubmittedReport]:
        """Those of them that are not prepared yet. Raises `NoReportExchange`."""
        wanted = {ReportDelivery.id_of(self.manifest_of(report)): report for report in reports}
        known = self._service.store.load_all(wanted)
        return (report for id_, report in wanted.items() if id_ not in known)

    def delivery(self, id_: UUID) -> ReportDelivery:
        """The delivery of this id. Raises `NotFound`."""
        found = self._service.store.load_all([id_]).get(id_)
        if not isinstance(found, ReportDelivery):
            raise NotFound
        return found

    def package(self, delivery: ReportDelivery) -> bytes:
        """What is sent, signed with the key of today. Raises `NoReportExchange`."""
        manifest, files = delivery.manifest, self._service.files
        content = {file.name: files.content(delivery.report_id, file.sha256) for file in manifest.files}
        return package_of(Packed(manifest.canonical, detached(self.signed_manifest(delivery)), content))

    def signed_manifest(self, delivery: ReportDelivery) -> str:
        """What is asked with. Raises `NoReportExchange`."""
        return self._exchange.signer.signed(delivery.manifest.canonical, Kind.MANIFEST)

    def take(self, written: str, correlation_id: UUID) -> ReportReceipt:
        """Put on record what a receipt says of a delivery of ours; a receipt that is known says nothing new.

        Raises `ReceiptUnreadable`, `NotFound`, `SenderNotTrusted` and `SignatureInvalid`, and what the delivery refuses.
        """
        line = Line(
            "TakeReceipt", {"kind": "report_receipt", "id": sha256(written.encode("utf-8")).hexdigest()}
        )
        with self._exchange.on_record(line, correlation_id):
            signed = read_signed(written, Kind.RECEIPT)
            if signed is None:
                raise ReceiptUnreadable
            receipt = ReportReceipt.read(signed.statement)
            self._exchange.must_be_signed_by(receipt.receiver, signed, line)
            delivery = self._delivery_of(receipt)
        if not self._is_known(receipt, delivery):
            self._record(receipt, signed.kid, delivery, correlation_id)
        return receipt

    def note_refusal(self, delivery: ReportDelivery, code: str) -> None:
        """Put on record that the receiver did not take it in."""
        key = f"delivery {delivery.id} refused {delivery.version}"
        paper = DocumentReference(kind="report_package", sha256=delivery.manifest.sha256)
        self._service.office.carry_out(
            NoteRefusalOfDelivery(report_delivery_id=delivery.id, refusal_code=code),
            self._exchange.authority(ACTOR, code, paper),
            self._exchange.request(key, sha256(key.encode()).hexdigest(), delivery.id),
        )

    def _delivery_of(self, receipt: ReportReceipt) -> ReportDelivery:
        """The delivery that the receipt is about, which names its receiver as the one who speaks."""
        return self.delivery(ReportDelivery.id_of(receipt))

    def _is_known(self, receipt: ReportReceipt, delivery: ReportDelivery) -> bool:
        """Whether the delivery stands as the receipt says, or further."""
        has_come = receipt.standing == delivery.status.value
        return has_come or (receipt.standing is ReceiptStanding.RECEIVED and delivery.status.is_concluded)

    def _record(
        self, receipt: ReportReceipt, kid: str, delivery: ReportDelivery, correlation_id: UUID
    ) -> None:
        today = self._exchange.today
        paper = DocumentReference(
            kind="report_receipt", issuer=receipt.receiver, received_on=today, sha256=receipt.sha256
        )
        since = min(receipt.decided_on or today, today)
        self._service.office.carry_out(
            TakeReceipt(report_delivery_id=delivery.id, receipt=receipt, key_id=kid),
            self._exchange.authority(
                actor_of(receipt.receiver), receipt.reason_code or SIGNED_RECEIPT, paper, effective_on=since
            ),
            self._exchange.request(f"receipt {receipt.sha256}", receipt.sha256, correlation_id),
        )
