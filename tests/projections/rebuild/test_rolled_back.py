"""What was swapped out is kept, and can be had back while it is of the same shape."""

import pytest

from domain.authorization import Scope
from projections.rebuild import NothingKept, discard, rebuild, roll_back
from tests.projections.made_up import quota_of_2025
from tests.projections.rebuild.lying import lie

EVERYTHING = Scope()
STATISTICS = """
    SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'read'::regnamespace ORDER BY 1
"""


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
