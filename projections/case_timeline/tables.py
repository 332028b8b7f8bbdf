"""The tables of the case timeline: which events concern which case. What they say stays in the log alone."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Uuid

from projections.schema import metadata

lines = Table(
    "case_timeline",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
)
# A place may have had several cases, one after the other.
cases = Table(
    "case_timeline_cases",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("place_id", Uuid),
    Column("talent_id", Uuid, nullable=False),
    Column("is_over", Boolean, nullable=False),
    Index("timelines_of_place", "place_id"),
)
cards = Table(
    "case_timeline_cards",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    Column("card_application_id", Uuid, nullable=False),
)
# The events of places and cards that name no case, for whichever case comes to have the place or the card.
# `talent_id` is whom the event names, `replaced_talent_id` in whose stead.
strands = Table(
    "case_timeline_strands",
    metadata,
    Column("thing_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("talent_id", Uuid),
    Column("replaced_talent_id", Uuid),
)
# What stands beside the course of a case and is told in its history alone: things that are its own, with all their events
# (its card, its panels, its attachments, its notes, the demands that name it), and single events of what it shares with others.
things = Table(
    "case_timeline_things",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("thing_id", Uuid, primary_key=True),
)
beside = Table(
    "case_timeline_beside",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
)
