"""Yearly quota (年度配额) of one city and card type, with a partition per recommending department.

    Opened ── LimitsRevised ── MethodFiled ── Closed

    a place:  Nominated ──> PersonProposed ──> Reserved ──> Consumed
                 │  └ TransferRequested ─> NominationTransferred | TransferDeclined
                 │          PersonReplaced ↺      ConsumptionReversed: back to Reserved
                 ├─> NominationWithdrawn
                 └─> Released (place given back) | Forfeited (place lost) | Reopened (kept, another person may come)

Invariants, for any order of events:
    held places <= limit, of the city (R-10) and of every department (R-11);
    an enterprise has at most one place and one person in a quota year (R-10, R-12);
    free = limit - nominated - reserved - consumed - forfeited, never negative.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain import places
from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Invalid, NotFound
from domain.places import (
    HELD,
    CityQuotaExhausted,
    DepartmentQuotaExhausted,
    EnterpriseAlreadyNominated,
    LimitsTooLow,
    PersonSlotTaken,
    Place,
    PlaceNotInState,
    PlaceStatus,
    QuotaClosed,
    ReleaseCause,
)

NAMESPACE = UUID("6f0e3a0e-2f9b-5d0a-9c55-0d9a1c7a51d4")


class Quota(EventSourced):
    TOPIC = "Quota"

    class Event(EventSourced.Event):
        """Something that happened to a quota."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "Quota.Opened"
        city: str
        card_type: str
        quota_year: int
        city_limit: int
        department_limits: dict[str, int]

    class LimitsRevised(Event):
        TOPIC: ClassVar[str] = "Quota.LimitsRevised"
        city_limit: int
        department_limits: dict[str, int]

    class MethodFiled(Event):
        TOPIC: ClassVar[str] = "Quota.MethodFiled"

    class Closed(Event):
        TOPIC: ClassVar[str] = "Quota.Closed"

    class Nominated(Event):
        TOPIC: ClassVar[str] = "Quota.Nominated"
        place_id: UUID
        department: str
        enterprise_id: UUID
        enterprise_area: str
        list_type: str
        list_id: UUID

    class NominationWithdrawn(Event):
        TOPIC: ClassVar[str] = "Quota.NominationWithdrawn"
        place_id: UUID
        slot_freed: bool

    class TransferRequested(Event):
        TOPIC: ClassVar[str] = "Quota.TransferRequested"
        place_id: UUID
        from_department: str
        to_department: str

    class TransferDeclined(Event):
        TOPIC: ClassVar[str] = "Quota.TransferDeclined"
        place_id: UUID

    class NominationTransferred(Event):
        TOPIC: ClassVar[str] = "Quota.NominationTransferred"
        place_id: UUID
        from_department: str
        to_department: str
        list_type: str
        list_id: UUID

    class PersonProposed(Event):
        TOPIC: ClassVar[str] = "Quota.PersonProposed"
        place_id: UUID
        talent_id: UUID

    class PersonReplaced(Event):
        TOPIC: ClassVar[str] = "Quota.PersonReplaced"
        place_id: UUID
        talent_id: UUID
        replaced_talent_id: UUID

    class Reserved(Event):
        TOPIC: ClassVar[str] = "Quota.Reserved"
        place_id: UUID
        card_application_id: UUID

    class Consumed(Event):
        TOPIC: ClassVar[str] = "Quota.Consumed"
        place_id: UUID

    class ConsumptionReversed(Event):
        TOPIC: ClassVar[str] = "Quota.ConsumptionReversed"
        place_id: UUID

    class Released(Event):
        TOPIC: ClassVar[str] = "Quota.Released"
        place_id: UUID
        cause: ReleaseCause
        slot_freed: bool

    class Forfeited(Event):
        TOPIC: ClassVar[str] = "Quota.Forfeited"
        place_id: UUID
        cause: ReleaseCause

    class Reopened(Event):
        TOPIC: ClassVar[str] = "Quota.Reopened"
        place_id: UUID
        cause: ReleaseCause

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, card_type: str, quota_year: int) -> UUID:
        """The natural key: one quota per city, card type and quota year (decided point 9)."""
        return uuid5(NAMESPACE, f"{city}/{card_type}/{quota_year}")

    @classmethod
    def open(
        cls,
        city: str,
        card_type: str,
        quota_year: int,
        *,
        city_limit: int,
        department_limits: dict[str, int],
        authority: Authority,
    ) -> Self:
        """Open the quota of a year with the limits pinned from the policy (开启年度配额)."""
        return cls.begin(
            cls.Opened,
            cls.id_of(city, card_type, quota_year),
            authority,
            city=city,
            card_type=card_type,
            quota_year=quota_year,
            city_limit=city_limit,
            department_limits=department_limits,
        )

    def revise_limits(self, city_limit: int, department_limits: dict[str, int], authority: Authority) -> None:
        """Set other limits than those pinned at the opening, never below what is held (调整上限)."""
        authority.must_give_reason()
        self._must_be_open()
        if set(department_limits) != set(self.department_limits):
            raise Invalid(field="department_limits", detail=places.DEPARTMENTS_DIFFER)
        if city_limit < self.held() or any(n < self.held(d) for d, n in department_limits.items()):
            raise LimitsTooLow(clauses=("R-10", "R-11"))
        self.record(self.LimitsRevised, authority, city_limit=city_limit, department_limits=department_limits)

    def file_method(self, authority: Authority) -> None:
        """Put on record that the city's method was filed with the province (办法备案, R-15)."""
        if not authority.documents:
            raise Invalid(field="documents", detail=places.METHOD_NEEDS_DOCUMENT, clauses=("R-15",))
        self.record(self.MethodFiled, authority)

    def close(self, authority: Authority) -> None:
        """Stop nominations; nothing is released (关闭配额)."""
        self._must_be_open()
        self.record(self.Closed, authority)

    def nominate(
        self,
        place_id: UUID,
        *,
        department: str,
        enterprise_id: UUID,
        enterprise_area: str,
        list_type: str,
        list_id: UUID,
        authority: Authority,
    ) -> None:
        """A department nominates an enterprise, which takes a place (部门荐企业)."""
        self.must_have_room(department)
        self._must_be_new(enterprise_id)
        self.record(
            self.Nominated,
            authority,
            subject=enterprise_id,
            place_id=place_id,
            department=department,
            enterprise_id=enterprise_id,
            enterprise_area=enterprise_area,
            list_type=list_type,
            list_id=list_id,
        )

    def must_have_room(self, department: str) -> None:
        """Refuse unless the quota is open and both the department and the city have a free place."""
        self._must_be_open()
        if department not in self.department_limits:
            raise Invalid(
                field="department",
                detail=places.NO_PARTITION.filled(department=department),
                clauses=("R-11",),
            )
        self._must_have_department_room(department)
        if self.held() >= self.city_limit:
            last = self._last_held()
            raise CityQuotaExhausted(
                places.CITY_FULL.filled(limit=self.city_limit),
                clauses=("R-10",),
                blocked_by=last.shown() if last else None,
                lifted_by=places.WITHDRAWAL_LIFTS,
            )

    def withdraw_nomination(
        self, place_id: UUID, *, place_freed: bool, slot_freed: bool, authority: Authority
    ) -> None:
        """The department takes its nomination back before a form is handed in (撤回推荐)."""
        authority.must_give_reason()
        place = self._place_in(place_id, PlaceStatus.NOMINATED)
        if place_freed:
            self._decide(self.NominationWithdrawn, place, authority, slot_freed=slot_freed)
        else:
            self._decide(self.Forfeited, place, authority, cause=ReleaseCause.NOMINATION_WITHDRAWN)

    def request_transfer(self, place_id: UUID, to_department: str, authority: Authority) -> None:
        """Ask another department to take over a nomination (申请调剂)."""
        place = self._place_in(place_id, PlaceStatus.NOMINATED)
        if to_department == place.department:
            raise Invalid(field="to_department", detail=places.SAME_DEPARTMENT)
        self.must_have_department(to_department)
        self._decide(
            self.TransferRequested,
            place,
            authority,
            from_department=place.department,
            to_department=to_department,
        )

    def accept_transfer(self, place_id: UUID, *, list_type: str, list_id: UUID, authority: Authority) -> None:
        """The other department takes the nomination over, within its own limit (同意调剂)."""
        place, to_department = self._requested_transfer(place_id)
        self._must_have_department_room(to_department)
        self._decide(
            self.NominationTransferred,
            place,
            authority,
            from_department=place.department,
            to_department=to_department,
            list_type=list_type,
            list_id=list_id,
        )

    def decline_transfer(self, place_id: UUID, authority: Authority) -> None:
        """The other department does not take the nomination over (不同意调剂)."""
        authority.must_give_reason()
        place, _ = self._requested_transfer(place_id)
        self._decide(self.TransferDeclined, place, authority)

    def propose_person(self, place_id: UUID, talent_id: UUID, authority: Authority) -> None:
        """The enterprise names its one urgently needed talent of the year (企业荐人, R-12)."""
        place = self.place(place_id)
        if (taken := self._slot_of(place.enterprise_id)) is not None:
            raise PersonSlotTaken(
                clauses=("R-12",), blocked_by=taken.shown(), lifted_by=places.REPLACEMENT_LIFTS
            )
        self._must_be_in(place, PlaceStatus.NOMINATED)
        self._decide(self.PersonProposed, place, authority, talent_id=talent_id)

    def replace_person(self, place_id: UUID, talent_id: UUID, authority: Authority) -> None:
        """The enterprise names another person on its place before a form is handed in (更换人选)."""
        authority.must_give_reason()
        place = self._place_in(place_id, PlaceStatus.NOMINATED)
        if place.talent_id is None:
            raise PlaceNotInState(places.NOBODY_PROPOSED, blocked_by=place.shown())
        if place.talent_id == talent_id:
            raise Invalid(field="talent_id", detail=places.SAME_PERSON)
        self._decide(
            self.PersonReplaced, place, authority, talent_id=talent_id, replaced_talent_id=place.talent_id
        )

    def reserve(self, place_id: UUID, card_application_id: UUID, authority: Authority) -> None:
        """Annex 1 for the proposed person was submitted: the place is reserved (预占)."""
        place = self._place_in(place_id, PlaceStatus.NOMINATED)
        if place.talent_id is None:
            raise PlaceNotInState(places.NOBODY_PROPOSED, blocked_by=place.shown())
        self._decide(self.Reserved, place, authority, card_application_id=card_application_id)

    def consume(self, place_id: UUID, authority: Authority) -> None:
        """The province approved: the place is used (已使用)."""
        self._decide(self.Consumed, self._place_in(place_id, PlaceStatus.RESERVED), authority)

    def reverse_consumption(self, place_id: UUID, authority: Authority) -> None:
        """Correct an entry error: the province had not approved (更正误录)."""
        authority.must_give_reason()
        if authority.corrects is None:
            raise Invalid(field="corrects", detail=places.NOTHING_CORRECTED)
        self._decide(self.ConsumptionReversed, self._place_in(place_id, PlaceStatus.CONSUMED), authority)

    def release(
        self,
        place_id: UUID,
        cause: ReleaseCause,
        *,
        place_freed: bool,
        slot_freed: bool,
        authority: Authority,
    ) -> None:
        """A case ended without a card: give back what the policy says for this cause (释放, point 11)."""
        authority.must_give_reason()
        place = self._place_in(place_id, PlaceStatus.RESERVED)
        if place_freed:
            self._decide(self.Released, place, authority, cause=cause, slot_freed=slot_freed)
        elif slot_freed:
            self._decide(self.Reopened, place, authority, cause=cause)
        else:
            self._decide(self.Forfeited, place, authority, cause=cause)

    # -- what the decisions ask ------------------------------------------------------------------------

    def place(self, place_id: UUID) -> Place:
        """The place of this id. Raises `NotFound`."""
        if place_id not in self.places:
            raise NotFound(places.NO_SUCH_PLACE, field="place_id")
        return self.places[place_id]

    def held(self, department: str | None = None) -> int:
        """How many places are held, of one department or of the city."""
        return self.count(HELD, department)

    def count(self, statuses: Iterable[PlaceStatus], department: str | None = None) -> int:
        """How many places stand in one of these states, of one department or of the city."""
        return sum(
            place.status in statuses and department in (None, place.department)
            for place in self.places.values()
        )

    def free(self, department: str | None = None) -> int:
        """How many places are left: of the city, or of a department within what the city has left."""
        city = self.city_limit - self.held()
        if department is None:
            return city
        return min(city, self.department_limits[department] - self.held(department))

    def must_have_department(self, department: str) -> None:
        """Refuse a department that has no partition in this quota."""
        if department not in self.department_limits:
            raise Invalid(
                field="to_department",
                detail=places.NO_PARTITION.filled(department=department),
                clauses=("R-11",),
            )

    def _decide(self, event_class: type[Event], place: Place, authority: Authority, **facts: Any) -> None:
        self.record(event_class, authority, subject=place.enterprise_id, place_id=place.id, **facts)

    def _must_be_open(self) -> None:
        if self.is_closed:
            raise QuotaClosed

    def _must_have_department_room(self, department: str) -> None:
        limit = self.department_limits[department]
        if self.held(department) < limit:
            return
        last = self._last_held(department)
        raise DepartmentQuotaExhausted(
            places.DEPARTMENT_FULL.filled(department=department, limit=limit),
            clauses=("R-11",),
            blocked_by=last.shown() if last else None,
            lifted_by=places.WITHDRAWAL_LIFTS,
        )

    def _must_be_new(self, enterprise_id: UUID) -> None:
        """An enterprise on both lists is nominated once (decided point 12)."""
        for place in self.places.values():
            if place.enterprise_id == enterprise_id and (place.is_held or self._has_slot(place)):
                raise EnterpriseAlreadyNominated(clauses=("R-10", "R-12"), blocked_by=place.shown())

    def _slot_of(self, enterprise_id: UUID) -> Place | None:
        """The place whose person takes the enterprise's one slot of the year, if any."""
        mine = (p for p in self.places.values() if p.enterprise_id == enterprise_id)
        return next((place for place in mine if self._has_slot(place)), None)

    @staticmethod
    def _has_slot(place: Place) -> bool:
        return place.talent_id is not None and not place.slot_freed

    def _last_held(self, department: str | None = None) -> Place | None:
        held = [p for p in self.places.values() if p.is_held and department in (None, p.department)]
        return held[-1] if held else None

    def _place_in(self, place_id: UUID, status: PlaceStatus) -> Place:
        place = self.place(place_id)
        self._must_be_in(place, status)
        return place

    @staticmethod
    def _must_be_in(place: Place, status: PlaceStatus) -> None:
        if place.status is not status:
            raise PlaceNotInState(blocked_by=place.shown())

    def _requested_transfer(self, place_id: UUID) -> tuple[Place, str]:
        place = self._place_in(place_id, PlaceStatus.NOMINATED)
        if place.transfer_to is None:
            raise PlaceNotInState(places.NO_TRANSFER, blocked_by=place.shown())
        return place, place.transfer_to

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(
        self,
        city: str,
        card_type: str,
        quota_year: int,
        city_limit: int,
        department_limits: dict[str, int],
        envelope: Envelope,
    ) -> None:
        self.policy_version = envelope.policy_version  # pinned for the whole year
        self.city = city
        self.card_type = card_type
        self.quota_year = quota_year
        self.city_limit = city_limit
        self.department_limits = department_limits
        self.is_closed = False
        self.method_filed = False
        self.places: dict[UUID, Place] = {}  # in the order of nomination

    @event(LimitsRevised)
    def _limits_revised(self, city_limit: int, department_limits: dict[str, int]) -> None:
        self.city_limit = city_limit
        self.department_limits = department_limits

    @event(MethodFiled)
    def _method_filed(self) -> None:
        self.method_filed = True

    @event(Closed)
    def _closed(self) -> None:
        self.is_closed = True

    @event(Nominated)
    def _nominated(self, place_id: UUID, department: str, enterprise_id: UUID) -> None:
        self.places[place_id] = Place(place_id, department, enterprise_id, PlaceStatus.NOMINATED)

    @event(NominationWithdrawn)
    def _nomination_withdrawn(self, place_id: UUID, slot_freed: bool) -> None:
        self._now(place_id, status=PlaceStatus.WITHDRAWN, slot_freed=slot_freed)

    @event(TransferRequested)
    def _transfer_requested(self, place_id: UUID, to_department: str) -> None:
        self._now(place_id, transfer_to=to_department)

    @event(TransferDeclined)
    def _transfer_declined(self, place_id: UUID) -> None:
        self._now(place_id, transfer_to=None)

    @event(NominationTransferred)
    def _nomination_transferred(self, place_id: UUID, to_department: str) -> None:
        self._now(place_id, department=to_department, transfer_to=None)

    @event(PersonProposed)
    def _person_proposed(self, place_id: UUID, talent_id: UUID) -> None:
        self._now(place_id, talent_id=talent_id)

    @event(PersonReplaced)
    def _person_replaced(self, place_id: UUID, talent_id: UUID) -> None:
        self._now(place_id, talent_id=talent_id)

    @event(Reserved)
    def _reserved(self, place_id: UUID, card_application_id: UUID) -> None:
        self._now(
            place_id, status=PlaceStatus.RESERVED, card_application_id=card_application_id, transfer_to=None
        )

    @event(Consumed)
    def _consumed(self, place_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.CONSUMED)

    @event(ConsumptionReversed)
    def _consumption_reversed(self, place_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.RESERVED)

    @event(Released)
    def _released(self, place_id: UUID, slot_freed: bool) -> None:
        self._now(place_id, status=PlaceStatus.RELEASED, slot_freed=slot_freed)

    @event(Forfeited)
    def _forfeited(self, place_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.FORFEITED)

    @event(Reopened)
    def _reopened(self, place_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.NOMINATED, talent_id=None, card_application_id=None)

    def _now(self, place_id: UUID, **facts: Any) -> None:
        self.places[place_id] = replace(self.places[place_id], **facts)
