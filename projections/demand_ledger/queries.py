"""The ledgers as they are read: items as they stand in their order of entry, with whoever is named in a line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, Select, exists, false, select

from domain.deadlines import Light
from domain.demands import (
    OPEN_DEMANDS,
    Adoption,
    Beneficiary,
    Channel,
    Colour,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
)
from domain.ledger_books.quarters import Quarter
from domain.personal_data import Sealed
from domain.policy.book import PolicyBook
from domain.policy.ledgers import Ledger
from projections.demand_ledger.overdue import OverdueLine, overdue_on
from projections.demand_ledger.queues import DemandQueue, DemandQueues, LedgerReader, is_whole, seen_by, whole
from projections.demand_ledger.tables import cards, enterprises, items, progress, specialists, talents, units
from projections.due_days import has_light, light_on
from projections.reading import fetched
from projections.sealed import from_columns

PAGE = 1000


class LedgerKey(NamedTuple):
    """Where an item stands in the ledgers: the position at which it was entered."""

    entered_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """What is looked for. A unit is one that is responsible, in the lead or to assist; a light is that of a day."""

    ledger: Ledger | None = None
    city: str | None = None
    area: str | None = None
    category: str | None = None
    status: DemandStatus | None = None
    is_open: bool | None = None
    light: Light | None = None
    unit_function: str | None = None
    unit_area: str | None = None
    list_type: str | None = None
    registered_in: Quarter | None = None
    closed_in: Quarter | None = None
    enterprise_id: UUID | None = None
    talent_id: UUID | None = None
    card_id: UUID | None = None
    number: str | None = None


class ProgressLine(NamedTuple):
    """What was said of how far an item is."""

    on: date
    said: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """An item as it stands. Enterprise, talent and card are named as they are now, the specialist is that of its entry.

    `due_on` is that of the whole while it runs; the last four facts of a closed item are as they were computed then.
    """

    demand_item_id: UUID
    entered_at: int
    version: int
    number: str
    former_number: str | None
    city: str
    area: str
    ledger: Ledger
    category: str | None
    status: DemandStatus
    since_on: date
    channel: Channel
    raised_on: date
    registered_on: date
    enterprise_id: UUID | None
    enterprise_name: str | None
    uscc: str | None
    list_types: tuple[str, ...]
    specialist_id: UUID | None
    specialist_name: Sealed | None
    specialist_phone: Sealed | None
    talent_id: UUID | None
    name: Sealed | None
    phone: Sealed | None
    card_id: UUID | None
    card_type: str | None
    card_number: str | None
    card_application_id: UUID | None
    content: Sealed
    beneficiaries: tuple[Beneficiary, ...]
    policy_basis: Sealed | None
    conditions: Sealed | None
    planned_on: date | None
    remark: Sealed | None
    lead_function: str | None
    lead_area: str | None
    lead_organization: str | None
    assisting: tuple[str, ...]
    turn_function: str | None
    turn_area: str | None
    docking_member: str | None
    docking_result: DockingResult | None
    progress: tuple[ProgressLine, ...]
    reply: Sealed | None
    result: Sealed | None
    adoption: Adoption | None
    due_on: date | None
    amber_from: date | None
    days_left: int | None
    is_provisional: bool | None
    is_timed: bool
    extensions: int
    asked_days: int | None
    escalated_to: EscalationLevel | None
    escalated_on: date | None
    reported_to: EscalationLevel | None
    supervision: Colour | None
    merged_into: str | None
    called_back_on: date | None
    reached: bool | None
    grade: Grade | None
    is_rectified: bool
    grade_after: Grade | None
    policy_version: str
    last_actor: str
    closed_on: date | None
    closed_due_on: date | None
    in_time: bool | None
    working_days: int | None

    @property
    def key(self) -> LedgerKey:
        return LedgerKey(self.entered_at)

    def light(self, day: date) -> Light | None:
        """How it stands on a day; an open item of which no limit is set has none."""
        if self.status not in OPEN_DEMANDS:
            return Light.BLACK_AND_WHITE
        return light_on(day, self.due_on, self.amber_from) if self.is_timed else None


class DemandLedgers:
    """Answers from the tables of the ledgers and the policies, for whoever asks."""

    def __init__(self, engine: Engine, policies: PolicyBook) -> None:
        self._engine = engine
        self._queues = DemandQueues(policies)

    def page(
        self,
        wanted: LedgerFilter,
        *,
        readers: Sequence[LedgerReader],
        on: date,
        queue: DemandQueue | None = None,
        after: LedgerKey | None = None,
        limit: int = 50,
    ) -> list[LedgerLine]:
        """A page of the ledgers or of a queue, from behind `after` on, as it is on a day.

        `readers` are the caller, and those whom he or she stands in for: each by the post and how far it sees.
        """
        chosen = select(items.c.demand_item_id).outerjoin(whole, is_whole)
        chosen = chosen.where(seen_by(readers), *_conditions(wanted, on))
        if queue is not None:
            chosen = chosen.where(self._queues.of(queue, readers, on))
        if after is not None:
            chosen = chosen.where(items.c.entered_at > after.entered_at)
        rows = fetched(self._engine, self._joined(chosen.order_by(items.c.entered_at).limit(limit)))
        ids = [row.demand_item_id for row in rows]
        said, helping = self._progress_of(ids), self._assisting_of(ids)
        return [_line(row, said[row.demand_item_id], helping[row.demand_item_id]) for row in rows]

    def pages(
        self,
        wanted: LedgerFilter,
        *,
        readers: Sequence[LedgerReader],
        on: date,
        queue: DemandQueue | None = None,
        size: int = PAGE,
    ) -> Iterator[list[LedgerLine]]:
        """All of it, in pages of which only one is held."""
        after: LedgerKey | None = None
        while page := self.page(wanted, readers=readers, on=on, queue=queue, after=after, limit=size):
            yield page
            after = page[-1].key

    def overdue(self, on: date) -> Iterator[OverdueLine]:
        """What is overdue on a day, as far as something is still to be said of it; whoever it is of."""
        return overdue_on(on, self._engine)

    def _joined(self, chosen: Select[Any]) -> Select[Any]:
        """The items of a page, which is chosen first, by a walk in its order alone."""
        of_page = chosen.subquery("page")
        return (
            select(
                *(items.c[name] for name in _OF_ITEM),
                *_sealed_columns(),
                *whole.c["due_on", "amber_from", "days_left", "is_provisional"],
                whole.c.begun.is_not(None).label("is_timed"),
                enterprises.c.name.label("enterprise_name"),
                enterprises.c.uscc,
                cards.c.card_number,
                self._queues.function.label("turn_function"),
                self._queues.area.label("turn_area"),
            )
            .join_from(of_page, items, items.c.demand_item_id == of_page.c.demand_item_id)
            .outerjoin(whole, is_whole)
            .outerjoin(enterprises, enterprises.c.enterprise_id == items.c.enterprise_id)
            .outerjoin(talents, talents.c.talent_id == items.c.talent_id)
            .outerjoin(specialists, specialists.c.specialist_id == items.c.specialist_id)
            .outerjoin(cards, cards.c.card_id == items.c.card_id)
            .order_by(items.c.entered_at)
        )

    def _progress_of(self, ids: Sequence[UUID]) -> dict[UUID, list[ProgressLine]]:
        """The dated lines of these items, the oldest day first."""
        its = select(progress).where(progress.c.demand_item_id.in_(ids))
        lines: dict[UUID, list[ProgressLine]] = defaultdict(list)
        for row in fetched(self._engine, its.order_by(progress.c.on_day, progress.c.position)) if ids else ():
            said = Sealed(row.subject, bytes(row.blob), bytes(row.bound))
            lines[row.demand_item_id].append(ProgressLine(row.on_day, said))
        return lines

    def _assisting_of(self, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """The organizations that assist with these items."""
        its = select(units).where(units.c.demand_item_id.in_(ids), units.c.is_lead.is_(false()))
        helping: dict[UUID, list[str]] = defaultdict(list)
        for row in fetched(self._engine, its.order_by(units.c.function, units.c.area)) if ids else ():
            helping[row.demand_item_id].append(row.organization)
        return helping


def _conditions(wanted: LedgerFilter, on: date) -> Iterator[ColumnElement[bool]]:
    for name in _EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield items.c[name] == value
    if wanted.is_open is not None:
        is_open = items.c.status.in_(OPEN_DEMANDS)
        yield is_open if wanted.is_open else ~is_open
    if wanted.light is Light.BLACK_AND_WHITE:
        yield ~items.c.status.in_(OPEN_DEMANDS)
    elif wanted.light is not None:
        yield has_light(whole, wanted.light, on)
    if wanted.list_type is not None:
        yield items.c.list_types.any(wanted.list_type)
    if wanted.unit_function is not None or wanted.unit_area is not None:
        yield _has_unit(wanted)
    for column, quarter in (
        (items.c.registered_on, wanted.registered_in),
        (items.c.closed_on, wanted.closed_in),
    ):
        if quarter is not None:
            yield column.between(quarter.first_day, quarter.last_day)


def _has_unit(wanted: LedgerFilter) -> ColumnElement[bool]:
    its = exists().where(units.c.demand_item_id == items.c.demand_item_id)
    if wanted.unit_function is not None:
        its = its.where(units.c.function == wanted.unit_function)
    return its if wanted.unit_area is None else its.where(units.c.area == wanted.unit_area)


def _line(row: Row[Any], said: Sequence[ProgressLine], assisting: Sequence[str]) -> LedgerLine:
    columns = row._asdict()
    facts: dict[str, Any] = {name: columns[name] for name in _PLAIN}
    for name, prefix in _SEALED.items():
        facts[name] = from_columns(*(columns[prefix + part] for part in _PARTS))
    facts["name"] = facts["name"] or _sealed(columns, "talent_name_")
    facts["phone"] = facts["phone"] or _sealed(columns, "talent_phone_")
    for name, words in _WORDS.items():
        facts[name] = columns[name] and words(columns[name])
    facts["list_types"] = tuple(row.list_types)
    facts["beneficiaries"] = tuple(map(Beneficiary, row.beneficiaries))
    return LedgerLine(**facts, progress=tuple(said), assisting=tuple(assisting))


def _sealed(columns: dict[str, Any], prefix: str) -> Sealed | None:
    return from_columns(*(columns[prefix + part] for part in _PARTS))


def _sealed_columns() -> Iterator[ColumnElement[Any]]:
    for column in items.c:
        if column.name.endswith(_PARTS) and column.name not in _PLAIN:
            yield column
    for table, prefix in ((talents, "talent_"), (specialists, "specialist_")):
        for column in table.c:
            if column.name.endswith(_PARTS):
                yield column.label(prefix + column.name)


_EQUAL = ("ledger", "city", "area", "category", "status", "enterprise_id", "talent_id", "card_id", "number")
_PARTS = ("subject", "blob", "bound")
_SEALED = {
    "specialist_name": "specialist_name_",
    "specialist_phone": "specialist_phone_",
    "name": "name_",
    "phone": "phone_",
    "content": "content_",
    "policy_basis": "policy_basis_",
    "conditions": "conditions_",
    "remark": "remark_",
    "reply": "reply_",
    "result": "result_",
}
_WORDS = {
    "ledger": Ledger,
    "status": DemandStatus,
    "channel": Channel,
    "docking_result": DockingResult,
    "adoption": Adoption,
    "escalated_to": EscalationLevel,
    "reported_to": EscalationLevel,
    "supervision": Colour,
    "grade": Grade,
    "grade_after": Grade,
}
_MADE = {"progress", "assisting", "list_types", "beneficiaries", *_SEALED}
_PLAIN = tuple(field.name for field in fields(LedgerLine) if field.name not in _MADE)
_OF_ITEM = tuple(name for name in (*_PLAIN, "list_types", "beneficiaries") if name in items.c)
