"""A policy version (政策版本), as it was published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from api.addresses import POLICY, href
from api.rendering.shown import Shown, Words, words
from domain.policy.pack import Pack, PolicyPack
from domain.text import Text


class PolicyLine(Shown):
    """A policy version in short; `sha256` is the digest of its published text.

    A province's has no `city`. A city's stands `under` one of its province's, and takes from it what it does not say.
    """

    version: str
    href: str
    title: Words
    city: str | None
    under: str | None
    effective_from: date
    effective_to: date | None
    sha256: str


class PolicyLines(Shown):
    """All versions."""

    items: tuple[PolicyLine, ...]


class PolicyShown(PolicyLine):
    """A policy version with everything it says, and the text it says it in."""

    rules: dict[str, Any]
    content: str


def policy_line(pack: Pack) -> PolicyLine:
    """The version in short."""
    return PolicyLine(**_head(pack))


def policy_shown(pack: Pack) -> PolicyShown:
    """The whole version."""
    said = {name: _plain(value) for name, value in pack if name not in PolicyLine.model_fields}
    return PolicyShown(**_head(pack), rules=said, content=pack.content)


def _head(pack: Pack) -> dict[str, Any]:
    name, _, revision = pack.version.partition("/")
    return {
        "version": pack.version,
        "href": href(POLICY, pack=name, revision=revision),
        "title": words(pack.title),
        "city": pack.city if isinstance(pack, PolicyPack) else None,
        "under": pack.under if isinstance(pack, PolicyPack) else None,
        "effective_from": pack.effective_from,
        "effective_to": pack.effective_to,
        "sha256": pack.sha256,
    }


def _plain(value: Any) -> Any:
    """As JSON; words in two languages as an object rather than a pair."""
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case BaseModel():
            return {name: _plain(inner) for name, inner in value}
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case tuple():
            return [_plain(inner) for inner in value]
        case _:
            return to_jsonable_python(value)
