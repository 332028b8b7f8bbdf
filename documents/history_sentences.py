"""What any event says: by the words of cases and of demand items where they have them, else by its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents import case_words, office_words
from documents.case_sentences import Names
from documents.demand_sentences import DemandNames
from documents.history_words import SENTENCES, WORDS
from documents.sentences import composed, function_named, itself
from domain.base import Event
from domain.demand_events import DemandEvent
from domain.policy.card_types import CardType
from domain.policy.ledgers import Category, LedgerRule
from domain.policy.pack import ListType, PolicyPack
from domain.policy.routes import Route
from domain.policy.steps import CatalogueClass
from domain.text import Text

AREAS = frozenset({"area", "former_area", "unit"})
FUNCTIONS = frozenset({"told_to", "department"})
TOLD = SENTENCES | office_words.SENTENCES


@dataclass(frozen=True, slots=True)
class HistoryNames(Names):
    """What codes are called in the policy version under which something was decided; `route` is that of the case, or empty."""

    def sentence(self, event: Event) -> Text:
        """What the event says, without a full stop."""
        if isinstance(event, DemandEvent):
            return DemandNames(self.policies).sentence(event)
        if event.TOPIC in case_words.SENTENCES:
            return Names.sentence(self, event)
        return composed(TOLD[event.TOPIC], {}, {"who": self.who(event.envelope), **self._stated(event)})

    def of_policy(self, field: str, code: str, version: str) -> Text | None:
        """What the policy calls a card type, a route or a list of this code; None of any other field, and of what it lacks."""
        pack = self.pack(version)
        if pack is None or field not in OF_POLICY:
            return None
        known = [(one.code, one.name) for one in OF_POLICY[field](pack)]
        if field == "route":  # of a card by what the register calls it, which several may share
            known += [(one.kind, one.name) for one in pack.routes if _kinds(pack).count(one.kind) == 1]
        return next((name for own, name in known if own == code), None)

    def _stated(self, event: Event) -> dict[str, Text | object]:
        version = event.envelope.policy_version
        return {name: self._in_words(name, value, version) for name, value in event if value is not None}

    def _in_words(self, name: str, value: Any, version: str) -> Text | object:
        if name in AREAS:
            return self.area(str(value), version)
        if name in FUNCTIONS:
            return function_named(str(value))
        if isinstance(value, str) and (named := self.of_policy(name, value, version)) is not None:
            return named
        return WORDS.get(value.value, itself(value.value)) if isinstance(value, StrEnum) else value


def _kinds(pack: PolicyPack) -> list[str]:
    return [route.kind for route in pack.routes]


OF_POLICY: dict[
    str,
    Callable[[PolicyPack], Iterable[CardType | CatalogueClass | Category | LedgerRule | ListType | Route]],
] = {
    "card_type": lambda pack: pack.known_card_types,
    "route": lambda pack: pack.routes,
    **dict.fromkeys(("list_type", "list_types", "enterprise_type"), lambda pack: pack.list_types),
    "ledger": lambda pack: pack.demands.ledgers if pack.demands else (),
    "category": lambda pack: [
        one for ledger in (pack.demands.ledgers if pack.demands else ()) for one in ledger.categories
    ],
    "talent_class": lambda pack: [one for catalogue in pack.catalogues for one in catalogue.classes],
}
