"""Whose unified social credit code (统一社会信用代码) this is.

    Assigned ── EnterpriseMerged ↺

A small index: one aggregate per code, keyed by it and saved in the transaction of the enterprise, so that
two officers at once cannot register one code twice (decided point 1). After a merger the code leads to the
survivor; `by_absorption` says that it is the code of another enterprise, which the survivor has taken over.
"""

from functools import lru_cache
from typing import ClassVar, NoReturn, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Conflict
from domain.mergers import MergerReason
from domain.text import Text

NAMESPACE = UUID("0f6b2f0a-70f4-5a52-8d6f-5e1f7d5f2a10")


class CreditCodeTaken(Conflict):
    code = "credit_code_taken"
    title = Text("该统一社会信用代码已登记", "This unified social credit code is registered already")


@lru_cache(maxsize=20_000)  # each of a long list is asked for when it is matched and when it is assigned
def _key(uscc: str) -> UUID:
    return uuid5(NAMESPACE, uscc)


class CreditCode(EventSourced):
    TOPIC = "CreditCode"

    class Event(EventSourced.Event):
        """Something that happened to a credit code."""

    class Assigned(Event, Begins):
        TOPIC: ClassVar[str] = "CreditCode.Assigned"
        uscc: str
        enterprise_id: UUID
        enterprise_area: str

    class EnterpriseMerged(Event):
        TOPIC: ClassVar[str] = "CreditCode.EnterpriseMerged"
        merged_enterprise_id: UUID
        enterprise_id: UUID
        enterprise_area: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(uscc: str) -> UUID:
        """The natural key."""
        return _key(uscc)

    @classmethod
    def assign(cls, uscc: str, enterprise_id: UUID, *, area: str, authority: Authority) -> Self:
        """Put on record that the code belongs to the enterprise (登记信用代码)."""
        owner = {"enterprise_id": enterprise_id, "enterprise_area": area}
        return cls.begin(cls.Assigned, cls.id_of(uscc), authority, subject=enterprise_id, uscc=uscc, **owner)

    def merge_enterprise(
        self, merged_enterprise_id: UUID, enterprise_id: UUID, *, area: str, authority: Authority
    ) -> None:
        """Let the code of a merged enterprise lead to the one that it is now (企业合并)."""
        self.record(
            self.EnterpriseMerged,
            authority,
            subject=enterprise_id,
            merged_enterprise_id=merged_enterprise_id,
            enterprise_id=enterprise_id,
            enterprise_area=area,
        )

    def refuse_another(self) -> NoReturn:
        """Refuse to give the code to another enterprise."""
        raise CreditCodeTaken(field="uscc", blocked_by={"kind": "enterprise", "id": str(self.enterprise_id)})

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Assigned)
    def __init__(self, uscc: str, enterprise_id: UUID) -> None:
        self.uscc = uscc
        self.enterprise_id = enterprise_id
        self.by_absorption = False

    @event(EnterpriseMerged)
    def _enterprise_merged(self, enterprise_id: UUID, envelope: Envelope) -> None:
        self.enterprise_id = enterprise_id
        self.by_absorption |= envelope.reason_code == MergerReason.ABSORPTION
