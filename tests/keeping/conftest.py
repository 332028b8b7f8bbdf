"""An office whose database, files and keys are backed up, and an empty database to restore them into."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bootstrap.backing_up import Made, back_up
from bootstrap.database import Database as Served
from bootstrap.database import OwnDatabase
from bootstrap.restoring import Finish, chosen, restore
from bootstrap.settings import Settings
from domain.authorization import Command
from domain.data_rights import RestrictionGround
from domain.use_cases.keeping_personal_data import LiftRestriction, RestrictPersonalData
from persistence.attachments import AttachmentFiles, Folder
from persistence.datastore import Datastore, open_engine
from persistence.master_key import MasterKey
from persistence.vault import Vault
from projections import PROJECTIONS
from projections.follower import Follower
from sealer import signers
from sealer.publishing import TileFiles
from sealer.sealer import Sealer
from tests.conftest import Database
from tests.domain.books_of_zibo import registered, talent
from tests.domain.officers import HRSS, saying_why
from tests.domain.zibo import ZIBO
from tests.on_database import BooksOnDatabase

MASTER = bytes(range(32))
BACKUP_KEY = base64.b64encode(bytes(range(32, 64))).decode()
ROLES = ("app", "owner", "projector", "scheduler", "sealer")


class Place:
    """A database of one's own and a data folder: what the settings of one machine name."""

    def __init__(self, database: Database, data: Path, shelf: Path | None, **settings: object) -> None:
        urls = {f"database_{role}_url".replace("_app_", "_"): database.url(role) for role in ROLES}
        known = {"data": data, "backups": shelf, "backup_key": BACKUP_KEY, **urls}
        self.database = database
        self.settings = Settings(_env_file=None, **(known | settings))
        self.served: Served = OwnDatabase(self.settings)

    def with_settings(self, **settings: object) -> "Place":
        """The same machine, with other settings."""
        stated = {"data": self.settings.data, "backups": self.settings.backups} | settings
        return Place(self.database, stated.pop("data"), stated.pop("backups"), **stated)

    def files_of(self, app: Datastore, secret: bytes = MASTER) -> AttachmentFiles:
        return AttachmentFiles(Vault(app, MasterKey(secret)), Folder(self.settings.data / "attachments"))

    def scan_of(self, person: UUID, content: bytes) -> bytes:
        """What was handed in, as the vault of this place opens it."""
        with closing(self.datastore("app")) as app:
            return self.files_of(app).content(person, digest_of(content))

    def backed_up(self) -> Made:
        return back_up(self.settings, self.served, lambda _: None)

    def restored(self, name: str | None = None, finish: Finish = lambda *_: None):
        return restore(self.settings, chosen(self.settings, name), lambda _: None, finish)

    def datastore(self, role: str = "owner") -> Datastore:
        return Datastore(open_engine(self.database.url(role), pool_size=4))

    def rows(self, query: str, role: str = "owner") -> list[tuple]:
        with closing(self.datastore(role)) as datastore:
            return datastore.rows(query)

    def as_administrator(self, *statements: str) -> None:
        """What somebody does behind everybody's back."""
        with self.database.server.administrator(self.database.name) as administrator:
            for statement in statements:
                administrator.cursor().execute(statement)


class Office(Place):
    """A place at which something has happened: enterprises are registered, and a person's file was handed in."""

    def __init__(self, database: Database, data: Path, shelf: Path) -> None:
        super().__init__(database, data, shelf)
        self.person = uuid4()
        self.scan = b"a scan of what was handed in"
        self.app = self.datastore("app")
        self.books = BooksOnDatabase(self.app, Vault(self.app, MasterKey(MASTER)), ZIBO)
        for name in ("淄博鲁建机械有限公司", "山东麒麟新材料有限公司"):
            self.register(name)
        self.files_of(self.app).keep(self.person, digest_of(self.scan), self.scan)
        with closing(self.datastore("projector")) as projector, closing(projector.detached()) as connection:
            for projection in PROJECTIONS.values():
                follower = Follower(projection, connection)
                while follower.advance():
                    pass

    def register(self, name: str) -> None:
        """Something more happens."""
        registered(self.books, name)

    def seal(self) -> str:
        """Cover what has happened; the checkpoint, as whoever is outside would keep it."""
        data = self.settings.data
        with closing(self.datastore("sealer")) as store:
            sealer = Sealer(
                store,
                signers.in_file(data / "log-keys.json"),
                TileFiles(data / "transparency-log"),
                origin="example.com/zibo",
            )
            with closing(sealer):
                sealer.look()
        return (data / "transparency-log/1/checkpoint").read_text()

    def restricted_person(self) -> UUID:
        """Somebody on the books whose data are stored and protected only."""
        person = talent(self.books)
        self.restrict(person)
        return person

    def restrict(self, person: UUID) -> None:
        self._decide(RestrictPersonalData(talent_id=person, ground=RestrictionGround.RETENTION_RUNS))

    def lift_restriction(self, person: UUID) -> None:
        self._decide(LiftRestriction(talent_id=person))

    def _decide(self, command: Command) -> None:
        self.books.send(command, saying_why(HRSS))
        Vault(self.app, MasterKey(MASTER)).follow()

    def close(self) -> None:
        self.books.store.close()
        self.app.close()

    def erase(self, subject: UUID) -> None:
        self.rows(f"SELECT vault.erase('{subject}')", "app")


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def office(database: Database, tmp_path: Path, shelf: Path) -> Iterator[Office]:
    with closing(Office(database, tmp_path / "data", shelf)) as made:
        yield made


@pytest.fixture
def elsewhere(empty_database: Database, tmp_path: Path, shelf: Path) -> Place:
    """Another machine, with nothing on it."""
    return Place(empty_database, tmp_path / "other", shelf)
