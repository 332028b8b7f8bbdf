"""Reading one thing, its history, or a list: as of which moment, and not before which position."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError
from fastapi import Query
from starlette.responses import Response

from api.desk import Desk
from api.refusals import InvalidParameter, NotYet, ProjectionBehind
from api.rendering.history import HistoryShown, events_shown
from api.resources import Resource, viewer_of
from domain.base import EventSourced
from domain.errors import FieldError, NotFound
from domain.store import Recorded
from domain.text import Text

Noun = TypeVar("Noun", bound=EventSourced)

MOST_DIGITS = 18
LARGEST_POSITION = 10**MOST_DIGITS

AsOf = Annotated[
    str | None,
    Query(
        description="A position of the log, or an instant (RFC 3339): what was recorded by then",
        max_length=40,
    ),
]
MinPosition = Annotated[
    int | None,
    Query(description="A `Huicai-Position`: the answer is at least as recent", ge=0, le=LARGEST_POSITION),
]


def show(
    desk: Desk, resource: Resource[Any], id_: UUID, as_of: str | None, min_position: int | None
) -> Response:
    """One thing as it stands, or as it stood."""
    until = moment(desk, as_of, min_position)
    noun = loaded(desk, resource, id_, until)
    return desk.answer(resource.shown(noun, viewer_of(desk, resource), until=until), noun.version)


def show_history(
    desk: Desk, resource: Resource[Any], id_: UUID, as_of: str | None, min_position: int | None
) -> Response:
    """Every event of one thing."""
    until = moment(desk, as_of, min_position)
    noun, viewer = loaded(desk, resource, id_, until), viewer_of(desk, resource)
    seen = resource.seen(noun, events_of(desk, id_, until), viewer)
    return desk.answer(HistoryShown(items=tuple(events_shown(seen, viewer))), noun.version)


def loaded(desk: Desk, resource: Resource[Noun], id_: UUID, until: int | None = None) -> Noun:
    """The aggregate as it was known at a position. Raises `NotFound`."""
    try:
        noun: Any = desk.service.store.repository.get(id_, version=_version_at(desk, id_, until))
    except AggregateNotFoundError:
        raise NotFound from None
    if not isinstance(noun, resource.kind):
        raise NotFound
    return noun


def events_of(desk: Desk, id_: UUID, until: int | None = None) -> Sequence[Recorded]:
    """The aggregate's events as they were known at a position."""
    return desk.service.store.history(id_, until=until)


def moment(desk: Desk, as_of: str | None, min_position: int | None) -> int | None:
    """The position up to which is read, None for now. Raises `NotYet` and `InvalidParameter`."""
    newest = desk.service.log.max_notification_id() or 0
    if min_position is not None and min_position > newest:
        raise NotYet(field="min_position")
    return None if as_of is None else _position(desk, as_of, newest)


def await_projection(desk: Desk, name: str, min_position: int | None) -> int:
    """Wait until the projection has read that far, and say how far it has. Raises `ProjectionBehind`."""
    moment(desk, None, min_position)
    progress, patience = desk.service.progress, desk.service.settings.min_position_timeout
    if min_position is not None and not progress.wait_for(name, min_position, patience):
        here = {"kind": "projection", "id": name, "position": progress.position(name)}
        raise ProjectionBehind(blocked_by=here)
    return progress.position(name)


def await_moment(
    desk: Desk, name: str, as_of: str | None, min_position: int | None
) -> tuple[int | None, int]:
    """The position as of which the projection is read, None for now, and the one that the answer is of.

    Waits until the projection has come to both. Raises `NotYet`, `InvalidParameter` and `ProjectionBehind`.
    """
    until = moment(desk, as_of, min_position)
    needed = [position for position in (until, min_position) if position is not None]
    reached = await_projection(desk, name, max(needed, default=None))
    return until, reached if until is None else until


def _position(desk: Desk, as_of: str, newest: int) -> int:
    if as_of.isascii() and as_of.isdecimal() and len(as_of) <= MOST_DIGITS:
        if int(as_of) > newest:
            raise NotYet(field="as_of")
        return int(as_of)
    instant = _instant(as_of)
    if instant > desk.service.clock():
        raise NotYet(field="as_of")
    return desk.service.log.position_at(instant)


def _instant(as_of: str) -> datetime:
    """In UTC: the database knows fewer offsets than ISO 8601."""
    try:
        stated = datetime.fromisoformat(as_of)
        instant = stated.astimezone(UTC) if stated.tzinfo else None
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise InvalidParameter(errors=(FieldError("as_of", "not_a_moment", MOMENT),))
    return instant


def _version_at(desk: Desk, id_: UUID, until: int | None) -> int | None:
    if until is None:
        return None
    last = desk.service.log.select_events(id_, until=until, desc=True, limit=1)
    if not last:
        raise NotFound
    return last[0].originator_version


MOMENT = Text(
    "应为日志位置，或带时区的时刻，如2024-03-15T08:00:00Z（“+”须写作%2B）",
    "must be a position, or an instant with its zone such as 2024-03-15T08:00:00Z (write + as %2B)",
)
