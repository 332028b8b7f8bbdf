"""Compiling annex 4 of a city's report (编制附4): its card movements out of the books of its cards, and what is used of its quotas."""

from domain.aggregates.quarterly_report import QuarterlyReport
from domain.aggregates.quota import Quota
from domain.ledger_books.archive import Archive
from domain.ledger_books.balance import Judge
from domain.ledger_books.card_compiling import HeldCards, city_cards, quota_usage
from domain.ledger_books.card_figures import CardMovements, QuotaUsage
from domain.ledger_books.countings import Counting
from domain.ports import CardBooks, LedgerBooks
from domain.reports import BooksBehind
from domain.work import Work


def must_have_come_to(cut_off: int, books: LedgerBooks | CardBooks) -> None:
    """Refuse to count in books that do not come to the cut-off in a short while. Raises `BooksBehind`."""
    if not books.comes_to(cut_off):
        raise BooksBehind(blocked_by={"kind": "books", "position": books.position})


def cards_of_city(
    report: QuarterlyReport, counting: Counting, archive: Archive, work: Work, judge: Judge
) -> tuple[CardMovements, ...]:
    """What came onto the city's register and went off it in the quarter, by card type. Raises `BooksBehind`."""
    must_have_come_to(counting.cut_off, work.card_books)
    city, last_day, closed_at = report.unit, report.quarter.last_day, report.cut_off.position
    return city_cards(
        city,
        counting,
        archive.past(report.quarter, closed_at),
        work.card_books.postings(city, archive.span(counting)),
        HeldCards(
            work.card_books.held(city, closed_at, last_day),
            work.card_books.marked(city, counting.cut_off, last_day),
        ),
        judge,
    )


def quotas_of_city(report: QuarterlyReport, counting: Counting, work: Work) -> tuple[QuotaUsage, ...]:
    """What was used of the quotas when the log came to the cut-off.

    Of the year of the quarter and of the one before, whose places are often used when that is over.
    """
    year, pack = report.quarter.year, work.policies.in_force(report.region, report.quarter.last_day)
    keys = {
        Quota.id_of(report.region, card_type.code, quota_year): (card_type.code, quota_year)
        for card_type in pack.known_card_types
        for quota_year in (year - 1, year)
    }
    found = work.store.load_all(keys, until=counting.cut_off)
    return tuple(
        quota_usage(report.unit, *keys[quota.id], quota.places)
        for quota in sorted(found.values(), key=lambda one: keys[one.id])
        if isinstance(quota, Quota)
    )
