"""What was not done in time is told to a superior department (超期督办), once for each deadline.

It reconciles: whatever the due sheet has as overdue and untold on the slot's day is wanted, however long the
scheduler was away. Telling decides nothing about a case.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.use_cases.keeping_deadlines import EscalateOverdue
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The deadlines that are overdue on the slot's day and that nobody was told of."""
    for line in service.due_sheet.overdue(slot.on):
        item = f"{line.card_application_id} {line.step or 'case'} {line.begun}"
        command = EscalateOverdue(card_application_id=line.card_application_id, deadline=line.deadline)
        yield Effect(item, command)
