"""What is held about one person, on paper (本人查阅件): handed over to him or her, and so in clear and whole."""

from dataclasses import dataclass
from datetime import date, datetime

from documents.sentences import ROLES, function_named, itself
from documents.timelines import In, Language, instant_told
from documents.typesetting import Typesetter
from domain.data_rights import DataState
from domain.disclosures import Purpose
from domain.text import Text


@dataclass(frozen=True, slots=True)
class FactTold:
    """One fact about the person: what it is called, and what it says."""

    name: Text
    said: Text


@dataclass(frozen=True, slots=True)
class EventTold:
    """An event that names the person, with the facts about him or her that stand in it."""

    position: int
    recorded_at: datetime
    sentence: Text
    facts: tuple[FactTold, ...]


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file about the person; `path` is its name in the package."""

    kind: Text
    size: int
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class ReadingTold:
    """Who was shown what in clear, and why."""

    at: datetime
    reader: str
    role: str
    function: str | None
    in_stead_of: str | None
    what: str
    purpose: Purpose
    words: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAccess:
    """All that the paper says, up to a position of the log."""

    talent_id: str
    position: int
    made_at: datetime
    state: DataState
    events: tuple[EventTold, ...]
    files: tuple[FileTold, ...]
    readings: tuple[ReadingTold, ...]
    on: date


def subject_access_pdf(paper: SubjectAccess, language: Language, typesetter: Typesetter) -> bytes:
    """The paper in one of the two languages. Raises `NotPrintable`."""
    said = In(language)
    data = {
        "language": language,
        "title": said(TITLE),
        "head": [said(line) for line in _head(paper)],
        "events_title": said(EVENTS, count=len(paper.events)),
        "events": [_event(one, said) for one in paper.events],
        "files_title": said(FILES, count=len(paper.files)),
        "files_head": [said(one) for one in FILE_COLUMNS],
        "files": [[said(one.kind), f"{one.size:,}", one.path, one.sha256] for one in paper.files],
        "readings_title": said(READINGS, count=len(paper.readings)),
        "readings_head": [said(one) for one in READING_COLUMNS],
        "readings": [_reading(one, said) for one in paper.readings],
        "none": said(NONE),
        "foot": said(FOOT),
        "page": said(PAGE),
        "of": said(OF),
        "pages": said(PAGES),
    }
    return typesetter.working_paper("subject_access", data, on=paper.on)


def _head(paper: SubjectAccess) -> tuple[Text, ...]:
    return (
        WHOSE.filled(id=paper.talent_id),
        STATE.filled(state=STATES[paper.state]),
        MADE.filled(at=instant_told(paper.made_at), position=paper.position),
        BASIS,
    )


def _event(event: EventTold, said: In) -> dict[str, object]:
    return {
        "position": str(event.position),
        "at": instant_told(event.recorded_at),
        "sentence": said(event.sentence),
        "facts": [[said(fact.name), said(fact.said)] for fact in event.facts],
    }


def _reading(reading: ReadingTold, said: In) -> list[str]:
    post = (
        function_named(reading.function)
        if reading.function
        else ROLES.get(reading.role, itself(reading.role))
    )
    who = f"{reading.reader}\n{said(post)}"
    if reading.in_stead_of:
        who += "\n" + said(IN_STEAD, principal=reading.in_stead_of)
    why = said(PURPOSES[reading.purpose])
    if reading.words is not None:
        why += "\n" + said(reading.words)
    return [instant_told(reading.at), who, said(WHAT.get(reading.what, itself(reading.what))), why]


TITLE = Text("个人信息查阅件", "Personal data held about you")
WHOSE = Text("人才编号：{id}", "Talent: {id}")
STATE = Text("个人信息状态：{state}", "State of the data: {state}")
STATES = {
    DataState.IN_USE: Text("正常使用", "in use"),
    DataState.RESTRICTED: Text("限制处理", "restricted"),
    DataState.ERASED: Text("已删除", "erased"),
}
MADE = Text(
    "制作时间：{at}，截至日志位置{position}",
    "Made at {at}, from everything up to position {position} of the log",
)
BASIS = Text(
    "依据《中华人民共和国个人信息保护法》第四十五条，向本人提供其全部个人信息、材料清单和明文查阅记录。",
    "Given to the person under article 45 of the Personal Information Protection Law: every fact that is held, the list of"
    " files, and who has read any of it in clear.",
)
EVENTS = Text("一、个人信息（共{count}项记录）", "1. What is held ({count} records)")
FILES = Text("二、材料文件（共{count}件）", "2. Files ({count})")
READINGS = Text("三、明文查阅记录（共{count}次）", "3. Who has read any of it in clear ({count} readings)")
FILE_COLUMNS = (
    Text("材料", "kind"),
    Text("字节", "bytes"),
    Text("打包中的文件名", "name in the package"),
    Text("SHA-256", "SHA-256"),
)
READING_COLUMNS = (Text("时间", "when"), Text("查阅人", "who"), Text("查阅内容", "what"), Text("目的", "why"))
IN_STEAD = Text("代{principal}", "for {principal}")
PURPOSES = {
    Purpose.HANDLING: Text("办理申报", "handling a case"),
    Purpose.CHECKING: Text("核对原件", "checking against the original"),
    Purpose.PRINTING: Text("打印、存档", "printing, for the file"),
    Purpose.AUDIT: Text("审计监督", "audit"),
    Purpose.SUBJECT_ACCESS: Text("本人查阅、复制", "at the person's request"),
    Purpose.INSPECTION: Text("迎接检查、督查", "inspection"),
    Purpose.OTHER: Text("其他目的", "another purpose"),
}
WHAT: dict[str, Text] = {
    "attachment_content": Text("材料文件", "a file"),
    "demand_texts": Text("需求内容", "what was said about a demand"),
    "registration_form": Text("登记表", "the registration form"),
    "correction_notice": Text("补正通知", "a request for corrections"),
    "decision_notice": Text("决定通知", "a notice of a decision"),
    "batch_letter": Text("集中提交函", "the letter of a batch"),
    "submission_package": Text("集中提交材料", "the package of a batch"),
    "case_package": Text("申报材料", "the package of a case"),
    "card_face": Text("卡面", "the face of a card"),
    "production_list": Text("制卡清单", "a list for production"),
    "delivery_sheet": Text("领卡签收单", "a delivery sheet"),
    "demand_ledger": Text("需求台账", "a ledger of demands"),
    "case_dossier": Text("审计卷宗", "an auditor's dossier"),
    "audit_sample_dossier": Text("审计抽样卷宗", "the dossier of an audit sample"),
    "purpose_words": Text("查阅目的说明", "why somebody else has read"),
    "subject_access": Text("本人查阅", "what is held, at the person's request"),
    "subject_access_print": Text("本人查阅件", "what is held, on paper"),
    "subject_access_package": Text("本人查阅（打包）", "what is held, with every file"),
}
NONE = Text("无", "none")
FOOT = Text("含明文个人信息，仅供本人", "personal data in clear, for the person alone")
PAGE, OF, PAGES = Text("第", "page "), Text("页，共", " of "), Text("页", "")
