"""Concurrent appends of one process travel together, and each keeps its own fate.

Whoever finds nobody on the way leads and sets off; whoever comes meanwhile queues up. On its return the leader hands
the lead to the first in the queue, who takes the others along. One commit then carries many commands. Who were
carried together are answered together, and the next leader waits for a moment if fewer than went along then are there
by now: they come back with their next commands, unless these are long to write. A single writer never waits.
"""

from collections import deque
from collections.abc import Sequence
from functools import partial
from threading import Lock
from time import sleep

from eventsourcing.persistence import DatabaseError, OperationalError, PersistenceError
from opentelemetry import trace

from persistence.append import PREPARE, Appended, Outcome, Request, append
from persistence.datastore import Datastore

# One subtransaction per command when something conflicts; PostgreSQL remembers up to 64 cheaply.
MOST_TOGETHER = 60
A_MOMENT_S = 0.0001  # a quarter of what a commit takes where a flush to disk is quick
FEW_EVENTS = 32  # of one commit: with more, nobody is back within a moment

Fate = Outcome | PersistenceError
LEAD = None  # what a queueing request is told instead of its fate when it is its turn to lead


tracer = trace.get_tracer("huicai.log")


class Turn:
    """A request in the queue, which is told once: its fate, or that it leads. (A `Future` takes ten times as long to make.)"""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.is_told = False
        self._told: Fate | None = LEAD
        self._silence = Lock()
        self._silence.acquire()

    def tell(self, fate: Fate | None) -> None:
        self._told, self.is_told = fate, True
        self._silence.release()

    def told(self) -> Fate | None:
        """Returns as soon as it is told."""
        self._silence.acquire()
        return self._told

    @property
    def is_to_lead(self) -> bool:
        return self.is_told and self._told is LEAD


class Appender:
    """Records requests by as few calls of `log.append` as their timing allows."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._line = datastore.line(PREPARE)  # the leader's
        self._lock = Lock()
        self._queue: deque[Turn] = deque()
        self._somebody_leads = False
        self._back_soon = 0  # so many went along with the leader before

    def append(self, request: Request) -> Appended:
        """Returns when the events are on disk; raises what became of them otherwise."""
        turn = self._place_in_queue(request)
        fate = LEAD if turn is None else self._told(turn)
        if fate is LEAD:
            fate = self._lead(request)
        if isinstance(fate, PersistenceError):
            raise fate
        return fate.settled()

    def _place_in_queue(self, request: Request) -> Turn | None:
        """None if there is none, and this thread leads."""
        with self._lock:
            if not self._somebody_leads:
                self._somebody_leads = True
                return None
            turn = Turn(request)
            self._queue.append(turn)
            return turn

    def _told(self, turn: Turn) -> Fate | None:
        try:
            return turn.told()
        except BaseException:  # this thread is interrupted, and the lead may just have been handed to it
            with self._lock:
                self._queue = deque(other for other in self._queue if other is not turn)
            if turn.is_to_lead:
                self._hand_over()
            raise

    def _lead(self, own: Request) -> Fate:
        """Carry this thread's own request and those that queue behind it."""
        others: list[Turn] = []
        fates: Sequence[Fate]
        try:
            others = self._company(own)
            fates = self._carried([own, *[turn.request for turn in others]])
        except BaseException:
            interrupted = OperationalError("the thread that carried this append was interrupted")
            fates = [interrupted] * (1 + len(others))
            raise
        finally:
            self._hand_over()
            for number, turn in enumerate(others, 1):
                turn.tell(fates[number])
        return fates[0]

    def _company(self, own: Request) -> list[Turn]:
        """Those who go along, after a moment for those who went along just before."""
        if len(self._queue) < self._back_soon:
            sleep(A_MOMENT_S)
        others = self._next_in_queue() if self._queue else []
        events = own.number_of_events + sum(turn.request.number_of_events for turn in others)
        self._back_soon = len(others) if events <= FEW_EVENTS else 0
        return others

    def _next_in_queue(self) -> list[Turn]:
        with self._lock:
            return [self._queue.popleft() for _ in range(min(len(self._queue), MOST_TOGETHER - 1))]

    def _hand_over(self) -> None:
        with self._lock:
            self._somebody_leads = bool(self._queue)
            if self._somebody_leads:
                self._queue.popleft().tell(LEAD)

    def _carried(self, requests: Sequence[Request]) -> Sequence[Fate]:
        try:
            return self._traced(requests)
        except OperationalError as error:
            return [error] * len(requests)
        except DatabaseError as error:
            if len(requests) == 1:
                return [error]
            # The server cannot take one of them; that must not become the fate of its neighbours.
            return [fate for request in requests for fate in self._carried([request])]

    def _traced(self, requests: Sequence[Request]) -> Sequence[Outcome]:
        """In a span of the leader's request; the others' wait in theirs. Where nobody traces, there is not even an empty one."""
        if not trace.get_current_span().is_recording():
            return self._attempted(requests)
        counts = {
            "huicai.commands": len(requests),
            "huicai.events": sum(one.number_of_events for one in requests),
        }
        with tracer.start_as_current_span("append", attributes=counts, record_exception=False):
            return self._attempted(requests)

    def _attempted(self, requests: Sequence[Request]) -> Sequence[Outcome]:
        return self._datastore.attempted(partial(self._sent, requests))

    def _sent(self, requests: Sequence[Request], attempt: int) -> Sequence[Outcome]:
        outcomes = self._line.call(partial(append, requests=requests, is_prepared=True))
        if attempt == 1:
            return outcomes
        return [_recognised(*pair) for pair in zip(requests, outcomes, strict=True)]


def _recognised(request: Request, outcome: Outcome) -> Outcome:
    """What an earlier attempt of ours recorded, although the answer was lost on the way, is no repetition."""
    ours = outcome.kind == "repeated" and outcome.command_id == str(request.command_id)
    return outcome._replace(kind="appended") if ours else outcome
