"""Projectors come and go, connections and servers break: every event counts once, and soon."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event, Thread

import pytest

from persistence.datastore import Datastore, open_engine
from projections import PROJECTIONS
from projections.follower import Follower, OutrunByAnother
from projections.rebuild import compare
from projections.roster import surplus
from projections.runner import Projector, rest_after
from tests.conftest import Database
from tests.projections.made_up import enterprise, imported_list, nominate, officer, principal, quota_of_2025
from tests.projections.waiting import held_up, until

LONG = 60.0  # seconds, which no test waits for

LEADS = """
    SELECT count(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock' AND database = %(oid)s
"""

LED_BY_EACH = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock' AND datname = current_database()
     GROUP BY application_name
"""


@pytest.fixture
def some_years(record) -> Callable[[int], int]:
    """Records that many lists with all that belongs to them; returns the position of the last event."""

    def recorded(lists: int) -> int:
        for _ in range(lists):
            members = [enterprise(f"淄博{sign}有限公司") for sign in "甲乙丙丁戊己庚辛壬癸"]
            quota = quota_of_2025(city=str(members[0].id))
            for one in members:
                one.name_principal(principal(), officer())
                one.enter_on_list("cluster_leader", one.id, "zhangdian", officer())
            nominate(quota, members[0])
            position = record(*members, quota)
        return position

    return recorded


def differences(projector: Datastore) -> list[str]:
    return [table for name in PROJECTIONS for table in compare(name, projector)]


# ── Gathering ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("work", "rest"), [(0.001, 0.05), (0.05, 0.05), (0.09, 0.09), (2.0, 0.1)])
def test_given_a_page_that_took_long_then_events_are_gathered_as_long_but_no_more_than_twice_the_pause(
    work, rest
):
    assert rest_after(work, shortest=0.05) == pytest.approx(rest)


def test_given_a_projector_that_is_to_gather_nothing_then_it_never_rests():
    assert rest_after(2.0, shortest=0) == 0


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────


def test_given_two_followers_of_one_projection_and_no_leader_then_nothing_is_taken_in_twice(
    some_years, projector, progress
):
    last = some_years(6)

    def follow(name: str) -> None:
        with closing(projector.detached()) as connection:
            # Pages so small that both want the same positions again and again.
            until_the_end(Follower(PROJECTIONS[name], connection, page=3))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(follow, [*PROJECTIONS, *PROJECTIONS]))

    assert {state.position for state in progress.states()} == {last}
    assert differences(projector) == []


def test_given_another_follower_was_faster_then_the_page_is_given_up_and_the_next_one_taken_in(
    some_years, projector, progress
):
    last = some_years(1)
    projection = PROJECTIONS["enterprise_register"]

    with closing(projector.detached()) as one, closing(projector.detached()) as other:
        slow, fast = Follower(projection, one, page=3), Follower(projection, other, page=3)
        assert slow.advance()
        assert fast.advance()
        with pytest.raises(OutrunByAnother):
            slow.advance()
        until_the_end(slow)

    assert progress.position(projection.name) == last
    assert compare(projection.name, projector) == []


def until_the_end(follower: Follower) -> None:
    """Every step to the end of the log, however often another follower is faster."""
    while True:
        try:
            if not follower.advance():
                return
        except OutrunByAnother:
            continue


def test_given_two_projectors_then_each_leads_half_of_the_projections(
    some_years, database, projector, progress
):
    with Projector(projector) as one, other_projector(database) as other:
        last = some_years(3)
        until(lambda: {len(one.led), len(other.led)} == {6, 7})
        assert one.led | other.led == PROJECTIONS.keys()
        for name in PROJECTIONS:
            assert progress.wait_for(name, last, LONG)

        [(oid,)] = projector.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
        assert projector.rows(LEADS, oid=oid) == [(len(PROJECTIONS),)]
    assert differences(projector) == []


def test_given_shares_that_change_then_what_is_given_away_is_heavy_and_light_alike():
    led = list("abcdefghijklm")  # from the heaviest to the lightest

    assert surplus(led, 7) == list("acegik")
    assert surplus(led, 12) == ["a"]
    assert surplus(led, 0) == led


@contextmanager
def other_projector(database: Database) -> Iterator[Projector]:
    with closing(Datastore(open_engine(database.url("projector")))) as datastore, Projector(datastore) as one:
        yield one


# ── Killed ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def process(database: Database) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts projectors as processes of their own."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.projections.projecting", database.url("projector")]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_given_three_processes_when_they_join_and_are_killed_then_all_that_are_left_share_the_projections(
    process, record, projector, progress, capsys
):
    def shared(*lead: int) -> bool:
        return sorted(number for (number,) in projector.rows(LED_BY_EACH)) == sorted(lead)

    first = process()
    until(lambda: shared(13))
    second, _third = process(), process()
    until(lambda: shared(4, 4, 5))
    for killed in (first, second):
        killed.kill()
        killed.wait()
    position = record(enterprise())
    seconds = until(lambda: {state.position for state in progress.states()} == {position})
    until(lambda: shared(13))

    with capsys.disabled():
        print(f"\n    two killed leaders are replaced after {seconds:.2f} s")


def test_given_projectors_killed_in_the_middle_of_their_work_then_what_remains_is_what_the_log_says(
    process, some_years, projector, progress
):
    some_years(30)
    for _ in range(2):
        before = progress.position("quota_board")
        with held_up(projector, "read.quota_board_places") as is_wanted:
            worker = process()
            until(is_wanted)
            worker.kill()
            worker.wait()
        assert progress.position("quota_board") == before
        last = some_years(2)

    with Projector(projector):
        for name in PROJECTIONS:
            assert progress.wait_for(name, last, LONG)

    assert differences(projector) == []


# ── Connections and servers lost ─────────────────────────────────────────────────────────────────────────


def test_given_all_connections_of_a_projector_killed_then_it_goes_on_where_it_was(
    database, some_years, projector, progress
):
    with Projector(projector):
        for _ in range(3):
            assert progress.wait_for("quota_board", some_years(1), LONG)
            with database.server.administrator() as administrator, administrator.cursor() as rows:
                rows.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE usename = 'huicai_projector' AND datname = %s",
                    (database.name,),
                )
        last = some_years(1)
        for name in PROJECTIONS:
            assert progress.wait_for(name, last, LONG)

    assert differences(projector) == []


def test_given_a_server_that_crashes_while_events_come_in_then_the_projections_catch_up_with_it(
    database, some_years, projector, progress, caplog
):
    with Projector(projector):
        recording = Thread(target=some_years, args=(8,))
        recording.start()
        until(lambda: progress.position("quota_board") > 0)
        with database.server.administrator() as administrator:
            os.kill(administrator.info.backend_pid, signal.SIGKILL)  # takes all other backends with it
        database.server.ensure_running()
        recording.join()
        last = some_years(1)
        for name in PROJECTIONS:
            assert progress.wait_for(name, last, LONG)

    assert "lost its way" in caplog.text
    assert differences(projector) == []


def test_given_no_server_at_the_start_then_the_projector_waits_for_it_and_ends_when_told(caplog):
    nowhere = Datastore(open_engine("postgresql://huicai_projector@127.0.0.1:1/huicai", connect_timeout=1))

    with Projector(nowhere):
        until(lambda: "lost its way, trying again: connection to server" in caplog.text)


def test_given_a_projector_in_the_middle_of_a_long_log_when_told_to_stop_then_it_stops_after_its_page(
    some_years, projector, progress, monkeypatch
):
    monkeypatch.setattr("projections.log_reader.PAGE", 500)
    last = some_years(20)
    working = Projector(projector, [PROJECTIONS["quota_board"]])
    stopped = Event()
    with held_up(projector, "read.quota_board_places") as is_wanted:
        working.start()
        until(is_wanted)
        Thread(target=lambda: (working.stop(), stopped.set())).start()
        until(working._ending.is_set)
    until(stopped.is_set)

    assert progress.position("quota_board") == 500 < last
    assert all(state.is_running for state in progress.states())


# ── What a projection ignores ────────────────────────────────────────────────────────────────────────────


def test_given_events_that_a_projection_ignores_then_its_position_passes_them_all_the_same(
    record, caught_up, progress
):
    position = record(imported_list())  # which the register of enterprises has no use for
    caught_up()

    assert progress.position("enterprise_register") == position
