"""Sending a report to the unit above and taking in those of the units below (季报报送与收报).

Here below:   prepare_report_delivery ─ take_receipt | note_refusal_of_delivery ─ resend_report
There above:  receive_report ─ acknowledge_received_report | return_received_report

What comes from outside was verified before it is a command: who sends one of those is the system, on a signed paper.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.quarterly_report import QuarterlyReport
from domain.aggregates.received_report import ReceivedReport
from domain.aggregates.report_delivery import ReportDelivery
from domain.authorization import (
    Command,
    Permission,
    must_exchange_reports,
    officer,
    provincial_window,
    system,
)
from domain.base import Authority
from domain.functions import Function
from domain.ledger_books.content import ReportContent, ReportLevel
from domain.policy.province import ProvincialPack
from domain.report_packages import (
    LARGEST_FILE,
    BooksKeptHere,
    DeliveryStatus,
    FileKind,
    Manifest,
    ReportReceipt,
    Revision,
    SenderNotBelow,
)
from domain.reports import ReportStatus
from domain.text import Text
from domain.work import Work

REPORTED = "R-20"  # what is reported, and to whom

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
KeyId = Annotated[str, Field(min_length=1, max_length=100)]
Content = Annotated[bytes, Field(max_length=LARGEST_FILE)]


class PrepareReportDelivery(Command):
    """Have a revision sent; its files are kept under the report."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    manifest: Manifest
    report_id: UUID
    files: dict[FileKind, Content] = Field(repr=False)


class DeliveryCommand(Command):
    """A command about one delivery."""

    report_delivery_id: UUID


class TakeReceipt(DeliveryCommand):
    """Put on record what the receiver has said and signed."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    receipt: ReportReceipt
    key_id: KeyId


class NoteRefusalOfDelivery(DeliveryCommand):
    """Put on record that the receiver did not take the package in, and under which code."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    refusal_code: Code


class ResendReport(DeliveryCommand):
    """Have a delivery that was refused sent anew; with a reason, which says what was mended."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer(Function.WINDOW),)


class ReceiveReport(Command):
    """Take in a report whose signature, receiver, quarter and digests hold."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    manifest: Manifest
    content: ReportContent
    signature: str = Field(max_length=1000)
    key_id: KeyId
    files: dict[FileKind, Content] = Field(repr=False)


class ReceivedReportCommand(Command):
    """A command about one revision of a report from below."""

    permitted: ClassVar[tuple[Permission, ...]] = (provincial_window, officer(Function.WINDOW))
    received_report_id: UUID
    revision: Revision


class AcknowledgeReceivedReport(ReceivedReportCommand):
    """Agree to a report."""


class ReturnReceivedReport(ReceivedReportCommand):
    """Send a report back to be corrected, with a reason."""


def prepare_report_delivery(command: PrepareReportDelivery, work: Work) -> ReportDelivery:
    command.manifest.must_have(command.files)
    authority = ground_of(command.manifest.sender, work)
    delivery = work.add(ReportDelivery.prepare(command.manifest, command.report_id, authority))
    _keep(command.files, command.manifest, command.report_id, work)
    return delivery


def take_receipt(command: TakeReceipt, work: Work) -> ReportDelivery:
    delivery = work.load(ReportDelivery, command.report_delivery_id)
    receipt, ground = command.receipt, ground_of(delivery.manifest.sender, work)
    said = {"deciding_body": receipt.body, "reason": receipt.reason}
    authority = ground.model_copy(update=said)
    delivery.take(receipt, command.key_id, authority)
    _answer(delivery, authority, work)
    return delivery


def note_refusal_of_delivery(command: NoteRefusalOfDelivery, work: Work) -> ReportDelivery:
    delivery = work.load(ReportDelivery, command.report_delivery_id)
    delivery.refuse(command.refusal_code, ground_of(delivery.manifest.sender, work))
    return delivery


def resend_report(command: ResendReport, work: Work) -> ReportDelivery:
    delivery = work.load(ReportDelivery, command.report_delivery_id)
    must_exchange_reports(work.authority, delivery.manifest.sender, work.policies)
    work.authority.must_give_reason()
    delivery.resend(ground_of(delivery.manifest.sender, work))
    return delivery


def receive_report(command: ReceiveReport, work: Work) -> ReceivedReport:
    manifest = command.manifest
    authority = ground_of(manifest.receiver, work)
    _must_report_here(manifest, command.content.level, work)
    report = work.find(ReceivedReport, ReceivedReport.id_of(manifest))
    if report is None:
        report = work.add(ReceivedReport.open(manifest, authority))
    report.receive(
        manifest, authority, content=command.content, signature=command.signature, key_id=command.key_id
    )
    _keep(command.files, manifest, report.id, work)
    return report


def acknowledge_received_report(command: AcknowledgeReceivedReport, work: Work) -> ReceivedReport:
    report, authority = _known(command, work)
    report.acknowledge(command.revision, authority)
    return report


def return_received_report(command: ReturnReceivedReport, work: Work) -> ReceivedReport:
    report, authority = _known(command, work)
    report.return_(command.revision, authority)
    return report


def ground_of(unit: str, work: Work) -> Authority:
    """The authority under the policy of this unit: a province, a city, or an area of one.

    Raises `UnknownArea`, `NoPolicyInForce`, `NoOfficeHere` and `UnknownClause`.
    """
    return work.under(work.policies.reported_under(unit, work.authority.effective_on), REPORTED)


def _must_report_here(manifest: Manifest, level: ReportLevel, work: Work) -> None:
    """Refuse a report that this level does not go by: of nobody below it, or of an area whose books are here already."""
    pack = work.policies.reported_under(manifest.receiver, work.authority.effective_on)
    if isinstance(pack, ProvincialPack):
        below, expected = {city.code for city in pack.reporting_rule.cities}, ReportLevel.CITY
    else:
        of_city = {area.code for area in pack.areas} if manifest.receiver == pack.city else set()
        below, expected = of_city, ReportLevel.AREA
    if manifest.sender not in below or level is not expected:
        raise SenderNotBelow(blocked_by={"kind": "unit", "id": manifest.sender})
    if level is ReportLevel.AREA and work.instance.keeps(manifest.sender, manifest.receiver):
        raise BooksKeptHere(blocked_by={"kind": "unit", "id": manifest.sender}, lifted_by=LISTED_AS_ELSEWHERE)


def _answer(delivery: ReportDelivery, authority: Authority, work: Work) -> None:
    """Record the receiver's last word at the report as well, unless its answer came on paper or it was revised meanwhile."""
    report = work.find(QuarterlyReport, delivery.report_id)
    awaits = report is not None and report.status is ReportStatus.SUBMITTED
    if report is None or not awaits or report.latest.number != delivery.manifest.revision:
        return
    if delivery.status is DeliveryStatus.ACKNOWLEDGED:
        report.acknowledge(authority)
    if delivery.status is DeliveryStatus.RETURNED:
        report.return_it(authority)


def _keep(files: Mapping[FileKind, bytes], manifest: Manifest, subject: UUID, work: Work) -> None:
    """Last, when nothing else can be refused: files that no event names are harmless, an event without them is not."""
    for file in manifest.files:
        work.files.keep(subject, file.sha256, files[file.name])


def _known(command: ReceivedReportCommand, work: Work) -> tuple[ReceivedReport, Authority]:
    """The report and the authority to decide about it, for the office that it was sent to. Raises `NotFound`."""
    report = work.load(ReceivedReport, command.received_report_id)
    must_exchange_reports(work.authority, report.receiver, work.policies)
    return report, ground_of(report.receiver, work)


LISTED_AS_ELSEWHERE = Text(
    "由系统管理员列入HUICAI_AREAS_ELSEWHERE", "The operator can name the area in HUICAI_AREAS_ELSEWHERE"
)
