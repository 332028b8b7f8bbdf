"""Everything that is held about one person, in clear (本人查阅、复制, PIPL art. 45), and who has read it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from api.disclosure import Disclosure, HiddenFact, MaskedFact, placed
from api.masking import in_clear
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Attachment, Talent
from domain.data_rights import DataState
from domain.disclosures import Purpose
from domain.personal_data import PersonalData
from domain.store import Recorded
from persistence.access_log import AccessLine


class FactHeld(Shown):
    """A personal fact or a free text about the person; `fact` is where it stands in the event, such as `document.number`."""

    fact: str
    text: str | HiddenFact


class EventAbout(Shown):
    """An event that names the person, with all that it says of him or her."""

    position: int
    recorded_at: datetime
    effective_on: date
    topic: str
    thing_id: UUID
    version: int
    decided_by: str
    in_stead_of: str | None
    facts: tuple[FactHeld, ...]


class FileHeld(Shown):
    """A file about the person; in the package it lies under `path`, unless its content cannot be read."""

    attachment_id: UUID
    kind: str
    media_type: str
    size: int
    sha256: str
    path: str


class ReadingOnRecord(Shown):
    """Who has been shown what about the person in clear, and why."""

    at: datetime
    reader: str
    role: str
    function: str | None
    area: str | None
    in_stead_of: str | None
    what: str
    kind: str
    thing_id: UUID
    purpose: Purpose
    words: str | HiddenFact | None


class SubjectAccessShown(Shown):
    """All of it, as of a position of the log."""

    talent_id: UUID
    position: int
    made_at: datetime
    state: DataState
    subjects: tuple[UUID, ...]
    events: tuple[EventAbout, ...]
    files: tuple[FileHeld, ...]
    readings: tuple[ReadingOnRecord, ...]

    @property
    def shown_in_clear(self) -> bool:
        """Whether there is anything in it that is not a mark."""
        return any(isinstance(one.text, str) for event in self.events for one in event.facts)


def subject_access_shown(
    talent: Talent,
    subjects: Sequence[UUID],
    history: Sequence[Recorded],
    readings: Sequence[AccessLine],
    viewer: Viewer,
    position: int,
) -> SubjectAccessShown:
    """What the events that name the person say of these subjects, which are all the person's own."""
    own = frozenset(subjects)
    said = (fact for one in history for _, fact in placed(one.event) if fact.subject in own)
    disclosure = viewer.disclosed_in_clear((*said, *(line.words for line in readings)))
    return SubjectAccessShown(
        talent_id=talent.id,
        position=position,
        made_at=viewer.authority.at,
        state=talent.data_state,
        subjects=tuple(subjects),
        events=tuple(_event(one, own, disclosure) for one in history),
        files=tuple(_files(history, talent.id)),
        readings=tuple(_reading(line, disclosure) for line in readings),
    )


def _event(recorded: Recorded, own: frozenset[UUID], disclosure: Disclosure) -> EventAbout:
    event, entry = recorded.event, recorded.entry
    return EventAbout(
        position=entry.position,
        recorded_at=entry.recorded_at,
        effective_on=event.envelope.effective_on,
        topic=event.TOPIC,
        thing_id=event.originator_id,
        version=event.originator_version,
        decided_by=event.envelope.actor,
        in_stead_of=event.envelope.stood_in_for,
        facts=tuple(
            FactHeld(fact=place, text=_text(fact, disclosure))
            for place, fact in placed(event)
            if fact.subject in own
        ),
    )


def _text(fact: PersonalData, disclosure: Disclosure) -> str | HiddenFact:
    shown = disclosure.shown(fact, in_clear)
    return str(shown) if isinstance(shown, MaskedFact) else shown


def _files(history: Iterable[Recorded], talent_id: UUID) -> Iterator[FileHeld]:
    for event in (one.event for one in history):
        if isinstance(event, Attachment.Uploaded) and event.talent_id == talent_id:
            yield FileHeld(
                attachment_id=event.originator_id,
                kind=event.kind,
                media_type=event.media_type,
                size=event.size,
                sha256=event.sha256,
                path=f"files/{event.originator_id}",
            )


def _reading(line: AccessLine, disclosure: Disclosure) -> ReadingOnRecord:
    return ReadingOnRecord(
        at=line.at,
        reader=line.actor,
        role=line.role,
        function=line.function,
        area=line.area,
        in_stead_of=line.on_behalf_of,
        what=line.what,
        kind=line.kind,
        thing_id=line.id,
        purpose=Purpose(line.purpose),
        words=None if line.words is None else _text(line.words, disclosure),
    )
