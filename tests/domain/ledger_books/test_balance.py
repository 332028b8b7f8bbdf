"""Figures that cannot be right are not reported, and the refusal says where they are wrong (decided point 22)."""

from datetime import date

import pytest

from domain.ledger_books.balance import BooksDoNotBalance
from domain.ledger_books.compiling import Child, Flagged, Held, Past, area_part, upper_rows
from domain.ledger_books.content import ChildReport, ListedItem, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.postings import Part, Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from tests.domain.ledger_books.books_by_hand import AREAS, CITY, BooksByHand

QUARTER = Quarter(2026, 2)
DAY = date(2026, 5, 6)
SCHOOLING = Part("public_service", "schooling")


def _listed(number):
    return ListedItem(number=number, area="zhangdian", ledger="public_service", category="schooling")


def row(*, held: Held):
    registered = Posting("A1", "public_service", PostingKind.REGISTERED, 1, DAY, DAY, category="schooling")
    return area_part("zhangdian", Counting(QUARTER, 1, 10), Past(), [registered], held)


def test_other_items_open_in_the_ledger_than_by_the_figures_stop_the_compilation():
    with pytest.raises(BooksDoNotBalance) as refused:
        row(held=Held({SCHOOLING: 2}))

    (imbalance,) = refused.value.blocked_by["imbalances"]
    assert (imbalance["unit"], imbalance["ledger"]) == ("zhangdian", "public_service")
    assert (imbalance["rule"], imbalance["expected"], imbalance["found"]) == ("standing", 2, 1)
    assert imbalance["terms"]["registered"] == 1
    assert "registered 1" in refused.value.detail.zh


def test_more_overdue_items_than_open_ones_stop_the_compilation():
    overdue = [Flagged(_listed(number), is_escalated=False, is_overdue=True) for number in ("A1", "A2")]

    with pytest.raises(BooksDoNotBalance) as refused:
        row(held=Held({SCHOOLING: 1}, overdue))

    assert {one["rule"] for one in refused.value.blocked_by["imbalances"]} == {"part"}


def test_a_transfer_that_only_one_side_knows_stops_the_city_when_both_have_reported():
    books = BooksByHand()
    item = books.begin("zhangdian", "opinion", DAY)
    books.move(item, "linzi", "opinion", DAY)
    books.postings.pop()  # Linzi never hears of it
    books.close_entry(QUARTER)
    contents = {area: books.sign_area(area, QUARTER) for area in AREAS}
    children = [
        Child(ChildReport(unit=area, standing=RowStanding.REPORTED, revision=1), content)
        for area, content in contents.items()
    ]

    with pytest.raises(BooksDoNotBalance) as refused:
        upper_rows(CITY, children, None, is_city=True)

    (imbalance,) = refused.value.blocked_by["imbalances"]
    assert (imbalance["unit"], imbalance["rule"], imbalance["terms"]) == (
        CITY,
        "transfers",
        {"in_transit": -1},
    )


def test_what_a_child_has_signed_and_does_not_balance_is_no_adjustment_of_the_level_above():
    books = BooksByHand()
    books.begin("zhangdian", "opinion", DAY)
    books.close_entry(QUARTER)
    contents = {area: books.sign_area(area, QUARTER) for area in AREAS}
    (row,) = contents["zhangdian"].rows
    wrong = [
        cell.model_copy(
            update={"figures": cell.figures.model_copy(update={"settled": cell.figures.settled + 1})}
        )
        for cell in row.cells
    ]
    contents["zhangdian"] = contents["zhangdian"].model_copy(
        update={"rows": (row.model_copy(update={"cells": tuple(wrong)}),)}
    )
    children = [
        Child(ChildReport(unit=area, standing=RowStanding.REPORTED, revision=1), content)
        for area, content in contents.items()
    ]

    with pytest.raises(BooksDoNotBalance) as refused:
        upper_rows(CITY, children, None, is_city=True)

    found = {(one["unit"], one["rule"]) for one in refused.value.blocked_by["imbalances"]}
    assert found >= {("zhangdian", "balance"), ("zhangdian", "categories")}
