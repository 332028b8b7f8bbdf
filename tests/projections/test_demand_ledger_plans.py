"""However the ledgers and the books are asked, no large table is read from end to end, and no more sorted than a page."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import product
from typing import Any, ClassVar, Self
from uuid import UUID

import pytest
from psycopg2 import extensions
from sqlalchemy import Engine, event

from domain.authorization import Post, Role, Scope
from domain.deadlines import Light
from domain.demands import DemandStatus
from domain.ledger_books.archive import Marks, Span
from domain.ledger_books.quarters import Quarter
from domain.policy.book import PolicyBook
from domain.policy.ledgers import Ledger
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.demand_ledger import DemandLedgers, DemandQueue, LedgerFilter, LedgerKey, LedgerReader
from projections.ledger_movements import LedgerMovements
from tests.conftest import _temporary as temporary
from tests.domain.zibo import ZIBO
from tests.projections.test_card_register_plans import nodes

ITEMS = 10_000
OPEN = ITEMS * 2 // 5  # in progress or just registered
ON = date(2026, 9, 30)
PAGE = 20
WAYS = 3  # to know of an item: of each a page is found, of which the first are taken
MADE_READY = ("PREPARE", "DEALLOCATE", "SET")
PLANNED_FOR = ("force_generic_plan", "auto")
FILL = """
INSERT INTO read.demand_ledger (
    demand_item_id, number, city, area, ledger, category, status, channel, raised_on, registered_on, enterprise_id, raised_for,
    list_types, beneficiaries, lead_function, lead_area, lead_organization, closed_on, extensions, is_rectified, policy_version,
    entered_at, since_on, last_actor, version, position, details_at, content_subject, content_blob, content_bound)
SELECT md5(n::text)::uuid, 'GG-' || n, '370300', (ARRAY['zhangdian', 'linzi', 'boshan', 'zibo-shibenji'])[1 + n %% 4],
       (ARRAY['public_service', 'market_service', 'opinion'])[1 + n %% 3], (ARRAY['schooling', 'housing', 'other'])[1 + n %% 3],
       (ARRAY['settled', 'settled', 'settled', 'in_progress', 'registered'])[1 + n %% 5], 'window', day, day,
       md5('e' || n %% 500)::uuid, md5('e' || n %% 500)::uuid, '{cluster_leader}', '{child}', 'education', 'zibo-shibenji',
       'zibo-education', CASE WHEN n %% 5 < 3 THEN day + 9 END, 0, false, 'zibo-2023/1', 4 * n, day, 'window', 4, 4 * n + 3, 4 * n,
       md5(n::text)::uuid, 'sealed', 'bound'
  FROM generate_series(1, %(items)s) AS n, LATERAL (SELECT '2024-01-01'::date + n %% 1000 AS day) AS item;
INSERT INTO read.demand_ledger_units
SELECT demand_item_id, 'education', 'zibo-shibenji', 'zibo-education', true FROM read.demand_ledger WHERE status <> 'registered';
INSERT INTO read.demand_ledger_deadlines
SELECT demand_item_id, 1, false, NULL, registered_on, 15, 'working_days', registered_on + 21, registered_on + 18, 0, false, 'hrss',
       false, registered_on + 21 FROM read.demand_ledger WHERE closed_on IS NULL;
INSERT INTO read.demand_ledger_statements (demand_item_id, stated_at, content_subject, content_blob, content_bound)
SELECT demand_item_id, entered_at, content_subject, content_blob, content_bound FROM read.demand_ledger;
INSERT INTO read.demand_ledger_progress
SELECT demand_item_id, position, registered_on, content_subject, content_blob, content_bound FROM read.demand_ledger;
INSERT INTO read.demand_ledger_periods (COLUMNS, known_from, known_to, effective_from, effective_to, units, assisting, begun, due_on, amber_from, sorts_on)
SELECT COLUMNS, entered_at + nth, CASE WHEN nth < 3 THEN entered_at + nth + 1 ELSE 9223372036854775807 END,
       registered_on, '9999-12-31'::date,
       CASE WHEN nth > 0 THEN '{education@zibo-shibenji}'::text[] ELSE '{}' END, '{}', 1, registered_on + 21, registered_on + 18,
       registered_on + 21
  FROM read.demand_ledger, generate_series(0, 3) AS nth;
INSERT INTO read.ledger_movements (item_id, position, side, number, area, ledger, category, kind, direction, effective_on, booked_on)
SELECT demand_item_id, entered_at, 0, number, area, ledger, category, 'registered', 1, registered_on, registered_on
  FROM read.demand_ledger
UNION ALL
SELECT demand_item_id, position, 0, number, area, ledger, category, 'settled', -1, closed_on, closed_on
  FROM read.demand_ledger WHERE closed_on IS NOT NULL;
INSERT INTO read.ledger_movements_items (item_id, known_from, known_to, booked_on, booked_to, number, policy_version, area, ledger,
                                         category, is_open, is_escalated, due_on, times)
SELECT demand_item_id, entered_at, CASE WHEN closed_on IS NULL THEN 9223372036854775807 ELSE position END, registered_on,
       coalesce(closed_on, '9999-12-31'), number, policy_version, area, ledger, category, true, false, registered_on + 21, '{}'
  FROM read.demand_ledger;
"""
COLUMNS = (
    "demand_item_id, number, city, area, ledger, category, status, channel, raised_on, registered_on, enterprise_id, raised_for, "
    "list_types, beneficiaries, lead_function, lead_area, lead_organization, closed_on, extensions, is_rectified, "
    "policy_version, entered_at, since_on, last_actor, version, position, details_at"
)
LARGE = {
    f"demand_ledger{part}" for part in ("", "_periods", "_statements", "_progress", "_units", "_deadlines")
} | {"ledger_movements", "ledger_movements_items"}
ENTERPRISE = UUID("6e340b9c-ffb3-7a98-9ca5-44e6bb780a2c")
READERS = {
    "city": LedgerReader(
        Post(role=Role.OFFICER, function="window", area="zibo-shibenji"), Scope(city="370300")
    ),
    "area": LedgerReader(
        Post(role=Role.OFFICER, function="window", area="boshan"), Scope(city="370300", area="boshan")
    ),
    "unit": LedgerReader(Post(role=Role.OFFICER, function="education", area="zibo-shibenji"), None),
    "enterprise": LedgerReader(
        Post(role=Role.SPECIALIST, enterprise_id=ENTERPRISE), Scope(enterprise_id=ENTERPRISE)
    ),
}
FILTERS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "ledger": {"ledger": Ledger.OPINION},
    "area": {"area": "linzi"},
    "unit": {"unit_function": "education", "unit_area": "zibo-shibenji"},
    "a unit of none": {"unit_function": "health"},
    "light": {"light": Light.RED},
    "category": {"ledger": Ledger.PUBLIC_SERVICE, "category": "schooling"},
    "quarter": {"registered_in": Quarter(2026, 3)},
    "closed in a quarter": {"closed_in": Quarter(2026, 2)},
    "enterprise type": {"list_type": "cluster_leader"},
    "a type of none": {"list_type": "four_chain"},
    "status": {"status": DemandStatus.REGISTERED},
    "open": {"is_open": True},
    "enterprise": {"enterprise_id": ENTERPRISE},
    "number": {"number": "GG-77"},
}


@pytest.fixture(scope="module")
def engine(server: EmbeddedPostgres, template: str) -> Iterator[Engine]:
    """Ten thousand items with four periods each, as a projector would have written them."""
    with temporary(server, template) as database:
        with (
            closing(Datastore(open_engine(database.url("projector")))) as projector,
            closing(projector.detached()) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(FILL.replace("COLUMNS", COLUMNS), {"items": ITEMS})
            for table in sorted(LARGE):
                cursor.execute(f"VACUUM ANALYZE read.{table}")
        opened = open_engine(database.url("app"))
        event.listen(opened, "connect", lambda connection, _: setattr(connection, "cursor_factory", Noting))
        yield opened
        opened.dispose()


class Noting(extensions.cursor):
    """A cursor that remembers what was asked, also of what is prepared."""

    stated: ClassVar[list[tuple[str, Any]]] = []

    def execute(self, query, values=None) -> None:
        self.stated.append((query, values))
        super().execute(query, values)


class Plans:
    """What the server does for what is asked, node by node, as it has just done it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Self:
        Noting.stated.clear()
        return self

    def __exit__(self, *_: object) -> None:
        self.stated = [one for one in Noting.stated if not one[0].startswith(MADE_READY)]

    def nodes(self) -> Iterator[dict[str, Any]]:
        for statement, parameters in self.stated:
            explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
            with self.engine.connect() as connection:
                [explained] = connection.exec_driver_sql(explain, parameters or ()).scalar_one()
            yield from nodes(explained["Plan"])


def planning_for(engine: Engine, values: str) -> None:
    """Have what is prepared be planned for its values, or for whichever: the server chooses by what it takes to be dearer."""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SET plan_cache_mode = {values}")


def read_from_end_to_end(plan: list[dict[str, Any]]) -> set[str]:
    return {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"} & LARGE


def looked_at(plan: list[dict[str, Any]]) -> float:
    """How many rows of items were read."""
    return sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        for node in plan
        if node.get("Relation Name") == "demand_ledger"
    )


def most_sorted(plan: list[dict[str, Any]]) -> float:
    sorts = (node for node in plan if node["Node Type"].endswith("Sort"))
    return max((below["Actual Rows"] for sort in sorts for below in sort["Plans"]), default=0)


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
def test_given_ten_thousand_items_when_a_page_is_read_then_no_table_is_read_and_nothing_sorted_but_the_page(
    engine, wanted
):
    ledgers = DemandLedgers(engine, PolicyBook([ZIBO]))
    for (who, reader), planned_for in product(READERS.items(), PLANNED_FOR):
        planning_for(engine, planned_for)
        of_past = [{"as_of": 2 * ITEMS}, {"in_force_on": date(2025, 6, 1)}] if planned_for == "auto" else []
        for moment in ({}, *of_past):
            with Plans(engine) as plans:
                ledgers.page(
                    LedgerFilter(**wanted),
                    readers=[reader],
                    on=ON,
                    after=LedgerKey(ITEMS),
                    limit=PAGE,
                    **moment,
                )
            plan = [*plans.nodes()]
            assert read_from_end_to_end(plan) == set(), (who, moment, planned_for)
            assert most_sorted(plan) <= WAYS * PAGE, (who, moment, planned_for)


@pytest.mark.parametrize("queue", DemandQueue)
def test_given_ten_thousand_items_when_somebody_looks_into_a_queue_then_what_is_closed_is_passed_over(
    engine, queue
):
    """Of items that are answered, only the queues of what is to be done about answers look at any."""
    ledgers = DemandLedgers(engine, PolicyBook([ZIBO]))
    for who, reader in READERS.items():
        with Plans(engine) as plans:
            ledgers.page(LedgerFilter(), readers=[reader], on=ON, queue=queue, limit=PAGE)
        plan = [*plans.nodes()]
        if (
            queue is not DemandQueue.TO_RECTIFY
        ):  # half of all items are answered, and one unit leads all of them
            assert read_from_end_to_end(plan) <= {"demand_ledger_deadlines"}, who
        if queue in (DemandQueue.MINE, DemandQueue.OVERDUE, DemandQueue.WAITING):
            assert looked_at(plan) <= OPEN + PAGE, who  # a page is read once more with its names


def test_given_the_books_of_three_years_when_a_quarter_is_read_then_what_was_counted_before_is_not(engine):
    books, quarter = LedgerMovements(engine), Quarter(2026, 3)
    before = quarter.later(-1).last_day
    with Plans(engine) as plans:
        [*books.postings("boshan", Span(4 * ITEMS + 3, quarter.last_day, 4 * ITEMS - 400, before))]
        books.listed(["boshan", "linzi"], ["GG-7", "GG-8"], 4 * ITEMS)
        books.flagged("boshan", 4 * ITEMS + 3, before)
        books.held("boshan", 4 * ITEMS + 3, before)
        of_quarter = Span(4 * ITEMS + 3, quarter.last_day, 4 * ITEMS - 400, before)
        [*books.histories("boshan", of_quarter, Marks([4 * ITEMS + 3], [date.min]))]

    assert read_from_end_to_end([*plans.nodes()]) == set()


def test_given_a_query_that_no_index_serves_then_reading_and_sorting_the_table_are_both_noticed(engine):
    """So that the tests above can fail."""
    with Plans(engine) as plans, engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM read.demand_ledger_periods ORDER BY since_on LIMIT 20")

    plan = [*plans.nodes()]
    assert read_from_end_to_end(plan) == {"demand_ledger_periods"}
    assert most_sorted(plan) == 4 * ITEMS
