"""The timeline of a demand item (事项办理历程) as plain text: its head, and what it has in common with other timelines."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents.timelines import In, Language, TimelineParagraph, timeline_text
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandTimelineText:
    """All that the text says. `position` is up to where the log was read."""

    number: str
    ledger: Text
    area: Text
    category: Text | None
    enterprise: str | None
    status: Text
    position: int
    paragraphs: tuple[TimelineParagraph, ...]


def demand_timeline_text(timeline: DemandTimelineText, language: Language) -> str:
    """The timeline in one of the two languages."""
    said = In(language)
    return timeline_text(_head(timeline, said), timeline.paragraphs, said)


def demand_head(timeline: DemandTimelineText) -> Iterator[Text]:
    """Which item it is and how it stands, line by line."""
    yield CELL.filled(ledger=timeline.ledger, area=timeline.area)
    if timeline.category is not None:
        yield CATEGORY.filled(category=timeline.category)
    if timeline.enterprise is not None:
        yield ENTERPRISE.filled(enterprise=timeline.enterprise)
    yield STATUS.filled(status=timeline.status)


def _head(timeline: DemandTimelineText, said: In) -> Iterator[str]:
    yield said(TITLE, number=timeline.number)
    yield from map(said, demand_head(timeline))
    yield said(READ_UP_TO, position=timeline.position)


TITLE = Text("需求事项{number}办理历程", "Timeline of demand item {number}")
CELL = Text("台账：{ledger}（{area}）", "Ledger: {ledger} ({area})")
CATEGORY = Text("类别：{category}", "Category: {category}")
ENTERPRISE = Text("用人单位：{enterprise}", "Enterprise: {enterprise}")
STATUS = Text("状态：{status}", "Status: {status}")
READ_UP_TO = Text("截至日志位置：{position}", "Read up to position {position} of the log")
