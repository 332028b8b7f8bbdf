"""The due sheet as it is read (期限台账): every deadline that runs or rests, soonest first, with its light of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, select, true, tuple_

from domain.authorization import Scope
from domain.case_times import DeadlineKey
from domain.deadlines import Light
from domain.policy.book import PolicyBook
from domain.policy.deadlines import DayUnit
from projections.case_register.queues import UNDER_WAY, Queue, Queues, Worker, one_city
from projections.case_register.tables import cases, enterprises, open_deadlines
from projections.case_register.turns import Turns, turns_of
from projections.due_days import has_light, light_on
from projections.reading import fetched, within


class DueKey(NamedTuple):
    """Where a deadline stands in the sheet."""

    sorts_on: date
    card_application_id: UUID
    begun: int
    of_step: bool


OF_CASE = cases.c.card_application_id == open_deadlines.c.card_application_id
IN_ORDER = tuple(open_deadlines.c[name] for name in DueKey._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """What is looked for; `function` is that of the office whose turn it is."""

    city: str | None = None
    area: str | None = None
    function: str | None = None
    route: str | None = None
    step: str | None = None
    enterprise_id: UUID | None = None
    light: Light | None = None
    due_before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A deadline, with the case as it stands. One that rests has no day, but `days_left`."""

    card_application_id: UUID
    begun: int
    of_step: bool
    step: str | None
    begun_on: date
    days: int
    unit: DayUnit
    due_on: date | None
    amber_from: date | None
    days_left: int | None
    is_provisional: bool
    escalates_to: str
    is_escalated: bool
    sorts_on: date
    city: str
    area: str
    card_type: str
    route: str
    department: str | None
    enterprise_id: UUID
    enterprise_name: str
    policy_version: str
    status: str
    present_step: str | None
    function: str | None
    office_area: str | None

    @property
    def key(self) -> DueKey:
        return DueKey(self.sorts_on, self.card_application_id, self.begun, self.of_step)

    @property
    def deadline(self) -> DeadlineKey:
        """Which deadline of the case it is."""
        return DeadlineKey(step=self.step, begun=self.begun)

    def light(self, day: date) -> Light:
        """How it stands on a day; none that is closed stands here."""
        return light_on(day, self.due_on, self.amber_from)


class DueSheet:
    """Answers from the tables of the case register and the policies, within the scope of whoever asks."""

    def __init__(self, engine: Engine, policies: PolicyBook) -> None:
        self._engine = engine
        self._policies = policies

    def page(
        self,
        wanted: DueFilter,
        *,
        on: date,
        scope: Scope,
        queue: tuple[Queue, Worker] | None = None,
        after: DueKey | None = None,
        limit: int = 50,
    ) -> list[DueLine]:
        """A page of the sheet from behind `after` on, as it is on a day."""
        turns = turns_of(self._policies, city=one_city(scope, queue))
        chosen = _chosen(scope).where(*_conditions(wanted, on, turns)).order_by(*IN_ORDER).limit(limit)
        if queue is not None or wanted.function is not None:  # whose turn it is, only the steps tell
            chosen = chosen.outerjoin(turns.steps, true())
        if queue is not None:
            chosen = chosen.where(Queues(turns).of(*queue))
        if after is not None:
            chosen = chosen.where(tuple_(*IN_ORDER) > tuple_(*after))
        page = chosen.subquery("page")
        of_page = and_(*(column == page.c[column.name] for column in open_deadlines.primary_key))
        query = _lines(turns).join(page, of_page).order_by(*IN_ORDER)
        return [_line(row) for row in fetched(self._engine, query)]

    def pages(
        self, wanted: DueFilter, *, on: date, scope: Scope, queue: tuple[Queue, Worker] | None = None
    ) -> Iterable[list[DueLine]]:
        """The whole sheet, page by page."""
        after = None
        while page := self.page(wanted, on=on, scope=scope, queue=queue, after=after, limit=1000):
            yield page
            after = page[-1].key

    def of_cases(self, ids: Collection[UUID], city: str | None = None) -> dict[UUID, list[DueLine]]:
        """The deadlines of these cases, of one city if it is named, which the reader has found: that of each whole case first."""
        its = open_deadlines.c.card_application_id.in_(ids), cases.c.status.in_(UNDER_WAY)
        found = _lines(turns_of(self._policies, city=city)).where(*its)
        by_case: dict[UUID, list[DueLine]] = defaultdict(list)
        for row in fetched(self._engine, found.order_by(open_deadlines.c.of_step)):
            by_case[row.card_application_id].append(_line(row))
        return by_case

    def overdue(self, on: date) -> list[DueLine]:
        """What is overdue on a day and has been told to nobody yet, the longest overdue first."""
        untold = _lines(turns_of(self._policies)).where(
            open_deadlines.c.sorts_on < on, ~open_deadlines.c.is_escalated, cases.c.status.in_(UNDER_WAY)
        )
        order = (open_deadlines.c.sorts_on, open_deadlines.c.card_application_id, open_deadlines.c.of_step)
        return [_line(row) for row in fetched(self._engine, untold.order_by(*order))]


def _chosen(scope: Scope) -> Select[Any]:
    """Deadlines within a scope, beside the case. That it is under way is not asked: of no other is any there, and the planner would
    think that it leaves few.
    """
    its = open_deadlines.c
    seen = within(scope, city=its.city, area=its.area, enterprise_id=cases.c.enterprise_id)
    return select(*open_deadlines.primary_key).join(cases, OF_CASE).where(seen)


def _lines(turns: Turns) -> Select[Any]:
    """Deadlines with what is told of them. Those of a page are chosen first, so that as many are joined as it has."""
    return (
        select(
            open_deadlines,
            *cases.c["card_type", "route", "department", "enterprise_id"],
            *cases.c["policy_version", "status"],
            cases.c.step.label("present_step"),
            enterprises.c.name.label("enterprise_name"),
            turns.function.label("function"),
            turns.area.label("office_area"),
        )
        .join(cases, OF_CASE)
        .join(enterprises, enterprises.c.enterprise_id == cases.c.enterprise_id)
        .outerjoin(turns.steps, true())
    )


def _conditions(wanted: DueFilter, on: date, turns: Turns) -> list[ColumnElement[bool]]:
    equal = {
        open_deadlines.c.city: wanted.city,
        open_deadlines.c.area: wanted.area,
        turns.function: wanted.function,
        cases.c.route: wanted.route,
        open_deadlines.c.step: wanted.step,
        cases.c.enterprise_id: wanted.enterprise_id,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.light is not None:
        conditions.append(has_light(open_deadlines, wanted.light, on))
    if wanted.due_before is not None:
        conditions.append(open_deadlines.c.sorts_on < wanted.due_before)
    return conditions


def _line(row: Row[Any]) -> DueLine:
    values = {name: getattr(row, name) for name in DueLine.__dataclass_fields__ if name != "unit"}
    return DueLine(**values, unit=DayUnit(row.unit))
