"""The database is killed again and again under its writers: what was acknowledged is never lost."""

import os
import random
import signal
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest

from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from tests.conftest import INSTALLATION
from tests.faults import crash
from tests.faults.audit import Findings, compared
from tests.faults.writers import Acknowledged, Writers
from tests.persistence.commands import command, event

pytestmark = pytest.mark.bar(id="R1")
CRASHES = (crash.everything, crash.the_postmaster_alone, crash.one_backend)
NOTHING_WRONG = {"lost": 0, "doubled": 0, "unasked": 0, "gaps": 0}


@pytest.fixture
def own_server() -> Iterator[EmbeddedPostgres]:
    """A server that may be killed, with its files on a disk."""
    with tempfile.TemporaryDirectory(prefix="huicai-faults-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder), INSTALLATION) as server:
            migrate(server.url("owner"))
            yield server


@pytest.fixture
def datastore(own_server: EmbeddedPostgres) -> Iterator[Datastore]:
    opened = Datastore(open_engine(own_server.url("app")))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("writers", "kills"),
    [
        pytest.param(20, 3, id="20 writers, 3 kills"),
        pytest.param(50, 200, id="50 writers, 200 kills", marks=pytest.mark.slow),
    ],
)
def test_given_writers_when_the_database_is_killed_at_any_moment_then_nothing_acknowledged_is_lost(
    own_server, datastore, capsys, writers, kills
):
    findings = killed_under_writers(own_server, datastore, kills, capsys, writers)

    assert findings._asdict() == {"acknowledged": findings.acknowledged, **NOTHING_WRONG}


def test_given_commits_that_do_not_wait_for_the_disk_when_the_database_is_killed_then_the_loss_is_found(
    own_server, datastore, capsys
):
    """The negative control: were the log to allow it, the same writers and the same audit would show the loss."""
    let_commits_not_wait(own_server)

    findings = killed_under_writers(own_server, datastore, 1, capsys)

    assert findings.lost > 0


def test_given_an_acknowledgement_of_what_was_never_recorded_when_compared_then_exactly_that_is_lost(
    datastore,
):
    kept = LogRecorder(datastore).append([event(), event()], header := command())
    told = [Acknowledged(header.command_id, tuple(kept.positions)), Acknowledged(uuid4(), (3,))]

    assert compared(told, datastore) == Findings(acknowledged=2, lost=1, doubled=1, unasked=0, gaps=0)
    assert compared([], datastore).unasked == 1


def killed_under_writers(
    server: EmbeddedPostgres,
    datastore: Datastore,
    kills: int,
    capsys: pytest.CaptureFixture[str],
    number: int = 20,
) -> Findings:
    begun = monotonic()
    # Several recorders combine their appends apart from one another, as several worker processes do.
    with Writers([LogRecorder(datastore) for _ in range(4)], number) as writers:
        for kill in islice(cycle(CRASHES), kills):
            writers.wait_for(100)
            sleep(random.uniform(0, 0.2))
            kill(server)
            server.ensure_running()
        writers.wait_for(100)
    findings = compared(writers.acknowledged, datastore)
    with capsys.disabled():
        print(f"\n{kills} kills under {number} writers in {monotonic() - begun:.1f} s: {findings}")
    return findings


def let_commits_not_wait(server: EmbeddedPostgres) -> None:
    """Take away what the log guards against, and halt the process that writes behind the commits."""
    with server.administrator("huicai") as administrator, administrator.cursor() as rows:
        rows.execute("SELECT pg_get_functiondef('log.append'::regproc)")
        (guarded,) = rows.fetchone()
        unguarded = guarded.replace("current_setting('synchronous_commit') = 'off'", "false")
        assert unguarded != guarded
        rows.execute(unguarded)
        rows.execute("ALTER ROLE huicai_app SET synchronous_commit = off")
        rows.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
        (wal_writer,) = rows.fetchone()
    os.kill(wal_writer, signal.SIGSTOP)
