"""A quarter is previewed while entry goes on: as it would be reported, whether it balances or not, and nothing is kept (R-20)."""

from collections import Counter
from datetime import date, datetime, time
from typing import Any

import pytest

from domain.aggregates import QuarterlyReport
from domain.base import Authority
from domain.calendar import OFFICE_ZONE
from domain.errors import NotFound
from domain.instances import Instance
from domain.ledger_books.postings import Part
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.reports import EntryIsClosed, QuarterNotOver
from domain.use_cases.previewing_reports import Preview, previewed, report_in_preview
from domain.use_cases.reporting_quarters import CloseEntry, CompileReport
from tests.domain.demands_of_zibo import FINANCING, in_progress, registered
from tests.domain.officers import officer
from tests.domain.reports_between_units import PROVINCE
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

CITY, CITY_AREA = "370300", "zibo-shibenji"
Q1 = Quarter(2024, 1)


@pytest.fixture
def books() -> Books:
    """Two items of 张店 and one of 博山, registered on 15 March 2024."""
    made = Books(ZIBO)
    in_progress(made)
    registered(made, **FINANCING)
    registered(made, officer("window", "boshan"))
    return made


def window(area: str = "zhangdian", on: date = date(2024, 4, 1)) -> Authority:
    at_ten = datetime.combine(on, time(10), OFFICE_ZONE)
    return officer("window", area, effective_on=on, at=at_ten)


def preview(books: Books, unit: str = "zhangdian", by: Authority | None = None) -> Preview:
    work = books.office.reading(by or window())
    return previewed(report_in_preview(unit, Q1, ZIBO, work), work)


def figures(shown: Preview, unit: str) -> Any:
    row = shown.content.row(unit)
    assert row is not None
    return row.of(Ledger.PUBLIC_SERVICE)


def test_it_says_what_the_report_says_afterwards_and_nothing_is_recorded(books):
    before = books.log.size

    draft = preview(books)

    assert books.log.size == before
    books.send(CloseEntry(unit=CITY, quarter=Q1.code), window(CITY_AREA))
    books.send(CompileReport(unit="zhangdian", quarter=Q1.code), window())
    report = books.load(QuarterlyReport, QuarterlyReport.id_of("zhangdian", Q1.code))
    assert draft.content == report.content
    assert draft.imbalances == ()


def test_what_is_entered_meanwhile_stands_in_the_next_one(books):
    before = preview(books)
    late = window(on=date(2024, 4, 2)).model_copy(update={"effective_on": date(2024, 3, 29)})
    registered(books, late)

    assert figures(preview(books), "zhangdian").registered == figures(before, "zhangdian").registered + 1


def test_the_citys_adds_up_what_its_areas_would_report(books):
    draft = preview(books, CITY, window(CITY_AREA))

    assert (figures(draft, "zhangdian").registered, figures(draft, "boshan").registered) == (1, 1)
    assert draft.content.total.registered == 3
    assert (draft.content.children, draft.imbalances) == ((), ())


def test_what_does_not_balance_is_told_beside_the_figures_once(books, monkeypatch):
    def one_too_many(area: str, *_: Any) -> Counter[Part]:
        return Counter({Part("public_service", "schooling"): 2} if area == "boshan" else {})

    monkeypatch.setattr(books.ledgers, "held", one_too_many)

    area = preview(books, "boshan", window("boshan"))
    city = preview(books, CITY, window(CITY_AREA))

    first = area.imbalances[0]
    assert (first.ledger, first.rule, first.expected) == ("public_service", "standing", 2)
    assert figures(area, "boshan").registered == 1
    assert [one for one in city.imbalances if one.unit == "boshan"] == list(area.imbalances)


def test_nothing_is_previewed_that_is_not_over_is_closed_or_reports_nothing(books):
    with pytest.raises(QuarterNotOver):
        preview(books, by=window(on=date(2024, 3, 31)))
    with pytest.raises(NotFound):
        preview(books, "elsewhere")
    with pytest.raises(NotFound):
        preview(Books(ZIBO, instance=Instance(PROVINCE)), CITY, window(CITY_AREA))
    books.send(CloseEntry(unit=CITY, quarter=Q1.code), window(CITY_AREA))
    with pytest.raises(EntryIsClosed) as refused:
        preview(books)
    assert refused.value.blocked_by["unit"] == "zhangdian"
