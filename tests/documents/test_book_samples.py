"""The sample books of Zibo: they read as described, and nothing in them can be anybody's."""

from datetime import date
from pathlib import Path

import pytest

from api.book_submissions import terms_of
from documents.opening_books import OpeningBooksFile, read_opening_books
from domain.aggregates.demand_item import DemandItem
from domain.cards import CardStatus
from domain.places import PlaceStatus
from domain.policy.ledgers import Ledger
from domain.use_cases.taking_over_books import TakeOverBooks
from samples.make_zibo_books import BOOKS
from samples.make_zibo_ledgers import LEDGER_FILES
from tests.domain.demands_of_zibo import CITY_WINDOW
from tests.domain.officers import HRSS, saying_why
from tests.domain.opening_books_of_zibo import what_was_brought
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

FOLDER = Path(__file__).parents[2] / "samples" / "zibo"
AS_OF = date(2025, 3, 31)  # the cards and places
LEDGERS_AS_OF = date(2025, 9, 30)
SAMPLES = BOOKS | LEDGER_FILES


def read(name: str) -> OpeningBooksFile:
    return read_opening_books((FOLDER / name).read_bytes(), name, terms_of(ZIBO, AS_OF))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_made_with_the_same_bytes_every_time(name):
    assert SAMPLES[name]() == SAMPLES[name]()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_shipped_sample_is_what_its_script_makes(name):
    made = read_opening_books(SAMPLES[name](), name, terms_of(ZIBO, AS_OF))

    shipped = read(name)
    assert (made.cards, made.places, made.demands) == (shipped.cards, shipped.places, shipped.demands)


def test_the_register_reads_without_an_error():
    file = read("opening-cards.xlsx")

    assert (len(file.cards), file.errors) == (12, ())
    assert {warning.code for warning in file.warnings} == {"region_unknown"}
    assert {card.card_type for card in file.cards} == {"huicai", "elite", "honor"}
    assert {card.status for card in file.cards} == {
        CardStatus.IN_FORCE,
        CardStatus.SUSPENDED,
        CardStatus.ENDED,
    }
    assert {card.quota_year for card in file.cards if card.route == "quota"} == {2024}


def test_the_ledger_reads_with_a_word_on_the_place_that_was_given_back():
    file = read("opening-places.xlsx")

    assert (len(file.places), file.errors) == (7, ())
    assert [(warning.field, warning.code) for warning in file.warnings] == [
        ("释放原因", "column_not_read"),
        ("第8行 状态", "place_released"),
    ]
    assert sum(place.status is PlaceStatus.CONSUMED for place in file.places) == 4


def test_the_two_are_taken_over_one_after_the_other_with_nothing_to_confirm():
    books = Books(ZIBO)
    by = saying_why(HRSS, effective_on=AS_OF, at=HRSS.at.replace(year=2025, month=4))
    brought = []
    for number, name in enumerate(("opening-cards.xlsx", "opening-places.xlsx")):
        file = read(name)
        command = TakeOverBooks(
            city="370300",
            document_number=file.document_number,
            file_sha256=f"{number}" * 64,
            cards=file.cards,
            places=file.places,
        )
        brought.append(what_was_brought(books.send(command, by)))

    assert [(len(one.cards), len(one.places)) for one in brought] == [(12, 0), (0, 7)]


def test_the_three_ledgers_read_with_a_word_on_what_is_closed():
    file = read("opening-demands.xlsx")

    assert {ledger: len(rows) for ledger, rows in file.demands.items()} == dict(
        zip(Ledger, (7, 5, 4), strict=True)
    )
    assert file.errors == ()
    assert [(warning.sheet, warning.field, warning.code) for warning in file.warnings] == [
        ("公共服务", "第12行 办理状态", "demand_closed"),
        ("市场服务", "第10行 办理状态", "demand_closed"),
        ("意见建议", "第10行 办理状态", "demand_closed"),
    ]


def test_the_demands_find_the_holders_of_the_cards_that_came_before_them():
    books = Books(ZIBO)
    at = HRSS.at.replace(year=2025, month=10)
    register, file = read("opening-cards.xlsx"), read("opening-demands.xlsx")
    stated = {"city": "370300", "document_number": "示例1号"}
    cards = TakeOverBooks(**stated, file_sha256="1" * 64, cards=register.cards)
    demands = TakeOverBooks(**stated, file_sha256="2" * 64, **file.demands)

    books.send(cards, saying_why(HRSS, effective_on=AS_OF, at=at))
    brought = what_was_brought(
        books.send(demands, saying_why(CITY_WINDOW, effective_on=LEDGERS_AS_OF, at=at))
    )
    items = [books.load(DemandItem, one.demand_item_id) for one in brought.demands]

    assert len(items) == 16
    assert sum(item.talent_id is not None for item in items) == 6
    assert {item.number[:2] for item in items} == {"GG", "SC", "YJ"}


def test_no_person_and_no_number_in_the_samples_can_be_anybodys():
    for card in read("opening-cards.xlsx").cards:
        assert card.name.startswith(("示例", "样例"))
        assert card.document.number.startswith(("3703991900", "00000000"))
        assert card.uscc[8:11] == "PDY"
    for place in read("opening-places.xlsx").places:
        assert place.enterprise.startswith(("示例", "样例"))
        assert place.person is None or place.person.startswith(("示例", "样例"))
    for rows in read("opening-demands.xlsx").demands.values():
        for demand in rows:
            assert demand.name is None or demand.name.startswith(("示例", "样例"))
            assert demand.phone.startswith("154000")
            assert "示例" in demand.content
