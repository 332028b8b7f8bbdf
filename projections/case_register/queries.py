"""The case register as it is read: cases as they stand, whose turn it is, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Engine,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    Table,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    select,
    text,
    true,
    union,
)

from domain.audit_samples import SampledCases
from domain.authorization import Role, Scope
from domain.cases import CaseStatus, ProvincialResult
from domain.ledger_books.quarters import Quarter
from domain.personal_data import Sealed
from domain.policy.book import PolicyBook
from projections.case_register.entries import EntryKind, HandbackKind
from projections.case_register.queues import Queue, Queues, Standing, Worker, has_entry, in_scope, one_city
from projections.case_register.tables import batches, cases, enterprises, handbacks, periods, talents
from projections.case_register.turns import Turns, turns_of
from projections.knowledge import known
from projections.reading import fetched
from projections.sealed import from_columns

POSITION = "coalesce((SELECT position FROM read.tracking WHERE projection = 'case_register'), 0)"
AT_ONCE = 10_000  # cases of a population


class CaseKey(NamedTuple):
    """Where a case stands in the register: who has stood still longest comes first.

    A case that moves goes to the end, so that whoever reads page after page misses none.
    """

    since_position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What is looked for; a case is of a batch from when it joins it on, unless it is taken out."""

    city: str | None = None
    area: str | None = None
    card_type: str | None = None
    route: str | None = None
    quota_year: int | None = None
    department: str | None = None
    status: CaseStatus | None = None
    step: str | None = None
    enterprise_id: UUID | None = None
    talent_id: UUID | None = None
    place_id: UUID | None = None
    acceptance_number: str | None = None
    batch_id: UUID | None = None


class Since(NamedTuple):
    """From which day, and at which position of the log."""

    on: date
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who has to act next: an office, or the enterprise."""

    role: Role
    function: str | None = None
    area: str | None = None
    enterprise_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """What waits for another; only what was entered about the province's answer has a result."""

    kind: EntryKind
    result: ProvincialResult | None
    entered_by: str
    since: Since


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as it stands: enterprise and area as they are now, `since` when the case came to stand so."""

    card_application_id: UUID
    city: str
    area: str
    card_type: str
    route: str
    quota_year: int | None
    department: str | None
    list_type: str | None
    enterprise_id: UUID
    enterprise_name: str
    talent_id: UUID
    talent_name: Sealed | None
    place_id: UUID | None
    policy_version: str
    status: CaseStatus
    step: str | None
    turn: Turn | None
    since: Since
    is_returned: bool
    submitted_on: date | None
    acceptance_number: str | None
    accepted_on: date | None
    counts_from: date | None
    suspended_on: date | None
    suspension_ground: str | None
    returns: int
    corrections: int
    to_confirm: EntryLine | None
    batch_id: UUID | None
    card_id: UUID | None
    on_behalf_of: str | None  # whose it is to do, where the reader only stands in
    last_actor: str
    version: int
    position: int

    @property
    def key(self) -> CaseKey:
        return CaseKey(self.since.position)


class CaseRegister:
    """Answers from the tables of the register and the policies, within the scope of whoever asks."""

    def __init__(self, engine: Engine, policies: PolicyBook) -> None:
        self._engine = engine
        self._policies = policies

    def page(
        self,
        wanted: CaseFilter,
        *,
        scope: Scope,
        queue: tuple[Queue, Worker] | None = None,
        as_of: int | None = None,
        on: date | None = None,
        after: CaseKey | None = None,
        limit: int = 50,
    ) -> list[CaseLine]:
        """A page of the register or of somebody's queue, from behind `after` on.

        `as_of` is a position that the projection has reached, None for now; `on` is the day of which is told, None for the latest.
        A queue is one of now, and so is the batch that a case is looked for by.
        """
        asked = _laid_down(self._policies, wanted, scope, queue, as_of, on, after, limit)
        return [_line(row) for row in fetched(self._engine, asked)]

    @property
    def position(self) -> int:
        """Up to where the register has followed the log."""
        [row] = fetched(self._engine, select(text(POSITION)))
        return int(row[0])

    def population(self, wanted: SampledCases, *, as_of: int) -> Iterator[UUID]:
        """The cases that a sample is drawn from, as they stood at a position: the same whenever it is asked, in the order of their ids."""
        its = periods.c
        narrower = CaseFilter(
            card_type=wanted.card_type, route=wanted.route, area=wanted.area, status=wanted.outcome
        )
        fitting = (
            select(its.card_application_id)
            .where(known(periods, as_of), its.city == wanted.city, its.status != CaseStatus.DRAFTED)
            .where(*_conditions(narrower, periods))
            .order_by(its.card_application_id)
            .limit(AT_ONCE)
        )
        if wanted.quarter is not None:
            quarter = Quarter.named(wanted.quarter)
            fitting = fitting.where(its.since_on.between(quarter.first_day, quarter.last_day))
        page = fetched(self._engine, fitting)
        while page:
            yield from (row.card_application_id for row in page)
            after = its.card_application_id > page[-1].card_application_id
            page = fetched(self._engine, fitting.where(after)) if len(page) == AT_ONCE else []


@lru_cache(maxsize=200)  # the same page is asked for again and again
def _laid_down(
    policies: PolicyBook,
    wanted: CaseFilter,
    scope: Scope,
    queue: tuple[Queue, Worker] | None,
    as_of: int | None,
    on: date | None,
    after: CaseKey | None,
    limit: int,
) -> Select[Any]:
    """The query of a page."""
    is_now = as_of is None and on is None
    stands = cases if is_now else periods
    turns = turns_of(policies, stands, one_city(scope, queue))
    standings: list[Standing] = [(None, in_scope(scope, stands))]
    if queue is not None:
        standings = Queues(turns).standings(scope, *queue)
    conditions = _conditions(wanted, stands)
    if not is_now:
        conditions.append(known(periods, as_of, on))
    if as_of is not None:
        conditions.append(periods.c.since_position <= as_of)  # where the register ended then
    if after is not None:
        conditions.append(stands.c.since_position > after.since_position)
    chosen = select(*stands.primary_key, stands.c.since_position).select_from(stands)
    if queue is not None:  # whose turn it is, only the steps tell
        chosen = chosen.outerjoin(turns.steps, true())
    page = _page(chosen.where(*conditions), [standing for _, standing in standings], stands, limit)
    return _lines(stands, turns, standings, page)


def _page(chosen: Select[Any], standings: list[ColumnElement[bool]], stands: Table, limit: int) -> FromClause:
    """The keys of a page: a walk in the order of the list for every reason to stand in it, of which the first are taken."""
    walks = [
        chosen.where(standing).order_by(stands.c.since_position).limit(limit).subquery()
        for standing in standings
    ]
    if len(walks) == 1:
        return walks[0]
    found = union(*(walk.select() for walk in walks)).subquery()
    return select(found).order_by(found.c.since_position).limit(limit).subquery()


def _lines(stands: Table, turns: Turns, standings: list[Standing], page: FromClause) -> Select[Any]:
    """The cases of a page, beside their steps, if they are at one that the policies know.

    Each is there for one of these reasons, of which the first that holds says on whose behalf. The page is chosen first:
    whatever the planner takes to be rare, as many rows are joined as the page has.
    """
    of_page = and_(*(column == page.c[column.name] for column in stands.primary_key))
    name = enterprises.c.name if stands is cases else periods.c.enterprise_name
    is_for_others = any(whom is not None for whom, _ in standings)
    on_behalf_of = case(*((condition, literal(whom, Text)) for whom, condition in standings))
    return (
        select(
            *(column for column in stands.c if column.name not in _NOT_TOLD),
            name.label("enterprise_name"),
            *talents.c["subject", "blob", "bound"],
            turns.function.label("step_function"),
            turns.area.label("step_area"),
            has_entry(turns, stands).label("has_entry"),
            _times(HandbackKind.RETURNED, stands).label("returns"),
            _times(HandbackKind.CORRECTION_REQUESTED, stands).label("corrections"),
            (on_behalf_of if is_for_others else null()).label("on_behalf_of"),
        )
        .join_from(page, stands, of_page)
        .join(enterprises, enterprises.c.enterprise_id == stands.c.enterprise_id)
        .outerjoin(talents, talents.c.talent_id == stands.c.talent_id)
        .outerjoin(turns.steps, true())
        .order_by(stands.c.since_position)
    )


def _conditions(wanted: CaseFilter, stands: Table) -> list[ColumnElement[bool]]:
    equal = {
        stands.c.city: wanted.city,
        stands.c.area: wanted.area,
        stands.c.card_type: wanted.card_type,
        stands.c.route: wanted.route,
        stands.c.quota_year: wanted.quota_year,
        stands.c.department: wanted.department,
        stands.c.status: wanted.status,
        stands.c.step: wanted.step,
        stands.c.enterprise_id: wanted.enterprise_id,
        stands.c.talent_id: wanted.talent_id,
        stands.c.place_id: wanted.place_id,
        stands.c.acceptance_number: wanted.acceptance_number,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.batch_id is not None:
        in_batch = batches.c.card_application_id == stands.c.card_application_id
        conditions.append(exists().where(in_batch, batches.c.batch_id == wanted.batch_id))
    return conditions


def _times(kind: HandbackKind, stands: Table) -> ScalarSelect[int]:
    """How often it was given back by its last event."""
    by_then = handbacks.c.position <= stands.c.position
    its = and_(
        handbacks.c.card_application_id == stands.c.card_application_id, handbacks.c.kind == kind, by_then
    )
    return select(func.count()).select_from(handbacks).where(its).scalar_subquery()


def _line(row: Row[Any]) -> CaseLine:
    return CaseLine(
        **{name: getattr(row, name) for name in _SAME},
        status=CaseStatus(row.status),
        talent_name=from_columns(row.subject, row.blob, row.bound),
        turn=_turn(row),
        since=Since(row.since_on, row.since_position),
        to_confirm=_entry(row),
    )


def _turn(row: Row[Any]) -> Turn | None:
    """An office acts on what is in process, rests, or has to be confirmed; the enterprise on drafts and corrections.

    Under a policy version that is not known here nobody may act.
    """
    if row.status in (CaseStatus.DRAFTED, CaseStatus.CORRECTION_REQUESTED):
        return Turn(role=Role.SPECIALIST, enterprise_id=row.enterprise_id)
    is_at_office = row.status in (CaseStatus.IN_PROCESS, CaseStatus.SUSPENDED) or row.has_entry
    if is_at_office and row.step_function is not None:
        return Turn(role=Role.OFFICER, function=row.step_function, area=row.step_area)
    return None


def _entry(row: Row[Any]) -> EntryLine | None:
    if not row.has_entry:
        return None
    return EntryLine(
        kind=EntryKind(row.entry),
        result=row.entered_result and ProvincialResult(row.entered_result),
        entered_by=row.entered_by,
        since=Since(row.entered_on, row.entered_position),
    )


_NOT_TOLD = {"enterprise_name", "offices"}
_MADE = {"status", "talent_name", "turn", "since", "to_confirm"}
_SAME = tuple(name for name in CaseLine.__dataclass_fields__ if name not in _MADE)
