"""A database with a log, and the sealer over it, told when to look."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from persistence.transparency_log import Log, TransparencyLog
from sealer import signers
from sealer.publishing import TileFiles
from sealer.sealer import Sealer
from tests.conftest import Database
from tests.persistence.commands import event
from transparency.note import VerifierKey

ORIGIN = "example.com/zibo"
GUARDED = ("log.events", "transparency.tiles", "transparency.logs")


class SealedTown:
    """A log of events, the sealer's own connection, and what an auditor may read."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.key_file = folder / "log-keys.json"
        self.files_folder = folder / "transparency-log"
        self.app = Datastore(open_engine(database.url("app")))
        self.events = LogRecorder(self.app)
        self.stores = [self.app]
        self.sealer = self.another_sealer()
        self.auditor = TransparencyLog(self.store("auditor"))

    def store(self, role: str) -> Datastore:
        self.stores.append(Datastore(open_engine(self.database.url(role))))
        return self.stores[-1]

    def another_sealer(self, folder: Path | None = None, **stated) -> Sealer:
        """One more process that would like to be at it."""
        return Sealer(
            self.store("sealer"),
            signers.in_file(self.key_file),
            TileFiles(folder or self.files_folder),
            origin=ORIGIN,
            **stated,
        )

    def recorded(self, count: int, state: bytes = b"{}") -> None:
        """So many events more."""
        self.events.insert_events([event(state=state) for _ in range(count)])

    def log(self) -> Log:
        """The open log."""
        log = self.auditor.log()
        assert log is not None
        return log

    def verifiers(self) -> list[VerifierKey]:
        return signers.verifiers([line.verifier_key for line in self.auditor.verifier_keys()])

    def alarms(self) -> list[tuple[str, int, int]]:
        """What is wrong now."""
        return [(one.kind, one.first_position, one.last_position) for one in self.auditor.alarms()]

    @property
    def files(self) -> TileFiles:
        return TileFiles(self.files_folder)

    def paths(self, epoch: int = 1) -> set[str]:
        """Every file that is published of a log."""
        folder = self.files_folder / str(epoch)
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    def done_as_owner(self, statement: str, *values: object) -> None:
        """Do what no part of the service may, with the triggers that keep tables as they are out of the way."""
        connection = psycopg2.connect(self.database.url("owner").replace("+psycopg2", ""))
        with connection, connection.cursor() as rows:
            for table in GUARDED:
                rows.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            rows.execute(statement, values)
        connection.close()

    def close(self) -> None:
        self.sealer.close()
        for store in self.stores:
            store.close()


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[SealedTown]:
    made = SealedTown(database, tmp_path)
    yield made
    made.close()


@pytest.fixture
def covered(town: SealedTown) -> Callable[[int], SealedTown]:
    """A town whose first events are covered."""

    def make(count: int) -> SealedTown:
        town.recorded(count)
        town.sealer.look()
        return town

    return make
