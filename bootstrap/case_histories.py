"""All that is on record about a case (决策全程): its course, what is its own, and the reports that count its card and demands."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from bootstrap.service import Service
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.ledger_books.counted_in import Booked, booked, counted_in
from domain.ledger_books.quarters import Quarter
from domain.store import Recorded


def everything_about(service: Service, case_id: UUID, *, until: int) -> list[Recorded]:
    """The events in the order of the log, as they were known at the position `until`."""
    history = service.timelines.all_about(case_id, until=until)
    counting = _reports_counting(service, history, until)
    told = history if not counting else [*history, *service.timelines.of_reports(counting, until=until)]
    return sorted(told, key=lambda recorded: recorded.entry.position)


def _reports_counting(service: Service, history: Sequence[Recorded], until: int) -> list[UUID]:
    """The reports of the quarters into whose books the case's card and demands came."""
    postings = list(booked((recorded.entry.position, recorded.event) for recorded in history))
    if not postings:
        return []
    closings = _closings(service, {posting.city for posting in postings}, until)
    found = [
        QuarterlyReport.id_of(unit, quarter.code)
        for posting in postings
        if (quarter := _quarter_of(posting, closings)) is not None
        for unit in posting.units
    ]
    return list(dict.fromkeys(found))


def _quarter_of(posting: Booked, closings: dict[str, LedgerClosings]) -> Quarter | None:
    return counted_in(posting, closings[posting.city].cut_offs) if posting.city in closings else None


def _closings(service: Service, cities: set[str], until: int) -> dict[str, LedgerClosings]:
    loaded = service.store.load_all((LedgerClosings.id_of(city) for city in cities), until=until)
    return {closings.region: closings for closings in cast("Sequence[LedgerClosings]", [*loaded.values()])}
