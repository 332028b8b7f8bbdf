"""One reader of the log for all projections of a process: each event is read once and decoded once, whoever takes it.

The log is cut into blocks of a page's length. A projection is given what it takes of a block from its own position on;
so those that catch up together go through the same blocks, and at rest the first to be woken reads for the others.
While a whole block is worked on, the next ones are read and decoded beside it, so that there is something to do whenever
the one that works waits for the server.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic
from typing import NamedTuple

from persistence.datastore import Datastore, Line
from persistence.mapper import UnreadableEvent
from projections.pages import PAGE, Entry, Page, next_page
from projections.projection import Projection

KEPT = 3  # blocks; projections that catch up are seldom further apart
AHEAD = 2  # blocks: of one alone nothing is left to decode by the time that a page is written


class _Block(NamedTuple):
    """What was known of a block at a moment: the events after a position up to another."""

    after: int
    last: int
    entries: list[Entry]
    read_at: float

    @property
    def is_whole(self) -> bool:
        return self.last % PAGE == 0 and self.last > self.after


class _Cut(NamedTuple):
    """What was taken last out of a block."""

    block: _Block
    after: int
    last: int
    entries: list[Entry]


class LogReader:
    """Pages of the log for several projections."""

    def __init__(self, datastore: Datastore) -> None:
        """`datastore` is that of the role huicai_projector. Who connects anew takes a new reader, which reads from the same server."""
        self._line, self._line_ahead = datastore.line(), datastore.line()
        self._lock = Lock()
        self._readers: list[Projection] = []
        self._ignored: frozenset[str] = frozenset()
        self._blocks: OrderedDict[int, _Block] = OrderedDict()
        self._cut: _Cut | None = None
        self._ahead: dict[int, Future[_Block]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-ahead")

    @contextmanager
    def reading(self, projection: Projection) -> Iterator[None]:
        """While the context lasts, what this projection takes is read as well."""
        self._change(lambda: self._readers.append(projection))
        try:
            yield
        finally:
            self._change(lambda: self._readers.remove(projection))

    def page(self, projection: Projection, after: int, size: int, since: float) -> Page | None:
        """What comes after this position, at most to the end of its block; None if nothing does.

        Nothing is missing that was recorded before the moment `since` of the monotonic clock.
        """
        with self._lock:
            block = self._block(after, since)
            self._look_ahead(block)
            last = min(block.last, after + size)
            if last <= after:
                return None
            entries = self._between(block, after, last)
        ignored = projection.ignored
        return Page(after, last, [entry for entry in entries if entry.topic not in ignored])

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._line.close()
        self._line_ahead.close()

    def _change(self, readers: Callable[[], None]) -> None:
        """Who reads has changed: what was left out before may be wanted now."""
        with self._lock:
            readers()
            ignored = [projection.ignored for projection in self._readers]
            self._ignored = frozenset.intersection(*ignored) if ignored else frozenset()
            self._blocks.clear()
            self._ahead.clear()
            self._cut = None

    def _block(self, after: int, since: float) -> _Block:
        """The block in which the next position lies, from this position on at least."""
        number = after // PAGE
        known = self._blocks.get(number) or self._read_ahead(number)
        if known is None or after < known.after:
            known = self._read(self._line, after)
        elif not known.is_whole and known.read_at < since:
            more = self._read(self._line, known.last)
            known = _Block(known.after, more.last, known.entries + more.entries, more.read_at)
        self._blocks[number] = known
        self._blocks.move_to_end(number)
        if len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        return known

    def _between(self, block: _Block, after: int, last: int) -> list[Entry]:
        """Its events behind one position up to another. Those who stand together ask for the same ones, each in turn."""
        cut = self._cut
        if cut is None or cut.block is not block or (cut.after, cut.last) != (after, last):
            first, end = (bisect_right(block.entries, position, key=_position) for position in (after, last))
            cut = self._cut = _Cut(block, after, last, block.entries[first:end])
        return cut.entries

    def _read(self, line: Line, after: int) -> _Block:
        """What comes after this position, to the end of its block."""
        ignored, read_at = self._ignored, monotonic()
        page = line.call(lambda cursor: next_page(cursor, ignored, after, PAGE - after % PAGE))
        return _Block(after, page.last if page else after, page.events if page else [], read_at)

    def _read_ahead(self, number: int) -> _Block | None:
        """What was read of this block beforehand."""
        reading = self._ahead.pop(number, None)
        return reading.result() if reading else None

    def _look_ahead(self, block: _Block) -> None:
        """Behind a whole block lie others, or will soon. What nobody has come to for long is given up."""
        if not block.is_whole:
            return
        following = block.last // PAGE
        for number in range(following, following + AHEAD):
            if number not in self._blocks and number not in self._ahead:
                self._ahead[number] = self._thread.submit(self._decoded, number * PAGE)
        while len(self._ahead) > 2 * AHEAD:  # projections that catch up are seldom at more than two places
            self._ahead.pop(next(iter(self._ahead))).cancel()

    def _decoded(self, after: int) -> _Block:
        block = self._read(self._line_ahead, after)
        for entry in block.entries:
            with suppress(UnreadableEvent):  # told to who takes it in
                _ = entry.event
        return block


def _position(entry: Entry) -> int:
    return entry.position
