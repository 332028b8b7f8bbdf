"""Periods of knowledge in a table (知悉期间): a row holds from one position of the log until another (ADR 17)."""

from sqlalchemy import ColumnElement, FromClause, and_

NO_END = 2**63 - 1  # until when the latest knowledge holds


def known(periods: FromClause, as_of: int | None) -> ColumnElement[bool]:
    """The condition that a period holds now, or held at a position."""
    if as_of is None:
        return periods.c.known_to == NO_END
    return and_(periods.c.known_from <= as_of, periods.c.known_to > as_of)
