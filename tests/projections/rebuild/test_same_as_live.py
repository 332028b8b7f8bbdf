"""A rebuild makes the same tables again, with the same definition and rights, and does not swap silently what differs."""

import pytest

from domain.authorization import Scope
from projections import PROJECTIONS
from projections.rebuild import TablesDiffer, compare, rebuild, roll_back
from projections.runner import Projector
from tests.projections.made_up import enterprise
from tests.projections.rebuild.lying import lie
from tests.projections.waiting import until

EVERYTHING = Scope()
NAMES = sorted(PROJECTIONS)
STATISTICS = """
    SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'read'::regnamespace ORDER BY 1
"""


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
                "SELECT table_name, column_name, data_type, is_nullable, ordinal_position, column_default"
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
