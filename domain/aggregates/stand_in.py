"""Stand-in (代办): for whom one officer acts, from when until when, and how far.

    Opened ── Granted ↺ ── Revoked

Keyed by the officer who stands in, so that every decision in another's stead finds at once what it stands on.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict, Invalid, NotFound
from domain.text import Text

NAMESPACE = UUID("2c6d1a38-0d0b-5a2e-9d55-7b8c1d3a9e42")


class GrantRevoked(Conflict):
    code = "grant_revoked"
    title = Text("该代办授权已撤销", "This grant has been revoked already")


@dataclass(frozen=True, slots=True)
class Grant:
    """That the officer acts for `principal` in that office, and there, if one is named, on one route or in one case."""

    id: UUID
    principal: str
    function: str
    area: str
    route: str | None
    card_application_id: UUID | None
    valid_from: date
    valid_to: date
    is_revoked: bool = False

    @property
    def office(self) -> tuple[str, str]:
        """The function and the area in which the officer acts."""
        return self.function, self.area

    @property
    def is_narrow(self) -> bool:
        """Whether it is for one route or for one case alone."""
        return self.route is not None or self.card_application_id is not None

    def holds_on(self, day: date) -> bool:
        """Whether the officer may act on it on that day."""
        return self.valid_from <= day <= self.valid_to and not self.is_revoked

    def may_be_about(self, card_application_id: UUID | None) -> bool:
        """Whether it reaches a matter of this case, or of none; of the case's route, the case is asked."""
        if card_application_id is None:
            return not self.is_narrow
        return self.card_application_id in (None, card_application_id)

    def is_about(self, card_application_id: UUID, route: str) -> bool:
        """Whether it reaches this case on this route."""
        return self.may_be_about(card_application_id) and self.route in (None, route)


class StandIn(EventSourced):
    TOPIC = "StandIn"

    class Event(EventSourced.Event):
        """Something about whom an officer stands in for."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "StandIn.Opened"
        officer: str

    class Granted(Event):
        TOPIC: ClassVar[str] = "StandIn.Granted"
        grant_id: UUID
        principal: str
        function: str
        area: str
        route: str | None = None
        card_application_id: UUID | None = None
        valid_from: date
        valid_to: date

    class Revoked(Event):
        TOPIC: ClassVar[str] = "StandIn.Revoked"
        grant_id: UUID
        principal: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    @lru_cache(maxsize=1024)  # asked for by every command
    def id_of(officer: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, officer)

    @classmethod
    def open(cls, officer: str, authority: Authority) -> Self:
        """Begin to keep for whom this officer stands in (建立代办记录)."""
        return cls.begin(cls.Opened, cls.id_of(officer), authority, officer=officer)

    def grant(self, grant: Grant, authority: Authority) -> None:
        """Let the officer act in another's stead; that other does so, or a superior who signs for it (授权代办)."""
        if grant.principal == self.officer:
            raise Invalid(FOR_ONESELF, field="principal")
        if grant.valid_to < grant.valid_from:
            raise Invalid(ENDS_BEFORE_IT_BEGINS, field="valid_to")
        if grant.valid_to < authority.effective_on:
            raise Invalid(OVER_ALREADY, field="valid_to")
        if authority.person != grant.principal and not authority.signatory:
            raise Invalid(NEEDS_SIGNATORY, field="signatory")
        self.record(
            self.Granted,
            authority,
            after=authority.effective_on,  # grants stand beside one another
            grant_id=grant.id,
            principal=grant.principal,
            function=grant.function,
            area=grant.area,
            route=grant.route,
            card_application_id=grant.card_application_id,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )

    def revoke(self, grant_id: UUID, authority: Authority) -> None:
        """Let the officer act in that person's stead no longer (撤销代办)."""
        authority.must_give_reason()
        grant = self.granted(grant_id)
        if grant.is_revoked:
            raise GrantRevoked(blocked_by={"kind": "grant", "id": str(grant_id)})
        self.record(
            self.Revoked,
            authority,
            after=authority.effective_on,
            grant_id=grant_id,
            principal=grant.principal,
        )

    # -- what is asked of it ---------------------------------------------------------------------------

    def granted(self, grant_id: UUID) -> Grant:
        """The grant of this id. Raises `NotFound`."""
        if grant_id not in self.grants:
            raise NotFound(field="grant_id", blocked_by={"kind": "grant", "id": str(grant_id)})
        return self.grants[grant_id]

    def holding(self, day: date) -> list[Grant]:
        """Everything on which the officer may act for others on that day, the widest first."""
        its = [one for one in self.grants.values() if one.holds_on(day)]
        return sorted(its, key=lambda one: (one.card_application_id is not None, one.route is not None))

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, officer: str) -> None:
        self.officer = officer
        self.grants: dict[UUID, Grant] = {}

    @event(Granted)
    def _granted(
        self,
        grant_id: UUID,
        principal: str,
        function: str,
        area: str,
        route: str | None,
        card_application_id: UUID | None,
        valid_from: date,
        valid_to: date,
    ) -> None:
        grant = Grant(grant_id, principal, function, area, route, card_application_id, valid_from, valid_to)
        self.grants = {**self.grants, grant_id: grant}

    @event(Revoked)
    def _revoked(self, grant_id: UUID) -> None:
        self.grants = {**self.grants, grant_id: replace(self.grants[grant_id], is_revoked=True)}


ENDS_BEFORE_IT_BEGINS = Text("结束日期早于开始日期", "It ends before it begins")
FOR_ONESELF = Text("不能代本人办理", "Nobody stands in for himself or herself")
NEEDS_SIGNATORY = Text(
    "由他人授权代办须注明签发人", "Name who signs, if it is not the person who is stood in for"
)
OVER_ALREADY = Text("结束日期已过", "It is over already")
