"""The printed forms: every field of the notices in its order, on two sides, whatever is written into it."""

import io
import re
from datetime import date

import pytest
from PIL import Image

from documents.registration_forms import BOXES, FIELDS, Opinion, PrintedForm, registration_form
from documents.typesetting import NotPrintable
from tests.documents.printed import (
    A4,
    cells_of,
    page_count,
    pages_of,
    signs_outside,
    sizes_of,
    text_of,
    typesetter,
)
from tests.domain.zibo import ZIBO

DAY = date(2026, 1, 6)
WORDS = {
    "name": "示例人才",
    "gender": "男",
    "birth_date": "1900年1月1日",
    "ethnicity": "汉族",
    "native_place": "示例省示例市",
    "employer_area": "张店区",
    "political_status": "群众",
    "education": "博士研究生毕业",
    "professional_title": "示例工程师",
    "school_and_major": "示例大学示例专业",
    "graduated_on": "1925年7月",
    "workplace": "示例九号有限公司",
    "introduced_on": "2022年9月",
    "identity_document": "370399190001019013",
    "phone": "13800000000",
    "postal_address": "示例路1号",
    "email": "person@example.org",
    "specialist": "示例专员",
    "specialist_phone": "13800000001",
    "resume": "示例简历",
    "achievements": "示例业绩",
    "pledge": "2026年1月5日",
    "enterprise_name": "示例一号有限公司",
    "enterprise_type": "“十强”产业集群领军企业",
    "competent_department": "示例发展和改革委员会",
    "enterprise_profile": "示例企业情况",
    "introducing_enterprise": "示例八号有限公司",
    "planned_introduction_on": "2026年9月",
    "talent_class": "B",
    "class_ground": "示例目录B类第3项",
}
PLEDGE = "本人郑重承诺，对所提交申报信息的真实性负责，如有虚假，愿承担相应后果。申领人（签字）：2026年1月5日"
UNSIGNED = "（盖章）年月日"

# domain.md 1.5: every field in order, each with what was filled in; 照片 stands where its cell begins.
ANNEX_1_PERSON = [
    "申领人员信息",
    "姓名", "示例人才", "性别", "男", "出生日期", "1900年1月1日", "照片",
    "民族", "汉族", "籍贯", "示例省示例市", "单位所属区域", "张店区",
    "政治面貌", "群众", "文化程度", "博士研究生毕业", "专业技术职务", "示例工程师",
    "毕业院校及专业", "示例大学示例专业", "毕业时间", "1925年7月",
    "工作单位", "示例九号有限公司", "引进时间", "2022年9月",
    "身份证或护照号", "370399190001019013", "联系电话", "13800000000",
    "通讯地址", "示例路1号", "邮箱", "person@example.org",
    "单位服务专员", "示例专员", "联系电话", "13800000001",
    "学习工作简历", "示例简历",
    "主要业绩及获得荣誉称号", "示例业绩",
    PLEDGE,
]  # fmt: skip
ANNEX_1_ENTERPRISE = [
    "所在企业信息",
    "企业名称", "示例一号有限公司", "企业类型", "“十强”产业集群领军企业", "主管部门", "示例发展和改革委员会",
    "企业情况介绍", "示例企业情况",
    "用人单位意见同意推荐。示例一号有限公司（盖章）经办人：qian-li2026年1月6日",
    "区县主管部门意见" + UNSIGNED,
    "市主管部门意见" + UNSIGNED,
]  # fmt: skip
ANNEX_1_NOTES = (
    "备注：1.企业类型请填写：“十强”产业集群领军企业或“四链”融合机制重点实施企业。2.此表正反面打印，一式一份。"
)
# domain.md 1.6.
ANNEX_2_PERSON = [
    "姓名", "示例人才", "性别", "男", "出生日期", "1900年1月1日", "照片",
    "民族", "汉族", "籍贯", "示例省示例市", "单位所属区域", "张店区",
    "政治面貌", "群众", "文化程度", "博士研究生毕业", "专业技术职务", "示例工程师",
    "毕业院校及专业", "示例大学示例专业", "毕业时间", "1925年7月",
    "引才单位", "示例八号有限公司", "拟引进时间", "2026年9月",
    "身份证或护照号", "370399190001019013", "联系电话", "13800000000",
    "通讯地址", "示例路1号", "邮箱", "person@example.org",
    "拟认定层次", "A√B（省级杰出人才）C（市级杰出人才）", "认定依据", "示例目录B类第3项",
    "学习工作简历", "示例简历",
    "主要业绩及获得荣誉称号", "示例业绩",
    PLEDGE,
]  # fmt: skip
ANNEX_2_OFFICES = [
    "单位服务专员", "示例专员", "联系电话", "13800000001",
    "用人单位意见同意推荐。示例一号有限公司（盖章）经办人：qian-li2026年1月6日",
    "主管部门或区县人社部门意见" + UNSIGNED,
]  # fmt: skip
ANNEX_2_NOTE = "备注：认定依据根据《淄博市高层次人才分类目录》（淄人社发〔2022〕13号）填写。"

every_form = pytest.mark.parametrize("template", FIELDS)


def printed(
    template: str = "annex_1", *, is_masked: bool = False, photo: bytes | None = None, **words: str
) -> bytes:
    employer = Opinion(
        text="同意推荐。", organization="示例一号有限公司", person="经办人：qian-li", signed_on=DAY
    )
    form = PrintedForm(
        code=template,
        title="登记表",
        reference="申报编号示例",
        values=WORDS | words,
        opinions={"employer": employer},
        photo=photo,
        is_masked=is_masked,
        on=DAY,
    )
    return registration_form(form, typesetter())


# ── The paper ────────────────────────────────────────────────────────────────────────────────────────────


def test_annex_1_has_every_field_of_the_notice_in_its_order():
    pdf = printed("annex_1")

    assert text_of(pdf, 0).startswith("“山东惠才卡”配额制申领登记表")
    assert cells_of(pdf, 0) == ANNEX_1_PERSON
    assert cells_of(pdf, 1) == ANNEX_1_ENTERPRISE
    assert ANNEX_1_NOTES in text_of(pdf, 1)


def test_annex_2_has_every_field_of_the_notice_in_its_order():
    pdf = printed("annex_2")

    assert text_of(pdf, 0).startswith("前端引才“淄博精英卡”申领登记表")
    assert cells_of(pdf, 0) == ANNEX_2_PERSON
    assert cells_of(pdf, 1) == ANNEX_2_OFFICES
    assert ANNEX_2_NOTE in text_of(pdf, 1)


def test_the_fields_that_a_template_lays_out_are_those_of_the_policy_but_for_the_photo():
    laid_out = [form for form in ZIBO.forms if form.code in FIELDS]

    assert len(laid_out) == len(FIELDS)
    for form in laid_out:
        assert set(FIELDS[form.code]) == {field.code for field in form.fields} - {"photo"}


@every_form
def test_a_form_has_two_sides_of_a4(template):
    assert sizes_of(printed(template)) == [A4, A4]


@every_form
def test_a_form_without_anything_in_it_can_be_filled_in_by_hand(template):
    pdf = printed(template, **dict.fromkeys(WORDS, ""))

    assert page_count(pdf) == 2
    assert "申领人（签字）：" in text_of(pdf, 0)


def test_who_signed_stands_in_the_box_of_the_opinion():
    signed = PrintedForm(
        code="annex_1",
        title="登记表",
        reference="",
        values=WORDS,
        opinions={
            box: Opinion(text=f"{box}同意", organization=f"{box}机构", person=f"签发人：{box}", signed_on=DAY)
            for box in BOXES["annex_1"]
        },
        is_masked=False,
        on=DAY,
    )

    *_, employer, district, city = cells_of(registration_form(signed, typesetter()), 1)

    assert employer == "用人单位意见employer同意employer机构（盖章）签发人：employer2026年1月6日"
    assert district == "区县主管部门意见district同意district机构（盖章）签发人：district2026年1月6日"
    assert city == "市主管部门意见city同意city机构（盖章）签发人：city2026年1月6日"


def test_a_masked_form_says_on_every_page_that_it_is_no_paper_to_hand_in():
    masked, clear = printed(is_masked=True), printed()

    assert ["脱敏件" in text_of(masked, page) for page in (0, 1)] == [True, True]
    assert "脱敏件" not in text_of(clear)


@pytest.mark.parametrize("level", ["A", "B", "C"])
def test_the_level_that_is_meant_is_ticked_and_no_other(level):
    cells = cells_of(printed("annex_2", talent_class=level), 0)
    cell = cells[cells.index("拟认定层次") + 1]

    assert cell.count("√") == 1
    assert f"√{level}" in cell


def test_a_form_that_no_notice_lays_out_has_its_fields_one_below_the_other():
    claim = next(form for form in ZIBO.forms if form.code == "claim")
    labels = {field.code: field.name.zh for field in claim.fields}
    said = PrintedForm(
        code="claim",
        title="人才卡申领信息表",
        reference="申报编号示例",
        values=WORDS | {"resume": "不在表上"},
        labels=labels,
        opinions={
            "review": Opinion(
                text="审核同意。", organization="示例机构", person="签发人：示例", signed_on=DAY
            )
        },
        boxes={"employer": "用人单位意见", "review": "示例审核"},
        is_masked=False,
        on=DAY,
    )

    printed_claim = text_of(registration_form(said, typesetter()))

    assert printed_claim.startswith("人才卡申领信息表")
    asked = [code for code in labels if code not in {"photo", "pledge"}]
    assert all(labels[code] + WORDS[code] in printed_claim for code in asked if code != "name")
    assert "用人单位意见" + UNSIGNED in printed_claim
    assert "示例审核审核同意。示例机构（盖章）签发人：示例2026年1月6日" in printed_claim
    assert "不在表上" not in printed_claim


# ── What is written into it ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rare", ["䶮", "㛃", "㭎", "䥽", "𬭎", "堃赟", "𫖯", "買買提·阿不都"])
def test_a_rare_character_survives(rare):
    assert f"示例{rare}" in cells_of(printed(name=f"示例{rare}"), 0)


def test_a_character_that_no_font_has_is_noticed_and_not_repeated():
    with pytest.raises(NotPrintable) as refused:
        printed(name="示例\U0002ebf0")

    assert "\U0002ebf0" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    "code",
    [
        "#pagebreak()",
        '#read("/etc/passwd")',
        "*x*",
        "$x$",
        "<label>",
        "@ref",
        "= x",
        "#data",
        "\\u{41}",
        '"x"',
    ],
)
def test_what_looks_like_a_command_is_printed_as_it_stands(code):
    pdf = printed(achievements=code)

    assert page_count(pdf) == 2
    assert code.replace(" ", "") in cells_of(pdf, 0)


@every_form
@pytest.mark.parametrize("field", ["resume", "achievements"])
def test_of_a_text_that_is_too_long_nothing_is_cut(template, field):
    long = "\n".join(f"第{number}段：{'示例经历，' * 12}" for number in range(60))

    pdf = printed(template, **{field: long})

    [cell] = [cell for cell in cells_of(pdf, 0) if cell.startswith("第0段")]
    annex = text_of(pdf, *range(2, page_count(pdf)))
    assert cell.endswith("……（全文见附页）")
    assert all(f"第{number}段：" in annex for number in range(60))
    without_feet = re.sub(r"申报编号示例第\d+页共\d+页", "", annex)
    assert without_feet.count("示例经历，") == 60 * 12
    assert signs_outside(pdf) == []


@every_form
def test_lines_of_any_length_leave_the_form_on_its_two_sides(template):
    short = {code: "示例" * 100 for code in WORDS if code not in {"pledge", "talent_class"}}

    pdf = printed(template, **short)

    assert cells_of(pdf, 0)[-1] == PLEDGE
    assert "附页" in text_of(pdf, 2)
    assert signs_outside(pdf) == []


@every_form
def test_a_long_word_without_a_place_to_break_stays_in_its_cell(template):
    pdf = printed(template, email="e" * 64 + "@" + "x" * 120 + ".example")

    assert signs_outside(pdf) == []
    assert "e" * 64 + "@" + "x" * 120 + ".example" in text_of(pdf, *range(2, page_count(pdf)))


def test_a_text_that_fits_when_set_smaller_needs_no_further_sheet():
    pdf = printed(resume="示例经历，" * 130)

    assert page_count(pdf) == 2
    assert "示例经历，" * 130 in cells_of(pdf, 0)


# ── The photo ────────────────────────────────────────────────────────────────────────────────────────────


def photo(mode: str, kind: str) -> bytes:
    saved = io.BytesIO()
    Image.new(mode, (250, 350)).save(saved, kind)
    return saved.getvalue()


@every_form
@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("L", "JPEG"), ("RGBA", "PNG"), ("P", "PNG")])
def test_a_photo_is_printed_in_its_cell(template, mode, kind):
    pdf = printed(template, photo=photo(mode, kind))

    with pages_of(pdf) as pages:
        [image] = pages[0].images
        cell = max(pages[0].find_table().cells, key=lambda box: (box[0], -box[1]))
    assert cell[0] <= image["x0"] <= image["x1"] <= cell[2]
    assert cell[1] <= image["top"] <= image["bottom"] <= cell[3]
    assert "照片" not in cells_of(pdf, 0)


@every_form
@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\xff\xd8\xffgarbage", b"%PDF-1.7", photo("CMYK", "JPEG")], ids=len
)
def test_a_photo_that_cannot_be_printed_is_asked_for_on_paper(template, content):
    assert "照片（电子照片无法打印，请粘贴）" in cells_of(printed(template, photo=content), 0)


# ── The bytes ────────────────────────────────────────────────────────────────────────────────────────────


@every_form
def test_the_same_form_is_the_same_bytes(template):
    assert printed(template) == printed(template)
    assert printed(template) != printed(template, name="示例另一人")


@every_form
def test_a_form_is_pdf_a_2b(template):
    pdf = printed(template)

    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf
