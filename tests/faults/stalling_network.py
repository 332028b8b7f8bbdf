"""A network between client and server on which nothing moves for a while: nobody is told, and nothing is lost."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

from tests.faults.between import Between


class StallingNetwork(Between):
    """Listens on a socket of its own and passes everything on; while it stalls it takes connections and bytes, and keeps them."""

    def __init__(self, server: Path, listen: Path) -> None:
        self._server = str(server)
        self._moves = Event()
        self._moves.set()
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(listen))
        listening.listen(100)
        super().__init__(listening, "stalling network")

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Nothing moves meanwhile, in either direction; then everything does that was kept."""
        self._moves.clear()
        try:
            yield
        finally:
            self._moves.set()

    def _pass(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            with selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while True:
                    for key, _ in ready.select():
                        piece = key.fileobj.recv(1 << 16)
                        self._moves.wait()
                        if not piece:
                            return
                        key.data.sendall(piece)
