"""A page of the due sheet costs a page: PostgreSQL reads few of many deadlines to answer it.

Who asks by whose turn it is (`function`, `queue`) has the open deadlines looked through: of a city, some thousands.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as engine_events

from domain.authorization import Scope
from domain.deadlines import Light
from domain.policy.book import PolicyBook
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.case_register import DueFilter, DueKey, DueSheet
from tests.conftest import _temporary as temporary
from tests.domain.zibo import ZIBO
from tests.projections.test_case_plans import CITY, FILL, MANY, SOME, nodes

MOST = 3_000  # deadlines that may be looked at for one page, of 40,000
TODAY = date(2024, 7, 1)

# Every case is open, with its own deadline and that of its step, due within a year; one in ten rests.
FILL_DEADLINES = f"""
{FILL}
UPDATE read.case_register SET status = 'in_process', step = 'department_review';
INSERT INTO read.case_register_deadlines
SELECT lpad(to_hex(n), 32, '0')::uuid, 3, of_step, CASE WHEN of_step THEN 'department_review' END, '2024-01-01', 10,
       'working_days', due_on, due_on - 3, CASE WHEN due_on IS NULL THEN 4 END, false, 'hrss', coalesce(due_on < '2024-06-20', false),
       coalesce(due_on, '9999-12-31'), city, area
  FROM (SELECT n, CASE WHEN n % 10 > 0 THEN date '2024-01-01' + n % 365 END AS due_on
          FROM generate_series(1, {MANY}) AS n) AS numbered
  JOIN read.case_register ON card_application_id = lpad(to_hex(n), 32, '0')::uuid,
       (VALUES (true), (false)) AS kinds (of_step);
ANALYZE read.case_register, read.case_register_deadlines;
"""


@pytest.fixture(scope="module")
def asked(server: EmbeddedPostgres, template: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """How PostgreSQL answers a question to the sheet of a city with very many deadlines."""
    with temporary(server, template) as database:
        owner = Datastore(open_engine(database.url("projector")))
        with owner.cursor() as cursor:
            cursor.execute(FILL_DEADLINES)
        engine = open_engine(database.url("app"))
        statements: list[Any] = []
        engine_events.listen(
            engine,
            "before_cursor_execute",
            lambda _c, _r, statement, values, *_: statements.append((statement, values)),
        )

        def explained(ask: Callable[[DueSheet], object]) -> dict[str, Any]:
            ask(DueSheet(engine, PolicyBook([ZIBO])))
            statement, values = statements[-1]
            with owner.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
                [([plan],)] = cursor.fetchall()
            return plan["Plan"]

        yield explained
        engine.dispose()
        owner.close()


def looked_at(plan: dict[str, Any]) -> int:
    """How many deadlines were read."""
    return sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        for node in nodes(plan)
        if node.get("Relation Name") == "case_register_deadlines"
    )


FILTERS: list[dict[str, Any]] = [
    {},
    {"city": CITY},
    {"area": "boshan"},
    {"step": "department_review"},
    {"light": Light.RED},
    {"light": Light.GREY},
    {"due_before": date(2024, 2, 1)},
    {"enterprise_id": SOME},
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_given_many_deadlines_when_a_page_is_filtered_then_few_are_looked_at(asked, wanted):
    plan = asked(lambda sheet: sheet.page(DueFilter(**wanted), on=TODAY, scope=Scope()))

    assert looked_at(plan) <= MOST


def test_given_a_page_from_the_middle_on_then_nothing_before_it_is_looked_at(asked):
    after = DueKey(date(2024, 7, 1), UUID(int=1), 3, False)

    plan = asked(lambda sheet: sheet.page(DueFilter(), on=TODAY, scope=Scope(), after=after))

    assert looked_at(plan) <= 200


@pytest.mark.parametrize("light", [None, Light.RED])
@pytest.mark.parametrize("scope", [Scope(city=CITY), Scope(city=CITY, area="boshan")], ids=["city", "area"])
def test_given_an_office_then_a_page_of_its_sheet_is_walked_and_no_more(asked, scope, light):
    plan = asked(lambda sheet: sheet.page(DueFilter(light=light), on=TODAY, scope=scope))

    assert looked_at(plan) <= 200


def test_given_an_enterprise_then_few_are_looked_at(asked):
    scope = Scope(enterprise_id=SOME)

    assert looked_at(asked(lambda sheet: sheet.page(DueFilter(), on=TODAY, scope=scope))) <= MOST


def test_given_a_page_of_cases_then_only_their_deadlines_are_looked_at(asked):
    ids = [UUID(int=number) for number in range(1, 51)]

    assert looked_at(asked(lambda sheet: sheet.of_cases(ids))) <= 100


def test_what_is_overdue_and_untold_is_found_among_what_is_overdue(asked):
    assert looked_at(asked(lambda sheet: sheet.overdue(date(2024, 1, 10)))) <= MOST
