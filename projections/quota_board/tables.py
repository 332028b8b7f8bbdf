"""The tables of the quota board: quotas, their partitions and places, and the names that a place is shown with.

Nothing is counted while events come in: a figure is the number of places that stand in a state, so the board
cannot say one thing and its places another. Quotas, partitions and places are kept in periods: what was known of which days.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, Uuid

from projections.knowledge import NO_END, PRESENT, period_columns
from projections.schema import metadata
from projections.sealed import sealed_columns

quotas = Table(
    "quota_board",
    metadata,
    Column("quota_id", Uuid, primary_key=True),
    *period_columns(),
    Column("city", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("quota_year", Integer, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("city_limit", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("method_filed", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    # Every event of a quota is another period of it: of thousands, what is known now is found at once.
    Index("quotas_known_now", "quota_id", postgresql_where=f"known_to = {NO_END}"),
    Index("one_quota_per_year", "quota_year", "city", "card_type", unique=True, postgresql_where=PRESENT),
)
partitions = Table(
    "quota_board_partitions",
    metadata,
    Column("quota_id", Uuid, primary_key=True),
    Column("department", Text, primary_key=True),
    *period_columns(),
    Column("department_limit", Integer, nullable=False),
)
places = Table(
    "quota_board_places",
    metadata,
    Column("place_id", Uuid, primary_key=True),
    *period_columns(),
    Column("quota_id", Uuid, nullable=False),
    Column("department", Text, nullable=False),
    Column("transfer_to", Text),
    Column("enterprise_id", Uuid, nullable=False),
    Column("enterprise_area", Text, nullable=False),
    Column("list_type", Text, nullable=False),
    Column("list_batch_id", Uuid),  # none of a place that was taken over
    Column("status", Text, nullable=False),
    Column("release_cause", Text),
    Column("nominated_on", Date, nullable=False),
    Column("nominated_at", BigInteger, nullable=False),
    Column("letter_number", Text),
    Column("talent_id", Uuid),
    Column("card_application_id", Uuid),
    Index("places_of_quota", "quota_id", "known_from", "known_to", "effective_from", "effective_to"),
)
enterprises = Table(
    "quota_board_enterprises",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_since", Date, nullable=False),
)
lists = Table(
    "quota_board_lists",
    metadata,
    Column("list_batch_id", Uuid, primary_key=True),
    Column("document_number", Text, nullable=False),
)
talents = Table(
    "quota_board_talents", metadata, Column("talent_id", Uuid, primary_key=True), *sealed_columns()
)
