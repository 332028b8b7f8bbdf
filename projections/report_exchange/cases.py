"""What each event does to the report exchange."""

from domain.aggregates import ReceivedReport, ReportDelivery
from domain.report_packages import DeliveryStatus, ReceiptStanding
from projections.projection import Projection
from projections.report_exchange.tables import deliveries, received
from projections.rows import Rows

report_exchange = Projection(
    "report_exchange", about=(ReceivedReport, ReportDelivery), tables=(deliveries, received)
)


@report_exchange.on(ReportDelivery.Prepared)
def _prepared(rows: Rows, event: ReportDelivery.Prepared, position: int) -> None:
    manifest = event.manifest
    rows.put(
        deliveries,
        report_delivery_id=event.originator_id,
        sender=manifest.sender,
        receiver=manifest.receiver,
        quarter=manifest.quarter,
        revision=manifest.revision,
        status=DeliveryStatus.PREPARED,
        refusal_code=None,
        prepared_at=position,
        since=event.timestamp,
    )


@report_exchange.on(ReportDelivery.Received)
def _taken_in(rows: Rows, event: ReportDelivery.Received, _position: int) -> None:
    _stands(rows, event, DeliveryStatus.RECEIVED)


@report_exchange.on(ReportDelivery.Refused)
def _refused(rows: Rows, event: ReportDelivery.Refused, _position: int) -> None:
    _stands(rows, event, DeliveryStatus.REFUSED, event.refusal_code)


@report_exchange.on(ReportDelivery.Resent)
def _resent(rows: Rows, event: ReportDelivery.Resent, _position: int) -> None:
    _stands(rows, event, DeliveryStatus.PREPARED)


@report_exchange.on(ReportDelivery.Acknowledged)
def _acknowledged_above(rows: Rows, event: ReportDelivery.Acknowledged, _position: int) -> None:
    _stands(rows, event, DeliveryStatus.ACKNOWLEDGED)


@report_exchange.on(ReportDelivery.Returned)
def _returned_from_above(rows: Rows, event: ReportDelivery.Returned, _position: int) -> None:
    _stands(rows, event, DeliveryStatus.RETURNED)


@report_exchange.on(ReceivedReport.Opened)
def _opened(rows: Rows, event: ReceivedReport.Opened, position: int) -> None:
    rows.put(
        received,
        received_report_id=event.originator_id,
        sender=event.sender,
        receiver=event.receiver,
        quarter=event.quarter,
        revision=0,
        standing=None,
        received_at=position,
        since=event.timestamp,
    )


@report_exchange.on(ReceivedReport.Received)
def _received(rows: Rows, event: ReceivedReport.Received, _position: int) -> None:
    rows.change(
        received,
        event.originator_id,
        revision=event.manifest.revision,
        standing=ReceiptStanding.RECEIVED,
        since=event.timestamp,
    )


@report_exchange.on(ReceivedReport.Acknowledged)
def _acknowledged(rows: Rows, event: ReceivedReport.Acknowledged, _position: int) -> None:
    rows.change(received, event.originator_id, standing=ReceiptStanding.ACKNOWLEDGED, since=event.timestamp)


@report_exchange.on(ReceivedReport.Returned)
def _returned(rows: Rows, event: ReceivedReport.Returned, _position: int) -> None:
    rows.change(received, event.originator_id, standing=ReceiptStanding.RETURNED, since=event.timestamp)


def _stands(
    rows: Rows, event: ReportDelivery.Event, status: DeliveryStatus, refusal_code: str | None = None
) -> None:
    rows.change(
        deliveries, event.originator_id, status=status, refusal_code=refusal_code, since=event.timestamp
    )
