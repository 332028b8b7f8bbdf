"""The production register as it is read, within the scope of whoever asks."""

from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, exists, select

from domain.authorization import Scope
from domain.production import ProductionStage
from projections.production_register.tables import batches, cards
from projections.reading import fetched


class ProductionKey(NamedTuple):
    """Where a batch stands in the list: the position at which it was opened, the newest first."""

    opened_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionFilter:
    """What is looked for; `card_id` finds every batch that a card is or was in."""

    city: str | None = None
    card_type: str | None = None
    stage: ProductionStage | None = None
    card_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionRow:
    """A batch; its `cards` are those awaited and those of each outcome, taken together."""

    production_batch_id: UUID
    opened_at: int
    version: int
    policy_version: str
    city: str
    card_type: str
    stage: ProductionStage
    opened_on: date
    ordered_on: date | None
    order_number: str | None
    ended_on: date | None
    cards: int
    awaited: int
    received: int
    misprinted: int
    not_made: int
    card_ended: int
    set_free: int

    @property
    def key(self) -> ProductionKey:
        return ProductionKey(self.opened_at)


class ProductionRegister:
    """Answers from the tables of the register. Batches are a city's: who sees a part of it sees none."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: ProductionFilter, *, scope: Scope, after: ProductionKey | None = None, limit: int = 50
    ) -> list[ProductionRow]:
        """A page of batches, the newest first, from behind `after` on."""
        if scope.is_of_a_part:
            return []
        conditions = [*_conditions(wanted)]
        if scope.city is not None:
            conditions.append(batches.c.city == scope.city)
        if after is not None:
            conditions.append(batches.c.opened_at < after.opened_at)
        page = select(batches).where(*conditions).order_by(batches.c.opened_at.desc()).limit(limit)
        return [_row(row._asdict()) for row in fetched(self._engine, page)]


def _conditions(wanted: ProductionFilter) -> list[ColumnElement[bool]]:
    equal = {"city": wanted.city, "card_type": wanted.card_type, "stage": wanted.stage}
    conditions = [batches.c[name] == value for name, value in equal.items() if value is not None]
    if wanted.card_id is not None:
        of_batch = cards.c.production_batch_id == batches.c.production_batch_id
        conditions.append(exists().where(of_batch, cards.c.card_id == wanted.card_id))
    return conditions


def _row(columns: dict[str, object]) -> ProductionRow:
    facts = {field.name: columns[field.name] for field in fields(ProductionRow)}
    return ProductionRow(**facts | {"stage": ProductionStage(columns["stage"])})  # type: ignore[arg-type]
