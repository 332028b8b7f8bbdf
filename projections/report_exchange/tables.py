"""The tables of the report exchange: what is on its way up, and what has come from below."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid

from projections.schema import metadata

# `prepared_at` is the position of the log at which it was prepared, `since` when it came to stand as it does.
deliveries = Table(
    "report_exchange_deliveries",
    metadata,
    Column("report_delivery_id", Uuid, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("refusal_code", Text),
    Column("prepared_at", BigInteger, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Index("deliveries_in_order", "prepared_at"),
    Index("deliveries_under_way", "status", "prepared_at"),
)
# The last revision of each; `received_at` is the position at which the first was received.
received = Table(
    "report_exchange",
    metadata,
    Column("received_report_id", Uuid, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("standing", Text),
    Column("received_at", BigInteger, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Index("received_reports_in_order", "received_at"),
)
