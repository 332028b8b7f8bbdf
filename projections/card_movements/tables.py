"""The tables of the card movements: one row per posting, and one for each way in which a card has stood.

They are kept as those of the ledger movements are, and hold nothing about a person: erasing one changes no row.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, SmallInteger, Table, Text, Uuid

from projections.schema import metadata
from projections.standings import standing_columns

postings = Table(
    "card_movements",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("city", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", SmallInteger, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("booked_on", Date, nullable=False),
    Index("card_movements_by_position", "city", "position"),
    Index("card_movements_by_day", "city", "booked_on"),
)
standings = Table(
    "card_movements_cards",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    *standing_columns(),
    Column("city", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("is_renewal", Boolean, nullable=False),
    Column("is_held", Boolean, nullable=False),
    Column("is_suspended", Boolean, nullable=False),
    Column("has_not_arrived", Boolean, nullable=False),
    Index("card_standings_now", "card_id", "known_to"),
    Index("card_standings_of_city", "city", "is_held", "is_suspended", "has_not_arrived"),
)
