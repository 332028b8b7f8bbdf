"""What the timelines of all things have in common (办理历程): a line for each event, as data and as a paragraph of text."""

from datetime import datetime
from uuid import UUID

from api.disclosure import Disclosure, ErasedFact, PersonalShown, RestrictedFact
from api.rendering.history import ClauseShown, EnvelopeShown, envelope_shown
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from documents.sentences import OfficeNames
from documents.timelines import CitedClause, TimelineParagraph
from domain.base import Capacity
from domain.store import Recorded
from domain.text import Text

ERASED = Text("（已删除）", "(erased)")
RESTRICTED = Text("（限制处理）", "(restricted)")


class LineShown(Shown):
    """One event."""

    event_id: UUID
    position: int
    topic: str
    sentence: Words
    office: Words
    decided_at: datetime
    recorded_at: datetime
    envelope: EnvelopeShown


def line_facts(
    recorded: Recorded, sentence: Text, names: OfficeNames, disclosure: Disclosure, viewer: Viewer
) -> dict[str, object]:
    """What every line says of its event."""
    event, entry = recorded.event, recorded.entry
    return {
        "event_id": entry.event_id,
        "position": entry.position,
        "topic": event.TOPIC,
        "sentence": words(sentence),
        "office": words(names.office(event.envelope)),
        "decided_at": event.timestamp,
        "recorded_at": entry.recorded_at,
        "envelope": envelope_shown(event.envelope, disclosure, viewer.service.policies),
    }


def paragraph_of(line: LineShown, names: OfficeNames) -> TimelineParagraph:
    """The line as the text has it."""
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
        deciding_body=None
        if body is None
        else names.body(body, envelope.policy_version, envelope.effective_on),
        decided_at=line.decided_at,
        recorded_at=line.recorded_at,
        effective_on=envelope.effective_on,
        documents=envelope.documents,
        clauses=tuple(map(_clause, envelope.clauses)),
        reason_code=envelope.reason_code,
        reason=None if envelope.reason is None else told(envelope.reason),
    )


def _clause(clause: ClauseShown) -> CitedClause:
    if clause.text is None or clause.source is None:
        return CitedClause(id=clause.id)
    return CitedClause(id=clause.id, rule=_text(clause.text), source=_text(clause.source))


def _text(shown: Words) -> Text:
    return Text(shown.zh, shown.en)


def told(shown: PersonalShown) -> Text:
    """What is personal, as it is shown."""
    if isinstance(shown, ErasedFact):
        return ERASED
    return RESTRICTED if isinstance(shown, RestrictedFact) else Text(str(shown), str(shown))
