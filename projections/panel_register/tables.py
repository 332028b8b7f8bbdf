"""The table of the panel register: every panel, those that are over too. Of experts it counts how many there are."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, Uuid

from projections.schema import metadata

# `convened_at` is the position of the log at which it was convened, `members` who may vote, `votes` those that count.
panels = Table(
    "panel_register",
    metadata,
    Column("panel_id", Uuid, primary_key=True),
    Column("card_application_id", Uuid, nullable=False),
    Column("talent_id", Uuid, nullable=False),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("convened_by", Text, nullable=False),
    Column("convened_on", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_on", Date, nullable=False),
    Column("conclusion", Text),
    Column("dissolution", Text),
    Column("members", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("convened_at", BigInteger, nullable=False),
    Index("panels_in_order", "convened_at"),
    Index("panels_in_status", "status", "convened_at"),
    Index("panels_of_case", "card_application_id"),
)
# Who has voted, for the one whose vote is void once he or she keeps away.
voters = Table(
    "panel_register_voters",
    metadata,
    Column("panel_id", Uuid, primary_key=True),
    Column("member_id", Uuid, primary_key=True),
)
