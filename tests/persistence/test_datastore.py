"""The pool's connections give up in time, come back as they were lent, and speak as the library does."""

from collections.abc import Callable
from time import monotonic

import pytest
from eventsourcing import persistence
from sqlalchemy import text

from persistence.datastore import Datastore, Unreachable, open_engine
from tests.conftest import Database


def test_every_wait_of_a_connection_is_bounded(datastore: Datastore) -> None:
    query = "SELECT name, setting::int FROM pg_settings WHERE name = ANY (%(names)s) ORDER BY name"
    names = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]

    assert datastore.rows(query, names=names) == [
        ("idle_in_transaction_session_timeout", 60_000),
        ("lock_timeout", 10_000),
        ("statement_timeout", 60_000),
    ]


def test_what_the_operators_url_states_holds_instead_of_ours(database: Database) -> None:
    separator = "&" if "?" in database.url("app") else "?"
    url = database.url("app") + separator + "application_name=night-shift&options=-c%20lock_timeout%3D77"
    datastore = Datastore(open_engine(url))

    settings = datastore.rows("SELECT current_setting('application_name'), current_setting('lock_timeout')")

    assert settings == [("night-shift", "77ms")]
    datastore.close()


def test_a_cursor_commits_each_statement_and_leaves_the_pool_transactional(projector: Datastore) -> None:
    with projector.cursor() as cursor:
        cursor.execute("CREATE TABLE read.notes (text text)")
        cursor.execute("INSERT INTO read.notes VALUES ('kept')")

    with projector.engine.connect() as connection:
        connection.execute(text("INSERT INTO read.notes VALUES ('never committed')"))

    assert projector.rows("SELECT text FROM read.notes") == [("kept",)]


def test_a_line_keeps_its_connection_until_the_datastore_is_closed(
    database: Database, datastore: Datastore
) -> None:
    other = Datastore(open_engine(database.url("app")))
    line = other.line()

    def backend() -> int:
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [(pid,)] = cursor.fetchall()
        return int(pid)

    first = backend()
    assert backend() == first
    other.close()

    deadline = monotonic() + 10  # the server takes its time to notice
    while datastore.rows("SELECT FROM pg_stat_activity WHERE pid = %(pid)s", pid=first):
        assert monotonic() < deadline
    assert backend() != first
    other.close()


def test_an_exhausted_pool_is_no_lost_server(database: Database) -> None:
    datastore = Datastore(open_engine(database.url("app"), pool_size=1, pool_timeout=0.1))

    with datastore.cursor(), pytest.raises(persistence.OperationalError, match="QueuePool") as refusal:
        datastore.rows("SELECT 1")

    assert not isinstance(refusal.value, Unreachable)
    datastore.close()


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("SELECT 1/0", persistence.DataError),
        ("SELEKT", persistence.ProgrammingError),
        ("SELECT pg_sleep(1)", persistence.OperationalError),
        ("INSERT INTO read.tracking VALUES (NULL, 1)", persistence.IntegrityError),
        ("LOCK TABLE read.tracking", persistence.InternalError),
    ],
)
def test_errors_come_in_the_librarys_words(
    projector: Datastore, statement: str, error: type[persistence.PersistenceError]
) -> None:
    def fail() -> None:
        with projector.cursor() as cursor:
            cursor.execute("SET statement_timeout = 100")
            cursor.execute(statement)

    with pytest.raises(error) as raised:
        fail()

    assert type(raised.value) is error


def test_work_is_tried_again_only_after_a_lost_server(datastore: Datastore) -> None:
    def failing(error: Exception, attempts: list[int]) -> Callable[[int], str]:
        def work(attempt: int) -> str:
            attempts.append(attempt)
            if attempt < 3:
                raise error
            return "done"

        return work

    lost: list[int] = []
    wrong: list[int] = []

    assert datastore.attempted(failing(Unreachable("gone"), lost)) == "done"
    with pytest.raises(persistence.OperationalError):
        datastore.attempted(failing(persistence.OperationalError("lock timeout"), wrong))

    assert (lost, wrong) == ([1, 2, 3], [1])
