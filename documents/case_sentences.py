"""What an event of a case says, as a sentence in both languages: codes in the words of the policy of the decision.

Persons are named by their staff ids beside the sentence, never in it; a person's facts and reasons are no part of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documents.case_words import (
    ADDITIONS,
    ANSWERS,
    CAUSES,
    CONCLUSIONS,
    OPINIONS,
    RESULTS,
    SENTENCES,
    STATUSES,
)
from documents.sentences import OfficeNames, composed, function_named, itself, listed, told_in
from domain.base import Event
from domain.cards import CardStatus
from domain.cases import CaseStatus
from domain.policy.routes import Route
from domain.text import Text

WHOLE_CASE = Text("全程", "the whole case")
OF_DOCUMENT = ("document_id", "document_kind", "document_country")  # all fill the field of its number


@dataclass(frozen=True, slots=True)
class Names(OfficeNames):
    """What codes are called in the policy version under which a case was decided; a code that it lacks says itself."""

    route: str

    def sentence(self, event: Event) -> Text:
        """What the event says, without a full stop."""
        whole = SENTENCES[event.TOPIC]
        said = {"who": self.who(event.envelope), **self._facts(event, told_in(whole) | set(ADDITIONS))}
        return composed(whole, ADDITIONS, said)

    def step(self, code: str, policy_version: str) -> Text:
        """A step of the route of this code."""
        route = self._route(policy_version)
        return next((step.name for step in (route.steps if route else ()) if step.code == code), itself(code))

    def field(self, code: str, policy_version: str) -> Text:
        """A field of the form, by its own code or that of the fact which fills it."""
        pack, route = self.pack(policy_version), self._route(policy_version)
        if pack is None or route is None:
            return itself(code)
        form = pack.form(route.form)
        field = form.field(code) or form.filled_from("document_number" if code in OF_DOCUMENT else code)
        return field.name if field else itself(code)

    def ground(self, code: str, policy_version: str) -> Text:
        """A ground of suspension of the route."""
        route = self._route(policy_version)
        known = route.case_life.suspension if route else ()
        return next((ground.name for ground in known if ground.code == code), itself(code))

    def attachment_kind(self, code: str, policy_version: str) -> Text:
        """A kind of attachment that the form goes with."""
        pack, route = self.pack(policy_version), self._route(policy_version)
        kind = pack.form(route.form).attachment(code) if pack and route and route.form else None
        return kind.name if kind else itself(code)

    def _facts(self, event: Event, told: set[str]) -> dict[str, Text | object]:
        """Those of the event's own facts that are told, by their names, in words; one of another kind may share a name."""
        version = event.envelope.policy_version
        words: dict[str, Callable[[Any], Text]] = {
            **dict.fromkeys(("step", "next_step", "to_step"), lambda code: self.step(code, version)),
            **dict.fromkeys(("result", "entered"), RESULTS.__getitem__),
            **dict.fromkeys(("former", "status"), _status),
            "conclusion": CONCLUSIONS.__getitem__,
            "ground": lambda code: self.ground(code, version),
            "kind": lambda code: self.attachment_kind(code, version),
            "opinion": OPINIONS.__getitem__,
            "answer": ANSWERS.__getitem__,
            "cause": CAUSES.__getitem__,
            **dict.fromkeys(("to_department", "escalated_to"), function_named),
            "deadline": lambda key: self.step(key.step, version) if key.step else WHOLE_CASE,
            "items": lambda items: listed(self.field(item.field, version) for item in items),
            "differences": lambda codes: listed(self.field(code, version) for code in codes),
            "not_applicable": lambda left_out: listed(self.step(one.step, version) for one in left_out),
        }
        stated = {name: value for name, value in event if name in told and value not in (None, ())}
        return {name: words[name](value) if name in words else value for name, value in stated.items()}

    def _route(self, version: str) -> Route | None:
        pack = self.pack(version)
        return next((one for one in pack.routes if one.code == self.route), None) if pack else None


def _status(status: CaseStatus | CardStatus) -> Text:
    """A status of a case; that of a card no sentence names."""
    return STATUSES[status] if isinstance(status, CaseStatus) else itself(status)
