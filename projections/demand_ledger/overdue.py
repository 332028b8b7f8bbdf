"""What is overdue in the ledgers (超期事项), as whoever chases it asks: with one question for all items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, or_, select

from domain.case_times import DeadlineKey
from domain.demands import OPEN_DEMANDS, Colour
from projections.demand_ledger.tables import items, open_deadlines
from projections.reading import fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """A deadline that is overdue, of a phase or of the whole. An item is supervised for the whole of it, while it is open."""

    demand_item_id: UUID
    begun: int
    phase: str | None
    due_on: date
    is_escalated: bool
    is_supervisable: bool
    supervision: Colour | None
    lifted: Colour | None
    policy_version: str

    @property
    def deadline(self) -> DeadlineKey:
        """Which deadline of the item it is."""
        return DeadlineKey(step=self.phase, begun=self.begun)


def overdue_on(day: date, engine: Engine) -> Iterator[OverdueLine]:
    """What is overdue on a day and untold, or not supervised as urgently as it may be; the longest overdue first."""
    is_supervisable = and_(~open_deadlines.c.of_phase, items.c.status.in_(OPEN_DEMANDS))
    query = (
        select(
            *open_deadlines.c["demand_item_id", "begun", "phase", "due_on", "is_escalated"],
            is_supervisable.label("is_supervisable"),
            items.c.supervision,
            items.c.supervision_lifted,
            items.c.policy_version,
        )
        .join(items, items.c.demand_item_id == open_deadlines.c.demand_item_id)
        .where(open_deadlines.c.sorts_on < day)
        .where(or_(~open_deadlines.c.is_escalated, and_(is_supervisable, _may_be_more_urgent())))
        .order_by(open_deadlines.c.sorts_on, open_deadlines.c.demand_item_id, open_deadlines.c.begun)
    )
    for row in fetched(engine, query):
        yield OverdueLine(
            demand_item_id=row.demand_item_id,
            begun=row.begun,
            phase=row.phase,
            due_on=row.due_on,
            is_escalated=row.is_escalated,
            is_supervisable=row.is_supervisable,
            supervision=row.supervision and Colour(row.supervision),
            lifted=row.supervision_lifted and Colour(row.supervision_lifted),
            policy_version=row.policy_version,
        )


def _may_be_more_urgent() -> ColumnElement[bool]:
    is_red = or_(items.c.supervision == Colour.RED, items.c.supervision_lifted == Colour.RED)
    return is_red.is_not(True)
