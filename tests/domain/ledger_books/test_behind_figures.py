"""Whatever a report says, as many items stand behind it as it says: for every figure, cell, row and revision."""

from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ledger_books.behind import FIGURES, Behind, behind, parts_of, value_of, value_of_category
from domain.ledger_books.content import LEDGERS
from domain.ledger_books.figures import PARTED
from domain.ledger_books.postings import PostingKind
from domain.ledger_books.quarters import Quarter
from tests.domain.ledger_books.books_by_hand import AREAS, CITY, BooksByHand
from tests.domain.ledger_books.test_book_invariants import CATEGORIES, History, seasons
from tests.domain.ledger_books.test_worked_quarter import ClerksBooks, sheets

BY_SUM = ("adjusted", "total", "working_days")  # every other figure is a number of items
SPRING, SUMMER = Quarter(2026, 1), Quarter(2026, 2)


@dataclass(frozen=True)
class ByHand:
    """The shelf of books by hand."""

    books: BooksByHand

    def archive(self, unit):
        return self.books.archive(unit)

    def postings(self, area, span):
        return self.books.read(area, span)

    def flagged(self, area, revision):
        return self.books.held(area, revision.counting.quarter).flagged


def add_up(books: BooksByHand) -> None:
    """Every figure of every row of every revision is what stands behind it, and so is each of its categories."""
    shelf = ByHand(books)
    for unit in (*AREAS, CITY):
        for signed in books.archive(unit).signed:
            content, rows = signed.content, [row.unit for row in signed.content.rows]
            assert len(behind(signed, "open", None, shelf)) == content.total.open
            for figure, ledger, row in product(FIGURES, LEDGERS, rows):
                value = value_of(content, figure, ledger, row) or 0
                lines = behind(signed, figure, ledger, shelf, row)
                assert sum(line.counts for line in lines) == value
                if figure not in BY_SUM:
                    assert len(lines) == value
                if figure in PARTED:
                    for category in (*CATEGORIES, *{line.category for line in lines}):
                        parted = value_of_category(content, figure, ledger, category, row)
                        assert sum(line.category == category for line in lines) == parted


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=8, deadline=None)
def test_behind_every_figure_of_any_lawful_history_stand_as_many_items(seasons):
    history = History()
    history.play(seasons)

    add_up(history.books)


def test_behind_every_figure_of_the_worked_quarter_stand_as_many_items():
    add_up(ClerksBooks(sheets()))


@pytest.fixture
def books() -> BooksByHand:
    """Two quarters of three areas: an item is settled in the second, another stays open, and one is entered late."""
    books = BooksByHand()
    books.begin("zhangdian", "opinion", date(2026, 2, 3))
    books.begin("zhangdian", "opinion", date(2026, 2, 4))
    books.close_entry(SPRING)
    for area in AREAS:
        books.sign_area(area, SPRING)
    books.sign_city(SPRING)
    books.close(books.items[0], PostingKind.SETTLED, date(2026, 5, 6), in_time=False, working_days=12)
    books.begin("zhangdian", "opinion", date(2026, 3, 31))
    books.close_entry(SUMMER)
    for area in AREAS[:2]:
        books.sign_area(area, SUMMER)
    books.sign_city(SUMMER)
    return books


def items(lines: list[Behind]) -> list[tuple[str, str | None]]:
    return [(line.item, line.posting and line.posting.kind) for line in lines]


def found(books: BooksByHand, figure: str, unit: str = "zhangdian") -> list[Behind]:
    signed = books.archive(unit).revision(SUMMER, 1)
    return behind(signed, figure, "opinion", ByHand(books), "zhangdian")


def test_behind_what_is_carried_stands_what_was_open_at_the_last_closing(books):
    assert items(found(books, "carried")) == [("00000", "registered"), ("00001", "registered")]
    assert items(found(books, "open")) == [("00001", "registered"), ("00002", "registered")]


def test_behind_a_part_stand_those_that_it_is_of(books):
    assert items(found(books, "settled")) == items(found(books, "settled_late")) == [("00000", "settled")]
    assert found(books, "settled_in_time") == []
    assert items(found(books, "late")) == [("00002", "registered")]
    assert [line.counts for line in found(books, "working_days")] == [12]


def test_behind_a_figure_of_the_city_stands_that_of_the_area(books):
    assert found(books, "settled", CITY) == found(books, "settled")
    assert found(books, "registered_before", CITY) == found(books, "carried", CITY)


def test_a_part_whose_revision_is_not_here_is_told_and_adds_nothing(books):
    city = books.archive(CITY).revision(SUMMER, 1)
    books.archives["zhangdian"] = []  # reported from another instance

    parts = {part.unit: part for part in parts_of(city, "registered", None, ByHand(books))}
    assert parts["zhangdian"] == ("zhangdian", 1, 1, False)
    assert parts["linzi"] == ("linzi", 1, 0, True)
    assert parts["gaoqing"] == ("gaoqing", None, 0, True)  # has not reported
    assert behind(city, "registered", None, ByHand(books)) == []
