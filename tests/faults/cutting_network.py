"""A network between client and server that breaks at any moment: what was on its way is lost, in either direction."""

import random
import selectors
import socket
from contextlib import suppress
from pathlib import Path

from tests.faults.between import Between


class CuttingNetwork(Between):
    """Listens on a socket of its own, passes everything on, and cuts a connection instead with probability `share`."""

    def __init__(self, server: Path, listen: Path, *, share: float, seed: int) -> None:
        self._server = str(server)
        self._share = share
        self._random = random.Random(seed)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(listen))
        listening.listen(100)
        super().__init__(listening, "cutting network")
        self.cuts = 0

    def _pass(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            with selectors.DefaultSelector() as ready:
                ready.register(client, selectors.EVENT_READ, server)
                ready.register(server, selectors.EVENT_READ, client)
                while True:
                    for key, _ in ready.select():
                        piece = key.fileobj.recv(1 << 16)
                        if piece and self._random.random() < self._share:
                            self.cuts += 1
                            return
                        if not piece:
                            return
                        key.data.sendall(piece)
