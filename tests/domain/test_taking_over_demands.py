"""On day one a city brings the open demands of its three ledgers: what a row does, what is confirmed, what is refused."""

from datetime import date
from typing import Any

import pytest

from domain.aggregates.demand_item import DemandItem
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import BooksAlreadyTakenOver, DemandKnown, OpeningBooks
from domain.authorization import PostMayNot
from domain.base import DocumentReference
from domain.demands import DemandStatus, EscalationLevel, Movement
from domain.functions import Function
from domain.policy.ledgers import Ledger
from domain.use_cases.assigning_demands import StatedUnit
from domain.use_cases.importing_lists import RowsNeedConfirmation
from domain.use_cases.reading_open_demands import StatedOpenDemand
from domain.use_cases.registering_demands import StatedDetails, TakeOverDemand
from domain.use_cases.taking_over_books import BookRowsInvalid, ConfirmedRows, TakeOverBooks, try_out
from tests.domain.books_of_zibo import LUJIAN, code_of, listed
from tests.domain.demands_of_zibo import CITY_WINDOW, WINDOW, registered
from tests.domain.officers import HRSS
from tests.domain.opening_books_of_zibo import (
    NUMBER,
    OTHER_SHA256,
    SHA256,
    all_events,
    books_with,
    card,
    taken_over,
    the_event,
    told,
    what_was_brought,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books, Sent

EDUCATION_OF_CITY = StatedUnit(function=Function.EDUCATION, area="市本级")
PUBLIC, MARKET, OPINION = Ledger


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def open_demand(row: int = 3, **stated: Any) -> StatedOpenDemand:
    """A demand of 鲁建 that the city's education bureau deals with, unless something else is stated."""
    usual: dict[str, Any] = {
        "row": row,
        "former_number": f"2023-{row}",
        "enterprise": LUJIAN,
        "uscc": code_of(LUJIAN),
        "area": "张店区",
        "name": "李思源",
        "raised_on": date(2024, 1, 8),
        "category": "schooling",
        "content": "请协调子女入学",
        "status": DemandStatus.IN_PROGRESS,
        "lead": EDUCATION_OF_CITY,
        "due_on": date(2024, 2, 1),
    }
    return StatedOpenDemand(**usual | stated)


def of_ledgers(*rows: StatedOpenDemand, **stated: Any) -> TakeOverBooks:
    return books_with(**{"public_service": rows} | stated)


def brought(books: Books, *rows: StatedOpenDemand, **stated: Any) -> Sent:
    return books.send(of_ledgers(*rows, **stated), CITY_WINDOW)


def refused(books: Books, *rows: StatedOpenDemand, **stated: Any) -> list[tuple[str, str]]:
    return told(books.refused(of_ledgers(*rows, **stated), CITY_WINDOW))


class TestWhatARowBrings:
    def test_an_open_demand_comes_with_its_enterprise_and_its_unit(self, books):
        sent = brought(books, open_demand())

        assert [event.TOPIC for event in sent.events] == [
            "OpeningBooks.Opened",
            "OpeningBooks.TakenOver",
            "Enterprise.Registered",
            "EnterpriseName.Registered",
            "CreditCode.Assigned",
            "DemandItem.TakenOver",
        ]
        item = the_event(sent, DemandItem.TakenOver)
        assert (item.number, item.former_number) == ("GG-zhangdian-2024-00001", "2023-3")
        assert (item.area, item.ledger, item.status) == ("zhangdian", PUBLIC, DemandStatus.IN_PROGRESS)
        assert (item.lead.organization, item.category) == ("zibo-education", "schooling")
        assert (item.raised_on, item.due_on) == (date(2024, 1, 8), date(2024, 2, 1))
        assert item.movement is Movement.OPENED

    def test_the_item_stands_on_the_file_with_its_digest_and_on_the_ledgers_clause(self, books):
        envelope = the_event(brought(books, open_demand()), DemandItem.TakenOver).envelope

        assert [(paper.number, paper.sha256) for paper in envelope.documents] == [(NUMBER, SHA256)]
        assert envelope.documents[0].issued_on == envelope.effective_on
        assert "R-20" in envelope.clauses

    def test_what_is_personal_is_sealed(self, books):
        item = the_event(brought(books, open_demand(remark="家庭困难")), DemandItem.TakenOver)

        assert not any(secret in repr(item) for secret in ("李思源", "请协调", "家庭困难"))

    def test_the_books_remember_which_row_brought_which_item(self, books):
        sent = brought(books, open_demand(3), open_demand(4))

        items = all_events(sent, DemandItem.TakenOver)
        assert [(one.row, one.number, one.former_number) for one in what_was_brought(sent).demands] == [
            (3, "GG-zhangdian-2024-00001", "2023-3"),
            (4, "GG-zhangdian-2024-00002", "2023-4"),
        ]
        assert [one.demand_item_id for one in what_was_brought(sent).demands] == [
            item.originator_id for item in items
        ]

    def test_the_three_ledgers_are_numbered_each_for_itself(self, books):
        sent = brought(
            books,
            open_demand(),
            market_service=(
                open_demand(
                    category="financing", conditions="利率低", lead=None, status=DemandStatus.REGISTERED
                ),
            ),
            opinion=(open_demand(category="platforms", lead=None, status=DemandStatus.REGISTERED),),
        )

        assert [one.number[:2] for one in what_was_brought(sent).demands] == ["GG", "SC", "YJ"]
        assert len(all_events(sent, Enterprise.Registered)) == 1

    def test_numbers_go_on_after_those_that_were_given(self, books):
        registered(books, WINDOW)
        registered(books, WINDOW)

        sent = brought(books, open_demand(3), open_demand(4))

        assert [one.number[-5:] for one in what_was_brought(sent).demands] == ["00003", "00004"]

    def test_an_item_that_was_passed_on_is_with_whom_it_was(self, books):
        row = open_demand(status=DemandStatus.ESCALATED, escalated_to=EscalationLevel.PROVINCE)

        item = the_event(brought(books, row), DemandItem.TakenOver)

        assert (item.status, item.escalated_to) == (DemandStatus.ESCALATED, EscalationLevel.PROVINCE)

    def test_a_demand_of_no_enterprise_is_one_of_its_area(self, books):
        item = the_event(
            brought(books, open_demand(enterprise=None, uscc=None, area="博山区")), DemandItem.TakenOver
        )

        assert (item.area, item.enterprise_id) == ("boshan", None)

    def test_an_enterprise_that_is_on_the_books_is_found_by_its_code(self, books):
        [enterprise_id] = listed(books, LUJIAN)

        sent = brought(books, open_demand())

        assert all_events(sent, Enterprise.Registered) == []
        assert the_event(sent, DemandItem.TakenOver).enterprise_id == enterprise_id


class TestWhoAsks:
    def test_the_holder_of_a_card_that_was_taken_over_is_the_talent_of_the_demand(self, books):
        [held] = what_was_brought(taken_over(books, card(card_number="SDHC1"))).cards

        sent = brought(books, open_demand(card_number="SDHC1"), file_sha256=OTHER_SHA256)

        item = the_event(sent, DemandItem.TakenOver)
        assert (item.talent_id, item.card_id, item.card_type) == (held.talent_id, held.card_id, "huicai")
        assert item.name is None

    def test_another_name_than_that_of_the_holder_is_confirmed(self, books):
        taken_over(books, card(card_number="SDHC1"))
        row = open_demand(card_number="SDHC1", name="王强")

        assert refused(books, row, file_sha256=OTHER_SHA256) == [
            ("public_service[3].name", "other_person_name")
        ]

    def test_a_card_that_nobody_knows_is_confirmed_and_the_name_put_down_alone(self, books):
        row = open_demand(card_number="SDHC9")

        assert refused(books, row) == [("public_service[3].card_number", "card_unknown")]
        sent = brought(books, row, confirmed_rows=ConfirmedRows(public_service=frozenset({3})))
        item = the_event(sent, DemandItem.TakenOver)
        assert (item.talent_id, item.card_id, item.name is None) == (None, None, False)
        assert what_was_brought(sent).demands[0].confirmed == ("card_unknown",)


class TestTwice:
    def test_a_former_number_that_another_file_had_is_named_and_not_doubled(self, books):
        brought(books, open_demand(3))
        again = of_ledgers(open_demand(7, former_number="2023-3"), open_demand(8), file_sha256=OTHER_SHA256)

        refusal = books.refused(again, CITY_WINDOW)

        assert told(refusal) == [("public_service[7].former_number", "demand_known")]
        assert refusal.errors[0].blocked_by["number"] == "GG-zhangdian-2024-00001"

    def test_a_former_number_that_a_row_before_had_is_named_with_that_row(self, books):
        refusal = books.refused(
            of_ledgers(open_demand(3), open_demand(4, former_number="2023-3")), CITY_WINDOW
        )

        assert told(refusal) == [("public_service[4].former_number", "demand_known")]
        assert refusal.errors[0].blocked_by == {"kind": "demand_item", "row": 3}

    def test_what_was_taken_over_singly_is_known_to_a_file_and_the_other_way_round(self, books):
        by = CITY_WINDOW.model_copy(
            update={"documents": (DocumentReference(kind="opening_books", number=NUMBER, sha256=SHA256),)}
        )
        singly = TakeOverDemand(
            city="370300",
            ledger=PUBLIC,
            area="张店区",
            former_number="2023-3",
            details=StatedDetails(content="请协调子女入学"),
        )

        books.send(singly, by)

        assert refused(books, open_demand(3)) == [("public_service[3].former_number", "demand_known")]
        brought(books, open_demand(4))
        again = books.refused(singly.model_copy(update={"former_number": "2023-4"}), by)
        assert isinstance(again, DemandKnown)
        assert again.blocked_by["number"] == "GG-zhangdian-2024-00002"

    def test_two_ledgers_may_number_alike(self, books):
        one = open_demand(category="platforms", lead=None, status=DemandStatus.REGISTERED)

        assert len(what_was_brought(brought(books, open_demand(), opinion=(one,))).demands) == 2

    def test_without_a_former_number_an_officer_says_that_it_is_new(self, books):
        row = open_demand(former_number=None)

        assert isinstance(books.refused(of_ledgers(row), CITY_WINDOW), RowsNeedConfirmation)
        assert refused(books, row) == [("public_service[3].former_number", "no_former_number")]
        confirmed = ConfirmedRows(public_service=frozenset({3}))
        assert len(what_was_brought(brought(books, row, confirmed_rows=confirmed)).demands) == 1

    def test_a_row_confirmed_in_one_ledger_is_not_confirmed_in_another(self, books):
        row = open_demand(former_number=None)

        assert refused(books, row, confirmed_rows=ConfirmedRows(opinion=frozenset({3}))) == [
            ("public_service[3].former_number", "no_former_number")
        ]

    def test_the_same_file_is_taken_over_once(self, books):
        brought(books, open_demand())

        assert isinstance(books.refused(of_ledgers(open_demand(9)), CITY_WINDOW), BooksAlreadyTakenOver)


class TestRefusals:
    def test_every_wrong_row_is_named_and_none_is_taken_over(self, books):
        refusal = books.refused(
            of_ledgers(
                open_demand(3),
                open_demand(4, category="no_such"),
                open_demand(5, lead=None),
                open_demand(6, conditions="利率低"),
                open_demand(7, raised_on=date(2030, 1, 1)),
                open_demand(8, due_on=date(2024, 1, 2)),
                open_demand(9, status=DemandStatus.SETTLED),
                open_demand(10, enterprise=None, uscc=None, area=None),
                open_demand(11, lead=StatedUnit(function=Function.EDUCATION, area="张店区")),
                open_demand(12, raised_on=date(202, 1, 8)),
                open_demand(13, due_on=date(9999, 12, 31)),
                opinion=(open_demand(4, category="schooling"),),
            ),
            CITY_WINDOW,
        )

        assert isinstance(refusal, BookRowsInvalid)
        assert told(refusal) == [
            ("public_service[4].category", "unknown_category"),
            ("public_service[5].lead", "missing"),
            ("public_service[6].conditions", "of_another_ledger"),
            ("public_service[7].raised_on", "not_yet"),
            ("public_service[8].due_on", "before_it_was_raised"),
            ("public_service[9].status", "not_open"),
            ("public_service[10].area", "missing"),
            ("public_service[11].lead", "no_organ"),
            ("public_service[12].raised_on", "too_long_ago"),
            ("public_service[13].due_on", "too_far_ahead"),
            ("opinion[4].category", "unknown_category"),
        ]
        assert books.all_of(DemandItem) == []

    def test_rows_under_one_number_are_named(self, books):
        assert refused(books, open_demand(3), open_demand(3, former_number="x")) == [
            ("public_service[3].row", "numbered_twice")
        ]

    def test_each_books_are_brought_by_the_office_that_has_kept_them(self, books):
        both = books_with(card(), public_service=(open_demand(),))

        assert isinstance(books.refused(of_ledgers(open_demand()), HRSS), PostMayNot)
        assert isinstance(books.refused(books_with(card()), CITY_WINDOW), PostMayNot)
        assert isinstance(books.refused(both, HRSS), PostMayNot)
        assert isinstance(books.refused(of_ledgers(open_demand()), WINDOW), PostMayNot)

    def test_a_trial_shows_what_the_takeover_brings_and_records_nothing(self, books):
        command = of_ledgers(open_demand(3), open_demand(4, category="no_such"), open_demand(5))

        trial = try_out(command, books.office.preview(command, CITY_WINDOW))

        assert [one.stated.row for one in trial.demands] == [3, 5]
        assert [(error.row, error.code) for error in trial.errors] == [(4, "unknown_category")]
        assert (books.all_of(DemandItem), books.all_of(OpeningBooks)) == ([], [])
