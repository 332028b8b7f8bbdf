"""Somebody who looks: in which standing, and how far that lets him or her see.

A list is that of the post (`scope`). One thing is shown (`sees`) also to who stands in for an office that sees it:
under a grant for one route or one case the cases of that grant, and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from api.disclosure import Disclosure
from bootstrap.service import Service
from domain.aggregates.stand_in import Grant
from domain.authorization import PostMayNot, Role, Scope, in_stead, scope_of
from domain.base import Authority, EventSourced
from domain.personal_data import PersonalData

NOTHING = Scope(city="")  # no city has that code
ASKED_OF_THE_THING = Scope(city="-")  # nor that: who sees such a thing, it says itself


@dataclass(frozen=True)
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

    @classmethod
    def of_own_matters(cls, authority: Authority, service: Service) -> "Viewer":
        """Whoever has this standing, to whom a thing is shown that says so itself, as of the units it lies with."""
        return cls(service, authority, ASKED_OF_THE_THING)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """On what an officer may act for others today, in the offices that there are."""
        if self.authority.role != Role.OFFICER or self.scope == NOTHING:
            return ()
        stand_in = self.service.office.stand_in_of(self.authority.actor)
        held = () if stand_in is None else stand_in.holding(self.today)
        return tuple(grant for grant in held if self.scope_under(grant) is not None)

    def scope_under(self, grant: Grant) -> Scope | None:
        """How far the office of this grant sees; None if there is no such office today."""
        try:
            return scope_of(in_stead(self.authority, grant), self.service.policies)
        except PostMayNot:
            return None

    def sees(self, *, city: str, area: str | None, enterprise_id: UUID | None) -> bool:
        """Whether something of this city, area and enterprise is shown."""

        def covers(scope: Scope) -> bool:
            return scope.covers(city=city, area=area, enterprise_id=enterprise_id)

        return covers(self.scope) or any(map(covers, self._wide_scopes()))

    def sees_case(self, id_: UUID, route: str, *, city: str, area: str, enterprise_id: UUID) -> bool:
        """Whether this case is shown."""

        def covers(scope: Scope) -> bool:
            return scope.covers(city=city, area=area, enterprise_id=enterprise_id)

        return covers(self.scope) or any(
            covers(scope)
            for scope in self._scopes_under(one for one in self.grants if one.is_about(id_, route))
        )

    def sees_all_of(self, city: str) -> bool:
        """Whether everything of a city is shown."""
        return self.scope.covers_all_of(city) or any(one.covers_all_of(city) for one in self._wide_scopes())

    def _wide_scopes(self) -> list[Scope]:
        return self._scopes_under(grant for grant in self.grants if not grant.is_narrow)

    def _scopes_under(self, grants: Iterable[Grant]) -> list[Scope]:
        scopes = (self.scope_under(grant) for grant in grants)
        return [scope for scope in scopes if scope is not None]

    @property
    def today(self) -> date:
        return self.authority.effective_on

    def disclosed(self, facts: Iterable[PersonalData | None]) -> Disclosure:
        """The facts, to be shown behind their masks."""
        return Disclosure(self.service.vault, facts)
