"""What waits for a case ends with it, in the same transaction (随申报终止): its panel, and its place in a sealed batch."""

from domain.aggregates.batch import Batch, MemberAnswer
from domain.aggregates.card_application import CardApplication
from domain.aggregates.panel import Panel
from domain.base import Authority
from domain.work import Work


def end_what_waits(case: CardApplication, authority: Authority, work: Work) -> None:
    """No panel argues about a case that has just ended, and no batch waits for its receiver to answer it."""
    if case.panel_id is not None:
        panel = work.load(Panel, case.panel_id)
        if panel.is_open:
            panel.end_with_case(authority)
    for batch_id in (case.submitted_in, case.forwarded_in):
        batch = None if batch_id is None else work.load(Batch, batch_id)
        if batch is not None and batch.waits_for(case.id):
            batch.answer(case.id, MemberAnswer.ENDED, authority)
