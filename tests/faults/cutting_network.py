"""A network between client and server that breaks at any moment: what was on its way is lost, in either direction."""

import random
import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self


class CuttingNetwork:
    """Listens on a socket of its own, passes everything on, and cuts a connection instead with probability `share`."""

    def __init__(self, server: Path, listen: Path, *, share: float, seed: int) -> None:
        self._server = str(server)
        self._share = share
        self._random = random.Random(seed)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(listen))
        self._listening.listen(100)
        self._thread = threading.Thread(target=self._serve, name="cutting network", daemon=True)
        self.cuts = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

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
