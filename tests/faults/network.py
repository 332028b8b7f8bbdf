"""A network between client and server: everything is passed on, piece by piece, if it gets through."""

import selectors
import socket
from abc import abstractmethod
from contextlib import suppress
from pathlib import Path

from tests.faults.between import Between


class Network(Between):
    """Listens on a socket of its own; what befalls a piece on its way is its own."""

    def __init__(self, server: Path, listen: Path, name: str) -> None:
        self._server = str(server)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(listen))
        listening.listen(100)
        super().__init__(listening, name)

    @abstractmethod
    def _gets_through(self, piece: bytes) -> bool:
        """Whether it arrives, as soon as it does; if not, the connection is at its end. An empty piece is a hang-up."""

    def _pass(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            with selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while True:
                    for key, _ in ready.select():
                        piece = key.fileobj.recv(1 << 16)
                        if not self._gets_through(piece) or not piece:
                            return
                        key.data.sendall(piece)
