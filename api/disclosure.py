"""Opening sealed facts for a representation: masked, or marked as erased; what was altered is never passed off."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel

from api.masking import Mask
from api.refusals import PersonalDataAltered, PersonalDataKeyMissing
from domain.personal_data import Erased, KeyMissing, Personal, PersonalData, Sealed, Unreadable

logger = logging.getLogger("huicai.api")


class ErasedFact(BaseModel):
    """Stands where a personal fact stood whose key was destroyed (已删除)."""

    erased: bool = True


PersonalShown = str | ErasedFact


class Opener(Protocol):
    """The vault, as far as reading goes."""

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        """Each fact, or what keeps it from being read, in the order given."""


class Disclosure:
    """The facts of one representation, opened with one question to the vault."""

    def __init__(self, vault: Opener, facts: Iterable[PersonalData | None]) -> None:
        """Raises `PersonalDataAltered` or `PersonalDataKeyMissing`, and says so in the process log."""
        sealed = list({fact for fact in facts if isinstance(fact, Sealed)})
        opened = vault.open_many(sealed) if sealed else []
        self._opened: Mapping[Sealed, str | Erased] = {
            fact: _or_raise(what) for fact, what in zip(sealed, opened, strict=True)
        }

    def shown_if_stated(self, fact: PersonalData | None, mask: Mask) -> PersonalShown | None:
        """The fact behind its mask; None where nothing was stated."""
        return None if fact is None else self.shown(fact, mask)

    def shown(self, fact: PersonalData, mask: Mask) -> PersonalShown:
        """The fact behind its mask."""
        if isinstance(fact, Personal):  # stated by the command that is just being answered
            return mask(fact.value)
        opened = self._opened[fact]
        return ErasedFact() if isinstance(opened, Erased) else mask(opened)


def facts_in(value: Any) -> Iterable[PersonalData]:
    """Every personal fact inside an event or a group of facts."""
    if isinstance(value, Personal | Sealed):
        yield value
    elif isinstance(value, BaseModel):
        for _, inside in value:
            yield from facts_in(inside)


def _or_raise(opened: str | Unreadable) -> str | Erased:
    if isinstance(opened, str | Erased):
        return opened
    logger.error("ALARM: %s", opened)
    raise PersonalDataKeyMissing if isinstance(opened, KeyMissing) else PersonalDataAltered
