"""The numbers of the cards that the city issues: of the form that the pack says, and never given twice (点7)."""

from datetime import date

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from domain.aggregates.card_numbers import CardNumbers, CardNumberTaken
from domain.policy.card_types import NumberFormat
from domain.text import Text
from tests.domain.officers import HRSS
from tests.domain.opening_books_of_zibo import books_with, card, taken_over
from tests.domain.zibo import TEXT, ZIBO, refusal_of
from tests.in_memory import Books
from tests.persistence.commands import command
from tests.scenario import authority, fact, given

OWN = {"own_default": True, "why": Text("自定", "our own")}
FORMAT = NumberFormat(prefix="ZBRY", digits=5, **OWN)
OPENED = fact(CardNumbers.Opened, city="370300", card_type="honor")
FIRST, SECOND, THIRD = "ZBRY2024000014", "ZBRY2024000022", "ZBRY2024000039"


def drawn(last_serial: int, *numbers: str, year: int = 2024):
    return fact(CardNumbers.Drawn, year=year, last_serial=last_serial, numbers=numbers)


# ── Their form ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_is_prefix_year_serial_and_a_check_digit():
    assert FORMAT.number(2024, 1) == FIRST
    assert mod_11_10.is_valid(FIRST.removeprefix("ZBRY"))


def test_a_serial_that_outgrows_its_digits_is_written_out():
    assert FORMAT.number(2024, 123456)[:-1] == "ZBRY2024123456"


@given_any(st.integers(1, 999_999), st.integers(1, 999_999), st.integers(2000, 2100), st.integers(2000, 2100))
def test_two_numbers_are_the_same_only_if_year_and_serial_are(one, other, year, another_year):
    same = FORMAT.number(year, one) == FORMAT.number(another_year, other)

    assert same == ((year, one) == (another_year, other))


def test_the_city_numbers_its_own_cards_and_the_province_its_own():
    assert {one.code for one in ZIBO.known_card_types if one.number} == {"elite", "honor"}


def test_two_card_types_under_one_prefix_are_refused():
    refused = refusal_of(TEXT.replace("prefix: ZBJY", "prefix: ZBRY"))

    assert [(fault.path, fault.code) for fault in refused.faults] == [
        ("card_types[1].number.prefix", "repeated")
    ]


# ── Giving them ──────────────────────────────────────────────────────────────────────────────────────────


def test_given_nothing_then_the_first_numbers_of_the_year_are_drawn():
    given(CardNumbers, OPENED).when(CardNumbers.draw, 2, FORMAT, authority()).then(drawn(2, FIRST, SECOND))


def test_given_numbers_drawn_then_the_next_ones_follow():
    past = (OPENED, drawn(2, FIRST, SECOND))

    given(CardNumbers, *past).when(CardNumbers.draw, 1, FORMAT, authority()).then(drawn(3, THIRD))


def test_given_another_year_then_the_numbers_begin_anew():
    past = (OPENED, drawn(2, FIRST, SECOND))
    next_year = authority(effective_on=date(2025, 1, 6))

    given(CardNumbers, *past).when(CardNumbers.draw, 1, FORMAT, next_year).then(
        fact(
            CardNumbers.Drawn,
            on=date(2025, 1, 6),
            year=2025,
            last_serial=1,
            numbers=(FORMAT.number(2025, 1),),
        )
    )


def test_given_a_number_of_former_books_then_it_is_passed_over():
    past = (OPENED, fact(CardNumbers.TakenOver, numbers=(SECOND,)))

    given(CardNumbers, *past).when(CardNumbers.draw, 2, FORMAT, authority()).then(drawn(3, FIRST, THIRD))


def test_given_a_card_recorded_late_then_it_gets_a_number_without_another_reason():
    past = (OPENED, drawn(1, FIRST))
    late = authority(effective_on=date(2024, 3, 1))

    given(CardNumbers, *past).when(CardNumbers.draw, 1, FORMAT, late).then(
        fact(CardNumbers.Drawn, on=date(2024, 3, 1), year=2024, last_serial=2, numbers=(SECOND,))
    )


def test_given_a_number_drawn_then_it_is_not_taken_over():
    past = (OPENED, drawn(1, FIRST))

    given(CardNumbers, *past).when(CardNumbers.take_over, (FIRST,), authority()).then_refused(
        CardNumberTaken, field="card_number"
    )


@given_any(st.lists(st.one_of(st.integers(1, 4), st.sets(st.integers(1, 12), min_size=1)), max_size=8))
def test_whatever_is_drawn_and_taken_over_then_no_number_is_given_twice(steps):
    numbers = CardNumbers.open("370300", "honor", authority())
    all_given: list[str] = []
    for step in steps:
        if isinstance(step, int):
            all_given += numbers.draw(step, FORMAT, authority())
            continue
        former = tuple(FORMAT.number(2024, serial) for serial in sorted(step))
        try:
            numbers.take_over(former, authority())
            all_given += former
        except CardNumberTaken:
            assert set(former) & set(all_given)

    assert len(all_given) == len(set(all_given))
    assert numbers.given == set(all_given)


# ── In the books of the office ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def test_given_an_honor_card_of_former_books_then_its_number_is_given(books):
    taken_over(books, card(card_type="honor", card_number=SECOND))

    (numbers,) = books.all_of(CardNumbers)
    assert (numbers.city, numbers.card_type, numbers.given) == ("370300", "honor", {SECOND})


def test_given_a_card_of_the_province_then_its_number_is_no_matter_of_the_citys(books):
    taken_over(books, card(card_type="huicai", card_number="SDHC1"))

    assert not books.all_of(CardNumbers)


def test_given_a_number_drawn_here_then_former_books_with_it_are_refused_at_its_row(books):
    numbers = CardNumbers.open("370300", "honor", authority())
    numbers.draw(1, FORMAT, authority())
    books.store.save_all([numbers], command())

    refused = books.refused(books_with(card(row=7, card_type="honor", card_number=FIRST)), HRSS)

    assert [(error.row, error.column, error.code) for error in refused.errors] == [
        (7, "card_number", "card_number_taken")
    ]
