"""A quota year of Zibo in which everybody may send every command: what is asked, by whom, and what it came to."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID, uuid4

from domain.aggregates import Batch, Card, CardApplication, Quota, Talent
from domain.aggregates.batch import BatchKind
from domain.authorization import Command
from domain.base import Authority, Capacity, Event
from domain.cadres import PartyManaged
from domain.cards import CardStatus
from domain.cases import OPEN, CaseStatus, Opinion, ProvincialResult
from domain.errors import Refusal
from domain.places import Place
from domain.policy.organizations import Level
from domain.policy.steps import Step, StepKind, TermRule
from domain.registration_form import FormStatement
from domain.use_cases import applying_for_cards as applying
from domain.use_cases import deciding_cases as deciding
from domain.use_cases import managing_quotas as managing
from domain.use_cases import recording_results as results
from domain.use_cases import submitting_batches as batches
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.issuing_cards import IssueCard
from domain.use_cases.suspending_cases import ResumeCase
from tests.domain.books_of_zibo import LISTS, QUOTA, attested, listed, opened, talent
from tests.domain.cases_of_zibo import BATCH_LETTER, FORM, RESULT_PAPER
from tests.domain.officers import DAY, HRSS, LETTER, officer, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books, Sent

CITY_AREA = ZIBO.city_area.code
AREAS = (CITY_AREA, "zhangdian", "boshan")
FUNCTIONS = ("drc", "miit", "hrss")
QUOTA_ID = Quota.id_of(**QUOTA)
STEPS = ZIBO.quota_route("huicai").steps
PAPERS = {"documents": (LETTER, BATCH_LETTER, RESULT_PAPER)}
LIMITS = {"city_limit": 4, "department_limits": {"drc": 3, "miit": 2}}
ENTERPRISES = (  # name, area, on whose lists
    ("淄博甲子机械有限公司", "zhangdian", ("drc",)),
    ("淄博乙丑新材料有限公司", "zhangdian", ("drc", "miit")),
    ("淄博丙寅医药有限公司", "boshan", ("drc",)),
    ("淄博丁卯控股有限公司", CITY_AREA, ("drc",)),
    ("淄博戊辰电子有限公司", "zhangdian", ("miit",)),
    ("淄博己巳陶瓷有限公司", "boshan", ("miit",)),
)
PERSONS = "源远流长清澈明净高山仰止"
SOMEBODY = ("wu-yi", "zheng-er", "feng-san")

Asked: TypeAlias = tuple[Command, Authority]
Ask = Callable[["Year", int, int], Asked]


class NobodyToAsk(Exception):
    """There is nothing yet that this could be asked about."""


class Carried(NamedTuple):
    """An event, where it lies, and where the events of its command begin."""

    event: Any
    position: int
    command_from: int


def prepared(books: Books) -> None:
    """Six enterprises of both departments, each with a specialist and two persons; the quota is open and small."""
    opened(books)
    books.send(
        managing.ReviseLimits(**QUOTA, **LIMITS),
        saying_why(HRSS.model_copy(update=PAPERS | {"actor": "head"})),
    )
    numbers = count(1, 2)  # of men, as the form says
    for name, area, by in ENTERPRISES:
        for department in by:
            [enterprise_id] = listed(books, name, by=department, area=area)
        books.send(AppointSpecialist(enterprise_id=enterprise_id, name="陈专员", phone="13800000001"), HRSS)
        for number in (next(numbers), next(numbers)):
            person = f"李思{PERSONS[number // 2]}"
            talent_id = talent(books, person, number, employer_id=enterprise_id, area=area)
            attested(books, talent_id, PartyManaged.UNKNOWN if number % 7 == 0 else PartyManaged.NO)


class Year:
    """The year as it goes on: what was sent, what was refused, and everything that was recorded."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.came_to: Counter[str] = Counter()
        self.recorded: list[Carried] = []
        self._loaded: dict[UUID, Any] = {}
        known = books.all_of(Talent)
        self.enterprises = list(dict.fromkeys(one.employers.on(DAY) for one in known))
        self.persons = {
            id_: [one.id for one in known if one.employers.on(DAY) == id_] for id_ in self.enterprises
        }

    # -- sending ---------------------------------------------------------------------------------------

    def send(self, command: Command, by: Authority) -> Sent | None:
        """Have it carried out, or refused: then nothing was recorded but a line of the refusal log."""
        before, lines = self.books.log.size, len(self.books.refusals.lines)
        with suppress(Refusal):
            sent = self.books.send(command, by)
            self._recorded(sent, before)
            return sent
        assert self.books.log.size == before
        [refused] = self.books.refusals.lines[lines:]
        self.came_to[refused.code] += 1
        return None

    def bring_on(self, number: int, steps: int) -> None:
        """Have a case decided by those whose turn it is, so many times."""
        case_id = self.any_case(number).id
        for turn in range(steps):
            for command, by in self._next(self.load(CardApplication, case_id), number + turn):
                self.send(command, by)

    def _recorded(self, sent: Sent, before: int) -> None:
        for event in sent.events:
            self._loaded.pop(event.originator_id, None)
        self.recorded += [Carried(event, at, before + 1) for at, event in enumerate(sent.events, before + 1)]
        self.came_to.update(event.TOPIC for event in sent.events)
        assert sent.receipt.last_position == self.books.log.size == self.recorded[-1].position

    # -- what there is ---------------------------------------------------------------------------------

    @property
    def quota(self) -> Quota:
        return self.load(Quota, QUOTA_ID)

    def load(self, noun: Any, id_: UUID) -> Any:
        """An aggregate as it is until the next event of its own."""
        if id_ not in self._loaded:
            self._loaded[id_] = self.books.load(noun, id_)
        return self._loaded[id_]

    def ids(self, beginning: type[Event]) -> list[UUID]:
        """What has begun with such an event."""
        return [
            carried.event.originator_id for carried in self.recorded if isinstance(carried.event, beginning)
        ]

    def cases(self, *statuses: CaseStatus) -> list[CardApplication]:
        """All cases, or those that stand so."""
        known = [self.load(CardApplication, id_) for id_ in self.ids(CardApplication.Drafted)]
        return [case for case in known if not statuses or case.status in statuses]

    def any_case(self, number: int, *statuses: CaseStatus) -> CardApplication:
        """One that stands so if there is any, else any."""
        return picked(self.cases(*statuses) or self.cases(), number)

    def any_place(self, number: int, *statuses: str) -> Place:
        places = list(self.quota.places.in_order.values())
        return picked([place for place in places if place.status in statuses] or places, number)

    def any_batch(self, number: int, *, sealed: bool | None = None) -> Batch:
        known = [self.load(Batch, id_) for id_ in self.ids(Batch.Opened)]
        return picked([batch for batch in known if sealed in (None, batch.is_sealed)] or known, number)

    def any_card(self, number: int) -> Card:
        return picked([self.load(Card, id_) for id_ in self.ids(Card.Granted)], number)

    def enterprise_of(self, case: CardApplication) -> Authority:
        return saying_why(specialist(case.enterprise_id))

    def office_of(self, case: CardApplication) -> tuple[str, str]:
        """The function and the area that act at the step of a case."""
        step = STEPS.step(case.step)
        [area] = [area for area in AREAS if acts_in(step, area, case)]
        return step.function_for(case.department), area

    def at_turn(self, case: CardApplication, number: int = 0) -> Authority:
        """Somebody whose turn it is, with all papers; at every step somebody else, if `number` says nothing."""
        if case.step is None:
            raise NobodyToAsk
        function, area = self.office_of(case)
        return officer_named(function, area, f"{case.step}-{number % 2}")

    # -- what brings a case on -------------------------------------------------------------------------

    def _next(self, case: CardApplication, number: int) -> list[Asked]:
        id_ = {"card_application_id": case.id}
        match case.status:
            case CaseStatus.DRAFTED:
                asked = [(applying.SubmitCardApplication(**id_), self.enterprise_of(case))]
            case CaseStatus.CORRECTION_REQUESTED:
                form = FormStatement(resume=f"补正第{number}稿，{case.form_version}")
                asked = [(applying.SupplyCorrection(**id_, form=form), self.enterprise_of(case))]
            case CaseStatus.SUSPENDED:
                asked = [(ResumeCase(**id_), self.at_turn(case, number))]
            case CaseStatus.IN_PROCESS:
                asked = self._next_at_step(case, STEPS.step(case.step).kind, number)
            case CaseStatus.APPROVED if number % 2:
                asked = [(issue(case.card_id, number), transcribing("hrss-issuing"))]
            case CaseStatus.APPROVED | CaseStatus.REJECTED if case.revision is None:
                ask = another_entry if case.correction is None else decision_on_entry
                asked = [ask(self, case, number)]
            case _:
                asked = []
        return asked

    def _next_at_step(self, case: CardApplication, kind: StepKind, number: int) -> list[Asked]:
        id_, by = {"card_application_id": case.id}, self.at_turn(case)
        match kind:
            case StepKind.OPINION:
                return [(deciding.GiveOpinion(**id_, opinion=picked([*Opinion], number)), by)]
            case StepKind.REVIEW:
                return [(deciding.ReviewCase(**id_), by)]
            case StepKind.RECEPTION:
                return [(batches.AcceptMember(**id_, batch_id=self.batch_it_came_with(case).id), by)]
            case StepKind.PROVINCIAL_RESULT if case.transcribed is None:
                result = picked([*ProvincialResult, ProvincialResult.APPROVED], number)
                return [(results.TranscribeResult(**id_, result=result), transcribing("hrss-writing"))]
            case StepKind.PROVINCIAL_RESULT:
                decide = results.ConfirmResult if number % 5 else results.ContestResult
                return [(decide(**id_), by)]
        return self._handed_on(case, by)

    def _handed_on(self, case: CardApplication, by: Authority) -> list[Asked]:
        """In a batch that is open already, or in a new one, which is sealed as soon as the case is in it."""
        if case.batch_id is not None:
            return [*self._silence(case), (batches.SealBatch(batch_id=case.batch_id), by)]
        kind = BatchKind.TO_PROVINCE if case.step == "forwarding" else BatchKind.TO_HRSS
        known = [self.load(Batch, id_) for id_ in self.ids(Batch.Opened)]
        department = case.department if kind is BatchKind.TO_HRSS else None
        fitting = [batch for batch in known if not batch.is_sealed and batch.department == department]
        if fitting:
            return [(batches.AddToBatch(batch_id=fitting[0].id, card_application_id=case.id), by)]
        return [(batches.OpenBatch(**QUOTA, kind=kind), by)]

    def _silence(self, case: CardApplication) -> list[Asked]:
        """Before anything goes to the province, who has nothing to submit says so."""
        if case.step != "forwarding":
            return []
        silent = [one for one in LISTS if one not in self.quota.submitted]
        return [
            (batches.DeclareNothingToSubmit(**QUOTA), officer_named(one, CITY_AREA, "head")) for one in silent
        ]

    def batch_it_came_with(self, case: CardApplication) -> Batch:
        """The batch with which the case was last handed on."""
        own = [carried.event for carried in self.recorded if carried.event.originator_id == case.id]
        return self.load(Batch, [event.batch_id for event in own if hasattr(event, "batch_id")][-1])


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────────────


def officer_named(function: str, area: str, name: str) -> Authority:
    """An officer with all papers and a reason at hand."""
    return saying_why(officer(function, area, actor=f"{area}-{function}-{name}", **PAPERS))


def transcribing(name: str, **more: Any) -> Authority:
    """An officer of the city's HRSS who writes down what the province says."""
    written = {"capacity": Capacity.TRANSCRIBING, "deciding_body": "shandong-hrss"}
    return officer_named("hrss", CITY_AREA, name).model_copy(update=written | more)


def acts_in(step: Step, area: str, case: CardApplication) -> bool:
    """Whether the office that acts at the step is this area's; the enterprises of this year stay where they are."""
    return area == (case.area if step.level is Level.DISTRICT else CITY_AREA)


def picked(known: Iterable[Any], number: int) -> Any:
    known = list(known)
    if not known:
        raise NobodyToAsk
    return known[number % len(known)]


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────


def nominate(year: Year, number: int, other: int) -> Asked:
    at = number % len(ENTERPRISES)
    department = picked(ENTERPRISES[at][2] if other % 5 else LISTS, other)
    command = managing.NominateEnterprise(**QUOTA, enterprise_id=year.enterprises[at])
    return command, officer_named(department, CITY_AREA, "head")


def withdraw_nomination(year: Year, number: int, _other: int) -> Asked:
    place = year.any_place(number, "nominated")
    command = managing.WithdrawNomination(**QUOTA, place_id=place.id)
    return command, officer_named(place.department, CITY_AREA, "head")


def propose(year: Year, number: int, other: int) -> Asked:
    place = year.any_place(number, "nominated")
    person = picked(year.persons[place.enterprise_id], other)
    return managing.ProposePerson(**QUOTA, place_id=place.id, talent_id=person), specialist(
        place.enterprise_id
    )


def replace(year: Year, number: int, other: int) -> Asked:
    place = year.any_place(number, "nominated" if other % 3 == 0 else "reserved")
    person = picked(year.persons[place.enterprise_id], other)
    command = managing.ReplacePerson(**QUOTA, place_id=place.id, talent_id=person)
    return command, saying_why(specialist(place.enterprise_id))


def draft(year: Year, number: int, other: int) -> Asked:
    place = year.any_place(number, "nominated")
    form = FORM if other % 4 else FormStatement()
    command = applying.DraftCardApplication(**QUOTA, place_id=place.id, form=form, submit=other % 3 > 0)
    return command, specialist(place.enterprise_id)


def fill(year: Year, number: int, _other: int) -> Asked:
    case = year.any_case(number, CaseStatus.DRAFTED)
    return applying.FillForm(card_application_id=case.id, form=FORM), year.enterprise_of(case)


def withdraw(year: Year, number: int, _other: int) -> Asked:
    case = year.any_case(number, *OPEN)
    return applying.WithdrawCardApplication(card_application_id=case.id), year.enterprise_of(case)


def give_back(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS)
    step = picked(STEPS, other).code
    return deciding.ReturnCase(card_application_id=case.id, to_step=step), year.at_turn(case, other)


def ask_for_correction(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS)
    items = (deciding.StatedItem(field="resume", note="请补充"),)
    return deciding.RequestCorrection(card_application_id=case.id, items=items), year.at_turn(case, other)


def not_recommend(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS)
    return deciding.NotRecommend(card_application_id=case.id), year.at_turn(case, other)


def take_out(year: Year, number: int, _other: int) -> Asked:
    batch = year.any_batch(number, sealed=False)
    command = batches.RemoveFromBatch(batch_id=batch.id, card_application_id=picked(batch.members, number))
    return command, sender_of(batch)


def add(year: Year, number: int, other: int) -> Asked:
    batch, case = year.any_batch(number), year.any_case(other, CaseStatus.IN_PROCESS)
    return batches.AddToBatch(batch_id=batch.id, card_application_id=case.id), sender_of(batch)


def seal(year: Year, number: int, _other: int) -> Asked:
    batch = year.any_batch(number, sealed=False)
    return batches.SealBatch(batch_id=batch.id), sender_of(batch)


def give_member_back(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS)
    batch = year.any_batch(other, sealed=True)
    step = picked(STEPS[:4], other).code
    command = batches.ReturnMember(batch_id=batch.id, card_application_id=case.id, to_step=step)
    return command, officer_named("hrss", CITY_AREA, "hrss_reception-0")


def declare(year: Year, number: int, _other: int) -> Asked:
    return batches.DeclareNothingToSubmit(**QUOTA), officer_named(picked(LISTS, number), CITY_AREA, "head")


def transcribe(year: Year, number: int, other: int) -> Asked:
    case = picked([case for case in year.cases() if case.step == "provincial_result"], number)
    result = picked([*ProvincialResult], other)
    command = results.TranscribeResult(card_application_id=case.id, result=result)
    return command, transcribing(f"hrss-{SOMEBODY[other % 3]}")


def contest(year: Year, number: int, _other: int) -> Asked:
    case = picked([case for case in year.cases() if case.transcribed is not None], number)
    return results.ContestResult(card_application_id=case.id), year.at_turn(case)


def ask_for_entry_correction(year: Year, number: int, other: int) -> Asked:
    return another_entry(year, year.any_case(number, CaseStatus.APPROVED, CaseStatus.REJECTED), other)


def another_entry(year: Year, case: CardApplication, number: int) -> Asked:
    command = results.RequestEntryCorrection(
        card_application_id=case.id, result=picked([*ProvincialResult], number)
    )
    return command, transcribing("hrss-writing", corrects=entry_of(case, year))


def decide_entry_correction(year: Year, number: int, other: int) -> Asked:
    return decision_on_entry(
        year, picked([case for case in year.cases() if case.correction is not None], number), other
    )


def decision_on_entry(year: Year, case: CardApplication, number: int) -> Asked:
    id_, by = {"card_application_id": case.id}, officer_named("hrss", CITY_AREA, SOMEBODY[number % 3])
    if number % 4 == 0:
        return results.DeclineEntryCorrection(**id_), by
    return results.CorrectEntry(**id_), by.model_copy(update={"corrects": entry_of(case, year)})


def issue_some(year: Year, number: int, other: int) -> Asked:
    return issue(year.any_card(number).id, other), transcribing("hrss-issuing")


def attest(year: Year, number: int, other: int) -> Asked:
    result = PartyManaged.YES if other % 7 == 0 else PartyManaged.NO
    person = picked(year.persons[picked(year.enterprises, number)], other)
    return AttestCadreStatus(talent_id=person, result=result, as_of=DAY), officer_named(
        "party_org", CITY_AREA, "head"
    )


def issue(card_id: UUID, number: int) -> IssueCard:
    return IssueCard(
        card_id=card_id,
        card_number=f"HC{number:03d}",
        issued_on=DAY,
        valid_from=DAY,
        valid_to=date(2027, 3, 14),
        term_rule=TermRule.MANAGEMENT_PERIOD,
    )


def sender_of(batch: Batch) -> Authority:
    if batch.department is None:
        return officer_named("hrss", CITY_AREA, "forwarding-0")
    return officer_named(batch.department, CITY_AREA, "collective_submission-0")


def entry_of(case: CardApplication, year: Year) -> UUID:
    """The event that holds the province's answer, or one that nobody knows."""
    answers = (CardApplication.Approved, CardApplication.Rejected, CardApplication.EntryCorrected)
    known = [
        one.entry.event_id for one in year.books.store.history(case.id) if isinstance(one.event, answers)
    ]
    return known[-1] if known else uuid4()


def is_granted(card: Card) -> bool:
    return card.status in (CardStatus.GRANTED, CardStatus.IN_FORCE)


ASKED: tuple[Ask, ...] = (
    nominate, nominate, withdraw_nomination, propose, replace, draft, fill, withdraw, give_back, ask_for_correction,
    not_recommend, take_out, add, seal, give_member_back, declare, transcribe, contest, ask_for_entry_correction,
    decide_entry_correction, issue_some, attest,
)  # fmt: skip
