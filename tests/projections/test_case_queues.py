"""The queues of case workers: who finds which case where, as it goes from hand to hand.

In Zhangdian's DRC work Wang Li and Ma Lan; in the city's DRC Zhao Min and Liu Qing; in the city's HRSS Sun Jing,
Qian Duo and Feng Ning. Chen is the specialist of 鲁建.
"""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregates.batch import BatchKind
from domain.authorization import Post, Role, Scope
from domain.base import Authority, Capacity
from domain.cases import Opinion, ProvincialResult
from domain.panels import Vote
from domain.policy.steps import StepKind
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import (
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.arguing_cases import CastPanelVote, ConcludePanel, ContestPanelConclusion
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    RequestEntryCorrection,
    TranscribeResult,
)
from domain.use_cases.submitting_batches import AcceptMember, DeclareNothingToSubmit, SealBatch
from projections.case_register import CaseFilter, Queue, Worker
from tests.domain.books_of_zibo import QILIN, QUOTA
from tests.domain.cases_of_zibo import (
    BATCH_LETTER,
    HRSS_CONFIRMS,
    HRSS_WRITES,
    RESULT_PAPER,
    batch_of,
    drafted,
    person_of,
    submitted,
)
from tests.domain.officers import MIIT, officer, saying_why, specialist
from tests.domain.routes_of_zibo import brought_to, convened, officer_at, person_for, submitted_on
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

WANG_LI, MA_LAN = officer("drc", "zhangdian", actor="wang-li"), officer("drc", "zhangdian", actor="ma-lan")
DISTRICT_OF_ANOTHER = officer("drc", "boshan", actor="bo-shan")
CITY_DRC: dict[str, Any] = {"documents": (BATCH_LETTER,)}
ZHAO_MIN, LIU_QING = (
    officer("drc", actor="zhao-min", **CITY_DRC),
    officer("drc", actor="liu-qing", **CITY_DRC),
)
SUN_JING = officer("hrss", actor="sun-jing", documents=(BATCH_LETTER,))
QIAN_DUO = officer("hrss", actor="qian-duo", documents=(BATCH_LETTER,))
FENG_NING = officer("hrss", actor="feng-ning")
OFFICERS = (WANG_LI, MA_LAN, DISTRICT_OF_ANOTHER, ZHAO_MIN, LIU_QING, SUN_JING, QIAN_DUO, FENG_NING)
RESULTS: dict[str, Any] = {
    "capacity": Capacity.TRANSCRIBING,
    "deciding_body": "shandong-hrss",
    "documents": (RESULT_PAPER,),
}


@pytest.fixture
def ids(books):
    """鲁建 in Zhangdian is nominated by the DRC, and has proposed a person."""
    return person_of(books)


@pytest.fixture
def chen(ids):
    return specialist(ids["enterprise_id"], actor="chen")


@pytest.fixture
def finds(caught_up, cases):
    """What somebody finds in one of the queues, by the case's id."""

    def look(who: Authority, queue: Queue) -> list[UUID]:
        caught_up()
        found = cases.page(CaseFilter(), scope=Scope(), queue=(queue, worker(who)))
        return [one.card_application_id for one in found]

    return look


@pytest.fixture
def queues_of(finds):
    """In which queues somebody finds the case."""

    def look(who: Authority, case_id: UUID) -> set[Queue]:
        return {queue for queue in Queue if case_id in finds(who, queue)}

    return look


def worker(who: Authority) -> Worker:
    post = Post(role=Role(who.role), function=who.function, area=who.area, enterprise_id=who.enterprise_id)
    return Worker(who.actor, post)


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


def opinion(books: Books, case_id: UUID, who: Authority = WANG_LI) -> None:
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), who)


def handed_in(books: Books, case_id: UUID) -> UUID:
    """Wang Li has given the opinion, Zhao Min has reviewed and Liu Qing has sealed the batch."""
    opinion(books, case_id)
    books.send(ReviewCase(**of(case_id)), ZHAO_MIN)
    batch_id = batch_of(books, case_id, by=LIU_QING)
    books.send(SealBatch(batch_id=batch_id), LIU_QING)
    return batch_id


def with_the_province(books: Books, case_id: UUID) -> None:
    """Sun Jing has taken the case in, and Qian Duo has forwarded it."""
    books.send(AcceptMember(batch_id=handed_in(books, case_id), card_application_id=case_id), SUN_JING)
    books.send(DeclareNothingToSubmit(**QUOTA), MIIT)
    books.send(
        SealBatch(batch_id=batch_of(books, case_id, by=QIAN_DUO, kind=BatchKind.TO_PROVINCE)), QIAN_DUO
    )


def transcribed(books: Books, case_id: UUID, by: Authority) -> None:
    transcribing = by.model_copy(update=RESULTS)
    books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), transcribing)


# ── Mine ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_draft_then_it_is_for_its_specialist_to_hand_in_and_for_no_office(
    books, ids, chen, queues_of
):
    case_id = drafted(books, ids)

    assert queues_of(chen, case_id) == {Queue.MINE}
    assert [queues_of(one, case_id) for one in OFFICERS] == [set()] * len(OFFICERS)


def test_given_a_case_submitted_then_every_officer_of_the_district_finds_it_and_its_specialist_waits(
    books, ids, chen, queues_of
):
    case_id = submitted(books, ids)

    assert [queues_of(one, case_id) for one in (WANG_LI, MA_LAN)] == [{Queue.MINE}] * 2
    assert [queues_of(one, case_id) for one in (DISTRICT_OF_ANOTHER, ZHAO_MIN, SUN_JING)] == [set()] * 3
    assert queues_of(chen, case_id) == {Queue.WAITING}


def test_given_an_opinion_then_the_department_has_it_and_the_district_waits(books, ids, queues_of):
    case_id = submitted(books, ids)
    opinion(books, case_id)

    assert [queues_of(one, case_id) for one in (ZHAO_MIN, LIU_QING)] == [{Queue.MINE}] * 2
    assert [queues_of(one, case_id) for one in (WANG_LI, MA_LAN)] == [{Queue.WAITING}] * 2


def test_given_a_department_that_reviewed_then_only_a_colleague_may_hand_the_case_in(books, ids, queues_of):
    case_id = submitted(books, ids)
    opinion(books, case_id)
    books.send(ReviewCase(**of(case_id)), ZHAO_MIN)

    assert queues_of(LIU_QING, case_id) == {Queue.MINE}
    assert queues_of(ZHAO_MIN, case_id) == {Queue.WAITING}


def test_given_a_case_of_the_other_department_then_it_is_not_in_this_ones_queues(books, queues_of):
    case_id = submitted(books, person_of(books, QILIN, by="miit", number=3))

    assert queues_of(officer("miit", "zhangdian", actor="gong-xin"), case_id) == {Queue.MINE}
    assert [queues_of(one, case_id) for one in OFFICERS] == [set()] * len(OFFICERS)


def test_given_a_form_that_an_officer_entered_then_he_or_she_does_not_review_it(books, ids, queues_of):
    case_id = drafted(books, ids)
    entering = ZHAO_MIN.model_copy(update={"capacity": Capacity.ENTERING_FOR})
    books.send(SubmitCardApplication(**of(case_id)), entering)
    opinion(books, case_id)

    assert queues_of(LIU_QING, case_id) == {Queue.MINE}
    assert queues_of(ZHAO_MIN, case_id) == {Queue.WAITING}
    assert books.refused(ReviewCase(**of(case_id)), ZHAO_MIN).code == "acted_before"


def test_given_a_case_with_the_province_then_who_took_it_in_may_write_the_answer_down(books, ids, queues_of):
    case_id = submitted(books, ids)
    with_the_province(books, case_id)

    assert [queues_of(one, case_id) for one in (SUN_JING, QIAN_DUO, FENG_NING)] == [{Queue.MINE}] * 3
    assert queues_of(ZHAO_MIN, case_id) == {Queue.WAITING}


# ── Returned ─────────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_case_returned_to_the_district_then_who_acted_there_finds_it_again(books, ids, queues_of):
    case_id = submitted(books, ids)
    opinion(books, case_id)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(ZHAO_MIN))

    assert [queues_of(one, case_id) for one in (WANG_LI, MA_LAN)] == [{Queue.MINE, Queue.RETURNED}] * 2
    assert [queues_of(one, case_id) for one in (ZHAO_MIN, LIU_QING)] == [{Queue.WAITING}] * 2


def test_given_a_returned_case_handed_on_again_then_it_is_returned_to_nobody(books, ids, queues_of):
    case_id = submitted(books, ids)
    opinion(books, case_id)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(ZHAO_MIN))
    opinion(books, case_id)

    assert queues_of(ZHAO_MIN, case_id) == {Queue.MINE}


def test_given_a_correction_requested_then_the_specialist_has_it_back_and_the_office_waits(
    books, ids, chen, queues_of
):
    case_id = submitted(books, ids)
    books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), saying_why(WANG_LI))

    assert queues_of(chen, case_id) == {Queue.MINE, Queue.RETURNED}
    assert [queues_of(one, case_id) for one in (WANG_LI, MA_LAN)] == [{Queue.WAITING}] * 2


def test_given_a_correction_supplied_then_the_office_that_asked_has_it_again(books, ids, chen, queues_of):
    case_id = submitted(books, ids)
    books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), saying_why(WANG_LI))
    books.send(SupplyCorrection(**of(case_id), form=FormStatement(resume="1926年毕业")), chen)

    assert queues_of(WANG_LI, case_id) == {Queue.MINE}
    assert queues_of(chen, case_id) == {Queue.WAITING}


# ── To confirm ───────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_result_written_down_then_a_colleague_has_to_confirm_it_and_who_wrote_it_waits(
    books, ids, queues_of
):
    case_id = submitted(books, ids)
    with_the_province(books, case_id)
    transcribed(books, case_id, QIAN_DUO)

    assert [queues_of(one, case_id) for one in (SUN_JING, FENG_NING)] == [{Queue.TO_CONFIRM}] * 2
    assert queues_of(QIAN_DUO, case_id) == {Queue.WAITING}
    assert queues_of(ZHAO_MIN, case_id) == {Queue.WAITING}


def test_given_a_result_contested_then_all_of_hrss_may_write_it_down_anew(books, ids, queues_of):
    case_id = submitted(books, ids)
    with_the_province(books, case_id)
    transcribed(books, case_id, QIAN_DUO)
    books.send(ContestResult(**of(case_id)), saying_why(FENG_NING))

    assert [queues_of(one, case_id) for one in (SUN_JING, QIAN_DUO, FENG_NING)] == [{Queue.MINE}] * 3


def test_given_an_entry_that_may_be_wrong_then_a_colleague_has_to_confirm_the_correction(
    books, ids, queues_of
):
    case_id = submitted(books, ids)
    with_the_province(books, case_id)
    transcribed(books, case_id, QIAN_DUO)
    books.send(ConfirmResult(**of(case_id)), FENG_NING)
    wrong = books.store.history(case_id)[-1].entry.event_id
    correcting = saying_why(SUN_JING.model_copy(update=RESULTS), corrects=wrong)
    books.send(RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED), correcting)

    assert [queues_of(one, case_id) for one in (QIAN_DUO, FENG_NING)] == [{Queue.TO_CONFIRM}] * 2
    assert queues_of(SUN_JING, case_id) == {Queue.WAITING}
    assert queues_of(ZHAO_MIN, case_id) == set()


# ── Over, and nobody's ───────────────────────────────────────────────────────────────────────────────────


def test_given_a_case_that_is_over_then_it_is_in_no_queue(books, ids, chen, queues_of):
    case_id = submitted(books, ids)
    opinion(books, case_id)
    books.send(NotRecommend(**of(case_id)), saying_why(ZHAO_MIN))

    assert [queues_of(one, case_id) for one in (chen, *OFFICERS)] == [set()] * (1 + len(OFFICERS))


def test_given_a_case_withdrawn_while_its_result_waits_then_nobody_has_to_confirm_it(
    books, ids, chen, queues_of
):
    case_id = submitted(books, ids)
    with_the_province(books, case_id)
    transcribed(books, case_id, QIAN_DUO)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(chen))

    assert [queues_of(one, case_id) for one in (chen, *OFFICERS)] == [set()] * (1 + len(OFFICERS))


@pytest.mark.parametrize("role", ["auditor", "operator", "service_provider", "provincial_window"])
def test_given_somebody_who_does_not_work_on_cases_then_every_queue_is_empty(books, ids, queues_of, role):
    case_id = submitted(books, ids)

    assert queues_of(officer("drc", "zhangdian", role=role), case_id) == set()


def test_given_a_specialist_of_another_enterprise_then_every_queue_is_empty(books, ids, queues_of):
    assert queues_of(specialist(uuid4()), drafted(books, ids)) == set()


def test_given_two_cases_then_the_one_that_has_waited_longer_comes_first(books, ids, finds):
    first = submitted(books, ids)
    second = submitted(books, person_of(books, "淄博齐韵新材料有限公司", number=3))
    books.send(RequestCorrection(**of(first), items=(StatedItem(field="resume"),)), saying_why(WANG_LI))
    supplied = SupplyCorrection(**of(first), form=FormStatement(resume="1926年毕业"))
    books.send(supplied, specialist(ids["enterprise_id"]))

    assert finds(MA_LAN, Queue.MINE) == [second, first]


# ── Before the experts ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def argued_case(books):
    """A case that its reviewer and its sender have brought before the province's panel."""
    case_id = submitted_on(books, "panel", person_for(books))
    brought_to(books, case_id, StepKind.PANEL)
    return case_id


def concluded(books: Books, case_id: UUID) -> UUID:
    panel = convened(books, case_id)
    for member_id in panel.experts:
        books.send(CastPanelVote(panel_id=panel.id, member_id=member_id, vote=Vote.AGREE), HRSS_WRITES)
    books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES)
    return panel.id


def test_given_a_panel_then_also_who_has_reviewed_the_case_may_write_down_what_it_does(
    books, argued_case, queues_of
):
    reviewer = officer_at(ZIBO.route("panel").steps.step("city_review"))

    assert queues_of(reviewer, argued_case) == {Queue.MINE}
    convened(books, argued_case)
    assert queues_of(reviewer, argued_case) == {Queue.MINE}


def test_given_a_conclusion_then_a_second_officer_confirms_it(books, argued_case, queues_of):
    panel_id = concluded(books, argued_case)

    assert queues_of(HRSS_WRITES, argued_case) == {Queue.WAITING}
    assert queues_of(HRSS_CONFIRMS, argued_case) == {Queue.TO_CONFIRM}

    books.send(ContestPanelConclusion(panel_id=panel_id), saying_why(HRSS_CONFIRMS))
    assert queues_of(HRSS_CONFIRMS, argued_case) == queues_of(HRSS_WRITES, argued_case) == {Queue.MINE}
