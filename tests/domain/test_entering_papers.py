"""A paper of annex 2 is handed in to an office, which enters it (W-3): on record is who brought it, and its receipt.

Wang works in the HRSS of Zhangdian, where the enterprise is; Ma is a colleague.
"""

from typing import Any

import pytest

from domain.aggregates.card_application import CardApplication
from domain.authorization import NotYourDepartment, PostMayNot
from domain.base import Capacity, DocumentReference
from domain.cases import ActedBefore
from domain.errors import NotFound
from domain.personal_data import Sealed
from domain.use_cases.applying_for_cards import FillForm, SubmitCardApplication
from domain.use_cases.deciding_cases import ReviewCase
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import case_of, drafted, person_of, the_case
from tests.domain.officers import DAY, entering_for, officer
from tests.domain.routes_of_zibo import ANNEX_2, draft_on, person_for
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

RECEIPT = DocumentReference(kind="paper_form", number="张店收件〔2024〕7号", received_on=DAY)
ENTERING: dict[str, Any] = {"capacity": Capacity.ENTERING_FOR, "documents": (RECEIPT,)}
WANG = officer("hrss", "zhangdian", actor="wang-window", **ENTERING)
MA = officer("hrss", "zhangdian", actor="ma-review")
BROUGHT = {"handed_in_by": "陈专员"}


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


@pytest.fixture
def ids(books):
    return person_for(books)


def paper(ids: dict[str, Any], **stated: Any):
    return draft_on("front_end", ids, **{"submit": True} | BROUGHT | stated)


class TestEntering:
    def test_who_brought_it_and_under_which_receipt_is_on_record_for_the_enterprise(self, books, ids):
        events = books.send(paper(ids), WANG).events

        [submitted] = [event for event in events if isinstance(event, CardApplication.Submitted)]
        by = submitted.envelope
        assert (by.actor, by.capacity, by.on_behalf_of) == (
            "wang-window",
            "entering_for",
            str(ids["enterprise_id"]),
        )
        assert by.documents == (RECEIPT,)
        assert isinstance(submitted.handed_in_by, Sealed)
        assert books.opened(submitted.handed_in_by) == "陈专员"

    @pytest.mark.parametrize("function", ["drc", "miit", "hrss"])
    def test_a_competent_department_of_the_city_enters_it_just_as_well(self, books, ids, function):
        assert books.send(paper(ids), officer(function, **ENTERING)).events

    def test_without_who_or_without_a_receipt_it_is_refused(self, books, ids):
        unreceipted = WANG.model_copy(update={"documents": ()})

        assert books.refused(paper(ids, handed_in_by=None), WANG).field == "handed_in_by"
        assert books.refused(paper(ids), unreceipted).field == "documents"

    def test_a_draft_of_the_paper_is_filled_in_before_it_is_submitted(self, books, ids):
        of = {"card_application_id": case_of(books.send(paper(ids, submit=False), WANG))}

        books.send(FillForm(**of, form=ANNEX_2), WANG)
        books.send(SubmitCardApplication(**of, **BROUGHT), WANG)

        assert the_case(books, of["card_application_id"]).step == "review"

    def test_who_entered_it_does_not_review_it_and_a_colleague_does(self, books, ids):
        of = {"card_application_id": case_of(books.send(paper(ids), WANG))}
        reviewing = officer("hrss", "zhangdian", actor=WANG.actor)

        assert type(books.refused(ReviewCase(**of), reviewing)) is ActedBefore
        books.send(ReviewCase(**of), MA)


class TestWhoMayNot:
    def test_an_office_of_another_area_knows_of_no_such_enterprise(self, books, ids):
        elsewhere = officer("hrss", "boshan", **ENTERING)

        assert type(books.refused(paper(ids), elsewhere)) is NotFound

    def test_another_office_of_the_area_does_not_receive_it(self, books, ids):
        assert type(books.refused(paper(ids), officer("drc", "zhangdian", **ENTERING))) is NotYourDepartment

    def test_an_office_applies_for_nobody_in_its_own_name(self, books, ids):
        assert type(books.refused(paper(ids), MA)) is PostMayNot

    def test_what_stands_on_a_place_is_entered_by_the_nominating_department(self, books):
        opened(books)
        of = {"card_application_id": drafted(books, person_of(books))}

        refused = books.refused(
            SubmitCardApplication(**of, **BROUGHT), entering_for(officer("drc", "zhangdian"))
        )

        assert type(refused) is NotYourDepartment
