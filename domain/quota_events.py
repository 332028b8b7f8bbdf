"""What can happen to a quota (配额事件): the events of `domain/aggregates/quota.py`.

QuotaEvent ── PlaceEvent ── CaseEvent ── EndedCaseEvent      about the case of the place's person
                        └── TransferEvent                    about another department
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Begins, EventSourced
from domain.places import PlaceStatus, ReleaseCause


class QuotaEvent(EventSourced.Event):
    """Something that happened to a quota."""


class PlaceEvent(QuotaEvent):
    """Something that happened to one place; the area is that of the enterprise on that day."""

    place_id: UUID
    enterprise_id: UUID
    enterprise_area: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.places = aggregate.places.moved(self.place_id, self.envelope.effective_on)


class CaseEvent(PlaceEvent):
    """Something that the case of its person did to a place."""

    talent_id: UUID
    card_application_id: UUID


class EndedCaseEvent(CaseEvent):
    """The end of that case before the place was used."""

    cause: ReleaseCause


class TransferEvent(PlaceEvent):
    """Something about the transfer of a nomination to another department."""

    from_department: str
    to_department: str


class Opened(QuotaEvent, Begins):
    TOPIC: ClassVar[str] = "Quota.Opened"
    city: str
    card_type: str
    quota_year: int
    city_limit: int
    department_limits: dict[str, int]


class LimitsRevised(QuotaEvent):
    TOPIC: ClassVar[str] = "Quota.LimitsRevised"
    city_limit: int
    department_limits: dict[str, int]


class MethodFiled(QuotaEvent):
    TOPIC: ClassVar[str] = "Quota.MethodFiled"


class Closed(QuotaEvent):
    TOPIC: ClassVar[str] = "Quota.Closed"


class OpenedAgain(QuotaEvent):
    """It had been closed too early: enterprises may be nominated again."""

    TOPIC: ClassVar[str] = "Quota.OpenedAgain"


class EnterpriseMerged(QuotaEvent):
    """`place_id` is the place that passes on, if any: recorded in any case, for two enterprises are one now."""

    TOPIC: ClassVar[str] = "Quota.EnterpriseMerged"
    merged_enterprise_id: UUID
    enterprise_id: UUID
    enterprise_area: str
    place_id: UUID | None = None


class Nominated(PlaceEvent):
    TOPIC: ClassVar[str] = "Quota.Nominated"
    department: str
    list_type: str
    list_batch_id: UUID


class NominationWithdrawn(PlaceEvent):
    TOPIC: ClassVar[str] = "Quota.NominationWithdrawn"
    talent_id: UUID | None = None
    place_freed: bool
    slot_freed: bool


class TransferRequested(TransferEvent):
    TOPIC: ClassVar[str] = "Quota.TransferRequested"


class TransferDeclined(TransferEvent):
    TOPIC: ClassVar[str] = "Quota.TransferDeclined"


class NominationTransferred(TransferEvent):
    TOPIC: ClassVar[str] = "Quota.NominationTransferred"
    list_type: str
    list_batch_id: UUID


class PersonProposed(PlaceEvent):
    TOPIC: ClassVar[str] = "Quota.PersonProposed"
    talent_id: UUID


class PersonReplaced(PlaceEvent):
    TOPIC: ClassVar[str] = "Quota.PersonReplaced"
    talent_id: UUID
    replaced_talent_id: UUID


class Reserved(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.Reserved"


class Consumed(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.Consumed"


class ConsumptionReversed(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.ConsumptionReversed"


class Released(EndedCaseEvent):
    TOPIC: ClassVar[str] = "Quota.Released"
    slot_freed: bool


class Forfeited(EndedCaseEvent):
    TOPIC: ClassVar[str] = "Quota.Forfeited"


class Reopened(EndedCaseEvent):
    TOPIC: ClassVar[str] = "Quota.Reopened"


class EndingReversed(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.EndingReversed"


class ApprovalWithdrawn(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.ApprovalWithdrawn"


class Restored(CaseEvent):
    TOPIC: ClassVar[str] = "Quota.Restored"


class PlaceTakenOver(PlaceEvent):
    TOPIC: ClassVar[str] = "Quota.PlaceTakenOver"
    department: str
    list_type: str
    status: PlaceStatus
    talent_id: UUID | None = None


class CollectivelySubmitted(QuotaEvent):
    TOPIC: ClassVar[str] = "Quota.CollectivelySubmitted"
    department: str
    batch_id: UUID


class NothingToSubmitDeclared(QuotaEvent):
    TOPIC: ClassVar[str] = "Quota.NothingToSubmitDeclared"
    department: str
