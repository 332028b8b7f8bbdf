"""Writing notes on a case, and striking them out (办件备注)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.case_notes import CaseNotes
from domain.authorization import NotYourArea, NotYourDepartment
from domain.base import Capacity
from domain.use_cases.casework import CaseCommand, opened_file
from domain.work import Work


class WriteNote(CaseCommand):
    """A note on a case; `is_internal` if the enterprise is not to read it."""

    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.ACTING})
    text: str = Field(repr=False, min_length=1, max_length=2000)
    is_internal: bool = True


class StrikeNoteOut(CaseCommand):
    """By the office that wrote it."""

    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.ACTING})
    note_id: UUID


def write_note(command: WriteNote, work: Work) -> CaseNotes:
    file = opened_file(command.card_application_id, work)
    notes = work.find(CaseNotes, CaseNotes.id_of(file.case.id))
    if notes is None:
        notes = work.add(CaseNotes.open(file.case.id, file.case.talent_id, file.authority))
    notes.write(work.new_id(), command.text, is_internal=command.is_internal, authority=file.authority)
    return notes


def strike_note_out(command: StrikeNoteOut, work: Work) -> CaseNotes:
    file = opened_file(command.card_application_id, work)
    notes = work.load(CaseNotes, CaseNotes.id_of(file.case.id))
    wrote = notes.note(command.note_id).envelope
    if wrote.function != file.authority.function:
        raise NotYourDepartment(blocked_by={"kind": "note", "id": str(command.note_id)})
    if wrote.area != file.authority.area:
        raise NotYourArea(blocked_by={"kind": "note", "id": str(command.note_id)})
    notes.strike_out(command.note_id, file.authority)
    return notes
