"""The case timeline: which events concern a case, of all that happens to its place, its batches and its card."""

import re
from datetime import date
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from domain.aggregates import Card, CardApplication, CardHolding
from domain.base import Event
from domain.cases import Opinion, ProvincialResult
from domain.policy.loading import read_pack
from domain.policy.steps import TermRule
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.assigning_demands import AssignDemand
from domain.use_cases.deciding_cards import SuspendCard
from domain.use_cases.deciding_cases import GiveOpinion, ReviewCase
from domain.use_cases.issuing_cards import IssueCard
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    DeclineTransfer,
    ProposePerson,
    ReplacePerson,
    RequestTransfer,
    WithdrawNomination,
)
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.noting_cases import WriteNote
from domain.use_cases.producing_cards import OrderProduction
from domain.use_cases.recording_results import CorrectEntry, RequestEntryCorrection
from projections.case_timeline import case_timeline
from projections.rows import Rows
from tests.domain.books_of_zibo import LUJIAN, QILIN, QUOTA, attested, listed, opened, registered, talent
from tests.domain.cards_of_zibo import HRSS_ORDERS, ISSUER, elite, made, production_of
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    HRSS_CONFIRMS,
    HRSS_WRITES,
    answered,
    approved,
    at_department,
    drafted,
    forwarded,
    person_of,
    submitted,
    the_case,
    topics,
)
from tests.domain.demands_of_zibo import SCHOOLING, WINDOW
from tests.domain.demands_of_zibo import registered as registered_demand
from tests.domain.officers import DAY, DRC, HRSS, MIIT, saying_why, specialist
from tests.domain.routes_of_zibo import ended, person_for, submitted_on
from tests.domain.zibo import FILE, TEXT
from tests.in_memory import Books

BEFORE = ["Quota.Nominated", "Quota.PersonProposed", "CardApplication.Drafted", "CardApplication.FormFilled"]
# Drafted and handed in with one command: what concerns the quota comes first.
HANDED_IN = [*BEFORE[:2], "Quota.Reserved", *BEFORE[2:], "CardApplication.Submitted"]


@pytest.fixture
def ids(books):
    """鲁建 in Zhangdian is nominated by the DRC, and has proposed a person."""
    return person_of(books)


@pytest.fixture
def told(caught_up, timelines):
    """The topics of a case's timeline, once all that was decided is taken in."""

    def look_up(case_id: UUID, until: int | None = None) -> list[str]:
        caught_up()
        return topics(recorded.event for recorded in timelines.of(case_id, until=until))

    return look_up


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


def place(ids) -> dict[str, object]:
    return {**QUOTA, "place_id": ids["place_id"]}


# ── The whole way ────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_case_from_the_nomination_to_the_card_then_its_timeline_tells_all_of_it(books, ids, told):
    case_id = approved(books, ids)
    books.send(
        IssueCard(
            card_id=the_case(books, case_id).card_id,
            card_number="示例2024-001",
            issued_on=DAY,
            valid_from=DAY,
            valid_to=date(2027, 3, 14),
            term_rule=TermRule.MANAGEMENT_PERIOD,
        ),
        HRSS_WRITES,
    )

    assert told(case_id) == [
        *HANDED_IN,
        "CardApplication.OpinionGiven",
        "CardApplication.Accepted",
        "CardApplication.Reviewed",
        "CardApplication.BatchJoined",
        "Batch.Sealed",
        "CardApplication.CollectivelySubmitted",
        "Batch.MemberAnswered",
        "CardApplication.Received",
        "CardApplication.BatchJoined",
        "Batch.Sealed",
        "CardApplication.Forwarded",
        "CardApplication.ResultTranscribed",
        "CardApplication.Approved",
        "Quota.Consumed",
        "CardHolding.CardGranted",
        "Card.Granted",
        "Batch.MemberAnswered",
        "Card.Issued",
    ]


def test_given_a_timeline_then_each_event_is_told_as_it_lies_in_the_log(books, ids, caught_up, timelines):
    case_id = at_department(books, ids)
    caught_up()

    history = timelines.of(case_id)

    positions = [recorded.entry.position for recorded in history]
    assert positions == sorted(positions)
    of_the_log = dict(enumerate(books.events(), 1))
    assert [recorded.event for recorded in history] == [of_the_log[position] for position in positions]
    assert [one.entry.event_id for one in history if isinstance(one.event, CardApplication.Event)] == [
        one.entry.event_id for one in books.store.history(case_id)
    ]


def test_given_an_earlier_position_then_the_timeline_ends_there(books, ids, told):
    case_id = submitted(books, ids)
    position = books.log.size
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)

    assert told(case_id, until=position) == HANDED_IN


def test_given_another_case_then_nothing_of_it_is_told(books, ids, told):
    case_id = submitted(books, ids)
    other = at_department(books, person_of(books, QILIN, number=3))

    assert told(case_id) == HANDED_IN
    assert told(other) == [*HANDED_IN, "CardApplication.OpinionGiven"]
    assert told(uuid4()) == []


# ── Its place ────────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_nomination_transferred_before_the_draft_then_both_departments_are_told(books, told):
    listed(books, LUJIAN, by="miit")
    ids = person_of(books)
    books.send(RequestTransfer(**place(ids), to_department="miit"), DRC)
    books.send(DeclineTransfer(**place(ids)), saying_why(MIIT))
    books.send(RequestTransfer(**place(ids), to_department="miit"), DRC)
    books.send(AcceptTransfer(**place(ids)), MIIT)

    assert told(drafted(books, ids)) == [
        "Quota.Nominated",
        "Quota.PersonProposed",
        "Quota.TransferRequested",
        "Quota.TransferDeclined",
        "Quota.TransferRequested",
        "Quota.NominationTransferred",
        "CardApplication.Drafted",
        "CardApplication.FormFilled",
    ]


def test_given_a_transfer_asked_for_while_the_draft_waits_then_it_is_told(books, ids, told):
    case_id = drafted(books, ids)
    books.send(RequestTransfer(**place(ids), to_department="miit"), DRC)

    assert told(case_id) == [*BEFORE, "Quota.TransferRequested"]


def test_given_a_case_withdrawn_then_what_becomes_of_its_place_is_told(books, ids, told):
    case_id = submitted(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert told(case_id) == [*HANDED_IN, "CardApplication.Withdrawn", "Quota.Released"]


def test_given_a_rejection_then_the_place_that_is_lost_is_told(books, ids, told):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.REJECTED)

    assert told(case_id)[-4:] == [
        "CardApplication.ResultTranscribed",
        "CardApplication.Rejected",
        "Quota.Forfeited",
        "Batch.MemberAnswered",
    ]


def test_given_a_person_replaced_then_the_first_case_ends_with_it_and_the_second_begins_with_it(
    books, ids, told
):
    first = submitted(books, ids)
    chen = specialist(ids["enterprise_id"])
    wang = talent(books, "王强", 3, employer_id=ids["enterprise_id"])
    attested(books, wang)
    books.send(ReplacePerson(**place(ids), talent_id=wang), saying_why(chen))
    second = drafted(books, ids | {"talent_id": wang})

    assert told(first)[:6] == HANDED_IN
    assert sorted(told(first)[6:]) == ["CardApplication.Superseded", "Quota.PersonReplaced"]
    assert told(second) == [
        "Quota.Nominated",
        "Quota.PersonReplaced",
        "CardApplication.Drafted",
        "CardApplication.FormFilled",
    ]


def test_given_a_case_that_is_over_then_it_is_not_told_who_replaces_its_person_later(books, ids, told):
    """A draft that is withdrawn leaves its person proposed."""
    chen = saying_why(specialist(ids["enterprise_id"]))
    case_id = drafted(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), chen)
    wang = talent(books, "王强", 3, employer_id=ids["enterprise_id"])

    books.send(ReplacePerson(**place(ids), talent_id=wang), chen)

    assert told(case_id) == [*BEFORE, "CardApplication.Withdrawn"]


def test_given_a_draft_whose_person_was_replaced_then_it_is_told_that_its_place_is_gone(books, ids, told):
    """It stands still, and stood on that place."""
    chen = saying_why(specialist(ids["enterprise_id"]))
    case_id = drafted(books, ids)
    wang = talent(books, "王强", 3, employer_id=ids["enterprise_id"])
    books.send(ReplacePerson(**place(ids), talent_id=wang), chen)

    books.send(WithdrawNomination(**place(ids)), saying_why(DRC))

    assert told(case_id)[-2:] == ["Quota.PersonReplaced", "Quota.NominationWithdrawn"]


def test_given_an_enterprise_merged_then_the_place_that_passes_on_is_told(books, ids, told):
    case_id = submitted(books, ids)
    merged(books, ids["enterprise_id"], registered(books, QILIN))

    assert told(case_id) == [*HANDED_IN, "Quota.EnterpriseMerged"]


def merged(books: Books, enterprise_id: UUID, survivor_id: UUID) -> None:
    """Two records turn out to be one enterprise."""
    command = MergeEnterprise(enterprise_id=enterprise_id, surviving_enterprise_id=survivor_id)
    books.send(command, HRSS.model_copy(update={"reason_code": "recorded_twice"}))


# ── Its card ─────────────────────────────────────────────────────────────────────────────────────────────


def corrected(books: Books, case_id: UUID, result: ProvincialResult) -> None:
    corrects = books.store.history(case_id)[-1].entry.event_id
    books.send(
        RequestEntryCorrection(**of(case_id), result=result), saying_why(HRSS_WRITES, corrects=corrects)
    )
    books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=corrects))


def test_given_an_approval_entered_wrongly_then_card_holding_and_place_are_told_to_the_end(books, ids, told):
    case_id = approved(books, ids)
    before = told(case_id)
    corrected(books, case_id, ProvincialResult.REJECTED)

    assert told(case_id)[len(before) :] == [
        "CardApplication.EntryCorrectionRequested",
        "CardApplication.EntryCorrected",
        "Quota.ConsumptionReversed",
        "Quota.Forfeited",
        "Card.GrantReversed",
        "CardHolding.CardEnded",
        "Batch.AnswerCorrected",
    ]


def test_given_a_rejection_entered_wrongly_then_the_case_lives_again_with_its_card(books, ids, told):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.REJECTED)
    before = told(case_id)
    corrected(books, case_id, ProvincialResult.APPROVED)

    assert told(case_id)[len(before) :] == [
        "CardApplication.EntryCorrectionRequested",
        "CardApplication.EntryCorrected",
        "Quota.EndingReversed",
        "Quota.Consumed",
        "CardHolding.CardGranted",
        "Card.Granted",
        "Batch.AnswerCorrected",
    ]


def test_given_a_rejection_that_was_a_return_then_what_happens_to_the_place_concerns_the_case_again(
    books, ids, told
):
    case_id = forwarded(books, ids)
    answered(books, case_id, ProvincialResult.REJECTED)
    corrected(books, case_id, ProvincialResult.RETURNED)
    merged(books, ids["enterprise_id"], registered(books, QILIN))

    assert told(case_id)[-4:] == [
        "CardApplication.EntryCorrected",
        "Quota.EndingReversed",
        "Batch.AnswerCorrected",
        "Quota.EnterpriseMerged",
    ]


def test_given_case_card_and_holding_recorded_in_any_order_then_the_same_lines_are_made(
    books, ids, take_in, app
):
    case_id = approved(books, ids)
    events = books.events()
    kinds = (CardApplication.Approved, Card.Granted, CardHolding.CardGranted)
    last = [event for event in events if isinstance(event, kinds)]
    before = events[: events.index(last[0])]

    made = {lines_made([*before, *order], case_id, len(before)) for order in permutations(last)}

    assert made == {frozenset({1, 2, 3})}


def lines_made(events: list[Event], case_id: UUID, before: int) -> frozenset[int]:
    """Which of the events after the first so many concern the case."""
    rows = Rows()
    for position, event in enumerate(events, 1):
        if event.TOPIC in case_timeline.taken:
            case_timeline.apply(rows, event, position)
    [lines, *_] = case_timeline.tables
    found = rows.find(lines, card_application_id=case_id)
    return frozenset(line["position"] - before for line in found if line["position"] > before)


# ── A place that has several cases, one after the other ──────────────────────────────────────────────────


KEEPING_PLACE = read_pack(
    re.sub(
        r"(case_withdrawn:\s+before_forwarding: ){place: true, person_slot: true}",
        r"\1{place: false, person_slot: true}",
        TEXT,
    ),
    FILE,
)


def test_given_a_place_kept_for_another_person_then_each_case_is_told_its_own_part():
    books = Books(KEEPING_PLACE)
    opened(books)
    ids = person_of(books)
    first = submitted(books, ids)
    chen = specialist(ids["enterprise_id"])
    books.send(WithdrawCardApplication(**of(first)), saying_why(chen))
    wang = talent(books, "王强", 3, employer_id=ids["enterprise_id"])
    books.send(ProposePerson(**place(ids), talent_id=wang), chen)
    second = drafted(books, ids | {"talent_id": wang})
    books.send(RequestTransfer(**place(ids), to_department="miit"), DRC)

    events = books.events()

    assert topics_made(events, first) == [*HANDED_IN, "CardApplication.Withdrawn", "Quota.Reopened"]
    assert topics_made(events, second) == [*BEFORE, "Quota.TransferRequested"]


def topics_made(events: list[Event], case_id: UUID) -> list[str]:
    return [events[position - 1].TOPIC for position in sorted(lines_made(events, case_id, 0))]


# ── Its whole history ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def all_told(caught_up, timelines):
    """The topics of a case's whole history, once all that was decided is taken in."""

    def look_up(case_id: UUID, until: int | None = None) -> list[str]:
        caught_up()
        return topics(recorded.event for recorded in timelines.all_about(case_id, until=until))

    return look_up


def test_given_a_card_that_is_made_and_suspended_then_the_history_of_its_case_tells_that_and_its_timeline_does_not(
    books, told, all_told
):
    ids = elite(books)
    made(books, ids["card_id"])
    books.send(SuspendCard(card_id=ids["card_id"]), ISSUER)

    beside = [
        "ProductionBatch.CardAdded", "Card.ProductionJoined", "ProductionBatch.Ordered", "ProductionBatch.CardReceived",
        "Card.Produced", "Card.Suspended",
    ]  # fmt: skip
    whole = all_told(ids["case_id"])
    assert sorted(one for one in whole if one in beside) == sorted(beside)
    assert [one for one in whole if one not in beside] == told(ids["case_id"])


def test_given_a_history_then_every_event_of_it_is_told_once_and_in_the_order_of_the_log(
    books, caught_up, timelines
):
    ids = elite(books)
    made(books, ids["card_id"])
    caught_up()

    positions = [recorded.entry.position for recorded in timelines.all_about(ids["case_id"])]

    assert positions == sorted(set(positions))


def test_given_two_cards_of_one_production_batch_then_each_case_is_told_what_is_about_its_own(
    books, all_told
):
    first, second = elite(books), elite(books, name=QILIN, number=3)
    made_with = production_of(books, first["card_id"], second["card_id"])
    books.send(OrderProduction(production_batch_id=made_with), HRSS_ORDERS)

    for ids in (first, second):
        told_of = all_told(ids["case_id"])
        assert told_of.count("ProductionBatch.CardAdded") == 1
        assert told_of.count("ProductionBatch.Ordered") == 1


def test_given_demands_that_name_the_case_or_its_card_then_its_history_tells_them_and_no_other(
    books, all_told
):
    ids = elite(books)
    person = {"enterprise_id": ids["enterprise_id"], "talent_id": ids["talent_id"], **SCHOOLING}
    of_case = registered_demand(books, card_application_id=ids["case_id"], **person)
    registered_demand(books, card_id=ids["card_id"], **person)
    registered_demand(books, **person)
    books.send(AssignDemand(demand_item_id=of_case), WINDOW)

    told_of = [topic for topic in all_told(ids["case_id"]) if topic.startswith("DemandItem.")]

    assert told_of == ["DemandItem.Registered", "DemandItem.Registered", "DemandItem.Assigned"]


def test_given_a_note_on_a_case_then_its_history_tells_it_and_its_timeline_does_not(
    books, ids, told, all_told
):
    case_id = at_department(books, ids)
    books.send(WriteNote(**of(case_id), text="示例备注"), DRC)

    assert set(all_told(case_id)) - set(told(case_id)) == {"CaseNotes.Opened", "CaseNotes.NoteWritten"}


def test_given_a_panel_then_the_history_of_its_case_tells_what_the_panel_did(books, told, all_told):
    ids = person_for(books)
    case_id = submitted_on(books, "panel", ids)
    ended(books, case_id)

    beside = set(all_told(case_id)) - set(told(case_id))

    assert {"Panel.Convened", "Panel.VoteCast", "Panel.Concluded", "Panel.ConclusionConfirmed"} <= beside


def test_given_a_position_then_the_history_ends_there(books, ids, all_told):
    case_id = at_department(books, ids)
    position = books.log.size
    books.send(ReviewCase(**of(case_id)), DRC)

    assert all_told(case_id, position) == all_told(case_id)[: len(all_told(case_id, position))]
    assert "CardApplication.Reviewed" in set(all_told(case_id)) - set(all_told(case_id, position))
