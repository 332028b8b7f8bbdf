"""Report delivery (季报报送): one revision of a unit's report on its way to the unit above, and what came back.

    Prepared ─> Received ─> Acknowledged | Returned
       │ ^
       v └ Resent
     Refused

Every word of the receiver's is a signed receipt, on which the event stands as on a paper. Invariants: it is prepared
once, under an id made of unit, quarter, revision and receiver; nothing comes back after it was acknowledged or returned.
"""

from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict
from domain.report_packages import DeliveryStatus, Manifest, ReceiptStanding, ReportReceipt
from domain.text import Text

NAMESPACE = UUID("6f1f0a52-8f43-5b7e-9a43-3f7f2a0c9d11")


class DeliveryConcluded(Conflict):
    code = "delivery_concluded"
    title = Text("该报送已有结论", "What became of this delivery is on record already")


class NothingToResend(Conflict):
    code = "nothing_to_resend"
    title = Text(
        "该报送未被拒收，无须重报", "This delivery was not refused, there is nothing to be sent anew"
    )


class ReceiptOfAnother(Conflict):
    code = "receipt_of_another"
    title = Text("回执与该报送不符", "The receipt is not of this delivery")


class ReportDelivery(EventSourced):
    TOPIC = "ReportDelivery"

    class Event(EventSourced.Event):
        """Something that happened to a delivery."""

    class Prepared(Event, Begins):
        """`report_id` is the report under which the files of the manifest are kept."""

        TOPIC: ClassVar[str] = "ReportDelivery.Prepared"
        manifest: Manifest
        report_id: UUID

    class Received(Event):
        """The receiver has it; `key_id` has signed the receipt."""

        TOPIC: ClassVar[str] = "ReportDelivery.Received"
        key_id: str

    class Refused(Event):
        """The receiver did not take it in, for the reason of this code."""

        TOPIC: ClassVar[str] = "ReportDelivery.Refused"
        refusal_code: str

    class Resent(Event):
        TOPIC: ClassVar[str] = "ReportDelivery.Resent"

    class Acknowledged(Event):
        TOPIC: ClassVar[str] = "ReportDelivery.Acknowledged"
        key_id: str

    class Returned(Event):
        TOPIC: ClassVar[str] = "ReportDelivery.Returned"
        key_id: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(report: Manifest | ReportReceipt) -> UUID:
        """The natural key."""
        named = (report.sender, report.quarter, str(report.revision), report.receiver)
        return uuid5(NAMESPACE, " ".join(named))

    @classmethod
    def prepare(cls, manifest: Manifest, report_id: UUID, authority: Authority) -> Self:
        """Have a revision sent (报送)."""
        id_ = cls.id_of(manifest)
        return cls.begin(cls.Prepared, id_, authority, manifest=manifest, report_id=report_id)

    def take(self, receipt: ReportReceipt, key_id: str, authority: Authority) -> None:
        """Put on record what the receiver has said (收到回执). Who decides at once has received it, too."""
        if not receipt.is_about(self.manifest):
            raise ReceiptOfAnother(blocked_by=self.shown())
        if receipt.standing is ReceiptStanding.REFUSED:
            self.refuse(receipt.refusal_code or ReceiptStanding.REFUSED, authority)
            return
        self._must_be(DeliveryStatus.PREPARED, DeliveryStatus.REFUSED, DeliveryStatus.RECEIVED)
        if self.status is not DeliveryStatus.RECEIVED:
            self.record(self.Received, authority, key_id=key_id)
        elif receipt.standing is ReceiptStanding.RECEIVED:
            raise DeliveryConcluded(blocked_by=self.shown())
        if receipt.standing is ReceiptStanding.ACKNOWLEDGED:
            self.record(self.Acknowledged, authority, key_id=key_id)
        if receipt.standing is ReceiptStanding.RETURNED:
            self.record(self.Returned, authority, key_id=key_id)

    def refuse(self, refusal_code: str, authority: Authority) -> None:
        """Put on record that the receiver did not take it in (拒收)."""
        self._must_be(DeliveryStatus.PREPARED)
        self.record(self.Refused, authority, refusal_code=refusal_code)

    def resend(self, authority: Authority) -> None:
        """Have it sent anew, after what the receiver objected to was mended (重报)."""
        if self.status is not DeliveryStatus.REFUSED:
            raise NothingToResend(blocked_by=self.shown())
        self.record(self.Resent, authority)

    def shown(self) -> dict[str, str]:
        """What a refusal says about the delivery."""
        return {"kind": "report_delivery", "id": str(self.id), "status": self.status}

    def _must_be(self, *allowed: DeliveryStatus) -> None:
        if self.status not in allowed:
            raise DeliveryConcluded(blocked_by=self.shown())

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Prepared)
    def __init__(self, manifest: Manifest, report_id: UUID) -> None:
        self.manifest = manifest
        self.report_id = report_id
        self.status = DeliveryStatus.PREPARED
        self.refusal_code: str | None = None

    @event(Received)
    def _received(self) -> None:
        self.status = DeliveryStatus.RECEIVED
        self.refusal_code = None

    @event(Refused)
    def _refused(self, refusal_code: str) -> None:
        self.status = DeliveryStatus.REFUSED
        self.refusal_code = refusal_code

    @event(Resent)
    def _resent(self) -> None:
        self.status = DeliveryStatus.PREPARED
        self.refusal_code = None

    @event(Acknowledged)
    def _acknowledged(self) -> None:
        self.status = DeliveryStatus.ACKNOWLEDGED

    @event(Returned)
    def _returned(self) -> None:
        self.status = DeliveryStatus.RETURNED
