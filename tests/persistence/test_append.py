"""What the log does with one command, with many at once, and with hostile ones."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread, get_ident
from uuid import UUID, uuid4, uuid5

import pytest
from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    StoredEvent,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persistence import appender
from persistence.append import Appended, KeyReused, Repeated, Request, append
from persistence.appender import Turn
from persistence.datastore import Datastore, as_array
from persistence.recorders import LogRecorder
from persistence.records import IdentifiedEvent, event_id_of
from tests.persistence.commands import LONG_AGO, command, event, history
from tests.projections.waiting import until


def test_events_of_one_command_get_contiguous_positions_and_everything_beside_them(log: LogRecorder) -> None:
    header = command(correlation_id=uuid4(), causation_id=uuid4())
    quota, enterprise = uuid4(), uuid4()

    positions = log.insert_events([event(quota), event(enterprise), event(quota, 2)], command=header)

    notifications = log.select_notifications(None, 10)
    assert positions == [1, 2, 3] == [each.id for each in notifications]
    assert [each.originator_id for each in notifications] == [quota, enterprise, quota]
    assert [each.event_id for each in notifications] == [event_id_of(header.command_id, n) for n in range(3)]
    assert {each.command_id for each in notifications} == {header.command_id}
    assert {each.correlation_id for each in notifications} == {header.correlation_id}
    assert {each.causation_id for each in notifications} == {header.causation_id}
    assert len({each.recorded_at for each in notifications}) == 1


def test_a_history_is_read_with_positions_and_as_it_was_known_at_one(log: LogRecorder) -> None:
    quota = uuid4()
    log.insert_events([event(quota)])
    log.insert_events([event(), event(quota, 2)])
    log.insert_events([event(quota, 3)])

    assert [(each.originator_version, each.position) for each in log.select_events(quota)] == [
        (1, 1),
        (2, 3),
        (3, 4),
    ]
    assert [each.position for each in log.select_events(quota, until=3)] == [1, 3]
    assert log.select_events(quota, until=0) == []


def test_an_event_that_knows_its_id_keeps_it(log: LogRecorder) -> None:
    sealed_for = uuid4()

    log.insert_events(
        [IdentifiedEvent(uuid4(), 1, "Talent.Registered", b"{}", sealed_for)], command=command()
    )

    assert [each.event_id for each in log.select_notifications(None, 10)] == [sealed_for]


def test_a_command_that_took_effect_is_remembered_with_its_answer(log: LogRecorder) -> None:
    answer = {"名称": "齐鲁“石化”\\\0", "b": 1, "a": [1.5, None]}
    header = command("k-1", request=b"body", answer=answer)

    log.insert_events(history(2), command=header)

    remembered = log.command_of("zhang-san", "k-1")
    assert remembered is not None
    assert (remembered.command_id, remembered.name) == (header.command_id, "quota.nominate")
    assert (remembered.first_position, remembered.last_position) == (1, 2)
    assert (remembered.fingerprint, remembered.answer) == (header.fingerprint, answer)
    assert list(remembered.answer or {}) == ["名称", "b", "a"]
    assert log.command_of("li-si", "k-1") is None


def test_a_repeated_command_records_nothing_and_tells_its_first_answer(log: LogRecorder) -> None:
    log.insert_events([event()])
    log.insert_events(history(2), command=command("k-1", answer={"place": 7}))

    with pytest.raises(Repeated) as repeated:
        log.insert_events(history(3), command=command("k-1", answer={"place": 8}))

    assert (repeated.value.first_position, repeated.value.last_position) == (2, 3)
    assert repeated.value.answer == {"place": 7}
    assert log.max_notification_id() == 3


def test_a_key_used_for_another_request_is_told_apart_from_a_repetition(log: LogRecorder) -> None:
    log.insert_events([event()], command=command("k-1", request=b"nominate Qilu"))

    with pytest.raises(KeyReused):
        log.insert_events([event()], command=command("k-1", request=b"nominate Shengli"))

    assert log.max_notification_id() == 1


def test_two_principals_may_use_the_same_key(log: LogRecorder) -> None:
    log.insert_events([event()], command=command("k-1", principal="zhang-san"))
    log.insert_events([event()], command=command("k-1", principal="li-si"))

    assert log.max_notification_id() == 2


def test_a_command_id_under_another_key_is_refused(log: LogRecorder) -> None:
    command_id = uuid4()
    log.insert_events([event()], command=command("k-1", command_id=command_id))

    with pytest.raises(KeyReused):
        log.insert_events([event()], command=command("k-2", command_id=command_id))


def test_the_later_of_two_writers_of_one_version_conflicts_and_may_send_its_key_again(
    log: LogRecorder,
) -> None:
    quota = uuid4()
    log.insert_events([event(quota)])

    with pytest.raises(IntegrityError):
        log.insert_events([event(), event(quota)], command=command("k-1"))

    assert log.max_notification_id() == 1
    assert log.insert_events([event(quota, 2)], command=command("k-1")) == [2]


def test_commands_sent_together_each_have_a_fate_of_their_own(datastore: Datastore, log: LogRecorder) -> None:
    quota = uuid4()
    log.insert_events([event(quota)], command=command("old", request=b"a", answer={"n": 1}))
    together = [
        Request.of(history(2), command("new")),
        Request.of([event()], command("old", request=b"a")),
        Request.of([event(quota), event()], command("conflicting")),
        Request.of([event()], command("old", request=b"b")),
        Request.of([event()], command("new", request=b"")),
        Request.of([event(quota, 2)], None),
    ]

    with datastore.cursor() as cursor:
        outcomes = append(cursor, together)

    assert [each.kind for each in outcomes] == [
        "appended", "repeated", "conflict", "key_reused", "repeated", "appended",
    ]  # fmt: skip
    spans = [(each.first_position, each.last_position) for each in outcomes]
    assert spans == [(2, 3), (1, 1), (None, None), (1, 1), (2, 3), (4, 4)]
    assert [each.id for each in log.select_notifications(None, 10)] == [1, 2, 3, 4]


def test_events_and_other_rows_of_a_unit_of_work_commit_together_or_not_at_all(owner: Datastore) -> None:
    log = LogRecorder(owner)
    with owner.transaction() as cursor:
        cursor.execute("CREATE TABLE log.notes (text text)")

    def unit_of_work(note: str) -> Appended:
        with owner.transaction() as cursor:
            appended = log.append_within(cursor, [event()], command("k-1"))
            cursor.execute(f"INSERT INTO log.notes VALUES ({note})")
        return appended

    with pytest.raises(ProgrammingError):
        unit_of_work("no such column")
    appended = unit_of_work("'kept'")

    assert appended.positions == [1]
    assert owner.rows("SELECT text FROM log.notes") == [("kept",)]
    assert log.max_notification_id() == 1


def test_concurrent_appends_travel_together_and_each_gets_its_own_positions(log: LogRecorder) -> None:
    shared = uuid4()
    start = Barrier(40, timeout=30)

    def write(number: int) -> list[int] | str:
        start.wait()
        try:
            return (
                log.insert_events([event(shared if number % 2 else None)], command=command(f"k-{number}"))
                or []
            )
        except IntegrityError:
            return "conflict"

    with ThreadPoolExecutor(40) as writers:
        results = list(writers.map(write, range(40)))

    assert results.count("conflict") == 19
    positions = sorted(position for result in results if result != "conflict" for [position] in [result])
    assert positions == list(range(1, 22))
    for number, result in enumerate(results):
        known = log.command_of("zhang-san", f"k-{number}")
        assert (known and [known.first_position]) == (None if result == "conflict" else result)


def test_a_command_that_the_server_cannot_take_does_not_harm_its_neighbours(log: LogRecorder) -> None:
    start = Barrier(20, timeout=30)

    def write(number: int) -> bool:
        start.wait()
        try:
            log.insert_events([event(version=2**63 if number == 7 else 1)], command=command())
        except DataError:
            return False
        return True

    with ThreadPoolExecutor(20) as writers:
        assert list(writers.map(write, range(20))) == [number != 7 for number in range(20)]
    assert log.max_notification_id() == 19


def travel_together(datastore: Datastore, log: LogRecorder, events: int) -> None:
    """Two appends of so many events, with a third before them."""
    writers = [Thread(target=lambda: log.insert_events(history(events)), daemon=True) for _ in range(3)]
    with datastore.transaction() as holder:
        log.append_within(holder, [event()])
        for writer in writers:
            writer.start()
        wait_for_the_lock(datastore)
        until(lambda: sum(map(is_queueing, writers)) == 2)
    for writer in writers:
        writer.join()
    assert commits_of(datastore, 2 + events, 1 + 3 * events) == 1


def test_who_has_just_been_carried_along_is_waited_for(
    datastore: Datastore, log: LogRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel_together(datastore, log, events=1)
    back = Thread(target=lambda: log.insert_events([event()]), daemon=True)

    def meanwhile(_: float) -> None:
        back.start()
        until(lambda: is_queueing(back))

    monkeypatch.setattr(appender, "sleep", meanwhile)
    log.insert_events([event()])
    back.join()

    assert commits_of(datastore, 5, 6) == 1


@pytest.mark.parametrize(("events", "waits"), [(1, 1), (17, 0)])
def test_a_single_writer_waits_once_at_most_after_company_and_not_after_one_with_many_events(
    datastore: Datastore, log: LogRecorder, monkeypatch: pytest.MonkeyPatch, events: int, waits: int
) -> None:
    travel_together(datastore, log, events)
    waited: list[float] = []
    monkeypatch.setattr(appender, "sleep", waited.append)

    for _ in range(3):
        log.insert_events([event()])

    assert waited == [appender.A_MOMENT_S] * waits


def is_queueing(thread: Thread) -> bool:
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code is Turn.told.__code__


def commits_of(datastore: Datastore, *positions: int) -> int:
    """By how many transactions these events were recorded."""
    wanted = "SELECT count(DISTINCT xmin::text) FROM log.events WHERE position = ANY(%(positions)s::bigint[])"
    [(commits,)] = datastore.rows(wanted, positions=as_array(positions))
    return commits


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT interrupts, even where the tests were started in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_append_that_is_interrupted_while_it_queues_leaves_the_others_going(
    datastore: Datastore, log: LogRecorder
) -> None:
    recorded: list[Appended] = []
    leading, later = (
        Thread(target=lambda: recorded.append(log.append([event()])), daemon=True) for _ in range(2)
    )
    with datastore.transaction() as holder:
        log.append_within(holder, [event()])
        leading.start()
        wait_for_the_lock(datastore)
        interrupting = Thread(target=interrupt_who_queues, args=(get_ident(),))
        interrupting.start()
        with pytest.raises(KeyboardInterrupt):
            log.append([event()])
    interrupting.join()
    leading.join()
    later.start()
    later.join()

    assert [each.positions for each in recorded] == [[2], [3]]


def interrupt_who_queues(thread: int) -> None:
    """As soon as that thread waits in the queue."""
    until(lambda: sys._current_frames()[thread].f_code is Turn.told.__code__)
    os.kill(os.getpid(), signal.SIGINT)


def wait_for_the_lock(datastore: Datastore) -> None:
    waiting = "SELECT FROM pg_locks WHERE relation = 'log.append_order'::regclass AND NOT granted"
    while not datastore.rows(waiting):
        pass


@given(topic=st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1), state=st.binary())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_topic_and_any_state_come_back_as_they_went(log: LogRecorder, topic: str, state: bytes) -> None:
    quota = uuid4()

    log.insert_events([event(quota, 1, topic, state)], command=command(f"{topic}-{quota}"))

    [recorded] = log.select_events(quota)
    assert (recorded.topic, recorded.state) == (topic, state)


@pytest.mark.parametrize(
    "topic", ["'; DROP TABLE log.events; --", '"},{"', "a\\'\\\"b", "%s %(x)s", "🀄名额", "NULL"]
)
def test_a_topic_that_looks_like_sql_is_a_text(log: LogRecorder, topic: str) -> None:
    quota = uuid4()

    log.insert_events([event(quota, topic=topic, state=b"\x00'\"\\%s\xff")], command=command(topic))

    assert [(each.topic, each.state) for each in log.select_events(quota)] == [(topic, b"\x00'\"\\%s\xff")]


@pytest.mark.parametrize(
    "unstorable",
    [
        event(topic="a\0b"),
        event(topic="\ud800"),
        event(topic=""),
        StoredEvent("no-uuid}", 1, "t", b""),
        StoredEvent(uuid4(), "1},{", "t", b""),  # type: ignore[arg-type]
        event(version=2**63),
        event(version=-1),
    ],
    ids=[
        "null character",
        "lone surrogate",
        "no topic",
        "no uuid",
        "no number",
        "number too large",
        "negative version",
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_is_recorded(
    log: LogRecorder, unstorable: StoredEvent
) -> None:
    with pytest.raises((DataError, IntegrityError)):
        log.insert_events([event(), unstorable], command=command("k-1"))

    assert log.max_notification_id() is None
    assert log.command_of("zhang-san", "k-1") is None


def test_an_answer_that_is_no_json_is_refused(log: LogRecorder) -> None:
    with pytest.raises(DataError):
        log.insert_events([event()], command=command("k-1", answer={"x": object()}))


def test_ten_thousand_events_of_one_command_are_one_append(log: LogRecorder) -> None:
    batch = history(10_000)

    assert log.insert_events(batch, command=command("import")) == list(range(1, 10_001))

    assert [each.state for each in log.select_events(batch[0].originator_id)] == [
        each.state for each in batch
    ]


@pytest.mark.bar(id="C1")
def test_recorded_time_never_falls_although_the_clock_does(owner: Datastore, log: LogRecorder) -> None:
    future = datetime(2199, 1, 1, tzinfo=UTC)
    with owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO log.events VALUES (1, %(id)s, %(id)s, 1, 't', '', %(id)s, %(id)s, NULL, %(at)s)",
            {"id": uuid4(), "at": future},
        )

    appended = log.append([event()])

    assert appended.positions == [2]
    assert appended.recorded_at == future


def test_an_instant_is_found_in_the_log(log: LogRecorder) -> None:
    instants = [log.append(history(number % 3 + 1)).recorded_at for number in range(20)]

    for instant in instants:
        last = max(each.id for each in log.select_notifications(None, 100) if each.recorded_at <= instant)
        assert log.position_at(instant) == last
        assert log.position_at(instant - timedelta(microseconds=1)) < last
    assert log.position_at(LONG_AGO) == 0


def test_an_instant_that_is_to_come_by_the_servers_clock_has_no_position(
    owner: Datastore, log: LogRecorder
) -> None:
    log.insert_events([event()])

    [(now, an_hour_later)] = owner.rows("SELECT now(), now() + interval '1 hour'")

    assert log.position_at(now) == 1
    assert log.position_at(an_hour_later) is None


def test_the_position_of_an_instant_waits_for_an_append_that_is_under_way(
    datastore: Datastore, log: LogRecorder
) -> None:
    log.insert_events([event()])
    with ThreadPoolExecutor(1) as reader:
        with datastore.transaction() as cursor:
            pending = log.append_within(cursor, [event()])
            asked = reader.submit(log.position_at, pending.recorded_at)
            with pytest.raises(TimeoutError):
                asked.result(0.3)
        assert asked.result(10) == 2


def test_asking_for_the_position_of_an_instant_holds_up_no_writer(
    datastore: Datastore, log: LogRecorder
) -> None:
    with datastore.transaction() as reader:
        reader.execute("SELECT log.position_at(now())")

        assert log.insert_events([event()]) == [1]


@pytest.mark.parametrize("setting", ["transaction_isolation = 'repeatable read'", "synchronous_commit = off"])
def test_an_append_that_would_break_a_promise_is_refused(
    datastore: Datastore, log: LogRecorder, setting: str
) -> None:
    def append_under_this_setting() -> None:
        with datastore.transaction() as cursor:
            cursor.execute(f"SET LOCAL {setting}")
            log.append_within(cursor, [event()])

    with pytest.raises(NotSupportedError):
        append_under_this_setting()

    assert log.max_notification_id() is None


def test_the_append_does_not_rely_on_the_search_path(datastore: Datastore, log: LogRecorder) -> None:
    with datastore.transaction() as cursor:
        cursor.execute("SET LOCAL search_path = nowhere")
        assert log.append_within(cursor, [event()], command()).positions == [1]


def test_ids_of_events_follow_from_the_command_alone() -> None:
    command_id = UUID("6f1c0d1e-0000-4000-8000-000000000001")

    assert event_id_of(command_id, 0) == UUID("67af3111-6384-543a-984a-8f11f84a6701")
    assert [event_id_of(command_id, n) for n in range(200)] == [uuid5(command_id, str(n)) for n in range(200)]
