"""A proxy before PostgreSQL that loses replies: the server has committed, and the client never hears of it."""

import asyncio
import random
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

READY_FOR_QUERY = b"Z"
HEAD = struct.Struct("!cI")


class ReplyDropper:
    """Listens on a socket of its own and passes everything on, but for the replies that it drops.

    A reply is dropped with probability `share` when what was asked contains `marker`; the client's
    connection is closed once the server has said that it is ready again, that is, has committed.
    """

    def __init__(self, server: Path, listen: Path, *, marker: bytes, share: float, seed: int) -> None:
        self.server, self.listen, self.marker, self.share = server, listen, marker, share
        self.random = random.Random(seed)
        self.dropped = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reply dropper")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        self._passing: set[asyncio.Task[None]] = set()
        async with await asyncio.start_unix_server(self._accept, self.listen):
            self._ready.set()
            await self._over.wait()
            for task in self._passing:
                task.cancel()
            await asyncio.gather(*self._passing, return_exceptions=True)

    async def _accept(self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        server_in, server_out = await asyncio.open_unix_connection(self.server)
        passage = Passage(self, client_out, server_out)
        for work in (passage.requests(client_in), passage.replies(server_in)):
            task = asyncio.create_task(work)
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


class Passage:
    """One connection through the proxy."""

    def __init__(
        self, proxy: ReplyDropper, to_client: asyncio.StreamWriter, to_server: asyncio.StreamWriter
    ) -> None:
        self.proxy, self.to_client, self.to_server = proxy, to_client, to_server
        self.dropping = False

    async def requests(self, client: asyncio.StreamReader) -> None:
        try:
            while chunk := await client.read(1 << 16):
                if self.proxy.marker in chunk and self.proxy.random.random() < self.proxy.share:
                    self.dropping = True
                self.to_server.write(chunk)
                await self.to_server.drain()
        except ConnectionError:
            self.to_client.close()
        finally:
            self.to_server.close()

    async def replies(self, server: asyncio.StreamReader) -> None:
        try:
            while True:
                head = await server.readexactly(HEAD.size)
                kind, length = HEAD.unpack(head)
                body = await server.readexactly(length - 4)
                if self.dropping and kind == READY_FOR_QUERY:
                    self.proxy.dropped += 1
                    return
                if not self.dropping:
                    self.to_client.write(head + body)
                    await self.to_client.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the server or the client has hung up
        finally:
            self.to_client.close()
