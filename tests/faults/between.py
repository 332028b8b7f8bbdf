"""What stands between two who speak to each other, and passes on what they say: one thread for each connection."""

import socket
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from types import TracebackType
from typing import Self


class Between(ABC):
    """Listens while the context lasts; what it does to a connection is its own."""

    def __init__(self, listening: socket.socket, name: str) -> None:
        self._listening = listening
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

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

    @abstractmethod
    def _pass(self, client: socket.socket) -> None:
        """One connection, until its end."""

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()
