"""Standings in a table (在册状态列): how something stood at any position of the log and on any day, one row for each way.

    known_from   known_to     by the log
    booked_on    booked_to    by the day of effect

A row holds until the next is both known and has effect. Whatever keeps books keeps how things stood so: those of the ledgers and
those of the cards.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Table, and_, or_

from projections.rows import Row, Rows

STILL = 9223372036854775807  # the position until which is known what holds now
FOR_EVER = date(9999, 12, 31)


def standing_columns() -> tuple[Column[Any], ...]:
    """Since when and until when it stood so; the key has the id of what stood before them."""
    return (
        Column("known_from", BigInteger, primary_key=True),
        Column("known_to", BigInteger, nullable=False),
        Column("booked_on", Date, nullable=False),
        Column("booked_to", Date, nullable=False),
    )


def stood(table: Table, until: int, by: date) -> ColumnElement[bool]:
    """Whether it stood so: as far as was known at a position, and had effect by a day."""
    rows = table.c
    known = and_(rows.known_from <= until, rows.booked_on <= by)
    return and_(known, or_(rows.known_to > until, rows.booked_to > by))


def now_of(rows: Rows, table: Table, **key: Any) -> Row | None:
    """How it stands now, None if it is not there yet."""
    return next(iter(rows.find(table, **key, known_to=STILL)), None)


def stands(
    rows: Rows, table: Table, now: Row | None, position: int, *, booked_on: date, **facts: Any
) -> None:
    """From this position on it stands so; until now it stood as in `now`, or was not there."""
    if now is not None:
        rows.put(table, **now | {"known_to": position, "booked_to": booked_on})
    since = {"known_from": position, "known_to": STILL, "booked_on": booked_on, "booked_to": FOR_EVER}
    rows.put(table, **since, **facts)
