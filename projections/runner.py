"""The projector (投影器): keeps every projection up with the log, for as long as it runs.

Each projection has a thread and a connection of its own. The connection holds an advisory lock, which makes
it the leader, and all that the leader reads and writes goes over it: with the connection the leadership is
gone and with it every way to write. Projectors of other processes stand by and take over.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from threading import Event, Thread
from types import TracebackType
from typing import Self

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Datastore, Unreachable
from persistence.leadership import takes_lead
from projections import PROJECTIONS
from projections.follower import PAUSES, Follower
from projections.projection import Projection
from projections.stops import resume, told

STANDBY_PAUSE = 0.5  # how often a projector that stands by looks whether it is to lead
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
        self._keepers = [_Keeper(datastore, projection, pauses) for projection in projections]

    def start(self) -> None:
        for keeper in self._keepers:
            keeper.thread.start()

    def stop(self) -> None:
        """Let every page under way be finished, then return."""
        for keeper in self._keepers:
            keeper.end()
        for keeper in self._keepers:
            keeper.thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Keeper:
    """Keeps one projection: leads or stands by, through lost connections, until it is told to end."""

    def __init__(self, datastore: Datastore, projection: Projection, pauses: Sequence[float]) -> None:
        self._datastore = datastore
        self._projection = projection
        self._pauses = pauses
        self._ending = Event()
        self._awake = Event()
        self._pause = FIRST_PAUSE
        self._has_resumed = False
        self.thread = Thread(target=self._keep, name=f"projection-{projection.name}", daemon=True)

    def end(self) -> None:
        self._ending.set()
        self._awake.set()

    def _keep(self) -> None:
        while not self._ending.is_set():
            try:
                with closing(self._datastore.detached()) as connection:
                    self._serve(connection)
            except Exception as error:  # noqa: BLE001  whatever it is, a silent end would be worse
                why = str(error).strip() if isinstance(error, Unreachable) else told(error)
                log.warning("projection %s lost its way, trying again: %s", self._projection.name, why)
                self._ending.wait(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _serve(self, connection: Connection) -> None:
        """Stand by until there is no other leader, then lead until the connection is lost."""
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            if not self._has_resumed:
                resume(cursor, self._projection.name)
                self._has_resumed = True
        while not self._leads(connection):
            if self._ending.wait(STANDBY_PAUSE):
                return
        self._lead(connection)

    def _leads(self, connection: Connection) -> bool:
        with connection.cursor() as cursor:
            return takes_lead(cursor, "projection", self._projection.name)

    def _lead(self, connection: Connection) -> None:
        log.info("projection %s is led by this process", self._projection.name)
        follower = Follower(self._projection, connection, pauses=self._pauses)
        with self._datastore.listener.waking(self._awake):
            while not self._ending.is_set():
                self._awake.clear()
                follower.catch_up(self._ending)
                self._pause = FIRST_PAUSE
                self._awake.wait(LONGEST_SILENCE)
