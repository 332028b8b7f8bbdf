"""How far the projections have come, as every process can tell (投影进度)."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from sqlalchemy import Engine, text

from persistence.leadership import is_led
from persistence.prepared import Prepared
from projections import PROJECTIONS
from projections.reading import asked, fetched
from projections.stops import Standing

FIRST_GLANCE = 0.001
RAREST_GLANCE = 0.02

STANDING = Prepared("""
    SELECT coalesce(max(position), 0), coalesce(max(swaps), 0),
           EXISTS (SELECT FROM read.projections WHERE projection = %(name)s AND state = 'stopped')
      FROM read.tracking WHERE projection = %(name)s
""")
POSITIONS = text("SELECT projection, position FROM read.tracking")
STATES = text(f"""
    SELECT name.projection, coalesce(t.position, 0) AS position, head.position AS head,
           coalesce(p.state, 'running') = 'running' AS is_running,
           {is_led("projection", "name.projection")} AS is_led,
           coalesce(extract(epoch FROM clock_timestamp() - next.recorded_at)::float, 0) AS seconds_behind,
           p.since, p.failed_position, p.failed_topic, p.error, p.message
      FROM unnest(CAST(:names AS text[])) AS name (projection)
     CROSS JOIN (SELECT coalesce(max(position), 0) AS position FROM log.events) AS head
      LEFT JOIN read.tracking t USING (projection)
      LEFT JOIN read.projections p USING (projection)
      LEFT JOIN log.events next ON next.position = coalesce(t.position, 0) + 1
     ORDER BY name.projection
""")  # noqa: S608  put together from our own statements


REBUILDS = text("""
    SELECT projection, position, head, position - began_position AS events,
           extract(epoch FROM reached_at - began_at)::float AS seconds
      FROM read.rebuilds ORDER BY projection
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildState:
    """A rebuild that has not come to its end: how far it is, and how fast it went since it was begun or went on."""

    name: str
    position: int
    head: int
    events_per_second: float

    @property
    def share(self) -> float:
        """How much of the log is in its tables, from 0 to 1."""
        return min(1.0, self.position / self.head) if self.head else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take if it goes on as fast; None before it has done anything."""
        return max(0, self.head - self.position) / self.events_per_second if self.events_per_second else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionState:
    """A projection's position, how many events it is behind, and what stopped it if it was stopped.

    `seconds_behind` is how long the event that comes next has been in the log.
    `is_led` says whether a projector of any process is at it. `since` is when it was last stopped or resumed,
    None if it never was. `error` is a short stable code and `message` says what is known without any value
    out of the event, which might be personal.
    """

    name: str
    position: int
    lag: int
    seconds_behind: float
    is_running: bool
    is_led: bool
    since: datetime | None = None
    failed_position: int | None = None
    failed_topic: str | None = None
    error: str | None = None
    message: str | None = None


class Progress:
    """Looks where the projections are, and waits for them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def position(self, name: str) -> int:
        """The last position of the log that the projection has taken in, 0 before the first."""
        return self._standing(name).position

    def positions(self) -> dict[str, int]:
        """That position of every projection that has one."""
        return {row.projection: row.position for row in fetched(self._engine, POSITIONS)}

    def wait_for(self, name: str, position: int, timeout: float) -> bool:
        """Whether the projection is there, or gets there within `timeout` seconds.

        Looks after 1, 2, 4 … 20 ms, because what is waited for was recorded just now, and does not wait for
        a projection that is stopped. No connection is held between two looks.
        """
        deadline, pause = monotonic() + timeout, FIRST_GLANCE
        while (now := self._standing(name)).position < position:
            left = deadline - monotonic()
            if now.is_stopped or left <= 0:
                return False
            sleep(min(pause, left))
            pause = min(2 * pause, RAREST_GLANCE)
        return True

    def states(self) -> list[ProjectionState]:
        """How every projection of this product fares, in the order of their names."""
        rows = fetched(self._engine, STATES.bindparams(names=sorted(PROJECTIONS)))
        return [
            ProjectionState(
                name=row.projection,
                position=row.position,
                lag=row.head - row.position,
                seconds_behind=row.seconds_behind,
                is_running=row.is_running,
                is_led=row.is_led,
                since=row.since,
                failed_position=row.failed_position,
                failed_topic=row.failed_topic,
                error=row.error,
                message=row.message,
            )
            for row in rows
        ]

    def rebuilds(self) -> list[RebuildState]:
        """The rebuilds that are under way, or ended half-way and will go on."""
        return [
            RebuildState(
                name=row.projection,
                position=row.position,
                head=row.head,
                events_per_second=row.events / row.seconds if row.seconds else 0.0,
            )
            for row in fetched(self._engine, REBUILDS)
        ]

    def _standing(self, name: str) -> Standing:
        [row] = asked(self._engine, STANDING, {"name": name})
        return Standing._make(row)
