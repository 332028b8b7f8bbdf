"""The tables of the case register: cases as they stand, who has acted on them, and what else is shown with them."""

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

from projections.due_days import deadline_columns
from projections.knowledge import STILL_IN_FORCE, period_columns
from projections.schema import metadata
from projections.sealed import sealed_columns
from projections.statistics import correlated

IN_ORDER, IN_FORCE = ("since_position", "known_from", "known_to"), ("effective_from", "effective_to")
NOT_KEPT = ("card_application_id", "drafted_for", "entered_for", "offices")
# Behind the order, so that a walk passes over what is not wanted without looking at the table.
FILTERS = ("area", "status", "step", "route", "quota_year", "card_type", "department", "city")
# Few of many cases: what offices work on stands in indexes that do not grow with what is over.
UNDER_WAY = text("status IN ('in_process', 'correction_requested', 'suspended')")


# `enterprise_id` is the case's enterprise as it is now, `drafted_for` as it was before any merger.
# `since_…`: when the case came to stand as it does, at this step and in this status.
# `entry…`: what one officer has entered as the province's answer, for a second one to confirm; `entered_for` is
# whom that officer stood in for.
# `offices` are those through whose hands it has gone, each as `function@area`.
cases = Table(
    "case_register",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("quota_year", Integer),
    Column("department", Text),
    Column("list_type", Text),
    Column("enterprise_id", Uuid, nullable=False),
    Column("drafted_for", Uuid, nullable=False),
    Column("talent_id", Uuid, nullable=False),
    Column("place_id", Uuid),
    Column("policy_version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("step", Text),
    Column("is_returned", Boolean, nullable=False),
    Column("since_on", Date, nullable=False),
    Column("since_position", BigInteger, nullable=False),
    Column("submitted_on", Date),
    Column("batch_id", Uuid),
    Column("card_id", Uuid),
    Column("entry", Text),
    Column("entered_result", Text),
    Column("entered_by", Text),
    Column("entered_on", Date),
    Column("entered_position", BigInteger),
    Column("last_actor", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("acceptance_number", Text),
    Column("accepted_on", Date),
    Column("counts_from", Date),
    Column("suspended_on", Date),
    Column("suspension_ground", Text),
    Column("entered_for", Text),
    Column("offices", ARRAY(Text), nullable=False),
    Index("cases_in_order", "since_position"),
    Index("cases_of_area", "area", "since_position", *FILTERS[1:]),
    Index("cases_of_city", "city", "since_position"),
    Index("cases_under_way", "city", "area", "since_position", postgresql_where=UNDER_WAY),
    Index("cases_under_way_of_city", "city", "since_position", postgresql_where=UNDER_WAY),
    Index("cases_under_way_by_office", "offices", postgresql_using="gin", postgresql_where=UNDER_WAY),
    Index("cases_returned", "city", "area", "since_position", postgresql_where=text("is_returned")),
    Index("cases_in_status", "status", "since_position"),
    Index("cases_at_step", "step", "since_position"),
    Index("cases_of_quota_year", "quota_year", "since_position"),
    Index("cases_on_route", "route", "since_position"),
    Index("cases_with_an_entry", "entry", "since_position"),
    Index("cases_of_enterprise", "enterprise_id"),
    Index("cases_drafted_for", "drafted_for"),
    Index("cases_of_talent", "talent_id"),
    Index("cases_of_place", "place_id"),
    Index("cases_by_number", "acceptance_number"),
    info=correlated("city", "area"),
)
# What was known of every case, from one position until another, of the days from one until before another.
periods = Table(
    "case_register_periods",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    *period_columns(),
    *(Column(one.name, one.type, nullable=one.nullable) for one in cases.c if one.name not in NOT_KEPT),
    Column("enterprise_name", Text, nullable=False),
    CheckConstraint("known_from < known_to", name="case_known_for_a_while"),
    CheckConstraint("effective_from < effective_to", name="case_in_force_for_a_while"),
    Index("case_periods_in_order", *IN_ORDER, *FILTERS, postgresql_where=STILL_IN_FORCE),
    Index("case_days_in_order", *IN_ORDER, *IN_FORCE, *FILTERS),
    Index("case_days_of_area", "area", *IN_ORDER, *IN_FORCE, *FILTERS[1:]),
    Index("case_periods_of_enterprise", "enterprise_id", *IN_ORDER, *IN_FORCE),
    Index("case_periods_of_talent", "talent_id", *IN_ORDER, *IN_FORCE),
    Index("case_periods_of_place", "place_id", *IN_ORDER, *IN_FORCE),
    Index("case_periods_by_number", "acceptance_number", *IN_ORDER, *IN_FORCE),
    info=correlated("city", "area"),
)
# Where each person has acted last: at a step, or in handing a form in (four eyes, decided point 17).
actors = Table(
    "case_register_actors",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("step", Text, nullable=False),
)
# Who keeps away from a case.
recusals = Table(
    "case_register_recusals",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("officer", Text, primary_key=True),
)
# The batches that a case waits in or was handed on with.
batches = Table(
    "case_register_batches",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("batch_id", Uuid, primary_key=True),
    Index("cases_of_batch", "batch_id"),
)
# Every time that a case was given back: to an earlier step, or to the enterprise for correction.
handbacks = Table(
    "case_register_handbacks",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
)
# Every deadline that was not kept, and to which office that was told; without a step, that of the whole case.
escalations = Table(
    "case_register_escalations",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("step", Text),
    Column("function", Text, nullable=False),
    Column("area", Text, nullable=False),
    Index("cases_escalated_to", "function", "area"),
)
enterprises = Table(
    "case_register_enterprises",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_since", Date, nullable=False),
    Column("area", Text, nullable=False),
    Column("area_since", Date),
)
# Every enterprise that is another one now, under each that it has become in turn.
absorbed = Table(
    "case_register_absorbed",
    metadata,
    Column("surviving_enterprise_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, primary_key=True),
)
talents = Table(
    "case_register_talents",
    metadata,
    Column("talent_id", Uuid, primary_key=True),
    Column("name_since", Date, nullable=False),
    *sealed_columns(),
)
# What the deadlines of a case are computed from (办理时间), as `domain/case_times.py` has it.
times = Table(
    "case_register_times",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("is_open", Boolean, nullable=False),
    Column("times", Text, nullable=False),
    Index("times_of_open_cases", "is_open", postgresql_where=text("is_open")),
)
# The due sheet (期限台账): every deadline that runs or rests. One that rests has no day, and sorts behind all days.
# `city` and `area` are the case's, so that an office's sheet is a walk in its order and passes over nobody else's.
SOONEST_FIRST = ("sorts_on", "card_application_id", "begun", "of_step")
open_deadlines = Table(
    "case_register_deadlines",
    metadata,
    Column("card_application_id", Uuid, primary_key=True),
    Column("begun", BigInteger, primary_key=True),
    Column("of_step", Boolean, primary_key=True),
    Column("step", Text),
    *deadline_columns(),
    Column("city", Text, nullable=False),
    Column("area", Text, nullable=False),
    Index("deadlines_in_order", *SOONEST_FIRST),
    Index("deadlines_of_area", "area", *SOONEST_FIRST),
    Index("deadlines_of_city", "city", *SOONEST_FIRST),
    info=correlated("city", "area"),
)
# What the published policies say of deadlines, and the notices about working days.
rules = Table(
    "case_register_rules",
    metadata,
    Column("policy_version", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("rules", Text, nullable=False),
)
years = Table(
    "case_register_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("notice", Text, nullable=False),
)
