"""However the card register is asked, no large table is read from end to end, and no more sorted than a page."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bench.register import OF_AREA, OF_CITY, card_id, enterprise_id, fill, number, talent_id
from domain.authorization import Scope
from domain.cards import CardStatus
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.card_register import CardDifferences, CardFilter, CardKey, CardRegister
from tests.conftest import _temporary as temporary

CARDS = 10_000
OF_ENTERPRISE = Scope(enterprise_id=enterprise_id(7, CARDS))
SCOPES = {"everything": Scope(), "city": OF_CITY, "area": OF_AREA, "enterprise": OF_ENTERPRISE}
FILTERS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "area": {"area": "boshan"},
    "an area without cards": {"area": "wenchanghu"},
    "card type": {"card_type": "honor"},
    "number": {"card_number": number(17)},
    "route": {"route": "front_end"},
    "status": {"status": CardStatus.SUSPENDED},
    "a status of none now": {"status": CardStatus.GRANTED},
    "person": {"talent_id": talent_id(17)},
    "enterprise": {"enterprise_id": enterprise_id(17, CARDS)},
    "department": {"department": "miit"},
    "quota year": {"quota_year": 2019},
    "expiring": {"ends_after": date(2026, 1, 1), "ends_before": date(2026, 3, 31)},
    "several things": {"card_type": "honor", "quota_year": 2019, "status": CardStatus.ENDED},
}
MOMENTS = {"now": None, "early": 100, "half-way": 2 * CARDS, "late": 4 * CARDS}
LARGE = {"card_register", "card_register_people", "card_register_forms"}
EVERY = pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())


@pytest.fixture(scope="module")
def register(server: EmbeddedPostgres, template: str) -> Iterator[CardRegister]:
    """Ten thousand cards, each with four periods."""
    with temporary(server, template) as database:
        with closing(Datastore(open_engine(database.url("projector")))) as projector:
            fill(projector, CARDS)
        engine = open_engine(database.url("app"))
        yield CardRegister(engine)
        engine.dispose()


@pytest.fixture
def plan_of(register: CardRegister) -> Callable[..., list[dict[str, Any]]]:
    """What the server does for a page, node by node, as it has just done it."""

    def explained(**asked: Any) -> list[dict[str, Any]]:
        engine = register._engine
        [(statement, parameters)] = stated_by(engine, lambda: register.page(**asked))
        return plan_for(engine, statement, parameters)

    return explained


def stated_by(engine: Engine, ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements, with their parameters, that this sends."""
    stated: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        stated.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    return stated


def plan_for(engine: Engine, statement: str, parameters: Any = ()) -> list[dict[str, Any]]:
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
    with engine.connect() as connection:
        [explained] = connection.exec_driver_sql(explain, parameters).scalar_one()
    return [*nodes(explained["Plan"])]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def read_from_end_to_end(plan: list[dict[str, Any]]) -> set[str]:
    """The large tables among those that are."""
    return {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"} & LARGE


def most_sorted(plan: list[dict[str, Any]]) -> float:
    """How many rows are put in order, at most: those that a sort is given, not those that are left of them."""
    sorts = (node for node in plan if node["Node Type"].endswith("Sort"))
    return max((below["Actual Rows"] for sort in sorts for below in sort["Plans"]), default=0)


@EVERY
@pytest.mark.parametrize("as_of", MOMENTS.values(), ids=MOMENTS.keys())
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES.keys())
def test_given_ten_thousand_cards_when_a_page_is_read_then_no_table_is_read_and_nothing_sorted_but_the_page(
    plan_of, scope, as_of, wanted
):
    for after in (None, CardKey((as_of or 4 * CARDS) // 2)):
        plan = plan_of(wanted=CardFilter(**wanted), scope=scope, as_of=as_of, after=after, limit=20)

        assert read_from_end_to_end(plan) == set()
        assert most_sorted(plan) <= 20


@pytest.mark.parametrize("as_of", [None, 2 * CARDS], ids=["now", "half-way"])
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES.keys())
def test_given_ten_thousand_cards_when_a_page_of_a_day_is_read_then_no_table_is_read_and_nothing_sorted_but_the_page(
    plan_of, scope, as_of
):
    for wanted in ({}, {"status": CardStatus.SUSPENDED}, {"card_type": "honor"}):
        asked = {"wanted": CardFilter(**wanted), "scope": scope, "as_of": as_of, "on": date(2020, 6, 1)}
        plan = plan_of(**asked, limit=20)

        assert read_from_end_to_end(plan) == set()
        assert most_sorted(plan) <= 20


def test_given_ten_thousand_cards_when_a_page_of_what_differs_is_read_then_only_what_was_touched_is(register):
    """So much is read as there is between the two, and not as there is in the register."""
    statements = stated_by(register._engine, lambda: differences_around(register._engine, 2 * CARDS, 40))

    plans = [plan_for(register._engine, *one) for one in statements]

    assert not any(map(read_from_end_to_end, plans))
    assert max(map(most_sorted, plans)) <= 200


def differences_around(engine: Engine, position: int, width: int) -> None:
    between = {"scope": OF_CITY, "first": position, "second": position + width}
    CardDifferences(engine).totals(CardFilter(), **between)
    CardDifferences(engine).page(CardFilter(), **between)


def test_given_a_query_that_no_index_serves_then_reading_and_sorting_the_table_are_both_noticed(register):
    """So that the test above can fail."""
    plan = plan_for(register._engine, "SELECT * FROM read.card_register ORDER BY status_reason LIMIT 20")

    assert read_from_end_to_end(plan) == {"card_register"}
    assert most_sorted(plan) > CARDS


def test_given_the_made_up_cards_then_the_register_finds_each_of_them_once(register: CardRegister):
    pages = register.pages(CardFilter(), scope=OF_CITY, as_of=5 * CARDS)

    found = [row.card_id for page in pages for row in page]

    assert found == [card_id(number) for number in range(CARDS)]
