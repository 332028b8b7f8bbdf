"""The timeline of a case over HTTP: sentences with their ground, as data and as text, then and now."""

from uuid import UUID

import pytest

from tests.api.cases import Applying
from tests.api.conftest import QUOTA, Town


@pytest.fixture(scope="module")
def applied(settled_town: Town) -> Applying:
    """One case from the nomination to the card; its district was of another opinion at first."""
    settled_town.quota()
    applying = Applying(settled_town).at_department()
    back = {"to_step": "district_opinion", "reason": "示例：李某的学历未写明"}
    applying.department().posts(f"{applying.case}/returns", **back).raise_for_status()
    return applying


def timeline(applied: Applying, **query: str) -> list[dict]:
    position = {"min_position": str(applied.town.position())}
    answer = applied.town.auditor().gets(f"{applied.case}/timeline", **position | query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def text(applied: Applying, language: str, **query: str) -> str:
    position = {"min_position": str(applied.town.position())}
    answer = applied.town.auditor().gets(
        f"{applied.case}/timeline.txt", headers={"Accept-Language": language}, **position | query
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-language"] == language
    return answer.text


def test_a_timeline_tells_case_and_place_in_the_order_of_the_log(applied: Applying) -> None:
    lines = timeline(applied)

    assert [line["topic"] for line in lines] == [
        "Quota.Nominated", "Quota.PersonProposed", "Quota.Reserved", "CardApplication.Drafted",
        "CardApplication.FormFilled", "CardApplication.Submitted", "CardApplication.OpinionGiven",
        "CardApplication.Returned",
    ]  # fmt: skip
    assert [line["position"] for line in lines] == sorted(line["position"] for line in lines)


def test_a_line_says_what_was_decided_by_whom_under_which_clause(applied: Applying) -> None:
    opinion = timeline(applied)[-2]

    assert opinion["sentence"] == {
        "zh": "张店区发展改革局签署意见：同意，转“推荐部门审核”环节",
        "en": "Zhangdian District Development and Reform Bureau gave its opinion: agreed; the case went to “Review by "
        "the nominating department”",
    }
    assert (opinion["step"], opinion["to_step"], opinion["outcome"]) == (
        "district_opinion", "department_review", "agreed",
    )  # fmt: skip
    assert opinion["office"]["zh"] == "张店区发展改革局"
    envelope = opinion["envelope"]
    assert (envelope["actor"], envelope["function"], envelope["area"]) == ("li-district", "drc", "zhangdian")
    assert [(clause["id"], clause["text"]["zh"]) for clause in envelope["clauses"]] == [
        ("W-2", "配额制发放“山东惠才卡”的申领流程")
    ]


def test_a_line_is_an_event_of_the_history(applied: Applying) -> None:
    history = applied.town.auditor().gets(f"{applied.case}/history").json()["items"]
    own = [line for line in timeline(applied) if line["topic"].startswith("CardApplication.")]

    told = ("event_id", "position", "topic", "decided_at", "recorded_at", "envelope")
    assert [[line[name] for name in told] for line in own] == [
        [event[name] for name in told] for event in history
    ]


def test_the_papers_of_a_decision_are_told_and_its_reason_is_masked(applied: Applying) -> None:
    lines = timeline(applied)

    assert lines[0]["envelope"]["documents"][0]["number"] == "示例推荐〔2026〕1号"
    assert lines[-1]["envelope"]["reason"] == "***"


def test_a_timeline_can_be_read_as_of_any_position_and_instant(applied: Applying) -> None:
    lines = timeline(applied)

    then = timeline(applied, as_of=str(lines[5]["position"]))
    at_that_instant = timeline(applied, as_of=lines[5]["recorded_at"])

    assert then == at_that_instant == lines[:6]


def test_before_it_was_drafted_there_was_no_case(applied: Applying) -> None:
    position = str(timeline(applied)[2]["position"])

    for path in ("timeline", "timeline.txt"):
        answer = applied.town.auditor().gets(f"{applied.case}/{path}", as_of=position)
        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["timeline", "timeline.txt"])
@pytest.mark.parametrize(
    ("query", "code"), [({"as_of": "999999"}, "not_yet"), ({"as_of": "now"}, "invalid_parameter"), ({"limit": "1"}, "unknown_parameter")]
)  # fmt: skip
def test_a_moment_that_is_none_and_a_parameter_that_is_none_are_refused(applied, path, query, code) -> None:
    answer = applied.town.auditor().gets(f"{applied.case}/{path}", **query)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_what_is_no_case_has_no_timeline(applied: Applying) -> None:
    for path in ("timeline", "timeline.txt"):
        other = applied.case.replace(applied.case_id, applied.talent_id)
        assert applied.town.auditor().gets(f"{other}/{path}").status_code == 404


def test_the_text_has_a_head_and_a_paragraph_for_each_event(applied: Applying) -> None:
    head, *paragraphs = text(applied, "zh").split("\n\n")

    assert head.splitlines()[:6] == [
        "“山东惠才卡”申报办理历程",
        f"申报：{applied.case_id}（配额制）",
        "配额年度：2026",
        "用人单位：示例一号有限公司",
        "人选：示***",
        "状态：办理中，环节：区县主管部门意见",
    ]
    assert len(paragraphs) == len(timeline(applied))
    assert (
        "张店区发展改革局签署意见：同意，转“推荐部门审核”环节。经办人：li-district（张店区发展改革局）"
        in paragraphs[-2]
    )
    assert "依据：W-2 配额制发放“山东惠才卡”的申领流程（" in paragraphs[-2]
    assert "理由：***" in paragraphs[-1]


def test_the_text_is_told_in_english_to_who_asks_for_it(applied: Applying) -> None:
    told = text(applied, "en")

    assert told.startswith("Timeline of a case for the Shandong Huicai Card\n")
    assert "Zhangdian District Development and Reform Bureau gave its opinion: agreed" in told


def test_the_text_of_then_shows_the_state_of_then(applied: Applying) -> None:
    position = timeline(applied)[3]["position"]

    told = text(applied, "zh", as_of=str(position))

    assert "状态：草稿\n" in told
    assert f"截至日志位置：{position}" in told


def test_nothing_that_was_stated_of_the_person_is_told(applied: Applying) -> None:
    told = text(applied, "zh") + str(timeline(applied))

    for canary in ("示例人才", "13800000000", "示例简历", "示例路1号", "李某"):
        assert canary not in told


def test_of_an_erased_person_only_the_mark_is_left(town: Town) -> None:
    town.quota()
    applying = Applying(town).at_department()
    back = {"to_step": "district_opinion", "reason": "示例：李某的学历未写明"}
    applying.department().posts(f"{applying.case}/returns", **back).raise_for_status()
    town.service.vault.erase(UUID(applying.talent_id))

    returned = timeline(applying)[-1]
    told = text(applying, "zh")
    lines = town.auditor().gets("/v1/card-applications", min_position=str(town.position())).json()["items"]

    assert returned["envelope"]["reason"] == {"erased": True}
    assert "人选：（已删除）" in told
    assert "理由：（已删除）" in told
    assert [line["talent_name"] for line in lines] == [{"erased": True}]


def test_a_batch_tells_nothing_of_its_other_members(town: Town) -> None:
    town.quota()
    first = Applying(town, "示例一号有限公司").reviewed()
    second = Applying(town, "示例二号有限公司").reviewed()
    sender = first.department("he-sending")
    key = {"city": "370300", "card_type": "huicai", "quota_year": 2026, "kind": "to_hrss"}
    batch = sender.posts("/v1/batches", **key).json()["href"]
    for one in (first, second):
        sender.posts(f"{batch}/members", card_application_id=one.case_id).raise_for_status()
    letter = {"kind": "letter", "number": "示例函〔2026〕1号", "issued_on": "2026-01-05"}
    sender.posts(f"{batch}/sealing", documents=[letter]).raise_for_status()

    told = first.specialist.gets(f"{first.case}/timeline", min_position=str(town.position())).text

    assert "Batch.Sealed" in told
    assert second.case_id not in told
    assert QUOTA not in told
