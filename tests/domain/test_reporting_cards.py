"""A city's report says what came onto its register of cards and went off it, and what is used of its quotas (附4)."""

from datetime import date

import pytest

from domain.reports import BooksBehind
from domain.use_cases.reporting_quarters import CompileReport
from tests.domain.books_of_zibo import listed, nominated, opened
from tests.domain.cards_of_zibo import elite
from tests.domain.test_reporting_quarters import CITY, CITY_AREA, Q1, Q2, Office, window


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_citys_report_has_its_cards_and_what_was_used_of_its_quotas_at_the_cut_off(office):
    opened(office)
    first, second = listed(office, "淄博样本新材料有限公司", "淄博甲有限公司")
    nominated(office, first)
    card_id = elite(office)["card_id"]
    office.close()
    nominated(office, second)  # after the cut-off
    office.sign()

    office.compile(CITY)

    content = office.report(CITY).content
    (cards,) = content.cards
    assert (cards.unit, cards.card_type, cards.issued, cards.held) == (CITY, "elite", 1, 1)
    (usage,) = content.quotas
    assert (usage.card_type, usage.quota_year, usage.limit, usage.used, usage.held) == (
        "huicai", 2024, 10, 0, 1
    )  # fmt: skip
    assert [(one.department, one.limit, one.held) for one in usage.departments] == [
        ("drc", 5, 1),
        ("miit", 5, 0),
    ]
    assert str(card_id) not in content.canonical.decode()


def test_an_areas_report_has_none(office):
    elite(office)
    office.close()

    office.compile()

    assert (office.report().content.cards, office.report().content.quotas) == ((), ())


def test_a_city_with_cards_and_no_items_has_something_to_report(office):
    office.close()
    office.compile(CITY)
    assert office.report(CITY).content.is_zero

    elite(office)
    office.close(Q2, date(2024, 7, 2))
    office.compile(CITY, Q2, on=date(2024, 7, 3))

    assert not office.report(CITY, Q2).content.is_zero


def test_books_of_cards_that_are_behind_the_cut_off_are_waited_for(office):
    elite(office)
    office.close()
    office.card_books.read_until = 0

    refused = office.refused(CompileReport(unit=CITY, quarter=Q1), window(CITY_AREA))

    assert type(refused) is BooksBehind
