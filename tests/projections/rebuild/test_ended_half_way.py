"""One rebuild at a time, which tells how far it is and goes on where it ended."""

from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from persistence.datastore import Datastore
from persistence.mapper import UnreadableEvent
from persistence.recorders import LogRecorder
from projections.rebuild import RebuildUnderWay, rebuild
from tests.projections.made_up import enterprise
from tests.projections.rebuild.lying import lie


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
