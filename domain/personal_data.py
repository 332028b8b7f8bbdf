"""Facts about a person: how they stand before and after they are recorded.

A fact is `Personal` from the moment somebody states it until its event is recorded, and `Sealed`
whenever it has been read back from the log. There is no cryptography here: the mapper seals while it
stores, and only the vault opens.
"""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Personal:
    """A fact about `subject` that was just stated and is not recorded yet."""

    subject: UUID
    value: str = field(repr=False)  # never in a log line or a traceback


@dataclass(frozen=True, slots=True)
class Sealed:
    """A fact about `subject` as it lies in the log.

    `blob` is suite, nonce, ciphertext and tag; `bound` is the place (event, aggregate, version, field)
    where the blob was found, which has to be the place it was sealed for.
    """

    subject: UUID
    blob: bytes = field(repr=False)
    bound: bytes = field(repr=False)


PersonalData = Personal | Sealed


class Erased(Exception):
    """The key of this subject was destroyed: the fact can never be read again."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(f"the personal data of subject {subject} were erased")
        self.subject = subject


class Tampered(Exception):
    """The sealed fact does not belong to the place where it was found, or was altered there."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(f"a sealed fact of subject {subject} was moved or altered")
        self.subject = subject
