"""The ledgers as they were known at a position of the log: periods, with what was stated of their items by then."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, select

from projections.demand_ledger.lines import PARTS, PLAIN
from projections.demand_ledger.queues import Turn
from projections.demand_ledger.tables import periods, specialists, statements, talents


def joined_then(chosen: Select[Any], turn: Turn) -> Select[Any]:
    """The periods of a page, which is chosen first, each with what was stated of its item by then; `turn` is whose it was."""
    of_page = chosen.subquery("page")
    stands = periods.c
    is_same = and_(*(column == of_page.c[column.name] for column in periods.primary_key))
    found = select(
        *(stands[name] for name in _OF_PERIOD),
        *(column for said in _SAID for column in said.columns),
        *of_persons(),
        stands.begun.is_not(None).label("is_timed"),
        turn.function.label("turn_function"),
        turn.area.label("turn_area"),
    ).join_from(of_page, periods, is_same)
    for said in _SAID:
        found = found.outerjoin(said.table, said.is_of_period)
    return (
        found.outerjoin(talents, talents.c.talent_id == stands.talent_id)
        .outerjoin(specialists, specialists.c.specialist_id == stands.specialist_id)
        .order_by(stands.entered_at)
    )


def of_persons() -> Iterator[ColumnElement[Any]]:
    """Who is named in a line: a talent as he or she is named now, a specialist as at the entry."""
    for table, prefix in ((talents, "talent_"), (specialists, "specialist_")):
        for column in table.c:
            if column.name.endswith(PARTS):
                yield column.label(prefix + column.name)


class _Said(NamedTuple):
    """What of a line was stated at one position, which the period names."""

    table: FromClause
    stated_at: str
    names: tuple[str, ...]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        return [self.table.c[f"{name}_{part}"] for name in self.names for part in PARTS]

    @property
    def is_of_period(self) -> ColumnElement[bool]:
        its = self.table.c.demand_item_id == periods.c.demand_item_id
        return and_(its, self.table.c.stated_at == periods.c[self.stated_at])


_OF_PERIOD = tuple(name for name in PLAIN if name in periods.c)
_SAID = (
    _Said(statements.alias("entered"), "entered_at", ("name", "phone")),
    _Said(statements.alias("asked"), "details_at", ("content", "policy_basis", "conditions", "remark")),
    _Said(statements.alias("replied"), "reply_at", ("reply",)),
    _Said(statements.alias("answered"), "result_at", ("result",)),
)
