"""Sealers that end at any step, and several at once: nothing is signed twice in two ways, and nothing stays uncovered."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Self

import pytest

from persistence import attachments
from persistence.attachments import Folder
from persistence.event_record import event_record
from persistence.leadership import Leading
from sealer import verifying
from sealer.verifying import Verified
from tests.projections.waiting import until
from tests.sealer.conftest import SealedTown
from tests.transparency import rfc6962
from transparency.checkpoint import Checkpoint, read_checkpoint
from transparency.tiles import Edge, entries_path, tiles_of, unbundled, unpacked
from transparency.tree import is_consistent, leaf_hash

EVERY = 6  # of the steps, in the short form; another part of them begins with each look
LOOKS_UNTIL_DONE = 200
KILLS = 40


@pytest.fixture
def town(database, tmp_path: Path) -> Iterator[SealedTown]:
    made = SealedTown(database, tmp_path)
    yield made
    made.close()


class Killed(BaseException):
    """The process ended here."""


class Steps:
    """Counts what a sealer does outside itself, statement by statement and file by file, and ends it at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ends_at = 0
        self.done = 0
        self._connection = None
        connection_of, written, write = Leading.connection.fget, attachments._written, Folder.write

        def counted(leading: Leading) -> Counted:
            self._connection = connection_of(leading)
            return Counted(self._connection, self.taken)

        def counted_writing(path: Path, blob: bytes) -> None:
            self.taken()
            written(path, blob)
            self.taken()

        def counted_write(folder: Folder, name: str, blob: bytes) -> None:
            write(folder, name, blob)
            self.taken()

        monkeypatch.setattr(Leading, "connection", property(counted))
        monkeypatch.setattr(attachments, "_written", counted_writing)
        monkeypatch.setattr(Folder, "write", counted_write)

    def taken(self) -> None:
        self.done += 1
        if self.done == self.ends_at:
            self._connection.close()  # as the server sees it when a process is gone
            raise Killed

    def until(self, ends_at: int) -> None:
        self.ends_at, self.done = ends_at, 0


class Counted:
    """A connection whose every statement is a step before and after."""

    def __init__(self, of, taken: Callable[[], None]) -> None:
        self._of = of
        self._taken = taken

    def cursor(self) -> "Counted":
        return Counted(self._of.cursor(), self._taken)

    def execute(self, query: str, parameters=None) -> None:
        self._taken()
        self._of.execute(query, parameters)
        self._taken()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        pass

    def __getattr__(self, name: str):
        return getattr(self._of, name)


def must_be_whole(town: SealedTown) -> None:
    """Every event is covered by what follows from the log, every checkpoint continues the one before, the files agree."""
    records = [event_record(one) for one in town.events.select_notifications(None, 100_000)]
    log = town.log()
    assert (log.size, log.root) == (len(records), rfc6962.mth(records))
    notes = town.app.rows("SELECT note FROM transparency.checkpoints ORDER BY id")
    signed = [read_checkpoint(note, log.origin, town.verifiers()) for (note,) in notes]
    assert len({one.size for one in signed}) == len({(one.size, one.root) for one in signed})
    for before, after in pairwise(signed):
        path = town.auditor.consistency(log, before.size, after.size)
        assert is_consistent(before.size, before.root, after.size, after.root, path)
    assert town.alarms() == []
    assert list(verifying.faults(town.auditor, town.files, town.verifiers(), Verified())) == []


def must_stand_on_its_files(town: SealedTown, given: Checkpoint) -> None:
    """Whoever copies the folder at this moment has all that the checkpoint in it is of."""
    edge = Edge()
    for tile in tiles_of(given.size):
        content = town.files.read(1, tile.path)
        assert content is not None, tile.path
        if tile.level == 0:
            edge.extend(unpacked(content))
            bundle = town.files.read(1, entries_path(tile.index, tile.width))
            assert list(map(leaf_hash, unbundled(bundle))) == unpacked(content)
    assert edge.root() == given.root


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), EVERY])
def test_a_sealer_that_ends_at_any_step_leaves_nothing_that_the_next_does_not_finish(
    town, monkeypatch, every
):
    town.recorded(250)
    town.sealer.look()
    steps, ended = Steps(monkeypatch), 0
    for ends_at in range(1, LOOKS_UNTIL_DONE, every):
        town.recorded(3)
        steps.until(ends_at + ended % every)
        sealer = town.another_sealer()
        town.sealer.close()
        try:
            sealer.look()
        except Killed:
            ended += 1
            given = town.files.last_checkpoint(1)
            assert given is not None
            assert given.size <= town.log().size  # nothing is given away that was not put down
            must_stand_on_its_files(town, given)
        else:
            break
        finally:
            steps.until(0)
            sealer.close()
        until(lambda: not town.auditor.sealer().is_led)  # the server may take a moment to notice
        sealer = town.another_sealer()
        sealer.look()
        sealer.close()
    else:
        pytest.fail("it took more steps than were looked at")

    assert ended > 8
    must_be_whole(town)


def test_two_sealers_that_both_believe_to_lead_sign_one_log(town, monkeypatch):
    monkeypatch.setattr(Leading, "leads", lambda self: self.connection is not None)
    over = threading.Event()
    rivals = [town.sealer, town.another_sealer()]

    def keep_looking(sealer) -> None:
        while not over.is_set():
            sealer.tick()

    threads = [threading.Thread(target=keep_looking, args=(sealer,)) for sealer in rivals]
    for thread in threads:
        thread.start()
    for _ in range(60):
        town.recorded(5)
    over.set()
    for thread in threads:
        thread.join()
    rivals[1].close()
    town.sealer.tick()

    must_be_whole(town)


SEALING = """
import sys
from pathlib import Path
from persistence.datastore import Datastore, open_engine
from sealer import signers
from sealer.publishing import TileFiles
from sealer.sealer import Sealer

url, folder = sys.argv[1], Path(sys.argv[2])
sealer = Sealer(Datastore(open_engine(url)), signers.in_file(folder / "log-keys.json"),
                TileFiles(folder / "transparency-log"), origin="example.com/zibo")
print("begun", flush=True)
while True:
    sealer.tick()
"""


OFTEN = pytest.param(
    KILLS, marks=[pytest.mark.slow, pytest.mark.bar(id="T5", size=f"{KILLS} sealers killed")]
)


@pytest.mark.parametrize("kills", [OFTEN, 2])
def test_processes_that_are_killed_while_events_come_leave_a_log_that_goes_on(town, kills):
    pauses = Random(6)
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", SEALING, town.database.url("sealer"), str(town.folder)],
            stdout=subprocess.PIPE,
        )
        process.stdout.readline()
        end = time.monotonic() + pauses.uniform(0.05, 0.5)
        while time.monotonic() < end:
            town.recorded(7)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()

    until(lambda: not town.auditor.sealer().is_led)
    town.sealer.look()

    must_be_whole(town)
