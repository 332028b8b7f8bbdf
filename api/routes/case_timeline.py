"""The timeline of a case, as data and as text (办理历程)."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import CASE
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.language import preferred
from api.reading import AsOf, MinPosition, await_projection, loaded, moment
from api.rendering.case_timeline import TimelineShown, timeline_shown, timeline_text
from api.sending import POSITION
from documents.case_timeline import case_timeline_text
from domain.aggregates import CardApplication
from domain.store import Recorded

TEXT = "text/plain"
REFUSED = refused(*OF_QUERIES, *OF_HISTORIES, *OF_PAGES)

router = APIRouter(route_class=GuardedRoute, tags=["card applications"])


@router.get(CASE + "/timeline", response_model=TimelineShown, responses=REFUSED)
def card_application_timeline(
    desk: AtDesk, card_application_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """What has happened to a case, its place, its batches and its card, in the order of the log."""
    case, history, position = _read(desk, card_application_id, as_of, min_position)
    shown = timeline_shown(case, history, desk.viewer)
    return as_json(shown.as_json(), headers={POSITION: str(position)})


@router.get(
    CASE + "/timeline.txt",
    response_class=Response,
    responses={200: {"content": {TEXT: {"schema": {"type": "string"}}}}, **REFUSED},
)
def card_application_timeline_text(
    desk: AtDesk, card_application_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """The same as plain text, in the language of `Accept-Language`."""
    case, history, position = _read(desk, card_application_id, as_of, min_position)
    viewer, language = desk.viewer, preferred(desk.header("accept-language"))
    text = timeline_text(case, timeline_shown(case, history, viewer), viewer, position)
    headers = {POSITION: str(position), "Content-Language": language, "Vary": "Accept-Language"}
    return Response(case_timeline_text(text, language), headers=headers, media_type=TEXT)


def _read(
    desk: Desk, id_: UUID, as_of: str | None, min_position: int | None
) -> tuple[CardApplication, Sequence[Recorded], int]:
    """The case, the events that concern it, and up to which position. Raises `NotFound` to who may not know of it."""
    until = moment(desk, as_of, min_position)
    reached = await_projection(desk, "case_timeline", min_position if until is None else until)
    case = loaded(desk, resources.CASE, id_, until)
    history = desk.service.timelines.of(id_, until=until)
    return case, resources.CASE.seen(case, history, desk.viewer), reached if until is None else until
