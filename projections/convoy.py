"""Projections that follow the log side by side (同行), over one connection: what the same page does to them is committed at once.

    catch_up   round after round, until nothing is left that can be taken in now
    rest       how long until one that failed may be tried again

At the end of the log all stand at one position, so a page costs one transaction, however many they are. One that lies behind
goes on by itself, a page in each round, until it has come up to the others. One that fails does so alone: what was folded
together is then recorded one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import inf
from threading import Event
from time import monotonic

import psycopg2
from eventsourcing.persistence import PersistenceError
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import is_lost
from projections.follower import PAUSES, Follower, Step, record
from projections.log_reader import LogReader
from projections.pages import PAGE, Page
from projections.projection import Projection

UNCLEAR = (psycopg2.OperationalError, psycopg2.InterfaceError)
# Of somebody who lies behind, while others wait beside him for the newest events.
SHORT_PAGE = 1000
Place = tuple[int, int]
Pages = list[tuple[Follower, Page]]


class Convoy:
    """The projections that follow over one connection."""

    def __init__(
        self,
        connection: Connection,
        projections: Sequence[Projection] = (),
        *,
        pauses: Sequence[float] = PAUSES,
        reader: LogReader | None = None,
    ) -> None:
        """As for a `Follower`; more projections may join later."""
        self._connection = connection
        self._pauses = pauses
        self._reader = reader
        self._followers: dict[str, Follower] = {}
        self._is_together = True  # in the last round that had anything
        for projection in projections:
            self.join(projection)

    def join(self, projection: Projection) -> None:
        """Follow with this one as well, from where it is."""
        self._followers[projection.name] = Follower(
            projection, self._connection, pauses=self._pauses, reader=self._reader
        )

    def leave(self, name: str) -> None:
        """Follow with that one no longer."""
        del self._followers[name]

    def catch_up(self, ending: Event, seconds: float = inf) -> bool:
        """Take in all there is for those that are not at rest; false if the time was over before, or the end was told."""
        since = begun = monotonic()
        while pages := self._pages(since):
            for some in pages:
                if ending.is_set():
                    return False
                self._take_in(some)
            if monotonic() - begun > seconds:
                return False
            # Whoever is at the end of the log does not wait for him who lies behind.
            since = since if self._is_together else monotonic()
        return True

    def rest(self) -> float | None:
        """Seconds until the first of those that are at rest goes on; None if none is."""
        until = [one.rests_until for one in self._followers.values() if one.rests_until]
        return max(0.0, min(until) - monotonic()) if until else None

    def _pages(self, since: float) -> list[Pages]:
        """What comes next, for each of the places at which somebody stands."""
        by_place: dict[Place, Pages] = defaultdict(list)
        at_most = PAGE if self._is_together else SHORT_PAGE
        for follower in self._followers.values():
            if follower.rests_until > monotonic():
                continue
            follower.rests_until = 0.0
            page = follower.page(since, at_most)
            if page is not None:
                by_place[page.after, page.last].append((follower, page))
        self._is_together = not by_place or [*map(len, by_place.values())] == [len(self._followers)]
        return list(by_place.values())

    def _take_in(self, pages: Pages) -> None:
        steps = []
        for follower, page in pages:
            try:
                steps.append(follower.fold(page))
            except Exception as error:  # noqa: BLE001  it is told as what stops the projection
                self._failed(follower, error)
        if steps:
            self._record(steps)

    def _record(self, steps: list[Step]) -> None:
        try:
            recorded = record(self._connection, steps)
        except Exception as error:  # noqa: BLE001  likewise
            if len(steps) == 1:
                return self._failed(steps[0].follower, error)
            self._must_be_connected(error)
            for step in steps:
                self._record([step])
            return None
        for step in steps:
            if step in recorded:
                step.follower.has_taken(step.page)
            else:
                step.follower.is_outrun()
        return None

    def _failed(self, follower: Follower, error: Exception) -> None:
        self._must_be_connected(error)
        follower.has_failed(error)

    def _must_be_connected(self, error: Exception) -> None:
        """Raises the error again where it tells that the server is gone: then no projection is to blame."""
        if isinstance(error, psycopg2.Error):
            is_unclear = isinstance(error, UNCLEAR) and error.pgcode is None
            if is_unclear or is_lost(self._connection, error):
                raise error
        elif isinstance(error, PersistenceError):
            raise error
