"""Facts about a person (个人信息): how they stand before and after they are recorded.

A fact is `Personal` from the moment somebody states it until its event is recorded, and `Sealed`
whenever it has been read back from the log. There is no cryptography here: the event store seals while it
stores, and only the vault opens.

    Unreadable
    ├── Erased       the key was destroyed on purpose
    ├── Restricted   the key is there, and nobody who asks may read with it
    ├── Tampered     the fact was moved or altered
    └── KeyMissing   the vault never had this key, or lost it
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import CoreSchema, core_schema


class _OnlyAsItself:
    """Enters an event as an instance only, never out of a dictionary, and shows nothing in a dump."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        blank = core_schema.plain_serializer_function_ser_schema(repr)
        return core_schema.is_instance_schema(cls, serialization=blank)


@dataclass(frozen=True, slots=True)
class Personal(_OnlyAsItself):
    """A fact about `subject` that was just stated and is not recorded yet."""

    subject: UUID
    value: str = field(repr=False)  # never in a log line or a traceback


@dataclass(frozen=True, slots=True)
class Sealed(_OnlyAsItself):
    """A fact about `subject` as it lies in the log.

    `blob` is suite, nonce, ciphertext and tag; `bound` is the place (event, aggregate, version, field)
    where the blob was found, which has to be the place it was sealed for.
    """

    subject: UUID
    blob: bytes = field(repr=False)
    bound: bytes = field(repr=False)

    def __hash__(self) -> int:
        """By the blob alone: no two have the same nonce, and a text of bytes is hashed once for all."""
        return hash(self.blob)


PersonalData = Personal | Sealed


class Unreadable(Exception):
    """A sealed fact cannot be opened; its kinds are never taken for one another."""

    def __init__(self, subject: UUID, what_holds: str) -> None:
        super().__init__(what_holds)
        self.subject = subject


class Erased(Unreadable):
    """The key of this subject was destroyed: the fact can never be read again."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(subject, f"the personal data of subject {subject} were erased")


class Restricted(Unreadable):
    """The facts of this subject are stored and protected, and nothing else (限制处理)."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(subject, f"the personal data of subject {subject} are restricted")


class Tampered(Unreadable):
    """The sealed fact does not belong to the place where it was found, or was altered there."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(subject, f"a sealed fact of subject {subject} was moved or altered")


class KeyMissing(Unreadable):
    """The vault has no key of this subject and no mark of its erasure: another vault, or one restored too far back."""

    def __init__(self, subject: UUID) -> None:
        super().__init__(
            subject, f"the vault has neither a key of subject {subject} nor a mark of its erasure"
        )
