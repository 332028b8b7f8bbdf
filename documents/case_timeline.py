"""The timeline of a case (办理历程) as plain text: its head, and what it has in common with other timelines."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents.timelines import In, Language, TimelineParagraph, timeline_text
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimelineText:
    """All that the text says; `nominee` is masked. `position` is up to where the log was read."""

    case: str
    number: str | None  # that of its acceptance
    card_type: Text
    route: Text
    quota_year: int | None
    enterprise: str
    nominee: Text
    status: Text
    step: Text | None
    position: int
    paragraphs: tuple[TimelineParagraph, ...]


def case_timeline_text(timeline: CaseTimelineText, language: Language) -> str:
    """The timeline in one of the two languages."""
    said = In(language)
    return timeline_text(_head(timeline, said), timeline.paragraphs, said)


def case_head(timeline: CaseTimelineText) -> Iterator[Text]:
    """Whose case it is and where it stands, line by line."""
    yield CASE.filled(case=timeline.case, route=timeline.route)
    if timeline.number is not None:
        yield NUMBER.filled(number=timeline.number)
    if timeline.quota_year is not None:
        yield YEAR.filled(year=timeline.quota_year)
    yield ENTERPRISE.filled(enterprise=timeline.enterprise)
    yield NOMINEE.filled(nominee=timeline.nominee)
    at = Text("", "") if timeline.step is None else STEP.filled(step=timeline.step)
    yield STATUS.filled(status=timeline.status, at=at)


def _head(timeline: CaseTimelineText, said: In) -> Iterator[str]:
    yield said(TITLE, card_type=timeline.card_type)
    yield from map(said, case_head(timeline))
    yield said(READ_UP_TO, position=timeline.position)


TITLE = Text("“{card_type}”申报办理历程", "Timeline of a case for the {card_type}")
CASE = Text("申报：{case}（{route}）", "Case: {case} ({route})")
NUMBER = Text("受理编号：{number}", "Acceptance number: {number}")
YEAR = Text("配额年度：{year}", "Quota year: {year}")
ENTERPRISE = Text("用人单位：{enterprise}", "Enterprise: {enterprise}")
NOMINEE = Text("人选：{nominee}", "Person: {nominee}")
STATUS = Text("状态：{status}{at}", "Status: {status}{at}")
STEP = Text("，环节：{step}", "; step: {step}")
READ_UP_TO = Text("截至日志位置：{position}", "Read up to position {position} of the log")
