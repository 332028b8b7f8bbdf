"""A network between client and API that loses answers: what was asked has been done, and the client never hears of it."""

import random
import socket
import threading
from contextlib import suppress

from tests.faults.between import Between


class AnswerDropper(Between):
    """Listens on a port of its own, passes everything on to `address`, and hangs up on some answers.

    An answer is lost with probability `share`, once its first byte has come: the request has been carried out.
    """

    def __init__(self, address: tuple[str, int], *, share: float, seed: int) -> None:
        self._address = address
        self._share = share
        self._random = random.Random(seed)
        super().__init__(socket.create_server(("127.0.0.1", 0), backlog=256), "answer dropper")
        self.dropped = 0

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self._listening.getsockname())

    def _pass(self, client: socket.socket) -> None:
        """One connection, whose client asks one thing after the other."""
        with client, suppress(OSError), socket.create_connection(self._address) as server:
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = threading.Thread(target=self._answers, args=(server, client), daemon=True)
            answers.start()
            with suppress(OSError):
                while piece := client.recv(1 << 16):
                    server.sendall(piece)
            with suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            answers.join()

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(1 << 16):
                if piece.startswith(b"HTTP/1.1 ") and self._random.random() < self._share:
                    self.dropped += 1
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(piece)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
