"""A primary and two more hosts die under load: nothing that was acknowledged is lost, nothing is done twice."""

import pytest

from tests.hosts.failing_over import lose_an_asynchronous_primary, lose_everything_once
from tests.hosts.network import why_not
from tests.hosts.servers import PROGRAMS

MISSING = None if PROGRAMS.exists() else f"there is no PostgreSQL in {PROGRAMS}"

pytestmark = [pytest.mark.slow]


@pytest.fixture(autouse=True)
def hosts_can_be_made() -> None:
    if missing := MISSING or why_not():
        pytest.skip(missing)


def test_given_a_replica_that_commits_wait_for_when_hosts_die_under_load_then_nothing_acknowledged_is_lost(
    capsys,
):
    with capsys.disabled():
        found = lose_everything_once(print)
        print(found)

    assert found.wrong == {}


def test_given_a_replica_that_nobody_waits_for_when_the_primary_dies_then_the_loss_is_found(capsys):
    """The negative control: the same load and the same audit show what asynchronous replication loses."""
    with capsys.disabled():
        found = lose_an_asynchronous_primary(print)
        print(found)

    assert found.lost > 0
