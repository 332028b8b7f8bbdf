"""What an event of a case says, as a sentence in both languages: codes in the words of the policy of the decision.

Persons are named by their staff ids beside the sentence, never in it; a person's facts and reasons are no part of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter
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
from domain.authorization import Role
from domain.base import Capacity, Envelope, Event
from domain.errors import NotFound
from domain.functions import Function
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.policy.routes import Route
from domain.text import Text

ENTERPRISE = Text("用人单位", "The enterprise")
WHOLE_CASE = Text("全程", "the whole case")
SYSTEM = Text("系统", "The system")
ROLES: dict[str, Text] = {
    Role.SPECIALIST: Text("单位服务专员", "service specialist"),
    Role.SYSTEM: SYSTEM,
}  # of no office
FOR_ENTERPRISE = Text("{who}代用人单位", "{who}, for the enterprise,")

OF_DOCUMENT = ("document_id", "document_kind", "document_country")  # all fill the field of its number


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called in the policy version under which something was decided; a code that it lacks says itself."""

    policies: PolicyBook
    route: str

    def sentence(self, event: Event) -> Text:
        """What the event says, without a full stop."""
        whole = SENTENCES[event.TOPIC]
        said = {"who": self.who(event.envelope), **self._facts(event)}
        for name, addition in ADDITIONS.items():
            if said.get(name) and name not in _placeholders(whole):
                whole = Text(whole.zh + addition.zh, whole.en + addition.en)
        return whole.filled(**said)

    def who(self, envelope: Envelope) -> Text:
        """Who acted, as an office or for the enterprise."""
        if envelope.role == Role.SPECIALIST:
            return ENTERPRISE
        if envelope.role == Role.SYSTEM:
            return SYSTEM
        office = self.office(envelope)
        return FOR_ENTERPRISE.filled(who=office) if envelope.capacity is Capacity.ENTERING_FOR else office

    def office(self, envelope: Envelope) -> Text:
        """The organization in whose post the actor acted, by its name of that day."""
        pack = self._pack(envelope.policy_version)
        found = pack and pack.organization_of(envelope.area, envelope.function, envelope.effective_on)
        return found.name if found else ROLES.get(envelope.role) or _function(envelope.function or "")

    def body(self, code: str, policy_version: str) -> Text:
        """An organization of this code."""
        pack = self._pack(policy_version)
        areas = pack.known_areas if pack else ()
        named = (one.name for area in areas for one in area.organizations if one.code == code)
        return next(named, _itself(code))

    def area(self, code: str, policy_version: str) -> Text:
        """An area of this code."""
        pack = self._pack(policy_version)
        return next((area.name for area in (pack.areas if pack else ()) if area.code == code), _itself(code))

    def step(self, code: str, policy_version: str) -> Text:
        """A step of the route of this code."""
        route = self._route(policy_version)
        return next(
            (step.name for step in (route.steps if route else ()) if step.code == code), _itself(code)
        )

    def field(self, code: str, policy_version: str) -> Text:
        """A field of the form, by its own code or that of the fact which fills it."""
        pack, route = self._pack(policy_version), self._route(policy_version)
        if pack is None or route is None:
            return _itself(code)
        form = pack.form(route.form)
        field = form.field(code) or form.filled_from("document_number" if code in OF_DOCUMENT else code)
        return field.name if field else _itself(code)

    def ground(self, code: str, policy_version: str) -> Text:
        """A ground of suspension of the route."""
        route = self._route(policy_version)
        known = route.case_life.suspension if route else ()
        return next((ground.name for ground in known if ground.code == code), _itself(code))

    def attachment_kind(self, code: str, policy_version: str) -> Text:
        """A kind of attachment that the form goes with."""
        pack, route = self._pack(policy_version), self._route(policy_version)
        kind = pack.form(route.form).attachment(code) if pack and route and route.form else None
        return kind.name if kind else _itself(code)

    def _facts(self, event: Event) -> dict[str, Text | object]:
        """The event's own facts by their names, in words."""
        version = event.envelope.policy_version
        words: dict[str, Callable[[Any], Text]] = {
            **dict.fromkeys(("step", "next_step", "to_step"), lambda code: self.step(code, version)),
            **dict.fromkeys(("result", "entered"), RESULTS.__getitem__),
            **dict.fromkeys(("former", "status"), STATUSES.__getitem__),
            "conclusion": CONCLUSIONS.__getitem__,
            "ground": lambda code: self.ground(code, version),
            "kind": lambda code: self.attachment_kind(code, version),
            "opinion": OPINIONS.__getitem__,
            "answer": ANSWERS.__getitem__,
            "cause": CAUSES.__getitem__,
            **dict.fromkeys(("to_department", "escalated_to"), _function),
            "deadline": lambda key: self.step(key.step, version) if key.step else WHOLE_CASE,
            "items": lambda items: _listed(self.field(item.field, version) for item in items),
            "differences": lambda codes: _listed(self.field(code, version) for code in codes),
            "not_applicable": lambda left_out: _listed(self.step(one.step, version) for one in left_out),
        }
        stated = {name: value for name, value in event if value not in (None, ())}
        return {name: words[name](value) if name in words else value for name, value in stated.items()}

    def _pack(self, version: str) -> PolicyPack | None:
        try:
            return self.policies.version(version)
        except NotFound:  # a version that this installation no longer ships
            return None

    def _route(self, version: str) -> Route | None:
        pack = self._pack(version)
        return next((one for one in pack.routes if one.code == self.route), None) if pack else None


def _placeholders(text: Text) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text.zh)}


def _itself(code: str) -> Text:
    return Text(code, code)


def _function(code: str) -> Text:
    return Function(code).label if code in set(Function) else _itself(code)


def _listed(texts: Iterable[Text]) -> Text:
    """Several in a row; two fields of one name are named once."""
    several = list(dict.fromkeys(texts))
    return Text("、".join(text.zh for text in several), ", ".join(text.en for text in several))
