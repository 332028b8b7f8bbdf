"""What any event says: by the words of cases and of demand items where they have them, else by its own."""

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

    def _stated(self, event: Event) -> dict[str, Text | object]:
        version = event.envelope.policy_version
        return {name: self._in_words(name, value, version) for name, value in event if value is not None}

    def _in_words(self, name: str, value: Any, version: str) -> Text | object:
        if name in AREAS:
            return self.area(str(value), version)
        if name in FUNCTIONS:
            return function_named(str(value))
        return WORDS.get(value.value, itself(value.value)) if isinstance(value, StrEnum) else value
