"""A decision history (决策全程): every event of a thing with all that is on record about it, for whoever audits it.

A line of a timeline, and with it what the event says and changes, what became of it since, and where it can be proved.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from api.addresses import INCLUSION_PROOF
from api.disclosure import Disclosure, facts_in
from api.rendering.field_changes import FieldChange, Folding
from api.rendering.history import EventShown, events_shown, facts_shown
from api.rendering.shown import Shown, Words, words
from api.rendering.timelines import LineShown, line_facts, paragraph_of
from api.viewer import Viewer
from documents.decision_history import MARKS, DecisionHistory, HistoryEntry, marked
from documents.history_fields import field_named, value_told
from documents.history_sentences import HistoryNames
from domain.base import Event
from domain.decision_marks import Mark, Standing
from domain.decision_marks import marked as standings_of
from domain.store import Recorded
from domain.text import Text
from persistence.event_record import event_record
from transparency.tree import leaf_hash


class ThingShown(Shown):
    """What an event happened to."""

    kind: str
    id: UUID


class MarkShown(Shown):
    """What became of it; `by` is the position of the later entry that has made it so, if one has."""

    code: Mark
    name: Words
    by: int | None


class DigestShown(Shown):
    """The SHA-256 of a file that an event names: of an attachment, of a paper, of a signed report."""

    of: str
    sha256: str


class HistoryEntryShown(LineShown):
    """One event. `event_hash` is the leaf of the transparency log (docs/format/event-record-1.md), `proof` where it is proved."""

    thing: ThingShown
    version: int
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    mark: MarkShown
    facts: dict[str, Any]
    changes: tuple[FieldChange, ...]
    digests: tuple[DigestShown, ...]
    event_hash: str
    proof: str


class DecisionHistoryShown(Shown):
    """The entries of a page, the oldest first; `next` is the cursor of the next page."""

    items: tuple[HistoryEntryShown, ...]
    next: str | None


class FedEventShown(EventShown):
    """One event of the feed, with its leaf of the transparency log and where it is proved."""

    thing: ThingShown
    event_hash: str
    proof: str


class EventsFed(Shown):
    """A page of the feed. `next` continues it now or later; `has_more` says whether there is something already."""

    items: tuple[FedEventShown, ...]
    next: str
    has_more: bool


def events_fed(history: Sequence[Recorded], viewer: Viewer) -> list[FedEventShown]:
    """The events in their order, persons masked."""
    return [
        FedEventShown(
            **dict(event),
            thing=_thing(recorded.event),
            event_hash=hash_of(recorded),
            proof=proof_of(recorded.entry.position),
        )
        for recorded, event in zip(history, events_shown(history, viewer), strict=True)
    ]


def entries_shown(
    history: Sequence[Recorded], names: HistoryNames, viewer: Viewer, *, page: slice
) -> list[HistoryEntryShown]:
    """The entries of a page, out of the whole history: what came before says how a field stood, what came after what became of it."""
    events = [recorded.event for recorded in history]
    standings = standings_of(events, [recorded.entry.event_id for recorded in history])
    disclosure = viewer.disclosed(fact for event in events for fact in facts_in(event))
    folding = Folding(disclosure)
    shown = []
    for at, recorded in enumerate(history[: page.stop]):
        changes = folding.changes(recorded.event)
        if at >= page.start:
            mark = _mark(standings[at], history)
            shown.append(_entry(recorded, mark, changes, names, disclosure, viewer))
    return shown


def printed_history(
    shown: Sequence[HistoryEntryShown],
    names: HistoryNames,
    *,
    title: Text,
    head: tuple[Text, ...],
    position: int,
    omitted: int,
    on: date,
) -> DecisionHistory:
    """The same as it is printed and told as text."""
    return DecisionHistory(
        title=title,
        head=head,
        entries=tuple(_printed(entry, names) for entry in shown),
        position=position,
        omitted=omitted,
        on=on,
    )


def proof_of(position: int) -> str:
    """Where it is proved that the event at this position stands in the log."""
    return f"{INCLUSION_PROOF}?position={position}"


def hash_of(recorded: Recorded) -> str:
    """The event's leaf in the transparency log, in hexadecimal."""
    return leaf_hash(event_record(recorded.entry)).hex()  # type: ignore[arg-type]  # the entry as the recorder gives it


def _entry(
    recorded: Recorded,
    mark: MarkShown,
    changes: tuple[FieldChange, ...],
    names: HistoryNames,
    disclosure: Disclosure,
    viewer: Viewer,
) -> HistoryEntryShown:
    event, entry = recorded.event, recorded.entry
    return HistoryEntryShown(
        **line_facts(recorded, names.sentence(event), names, disclosure, viewer),
        thing=_thing(event),
        version=event.originator_version,
        command_id=entry.command_id,
        correlation_id=entry.correlation_id,
        causation_id=entry.causation_id,
        mark=mark,
        facts=facts_shown(event, disclosure),
        changes=changes,
        digests=_digests(event),
        event_hash=hash_of(recorded),
        proof=proof_of(entry.position),
    )


def _thing(event: Event) -> ThingShown:
    return ThingShown(kind=event.TOPIC.split(".", maxsplit=1)[0], id=event.originator_id)


def _mark(standing: Standing, history: Sequence[Recorded]) -> MarkShown:
    by = None if standing.by is None else history[standing.by].entry.position
    return MarkShown(code=standing.mark, name=words(MARKS[standing.mark]), by=by)


def _digests(event: Event) -> tuple[DigestShown, ...]:
    """Of the papers that the decision stands on, and of the files that the event itself names."""
    papers = ((paper.number or paper.kind, paper.sha256) for paper in event.envelope.documents)
    files = ((name, fact) for name, fact in event if name.endswith("sha256"))
    signed = ((one.name, one.sha256) for one in getattr(event, "files", ()))
    return tuple(DigestShown(of=of, sha256=sha256) for of, sha256 in (*papers, *files, *signed) if sha256)


def _printed(entry: HistoryEntryShown, names: HistoryNames) -> HistoryEntry:
    mark = marked(entry.mark.code, entry.mark.by)
    paragraph = replace(paragraph_of(entry, names), mark=mark, below=tuple(_below(entry, names)))
    return HistoryEntry(paragraph=paragraph, mark=entry.mark.code, by=entry.mark.by)


def _below(entry: HistoryEntryShown, names: HistoryNames) -> list[Text]:
    """What stands under the sentence: what was changed, the digests of files, and the event's own hash."""
    version = entry.envelope.policy_version
    changes = [
        CHANGE.filled(
            field=field_named(change.field, names, version, entry.topic),
            before=value_told(change.before, entry.topic, change.field, names, version),
            after=value_told(change.after, entry.topic, change.field, names, version),
        )
        for change in entry.changes
    ]
    digests = [DIGEST.filled(of=one.of, sha256=one.sha256) for one in entry.digests]
    under = POLICY.filled(version=version)
    event = EVENT.filled(topic=entry.topic, id=entry.event_id, hash=entry.event_hash)
    return [*changes, *digests, under, event]


CHANGE = Text("{field}：{before} → {after}", "{field}: {before} → {after}")
DIGEST = Text("文件{of}，SHA-256 {sha256}", "file {of}, SHA-256 {sha256}")
POLICY = Text("政策版本：{version}", "policy version {version}")
EVENT = Text("事件{topic} {id}，哈希 {hash}", "event {topic} {id}, hash {hash}")
