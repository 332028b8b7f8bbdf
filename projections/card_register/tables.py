"""The tables of the card register: what was known of every card, from one position of the log to another.

    card_register              a card and a period: known from one position to another, in force from one day to another
    card_register_people       what was stated of a person, name and identity document, and at which position
    card_register_forms        what a form says of its person beside these
    card_register_specialists  who speaks or spoke for an enterprise
    card_register_enterprises  what is known of an enterprise now, from one day to another, for the cards to come
    card_register_receipts     who signed for a card, and at which position
    card_register_papers       the province's document on a case that has no card yet
    card_register_reminders    of which day of a card its office was reminded last, as long as it waits for it

Cards are in the order in which they were entered, which never changes: no card was known before its `entered_at`,
so that the register as of an early position ends there. What is sealed lies once, where it was stated; a period
says which statement it shows, and another statement begins another period.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from projections.knowledge import PRESENT, STILL_IN_FORCE, period_columns
from projections.schema import metadata
from projections.sealed import sealed_columns
from projections.statistics import correlated

# What a list may be narrowed down by stands behind the order in its index: a walk in that order then passes over
# what is not wanted without looking at the table, however little of it is wanted.
IN_ORDER, KNOWN, IN_FORCE = ("entered_at",), ("known_from", "known_to"), ("effective_from", "effective_to")
FILTERS = (
    "area",
    "status",
    "card_type",
    "route",
    "department",
    "quota_year",
    "valid_to",
    "plastic",
    "arrival",
)
# An area is one of many: its cards are walked by themselves.
OF_AREA = ("area", *IN_ORDER, *FILTERS[1:], "city")

cards = Table(
    "card_register",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    *period_columns(),
    Column("entered_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("card_number", Text),
    Column("route", Text, nullable=False),
    Column("talent_class", Text),
    Column("talent_id", Uuid, nullable=False),
    Column("person_stated_at", BigInteger, nullable=False),
    Column("card_application_id", Uuid),
    Column("form_version", Integer),
    Column("enterprise_id", Uuid),
    Column("enterprise_name", Text),
    Column("uscc", Text),
    Column("specialist_id", Uuid),
    Column("list_type", Text),
    Column("department", Text),
    Column("quota_year", Integer),
    Column("approval_number", Text),
    Column("approved_on", Date),
    Column("issued_on", Date),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("term_rule", Text),
    Column("differs_from_rule", Boolean),
    Column("status", Text, nullable=False),
    Column("status_on", Date, nullable=False),
    Column("status_reason", Text),
    Column("predecessor_id", Uuid),
    Column("renewals", Integer, nullable=False),
    Column("former_number", Text),
    Column("plastic", Text),
    Column("recipient", Text),
    Column("received_at", BigInteger),
    Column("arrival", Text),
    Column("planned_arrival", Date),
    CheckConstraint("known_from < known_to", name="known_for_a_while"),
    CheckConstraint("effective_from < effective_to", name="in_force_for_a_while"),
    UniqueConstraint("card_id", "known_to", "effective_to", name="one_period_ends_there"),
    Index("present_cards_in_order", *IN_ORDER, *FILTERS, "city", postgresql_where=PRESENT),
    Index("cards_in_order", *IN_ORDER, *KNOWN, *FILTERS, "city", postgresql_where=STILL_IN_FORCE),
    Index("card_days_in_order", *IN_ORDER, *KNOWN, *IN_FORCE, *FILTERS, "city"),
    Index("present_cards_of_area", *OF_AREA, postgresql_where=PRESENT),
    Index("present_cards_in_status", "status", *IN_ORDER, postgresql_where=PRESENT),
    Index("card_days_of_area", *OF_AREA[:2], *KNOWN, *IN_FORCE, *OF_AREA[2:]),
    Index("cards_learned", "known_from", "card_id", postgresql_where=STILL_IN_FORCE),
    Index("cards_superseded", "known_to", "card_id", postgresql_where=STILL_IN_FORCE),
    Index("cards_of_enterprise", "enterprise_id", *IN_ORDER, *KNOWN),
    Index("cards_of_talent", "talent_id", *IN_ORDER, *KNOWN),
    Index("cards_by_number", "card_number", *IN_ORDER, *KNOWN),
    info=correlated("city", "area"),
)
people = Table(
    "card_register_people",
    metadata,
    Column("talent_id", Uuid, primary_key=True),
    Column("stated_at", BigInteger, primary_key=True),
    *sealed_columns("name_"),
    Column("name_since", Date, nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("document_kind", Text, nullable=False),
    Column("issuing_country", Text, nullable=False),
    *sealed_columns("number_"),
)
forms = Table(
    "card_register_forms",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("form_version", Integer, primary_key=True),
    *sealed_columns("gender_", nullable=True),
    *sealed_columns("birth_date_", nullable=True),
    *sealed_columns("ethnicity_", nullable=True),
    *sealed_columns("class_ground_", nullable=True),
)
specialists = Table(
    "card_register_specialists",
    metadata,
    Column("specialist_id", Uuid, primary_key=True),
    *sealed_columns("specialist_"),
)
enterprises = Table(
    "card_register_enterprises",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("effective_from", Date, primary_key=True),
    Column("effective_to", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_since", Date, nullable=False),
    Column("uscc", Text),
    Column("area", Text, nullable=False),
    Column("area_since", Date, nullable=False),
    Column("specialist_id", Uuid),
    Column("specialist_since", Date),
    Column("merged_into", Uuid),
)
receipts = Table(
    "card_register_receipts",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    Column("received_at", BigInteger, primary_key=True),
    *sealed_columns("received_by_"),
)
papers = Table(
    "card_register_papers",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("approval_number", Text, nullable=False),
    Column("approved_on", Date),
)
reminders = Table(
    "card_register_reminders",
    metadata,
    Column("card_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("days_before", Integer, nullable=False),
    Column("told_to", Text, nullable=False),
    Column("told_in", Text, nullable=False),
    Column("reminded_on", Date, nullable=False),
    Index("reminders_by_day", "day", "card_id", "kind"),
)
