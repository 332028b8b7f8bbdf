"""What stands behind a signed figure, and what has moved since it was signed."""

from datetime import date

import pytest

from domain.errors import NotFound
from domain.instances import Instance
from domain.ledger_books import behind as behind_figures
from domain.ledger_books.behind import behind, parts_of, value_of
from domain.ledger_books.quarters import Quarter
from domain.use_cases.reading_reports import ReportShelf, changes_since, revision_of, would_differ
from domain.use_cases.reporting_quarters import CloseEntry, OpenRevision, SubmitReport
from tests.domain.demand_items import in_progress, words
from tests.domain.officers import REASON
from tests.domain.test_reporting_quarters import CITY, CITY_AREA, FIGURES, Q1, Q2, Office, _as_window, window
from tests.domain.test_reports_of_a_district import sending

LATE, NEXT = date(2024, 3, 20), date(2024, 4, 8)


@pytest.fixture
def office() -> Office:
    """The area and the city have signed a quarter with one item in it."""
    office = Office()
    office.item()
    office.close()
    office.hand_in()
    office.sign(CITY)
    return office


def settle(office: Office, item, on: date) -> None:
    item = in_progress(item, on)
    item.settle(words(), None, FIGURES, _as_window("zhangdian", on))
    office.put(item)


def work(office: Office):
    return office.office.reading(window(CITY_AREA, date(2024, 7, 3)))


def changed(office: Office, unit: str = "zhangdian"):
    found = changes_since(office.report(unit), work(office))
    return [(one.posting.kind, one.counted_in, one.is_of_revision) for one in found]


def differs(office: Office, unit: str = "zhangdian") -> bool | None:
    return would_differ(office.report(unit), work(office))


def test_given_nothing_has_moved_then_nothing_is_listed_and_a_revision_would_say_the_same(office):
    office.item(on=NEXT)  # of the next quarter

    for unit in ("zhangdian", CITY):
        assert changed(office, unit) == []
        assert differs(office, unit) is False


def test_given_an_item_of_the_quarter_is_entered_late_then_it_is_listed_and_a_revision_would_count_it(office):
    office.item(on=LATE)

    assert changed(office) == changed(office, CITY) == [("registered", None, True)]
    assert differs(office) is True
    assert differs(office, CITY) is False  # until the area revises its report


def test_given_the_area_has_revised_its_report_then_it_lists_nothing_and_the_city_would_differ(office):
    office.item(on=LATE)
    office.send(OpenRevision(unit="zhangdian", quarter=Q1), window(**REASON))
    office.hand_in()

    assert changed(office) == []
    assert changed(office, CITY) == [("registered", Quarter(2024, 1), False)]
    assert differs(office, CITY) is True


def test_given_the_next_quarter_has_counted_it_then_a_revision_would_not(office):
    office.item(on=LATE)
    office.close(Q2, date(2024, 7, 2))
    office.hand_in(quarter=Q2, on=date(2024, 7, 3))

    assert changed(office) == [("registered", Quarter(2024, 2), False)]
    assert differs(office) is False


def test_given_nothing_is_signed_then_there_is_nothing_to_compare_with(office):
    with pytest.raises(NotFound):
        changes_since(office.report("boshan"), work(office))
    with pytest.raises(NotFound):
        revision_of(office.report("boshan"), 1)


def test_behind_a_figure_of_the_city_stand_the_items_of_its_areas(office):
    city = office.report(CITY)
    shelf = ReportShelf(city, work(office))

    (line,) = behind(revision_of(city, 1), "open", None, shelf)

    assert (line.area, line.posting.kind) == ("zhangdian", "registered")
    assert shelf.listed([line.item], 99)[line.item].category == "schooling"


def test_of_an_area_that_reports_from_its_own_instance_only_the_content_is_here():
    district, city = Office(Instance("boshan")), Office(Instance(CITY, frozenset({"boshan"})))
    district.item("boshan")
    district.send(CloseEntry(unit="boshan", quarter=Q1), window("boshan", date(2024, 4, 2)))
    district.hand_in("boshan")
    city.item()
    city.close()
    city.hand_in()
    city.send(*sending(district.report("boshan").content))
    city.sign(CITY, on=date(2024, 4, 8))
    report = city.report(CITY)
    shelf, signed = ReportShelf(report, work(city)), revision_of(report, 1)

    parts = {part.unit: part for part in parts_of(signed, "registered", None, shelf)}

    assert parts["boshan"] == ("boshan", 1, 1, False)
    assert parts["zhangdian"] == ("zhangdian", 1, 1, True)
    assert [line.area for line in behind(signed, "registered", None, shelf)] == ["zhangdian"]
    assert changes_since(report, work(city)) == []
    assert would_differ(report, work(city)) is False


def test_what_an_area_has_handed_in_too_late_stands_behind_the_next_figures_of_the_city():
    office = Office()
    office.item()
    office.close()
    office.sign()
    office.sign(CITY)  # without the area
    office.do(SubmitReport, "zhangdian")
    settle(office, office.item(on=date(2024, 5, 6)), date(2024, 5, 20))
    office.close(Q2, date(2024, 7, 2))
    office.hand_in(quarter=Q2, on=date(2024, 7, 3))
    office.sign(CITY, Q2, on=date(2024, 7, 8))
    report = office.report(CITY, Q2)
    shelf, signed = ReportShelf(report, work(office)), revision_of(report, 1)

    for figure in behind_figures.FIGURES:
        lines = behind(signed, figure, "public_service", shelf, "zhangdian")
        assert sum(line.counts for line in lines) == (
            value_of(signed.content, figure, "public_service", "zhangdian") or 0
        ), figure
    assert value_of(signed.content, "registered", None) == 2
    assert value_of(signed.content, "late", None) == 1
