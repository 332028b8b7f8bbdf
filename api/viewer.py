"""Somebody who looks: in which standing, and how far that lets him or her see.

A list is that of the post (`scope`). One thing is shown (`sees`) also to who stands in for an office that sees it:
under a grant for one route or one case the cases of that grant, and nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar, cast
from uuid import UUID

from api.disclosure import Disclosure
from api.masking import need_of
from api.rehearsing import Rehearsals
from bootstrap.service import Service
from domain.aggregates.stand_in import Grant
from domain.authorization import PostMayNot, Role, Scope, in_stead, scope_of
from domain.base import Authority, EventSourced
from domain.office import asked_of_everybody
from domain.personal_data import PersonalData
from domain.security import SecurityKind, SecurityLine
from domain.store import OneLook
from domain.work import Work
from persistence.attachments import AttachmentFiles
from persistence.vault import Vault

Noun = TypeVar("Noun", bound=EventSourced)

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
    principals: set[str] = field(default_factory=set, compare=False)  # in whose stead something was seen
    correlation_id: UUID | None = None  # of the request, if one has come

    def after(self, work: Work) -> "Viewer":
        """The same viewer, to whom all is as the command has seen it, and what it has changed as it has decided."""
        service = self.service.looking_at(work.store, cast("Vault", work.sitting))
        return replace(self, service=service, decided=tuple(work.changed))

    @classmethod
    def in_standing(
        cls, authority: Authority, service: Service, correlation_id: UUID | None = None
    ) -> "Viewer":
        """Whoever has this standing. Raises `PostMayNot` for a post that sees nothing of this."""
        scope = scope_of(authority, service.policies)
        return cls(looking(service, authority), authority, scope, correlation_id=correlation_id)

    @classmethod
    def of_what_is_public(cls, authority: Authority, service: Service) -> "Viewer":
        """Whoever has this standing, to whom nothing is shown but what everybody may know."""
        return cls(looking(service, authority), authority, NOTHING)

    @classmethod
    def of_own_matters(cls, authority: Authority, service: Service) -> "Viewer":
        """Whoever has this standing, to whom a thing is shown that says so itself, as of the units it lies with."""
        return cls(looking(service, authority), authority, ASKED_OF_THE_THING)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """On what an officer may act for others today, in the offices that there are."""
        if self.authority.role != Role.OFFICER or self.scope == NOTHING:
            return ()
        stand_in = self.service.office.stand_in_of(self.authority.actor)
        held = () if stand_in is None else stand_in.holding(self.today)
        return tuple(grant for grant in held if self.scope_under(grant) is not None)

    @cached_property
    def rehearsals(self) -> Rehearsals:
        """Where it is tried out what the viewer may do."""
        return Rehearsals(self.service.office, self.authority, self.grants)

    def scope_under(self, grant: Grant) -> Scope | None:
        """How far the office of this grant sees; None if there is no such office today."""
        try:
            return scope_of(in_stead(self.authority, grant), self.service.policies)
        except PostMayNot:
            return None

    def as_it_stands(self, noun: Noun) -> Noun:
        """The same thing as it is now, whatever moment or day it was read of: by that is told who may know of it."""
        for changed in self.decided:
            if changed.id == noun.id:
                return cast("Noun", changed)
        return cast("Noun", self.service.store.get(noun.id))

    def sees(self, *, city: str, area: str | None, enterprise_id: UUID | None) -> bool:
        """Whether something of this city, area and enterprise is shown."""

        def covers(scope: Scope) -> bool:
            return scope.covers(city=city, area=area, enterprise_id=enterprise_id)

        return covers(self.scope) or self._in_stead(self._wide_grants, covers)

    def sees_case(self, id_: UUID, route: str, *, city: str, area: str, enterprise_id: UUID) -> bool:
        """Whether this case is shown."""

        def covers(scope: Scope) -> bool:
            return scope.covers(city=city, area=area, enterprise_id=enterprise_id)

        about = [one for one in self.grants if one.is_about(id_, route)]
        return covers(self.scope) or self._in_stead(about, covers) or self._is_open_in_emergency(id_)

    def _is_open_in_emergency(self, id_: UUID) -> bool:
        """Whether an emergency shows this case to the viewer; that it does is put on record before it is shown."""
        authority = self.authority
        if authority.role != Role.OFFICER or self.scope == NOTHING:
            return False
        account = self.service.office.account_of(authority.person)
        if account is None or not account.opens(id_, authority.at):
            return False
        self.service.security.note(
            SecurityLine(
                at=authority.at,
                kind=SecurityKind.EMERGENCY_USED,
                actor=authority.actor,
                role=authority.role,
                function=authority.function,
                area=authority.area,
                what="card_application",
                thing=id_,
                correlation_id=self.correlation_id or self.service.new_id(),
            )
        )
        return True

    def sees_all_of(self, city: str) -> bool:
        """Whether everything of a city is shown."""
        return self.scope.covers_all_of(city) or self._in_stead(
            self._wide_grants, lambda scope: scope.covers_all_of(city)
        )

    @property
    def _wide_grants(self) -> list[Grant]:
        return [grant for grant in self.grants if not grant.is_narrow]

    def _in_stead(self, grants: Iterable[Grant], covers: Callable[[Scope], bool]) -> bool:
        """Whether the viewer sees it in somebody's stead; in whose, is remembered for the access log."""
        for grant in grants:
            scope = self.scope_under(grant)
            if scope is not None and covers(scope):
                self.principals.add(grant.principal)
                return True
        return False

    @property
    def today(self) -> date:
        return self.authority.effective_on

    def disclosed(self, facts: Iterable[PersonalData | None]) -> Disclosure:
        """The facts, to be shown behind their masks."""
        return Disclosure(self.service.vault, facts, need_of(self.authority))

    def disclosed_in_clear(self, facts: Iterable[PersonalData | None]) -> Disclosure:
        """The facts, to be shown as they are: what is restricted, to who was allowed to read it."""
        return Disclosure(self._reading_vault, facts, need_of(self.authority))

    @property
    def files(self) -> AttachmentFiles:
        """The files of attachments, as this viewer may read them in clear."""
        return self.service.files.read_with(self._reading_vault)

    @property
    def _reading_vault(self) -> Vault:
        return self.service.vault.read_by(self.authority.actor, self.today)


def looking(service: Service, authority: Authority) -> Service:
    """Everything that is shown to a viewer is worked out of one look at the store, which is the service's own where it has one."""
    if isinstance(service.store, OneLook):
        return service
    look = service.store.one_look()
    look.expect(asked_of_everybody(authority))
    return service.looking_at(look)
