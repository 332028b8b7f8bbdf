"""A case goes on whose ground of suspension holds no longer (挂起期满恢复办理).

It has effect from the day after the last that the policy allows, whenever the job is run: more days than these are
never left out of a deadline.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.aggregates import CardApplication
from domain.authorization import Scope
from domain.cases import CaseStatus
from domain.use_cases.suspending_cases import EndSuspension
from domain.work import calendar_of
from projections.case_register import CaseFilter
from scheduler.job import Effect, Slot

PAGE = 500


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The suspended cases whose last day was before the slot's."""
    calendar, after = calendar_of(service.store), None
    suspended = CaseFilter(status=CaseStatus.SUSPENDED)
    while page := service.cases.page(suspended, scope=Scope(), after=after, limit=PAGE):
        for case in service.store.load_all(row.card_application_id for row in page).values():
            assert isinstance(case, CardApplication)
            last = case.rest.last_day(calendar) if case.rest else None
            if last is not None and last < slot.on:
                command = EndSuspension(card_application_id=case.id)
                yield Effect(f"{case.id} {case.version}", command)
        after = page[-1].key
