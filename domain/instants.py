"""Instants that somebody states (时刻), kept in UTC: a database knows fewer offsets than ISO 8601 has."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def in_utc(stated: datetime) -> datetime:
    """The same instant in UTC. Raises `ValueError` where that is before the first year or after the last."""
    try:
        return stated.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant of no year") from None


Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
