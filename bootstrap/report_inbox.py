"""Reports from the units below (收报): each check in its turn, one effect, and the receipt that answers.

    size ─ shape ─ manifest ─ sender and signature ─ receiver ─ quarter ─ files ─ report ─ revision ─> received ─> receipt

The first check that fails is told and written down, and nothing else of the package is kept.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from bootstrap.report_exchange import Line, ReportExchange, actor_of
from documents.report_packages import Packed, read_package
from domain.aggregates import ReceivedReport
from domain.base import DocumentReference
from domain.errors import NotFound, Refusal
from domain.ledger_books.content import ReportContent
from domain.report_packages import Manifest, PackageUnreadable, ReceiptStanding, ReportReceipt
from domain.use_cases.exchanging_reports import ReceiveReport
from persistence.report_signatures import Kind, attached, read_signed


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that is what it says."""

    manifest: Manifest
    content: ReportContent
    kid: str
    packed: Packed


class ReportInbox:
    """Takes packages in, and says what has become of them."""

    def __init__(self, exchange: ReportExchange) -> None:
        self._exchange = exchange
        self._service = exchange.service

    def receive(self, package: bytes, correlation_id: UUID) -> str:
        """Take a package in, or find that it is here already; the signed receipt.

        Raises `NoReportExchange` and the refusals of packages.
        """
        line = Line("ReceiveReport", {"kind": "report_package", "id": sha256(package).hexdigest()})
        with self._exchange.on_record(line, correlation_id):
            self._exchange.must_be_set_up()
            opened = self._opened(package, line)
            known = self._known(opened.manifest)
            if known is not None and not known.has(opened.manifest):
                known.must_not_be_behind(opened.manifest)
        if known is None or not known.has(opened.manifest):
            self._record(opened, correlation_id)
        return self._receipt(opened.manifest)

    def refusal_of(self, package: bytes, code: str) -> str | None:
        """A signed receipt that says that it was refused, for who has proved to have signed it; None for anybody else."""
        try:
            packed = read_package(package, self._service.settings.package_limit)
            manifest, _ = self._manifest(attached(packed.manifest, packed.signature), Line("", {}))
        except Refusal:
            return None
        receipt = ReportReceipt.about(
            manifest, standing=ReceiptStanding.REFUSED, at=self._service.clock(), refusal_code=code
        )
        return self._exchange.signer.signed(receipt.canonical, Kind.RECEIPT)

    def receipt_for(self, signed_manifest: str, correlation_id: UUID) -> str:
        """The receipt as it is now, for who has signed this manifest.

        Raises `NotFound` for a report that is not here, `NoReportExchange` and the refusals of packages.
        """
        digest = sha256(signed_manifest.encode()).hexdigest()
        line = Line("AskForReceipt", {"kind": "report_manifest", "id": digest})
        with self._exchange.on_record(line, correlation_id):
            self._exchange.must_be_set_up()
            manifest, _ = self._manifest(signed_manifest, line)
            manifest.must_be_receivable_by(self._exchange.unit, self._exchange.today)
        return self._receipt(manifest)

    def last_receipt(self, id_: UUID) -> tuple[Manifest, str]:
        """The last revision of this report, and its receipt. Raises `NotFound`."""
        report = self._service.store.load_all([id_]).get(id_)
        if not isinstance(report, ReceivedReport):
            raise NotFound
        return report.revision(report.latest).manifest, self.receipt_of(report, report.latest)

    def receipt_of(self, report: ReceivedReport, number: int) -> str:
        """The signed receipt of a revision. Raises `NotFound` and `NoReportExchange`."""
        revision = report.revision(number)
        said, reason = revision.envelope, revision.reason
        is_decided = revision.standing is not ReceiptStanding.RECEIVED
        decision = {
            "decided_on": said.effective_on,
            "body": said.deciding_body,
            "reason_code": said.reason_code,
            "reason": None if reason is None else self._service.vault.open(reason),  # type: ignore[arg-type]
        }
        receipt = ReportReceipt.about(
            revision.manifest,
            standing=revision.standing,
            at=revision.said_at,
            **(decision if is_decided else {}),
        )
        return self._exchange.signer.signed(receipt.canonical, Kind.RECEIPT)

    def _opened(self, package: bytes, line: Line) -> Opened:
        unit, settings = self._exchange.unit, self._service.settings
        packed = read_package(package, settings.package_limit)
        manifest, kid = self._manifest(attached(packed.manifest, packed.signature), line)
        manifest.must_be_receivable_by(unit, self._exchange.today)
        manifest.must_have(packed.files)
        content = manifest.report_in(packed.files[manifest.names[0]])
        return Opened(manifest, content, kid, packed)

    def _manifest(self, written: str, line: Line) -> tuple[Manifest, str]:
        """The manifest and the key that has signed it."""
        signed = read_signed(written, Kind.MANIFEST)
        if signed is None:
            raise PackageUnreadable
        manifest = Manifest.read(signed.statement)
        self._exchange.must_be_signed_by(manifest.sender, signed, line)
        return manifest, signed.kid

    def _record(self, opened: Opened, correlation_id: UUID) -> None:
        manifest, packed = opened.manifest, opened.packed
        paper = DocumentReference(
            kind="report_package",
            issuer=manifest.sender,
            received_on=self._exchange.today,
            sha256=manifest.sha256,
        )
        self._service.office.carry_out(
            ReceiveReport(
                manifest=manifest,
                content=opened.content,
                signature=packed.signature,
                key_id=opened.kid,
                files=dict(packed.files),
            ),
            self._exchange.authority(actor_of(manifest.sender), "signed_package", paper),
            self._exchange.request(f"package {manifest.sha256}", manifest.sha256, correlation_id),
        )

    def _receipt(self, manifest: Manifest) -> str:
        report = self._known(manifest)
        if report is None or report.revision(manifest.revision).manifest.sha256 != manifest.sha256:
            raise NotFound
        return self.receipt_of(report, manifest.revision)

    def _known(self, manifest: Manifest) -> ReceivedReport | None:
        id_ = ReceivedReport.id_of(manifest)
        found = self._service.store.load_all([id_]).get(id_)
        return found if isinstance(found, ReceivedReport) else None
