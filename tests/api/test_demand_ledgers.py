"""The three ledgers over HTTP: who sees which items, whose queue each is in, and what stands in the cells on paper."""

import json
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from api.desk import as_json
from api.rendering.demand_ledgers import DemandLineShown, demand_lines, ledger_readers
from api.viewer import Viewer
from documents.demand_words import STATUS_WORDS
from domain.authorization import Post, Role
from domain.base import Authority
from domain.demands import DemandStatus
from projections.demand_ledger import LedgerFilter
from tests.api.conftest import BOSHAN, ZHANGDIAN, Person, Town
from tests.api.test_attachments import access_log
from tests.api.test_demand_items import DEMANDS, FINANCING, WHY, done, in_progress, registered
from tests.documents.printed import page_count, signs_outside, text_of

LEDGER = "/v1/demand-ledgers/public_service"
PHONE = "13905331234"
SECRET = "孩子患病，需陪读"


@pytest.fixture
def window(settled_town: Town) -> Person:
    return settled_town.officer("window", ZHANGDIAN, "li-window")


@pytest.fixture
def education(settled_town: Town) -> Person:
    return settled_town.officer("education", name="sun-school")


def items(town: Town, who: Person, **wanted: Any) -> list[dict[str, Any]]:
    answer = who.gets(DEMANDS, min_position=str(town.position()), **wanted)
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def numbers(town: Town, who: Person, **wanted: Any) -> list[str]:
    return [one["number"] for one in items(town, who, **wanted)]


def workbook(town: Town, who: Person, **wanted: Any) -> Any:
    answer = who.gets(f"{LEDGER}/sheet.xlsx", min_position=str(town.position()), **wanted)
    assert answer.is_success, answer.text
    return openpyxl.load_workbook(BytesIO(answer.content)).active


def test_an_item_goes_from_queue_to_queue_with_whose_turn_it_is(
    settled_town: Town, window: Person, education: Person
) -> None:
    def queue(who: Person, name: str) -> bool:
        return item["number"] in numbers(settled_town, who, queue=name, limit=200)

    item = registered(window)
    assert queue(window, "mine")
    assert queue(window, "to_assign")
    item = done(window, item, "assignment")
    assert not queue(window, "mine")
    assert queue(window, "waiting")
    assert queue(education, "to_accept")
    item = done(education, item, "acceptance")
    assert queue(education, "in_hand")
    item = done(education, item, "extension", days=5, **WHY)
    assert queue(window, "more_time")
    item = done(window, item, "extension/grant")
    item = done(education, item, "settlement", result="已入学")
    assert not queue(education, "mine")
    assert queue(window, "to_call_back")
    item = done(window, item, "call-back", reached=True)
    assert queue(window, "to_strike_off")
    item = done(window, item, "rating", grade="dissatisfied", capacity="entering_for")
    assert queue(education, "to_rectify")
    assert not queue(window, "to_strike_off")


def test_a_unit_sees_what_it_is_responsible_for_and_another_area_or_a_hospital_nothing(
    settled_town: Town, window: Person, education: Person
) -> None:
    mine, others = in_progress(window, education), registered(window)

    seen = numbers(settled_town, education, limit=200)
    assert mine["number"] in seen
    assert others["number"] not in seen
    assert numbers(settled_town, settled_town.officer("window", BOSHAN), number=mine["number"]) == []
    provider = settled_town.person("示例-hospital", Post(role=Role.PROVIDER)).gets(DEMANDS)
    assert (provider.status_code, provider.json()["code"]) == (403, "post_may_not")


def test_a_line_has_names_and_masks_and_the_light_of_the_day(
    settled_town: Town, window: Person, education: Person
) -> None:
    [enterprise] = settled_town.listed("示例四〇二号有限公司")
    talent = settled_town.talent("李慧", employer_id=enterprise)
    details = {"content": SECRET, "beneficiaries": ["child"]}
    item = in_progress(window, education, enterprise_id=enterprise, talent_id=talent, details=details)
    item = done(education, item, "progress", progress=SECRET)

    [line] = items(settled_town, window, number=item["number"])

    assert (line["id"], line["href"], line["version"]) == (item["id"], item["href"], item["version"])
    assert (line["enterprise_name"], line["name"], line["content"]) == ("示例四〇二号有限公司", "李*", "***")
    assert line["turn"] == {"function": "education", "area": "zibo-shibenji"}
    assert (line["light"]["colour"], line["list_types"]) == ("green", ["cluster_leader"])
    assert [one["said"] for one in line["progress"]] == ["***"]
    wanted = {"number": item["number"], "on": "2030-01-01"}
    assert items(settled_town, window, light="red", **wanted)
    assert items(settled_town, window, light="green", **wanted) == []
    assert items(settled_town, education, queue="overdue", **wanted)
    [due] = [one for one in item["deadlines"] if one["step"] is None]
    assert line["due_on"] == due["due_on"]


def test_a_line_is_told_as_its_model_would_be(settled_town: Town, window: Person, education: Person) -> None:
    """The contract is made of `DemandLineShown`, and what is sent is not: so that the two stay one."""
    service, post = settled_town.service, Post(role=Role.OFFICER, function="window", area=ZHANGDIAN)
    open_item, closed = registered(window), in_progress(window, education, details={"content": SECRET})
    done(education, closed, "progress", progress=SECRET)
    done(education, closed, "settlement", result=SECRET)
    erased = registered(window)
    service.vault.erase(UUID(erased["id"]))
    at = service.clock()
    authority = Authority(actor="li-window", **dict(post), effective_on=at.date(), at=at)
    viewer = Viewer.of_own_matters(authority, service)
    named = {one["number"] for one in items(settled_town, window, limit=200)}

    lines = service.ledgers.page(LedgerFilter(), readers=ledger_readers(viewer), on=at.date(), limit=200)
    told = demand_lines(lines, viewer, at.date())

    assert (
        {open_item["number"], closed["number"], erased["number"]} <= named == {one["number"] for one in told}
    )
    for one in told:
        assert DemandLineShown(**one).as_json() == json.loads(as_json(one).body)


def test_what_is_looked_for_is_found_page_by_page(settled_town: Town, window: Person) -> None:
    first, second = registered(window), registered(window, **FINANCING)
    both = [first["number"], second["number"]]

    quarter = f"{first['registered_on'][:4]}Q{(int(first['registered_on'][5:7]) + 2) // 3}"
    found = numbers(settled_town, window, registered_in=quarter, limit=200)
    assert [number for number in found if number in both] == both
    assert second["number"] not in numbers(settled_town, window, ledger="public_service", limit=200)
    assert numbers(settled_town, window, number=second["number"], category="financing") == both[1:]
    assert numbers(settled_town, window, number=second["number"], registered_in="2020Q1") == []
    paged, cursor = [], None
    while True:
        page = window.gets(DEMANDS, limit=1, registered_in=quarter, **({"cursor": cursor} if cursor else {}))
        paged += [one["number"] for one in page.json()["items"]]
        if (cursor := page.json()["next"]) is None:
            break
    assert paged == found
    refused = window.gets(DEMANDS, registered_in="2026Q5")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameter")


def test_on_paper_it_has_the_offices_columns_under_a_head_of_two_rows(
    settled_town: Town, window: Person, education: Person
) -> None:
    [enterprise] = settled_town.listed("示例四〇三号有限公司")
    details = {"content": SECRET, "beneficiaries": ["self", "child"]}
    item = in_progress(window, education, enterprise_id=enterprise, details=details, name="王五", phone=PHONE)

    sheet = workbook(settled_town, window, number=item["number"])

    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0].startswith("淄博市公共服务需求台账（")
    assert [said for said in rows[2] if said] == ["需求登记", "公共服务需求", "办理情况", "回访评价"]
    said = dict(zip((str(one).replace("\n", "") for one in rows[3]), rows[4], strict=True))
    assert list(said) == COLUMNS
    assert (said["需求编号"], said["区县（功能区）"], said["企业类型"]) == (
        item["number"],
        "张店区",
        "“十强”产业集群领军企业",
    )
    assert (said["人才姓名"], said["联系电话"], said["需求具体内容"]) == ("王*", "139****1234", "***")
    assert (said["服务事项类别"], said["涉及对象"], said["办理状态"]) == ("子女入学", "本人、子女", "办理中")
    assert (said["是否超期/亮灯"], said["是否销号"]) == ("绿灯（期限内）", "否")
    assert sheet["B5"].number_format == "@"
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$4", "C5")
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert any("子女入学" in one for one in lists)
    assert any("非常满意" in one for one in lists)
    assert "共1项" in rows[5][0]
    assert window.gets("/v1/demand-ledgers/nonsense/sheet.xlsx").status_code == 404


def test_in_clear_it_is_read_for_a_purpose_that_goes_on_the_access_log_and_by_offices_alone(
    settled_town: Town, window: Person
) -> None:
    [enterprise] = settled_town.listed("示例四〇四号有限公司")
    item = registered(window, enterprise_id=enterprise, details={"content": SECRET}, name="王五", phone=PHONE)
    wanted = {"number": item["number"]}
    before = len(access_log(settled_town))

    masked, clear = (
        workbook(settled_town, window, **wanted, **said)["O5"].value for said in ({}, {"purpose": "printing"})
    )
    assert (masked, clear) == ("***", SECRET)
    noted = set(access_log(settled_town)[before:])
    assert noted == {("li-window", "demand_ledger", item["id"], "printing")}
    specialist = settled_town.specialist(enterprise)
    answer = specialist.gets(f"{LEDGER}/sheet.xlsx", purpose="handling")
    assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")


def test_to_print_it_has_fourteen_columns_its_head_on_every_page_and_page_numbers(
    settled_town: Town, window: Person
) -> None:
    details = {"content": SECRET * 300, "remark": "㛃"}
    item = registered(window, details=details)
    wanted = {"number": item["number"], "min_position": str(settled_town.position())}

    answer = window.gets(f"{LEDGER}/sheet.pdf", purpose="printing", **wanted)

    assert answer.is_success, answer.text
    pages = page_count(answer.content)
    assert pages > 1
    for page in range(pages - 1):  # on the last one there may be room for the signatures alone
        said = text_of(answer.content, page)
        assert all(
            head in said for head in ("序号", "需求编号", "办理结果", "备注", f"第{page + 1}页共{pages}页")
        )
    assert "㛃" in text_of(answer.content)
    assert signs_outside(answer.content) == []
    masked = text_of(window.gets(f"{LEDGER}/sheet.pdf", **wanted).content, 0)
    assert "脱敏件" in masked
    assert "陪读" not in masked
    nothing = window.gets(f"{LEDGER}/sheet.pdf", number="GG-nowhere-2024-00001")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_print")


COLUMNS = [
    "序号", "需求编号", "区县（功能区）", "企业名称", "企业类型", "统一社会信用代码", "人才姓名", "卡种/卡号", "联系电话",
    "单位服务专员", "服务专员电话", "提出时间", "提出渠道",
    "服务事项类别", "需求具体内容", "涉及对象", "政策依据", "牵头责任单位", "配合单位", "办结时限",
    "办理状态", "办理情况（进展）", "办理结果", "办结（答复）时间", "是否超期/亮灯", "延期次数及新时限", "是否上报（市/省）",
    "回访时间", "满意度", "是否销号", "备注",
]  # fmt: skip


def test_the_ledger_as_of_a_position_is_what_was_known_then_in_the_list_and_on_paper(
    settled_town: Town, window: Person, education: Person
) -> None:
    item = registered(window)
    number, before = item["number"], settled_town.position()
    done(education, done(window, item, "assignment"), "acceptance")

    (then,) = items(settled_town, window, number=number, as_of=before)
    (now,) = items(settled_town, window, number=number)

    assert (then["status"], then["lead_function"], then["content"]) == ("registered", None, "***")
    assert (now["status"], now["turn"]["function"], then["turn"]["function"]) == (
        "in_progress",
        "education",
        "window",
    )
    assert numbers(settled_town, window, number=number, as_of=before - 1) == []
    assert numbers(settled_town, education, number=number, as_of=before) == []  # not its matter yet
    assert numbers(settled_town, window, number=number, as_of=before, unit_function="education") == []
    assert numbers(settled_town, window, number=number, unit_function="education") == [number]
    sheet = workbook(settled_town, window, number=number, as_of=before)
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(f"第{before}号记录" in cell for cell in cells)
    assert STATUS_WORDS[DemandStatus.REGISTERED] in cells
    with_queue = window.gets(DEMANDS, as_of=str(before), queue="mine")
    assert (with_queue.status_code, with_queue.json()["errors"][0]["field"]) == (400, "queue")


def test_the_ledger_on_a_day_is_what_was_in_force_then_in_the_list_and_on_paper(
    settled_town: Town, window: Person, education: Person
) -> None:
    item = registered(window)
    number, today = item["number"], item["registered_on"]
    done(education, done(window, item, "assignment"), "acceptance")

    (now,) = items(settled_town, window, number=number)
    (of_today,) = items(settled_town, window, number=number, effective_on=today)

    assert of_today == now
    assert numbers(settled_town, window, number=number, effective_on="2020-01-01") == []
    sheet = workbook(settled_town, window, number=number, effective_on=today)
    assert any(f"当日有效：{today}" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    with_queue = window.gets(DEMANDS, effective_on=today, queue="mine")
    assert (with_queue.status_code, with_queue.json()["code"]) == (400, "no_history_kept")
