"""Somebody who looks: in which standing, and how far that lets him or her see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.disclosure import Disclosure
from bootstrap.service import Service
from domain.authorization import Scope, scope_of
from domain.base import Authority, EventSourced
from domain.personal_data import PersonalData

NOTHING = Scope(city="")  # no city has that code


@dataclass(frozen=True, slots=True)
class Viewer:
    """A caller in one post, at one moment."""

    service: Service
    authority: Authority
    scope: Scope
    decided: tuple[
        EventSourced, ...
    ] = ()  # what the command that is being answered has changed, not stored yet

    def after(self, decided: Sequence[EventSourced]) -> "Viewer":
        """The same viewer, to whom these are already as the command has decided."""
        return replace(self, decided=tuple(decided))

    @classmethod
    def in_standing(cls, authority: Authority, service: Service) -> "Viewer":
        """Whoever has this standing. Raises `PostMayNot` for a post that sees nothing of this."""
        return cls(service, authority, scope_of(authority, service.policies))

    @classmethod
    def of_what_is_public(cls, authority: Authority, service: Service) -> "Viewer":
        """Whoever has this standing, to whom nothing is shown but what everybody may know."""
        return cls(service, authority, NOTHING)

    @property
    def today(self) -> date:
        return self.authority.effective_on

    def disclosed(self, facts: Iterable[PersonalData | None]) -> Disclosure:
        """The facts, to be shown behind their masks."""
        return Disclosure(self.service.vault, facts)
