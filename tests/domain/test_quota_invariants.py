"""Whatever departments and enterprises try and become, in whatever order: no place too many, none lost or invented.

The ledger below keeps the same books by another method, from the events alone, and foretells what is refused.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.aggregates.quota import Quota
from domain.errors import Refusal
from domain.places import GivenBack, PlaceStatus, ReleaseCause
from tests.domain.quota_facts import AREA, DRC, HRSS, LETTER, LISTS, MIIT, WITH_REASON
from tests.scenario import authority

OFFICERS = {"drc": DRC, "miit": MIIT}
ENTERPRISES = [UUID(int=100 + n) for n in range(5)]
PERSONS = [UUID(int=200 + n) for n in range(4)]
DECREE = authority(documents=(LETTER,), **WITH_REASON)
CORRECTING = authority(corrects=UUID(int=1), **WITH_REASON)

departments = st.sampled_from(sorted(OFFICERS))
enterprises = st.sampled_from(ENTERPRISES)
persons = st.sampled_from(PERSONS)
given_back = st.builds(GivenBack, place=st.booleans(), slot=st.booleans())
some_limit = st.integers(0, 4)


@dataclass
class Line:
    """A place as the ledger has it."""

    department: str
    enterprise_id: UUID
    status: str = "nominated"
    person: UUID | None = None
    slot_freed: bool = False
    has_case: bool = False


class Ledger:
    """Reads the events one by one, as a clerk would who never saw the program."""

    def __init__(self) -> None:
        self.limits: dict[str, int] = {}
        self.city_limit = 0
        self.lines: dict[UUID, Line] = {}
        self.became: dict[UUID, UUID] = {}

    def enter(self, event: object) -> None:  # noqa: C901, PLR0912  one case for each kind of movement
        match event:
            case Quota.Opened() | Quota.LimitsRevised():
                self.city_limit, self.limits = event.city_limit, event.department_limits
            case Quota.Nominated():
                self.lines[event.place_id] = Line(event.department, event.enterprise_id)
            case Quota.NominationTransferred():
                self.lines[event.place_id].department = event.to_department
            case Quota.EnterpriseMerged():
                self.became[event.merged_enterprise_id] = event.enterprise_id
                if event.place_id is not None:
                    self.lines[event.place_id].enterprise_id = event.enterprise_id
            case Quota.PlaceTakenOver():
                line = Line(event.department, event.enterprise_id, event.status.value, event.talent_id)
                self.lines[event.place_id] = line
            case Quota.PersonProposed():
                self.lines[event.place_id].person = event.talent_id
            case Quota.PersonReplaced():
                line = self.lines[event.place_id]
                line.person, line.status, line.has_case = event.talent_id, "nominated", False
            case Quota.NominationWithdrawn():
                self._end(event.place_id, "withdrawn" if event.place_freed else "forfeited", event.slot_freed)
            case Quota.Reserved() | Quota.ConsumptionReversed() | Quota.EndingReversed():
                line = self.lines[event.place_id]
                line.status, line.has_case, line.slot_freed = "reserved", True, False
                line.enterprise_id = event.enterprise_id
            case Quota.Consumed():
                self.lines[event.place_id].status = "consumed"
            case Quota.Released():
                self._end(event.place_id, "released", event.slot_freed)
            case Quota.Forfeited():
                self.lines[event.place_id].status = "forfeited"
            case Quota.Reopened():
                line = self.lines[event.place_id]
                line.status, line.person, line.has_case = "nominated", None, False

    def _end(self, place_id: UUID, status: str, slot_freed: bool) -> None:
        self.lines[place_id].status = status
        self.lines[place_id].slot_freed = slot_freed

    def taken(self, department: str | None = None) -> int:
        ended = {"withdrawn", "released"}
        lines = [line for line in self.lines.values() if department in (None, line.department)]
        return sum(line.status not in ended for line in lines)

    def has_room(self, department: str) -> bool:
        return self.taken() < self.city_limit and self.taken(department) < self.limits[department]

    def is_bound(self, enterprise_id: UUID, *, but_for: UUID | None = None) -> bool:
        """Whether the enterprise has a place, or has had its person, or has lost its place with its slot."""
        mine = [
            line
            for place_id, line in self.lines.items()
            if line.enterprise_id == enterprise_id and place_id != but_for
        ]
        has_place = any(line.status in {"nominated", "reserved", "consumed"} for line in mine)
        has_lost = any(line.status == "forfeited" and not line.slot_freed for line in mine)
        has_person = any(line.person is not None and not line.slot_freed for line in mine)
        return has_place or has_lost or has_person

    def may_become_one(self, one: UUID, other: UUID) -> bool:
        """Whether neither is another one by now, and one of the two is not bound this year, or both have gone through with it."""
        if self.became.keys() & {one, other}:
            return False
        if not (self.is_bound(one) and self.is_bound(other)):
            return True
        theirs = [line for line in self.lines.values() if line.enterprise_id in (one, other)]
        return not any(line.status in {"nominated", "reserved"} for line in theirs)

    def of_now(self, enterprise_id: UUID) -> UUID:
        """The enterprise that this one is by now."""
        while enterprise_id in self.became:
            enterprise_id = self.became[enterprise_id]
        return enterprise_id

    def persons_of(self, enterprise_id: UUID) -> list[UUID]:
        """Those who count as the enterprise's one person of the year."""
        mine = [line for line in self.lines.values() if line.enterprise_id == enterprise_id]
        return [line.person for line in mine if line.person is not None and not line.slot_freed]


class QuotaYear(RuleBasedStateMachine):
    """A year in which everybody tries everything."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.events: list[Quota.Event] = []
        self.closed = False
        self.number = 1000

    @initialize(city=st.integers(1, 5), drc=some_limit, miit=some_limit)
    def open(self, city: int, drc: int, miit: int) -> None:
        limits = {"drc": drc, "miit": miit}
        self.quota = Quota.open(
            "370300", "huicai", 2024, city_limit=city, department_limits=limits, authority=HRSS
        )
        self.enter_what_was_recorded()

    def attempt(self, decision, *stated, **named) -> bool:
        """Try it; whether it was decided. A refusal records nothing."""
        try:
            decision(*stated, **named)
        except Refusal:
            assert self.quota.collect_events() == []
            return False
        assert self.enter_what_was_recorded() == 1
        return True

    def enter_what_was_recorded(self) -> int:
        recorded = self.quota.collect_events()
        for event in recorded:
            self.ledger.enter(event)
        self.events += recorded
        return len(recorded)

    def place(self, data: st.DataObject) -> UUID:
        return data.draw(st.sampled_from(list(self.ledger.lines)), label="place")

    @rule(department=departments, enterprise_id=enterprises)
    def nominate(self, department: str, enterprise_id: UUID) -> None:
        self.number += 1
        list_type, batch_id = LISTS[department]
        foretold = (
            not self.closed and self.ledger.has_room(department) and not self.ledger.is_bound(enterprise_id)
        )
        assert foretold == self.attempt(
            self.quota.nominate,
            UUID(int=self.number),
            department=department,
            enterprise_id=enterprise_id,
            area=AREA,
            list_type=list_type,
            list_batch_id=batch_id,
            authority=OFFICERS[department],
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), talent_id=persons)
    def propose(self, data: st.DataObject, talent_id: UUID) -> None:
        place_id = self.place(data)
        line = self.ledger.lines[place_id]
        foretold = line.status == "nominated" and not self.ledger.persons_of(line.enterprise_id)
        assert foretold == self.attempt(
            self.quota.propose_person, place_id, talent_id, area=AREA, authority=HRSS
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), talent_id=persons)
    def replace(self, data: st.DataObject, talent_id: UUID) -> None:
        place_id = self.place(data)
        line = self.ledger.lines[place_id]
        foretold = line.status in {"nominated", "reserved"} and line.person not in {None, talent_id}
        assert foretold == self.attempt(
            self.quota.replace_person, place_id, talent_id, area=AREA, authority=DECREE
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), back=given_back)
    def withdraw(self, data: st.DataObject, back: GivenBack) -> None:
        place_id = self.place(data)
        foretold = self.ledger.lines[place_id].status == "nominated"
        assert foretold == self.attempt(
            self.quota.withdraw_nomination, place_id, back, area=AREA, authority=DECREE
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), to=departments)
    def request_transfer(self, data: st.DataObject, to: str) -> None:
        self.attempt(self.quota.request_transfer, self.place(data), to, area=AREA, authority=DRC)

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), agreed=st.booleans())
    def answer_transfer(self, data: st.DataObject, agreed: bool) -> None:
        place_id = self.place(data)
        if not agreed:
            self.attempt(self.quota.decline_transfer, place_id, area=AREA, authority=DECREE)
            return
        source = {"list_type": "four_chain", "list_batch_id": UUID(int=52)}
        self.attempt(self.quota.accept_transfer, place_id, **source, area=AREA, authority=MIIT)

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data())
    def reserve(self, data: st.DataObject) -> None:
        place_id = self.place(data)
        line = self.ledger.lines[place_id]
        foretold = line.status == "nominated" and line.person is not None
        assert foretold == self.attempt(self.quota.reserve, place_id, UUID(int=9), area=AREA, authority=HRSS)

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data())
    def consume(self, data: st.DataObject) -> None:
        place_id = self.place(data)
        foretold = self.ledger.lines[place_id].status == "reserved"
        assert foretold == self.attempt(self.quota.consume, place_id, area=AREA, authority=HRSS)

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        place_id = self.place(data)
        line = self.ledger.lines[place_id]
        foretold = line.status == "consumed" and line.has_case
        assert foretold == self.attempt(
            self.quota.reverse_consumption, place_id, area=AREA, authority=CORRECTING
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data(), cause=st.sampled_from(ReleaseCause), back=given_back)
    def release(self, data: st.DataObject, cause: ReleaseCause, back: GivenBack) -> None:
        place_id = self.place(data)
        foretold = self.ledger.lines[place_id].status == "reserved"
        assert foretold == self.attempt(
            self.quota.release, place_id, cause, back, area=AREA, authority=DECREE
        )

    @precondition(lambda self: self.ledger.lines)
    @rule(data=st.data())
    def reverse_ending(self, data: st.DataObject) -> None:
        place_id = self.place(data)
        line = self.ledger.lines[place_id]
        ended = line.has_case and line.status in {"released", "forfeited"}
        fits = line.status == "forfeited" or self.ledger.has_room(line.department)
        whose = line.enterprise_id if line.status == "forfeited" else self.ledger.of_now(line.enterprise_id)
        foretold = ended and fits and not self.ledger.is_bound(whose, but_for=place_id)
        assert foretold == self.attempt(self.quota.reverse_ending, place_id, area=AREA, authority=CORRECTING)

    @rule(department=departments, enterprise_id=enterprises, person=st.none() | persons)
    def take_over(self, department: str, enterprise_id: UUID, person: UUID | None) -> None:
        self.number += 1
        foretold = (
            not self.closed and self.ledger.has_room(department) and not self.ledger.is_bound(enterprise_id)
        )
        assert foretold == self.attempt(
            self.quota.take_over,
            UUID(int=self.number),
            PlaceStatus.CONSUMED if person else PlaceStatus.NOMINATED,
            department=department,
            enterprise_id=enterprise_id,
            talent_id=person,
            list_type=LISTS[department][0],
            area=AREA,
            authority=HRSS,
        )

    @rule(merged=enterprises, survivor=enterprises)
    def merge(self, merged: UUID, survivor: UUID) -> None:
        foretold = self.ledger.may_become_one(merged, survivor)
        if merged != survivor:
            assert foretold == self.attempt(
                self.quota.merge_enterprise, merged, survivor, area=AREA, authority=DECREE
            )

    @rule(city=st.integers(0, 5), drc=some_limit, miit=some_limit)
    def revise(self, city: int, drc: int, miit: int) -> None:
        enough = (
            city >= self.ledger.taken()
            and drc >= self.ledger.taken("drc")
            and miit >= self.ledger.taken("miit")
        )
        assert (enough and not self.closed) == self.attempt(
            self.quota.revise_limits, city, {"drc": drc, "miit": miit}, DECREE
        )

    @precondition(lambda self: len(self.events) > 8)  # a year that closes at once would show little
    @rule()
    def close(self) -> None:
        assert self.attempt(self.quota.close, HRSS) == (not self.closed)
        self.closed = True

    @invariant()
    def no_place_is_held_beyond_a_limit(self) -> None:
        places = self.quota.places
        assert places.held() <= places.city_limit
        assert all(places.held(department) <= limit for department, limit in places.department_limits.items())

    @invariant()
    def what_is_free_is_the_limit_less_all_that_is_held(self) -> None:
        places = self.quota.places
        stand = Counter(line.status for line in self.ledger.lines.values())
        held = sum(stand[status] for status in ("nominated", "reserved", "consumed", "forfeited"))
        assert places.free() == self.ledger.city_limit - held >= 0
        for department, limit in self.ledger.limits.items():
            left = limit - self.ledger.taken(department)
            assert places.free(department) == min(places.free(), left) >= 0

    @invariant()
    def every_place_stands_where_the_ledger_has_it(self) -> None:
        for place_id, line in self.ledger.lines.items():
            place = self.quota.places.place(place_id)
            assert (place.status, place.department, place.enterprise_id, place.talent_id) == (
                PlaceStatus(line.status),
                line.department,
                line.enterprise_id,
                line.person,
            )

    @invariant()
    def an_enterprise_has_one_open_place_and_one_person_of_the_year(self) -> None:
        open_places = Counter(
            line.enterprise_id
            for line in self.ledger.lines.values()
            if line.status in {"nominated", "reserved", "consumed"}
        )
        assert all(number == 1 for number in open_places.values())
        assert all(len(self.ledger.persons_of(enterprise_id)) <= 1 for enterprise_id in ENTERPRISES)

    @invariant()
    def a_pending_transfer_is_of_a_nomination(self) -> None:
        for place in self.quota.places.in_order.values():
            assert place.transfer_to is None or place.status is PlaceStatus.NOMINATED

    def teardown(self) -> None:
        """The events alone make the same quota again."""
        again = None
        for event in self.events:
            again = event.mutate(again)
        if again is not None:
            assert (again.places, again.is_closed) == (self.quota.places, self.quota.is_closed)


TestQuotaYear = QuotaYear.TestCase
TestQuotaYear.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
