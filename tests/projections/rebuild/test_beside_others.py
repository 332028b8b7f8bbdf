"""The old tables are read and kept up while new ones are made, and swapped in with their position."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy.exc import DBAPIError

from domain.authorization import Scope
from persistence.datastore import Datastore
from projections import PROJECTIONS
from projections.enterprise_register import EnterpriseFilter
from projections.follower import Follower, OutrunByAnother
from projections.follower import record as recorded
from projections.rebuild import ReadersInTheWay, compare, rebuild
from projections.runner import Projector
from tests.projections.made_up import enterprise, nominate
from tests.projections.rebuild.lying import lie
from tests.projections.waiting import WAITING, is_wanted, until

EVERYTHING = Scope()
NAMES = sorted(PROJECTIONS)
LONG = 60.0  # seconds, which no test waits for


def catches_up(follower: Follower) -> None:
    """To the end of the log, however often a swap comes between."""
    for _ in range(1000):
        try:
            if not follower.advance():
                return
        except OutrunByAnother:
            sleep(0.01)
    raise AssertionError("it never came to the end")


def waiting_for(projector: Datastore, table: str) -> int:
    """How many wait for this table to be let go."""
    [(number,)] = projector.rows(WAITING, table=table)
    return number


def test_given_readers_when_rebuilt_again_and_again_then_every_one_of_them_gets_the_whole_answer(
    busy_year, projector, board, register
):
    answers, errors, ending = set(), [], Event()

    def read() -> None:
        while not ending.is_set():
            try:
                [line] = board.quotas(scope=EVERYTHING)
                [row] = register.page(EnterpriseFilter(name="淄博甲有限公司"), scope=EVERYTHING)
                answers.add((line.nominated, line.free, len(row.lists), len(row.principals)))
            except DBAPIError as error:
                errors.append(error)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(5):
        for name in NAMES:
            rebuild(name, projector)
    ending.set()
    for reader in readers:
        reader.join()

    assert errors == []
    assert answers == {(1, 9, 1, 1)}


def test_given_a_projector_at_work_when_rebuilt_then_no_event_is_lost_or_taken_in_twice(
    busy_year, projector, record, progress
):
    positions, ending = [0], Event()

    def watch() -> None:
        while not ending.is_set():
            positions.append(progress.position("enterprise_register"))

    watching = Thread(target=watch)
    watching.start()
    with Projector(projector):
        for number in range(6):
            record(*(enterprise(f"桓台{number}号{sign}有限公司") for sign in "甲乙丙"))
            rebuild("enterprise_register", projector)
        last = record(enterprise("桓台末有限公司"))
        assert progress.wait_for("enterprise_register", last, LONG)
    ending.set()
    watching.join()

    assert positions == sorted(positions)  # whoever saw something sees it from then on
    assert compare("enterprise_register", projector) == []
    assert projector.rows("SELECT count(*) FROM read.enterprise_register") == [(3 + 18 + 1,)]


def test_given_readers_in_the_way_while_events_come_in_when_rebuilt_then_the_last_of_them_are_there(
    busy_year, app, projector, record, progress
):
    with Projector(projector):
        with app.transaction() as reading:
            reading.execute("SELECT FROM read.enterprise_register")
            rebuilding = Thread(target=rebuild, args=("enterprise_register", projector))
            rebuilding.start()
            for number in range(4):  # the live tables go on while the swap is tried again and again
                last = record(enterprise(f"桓台{number}号有限公司"))
                assert progress.wait_for("enterprise_register", last, LONG)
                until(lambda: is_wanted(projector, "read.enterprise_register"))
            assert rebuilding.is_alive()
        rebuilding.join()

        assert progress.wait_for("enterprise_register", last, LONG)
    assert compare("enterprise_register", projector) == []
    assert projector.rows("SELECT count(*) FROM read.enterprise_register") == [(3 + 4,)]


def test_given_a_projection_that_is_behind_when_rebuilt_then_it_stands_where_its_new_tables_do(
    busy_year, projector, record, progress, caught_up
):
    position = record(*(enterprise(f"桓台{sign}有限公司") for sign in "甲乙丙"))

    rebuild("enterprise_register", projector)

    assert progress.position("enterprise_register") == position
    caught_up()
    assert compare("enterprise_register", projector) == []


def test_given_a_reader_in_the_middle_of_its_query_when_rebuilt_then_it_is_waited_for(
    busy_year, app, projector, board
):
    with app.transaction() as reading:
        reading.execute("SELECT FROM read.quota_board")
        rebuilding = Thread(target=rebuild, args=("quota_board", projector))
        rebuilding.start()
        until(lambda: is_wanted(projector, "read.quota_board"))

        assert board.quotas(scope=EVERYTHING)  # others read meanwhile
        assert rebuilding.is_alive()
    rebuilding.join()

    assert compare("quota_board", projector) == []


def test_given_a_page_that_was_folded_before_a_swap_when_it_is_recorded_then_it_is_folded_anew(
    nominated, record, app, projector, board
):
    quota, members = nominated
    lie(projector)
    with closing(projector.detached()) as connection:
        follower = Follower(PROJECTIONS["quota_board"], connection)
        with app.transaction() as reading, ThreadPoolExecutor(1) as another:
            reading.execute("SELECT FROM read.quota_board")
            rebuilding = another.submit(rebuild, "quota_board", projector, accept_difference=True)
            until(lambda: is_wanted(projector, "read.quota_board"))
            nominate(quota, members[1])
            record(quota)
            step = follower.fold(follower.page(monotonic()))
            reading.connection.rollback()
            rebuilding.result()

        assert recorded(connection, [step]) == []

        follower.is_outrun()
        catches_up(follower)
    assert [(line.limit, line.nominated) for line in board.quotas(scope=EVERYTHING)] == [(10, 2)]
    assert compare("quota_board", projector) == []


def test_given_a_page_that_is_folded_during_a_swap_when_it_is_recorded_then_it_says_the_same_of_the_new_tables(
    nominated, record, app, projector
):
    quota, members = nominated
    with closing(projector.detached()) as connection:
        follower = Follower(PROJECTIONS["quota_board"], connection)
        catches_up(follower)
        with app.transaction() as reading, ThreadPoolExecutor(2) as others:
            reading.execute("SELECT FROM read.quota_board")
            rebuilding = others.submit(rebuild, "quota_board", projector)
            until(lambda: is_wanted(projector, "read.quota_board"))
            nominate(quota, members[1])
            record(quota)
            catches_up(follower)
            until(lambda: is_wanted(projector, "read.quota_board"))
            nominate(quota, members[2])
            record(quota)
            folding = others.submit(lambda: follower.fold(follower.page(monotonic())))
            until(lambda: folding.done() or waiting_for(projector, "read.quota_board") > 1)
            reading.connection.rollback()
            rebuilding.result()
            recorded(connection, [folding.result()])
        follower.is_outrun()
        catches_up(follower)
    assert compare("quota_board", projector) == []


def test_given_a_reader_who_has_waited_for_a_swap_when_answered_then_all_is_there_that_was_taken_in_before(
    nominated, record, app, projector, progress, board
):
    quota, members = nominated
    with Projector(projector), app.transaction() as reading, ThreadPoolExecutor(2) as others:
        reading.execute("SELECT FROM read.quota_board")
        board.quotas(scope=EVERYTHING)  # its question is ready on the connection
        rebuilding = others.submit(rebuild, "quota_board", projector)
        until(lambda: is_wanted(projector, "read.quota_board"))
        nominate(quota, members[1])
        assert progress.wait_for("quota_board", record(quota), LONG)
        until(lambda: is_wanted(projector, "read.quota_board"))
        asking = others.submit(board.quotas, scope=EVERYTHING)
        until(lambda: asking.done() or waiting_for(projector, "read.quota_board") > 1)
        reading.connection.rollback()
        rebuilding.result()

        assert [line.nominated for line in asking.result()] == [2]


def test_given_a_reader_that_never_ends_when_rebuilt_then_it_is_given_up_and_nothing_is_changed(
    busy_year, app, projector
):
    lie(projector)
    with app.transaction() as reading:
        reading.execute("SELECT FROM read.quota_board")

        with pytest.raises(ReadersInTheWay):
            rebuild("quota_board", projector, patience=0.5, accept_difference=True)

    assert projector.rows("SELECT DISTINCT city_limit FROM read.quota_board") == [(99,)]
