"""However the card register is asked, no large table is read from end to end."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from bench.register import OF_AREA, OF_CITY, card_id, enterprise_id, fill, number, talent_id
from domain.aggregates.card import CardStatus
from domain.authorization import Scope
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.card_register import CardFilter, CardKey, CardRegister
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
EVERY = pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
# What several conditions at once leave of the past is so little, in a table of this size, that the planner of one
# release reads an index for it and that of another the table.
OF_THE_PAST = {name: wanted for name, wanted in FILTERS.items() if name != "several things"}


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
def scanned(register: CardRegister) -> Callable[..., set[str]]:
    """The tables that the plan of a page's one statement reads from end to end."""

    def tables(**asked: Any) -> set[str]:
        engine = register._engine
        stated: list[tuple[str, Any]] = []

        def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
            stated.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        register.page(**asked)
        event.remove(engine, "before_cursor_execute", note)
        [(statement, parameters)] = stated
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
        return set(re.findall(r"Seq Scan on (\w+)", "\n".join(plan))) - {"card_register_specialists"}

    return tables


@EVERY
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES.keys())
def test_given_ten_thousand_cards_when_a_page_of_now_is_read_then_no_table_is_read_from_end_to_end(
    scanned, scope, wanted
):
    assert scanned(wanted=CardFilter(**wanted), scope=scope) == set()
    assert scanned(wanted=CardFilter(**wanted), scope=scope, after=CardKey(4 * CARDS // 2)) == set()


@pytest.mark.parametrize("wanted", OF_THE_PAST.values(), ids=OF_THE_PAST.keys())
@pytest.mark.parametrize("as_of", [100, 2 * CARDS, 4 * CARDS], ids=["early", "half-way", "late"])
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES.keys())
def test_given_ten_thousand_cards_when_a_page_of_the_past_is_read_then_no_table_is_read_from_end_to_end(
    scanned, scope, as_of, wanted
):
    assert scanned(wanted=CardFilter(**wanted), scope=scope, as_of=as_of) == set()


def test_given_a_query_without_an_index_then_it_would_be_noticed(scanned, register: CardRegister):
    with register._engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN SELECT FROM read.card_register WHERE version = 7"
        ).scalars()
        assert "Seq Scan on card_register" in "\n".join(plan)


def test_given_the_made_up_cards_then_the_register_finds_each_of_them_once(register: CardRegister):
    pages = register.pages(CardFilter(), scope=OF_CITY, as_of=5 * CARDS)

    found = [row.card_id for page in pages for row in page]

    assert found == [card_id(number) for number in range(CARDS)]
