"""What differs between the card register as it was known at two positions: what was added, what ended, what changed."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, FromClause, Select, and_, func, or_, select, tuple_, union

from domain.authorization import Scope
from projections.card_register.queries import CardFilter, CardKey, CardRow, cards_told, conditions_of, seen_in
from projections.card_register.tables import cards
from projections.knowledge import NO_LAST_DAY, known
from projections.reading import fetched


class ChangeKind(StrEnum):
    """How a card differs (变动类别)."""

    ADDED = "added"  # 新增: it stands in the second register alone
    ENDED = "ended"  # 终止: it stands in the first alone
    CHANGED = "changed"  # 变更


class Totals(NamedTuple):
    """How many cards differ in each way."""

    added: int
    ended: int
    changed: int


@dataclass(frozen=True, slots=True)
class CardChange:
    """A card as it stood in the first register and in the second; it stands in one of them at least."""

    before: CardRow | None
    after: CardRow | None

    @property
    def kind(self) -> ChangeKind:
        if self.before is None:
            return ChangeKind.ADDED
        return ChangeKind.ENDED if self.after is None else ChangeKind.CHANGED

    @property
    def row(self) -> CardRow:
        """The card as it came to stand, or as it stood last."""
        return next(one for one in (self.after, self.before) if one is not None)

    @property
    def key(self) -> CardKey:
        return self.row.key

    @property
    def columns(self) -> tuple[str, ...]:
        """In which facts the two differ, where it stands in both."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in _FACTS if getattr(self.before, name) != getattr(self.after, name))


class CardDifferences:
    """Answers from the tables of the register, within the scope of whoever asks.

    Both registers are those that the same question would be answered with at either position: who sees one area sees as ended
    what has moved out of it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def totals(self, wanted: CardFilter, *, scope: Scope, first: int, second: int) -> Totals:
        """How many cards differ between what was known at these two positions, of which either may be the earlier."""
        its = _differing(wanted, scope, first, second).subquery("its")
        one_side = (its.c.known_before.is_(None), its.c.known_after.is_(None))
        [row] = fetched(
            self._engine,
            select(*(func.count().filter(side) for side in one_side), func.count()).select_from(its),
        )
        added, ended, every = tuple(row)
        return Totals(added, ended, every - added - ended)

    def page(
        self,
        wanted: CardFilter,
        *,
        scope: Scope,
        first: int,
        second: int,
        after: CardKey | None = None,
        limit: int = 50,
    ) -> list[CardChange]:
        """A page of the cards that differ, in the order in which they were entered, from behind `after` on."""
        its = _differing(wanted, scope, first, second).subquery("its")
        query = select(its).order_by(its.c.entered_at).limit(limit)
        if after is not None:
            query = query.where(its.c.entered_at > after.entered_at)
        found = fetched(self._engine, query)
        stood = self._rows([(row.card_id, row.known_before, row.in_force_before) for row in found], first)
        stands = self._rows([(row.card_id, row.known_after, row.in_force_after) for row in found], second)
        return [CardChange(stood.get(row.card_id), stands.get(row.card_id)) for row in found]

    def _rows(self, keys: list[tuple[Any, ...]], position: int) -> dict[Any, CardRow]:
        """The cards of these periods, with whoever is named in them."""
        there = [key for key in keys if key[1] is not None]
        return {card.card_id: card for card in cards_told(self._engine, there, position)}


def _differing(wanted: CardFilter, scope: Scope, first: int, second: int) -> Select[Any]:
    """A row per card that differs: of the cards of which a period has begun or ended in between, and of no others."""
    touched = _touched(min(first, second), max(first, second)).subquery("touched")
    before, after = cards.alias("before"), cards.alias("after")
    found = (
        select(
            touched.c.card_id,
            func.coalesce(after.c.entered_at, before.c.entered_at).label("entered_at"),
            before.c.known_from.label("known_before"),
            before.c.effective_from.label("in_force_before"),
            after.c.known_from.label("known_after"),
            after.c.effective_from.label("in_force_after"),
        )
        .select_from(touched)
        .outerjoin(before, _stood(before, touched, wanted, scope, first))
        .outerjoin(after, _stood(after, touched, wanted, scope, second))
    )
    is_in_either = or_(before.c.card_id.is_not(None), after.c.card_id.is_not(None))
    differs = tuple_(*(before.c[name] for name in _COLUMNS)).is_distinct_from(
        tuple_(*(after.c[name] for name in _COLUMNS))
    )
    return found.where(is_in_either, differs)


def _touched(earlier: int, later: int) -> Any:
    """The cards of which something has become known, or was known no more, after one position and up to another."""
    in_force = cards.c.effective_to == NO_LAST_DAY
    return union(
        *(
            select(cards.c.card_id).where(in_force, column > earlier, column <= later)
            for column in (cards.c.known_from, cards.c.known_to)
        )
    )


def _stood(
    its: FromClause, touched: FromClause, wanted: CardFilter, scope: Scope, position: int
) -> ColumnElement[bool]:
    is_same = its.c.card_id == touched.c.card_id
    return and_(is_same, known(its, position), seen_in(scope, its), *conditions_of(wanted, its))


_PERIOD = ("card_id", "known_from", "known_to", "effective_from", "effective_to", "entered_at")
_COLUMNS = tuple(str(column.name) for column in cards.c if column.name not in _PERIOD)
# The number of the card before is a fact of that card.
_FACTS = tuple(field.name for field in fields(CardRow) if field.name not in {*_PERIOD, "predecessor_number"})
