"""Concurrent appends of one process travel together, and each keeps its own fate.

Whoever finds nobody on the way sets off at once with its own request and leads; whoever comes meanwhile
queues up. On its return the leader hands the lead to the front of the queue, which takes the rest along. One
commit then carries many commands, and a single writer never waits for others.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Lock

from eventsourcing.persistence import DatabaseError, OperationalError, PersistenceError

from persistence.append import Appended, Outcome, Request, append
from persistence.datastore import Datastore

# One subtransaction per command when something conflicts; PostgreSQL remembers up to 64 cheaply.
MOST_TOGETHER = 60

Fate = Outcome | PersistenceError
LEAD = None  # what a queueing request is told instead of its fate when it is its turn to lead


class Appender:
    """Records requests by as few calls of `log.append` as their timing allows."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._lock = Lock()
        self._queue: deque[tuple[Request, Future[Fate | None]]] = deque()
        self._somebody_leads = False

    def append(self, request: Request) -> Appended:
        """Returns when the events are on disk; raises what became of them otherwise."""
        turn: Future[Fate | None] = Future()
        with self._lock:
            self._queue.append((request, turn))
            leads, self._somebody_leads = not self._somebody_leads, True
        fate = LEAD if leads else self._told(turn)
        if fate is LEAD:
            fate = self._lead()
        if isinstance(fate, PersistenceError):
            raise fate
        return fate.settled()

    def _told(self, turn: Future[Fate | None]) -> Fate | None:
        try:
            return turn.result()
        except BaseException:  # this thread is interrupted, and the lead may just be on its way to it
            with self._lock:
                was_queued = any(queued is turn for _, queued in self._queue)
                self._queue = deque(entry for entry in self._queue if entry[1] is not turn)
            if was_queued and turn.done():
                self._hand_over()
            raise

    def _lead(self) -> Fate:
        """Carry the front of the queue, which is this thread's own request, and those behind it."""
        with self._lock:
            together = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_TOGETHER))]
        fates: Sequence[Fate] = [
            OperationalError("the thread that carried this append was interrupted")
        ] * len(together)
        try:
            fates = self._carried([request for request, _ in together])
        finally:
            self._hand_over()
            for (_, turn), fate in zip(together[1:], fates[1:], strict=True):
                turn.set_result(fate)
        return fates[0]

    def _hand_over(self) -> None:
        with self._lock:
            if self._queue:
                self._queue[0][1].set_result(LEAD)
            else:
                self._somebody_leads = False

    def _carried(self, requests: Sequence[Request]) -> Sequence[Fate]:
        try:
            return self._datastore.attempted(lambda attempt: self._sent(requests, again=attempt > 1))
        except OperationalError as error:
            return [error] * len(requests)
        except DatabaseError as error:
            if len(requests) == 1:
                return [error]
            # The server cannot take one of them; that must not become the fate of its neighbours.
            return [fate for request in requests for fate in self._carried([request])]

    def _sent(self, requests: Sequence[Request], *, again: bool) -> Sequence[Outcome]:
        with self._datastore.cursor() as cursor:
            outcomes = append(cursor, requests)
        return [_recognised(*pair) for pair in zip(requests, outcomes, strict=True)] if again else outcomes


def _recognised(request: Request, outcome: Outcome) -> Outcome:
    """What an earlier attempt of ours recorded, although the answer was lost on the way, is no repetition."""
    ours = outcome.kind == "repeated" and outcome.command_id == request.command_id
    return outcome._replace(kind="appended") if ours else outcome
