"""The report exchange as it is read: deliveries and received reports of the reader's units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, Table, exists, func, select

from domain.report_packages import DeliveryStatus, ReceiptStanding
from projections.reading import fetched
from projections.report_exchange.tables import deliveries, received

UNDER_WAY = (DeliveryStatus.PREPARED, DeliveryStatus.RECEIVED)
UNANSWERED = (*UNDER_WAY, DeliveryStatus.REFUSED)


class ExchangeKey(NamedTuple):
    """Where a line stands in its list: in the order in which they came about."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFilter:
    """What is looked for; `standing` is the status of a delivery, or what was said of a received report."""

    sender: str | None = None
    receiver: str | None = None
    quarter: str | None = None
    standing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery, and since when it stands as it does."""

    report_delivery_id: UUID
    sender: str
    receiver: str
    quarter: str
    revision: int
    status: DeliveryStatus
    refusal_code: str | None
    prepared_at: int
    since: datetime

    @property
    def key(self) -> ExchangeKey:
        return ExchangeKey(self.prepared_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """A report from below in its last revision."""

    received_report_id: UUID
    sender: str
    receiver: str
    quarter: str
    revision: int
    standing: ReceiptStanding
    received_at: int
    since: datetime

    @property
    def key(self) -> ExchangeKey:
        return ExchangeKey(self.received_at)


class Waiting(NamedTuple):
    """How many deliveries stand so, and since when the one that has stood so longest."""

    status: DeliveryStatus
    deliveries: int
    since: datetime | None


class ReportExchangeRegister:
    """Answers from the two tables; `units` are those of the reader, None for all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def deliveries(
        self,
        wanted: ExchangeFilter,
        *,
        units: frozenset[str] | None,
        after: ExchangeKey | None = None,
        limit: int = 50,
    ) -> list[DeliveryLine]:
        """A page of what these units have sent."""
        query = _filtered(deliveries, "status", wanted, "sender", units, "prepared_at", after)
        return [_delivery(row._mapping) for row in fetched(self._engine, query.limit(limit))]  # noqa: SLF001

    def received(
        self,
        wanted: ExchangeFilter,
        *,
        units: frozenset[str] | None,
        after: ExchangeKey | None = None,
        limit: int = 50,
    ) -> list[ReceivedLine]:
        """A page of what these units have received."""
        query = _filtered(received, "standing", wanted, "receiver", units, "received_at", after)
        query = query.where(received.c.standing.is_not(None))
        rows = fetched(self._engine, query.limit(limit))
        return [
            ReceivedLine(**{**row._mapping, "standing": ReceiptStanding(row.standing)})  # noqa: SLF001
            for row in rows
        ]

    def under_way(self) -> Sequence[DeliveryLine]:
        """What has to be sent or asked about: of each report the last revision, the oldest report first."""
        query = select(deliveries).where(deliveries.c.status.in_(UNDER_WAY), _is_last())
        rows = fetched(self._engine, query.order_by(deliveries.c.prepared_at))
        return [_delivery(row._mapping) for row in rows]  # noqa: SLF001

    def waiting(self) -> list[Waiting]:
        """What is sent, answered or mended by nobody yet, status by status; of each report the last revision."""
        status = deliveries.c.status
        query = (
            select(status, func.count().label("deliveries"), func.min(deliveries.c.since).label("since"))
            .where(status.in_(UNANSWERED), _is_last())
            .group_by(status)
        )
        found = {row.status: row for row in fetched(self._engine, query)}
        return [
            Waiting(one, found[one].deliveries, found[one].since) if one in found else Waiting(one, 0, None)
            for one in UNANSWERED
        ]


def _is_last() -> ColumnElement[bool]:
    later = deliveries.alias()
    of_same = (later.c[name] == deliveries.c[name] for name in ("sender", "receiver", "quarter"))
    return ~exists().where(*of_same, later.c.revision > deliveries.c.revision)


def _delivery(row: Any) -> DeliveryLine:
    return DeliveryLine(**{**row, "status": DeliveryStatus(row["status"])})


def _filtered(
    table: Table,
    standing: str,
    wanted: ExchangeFilter,
    own: str,
    units: frozenset[str] | None,
    position: str,
    after: ExchangeKey | None,
) -> Select[Any]:
    equal = {
        "sender": wanted.sender,
        "receiver": wanted.receiver,
        "quarter": wanted.quarter,
        standing: wanted.standing,
    }
    query = select(table).where(
        *(table.c[name] == value for name, value in equal.items() if value is not None)
    )
    if units is not None:
        query = query.where(table.c[own].in_(units))
    if after is not None:
        query = query.where(table.c[position] > after.position)
    return query.order_by(table.c[position])
