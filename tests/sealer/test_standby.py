"""Commits wait for a standby: what it may not have is given away to nobody."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from persistence.datastore import Unreachable
from persistence.embedded import EmbeddedPostgres
from tests.projections.waiting import until

WAITING = """
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'huicai_sealer'
"""


class AbsentStandby:
    """A standby that every commit waits for, and that never comes; an administrator ends each wait."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server

    def is_awaited(self, *, awaited: bool) -> None:
        names = "nobody" if awaited else ""
        self._rows(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self._rows("SELECT pg_reload_conf()")
        until(lambda: self._rows("SHOW synchronous_standby_names") == [(names,)])

    def what_comes_of(self, work: Callable[[], None]) -> BaseException | None:
        """What is raised by work whose waits are ended."""
        raised: list[BaseException] = []

        def done() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001  told below
                raised.append(error)

        working = Thread(target=done)
        working.start()
        while working.is_alive():
            self._rows(WAITING)
            working.join(0.05)
        return next(iter(raised), None)

    def _rows(self, query: str) -> list[tuple]:
        with self._server.administrator() as administrator, administrator.cursor() as rows:
            rows.execute(query)
            return rows.fetchall() if rows.description else []


@pytest.fixture
def standby(server: EmbeddedPostgres) -> Iterator[AbsentStandby]:
    made = AbsentStandby(server)
    yield made
    made.is_awaited(awaited=False)


def test_given_a_wait_for_the_standby_that_was_ended_when_covered_then_the_checkpoint_is_not_given_away(
    covered, standby
):
    town = covered(3)
    town.recorded(2)
    standby.is_awaited(awaited=True)

    assert isinstance(standby.what_comes_of(town.sealer.look), Unreachable)

    assert town.files.last_checkpoint(1).size == 3


def test_given_a_checkpoint_that_the_standby_may_not_have_when_another_process_begins_then_it_is_not_given_away(
    covered, standby
):
    town = covered(3)
    town.recorded(2)
    standby.is_awaited(awaited=True)
    standby.what_comes_of(town.sealer.look)
    town.sealer.close()
    assert town.log().size == 5

    assert isinstance(standby.what_comes_of(town.sealer.look), Unreachable)
    assert town.files.last_checkpoint(1).size == 3

    town.sealer.close()
    standby.is_awaited(awaited=False)
    town.sealer.look()
    assert town.files.last_checkpoint(1).size == 5
