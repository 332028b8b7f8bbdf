"""Papers over HTTP: what stands on them, for whom in clear, and that this is on record before anything is sent."""

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from httpx import Response
from openpyxl import load_workbook
from PIL import Image

from persistence.embedded import EmbeddedPostgres
from tests.api.cards import granted
from tests.api.cases import FORM, RESULT_PAPER, TRANSCRIBED, Applying
from tests.api.conftest import (
    BOSHAN,
    CITY,
    CITY_AREA,
    ZHANGDIAN,
    Person,
    Town,
    as_owner,
    attested,
    talent_named,
    town_on,
)
from tests.conftest import _temporary as temporary
from tests.documents.printed import cells_of, page_count, pages_of, text_of
from tests.domain.zibo import reorganised

PRINTING = {"purpose": "printing"}
PDF = b"%PDF-"
ANNEX_2 = {
    name: said
    for name, said in FORM.items()
    if name not in {"workplace", "introduced_on", "enterprise_profile"}
} | {"planned_introduction_on": "2026.12", "talent_class": "B", "class_ground": "示例目录B类第3项"}
RESULT = {"card_number": "SL-2026-000001", "issued_on": "2026-01-07", "valid_from": "2026-01-07"}


@pytest.fixture(scope="module")
def decided(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A case that has come to its card, in a town whose quota is open."""
    with temporary(server, template) as database, town_on(database, tmp_path_factory.mktemp("town")) as town:
        town.quota()
        yield Applying(town).approved()


@pytest.fixture
def applying(town: Town) -> Applying:
    town.quota()
    return Applying(town)


def lines(town: Town) -> list[tuple[Any, ...]]:
    """The access log, the oldest line first."""
    with town.service.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT actor, what, kind, id, subject, purpose FROM log.disclosures ORDER BY line"
        )
        return [tuple(row) for row in rows]


def printed(person: Person, path: str, **query: Any) -> bytes:
    answer = person.gets(path, **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(PDF)
    return answer.content


def code_of(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_is_printed_with_what_the_enterprise_stated_and_what_was_decided(decided: Applying) -> None:
    pdf = printed(decided.hrss("printer"), f"{decided.case}/form.pdf", **PRINTING)

    cells = [*cells_of(pdf, 0), *cells_of(pdf, 1)]
    assert page_count(pdf) == 2
    for label, said in {
        "姓名": "示例人才",
        "性别": "男",
        "出生日期": "1900年1月1日",
        "民族": "汉族",
        "籍贯": "示例省示例市",
        "单位所属区域": "张店区",
        "政治面貌": "群众",
        "文化程度": "博士研究生毕业",
        "毕业院校及专业": "示例大学示例专业",
        "毕业时间": "1925年7月",
        "工作单位": "示例一号有限公司",
        "引进时间": "2022年9月",
        "通讯地址": "示例路1号",
        "邮箱": "person@example.org",
        "单位服务专员": "示例专员",
        "学习工作简历": "示例简历",
        "主要业绩及获得荣誉称号": "示例业绩",
        "企业名称": "示例一号有限公司",
        "企业类型": "“十强”产业集群领军企业",
        "主管部门": "淄博市发展和改革委员会",
        "企业情况介绍": "示例企业情况",
    }.items():
        assert cells[cells.index(label) + 1] == said
    phones = [cells[at + 1] for at, cell in enumerate(cells) if cell == "联系电话"]
    assert phones == ["13800000000", "13800000001"]
    employer, district, city = cells[-3:]
    assert employer.startswith("用人单位意见同意申报。示例一号有限公司（盖章）经办人：qian-li2")
    assert district.startswith("区县主管部门意见同意。张店区发展改革局（盖章）经办人：li-district2")
    assert city.startswith("市主管部门意见审核同意。淄博市发展和改革委员会（盖章）经办人：wu-review2")


def test_without_a_purpose_everything_personal_is_masked_and_nothing_is_on_record(decided: Applying) -> None:
    before = lines(decided.town)

    said = text_of(printed(decided.hrss("printer"), f"{decided.case}/form.pdf"))

    assert "示***" in said
    assert "脱敏件" in said
    for clear in (
        "示例人才",
        "13800000000",
        "person@example.org",
        "示例简历",
        "示例业绩",
        "示例专员",
        "示例路1号",
    ):
        assert clear not in said
    assert lines(decided.town) == before


def test_every_person_on_a_paper_in_clear_has_a_line_on_the_access_log(decided: Applying) -> None:
    before = len(lines(decided.town))

    printed(decided.hrss("printer"), f"{decided.case}/form.pdf", **PRINTING)

    enterprise: Any = decided.town.service.store.repository.get(UUID(decided.enterprise_id))
    [specialist] = enterprise.specialists.in_order
    written = lines(decided.town)[before:]
    case = ("printer", "registration_form", "card_application", UUID(decided.case_id))
    assert sorted(written) == sorted(
        (*case, subject, "printing") for subject in (UUID(decided.talent_id), specialist.id)
    )


def test_nothing_is_shown_in_clear_that_cannot_be_put_on_record(applying: Applying) -> None:
    applying.submitted()
    as_owner(applying.town.database, "REVOKE INSERT ON log.disclosures FROM huicai_app")
    as_owner(
        applying.town.database,
        "REVOKE INSERT (at, actor, role, function, area, enterprise_id, what, kind, id, subject, purpose, "
        "correlation_id) ON log.disclosures FROM huicai_app",
    )

    answer = applying.hrss("printer").gets(f"{applying.case}/form.pdf", **PRINTING)

    assert answer.status_code >= 500
    assert PDF not in answer.content


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("specialist", "printing", 200),
        ("district", "handling", 200),
        ("auditor", "audit", 200),
        ("auditor", "printing", 403),
        ("hrss", "audit", 403),
        ("other district", "printing", 404),
    ],
)
def test_who_is_shown_a_form_in_clear(decided: Applying, who: str, purpose: str, status: int) -> None:
    town = decided.town
    person = {
        "specialist": decided.specialist,
        "district": decided.district(),
        "auditor": town.auditor(),
        "hrss": decided.hrss("printer"),
        "other district": town.officer("hrss", BOSHAN),
    }[who]

    assert person.gets(f"{decided.case}/form.pdf", purpose=purpose).status_code == status


def test_the_same_moment_is_the_same_bytes_and_its_hash_is_told(decided: Applying) -> None:
    person, path = decided.hrss("printer"), f"{decided.case}/form.pdf"
    moment = str(decided.town.position())

    first, again = (person.gets(path, as_of=moment, **PRINTING) for _ in range(2))

    assert first.content == again.content
    digest = b64encode(sha256(first.content).digest()).decode()
    assert first.headers["repr-digest"] == f"sha-256=:{digest}:"


def test_a_form_is_printed_as_it_was(applying: Applying) -> None:
    applying.submitted()
    moment = str(applying.town.position())
    applying.district().posts(f"{applying.case}/opinions", opinion="agreed").raise_for_status()

    path = f"{applying.case}/form.pdf"
    then = cells_of(printed(applying.hrss("printer"), path, as_of=moment), 1)
    now = cells_of(printed(applying.hrss("printer"), path), 1)

    assert then[-2] == "区县主管部门意见（盖章）年月日"
    assert "li-district" in now[-2]


def test_what_a_return_has_undone_stands_in_no_box(applying: Applying) -> None:
    applying.at_department()
    applying.department().posts(
        f"{applying.case}/returns", to_step="district_opinion", reason="示例退回理由"
    ).raise_for_status()

    *_, employer, district, _ = cells_of(printed(applying.hrss("printer"), f"{applying.case}/form.pdf"), 1)

    assert "qian-li" in employer
    assert district == "区县主管部门意见（盖章）年月日"


def test_who_signed_is_named_and_a_reason_is_printed_in_clear_only(applying: Applying) -> None:
    applying.submitted()
    applying.district().posts(
        f"{applying.case}/opinions", opinion="disagreed", reason="示例秘密理由", signatory="示例签发人"
    ).raise_for_status()
    path = f"{applying.case}/form.pdf"

    clear = cells_of(printed(applying.hrss("printer"), path, **PRINTING), 1)[-2]
    masked = cells_of(printed(applying.hrss("printer"), path), 1)[-2]

    assert clear.startswith("区县主管部门意见不同意。示例秘密理由张店区发展改革局（盖章）签发人：示例签发人")
    assert "示例秘密理由" not in masked


def test_of_an_erased_person_a_form_says_so(applying: Applying) -> None:
    applying.submitted()
    applying.town.service.vault.erase(UUID(applying.talent_id))

    cells = cells_of(printed(applying.hrss("printer"), f"{applying.case}/form.pdf", **PRINTING), 0)

    assert cells[cells.index("姓名") + 1] == "（已删除）"
    assert cells[cells.index("单位服务专员") + 1] == "示例专员"


def test_the_photo_that_was_handed_in_is_printed_in_clear_and_never_masked(applying: Applying) -> None:
    saved = BytesIO()
    Image.new("RGB", (250, 350)).save(saved, "JPEG")
    digest = sha256(saved.getvalue()).hexdigest()
    applying.town.service.files.keep(UUID(applying.talent_id), digest, saved.getvalue())
    applying.submitted(photo_sha256=digest)
    path = f"{applying.case}/form.pdf"

    with pages_of(printed(applying.hrss("printer"), path, **PRINTING)) as pages:
        assert len(pages[0].images) == 1
    with pages_of(printed(applying.hrss("printer"), path)) as pages:
        assert pages[0].images == []


def test_a_photo_that_was_stated_and_not_handed_in_leaves_its_cell_open(applying: Applying) -> None:
    applying.submitted(photo_sha256="0" * 64)

    assert "照片" in cells_of(printed(applying.hrss("printer"), f"{applying.case}/form.pdf", **PRINTING), 0)


def test_a_name_that_no_font_has_is_told_without_the_name(applying: Applying) -> None:
    applying.submitted(achievements="示例\U0002ebf0")

    answer = applying.hrss("printer").gets(f"{applying.case}/form.pdf", **PRINTING)

    assert code_of(answer) == (409, "character_not_printable")
    assert "\U0002ebf0" not in answer.text
    assert printed(applying.hrss("printer"), f"{applying.case}/form.pdf")


def test_annex_2_is_printed_with_the_class_ticked_and_the_opinion_of_the_districts_hrss(town: Town) -> None:
    case = case_on(town, "front_end", ANNEX_2)
    district = town.officer("hrss", ZHANGDIAN, "li-district")
    district.posts(f"{case}/reviews").raise_for_status()

    pdf = printed(town.officer("hrss", CITY_AREA, "printer"), f"{case}/form.pdf", **PRINTING)

    cells = [*cells_of(pdf, 0), *cells_of(pdf, 1)]
    assert cells[cells.index("引才单位") + 1] == "示例引才有限公司"
    assert cells[cells.index("拟引进时间") + 1] == "2026年12月"
    assert cells[cells.index("拟认定层次") + 1] == "A√B（省级杰出人才）C（市级杰出人才）"
    assert cells[cells.index("认定依据") + 1] == "示例目录B类第3项"
    assert cells[-2].startswith("用人单位意见同意申报。示例引才有限公司（盖章）经办人：qian-li")
    assert cells[-1].startswith(
        "主管部门或区县人社部门意见审核同意。张店区人力资源和社会保障局（盖章）经办人：li-district"
    )


def test_the_notice_of_a_card_that_the_city_grants_names_who_granted_it(town: Town) -> None:
    case = case_on(town, "front_end", ANNEX_2)
    town.officer("hrss", ZHANGDIAN, "li-district").posts(f"{case}/reviews").raise_for_status()
    answer = town.officer("hrss", CITY_AREA, "ma-deciding").posts(f"{case}/grant")
    assert answer.is_success, answer.text

    said = text_of(
        printed(town.officer("hrss", CITY_AREA, "printer"), f"{case}/decision-notice.pdf", **PRINTING)
    )

    assert said.startswith("“淄博精英卡”申领结果告知书示例引才有限公司：你单位为示例人才申领")
    assert "经淄博市人力资源和社会保障局审核，予以通过。" in said


def test_a_form_that_no_notice_lays_out_is_printed_too(town: Town) -> None:
    claim = {name: FORM[name] for name in ("gender", "birth_date", "phone", "achievements", "pledged_on")}
    case = case_on(town, "flexible", claim | {"talent_class": "national", "class_ground": "示例依据"})

    said = text_of(printed(town.officer("hrss", CITY_AREA, "printer"), f"{case}/form.pdf", **PRINTING))

    assert said.startswith("人才卡申领信息表姓名示例人才")
    assert "类别（层次）国家级" in said
    assert "用人单位意见同意申报。示例引才有限公司（盖章）" in said


def case_on(town: Town, route: str, form: dict[str, Any]) -> str:
    """The address of a case that an enterprise has handed in on a route without a quota."""
    [enterprise] = town.listed("示例引才有限公司")
    hrss = town.officer("hrss")
    hrss.posts(
        f"/v1/enterprises/{enterprise}/specialists", name="示例专员", phone="13800000001"
    ).raise_for_status()
    number = next(n for n in town.numbers if n % 2)  # a man, as the form says
    talent = town.specialist(enterprise).posts(
        "/v1/talents", **talent_named("示例人才", number, employer_id=enterprise)
    )
    attested(town, talent.json()["id"])
    ids = {"city": CITY, "route": route, "enterprise_id": enterprise, "talent_id": talent.json()["id"]}
    answer = town.specialist(enterprise).posts("/v1/card-applications", **ids, form=form, submit=True)
    assert answer.is_success, answer.text
    return str(answer.json()["href"])


# ── Notices ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_notice_names_what_was_asked_for(applying: Applying) -> None:
    applying.at_department()
    items = [{"field": "graduated_on", "note": "示例与证书不一致"}, {"field": "resume"}]
    applying.department().posts(f"{applying.case}/correction-requests", items=items).raise_for_status()

    pdf = printed(applying.specialist, f"{applying.case}/correction-notice.pdf", **PRINTING)
    said = text_of(pdf)
    masked = text_of(printed(applying.specialist, f"{applying.case}/correction-notice.pdf"))

    assert said.startswith(
        "补正材料一次性告知书示例一号有限公司：你单位为示例人才提交的“山东惠才卡”申报（配额制，2026年度"
    )
    assert cells_of(pdf, 0)[3:] == [
        *("1", "毕业时间（第12项）", "示例与证书不一致"),
        *("2", "学习工作简历（第21项）", "请核对并更正"),
    ]
    assert "淄博市发展和改革委员会" in said
    assert "示例与证书不一致" not in masked
    assert "示例人才" not in masked


def test_there_is_no_notice_of_what_has_not_happened(applying: Applying) -> None:
    applying.submitted()

    for paper in ("correction-notice", "decision-notice"):
        answer = applying.specialist.gets(f"{applying.case}/{paper}.pdf")
        assert code_of(answer) == (409, "nothing_to_print")


def test_a_notice_that_a_case_is_not_recommended_says_why_and_under_which_clause(applying: Applying) -> None:
    applying.at_department()
    applying.department().posts(
        f"{applying.case}/non-recommendation", reason="示例不符合条件"
    ).raise_for_status()

    said = text_of(printed(applying.specialist, f"{applying.case}/decision-notice.pdf", **PRINTING))

    assert said.startswith("不予推荐告知书示例一号有限公司：你单位为示例人才申领“山东惠才卡”")
    assert "经审查，决定不予推荐。" in said
    assert "理由：示例不符合条件" in said
    assert "起15个工作日内申请复核。" in said
    assert "依据：1." in said
    assert "三（二）2" in said


def test_a_notice_of_a_reconsideration_says_whether_the_decision_stands(applying: Applying) -> None:
    applying.at_department()
    applying.department().posts(f"{applying.case}/non-recommendation", reason="示例不符").raise_for_status()
    applying.specialist.posts(f"{applying.case}/reconsideration", reason="示例异议").raise_for_status()
    path = f"{applying.case}/decision-notice.pdf"
    before = text_of(printed(applying.specialist, path, **PRINTING))
    upheld = applying.department("he-reconsidering").posts(
        f"{applying.case}/reconsideration/upholding", reason="示例维持"
    )
    assert upheld.is_success, upheld.text

    said = text_of(printed(applying.specialist, path, **PRINTING))

    assert before.startswith("不予推荐告知书")
    assert said.startswith("复核决定告知书")
    assert "经复核，维持原决定。理由：示例维持" in said
    assert "申请复核" not in said


def test_what_was_overturned_stands_in_no_box_and_is_told(applying: Applying) -> None:
    applying.at_department()
    applying.department().posts(f"{applying.case}/non-recommendation", reason="示例不符").raise_for_status()
    applying.specialist.posts(f"{applying.case}/reconsideration", reason="示例异议").raise_for_status()
    overturned = applying.department("he-reconsidering").posts(
        f"{applying.case}/reconsideration/overturning", to_step="district_opinion", reason="示例撤销"
    )
    assert overturned.is_success, overturned.text

    notice = text_of(printed(applying.specialist, f"{applying.case}/decision-notice.pdf", **PRINTING))
    form = cells_of(printed(applying.specialist, f"{applying.case}/form.pdf", **PRINTING), 1)

    assert "经复核，撤销原决定，由“区县主管部门意见”环节重新办理。" in notice
    assert form[-2] == "区县主管部门意见（盖章）年月日"


def test_a_notice_that_a_case_is_not_taken_in_says_why(applying: Applying) -> None:
    applying.at_department()
    applying.department().posts(f"{applying.case}/refusal", reason="示例不属受理范围").raise_for_status()

    said = text_of(printed(applying.specialist, f"{applying.case}/decision-notice.pdf", **PRINTING))

    assert said.startswith("不予受理告知书")
    assert "经审查，决定不予受理。理由：示例不属受理范围" in said


def test_a_notice_of_the_provinces_approval_names_its_paper(decided: Applying) -> None:
    said = text_of(printed(decided.specialist, f"{decided.case}/decision-notice.pdf", **PRINTING))

    assert said.startswith("“山东惠才卡”申领结果告知书")
    assert "经山东省人力资源和社会保障厅审核，予以通过。" in said
    assert "示例省人社函〔2026〕3号（2026年1月6日）" in said


def test_a_notice_says_what_was_written_down_of_the_provinces_answer_and_not_what_its_checker_notes(
    applying: Applying,
) -> None:
    """Also where the province decides otherwise later: the paper is then the later one."""
    applying.approved()
    later = {**RESULT_PAPER, "number": "示例省人社函〔2026〕7号"}
    stated = {**TRANSCRIBED, "documents": [later], "reason": "示例省里复核认为不符合条件"}
    assert (
        applying.hrss("gao-writing")
        .posts(f"{applying.case}/revision", status="rejected", **stated)
        .is_success
    )
    checked = {"reason": "示例核对无误"}
    assert (
        applying.hrss("lin-confirming").posts(f"{applying.case}/revision/confirmation", **checked).is_success
    )

    said = text_of(printed(applying.specialist, f"{applying.case}/decision-notice.pdf", **PRINTING))

    assert "原决定予以变更：经山东省人力资源和社会保障厅审核，不予通过。" in said
    assert "示例省里复核认为不符合条件" in said
    assert "示例省人社函〔2026〕7号" in said
    assert "示例核对无误" not in said


# ── The letter ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_names_its_addressee_its_ground_and_the_members(decided: Applying) -> None:
    batch = forwarded_batch(decided)

    pdf = printed(decided.hrss("printer"), f"/v1/batches/{batch}/letter.pdf", **PRINTING)

    said = text_of(pdf)
    assert said.startswith(
        "淄博市人力资源和社会保障局示例函〔2026〕9号关于推荐2026年度“山东惠才卡”配额制申领人选的函"
    )
    assert "山东省人力资源和社会保障厅：根据《" in said
    assert "申领人选1名（名单附后）" in said
    assert "（鲁人社字〔2022〕169号）" in said
    assert "淄博市人力资源和社会保障局2026年1月5日" in said
    assert cells_of(pdf, 1)[5:] == ["1", "示例人才", "示例一号有限公司", "“十强”产业集群领军企业", "张店区"]


def test_a_letter_is_of_the_department_as_it_is_organised_on_its_day(applying: Applying) -> None:
    """The case was handed in before; the form says of each decision who took it then."""
    applying.reviewed()
    anew = reorganised(from_day="2026-01-05", until="2026-01-04")
    drafted = applying.hrss("ma-drafting").posts("/v1/policies", content=anew.content)
    published = applying.hrss("lin-confirming").posts("/v1/policies/zibo-2023/2/publication")
    assert (drafted.status_code, published.status_code) == (201, 200)

    batch = applying.sealed(applying.department("he-sending"), "to_hrss")

    letter = text_of(printed(applying.hrss("printer"), f"{batch}/letter.pdf", **PRINTING))
    assert letter.startswith("淄博市发展和改革局示例函〔2026〕9号")


def test_a_letter_masks_its_members_without_a_purpose(decided: Applying) -> None:
    said = text_of(printed(decided.hrss("printer"), f"/v1/batches/{forwarded_batch(decided)}/letter.pdf"))

    assert "示***" in said
    assert "示例人才" not in said


def test_a_letter_is_for_who_sees_the_whole_city(decided: Applying) -> None:
    answer = decided.town.officer("hrss", ZHANGDIAN).gets(
        f"/v1/batches/{forwarded_batch(decided)}/letter.pdf"
    )

    assert answer.status_code == 404


def forwarded_batch(decided: Applying) -> UUID:
    case: Any = decided.town.service.store.repository.get(UUID(decided.case_id))
    assert case.forwarded_in is not None
    return UUID(str(case.forwarded_in))


# ── The package ──────────────────────────────────────────────────────────────────────────────────────────


def package_of(decided: Applying, **query: Any) -> ZipFile:
    path = f"/v1/batches/{forwarded_batch(decided)}/package.zip"
    answer = decided.hrss("printer").gets(path, **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return ZipFile(BytesIO(answer.content))


def test_a_package_has_letter_list_and_form_of_every_member_as_they_were_sent(decided: Applying) -> None:
    with package_of(decided, **PRINTING) as package:
        said = json.loads(package.read("package.json"))
        form, letter = package.read("forms/001.pdf"), package.read("letter.pdf")
        sheet = load_workbook(BytesIO(package.read("name-list.xlsx"))).active

    [case] = said["cases"]
    assert (case["id"], case["fields"]["name"]) == (decided.case_id, "示例人才")
    assert said["submission"]["letter"] == {"number": "示例函〔2026〕9号", "issued_on": "2026-01-05"}
    assert "示例人才" in cells_of(form, 0)
    assert "示例人才" in text_of(letter)
    assert {"示例人才", case["number"], "示例一号有限公司"} <= {cell.value for cell in sheet[4]}


def test_the_list_that_comes_back_is_what_a_bulk_job_takes(applying: Applying) -> None:
    applying.forwarded()
    with package_of(applying, **PRINTING) as package:
        workbook = load_workbook(BytesIO(package.read("name-list.xlsx")))
    columns = {cell.value: cell.column for cell in workbook.active[3]}
    workbook.active.cell(4, columns["省级结果"]).value = "批准"
    saved = BytesIO()
    workbook.save(saved)

    answer = applying.hrss("gao-writing").uploads(
        "/v1/bulk-jobs?dry_run=true",
        saved.getvalue(),
        "name-list.xlsx",
        city=CITY,
        capacity="transcribing",
        deciding_body="shandong-hrss",
        documents=json.dumps([RESULT_PAPER]),
    )

    assert answer.status_code == 200, answer.text
    [row] = answer.json()["rows"]
    assert (row["outcome"], row["operation"]) == ("possible", "TranscribeResult"), row


def test_a_package_in_clear_is_on_record_for_everybody_in_it(decided: Applying) -> None:
    before = len(lines(decided.town))

    package_of(decided, **PRINTING)

    written = lines(decided.town)[before:]
    assert {(what, kind) for _, what, kind, *_ in written} == {("submission_package", "batch")}
    assert UUID(decided.talent_id) in {subject for *_, subject, _ in written}
    assert len(written) == 2  # the person and the specialist


def test_a_package_is_masked_without_a_purpose_in_every_part(decided: Applying) -> None:
    with package_of(decided) as package:
        said = package.read("package.json").decode()
        sheet = load_workbook(BytesIO(package.read("name-list.xlsx"))).active
        pages = text_of(package.read("forms/001.pdf")) + text_of(package.read("letter.pdf"))

    cells = str(list(sheet.iter_rows(values_only=True)))
    for clear in ("示例人才", "13800000000", "示例简历", "person@example.org"):
        assert clear not in said + cells + pages
    assert json.loads(said)["masked"] is True


def test_the_same_package_is_the_same_bytes_after_the_province_has_answered(decided: Applying) -> None:
    path = f"/v1/batches/{forwarded_batch(decided)}/package.zip"

    first, again = (decided.hrss("printer").gets(path, **PRINTING).content for _ in range(2))

    assert first == again


def test_there_is_no_package_of_a_batch_between_departments(decided: Applying) -> None:
    case: Any = decided.town.service.store.repository.get(UUID(decided.case_id))
    history = decided.town.service.store.history(case.id)
    [batch] = [
        one.event.batch_id for one in history if one.event.TOPIC == "CardApplication.CollectivelySubmitted"
    ]

    answer = decided.hrss("printer").gets(f"/v1/batches/{batch}/package.zip")

    assert code_of(answer) == (409, "nothing_to_print")


# ── The card ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_printed_once_its_number_and_term_are_known(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    card = granted(town, enterprise, town.talent("示例人才", employer_id=enterprise))
    hrss = town.officer("hrss", CITY_AREA)

    before = hrss.gets(f"/v1/cards/{card}/face.pdf")
    issued(town, card)
    said = text_of(printed(hrss, f"/v1/cards/{card}/face.pdf", **PRINTING))

    assert code_of(before) == (409, "nothing_to_print")
    for part in ("山东惠才卡", "示例人才", "SL-2026-000001", "2031年1月6日", "山东省人力资源和社会保障厅"):
        assert part in said


def issued(town: Town, card: str, **facts: Any) -> None:
    paper = {"kind": "card_document", "number": "示例卡〔2026〕1号", "issued_on": "2026-01-07"}
    answer = town.officer("hrss").posts(
        f"/v1/cards/{card}/issue",
        **RESULT | {"valid_to": "2031-01-06", "term_rule": "fixed_years"} | facts,
        capacity="transcribing",
        deciding_body="shandong-hrss",
        documents=[paper],
        reason="示例迟录",
    )
    assert answer.is_success, answer.text
