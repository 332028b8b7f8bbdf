"""What the events of a decision history say: a sentence for each that may stand in one, and for no event two."""

import re
from string import Formatter

import pytest

from documents import case_words, demand_timeline_words, history_words, office_words
from documents.history_field_words import FIELDS
from documents.history_fields import field_named, value_told
from documents.history_sentences import HistoryNames
from documents.history_words import SENTENCES, WORDS
from domain.aggregates import (
    Attachment,
    Batch,
    Card,
    CardApplication,
    CardHolding,
    CaseNotes,
    DemandItem,
    DuplicateCheck,
    Enterprise,
    Panel,
    QuarterlyReport,
    Quota,
    Talent,
)
from domain.policy.book import PolicyBook
from projections.case_timeline import case_timeline
from tests.domain.books_of_zibo import LUJIAN, listed
from tests.domain.event_shapes import event_classes
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

EVENTS = {kind.TOPIC: kind for kind in event_classes()}
TOLD_WHOLE = (
    Attachment, Batch, Card, CardApplication, CardHolding, CaseNotes, DemandItem, DuplicateCheck, Enterprise, Panel,
    QuarterlyReport, Quota, Talent,
)  # fmt: skip
NAMES = HistoryNames(PolicyBook([ZIBO]), "quota")
VERSION = "zibo-2023/1"
ALL = SENTENCES | office_words.SENTENCES


def test_every_event_that_a_history_may_have_has_one_sentence() -> None:
    elsewhere = case_words.SENTENCES.keys() | demand_timeline_words.SENTENCES.keys()
    may_have = {
        topic for topic in EVENTS if topic.split(".")[0] in {noun.TOPIC for noun in TOLD_WHOLE}
    } | case_timeline.taken

    assert not SENTENCES.keys() & elsewhere
    assert SENTENCES.keys() | elsewhere == may_have


def test_every_other_event_has_one_as_well_for_it_may_name_a_person() -> None:
    elsewhere = SENTENCES.keys() | case_words.SENTENCES.keys() | demand_timeline_words.SENTENCES.keys()

    assert office_words.SENTENCES.keys() == EVENTS.keys() - elsewhere


@pytest.mark.parametrize("topic", ALL)
def test_a_sentence_speaks_of_facts_that_the_event_has_and_that_are_not_sealed(topic: str) -> None:
    zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in ALL[topic])
    fields = EVENTS[topic].model_fields
    personal = {name for name, field in fields.items() if "Personal" in str(field.annotation)}

    assert zh == en
    assert zh <= {"who", *fields} - personal
    assert re.search("[\u4e00-\u9fff]", ALL[topic].zh)
    assert not re.search("[\u4e00-\u9fff]", ALL[topic].en)


@pytest.mark.parametrize("words", [history_words.WORDS, FIELDS], ids=["words", "fields"])
def test_every_word_is_there_in_both_languages(words: dict) -> None:
    assert words is WORDS or words is FIELDS
    assert all(re.search("[\u4e00-\u9fff]|SHA", text.zh) and text.en for text in words.values())


def test_a_field_of_the_form_is_called_what_the_paper_calls_it() -> None:
    assert field_named("form.phone", NAMES, VERSION).zh == "联系电话"


def test_a_step_is_called_so_where_it_is_part_of_what_a_field_is_called() -> None:
    called = field_named("corrections_requested.department_review", NAMES, VERSION)

    assert called.zh == "补正事项·推荐部门审核"


def test_an_id_is_no_part_of_what_a_field_is_called() -> None:
    path = "attached.0b7c1a5e-0000-4000-8000-000000000001.trust_level"

    assert field_named(path, NAMES, VERSION) == ("材料·可信等级", "attachment, level of trust")


@pytest.mark.parametrize(
    ("value", "topic", "field", "zh"),
    [
        ("suspended", "CardApplication.Suspended", "status", "已挂起"),
        ("suspended", "Card.Suspended", "status", "暂停"),
        ("department_review", "CardApplication.OpinionGiven", "step", "推荐部门审核"),
        ("zhangdian", "CardApplication.Drafted", "area", "张店区"),
        (None, "Card.Granted", "card_number", "—"),
        ({"erased": True}, "CardApplication.FormFilled", "form.phone", "（已删除）"),
        (True, "Card.LossReported", "is_lost", "是"),
        ("nobody knows", "Card.LossReported", "route", "nobody knows"),
        ("quota", "CardApplication.Drafted", "route", "配额制"),
        ("panel", "Card.Granted", "route", "专家论证"),
        ("huicai", "CardApplication.Drafted", "card_type", "山东惠才卡"),
        ("cluster_leader", "CardApplication.FormFilled", "form.enterprise_type", "“十强”产业集群领军企业"),
        ("four_chain", "Card.Granted", "list_type", "“四链”融合机制重点实施企业"),
        ("linzi", "CardApplication.FormFilled", "form.employer_area", "临淄区"),
        ("zibo-drc", "CardApplication.FormFilled", "form.competent_department", "淄博市发展和改革委员会"),
        ("passport", "CardApplication.FormFilled", "form.document_kind", "护照"),
        ("management_period", "Card.Issued", "term_rule", "管理期"),
        ("direct", "Card.Granted", "route", "直接颁发"),
        ("awaited", "Card.IssuedEarly", "arrival.stage", "待到岗"),
        (
            [{"fact": "zhoucun", "since": "0001-01-01"}, {"fact": "huantai", "since": "2025-07-15"}],
            "Enterprise.Relocated",
            "areas.in_order",
            "周村区、桓台县（自2025-07-15）",
        ),
        ([{"fact": "***", "since": "2025-07-01"}], "Talent.Renamed", "names.in_order", "***（自2025-07-01）"),
        (
            {"result": "not_managed", "as_of": "2025-07-01", "attesting_body": "zibo-party-org"},
            "Talent.CadreStatusAttested",
            "attestations",
            "党委管理的领导干部：不属于、截至：2025-07-01、证明单位：中共淄博市委组织部",
        ),
        ("taiwan_travel_permit", "Talent.Registered", "documents.facts.kind", "台湾居民来往大陆通行证"),
        ("renewal", "Card.MeasureTranscribed", "transcribed.measure", "续期"),
        ("died", "Card.MeasureTranscribed", "transcribed.cause", "去世"),
        ("public_service", "DemandItem.Registered", "ledger", "公共服务需求"),
        ("spouse_employment", "DemandItem.Registered", "category", "配偶就业"),
        ("hotline", "DemandItem.Registered", "channel", "热线"),
        ("national", "Card.Granted", "talent_class", "国家级人才工程"),
        ("signed_off", "QuarterlyReport.SignedOff", "status", "已签发"),
        ("miit", "Quota.NothingToSubmit", "submitted", "工信部门"),
        ("chairman", "Enterprise.PrincipalNamed", "principals.role", "董事长"),
        (["decided", "inquiry"], "Card.Suspended", "grounds", "决定暂停、核查期间"),
        (
            {"field": "resume", "note": "***"},
            "X.Y",
            "corrections_requested.review",
            "栏目：学习工作简历、说明：***",
        ),
    ],
)
def test_a_value_is_told_in_words_where_it_is_a_code_that_has_any(value, topic, field, zh) -> None:
    assert value_told(value, topic, field, NAMES, VERSION).zh == zh


def test_a_list_is_called_by_its_name_in_a_sentence() -> None:
    books = Books(ZIBO)
    listed(books, LUJIAN)
    [entered] = [event for event in books.events() if event.TOPIC == "Enterprise.Listed"]

    assert NAMES.sentence(entered).zh == "淄博市发展和改革委员会将企业列入名单（“十强”产业集群领军企业）"


def test_a_long_value_is_cut_on_paper() -> None:
    told = value_told("长" * 500, "Card.Granted", "class_ground", NAMES, VERSION)

    assert told.zh.endswith("…")
    assert len(told.zh) < 200


@pytest.mark.parametrize(
    ("path", "topic", "zh"),
    [
        ("areas.in_order", "Enterprise.Relocated", "区县"),
        ("employers.in_order", "Talent.EmploymentBegan", "用人单位"),
        ("places.in_order", "Quota.Nominated", "名额"),
        ("attestations.result", "Talent.CadreStatusAttested", "党委管理干部证明·党委管理的领导干部"),
        ("result", "CardApplication.Approved", "省级结果"),
        ("result", "DemandItem.Settled", "办理结果"),
    ],
)
def test_a_field_is_called_what_it_is_of_this_thing(path: str, topic: str, zh: str) -> None:
    assert field_named(path, NAMES, VERSION, topic).zh == zh


def test_an_item_of_a_list_is_called_by_its_number() -> None:
    assert field_named("items[0].note", NAMES, VERSION) == ("事项1·说明", "item 1, note")
