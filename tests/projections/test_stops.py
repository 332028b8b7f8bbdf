"""An event that cannot be processed: tried again, then its projection stops where everybody sees it."""

import logging
from contextlib import closing
from threading import Event
from uuid import uuid4

import orjson
import pytest
from eventsourcing.persistence import StoredEvent

from domain.aggregates import Enterprise
from domain.authorization import Scope
from persistence.datastore import Datastore
from persistence.recorders import LogRecorder
from projections import PROJECTIONS
from projections.convoy import Convoy
from projections.projection import Projection
from projections.runner import Projector
from projections.stops import Standing, resume, standing
from tests.domain.event_shapes import event_classes
from tests.projections.made_up import LI, enterprise, quota_of_2025
from tests.projections.waiting import until

AT_ONCE = (0.0, 0.0)  # the pauses between two tries


@pytest.fixture
def connection(projector: Datastore):
    with closing(projector.detached()) as opened:
        yield opened


@pytest.fixture
def all_caught_up(connection):
    """Every projection goes on as far as it gets."""

    def catch_up():
        Convoy(connection, list(PROJECTIONS.values()), pauses=AT_ONCE).catch_up(Event())

    return catch_up


@pytest.fixture
def poison(app: Datastore):
    """Writes an event into the log as a faulty program might; returns its position."""

    def write(topic: str, state: bytes = b"{}") -> int:
        [position] = LogRecorder(app).insert_events([StoredEvent(uuid4(), 1, topic, state)])
        return position

    return write


def state_of(name, progress):
    [state] = [state for state in progress.states() if state.name == name]
    return state


# ── What everybody sees ──────────────────────────────────────────────────────────────────────────────────


def test_given_an_event_that_cannot_be_read_then_its_projection_stops_before_it_and_says_why(
    record, poison, all_caught_up, progress, caplog
):
    record(quota_of_2025())
    position = poison("Quota.Closed", b'{"envelope": 5}')
    all_caught_up()

    state = state_of("quota_board", progress)

    assert (state.is_running, state.position, state.lag) == (False, position - 1, 1)
    assert (state.failed_position, state.failed_topic) == (position, "Quota.Closed")
    assert state.error == "UnreadableEvent"
    assert state.message is not None
    assert "envelope" in state.message
    assert state.since is not None
    [line] = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert f"quota_board stopped at position {position} (Quota.Closed)" in line.getMessage()


def test_given_an_event_that_one_projection_cannot_read_then_the_others_go_on(
    record, poison, all_caught_up, progress
):
    position = poison("Quota.Closed", b"no JSON")
    newest = record(enterprise())
    all_caught_up()

    assert state_of("enterprise_register", progress).position == newest == position + 1
    assert state_of("enterprise_register", progress).is_running


def test_given_good_events_before_a_bad_one_then_they_are_all_taken_in(
    record, poison, all_caught_up, progress, board
):
    for _ in range(5):
        record(enterprise())
    record(quota_of_2025())
    poison("Enterprise.Renamed")
    all_caught_up()

    assert len(board.quotas(scope=Scope())) == 1
    assert state_of("quota_board", progress).failed_topic == "Enterprise.Renamed"


def test_given_an_event_of_a_kind_not_known_here_then_no_projection_passes_it_by(
    poison, all_caught_up, progress
):
    poison("Quota.Auctioned")
    all_caught_up()

    for state in progress.states():
        assert (state.is_running, state.error) == (False, "UndeclaredTopic")
        assert state.message == f"{state.name} neither takes nor ignores Quota.Auctioned"


def test_given_an_event_about_something_that_never_began_then_the_projection_stops(
    record, app, all_caught_up, progress
):
    quota = quota_of_2025()
    record(quota)
    with app.cursor() as cursor:
        cursor.execute("SELECT state FROM log.events")
        [(envelope,)] = cursor.fetchall()
    LogRecorder(app).insert_events([StoredEvent(uuid4(), 1, "Quota.MethodFiled", without_limits(envelope))])
    all_caught_up()

    state = state_of("quota_board", progress)

    assert (state.error, state.failed_position) == ("RowMissing", 2)
    assert state.message == "a row of quota_board that an event changes is not there"


def without_limits(state: memoryview) -> bytes:
    """The state of the opening as that of an event that says no more than who decided."""
    opened = orjson.loads(bytes(state))
    return orjson.dumps({name: opened[name] for name in ("timestamp", "envelope")})


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("Enterprise.Renamed", '{"name": ["李慧"], "area": {"李慧": 1}, "envelope": "李慧"}'),
        ("Enterprise.Renamed", "李慧"),
    ],
    ids=["a value of the wrong kind", "no JSON"],
)
def test_given_personal_data_in_a_bad_event_then_neither_state_nor_log_quotes_them(
    poison, all_caught_up, progress, caplog, topic, state
):
    poison(topic, state.encode())
    all_caught_up()

    message = state_of("quota_board", progress).message

    assert message
    assert LI not in message
    assert LI not in caplog.text


# ── Trying again ─────────────────────────────────────────────────────────────────────────────────────────


class Fragile:
    """A projection of registrations whose case fails as often as it is told to."""

    def __init__(self) -> None:
        others = (
            kind
            for kind in event_classes()
            if kind.TOPIC.startswith("Enterprise.") and kind is not Enterprise.Registered
        )
        self.projection = Projection("fragile", about=(Enterprise,), tables=(), ignores=others)
        self.projection.on(Enterprise.Registered)(self._registered)
        self.failures = 0
        self.tries = 0
        self.taken: list[int] = []

    def _registered(self, _rows, event, position) -> None:
        self.tries += 1
        if self.failures:
            self.failures -= 1
            raise KeyError(event.name)  # quotes what the event says
        self.taken.append(position)


@pytest.fixture
def fragile() -> Fragile:
    return Fragile()


def test_given_an_event_that_fails_twice_then_it_is_tried_again_and_taken_in(
    record, connection, fragile, projector
):
    record(enterprise())
    fragile.failures = 3  # once with its page, then alone, then once more
    Convoy(connection, [fragile.projection], pauses=AT_ONCE).catch_up(Event())

    assert fragile.taken == [1]
    with projector.cursor() as cursor:
        assert standing(cursor, "fragile") == Standing(position=1, swaps=0, is_stopped=False)


def test_given_an_event_that_goes_on_failing_then_it_is_tried_as_often_as_there_are_pauses(
    record, connection, fragile, projector, caplog
):
    record(enterprise("淄博李慧工作室"))
    fragile.failures = 100
    Convoy(connection, [fragile.projection], pauses=AT_ONCE).catch_up(Event())

    assert fragile.tries == 1 + 1 + len(AT_ONCE)
    assert "raised at test_stops.py" in caplog.text
    assert LI not in caplog.text
    with projector.cursor() as cursor:
        assert standing(cursor, "fragile") == Standing(position=0, swaps=0, is_stopped=True)


def test_given_a_stopped_projection_when_more_events_come_then_it_does_not_try(record, connection, fragile):
    record(enterprise())
    fragile.failures = 4
    convoy = Convoy(connection, [fragile.projection], pauses=AT_ONCE)
    convoy.catch_up(Event())
    record(enterprise())

    convoy.catch_up(Event())

    assert fragile.taken == []


def test_given_a_stopped_projection_when_resumed_then_it_takes_in_everything(
    record, connection, fragile, projector
):
    for _ in range(2):
        record(enterprise())
    fragile.failures = 4
    convoy = Convoy(connection, [fragile.projection], pauses=AT_ONCE)
    convoy.catch_up(Event())

    with projector.cursor() as cursor:
        resume(cursor, "fragile")
    convoy.catch_up(Event())

    assert fragile.taken == [1, 2]
    with projector.cursor() as cursor:
        assert standing(cursor, "fragile") == Standing(position=2, swaps=0, is_stopped=False)


def test_given_a_projector_whose_projection_stopped_when_resumed_then_it_is_told_and_goes_on(
    record, projector, fragile, untold_nobody_looks
):
    record(enterprise())
    fragile.failures = 4
    with Projector(projector, [fragile.projection], pauses=AT_ONCE):
        until(lambda: projector.rows("SELECT FROM read.projections WHERE state = 'stopped'"))
        with projector.cursor() as cursor:
            resume(cursor, "fragile")

        until(lambda: fragile.taken == [1])


def test_given_a_projector_whose_projection_stopped_when_another_starts_then_it_tries_again(
    record, projector, fragile
):
    record(enterprise())
    fragile.failures = 4
    with Projector(projector, [fragile.projection], pauses=AT_ONCE):
        until(lambda: projector.rows("SELECT FROM read.projections WHERE state = 'stopped'"))

    with Projector(projector, [fragile.projection], pauses=AT_ONCE):
        until(lambda: fragile.taken == [1])
