"""The ledgers as they were known at a position of the log: periods, with what was stated of their items by then."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from projections.demand_ledger.lines import PARTS, PLAIN
from projections.demand_ledger.queues import CityAreas, turn_of
from projections.demand_ledger.tables import periods, specialists, statements, talents
from projections.reading import Question

KEY_OF_PERIOD = tuple(column.name for column in periods.primary_key)


@cache
def lines_then(city_areas: CityAreas) -> Question:
    """The periods whose keys are stated, part by part, each with what was stated of its item by then.

    They are chosen by a query of its own: to plan how they are joined takes ten times as long as to join them.
    """
    stands, turn = periods.c, turn_of(periods, city_areas)
    keys = (bindparam(column.name, (), ARRAY(column.type)) for column in periods.primary_key)
    of_page = func.unnest(*keys).table_valued(*KEY_OF_PERIOD).render_derived(name="page")
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
    return Question(
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
