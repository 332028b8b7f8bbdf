"""The tables of the ledger movements: one row per posting, and one for each way in which an item has stood.

Nothing is counted while events come in. A posting stays as it was recorded; how an item stood at a cut-off is the row that was
known then and had effect by the day that is asked for.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from projections.schema import metadata
from projections.standings import standing_columns

postings = Table(
    "ledger_movements",
    metadata,
    Column("item_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("side", SmallInteger, primary_key=True),  # of a transfer within an area there are two
    Column("number", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", SmallInteger, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("in_time", Boolean),
    Column("working_days", Integer),
    Column("satisfied", Boolean),
    Column("category", Text),
    Index("movements_by_position", "area", "position"),
    Index("movements_by_day", "area", "booked_on", "position"),
)
# `times` are those from which `due_on` is counted.
standings = Table(
    "ledger_movements_items",
    metadata,
    Column("item_id", Uuid, primary_key=True),
    *standing_columns(),
    Column("number", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("category", Text),
    Column("enterprise_id", Uuid),
    Column("responsible", Text),
    Column("is_open", Boolean, nullable=False),
    Column("is_escalated", Boolean, nullable=False),
    Column("due_on", Date),
    Column("times", Text, nullable=False),
    Index("standings_now", "item_id", "known_to"),
    Index("standings_open_now", "is_open", "known_to"),
    Index("standings_of_number", "number"),
    Index("standings_open_until", "area", "known_to", postgresql_where=text("is_open")),
    Index("standings_open_by", "area", "booked_to", postgresql_where=text("is_open")),
)
enterprises = Table(
    "ledger_movements_enterprises",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("known_from", BigInteger, primary_key=True),
    Column("since", Date, nullable=False),
    Column("name", Text, nullable=False),
)
rules = Table(
    "ledger_movements_rules",
    metadata,
    Column("policy_version", Text, primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("rules", Text, nullable=False),
)
years = Table(
    "ledger_movements_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("notice", Text, nullable=False),
)
