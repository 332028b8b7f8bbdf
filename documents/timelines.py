"""A timeline (办理历程) as plain text: who did what when, on which ground, one paragraph for each event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.base import Capacity, DocumentReference
from domain.calendar import OFFICE_ZONE
from domain.text import Text

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedClause:
    """A clause that a decision stands on; without text where this installation does not know it."""

    id: str
    rule: Text | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineParagraph:
    """One event. Reasons are shown as they are: whoever makes the paragraph has masked them.

    A decision history says before it what became of it (`mark`), and in lines of their own what else is on record (`below`).
    """

    position: int
    sentence: Text
    actor: str
    office: Text
    capacity: Capacity
    on_behalf_of: str | None
    signatory: str | None
    deciding_body: Text | None
    decided_at: datetime
    recorded_at: datetime
    effective_on: date
    documents: tuple[DocumentReference, ...]
    clauses: tuple[CitedClause, ...]
    reason_code: str | None
    reason: Text | None
    mark: Text | None = None
    below: tuple[Text, ...] = ()


class In:
    """Texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, text: Text, **values: object) -> str:
        whole = text.filled(**values) if values else text
        return whole.zh if self.language == "zh" else whole.en

    def joined(self, parts: Iterable[str]) -> str:
        return self(SEPARATOR).join(parts)


def timeline_text(head: Iterable[str], paragraphs: Iterable[TimelineParagraph], said: In) -> str:
    """The head, and the paragraphs with a blank line between them."""
    return "\n\n".join(["\n".join(head), *(_paragraph(one, said) for one in paragraphs)]) + "\n"


def _paragraph(paragraph: TimelineParagraph, said: In) -> str:
    mark = "" if paragraph.mark is None else said(MARKED, mark=paragraph.mark)
    begins = f"[{paragraph.position}] {instant_told(paragraph.decided_at)} {mark}"
    told = said(SENTENCE, sentence=paragraph.sentence) + said.joined(details(paragraph, said)) + said(STOP)
    return "\n".join((begins + told, *(INDENT + said(line) for line in paragraph.below)))


def instant_told(instant: datetime) -> str:
    """To the second, in the office's zone."""
    return f"{instant.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"


def details(paragraph: TimelineParagraph, said: In) -> Iterator[str]:
    """What is told of the event beside its sentence: by whom, in which capacity, under what, why, from when."""
    yield said(ACTOR, actor=paragraph.actor, office=paragraph.office)
    if paragraph.capacity in CAPACITIES:
        yield said(CAPACITY, capacity=CAPACITIES[paragraph.capacity])
    if paragraph.capacity is Capacity.DEPUTISING:
        yield said(IN_STEAD_OF, whom=paragraph.on_behalf_of)
    if paragraph.signatory:
        yield said(SIGNATORY, signatory=paragraph.signatory)
    if paragraph.deciding_body:
        yield said(DECIDING_BODY, body=paragraph.deciding_body)
    if paragraph.clauses:
        yield said(CLAUSES) + said.joined(_clause(clause, said) for clause in paragraph.clauses)
    if paragraph.documents:
        yield said(DOCUMENTS) + said.joined(_paper(paper, said) for paper in paragraph.documents)
    if paragraph.reason_code:
        yield said(REASON_CODE, code=paragraph.reason_code)
    if paragraph.reason:
        yield said(REASON, reason=paragraph.reason)
    yield said(EFFECTIVE, day=paragraph.effective_on)
    yield said(RECORDED, instant=instant_told(paragraph.recorded_at))


def _clause(clause: CitedClause, said: In) -> str:
    if clause.rule is None or clause.source is None:
        return clause.id
    return said(CLAUSE, id=clause.id, rule=clause.rule, source=clause.source)


def _paper(paper: DocumentReference, said: In) -> str:
    named = paper.number or paper.kind
    return said(DATED, paper=named, day=paper.issued_on) if paper.issued_on else named


INDENT = "    "
MARKED = Text("【{mark}】", "[{mark}] ")
SENTENCE = Text("{sentence}。", "{sentence}. ")
SEPARATOR = Text("；", "; ")
STOP = Text("。", ".")
ACTOR = Text("经办人：{actor}（{office}）", "By {actor} ({office})")
CAPACITY = Text("经办身份：{capacity}", "in the capacity of {capacity}")
IN_STEAD_OF = Text("代{whom}", "in the stead of {whom}")
SIGNATORY = Text("签发人：{signatory}", "signed by {signatory}")
DECIDING_BODY = Text("决定机关：{body}", "decided by {body}")
CLAUSES = Text("依据：", "under ")
CLAUSE = Text("{id} {rule}（{source}）", "{id}, {rule} ({source})")
DOCUMENTS = Text("文件：", "documents: ")
DATED = Text("{paper}（{day}）", "{paper} of {day}")
REASON_CODE = Text("理由代码：{code}", "reason code: {code}")
REASON = Text("理由：{reason}", "reason: {reason}")
EFFECTIVE = Text("生效：{day}", "effective on {day}")
RECORDED = Text("记录：{instant}", "recorded at {instant}")
CAPACITIES = {
    Capacity.DEPUTISING: Text("代行", "a deputy"),
    Capacity.TRANSCRIBING: Text("转录", "a transcriber of another body's decision"),
    Capacity.ENTERING_FOR: Text("代录", "somebody who enters another's paper"),
}
