"""Deadlines in a table (期限列): counted by the domain from times, rules and notices of the log; lights by the day asked.

Whatever keeps deadlines keeps them so: the due sheet of cases, and the ledgers of demands.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, ColumnElement, Date, FromClause, Integer, Table, Text, and_, false

from domain.aggregates import WorkingYear
from domain.calendar import Calendar, HolidayNotice
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, Light
from domain.policy.deadlines import RouteDeadlines
from projections.rows import Row, Rows

BEHIND_ALL_DAYS = date(9999, 12, 31)  # where a deadline sorts that rests
TIMES = TypeAdapter(CaseTimes)


def deadline_columns() -> tuple[Column[Any], ...]:
    """What is said of a deadline that runs or rests. One that rests has no day, and sorts behind all days."""
    return (
        Column("begun_on", Date, nullable=False),
        Column("days", Integer, nullable=False),
        Column("unit", Text, nullable=False),
        Column("due_on", Date),
        Column("amber_from", Date),
        Column("days_left", Integer),
        Column("is_provisional", Boolean, nullable=False),
        Column("escalates_to", Text, nullable=False),
        Column("is_escalated", Boolean, nullable=False),
        Column("sorts_on", Date, nullable=False),
    )


def as_columns(deadline: Deadline) -> Row:
    """The deadline as these columns hold it."""
    return {
        "begun_on": deadline.begun_on,
        "days": deadline.days,
        "unit": deadline.rule.unit,
        "due_on": deadline.due_on,
        "amber_from": deadline.amber_from,
        "days_left": deadline.left,
        "is_provisional": deadline.is_provisional,
        "escalates_to": deadline.rule.escalates_to,
        "is_escalated": deadline.is_escalated,
        "sorts_on": deadline.due_on or BEHIND_ALL_DAYS,
    }


def light_on(day: date, due_on: date | None, amber_from: date | None) -> Light:
    """How an open deadline stands on a day."""
    if due_on is None or amber_from is None:
        return Light.GREY
    if day > due_on:
        return Light.RED
    return Light.AMBER if day >= amber_from else Light.GREEN


def has_light(deadlines: FromClause, light: Light, on: date) -> ColumnElement[bool]:
    """`light_on` in SQL; what rests sorts behind all days, and has no `amber_from`."""
    sorts_on, amber_from = deadlines.c.sorts_on, deadlines.c.amber_from
    match light:
        case Light.RED:
            return sorts_on < on
        case Light.AMBER:
            return and_(sorts_on >= on, amber_from <= on)
        case Light.GREEN:
            return and_(sorts_on >= on, amber_from > on)
        case Light.GREY:
            return sorts_on == BEHIND_ALL_DAYS
        case Light.BLACK_AND_WHITE:
            return false()  # what is closed is kept no longer


def put_notice(rows: Rows, years: Table, event: WorkingYear.Announced | WorkingYear.Amended) -> None:
    """Keep what a notice says of the working days of a year."""
    notice = HolidayNotice(year=event.year, days_off=event.days_off, days_worked=event.days_worked)
    rows.put(years, year=event.year, notice=notice.model_dump_json())


def calendar_in(rows: Rows, years: Table) -> Calendar:
    """The calendar by the notices that are known by now."""

    def notice(year: int) -> HolidayNotice | None:
        known = rows.maybe(years, year)
        return None if known is None else _notice(known["notice"])

    return Calendar(notice)


def times_said(said: str) -> CaseTimes:
    return TIMES.validate_json(said)


def said_of_times(times: CaseTimes) -> str:
    return TIMES.dump_json(times).decode()


@lru_cache(maxsize=256)
def rules_said(said: str) -> RouteDeadlines:
    return RouteDeadlines.model_validate_json(said)


@lru_cache(maxsize=64)
def _notice(said: str) -> HolidayNotice:
    return HolidayNotice.model_validate_json(said)
