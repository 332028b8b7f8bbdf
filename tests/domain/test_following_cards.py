"""Deciding about cards, handling their plastic and following their holders, through the office."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding, HoldingEnd
from domain.aggregates.talent import NotEmployed, Talent
from domain.authorization import NotYourDepartment, PostMayNot
from domain.base import Authority, Capacity, ReasonRequired
from domain.cards import (
    ArrivalExtendedBefore,
    ArrivalNotOverdue,
    ArrivalStage,
    BarredFromCards,
    CancellationCause,
    CardNotInState,
    CardStatus,
    CardStaysBehind,
    Consequence,
    DeliveryWay,
    Finding,
    InquiryStage,
    Measure,
    NotAnEarlyCard,
    NothingTranscribed,
    Recipient,
    RenewalTooEarly,
    ReplacementCause,
    RevocationCause,
    TermHasNotEnded,
)
from domain.cases import AttestationMissing, SameOfficer
from domain.errors import Invalid, LoadedApart, NotFound
from domain.policy.steps import TermRule
from domain.use_cases.deciding_cards import (
    REVOKED_INSTEAD,
    BarHolder,
    CancelCard,
    ConcludeInquiry,
    ConfirmMeasure,
    ContestMeasure,
    CorrectCardEntry,
    DeclineProposal,
    DrawConsequence,
    IssuersDecision,
    LiftBar,
    OpenInquiry,
    ProposeMeasure,
    ReinstateCard,
    RenewCard,
    ReportFalseDeclaration,
    RevokeCard,
    SuspendCard,
)
from domain.use_cases.following_cards import (
    ConfirmArrival,
    ExpireCard,
    ExtendArrival,
    GiveUpCard,
    IssueCardEarly,
    LapseArrival,
    MoveCard,
)
from domain.use_cases.following_talents import EndEmployment, StateEmployer
from domain.use_cases.handling_plastic import (
    WITH_A_BATCH,
    ActivateCard,
    DeliverCard,
    DispatchCard,
    ProduceCard,
    ReplaceCard,
    ReportLoss,
)
from domain.use_cases.standing_in import GrantStandIn
from tests.domain.books_of_zibo import attested, listed
from tests.domain.cards_of_zibo import (
    ARRIVES,
    CLOCK,
    COLLEAGUE,
    CONFIRMS,
    ISSUER,
    TERM,
    VALID_TO,
    WRITES,
    early,
    elite,
    granted,
    huicai,
    made,
    on,
    the_card,
    why,
)
from tests.domain.cases_of_zibo import HRSS_WRITES, topics
from tests.domain.officers import HRSS, HRSS_OF_ZHANGDIAN, MIIT, specialist
from tests.domain.opening_books_of_zibo import card as former_card
from tests.domain.opening_books_of_zibo import taken_over, the_event
from tests.domain.routes_of_zibo import draft_on, submitted_on
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.persistence.commands import command


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def of(ids: dict[str, Any]) -> dict[str, Any]:
    return {"card_id": ids["card_id"]}


def province_renews(ids: dict[str, Any], day: date) -> RenewCard:
    """The province has renewed the card for three years from that day on."""
    term = {"issued_on": day, "valid_from": day, "valid_to": date(day.year + 3, day.month, day.day)}
    return RenewCard(**of(ids), card_number="HC2", term_rule=TermRule.FIXED_YEARS, **term)


def province_renewed(books: Books, ids: dict[str, Any], day: date) -> None:
    books.send(province_renews(ids, day), on(WRITES, day))
    books.send(ConfirmMeasure(**of(ids)), on(CONFIRMS, day))


def holding(books: Books, ids: dict[str, Any]) -> CardHolding:
    card = the_card(books, ids)
    found: CardHolding = books.load(CardHolding, CardHolding.id_of(card.talent_id, card.card_type))
    return found


def renewed(books: Books, ids: dict[str, Any], day: date = date(2027, 2, 1), **stated: Any) -> Any:
    term = {"issued_on": day, "valid_from": day, "valid_to": date(2030, 1, 31)} | stated
    command = RenewCard(**of(ids), term_rule=TermRule.CONTRACT_PERIOD, **term)
    return books.send(command, on(HRSS, day))


class TestPlastic:
    def test_an_elite_card_is_made_sent_signed_for_and_activated(self, books):
        ids = elite(books)

        made(books, ids["card_id"])
        books.send(DispatchCard(**of(ids), way=DeliveryWay.SPECIALIST), HRSS)
        signed = DeliverCard(**of(ids), recipient=Recipient.SPECIALIST, received_by="陈 专员")
        event = books.send(signed, HRSS).event
        books.send(ActivateCard(**of(ids)), specialist(ids["enterprise_id"]))

        assert books.opened(event.received_by) == "陈专员"
        assert the_card(books, ids).plastic == "activated"

    def test_another_office_than_the_issuers_handles_no_plastic(self, books):
        dispatching = DispatchCard(**of(elite(books)), way=DeliveryWay.COUNTER)

        assert type(books.refused(dispatching, MIIT)) is NotYourDepartment

    def test_a_card_of_the_city_is_made_with_a_batch_alone(self, books):
        producing = ProduceCard(**of(elite(books)))

        assert books.refused(producing, HRSS).field == "capacity"
        assert books.refused(producing, HRSS_WRITES).detail == WITH_A_BATCH

    def test_the_province_makes_its_cards_and_the_city_writes_it_down(self, books):
        ids = huicai(books)

        assert books.refused(ProduceCard(**of(ids)), HRSS).field == "capacity"
        books.send(ProduceCard(**of(ids)), HRSS_WRITES)
        assert the_card(books, ids).plastic == "produced"

    def test_a_lost_card_is_replaced_under_a_new_number_of_the_city(self, books):
        ids = elite(books)
        made(books, ids["card_id"])
        before = the_card(books, ids).card_number
        books.send(ReportLoss(**of(ids)), specialist(ids["enterprise_id"]))

        books.send(ReplaceCard(**of(ids), cause=ReplacementCause.LOST), HRSS)

        card = the_card(books, ids)
        assert card.former_numbers == (before,)
        assert card.card_number != before
        assert (card.status, card.valid_to) == (CardStatus.IN_FORCE, VALID_TO)

    def test_plastic_that_no_longer_says_what_is_right_is_made_anew(self, books):
        ids = elite(books)
        made(books, ids["card_id"])
        right = CorrectCardEntry(**of(ids), **TERM | {"valid_to": date(2027, 6, 30)})
        books.send(right, ISSUER)

        event = books.send(ReplaceCard(**of(ids), cause=ReplacementCause.PRINT_OUTDATED), ISSUER).events[0]

        card = the_card(books, ids)
        assert (event.cause, card.plastic, card.valid_to) == (
            "print_outdated",
            "to_produce",
            date(2027, 6, 30),
        )

    def test_a_number_of_the_city_is_not_stated_and_one_of_the_province_is(self, books):
        of_city = ReplaceCard(**of(elite(books)), cause=ReplacementCause.DAMAGED, card_number="X1")
        assert books.refused(of_city, ISSUER).field == "card_number"

        books = Books(ZIBO)
        of_province = ReplaceCard(**of(huicai(books)), cause=ReplacementCause.DAMAGED)
        assert books.refused(of_province, WRITES).field == "card_number"

    def test_nobody_of_another_enterprise_knows_of_the_card(self, books):
        ids = elite(books)
        (other,) = listed(books, "淄博瑞阳制药有限公司")

        assert type(books.refused(ReportLoss(**of(ids)), specialist(other))) is NotFound


class TestMeasures:
    def test_the_issuer_suspends_and_reinstates_an_elite_card(self, books):
        ids = elite(books)

        books.send(SuspendCard(**of(ids)), ISSUER)
        assert the_card(books, ids).status is CardStatus.SUSPENDED
        books.send(ReinstateCard(**of(ids)), ISSUER)
        assert the_card(books, ids).status is CardStatus.IN_FORCE

    def test_another_department_proposes_and_does_not_suspend(self, books):
        ids = elite(books)
        command = ProposeMeasure(**of(ids), measure=Measure.SUSPENSION)

        assert type(books.refused(SuspendCard(**of(ids)), why(MIIT))) is NotYourDepartment
        books.send(command, why(HRSS_OF_ZHANGDIAN))
        assert the_card(books, ids).proposals == {Measure.SUSPENSION}
        books.send(DeclineProposal(**of(ids), measure=Measure.SUSPENSION), ISSUER)
        assert the_card(books, ids).proposals == frozenset()

    def test_the_citys_issuer_writes_nothing_down(self, books):
        ids = elite(books)

        assert type(books.refused(SuspendCard(**of(ids)), WRITES)) is PostMayNot

    def test_a_decision_of_the_province_has_effect_once_a_second_officer_confirms_it(self, books):
        ids = huicai(books)

        assert books.refused(SuspendCard(**of(ids)), ISSUER).field == "capacity"
        books.send(SuspendCard(**of(ids)), WRITES)
        assert the_card(books, ids).status is CardStatus.IN_FORCE

        confirming = ConfirmMeasure(**of(ids))
        assert type(books.refused(confirming, why(HRSS, actor=WRITES.actor))) is SameOfficer
        books.send(confirming, CONFIRMS)
        assert the_card(books, ids).status is CardStatus.SUSPENDED
        assert type(books.refused(confirming, CONFIRMS)) is NothingTranscribed

    def test_who_wrote_it_down_confirms_it_through_no_deputy(self, books):
        ids = huicai(books)
        books.send(SuspendCard(**of(ids)), WRITES)
        writer = why(HRSS, actor=WRITES.actor)
        period = {"valid_from": writer.effective_on, "valid_to": writer.effective_on}
        books.send(GrantStandIn(officer="xu-deputy", principal=writer.actor, **period), writer)
        in_stead = {"capacity": Capacity.DEPUTISING, "on_behalf_of": writer.actor}

        refused = books.refused(ConfirmMeasure(**of(ids)), why(HRSS, actor="xu-deputy", **in_stead))

        assert type(refused) is SameOfficer

    def test_what_is_contested_has_no_effect(self, books):
        ids = huicai(books)
        books.send(RevokeCard(**of(ids), cause=RevocationCause.BREACH), WRITES)

        books.send(ContestMeasure(**of(ids)), CONFIRMS)

        assert the_card(books, ids).transcribed is None
        assert the_card(books, ids).status is CardStatus.IN_FORCE

    @pytest.mark.parametrize("cause", CancellationCause)
    def test_a_cancelled_card_is_held_no_longer(self, books, cause):
        ids = elite(books)

        books.send(CancelCard(**of(ids), cause=cause), ISSUER)

        assert the_card(books, ids).status is CardStatus.CANCELLED
        assert holding(books, ids).card_id is None

    def test_given_somebody_who_is_faster_while_it_is_looked_up_who_holds_the_card_then_it_has_ended_already(
        self, books
    ):
        ids = elite(books)
        held, command = holding(books, ids).id, CancelCard(**of(ids), cause=CancellationCause.LEFT)

        def is_faster(asked: frozenset[UUID]) -> None:
            if held in asked:
                books.log.before_question = lambda _: None
                books.send(command, ISSUER)

        books.log.before_question = is_faster

        with pytest.raises(CardNotInState):
            books.send(command, ISSUER)
        assert holding(books, ids).card_id is None

    def test_given_a_card_that_is_held_no_longer_then_what_ended_it_is_decided_anew_and_not_ended_twice(
        self, books
    ):
        ids = elite(books)
        held = holding(books, ids)

        with pytest.raises(LoadedApart):
            held.end(ids["talent_id"], HoldingEnd.CANCELLED, ISSUER)
        assert not held.pending_events

    def test_who_left_may_apply_for_another_card(self, books):
        ids = elite(books)
        books.send(CancelCard(**of(ids), cause=CancellationCause.LEFT), ISSUER)
        person = {name: ids[name] for name in ("enterprise_id", "talent_id")}

        assert submitted_on(books, "front_end", person) != ids["case_id"]


def transcribed(books: Books, measure: IssuersDecision, by: Authority = CONFIRMS) -> None:
    """What the province decided is written down, and another officer confirms it."""
    books.send(measure, WRITES)
    books.send(ConfirmMeasure(card_id=measure.card_id), by)


class TestFalseDeclarations:
    def found(self, books: Books, ids: dict[str, Any]) -> None:
        books.send(ReportFalseDeclaration(**of(ids)), why(HRSS_OF_ZHANGDIAN))
        books.send(OpenInquiry(**of(ids)), ISSUER)
        books.send(ConcludeInquiry(**of(ids), finding=Finding.FALSE), ISSUER)

    def test_what_was_found_false_leads_to_a_revocation_by_another_officer_and_to_a_bar(self, books):
        ids = elite(books)
        self.found(books, ids)
        revoking = RevokeCard(**of(ids), cause=RevocationCause.FALSE_DECLARATION)

        assert type(books.refused(revoking, ISSUER)) is SameOfficer
        sent = books.send(revoking, COLLEAGUE)

        ended, *excluded = [topic for topic in topics(sent.events) if topic.startswith("CardHolding.Card")]
        assert {"Card.Revoked", "Talent.Barred", "CardHolding.HolderExcluded"} <= set(topics(sent.events))
        assert (ended, excluded) == ("CardHolding.CardEnded", [])
        assert books.load(Talent, ids["talent_id"]).barred_until == date(2029, 3, 14)
        books.send(DrawConsequence(**of(ids), consequence=Consequence.BENEFIT_RECOVERY), ISSUER)

    def test_what_is_found_false_once_the_card_has_ended_bars_its_holder_all_the_same(self, books):
        ids = elite(books)
        books.send(CancelCard(**of(ids), cause=CancellationCause.LEFT), ISSUER)
        self.found(books, ids)

        assert type(books.refused(BarHolder(**of(ids)), ISSUER)) is SameOfficer
        events = books.send(BarHolder(**of(ids)), COLLEAGUE).events

        assert {"Card.HolderBarred", "Talent.Barred"} <= set(topics(events)) - {"Card.Revoked"}
        assert books.load(Talent, ids["talent_id"]).barred_until == date(2029, 3, 14)
        assert the_card(books, ids).status is CardStatus.CANCELLED

    def test_a_bar_that_proved_wrong_is_lifted_and_the_person_applies_again(self, books):
        ids = elite(books)
        books.send(CancelCard(**of(ids), cause=CancellationCause.LEFT), ISSUER)
        self.found(books, ids)
        books.send(BarHolder(**of(ids)), COLLEAGUE)
        books.send(ProposeMeasure(**of(ids), measure=Measure.BAR_LIFTING), why(HRSS_OF_ZHANGDIAN))

        assert type(books.refused(LiftBar(**of(ids)), COLLEAGUE)) is SameOfficer
        events = books.send(LiftBar(**of(ids)), ISSUER).events

        assert topics(events) == ["Card.BarLifted", "Talent.BarLifted"]
        assert books.load(Talent, ids["talent_id"]).barred_until is None
        again = {name: ids[name] for name in ("enterprise_id", "talent_id")}
        submitted_on(books, "open_challenge", again)

    def test_a_bar_for_another_card_is_not_lifted_with_it(self, books):
        ids = elite(books)
        books.send(CancelCard(**of(ids), cause=CancellationCause.LEFT), ISSUER)
        self.found(books, ids)
        books.send(BarHolder(**of(ids)), COLLEAGUE)
        talent = books.load(Talent, ids["talent_id"])

        talent.bar(date(2030, 1, 1), UUID(int=99), why(HRSS).under("zibo-2023/1"))
        talent.lift_bar(ids["card_id"], why(HRSS).under("zibo-2023/1"))

        assert talent.barred_until == date(2030, 1, 1)

    def test_no_holder_is_barred_while_the_card_that_came_of_a_renewal_goes_on(self, books):
        ids = elite(books)
        books.send(ReportFalseDeclaration(**of(ids)), why(HRSS_OF_ZHANGDIAN))
        renewed(books, ids)
        successor_id = the_card(books, ids).successor_id
        books.send(OpenInquiry(**of(ids)), ISSUER)
        books.send(ConcludeInquiry(**of(ids), finding=Finding.FALSE), ISSUER)

        refusal = books.refused(BarHolder(**of(ids)), COLLEAGUE)

        assert (type(refusal), refusal.lifted_by) == (CardNotInState, REVOKED_INSTEAD)
        assert refusal.blocked_by == {"kind": "card", "id": str(successor_id), "status": "in_force"}
        books.send(CancelCard(card_id=successor_id, cause=CancellationCause.LEFT), ISSUER)
        books.send(BarHolder(**of(ids)), COLLEAGUE)

    def test_of_a_card_of_the_provinces_that_has_ended_it_is_written_down_and_confirmed(self, books):
        ids = huicai(books)
        transcribed(books, CancelCard(**of(ids), cause=CancellationCause.LEFT))
        books.send(ReportFalseDeclaration(**of(ids)), why(HRSS_OF_ZHANGDIAN))
        transcribed(books, OpenInquiry(**of(ids)))
        transcribed(books, ConcludeInquiry(**of(ids), finding=Finding.FALSE))
        assert type(books.refused(SuspendCard(**of(ids)), WRITES)) is CardNotInState

        transcribed(books, BarHolder(**of(ids)), by=COLLEAGUE)

        assert books.load(Talent, ids["talent_id"]).barred_until == date(2029, 3, 14)

    def test_who_is_barred_hands_in_no_case(self, books):
        ids = elite(books)
        self.found(books, ids)
        books.send(RevokeCard(**of(ids), cause=RevocationCause.FALSE_DECLARATION), COLLEAGUE)
        person = {name: ids[name] for name in ("enterprise_id", "talent_id")}

        refusal = books.refused(draft_on("front_end", person, submit=True), specialist(ids["enterprise_id"]))

        assert type(refusal) is BarredFromCards
        assert refusal.blocked_by["until"] == "2029-03-14"

    def test_an_inquiry_that_finds_nothing_leaves_the_card_in_force(self, books):
        ids = elite(books)
        books.send(ReportFalseDeclaration(**of(ids)), why(specialist(ids["enterprise_id"])))
        books.send(OpenInquiry(**of(ids)), ISSUER)
        assert the_card(books, ids).status is CardStatus.SUSPENDED

        books.send(ConcludeInquiry(**of(ids), finding=Finding.NOT_FALSE), ISSUER)

        assert the_card(books, ids).status is CardStatus.IN_FORCE


class TestRenewal:
    def test_another_card_takes_its_place_in_one_transaction(self, books):
        ids = elite(books)

        sent = renewed(books, ids)

        assert {"Card.Renewed", "Card.Granted", "Card.Issued"} < set(topics(sent.events))
        old = the_card(books, ids)
        new = books.load(Card, old.successor_id)
        assert (old.status, new.status) == (CardStatus.EXPIRED, CardStatus.IN_FORCE)
        assert (new.predecessor_id, new.renewals) == (old.id, 1)
        assert new.card_number != old.card_number
        assert holding(books, ids).card_id == new.id

    def test_it_opens_ninety_days_before_the_end(self, books):
        ids = elite(books)
        day = date(2026, 12, 13)
        term = {"issued_on": day, "valid_from": day, "valid_to": date(2029, 12, 12)}
        command = RenewCard(**of(ids), term_rule=TermRule.CONTRACT_PERIOD, **term)

        assert type(books.refused(command, on(HRSS, day))) is RenewalTooEarly
        books.send(command, on(HRSS, date(2026, 12, 14)))

    @pytest.mark.parametrize("begins", [date(2078, 1, 1), date.max])
    def test_its_term_does_not_begin_in_a_year_that_nobody_means(self, books, begins):
        ids = elite(books)
        term = {"issued_on": date(2027, 2, 1), "valid_from": begins, "valid_to": date.max}
        command = RenewCard(**of(ids), term_rule=TermRule.FIXED_YEARS, **term)

        refused = books.refused(command, on(HRSS, date(2027, 2, 1)))

        assert [(one.field, one.code) for one in refused.errors] == [("valid_from", "too_far_ahead")]

    def test_it_is_a_new_decision_that_asks_for_the_attestation_again(self, books, monkeypatch):
        ids = elite(books)
        monkeypatch.setattr(Talent, "attestation_on", lambda *_: None)

        command = RenewCard(
            **of(ids), issued_on="2027-02-01", valid_from="2027-02-01", valid_to="2030-01-31",
            term_rule=TermRule.CONTRACT_PERIOD,
        )  # fmt: skip

        assert type(books.refused(command, on(HRSS, date(2027, 2, 1)))) is AttestationMissing

    @pytest.mark.parametrize("route", ["ordinary", "reviewed"])
    def test_a_card_of_former_books_is_renewed_although_no_route_says_its_term(self, books, route):
        former = former_card(
            card_type="elite", card_number="ZB1", route=route, valid_to="2024-04-30", quota_year=None
        )
        taken = the_event(taken_over(books, former), Card.TakenOver)
        ids = {"card_id": taken.originator_id, "talent_id": taken.talent_id}
        attested(books, taken.talent_id)

        renewed(books, ids, day=date(2024, 4, 1), valid_to=date(2027, 3, 31))

        new = books.load(Card, the_card(books, ids).successor_id)
        assert (new.valid_to, new.differs_from_rule) == (date(2027, 3, 31), False)

    def test_the_provinces_renewal_is_written_down_with_its_number_and_confirmed(self, books):
        ids = huicai(books)
        day = date(2027, 2, 1)
        command = RenewCard(
            **of(ids), card_number="HC2", issued_on=day, valid_from=day, valid_to="2030-01-31",
            term_rule=TermRule.FIXED_YEARS,
        )  # fmt: skip

        books.send(command, on(WRITES, day))
        books.send(ConfirmMeasure(**of(ids)), on(CONFIRMS, day))

        new = books.load(Card, the_card(books, ids).successor_id)
        assert (new.card_number, new.differs_from_rule) == ("HC2", True)

    def test_a_renewal_that_comes_once_the_term_is_over_is_written_down_all_the_same(self, books):
        ids = huicai(books)
        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))

        province_renewed(books, ids, date(2027, 3, 22))

        old = the_card(books, ids)
        new = books.load(Card, old.successor_id)
        assert (old.status, new.status, new.predecessor_id) == (
            CardStatus.EXPIRED,
            CardStatus.IN_FORCE,
            old.id,
        )
        assert holding(books, ids).card_id == new.id

    def test_a_renewal_that_waits_to_be_confirmed_does_not_end_with_the_term(self, books):
        ids = huicai(books)
        books.send(province_renews(ids, date(2027, 3, 12)), on(WRITES, date(2027, 3, 12)))
        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))

        books.send(ConfirmMeasure(**of(ids)), on(CONFIRMS, date(2027, 3, 16)))

        assert holding(books, ids).card_id == the_card(books, ids).successor_id is not None

    def test_an_expired_card_is_renewed_once_and_not_beside_another(self, books):
        ids = huicai(books)
        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))
        province_renewed(books, ids, date(2027, 3, 22))

        again = books.refused(province_renews(ids, date(2027, 4, 1)), on(WRITES, date(2027, 4, 1)))

        assert type(again) is CardNotInState

    def test_a_renewal_that_waits_ends_with_a_card_that_is_cancelled(self, books):
        ids = huicai(books)
        day = date(2027, 3, 12)
        books.send(CancelCard(**of(ids), cause=CancellationCause.LEFT), on(WRITES, day))
        books.send(ConfirmMeasure(**of(ids)), on(CONFIRMS, day))

        assert type(books.refused(province_renews(ids, day), on(WRITES, day))) is CardNotInState


class TestExpiry:
    def test_the_clock_ends_a_card_with_effect_from_the_day_after_its_term(self, books):
        ids = elite(books)

        assert type(books.refused(ExpireCard(**of(ids)), on(CLOCK, VALID_TO))) is TermHasNotEnded
        sent = books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 4, 20), reason_code="late"))

        assert {event.envelope.effective_on for event in sent.events} == {date(2027, 3, 15)}
        assert the_card(books, ids).status is CardStatus.EXPIRED
        assert holding(books, ids).card_id is None

    def test_what_was_proposed_or_waits_to_be_confirmed_ends_with_the_card(self, books):
        ids = huicai(books)
        books.send(ProposeMeasure(**of(ids), measure=Measure.RENEWAL), why(HRSS_OF_ZHANGDIAN))
        books.send(SuspendCard(**of(ids)), WRITES)

        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))

        card = the_card(books, ids)
        assert (card.transcribed, card.proposals) == (None, frozenset())
        assert type(books.refused(ConfirmMeasure(**of(ids)), CONFIRMS)) is NothingTranscribed

    def test_an_inquiry_that_waits_to_be_confirmed_does_not_end_with_the_card(self, books):
        ids = huicai(books)
        books.send(ReportFalseDeclaration(**of(ids)), ISSUER)
        books.send(OpenInquiry(**of(ids)), WRITES)
        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))

        books.send(ConfirmMeasure(**of(ids)), on(CONFIRMS, date(2027, 3, 16)))

        assert the_card(books, ids).inquiry is InquiryStage.OPENED

    def test_it_ends_once(self, books):
        ids = elite(books)
        books.send(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))

        assert type(books.refused(ExpireCard(**of(ids)), on(CLOCK, date(2027, 3, 15)))) is CardNotInState


class TestEarlyCards:
    def test_it_is_issued_for_the_day_that_the_form_states(self, books):
        ids = granted(books)
        planned = the_card(books, ids).planned_arrival_on

        books.send(IssueCardEarly(**of(ids)), HRSS)

        assert planned is not None
        assert the_card(books, ids).arrival.planned_on == planned

    def test_the_term_begins_with_the_arrival_and_ends_with_the_contract(self, books):
        ids = early(books)
        arrived = date(2024, 6, 28)
        command = ConfirmArrival(**of(ids), arrived_on=arrived, contract_to="2027-06-27")

        books.send(command, on(specialist(ids["enterprise_id"]), arrived))

        card = the_card(books, ids)
        assert (card.valid_from, card.valid_to) == (arrived, date(2027, 6, 27))
        assert card.arrival.stage is ArrivalStage.ARRIVED

    @pytest.mark.parametrize("contract_to", [None, "2024-06-01"])
    def test_the_contract_has_to_be_stated_and_to_last(self, books, contract_to):
        ids = early(books)
        command = ConfirmArrival(**of(ids), arrived_on="2024-06-28", contract_to=contract_to)

        refusal = books.refused(command, on(specialist(ids["enterprise_id"]), date(2024, 6, 28)))

        assert (type(refusal), refusal.field) == (Invalid, "contract_to")

    def test_a_contract_that_is_over_when_the_arrival_is_confirmed_is_refused(self, books):
        ids = early(books)
        over = ConfirmArrival(**of(ids), arrived_on=date(2024, 6, 1), contract_to=date(2024, 6, 30))

        assert books.refused(over, on(HRSS, date(2024, 7, 8))).field == "contract_to"

    def test_a_contract_that_ends_before_it_begins_is_refused(self, books):
        ids = early(books)
        command = ConfirmArrival(
            **of(ids), arrived_on="2024-06-28", contract_from="2027-06-28", contract_to="2027-06-27"
        )

        refusal = books.refused(command, on(specialist(ids["enterprise_id"]), date(2024, 6, 28)))

        assert (type(refusal), refusal.field) == (Invalid, "contract_to")

    def test_the_arrival_is_put_off_once_and_not_for_ever(self, books):
        ids = early(books)

        assert (
            books.refused(ExtendArrival(**of(ids), planned_arrival="2025-06-30"), ISSUER).field
            == "planned_arrival"
        )
        books.send(ExtendArrival(**of(ids), planned_arrival="2024-09-30"), ISSUER)
        again = ExtendArrival(**of(ids), planned_arrival="2024-12-30")
        assert type(books.refused(again, ISSUER)) is ArrivalExtendedBefore

    def test_the_clock_cancels_it_when_nobody_has_come_for_so_long_after_that_and_another_may_be_granted(
        self, books
    ):
        ids = early(books)
        books.send(LapseArrival(**of(ids)), on(CLOCK, date(2024, 8, 2)))  # with effect from 31 July
        give_up = GiveUpCard(**of(ids))

        assert type(books.refused(give_up, on(CLOCK, date(2024, 9, 28)))) is ArrivalNotOverdue
        sent = books.send(give_up, on(CLOCK, date(2024, 10, 8)))

        [cancelled] = [event for event in sent.events if event.TOPIC == "Card.Cancelled"]
        assert (cancelled.cause, cancelled.envelope.effective_on) == (
            CancellationCause.NEVER_ARRIVED,
            date(2024, 9, 29),
        )
        assert holding(books, ids).card_id is None

    @pytest.mark.parametrize("way", ["confirmed", "extended"])
    def test_a_holder_who_comes_or_is_to_come_later_all_the_same_stops_the_cancellation(self, books, way):
        ids = early(books)
        books.send(LapseArrival(**of(ids)), on(CLOCK, date(2024, 8, 2)))
        day = on(ISSUER, date(2024, 8, 10))
        arrived = ConfirmArrival(**of(ids), arrived_on="2024-08-10", contract_to="2027-06-27")
        later = ExtendArrival(**of(ids), planned_arrival="2024-09-01")

        books.send(arrived if way == "confirmed" else later, day)

        assert type(books.refused(GiveUpCard(**of(ids)), on(CLOCK, date(2024, 10, 8)))) is NotAnEarlyCard
        assert the_card(books, ids).status is CardStatus.IN_FORCE

    def test_the_clock_suspends_it_after_the_days_of_grace_and_the_issuer_cancels_it(self, books):
        ids = early(books)
        last = date(2024, 7, 30)
        assert (last - ARRIVES).days == 30

        assert type(books.refused(LapseArrival(**of(ids)), on(CLOCK, last))) is ArrivalNotOverdue
        event = books.send(LapseArrival(**of(ids)), on(CLOCK, date(2024, 8, 2))).event
        assert event.envelope.effective_on == date(2024, 7, 31)
        assert the_card(books, ids).status is CardStatus.SUSPENDED

        cancelling = CancelCard(**of(ids), cause=CancellationCause.NEVER_ARRIVED)
        books.send(cancelling, on(ISSUER, date(2024, 10, 8)))
        assert the_card(books, ids).status is CardStatus.CANCELLED


class TestAnotherEmployer:
    def moved(self, books: Books, ids: dict[str, Any], day: date = date(2024, 4, 1)) -> Any:
        """The person works for 瑞阳 in Huantai from that day on."""
        (employer,) = listed(books, "淄博瑞阳制药有限公司", area="huantai")
        books.send(StateEmployer(talent_id=ids["talent_id"], employer_id=employer), on(HRSS, day))
        return employer

    def test_the_new_employer_reports_it_and_the_card_goes_along(self, books):
        ids = elite(books)
        employer = self.moved(books, ids)

        books.send(MoveCard(**of(ids)), on(specialist(employer), date(2024, 4, 8)))

        card = the_card(books, ids)
        assert (card.enterprise_id, card.area) == (employer, "huantai")

    def test_later_than_ten_days_only_with_a_reason(self, books):
        ids = elite(books)
        employer = self.moved(books, ids)
        late = on(specialist(employer), date(2024, 4, 12))

        assert type(books.refused(MoveCard(**of(ids)), late)) is ReasonRequired
        books.send(MoveCard(**of(ids)), late.model_copy(update={"reason": "手续未办完"}))

    def test_the_former_employer_knows_nothing_of_where_it_goes(self, books):
        ids = elite(books)
        self.moved(books, ids)

        refusal = books.refused(MoveCard(**of(ids)), on(specialist(ids["enterprise_id"]), date(2024, 4, 2)))

        assert type(refusal) is NotFound

    def test_without_an_employer_it_goes_nowhere(self, books):
        ids = elite(books)
        employer = self.moved(books, ids)
        left = date(2024, 4, 3)
        books.send(EndEmployment(talent_id=ids["talent_id"]), on(why(specialist(employer)), left))

        assert type(books.refused(MoveCard(**of(ids)), on(HRSS, left))) is NotEmployed

    def test_the_honor_card_stays_behind(self, books):
        ids = elite(books)
        self.moved(books, ids)
        facts = {"area": "zhangdian", "city": "370300", "card_type": "honor", "route": "automatic"}
        authority = HRSS.model_copy(update={"policy_version": "zibo-2023/1"})
        honor = Card.grant(UUID(int=77), talent_id=ids["talent_id"], authority=authority, **facts)
        books.store.save_all([honor], command())

        assert type(books.refused(MoveCard(card_id=honor.id), on(MIIT, date(2024, 4, 2)))) is CardStaysBehind


def test_a_renewed_card_stands_on_the_case_of_the_one_before(books):
    ids = elite(books)
    renewed(books, ids)

    assert books.load(Card, the_card(books, ids).successor_id).card_application_id == ids["case_id"]
