"""On the first day after a quarter its windows are told that there is a draft to look at, and until when they enter (初稿预览提醒).

The draft is what the books say while somebody reads it, and nothing of it is kept: `GET /v1/reports/{unit}/{quarter}/preview`.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.policy.ledgers import ReportingRule
from domain.use_cases.announcing_report_days import AnnounceDraft
from scheduler.job import Effect, Slot
from scheduler.quarters import ledgers_kept


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The quarters that are over, and of which entry goes on; not one that is to be closed, or that was announced."""
    for ledgers in ledgers_kept(slot, service):
        is_entered_here = isinstance(ledgers.rule, ReportingRule)
        is_told = ledgers.closings is not None and ledgers.next in ledgers.closings.announced
        if is_entered_here and ledgers.next.last_day < slot.on <= ledgers.last_day and not is_told:
            command = AnnounceDraft(unit=ledgers.unit, quarter=ledgers.next.code)
            yield Effect(f"{ledgers.unit} {ledgers.next.code}", command)
