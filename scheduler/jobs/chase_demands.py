"""Demand items that are overdue are told of and supervised (超期督办): each deadline once, each colour once.

It reconciles: whatever the ledgers have as overdue and untold on the slot's day is wanted, however long the scheduler was away, and
an item is supervised as urgently as it is overdue by then. What an officer has lifted stays lifted until a more urgent colour is due.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.demand_chapters.escalation import colour_due, is_more_urgent
from domain.use_cases.escalating_demands import SuperviseDemand
from domain.use_cases.handling_demands import EscalateOverdueDemand
from domain.work import calendar_of
from projections.demand_ledger import OverdueLine
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The deadlines that are overdue on the slot's day, as far as something is to be said of them."""
    calendar = calendar_of(service.store)
    for line in service.ledgers.overdue(slot.on):
        if not line.is_escalated:
            yield _telling(line)
        if not line.is_supervisable:
            continue
        rule = service.policies.version(line.policy_version).demand_rules.supervision
        colour = colour_due(line.due_on, slot.on, rule, calendar)
        if colour is not None and is_more_urgent(colour, line.supervision, line.lifted):
            command = SuperviseDemand(demand_item_id=line.demand_item_id, colour=colour)
            yield Effect(f"{line.demand_item_id} {line.begun} {colour}", command)


def _telling(line: OverdueLine) -> Effect:
    item = f"{line.demand_item_id} {line.phase or 'whole'} {line.begun}"
    return Effect(item, EscalateOverdueDemand(demand_item_id=line.demand_item_id, deadline=line.deadline))
