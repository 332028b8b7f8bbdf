"""A connection may break at any moment: nothing is lost by it, and nothing is done twice."""

import selectors
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, cycle, repeat
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from sqlalchemy import make_url

from domain.base import CommandHeader
from persistence.append import Repeated
from persistence.datastore import Datastore, Unreachable, open_engine
from persistence.recorders import LogRecorder
from tests.conftest import Database
from tests.persistence.commands import command, event

SOCKET = ".s.PGSQL.5432"
READY_FOR_QUERY = b"Z\x00\x00\x00\x05"  # the server's last word on a query: it has been committed


class Proxy:
    """Stands between client and server and loses replies: the server did what the client never hears of."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.loses: Iterator[bool] = repeat(False)  # asked once per append
        self.lost = 0
        self._server = server
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen(50)
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as selector:
            server.connect(self._server)
            selector.register(client, selectors.EVENT_READ)
            selector.register(server, selectors.EVENT_READ)
            with suppress(ConnectionError):
                self._pass_on(client, server, selector)

    def _pass_on(
        self, client: socket.socket, server: socket.socket, selector: selectors.BaseSelector
    ) -> None:
        losing = False
        while True:
            for key, _ in selector.select():
                sender = client if key.fileobj is client else server
                if not (message := sender.recv(65536)):
                    return
                if sender is client:
                    losing = losing or (b"EXECUTE append" in message and next(self.loses))
                    server.sendall(message)
                elif not losing:
                    client.sendall(message)
                elif READY_FOR_QUERY in message:
                    self.lost += 1
                    return


@pytest.fixture
def proxy(database: Database, tmp_path: Path) -> Iterator[Proxy]:
    opened = Proxy(tmp_path, f"{make_url(database.url('app')).query['host']}/{SOCKET}")
    yield opened
    opened.close()


@pytest.fixture
def through_proxy(database: Database, proxy: Proxy) -> Iterator[Datastore]:
    url = make_url(database.url("app")).update_query_dict({"host": str(proxy.folder)})
    opened = Datastore(open_engine(url))
    yield opened
    opened.close()


def break_connections(database: Database, which: str = "true") -> int:
    """As the server's administrator may at any time, and a restart does."""
    with database.server.administrator() as administrator, administrator.cursor() as rows:
        rows.execute(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND {which}",
            (database.name,),
        )
        return rows.rowcount


def test_reads_and_appends_go_on_after_every_connection_of_the_pool_broke(
    database: Database, datastore: Datastore, log: LogRecorder
) -> None:
    with ThreadPoolExecutor(10) as writers:
        list(writers.map(lambda _: log.insert_events([event()]), range(30)))

    assert break_connections(database) >= 1
    assert log.max_notification_id() == 30
    break_connections(database)

    assert log.insert_events([event()], command=command("k-1")) == [31]


def test_an_append_whose_connection_breaks_while_it_waits_is_made_once(
    database: Database, datastore: Datastore, log: LogRecorder
) -> None:
    with ThreadPoolExecutor(1) as other:
        with datastore.transaction() as holder:
            log.append_within(holder, [event()])
            waiting = other.submit(log.insert_events, [event()], command=command("k-1"))
            while not break_connections(database, "wait_event_type = 'Lock'"):
                assert not waiting.done()
        assert waiting.result(10) == [2]

    assert log.max_notification_id() == 2


def test_a_unit_of_work_whose_connection_breaks_is_not_repeated_behind_the_callers_back(
    database: Database, datastore: Datastore, log: LogRecorder
) -> None:
    def unit_of_work() -> None:
        with datastore.transaction() as cursor:
            log.append_within(cursor, [event()])
            break_connections(database, "state = 'idle in transaction'")
            cursor.execute("SELECT 1")

    with pytest.raises(Unreachable):
        unit_of_work()

    assert log.max_notification_id() is None


@pytest.mark.parametrize("header", [command("k-1"), None], ids=["of a command", "without a command"])
def test_an_append_whose_reply_is_lost_is_success_and_made_once(
    through_proxy: Datastore, proxy: Proxy, header: CommandHeader | None
) -> None:
    log = LogRecorder(through_proxy)
    proxy.loses = chain([True, True], repeat(False))

    positions = log.insert_events([event(), event()], command=header)

    assert positions == [1, 2]
    assert proxy.lost == 2
    assert log.max_notification_id() == 2


def test_what_somebody_else_recorded_under_the_key_stays_a_repetition_when_a_reply_is_lost(
    through_proxy: Datastore, proxy: Proxy
) -> None:
    log = LogRecorder(through_proxy)
    log.insert_events([event()], command=command("k-1", answer={"place": 1}))
    proxy.loses = chain([True], repeat(False))

    with pytest.raises(Repeated) as repeated:
        log.insert_events([event()], command=command("k-1", answer={"place": 2}))

    assert repeated.value.answer == {"place": 1}
    assert log.max_notification_id() == 1


def test_many_writers_whose_replies_are_lost_have_each_command_made_once(
    through_proxy: Datastore, proxy: Proxy
) -> None:
    log = LogRecorder(through_proxy)
    proxy.loses = cycle([False, False, True])

    def write(number: int) -> int:
        [position] = log.insert_events([event()], command=command(f"k-{number}")) or []
        return position

    with ThreadPoolExecutor(10) as writers:
        positions = list(writers.map(write, range(200)))

    assert proxy.lost > 5
    assert (
        sorted(positions) == list(range(1, 201)) == [each.id for each in log.select_notifications(None, 500)]
    )
    for number, position in enumerate(positions):
        known = log.command_of("zhang-san", f"k-{number}")
        assert known is not None
        assert known.first_position == position


def test_a_subscription_outlives_its_connections_and_misses_nothing(
    database: Database, log: LogRecorder
) -> None:
    with log.subscribe() as subscription:
        log.insert_events([event()])
        told = [next(subscription).id]
        for _ in range(3):
            break_connections(database)
            log.insert_events([event(), event()])
            told += [next(subscription).id, next(subscription).id]

    assert told == list(range(1, 8))


def test_a_server_that_stays_away_is_reported_in_the_time_allowed(database: Database, tmp_path: Path) -> None:
    nobody_there = make_url(database.url("app")).update_query_dict({"host": str(tmp_path)})
    log = LogRecorder(Datastore(open_engine(nobody_there), patience=1))
    began = monotonic()

    with pytest.raises(Unreachable):
        log.insert_events([event()])
    with pytest.raises(Unreachable):
        log.max_notification_id()

    assert 0.5 < monotonic() - began < 30
