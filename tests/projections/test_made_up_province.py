"""A made-up province for benchmarks is what the real projections make of its log: its rows are copied, and say nothing else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2.extensions
import pytest
from sqlalchemy import Engine, event

from bench.province.frame import frame
from bench.province.loading import SEED, Province, learn_rows, load, moulds
from bench.reads import town_of
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.master_key import kept_in
from projections import PROJECTIONS
from projections.rebuild import compare
from tests.conftest import Database, _temporary

LISTS = (
    "/v1/card-applications",
    "/v1/cards",
    "/v1/demand-items",
    "/v1/enterprises",
    "/v1/card-applications?as_of=900",
    "/v1/cards?effective_on=2028-10-01",
)

OUT_OF_ORDER = """
    SELECT count(*) FROM (
        SELECT position, recorded_at, lag(position) OVER log AS before, lag(recorded_at) OVER log AS recorded_before
          FROM log.events WINDOW log AS (ORDER BY position)) AS events
     WHERE position <> before + 1 OR recorded_at < recorded_before
"""
VERSIONS_MISSING = """
    SELECT count(*) FROM (
        SELECT originator_version, row_number() OVER (PARTITION BY originator_id ORDER BY position) AS number
          FROM log.events) AS events
     WHERE originator_version <> number
"""
UNKNOWN_COMMANDS = """
    SELECT count(*) FROM log.events
      LEFT JOIN log.commands ON position BETWEEN first_position AND last_position AND commands.command_id = events.command_id
     WHERE commands.command_id IS NULL
"""


def counted(database: Database, query: str) -> int:
    with closing(Datastore(open_engine(database.url("owner")))) as owner:
        [(number,)] = owner.rows(query)
        return int(number)


def made(
    server: EmbeddedPostgres, template: str, database: Database, folder: Path, cases: int, lives: int
) -> Province:
    kinds, begun = moulds(lives), frame()
    with _temporary(server, template) as small:
        of_frame = learn_rows(small, kinds, begun, SEED, kept_in(folder / "keys" / "master-key"))
    return load(database, folder, kinds, begun, of_frame, cases, seed=SEED, processes=2)


@pytest.fixture(
    scope="module",
    params=[pytest.param((30, 2), id="30"), pytest.param((1_000, 12), id="1000", marks=pytest.mark.slow)],
)
def province(
    server: EmbeddedPostgres,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Province]:
    """A small province, copied from so many lives."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "keys").mkdir()
    cases, lives = request.param
    with _temporary(server, template) as database:
        yield made(server, template, database, folder, cases, lives)


@pytest.fixture
def projector(province: Province) -> Iterator[Datastore]:
    with closing(Datastore(open_engine(province.database.url("projector")))) as datastore:
        yield datastore


def test_the_copied_log_is_one_that_the_office_could_have_written(province):
    assert province.cases >= 30
    assert counted(province.database, OUT_OF_ORDER) == 0
    assert counted(province.database, VERSIONS_MISSING) == 0
    assert counted(province.database, UNKNOWN_COMMANDS) == 0


def test_the_projections_make_the_same_rows_of_the_copied_log(province, projector):
    differing = {name: compare(name, projector) for name in PROJECTIONS}

    assert not any(differing.values()), differing


def test_however_long_a_page_is_it_takes_as_many_statements(province):
    """None is sent for each item of a page."""
    with town_of(province) as town:
        statements = Statements(town.service.engine)
        for path in LISTS:
            (of_one, one), (of_many, many) = (fewest(statements, town, path, limit) for limit in (1, 20))
            assert one == 1, path
            assert many > 1, path
            assert of_one == of_many > 0, (path, of_one, of_many)


def fewest(statements, town, path, limit):
    """The statements that a page of a list takes, and its lines: of several times the fewest, for once a second the
    policies are looked for again."""
    taken = []
    for _ in range(4):
        with statements:
            answer = town.auditor().gets(path, limit=str(limit))
        taken.append((len(statements), len(answer.json()["items"])))
    return min(taken)


def test_a_row_that_says_something_else_is_found(province, projector):
    """So that the comparison above can fail; the last of all, since it leaves that row."""
    with projector.cursor() as cursor:
        cursor.execute(
            "UPDATE read.case_register SET version = version + 1"
            " WHERE position = (SELECT max(position) FROM read.case_register)"
        )

    assert compare("case_register", projector) == ["case_register"]


class Statements:
    """Counts what is sent on the connections of an engine, whoever sends it."""

    def __init__(self, engine: Engine) -> None:
        self.sent: list[Any] = []
        note = self.sent.append

        class Counting(psycopg2.extensions.cursor):
            def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002  as psycopg2 names it
                note(query)
                super().execute(query, vars)

        event.listen(engine, "checkout", lambda raw, *_: setattr(raw, "cursor_factory", Counting))

    def __len__(self) -> int:
        return len(self.sent)

    def __enter__(self) -> None:
        self.sent.clear()

    def __exit__(self, *_: object) -> None:
        """What was counted stays."""
