"""The table of the report register: a row for every unit and quarter."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, Uuid, text

from projections.schema import metadata

# `revision` and `sha256` are those of the latest revision; `submitted_on` is the day of the one that is handed in and not returned,
# NULL while there is none (未报), `submitted_before` that of the one that stands again if it is returned. `opened_at` is the position
# of the log at which the report came to be due, and `place` orders those that came to be due by one event. A report that is sent from
# another instance is that of the unit to which it is sent (`kept_by`); it may arrive before it is due here.
reports = Table(
    "report_register",
    metadata,
    Column("report_id", Uuid, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("quarter", Text, nullable=False),
    Column("region", Text),
    Column("kept_by", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sha256", Text),
    Column("due_on", Date),
    Column("submitted_on", Date),
    Column("submitted_before", Date),
    Column("received_on", Date),
    Column("reminded_on", Date),
    Column("received_report_id", Uuid),
    Column("opened_at", BigInteger),
    Column("place", Integer, nullable=False),
    Index("reports_in_order", "opened_at", "place"),
    Index("reports_of_quarter", "quarter", "opened_at", "place"),
    Index("reports_of_unit", "unit", "opened_at", "place"),
    Index("reports_missing", "due_on", postgresql_where=text("submitted_on IS NULL")),
)
