"""The projector (投影器): keeps every projection up with the log, for as long as it runs.

Each projection that this process leads has a thread and a connection of its own. The connection holds an advisory lock, which
makes it the leader, and all that the leader writes goes over it: with the connection the leadership is gone and with it
every way to write. The projectors of all processes share the projections among them, and take over from one that is gone.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from threading import Event, Thread
from types import TracebackType
from typing import Self

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor, Datastore, Unreachable
from persistence.leadership import takes_lead
from projections import PROJECTIONS
from projections.follower import PAUSES, Follower
from projections.log_reader import LogReader
from projections.projection import Projection
from projections.roster import Shares, enrol, shares, surplus
from projections.stops import resume, told

SHARING_PAUSE = 0.5  # how often a projector looks whether its share is another
LONGEST_SILENCE = 5.0  # a notification may be lost with its connection
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

# A crash of the server may take the last rows, and takes the position with them: they are read again.
# A leader whose machine is gone without a word is missed within half a minute.
SETTINGS = """
    SET synchronous_commit = off;
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
"""

log = logging.getLogger(__name__)


class Projector:
    """Runs projections in threads of this process. A restart is the act by which a stopped one tries again."""

    def __init__(
        self,
        datastore: Datastore,
        projections: Iterable[Projection] = tuple(PROJECTIONS.values()),
        *,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """`datastore` is that of the role huicai_projector; `pauses` lie between the tries of a failing event."""
        by_weight = sorted(projections, key=lambda projection: -len(projection.taken))
        self._reader = LogReader(datastore)
        self._keepers = [_Keeper(datastore, self._reader, projection, pauses) for projection in by_weight]
        self._sharing = _Sharing(datastore, self._keepers)

    def start(self) -> None:
        for keeper in self._keepers:
            keeper.thread.start()
        self._sharing.thread.start()

    def stop(self) -> None:
        """Let every page under way be finished, then return."""
        self._sharing.end()
        for keeper in self._keepers:
            keeper.end()
        self._sharing.thread.join()
        for keeper in self._keepers:
            keeper.end()  # it may have been told to take something meanwhile
            keeper.thread.join()
        self._reader.close()

    @property
    def led(self) -> frozenset[str]:
        """The projections that this process leads."""
        return frozenset(keeper.name for keeper in self._keepers if keeper.leads)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Keeper:
    """Keeps one projection: leads it when it is told to, through lost connections, until it is told to stop."""

    def __init__(
        self, datastore: Datastore, reader: LogReader, projection: Projection, pauses: Sequence[float]
    ) -> None:
        self.name = projection.name
        self.leads = False
        self._datastore = datastore
        self._reader = reader
        self._projection = projection
        self._pauses = pauses
        self._ending = False
        self._told, self._stopping, self._awake = Event(), Event(), Event()
        self._pause = FIRST_PAUSE
        self.thread = Thread(target=self._keep, name=f"projection-{projection.name}", daemon=True)

    @property
    def is_busy(self) -> bool:
        """Whether it leads, or is about to find out whether it does."""
        return self._told.is_set()

    def take(self) -> None:
        """Lead, unless somebody else is faster."""
        self._stopping.clear()
        self._told.set()

    def give_away(self) -> None:
        """Lead no longer than the page under way takes."""
        self._told.clear()
        self._stopping.set()
        self._awake.set()

    def end(self) -> None:
        self._ending = True
        self.give_away()
        self._told.set()

    def _keep(self) -> None:
        while self._told.wait() and not self._ending:
            try:
                with closing(self._datastore.detached()) as connection:
                    self._serve(connection)
            except Exception as error:  # noqa: BLE001  whatever it is, a silent end would be worse
                why = str(error).strip() if isinstance(error, Unreachable) else told(error)
                log.warning("projection %s lost its way, trying again: %s", self.name, why)
                self._stopping.wait(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _serve(self, connection: Connection) -> None:
        """Lead until the connection is lost, or give up at once because somebody else does."""
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            if not takes_lead(cursor, "projection", self.name):
                self._told.clear()
                if self._ending:  # who ends this has set it, perhaps a moment before
                    self._told.set()
                return
            self.leads = True
            try:
                self._lead(connection)
            finally:
                self.leads = False
            cursor.execute("SELECT pg_advisory_unlock_all()")  # a server notices a closed connection later

    def _lead(self, connection: Connection) -> None:
        log.info("projection %s is led by this process", self.name)
        follower = Follower(self._projection, connection, pauses=self._pauses, reader=self._reader)
        with self._reader.reading(self._projection), self._datastore.listener.waking(self._awake):
            while not self._stopping.is_set():
                self._awake.clear()
                follower.catch_up(self._stopping)
                self._pause = FIRST_PAUSE
                if not self._stopping.is_set():
                    self._awake.wait(LONGEST_SILENCE)


class _Sharing:
    """Sees to it that this process leads its share of the projections, and no more."""

    def __init__(self, datastore: Datastore, keepers: Sequence[_Keeper]) -> None:
        self._datastore = datastore
        self._keepers = keepers
        self._ending = Event()
        self._has_resumed = False
        self.thread = Thread(target=self._share, name="projection-sharing", daemon=True)

    def end(self) -> None:
        self._ending.set()

    def _share(self) -> None:
        while not self._ending.is_set():
            try:
                with closing(self._datastore.detached()) as connection, connection.cursor() as cursor:
                    self._share_over(cursor)
            except Exception as error:  # noqa: BLE001  who leads, goes on leading meanwhile
                why = str(error).strip() if isinstance(error, Unreachable) else told(error)
                log.warning("the projections cannot be shared out, trying again: %s", why)
                self._ending.wait(SHARING_PAUSE)

    def _share_over(self, cursor: Cursor) -> None:
        cursor.execute(SETTINGS)
        if not self._has_resumed:
            for keeper in self._keepers:
                resume(cursor, keeper.name)
            self._has_resumed = True
        enrol(cursor)
        while True:
            self._take_or_give(shares(cursor, [keeper.name for keeper in self._keepers]))
            if self._ending.wait(SHARING_PAUSE):
                return

    def _take_or_give(self, now: Shares) -> None:
        busy = [keeper for keeper in self._keepers if keeper.is_busy]
        if len(busy) > now.due:
            given = surplus([keeper.name for keeper in busy], now.due)
            for keeper in busy:
                if keeper.name in given:
                    keeper.give_away()
            return
        free = (keeper for keeper in self._keepers if keeper.name in now.leaderless and not keeper.is_busy)
        for keeper in islice(free, now.due - len(busy)):
            keeper.take()
