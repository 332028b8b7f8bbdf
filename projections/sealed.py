"""A sealed fact in a row: copied with its binding, never opened here (加密列).

What is read from the row is opened by the vault, so that an erased person is gone from every table at once.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Uuid

from domain.personal_data import PersonalData, Sealed


def sealed_columns(prefix: str = "", *, nullable: bool = False) -> tuple[Column[Any], ...]:
    """The three columns of a sealed fact; where a row has several, each has a prefix such as `name_`."""
    return (
        Column(f"{prefix}subject", Uuid, nullable=nullable),
        Column(f"{prefix}blob", LargeBinary, nullable=nullable),
        Column(f"{prefix}bound", LargeBinary, nullable=nullable),
    )


def as_columns(fact: PersonalData | None, prefix: str = "") -> dict[str, Any]:
    """The fact as the three columns hold it; one that was not stated leaves them empty."""
    if fact is None:
        return {}
    if not isinstance(fact, Sealed):
        raise TypeError("a fact that is not sealed never reaches a table")
    return {f"{prefix}subject": fact.subject, f"{prefix}blob": fact.blob, f"{prefix}bound": fact.bound}


def from_columns(subject: UUID | None, blob: bytes | None, bound: bytes | None) -> Sealed | None:
    """The fact that the three columns hold, or None where there is none."""
    if subject is None or blob is None or bound is None:
        return None
    return Sealed(subject, bytes(blob), bytes(bound))
