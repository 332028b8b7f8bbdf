"""Yearly quota (年度配额) of one city and card type, with a partition per recommending department.

    Opened ── LimitsRevised ↺ ── MethodFiled ↺ ── Closed ⇄ OpenedAgain

    a place:  Nominated ──> PersonProposed ──> Reserved ──> Consumed
                 │  │       PersonReplaced ↺      │  ↑ ConsumptionReversed, ApprovalWithdrawn: back to Reserved
                 │  └ TransferRequested ─> NominationTransferred | TransferDeclined
                 └─> NominationWithdrawn          └─> Released   the place is given back
                                                      Forfeited  the place is lost
                                                      Reopened   the place is kept for another person
    an ended place:  EndingReversed: back to Reserved, the ending was entered by mistake
                     Restored: back to Reserved, the decision that ended the case was overturned
    a place from before the books were kept here: PlaceTakenOver
    a department:    CollectivelySubmitted ↺ | NothingToSubmitDeclared
    EnterpriseMerged: the place passes to the enterprise into which its own was merged

Invariants, for any order of events:
    held places <= limit, of the city (R-10) and of every department (R-11);
    an enterprise has at most one open place and one person in a quota year (R-10, R-12);
    free = limit - nominated - reserved - consumed - forfeited, never negative.
"""

from dataclasses import replace
from typing import Any, Self, TypeAlias
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain import places, quota_events
from domain.base import Authority, Envelope, EventSourced
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.errors import Conflict, Invalid
from domain.mergers import AlreadyMerged
from domain.places import (
    DepartmentNotHeardFrom,
    GivenBack,
    Place,
    PlaceNotInState,
    Places,
    PlaceStatus,
    QuotaClosed,
    QuotaNotClosed,
    ReleaseCause,
)
from domain.quota_events import PlaceEvent

NAMESPACE = UUID("6f0e3a0e-2f9b-5d0a-9c55-0d9a1c7a51d4")


class Quota(EventSourced):
    TOPIC = "Quota"

    Event: TypeAlias = quota_events.QuotaEvent

    Opened = quota_events.Opened
    LimitsRevised = quota_events.LimitsRevised
    MethodFiled = quota_events.MethodFiled
    Closed = quota_events.Closed
    OpenedAgain = quota_events.OpenedAgain
    EnterpriseMerged = quota_events.EnterpriseMerged
    Nominated = quota_events.Nominated
    NominationWithdrawn = quota_events.NominationWithdrawn
    TransferRequested = quota_events.TransferRequested
    TransferDeclined = quota_events.TransferDeclined
    NominationTransferred = quota_events.NominationTransferred
    PersonProposed = quota_events.PersonProposed
    PersonReplaced = quota_events.PersonReplaced
    Reserved = quota_events.Reserved
    Consumed = quota_events.Consumed
    ConsumptionReversed = quota_events.ConsumptionReversed
    Released = quota_events.Released
    Forfeited = quota_events.Forfeited
    Reopened = quota_events.Reopened
    EndingReversed = quota_events.EndingReversed
    ApprovalWithdrawn = quota_events.ApprovalWithdrawn
    Restored = quota_events.Restored
    PlaceTakenOver = quota_events.PlaceTakenOver
    CollectivelySubmitted = quota_events.CollectivelySubmitted
    NothingToSubmitDeclared = quota_events.NothingToSubmitDeclared

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
        key: dict[str, Any] = {"city": city, "card_type": card_type, "quota_year": quota_year}
        limits: dict[str, Any] = {"city_limit": city_limit, "department_limits": department_limits}
        return cls.begin(cls.Opened, cls.id_of(**key), authority, **key, **limits)

    def revise_limits(self, city_limit: int, department_limits: dict[str, int], authority: Authority) -> None:
        """Set other limits than those pinned at the opening, never below what is held (调整上限)."""
        authority.must_give_reason()
        self._must_be_open()
        if not authority.documents:
            raise Invalid(places.LIMITS_NEED_DOCUMENT, field="documents", clauses=("R-10", "R-11"))
        self.places.must_fit(city_limit, department_limits)
        self.record(self.LimitsRevised, authority, city_limit=city_limit, department_limits=department_limits)

    def file_method(self, authority: Authority) -> None:
        """Put on record that the city's method was filed with the province (办法备案, R-15)."""
        if not authority.documents:
            raise Invalid(places.METHOD_NEEDS_DOCUMENT, field="documents", clauses=("R-15",))
        self.record(self.MethodFiled, authority)

    def close(self, authority: Authority) -> None:
        """Stop nominations; nothing is released (关闭配额)."""
        self._must_be_open()
        self.record(self.Closed, authority)

    def open_again(self, authority: Authority) -> None:
        """Let enterprises be nominated again: it was closed too early (重新开启配额)."""
        authority.must_give_reason()
        if not self.is_closed:
            raise QuotaNotClosed(blocked_by={"kind": "quota", "id": str(self.id)})
        self.record(self.OpenedAgain, authority)

    def merge_enterprise(
        self, merged_enterprise_id: UUID, enterprise_id: UUID, *, area: str, authority: Authority
    ) -> None:
        """Let the place of a merged enterprise pass to the one that it is now (企业合并, R-10, R-12)."""
        for one in (merged_enterprise_id, enterprise_id):
            if one in self.merged_into:
                raise AlreadyMerged(blocked_by={"kind": "enterprise", "id": str(self._survivor_of(one))})
        place = self.places.to_pass_on(merged_enterprise_id, enterprise_id)
        self.record(
            self.EnterpriseMerged,
            authority,
            subject=enterprise_id,
            merged_enterprise_id=merged_enterprise_id,
            enterprise_id=enterprise_id,
            enterprise_area=area,
            place_id=place.id if place else None,
        )

    def nominate(
        self,
        place_id: UUID,
        *,
        department: str,
        enterprise_id: UUID,
        area: str,
        list_type: str,
        list_batch_id: UUID,
        authority: Authority,
    ) -> None:
        """A department nominates an enterprise, which takes a place (部门荐企业)."""
        self.places.must_be_new(enterprise_id)
        self.must_have_room(department)
        place = Place(place_id, department, enterprise_id, PlaceStatus.NOMINATED, since=self.opened_on)
        source = {"list_type": list_type, "list_batch_id": list_batch_id}
        self._decide(self.Nominated, place, area, authority, department=department, **source)

    def must_have_room(self, department: str) -> None:
        """Refuse unless the quota is open and both the department and the city have a free place."""
        self._must_be_open()
        self.places.must_have_department(department, field="department")
        self.places.must_have_room(department)

    def withdraw_nomination(
        self, place_id: UUID, back: GivenBack, *, area: str, authority: Authority
    ) -> None:
        """The department takes its nomination back before a form is handed in (撤回推荐)."""
        authority.must_give_reason()
        place = self.places.in_state(place_id, PlaceStatus.NOMINATED)
        given = {"place_freed": back.place, "slot_freed": back.slot}
        self._decide(self.NominationWithdrawn, place, area, authority, talent_id=place.talent_id, **given)

    def request_transfer(
        self, place_id: UUID, to_department: str, *, area: str, authority: Authority
    ) -> None:
        """Ask another department to take over a nomination (申请调剂)."""
        place = self.places.in_state(place_id, PlaceStatus.NOMINATED)
        self.places.must_have_department(to_department, field="to_department")
        if to_department == place.department:
            raise Invalid(places.SAME_DEPARTMENT, field="to_department")
        if place.transfer_to is not None:
            raise PlaceNotInState(places.TRANSFER_PENDING, blocked_by=place.shown())
        between = {"from_department": place.department, "to_department": to_department}
        self._decide(self.TransferRequested, place, area, authority, **between)

    def accept_transfer(
        self, place_id: UUID, *, list_type: str, list_batch_id: UUID, area: str, authority: Authority
    ) -> None:
        """The other department takes the nomination over, within its own limit (同意调剂)."""
        place, to_department = self.places.to_transfer(place_id)
        if authority.persons & place.transfer_by:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        self.places.must_have_department_room(to_department)
        between = {"from_department": place.department, "to_department": to_department}
        source = {"list_type": list_type, "list_batch_id": list_batch_id}
        self._decide(self.NominationTransferred, place, area, authority, **between, **source)

    def decline_transfer(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """The other department does not take the nomination over (不同意调剂)."""
        authority.must_give_reason()
        place, to_department = self.places.to_transfer(place_id)
        between = {"from_department": place.department, "to_department": to_department}
        self._decide(self.TransferDeclined, place, area, authority, **between)

    def propose_person(self, place_id: UUID, talent_id: UUID, *, area: str, authority: Authority) -> None:
        """The enterprise names its one urgently needed talent of the year (企业荐人, R-12)."""
        place = self.places.open_to_person(place_id)
        self._decide(self.PersonProposed, place, area, authority, talent_id=talent_id)

    def replace_person(self, place_id: UUID, talent_id: UUID, *, area: str, authority: Authority) -> None:
        """The enterprise names another person on its place (更换人选); whether in time, its case says."""
        authority.must_give_reason()
        place, replaced = self.places.with_person(place_id, PlaceStatus.NOMINATED, PlaceStatus.RESERVED)
        if talent_id == replaced:
            raise Invalid(places.SAME_PERSON, field="talent_id")
        persons = {"talent_id": talent_id, "replaced_talent_id": replaced}
        self._decide(self.PersonReplaced, place, area, authority, **persons)

    def reserve(self, place_id: UUID, card_application_id: UUID, *, area: str, authority: Authority) -> None:
        """Annex 1 for the proposed person was submitted: the place is reserved (预占)."""
        place, talent_id = self.places.with_person(place_id, PlaceStatus.NOMINATED)
        case = {"talent_id": talent_id, "card_application_id": card_application_id}
        self._decide(self.Reserved, place, area, authority, **case)

    def consume(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """The province approved: the place is used (已使用)."""
        place = self.places.in_state(place_id, PlaceStatus.RESERVED)
        self._decide(self.Consumed, place, area, authority, **place.case)

    def reverse_consumption(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """Correct an entry error: the province had not approved (更正误录)."""
        authority.must_give_reason()
        if authority.corrects is None:
            raise Invalid(places.NOTHING_CORRECTED, field="corrects")
        place = self.places.of_case(place_id, PlaceStatus.CONSUMED)
        self._decide(self.ConsumptionReversed, place, area, authority, **place.case)

    def withdraw_approval(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """The decision to approve was revised: the place is not used any more (变更决定)."""
        authority.must_give_reason()
        place = self.places.of_case(place_id, PlaceStatus.CONSUMED)
        self._decide(self.ApprovalWithdrawn, place, area, authority, **place.case)

    def release(
        self, place_id: UUID, cause: ReleaseCause, back: GivenBack, *, area: str, authority: Authority
    ) -> None:
        """A case ended without a card: give back what the policy says for this cause (释放, point 11)."""
        authority.must_give_reason()
        place = self.places.in_state(place_id, PlaceStatus.RESERVED)
        facts: dict[str, Any] = {"cause": cause, **place.case}
        if back.place:
            self._decide(self.Released, place, area, authority, slot_freed=back.slot, **facts)
        else:
            ended = self.Reopened if back.slot else self.Forfeited
            self._decide(ended, place, area, authority, **facts)

    def reverse_ending(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """Correct an entry error: the case had not ended, and its place is reserved again (更正误录)."""
        authority.must_give_reason()
        if authority.corrects is None:
            raise Invalid(places.NOTHING_CORRECTED, field="corrects")
        place = self._ended(place_id)
        self._decide(self.EndingReversed, place, area, authority, **place.case)

    def restore(self, place_id: UUID, *, area: str, authority: Authority) -> None:
        """The decision that ended the case was overturned: its place is reserved again, if there is room (恢复名额)."""
        authority.must_give_reason()
        place = self._ended(place_id)
        self._decide(self.Restored, place, area, authority, **place.case)

    def take_over(
        self,
        place_id: UUID,
        status: PlaceStatus,
        *,
        department: str,
        enterprise_id: UUID,
        talent_id: UUID | None,
        list_type: str,
        area: str,
        authority: Authority,
    ) -> None:
        """Take a place over that was held before the city kept its books here (期初接管, point 19)."""
        if status not in places.TAKEN_OVER or (status is PlaceStatus.CONSUMED) != (talent_id is not None):
            raise Invalid(places.NOT_TAKEN_OVER, field="status")
        self.places.must_be_new(enterprise_id)
        self.must_have_room(department)
        place = Place(place_id, department, enterprise_id, status, since=self.opened_on)
        facts = {"department": department, "list_type": list_type, "status": status, "talent_id": talent_id}
        self._decide(self.PlaceTakenOver, place, area, authority, **facts)

    def submit_collectively(self, department: str, batch_id: UUID, authority: Authority) -> None:
        """Put on record that a department has handed in a batch (集中提交)."""
        self.places.must_have_department(department, field="department")
        self.record(self.CollectivelySubmitted, authority, department=department, batch_id=batch_id)

    def declare_nothing_to_submit(self, department: str, authority: Authority) -> None:
        """A department declares that it hands in nothing more this year (无申报声明, point 18).

        While a case of its own is under way only with the reason for which that is not going to be handed in.
        """
        self.places.must_have_department(department, field="department")
        if department in self.submitted:
            raise Conflict(places.SUBMITTED_ALREADY, blocked_by={"kind": "department", "id": department})
        if not authority.gives_reason:
            self.places.must_have_no_case(department)
        self.record(self.NothingToSubmitDeclared, authority, department=department)

    def must_be_heard_from(self) -> None:
        """Refuse to forward before every department has submitted, or declared that it has nothing (point 18)."""
        for department in self.places.department_limits:
            if department not in self.submitted:
                raise DepartmentNotHeardFrom(
                    clauses=("R-14",), blocked_by={"kind": "department", "id": department}
                )

    def _decide(
        self, event_class: type[PlaceEvent], place: Place, area: str, authority: Authority, **facts: Any
    ) -> None:
        """Record it; a reason is sealed for the person it is about, and else for the enterprise."""
        about = facts.get("replaced_talent_id") or facts.get("talent_id") or place.enterprise_id
        self.record(
            event_class,
            authority,
            subject=about,
            after=place.since,
            place_id=place.id,
            enterprise_id=place.enterprise_id,
            enterprise_area=area,
            **facts,
        )

    def _ended(self, place_id: UUID) -> Place:
        """The place of an ended case, if the case may have it again.

        One that was given back is had by the enterprise that its own is by now: this one has one place a year (R-10, R-12).
        """
        place = self.places.of_case(place_id, PlaceStatus.RELEASED, PlaceStatus.FORFEITED)
        if not place.is_held:
            place = replace(place, enterprise_id=self._survivor_of(place.enterprise_id))
            self.places.must_have_room(place.department)
        self.places.must_be_new(place.enterprise_id, but_for=place.id)
        return place

    def _survivor_of(self, enterprise_id: UUID) -> UUID:
        """The enterprise of this id, or the one that it is by now, if it was merged."""
        while enterprise_id in self.merged_into:
            enterprise_id = self.merged_into[enterprise_id]
        return enterprise_id

    def _must_be_open(self) -> None:
        if self.is_closed:
            raise QuotaClosed(blocked_by={"kind": "quota", "id": str(self.id)})

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
        self.opened_on = envelope.effective_on
        self.city = city
        self.card_type = card_type
        self.quota_year = quota_year
        self.is_closed = False
        self.method_filed = False
        self.submitted: frozenset[str] = frozenset()  # departments that have submitted, or have nothing to
        self.places = Places(city_limit, department_limits)
        self.merged_into: dict[UUID, UUID] = {}

    @event(LimitsRevised)
    def _limits_revised(self, city_limit: int, department_limits: dict[str, int]) -> None:
        self.places = self.places.limited(city_limit, department_limits)

    @event(MethodFiled)
    def _method_filed(self) -> None:
        self.method_filed = True

    @event(Closed)
    def _closed(self) -> None:
        self.is_closed = True

    @event(OpenedAgain)
    def _opened_again(self) -> None:
        self.is_closed = False

    @event(EnterpriseMerged)
    def _enterprise_merged(
        self, merged_enterprise_id: UUID, enterprise_id: UUID, place_id: UUID | None, envelope: Envelope
    ) -> None:
        self.merged_into[merged_enterprise_id] = enterprise_id
        if place_id is not None:
            self._now(place_id, enterprise_id=enterprise_id)
            self.places = self.places.moved(place_id, envelope.effective_on)

    @event(Nominated)
    def _nominated(self, place_id: UUID, department: str, enterprise_id: UUID, envelope: Envelope) -> None:
        place = Place(place_id, department, enterprise_id, PlaceStatus.NOMINATED, envelope.effective_on)
        self.places = self.places.with_place(place)

    @event(NominationWithdrawn)
    def _nomination_withdrawn(self, place_id: UUID, place_freed: bool, slot_freed: bool) -> None:
        status = PlaceStatus.WITHDRAWN if place_freed else PlaceStatus.FORFEITED
        self._now(place_id, status=status, slot_freed=slot_freed, transfer_to=None)

    @event(TransferRequested)
    def _transfer_requested(self, place_id: UUID, to_department: str, envelope: Envelope) -> None:
        self._now(place_id, transfer_to=to_department, transfer_by=envelope.persons)

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
        self._now(place_id, talent_id=talent_id, status=PlaceStatus.NOMINATED, card_application_id=None)

    @event(Reserved)
    def _reserved(self, place_id: UUID, card_application_id: UUID) -> None:
        case = {"card_application_id": card_application_id, "transfer_to": None}
        self._now(place_id, status=PlaceStatus.RESERVED, **case)

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
        nobody = {"talent_id": None, "card_application_id": None}
        self._now(place_id, status=PlaceStatus.NOMINATED, **nobody)

    @event(EndingReversed)
    def _ending_reversed(self, place_id: UUID, enterprise_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.RESERVED, slot_freed=False, enterprise_id=enterprise_id)

    @event(ApprovalWithdrawn)
    def _approval_withdrawn(self, place_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.RESERVED)

    @event(Restored)
    def _restored(self, place_id: UUID, enterprise_id: UUID) -> None:
        self._now(place_id, status=PlaceStatus.RESERVED, slot_freed=False, enterprise_id=enterprise_id)

    @event(PlaceTakenOver)
    def _place_taken_over(
        self,
        place_id: UUID,
        department: str,
        enterprise_id: UUID,
        status: PlaceStatus,
        talent_id: UUID | None,
        envelope: Envelope,
    ) -> None:
        place = Place(place_id, department, enterprise_id, status, envelope.effective_on, talent_id)
        self.places = self.places.with_place(place)

    @event(CollectivelySubmitted)
    def _collectively_submitted(self, department: str) -> None:
        self.submitted |= {department}

    @event(NothingToSubmitDeclared)
    def _nothing_to_submit_declared(self, department: str) -> None:
        self.submitted |= {department}

    def _now(self, place_id: UUID, **facts: Any) -> None:
        self.places = self.places.changed(place_id, **facts)
