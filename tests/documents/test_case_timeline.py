"""The timeline of a case as plain text: a head, then one paragraph for each event."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from documents.case_timeline import CaseTimelineText, case_timeline_text
from documents.timelines import CitedClause, TimelineParagraph
from domain.base import Capacity, DocumentReference
from domain.text import Text

LETTER = DocumentReference(kind="letter", number="淄发改函〔2024〕9号", issued_on=date(2024, 3, 14))
R_14 = CitedClause(
    id="R-14",
    rule=Text("经审核同意后集中提交", "reviewed, then handed in"),
    source=Text("通知 三（二）2", "Notice, 三（二）2"),
)


def paragraph(**said: Any) -> TimelineParagraph:
    """A paragraph about a review by Zhao Min at ten in the morning, unless it is said otherwise."""
    usual: dict[str, Any] = {
        "position": 22,
        "sentence": Text("淄博市发展和改革委员会审核同意", "Zibo DRC agreed after review"),
        "actor": "zhao-min",
        "office": Text("淄博市发展和改革委员会", "Zibo DRC"),
        "capacity": Capacity.ACTING,
        "on_behalf_of": None,
        "signatory": None,
        "deciding_body": None,
        "decided_at": datetime(2024, 3, 15, 2, tzinfo=UTC),
        "recorded_at": datetime(2024, 3, 15, 2, 0, 1, tzinfo=UTC),
        "effective_on": date(2024, 3, 15),
        "documents": (),
        "clauses": (),
        "reason_code": None,
        "reason": None,
    }
    return TimelineParagraph(**usual | said)


def timeline(*paragraphs: TimelineParagraph, **said: Any) -> CaseTimelineText:
    usual: dict[str, Any] = {
        "case": "53fbc5c7-c9c7-45f7-b611-bb92101f0498",
        "number": None,
        "card_type": Text("山东惠才卡", "Shandong Huicai Card"),
        "route": Text("配额制", "quota"),
        "quota_year": 2024,
        "enterprise": "淄博鲁建机械有限公司",
        "nominee": Text("李**", "李**"),
        "status": Text("办理中", "in process"),
        "step": Text("集中提交市人社局", "Collective submission"),
        "position": 136,
        "paragraphs": paragraphs,
    }
    return CaseTimelineText(**usual | said)


def test_a_case_that_was_accepted_is_told_by_its_number_too():
    text = case_timeline_text(timeline(number="370300-2024-0007"), "zh")

    assert text.splitlines()[2] == "受理编号：370300-2024-0007"


def test_it_begins_with_whose_case_it_is_and_where_it_stands():
    text = case_timeline_text(timeline(), "zh")

    assert text.splitlines() == [
        "“山东惠才卡”申报办理历程",
        "申报：53fbc5c7-c9c7-45f7-b611-bb92101f0498（配额制）",
        "配额年度：2024",
        "用人单位：淄博鲁建机械有限公司",
        "人选：李**",
        "状态：办理中，环节：集中提交市人社局",
        "截至日志位置：136",
    ]


def test_a_draft_has_no_step_and_another_route_no_quota_year():
    head = case_timeline_text(timeline(step=None, quota_year=None, status=Text("草稿", "draft")), "zh")

    assert "配额年度" not in head
    assert "状态：草稿\n" in head


def test_a_paragraph_says_what_was_decided_when_by_whom_and_since_when_it_holds():
    *_, said = case_timeline_text(timeline(paragraph()), "zh").splitlines()

    assert said == (
        "[22] 2024-03-15 10:00:00 淄博市发展和改革委员会审核同意。经办人：zhao-min（淄博市发展和改革委员会）；"
        "生效：2024-03-15；记录：2024-03-15 10:00:01。"
    )


def test_the_same_in_english():
    *_, said = case_timeline_text(timeline(paragraph()), "en").splitlines()

    assert said == (
        "[22] 2024-03-15 10:00:00 Zibo DRC agreed after review. By zhao-min (Zibo DRC); effective on 2024-03-15; "
        "recorded at 2024-03-15 10:00:01."
    )


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ({"clauses": (R_14,)}, "依据：R-14 经审核同意后集中提交（通知 三（二）2）", "under R-14, reviewed, then handed in (Notice"),
        ({"clauses": (CitedClause(id="R-99"),)}, "依据：R-99；", "under R-99;"),
        ({"documents": (LETTER,)}, "文件：淄发改函〔2024〕9号（2024-03-14）", "documents: 淄发改函〔2024〕9号 of 2024-03-14"),
        ({"documents": (DocumentReference(kind="notice"),)}, "文件：notice；", "documents: notice;"),
        ({"reason_code": "moved_away"}, "理由代码：moved_away", "reason code: moved_away"),
        ({"reason": Text("***", "***")}, "理由：***", "reason: ***"),
        ({"signatory": "wu-head"}, "签发人：wu-head", "signed by wu-head"),
        ({"deciding_body": Text("省人社厅", "provincial HRSS")}, "决定机关：省人社厅", "decided by provincial HRSS"),
        ({"capacity": Capacity.TRANSCRIBING}, "经办身份：转录", "a transcriber of another body's decision"),
        ({"capacity": Capacity.ENTERING_FOR}, "经办身份：代录", "somebody who enters another's paper"),
        ({"capacity": Capacity.DEPUTISING, "on_behalf_of": "wu-head"}, "经办身份：代行；代wu-head", "in the stead of wu-head"),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_decision_stands_on_is_told_where_it_is_stated(said, zh, en):
    assert zh in case_timeline_text(timeline(paragraph(**said)), "zh")
    assert en in case_timeline_text(timeline(paragraph(**said)), "en")


def test_each_event_is_one_paragraph_with_a_blank_line_before_it():
    text = case_timeline_text(timeline(paragraph(), paragraph(position=23), paragraph(position=28)), "zh")

    blocks = text.split("\n\n")
    assert [block[:5] for block in blocks[1:]] == ["[22] ", "[23] ", "[28] "]
    assert not [block for block in blocks[1:] if "\n" in block.rstrip("\n")]
    assert text.endswith("。\n")


def test_braces_in_what_is_told_are_told_as_they_are():
    odd = timeline(paragraph(sentence=Text("由{who}办理", "by {who}")), enterprise="{enterprise}公司")

    assert "用人单位：{enterprise}公司" in case_timeline_text(odd, "zh")
    assert "由{who}办理。" in case_timeline_text(odd, "zh")
