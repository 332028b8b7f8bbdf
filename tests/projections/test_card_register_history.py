"""For any lawful history the register as of a position says what the aggregates said by then, however it is cut."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.aggregates import Card, CardApplication, Enterprise, Talent
from domain.aggregates.talent import DocumentFacts
from domain.authorization import Scope
from domain.base import Event, EventSourced
from domain.cards import (
    ISSUED,
    ON_THE_BOOKS,
    PAST,
    ArrivalStage,
    CancellationCause,
    CardStatus,
    Consequence,
    DeliveryWay,
    Finding,
    InquiryStage,
    Measure,
    PlasticStage,
    Recipient,
    ReminderKind,
    ReplacementCause,
    RevocationCause,
    StatedTerm,
    SuspensionGround,
)
from domain.errors import Refusal
from domain.mergers import MergerReason
from domain.personal_data import Personal, Sealed
from domain.policy.steps import TermRule
from domain.use_cases.keeping_enterprises import survivor_of
from persistence.datastore import Datastore
from projections.card_register import (
    CardFilter,
    CardRegister,
    CardRow,
    ReminderFilter,
    ReminderList,
    card_register,
)
from projections.knowledge import NO_LAST_DAY
from projections.loading import Stored
from projections.rows import Rows
from tests.domain.made_up import credit_code_of
from tests.projections.made_up import enterprise, officer, specialist, talent
from tests.projections.made_up_cards import card, case, document, fill, issue, taken_over

EVERYTHING = Scope()
NAMES = ("李慧", "王强", "赵敏")
AREAS = ("zhangdian", "huantai", "boshan")


# ── A history: what was decided, one after the other ─────────────────────────────────────────────────────


@dataclass
class Office:
    """Two people, two enterprises, a case of each person, and the cards they come by; events in their order."""

    people: list[Talent] = field(default_factory=lambda: [talent(name) for name in NAMES[:2]])
    employers: list[Enterprise] = field(
        default_factory=lambda: [enterprise(f"淄博{sign}有限公司") for sign in "甲乙"]
    )
    cases: list[CardApplication] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        for holder, employer in zip(self.people, self.employers, strict=True):
            self.cases.append(case(holder, employer, gender="2", birth_date="1985-03-12"))
        self.record(*self.people, *self.employers, *self.cases)

    def record(self, *aggregates: EventSourced) -> None:
        for one in aggregates:
            self.events += one.collect_events()

    def ask(self, what: "Ask", number: int, other: int) -> None:
        """Decide it, unless it is refused."""
        with suppress(Refusal, ZeroDivisionError):  # there is no card yet
            self.record(what(self, number, other))


Ask = Callable[[Office, int, int], EventSourced]


def by(number: int) -> dict[str, Any]:
    """Somebody who decides with effect from one of a few days, in any order."""
    return {"authority": officer(date(2025, 1 + number % 6, 1))}


def picked(choice: Sequence[Any], number: int) -> Any:
    return choice[number % len(choice)]


def grant(office: Office, number: int, other: int) -> Card:
    holder = number % 2
    facts: dict[str, Any] = {"card_application_id": office.cases[holder].id} if other % 3 else {}
    employer = office.employers[other % 2] if other % 5 else None
    office.cards.append(card(office.people[holder], employer, **facts, **by(other)))
    return office.cards[-1]


def take_over(office: Office, number: int, other: int) -> Card:
    status = picked((CardStatus.IN_FORCE, CardStatus.SUSPENDED, CardStatus.ENDED), other)
    employer = picked(office.employers, other)
    stated = {"enterprise_id": employer.id, "area": employer.area, "card_number": f"OLD{number}"}
    office.cards.append(taken_over(picked(office.people, number), status=status, **stated))
    return office.cards[-1]


def issue_one(office: Office, number: int, other: int) -> Card:
    one = picked(office.cards, number)
    return issue(one, f"SDHC{number}", area=area_of(one, office), **by(other))


def reverse(office: Office, number: int, other: int) -> Card:
    one = picked(office.cards, number)
    one.reverse_grant(area=area_of(one, office), **by(other))
    return one


def of_card(decide: Callable[[Card, int, dict[str, Any]], None]) -> Ask:
    def ask(office: Office, number: int, other: int) -> Card:
        one = picked(office.cards, number)
        decide(one, other, {"area": area_of(one, office), **by(other)})
        return one

    return ask


def issue_early(one: Card, number: int, decided: dict[str, Any]) -> None:
    planned = date(2025, 1 + number % 6, 1)
    one.issue_early(card_number=f"ELITE{number}", issued_on=planned, planned_arrival=planned, **decided)


def confirm_arrival(one: Card, number: int, decided: dict[str, Any]) -> None:
    """On the first of a month, with a contract of some years."""
    came = date(2025, 1, 1)
    stated = {"contract_from": came, "contract_to": date(2026 + number % 5, 1, 1)}
    term = {"valid_from": came, "valid_to": stated["contract_to"], "term_rule": TermRule.CONTRACT_PERIOD}
    one.confirm_arrival(arrived_on=came, **term, **stated, **decided)


def wait_in_vain(one: Card, number: int, decided: dict[str, Any]) -> None:
    if one.arrival is not None and one.arrival.stage is ArrivalStage.LAPSED and number % 2:
        one.give_up(after_days=0, **decided)
    else:
        one.lapse_arrival(grace_days=0, **decided)


def remind(one: Card, number: int, decided: dict[str, Any]) -> None:
    """Of the arrival while the holder is awaited, and of the end of the term otherwise."""
    told = {"told_to": "hrss", "told_in": "zibo-shibenji"}
    if one.arrival is not None and one.arrival.stage is ArrivalStage.AWAITED:
        one.remind_of_arrival((60, 0), **told, **decided)
    else:
        one.list_for_renewal((2000, 1000, 300), **told, **decided)


def make_plastic(one: Card, number: int, decided: dict[str, Any]) -> None:
    """Some of the steps that the plastic goes until its holder uses it."""
    for _ in range(1 + number % 5):
        next_step_of_plastic(one, number, decided)


def next_step_of_plastic(one: Card, number: int, decided: dict[str, Any]) -> None:
    receipt = (picked(tuple(Recipient), number), Personal(one.talent_id, picked(NAMES, number)), None)
    match one.plastic:
        case PlasticStage.TO_PRODUCE if number % 2:
            one.produce(None, **decided)
        case PlasticStage.TO_PRODUCE:
            one.join_production(uuid4(), **decided)
        case PlasticStage.IN_PRODUCTION if number % 3 == 0:
            one.leave_production(**decided)
        case PlasticStage.IN_PRODUCTION:
            one.produce(one.production_batch_id, **decided)
        case PlasticStage.PRODUCED if number % 2:
            one.dispatch(DeliveryWay.COURIER, **decided)
        case PlasticStage.DELIVERED:
            one.activate(**decided)
        case _:
            one.deliver(*receipt, **decided)


def lose(one: Card, number: int, decided: dict[str, Any]) -> None:
    if not one.is_lost:
        one.report_loss(**decided)
        if number % 3 == 0:
            one.withdraw_loss(**decided)
    elif number % 2:
        one.replace(f"AGAIN{one.version}", ReplacementCause.LOST, **decided)
    else:
        one.withdraw_loss(**decided)


def suspend(one: Card, _: int, decided: dict[str, Any]) -> None:
    (one.reinstate if SuspensionGround.DECIDED in one.grounds else one.suspend)(**decided)


def inquire(one: Card, number: int, decided: dict[str, Any]) -> None:
    """Some of the steps from a report to what follows of it."""
    for _ in range(2 + number % 4):
        next_step_of_inquiry(one, number, decided)


def by_a_colleague(decided: dict[str, Any]) -> dict[str, Any]:
    """The same as decided by another officer."""
    return decided | {"authority": officer(date(2025, 6, 1)).model_copy(update={"actor": "feng-confirming"})}


def next_step_of_inquiry(one: Card, number: int, decided: dict[str, Any]) -> None:
    match one.inquiry:
        case InquiryStage.REPORTED:
            one.open_inquiry(**decided)
        case InquiryStage.OPENED:
            one.make_finding(picked(tuple(Finding), number), **decided)
        case InquiryStage.FOUND_FALSE if one.holder_is_barred:
            one.lift_bar(**decided)
        case InquiryStage.FOUND_FALSE if one.status in PAST:
            one.bar_holder(date(2030, 6, 1), **by_a_colleague(decided))
        case InquiryStage.FOUND_FALSE:
            end(one, 0, decided)
        case _:
            one.report_false_declaration(**decided)


def propose(one: Card, number: int, decided: dict[str, Any]) -> None:
    """What leads to a measure or not, and moves nothing by itself."""
    measure = picked(tuple(Measure), number)
    if one.transcribed is not None:
        one.contest(**by_a_colleague(decided))
    elif measure in one.proposals:
        one.decline_proposal(measure, **decided)
    elif number % 2:
        one.propose(measure, **decided)
        if number % 3 == 0:
            one.decline_proposal(measure, **decided)
    else:
        one.transcribe(measure, cause=None, renewal=None, **decided)


def end(one: Card, number: int, decided: dict[str, Any]) -> None:
    match number % 6:
        case 0 if one.inquiry is InquiryStage.FOUND_FALSE:
            one.revoke(RevocationCause.FALSE_DECLARATION, **by_a_colleague(decided))
            one.draw_consequence(Consequence.EMPLOYER_INFORMED, **decided)
        case 0:
            one.revoke(RevocationCause.BREACH, **decided)
        case 1:
            one.cancel(CancellationCause.LEFT, **decided)


def correct(one: Card, number: int, decided: dict[str, Any]) -> None:
    if number % 5 == 0:
        one.correct_class(picked(("A", "B", "C"), number), None, **decided)
        return
    came = date(2025, 1 + number % 6, 2)
    term = {"valid_from": came, "valid_to": date(2029 + number % 4, 1, 1), "term_rule": TermRule.FIXED_YEARS}
    number_of = one.card_number if number % 2 and one.card_number else f"RIGHT{number}"
    one.correct_entry(
        StatedTerm(card_number=number_of, issued_on=came, differs_from_rule=number % 3 == 0, **term),
        **decided,
    )


def renew(office: Office, number: int, other: int) -> Card:
    """Another card takes the place of one, and is granted with it."""
    one = picked(office.cards, number)
    here = {"area": area_of(one, office), **by(other)}
    successor_id = uuid4()
    one.renew(successor_id, **here)
    office.record(one)
    kept = ("city", "card_type", "route", "talent_id", "enterprise_id", "card_application_id")
    facts = {name: getattr(one, name) for name in kept}
    renewed = {"predecessor_id": one.id, "renewals": one.renewals + 1}
    office.cards.append(Card.grant(successor_id, **facts, **renewed, **here))
    return office.cards[-1]


def move(office: Office, number: int, other: int) -> Card:
    one, employer = picked(office.cards, number), picked(office.employers, other)
    employer.must_not_be_merged()
    day = date(2025, 1, 1)
    one.move_to_employer(employer.id, moved_on=day, area=employer.area, **by(other))
    return one


def area_of(one: Card, office: Office) -> str:
    """Where the card's enterprise is, or the one that it is by now: as the use cases state it."""
    if one.enterprise_id is None:
        return one.area
    return survivor_of(one.enterprise_id, {its.id: its for its in office.employers}.__getitem__).area


def rename_person(office: Office, number: int, other: int) -> Talent:
    one = picked(office.people, number)
    one.rename(Personal(one.id, picked(NAMES, other)), **by(other))
    return one


def add_document(office: Office, number: int, other: int) -> Talent:
    """A passport, or the one resident identity card that a person has."""
    one = picked(office.people, number)
    has_card = any(kept.facts.kind != "passport" for kept in one.documents.values())
    kind = "passport" if has_card or other % 2 else "resident_identity_card"
    one.add_document(document(one, f"E{other:08d}", kind), **by(other))
    return one


def replace_document(office: Office, number: int, other: int) -> Talent:
    one = picked(office.people, number)
    old = picked(one.current_documents(), other)
    one.replace_document(old.document_id, document(one, f"P{other:08d}", old.kind), **by(other))
    return one


def of_enterprise(decide: Callable[[Enterprise, int], None]) -> Ask:
    def ask(office: Office, number: int, other: int) -> Enterprise:
        one = picked(office.employers, number)
        decide(one, other)
        return one

    return ask


def relieve(one: Enterprise, number: int) -> None:
    if (present := one.specialists.current) is not None:
        one.relieve_specialist(present.id, **by(number))


def merge(office: Office, number: int, other: int) -> Enterprise:
    """One enterprise turns out to be the other; what is asked of it from then on is refused."""
    merged, survivor = office.employers[number % 2], office.employers[1 - number % 2]
    survivor.must_not_be_merged()
    day = date(2025, 1 + other % 6, 1)
    merged.merge_into(survivor.id, officer(day, reason_code=MergerReason.RECORDED_TWICE))
    return merged


def state_form(office: Office, number: int, other: int) -> CardApplication:
    return fill(picked(office.cases, number), picked(office.people, number), gender=picked("12", other))


ASKED: Sequence[Ask] = (
    grant,
    grant,
    take_over,
    issue_one,
    issue_one,
    reverse,
    rename_person,
    add_document,
    replace_document,
    of_enterprise(lambda e, n: e.rename(f"淄博{picked('丙丁戊', n)}有限公司", **by(n))),
    of_enterprise(lambda e, n: e.enter_on_list("cluster_leader", uuid4(), picked(AREAS, n), **by(n))),
    of_enterprise(lambda e, n: e.relocate(picked(AREAS, n), **by(n))),
    of_enterprise(lambda e, n: e.state_credit_code(credit_code_of(n + 1), **by(n))),
    of_enterprise(lambda e, n: e.appoint_specialist(specialist(picked(NAMES, n)), **by(n))),
    of_enterprise(relieve),
    merge,
    state_form,
    of_card(issue_early),
    of_card(issue_early),
    of_card(confirm_arrival),
    of_card(lambda c, n, by: c.extend_arrival(date(2025, 7, 1 + n % 9), at_most=2, **by)),
    of_card(wait_in_vain),
    of_card(lambda c, _, by: c.expire(area=by["area"], authority=officer(date(2041, 1, 1)))),
    of_card(remind),
    of_card(make_plastic),
    of_card(make_plastic),
    of_card(make_plastic),
    of_card(lose),
    of_card(lose),
    of_card(suspend),
    of_card(inquire),
    of_card(inquire),
    of_card(end),
    of_card(propose),
    of_card(correct),
    renew,
    move,
)
numbers = st.integers(0, 29)
histories = st.lists(st.tuples(st.sampled_from(ASKED), numbers, numbers), min_size=25, max_size=80)
pages = st.lists(st.integers(1, 7), max_size=30)


def lawful(history: Iterable[tuple[Ask, int, int]]) -> Office:
    office = Office()
    for what, number, other in history:
        office.ask(what, number, other)
    return office


# ── What the aggregates say ──────────────────────────────────────────────────────────────────────────────


class Books:
    """The aggregates as they were after the first so many events: nothing of the projection is in here."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.nouns: dict[UUID, Any] = {}
        for event in events:
            self.nouns[event.originator_id] = event.mutate(self.nouns.get(event.originator_id))

    def register(self) -> list[dict[str, Any]]:
        begun = [
            event.originator_id for event in self.events if isinstance(event, Card.Granted | Card.TakenOver)
        ]
        entered = (self.nouns[card_id] for card_id in begun)
        return [self.entry(one) for one in entered if one.status is not CardStatus.REVERSED]

    def entry(self, one: Card) -> dict[str, Any]:
        holder, employer = self.nouns[one.talent_id], self.employer(one)
        present = employer and employer.specialists.current
        shown = shown_document(holder)
        return {
            "card_id": one.id,
            "version": one.version,
            "status": one.status,
            "card_number": one.card_number,
            "valid_to": one.valid_to,
            "plastic": one.plastic,
            "former_number": one.former_numbers[-1] if one.former_numbers else None,
            "arrival": one.arrival and one.arrival.stage,
            "planned_arrival": one.arrival and one.arrival.planned_on,
            "received_by": self.received_by(one),
            "talent_name": holder.name.value,
            "document_kind": shown.kind,
            "document_number": shown.number.value,
            "gender": self.gender(one),
            "enterprise_id": employer and employer.id,
            "enterprise_name": employer and employer.name,
            "uscc": employer and employer.uscc,
            "area": employer.area if employer else one.area,
            "specialist_name": present and present.name.value,
        }

    def employer(self, one: Card) -> Enterprise | None:
        """The enterprise of the card, or the one that it is by then."""
        found = self.nouns.get(one.enterprise_id)
        return found and survivor_of(found.id, self.nouns.__getitem__)

    def received_by(self, one: Card) -> str | None:
        """Who signed for the plastic that there is now."""
        signatures = [signed for _, signed in self.receipts(one)]
        return signatures[-1] if signatures else None

    def receipts(self, one: Card) -> Iterator[tuple[Event, str | None]]:
        """Every event that changes who has signed; a plastic in place of one that nobody signed for does not."""
        known = None
        for event in self.events:
            if event.originator_id == one.id and isinstance(event, Card.Delivered | Card.Replaced):
                before, known = known, event.received_by.value if isinstance(event, Card.Delivered) else None
                if known != before:
                    yield event, known

    def gender(self, one: Card) -> str | None:
        """As the form of its case said when the card was granted."""
        granted = next(at for at, event in enumerate(self.events) if event.originator_id == one.id)
        forms = [
            event.form.gender.value
            for event in self.events[:granted]
            if isinstance(event, CardApplication.FormFilled)
            and event.originator_id == one.card_application_id
        ]
        return forms[-1] if forms else None


def awaiting(books: "Books") -> set[tuple[UUID, str, int]]:
    """Of which day of a card, and at which mark, an office was reminded that still waits for it."""
    found = set()
    for one in (noun for noun in books.nouns.values() if isinstance(noun, Card) and noun.status in ISSUED):
        arrival = one.arrival if one.arrival and one.arrival.stage is ArrivalStage.AWAITED else None
        marks = {
            ReminderKind.ARRIVAL: arrival and arrival.reminded,
            ReminderKind.RENEWAL: one.listed_for_renewal,
        }
        found |= {(one.id, kind, mark) for kind, mark in marks.items() if mark is not None}
    return found


def shown_document(holder: Talent) -> DocumentFacts:
    """The first resident identity card, or else the first document, and whatever has come in its place."""
    every = list(holder.documents.values())
    cards = [kept for kept in every if kept.facts.kind == "resident_identity_card"]
    shown = (*cards, *every)[0]
    while shown.replaced_by is not None:
        shown = holder.documents[shown.replaced_by]
    return shown.facts


# ── What the register says ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def take_in(projector: Datastore) -> Callable[[Sequence[Event], Iterable[int]], None]:
    """Writes what events do to empty tables, cut into pages of these lengths; their positions begin with 1."""

    def taken(events: Sequence[Event], lengths: Iterable[int]) -> None:
        rest, lengths = list(enumerate(events, 1)), list(lengths)
        with projector.transaction() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute("TRUNCATE " + ", ".join(f"read.{table.name}" for table in card_register.tables))
        while rest:
            length = lengths.pop(0) if lengths else len(rest)
            page, rest = rest[:length], rest[length:]
            with projector.transaction() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
                rows = Rows(Stored(cursor, "read").load)
                for position, event in page:
                    if event.TOPIC in card_register.taken:
                        card_register.apply(rows, as_stored(event), position)
                rows.write(cursor, "read")

    return taken


def as_stored(event: Event) -> Any:
    """The event as it is read back from the log, with blobs that say in clear what would be sealed in them."""
    return _sealed(event, f"{event.originator_id}/{event.originator_version}")


def _sealed(value: Any, place: str) -> Any:
    """Every fact for its place: what is stated twice lies in the log as two facts, which no register can tell to be alike."""
    if isinstance(value, Personal):
        return Sealed(value.subject, value.value.encode(), place.encode())
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _sealed(inside, f"{place}/{name}") for name, inside in value})
    return value


def said(row: CardRow, names: Iterable[str]) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in names}
    return {name: fact.blob.decode() if isinstance(fact, Sealed) else fact for name, fact in facts.items()}


def on_one_database(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )


@on_one_database(100)
@given(histories, pages, st.data())
def test_given_any_lawful_history_then_the_register_as_of_a_position_is_what_was_decided_by_then(
    take_in, cards: CardRegister, history, lengths, data
):
    events = lawful(history).events
    take_in(events, lengths)

    for position in {data.draw(st.integers(0, len(events))), len(events)}:
        expected = Books(events[:position]).register()
        found = cards.page(CardFilter(), scope=EVERYTHING, as_of=position, limit=100)
        assert [said(row, entry) for row, entry in zip(found, expected, strict=True)] == expected


@on_one_database(40)
@given(histories, pages)
def test_given_any_lawful_history_then_the_register_as_of_the_last_position_is_that_of_now(
    take_in, cards: CardRegister, history, lengths
):
    events = lawful(history).events
    take_in(events, lengths)

    now = cards.page(CardFilter(), scope=EVERYTHING, limit=100)

    assert now == cards.page(CardFilter(), scope=EVERYTHING, as_of=len(events), limit=100)
    assert [row.entered_at for row in now] == sorted(row.entered_at for row in now)


@on_one_database(40)
@given(histories, pages)
def test_given_any_lawful_history_then_the_list_has_the_last_reminder_of_every_day_that_is_still_to_come(
    take_in, projector: Datastore, history, lengths
):
    events = lawful(history).events
    take_in(events, lengths)

    found = ReminderList(projector.engine).page(ReminderFilter(), scope=EVERYTHING, limit=100)

    assert {(line.card.card_id, line.kind, line.days_before) for line in found} == awaiting(Books(events))
    assert [line.day for line in found] == sorted(line.day for line in found)


@on_one_database(40)
@given(histories, pages)
def test_given_any_lawful_history_then_granted_and_taken_over_less_reversed_is_what_is_in_the_register(
    take_in, cards: CardRegister, history, lengths
):
    events = lawful(history).events
    take_in(events, lengths)

    topics = Counter(event.TOPIC for event in events)
    on_the_books = topics["Card.Granted"] + topics["Card.TakenOver"] - topics["Card.GrantReversed"]
    assert len(cards.page(CardFilter(), scope=EVERYTHING, limit=100)) == on_the_books


@on_one_database(40)
@given(histories, pages, st.data())
def test_given_any_lawful_history_then_the_cards_on_the_books_move_as_the_report_has_it(
    take_in, cards: CardRegister, history, lengths, data
):
    """The closing stock is the opening one, and what came, less what went (附4 发卡情况, decided point 27)."""
    events = lawful(history).events
    take_in(events, lengths)
    begin = data.draw(st.integers(0, len(events)))
    end = data.draw(st.integers(begin, len(events)))

    moved = len(had_by(events[:end])) - len(had_by(events[:begin]))

    assert on_the_books(cards, end) == on_the_books(cards, begin) + moved


def on_the_books(cards: CardRegister, position: int) -> int:
    rows = cards.page(CardFilter(), scope=EVERYTHING, as_of=position, limit=100)
    return sum(row.status in ON_THE_BOOKS for row in rows)


def had_by(events: Sequence[Event]) -> set[UUID]:
    """The cards that are on the books by these events; what has ended already goes off them no second time."""
    had: set[UUID] = set()
    for event in events:
        match event:
            case Card.Granted() | Card.TakenOver():  # newly issued, renewed, or had before
                had |= set() if getattr(event, "status", None) is CardStatus.ENDED else {event.originator_id}
            case Card.GrantReversed() | Card.Revoked() | Card.Cancelled() | Card.Expired() | Card.Renewed():
                had -= {event.originator_id}
    return had


@on_one_database(40)
@given(histories, pages, st.data())
def test_given_any_lawful_history_then_of_every_day_of_a_card_one_thing_was_known_at_any_position(
    take_in, projector: Datastore, history, lengths, data
):
    office = lawful(history)
    take_in(office.events, lengths)
    position = data.draw(st.integers(0, len(office.events)))

    periods = projector.rows(
        "SELECT card_id, effective_from, effective_to FROM read.card_register"
        f" WHERE known_from <= {position} AND known_to > {position} ORDER BY 1, 2"
    )

    on_the_books = Books(office.events[:position]).register()
    assert {card_id for card_id, *_ in periods} == {entry["card_id"] for entry in on_the_books}
    for entry in on_the_books:
        [*its] = [(begin, end) for card_id, begin, end in periods if card_id == entry["card_id"]]
        assert [end for _, end in its] == [*(begin for begin, _ in its[1:]), NO_LAST_DAY]


def test_the_histories_tried_reach_every_event_that_the_register_takes():
    reached: Counter[str] = Counter()

    @settings(max_examples=600, deadline=None, database=None, derandomize=True)
    @given(histories)
    def try_out(history):
        reached.update(map(attrgetter("TOPIC"), lawful(history).events))

    try_out()

    assert card_register.taken - set(reached) == {
        "CardApplication.CorrectionSupplied",
        "CardApplication.EntryCorrectionRequested",
        "CardApplication.FormCorrected",
        "CardApplication.FormCorrectionDeclined",
        "CardApplication.FormCorrectionRequested",
        "CardApplication.ResultTranscribed",
    }
