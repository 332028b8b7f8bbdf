"""Periods in a table (知悉期间、生效期间): what is known from one position of the log until another, of which days (ADR 17, 46).

A row holds for the positions `known_from <= p < known_to` and the days `effective_from <= day < effective_to`. What is known now
has no end, and what is in force by the latest day that is known has none either. The rows of one thing never
overlap, and leave no gap from its beginning on: another fact cuts out of them what it is about.

    begin   something comes onto the books
    learn   other facts are known of it from a position on, from a day on or until another
    end     it leaves the books, as if it never had been there
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, FromClause, Table, and_

from projections.rows import Key, Row, RowMissing, Rows, has, key_of

NO_END = 2**63 - 1  # until when the latest knowledge holds
FIRST_DAY, NO_LAST_DAY = date.min, date(9999, 12, 31)  # between which every day lies
STILL_IN_FORCE = f"effective_to = '{NO_LAST_DAY}'"
PRESENT = f"known_to = {NO_END} AND {STILL_IN_FORCE}"


def period_columns() -> tuple[Column[Any], ...]:
    """The four columns of a period; two of them are part of the primary key."""
    return (
        Column("known_from", BigInteger, primary_key=True),
        Column("known_to", BigInteger, nullable=False),
        Column("effective_from", Date, primary_key=True),
        Column("effective_to", Date, nullable=False),
    )


def known(periods: FromClause, as_of: int | None, on: date | None = None) -> ColumnElement[bool]:
    """The condition that a period holds now, or held at a position: of the latest day, or of one."""
    its = periods.c
    knows = its.known_to == NO_END if as_of is None else and_(its.known_from <= as_of, its.known_to > as_of)
    if on is None:
        return and_(knows, its.effective_to == NO_LAST_DAY)
    return and_(knows, its.effective_from <= on, its.effective_to > on)


def begin(
    rows: Rows, table: Table, facts: Row, position: int, since: date, until: date = NO_LAST_DAY
) -> None:
    """From this position on these facts are known of something, from a day on."""
    period = {"known_from": position, "known_to": NO_END, "effective_from": since, "effective_to": until}
    rows.put(table, **facts | period)


def present(rows: Rows, table: Table, **wanted: Any) -> list[Row]:
    """What is known now of all that these values say, of every day."""
    return rows.find(table, **wanted, known_to=NO_END)


def asked_of_present(table: Table, **wanted: Any) -> tuple[Table, Row]:
    """What `present` is going to look at, for a projection to ask beforehand."""
    return table, {**wanted, "known_to": NO_END}


def latest(table: Table, known_now: list[Row]) -> Row:
    """Of what is known now of one thing, that which holds by the latest day. Raises `RowMissing`."""
    for one in known_now:
        if one["effective_to"] == NO_LAST_DAY:
            return one
    raise RowMissing(table)


def learn(
    rows: Rows,
    table: Table,
    known_now: list[Row],
    facts: Row,
    position: int,
    since: date,
    until: date = NO_LAST_DAY,
) -> None:
    """From this position on these facts are known of what is `present`, on the days from `since` to before `until`."""
    for one in known_now:
        begins, ends = max(since, one["effective_from"]), min(until, one["effective_to"])
        if begins < ends and not has(one, facts):
            _cut(rows, table, one, position, begins, ends)
            begin(rows, table, one | facts, position, begins, ends)


def learn_change(
    rows: Rows, table: Table, known_now: list[Row], facts: Row, position: int, since: date
) -> None:
    """The same of those facts of one thing that are others than by the latest day: only what changes, changes on other days."""
    now = latest(table, known_now)
    changed = {name: fact for name, fact in facts.items() if now.get(name) != fact}
    if changed:
        learn(rows, table, known_now, changed, position, since)


def end(rows: Rows, table: Table, known_now: list[Row], position: int) -> None:
    """From this position on it is known not to be there on any day."""
    for one in known_now:
        _close(rows, table, one, position)


def _cut(rows: Rows, table: Table, one: Row, position: int, begins: date, ends: date) -> None:
    """Leave of a period what lies before and behind these days, and end what lies in them."""
    if one["effective_from"] < begins:
        rows.change(table, *_key(table, one), effective_to=begins)
        if one["known_from"] < position:
            rows.put(table, **one | {"known_to": position, "effective_from": begins, "effective_to": ends})
    else:
        if ends < one["effective_to"]:
            rows.change(table, *_key(table, one), effective_to=ends)
        _close(rows, table, one, position)
    if ends < one["effective_to"]:
        rows.put(table, **one | {"effective_from": ends})


def _close(rows: Rows, table: Table, one: Row, position: int) -> None:
    """What was known at this position alone was never known."""
    if one["known_from"] < position:
        rows.change(table, *_key(table, one), known_to=position)
    else:
        rows.remove(table, *_key(table, one))


def _key(table: Table, one: Row) -> Key:
    return tuple([one[name] for name in key_of(table)])
