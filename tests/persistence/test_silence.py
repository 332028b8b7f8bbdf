"""Nobody waits for ever on a server that says nothing, and nobody is cut off who is still to be answered."""

import io
import logging
import re
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import repeat
from random import uniform
from time import sleep

import pytest
from eventsourcing.persistence import IntegrityError, ProgrammingError
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from persistence import silence
from persistence.datastore import Datastore, Unreachable, open_engine
from persistence.recorders import LogRecorder
from tests.architecture.tree import ROOT, packages, relative, sources
from tests.conftest import Database
from tests.faults.stopped import stopped
from tests.persistence.commands import event

A_SECOND = (
    0.01  # on the clock of the watch; the server has the true one, and never ends anything by itself here
)
LIMIT_S = 20
FOR_TOO_LONG = A_SECOND * (LIMIT_S + silence.MARGIN_S + 20)
NEVER_ANSWERED = "SELECT pg_sleep(15)"
ANSWERED_LATE = f"SELECT pg_sleep({FOR_TOO_LONG})"
ANSWERED_MUCH_LATER = (
    "SELECT pg_sleep(3)"  # whoever looks has long looked, however little of the processor he gets
)
STILL_ASKED = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = %(asked)s
"""
ASKING = f"""
import sys
from persistence import silence
from persistence.datastore import Datastore, open_engine

silence.BETWEEN_LOOKS_S = {A_SECOND}
datastore = Datastore(open_engine(sys.argv[1], statement_timeout_ms={1000 * LIMIT_S}), patience=0)
with datastore.cursor() as cursor:
    print("asking", flush=True)
    cursor.execute("SELECT pg_sleep({FOR_TOO_LONG / 3})")
    print("answered")
"""
DUPLICATE_FOUND_AT_COMMIT = """
    CREATE TEMP TABLE twice (number int UNIQUE DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO twice VALUES (1), (1)
"""
DAWDLING_COMMIT = """
    CREATE TEMP TABLE slow (number int);
    CREATE FUNCTION pg_temp.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(15); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION pg_temp.dawdle();
    INSERT INTO slow VALUES (1)
"""


@pytest.fixture(autouse=True)
def _fast_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "BETWEEN_LOOKS_S", A_SECOND)


@pytest.fixture
def datastore(database: Database) -> Iterator[Datastore]:
    """A pool of one connection."""
    yield from _opened(database.url("app"))


@pytest.fixture
def owner(database: Database) -> Iterator[Datastore]:
    yield from _opened(database.url("owner"))


def _opened(url: object, pool_size: int = 1) -> Iterator[Datastore]:
    engine = open_engine(str(url), statement_timeout_ms=1000 * LIMIT_S, pool_size=pool_size)
    with closing(Datastore(engine, patience=0)) as opened:
        yield opened


def test_a_question_that_is_not_answered_ends_as_that_to_a_lost_server(datastore: Datastore) -> None:
    with pytest.raises(Unreachable, match="said nothing"):
        datastore.rows(NEVER_ANSWERED)

    assert datastore.rows("SELECT 1") == [(1,)]


def test_a_unit_of_work_that_is_not_answered_ends_so_too_and_nothing_of_it_is_there(
    datastore: Datastore,
) -> None:
    log = LogRecorder(datastore)

    def unit_of_work() -> None:
        with datastore.transaction() as cursor:
            log.append_within(cursor, [event()])
            cursor.execute(NEVER_ANSWERED)

    with pytest.raises(Unreachable):
        unit_of_work()

    assert log.max_notification_id() is None


def test_a_commit_that_is_not_answered_ends_so_too(owner: Datastore) -> None:
    def unit_of_work() -> None:
        with owner.transaction() as cursor:
            cursor.execute(DAWDLING_COMMIT)

    with pytest.raises(Unreachable, match="said nothing"):
        unit_of_work()


def test_rows_that_do_not_come_or_go_end_so_too(datastore: Datastore) -> None:
    with pytest.raises(Unreachable, match="said nothing"), datastore.cursor() as cursor:
        cursor.copy_expert(f"COPY ({NEVER_ANSWERED}) TO STDOUT", io.StringIO())


def test_what_is_asked_on_a_connection_of_ones_own_ends_so_too(datastore: Datastore) -> None:
    line = datastore.line()

    with pytest.raises(Unreachable, match="said nothing"):
        line.call(lambda cursor: cursor.execute(NEVER_ANSWERED))

    assert line.call(_one) == [(1,)]


def test_what_is_asked_by_way_of_the_engine_ends_as_on_a_lost_connection(datastore: Datastore) -> None:
    with datastore.engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text(NEVER_ANSWERED))

    assert raised.value.connection_invalidated


def test_many_answers_may_take_longer_than_each_of_them(datastore: Datastore) -> None:
    with datastore.transaction() as cursor:
        for _ in range(20):
            cursor.execute(f"SELECT pg_sleep({FOR_TOO_LONG / 10})")


def test_who_asks_nothing_waits_for_nothing(datastore: Datastore) -> None:
    with datastore.transaction() as cursor:
        cursor.execute("SELECT 1")
        sleep(FOR_TOO_LONG)
        cursor.execute("SELECT 2")


def test_who_lifts_the_limit_for_a_transaction_is_answered_late_and_the_next_is_not(
    datastore: Datastore,
) -> None:
    with datastore.transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(ANSWERED_LATE)

    with pytest.raises(Unreachable):
        datastore.rows(NEVER_ANSWERED)


def test_who_lifts_the_limit_and_takes_it_back_has_it_again(datastore: Datastore) -> None:
    with pytest.raises(ProgrammingError), datastore.transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SELECT nothing FROM nowhere")

    with pytest.raises(Unreachable):
        datastore.rows(NEVER_ANSWERED)


def test_who_lifts_the_limit_and_cannot_commit_has_it_again(owner: Datastore) -> None:
    with pytest.raises(IntegrityError), owner.transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0;" + DUPLICATE_FOUND_AT_COMMIT)

    with pytest.raises(Unreachable):
        owner.rows(NEVER_ANSWERED)


def test_who_lifts_the_limit_for_a_connection_is_answered_late_each_time(datastore: Datastore) -> None:
    with closing(datastore.detached()) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        for _ in range(2):
            with connection:
                cursor.execute(ANSWERED_LATE)


def test_the_limit_that_an_operator_states_is_the_one_that_holds(database: Database) -> None:
    own = make_url(database.url("app")).update_query_dict({"options": "-c statement_timeout=0"})
    for datastore in _opened(own.render_as_string(hide_password=False)):
        assert datastore.rows(ANSWERED_LATE) == [("",)]


def test_a_connection_is_not_cut_from_under_whoever_has_it_next(database: Database) -> None:
    """Answers that come just as they are given up, and others who are given these connections at once."""
    for datastore in _opened(database.url("app"), pool_size=4):
        with ThreadPoolExecutor(8) as threads:
            late = [threads.submit(_asked_until_nearly_too_late, datastore) for _ in range(60)]
            soon = [threads.submit(datastore.rows, "SELECT 1") for _ in range(60)]

        given_up = [one for one in late if one.result()]
        assert 0 < len(given_up) < len(late)
        assert [one.result() for one in soon] == [*repeat([(1,)], len(soon))]


def test_who_is_not_answered_is_cut_off_also_where_no_file_descriptor_is_free(datastore: Datastore) -> None:
    assert datastore.rows("SELECT 1") == [(1,)]

    with without_a_free_descriptor(), pytest.raises(Unreachable, match="said nothing"):
        datastore.rows(NEVER_ANSWERED)

    assert datastore.rows(STILL_ASKED, asked=NEVER_ANSWERED) == [(1,)]


def test_what_could_not_be_cut_is_cut_at_the_next_look_and_the_log_says_both(
    datastore: Datastore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shut, refusals = socket.socket.shutdown, [MemoryError("no memory"), OSError("no buffer")]

    def shut_in_the_end(wire: socket.socket, how: int) -> None:
        if refusals:
            raise refusals.pop()
        shut(wire, how)

    monkeypatch.setattr(socket.socket, "shutdown", shut_in_the_end)

    with pytest.raises(Unreachable, match="said nothing"):
        datastore.rows(NEVER_ANSWERED)

    said = [line.message for line in caplog.records if line.name == silence.log.name]
    assert [line.rpartition(": ")[2] for line in said] == ["no buffer", "no memory", "its connection was cut"]


def test_who_is_answered_before_the_connection_could_be_cut_has_the_answer(
    datastore: Datastore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def never_shut(wire: socket.socket, how: int) -> None:
        raise OSError("no buffer")

    monkeypatch.setattr(socket.socket, "shutdown", never_shut)

    assert datastore.rows(ANSWERED_MUCH_LATER) == [("",)]
    assert datastore.rows("SELECT 1") == [(1,)]
    assert "no buffer" in caplog.text
    assert "was cut" not in caplog.text


def test_a_look_that_fails_is_not_the_last(datastore: Datastore, caplog: pytest.LogCaptureFixture) -> None:
    def fail_once(line: logging.LogRecord) -> bool:
        silence.log.removeFilter(fail_once)
        raise OSError("the log cannot be written")

    silence.log.addFilter(fail_once)

    for _ in range(2):
        with pytest.raises(Unreachable, match="said nothing"):
            datastore.rows(NEVER_ANSWERED)

    assert "the log cannot be written" in caplog.text


def test_while_this_process_stands_still_nobodys_time_runs(database: Database) -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKING, database.url("app")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert asking.stdout is not None
    assert asking.stdout.readline() == "asking\n"

    with stopped(asking.pid):
        sleep(FOR_TOO_LONG)

    assert asking.communicate()[0] == "answered\n"


def test_whoever_asks_does_so_on_a_connection_that_is_watched() -> None:
    """But for the start of the embedded server and for migrations, which an operator watches."""
    connecting = {
        relative(path)
        for package in packages()
        for path in sources(package)
        if re.search(r"psycopg2\.connect\(|\bcreate_engine\(", path.read_text(encoding="utf-8"))
    }

    assert connecting == {
        "persistence/datastore.py",
        "persistence/embedded/server.py",
        "persistence/migrations/__init__.py",
    }


@contextmanager
def without_a_free_descriptor() -> Iterator[None]:
    """As when clients and files have taken them all."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))


def _asked_until_nearly_too_late(datastore: Datastore) -> bool:
    """Whether it was given up."""
    try:
        datastore.rows(f"SELECT pg_sleep({A_SECOND * (LIMIT_S + silence.MARGIN_S) * uniform(1.0, 1.3)})")
    except Unreachable:
        return True
    return False


def _one(cursor: silence.Cursor) -> list[tuple[int]]:
    cursor.execute("SELECT 1")
    return cursor.fetchall()
