"""Which enterprises of a city bear or have borne a name (企业名称).

    Registered ── Shared ↺ ── EnterpriseMerged ↺

An index like `CreditCode`: one aggregate per city and name, in the form in which two writings of a name are
alike, saved in the transaction of the enterprise. So two officers at once do not register one enterprise
twice for want of its code; what a name alone means, an officer confirms (decided points 1 and 20). After a
merger the name leads to the survivor: as its own, if the two were one enterprise all along, or as that of an
enterprise that it has absorbed.
"""

from functools import lru_cache
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.mergers import MergerReason
from domain.names import company_match_form

NAMESPACE = UUID("4b1f0c56-6a0d-5c1e-9f57-2a7e3b9d8c41")


@lru_cache(maxsize=20_000)  # each of a long list is asked for when it is matched and when it is registered
def _key(city: str, name: str) -> UUID:
    return uuid5(NAMESPACE, f"{city}\n{company_match_form(name)}")


class EnterpriseName(EventSourced):
    TOPIC = "EnterpriseName"

    class Event(EventSourced.Event):
        """Something that happened to a name."""

    class Registered(Event, Begins):
        TOPIC: ClassVar[str] = "EnterpriseName.Registered"
        city: str
        name: str
        enterprise_id: UUID
        enterprise_area: str

    class Shared(Event):
        TOPIC: ClassVar[str] = "EnterpriseName.Shared"
        name: str
        enterprise_id: UUID
        enterprise_area: str

    class EnterpriseMerged(Event):
        TOPIC: ClassVar[str] = "EnterpriseName.EnterpriseMerged"
        merged_enterprise_id: UUID
        enterprise_id: UUID
        enterprise_area: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, name: str) -> UUID:
        """The natural key."""
        return _key(city, name)

    @classmethod
    def register(cls, city: str, name: str, enterprise_id: UUID, *, area: str, authority: Authority) -> Self:
        """Put on record the first enterprise that bears the name (登记企业名称)."""
        bearer = {"enterprise_id": enterprise_id, "enterprise_area": area}
        id_ = cls.id_of(city, name)
        return cls.begin(
            cls.Registered, id_, authority, subject=enterprise_id, city=city, name=name, **bearer
        )

    def share(self, name: str, enterprise_id: UUID, *, area: str, authority: Authority) -> None:
        """Put on record that another enterprise bears the name too (同名企业); nothing for one that does."""
        if enterprise_id in self.bearers:
            return
        bearer = {"enterprise_id": enterprise_id, "enterprise_area": area}
        on = authority.effective_on  # bearers come in no order of days
        self.record(self.Shared, authority, subject=enterprise_id, after=on, name=name, **bearer)

    def merge_enterprise(
        self, merged_enterprise_id: UUID, enterprise_id: UUID, *, area: str, authority: Authority
    ) -> None:
        """Let the name of a merged enterprise lead to the one that it is now (企业合并)."""
        self.record(
            self.EnterpriseMerged,
            authority,
            subject=enterprise_id,
            after=authority.effective_on,
            merged_enterprise_id=merged_enterprise_id,
            enterprise_id=enterprise_id,
            enterprise_area=area,
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Registered)
    def __init__(self, enterprise_id: UUID) -> None:
        self.bearers: tuple[UUID, ...] = (enterprise_id,)  # in their own right
        self.absorbers: tuple[UUID, ...] = ()  # of enterprises that bore it

    @event(Shared)
    def _shared(self, enterprise_id: UUID) -> None:
        self.bearers += (enterprise_id,)

    @event(EnterpriseMerged)
    def _enterprise_merged(self, merged_enterprise_id: UUID, enterprise_id: UUID, envelope: Envelope) -> None:
        bore = merged_enterprise_id in self.bearers
        self.bearers = _without(merged_enterprise_id, self.bearers)
        self.absorbers = _without(merged_enterprise_id, self.absorbers)
        if bore and envelope.reason_code == MergerReason.RECORDED_TWICE:
            self.bearers = (*_without(enterprise_id, self.bearers), enterprise_id)
        else:
            self.absorbers = (*_without(enterprise_id, self.absorbers), enterprise_id)


def _without(enterprise_id: UUID, enterprises: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(one for one in enterprises if one != enterprise_id)
