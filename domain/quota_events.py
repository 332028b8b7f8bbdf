"""What the events of a quota have in common: those about the whole, about one place, about the case of its person."""

from typing import Any
from uuid import UUID

from domain.base import EventSourced
from domain.places import ReleaseCause


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
