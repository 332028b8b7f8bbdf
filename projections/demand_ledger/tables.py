"""The tables of the demand ledgers: items as they stand, their units, lines of progress and deadlines, and who is named."""

from typing import Any

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
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.demands import OPEN_DEMANDS
from projections.due_days import deadline_columns
from projections.knowledge import period_columns
from projections.schema import metadata
from projections.sealed import sealed_columns
from projections.statistics import correlated

IN_ORDER, KNOWN = ("entered_at",), ("known_from", "known_to", "effective_from", "effective_to")
STATED = ("name", "phone", "content", "policy_basis", "conditions", "remark", "reply", "result")


def _is_kept(column: Column[Any]) -> bool:
    """Whether a period has this column of an item: all but what is sealed."""
    is_sealed = column.name.endswith(("_subject", "_blob", "_bound"))
    return not is_sealed and column.name != "demand_item_id"


# Few of many items: what offices work on, and what several have a part in, stands in indexes that do not grow with the rest.
IS_OPEN = text(f"status IN ({', '.join(repr(status.value) for status in OPEN_DEMANDS)})")
IS_ASSISTED = text("cardinality(assisting) > 0")

# `enterprise_id` is the enterprise that asks as it is now, `raised_for` as it was before any merger.
# `in_time` and what follows it are what the report says of an item that is closed (办结数据).
# `escalated_to` is with whom it is now, `reported_to` with whom it was last (是否上报).
# `supervision_lifted` is what was lifted last of an item that is open (解除督办). `details_at` and the two behind it are where in
# the log was said what it says.
items = Table(
    "demand_ledger",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("former_number", Text),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("category", Text),
    Column("status", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("enterprise_id", Uuid),
    Column("raised_for", Uuid),
    Column("list_types", ARRAY(Text), nullable=False),
    Column("specialist_id", Uuid),
    Column("talent_id", Uuid),
    Column("card_id", Uuid),
    Column("card_type", Text),
    Column("card_application_id", Uuid),
    Column("beneficiaries", ARRAY(Text), nullable=False),
    Column("planned_on", Date),
    Column("lead_function", Text),
    Column("lead_area", Text),
    Column("lead_organization", Text),
    Column("asked_days", Integer),
    Column("asked_on", Date),
    Column("escalated_to", Text),
    Column("escalated_on", Date),
    Column("reported_to", Text),
    Column("supervision", Text),
    Column("supervision_lifted", Text),
    Column("docking_member", Text),
    Column("docking_result", Text),
    Column("adoption", Text),
    Column("closed_on", Date),
    Column("in_time", Boolean),
    Column("working_days", Integer),
    Column("closed_due_on", Date),
    Column("extensions", Integer, nullable=False),
    Column("merged_into", Text),
    Column("called_back_on", Date),
    Column("reached", Boolean),
    Column("grade", Text),
    Column("is_rectified", Boolean, nullable=False),
    Column("grade_after", Text),
    Column("policy_version", Text, nullable=False),
    Column("entered_at", BigInteger, nullable=False),
    Column("since_on", Date, nullable=False),
    Column("last_actor", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("details_at", BigInteger),
    Column("reply_at", BigInteger),
    Column("result_at", BigInteger),
    *sealed_columns("name_", nullable=True),
    *sealed_columns("phone_", nullable=True),
    *sealed_columns("content_"),
    *sealed_columns("policy_basis_", nullable=True),
    *sealed_columns("conditions_", nullable=True),
    *sealed_columns("remark_", nullable=True),
    *sealed_columns("reply_", nullable=True),
    *sealed_columns("result_", nullable=True),
    Index("items_in_order", "entered_at"),
    Index("items_of_ledger", "ledger", "entered_at"),
    Index("items_of_cell", "area", "ledger", "entered_at"),
    Index("items_in_status", "status", "area", "entered_at"),
    Index("items_of_area", "area", "entered_at"),
    Index("items_of_city", "city", "entered_at"),
    Index("items_of_lead", "lead_function", "lead_area", "entered_at"),
    Index("open_items", "city", "area", "entered_at", postgresql_where=IS_OPEN),
    Index("open_items_of_ledger", "ledger", "entered_at", postgresql_where=IS_OPEN),
    Index("open_items_of_city", "city", "entered_at", postgresql_where=IS_OPEN),
    Index("open_items_of_lead", "lead_function", "lead_area", "entered_at", postgresql_where=IS_OPEN),
    Index("items_of_enterprise", "enterprise_id"),
    Index("items_raised_for", "raised_for"),
    Index("items_of_talent", "talent_id"),
    Index("items_of_card", "card_id"),
    Index("items_by_number", "number"),
    info=correlated("city", "area"),
)
# How an item was known to stand, from one position of the log until another; what is sealed lies once, where it was stated.
# `units` are all that were responsible, as `function@area`; `begun` to `sorts_on` are those of the deadline of the whole.
periods = Table(
    "demand_ledger_periods",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    *period_columns(),
    *(Column(column.name, column.type, nullable=column.nullable) for column in items.c if _is_kept(column)),
    Column("units", ARRAY(Text), nullable=False),
    Column("assisting", ARRAY(Text), nullable=False),
    Column("enterprise_name", Text),
    Column("uscc", Text),
    Column("card_number", Text),
    Column("begun", BigInteger),
    Column("due_on", Date),
    Column("amber_from", Date),
    Column("days_left", Integer),
    Column("is_provisional", Boolean),
    Column("sorts_on", Date),
    CheckConstraint("known_from < known_to", name="ledger_known_for_a_while"),
    CheckConstraint("effective_from < effective_to", name="ledger_in_force_for_a_while"),
    Index("periods_in_order", *IN_ORDER, *KNOWN, "area", "status", "city"),
    Index("periods_of_ledger", "ledger", *IN_ORDER, *KNOWN, "area", "status"),
    Index("periods_of_cell", "area", "ledger", *IN_ORDER, *KNOWN, "status"),
    Index("periods_of_area", "area", *IN_ORDER, *KNOWN, "status", "city"),
    Index("periods_assisted", *IN_ORDER, *KNOWN, postgresql_where=IS_ASSISTED),
    Index("periods_of_lead", "lead_function", "lead_area", *IN_ORDER),
    Index("periods_of_enterprise", "enterprise_id", *IN_ORDER, *KNOWN),
    Index("periods_by_number", "number", *IN_ORDER, *KNOWN),
    info=correlated("city", "area"),
)
# What was said of an item at a position: at its beginning, when it was restated, replied to and answered.
statements = Table(
    "demand_ledger_statements",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("stated_at", BigInteger, primary_key=True),
    *(part for name in STATED for part in sealed_columns(f"{name}_", nullable=True)),
)
# Everybody who is responsible for an item now, the one in the lead included.
units = Table(
    "demand_ledger_units",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("function", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("organization", Text, nullable=False),
    Column("is_lead", Boolean, nullable=False),
    Index("items_of_unit", "function", "area", "demand_item_id"),
    Index("items_assisted", "function", "area", "demand_item_id", postgresql_where=text("NOT is_lead")),
)
# What was said of how far it is, line by line (进展).
progress = Table(
    "demand_ledger_progress",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("on_day", Date, nullable=False),
    *sealed_columns(),
)
# Every deadline that was not kept, and which office was told; without a phase, that of the whole item.
breaches = Table(
    "demand_ledger_breaches",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("phase", Text),
    Column("begun", BigInteger, nullable=False),
    Column("function", Text, nullable=False),
    Column("area", Text, nullable=False),
    Index("demands_told_of", "function", "area"),
)
# What the deadlines of an item are computed from (办理时间); an item that is closed may still have some.
times = Table(
    "demand_ledger_times",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("is_timed", Boolean, nullable=False),
    Column("times", Text, nullable=False),
    Index("times_of_timed_items", "is_timed", postgresql_where=text("is_timed")),
)
# Every deadline that runs or rests: that of the whole, and that of the phase an item is in.
open_deadlines = Table(
    "demand_ledger_deadlines",
    metadata,
    Column("demand_item_id", Uuid, primary_key=True),
    Column("begun", BigInteger, primary_key=True),
    Column("of_phase", Boolean, primary_key=True),
    Column("phase", Text),
    *deadline_columns(),
    Index("demand_deadlines_in_order", "sorts_on", "demand_item_id", "begun", "of_phase"),
)
# What the published policies say of the deadlines of a ledger, and the notices about working days.
rules = Table(
    "demand_ledger_rules",
    metadata,
    Column("policy_version", Text, primary_key=True),
    Column("ledger", Text, primary_key=True),
    Column("rules", Text, nullable=False),
)
years = Table(
    "demand_ledger_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("notice", Text, nullable=False),
)
enterprises = Table(
    "demand_ledger_enterprises",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_since", Date, nullable=False),
    Column("uscc", Text),
)
# Every enterprise that is another one now, under each that it has become in turn.
absorbed = Table(
    "demand_ledger_absorbed",
    metadata,
    Column("surviving_enterprise_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, primary_key=True),
)
talents = Table(
    "demand_ledger_talents",
    metadata,
    Column("talent_id", Uuid, primary_key=True),
    Column("name_since", Date, nullable=False),
    *sealed_columns("name_"),
    *sealed_columns("phone_", nullable=True),
)
specialists = Table(
    "demand_ledger_specialists",
    metadata,
    Column("specialist_id", Uuid, primary_key=True),
    *sealed_columns("name_"),
    *sealed_columns("phone_", nullable=True),
)
cards = Table(
    "demand_ledger_cards", metadata, Column("card_id", Uuid, primary_key=True), Column("card_number", Text)
)
