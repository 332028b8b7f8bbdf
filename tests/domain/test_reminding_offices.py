"""Offices are reminded of the days of their cards, through the office and by the policy's marks (到岗提醒、续期名单)."""

from datetime import date
from typing import Any

import pytest

from domain.cards import NotAnEarlyCard, RemindedAlready, ReminderNotDue
from domain.use_cases.deciding_cards import SuspendCard
from domain.use_cases.following_cards import ExtendArrival
from domain.use_cases.reminding_offices import ListForRenewal, RemindOfArrival
from tests.domain.cards_of_zibo import CLOCK, ISSUER, early, elite, huicai, on
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def remind(ids: dict[str, Any]) -> RemindOfArrival:
    return RemindOfArrival(card_id=ids["card_id"])


def list_(ids: dict[str, Any]) -> ListForRenewal:
    return ListForRenewal(card_id=ids["card_id"])


def test_the_issuer_is_reminded_thirty_days_before_the_arrival_and_on_its_day(books):
    ids = early(books)  # the holder is to come on 30 June

    assert type(books.refused(remind(ids), on(CLOCK, date(2024, 5, 30)))) is ReminderNotDue
    first = books.send(remind(ids), on(CLOCK, date(2024, 5, 31))).event
    assert type(books.refused(remind(ids), on(CLOCK, date(2024, 6, 29)))) is RemindedAlready
    second = books.send(remind(ids), on(CLOCK, date(2024, 6, 30))).event

    assert [(one.days_before, one.told_to, one.told_in) for one in (first, second)] == [
        (30, "hrss", "zibo-shibenji"),
        (0, "hrss", "zibo-shibenji"),
    ]
    assert (first.TOPIC, str(first.planned_arrival)) == ("Card.ArrivalReminded", "2024-06-30")


def test_a_card_stands_on_each_list_of_those_to_renew_once(books):
    ids = elite(books)  # until 14 March 2027
    days = (date(2026, 12, 14), date(2027, 1, 13), date(2027, 2, 12))

    assert type(books.refused(list_(ids), on(CLOCK, date(2026, 12, 13)))) is ReminderNotDue
    listed = [books.send(list_(ids), on(CLOCK, day)).event for day in days]

    assert [(one.TOPIC, one.days_before) for one in listed] == [
        ("Card.ListedForRenewal", mark) for mark in (90, 60, 30)
    ]
    assert type(books.refused(list_(ids), on(CLOCK, date(2027, 3, 14)))) is RemindedAlready


def test_of_a_huicai_card_the_citys_hrss_is_told_that_keeps_its_books(books):
    ids = huicai(books)

    assert books.send(list_(ids), on(CLOCK, date(2027, 2, 12))).event.told_to == "hrss"


def test_an_ordinary_card_has_no_arrival_to_be_reminded_of(books):
    ids = elite(books)

    assert type(books.refused(remind(ids), on(CLOCK, date(2024, 6, 30)))) is NotAnEarlyCard


def test_what_is_caught_up_with_has_effect_from_no_day_before_what_is_on_record(books):
    put_off, renewing = early(books), elite(books, name="淄博瑞阳制药有限公司", number=3)
    later = ExtendArrival(card_id=put_off["card_id"], planned_arrival="2024-07-20")
    books.send(later, on(ISSUER, date(2024, 6, 28)))
    books.send(SuspendCard(card_id=renewing["card_id"]), on(ISSUER, date(2027, 1, 20)))

    reminded = books.send(remind(put_off), on(CLOCK, date(2024, 6, 22))).event
    listed = books.send(list_(renewing), on(CLOCK, date(2026, 12, 20))).event

    assert (str(reminded.envelope.effective_on), reminded.days_before) == ("2024-06-28", 30)
    assert (str(listed.envelope.effective_on), listed.days_before) == ("2027-01-20", 60)
