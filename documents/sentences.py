"""How sentences about events are made (记述用语): who acted, and what organs and areas are called when it was decided.

Persons are named by their staff ids beside the sentence, never in it; a person's facts and reasons are no part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from domain.authorization import Role
from domain.base import Capacity, Envelope
from domain.errors import NotFound
from domain.functions import Function
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.text import Text

ENTERPRISE = Text("用人单位", "The enterprise")
SYSTEM = Text("系统", "The system")
ROLES: dict[str, Text] = {
    Role.SPECIALIST: Text("单位服务专员", "service specialist"),
    Role.SYSTEM: SYSTEM,
}  # of no office
FOR_ENTERPRISE = Text("{who}代用人单位", "{who}, for the enterprise,")


@dataclass(frozen=True, slots=True)
class OfficeNames:
    """What areas are called in the policy version under which something was decided, and organs in that of the day of its effect.

    An unknown code says itself.
    """

    policies: PolicyBook

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
        pack, day = self.pack(envelope.policy_version), envelope.effective_on
        of_the_day = pack and self.policies.of_the_day(pack, day)
        found = of_the_day and of_the_day.organization_of(envelope.area, envelope.function, day)
        return found.name if found else ROLES.get(envelope.role) or function_named(envelope.function or "")

    def body(self, code: str, policy_version: str, on: date | None = None) -> Text:
        """An organization of this code, by its name of that day if one is stated; it may have come later than the version."""
        pack = self.pack(policy_version)
        first = self.policies.of_the_day(pack, on) if pack and on else pack
        others = (known for known in self.policies if pack and known.city == pack.city)
        areas = (area for known in (first, *others) if known for area in known.known_areas)
        named = (one.name for area in areas for one in area.organizations if one.code == code)
        return next(named, itself(code))

    def area(self, code: str, policy_version: str) -> Text:
        """An area of this code."""
        pack = self.pack(policy_version)
        return next((area.name for area in (pack.areas if pack else ()) if area.code == code), itself(code))

    def pack(self, version: str) -> PolicyPack | None:
        """The policy version, if this installation still ships it."""
        try:
            return self.policies.version(version)
        except NotFound:  # a version that this installation no longer ships
            return None


def composed(whole: Text, additions: Mapping[str, Text], said: Mapping[str, object]) -> Text:
    """The sentence filled with what is said, and with a piece for everything that may be left unsaid and is not."""
    for name, addition in additions.items():
        if said.get(name) and name not in _placeholders(whole):
            whole = Text(whole.zh + addition.zh, whole.en + addition.en)
    return whole.filled(**said)


def told_in(whole: Text) -> set[str]:
    """The names of what the sentence tells, in either language."""
    return {name for text in (whole.zh, whole.en) for _, name, _, _ in Formatter().parse(text) if name}


def itself(code: str) -> Text:
    """A code that has no name here."""
    return Text(code, code)


def function_named(code: str) -> Text:
    """What a department function is called."""
    return Function(code).label if code in set(Function) else itself(code)


def listed(texts: Iterable[Text]) -> Text:
    """Several in a row; two fields of one name are named once."""
    several = list(dict.fromkeys(texts))
    return Text("、".join(text.zh for text in several), ", ".join(text.en for text in several))


def _placeholders(text: Text) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text.zh)}
