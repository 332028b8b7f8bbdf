"""The tables of the production register: a line per batch with its counts, and what became of each card.

The database holds what no batch may break: the counts add up, and a card is awaited by one batch at a time.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Table, Text, Uuid, text

from projections.schema import metadata

# What a card may have come to, each with a count of its own; a card that is still awaited has come to nothing.
COUNTED = ("awaited", "received", "misprinted", "not_made", "card_ended", "set_free")

batches = Table(
    "production_register",
    metadata,
    Column("production_batch_id", Uuid, primary_key=True),
    Column("opened_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("ordered_on", Date),
    Column("order_number", Text),
    Column("ended_on", Date),
    Column("cards", Integer, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    CheckConstraint("cards = " + " + ".join(COUNTED), name="every_card_is_counted_once"),
    Index("production_in_order", "opened_at", "city", "card_type", "stage"),
)
cards = Table(
    "production_register_cards",
    metadata,
    Column("production_batch_id", Uuid, primary_key=True),
    Column("card_id", Uuid, primary_key=True),
    Column("outcome", Text),
    Index("awaited_by_one_batch", "card_id", unique=True, postgresql_where=text("outcome IS NULL")),
    Index("production_of_card", "card_id"),
)
