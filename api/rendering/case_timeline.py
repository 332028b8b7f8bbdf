"""The timeline of a case (办理历程): what has happened to it, its place, its batches and its card, in sentences."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.disclosure import ErasedFact, PersonalShown
from api.masking import masked_name
from api.rendering.history import ClauseShown, EnvelopeShown, envelope_shown
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from documents.case_sentences import Names
from documents.case_timeline import CaseTimelineText, CitedClause, TimelineParagraph
from documents.case_words import STATUSES
from domain.aggregates import CardApplication, Enterprise, Talent
from domain.base import Capacity, Event
from domain.store import Recorded
from domain.text import Text

ERASED = Text("（已删除）", "(erased)")
OUTCOMES = ("opinion", "result", "answer", "cause")


class TimelineLineShown(Shown):
    """One event. `step` is where it was done, `to_step` where the case went, `outcome` what was decided, as codes."""

    event_id: UUID
    position: int
    topic: str
    sentence: Words
    step: str | None
    to_step: str | None
    outcome: str | None
    office: Words
    decided_at: datetime
    recorded_at: datetime
    envelope: EnvelopeShown


class TimelineShown(Shown):
    """The events that concern a case, the oldest first."""

    items: tuple[TimelineLineShown, ...]


def timeline_shown(case: CardApplication, history: Sequence[Recorded], viewer: Viewer) -> TimelineShown:
    """The timeline in both languages, all reasons behind their masks."""
    names = Names(viewer.service.policies, case.route)
    disclosure = viewer.disclosed(recorded.event.envelope.reason for recorded in history)

    def line(recorded: Recorded) -> TimelineLineShown:
        event, entry = recorded.event, recorded.entry
        return TimelineLineShown(
            event_id=entry.event_id,
            position=entry.position,
            topic=event.TOPIC,
            sentence=words(names.sentence(event)),
            step=_stated(event, "step"),
            to_step=_stated(event, "next_step", "to_step"),
            outcome=_stated(event, *OUTCOMES),
            office=words(names.office(event.envelope)),
            decided_at=event.timestamp,
            recorded_at=entry.recorded_at,
            envelope=envelope_shown(event.envelope, disclosure, viewer.service.policies),
        )

    return TimelineShown(items=tuple(map(line, history)))


def timeline_text(
    case: CardApplication, timeline: TimelineShown, viewer: Viewer, position: int
) -> CaseTimelineText:
    """The same as it is printed, with a head that says whose case it is and where it stands."""
    names = Names(viewer.service.policies, case.route)
    pack = viewer.service.policies.version(case.policy_version)
    enterprise: Enterprise = viewer.service.store.repository.get(case.enterprise_id)
    talent: Talent = viewer.service.store.repository.get(case.talent_id)
    shown = viewer.disclosed([talent.name]).shown(talent.name, masked_name)
    return CaseTimelineText(
        case=str(case.id),
        number=None if case.intake is None else case.intake.number,
        card_type=pack.card_type(case.card_type).name,
        route=pack.route(case.route).name,
        quota_year=case.quota_year,
        enterprise=enterprise.name,
        nominee=_told(shown),
        status=STATUSES[case.status],
        step=None if case.step is None else names.step(case.step, case.policy_version),
        position=position,
        paragraphs=tuple(_paragraph(line, names) for line in timeline.items),
    )


def _paragraph(line: TimelineLineShown, names: Names) -> TimelineParagraph:
    envelope = line.envelope
    body = envelope.deciding_body
    return TimelineParagraph(
        position=line.position,
        sentence=_text(line.sentence),
        actor=envelope.actor,
        office=_text(line.office),
        capacity=Capacity(envelope.capacity),
        on_behalf_of=envelope.on_behalf_of,
        signatory=envelope.signatory,
        deciding_body=None if body is None else names.body(body, envelope.policy_version),
        decided_at=line.decided_at,
        recorded_at=line.recorded_at,
        effective_on=envelope.effective_on,
        documents=envelope.documents,
        clauses=tuple(map(_clause, envelope.clauses)),
        reason_code=envelope.reason_code,
        reason=None if envelope.reason is None else _told(envelope.reason),
    )


def _stated(event: Event, *names: str) -> str | None:
    """The first of these facts that the event states."""
    return next((str(fact) for name in names if (fact := getattr(event, name, None)) is not None), None)


def _clause(clause: ClauseShown) -> CitedClause:
    if clause.text is None or clause.source is None:
        return CitedClause(id=clause.id)
    return CitedClause(id=clause.id, rule=_text(clause.text), source=_text(clause.source))


def _text(shown: Words) -> Text:
    return Text(shown.zh, shown.en)


def _told(shown: PersonalShown) -> Text:
    return ERASED if isinstance(shown, ErasedFact) else Text(shown.root, shown.root)
