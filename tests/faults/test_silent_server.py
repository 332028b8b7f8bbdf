"""The server stands still: it takes what is sent to it and says nothing. Nobody waits for ever, nothing is lost, and it goes on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from persistence import silence
from persistence.append import Repeated
from persistence.datastore import Datastore, Unreachable, open_engine
from persistence.recorders import LogRecorder
from projections.runner import Projector
from tests.api.conftest import QUOTA, town_on
from tests.conftest import Database
from tests.faults.audit import Findings, compared
from tests.faults.stopped import backends, everything, stopped
from tests.faults.test_projectors_killed import Town
from tests.faults.test_server_troubles import enterprise
from tests.faults.writers import Writers
from tests.persistence.commands import command, event
from tests.projections.waiting import until

pytestmark = pytest.mark.bar(id="N2")

APPENDED = "starts_with(query, 'EXECUTE append')"
OF_PROJECTORS = "usename = 'huicai_projector'"
KEY = {"Idempotency-Key": "silent-1"}


class Cuts:
    """How many connections were cut so far."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def total(self) -> int:
        return sum(record.name == silence.__name__ for record in self._caplog.records)


@pytest.fixture
def cuts(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Cuts:
    """With a watch that goes fast: the seventy seconds for which anybody waits are two."""
    monkeypatch.setattr(silence, "BETWEEN_LOOKS_S", 0.03)
    return Cuts(caplog)


@contextmanager
def datastores_on(database: Database, number: int = 1, **limits: int) -> Iterator[list[Datastore]]:
    with ExitStack() as opened:
        made = [Datastore(open_engine(database.url("app"), **limits), patience=0.1) for _ in range(number)]
        for datastore in made:
            opened.callback(datastore.close)
        yield made


@pytest.mark.parametrize(
    "times", [pytest.param(1, id="once"), pytest.param(50, id="50 times", marks=pytest.mark.slow)]
)
def test_given_writers_when_the_server_stands_still_then_nothing_acknowledged_is_lost_or_done_twice(
    database: Database, cuts: Cuts, times, capsys
):
    with datastores_on(database, 4) as datastores:
        with Writers([LogRecorder(datastore) for datastore in datastores]) as writers:
            for _ in range(times):
                writers.wait_for(100)
                before = cuts.total()
                with stopped(*everything(database.server)):
                    until(lambda before=before: cuts.total() > before)
            writers.wait_for(100)
        findings = compared(writers.acknowledged, datastores[0])

    with capsys.disabled():
        print(f"\nstood still {times} times, {cuts.total()} connections cut: {findings}")
    assert findings == Findings(findings.acknowledged, lost=0, doubled=0, unasked=0, gaps=0)


def test_given_one_process_of_the_server_that_stands_still_when_it_owes_an_answer_then_the_append_is_made_once(
    database: Database, cuts: Cuts
):
    with datastores_on(database) as [datastore], datastores_on(database) as [other]:
        log, onlooker, header = LogRecorder(datastore), LogRecorder(other), command("silent-2")
        log.append([event()])
        with stopped(*backends(other, APPENDED)), pytest.raises(Unreachable):
            log.append([event(), event()], header)
        until(lambda: onlooker.max_notification_id() == 3)  # it was sent, so it is done

        with pytest.raises(Repeated) as repeated:
            log.append([event(), event()], header)

        assert (repeated.value.first_position, repeated.value.last_position) == (2, 3)
        assert onlooker.max_notification_id() == 3


def test_given_a_caller_without_a_limit_when_the_server_stands_still_then_only_the_other_is_told(
    database: Database, cuts: Cuts
):
    """The negative control: it is the watch that ends the waiting, and nothing else does."""
    with (
        datastores_on(database) as [limited],
        datastores_on(database, statement_timeout_ms=0) as [unlimited],
        ThreadPoolExecutor(2) as callers,
    ):
        for datastore in (limited, unlimited):
            assert datastore.rows("SELECT 1") == [(1,)]
        with stopped(*backends(limited, "true"), *everything(database.server)):
            told, waiting = (callers.submit(one.rows, "SELECT 2") for one in (limited, unlimited))
            with pytest.raises(Unreachable):
                told.result()
            assert not waiting.done()

        assert waiting.result() == [(2,)]
        assert limited.rows("SELECT 3") == [(3,)]


def test_given_a_server_that_takes_connections_and_does_not_answer_when_asked_then_it_is_unreachable(
    database: Database,
):
    with datastores_on(database) as [datastore]:
        with stopped(*everything(database.server)), pytest.raises(Unreachable):
            datastore.rows("SELECT 1")

        assert datastore.rows("SELECT 1") == [(1,)]


def test_given_a_caller_within_when_the_server_stands_still_then_the_answer_is_503_and_the_same_command_may_be_sent_again(
    database: Database, tmp_path: Path, cuts: Cuts
):
    with town_on(database, tmp_path) as town:
        town.quota()
        empty, officer = town.position(), town.officer("hrss")
        assert officer.posts("/v1/enterprises", **enterprise(900)).status_code == 201
        events = town.position() - empty
        town.service.log.datastore._patience = 0.1
        with stopped(*everything(database.server)):
            answers = [
                officer.posts("/v1/enterprises", headers=KEY, **enterprise(901)),
                town.auditor().gets(QUOTA),
            ]

        assert [(one.status_code, one.json()["code"]) for one in answers] == [
            (503, "database_unreachable")
        ] * 2
        assert [one.headers["retry-after"] for one in answers] == ["1"] * 2
        until(lambda: officer.posts("/v1/enterprises", headers=KEY, **enterprise(901)).status_code == 201)
        assert town.position() == empty + 2 * events
        listed = town.auditor().gets("/v1/enterprises", min_position=town.position())
        assert {one["name"] for one in listed.json()["items"]} == {enterprise(n)["name"] for n in (900, 901)}


def test_given_a_projector_whose_connections_stand_still_when_events_come_in_then_it_goes_on_and_nothing_drifts(
    database: Database, cuts: Cuts
):
    with closing(Town(database)) as town:
        with closing(Datastore(open_engine(town.url))) as own, Projector(own), town.living():
            until(lambda: town.progress.position("quota_board") > 0)
            with stopped(*backends(town.app, OF_PROJECTORS)):
                before = cuts.total()
                until(lambda: cuts.total() > before)
        with Projector(town.projector):
            until(town.has_caught_up)

        assert town.drift() == []
