"""What offices decide about a case at its steps, and who of them may (审核)."""

from uuid import UUID

import pytest

from domain.aggregates.card_application import CardApplication
from domain.aggregates.quota import Quota
from domain.authorization import NotYourArea, NotYourDepartment
from domain.base import ReasonRequired
from domain.cases import ActedBefore, CaseStatus, NotAtThisStep, Opinion
from domain.errors import Invalid, NotFound
from domain.places import PlaceStatus
from domain.policy.refusals import UnknownStep
from domain.use_cases.applying_for_cards import DraftCardApplication
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.keeping_enterprises import RelocateEnterprise
from domain.use_cases.submitting_batches import SealBatch
from tests.domain.books_of_zibo import CITY, QUOTA, opened
from tests.domain.cases_of_zibo import (
    BATCH_LETTER,
    DRC_OF_ZHANGDIAN,
    FORM,
    MIIT_OF_ZHANGDIAN,
    at_department,
    batch_of,
    forwarded,
    person_of,
    reviewed,
    submitted,
    the_case,
    topics,
)
from tests.domain.officers import DRC, HRSS, MIIT, entering_for, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

DRC_WITH_REASON = saying_why(DRC)


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    """鲁建 is nominated by the DRC and has proposed 李思远."""
    return person_of(books)


def place_of(books: Books, ids) -> PlaceStatus:
    quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
    return quota.places.place(ids["place_id"]).status


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


class TestOpinions:
    def test_the_districts_counterpart_of_the_nominating_department_signs(self, books, ids):
        case_id = submitted(books, ids)

        event = books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN).event

        assert (event.step, event.next_step, event.opinion) == (
            "district_opinion",
            "department_review",
            "agreed",
        )
        assert event.envelope.deciding_body == "zhangdian-drc"

    def test_another_function_of_the_district_does_not(self, books, ids):
        case_id = submitted(books, ids)

        refusal = books.refused(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), MIIT_OF_ZHANGDIAN)

        assert type(refusal) is NotYourDepartment
        assert refusal.blocked_by == {"kind": "step", "id": "district_opinion", "function": "drc"}

    def test_another_district_does_not_even_know_of_the_case(self, books, ids):
        case_id = submitted(books, ids)

        refusal = books.refused(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), officer("drc", "boshan"))

        assert type(refusal) is NotFound

    def test_the_city_does_not_sign_for_the_district(self, books, ids):
        case_id = submitted(books, ids)

        assert type(books.refused(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC)) is NotYourArea

    def test_the_city_does_once_the_enterprise_has_become_its_own_and_has_no_district(self, books, ids):
        case_id = submitted(books, ids)
        to_city = RelocateEnterprise(enterprise_id=ids["enterprise_id"], area=DRC.area)
        books.send(to_city, HRSS)
        command = GiveOpinion(**of(case_id), opinion=Opinion.AGREED)

        assert type(books.refused(command, DRC_OF_ZHANGDIAN)) is NotFound
        assert type(books.refused(command, MIIT)) is NotYourDepartment
        books.send(command, DRC)

        assert the_case(books, case_id).step == "department_review"
        assert type(books.refused(ReviewCase(**of(case_id)), DRC)) is ActedBefore

    def test_an_opinion_against_it_needs_a_reason_and_passes_it_on_all_the_same(self, books, ids):
        command = GiveOpinion(**of(submitted(books, ids)), opinion=Opinion.DISAGREED)

        assert type(books.refused(command, DRC_OF_ZHANGDIAN)) is ReasonRequired
        assert books.send(command, saying_why(DRC_OF_ZHANGDIAN)).event.next_step == "department_review"


class TestFourEyes:
    def test_who_handed_it_in_on_paper_does_not_review_it(self, books, ids):
        command = DraftCardApplication(**QUOTA, place_id=ids["place_id"], form=FORM, submit=True)
        case_id = UUID(books.send(command, entering_for(DRC)).receipt.answer["id"])
        books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)

        refusal = books.refused(ReviewCase(**of(case_id)), DRC)

        assert (type(refusal), refusal.blocked_by) == (ActedBefore, {"kind": "step", "id": "submission"})

    def test_who_signed_for_the_district_does_not_review_for_the_city(self, books, ids):
        case_id = at_department(books, ids)

        refusal = books.refused(
            ReviewCase(**of(case_id)), DRC.model_copy(update={"actor": DRC_OF_ZHANGDIAN.actor})
        )

        assert (type(refusal), refusal.blocked_by) == (
            ActedBefore,
            {"kind": "step", "id": "district_opinion"},
        )

    def test_who_reviewed_may_review_again_after_a_return(self, books, ids):
        case_id = at_department(books, ids)
        books.send(ReturnCase(**of(case_id), to_step="district_opinion"), DRC_WITH_REASON)
        books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)

        books.send(ReviewCase(**of(case_id)), DRC)

        assert the_case(books, case_id).step == "collective_submission"

    def test_who_reviewed_does_not_hand_the_batch_on(self, books, ids):
        case_id = reviewed(books, ids)
        drc = DRC.model_copy(update={"documents": (BATCH_LETTER,)})
        batch_id = batch_of(books, case_id, by=drc)

        assert type(books.refused(SealBatch(batch_id=batch_id), drc)) is ActedBefore


class TestReviewing:
    def test_the_department_agrees(self, books, ids):
        sent = books.send(ReviewCase(**of(at_department(books, ids))), DRC)

        [event] = [one for one in sent.events if isinstance(one, CardApplication.Reviewed)]
        assert (event.TOPIC, event.next_step) == ("CardApplication.Reviewed", "collective_submission")
        assert "R-14" in event.envelope.clauses

    def test_it_cannot_review_what_is_at_another_step(self, books, ids):
        case_id = submitted(books, ids)

        refusal = books.refused(ReviewCase(**of(case_id)), DRC_OF_ZHANGDIAN)

        assert type(refusal) is NotAtThisStep

    def test_the_other_department_does_not_review(self, books, ids):
        assert type(books.refused(ReviewCase(**of(at_department(books, ids))), MIIT)) is NotYourDepartment

    def test_a_return_names_an_earlier_step_and_a_reason(self, books, ids):
        case_id = at_department(books, ids)
        back = ReturnCase(**of(case_id), to_step="district_opinion")

        assert type(books.refused(back, DRC)) is ReasonRequired
        assert (
            type(books.refused(ReturnCase(**of(case_id), to_step="forwarding"), DRC_WITH_REASON)) is Invalid
        )
        assert (
            type(books.refused(ReturnCase(**of(case_id), to_step="nowhere"), DRC_WITH_REASON)) is UnknownStep
        )
        assert books.send(back, DRC_WITH_REASON).event.to_step == "district_opinion"

    def test_not_recommended_ends_the_case_and_frees_the_place(self, books, ids):
        case_id = at_department(books, ids)

        sent = books.send(NotRecommend(**of(case_id)), DRC_WITH_REASON)

        assert set(topics(sent.events)) == {"CardApplication.NotRecommended", "Quota.Released"}
        assert the_case(books, case_id).status is CaseStatus.NOT_RECOMMENDED
        assert place_of(books, ids) is PlaceStatus.RELEASED

    def test_the_reason_is_sealed_under_the_person_of_the_case(self, books, ids):
        sent = books.send(NotRecommend(**of(at_department(books, ids))), DRC_WITH_REASON)

        assert {event.envelope.reason.subject for event in sent.events} == {ids["talent_id"]}

    @pytest.mark.parametrize("command", [ReturnCase, RequestCorrection, NotRecommend])
    def test_what_lies_with_the_province_only_the_province_answers(self, books, ids, command):
        case_id = forwarded(books, ids)
        stated = {
            ReturnCase: {"to_step": "department_review"},
            RequestCorrection: {"items": (StatedItem(field="resume"),)},
            NotRecommend: {},
        }

        refusal = books.refused(command(**of(case_id), **stated[command]), saying_why(HRSS))

        assert type(refusal) is NotAtThisStep
        assert refusal.blocked_by["step"] == "provincial_result"

    def test_a_district_advises_and_does_not_end_a_case(self, books, ids):
        case_id = submitted(books, ids)

        assert type(books.refused(NotRecommend(**of(case_id)), saying_why(DRC_OF_ZHANGDIAN))) is NotAtThisStep
