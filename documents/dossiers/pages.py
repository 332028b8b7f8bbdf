"""The pages of a dossier for people (卷宗索引): what is in it, event by event, and how it is verified; in either language.

HTML that opens without network and runs nothing; whatever is told is escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from documents.timelines import In, Language
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierHistory:
    """A history in a dossier: `entries` as the API shows them, each with its record and proof beside it."""

    kind: str
    id: str
    file: str
    title: Text
    head: tuple[Text, ...]
    entries: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAttachment:
    """A file that an event names: where its content lies, or None, and why it is not there."""

    sha256: str
    kind: str
    file: str | None
    withheld: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPolicy:
    """A policy version that decisions stand under; `file` is None for what is no text of a policy."""

    version: str
    file: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """All that the index page tells."""

    kind: str
    id: str
    position: int
    origin: str
    size: int
    keys: tuple[str, ...]
    histories: tuple[DossierHistory, ...]
    attachments: tuple[DossierAttachment, ...]
    policies: tuple[DossierPolicy, ...]


def index_page(page: DossierPage, language: Language) -> bytes:
    """The index in one of the two languages."""
    said = In(language)
    return "".join(_page(page, said, language)).encode()


def _page(page: DossierPage, said: In, language: Language) -> Iterator[str]:
    title = f"{said(TITLE)} {escape(page.id)}"
    yield f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{STYLE}</style></head><body><h1>{title}</h1>"
    yield f"<p>{escape(said(UP_TO, position=page.position, origin=page.origin, size=page.size))}</p>"
    yield f"<p>{escape(said(SEALED))}</p><h2>{said(VERIFY)}</h2><p>{escape(said(HOW))}</p>"
    yield f"<pre>huicai-verify {said(FILE)} --key {said(YOUR_KEY)}</pre><p>{escape(said(BY_HAND))}</p>"
    yield f"<p>{escape(said(KEYS))}</p><pre>{escape(chr(10).join(page.keys))}</pre>"
    for history in page.histories:
        yield from _history(history, said, language)
    yield from _table(said(ATTACHMENTS), [said(column) for column in FILE_COLUMNS], _attachments(page, said))
    yield from _table(said(POLICIES), [said(column) for column in POLICY_COLUMNS], _policies(page, said))
    yield "</body></html>\n"


def _history(history: DossierHistory, said: In, language: Language) -> Iterator[str]:
    yield f"<h2>{escape(said(history.title))}</h2>"
    for line in history.head:
        yield f"<p>{escape(said(line))}</p>"
    rows = ([_cell(text, link) for text, link in _entry(entry, language)] for entry in history.entries)
    yield from _table("", [said(column) for column in EVENT_COLUMNS], rows)
    yield f'<p><a href="{escape(history.file)}">{escape(history.file)}</a></p>'


def _entry(entry: dict[str, Any], language: Language) -> Iterator[tuple[str, str | None]]:
    position, envelope = int(entry["position"]), entry["envelope"]
    yield str(position), None
    yield str(entry["recorded_at"]), None
    yield str(entry["sentence"][language]), None
    yield str(envelope["actor"]), None
    yield str(entry["mark"]["name"][language]), None
    yield str(entry["event_hash"])[:16], f"events/{position:012}.record"
    yield ".tlog-proof", f"proofs/{position:012}.tlog-proof"


def _attachments(page: DossierPage, said: In) -> Iterator[list[str]]:
    for one in page.attachments:
        why = said(WITHHELD.get(one.withheld or "", NOT_ASKED))
        yield [_cell(one.sha256, None), _cell(one.kind, None), _cell(one.file or why, one.file)]


def _policies(page: DossierPage, said: In) -> Iterator[list[str]]:
    for one in page.policies:
        yield [
            _cell(one.version, None),
            _cell(one.sha256 or "", None),
            _cell(one.file or said(NO_TEXT), one.file),
        ]


def _table(title: str, columns: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    if title:
        yield f"<h2>{escape(title)}</h2>"
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    yield f"<table><thead><tr>{head}</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(row)}</tr>"
    yield "</tbody></table>"


def _cell(text: str, link: str | None) -> str:
    shown = escape(text)
    return f"<td>{shown}</td>" if link is None else f'<td><a href="{escape(link)}">{shown}</a></td>'


STYLE = (
    "body{font-family:sans-serif;margin:2em;line-height:1.5}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}pre{background:#eee;padding:.5em;white-space:pre-wrap}"
)
TITLE = Text("审计卷宗", "Audit dossier")
UP_TO = Text(
    "本卷宗取自日志 {origin}，截至事件 {position}；检查点共 {size} 条。",
    "From the log {origin}, up to event {position}; the checkpoint is of {size} entries.",
)
SEALED = Text(
    "个人信息已加密或遮盖：事件记录内为密文，历史中以掩码显示。",
    "Personal data are sealed or masked: ciphertext in the records, behind masks in the histories.",
)
VERIFY = Text("如何核验", "How to verify it")
HOW = Text(
    "密钥须由您通过自己的渠道取得。核验程序是单独发行的，不依赖本系统。",
    "The key has to come to you by a way of your own. The verifier is a distribution of its own, independent of this system.",
)
FILE = Text("卷宗.zip", "dossier.zip")
YOUR_KEY = Text("您持有的密钥", "YOUR-KEY")
BY_HAND = Text(
    "只有 openssl 和 coreutils 时，可用 verify.sh 逐个核验事件，见 README。",
    "With openssl and coreutils alone, verify.sh verifies one event at a time: see the README.",
)
KEYS = Text(
    "卷宗所附密钥，仅供与您持有的比对：",
    "The keys enclosed, to be compared with yours and not to be believed:",
)
ATTACHMENTS = Text("材料", "Attachments")
POLICIES = Text("政策文本", "Policy texts")
EVENT_COLUMNS = (
    Text("位置", "Position"), Text("记录时间", "Recorded at"), Text("事项", "What happened"), Text("经办人", "By whom"),
    Text("状态", "What became of it"), Text("事件哈希", "Event hash"), Text("证明", "Proof"),
)  # fmt: skip
FILE_COLUMNS = (Text("SHA-256", "SHA-256"), Text("种类", "Kind"), Text("文件", "File"))
POLICY_COLUMNS = (Text("版本", "Version"), Text("SHA-256", "SHA-256"), Text("文件", "File"))
NOT_ASKED = Text("未索取（须说明查阅目的）", "not asked for, which takes a purpose")
NO_TEXT = Text("不是政策文本", "no text of a policy")
WITHHELD = {
    "erased": Text("个人信息已删除", "the person's data were erased"),
    "restricted": Text("个人信息已限制处理", "the person's data are restricted"),
    "missing": Text("文件缺失", "the file is missing"),
    "altered": Text("文件已被改动", "the file was altered"),
}
