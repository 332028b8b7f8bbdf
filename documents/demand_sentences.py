"""What an event of a demand item says, as a sentence in both languages: codes in the words of the policy of the decision.

Persons are named by their staff ids beside the sentence; what was said in free text is no part of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documents.demand_timeline_words import (
    ADDITIONS,
    ADOPTIONS,
    COLOURS,
    DOCKINGS,
    FOLLOW_UP,
    GRADES,
    IN_TIME,
    LEVELS,
    PHASES,
    REACHED,
    SENTENCES,
    STATUSES,
    WHOLE,
)
from documents.sentences import ENTERPRISE, OfficeNames, composed, function_named, itself, listed
from domain.base import Capacity, Envelope
from domain.case_times import DeadlineKey
from domain.demand_events import DemandEvent
from domain.demands import ClosingFigures, Unit
from domain.policy.ledgers import Phase
from domain.text import Text

WHO_ASKED = Text("提出人", "who asked")
FOR_ANOTHER = Text("{who}代{whom}", "{who}, for {whom},")
WORKING_DAYS = Text("{in_time}，用时{days}个工作日", "{in_time}, {days} working days")


@dataclass(frozen=True, slots=True)
class DemandNames(OfficeNames):
    """What codes are called in the policy version under which something was decided about an item."""

    def sentence(self, event: DemandEvent) -> Text:
        """What the event says, without a full stop."""
        said = {"who": self.who(event.envelope), **self._facts(event)}
        return composed(SENTENCES[event.TOPIC], ADDITIONS, said)

    def who(self, envelope: Envelope) -> Text:
        """Who acted; the window may have entered what the unit, the enterprise or a person said."""
        if envelope.capacity is not Capacity.ENTERING_FOR:
            return OfficeNames.who(self, envelope)
        return FOR_ANOTHER.filled(who=self.office(envelope), whom=self._whom(envelope))

    def ledger(self, code: str, policy_version: str) -> Text:
        """A ledger of this code."""
        rules = self._rules(policy_version)
        return next((rule.name for rule in rules if rule.code == code), itself(code))

    def category(self, ledger: str, code: str, policy_version: str) -> Text:
        """A category of a ledger."""
        rules = (rule for rule in self._rules(policy_version) if rule.code == ledger)
        named = (one.name for rule in rules for one in rule.categories if one.code == code)
        return next(named, itself(code))

    def member(self, code: str, policy_version: str) -> Text:
        """A member of the service alliance."""
        pack = self.pack(policy_version)
        members = pack.demands.alliance_members if pack and pack.demands else ()
        return next((one.name for one in members if one.code == code), itself(code))

    def _facts(self, event: DemandEvent) -> dict[str, Text | object]:
        """The event's own facts by their names, in words."""
        version = event.envelope.policy_version

        def unit(one: Unit) -> Text:
            return self.body(one.organization, version, event.envelope.effective_on)

        words: dict[str, Callable[[Any], Any]] = {
            **dict.fromkeys(("ledger", "from_ledger"), lambda code: self.ledger(code, version)),
            **dict.fromkeys(("area", "from_area", "escalated_in"), lambda code: self.area(code, version)),
            **dict.fromkeys(("lead", "unit"), unit),
            **dict.fromkeys(("status", "was"), STATUSES.__getitem__),
            **dict.fromkeys(("to", "by"), LEVELS.__getitem__),
            "category": lambda code: self.category(event.ledger, code, version),
            "assisting": lambda units: listed(map(unit, units)),
            "member": lambda code: self.member(code, version),
            "result": lambda one: DOCKINGS.get(one, one),  # of a settlement it is what was said, and no code
            "deadline": _deadline,
            "escalated_to": function_named,
            "colour": COLOURS.__getitem__,
            "adoption": ADOPTIONS.__getitem__,
            "figures": _figures,
            "grade": GRADES.__getitem__,
            "reached": REACHED.__getitem__,
            "is_follow_up": FOLLOW_UP.__getitem__,
        }
        stated = {name: value for name, value in event if value not in (None, ())}
        return {name: words[name](value) if name in words else value for name, value in stated.items()}

    def _rules(self, version: str) -> tuple[Any, ...]:
        pack = self.pack(version)
        return tuple(pack.demands.ledgers) if pack and pack.demands else ()

    def _whom(self, envelope: Envelope) -> Text:
        """In whose stead: an organization by its code, an enterprise by its id, or whoever is on no book."""
        named = envelope.on_behalf_of
        if named is None:
            return WHO_ASKED
        body = self.body(named, envelope.policy_version, envelope.effective_on)
        return ENTERPRISE if body == itself(named) else body


def _deadline(key: DeadlineKey) -> Text:
    return PHASES[Phase(key.step)] if key.step else WHOLE


def _figures(said: ClosingFigures) -> Text:
    return WORKING_DAYS.filled(in_time=IN_TIME[said.in_time], days=said.working_days)
