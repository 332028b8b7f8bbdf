"""The queues of the ledgers (办件队列): what a window, a unit or a specialist has to do about demand items.

Every open item is in `mine` of exactly one office, whose turn it is: in one of `to_assign`, `to_accept`, `in_hand`,
`disputed` and `escalated`.

    registered, disputed              the window of its area
    assigned, in progress, replied    the unit in the lead
    escalated                         the city's window, which hands it back or writes down what the province says

What else is to be done stands beside: more time is asked for, somebody assists, an answer is to be followed up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from domain.authorization import Post, Role, Scope
from domain.deadlines import Light
from domain.demands import ANSWERED, HANDLED, OPEN_DEMANDS, DemandStatus, Grade
from domain.functions import Function
from domain.policy.book import PolicyBook
from projections.demand_ledger.tables import breaches, items, open_deadlines, periods, units
from projections.due_days import has_light
from projections.offices import BETWEEN
from projections.reading import within


class DemandQueue(StrEnum):
    """What somebody looks for in the ledgers."""

    MINE = "mine"  # 待我办理
    TO_ASSIGN = "to_assign"  # 待交办
    TO_ACCEPT = "to_accept"  # 待签收
    IN_HAND = "in_hand"  # 在办
    DISPUTED = "disputed"  # 异议待定
    ESCALATED = "escalated"  # 转上级待处理
    OVERDUE = "overdue"  # 已超期
    MORE_TIME = "more_time"  # 待批延期
    ASSISTING = "assisting"  # 协办
    SUPERVISED = "supervised"  # 被督办
    TOLD = "told"  # 超期督办
    TO_CALL_BACK = "to_call_back"  # 待回访
    TO_RATE = "to_rate"  # 待评价
    TO_RECTIFY = "to_rectify"  # 待整改
    TO_STRIKE_OFF = "to_strike_off"  # 待销号
    WAITING = "waiting"  # 等待他人办理


@dataclass(frozen=True, slots=True)
class LedgerReader:
    """Somebody who looks, in a post: how far it sees; without a scope it sees what its unit is responsible for."""

    post: Post
    scope: Scope | None


whole = open_deadlines.alias("whole")
is_whole: ColumnElement[bool] = and_(
    whole.c.demand_item_id == items.c.demand_item_id, whole.c.of_phase.is_(false())
)
BAD_GRADES = tuple(grade for grade in Grade if grade.is_bad)
WITH_UNIT = (DemandStatus.ASSIGNED, *HANDLED)
STANDING = {
    DemandQueue.TO_ASSIGN: (DemandStatus.REGISTERED,),
    DemandQueue.TO_ACCEPT: (DemandStatus.ASSIGNED,),
    DemandQueue.IN_HAND: HANDLED,
    DemandQueue.DISPUTED: (DemandStatus.DISPUTED,),
    DemandQueue.ESCALATED: (DemandStatus.ESCALATED,),
}


def ways_to_know(
    readers: Sequence[LedgerReader], stands: FromClause = items
) -> Iterator[ColumnElement[bool]]:
    """The conditions of which one has to hold that these know of an item: `may_know_of` of `demandwork.py` in SQL.

    Each is served by an index of its own: what is seen of an area, what a unit is in the lead of, what it assists with. `stands` is
    how items stand now, or how they stood: of the past whoever was to know of it then.
    """
    for reader in readers:
        if reader.scope is not None:
            its = {name: stands.c[name] for name in ("city", "area", "enterprise_id")}
            yield within(reader.scope, **its)
        if reader.post.role == Role.OFFICER:
            yield and_(stands.c.lead_function == reader.post.function, stands.c.lead_area == reader.post.area)
            yield _assists(stands, reader.post)


def _assists(stands: FromClause, post: Post) -> ColumnElement[bool]:
    if stands is periods:
        return and_(func.cardinality(periods.c.assisting) > 0, has_unit(stands, post.function, post.area))
    of_unit = and_(units.c.function == post.function, units.c.area == post.area, ~units.c.is_lead)
    return stands.c.demand_item_id.in_(select(units.c.demand_item_id).where(of_unit))


def has_unit(stands: FromClause, function: str | None, area: str | None) -> ColumnElement[bool]:
    """The condition that a unit of this function and in this area, as far as they are stated, is responsible."""
    if stands is periods:
        unit = func.unnest(periods.c.units).column_valued("unit")
        stated = ((1, function), (2, area))
        parts = (func.split_part(unit, BETWEEN, n) == part for n, part in stated if part is not None)
        return exists(select(unit).where(*parts))
    its = exists().where(units.c.demand_item_id == stands.c.demand_item_id)
    if function is not None:
        its = its.where(units.c.function == function)
    return its if area is None else its.where(units.c.area == area)


class Turn(NamedTuple):
    """Whose turn an item is: a function and an area, or nobody's."""

    function: ColumnElement[Any]
    area: ColumnElement[Any]


CityAreas = tuple[tuple[str, str], ...]


def city_areas_of(policies: PolicyBook) -> CityAreas:
    """In which area each city has its own window."""
    return tuple((pack.city, pack.city_area.code) for pack in policies)


@cache
def turn_of(stands: FromClause, city_areas: CityAreas) -> Turn:
    """Whose turn it is, or was."""
    city_area: ColumnElement[Any] = stands.c.area
    if city_areas:
        city_area = case(dict(city_areas), value=stands.c.city, else_=stands.c.area)
    status = stands.c.status
    is_open, with_unit = status.in_(OPEN_DEMANDS), status.in_(WITH_UNIT)
    function = case((with_unit, stands.c.lead_function), (is_open, literal(Function.WINDOW.value, Text)))
    area = case(
        (with_unit, stands.c.lead_area),
        (status == DemandStatus.ESCALATED, city_area),
        (is_open, stands.c.area),
    )
    return Turn(function, area)


class DemandQueues:
    """The conditions that an item, beside the deadline of the whole of it, stands in a queue."""

    def __init__(self, city_areas: CityAreas) -> None:
        self._turn = turn_of(items, city_areas)

    def of(self, queue: DemandQueue, readers: Sequence[LedgerReader], on: date) -> ColumnElement[bool]:
        """The condition for this queue, of one's own post or of those that one stands in for."""
        return or_(false(), *(self._of(queue, reader.post, on) for reader in readers))

    def _of(self, queue: DemandQueue, post: Post, on: date) -> ColumnElement[bool]:
        match post.role:
            case Role.OFFICER:
                return self._of_officer(queue, post, on)
            case Role.SPECIALIST:
                return _of_specialist(queue, post)
        return false()

    def _of_officer(self, queue: DemandQueue, post: Post, on: date) -> ColumnElement[bool]:
        mine, at_window, leads = self._is_turn_of(post), _keeps(post), _leads(post)
        if queue in STANDING:
            return and_(mine, items.c.status.in_(STANDING[queue]), *_where(queue, post))
        is_open, answered = items.c.status.in_(OPEN_DEMANDS), items.c.status.in_(ANSWERED)
        others: dict[DemandQueue, ColumnElement[bool]] = {
            DemandQueue.MINE: and_(is_open, mine),
            DemandQueue.OVERDUE: and_(is_open, mine, has_light(whole, Light.RED, on)),
            DemandQueue.SUPERVISED: and_(is_open, mine, items.c.supervision.is_not(None)),
            DemandQueue.MORE_TIME: and_(at_window, items.c.asked_days.is_not(None)),
            DemandQueue.ASSISTING: and_(is_open, _is_unit(post), ~leads),
            DemandQueue.TOLD: _was_told(post),
            DemandQueue.TO_CALL_BACK: and_(answered, at_window, _is_to_call_back()),
            DemandQueue.TO_RATE: and_(answered, at_window, _is_to_rate()),
            DemandQueue.TO_RECTIFY: and_(answered, leads, _is_to_rectify()),
            DemandQueue.TO_STRIKE_OFF: and_(answered, at_window, _is_to_strike_off()),
            DemandQueue.WAITING: and_(is_open, mine.is_not(true()), or_(at_window, _is_unit(post))),
        }
        return others[queue]

    def _is_turn_of(self, post: Post) -> ColumnElement[bool]:
        return and_(self._turn.function == post.function, self._turn.area == post.area)


def _of_specialist(queue: DemandQueue, post: Post) -> ColumnElement[bool]:
    """An enterprise rates what is answered, and waits for the rest."""
    its = items.c.enterprise_id == post.enterprise_id
    match queue:
        case DemandQueue.MINE | DemandQueue.TO_RATE:
            return and_(its, items.c.status.in_(ANSWERED), _is_to_rate())
        case DemandQueue.WAITING:
            return and_(its, items.c.status.in_(OPEN_DEMANDS))
    return false()


def _keeps(post: Post) -> ColumnElement[bool]:
    """Whether this post is the window that keeps the ledgers of the item's area."""
    return items.c.area == post.area if post.function == Function.WINDOW else false()


def _leads(post: Post) -> ColumnElement[bool]:
    return and_(items.c.lead_function == post.function, items.c.lead_area == post.area)


def _is_unit(post: Post) -> ColumnElement[bool]:
    """Whether this post is one of the units that are responsible, as in the lead or to assist."""
    return has_unit(items, post.function, post.area)


def _where(queue: DemandQueue, post: Post) -> Iterator[ColumnElement[bool]]:
    """Whose turn it is, said once more of what stands so, in columns that an index begins with."""
    if queue in (DemandQueue.TO_ASSIGN, DemandQueue.DISPUTED):
        yield items.c.area == post.area
    elif queue in (DemandQueue.TO_ACCEPT, DemandQueue.IN_HAND):
        yield from (items.c.lead_function == post.function, items.c.lead_area == post.area)


def _was_told(post: Post) -> ColumnElement[bool]:
    """A deadline that still runs was not kept, and this office was told."""
    runs = exists().where(
        open_deadlines.c.demand_item_id == breaches.c.demand_item_id,
        open_deadlines.c.begun == breaches.c.begun,
        open_deadlines.c.phase.is_not_distinct_from(breaches.c.phase),
    )
    return exists().where(
        breaches.c.demand_item_id == items.c.demand_item_id,
        breaches.c.function == post.function,
        breaches.c.area == post.area,
        runs,
    )


def _is_to_call_back() -> ColumnElement[bool]:
    """Nobody was reached yet."""
    return items.c.reached.is_not(true())


def _is_to_rectify() -> ColumnElement[bool]:
    return and_(items.c.grade.in_(BAD_GRADES), items.c.is_rectified.is_(false()))


def _is_to_rate() -> ColumnElement[bool]:
    """Not yet, or badly and put right since."""
    once_more = and_(items.c.is_rectified.is_(true()), items.c.grade_after.is_(None))
    return or_(items.c.grade.is_(None), once_more)


def _is_to_strike_off() -> ColumnElement[bool]:
    """All has been done about it; without a rating it is done as well."""
    rated_again = or_(items.c.is_rectified.is_(false()), items.c.grade_after.is_not(None))
    return and_(items.c.called_back_on.is_not(None), _is_to_rectify().is_not(true()), rated_again)
