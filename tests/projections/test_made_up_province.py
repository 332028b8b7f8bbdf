"""A made-up province for benchmarks is what the real projections make of its log: its rows are copied, and say nothing else."""

from contextlib import closing
from pathlib import Path

import pytest

from bench.province.frame import frame
from bench.province.loading import SEED, Province, learn_rows, load, moulds
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.master_key import kept_in
from projections import PROJECTIONS
from projections.rebuild import compare
from tests.conftest import Database, _temporary

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("cases", "lives"), [(30, 2), pytest.param(1_000, 12, marks=pytest.mark.slow)], ids=["30", "1000"]
)
def test_the_projections_make_the_same_rows_of_the_log(
    server: EmbeddedPostgres,
    template: str,
    database: Database,
    projector: Datastore,
    folder: Path,
    cases: int,
    lives: int,
) -> None:
    province = made(server, template, database, folder, cases, lives)
    differing = {name: compare(name, projector) for name in PROJECTIONS}

    assert not any(differing.values()), differing
    assert province.cases >= cases
    assert counted(database, OUT_OF_ORDER) == 0
    assert counted(database, VERSIONS_MISSING) == 0
    assert counted(database, UNKNOWN_COMMANDS) == 0

    # and a row that says something else is found
    with projector.cursor() as cursor:
        cursor.execute(
            "UPDATE read.case_register SET version = version + 1 WHERE position = (SELECT max(position) FROM read.case_register)"
        )
    assert compare("case_register", projector) == ["case_register"]
