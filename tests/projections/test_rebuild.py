"""A rebuild makes the same tables again while the old ones are read, and swaps them in with their position."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy.exc import DBAPIError

from domain.aggregates import Enterprise, Quota
from domain.authorization import Scope
from persistence.datastore import Datastore
from persistence.mapper import UnreadableEvent
from persistence.recorders import LogRecorder
from projections import PROJECTIONS
from projections.enterprise_register import EnterpriseFilter
from projections.follower import Follower, OutrunByAnother
from projections.follower import record as recorded
from projections.rebuild import (
    NothingKept,
    ReadersInTheWay,
    RebuildUnderWay,
    TablesDiffer,
    compare,
    discard,
    rebuild,
    roll_back,
)
from projections.runner import Projector
from tests.projections.made_up import (
    enterprise,
    imported_list,
    nominate,
    officer,
    principal,
    quota_of_2025,
    talent,
)
from tests.projections.made_up_cards import card, issue
from tests.projections.waiting import WAITING, is_wanted, until

EVERYTHING = Scope()
NAMES = sorted(PROJECTIONS)
STATISTICS = """
    SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'read'::regnamespace ORDER BY 1
"""
LONG = 60.0  # seconds, which no test waits for


@pytest.fixture
def nominated(record, caught_up) -> tuple[Quota, list[Enterprise]]:
    """A quota, and three enterprises on a list, the first of them nominated; all of it taken in."""
    quota, members = quota_of_2025(), [enterprise(f"淄博{sign}有限公司") for sign in "甲乙丙"]
    for one in members:
        one.name_principal(principal(), officer())
        one.enter_on_list("cluster_leader", quota.id, "zhangdian", officer())
    nominate(quota, members[0])
    record(*members, imported_list(*members), quota)
    caught_up()
    return quota, members


@pytest.fixture
def busy_year(nominated, record, caught_up):
    """And to the person of the first a card was issued; returns the position of the last event."""
    _, members = nominated
    li = talent()
    position = record(li, issue(card(li, members[0])))
    caught_up()
    return position


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


def lie(projector: Datastore) -> None:
    """Somebody has changed a live table behind the projection's back."""
    with projector.cursor() as cursor:
        cursor.execute("UPDATE read.quota_board SET city_limit = 99")
        cursor.execute("DELETE FROM read.enterprise_register_listings")


# ── Rebuild equals live ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_given_a_projection_kept_up_when_compared_with_a_rebuild_then_no_table_differs(
    busy_year, projector, name
):
    assert compare(name, projector) == []


def test_given_tables_changed_behind_its_back_when_compared_then_just_these_differ(busy_year, projector):
    lie(projector)

    assert compare("quota_board", projector) == ["quota_board"]
    assert compare("enterprise_register", projector) == ["enterprise_register_listings"]


@pytest.mark.bar(id="R5")
def test_given_tables_changed_behind_its_back_when_rebuilt_then_that_is_told_and_nothing_is_swapped(
    busy_year, projector, board
):
    lie(projector)

    with pytest.raises(TablesDiffer, match=r"quota_board as it was rebuilt differs .* in: quota_board$"):
        rebuild("quota_board", projector)

    assert [line.limit for line in board.quotas(scope=EVERYTHING)] == [99]


def test_given_a_difference_that_is_accepted_when_rebuilt_then_the_tables_are_true_again(
    busy_year, projector, board
):
    lie(projector)

    rebuilt = [rebuild(name, projector, accept_difference=True) for name in NAMES]

    assert {one.position for one in rebuilt} == {busy_year}
    assert {table for one in rebuilt for table in one.differing} == {
        "quota_board",
        "enterprise_register_listings",
    }
    assert [compare(name, projector) for name in NAMES] == [[] for _ in NAMES]
    assert [line.limit for line in board.quotas(scope=EVERYTHING)] == [10]


@pytest.mark.parametrize("name", NAMES)
def test_given_a_projection_that_is_behind_when_compared_then_its_own_position_counts(
    busy_year, record, projector, name
):
    record(enterprise("淄博丁有限公司"))

    assert compare(name, projector) == []


def test_given_a_comparison_then_nothing_of_it_is_left(busy_year, projector):
    compare("quota_board", projector)

    assert projector.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'rebuild'") == []


def test_given_a_rebuild_then_the_new_tables_have_the_definition_the_statistics_and_the_rights_of_the_old(
    busy_year, projector
):
    def described() -> list[tuple]:
        return [
            *projector.rows(STATISTICS),
            *projector.rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'read' ORDER BY indexdef"),
            *projector.rows(
                "SELECT table_name, column_name, data_type, is_nullable, ordinal_position"
                "  FROM information_schema.columns WHERE table_schema = 'read' ORDER BY 1, 5"
            ),
            *projector.rows(
                "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
                " WHERE table_schema = 'read' ORDER BY 1, 2, 3"
            ),
        ]

    before = described()
    for name in NAMES:
        rebuild(name, projector)
    after_rebuild = described()
    for name in NAMES:
        roll_back(name, projector)

    assert after_rebuild == before
    assert described() == before


# ── While others go on ───────────────────────────────────────────────────────────────────────────────────


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


# ── One at a time, and ending half-way ───────────────────────────────────────────────────────────────────


def test_given_a_rebuild_under_way_when_another_is_asked_for_then_it_is_refused(busy_year, projector):
    refusals = []

    def rebuild_again(_position: int, _end: int) -> None:
        with pytest.raises(RebuildUnderWay) as refused:
            rebuild("quota_board", projector)
        refusals.append(str(refused.value))
        assert rebuild("enterprise_register", projector).position == busy_year

    rebuild("quota_board", projector, on_progress=rebuild_again)

    assert refusals == ["quota_board is being rebuilt by another process"]


def test_given_a_rebuild_that_breaks_off_then_the_live_tables_stay_and_the_next_one_goes_on(
    busy_year, projector
):
    lie(projector)

    def break_off(_position: int, _end: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild("quota_board", projector, on_progress=break_off)

    assert projector.rows("SELECT DISTINCT city_limit FROM read.quota_board") == [(99,)]
    assert projector.rows("SELECT count(*) > 0 FROM pg_tables WHERE schemaname = 'rebuild'") == [(True,)]
    assert rebuild("quota_board", projector, accept_difference=True).position == busy_year
    assert projector.rows("SELECT DISTINCT city_limit FROM read.quota_board") == [(10,)]


def test_given_a_rebuild_then_its_progress_is_told_up_to_the_end_of_the_log(busy_year, projector):
    told = []

    rebuild("quota_board", projector, on_progress=lambda position, end: told.append((position, end)))

    assert told == [(busy_year, busy_year)]


def test_given_an_empty_log_when_rebuilt_then_it_stands_at_its_beginning(projector, progress):
    assert rebuild("quota_board", projector).position == 0
    assert progress.position("quota_board") == 0


def test_given_no_projection_of_that_name_when_rebuilt_then_that_is_said(projector):
    with pytest.raises(KeyError, match="quota_bored"):
        rebuild("quota_bored", projector)


def test_given_an_event_that_cannot_be_processed_when_rebuilt_then_the_live_tables_stay_and_it_is_named(
    busy_year, projector, app
):
    LogRecorder(app).insert_events([StoredEvent(uuid4(), 1, "Quota.Closed", b"no JSON")])

    with pytest.raises(UnreadableEvent) as refused:
        rebuild("quota_board", projector)

    assert f"took in Quota.Closed at position {busy_year + 1}" in refused.value.__notes__[0]
    assert projector.rows("SELECT DISTINCT city_limit FROM read.quota_board") == [(10,)]


def test_given_a_position_beyond_the_end_of_the_log_when_rebuilt_then_it_is_put_right(
    busy_year, projector, progress
):
    with projector.cursor() as cursor:
        cursor.execute("UPDATE read.tracking SET position = position + 1000")

    rebuild("quota_board", projector, accept_difference=True)

    assert progress.position("quota_board") == busy_year


# ── Going on, and going back ─────────────────────────────────────────────────────────────────────────────


def broken_off(projector: Datastore) -> None:
    """A rebuild of the quota board that has ended after its first page."""

    def break_off(_position: int, _end: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild("quota_board", projector, on_progress=break_off)


def test_given_a_rebuild_that_broke_off_when_begun_again_then_only_what_is_left_is_taken_in(
    busy_year, projector, record, caught_up
):
    broken_off(projector)
    last = record(enterprise("桓台有限公司"))
    caught_up()
    told = []

    rebuild("quota_board", projector, on_progress=lambda position, end: told.append(position))

    assert told == [last]
    assert projector.rows("SELECT * FROM read.rebuilds") == []


def test_given_a_rebuild_that_broke_off_under_another_program_when_begun_again_then_it_starts_anew(
    busy_year, projector
):
    broken_off(projector)
    with projector.cursor() as cursor:
        cursor.execute("UPDATE read.rebuilds SET program = 'another'; DELETE FROM rebuild.quota_board")

    assert rebuild("quota_board", projector).differing == ()


def test_given_a_rebuild_that_broke_off_when_looked_at_then_everybody_sees_how_far_it_is(
    busy_year, projector, progress
):
    broken_off(projector)

    [under_way] = progress.rebuilds()

    assert (under_way.name, under_way.position, under_way.head) == ("quota_board", busy_year, busy_year)
    assert under_way.share == 1
    assert under_way.events_per_second > 0
    assert under_way.seconds_left == 0


def test_given_a_swap_when_rolled_back_then_the_old_tables_are_read_again_with_what_came_meanwhile(
    busy_year, projector, record, caught_up, board, progress
):
    lie(projector)
    rebuild("quota_board", projector, accept_difference=True)
    last = record(quota_of_2025(city="370400"))
    caught_up()

    roll_back("quota_board", projector)

    assert [line.limit for line in board.quotas(scope=EVERYTHING)] == [99, 10]
    assert progress.position("quota_board") == last
    roll_back("quota_board", projector)  # which can be taken back
    assert [line.limit for line in board.quotas(scope=EVERYTHING)] == [10, 10]


def test_given_nothing_was_swapped_out_or_it_was_discarded_when_rolled_back_then_that_is_refused(
    busy_year, projector
):
    with pytest.raises(NothingKept):
        roll_back("quota_board", projector)
    rebuild("quota_board", projector)
    discard("quota_board", projector)

    with pytest.raises(NothingKept):
        roll_back("quota_board", projector)


def test_given_kept_tables_of_another_shape_when_rolled_back_then_that_is_refused(busy_year, projector):
    rebuild("quota_board", projector)
    with projector.cursor() as cursor:
        cursor.execute("ALTER TABLE kept.quota_board ADD COLUMN since_then text")

    with pytest.raises(NothingKept):
        roll_back("quota_board", projector)


@pytest.mark.parametrize(
    ("drop", "name"),
    [
        ("DROP INDEX kept.periods_of_lead", "periods_of_lead"),
        ("DROP STATISTICS kept.demand_ledger_city_area", "demand_ledger_city_area"),
    ],
)
def test_given_kept_tables_from_before_an_index_or_statistics_when_rolled_back_then_that_is_refused_and_said(
    busy_year, projector, drop, name
):
    rebuild("demand_ledger", projector)
    with projector.cursor() as cursor:
        cursor.execute(drop)

    with pytest.raises(NothingKept, match=f"they lack CREATE (INDEX|STATISTICS) {name} [^;]*$"):
        roll_back("demand_ledger", projector)


# ── Stopped projections ──────────────────────────────────────────────────────────────────────────────────


def test_given_a_projection_stopped_by_a_fault_since_mended_when_rebuilt_then_it_runs_again(
    busy_year, projector, progress, record
):
    with projector.cursor() as cursor:
        cursor.execute(
            "INSERT INTO read.projections (projection, state, since) VALUES ('quota_board', 'stopped', now())"
        )
    assert not all(state.is_running for state in progress.states())

    rebuild("quota_board", projector)

    assert all(state.is_running for state in progress.states())
    position = record(enterprise())
    with Projector(projector):
        until(lambda: progress.position("quota_board") == position)
