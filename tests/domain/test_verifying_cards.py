"""What a card is taken for by who holds its plastic in hand: one of five words, whatever has happened to it."""

from datetime import date, timedelta

import pytest

from domain.aggregates.card import Card
from domain.card_verification import Verification, verified
from domain.cards import CancellationCause, CardStatus, ReplacementCause
from tests.domain.test_card_life import (
    GRANTED,
    HERE,
    INQUIRY,
    LAPSED,
    LOST,
    PRODUCED,
    REPORTED,
    REVOKED,
    SUSPENDED,
    TODAY,
    VALID_TO,
    early,
    issued,
)
from tests.scenario import Fact, Scenario, fact, given

REPLACED = fact(
    Card.Replaced,
    **HERE,
    status=CardStatus.IN_FORCE,
    card_number="E2",
    former_number="E1",
    cause=ReplacementCause.LOST,
)
FOUND_AGAIN = fact(Card.LossWithdrawn, **HERE, status=CardStatus.IN_FORCE)
REINSTATED = fact(Card.Reinstated, **HERE, status=CardStatus.IN_FORCE)
CANCELLED = fact(Card.Cancelled, **HERE, status=CardStatus.CANCELLED, cause=CancellationCause.LEFT)
EXPIRED = fact(Card.Expired, **HERE, status=CardStatus.EXPIRED)
REVERSED = fact(Card.GrantReversed, **HERE)
LOST_AND_SUSPENDED = fact(Card.LossReported, **HERE, status=CardStatus.SUSPENDED)


def taken_for(scenario: Scenario, *, plastic: int = 1, on: date = TODAY) -> Verification:
    return verified(scenario.aggregate, plastic=plastic, on=on)


@pytest.mark.parametrize(
    ("happened", "word"),
    [
        ((), Verification.VALID),
        ((PRODUCED,), Verification.VALID),
        ((SUSPENDED,), Verification.SUSPENDED),
        ((SUSPENDED, REINSTATED), Verification.VALID),
        ((REPORTED,), Verification.VALID),
        ((REPORTED, INQUIRY), Verification.SUSPENDED),
        ((PRODUCED, LOST), Verification.INVALID),
        ((PRODUCED, LOST, FOUND_AGAIN), Verification.VALID),
        ((PRODUCED, SUSPENDED, LOST_AND_SUSPENDED), Verification.INVALID),
        ((REPORTED, INQUIRY, REVOKED), Verification.INVALID),
        ((CANCELLED,), Verification.INVALID),
        ((REVERSED,), Verification.INVALID),
        ((EXPIRED,), Verification.EXPIRED),
    ],
    ids=lambda said: (
        " ".join(one.kind.__name__ for one in said) or "issued" if isinstance(said, tuple) else said
    ),
)
def test_given_what_happened_to_a_card_then_it_is_taken_for_this(
    happened: tuple[Fact, ...], word: Verification
):
    assert taken_for(issued(*happened)) is word


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (TODAY - timedelta(days=1), Verification.INVALID),
        (TODAY, Verification.VALID),
        (VALID_TO, Verification.VALID),
        (VALID_TO + timedelta(days=1), Verification.EXPIRED),
    ],
)
def test_given_a_term_then_a_card_is_valid_on_its_first_and_its_last_day_and_not_beyond(day, word):
    assert taken_for(issued(), on=day) is word


def test_given_another_plastic_then_the_old_one_is_invalid_and_the_new_one_valid():
    replaced = issued(PRODUCED, LOST, REPLACED)

    assert taken_for(replaced, plastic=1) is Verification.INVALID
    assert taken_for(replaced, plastic=2) is Verification.VALID
    assert taken_for(replaced, plastic=3) is Verification.INVALID


def test_given_a_card_before_its_holder_arrives_then_it_is_valid_without_a_term_until_that_has_lapsed():
    assert taken_for(early()) is Verification.VALID
    assert taken_for(early(LAPSED)) is Verification.SUSPENDED


def test_given_a_grant_alone_then_there_is_nothing_valid_yet():
    assert taken_for(given(Card, GRANTED)) is Verification.INVALID
