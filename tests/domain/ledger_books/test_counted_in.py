"""Into which quarter's books what happened to a card or an item came, and with it into whose reports."""

from datetime import date

import pytest

from domain.aggregates import LedgerClosings
from domain.ledger_books.counted_in import Booked, booked, counted_in
from domain.ledger_books.quarters import Quarter
from tests.domain.cards_of_zibo import elite
from tests.domain.test_reporting_quarters import CITY, Q1, Q2, Office


@pytest.fixture
def office() -> Office:
    return Office()


def told(office: Office, after: int = 0) -> list[Booked]:
    return list(booked(enumerate(office.events(after), after + 1)))


def quarters(office: Office, postings: list[Booked]) -> list[Quarter | None]:
    cut_offs = office.load(LedgerClosings, LedgerClosings.id_of(CITY)).cut_offs
    return [counted_in(posting, cut_offs) for posting in postings]


def test_a_card_counts_in_the_city_s_report_from_when_it_is_issued(office):
    elite(office)

    assert [(one.city, one.units) for one in told(office)] == [(CITY, (CITY,))]


def test_an_item_counts_in_the_reports_of_its_area_and_of_its_city(office):
    office.item()

    assert [one.units for one in told(office)] == [("zhangdian", CITY)]


def test_what_was_recorded_before_entry_was_closed_is_of_that_quarter(office):
    office.item()
    office.close()

    assert quarters(office, told(office)) == [Quarter.named(Q1)]


def test_what_was_recorded_after_it_is_of_the_next_quarter_that_is_closed(office):
    office.item()
    office.close()
    late = office.log.size
    office.item(on=date(2024, 3, 5))
    waiting = quarters(office, told(office, late))
    office.close(Q2, date(2024, 7, 2))

    assert waiting == [None]
    assert quarters(office, told(office, late)) == [Quarter.named(Q2)]


def test_what_has_effect_after_the_quarter_is_over_is_not_of_it(office):
    office.item(on=date(2024, 4, 1))
    office.close()

    assert quarters(office, told(office)) == [None]
