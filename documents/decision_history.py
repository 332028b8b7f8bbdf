"""A decision history (决策全程) on paper and as text: one entry for every event, each with a mark of its own.

A mark is a word, a sign of plain text, and on paper a shape that is drawn: none of them hangs on a colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from documents.timelines import In, Language, TimelineParagraph, details, instant_told, timeline_text
from documents.typesetting import Typesetter
from domain.decision_marks import Mark
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One event: how it is told, and what became of it."""

    paragraph: TimelineParagraph
    mark: Mark
    by: int | None  # the position of what has made it so, where something later has


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionHistory:
    """All that the paper says. `position` is up to where the log was read, `omitted` how many later entries are left out."""

    title: Text
    head: tuple[Text, ...]
    entries: tuple[HistoryEntry, ...]
    position: int
    omitted: int
    on: date


def history_text(history: DecisionHistory, language: Language) -> str:
    """The history in one of the two languages."""
    said = In(language)
    return timeline_text(_head(history, said), (entry.paragraph for entry in history.entries), said)


def history_pdf(history: DecisionHistory, language: Language, typesetter: Typesetter) -> bytes:
    """The same on paper. Raises `NotPrintable`."""
    said = In(language)
    data = {
        "language": language,
        "title": said(history.title),
        "head": list(_head(history, said))[1:],
        "legend": [[mark, said(MARKS[mark])] for mark in Mark],
        "legend_title": said(LEGEND),
        "columns": [said(column) for column in COLUMNS],
        "entries": [_entry(entry, said) for entry in history.entries],
        "masked": said(MASKED),
        "page": said(PAGE),
        "of": said(OF),
    }
    return typesetter.working_paper("decision_history", data, on=history.on)


def marked(mark: Mark, by: int | None) -> Text:
    """The mark as text has it: its sign, its word, and the position of what has made it so."""
    word = MARKS[mark]
    told = Text(f"{SIGNS[mark]} {word.zh}", f"{SIGNS[mark]} {word.en}")
    return told if by is None else BY.filled(mark=told, see=SEE.filled(position=by))


def _head(history: DecisionHistory, said: In) -> Iterator[str]:
    yield said(history.title)
    for line in history.head:
        yield said(line)
    yield said(READ_UP_TO, position=history.position)
    if history.omitted:
        yield said(OMITTED, omitted=history.omitted)


def _entry(entry: HistoryEntry, said: In) -> dict[str, object]:
    paragraph = entry.paragraph
    return {
        "position": str(paragraph.position),
        "at": instant_told(paragraph.decided_at),
        "mark": entry.mark,
        "word": said(MARKS[entry.mark]),
        "see": "" if entry.by is None else said(SEE, position=entry.by),
        "sentence": said(paragraph.sentence),
        "details": said.joined(details(paragraph, said)) + said(FULL_STOP),
        "below": [said(line) for line in paragraph.below],
    }


MARKS = {
    Mark.DONE: Text("已办", "done"),
    Mark.PENDING: Text("待定", "pending"),
    Mark.RETURNED: Text("退回", "returned"),
    Mark.REFUSED: Text("不予", "refused"),
    Mark.CANCELLED: Text("撤销", "cancelled"),
    Mark.SUPERSEDED: Text("被取代", "superseded"),
    Mark.EXPIRED: Text("到期", "expired"),
    Mark.SUSPENDED: Text("暂停", "suspended"),
}
SIGNS = {
    Mark.DONE: "+",
    Mark.PENDING: "?",
    Mark.RETURNED: "<",
    Mark.REFUSED: "-",
    Mark.CANCELLED: "x",
    Mark.SUPERSEDED: "~",
    Mark.EXPIRED: "!",
    Mark.SUSPENDED: "=",
}
SEE = Text("见[{position}]", "see [{position}]")
BY = Text("{mark}，{see}", "{mark}, {see}")
READ_UP_TO = Text("截至日志位置：{position}", "Read up to position {position} of the log")
OMITTED = Text("另有{omitted}条较新的记录未列入", "{omitted} newer entries are left out")
LEGEND = Text("办理标记", "Marks")
COLUMNS = (Text("日志位置", "Position"), Text("标记", "Mark"), Text("办理情况", "What was decided"))
MASKED = Text("个人信息已脱敏", "personal data masked")
PAGE, OF = Text("第", "page "), Text("页，共", " of ")
FULL_STOP = Text("。", ".")
