"""Notices, letters and cards: what stands on them, in the manner of GB/T 9704, and in the same bytes every time."""

from datetime import date
from functools import partial

import pytest
import zxingcpp

from documents.batch_letters import BatchLetter, Member, batch_letter
from documents.card_faces import CardFace, card_face
from documents.notices import (
    CorrectionNotice,
    DecisionNotice,
    ItemToCorrect,
    correction_notice,
    decision_notice,
)
from documents.typesetting import NotPrintable
from tests.documents.printed import A4, pages_of, plain, signs_outside, sizes_of, text_of, typesetter

DAY = date(2026, 1, 6)
MILLIMETRE = 72 / 25.4


def corrections(**said) -> bytes:
    usual = {
        "addressee": "示例一号有限公司",
        "office": "示例发展和改革委员会",
        "decided_on": DAY,
        "is_masked": False,
        "nominee": "示例人才",
        "card_type": "山东惠才卡",
        "route": "配额制",
        "reference": "示例编号",
        "items": (ItemToCorrect(field="毕业时间（第12项）", note="与学历证书不一致"),),
    }
    return correction_notice(CorrectionNotice(**usual | said), typesetter())


def decision(**said) -> bytes:
    usual = {
        "addressee": "示例一号有限公司",
        "office": "示例发展和改革委员会",
        "decided_on": DAY,
        "is_masked": False,
        "title": "不予推荐告知书",
        "decision": "经审查，决定不予推荐。",
        "reason": "示例理由",
        "documents": ("示例函〔2026〕1号",),
        "clauses": ("示例条款（示例通知 二（三））",),
    }
    return decision_notice(DecisionNotice(**usual | said), typesetter())


def letter(members: int = 3, name: str = "示例", **said) -> bytes:
    usual = {
        "office": "示例人力资源和社会保障局",
        "number": "示例函〔2026〕9号",
        "title": "关于推荐示例人选的函",
        "addressee": "示例省人力资源和社会保障厅",
        "body": "现推荐示例人才等3名同志，请予审核。",
        "list_title": "示例人选名单",
        "members": tuple(
            Member(
                name=f"{name}{number}",
                enterprise="示例一号有限公司",
                enterprise_type="“十强”产业集群领军企业",
                area="张店区",
            )
            for number in range(members)
        ),
        "signed_on": DAY,
        "is_masked": False,
    }
    return batch_letter(BatchLetter(**usual | said), typesetter())


def face(**said) -> bytes:
    usual = {
        "card_type": "山东惠才卡",
        "holder": "示例人才",
        "card_number": "SL-2026-000001",
        "valid_to": date(2031, 1, 5),
        "issuer": "示例省人力资源和社会保障厅",
        "issued_on": DAY,
        "code": "https://example.org/v1/card-verifications/" + "x" * 160,
        "is_masked": False,
    }
    return card_face(CardFace(**usual | said), typesetter())


PAPERS = {"corrections": corrections, "decision": decision, "letter": letter, "face": face}
every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)


@every_paper
def test_the_same_data_are_the_same_bytes(paper):
    assert paper() == paper()


@every_paper
def test_a_paper_is_pdf_a_2b(paper):
    assert b"pdfaid:part>2<" in paper()


@every_paper
def test_a_masked_paper_says_so(paper):
    assert "脱敏" in text_of(paper(is_masked=True))
    assert "脱敏" not in text_of(paper())


@pytest.mark.parametrize(
    "paper",
    [
        partial(corrections, nominee="示例\U0002ebf0"),
        partial(decision, reason="示例\U0002ebf0"),
        partial(letter, body="示例\U0002ebf0"),
        partial(face, holder="示例\U0002ebf0"),
    ],
    ids=PAPERS,
)
def test_a_character_that_no_font_has_is_noticed(paper):
    with pytest.raises(NotPrintable):
        paper()


# ── Notices ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_notice_names_everything_at_once():
    items = tuple(ItemToCorrect(field=f"示例项{number}", note=f"示例{number}有误") for number in range(1, 31))

    said = text_of(corrections(items=items))

    assert said.startswith("补正材料一次性告知书示例一号有限公司：你单位为示例人才提交的“山东惠才卡”申报")
    assert all(f"{number}示例项{number}示例{number}有误" in said for number in range(1, 31))
    assert "示例发展和改革委员会2026年1月6日" in said


def test_a_decision_notice_says_what_why_on_which_papers_and_under_which_clauses():
    said = text_of(decision())

    for part in (
        "不予推荐告知书示例一号有限公司：",
        "经审查，决定不予推荐。",
        "理由：示例理由",
        "文件：示例函〔2026〕1号。",
        "依据：1.示例条款（示例通知二（三））",
        "示例发展和改革委员会2026年1月6日",
    ):
        assert part in said


def test_a_decision_notice_leaves_out_what_there_is_not():
    said = text_of(decision(reason=None, documents=(), clauses=()))

    assert not any(part in said for part in ("理由", "文件", "依据", "异议"))


def test_a_decision_notice_says_what_may_be_done_about_it():
    assert "如有异议，可申请复核。示例发展和改革委员会" in text_of(decision(remedy="如有异议，可申请复核。"))


# ── The letter ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_has_the_margins_and_sizes_of_the_standard():
    pdf = letter()

    assert sizes_of(pdf) == [A4, A4]
    with pages_of(pdf) as pages:
        body = [sign for sign in pages[0].chars if round(sign["size"]) == 16]
        title = [sign for sign in pages[0].chars if round(sign["size"]) == 22]
        assert plain("".join(sign["text"] for sign in title)) == "关于推荐示例人选的函"
        assert min(sign["x0"] for sign in body) >= 28 * MILLIMETRE - 1
        assert max(sign["x1"] for sign in body) <= (210 - 26) * MILLIMETRE + 1
        assert min(sign["top"] for sign in pages[0].chars) >= 37 * MILLIMETRE - 3  # an ascender


def test_a_full_page_has_22_lines_of_28_signs():
    pdf = letter(body="示" * 28 * 60)

    with pages_of(pdf) as pages:
        rows = pages[1].extract_text_lines()
        full = [row for row in rows if len(plain(row["text"])) == 28]
    assert len(full) == 22


def test_the_pages_of_a_letter_are_numbered_outside():
    with pages_of(letter(members=60)) as pages:
        numbers = [
            [word for word in page.extract_words() if word["bottom"] > page.height - 35 * MILLIMETRE]
            for page in pages
        ]
    assert [plain("".join(word["text"] for word in words)) for words in numbers] == [
        f"—{number}—" for number in range(1, len(numbers) + 1)
    ]
    assert numbers[0][0]["x0"] > 300 > numbers[1][0]["x0"]


def test_the_list_of_a_letter_goes_on_over_pages_with_its_head_on_each():
    pdf = letter(members=60)

    with pages_of(pdf) as pages:
        heads = [plain(page.extract_text()).count("序号姓名单位企业类型所属区域") for page in pages]
    assert heads[0] == 0
    assert set(heads[1:]) == {1}
    assert all(f"示例{number}" in text_of(pdf) for number in range(60))
    assert signs_outside(pdf) == []


# ── The card ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_has_the_size_of_a_card_and_says_whose_it_is():
    pdf = face()

    assert sizes_of(pdf) == [(round(85.6 * MILLIMETRE), round(54 * MILLIMETRE))]
    said = text_of(pdf)
    for part in (
        "山东惠才卡",
        "姓名示例人才",
        "卡号SL-2026-000001",
        "有效期至2031年1月5日",
        "发卡机关示例省",
    ):
        assert part in said


@pytest.mark.parametrize("dots_per_inch", [110, 300])
def test_the_code_on_a_card_is_read_as_it_was_given(dots_per_inch):
    code = "https://example.org/v1/card-verifications/" + "Ab-9_.Z" * 23

    with pages_of(face(code=code)) as pages:
        seen = pages[0].to_image(resolution=dots_per_inch).original

    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [code]


def test_the_longest_name_and_number_stay_on_the_card():
    pdf = face(holder="示" * 50, card_number="A1" * 20, issuer="示例" * 20)

    assert len(sizes_of(pdf)) == 1
    assert signs_outside(pdf) == []
    assert "示" * 50 in text_of(pdf)
    assert text_of(pdf).count("A1") == 20
    assert "见附页" not in text_of(pdf)


def test_a_title_that_needs_two_lines_has_no_name_in_quotes_broken_and_none_that_is_a_sign_long():
    with pages_of(letter(title="关于报送2026年度“山东惠才卡”配额制申领人选的函")) as pages:
        lines = pages[0].extract_text().splitlines()

    first = lines.index("关于报送2026年度“山东惠才卡”")
    assert lines[first + 1] == "配额制申领人选的函"


def test_a_line_of_the_list_stands_on_one_page():
    with pages_of(letter(20, name="阿卜杜热合曼·示例别克乌勒乌勒乌勒")) as pages:
        rows = [row for page in pages for table in page.extract_tables() for row in table]

    numbered = [row[0] for row in rows if row[0] != "序号"]
    assert numbered == [str(number) for number in range(1, 21)]
