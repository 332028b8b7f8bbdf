"""Several processes that start at once migrate the database once."""

import subprocess
import sys

import pytest
from sqlalchemy import create_engine

from persistence.datastore import Datastore, open_engine, psycopg2_url
from persistence.migrations import MIGRATION_LOCK, NotMigrated, migrate
from persistence.recorders import LogRecorder
from tests.conftest import Database
from tests.persistence.commands import event

MIGRATE = "import sys; from persistence.migrations import migrate; migrate(sys.stdin.readline())"


def test_eight_processes_that_start_at_once_all_find_a_migrated_database(empty_database: Database) -> None:
    url = empty_database.url("owner")
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]

    errors = [starter.communicate(url, timeout=300)[1] for starter in starters]

    assert errors == [""] * 8
    assert [starter.returncode for starter in starters] == [0] * 8
    datastore = Datastore(open_engine(empty_database.url("app"), pool_size=1))
    assert LogRecorder(datastore).insert_events([event()]) == [1]
    datastore.close()


def test_a_migrated_database_is_left_as_it_is(database: Database, owner: Datastore) -> None:
    query = "SELECT version_num FROM log.schema_version"
    before = owner.rows(query)

    migrate(database.url("owner"))

    assert owner.rows(query) == before


def test_what_the_server_cannot_do_for_a_migration_is_told_in_its_words(
    database: Database, owner: Datastore
) -> None:
    with owner.transaction() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        with database.server.administrator(database.name) as administrator, administrator.cursor() as rows:
            rows.execute(f"ALTER DATABASE {database.name} SET statement_timeout = '50ms'")
        with pytest.raises(NotMigrated, match="is as it was: canceling statement due to statement timeout"):
            migrate(database.url("owner"))


def test_any_driver_an_operator_names_is_replaced_by_psycopg2() -> None:
    for url in (
        "postgresql://u:p%40@h/d",
        "postgresql+asyncpg://u:p%40@h/d",
        "postgresql+psycopg://u:p%40@h/d",
    ):
        engine = create_engine(psycopg2_url(url))
        assert (engine.driver, engine.url.password) == ("psycopg2", "p@")
