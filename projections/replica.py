"""A replica of the primary (从库) from which lists may be read: as recent as was asked for, or not at all.

    reached   how far a projection has come there; None if the list has to be read from the primary

It is asked by one name of one host, so that what was read over one connection holds for the next.
"""

import logging
from threading import Lock
from time import monotonic

from eventsourcing.persistence import PersistenceError
from sqlalchemy import Engine

from projections.progress import Progress

PATIENCE = 0.25  # for a position that was recorded just now; the primary has it at once
AWAY = 5.0  # for how long nobody asks a replica again that did not answer

log = logging.getLogger(__name__)


class Replica:
    """Says of which projections the lists can be read there."""

    def __init__(self, engine: Engine, primary: Progress, *, lag: float, patience: float = PATIENCE) -> None:
        """`lag` is how far a list may lie behind the primary's, in seconds; `patience` how long a position is waited for."""
        self.engine = engine
        self._progress = Progress(engine)
        self._primary = primary
        self._lag = lag
        self._patience = patience
        self._lock = Lock()
        self._floor: dict[str, int] = {}
        self._floor_until = 0.0
        self._tried_again_at: float | None = None  # while it does not answer

    def reached(self, name: str, position: int | None) -> int | None:
        """How far the projection has come, at least to `position` and to where the primary's was `lag` seconds ago."""
        if self._is_left_alone():
            return None
        needed = max(self._least(name), position or 0)
        try:
            is_there = self._progress.wait_for(name, needed, 0 if position is None else self._patience)
            reached = self._progress.position(name) if is_there else None
        except PersistenceError as error:
            self._tried_again_at = monotonic() + AWAY
            log.warning(
                "the replica does not answer, lists are read from the primary: %s", str(error).strip()
            )
            return None
        self._tried_again_at = None
        return reached

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def _is_left_alone(self) -> bool:
        """Whether it did not answer; now and then one caller tries, while the others read the primary."""
        with self._lock:
            if self._tried_again_at is None:
                return False
            if monotonic() < self._tried_again_at:
                return True
            self._tried_again_at = monotonic() + AWAY
            return False

    def _least(self, name: str) -> int:
        """Asked of the primary once in so many seconds, by one caller for all."""
        with self._lock:
            if monotonic() >= self._floor_until:
                asked = monotonic()
                self._floor = self._primary.positions()
                self._floor_until = asked + self._lag
            return self._floor.get(name, 0)
