"""The feed of all events (事件流), for auditors: read on from a cursor, those alone that are asked for."""

from dataclasses import asdict
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api import paging
from api.addresses import AUDITED_EVENTS
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.listing import Cursor, Limit
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, MinPosition, moment
from api.rendering.decision_history import EventsFed, events_fed
from api.sending import POSITION
from domain.store import Entry, Recorded
from persistence.event_feed import EventFilter
from persistence.mapper import EnvelopeMapper

router = APIRouter(route_class=GuardedRoute, tags=["audit"])
mapper = EnvelopeMapper()

Code = Annotated[str | None, Query(max_length=60)]
Topic = Annotated[
    str | None,
    Query(max_length=60, description="A topic such as Card.Granted, or a kind of thing such as Card"),
]
Since = Annotated[
    str | None, Query(max_length=40, description="A position or an instant: what was recorded after it")
]


def wanted_events(
    topic: Topic = None,
    thing_id: UUID | None = None,
    actor: Code = None,
    function: Code = None,
    area: Code = None,
) -> EventFilter:
    """What is looked for in the log."""
    return EventFilter(topic=topic, thing_id=thing_id, actor=actor, function=function, area=area)


@router.get(
    AUDITED_EVENTS, response_model=EventsFed, responses=refused(*OF_QUERIES, *OF_HISTORIES, *OF_PAGES)
)
def audited_events(
    desk: AtDesk,
    wanted: Annotated[EventFilter, Depends(wanted_events)],
    since: Since = None,
    as_of: AsOf = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """Every event of the log, the oldest first, persons masked; the cursor goes on where the page ended, now or later."""
    viewer = desk.viewer
    listing = (AUDITED_EVENTS, asdict(wanted), since, as_of)
    until = moment(desk, as_of, min_position)
    end = desk.service.store.last_position if until is None else until
    after = _after(desk, paging.read_number(cursor, listing), since)
    page = desk.service.feed.page(wanted, after=after, until=end, limit=limit)
    history = [Recorded(mapper.to_domain_event(one), cast("Entry", one)) for one in page.events]
    shown = EventsFed(
        items=tuple(events_fed(history, viewer)),
        next=paging.written((page.reached,), listing),
        has_more=page.reached < end,
    )
    return as_json(shown.as_json(), headers={POSITION: str(end)})


def _after(desk: Desk, kept: int | None, since: str | None) -> int:
    """The position behind which the page begins. Raises `InvalidParameter` and `NotYet`."""
    return moment(desk, since, None) or 0 if kept is None else kept
