"""On the first day after a quarter its windows are told that there is a draft to look at, and until when they enter (初稿预览提醒).

The draft is what the books say while somebody reads it, and nothing of it is kept: `GET /v1/reports/{unit}/{quarter}/preview`.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.use_cases.announcing_report_days import AnnounceDraft
from domain.work import calendar_of
from scheduler.job import Effect, Slot
from scheduler.quarters import ledgers_kept


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The quarters that are over, and of which entry goes on; not one that is to be closed, or that was announced."""
    calendar = calendar_of(service.store)
    for ledgers in ledgers_kept(slot, service):
        last_day = ledgers.rule.last_day_of_entry(ledgers.next, calendar)
        is_told = ledgers.closings is not None and ledgers.next in ledgers.closings.announced
        if ledgers.next.last_day < slot.on <= last_day and not is_told:
            command = AnnounceDraft(city=ledgers.city, quarter=ledgers.next.code)
            yield Effect(f"{ledgers.city} {ledgers.next.code}", command)
