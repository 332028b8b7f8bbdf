"""Reading one thing, its history, or a list: as of which moment, on which day, and not before which position."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, NamedTuple, TypeVar
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from api.desk import Desk
from api.refusals import ONLY_NOW, InvalidParameter, NoHistoryKept, NotThereThen, NotYet, ProjectionBehind
from api.rendering.history import HistoryShown, events_shown
from api.resources import Resource, viewer_of
from bootstrap.registers import Registers
from domain.base import EventSourced
from domain.errors import FieldError, NotFound
from domain.in_force import in_force
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
EffectiveOn = Annotated[
    date | None,
    Query(description="A day: what was in force on it, as is known now, or with `as_of` as was known then"),
]
MinPosition = Annotated[
    int | None,
    Query(description="A `Huicai-Position`: the answer is at least as recent", ge=0, le=LARGEST_POSITION),
]


def show(
    desk: Desk,
    resource: Resource[Any],
    id_: UUID,
    as_of: str | None,
    min_position: int | None,
    effective_on: date | None = None,
) -> Response:
    """One thing as it stands, as it stood, or as it was in force on a day. Raises `NotThereThen`."""
    until, on = moment(desk, as_of, min_position), day_of(desk, effective_on)
    noun = loaded(desk, resource, id_, until, on)
    shown = resource.shown(noun, viewer_of(desk, resource), until=read_to(desk, until, on))
    return desk.answer(shown, noun.version)


def show_history(
    desk: Desk, resource: Resource[Any], id_: UUID, as_of: str | None, min_position: int | None
) -> Response:
    """Every event of one thing."""
    until = moment(desk, as_of, min_position)
    noun, viewer = loaded(desk, resource, id_, until), viewer_of(desk, resource)
    seen = resource.seen(noun, events_of(desk, id_, until), viewer)
    return desk.answer(HistoryShown(items=tuple(events_shown(seen, viewer))), noun.version)


def loaded(
    desk: Desk, resource: Resource[Noun], id_: UUID, until: int | None = None, on: date | None = None
) -> Noun:
    """The aggregate as it was known at a position, and in force on a day.

    Raises `NotFound`, and `NotThereThen` to who may see it as it stands now.
    """
    noun = _loaded(desk, resource, id_, until) if on is None else _in_force(desk, resource, id_, until, on)
    if noun is not None:
        return noun
    now = None if until is None and on is None else _loaded(desk, resource, id_, None)
    if now is None:
        raise NotFound
    resource.shown(now, viewer_of(desk, resource))
    raise NotThereThen


def events_of(desk: Desk, id_: UUID, until: int | None = None) -> Sequence[Recorded]:
    """The aggregate's events as they were known at a position."""
    return desk.looking.store.history(id_, until=until)


def position_at(desk: Desk, moment: str, *, field: str) -> int:
    """The position of a moment that is stated in this parameter. Raises `NotYet` and `InvalidParameter`."""
    newest = _newest(desk)
    if moment.isascii() and moment.isdecimal() and len(moment) <= MOST_DIGITS:
        if int(moment) > newest:
            raise NotYet(field=field)
        return int(moment)
    position = desk.service.log.position_at(_instant(moment, field))
    if position is None:
        raise NotYet(field=field)
    return position


def moment(desk: Desk, as_of: str | None, min_position: int | None) -> int | None:
    """The position up to which is read, None for now. Raises `NotYet` and `InvalidParameter`."""
    if min_position is not None and min_position > _newest(desk):
        raise NotYet(field="min_position")
    return None if as_of is None else position_at(desk, as_of, field="as_of")


def must_be_of_now(**stated: Any) -> None:
    """Refuse what is asked together with a moment or a day, and only knows the present. Raises `NoHistoryKept`."""
    given = [name for name, value in stated.items() if value is not None]
    if given:
        raise NoHistoryKept(errors=tuple(FieldError(name, NoHistoryKept.code, ONLY_NOW) for name in given))


def read_to(desk: Desk, until: int | None, on: date | None) -> int | None:
    """The position up to which is shown, None only if it is what stands now: then something can be done about it."""
    return until if until is not None or on is None else _newest(desk)


def day_of(desk: Desk, effective_on: date | None) -> date | None:
    """The day of which is read. Raises `NotYet`: nothing takes effect before its day has come."""
    if effective_on is not None and effective_on > desk.service.clock().date():
        raise NotYet(field="effective_on")
    return effective_on


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


class ListRead(NamedTuple):
    """From which server a list is read, the position as of which, None for now, and the one that it is of."""

    registers: Registers
    until: int | None
    reached: int


def read_list(desk: Desk, name: str, as_of: str | None, min_position: int | None) -> ListRead:
    """From the replica where it is far enough, else from the primary, which is waited for.

    Raises `NotYet`, `InvalidParameter` and `ProjectionBehind`.
    """
    replica = desk.service.replica
    if replica is not None:
        until = None if as_of is None else moment(desk, as_of, min_position)
        needed = max((one for one in (until, min_position) if one is not None), default=None)
        reached = replica.reached(name, needed)
        if reached is not None:
            there = Registers(engine=replica.engine, shelf=desk.service.shelf)
            return ListRead(there, until, reached if until is None else until)
    return ListRead(desk.service, *await_moment(desk, name, as_of, min_position))


def _instant(stated_at: str, field: str) -> datetime:
    """In UTC: the database knows fewer offsets than ISO 8601."""
    try:
        stated = datetime.fromisoformat(stated_at)
        instant = stated.astimezone(UTC) if stated.tzinfo else None
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise InvalidParameter(errors=(FieldError(field, "not_a_moment", MOMENT),))
    return instant


def _loaded(desk: Desk, resource: Resource[Noun], id_: UUID, until: int | None) -> Noun | None:
    """The aggregate as it was known at a position, None if it was not there by then."""
    noun = desk.looking.store.find(id_, until=until)
    return noun if isinstance(noun, resource.kind) else None


def _in_force(desk: Desk, resource: Resource[Noun], id_: UUID, until: int | None, on: date) -> Noun | None:
    """The aggregate as it was in force on a day by what was known at a position, None if it was not there."""
    noun: Any = in_force([recorded.event for recorded in events_of(desk, id_, until)], on)
    return noun if isinstance(noun, resource.kind) else None


def _newest(desk: Desk) -> int:
    return desk.service.log.max_notification_id() or 0


MOMENT = Text(
    "应为日志位置，或带时区的时刻，如2024-03-15T08:00:00Z（“+”须写作%2B）",
    "must be a position, or an instant with its zone such as 2024-03-15T08:00:00Z (write + as %2B)",
)
