"""Having cards made together, through the office: card and batch say the same at every moment (制卡)."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.card import Card
from domain.aggregates.production_batch import ProductionBatch
from domain.authorization import NotYourDepartment
from domain.cards import (
    ISSUED,
    CancellationCause,
    CardNotInState,
    CardStatus,
    PlasticNotInState,
    PlasticStage,
    RevocationCause,
)
from domain.errors import NotFound, Refusal
from domain.policy.steps import TermRule
from domain.production import InProduction, ProductionNotInState, ProductionOutcome, ProductionStage
from domain.use_cases.deciding_cards import CancelCard, RenewCard, RevokeCard, SuspendCard
from domain.use_cases.following_cards import ExpireCard, GiveUpCard, LapseArrival
from domain.use_cases.producing_cards import (
    AddToProduction,
    CancelProductionBatch,
    OpenProductionBatch,
    OrderProduction,
    ReceiveFromProduction,
    RejectFromProduction,
    RemoveFromProduction,
)
from domain.use_cases.revising_decisions import RequestRevision, ReviseDecision
from tests.domain.books_of_zibo import CITY, LUJIAN, QILIN
from tests.domain.cards_of_zibo import (
    CLOCK,
    COLLEAGUE,
    HRSS_ORDERS,
    ISSUER,
    early,
    elite,
    granted,
    huicai,
    made,
    on,
    production_of,
    the_card,
)
from tests.domain.cases_of_zibo import topics
from tests.domain.officers import HRSS, HRSS_OF_ZHANGDIAN, MIIT
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

MISPRINTED = ProductionOutcome.MISPRINTED
SOME = UUID(int=0)
RENEWED = {
    "issued_on": date(2027, 2, 1),
    "valid_from": date(2027, 2, 1),
    "valid_to": date(2030, 1, 31),
    "term_rule": TermRule.CONTRACT_PERIOD,
}
PEOPLE = ((1, LUJIAN), (3, QILIN))
ANOTHER = {"name": QILIN, "number": 3}


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def two(books: Books) -> tuple[UUID, UUID]:
    """Two elite cards of two persons."""
    return elite(books)["card_id"], elite(books, **ANOTHER)["card_id"]


def ordered(books: Books, *card_ids: UUID) -> UUID:
    """A batch of these cards, which has been ordered."""
    batch_id = production_of(books, *card_ids)
    books.send(OrderProduction(production_batch_id=batch_id), HRSS_ORDERS)
    return batch_id


def plastic(books: Books, card_id: UUID) -> PlasticStage:
    stage: PlasticStage = books.load(Card, card_id).plastic
    return stage


class TestCollecting:
    def test_a_card_and_its_batch_are_saved_together(self, books):
        card_id = elite(books)["card_id"]

        sent = books.send(OpenProductionBatch(city=CITY, card_type="elite", card_ids=(card_id,)), HRSS)

        assert set(topics(sent.events)) == {
            "ProductionBatch.Opened",
            "ProductionBatch.CardAdded",
            "Card.ProductionJoined",
        }
        batch_id = books.load(Card, card_id).production_batch_id
        assert books.load(ProductionBatch, batch_id).awaited == (card_id,)

    def test_an_early_card_is_made_before_its_holder_has_come(self, books):
        card_id = early(books)["card_id"]

        production_of(books, card_id)

        assert plastic(books, card_id) is PlasticStage.IN_PRODUCTION

    def test_a_card_is_in_one_batch_at_a_time_and_is_told_in_which(self, books):
        card_id = elite(books)["card_id"]
        first, second = production_of(books, card_id), production_of(books)

        refusal = books.refused(AddToProduction(production_batch_id=second, card_ids=(card_id,)), HRSS)

        assert type(refusal) is InProduction
        assert refusal.blocked_by == {"kind": "production_batch", "id": str(first)}

    def test_a_card_that_is_not_issued_yet_or_made_already_does_not_join(self, books):
        batch_id = production_of(books)
        waiting = granted(books)["card_id"]
        finished = elite(books, **ANOTHER)["card_id"]
        made(books, finished)

        def refused(card_id: UUID) -> type[Refusal]:
            joining = AddToProduction(production_batch_id=batch_id, card_ids=(card_id,))
            return type(books.refused(joining, HRSS))

        assert refused(waiting) is CardNotInState
        assert refused(finished) is PlasticNotInState

    def test_a_card_of_another_type_does_not_join(self, books):
        joining = AddToProduction(
            production_batch_id=production_of(books), card_ids=(huicai(books)["card_id"],)
        )

        assert books.refused(joining, HRSS).field == "card_ids"

    def test_one_card_that_may_not_join_leaves_all_of_them_out(self, books):
        good, bad = elite(books)["card_id"], granted(books, **ANOTHER)["card_id"]
        batch_id = production_of(books)

        books.refused(AddToProduction(production_batch_id=batch_id, card_ids=(good, bad)), HRSS)

        assert plastic(books, good) is PlasticStage.TO_PRODUCE

    def test_a_card_that_is_left_out_may_join_another_batch(self, books):
        card_id = elite(books)["card_id"]
        batch_id = production_of(books, card_id)

        books.send(RemoveFromProduction(production_batch_id=batch_id, card_id=card_id), ISSUER)

        assert production_of(books, card_id) != batch_id


class TestWhoseBatchItIs:
    def test_only_the_issuers_office_opens_a_batch(self, books):
        opening = OpenProductionBatch(city=CITY, card_type="elite")

        assert type(books.refused(opening, MIIT)) is NotYourDepartment
        books.send(OpenProductionBatch(city=CITY, card_type="honor"), MIIT)

    def test_cards_that_the_province_makes_are_in_no_batch(self, books):
        opening = OpenProductionBatch(city=CITY, card_type="huicai")

        assert type(books.refused(opening, HRSS)) is NotYourDepartment

    def test_another_department_and_a_district_do_nothing_with_it(self, books):
        batch_id = production_of(books, elite(books)["card_id"])
        receiving = ReceiveFromProduction(production_batch_id=batch_id)

        assert type(books.refused(receiving, MIIT)) is NotYourDepartment
        assert books.refused(receiving, HRSS_OF_ZHANGDIAN).code in {"post_may_not", "not_found"}


class TestReceiving:
    def test_all_that_are_awaited_are_received_at_once(self, books):
        first, second = two(books)
        batch_id = ordered(books, first, second)

        books.send(ReceiveFromProduction(production_batch_id=batch_id), HRSS)

        assert {plastic(books, first), plastic(books, second)} == {PlasticStage.PRODUCED}
        assert books.load(ProductionBatch, batch_id).stage is ProductionStage.CLOSED

    def test_a_misprint_is_made_again_with_another_batch(self, books):
        first, second = two(books)
        batch_id = ordered(books, first, second)

        rejecting = RejectFromProduction(production_batch_id=batch_id, card_id=first, fault=MISPRINTED)
        books.send(rejecting, ISSUER)
        books.send(ReceiveFromProduction(production_batch_id=batch_id), HRSS)

        assert (plastic(books, first), plastic(books, second)) == (
            PlasticStage.TO_PRODUCE,
            PlasticStage.PRODUCED,
        )
        made(books, first)
        assert plastic(books, first) is PlasticStage.PRODUCED

    def test_a_suspended_card_that_was_ordered_is_received(self, books):
        ids = elite(books)
        batch_id = ordered(books, ids["card_id"])
        books.send(SuspendCard(card_id=ids["card_id"]), ISSUER)

        books.send(ReceiveFromProduction(production_batch_id=batch_id), HRSS)

        assert plastic(books, ids["card_id"]) is PlasticStage.PRODUCED

    def test_what_is_not_awaited_is_not_received(self, books):
        first, second = two(books)
        batch_id = ordered(books, first)

        refusal = books.refused(ReceiveFromProduction(production_batch_id=batch_id, card_ids=(second,)), HRSS)

        assert isinstance(refusal, NotFound)


class TestEnds:
    def test_a_cancelled_batch_sets_its_cards_free(self, books):
        first, second = two(books)
        batch_id = ordered(books, first, second)

        books.send(CancelProductionBatch(production_batch_id=batch_id), ISSUER)

        assert {plastic(books, first), plastic(books, second)} == {PlasticStage.TO_PRODUCE}
        production_of(books, first, second)

    @pytest.mark.parametrize(
        ("end", "by"),
        [
            (CancelCard(card_id=SOME, cause=CancellationCause.LEFT), ISSUER),
            (RevokeCard(card_id=SOME, cause=RevocationCause.BREACH), ISSUER),
            (RenewCard(card_id=SOME, **RENEWED), on(HRSS, date(2027, 2, 1))),
            (ExpireCard(card_id=SOME), on(CLOCK, date(2027, 3, 20))),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_a_card_that_ends_meanwhile_is_awaited_no_longer_whatever_ended_it(self, books, end, by):
        ids = elite(books)
        batch_id = ordered(books, ids["card_id"])

        books.send(end.model_copy(update={"card_id": ids["card_id"]}), by)

        batch = books.load(ProductionBatch, batch_id)
        assert batch.cards == {ids["card_id"]: ProductionOutcome.CARD_ENDED}
        assert batch.stage is ProductionStage.CLOSED
        card = the_card(books, ids)
        assert card.status not in ISSUED
        assert card.production_batch_id is None

    def test_an_early_card_that_is_given_up_by_the_clock_is_awaited_no_longer(self, books):
        ids = early(books)
        batch_id = ordered(books, ids["card_id"])
        books.send(LapseArrival(card_id=ids["card_id"]), on(CLOCK, date(2024, 8, 2)))

        books.send(GiveUpCard(card_id=ids["card_id"]), on(CLOCK, date(2024, 10, 8)))

        assert books.load(ProductionBatch, batch_id).awaited == ()

    def test_a_card_whose_grant_is_revised_is_awaited_no_longer(self, books):
        ids = elite(books)
        batch_id, case = ordered(books, ids["card_id"]), {"card_application_id": ids["case_id"]}
        books.send(RequestRevision(**case, status="rejected"), ISSUER)

        books.send(ReviseDecision(**case), COLLEAGUE)

        assert the_card(books, ids).status is CardStatus.REVOKED
        assert books.load(ProductionBatch, batch_id).awaited == ()

    def test_a_closed_batch_takes_nothing_more(self, books):
        first, second = two(books)
        batch_id = ordered(books, first)
        books.send(ReceiveFromProduction(production_batch_id=batch_id), HRSS)

        adding = AddToProduction(production_batch_id=batch_id, card_ids=(second,))
        assert type(books.refused(adding, HRSS)) is ProductionNotInState
        assert (
            type(books.refused(CancelProductionBatch(production_batch_id=batch_id), ISSUER))
            is ProductionNotInState
        )


CHOICES = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1, 2, 2, 3, 3, 4, 5, 6]), st.integers(0, 1), st.integers(0, 1)),
    min_size=4,
    max_size=16,
)


@settings(max_examples=40)
@given(CHOICES)
def test_in_any_sequence_a_card_is_in_production_if_and_only_if_one_batch_awaits_it(choices):
    books = Books(ZIBO)
    cards = [elite(books, name=name, number=number)["card_id"] for number, name in PEOPLE]
    batches = [production_of(books), production_of(books)]
    for move, card, batch in choices:
        command, by = _move(move, cards[card], batches[batch])
        try:
            books.office.carry_out(command, by, books.request(command))
        except Refusal:
            continue
        _must_agree(books, cards, batches)


def _move(move: int, card_id: UUID, batch_id: UUID):
    of = {"production_batch_id": batch_id}
    return (
        (AddToProduction(**of, card_ids=(card_id,)), HRSS),
        (RemoveFromProduction(**of, card_id=card_id), ISSUER),
        (OrderProduction(**of), HRSS_ORDERS),
        (ReceiveFromProduction(**of, card_ids=(card_id,)), HRSS),
        (RejectFromProduction(**of, card_id=card_id, fault=MISPRINTED), ISSUER),
        (CancelProductionBatch(**of), ISSUER),
        (CancelCard(card_id=card_id, cause=CancellationCause.LEFT), ISSUER),
    )[move]


def _must_agree(books: Books, cards: list[UUID], batches: list[UUID]) -> None:
    kept = [books.load(ProductionBatch, batch_id) for batch_id in batches]
    for card_id in cards:
        card = books.load(Card, card_id)
        awaiting = [batch.id for batch in kept if card_id in batch.awaited]
        in_production = card.plastic is PlasticStage.IN_PRODUCTION
        assert awaiting == ([card.production_batch_id] if in_production else [])
        assert card.status is not CardStatus.CANCELLED or not in_production
