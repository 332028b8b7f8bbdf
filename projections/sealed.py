"""A sealed fact in a row: copied with its binding, never opened here (加密列).

What is read from the row is opened by the vault, so that an erased person is gone from every table at once.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Uuid

from domain.personal_data import PersonalData, Sealed


def sealed_columns() -> tuple[Column[Any], ...]:
    """The three columns of the row's one sealed fact."""
    return (
        Column("subject", Uuid, nullable=False),
        Column("blob", LargeBinary, nullable=False),
        Column("bound", LargeBinary, nullable=False),
    )


def as_columns(fact: PersonalData) -> dict[str, Any]:
    """The fact as the three columns hold it."""
    if not isinstance(fact, Sealed):
        raise TypeError("a fact that is not sealed never reaches a table")
    return {"subject": fact.subject, "blob": fact.blob, "bound": fact.bound}


def from_columns(subject: UUID | None, blob: bytes | None, bound: bytes | None) -> Sealed | None:
    """The fact that the three columns hold, or None where an outer join found no row."""
    if subject is None or blob is None or bound is None:
        return None
    return Sealed(subject, bytes(blob), bytes(bound))
