"""What the datastore takes for a server that is gone, and what for an error of its own."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, cast

import psycopg2
import pytest
from eventsourcing.persistence import DataError, ProgrammingError
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Congested, Cursor, Datastore, Unreachable, is_lost, open_engine
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from tests.conftest import Database
from tests.persistence.commands import event

# As the server warns whose administrator ends the wait for the replica; the commit itself is done.
WAIT_ENDED = (
    "DO $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication due to user request'; END $$"
)
DIVIDED_BY_ZERO = "SELECT 1/0"


@pytest.fixture
def lender(database: Database) -> Iterator[Datastore]:
    """With one connection."""
    with closing(Datastore(open_engine(database.url("app"), pool_size=1), patience=0)) as opened:
        yield opened


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


def test_a_commit_whose_wait_for_the_replica_was_ended_may_not_hold(lender: Datastore) -> None:
    with pytest.raises(Unreachable, match="nobody knows"), lender.cursor() as cursor:
        cursor.execute(WAIT_ENDED)

    assert lender.rows("SELECT 1") == [(1,)]


def test_what_fails_after_such_a_commit_may_rest_on_it_and_the_next_borrower_is_told_nothing(
    lender: Datastore,
) -> None:
    with pytest.raises(Unreachable, match="nobody knows") as raised, lender.cursor() as cursor:
        commit_and_fail(cursor)

    assert "division by zero" in str(raised.value.__context__)
    assert lender.rows("SELECT 1") == [(1,)]


def test_what_its_borrower_decides_after_such_a_commit_may_rest_on_it_too(lender: Datastore) -> None:
    def commit_and_find_nobody(cursor: Cursor) -> None:
        cursor.execute(WAIT_ENDED)
        raise LookupError("Li Siyuan is not there")

    with pytest.raises(Unreachable, match="nobody knows"), lender.cursor() as cursor:
        commit_and_find_nobody(cursor)

    assert lender.rows("SELECT 1") == [(1,)]


def test_what_fails_on_a_line_after_such_a_commit_is_told_once(lender: Datastore) -> None:
    line = lender.line()

    with pytest.raises(Unreachable, match="nobody knows"):
        line.call(commit_and_fail)
    with pytest.raises(DataError, match="division by zero"):
        line.call(lambda cursor: cursor.execute(DIVIDED_BY_ZERO))


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


def commit_and_fail(cursor: Cursor) -> None:
    cursor.execute(WAIT_ENDED)
    cursor.execute(DIVIDED_BY_ZERO)


def asked_after_its_backend_was_ended(datastore: Datastore, database: Database) -> None:
    with datastore.cursor() as cursor:
        ended: Connection = cursor.connection
        with database.server.administrator() as administrator, administrator.cursor() as rows:
            rows.execute("SELECT pg_terminate_backend(%s)", (ended.info.backend_pid,))
        cursor.execute("SELECT 1")
