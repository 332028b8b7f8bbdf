"""Periods of an item (知悉期间、生效期间): how it was known to stand from one position until another, of which days.

What is asked every hour, how items stand now, is a table of its own. Whatever changes there begins another period here.
"""

from datetime import date
from typing import Any
from uuid import UUID

from domain.demand_events import DemandEvent
from projections import knowledge
from projections.demand_ledger.tables import (
    cards,
    enterprises,
    items,
    open_deadlines,
    periods,
    statements,
    times,
    units,
)
from projections.due_days import times_said
from projections.offices import office_named
from projections.rows import Row, Rows

OF_ITEM = tuple(str(name) for name in periods.c.keys() if name in items.c)  # noqa: SIM118  names, not columns
OF_DEADLINE = ("begun", "due_on", "amber_from", "days_left", "is_provisional", "sorts_on")
NOT_TIMED: Row = dict.fromkeys(OF_DEADLINE)


def keep(rows: Rows, item_id: UUID, position: int, since: date) -> None:
    """From this position on the item is known to stand as it does now; what is another, has been so from a day on."""
    now = rows.the(items, item_id)
    facts: Row = {name: now.get(name) for name in OF_ITEM}
    facts |= {**_units(rows, item_id), **_named(rows, now), **_timed(rows, item_id)}
    if known := knowledge.present(rows, periods, demand_item_id=item_id):
        knowledge.learn_change(rows, periods, known, facts, position, since)
    else:
        knowledge.begin(rows, periods, facts, position, since)


def state(rows: Rows, event: DemandEvent, position: int, **said: Any) -> None:
    """Keep what is sealed where it was stated: these columns of the item."""
    rows.put(statements, demand_item_id=event.originator_id, stated_at=position, **said)


def _units(rows: Rows, item_id: UUID) -> Row:
    its = sorted(rows.find(units, demand_item_id=item_id), key=lambda unit: (unit["function"], unit["area"]))
    return {
        "units": [office_named(unit["function"], unit["area"]) for unit in its],
        "assisting": [unit["organization"] for unit in its if not unit["is_lead"]],
    }


def _named(rows: Rows, item: Row) -> Row:
    enterprise = rows.maybe(enterprises, item["enterprise_id"]) if item.get("enterprise_id") else None
    card = rows.maybe(cards, item["card_id"]) if item.get("card_id") else None
    return {
        "enterprise_name": enterprise and enterprise["name"],
        "uscc": enterprise and enterprise.get("uscc"),
        "card_number": card and card.get("card_number"),
    }


def _timed(rows: Rows, item_id: UUID) -> Row:
    known = rows.maybe(times, item_id)
    begun = None if known is None else times_said(known["times"]).begun
    whole = None if begun is None else rows.maybe(open_deadlines, item_id, begun, False)
    return NOT_TIMED if whole is None else {name: whole.get(name) for name in OF_DEADLINE}
