"""Service year (年度服务使用): what one person has used of the services that cards open, in one year.

    Opened ── Used ↺ ⇄ UseReversed

Keyed by person and year, whatever the number of his or her cards, and saved in the transaction of the use: so two
providers at once never grant the one use that is left.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import NotFound, RuleViolation
from domain.policy.card_life import Service
from domain.text import Text

NAMESPACE = UUID("c1d7c9a4-2f0c-5b39-8d35-0a1b6e5f7a11")


class ServiceUsedUp(RuleViolation):
    code = "service_used_up"
    title = Text("本年度该项服务次数已用完", "The uses of this service in this year are all taken")


class EnjoyedAlready(RuleViolation):
    code = "enjoyed_already"
    title = Text("当日已凭另一卡享受此项服务", "The service was used on this day with another card already")


class NoSuchUse(NotFound):
    code = "no_such_use"
    title = Text("没有该项服务使用记录", "There is no such use of a service")


@dataclass(frozen=True, slots=True)
class Use:
    """One use: what is counted, with which card, on which day."""

    counted_as: str
    card_id: UUID
    used_on: date


class ServiceYear(EventSourced):
    TOPIC = "ServiceYear"

    class Event(EventSourced.Event):
        """Something that happened to a person's uses of a year."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "ServiceYear.Opened"
        talent_id: UUID
        year: int

    class Used(Event):
        TOPIC: ClassVar[str] = "ServiceYear.Used"
        use_id: UUID
        service: str
        counted_as: str
        card_id: UUID
        companions: int

    class UseReversed(Event):
        """The use was registered by mistake, and never was one."""

        TOPIC: ClassVar[str] = "ServiceYear.UseReversed"
        use_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(talent_id: UUID, year: int) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{talent_id}/{year}")

    @classmethod
    def open(cls, talent_id: UUID, year: int, authority: Authority) -> Self:
        """Begin to count what the person uses in a year (建立年度服务记录)."""
        id_ = cls.id_of(talent_id, year)
        return cls.begin(cls.Opened, id_, authority, subject=talent_id, talent_id=talent_id, year=year)

    def use(
        self, use_id: UUID, service: Service, card_id: UUID, companions: int, authority: Authority
    ) -> None:
        """Count one use (登记服务使用). Raises `EnjoyedAlready` and `ServiceUsedUp`."""
        named = {"kind": "service", "id": service.code}
        of_service = [use for use in self.uses.values() if use.counted_as == service.counted_as]
        if any(use.card_id != card_id and use.used_on == authority.effective_on for use in of_service):
            raise EnjoyedAlready(clauses=service.clauses, blocked_by=named)
        if service.per_year is not None and len(of_service) >= service.per_year:
            raise ServiceUsedUp(clauses=service.clauses, blocked_by=named)
        self.record(
            self.Used,
            authority,
            subject=self.talent_id,
            after=date.min,  # uses are registered in any order
            use_id=use_id,
            service=service.code,
            counted_as=service.counted_as,
            card_id=card_id,
            companions=companions,
        )

    def reverse(self, use_id: UUID, authority: Authority) -> None:
        """Take back a use that was registered by mistake (更正误录)."""
        authority.must_give_reason()
        if use_id not in self.uses:
            raise NoSuchUse(field="use_id")
        self.record(self.UseReversed, authority, subject=self.talent_id, after=date.min, use_id=use_id)

    # -- what the decisions ask ------------------------------------------------------------------------

    def used(self, service: Service) -> int:
        """How often the benefit was used, under whichever of its names."""
        return sum(use.counted_as == service.counted_as for use in self.uses.values())

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, talent_id: UUID, year: int) -> None:
        self.talent_id = talent_id
        self.year = year
        self.uses: dict[UUID, Use] = {}

    @event(Used)
    def _used(self, use_id: UUID, counted_as: str, card_id: UUID, envelope: Envelope) -> None:
        self.uses[use_id] = Use(counted_as, card_id, envelope.effective_on)

    @event(UseReversed)
    def _use_reversed(self, use_id: UUID) -> None:
        del self.uses[use_id]
