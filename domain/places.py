"""The places (名额) of a yearly quota: where each of them stands, what is left of them, what is refused about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Self
from uuid import UUID

from domain.errors import Conflict, Invalid, NotFound, RuleViolation
from domain.functions import Function
from domain.text import Text

NOMINATION_LETTER = "nomination_letter"  # the kind of paper with which a department nominates (推荐函)


class PlaceStatus(StrEnum):
    """Where a place stands (名额状态)."""

    NOMINATED = "nominated"  # 已推荐
    RESERVED = "reserved"  # 预占
    CONSUMED = "consumed"  # 已使用
    FORFEITED = "forfeited"  # 作废占额: ended, not given back
    RELEASED = "released"  # 已释放
    WITHDRAWN = "withdrawn"  # 已撤回


TAKEN_OVER = (
    PlaceStatus.NOMINATED,
    PlaceStatus.CONSUMED,
)  # what is in between began on paper, and begins anew
HELD = (PlaceStatus.NOMINATED, PlaceStatus.RESERVED, PlaceStatus.CONSUMED, PlaceStatus.FORFEITED)


UNDER_WAY = (PlaceStatus.NOMINATED, PlaceStatus.RESERVED)


class ReleaseCause(StrEnum):
    """Why a place ended before it was used (释放原因); the pack says what each gives back."""

    NOMINATION_WITHDRAWN = "nomination_withdrawn"
    CASE_WITHDRAWN = "case_withdrawn"
    REFUSED = "refused"
    NOT_RECOMMENDED = "not_recommended"
    REJECTED_BY_PROVINCE = "rejected_by_province"


class CityQuotaExhausted(RuleViolation):
    code = "city_quota_exhausted"
    title = Text("本年度全市配额已用完", "The city's places of this quota year are all taken")


class DepartmentQuotaExhausted(RuleViolation):
    code = "department_quota_exhausted"
    title = Text("本年度本部门配额已用完", "The department's places of this quota year are all taken")


class EnterpriseAlreadyNominated(RuleViolation):
    code = "enterprise_already_nominated"
    title = Text("该企业本年度已被推荐", "The enterprise has been nominated for this quota year already")


class BothNominated(RuleViolation):
    code = "both_nominated"
    title = Text("两家企业本年度均占有名额", "Both of the enterprises have a place of this quota year")


class PersonSlotTaken(RuleViolation):
    code = "person_slot_taken"
    title = Text(
        "该企业本年度已推荐一人", "The enterprise has proposed its one person of this quota year already"
    )


class QuotaClosed(Conflict):
    code = "quota_closed"
    title = Text("该年度配额已关闭", "The quota of this year is closed")


class PlaceNotInState(Conflict):
    code = "place_not_in_state"
    title = Text("名额当前状态不允许此操作", "The place is not in a state that allows this")


class QuotaNotClosed(Conflict):
    code = "quota_not_closed"
    title = Text("该年度配额未关闭", "The quota of this year is not closed")


class CaseUnderWay(RuleViolation):
    code = "case_under_way"
    title = Text("该部门尚有在办申报", "A case of the department is under way")


class DepartmentNotHeardFrom(RuleViolation):
    code = "department_not_heard_from"
    title = Text(
        "推荐部门尚未集中提交，也未声明无申报",
        "A recommending department has neither submitted nor declared that it has nothing to submit",
    )


class LimitsTooLow(RuleViolation):
    code = "limits_below_held_places"
    title = Text("上限低于已占用名额", "The limits are below the places already held")


class GivenBack(NamedTuple):
    """What an ending gives back: the department's place, and the enterprise's one person of the year (point 11)."""

    place: bool
    slot: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the quota, held by an enterprise through the department that nominated it."""

    id: UUID
    department: str
    enterprise_id: UUID
    status: PlaceStatus
    since: date  # the day from which its latest step has effect
    talent_id: UUID | None = None
    card_application_id: UUID | None = None
    transfer_to: str | None = None
    transfer_by: frozenset[str] = frozenset()  # who asked for it
    slot_freed: bool = False

    @property
    def is_held(self) -> bool:
        return self.status in HELD

    @property
    def takes_slot(self) -> bool:
        """Whether its person is the one whom the enterprise may propose this year."""
        return self.talent_id is not None and not self.slot_freed

    @property
    def bars_another(self) -> bool:
        """Whether, for its sake, the enterprise cannot be nominated again this year."""
        return self.takes_slot or (self.is_held and not self.slot_freed)

    @property
    def is_under_way(self) -> bool:
        """Whether it may still lead to a person, or be given back."""
        return self.status in UNDER_WAY

    @property
    def case(self) -> dict[str, UUID | None]:
        """Whose case the place is reserved for."""
        return {"talent_id": self.talent_id, "card_application_id": self.card_application_id}

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the place that blocks."""
        return {
            "kind": "place",
            "id": str(self.id),
            "department": self.department,
            "enterprise_id": str(self.enterprise_id),
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True)
class Places:
    """All places of one quota, and the limits that they are held under."""

    city_limit: int
    department_limits: dict[str, int]
    in_order: dict[UUID, Place] = field(default_factory=dict)  # of nomination

    def with_place(self, place: Place) -> Self:
        """The same places and a further one."""
        return replace(self, in_order={**self.in_order, place.id: place})

    def changed(self, place_id: UUID, **facts: Any) -> Self:
        """The same places, about one of which other things hold now."""
        return self.with_place(replace(self.in_order[place_id], **facts))

    def moved(self, place_id: UUID, day: date) -> Self:
        """The same places, one of which has taken a step with effect from that day."""
        return self.changed(place_id, since=max(day, self.in_order[place_id].since))

    def limited(self, city_limit: int, department_limits: dict[str, int]) -> Self:
        """The same places under other limits."""
        return replace(self, city_limit=city_limit, department_limits=department_limits)

    def place(self, place_id: UUID) -> Place:
        """The place of this id. Raises `NotFound`."""
        if place_id not in self.in_order:
            raise NotFound(NO_SUCH_PLACE, field="place_id")
        return self.in_order[place_id]

    def count(self, statuses: Iterable[PlaceStatus], department: str | None = None) -> int:
        """How many places stand in one of these states, of one department or of the city."""
        wanted = frozenset(statuses)
        return sum(place.status in wanted for place in self._of(department))

    def held(self, department: str | None = None) -> int:
        """How many places are held, of one department or of the city."""
        return self.count(HELD, department)

    def free(self, department: str | None = None) -> int:
        """How many places are left: of the city, or of a department within what the city has left."""
        city = self.city_limit - self.held()
        if department is None:
            return city
        return min(city, self.department_limits[department] - self.held(department))

    def in_state(self, place_id: UUID, *statuses: PlaceStatus) -> Place:
        """The place, if it stands in one of these states. Raises `PlaceNotInState`."""
        place = self.place(place_id)
        if place.status not in statuses:
            raise PlaceNotInState(blocked_by=place.shown())
        return place

    def of_case(self, place_id: UUID, *statuses: PlaceStatus) -> Place:
        """The place, if a case has brought it to one of these states. Raises `PlaceNotInState`."""
        place = self.in_state(place_id, *statuses)
        if place.card_application_id is None:
            raise PlaceNotInState(blocked_by=place.shown())
        return place

    def with_person(self, place_id: UUID, *statuses: PlaceStatus) -> tuple[Place, UUID]:
        """The place and its person, if it stands in one of these states. Raises `PlaceNotInState`."""
        place = self.in_state(place_id, *statuses)
        if place.talent_id is None:
            raise PlaceNotInState(NOBODY_PROPOSED, blocked_by=place.shown())
        return place, place.talent_id

    def open_to_person(self, place_id: UUID) -> Place:
        """The nominated place of an enterprise that has proposed nobody this year (R-12).

        Raises `PersonSlotTaken` and `PlaceNotInState`.
        """
        enterprise_id = self.place(place_id).enterprise_id
        for place in self.in_order.values():
            if place.enterprise_id == enterprise_id and place.takes_slot:
                shown = place.shown()
                raise PersonSlotTaken(clauses=("R-12",), blocked_by=shown, lifted_by=REPLACEMENT_LIFTS)
        return self.in_state(place_id, PlaceStatus.NOMINATED)

    def to_transfer(self, place_id: UUID) -> tuple[Place, str]:
        """The nominated place and the department that is asked to take it over. Raises `PlaceNotInState`."""
        place = self.in_state(place_id, PlaceStatus.NOMINATED)
        if place.transfer_to is None:
            raise PlaceNotInState(NO_TRANSFER, blocked_by=place.shown())
        return place, place.transfer_to

    def must_have_department(self, department: str, *, field: str) -> None:
        """Refuse a department that has no partition in this quota."""
        if department not in self.department_limits:
            raise Invalid(NO_PARTITION.filled(department=department), field=field, clauses=("R-11",))

    def must_have_department_room(self, department: str) -> None:
        """Refuse a department that holds all its places."""
        limit = self.department_limits[department]
        if self.held(department) >= limit:
            raise DepartmentQuotaExhausted(
                DEPARTMENT_FULL.filled(department=Function(department).label, limit=limit),
                clauses=("R-11",),
                blocked_by=self._last_held(department),
                lifted_by=WITHDRAWAL_LIFTS,
            )

    def must_have_room(self, department: str) -> None:
        """Refuse unless the department and the city both have a place left."""
        self.must_have_department_room(department)
        if self.held() >= self.city_limit:
            raise CityQuotaExhausted(
                CITY_FULL.filled(limit=self.city_limit),
                clauses=("R-10",),
                blocked_by=self._last_held(),
                lifted_by=WITHDRAWAL_LIFTS,
            )

    def must_have_no_case(self, department: str) -> None:
        """Refuse a department one of whose places is reserved for a case."""
        for place in self._of(department):
            if place.status is PlaceStatus.RESERVED:
                shown = place.shown()
                raise CaseUnderWay(clauses=("R-14",), blocked_by=shown, lifted_by=REASON_DECLARES)

    def must_be_new(self, enterprise_id: UUID, *, but_for: UUID | None = None) -> None:
        """An enterprise on both lists is nominated once (decided point 12); a place does not bar itself."""
        place = self._barring(enterprise_id, but_for=but_for)
        if place is not None:
            raise EnterpriseAlreadyNominated(clauses=("R-10", "R-12"), blocked_by=place.shown())

    def to_pass_on(self, merged_enterprise_id: UUID, enterprise_id: UUID) -> Place | None:
        """The place of a merged enterprise that passes to the one it is now; None if there is none to pass.

        One enterprise has one place and one person a year. Raises `BothNominated` while either of two may still
        be given back; two that are settled were two enterprises' own and stay where they are.
        """
        passing, own = self._barring(merged_enterprise_id), self._barring(enterprise_id)
        if passing is None or own is None:
            return passing
        for place in (passing, own):
            if place.is_under_way:
                raise BothNominated(
                    clauses=("R-10", "R-12"), blocked_by=place.shown(), lifted_by=ONE_WITHDRAWN_LIFTS
                )
        return None

    def must_fit(self, city_limit: int, department_limits: dict[str, int]) -> None:
        """Refuse limits for other departments than these, and limits below what is held."""
        if department_limits.keys() != self.department_limits.keys():
            raise Invalid(DEPARTMENTS_DIFFER, field="department_limits")
        limits: list[tuple[str | None, int]] = [(None, city_limit), *department_limits.items()]
        for department, limit in limits:
            if self.held(department) > limit:
                raise LimitsTooLow(
                    HELD_ALREADY.filled(held=self.held(department), limit=limit),
                    clauses=("R-11",) if department else ("R-10",),
                    blocked_by=self._last_held(department),
                    lifted_by=WITHDRAWAL_FITS,
                )

    def _barring(self, enterprise_id: UUID, *, but_for: UUID | None = None) -> Place | None:
        """The place for whose sake the enterprise cannot be nominated again this year: one at most."""
        own = (place for place in self.in_order.values() if place.enterprise_id == enterprise_id)
        return next((place for place in own if place.bars_another and place.id != but_for), None)

    def _of(self, department: str | None) -> Iterable[Place]:
        return (p for p in self.in_order.values() if department in (None, p.department))

    def _last_held(self, department: str | None = None) -> dict[str, Any] | None:
        held = [place for place in self._of(department) if place.is_held]
        return held[-1].shown() if held else None


DEPARTMENTS_DIFFER = Text("须为每个推荐部门各列一个上限", "Name one limit for each recommending department")
LIMITS_NEED_DOCUMENT = Text("调整上限须附依据文件", "Revising the limits needs the document that does so")
METHOD_NEEDS_DOCUMENT = Text("备案须附城市配额办法文件", "Filing the method needs its document")
NO_PARTITION = Text("{department} 不是本配额的推荐部门", "{department} is no recommending department here")
CITY_FULL = Text(
    "每年选取不超过{limit}家企业，名额已全部占用",
    "At most {limit} enterprises a year may be chosen, and all places are held",
)
DEPARTMENT_FULL = Text(
    "{department}每年推荐不超过{limit}家企业，名额已全部占用",
    "The department of {department} may recommend at most {limit} enterprises a year, and all its places are held",
)
HELD_ALREADY = Text("已占用{held}个名额，多于{limit}", "{held} places are held already, more than {limit}")
WITHDRAWAL_FITS = Text("撤回推荐后可调低上限", "Withdrawing nominations makes lower limits possible")
WITHDRAWAL_LIFTS = Text(
    "撤回一项推荐或调整上限后可再推荐", "Withdrawing a nomination, or revising the limits, makes room"
)
ONE_WITHDRAWN_LIFTS = Text(
    "撤回其中一家的推荐（申领）后可合并",
    "Withdrawing the one nomination, or its case, makes the merger possible",
)
REASON_DECLARES = Text(
    "集中提交该申报，或说明其不随本年度提交的理由",
    "Hand the case in, or say why it is not going to be handed in",
)
REPLACEMENT_LIFTS = Text(
    "更换人选须由该企业在申报前提出", "The enterprise may replace its person before the form is handed in"
)
SAME_DEPARTMENT = Text("该推荐已属于此部门", "The nomination is this department's already")
SAME_PERSON = Text("与现人选相同", "This person is the one proposed already")
NOBODY_PROPOSED = Text("该名额尚未推荐人选", "Nobody has been proposed on this place yet")
NOTHING_CORRECTED = Text("须指明所更正的事件", "Name the event that this corrects")
NO_SUCH_PLACE = Text("本配额中没有该名额", "There is no such place in this quota")
NO_TRANSFER = Text("该推荐未申请调剂", "No transfer of this nomination was requested")
NOT_TAKEN_OVER = Text(
    "只接管已推荐的名额，或已使用并有人选的名额",
    "A place is taken over as nominated, or as consumed by a person",
)
SUBMITTED_ALREADY = Text("该部门已集中提交或已声明", "The department has submitted, or declared, already")
TRANSFER_PENDING = Text("该推荐的调剂申请尚未答复", "A transfer of this nomination is requested already")
