"""Putting a dossier together (卷宗): histories as they are told, the records and proofs behind them, policy texts and files.

    histories ─> positions ─> records, proofs, checkpoints, keys      persistence/evidence.py
        │      └> policy versions ─> their texts, with the events that published them
        └> digests of files ─> contents, for who may read them and says why

docs/format/dossier-1.md has the layout; what is in it for people is made by `documents/dossiers`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

import orjson

from api.rendering.decision_history import DecisionHistoryShown, entries_shown
from api.rendering.printed_histories import Told, told_whole
from bootstrap.service import Service
from documents.attachment_types import EXTENSIONS
from documents.decision_history import history_text
from documents.dossiers import READ_ME, SHELL_VERIFIER
from documents.dossiers.archive import archived
from documents.dossiers.pages import DossierAttachment, DossierHistory, DossierPage, DossierPolicy, index_page
from documents.timelines import Language
from domain.aggregates import Attachment, Policy
from domain.personal_data import Erased, Restricted, Tampered
from domain.policy.pack import PolicyPack
from domain.store import Recorded
from domain.work import kind_of
from persistence.attachments import FileMissing
from persistence.evidence import Evidence, Sealed

FORMAT = "huicai/dossier/1"
LIST = "dossier.json"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WITHHELD = {Erased: "erased", Restricted: "restricted", FileMissing: "missing", Tampered: "altered"}

# The content of an attachment, after its reading was put on record. Raises one of `WITHHELD`.
Read = Callable[[Attachment.Uploaded], bytes]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dossier is about: its histories, and for a sample what was drawn, with its events beside them."""

    kind: str
    id: UUID
    histories: Sequence[Told]
    beside: Sequence[Recorded] = ()
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def recorded(self) -> list[Recorded]:
        """Every event of the dossier once, in the order of the log."""
        events = [*self.beside, *(one for told in self.histories for one in told.history)]
        by_position = {one.entry.position: one for one in events}
        return [by_position[position] for position in sorted(by_position)]


def dossier(service: Service, sealed: Sealed, subject: Subject, read: Read | None) -> bytes:
    """The dossier as a zip file; `read` is None where no contents of attachments were asked for."""
    policies, publications = _policies(service, subject.recorded, sealed.last_position)
    positions = {one.entry.position for one in (*subject.recorded, *publications)}
    evidence = sealed.evidence(positions)
    histories = [_history(told) for told in subject.histories]
    attachments, contents = _attachments(histories, subject.recorded, read)
    files = {
        **evidence.files,
        **subject.files,
        **contents,
        **{text.file: content for text, content in policies if text.file is not None},
        **{one.file: _json({"items": one.entries, "next": None}) for one in histories},
        **_texts(subject.histories),
        **READ_ME,
        "verify.sh": SHELL_VERIFIER,
    }
    page = _page(subject, sealed, evidence, histories, attachments, [text for text, _ in policies])
    files |= {f"index.{language}.html": index_page(page, language) for language in LANGUAGES}
    files[LIST] = _json(_list(page, evidence, files))
    return archived(files)


def _policies(
    service: Service, history: Sequence[Recorded], until: int
) -> tuple[list[tuple[DossierPolicy, bytes]], list[Recorded]]:
    """The texts under which was decided, those of the province that these stand under, and the events that state them."""
    decided = {one.event.envelope.policy_version for one in history}
    above = {
        pack.under
        for pack in service.policies.versions
        if pack.version in decided and isinstance(pack, PolicyPack)
    }
    texts, publications = [], []
    for version in sorted(decided | above):
        stated = [
            one
            for one in service.store.history(Policy.id_of(version), until=until)
            if hasattr(one.event, "content")
        ]
        content = cast("Any", stated[-1].event).content.encode() if stated else b""
        digest = sha256(content).hexdigest() if stated else None
        file = f"policies/{version.replace('/', '-')}.yaml" if stated else None
        texts.append((DossierPolicy(version=version, file=file, sha256=digest), content))
        publications += service.store.history(Policy.id_of(version), until=until)
    return texts, publications


def _history(told: Told) -> DossierHistory:
    entries = entries_shown(told.history, told.names, told.viewer, page=slice(0, len(told.history)))
    whole = told_whole(told)
    kind = kind_of(type(told.noun))
    shown = DecisionHistoryShown(items=tuple(entries), next=None).as_json()
    return DossierHistory(
        kind=kind,
        id=str(told.noun.id),
        file=f"history/{kind}-{told.noun.id}.json",
        title=whole.title,
        head=whole.head,
        entries=orjson.loads(orjson.dumps(shown))["items"],
    )


def _texts(histories: Sequence[Told]) -> dict[str, bytes]:
    return {
        f"history/{kind_of(type(told.noun))}-{told.noun.id}.{language}.txt": history_text(
            told_whole(told), language
        ).encode()
        for told in histories
        for language in LANGUAGES
    }


def _attachments(
    histories: Sequence[DossierHistory], history: Sequence[Recorded], read: Read | None
) -> tuple[list[DossierAttachment], dict[str, bytes]]:
    """Every file that an event names by its digest, each once, with the contents that may be read."""
    uploaded = {one.event.sha256: one.event for one in history if isinstance(one.event, Attachment.Uploaded)}
    found: dict[str, DossierAttachment] = {}
    contents: dict[str, bytes] = {}
    for digest, kind in _digests(histories):
        file = withheld = None
        upload = uploaded.get(digest)
        if upload is not None and read is not None:
            try:
                content = read(upload)
            except (Erased, Restricted, FileMissing, Tampered) as reason:
                withheld = WITHHELD[type(reason)]
            else:
                file = f"attachments/{digest}.{EXTENSIONS[upload.media_type]}"
                contents[file] = content
        found[digest] = DossierAttachment(sha256=digest, kind=kind, file=file, withheld=withheld)
    return list(found.values()), contents


def _digests(histories: Sequence[DossierHistory]) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = {}
    for history in histories:
        for entry in history.entries:
            for digest in entry["digests"]:
                known.setdefault(digest["sha256"], digest["of"])
    yield from sorted(known.items())


def _page(
    subject: Subject,
    sealed: Sealed,
    evidence: Evidence,
    histories: Sequence[DossierHistory],
    attachments: Sequence[DossierAttachment],
    policies: Sequence[DossierPolicy],
) -> DossierPage:
    newest = sealed.logs[-1]
    return DossierPage(
        kind=subject.kind,
        id=str(subject.id),
        position=sealed.last_position,
        origin=newest.log.origin,
        size=newest.checkpoint.size,
        keys=tuple(evidence.files["keys/keys.txt"].decode().split()),
        histories=tuple(histories),
        attachments=tuple(attachments),
        policies=tuple(policies),
    )


def _list(page: DossierPage, evidence: Evidence, files: dict[str, bytes]) -> dict[str, Any]:
    """The list of a dossier: what is in it, and what is whole."""
    return {
        "format": FORMAT,
        "kind": page.kind,
        "id": page.id,
        "position": page.position,
        "streams": [
            {"id": str(one.id), "kind": one.kind, "versions": one.versions, "whole": one.whole}
            for one in evidence.streams
        ],
        "histories": [{"kind": one.kind, "id": one.id, "file": one.file} for one in page.histories],
        "policies": [
            {"version": one.version, "file": one.file, "sha256": one.sha256} for one in page.policies
        ],
        "attachments": [
            {"sha256": one.sha256, "kind": one.kind, "file": one.file, "withheld": one.withheld}
            for one in page.attachments
        ],
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }


def _json(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"
