"""Every event of one thing, with who decided it, when, why and under what (沿革)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from api.disclosure import Disclosure, PersonalShown, facts_in
from api.masking import Mask, hidden, masked_document, masked_name, masked_phone
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.base import DocumentReference, Envelope, Event
from domain.errors import NotFound
from domain.personal_data import Personal, Sealed
from domain.policy.book import PolicyBook
from domain.store import Recorded


class ClauseShown(Shown):
    """A clause that a decision stands on, as the policy version of the decision has it."""

    id: str
    text: Words | None = None
    source: Words | None = None


class EnvelopeShown(Shown):
    """Who decided, in which capacity, for which body, on what ground and from when (decided points 13, 14)."""

    actor: str
    capacity: str
    role: str
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    deciding_body: str | None
    on_behalf_of: str | None
    signatory: str | None
    documents: tuple[DocumentReference, ...]
    reason_code: str | None
    reason: PersonalShown | None
    clauses: tuple[ClauseShown, ...]
    policy_version: str
    effective_on: date
    corrects: UUID | None


class EventShown(Shown):
    """One event; `facts` are its own, persons masked."""

    event_id: UUID
    position: int
    version: int
    topic: str
    decided_at: datetime
    recorded_at: datetime
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    envelope: EnvelopeShown
    facts: dict[str, Any]


class HistoryShown(Shown):
    """The events of one thing, the oldest first."""

    items: tuple[EventShown, ...]


class EventMissed(Shown):
    """An event that the sender of a stale command has not seen."""

    topic: str
    version: int
    position: int
    recorded_at: datetime
    actor: str


def events_shown(history: Sequence[Recorded], viewer: Viewer) -> list[EventShown]:
    """The events in their order, all personal facts opened with one question."""
    disclosure = viewer.disclosed(fact for recorded in history for fact in facts_in(recorded.event))
    return [_event(recorded, disclosure, viewer.service.policies) for recorded in history]


def events_missed(history: Sequence[Recorded], seen_version: int) -> list[EventMissed]:
    """What has happened since the version that was seen."""
    return [
        EventMissed(
            topic=recorded.event.TOPIC,
            version=recorded.event.originator_version,
            position=recorded.entry.position,
            recorded_at=recorded.entry.recorded_at,
            actor=recorded.event.envelope.actor,
        )
        for recorded in history
        if recorded.event.originator_version > seen_version
    ]


def envelope_shown(envelope: Envelope, disclosure: Disclosure, policies: PolicyBook) -> EnvelopeShown:
    """The envelope, its clauses in the words of the policy version of the decision."""
    standing = {name: getattr(envelope, name) for name in EnvelopeShown.model_fields}
    shown = {
        "reason": disclosure.shown_if_stated(envelope.reason, hidden),
        "clauses": tuple(_clause(id_, envelope.policy_version, policies) for id_ in envelope.clauses),
    }
    return EnvelopeShown(**standing | shown)


def _event(recorded: Recorded, disclosure: Disclosure, policies: PolicyBook) -> EventShown:
    event, entry = recorded.event, recorded.entry
    return EventShown(
        event_id=entry.event_id,
        position=entry.position,
        version=event.originator_version,
        topic=event.TOPIC,
        decided_at=event.timestamp,
        recorded_at=entry.recorded_at,
        command_id=entry.command_id,
        correlation_id=entry.correlation_id,
        causation_id=entry.causation_id,
        envelope=envelope_shown(event.envelope, disclosure, policies),
        facts=facts_shown(event, disclosure),
    )


def facts_shown(event: Event, disclosure: Disclosure) -> dict[str, Any]:
    """The event's own facts, persons masked."""
    return {name: fact_shown(name, fact, disclosure) for name, fact in event if name not in _COMMON}


def _clause(id_: str, version: str, policies: PolicyBook) -> ClauseShown:
    try:
        pack = policies.any_version(version)
        return ClauseShown(id=id_, text=words(pack.clause(id_).rule), source=words(pack.citation(id_)))
    except NotFound:  # a version that this installation no longer ships
        return ClauseShown(id=id_)


def fact_shown(name: str, fact: Any, disclosure: Disclosure) -> Any:
    """A fact of this name as JSON, what is personal in it behind its mask."""
    if isinstance(fact, Personal | Sealed):
        return to_jsonable_python(disclosure.shown(fact, _MASKS.get(name, hidden)))
    if isinstance(fact, BaseModel):
        return {inner: fact_shown(inner, value, disclosure) for inner, value in fact}
    if isinstance(fact, tuple):
        return [fact_shown(name, each, disclosure) for each in fact]
    return to_jsonable_python(fact)


# How facts are masked, by their names; one that nobody has thought of is not shown at all.
_MASKS: dict[str, Mask] = {"number": masked_document, "name": masked_name, "phone": masked_phone}
_COMMON = {*Event.model_fields, "originator_topic"}
