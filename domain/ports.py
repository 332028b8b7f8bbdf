"""What the domain needs from outside, as it sees it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.personal_data import Sealed


class Vault(Protocol):
    """Keeps one key per subject. Implemented by `persistence.vault`."""

    def subject_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        """The subject that this identifier belongs to, or None."""

    def claim(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID:
        """Give the identifier to `subject` unless it has one already; return the subject it now belongs to.

        Commits at once, before the command does: a claim without an event is harmless.
        """

    def open(self, sealed: Sealed) -> str:
        """The fact itself. Raises `Erased` or `Tampered`, never one for the other."""

    def erase(self, subject: UUID) -> None:
        """Destroy the subject's key and identifiers, for ever."""


class Clock(Protocol):
    """The office's clock."""

    def __call__(self) -> datetime:
        """Now, with its offset from UTC."""


class Ids(Protocol):
    """Where new random identifiers come from."""

    def __call__(self) -> UUID:
        """A fresh random identifier (UUID version 4)."""
