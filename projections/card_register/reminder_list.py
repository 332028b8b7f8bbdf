"""The reminders as they are read (到岗提醒、续期名单): which card's day comes near, the soonest first, and who was told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Row, select, tuple_

from domain.authorization import Scope
from domain.cards import ReminderKind
from projections.card_register.queries import PAGE, CardRow, card_of, joined, seen_in
from projections.card_register.tables import cards, reminders
from projections.knowledge import known
from projections.reading import fetched


class ReminderKey(NamedTuple):
    """Where a reminder stands in the list."""

    day: date
    card_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFilter:
    """What is looked for; `function` is that of the office that was told, `days_before` the mark at which it was."""

    city: str | None = None
    area: str | None = None
    card_type: str | None = None
    enterprise_id: UUID | None = None
    kind: ReminderKind | None = None
    days_before: int | None = None
    function: str | None = None
    day_before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLine:
    """The last reminder of a day of a card, which is still to be seen to, and the card as it is now."""

    kind: ReminderKind
    day: date
    days_before: int
    told_to: str
    told_in: str
    reminded_on: date
    card: CardRow

    @property
    def key(self) -> ReminderKey:
        return ReminderKey(self.day, self.card.card_id, self.kind)


class ReminderList:
    """Answers from the tables of the register, within the scope of whoever asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: ReminderFilter, *, scope: Scope, after: ReminderKey | None = None, limit: int = 50
    ) -> list[ReminderLine]:
        """A page of the list from behind `after` on, the soonest day first."""
        order = (reminders.c.day, reminders.c.card_id, reminders.c.kind)
        page = (
            select(*cards.primary_key, *_OF_REMINDER)
            .join(reminders, reminders.c.card_id == cards.c.card_id)
            .where(known(cards, None), seen_in(scope), *_conditions(wanted))
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            page = page.where(tuple_(*order) > tuple_(*after))
        its = page.subquery("page")
        lines = joined(its).add_columns(*(its.c[name] for name in _FACTS))
        return [
            _line(row) for row in fetched(self._engine, lines.order_by(its.c.day, its.c.card_id, its.c.kind))
        ]

    def pages(self, wanted: ReminderFilter, *, scope: Scope) -> Iterator[list[ReminderLine]]:
        """The whole list, in pages of which only one is held."""
        after: ReminderKey | None = None
        while page := self.page(wanted, scope=scope, after=after, limit=PAGE):
            yield page
            after = page[-1].key

    def marks(self, kind: ReminderKind) -> dict[UUID, int]:
        """At which mark the office of every card was reminded last, of those that still wait for their day."""
        query = select(reminders.c.card_id, reminders.c.days_before).where(reminders.c.kind == kind)
        return {row.card_id: row.days_before for row in fetched(self._engine, query)}


def _conditions(wanted: ReminderFilter) -> Iterator[ColumnElement[bool]]:
    equal = {
        cards.c.city: wanted.city,
        cards.c.area: wanted.area,
        cards.c.card_type: wanted.card_type,
        cards.c.enterprise_id: wanted.enterprise_id,
        reminders.c.kind: wanted.kind,
        reminders.c.days_before: wanted.days_before,
        reminders.c.told_to: wanted.function,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    if wanted.day_before is not None:
        yield reminders.c.day < wanted.day_before


def _line(row: Row[Any]) -> ReminderLine:
    facts = {name: getattr(row, name) for name in _FACTS if name != "kind"}
    return ReminderLine(**facts, kind=ReminderKind(row.kind), card=card_of(row._asdict()))


_FACTS = ("kind", "day", "days_before", "told_to", "told_in", "reminded_on")
_OF_REMINDER = tuple(reminders.c[name] for name in _FACTS)
