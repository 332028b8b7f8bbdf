"""Notes on a case, beside its history (办件备注)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import NOTES
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, loaded, moment
from api.rendering.case_notes import NotesShown, notes_shown
from domain.aggregates import CaseNotes
from domain.use_cases.noting_cases import StrikeNoteOut, WriteNote

router = APIRouter(route_class=GuardedRoute, tags=["card applications"])

offer(router, WriteNote, resources.NOTES, NotesShown, creates=True)
offer(router, StrikeNoteOut, resources.NOTES, NotesShown)


@router.get(NOTES, response_model=NotesShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def case_notes(
    desk: AtDesk, card_application_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """The notes on a case, masked, the oldest first."""
    until = moment(desk, as_of, min_position)
    notes = loaded(desk, resources.NOTES, CaseNotes.id_of(card_application_id), until)
    shown = notes_shown(notes, desk.viewer, until=until)
    return desk.answer(shown, shown.version)
