"""The projector (投影器): keeps every projection up with the log, for as long as it runs.

One thread and one connection follow for all projections that this process leads. The connection holds an advisory lock for
each of them, which makes it the leader, and all that the leader writes goes over it: with the connection the leadership is gone
and with it every way to write. The projectors of all processes share the projections among them, and take over from one that is gone.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor, Datastore, Unreachable
from persistence.leadership import gives_lead_away, takes_lead
from projections import PROJECTIONS
from projections.convoy import Convoy
from projections.follower import PAUSES
from projections.log_reader import LogReader
from projections.projection import Projection
from projections.roster import enrol, shares, surplus
from projections.stops import resume, told

SHARING_PAUSE = 0.5  # how often a projector looks whether its share is another
# Events that come soon after others are gathered for so long: a page costs far more than one more event in it.
GATHERING_PAUSE = 0.05
LONGEST_GATHERING = 2  # times as long: whoever waits for an effect is not to notice
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

# A crash of the server may take the last rows, and takes the position with them: they are read again.
# A leader whose machine is gone without a word is missed within half a minute.
SETTINGS = """
    SET synchronous_commit = off;
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
"""

log = logging.getLogger(__name__)


def rest_after(work: float, shortest: float) -> float:
    """How long events are gathered after so many seconds of taking in: as long as that took, within limits.

    Taking in takes long while others want the processor; the fewer its pages, the more is left for them.
    """
    return min(max(shortest, work), LONGEST_GATHERING * shortest)


class Projector:
    """Runs projections in a thread of this process. A restart is the act by which a stopped one tries again."""

    def __init__(
        self,
        datastore: Datastore,
        projections: Iterable[Projection] = tuple(PROJECTIONS.values()),
        *,
        pauses: Sequence[float] = PAUSES,
        gathering: float = GATHERING_PAUSE,
    ) -> None:
        """`datastore` is that of the role huicai_projector; `pauses` lie between the tries of a failing event, and for
        `gathering` seconds nothing is taken in that comes soon after others.
        """
        by_weight = sorted(projections, key=lambda projection: -len(projection.taken))
        self._projections = {projection.name: projection for projection in by_weight}
        self._datastore = datastore
        self._pauses = pauses
        self._gathering = gathering
        self._ending, self._awake = Event(), Event()
        self._has_resumed = False
        self._led: dict[str, ExitStack] = {}
        self._thread = Thread(target=self._keep, name="projector", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the page under way be finished, then return."""
        self._ending.set()
        self._awake.set()
        self._thread.join()

    @property
    def led(self) -> frozenset[str]:
        """The projections that this process leads."""
        return frozenset(self._led)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _keep(self) -> None:
        """Serve through lost connections until told to stop."""
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            connected = monotonic()
            try:
                with closing(self._datastore.detached()) as connection:
                    self._serve(connection)
            except Exception as error:  # noqa: BLE001  whatever it is, a silent end would be worse
                why = str(error).strip() if isinstance(error, Unreachable) else told(error)
                log.warning("the projector lost its way, trying again: %s", why)
                pause = (
                    FIRST_PAUSE if monotonic() - connected > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
                )
                self._ending.wait(pause)

    def _serve(self, connection: Connection) -> None:
        """Lead a share of the projections until the connection is lost or the end is told."""
        with connection.cursor() as cursor, closing(LogReader(self._datastore)) as reader:
            cursor.execute(SETTINGS)
            if not self._has_resumed:
                for name in self._projections:
                    resume(cursor, name)
                self._has_resumed = True
            enrol(cursor)
            convoy = Convoy(connection, pauses=self._pauses, reader=reader)
            try:
                with self._datastore.listener.waking(self._awake):
                    self._lead(cursor, convoy, reader)
            finally:
                self._led.clear()
            cursor.execute("SELECT pg_advisory_unlock_all()")  # a server notices a closed connection later

    def _lead(self, cursor: Cursor, convoy: Convoy, reader: LogReader) -> None:
        shared_at, is_told = -SHARING_PAUSE, True
        while not self._ending.is_set():
            if monotonic() - shared_at >= SHARING_PAUSE:
                is_told |= self._take_or_give(cursor, convoy, reader)
                shared_at = monotonic()
            if is_told:
                self._awake.clear()
                began = monotonic()
                if not convoy.catch_up(self._ending, SHARING_PAUSE):
                    continue
                self._ending.wait(rest_after(monotonic() - began, self._gathering))
            due = max(0.0, shared_at + SHARING_PAUSE - monotonic())
            rest = convoy.rest()
            is_rested = rest is not None and rest <= due
            is_told = self._awake.wait(rest if is_rested else due) or is_rested

    def _take_or_give(self, cursor: Cursor, convoy: Convoy, reader: LogReader) -> bool:
        """See to it that this process leads its share of the projections, and no more; whether it leads one more now."""
        now = shares(cursor, list(self._projections))
        led = [name for name in self._projections if name in self._led]
        if len(led) > now.due:
            for name in surplus(led, now.due):
                convoy.leave(name)
                self._led.pop(name).close()
                gives_lead_away(cursor, "projection", name)
            return False
        free = (name for name in self._projections if name in now.leaderless and name not in self._led)
        taken = [name for name in islice(free, now.due - len(led)) if takes_lead(cursor, "projection", name)]
        for name in taken:
            self._join(self._projections[name], convoy, reader)
        return bool(taken)

    def _join(self, projection: Projection, convoy: Convoy, reader: LogReader) -> None:
        log.info("projection %s is led by this process", projection.name)
        convoy.join(projection)
        self._led[projection.name] = stack = ExitStack()
        stack.enter_context(reader.reading(projection))
