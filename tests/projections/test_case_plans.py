"""A page of the case register costs a page: whatever is asked, PostgreSQL reads few of many cases to answer it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as engine_events
from sqlalchemy import select

from domain.authorization import Post, Role, Scope
from domain.cases import CaseStatus
from domain.policy.book import PolicyBook
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.case_register import CaseFilter, CaseKey, CaseRegister, Queue, Worker
from projections.case_register.periods import OF_CASE
from projections.case_register.queues import Queues
from projections.case_register.turns import Turns
from projections.knowledge import NO_END, NO_LAST_DAY
from projections.reading import DIALECT
from tests.conftest import _temporary as temporary
from tests.domain.zibo import ZIBO

MANY = 20_000  # of which one in a hundred is open
MOST = 2_000  # that may be looked at for one page
CITY = "370300"
EVERYTHING = Scope()
SOME = UUID(int=471)
LARGE = {"case_register", "case_register_periods"}

FACTS = ", ".join(OF_CASE)
FILL = f"""
INSERT INTO read.case_register
SELECT lpad(to_hex(n), 32, '0')::uuid, '{CITY}',
       (ARRAY['zhangdian', 'boshan', 'huantai', 'linzi', 'zhoucun', 'zibo-shibenji'])[1 + n % 6],
       'huicai', 'quota', 2000 + n % 25, (ARRAY['drc', 'miit'])[1 + n % 2], 'cluster_leader',
       lpad(to_hex(n / 10), 32, '0')::uuid, lpad(to_hex(n / 10), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid,
       lpad(to_hex(n), 32, '0')::uuid, 'zibo-2023/1',
       CASE WHEN n % 100 = 0 THEN 'in_process' WHEN n % 100 = 1 THEN 'drafted'
            ELSE (ARRAY['approved', 'rejected', 'not_recommended', 'withdrawn'])[1 + n % 4] END,
       CASE WHEN n % 100 = 0 THEN (ARRAY['district_opinion', 'department_review', 'forwarding'])[1 + n / 100 % 3]
            WHEN n % 100 = 1 THEN NULL ELSE 'provincial_result' END,
       false, '2024-03-15', n, NULL, NULL, NULL,
       CASE WHEN n % 5000 = 2 THEN 'entry_correction' END, CASE WHEN n % 5000 = 2 THEN 'approved' END,
       CASE WHEN n % 5000 = 2 THEN 'sun-jing' END, NULL, NULL, 'zhao-min', 9, n,
       NULL, NULL, NULL, NULL, NULL, NULL, '{{drc@zibo-shibenji}}'
  FROM generate_series(1, {MANY}) AS n;
INSERT INTO read.case_register_enterprises
SELECT lpad(to_hex(n), 32, '0')::uuid, 'enterprise ' || n, '2024-01-01', 'zhangdian', NULL
  FROM generate_series(0, {MANY} / 10) AS n;
INSERT INTO read.case_register_actors
SELECT lpad(to_hex(n), 32, '0')::uuid, 'zhao-min', 'department_review' FROM generate_series(1, {MANY}, 2) AS n;
INSERT INTO read.case_register_batches
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n / 5), 32, '0')::uuid FROM generate_series(1, {MANY}) AS n;
INSERT INTO read.case_register_periods
       ({FACTS}, enterprise_name, known_from, known_to, effective_from, effective_to)
SELECT {FACTS}, 'enterprise', since_position, {NO_END}, '2024-03-15'::date, '{NO_LAST_DAY}'::date FROM read.case_register
 UNION ALL
SELECT {FACTS.replace("since_position", "1 + since_position / 2")}, 'enterprise', 1 + since_position / 2, since_position,
       '2024-01-01'::date, '{NO_LAST_DAY}'::date
  FROM read.case_register WHERE since_position > 2;
ANALYZE read.case_register, read.case_register_periods, read.case_register_enterprises, read.case_register_actors,
        read.case_register_batches;
"""


# Seven of eight cases are of other cities, with areas of their own.
OF_A_PROVINCE = f"""
{FILL}
UPDATE read.case_register SET city = 370300 + since_position / 6 % 8, area = since_position / 6 % 8 || '-' || area
 WHERE since_position / 6 % 8 > 0;
ANALYZE read.case_register;
"""
# Nothing is over: all wait for one department or the other.
BUSY = f"""
{FILL}
UPDATE read.case_register SET status = 'in_process', step = 'department_review', entry = NULL;
ANALYZE read.case_register;
"""


@pytest.fixture(scope="module")
def plan_of(server: EmbeddedPostgres, template: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """How PostgreSQL answers a page of the register of a city with very many cases."""
    yield from planned(server, template, FILL)


@pytest.fixture(scope="module")
def plan_in_a_province(server: EmbeddedPostgres, template: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """The same of eight cities."""
    yield from planned(server, template, OF_A_PROVINCE)


@pytest.fixture(scope="module")
def plan_at_a_busy_time(server: EmbeddedPostgres, template: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """The same where all cases are under way."""
    yield from planned(server, template, BUSY)


def planned(server: EmbeddedPostgres, template: str, fill: str) -> Iterator[Callable[..., dict[str, Any]]]:
    with temporary(server, template) as database:
        owner = Datastore(open_engine(database.url("projector")))
        with owner.cursor() as cursor:
            cursor.execute(fill)
        engine = open_engine(database.url("app"))
        register, asked = CaseRegister(engine, PolicyBook([ZIBO])), []
        engine_events.listen(
            engine,
            "before_cursor_execute",
            lambda _c, _r, statement, values, *_: asked.append((statement, values)),
        )

        def explained(wanted: CaseFilter | None = None, **page: Any) -> dict[str, Any]:
            register.page(wanted or CaseFilter(), **{"scope": EVERYTHING} | page)
            statement, values = asked[-1]
            with owner.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
                [([plan],)] = cursor.fetchall()
            return plan["Plan"]

        yield explained
        engine.dispose()
        owner.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def looked_at(plan: dict[str, Any]) -> int:
    """How many rows of cases were read."""
    return sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        for node in nodes(plan)
        if node.get("Relation Name") in LARGE
    )


def is_scanned(plan: dict[str, Any]) -> bool:
    """Whether the cases were read from end to end."""
    kinds = (node["Node Type"] for node in nodes(plan) if node.get("Relation Name") in LARGE)
    return "Seq Scan" in kinds


FILTERS: list[dict[str, Any]] = [
    {},
    {"city": CITY},
    {"status": CaseStatus.IN_PROCESS},
    {"status": CaseStatus.DRAFTED},
    {"status": CaseStatus.APPROVED},
    {"status": CaseStatus.IN_PROCESS, "step": "forwarding"},
    {"status": CaseStatus.IN_PROCESS, "step": "forwarding", "area": "boshan"},
    {"card_type": "huicai"},
    {"route": "quota"},
    {"route": "front_end"},
    {"quota_year": 2024},
    {"quota_year": 2024, "department": "drc", "area": "zhangdian"},
    {"department": "miit"},
    {"area": "boshan"},
    {"enterprise_id": SOME},
    {"talent_id": SOME},
    {"place_id": SOME},
    {"batch_id": SOME},
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_given_many_cases_when_a_page_is_filtered_then_few_are_looked_at(plan_of, wanted):
    plan = plan_of(CaseFilter(**wanted))

    assert not is_scanned(plan)
    assert looked_at(plan) <= MOST


@pytest.mark.parametrize("wanted", [one for one in FILTERS if "batch_id" not in one], ids=str)
@pytest.mark.parametrize(
    "moment",
    [
        {"as_of": MANY},
        {"as_of": MANY // 2},
        {"as_of": 100},
        {"on": date(2024, 6, 1)},
        {"as_of": 100, "on": date(2024, 2, 1)},
    ],
    ids=str,
)
def test_given_many_cases_when_a_page_of_a_moment_or_a_day_is_read_then_few_are_looked_at(
    plan_of, wanted, moment
):
    plan = plan_of(CaseFilter(**wanted), scope=Scope(city=CITY), **moment)

    assert not is_scanned(plan)
    assert looked_at(plan) <= MOST


@pytest.mark.parametrize(
    "scope",
    [Scope(city=CITY), Scope(city=CITY, area="zhangdian"), Scope(enterprise_id=SOME)],
    ids=["city", "area", "enterprise"],
)
def test_given_many_cases_when_somebody_reads_within_a_scope_then_few_are_looked_at(plan_of, scope):
    plan = plan_of(scope=scope, after=CaseKey(MANY // 2))

    assert not is_scanned(plan)
    assert looked_at(plan) <= MOST


@pytest.mark.parametrize("queue", Queue)
@pytest.mark.parametrize(
    "post",
    [
        Post(role=Role.OFFICER, function="drc", area="zhangdian"),
        Post(role=Role.OFFICER, function="hrss", area="zibo-shibenji"),
        Post(role=Role.SPECIALIST, enterprise_id=SOME),
    ],
    ids=["district", "city", "specialist"],
)
def test_given_many_cases_when_somebody_looks_into_a_queue_then_few_are_looked_at(plan_of, queue, post):
    plan = plan_of(queue=(queue, Worker("zhao-min", post)))

    assert not is_scanned(plan)
    assert looked_at(plan) <= MOST


@pytest.mark.parametrize(
    "wanted", [{}, {"status": CaseStatus.APPROVED}, {"quota_year": 2012}, {"department": "miit"}], ids=str
)
def test_given_a_province_when_a_district_filters_then_a_page_is_walked_and_no_more(
    plan_in_a_province, wanted
):
    plan = plan_in_a_province(CaseFilter(**wanted), scope=Scope(city=CITY, area="boshan"))

    assert looked_at(plan) <= 2 * 51  # each once in its order, and once by its key


def test_given_a_province_when_a_district_reads_then_the_planner_knows_how_much_is_of_it(plan_in_a_province):
    """It does not multiply the part of the city by that of an area which is of this city alone."""
    plan = plan_in_a_province(scope=Scope(city=CITY, area="boshan"), limit=1000)
    [page] = [node for node in nodes(plan) if node["Node Type"] == "Limit"]

    assert page["Actual Rows"] / 2 < page["Plan Rows"] < page["Actual Rows"] * 2


def test_given_very_much_to_do_when_a_department_looks_for_it_then_a_page_is_walked_and_no_more(
    plan_at_a_busy_time,
):
    post = Post(role=Role.OFFICER, function="drc", area="zibo-shibenji")

    plan = plan_at_a_busy_time(scope=Scope(city=CITY), queue=(Queue.MINE, Worker("sun-jing", post)))

    assert looked_at(plan) <= 500


@pytest.mark.parametrize("queue", [Queue.WAITING, Queue.RETURNED])
def test_given_very_much_to_do_when_an_office_looks_for_what_it_has_none_of_then_nothing_is_looked_at(
    plan_at_a_busy_time, queue
):
    post = Post(role=Role.OFFICER, function="hrss", area="zibo-shibenji")

    plan = plan_at_a_busy_time(scope=Scope(city=CITY), queue=(queue, Worker("sun-jing", post)))

    assert looked_at(plan) == 0


def test_given_policies_of_sixteen_cities_when_a_queue_is_laid_down_then_it_takes_no_more_values_than_of_one():
    of_sixteen = PolicyBook(ZIBO.model_copy(update={"version": f"zibo-2023/{n}"}) for n in range(1, 17))
    worker = Worker("zhao-min", Post(role=Role.OFFICER, function="drc", area="zhangdian"))

    def values(policies: PolicyBook) -> int:
        turns = Turns(policies)
        waiting = select(turns.steps).where(Queues(turns).of(Queue.WAITING, worker))
        return len(waiting.compile(dialect=DIALECT).params)

    assert values(of_sixteen) == values(PolicyBook([ZIBO]))


def test_what_is_read_from_end_to_end_would_be_noticed(plan_of):
    plan = {"Node Type": "Seq Scan", "Relation Name": "case_register", "Actual Loops": 1, "Actual Rows": MANY}

    assert is_scanned({"Node Type": "Limit", "Plans": [plan]})
    assert looked_at({"Node Type": "Limit", "Plans": [plan]}) == MANY
