"""Columns that hang together (相关列): without extended statistics PostgreSQL multiplies the parts of a table that each of them takes.

An area is of one city. Taken for independent, what is of the area in its city seems a sixteenth of what there is, and gathering a
handful of rows and sorting them seems cheaper than walking an index in the order of the list.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

CORRELATED = "correlated"


def correlated(*columns: str) -> dict[str, Any]:
    """What a table is told by: one of these columns says what the others are, or hardly leaves a choice."""
    return {CORRELATED: columns}


def statistics_of(table: Table) -> Iterator[str]:
    """The statement that has the server find out, whenever it analyses the table, how these columns hang together."""
    if columns := table.info.get(CORRELATED):
        name = f"{table.schema}.{table.name}_{'_'.join(columns)}"
        yield f"CREATE STATISTICS {name} (dependencies) ON {', '.join(columns)} FROM {table.schema}.{table.name}"
