"""Reports between instances (季报收发): what is on its way up, what has come from below, and where packages are handed in."""

import io
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api import resources
from api.addresses import (
    RECEIPTS,
    RECEIVED_FILE,
    RECEIVED_REPORT,
    RECEIVED_REPORTS,
    REPORT_DELIVERIES,
    REPORT_DELIVERY,
)
from api.command_routes import offer
from api.contract import (
    OF_HISTORIES,
    OF_PAGES,
    OF_QUERIES,
    OF_THE_PUBLIC,
    Responses,
    refused,
    refused_publicly,
)
from api.desk import AtDesk, Desk
from api.disclosing import PurposeStated, put_on_access_log
from api.files import XLSX, as_file
from api.guard import JSON, GuardedRoute, PublicRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.rate_limits import RateLimits
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.refusals import (
    ContentTooLarge,
    InvalidParameter,
    MediaTypeUnsupported,
    RequestAborted,
    RequestTimedOut,
)
from api.rendering.history import HistoryShown
from api.rendering.report_exchange import (
    DeliveryLines,
    DeliveryShown,
    ReceiptShown,
    ReceivedLines,
    ReceivedReportShown,
    delivery_history,
    delivery_lines,
    received_history,
    received_lines,
)
from bootstrap.report_exchange import ReportExchange
from bootstrap.report_inbox import ReportInbox
from bootstrap.report_outbox import SIGNED_RECEIPT
from domain.aggregates import ReportDelivery
from domain.authorization import units_of
from domain.base import Event
from domain.disclosures import Purpose, must_be_shown_in_clear
from domain.errors import FieldError, NotFound
from domain.ledger_books.content import ReportContent
from domain.report_packages import (
    MOST_SIGNS,
    REFUSALS_OF_PACKAGES,
    DeliveryStatus,
    FileKind,
    NoReportExchange,
    ReceiptStanding,
)
from domain.store import Recorded
from domain.text import Text
from domain.use_cases.exchanging_reports import AcknowledgeReceivedReport, ResendReport, ReturnReceivedReport
from projections.report_exchange import ExchangeFilter, ExchangeKey

ZIP, JOSE, PDF = "application/zip", "application/jose", "application/pdf"
MEDIA_TYPES = {FileKind.JSON: JSON, FileKind.XLSX: XLSX, FileKind.PDF: PDF}
OF_SENDERS = (
    *OF_THE_PUBLIC,
    ContentTooLarge,
    MediaTypeUnsupported,
    RequestAborted,
    RequestTimedOut,
    NoReportExchange,
    *REFUSALS_OF_PACKAGES,
)

Unit = Annotated[str | None, Query(max_length=40)]
PurposeOfReading = Annotated[
    Purpose | None,
    Query(
        description="Why a file with the statement is read, which goes on the access log; the JSON has none"
    ),
]
OfQuarter = Annotated[str | None, Query(pattern=r"^20[0-9]{2}Q[1-4]$")]


class PackageRoute(PublicRoute):
    """Where units hand packages in: the signature says who it is, and so often and no more."""

    takes: ClassVar[tuple[str, ...]] = (ZIP,)

    def most_bytes(self, request: Request) -> int:
        """The largest package that is read."""
        return int(request.app.state.service.settings.package_limit)

    def limits(self, request: Request) -> RateLimits:
        """How often packages and questions may come."""
        limits: RateLimits = request.app.state.package_limits
        return limits


class ReceiptRoute(PackageRoute):
    """Where units ask what became of a package, with its signed manifest."""

    takes: ClassVar[tuple[str, ...]] = (JOSE,)

    def most_bytes(self, request: Request) -> int:  # noqa: ARG002
        """The longest manifest that is read, as it is signed."""
        return 2 * MOST_SIGNS


router = APIRouter(route_class=GuardedRoute, tags=["report exchange"])
packages = APIRouter(route_class=PackageRoute, tags=["report exchange"])
receipts = APIRouter(route_class=ReceiptRoute, tags=["report exchange"])

offer(router, ResendReport, resources.REPORT_DELIVERY, DeliveryShown)
offer(router, AcknowledgeReceivedReport, resources.RECEIVED_REPORT, ReceivedReportShown)
offer(router, ReturnReceivedReport, resources.RECEIVED_REPORT, ReceivedReportShown)


def _signed(kind: str) -> dict[str, dict[str, object]]:
    """The contract of a body of this kind, and of the receipt that answers it."""
    return {
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}}},
        }
    }


RECEIPT: Responses = {
    200: {
        "content": {JOSE: {"schema": {"type": "string"}}},
        "description": "The signed receipt (docs/format/report-package-1.md)",
    }
}


@packages.post(
    RECEIVED_REPORTS,
    name="ReceiveReport",
    response_class=Response,
    openapi_extra=_signed(ZIP),
    responses=RECEIPT | refused_publicly(*OF_SENDERS),
)
async def receive_report(request: Request) -> Response:
    """Take a package in, or say again what became of it."""
    return await _answered(request, lambda inbox, body, id_: inbox.receive(body, id_))


@receipts.post(
    RECEIPTS,
    name="AskForReceipt",
    response_class=Response,
    openapi_extra=_signed(JOSE),
    responses=RECEIPT | refused_publicly(*OF_SENDERS, NotFound),
)
async def ask_for_receipt(request: Request) -> Response:
    """What has become of the report whose signed manifest this is."""
    return await _answered(
        request, lambda inbox, body, id_: inbox.receipt_for(body.decode("ascii", "replace"), id_)
    )


async def _answered(request: Request, said: Callable[[ReportInbox, bytes, UUID], str]) -> Response:
    body = await request.body()
    request.state.at_office = True  # from here on the inbox keeps the line of a refusal
    inbox = ReportInbox(ReportExchange(request.app.state.service))
    receipt = await run_in_threadpool(said, inbox, body, request.state.correlation_id)
    return Response(receipt, media_type=JOSE)


@router.get(REPORT_DELIVERIES, response_model=DeliveryLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def report_deliveries(
    desk: AtDesk,
    receiver: Unit = None,
    quarter: OfQuarter = None,
    status: DeliveryStatus | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """What the caller's unit has sent or is sending, and what came of the attempts."""
    wanted = {"receiver": receiver, "quarter": quarter, "standing": status}
    listing = Listing(desk, "report_exchange", wanted, limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.report_exchange.deliveries(
        ExchangeFilter(**wanted),
        units=units_of(desk.public_viewer.authority, desk.service.policies),
        after=listing.after(ExchangeKey),
        limit=listing.wanted_rows,
    )
    tried = desk.service.delivery_attempts.of(row.report_delivery_id for row in rows)
    return listing.answer(rows, attrgetter("key"), lambda page: delivery_lines(page, tried))


@router.get(REPORT_DELIVERY, response_model=DeliveryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def report_delivery(
    desk: AtDesk, report_delivery_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One delivery, and what may be done about it."""
    return show(desk, resources.REPORT_DELIVERY, report_delivery_id, as_of, min_position)


@router.get(
    REPORT_DELIVERY + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def report_delivery_history(
    desk: AtDesk, report_delivery_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a delivery, with the receipts on which they stand."""
    return show_history(desk, resources.REPORT_DELIVERY, report_delivery_id, as_of, min_position)


@router.get(REPORT_DELIVERY + "/receipt", response_model=ReceiptShown, responses=refused(*OF_QUERIES))
def report_delivery_receipt(
    desk: AtDesk, report_delivery_id: UUID, purpose: PurposeStated, min_position: MinPosition = None
) -> Response:
    """What the receiver has said last, its reason in clear: who reads it is put on the access log first."""
    moment(desk, None, min_position)
    must_be_shown_in_clear(desk.public_viewer.authority, purpose)
    delivery = loaded(desk, resources.REPORT_DELIVERY, report_delivery_id)
    history = delivery_history(delivery, desk.service.store.history(delivery.id), desk.public_viewer)
    shown = _receipt(desk, history)
    put_on_access_log(
        desk, what="receipt", kind="report_delivery", id_=delivery.id, subject=delivery.id, purpose=purpose
    )
    return desk.answer(shown, delivery.version)


def _receipt(desk: AtDesk, history: Sequence[Recorded]) -> ReceiptShown:
    """The last word of the receiver. Raises `NotFound` before there is one."""
    for recorded in reversed(history):
        if type(recorded.event) in _STANDING_OF:
            said = recorded.event.envelope
            reason = None if said.reason is None else desk.service.vault.open(said.reason)  # type: ignore[arg-type]
            return ReceiptShown(
                standing=_STANDING_OF[type(recorded.event)],
                decided_on=said.effective_on,
                deciding_body=said.deciding_body,
                reason_code=None if said.reason_code == SIGNED_RECEIPT else said.reason_code,
                reason=reason,
            )
    raise NotFound


@router.get(RECEIVED_REPORTS, response_model=ReceivedLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def received_reports(
    desk: AtDesk,
    sender: Unit = None,
    quarter: OfQuarter = None,
    standing: ReceiptStanding | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """What has come from the units below the caller's, each in its last revision."""
    wanted = {"sender": sender, "quarter": quarter, "standing": standing}
    listing = Listing(desk, "report_exchange", wanted, limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.report_exchange.received(
        ExchangeFilter(**wanted),
        units=units_of(desk.public_viewer.authority, desk.service.policies),
        after=listing.after(ExchangeKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), received_lines)


@router.get(
    RECEIVED_REPORT, response_model=ReceivedReportShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def received_report(
    desk: AtDesk, received_report_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """A report from below in all its revisions, and what may be done about each."""
    return show(desk, resources.RECEIVED_REPORT, received_report_id, as_of, min_position)


@router.get(
    RECEIVED_REPORT + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def received_report_history(
    desk: AtDesk, received_report_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a report from below."""
    return show_history(desk, resources.RECEIVED_REPORT, received_report_id, as_of, min_position)


@router.get(
    RECEIVED_FILE,
    response_model=ReportContent,
    responses={
        200: {"content": {XLSX: {}, PDF: {}}, "description": "The file as it was signed"},
        **refused(*OF_QUERIES),
    },
)
def received_file(
    desk: AtDesk,
    received_report_id: UUID,
    revision: int,
    name: FileKind,
    purpose: PurposeOfReading = None,
    min_position: MinPosition = None,
) -> Response:
    """A file of a report from below, as it was signed; workbook and PDF may have a statement in clear, so they need a purpose."""
    moment(desk, None, min_position)
    stated = None if name is FileKind.JSON else _purpose_stated(desk, purpose)
    report = loaded(desk, resources.RECEIVED_REPORT, received_report_id)
    received_history(report, (), desk.public_viewer)
    manifest = report.revision(revision).manifest
    file = next((one for one in manifest.files if one.name is name), None)
    if file is None:
        raise NotFound(field="name")
    content = desk.service.files.content(report.id, file.sha256)
    if stated is not None:
        put_on_access_log(
            desk,
            what="received_file",
            kind="received_report",
            id_=report.id,
            subject=report.id,
            purpose=stated,
        )
    saved_as = f"{manifest.sender}-{manifest.quarter}-{revision}-{name}"
    return as_file(io.BytesIO(content), saved_as, MEDIA_TYPES[name], {})


def _purpose_stated(desk: Desk, purpose: Purpose | None) -> Purpose:
    """Raises `InvalidParameter` where none is stated, and `PostMayNot`."""
    if purpose is None:
        raise InvalidParameter(errors=(FieldError("purpose", "missing", PURPOSE_MISSING),))
    must_be_shown_in_clear(desk.public_viewer.authority, purpose)
    return purpose


PURPOSE_MISSING = Text("请注明查阅目的", "state the purpose for which it is read")
_STANDING_OF: dict[type[Event], ReceiptStanding] = {
    ReportDelivery.Received: ReceiptStanding.RECEIVED,
    ReportDelivery.Acknowledged: ReceiptStanding.ACKNOWLEDGED,
    ReportDelivery.Returned: ReceiptStanding.RETURNED,
}
