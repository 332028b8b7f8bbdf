"""A town in which everything happens that may: cases on every route, and what becomes of their cards, from day to day.

    Town      what there is, what was recorded, and which day it is
    bring_on  the case is decided by those whose turn it is
    try_out   one of the things that may be asked: about a case (`cases_of_town.py`), or about a card (`cards_of_town.py`)

Whoever asks has all papers and a reason at hand. What is refused is refused; the town goes on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from domain import quota_events
from domain.aggregates import Batch, Card, CardApplication, CardHolding, Enterprise, Panel, Quota, Talent
from domain.aggregates.batch import BatchKind
from domain.authorization import Command
from domain.base import Authority, Event
from domain.cases import OPEN, CaseStatus, Opinion, ProvincialResult
from domain.deadlines import Deadline, Light, deadlines_of
from domain.errors import Refusal
from domain.panels import Vote
from domain.places import PlaceStatus
from domain.policy.organizations import Level
from domain.policy.steps import Step, StepKind
from domain.registration_form import FormStatement
from domain.use_cases import (
    applying_for_cards,
    arguing_cases,
    deciding_cases,
    granting_cards,
    keeping_deadlines,
    recording_results,
    submitting_batches,
    suspending_cases,
)
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.work import calendar_of
from tests.domain.books_of_zibo import QILIN, QUOTA, TAIHE, attested, opened, talent
from tests.domain.cards_of_zibo import CLOCK, CONFIRMS, WRITES, on, why
from tests.domain.cases_of_zibo import BATCH_LETTER, FORM, person_of
from tests.domain.grants_of_zibo import enterprise_named, one_head
from tests.domain.officers import DAY, HRSS, LETTER, officer, specialist
from tests.domain.routes_of_zibo import CITY_AREA, OPEN_ROUTES, draft_on, person_for
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

Asked = tuple[Command, Authority]
Thing = TypeVar("Thing")

PAPERS: dict[str, Any] = {"documents": (LETTER, BATCH_LETTER)}
QUOTA_ID = Quota.id_of(QUOTA["city"], QUOTA["card_type"], QUOTA["quota_year"])
NOMINATED = (
    (QILIN, "miit"),
    (TAIHE, "drc"),
    ("淄博三和化工有限公司", "drc"),
    ("淄博四方机电有限公司", "miit"),
)
HEADED = ("淄博领航精工有限公司", "淄博启明仪器有限公司")  # their heads are given the honor card
ROUTES = tuple(route.code for route in OPEN_ROUTES)
SOMEBODY = ("a", "b", "c")
UNDER_WAY = (CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED, CaseStatus.SUSPENDED)
AT_MOST = 4  # so many things are tried until one has effect


class NothingToAsk(Exception):
    """There is nothing yet that this could be asked about."""


class Carried(NamedTuple):
    """An event, where it lies, and where the events of its command begin."""

    event: Any
    position: int
    command_from: int


def prepared(books: Books) -> None:
    """A listed enterprise with its head for every open route, two with a place of the quota, and two heads beside."""
    opened(books)
    for number, route in enumerate(ROUTES):
        person_for(books, name=f"淄博{route}有限公司", number=21 + 2 * number)
    for number, (name, by) in enumerate(NOMINATED):
        ids = person_of(books, name, by=by, number=101 + 2 * number)
        attested(books, talent(books, "李备选", 201 + 2 * number, employer_id=ids["enterprise_id"]))
    for number, name in enumerate(HEADED):
        one_head(books, name, f"赵大{'江河'[number]}", 51 + 2 * number)
        books.send(
            AppointSpecialist(
                enterprise_id=enterprise_named(books, name).id, name="陈专员", phone="13800000001"
            ),
            HRSS,
        )


class Town:
    """What there is, what was recorded, and which day it is."""

    def __init__(self, books: Books, seed: int) -> None:
        self.books = books
        self.chance = Random(seed)
        self.day = DAY
        self.came_to: Counter[str] = Counter()
        self.had_effect: Counter[Any] = Counter()
        known = books.events()
        self.recorded = [Carried(event, position, position) for position, event in enumerate(known, 1)]
        self._loaded: dict[UUID, Any] = {}
        heads = [event for event in known if isinstance(event, Enterprise.PrincipalIdentified)]
        proposed = [event for event in known if isinstance(event, quota_events.PersonProposed)]
        self.people = {event.originator_id: event.talent_id for event in heads}  # whose case it may be
        self.people |= {event.enterprise_id: event.talent_id for event in proposed}
        self.places = {event.enterprise_id: event.place_id for event in proposed}
        self.staff = {
            id_: [one.id for one in books.all_of(Talent) if one.employers.on(DAY) == id_]
            for id_ in self.places
        }

    # -- sending ---------------------------------------------------------------------------------------

    def send(self, command: Command, by: Authority) -> bool:
        """Have it carried out today; what is refused has recorded nothing."""
        before = self.books.log.size
        try:
            sent = self.books.send(command, self.today(by))
        except Refusal as refusal:
            assert self.books.log.size == before
            self.came_to[refusal.code] += 1
            return False
        for event in sent.events:
            self._loaded.pop(event.originator_id, None)
        self.recorded += [Carried(event, at, before + 1) for at, event in enumerate(sent.events, before + 1)]
        self.came_to.update(event.TOPIC for event in sent.events)
        return True

    def try_out(self, possible: list[tuple[Callable[[Any, Any], Asked], list[Any]]]) -> None:
        """One of these things: most can be done at few moments, so what has seldom had effect is tried before the rest."""
        self.chance.shuffle(possible)
        for ask, found in sorted(possible, key=lambda one: self.had_effect[one[0]])[:AT_MOST]:
            with suppress(NothingToAsk):
                if self.send(*ask(self, self.any(found))):
                    self.had_effect[ask] += 1
                    return

    def today(self, by: Authority) -> Authority:
        return on(by, self.day)

    def days_pass(self, most: int) -> None:
        self.day += timedelta(days=self.chance.randrange(most + 1))

    # -- what there is ---------------------------------------------------------------------------------

    def any(self, them: Sequence[Thing]) -> Thing:
        if not them:
            raise NothingToAsk
        return self.chance.choice(them)

    def load(self, noun: Any, id_: UUID) -> Any:
        """An aggregate as it is until the next event of its own."""
        if id_ not in self._loaded:
            self._loaded[id_] = self.books.load(noun, id_)
        return self._loaded[id_]

    def all(self, noun: Any, beginning: type[Event] | None = None) -> list[Any]:
        """All of a noun that have begun here, in that order."""
        topic = f"{noun.TOPIC}."
        ids = dict.fromkeys(
            one.event.originator_id
            for one in self.recorded
            if one.event.TOPIC.startswith(topic) and (beginning is None or isinstance(one.event, beginning))
        )
        return [self.load(noun, id_) for id_ in ids]

    def cases(self, *statuses: CaseStatus) -> list[CardApplication]:
        known = self.all(CardApplication)
        return [case for case in known if not statuses or case.status in statuses]

    def cards(self) -> list[Card]:
        return self.all(Card)

    @property
    def quota(self) -> Quota:
        return self.load(Quota, QUOTA_ID)

    def deadlines(self, case: CardApplication) -> list[Deadline]:
        """Every deadline of the case, counted from its own times with the calendar of the office."""
        return deadlines_of(case.times, ZIBO.route(case.route).deadlines, calendar_of(self.books.store))

    # -- who acts --------------------------------------------------------------------------------------

    def step(self, case: CardApplication) -> Step:
        if case.step is None:
            raise NothingToAsk
        return ZIBO.route(case.route).steps.step(case.step)

    def at_turn(self, case: CardApplication, name: str = "") -> Authority:
        """Somebody whose turn it is: at every step somebody else, unless it is somebody who acts at several."""
        step = self.step(case)
        desk = self.chance.choice(step.desks)
        function = desk.function_for(case.department)
        area = case.area if desk.level is Level.DISTRICT else CITY_AREA
        return why(officer(function, area, actor=f"{function}-{area}-{name or step.code}", **PAPERS))

    def somebody(self, case: CardApplication) -> Authority:
        return self.at_turn(case, self.chance.choice(("", *SOMEBODY)))

    # -- what happens ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """An enterprise applies for its person, on whichever route; mostly for a card that the person has not."""
        enterprise_id, submit = self.any(list(self.people)), self.chance.random() < 0.7
        by = why(specialist(enterprise_id))
        if enterprise_id in self.places:
            place = self.quota.places.place(self.places[enterprise_id])
            if place.status is not PlaceStatus.NOMINATED and self.chance.random() < 0.8:
                return
            command = applying_for_cards.DraftCardApplication(
                **QUOTA, place_id=place.id, form=FORM, submit=submit
            )
        else:
            route, talent_id = self.any(OPEN_ROUTES), self.people[enterprise_id]
            if self.holds(talent_id, route.card_type) and self.chance.random() < 0.8:
                return
            ids = {"enterprise_id": enterprise_id, "talent_id": talent_id}
            command = draft_on(route.code, ids, submit=submit)
        self.send(command, by)

    def holds(self, talent_id: UUID, card_type: str) -> bool:
        """Whether the person has a card of this type, or may get one before long."""
        with_card = [one.id for one in self.all(CardHolding) if one.card_id is not None]
        return CardHolding.id_of(talent_id, card_type) in with_card or any(
            (case.talent_id, case.card_type) == (talent_id, card_type) for case in self.cases(*OPEN)
        )

    def bring_on(self, case: CardApplication, steps: int) -> None:
        """Have the case decided by those whose turn it is, so many times."""
        for _ in range(steps):
            with suppress(NothingToAsk):
                asked = self._next(self.load(CardApplication, case.id))
                if not all(self.send(command, by) for command, by in asked):
                    return

    def _next(self, case: CardApplication) -> list[Asked]:
        id_ = of(case)
        match case.status:
            case CaseStatus.DRAFTED:
                return [(applying_for_cards.SubmitCardApplication(**id_), enterprise_of(case))]
            case CaseStatus.CORRECTION_REQUESTED:
                return [supply(self, case)]
            case CaseStatus.SUSPENDED:
                return [(suspending_cases.ResumeCase(**id_), self.at_turn(case))]
            case CaseStatus.IN_PROCESS:
                return self._next_at_step(case, self.at_turn(case))
        return []

    def _next_at_step(self, case: CardApplication, by: Authority) -> list[Asked]:
        id_, kind = of(case), self.step(case).kind
        match kind:
            case StepKind.PANEL:
                return self._argued(case)
            case StepKind.PROVINCIAL_RESULT:
                return self._answered(case)
            case StepKind.COLLECTIVE_SUBMISSION:
                return self._handed_on(case, by)
            case StepKind.FORWARDING if case.quota_id is not None:
                return self._handed_on(case, by)
        opinion, grants = self.chance.choice([*Opinion]), self.chance.random() < 0.8
        decide = granting_cards.GrantCard if grants else granting_cards.DeclineCard
        commands: dict[StepKind, Callable[[], Command]] = {
            StepKind.OPINION: lambda: deciding_cases.GiveOpinion(**id_, opinion=opinion),
            StepKind.REVIEW: lambda: deciding_cases.ReviewCase(**id_),
            StepKind.RECEPTION: lambda: submitting_batches.AcceptMember(**id_, batch_id=case.submitted_in),
            StepKind.FORWARDING: lambda: granting_cards.ForwardCase(**id_),
            StepKind.DECISION: lambda: decide(**id_),
        }
        return [(commands[kind](), by)]

    def _answered(self, case: CardApplication) -> list[Asked]:
        results = [*ProvincialResult, *[ProvincialResult.APPROVED] * 3]
        if case.transcribed is None:
            command = recording_results.TranscribeResult(**of(case), result=self.chance.choice(results))
            return [(command, WRITES)]
        another = recording_results.ContestResult
        decide = another if self.chance.random() < 0.2 else recording_results.ConfirmResult
        return [(decide(**of(case)), CONFIRMS)]

    def _argued(self, case: CardApplication) -> list[Asked]:
        """A panel is convened; it votes and concludes; a second officer confirms that."""
        if case.open_panel_id is None:
            members = tuple(arguing_cases.StatedExpert(name=f"论证{name}") for name in "甲乙丙丁戊")
            return [(arguing_cases.ConvenePanel(**of(case), members=members), WRITES)]
        panel: Panel = self.load(Panel, case.open_panel_id)
        id_ = {"panel_id": panel.id}
        if panel.conclusion is not None:
            decide = self.chance.choice(
                [arguing_cases.ConfirmPanelConclusion] * 3 + [arguing_cases.ContestPanelConclusion]
            )
            return [(decide(**id_), CONFIRMS)]
        vote = self.chance.choice([Vote.AGREE] * 4 + [Vote.DISAGREE])
        open_votes = [one for one, expert in panel.experts.items() if expert.vote is None]
        casts = [arguing_cases.CastPanelVote(**id_, member_id=one, vote=vote) for one in open_votes]
        return [*((cast, WRITES) for cast in casts), (arguing_cases.ConcludePanel(**id_), WRITES)]

    def _handed_on(self, case: CardApplication, by: Authority) -> list[Asked]:
        """In a batch that is open already, or in a new one, which is sealed as soon as the case is in it."""
        if case.batch_id is not None:
            nothing = submitting_batches.DeclareNothingToSubmit(**QUOTA)
            silent = [one for one in ("drc", "miit") if one not in self.quota.submitted]
            declared = [(nothing, why(officer(one, actor="head", **PAPERS))) for one in silent]
            return [*declared, (submitting_batches.SealBatch(batch_id=case.batch_id), by)]
        is_last = self.step(case).kind is StepKind.FORWARDING
        kind = BatchKind.TO_PROVINCE if is_last else BatchKind.TO_HRSS
        department = None if is_last else case.department
        known = [one for one in self.all(Batch) if not one.is_sealed and one.department == department]
        if known:
            return [(submitting_batches.AddToBatch(batch_id=known[0].id, **of(case)), by)]
        return [(submitting_batches.OpenBatch(**QUOTA, kind=kind), by)]

    def escalate(self) -> None:
        """The clock tells of every deadline that was not kept."""
        for case in self.cases(CaseStatus.IN_PROCESS, CaseStatus.SUSPENDED, CaseStatus.CORRECTION_REQUESTED):
            for deadline in self.deadlines(case):
                if deadline.light(self.day) is Light.RED and not deadline.is_escalated:
                    self.send(keeping_deadlines.EscalateOverdue(**of(case), deadline=deadline.key), CLOCK)


def of(case: CardApplication) -> dict[str, UUID]:
    return {"card_application_id": case.id}


def enterprise_of(case: CardApplication) -> Authority:
    return why(specialist(case.enterprise_id))


def supply(town: Town, case: CardApplication) -> Asked:
    form = FormStatement(phone=f"138{town.chance.randrange(10**8):08d}")
    return applying_for_cards.SupplyCorrection(**of(case), form=form), enterprise_of(case)
