"""What the datastore takes for a server that is gone, and what for an error of its own."""

from typing import Any, cast

import psycopg2
import pytest
from eventsourcing.persistence import ProgrammingError
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Congested, Datastore, Unreachable, is_lost, open_engine
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from tests.conftest import Database
from tests.persistence.commands import event


class OpenConnection:
    """A connection that does not know yet that its server is gone."""

    closed = 0


def test_an_error_without_a_code_on_a_connection_that_seems_open_is_a_lost_server() -> None:
    error = psycopg2.DatabaseError("server closed the connection unexpectedly")
    assert is_lost(cast("Any", OpenConnection()), error)


def test_an_error_of_a_statement_is_no_lost_server(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app")))
    with pytest.raises(ProgrammingError, match="does not exist"):
        datastore.rows("SELECT nothing FROM nowhere")
    datastore.close()


def test_a_connection_whose_backend_was_ended_is_a_lost_server(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app")), patience=0)
    with pytest.raises(Unreachable):
        asked_after_its_backend_was_ended(datastore, database)
    datastore.close()


def test_a_server_that_is_there_but_does_not_get_to_it_in_time_is_congested(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app"), statement_timeout_ms=100))
    with pytest.raises(Congested, match="statement timeout"):
        datastore.rows("SELECT pg_sleep(5)")
    datastore.close()


def test_a_lock_that_others_hold_for_too_long_is_congestion(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app"), lock_timeout_ms=100))
    with datastore.transaction() as holder:
        holder.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(Congested, match="lock timeout"):
            datastore.rows("SELECT pg_advisory_xact_lock(1)")
    datastore.close()


def test_a_pool_whose_connections_are_all_lent_is_congested(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app"), pool_size=1, pool_timeout=0.1))
    with datastore.cursor(), pytest.raises(Congested, match="QueuePool limit"):
        datastore.rows("SELECT 1")
    datastore.close()


def test_an_append_that_came_before_the_log_was_made_harms_none_that_comes_after(
    empty_database: Database,
) -> None:
    datastore = Datastore(open_engine(empty_database.url("app")))
    log = LogRecorder(datastore)
    with pytest.raises(ProgrammingError):
        log.insert_events([event()])

    migrate(empty_database.url("owner"))

    assert log.insert_events([event()]) == [1]
    datastore.close()


def asked_after_its_backend_was_ended(datastore: Datastore, database: Database) -> None:
    with datastore.cursor() as cursor:
        ended: Connection = cursor.connection
        with database.server.administrator() as administrator, administrator.cursor() as rows:
            rows.execute("SELECT pg_terminate_backend(%s)", (ended.info.backend_pid,))
        cursor.execute("SELECT 1")
