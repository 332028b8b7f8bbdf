"""The tables of the enterprise register: enterprises, all their names, their lists, people and places held."""

from sqlalchemy import BigInteger, Column, Date, Index, Table, Text, Uuid

from projections.schema import metadata
from projections.sealed import sealed_columns

enterprises = Table(
    "enterprise_register",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("area_since", Date),
    Column("name", Text, nullable=False),
    Column("name_since", Date, nullable=False),
    Column("uscc", Text),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("merged_into", Uuid),
    Index("enterprises_in_order", "name", "enterprise_id"),
    Index("enterprises_of_area", "area", "name", "enterprise_id"),
    Index("enterprises_by_credit_code", "uscc"),
)
# Present and former names, and those of enterprises that were merged into this one, in the form in which two writings of a name are alike.
names = Table(
    "enterprise_register_names",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("match_form", Text, primary_key=True),
    Index("enterprises_by_name", "match_form"),
)
# An entry for each batch that named the enterprise, until the day on which it was taken off.
listings = Table(
    "enterprise_register_listings",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("listed_at", BigInteger, primary_key=True),
    Column("list_type", Text, nullable=False),
    Column("list_batch_id", Uuid, nullable=False),
    Column("listed_from", Date, nullable=False),
    Column("listed_until", Date),
)
principals = Table(
    "enterprise_register_principals",
    metadata,
    Column("principal_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("party_managed", Text, nullable=False),
    Column("list_type", Text),
    Column("since", Date, nullable=False),
    Column("left_on", Date),
    Column("named_at", BigInteger, nullable=False),
    *sealed_columns(),
    Column("talent_id", Uuid),
    Index("principals_of_enterprise", "enterprise_id"),
    Index("principals_of_talent", "talent_id"),
)
# All who were appointed; the present one is that of the latest day.
specialists = Table(
    "enterprise_register_specialists",
    metadata,
    Column("specialist_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, nullable=False),
    Column("since", Date, nullable=False),
    Column("relieved_on", Date),
    Column("appointed_at", BigInteger, nullable=False),
    *sealed_columns(),
    Index("specialists_of_enterprise", "enterprise_id"),
)
# Places held; one that was given back is gone from here.
places = Table(
    "enterprise_register_places",
    metadata,
    Column("place_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, nullable=False),
    Index("held_places_of_enterprise", "enterprise_id"),
)
