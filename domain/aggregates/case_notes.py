"""Notes on a case (办件备注): what officers tell one another, or the enterprise, beside the decisions.

    Opened ── NoteWritten ↺ ── NoteStruckOut

A history of its own beside that of the case, which the enterprise may read: what is internal is nowhere in that one.
Invariant: a note is never taken away and never rewritten; it is struck out, with a reason, and stays.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Conflict, NotFound
from domain.personal_data import Personal, PersonalData
from domain.text import Text

NAMESPACE = UUID("8d1f7a60-5a0b-5c62-8f0e-6f4f0c2b7d11")


class NoteStruckOutAlready(Conflict):
    code = "note_struck_out_already"
    title = Text("该备注已划去", "The note has been struck out already")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: what it says, who wrote it in which office and when, and whether the enterprise may read it."""

    id: UUID
    text: PersonalData
    is_internal: bool
    envelope: Envelope
    struck_out: Envelope | None = None


class CaseNotes(EventSourced):
    TOPIC = "CaseNotes"

    class Event(EventSourced.Event):
        """Something about the notes on a case."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "CaseNotes.Opened"
        card_application_id: UUID
        talent_id: UUID

    class NoteWritten(Event):
        TOPIC: ClassVar[str] = "CaseNotes.NoteWritten"
        note_id: UUID
        text: PersonalData
        is_internal: bool

    class NoteStruckOut(Event):
        TOPIC: ClassVar[str] = "CaseNotes.NoteStruckOut"
        note_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(card_application_id: UUID) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, str(card_application_id))

    @classmethod
    def open(cls, card_application_id: UUID, talent_id: UUID, authority: Authority) -> Self:
        """Begin to take notes on a case (建立办件备注)."""
        facts = {"card_application_id": card_application_id, "talent_id": talent_id}
        return cls.begin(cls.Opened, cls.id_of(card_application_id), authority, subject=talent_id, **facts)

    def write(self, note_id: UUID, text: str, *, is_internal: bool, authority: Authority) -> None:
        """Write a note; an internal one is for the offices alone (备注)."""
        self.record(
            self.NoteWritten,
            authority,
            subject=self.talent_id,
            note_id=note_id,
            text=Personal(self.talent_id, text),
            is_internal=is_internal,
        )

    def strike_out(self, note_id: UUID, authority: Authority) -> None:
        """Let a note be read as struck out (划去备注)."""
        authority.must_give_reason()
        if self.note(note_id).struck_out is not None:
            raise NoteStruckOutAlready(blocked_by={"kind": "note", "id": str(note_id)})
        self.record(self.NoteStruckOut, authority, subject=self.talent_id, note_id=note_id)

    def note(self, note_id: UUID) -> Note:
        """The note of this id. Raises `NotFound`."""
        if note_id not in self.notes:
            raise NotFound(field="note_id", blocked_by={"kind": "note", "id": str(note_id)})
        return self.notes[note_id]

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, card_application_id: UUID, talent_id: UUID) -> None:
        self.card_application_id = card_application_id
        self.talent_id = talent_id
        self.notes: dict[UUID, Note] = {}

    @event(NoteWritten)
    def _note_written(self, note_id: UUID, text: PersonalData, is_internal: bool, envelope: Envelope) -> None:
        self.notes = {**self.notes, note_id: Note(note_id, text, is_internal, envelope)}

    @event(NoteStruckOut)
    def _note_struck_out(self, note_id: UUID, envelope: Envelope) -> None:
        self.notes = {**self.notes, note_id: replace(self.notes[note_id], struck_out=envelope)}
