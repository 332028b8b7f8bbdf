"""Rare characters of names on paper: what GB 18030 has is printed, and what no font has stops no paper to work with."""

from dataclasses import replace
from datetime import date

import pytest

from documents.decision_history import history_pdf
from documents.demand_prints import demand_print
from documents.subject_access import EventTold, FactTold, SubjectAccess, subject_access_pdf
from documents.typesetting import NotPrintable
from domain.data_rights import DataState
from domain.decision_marks import Mark
from domain.text import Text
from tests.documents.printed import cells_of, pages_of, text_of, typesetter
from tests.documents.test_decision_history import AT, EVERY, entry, history
from tests.documents.test_long_ledgers import HEAD, lines

DAY = date(2026, 1, 6)
IN_NO_FONT = "\U0002ebf0"
# The ideographs of GB 18030-2022, implementation level 3, which public services have to support.
GB_18030 = {
    "basic": (0x4E00, 0x9FEF),
    "extension A": (0x3400, 0x4DB5),
    "extension B": (0x20000, 0x2A6D6),
    "extension C": (0x2A700, 0x2B734),
    "extension D": (0x2B740, 0x2B81D),
    "extension E": (0x2B820, 0x2CEA1),
    "extension F": (0x2CEB0, 0x2EBE0),
}


def ledger(*changes: dict[str, str]) -> bytes:
    said = [replace(line, **change) for line, change in zip(lines(len(changes)), changes, strict=True)]
    return demand_print(HEAD, said, typesetter(), is_masked=False)


def access(*facts: FactTold) -> SubjectAccess:
    return SubjectAccess(
        talent_id="example",
        position=9,
        made_at=AT,
        state=DataState.IN_USE,
        events=(EventTold(7, AT, Text("登记", "Registered"), facts),),
        files=(),
        readings=(),
        on=DAY,
    )


@pytest.mark.parametrize(("first", "last"), GB_18030.values(), ids=GB_18030)
def test_given_any_ideograph_of_gb_18030_when_it_is_printed_then_there_is_a_shape_for_it(first, last):
    signs = [chr(one) for one in (*range(first, last, 17), last)]

    assert typesetter().pdf("signs", {"signs": signs}, on=DAY)


@pytest.mark.parametrize("rare", ["𠮷", "𨭎", "𪚥", "䶮", "㛃", "𬭬", "𫢸"])
def test_given_a_rare_name_when_a_ledger_is_printed_then_the_name_stands_on_it_as_it_is(rare):
    assert f"示例{rare}" in text_of(ledger({"person": f"示例{rare}"}))


def test_given_two_fonts_of_one_name_when_it_is_printed_then_both_are_embedded():
    with pages_of(ledger({"person": "示例𠮷"})) as pages:
        fonts = {sign["fontname"].partition("+")[2] for page in pages for sign in page.chars}

    assert any(name.startswith("HanaMinB") for name in fonts)
    assert any(name.startswith("NotoSerifSC") for name in fonts)


def test_given_a_character_in_no_font_when_a_ledger_is_printed_then_its_number_stands_there_and_at_the_end_with_its_rows():
    printed = ledger({}, {"person": f"示例{IN_NO_FONT}"}, {}, {"content": f"请协调{IN_NO_FONT}路"})

    stood_in = [cell for cell in cells_of(printed, 0) if "U+2EBF0" in cell]
    assert stood_in == ["示例〔U+2EBF0〕", "请协调〔U+2EBF0〕路"]
    assert "以其统一码（Unicode）代替，请以电子表或系统中的原字为准：〔U+2EBF0〕（第2、4项）。" in text_of(
        printed
    )


def test_given_nothing_that_no_font_has_when_a_ledger_is_printed_then_nothing_is_said_of_it():
    assert "字库缺字" not in text_of(ledger({"person": "示例𠮷"}))


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "〔U+2EBF0〕（第[12]项）"), ("en", "〔U+2EBF0〕([12])")]
)
def test_given_a_character_in_no_font_when_a_history_is_printed_then_the_entry_is_named(language, said):
    told = entry(Mark.DONE, 12)
    paragraph = replace(told.paragraph, below=(Text(f"姓名：{IN_NO_FONT}", f"name: {IN_NO_FONT}"),))

    pdf = history_pdf(history(*EVERY.entries, replace(told, paragraph=paragraph)), language, typesetter())

    assert said in text_of(pdf)


def test_given_a_character_in_no_font_when_somebody_asks_what_is_held_then_no_fact_is_kept_from_him_or_her():
    said = text_of(
        subject_access_pdf(
            access(FactTold(Text("姓名", "Name"), Text(f"示例{IN_NO_FONT}", ""))), "zh", typesetter()
        )
    )

    assert "示例〔U+2EBF0〕" in said
    assert "〔U+2EBF0〕（第[7]项）" in said


def test_given_characters_in_no_font_when_a_paper_is_refused_then_every_place_is_named_and_no_character():
    data = {"signs": ["示例", f"示{IN_NO_FONT}例", f"{IN_NO_FONT}和\ue000"]}

    with pytest.raises(NotPrintable) as refused:
        typesetter().pdf("signs", data, on=DAY)

    assert [(error.field, error.text.zh) for error in refused.value.errors] == [
        ("signs[2]", "第2个字，字库中没有"),
        ("signs[3]", "第1个字，字库中没有"),
        ("signs[3]", "第3个字，字库中没有"),
    ]


def test_given_a_character_in_no_font_when_its_column_is_narrow_then_its_number_does_not_leave_it():
    printed = ledger({"person": f"买买提·{IN_NO_FONT}"})

    with pages_of(printed) as pages:
        cell = pages[0].find_table().rows[1].cells[4]
        signs = [sign for sign in pages[0].chars if sign["text"] in "〔U〕" and sign["bottom"] < cell[3]]
    assert signs
    assert all(cell[0] < sign["x0"] and sign["x1"] < cell[2] for sign in signs)
