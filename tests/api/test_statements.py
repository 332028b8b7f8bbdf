"""How often a command goes to the database: a bound for each kind, so that nobody pays for a question that was asked before."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from psycopg2.extensions import connection, cursor
from sqlalchemy import event
from sqlalchemy.pool import Pool

from domain.aggregates import policy_catalogue
from persistence.embedded import EmbeddedPostgres
from tests.api.cases import FORM, Applying
from tests.api.conftest import CITY, LETTER, QUOTA, ZHANGDIAN, Person, Town, town_on
from tests.conftest import _temporary as temporary

SCHOOLING = {
    "city": CITY,
    "ledger": "public_service",
    "category": "schooling",
    "details": {"content": "示例：请协调子女入学"},
}
KEYED = 1  # whether the key was used before
# How many statements each may take, once its sender has come in.
MOST = {
    "nominate": 3,  # what it names, the enterprise, the append
    "draft": 7,
    "submit": 6,
    "give an opinion": 4,  # the case; its enterprise and what is noted of it; keys to mask and to seal with; the append
    "review": 5,
    "register a demand": 4,  # what it names, the number, a key that is made, the append
    "assign a demand": 3,
    "accept an assignment": 3,
    "record progress": 3,  # the item, keys to mask and to seal with, the append
    "look at a demand": 3,
    "look at a case": 3,
}


class Statements:
    """What the API's connections have sent since somebody last asked."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def note(self, query: Any, parameters: Any) -> None:
        # The policy catalogue is looked at once a second, by whoever comes then; a query is made ready once a connection.
        if str(query).startswith("PREPARE "):
            return
        if str(policy_catalogue.ID) not in str(parameters) or "originator_ids" not in str(query):
            self.sent.append(str(query))

    def of(self, answer: Response) -> list[str]:
        assert answer.is_success, answer.text
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture(scope="module")
def statements() -> Iterator[Statements]:
    noted = Statements()

    class Noting(cursor):
        def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002  psycopg2's own name
            noted.note(query, vars)
            super().execute(query, vars)

    def connected(made: connection, _: Any) -> None:
        if "huicai-api" in made.dsn:
            made.cursor_factory = Noting

    event.listen(Pool, "connect", connected)
    yield noted
    event.remove(Pool, "connect", connected)


@pytest.fixture(scope="module")
def town(
    statements: Statements, server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    with (
        temporary(server, template) as database,
        town_on(database, tmp_path_factory.mktemp("town"), projected=False) as made,
    ):
        made.quota()
        yield made


def known(person: Person) -> Person:
    """Whose token has been seen: the first use of the day is put on record."""
    person.gets(QUOTA)
    return person


def bound(statements: Statements, what: str, answer: Response) -> dict[str, Any]:
    sent = statements.of(answer)
    assert len(sent) <= MOST[what], "\n".join([f"{what}: {len(sent)} statements", *sent])
    shown: dict[str, Any] = answer.json()
    return shown


def test_nominating_takes_three(town: Town, statements: Statements) -> None:
    first, second = town.listed("示例七〇一号有限公司", "示例七〇二号有限公司")
    drc = town.officer("drc")
    statements.of(drc.posts(f"{QUOTA}/nominations", enterprise_id=first, documents=[LETTER]))

    bound(statements, "nominate", drc.posts(f"{QUOTA}/nominations", enterprise_id=second, documents=[LETTER]))


def test_a_case_on_its_way(town: Town, statements: Statements) -> None:
    applying = Applying(town, "示例七〇三号有限公司")
    applying.specialist.gets(QUOTA)
    statements.sent.clear()
    case = bound(statements, "draft", applying.drafts(form=FORM))
    applying.case_id = case["id"]
    bound(statements, "submit", applying.specialist.posts(f"{applying.case}/submission"))
    district, department = known(applying.district()), known(applying.department())
    statements.sent.clear()
    bound(statements, "give an opinion", district.posts(f"{applying.case}/opinions", opinion="agreed"))
    bound(statements, "review", department.posts(f"{applying.case}/reviews"))
    bound(statements, "look at a case", department.gets(applying.case))


def test_a_demand_on_its_way(town: Town, statements: Statements) -> None:
    window, school = (
        known(town.officer("window", ZHANGDIAN, "li-window")),
        known(town.officer("education", name="sun-school")),
    )
    for _ in range(2):  # where the series of numbers stands is known from then on
        window.posts("/v1/demand-items", **SCHOOLING)
    statements.sent.clear()
    item = bound(statements, "register a demand", window.posts("/v1/demand-items", **SCHOOLING))
    bound(statements, "assign a demand", window.posts(f"{item['href']}/assignment"))
    bound(statements, "accept an assignment", school.posts(f"{item['href']}/acceptance"))
    bound(
        statements, "record progress", school.posts(f"{item['href']}/progress", progress="示例：已联系学校")
    )
    bound(statements, "look at a demand", school.gets(item["href"]))


def test_a_key_costs_one_more(town: Town, statements: Statements) -> None:
    window = known(town.officer("window", ZHANGDIAN, "li-window"))
    for number in range(2):
        window.posts("/v1/demand-items", headers={"Idempotency-Key": f"before-{number}"}, **SCHOOLING)
    statements.sent.clear()
    answer = window.posts("/v1/demand-items", headers={"Idempotency-Key": "keyed"}, **SCHOOLING)
    assert len(statements.of(answer)) <= MOST["register a demand"] + KEYED
