"""The register of reports says of every report what the report says itself, and who has to hand in."""

from contextlib import closing
from datetime import date

import pytest

from domain.aggregates import QuarterlyReport
from domain.ledger_books.content import ReportLevel
from domain.reports import ReportStatus
from domain.use_cases.reporting_quarters import AcknowledgeReport, CompileReport, OpenRevision, ReturnReport
from projections.report_register import ReportFilter, ReportKey, ReportRegister, report_register
from tests.domain.officers import REASON
from tests.domain.province_at_work import CITIES, PROVINCE, QINGDAO, ZIBO_CITY, Province
from tests.domain.test_reporting_quarters import AREAS, CITY, CITY_AREA, Q1, Q2, Office, window
from tests.projections.test_demand_ledger_plans import Plans, most_sorted

ALL_CITY = frozenset({CITY, *AREAS})


@pytest.fixture
def office() -> Office:
    """Reports of two quarters: taken in, returned and revised, signed off, not begun."""
    office = Office()
    office.close()
    for area in AREAS[:3]:
        office.hand_in(area)
    office.city_does(AcknowledgeReport, AREAS[0])
    for area in AREAS[1:3]:
        office.city_does(ReturnReport, area, **REASON)
    office.send(OpenRevision(unit=AREAS[2], quarter=Q1), window(AREAS[2], **REASON))
    office.do(CompileReport, AREAS[2])
    office.sign(AREAS[3])
    office.hand_in(AREAS[4], on=date(2024, 4, 30))  # late
    office.close(Q2, date(2024, 7, 2))
    return office


@pytest.fixture
def register(app, take_in, office) -> ReportRegister:
    take_in(report_register, office.events(), [7, 7, 7])
    return ReportRegister(app.engine)


def units(register: ReportRegister, seen: frozenset[str] | None = ALL_CITY, **wanted) -> list[str]:
    return [row.unit for row in register.page(ReportFilter(**wanted), units=seen, limit=100)]


def test_every_row_says_what_the_report_says(register, office):
    rows = register.page(ReportFilter(), units=ALL_CITY, limit=100)

    reports = {(report.unit, report.quarter.code): report for report in office.all_of(QuarterlyReport)}
    assert len(rows) == len(reports) == 2 * (len(AREAS) + 1)
    for row in rows:
        report = reports[row.unit, row.quarter]
        handed_in = report.handed_in
        assert (row.status, row.level, row.due_on) == (report.status, report.level, report.due_on)
        assert row.revision == report.latest.number
        assert row.sha256 == (report.latest.content and report.latest.content.sha256)
        assert row.submitted_on == (handed_in and handed_in.submitted_on)


def test_reports_are_found_by_quarter_unit_level_and_whether_they_are_handed_in(register):
    assert units(register, quarter=Q1) == [*AREAS, CITY]
    assert units(register, unit=AREAS[1]) == [AREAS[1]] * 2
    assert units(register, level=ReportLevel.CITY) == [CITY, CITY]
    assert units(register, missing=False) == [AREAS[0], AREAS[4]]
    assert units(register, in_time=True) == [AREAS[0]]
    assert AREAS[4] in units(register, quarter=Q1, in_time=False)
    assert len(units(register, missing=True)) == 2 * len(AREAS)


def test_an_area_sees_its_own_and_nobody_else_anything(register):
    assert units(register, frozenset({AREAS[0]})) == [AREAS[0]] * 2
    assert units(register, frozenset({CITY_AREA})) == [CITY_AREA] * 2
    assert units(register, frozenset({"370100"})) == []
    assert units(register, frozenset()) == []
    assert units(register, None) == units(register)


def test_what_is_due_before_a_day_and_not_handed_in_is_late(register):
    late = register.late(date(2024, 5, 1))

    assert late == {ReportLevel.AREA: len(AREAS) - 2, ReportLevel.CITY: 1, ReportLevel.PROVINCE: 0}


@pytest.mark.parametrize(
    "wanted",
    [{}, {"quarter": "2026Q3"}, {"unit": "area-7"}, {"missing": True, "quarter": "2026Q2"}],
    ids=["nothing", "quarter", "unit", "missing"],
)
def test_given_reports_of_a_hundred_years_when_a_page_is_read_then_the_table_is_not(app, projector, wanted):
    with closing(projector.detached()) as connection, connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("VACUUM ANALYZE read.report_register")
    with Plans(app.engine) as plans:
        ReportRegister(app.engine).page(
            ReportFilter(**wanted), units=ALL_CITY, after=ReportKey(400, 0), limit=20
        )

    plan = [*plans.nodes()]
    assert [node for node in plan if node["Node Type"] == "Seq Scan"] == []
    assert most_sorted(plan) <= 20


FILL = """
    INSERT INTO read.report_register
           (report_id, unit, quarter, region, kept_by, level, status, revision, due_on, submitted_on,
            opened_at, place)
    SELECT gen_random_uuid(), 'area-' || n % 13, (2020 + n / 52) || 'Q' || 1 + (n / 13) % 4, '370300', '370300', 'area', 'submitted', 1,
           '2026-01-05', CASE WHEN n % 50 > 0 THEN '2026-01-04'::date END, n, 0
      FROM generate_series(1, 5200) AS n
"""


# ── From instances of their own ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def over_cities(app, take_in) -> ReportRegister:
    """A province: Qingdao's report came before the quarter was opened here, Zibo's correction was returned, Jinan's only report too."""
    province = Province()
    province.receives(QINGDAO)
    province.close()
    for city in (ZIBO_CITY, CITIES[0]):
        province.receives(city)
    province.receives(ZIBO_CITY, revision=2, submitted_on=date(2024, 4, 12))
    province.returns(ZIBO_CITY, revision=2)
    province.returns(CITIES[0])
    take_in(report_register, province.events(), [2, 3])
    return ReportRegister(app.engine)


def test_every_city_stands_before_the_province_whether_it_has_sent_anything_or_not(over_cities):
    rows = over_cities.page(ReportFilter(quarter=Q1), units=frozenset({PROVINCE}), limit=100)

    assert [row.unit for row in rows] == [*CITIES, PROVINCE]
    assert {row.due_on for row in rows[:-1]} == {date(2024, 4, 10)}
    of = {row.unit: row for row in rows}
    assert (of[QINGDAO].status, of[QINGDAO].submitted_on) == (ReportStatus.SUBMITTED, date(2024, 4, 9))
    assert (of[ZIBO_CITY].status, of[ZIBO_CITY].submitted_on) == (ReportStatus.RETURNED, date(2024, 4, 9))
    assert (of[CITIES[0]].status, of[CITIES[0]].submitted_on) == (ReportStatus.RETURNED, None)
    assert of[CITIES[-1]].received_report_id is None


def test_the_next_page_goes_on_among_the_cities_of_one_closing(over_cities):
    first = over_cities.page(ReportFilter(), units=None, limit=5)

    after = over_cities.page(ReportFilter(), units=None, after=first[-1].key, limit=100)

    assert [row.unit for row in (*first, *after)] == [*CITIES, PROVINCE]


def test_nobody_is_late_to_whom_the_province_would_report(over_cities):
    late = over_cities.late(date(2024, 6, 1))

    assert (late[ReportLevel.CITY], late[ReportLevel.PROVINCE]) == (14, 0)
