"""The one engine and pool by which everything in this process reaches PostgreSQL.

    cursor()       one autocommit message
    transaction()  several statements that commit together: a unit of work
    line()         autocommit messages of one user, on a connection that it keeps
    retried()      the same again after a lost server, a bounded number of times

Whatever goes wrong below comes out as an error of the library's, `Unreachable` where the server is gone and
`Congested` where it is only too busy.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial
from random import uniform
from time import monotonic, sleep
from typing import Any, TypeVar, cast
from uuid import UUID
from weakref import WeakSet

import psycopg2
from eventsourcing import persistence
from psycopg2 import errors, extensions
from sqlalchemy import URL, Engine, Pool, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import (
    OperationalError as LostWhileGreeted,
)  # an engine's first connection asks some things
from sqlalchemy.exc import TimeoutError as PoolTimeout

from persistence import silence
from persistence.hosts import ask_in_turn
from persistence.ids import read_id
from persistence.listener import Listener
from persistence.prepared import Connection, Prepared

Cursor = extensions.cursor
Result = TypeVar("Result")

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0

# How the server warns that a commit is acknowledged too early.
WAIT_ENDED = "wait for synchronous replication"
# A commit that waits for the replica, and with it for all commits before it; without one, nothing.
AWAIT_REPLICA = """
    SELECT pg_logical_emit_message(true, 'huicai', '') WHERE current_setting('synchronous_standby_names') <> ''
"""


class Unreachable(persistence.OperationalError):
    """The server is gone, or does not take connections; what was sent to it may or may not have happened."""


class OnlyOnPrimary(Unreachable):
    """This server follows another: what is asked of it is asked again where writes are taken."""


class Congested(persistence.OperationalError):
    """The server is there, but others keep it from this for too long; nothing of it has happened."""


def psycopg2_url(url: str | URL) -> URL:
    """The same place, reached by psycopg2 whatever driver the operator's URL names."""
    return make_url(url).set(drivername="postgresql+psycopg2")


def open_engine(
    url: str | URL,
    *,
    application_name: str = "huicai",
    pool_size: int = 20,
    pool_timeout: float = 10,
    connect_timeout: int = 5,
    lock_timeout_ms: int = 10_000,
    statement_timeout_ms: int = 60_000,
    idle_in_transaction_timeout_ms: int = 60_000,
    silence_ms: int = 6_000,
    takes_writes: bool = True,
) -> Engine:
    """An engine whose connections give up in finite time, whatever the server or the network does.

    It connects to a server alone that takes writes, or with `takes_writes` false to any. A host that says nothing
    for `silence_ms` is taken to be gone, and so is a server that owes an answer well beyond `statement_timeout_ms`.
    What the operator's URL states as a parameter holds instead of ours.
    """
    where = psycopg2_url(url)
    settings = {
        "lock_timeout": lock_timeout_ms,
        "statement_timeout": statement_timeout_ms,
        "idle_in_transaction_session_timeout": idle_in_transaction_timeout_ms,
        "default_transaction_isolation": "read\\ committed",  # the append refuses any other
        "random_page_cost": 1.1,  # no disk head has to move: an index is never worse than its whole table
    }
    ours = {
        "application_name": application_name,
        "connect_timeout": connect_timeout,
        "keepalives_idle": max(1, silence_ms // 3000),
        "keepalives_interval": max(1, silence_ms // 3000),
        "keepalives_count": 2,
        "tcp_user_timeout": silence_ms,
        "target_session_attrs": "read-write" if takes_writes else "any",
        # Between us and a replica may stand a pooler, by which a connection has another user with every query.
        "connection_factory": partial(
            Connection if takes_writes else silence.Connection,
            statement_timeout_s=statement_timeout_ms / 1000,
        ),
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }
    engine = create_engine(
        where,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout,
        pool_use_lifo=True,
        # A flag of each connection, set once: a query needs no BEGIN and ROLLBACK around it. `transaction` leaves nothing
        # open that would have to be rolled back when a connection is given back.
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_reset_on_return=None,
        hide_parameters=True,  # no values in error messages
        use_native_hstore=False,  # would cost each new connection a query
        connect_args={name: value for name, value in ours.items() if name not in where.query},
    )
    ask_in_turn(engine)
    event.listen(engine, "connect", _read_ids)
    if "options" in where.query:
        event.listen(engine, "connect", _limit_as_stated)
    return engine


class Datastore:
    """Lends connections of the engine, and speaks of failures as the library does."""

    def __init__(self, engine: Engine, *, patience: float = 10) -> None:
        self.engine = engine
        self.listener = Listener(self.detached)
        self._lines: WeakSet[Line] = WeakSet()
        self._patience = patience

    def with_patience(self, seconds: float) -> "Datastore":
        """The same engine, for somebody who waits longer or shorter for a lost server."""
        return Datastore(self.engine, patience=seconds)

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor whose every statement is a transaction of its own, in one message."""
        with lent(self.engine) as cursor:
            yield cursor

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """A cursor whose statements commit together at the end, or not at all."""
        with _borrowed(self.engine) as connection:
            connection.autocommit = False
            try:
                with connection, connection.cursor() as cursor:
                    yield cursor
            finally:
                if not connection.closed:
                    connection.autocommit = True

    def rows(self, query: str | Prepared, **parameters: Any) -> list[tuple[Any, ...]]:
        """What a query returns, asked again if the server was lost over it."""

        def read() -> list[tuple[Any, ...]]:
            with self.cursor() as cursor:
                if isinstance(query, Prepared):
                    query.ask(cursor, parameters)
                else:
                    cursor.execute(query, parameters)
                return cursor.fetchall()

        return self.retried(read)

    def retried(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, however often the server had to be found again for it."""
        return self.attempted(lambda _: work())

    def attempted(self, work: Callable[[int], Result]) -> Result:
        """The same for work that has to know which attempt this is, counted from 1."""
        deadline = monotonic() + self._patience
        attempt, pause = 1, FIRST_PAUSE
        while True:
            try:
                return work(attempt)
            except Unreachable:
                if monotonic() + pause > deadline:
                    raise
            sleep(uniform(pause / 2, pause))  # noqa: S311  only spreads the callers
            attempt, pause = attempt + 1, min(2 * pause, LONGEST_PAUSE)

    def await_replica(self) -> None:
        """Return once the synchronous replica, if one is set up, has whatever can be seen on the primary.

        A primary that died while commits waited for the replica shows them when it is back, replicated or not.
        """
        with self.cursor() as cursor:
            cursor.execute(AWAIT_REPLICA)

    def detached(self) -> extensions.connection:
        """An autocommit connection that the pool has forgotten, to be closed by the caller."""
        borrowed = _connected(self.engine.pool)
        connection = cast("extensions.connection", borrowed.driver_connection)
        borrowed.detach()
        return connection

    def line(self, prepared: str = "") -> "Line":
        """A connection beside the pool, on which the statement `prepared` is made ready at once."""
        line = Line(self.detached, prepared)
        self._lines.add(line)
        return line

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self.engine.dispose()


@contextmanager
def lent(engine: Engine) -> Iterator[Cursor]:
    """A cursor on one of the engine's connections, whose every statement is a transaction of its own."""
    with _borrowed(engine) as connection, connection.cursor() as cursor:
        yield cursor


@contextmanager
def _borrowed(engine: Engine) -> Iterator[extensions.connection]:
    pool = engine.pool
    borrowed = _connected(pool)
    connection = cast("extensions.connection", borrowed.driver_connection)
    try:
        yield connection
    except psycopg2.Error as error:
        if not is_lost(connection, error):
            raise translated(error) from error
        borrowed.invalidate(error)
        if engine.pool is pool:  # the first to notice: the other connections are gone as well
            engine.dispose()
        raise Unreachable(str(error)) from error
    finally:
        try:
            must_be_replicated(connection)
        finally:
            borrowed.close()


class Line:
    """A connection for one thread at a time, kept between calls: borrowing is a tenth of an append."""

    def __init__(self, connect: Callable[[], extensions.connection], prepared: str = "") -> None:
        self._connect = connect
        self._prepared = prepared
        self._cursor: Cursor | None = None

    def call(self, work: Callable[[Cursor], Result]) -> Result:
        """What `work` makes of a cursor whose every statement is a transaction of its own."""
        cursor = self._cursor or self._connect().cursor()
        try:
            if self._cursor is None and self._prepared:
                cursor.execute(self._prepared)
            self._cursor = cursor  # not kept unless the statement is ready on it
            return work(cursor)
        except psycopg2.Error as error:
            if not is_lost(cursor.connection, error):
                raise translated(error) from error
            self.close()
            raise Unreachable(str(error)) from error
        finally:
            must_be_replicated(cursor.connection)

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.connection.close()
            self._cursor = None


def _read_ids(connection: extensions.connection, _: object) -> None:
    extensions.register_type(IDS, connection)


def _limit_as_stated(connection: silence.Connection, _: object) -> None:
    """The server has other limits than ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::float / 1000 FROM pg_settings WHERE name = 'statement_timeout'")
        [(statement_timeout_s,)] = cursor.fetchall()
    connection.limit_to(statement_timeout_s)


# Most are read again and again: an aggregate's with each of its events.
_known_id: Callable[[str | bytes], UUID] = lru_cache(maxsize=4096)(read_id)

TYPE_UUID = 2950  # by PostgreSQL's own numbers
# Ids as psycopg2 reads them itself, in a tenth of the time.
IDS = extensions.new_type((TYPE_UUID,), "ID", lambda text, _: None if text is None else _known_id(text))


def as_array(elements: Iterable[UUID | date | str | int]) -> str:
    """An array as a literal: psycopg2's own way has the server parse one constant per element."""
    return "{" + ",".join(map(str, elements)) + "}"


def is_lost(connection: extensions.connection, error: psycopg2.Error) -> bool:
    """Whether the error is that of a server that is gone.

    A server that dies while it answers is now and then told by a plain DatabaseError without a code, on a
    connection that takes itself to be open. One that takes no writes any longer is as good as gone.
    """
    return (
        bool(connection.closed)
        or isinstance(error, errors.ReadOnlySqlTransaction)
        or (type(error) is psycopg2.DatabaseError and error.pgcode is None)
    )


def must_be_replicated(connection: extensions.connection) -> None:
    """Raises `Unreachable` where an administrator ended the wait for the replica: what was committed is on one server alone.

    That is told in the place of an error that came afterwards, for this may rest on it, and to nobody else who has the connection later.
    """
    if connection.notices:
        ended = any(WAIT_ENDED in notice for notice in connection.notices)
        connection.notices.clear()
        if ended:
            raise Unreachable(
                "the wait for the synchronous replica was ended: nobody knows whether this holds"
            )


def _connected(pool: Pool) -> PoolProxiedConnection:
    try:
        return pool.connect()
    except (psycopg2.OperationalError, LostWhileGreeted) as error:
        raise Unreachable(str(error)) from error
    except PoolTimeout as error:
        raise Congested(str(error)) from error


def translated(error: psycopg2.Error) -> persistence.PersistenceError:
    """The same error in the words of the library."""
    for kind in type(error).__mro__:
        if kind in TRANSLATIONS:
            return TRANSLATIONS[kind](str(error))
    return persistence.PersistenceError(str(error))


TRANSLATIONS: dict[type, type[persistence.PersistenceError]] = {
    errors.LockNotAvailable: Congested,
    errors.DeadlockDetected: Congested,
    errors.QueryCanceled: Congested,
    psycopg2.InterfaceError: persistence.InterfaceError,
    psycopg2.DataError: persistence.DataError,
    psycopg2.OperationalError: persistence.OperationalError,
    psycopg2.IntegrityError: persistence.IntegrityError,
    psycopg2.InternalError: persistence.InternalError,
    psycopg2.ProgrammingError: persistence.ProgrammingError,
    psycopg2.NotSupportedError: persistence.NotSupportedError,
    psycopg2.DatabaseError: persistence.DatabaseError,
}
