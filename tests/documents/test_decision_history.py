"""A decision history on paper and as text: marks that no colour is needed for, and what is left out is said."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from documents.decision_history import (
    MARKS,
    SIGNS,
    DecisionHistory,
    HistoryEntry,
    history_pdf,
    history_text,
    marked,
)
from documents.timelines import TimelineParagraph
from domain.base import Capacity
from domain.decision_marks import Mark
from domain.text import Text
from tests.documents.printed import page_count, pages_of, typesetter

AT = datetime(2024, 3, 15, 2, 0, tzinfo=UTC)


def entry(mark: Mark, position: int = 1, by: int | None = None) -> HistoryEntry:
    paragraph = TimelineParagraph(
        position=position,
        sentence=Text("示例句", "An example"),
        actor="zhao-min",
        office=Text("示例局", "Example Bureau"),
        capacity=Capacity.ACTING,
        on_behalf_of=None,
        signatory=None,
        deciding_body=None,
        decided_at=AT,
        recorded_at=AT,
        effective_on=date(2024, 3, 15),
        documents=(),
        clauses=(),
        reason_code=None,
        reason=None,
        mark=marked(mark, by),
        below=(Text("状态：草稿 → 办理中", "status: draft → in process"),),
    )
    return HistoryEntry(paragraph=paragraph, mark=mark, by=by)


def history(*entries: HistoryEntry, omitted: int = 0) -> DecisionHistory:
    return DecisionHistory(
        title=Text("示例决策全程", "An example of a history"),
        head=(Text("编号：1", "Id: 1"),),
        entries=entries,
        position=9,
        omitted=omitted,
        on=date(2024, 3, 15),
    )


EVERY = history(*(entry(mark, number) for number, mark in enumerate(Mark, 1)))


def objects_of(pdf: bytes) -> list[dict]:
    """Everything that is drawn on the pages, and every sign."""
    with pages_of(pdf) as pages:
        return [one for page in pages for kind in page.objects.values() for one in kind]


def test_every_mark_has_a_word_and_a_sign_of_its_own() -> None:
    for told in (
        SIGNS.values(),
        (words.zh for words in MARKS.values()),
        (words.en for words in MARKS.values()),
    ):
        assert len(set(told)) == len(Mark)
    assert MARKS.keys() == SIGNS.keys() == set(Mark)


@pytest.mark.parametrize(("language", "index"), [("zh", 0), ("en", 1)])
def test_a_text_tells_every_mark_by_its_sign_and_word(language, index) -> None:
    text = history_text(EVERY, language)

    for mark in Mark:
        assert f"{SIGNS[mark]} {MARKS[mark][index]}" in text


def test_what_has_made_an_entry_so_is_named_beside_its_mark() -> None:
    told = history(entry(Mark.SUPERSEDED, 3, by=7))

    assert "【~ 被取代，见[7]】" in history_text(told, "zh")
    assert "[~ superseded, see [7]] " in history_text(told, "en")


def test_paper_is_black_on_white() -> None:
    drawn = objects_of(history_pdf(EVERY, "zh", typesetter()))

    colours = {one.get(kind) for one in drawn for kind in ("stroking_color", "non_stroking_color")}
    assert colours <= {None, (0,), (0.0,), (0, 0, 0), (), 0, (1,)}


def test_every_mark_is_another_drawing_on_paper() -> None:
    """The shape beside its word, as lines and filled areas, differs from that of every other."""

    def drawing(mark: Mark) -> tuple:
        shapes = [
            (
                one["object_type"], round(one["width"]), round(one["height"]), one["fill"], one["stroke"],
                len(one.get("pts", ())),
            )
            for one in objects_of(history_pdf(history(entry(mark)), "zh", typesetter()))
            if one["object_type"] in ("curve", "rect", "line") and one["width"] < 20
        ]  # fmt: skip
        return tuple(sorted(shapes))

    drawings = [drawing(mark) for mark in Mark]

    assert len(set(drawings)) == len(Mark)


def test_a_long_history_goes_on_over_pages_with_its_head_on_each() -> None:
    pdf = history_pdf(history(*(entry(Mark.DONE, number) for number in range(1, 80))), "zh", typesetter())

    assert page_count(pdf) > 2
    with pages_of(pdf) as pages:
        assert all("办理情况" in page.extract_text() for page in pages)


def test_entries_that_are_left_out_are_counted() -> None:
    told = replace(EVERY, omitted=3)

    assert "另有3条较新的记录未列入\n" in history_text(told, "zh")
    assert "3 newer entries are left out\n" in history_text(told, "en")


def test_the_same_history_is_the_same_bytes() -> None:
    assert history_pdf(EVERY, "en", typesetter()) == history_pdf(EVERY, "en", typesetter())
