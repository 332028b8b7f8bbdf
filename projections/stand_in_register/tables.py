"""The table of the stand-in register: every grant, those that are over too."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, Text, Uuid

from projections.schema import metadata

# `granted_at` is the position of the log at which it was granted.
grants = Table(
    "stand_in_register",
    metadata,
    Column("grant_id", Uuid, primary_key=True),
    Column("stand_in_id", Uuid, nullable=False),
    Column("officer", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("route", Text),
    Column("card_application_id", Uuid),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("is_revoked", Boolean, nullable=False),
    Column("granted_at", BigInteger, nullable=False),
    Index("grants_in_order", "granted_at"),
    Index("grants_of_officer", "officer"),
    Index("grants_of_principal", "principal"),
    Index("grants_of_office", "area", "function"),
)
# Who each stand-in is of, for the grants of which an event names the stand-in alone.
officers = Table(
    "stand_in_register_officers",
    metadata,
    Column("stand_in_id", Uuid, primary_key=True),
    Column("officer", Text, nullable=False),
)
