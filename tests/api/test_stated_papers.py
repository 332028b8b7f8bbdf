"""The papers that a decision stands on, as they are typed and as they are kept (依据文件)."""

import pytest

from api.decisions import Decision, StatedDocument


@pytest.mark.parametrize(
    "typed",
    [
        "淄发改函[2026]7号",
        "淄发改函(2026)7号",
        "淄发改函﹝2026﹞7号",
        "淄发改函〔2026〕７号",
        "淄发改函〔2026〕7 号",
    ],
)
def test_the_number_of_a_paper_is_kept_in_one_way_of_writing(typed: str) -> None:
    assert StatedDocument(kind="letter", number=typed).number == "淄发改函〔2026〕7号"


@pytest.mark.parametrize("other", ["7", "GB/T 33476", "淄发改函〔2026〕7号附件1", "制卡〔2026〕一号"])
def test_what_is_no_such_number_stays_as_it_is(other: str) -> None:
    decision = Decision(documents=[{"kind": "letter", "number": other}])

    assert decision.documents[0].number == other
