"""What the events of a case say: a sentence for each of them, with codes in the words of the policy."""

import re
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any

import pytest

from api.disclosure import facts_in
from documents.case_sentences import Names
from documents.case_words import ANSWERS, CAUSES, OPINIONS, RESULTS, SENTENCES, STATUSES
from domain.aggregates.batch import MemberAnswer
from domain.aggregates.card_holding import HoldingEnd
from domain.cards import CancellationCause, RevocationCause
from domain.cases import CaseStatus, Opinion, ProvincialResult
from domain.places import ReleaseCause
from domain.policy.book import PolicyBook
from domain.registration_form import FormStatement, RegistrationForm
from domain.use_cases.applying_for_cards import (
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.deciding_cases import GiveOpinion, RequestCorrection, ReturnCase, ReviewCase, StatedItem
from domain.use_cases.following_cards import ExpireCard
from domain.use_cases.managing_quotas import RequestTransfer
from domain.use_cases.recording_results import TranscribeResult
from domain.use_cases.suspending_cases import EndSuspension, SuspendCase
from projections.case_timeline import case_timeline
from tests.domain.books_of_zibo import QUOTA, opened
from tests.domain.cards_of_zibo import CLOCK, elite, on
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    HRSS_WRITES,
    at_department,
    drafted,
    forwarded,
    person_of,
    submitted,
)
from tests.domain.event_shapes import event_classes
from tests.domain.officers import DRC, entering_for, saying_why, specialist
from tests.domain.zibo import ZIBO, reorganised
from tests.in_memory import Books

BESIDE = ("CaseNotes.", "DemandItem.", "ProductionBatch.")  # told in the decision history alone
EVENTS = {kind.TOPIC: kind for kind in event_classes()}
BOOK = PolicyBook([ZIBO])
NAMES = Names(BOOK, "quota")
OF_NOTHING = Names(PolicyBook([]), "quota")


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    """鲁建 in Zhangdian is nominated by the DRC, and has proposed a person."""
    return person_of(books)


def of(case_id: Any) -> dict[str, Any]:
    return {"card_application_id": case_id}


def said(books: Books, topic: str = "") -> str:
    """What the latest event says in Chinese, or the latest of a topic."""
    return NAMES.sentence([event for event in books.events() if topic in event.TOPIC][-1]).zh


# ── Whole ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_event_that_a_timeline_may_have_has_its_sentence_and_no_other():
    beside = {topic for topic in case_timeline.taken if topic.startswith(BESIDE)}

    assert SENTENCES.keys() == case_timeline.taken - beside


@pytest.mark.parametrize("topic", SENTENCES)
def test_a_sentence_speaks_of_facts_that_the_event_has_and_of_the_same_in_both_languages(topic):
    zh, en = (placeholders(text) for text in SENTENCES[topic])

    assert zh == en
    assert zh <= {"who", *EVENTS[topic].model_fields}
    assert re.search("[\u4e00-\u9fff]", SENTENCES[topic].zh)
    assert not SENTENCES[topic].zh.endswith("。")


@pytest.mark.parametrize("topic", SENTENCES)
def test_no_sentence_speaks_of_a_fact_that_is_sealed(topic):
    personal = {
        name for name, field in EVENTS[topic].model_fields.items() if "Personal" in str(field.annotation)
    }

    assert not placeholders(SENTENCES[topic].zh) & personal


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (STATUSES, CaseStatus),
        (OPINIONS, Opinion),
        (RESULTS, ProvincialResult),
        (ANSWERS, MemberAnswer),
        (CAUSES, [*ReleaseCause, *HoldingEnd, *RevocationCause, *CancellationCause]),
    ],
    ids=["statuses", "opinions", "results", "answers", "causes"],
)
def test_every_code_has_its_words(words, members):
    assert set(words) == set(members)


@pytest.mark.parametrize("fact", RegistrationForm.model_fields)
def test_every_fact_of_a_form_is_called_what_the_paper_calls_its_field(fact):
    called = [Names(BOOK, route.code).field(fact, "zibo-2023/1").zh for route in ZIBO.routes if route.form]

    assert any(re.search("[\u4e00-\u9fff]", name) for name in called)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# ── Sentences ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_opinion_names_the_office_what_it_says_and_where_the_case_goes(books, ids):
    at_department(books, ids)

    told = NAMES.sentence(books.events()[-1])

    assert told.zh == "张店区发展改革局签署意见：同意，转“推荐部门审核”环节"
    assert told.en.startswith("Zhangdian District Development and Reform Bureau gave its opinion: agreed; ")
    assert told.en.endswith("the case went to “Review by the nominating department”")


def test_a_department_that_was_reorganised_while_the_case_was_under_way_is_called_what_it_was_on_the_day():
    """The case goes on under the policy of its submission, which does not know the organization that came later."""
    books = Books(ZIBO, reorganised(from_day="2024-04-01", until="2024-03-31"))
    opened(books)
    case_id = at_department(books, person_of(books))
    names = Names(books.policies, "quota")
    before = books.events()[-1]
    later = DRC.model_copy(
        update={"effective_on": date(2024, 4, 2), "at": datetime(2024, 4, 2, 2, tzinfo=UTC)}
    )
    after = books.send(ReviewCase(**of(case_id)), later).events[-1]

    assert names.office(after.envelope).zh == "淄博市发展和改革局"
    assert after.envelope.policy_version == before.envelope.policy_version == "zibo-2023/1"
    assert (
        names.body(after.envelope.deciding_body, "zibo-2023/1", date(2024, 4, 2)).zh == "淄博市发展和改革局"
    )
    assert names.body("zibo-drc", "zibo-2023/1", date(2024, 3, 20)).zh == "淄博市发展和改革委员会"


def test_a_case_that_goes_on_by_itself_is_told_as_the_doing_of_the_system(books, ids):
    of = {"card_application_id": at_department(books, ids)}
    books.send(SuspendCase(**of, ground="external_opinion"), saying_why(DRC))
    books.send(EndSuspension(**of), on(CLOCK, date(2024, 5, 20)))

    assert said(books, "Suspended") == "淄博市发展和改革委员会挂起申报：征求有关部门意见，最长20个工作日"
    assert said(books, "Resumed") == "系统恢复办理"


def test_the_enterprise_is_called_so_whoever_its_specialist_is(books, ids):
    books.send(SubmitCardApplication(**of(drafted(books, ids))), specialist(ids["enterprise_id"]))

    assert said(books, "Submitted") == "用人单位提交申报（登记表第1版），进入“区县主管部门意见”环节"


def test_who_entered_the_paper_of_an_enterprise_is_named_as_the_one_who_did(books, ids):
    books.send(SubmitCardApplication(**of(drafted(books, ids))), entering_for(DRC))

    assert said(books, "Submitted").startswith("淄博市发展和改革委员会代用人单位提交申报")


def test_a_step_that_does_not_apply_is_named(books):
    submitted(books, person_of(books, area="zibo-shibenji"))

    assert said(books, "Submitted").endswith("进入“推荐部门审核”环节；不适用环节：区县主管部门意见")


def test_corrections_are_named_as_the_paper_names_its_fields(books, ids):
    case_id = at_department(books, ids)
    items = (StatedItem(field="resume", note="请写明"), StatedItem(field="identity_document"))
    books.send(RequestCorrection(**of(case_id), items=items), saying_why(DRC))

    assert said(books) == "淄博市发展和改革委员会一次性告知补正：学习工作简历、身份证或护照号"


def test_what_was_corrected_is_named_too(books, ids):
    case_id = at_department(books, ids)
    books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), saying_why(DRC))
    form = FormStatement(resume="1926年毕业", graduated_on="1926.07")
    books.send(SupplyCorrection(**of(case_id), form=form), specialist(ids["enterprise_id"]))

    assert said(books) == "用人单位补正（登记表第2版）：毕业时间、学习工作简历"


def test_a_return_names_the_step(books, ids):
    case_id = at_department(books, ids)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), saying_why(DRC))

    assert said(books) == "淄博市发展和改革委员会退回至“区县主管部门意见”环节"


def test_a_disagreeing_opinion_says_so(books, ids):
    case_id = submitted(books, ids)
    disagrees = GiveOpinion(**of(case_id), opinion=Opinion.DISAGREED)
    books.send(disagrees, saying_why(DRC_OF_ZHANGDIAN))

    assert "签署意见：不同意" in said(books)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("approved", "登记省级结果：通过，待另一人核对"),
        ("rejected", "登记省级结果：不通过，待另一人核对"),
        ("returned", "登记省级结果：退回，待另一人核对；退回至“人社推荐上报”环节"),
    ],
)
def test_a_result_that_is_written_down_says_where_a_returned_case_goes(books, ids, result, sentence):
    case_id = forwarded(books, ids)
    books.send(TranscribeResult(**of(case_id), result=result), saying_why(HRSS_WRITES))

    assert said(books) == "淄博市人力资源和社会保障局" + sentence


def test_a_released_place_says_why(books, ids):
    case_id = submitted(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert said(books) == "名额释放（撤回申报）"


def test_a_department_is_called_by_its_function_where_no_area_says_which(books, ids):
    books.send(RequestTransfer(**QUOTA, place_id=ids["place_id"], to_department="miit"), DRC)

    assert said(books) == "淄博市发展和改革委员会申请将该推荐调剂给工信部门"


# ── What this installation does not know ─────────────────────────────────────────────────────────────────


def test_under_a_policy_that_is_no_longer_shipped_codes_say_themselves(books, ids):
    at_department(books, ids)

    assert OF_NOTHING.sentence(books.events()[-1]) == (
        "发改部门签署意见：同意，转“department_review”环节",
        "development and reform gave its opinion: agreed; the case went to “department_review”",
    )
    assert OF_NOTHING.body("zibo-hrss", "zibo-2023/1") == ("zibo-hrss", "zibo-hrss")
    assert OF_NOTHING.area("zhangdian", "zibo-2023/1") == ("zhangdian", "zhangdian")
    assert OF_NOTHING.field("resume", "zibo-2023/1") == ("resume", "resume")


def test_no_sentence_of_a_whole_case_says_anything_about_the_person(books, ids):
    forwarded(books, ids)
    told = "".join("".join(NAMES.sentence(event)) for event in books.events() if event.TOPIC in SENTENCES)

    facts = {books.opened(fact) for event in books.events() for fact in facts_in(event)}
    assert len(facts) > 10
    assert not [fact for fact in facts if len(fact) > 2 and fact in told]


def test_given_a_card_that_has_expired_then_its_status_which_no_case_has_is_no_fault(books):
    ids = elite(books)
    after = on(CLOCK, date(2027, 3, 15))
    sent = books.send(ExpireCard(card_id=ids["card_id"]), after)

    said = [
        Names(books.policies, "open_challenge").sentence(event)
        for event in sent.events
        if event.TOPIC in SENTENCES
    ]

    assert "人才卡到期" in {sentence.zh for sentence in said}
