"""Opening sealed facts for a representation: masked, or marked as erased or restricted; what was altered is never passed off."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from api.masking import Mask, Need
from api.refusals import PersonalDataAltered, PersonalDataKeyMissing
from domain.answers import Opener
from domain.personal_data import Erased, KeyMissing, Personal, PersonalData, Restricted, Sealed, Unreadable

logger = logging.getLogger("huicai.api")


class ErasedFact(BaseModel):
    """Stands where a personal fact stood whose key was destroyed (已删除)."""

    erased: bool = True


class RestrictedFact(BaseModel):
    """Stands where a personal fact stands that is stored and protected only (限制处理)."""

    restricted: bool = True


class MaskedFact(str):
    """A personal fact behind its mask (脱敏)."""

    # Not a model: a page has hundreds of them. It knows whose it is, so that an answer that is stored can be sealed.
    __slots__ = ("_subject",)
    _subject: UUID

    @classmethod
    def of(cls, subject: UUID, text: str) -> Self:
        """What is shown of a fact about this subject."""
        shown = cls(text)
        shown._subject = subject
        return shown

    @property
    def personal(self) -> Personal:
        """The masked text is still about somebody."""
        return Personal(self._subject, str(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(
            cls, ref=f"{__name__}.{cls.__name__}", serialization=core_schema.simple_ser_schema("str")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, _: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "title": cls.__name__, "description": cls.__doc__}


HiddenFact = ErasedFact | RestrictedFact
PersonalShown = MaskedFact | HiddenFact


class Disclosure:
    """The facts of one representation, opened with one question to the vault, for somebody with this need."""

    def __init__(self, vault: Opener, facts: Iterable[PersonalData | None], need: Need) -> None:
        """Raises `PersonalDataAltered` or `PersonalDataKeyMissing`, and says so in the process log."""
        self._need = need
        sealed = list({fact for fact in facts if isinstance(fact, Sealed)})
        opened = vault.open_many(sealed) if sealed else []
        self._opened: Mapping[Sealed, str | Erased | Restricted] = {
            fact: _or_raise(what) for fact, what in zip(sealed, opened, strict=True)
        }

    def shown_if_stated(self, fact: PersonalData | None, mask: Mask) -> PersonalShown | None:
        """The fact behind its mask; None where nothing was stated."""
        return None if fact is None else self.shown(fact, mask)

    def compared(self, fact: PersonalData) -> str | PersonalData:
        """What two facts are compared by, and nothing else; one that cannot be opened is like no other."""
        opened = fact.value if isinstance(fact, Personal) else self._opened[fact]
        return opened if isinstance(opened, str) else fact

    def shown(self, fact: PersonalData, mask: Mask) -> PersonalShown:
        """The fact behind its mask, or the mark that it cannot be shown."""
        # `Personal` was stated by the command that is just being answered.
        opened = fact.value if isinstance(fact, Personal) else self._opened[fact]
        if isinstance(opened, str):
            return MaskedFact.of(fact.subject, mask(opened, self._need))
        return ErasedFact() if isinstance(opened, Erased) else RestrictedFact()


def facts_in(value: Any) -> Iterable[PersonalData]:
    """Every personal fact inside an event or a group of facts."""
    return (fact for _, fact in placed(value))


def placed(value: Any, path: str = "") -> Iterator[tuple[str, PersonalData]]:
    """The same, each with the names that lead to it, such as `document.number`."""
    if isinstance(value, Personal | Sealed):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, inside in value:
            yield from placed(inside, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, inside in enumerate(value):
            yield from placed(inside, f"{path}[{number}]")


def alarm(unreadable: Exception) -> None:
    """Say in the process log that personal data were altered, or they or their key lost."""
    logger.error("ALARM: %s", unreadable)


def _or_raise(opened: str | Unreadable) -> str | Erased | Restricted:
    if isinstance(opened, str | Erased | Restricted):
        return opened
    alarm(opened)
    raise PersonalDataKeyMissing if isinstance(opened, KeyMissing) else PersonalDataAltered
