"""A network between client and server on which nothing moves for a while: nobody is told, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.faults.network import Network


class StallingNetwork(Network):
    """Takes connections and bytes while it stalls, and keeps them."""

    def __init__(self, server: Path, listen: Path) -> None:
        self._moves = Event()
        self._moves.set()
        super().__init__(server, listen, "stalling network")

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Nothing moves meanwhile, in either direction; then everything does that was kept."""
        self._moves.clear()
        try:
            yield
        finally:
            self._moves.set()

    def _gets_through(self, _piece: bytes) -> bool:
        return self._moves.wait()
