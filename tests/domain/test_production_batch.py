"""A production batch by itself: what is ordered, what the maker brings, and when it is closed (制卡批次)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.production_batch import ProductionBatch
from domain.base import DocumentReference, ReasonRequired
from domain.errors import Invalid
from domain.production import (
    MOST_CARDS,
    InProduction,
    NotInThisProduction,
    ProductionNotInState,
    ProductionOutcome,
    ProductionStage,
)
from tests.scenario import Fact, Scenario, authority, fact, given

FIRST, SECOND, LI = UUID(int=21), UUID(int=22), UUID(int=11)
PAPER = DocumentReference(kind="production_order", number="制卡〔2024〕1号", issued_on=date(2024, 3, 15))
OFFICER, WITH_PAPER = authority(), authority(documents=(PAPER,))
WHY = authority(reason_code="misprint")
BY: dict[str, Any] = {"holder": LI, "authority": OFFICER}
SAYING_WHY: dict[str, Any] = {"holder": LI, "authority": WHY}
MISPRINTED = ProductionOutcome.MISPRINTED

OPENED = fact(ProductionBatch.Opened, city="370300", card_type="elite")
CLOSED, CANCELLED = fact(ProductionBatch.Closed), fact(ProductionBatch.Cancelled)


def added(card_id: UUID) -> Fact:
    return fact(ProductionBatch.CardAdded, card_id=card_id)


def received(card_id: UUID) -> Fact:
    return fact(ProductionBatch.CardReceived, card_id=card_id)


def dropped(card_id: UUID) -> Fact:
    return fact(ProductionBatch.CardDropped, card_id=card_id)


def rejected(card_id: UUID) -> Fact:
    return fact(ProductionBatch.CardRejected, card_id=card_id, fault=MISPRINTED)


def ordered(*cards: UUID) -> Fact:
    return fact(ProductionBatch.Ordered, cards=cards)


def batch(*facts: Fact) -> Scenario:
    return given(ProductionBatch, OPENED, *facts)


def of_two(*facts: Fact) -> Scenario:
    """Two cards have been ordered."""
    return batch(added(FIRST), added(SECOND), ordered(FIRST, SECOND), *facts)


class TestCollecting:
    def test_given_an_open_batch_when_a_card_is_added_then_it_is_awaited(self):
        batch().when(ProductionBatch.add, FIRST, **BY).then(added(FIRST))
        assert batch(added(FIRST)).aggregate.awaited == (FIRST,)

    def test_given_a_card_in_it_when_it_is_left_out_then_a_reason_is_asked_for(self):
        batch(added(FIRST)).when(ProductionBatch.remove, FIRST, **BY).then_refused(ReasonRequired)
        batch(added(FIRST)).when(ProductionBatch.remove, FIRST, **SAYING_WHY).then(
            fact(ProductionBatch.CardRemoved, card_id=FIRST)
        )

    @pytest.mark.parametrize("facts", [(), (dropped(FIRST),)])
    def test_given_a_card_that_is_or_was_in_it_when_it_is_added_then_it_is_refused(self, facts):
        batch(added(FIRST), *facts).when(ProductionBatch.add, FIRST, **BY).then_refused(InProduction)

    def test_given_a_full_batch_when_one_more_is_added_then_it_is_refused(self):
        full = batch(*(added(UUID(int=1000 + n)) for n in range(MOST_CARDS)))

        full.when(ProductionBatch.add, FIRST, **BY).then_refused(ProductionNotInState)

    def test_given_a_card_that_is_not_in_it_when_it_is_left_out_then_it_is_refused(self):
        batch(added(FIRST)).when(ProductionBatch.remove, SECOND, **SAYING_WHY).then_refused(
            NotInThisProduction
        )


class TestOrdering:
    def test_given_cards_when_they_are_ordered_then_the_order_says_which(self):
        batch(added(FIRST), added(SECOND)).when(ProductionBatch.order, WITH_PAPER).then(
            ordered(FIRST, SECOND)
        )

    def test_given_no_paper_when_it_is_ordered_then_it_is_refused(self):
        batch(added(FIRST)).when(ProductionBatch.order, OFFICER).then_refused(Invalid, field="documents")

    @pytest.mark.parametrize("facts", [(), (added(FIRST), dropped(FIRST))])
    def test_given_no_card_to_be_made_when_it_is_ordered_then_it_is_refused(self, facts):
        batch(*facts).when(ProductionBatch.order, WITH_PAPER).then_refused(ProductionNotInState)

    def test_given_an_ordered_batch_when_it_is_ordered_again_or_added_to_then_it_is_refused(self):
        of_two().when(ProductionBatch.order, WITH_PAPER).then_refused(ProductionNotInState)
        of_two().when(ProductionBatch.add, UUID(int=23), **BY).then_refused(ProductionNotInState)
        of_two().when(ProductionBatch.remove, FIRST, **SAYING_WHY).then_refused(ProductionNotInState)


class TestReceiving:
    def test_given_two_ordered_when_the_last_is_answered_for_then_the_batch_is_closed(self):
        of_two().when(ProductionBatch.receive, FIRST, **BY).then(received(FIRST))
        of_two(received(FIRST)).when(ProductionBatch.reject, SECOND, MISPRINTED, **SAYING_WHY).then(
            rejected(SECOND), CLOSED
        )

    def test_given_a_card_that_ends_when_it_was_the_last_then_the_batch_is_closed(self):
        of_two(received(FIRST)).when(ProductionBatch.drop, SECOND, **BY).then(dropped(SECOND), CLOSED)

    def test_given_a_card_that_ends_before_the_order_when_it_is_dropped_then_the_batch_stays_open(self):
        batch(added(FIRST)).when(ProductionBatch.drop, FIRST, **BY).then(dropped(FIRST))

    def test_given_a_card_that_was_answered_for_when_it_is_received_then_it_is_refused(self):
        of_two(rejected(FIRST)).when(ProductionBatch.receive, FIRST, **BY).then_refused(NotInThisProduction)

    def test_given_a_batch_that_was_not_ordered_when_a_card_is_received_then_it_is_refused(self):
        batch(added(FIRST)).when(ProductionBatch.receive, FIRST, **BY).then_refused(ProductionNotInState)

    def test_given_a_fault_when_nobody_says_which_then_it_is_refused(self):
        of_two().when(ProductionBatch.reject, FIRST, MISPRINTED, **BY).then_refused(ReasonRequired)

    def test_a_reason_about_a_card_is_sealed_for_its_holder(self):
        saying = authority(reason="姓名印错", reason_code="misprint")
        events = (
            of_two(received(FIRST))
            .when(ProductionBatch.reject, SECOND, MISPRINTED, holder=LI, authority=saying)
            .then(rejected(SECOND), CLOSED)
        )

        assert {event.envelope.reason.subject for event in events} == {LI}


class TestCancelling:
    @pytest.mark.parametrize("ordered_already", [(), (ordered(FIRST),)])
    def test_given_nothing_brought_when_it_is_cancelled_then_its_cards_are_free(self, ordered_already):
        one = batch(added(FIRST), *ordered_already)
        one.when(ProductionBatch.cancel, WHY).then(CANCELLED)

        assert one.aggregate.stage is ProductionStage.CANCELLED
        assert one.aggregate.cards == {FIRST: ProductionOutcome.SET_FREE}

    def test_given_a_card_that_was_brought_when_it_is_cancelled_then_it_is_refused(self):
        of_two(received(FIRST)).when(ProductionBatch.cancel, WHY).then_refused(ProductionNotInState)

    def test_given_no_reason_when_it_is_cancelled_then_it_is_refused(self):
        of_two().when(ProductionBatch.cancel, OFFICER).then_refused(ReasonRequired)
