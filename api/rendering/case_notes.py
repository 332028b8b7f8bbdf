"""Notes on a case (办件备注): masked as every free text, and to an enterprise only what is meant for it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.addresses import NOTES, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden
from api.refusals import NotThereThen
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.card_applications import must_be_seen
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import CardApplication, CaseNotes
from domain.aggregates.case_notes import Note
from domain.errors import NotFound
from domain.store import Recorded
from domain.use_cases.noting_cases import StrikeNoteOut


class NoteShown(Shown):
    """A note; of one that was struck out the text stays, with who struck it out."""

    id: UUID
    text: PersonalShown
    is_internal: bool
    on: date
    written_by: str
    function: str | None
    area: str | None
    struck_out_by: str | None
    struck_out_on: date | None
    actions: Actions


class NotesShown(Shown):
    """The notes on a case, the oldest first."""

    card_application_id: UUID
    href: str
    version: int
    items: tuple[NoteShown, ...]


def notes_shown(notes: CaseNotes, viewer: Viewer, *, until: int | None = None) -> NotesShown:
    """What this viewer may read of the notes. Raises `NotFound` to who may not know of the case, or may read nothing.

    To an enterprise the version counts what it may read, and before that there were none: it is told nothing of the rest.
    Raises `NotThereThen`.
    """
    case: CardApplication = viewer.service.store.get(notes.card_application_id)
    must_be_seen(case, viewer)
    readable = [note for note in notes.notes.values() if _may_read(note, viewer)]
    is_of_enterprise = viewer.scope.enterprise_id is not None
    if is_of_enterprise and not readable:
        is_read_now = any(_may_read(note, viewer) for note in viewer.as_it_stands(notes).notes.values())
        raise NotThereThen if is_read_now else NotFound
    struck_out = sum(note.struck_out is not None for note in readable)
    disclosure = viewer.disclosed(note.text for note in readable)
    return NotesShown(
        card_application_id=notes.card_application_id,
        href=href(NOTES, card_application_id=notes.card_application_id),
        version=len(readable) + struck_out if is_of_enterprise else notes.version,
        items=tuple(_note(note, notes, disclosure, viewer, until) for note in readable),
    )


def notes_history(notes: CaseNotes, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events to the offices; to an enterprise those of the notes that it may read."""
    case: CardApplication = viewer.service.store.get(notes.card_application_id)
    must_be_seen(case, viewer)
    hidden_ids = {note.id for note in notes.notes.values() if not _may_read(note, viewer)}
    return [one for one in history if getattr(one.event, "note_id", None) not in hidden_ids]


def _may_read(note: Note, viewer: Viewer) -> bool:
    return viewer.scope.enterprise_id is None or not note.is_internal


def _note(
    note: Note, notes: CaseNotes, disclosure: Disclosure, viewer: Viewer, until: int | None
) -> NoteShown:
    by, struck = note.envelope, note.struck_out
    return NoteShown(
        id=note.id,
        text=disclosure.shown(note.text, hidden),
        is_internal=note.is_internal,
        on=by.effective_on,
        written_by=by.actor,
        function=by.function,
        area=by.area,
        struck_out_by=struck and struck.actor,
        struck_out_on=struck and struck.effective_on,
        actions=_actions(note, notes, viewer) if until is None else Actions(),
    )


def _actions(note: Note, notes: CaseNotes, viewer: Viewer) -> Actions:
    named = {"card_application_id": notes.card_application_id, "note_id": note.id}
    action = Action(StrikeNoteOut, rehearsal(StrikeNoteOut(**named), notes, viewer))
    return actions_of([action] if may_ever_send(StrikeNoteOut, viewer) else [], viewer, **named)
