"""A database with the log as the API writes it, and the projections as the projector keeps them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

import pytest

from domain.base import Event, EventSourced
from domain.policy.book import PolicyBook
from domain.store import TalentCards
from persistence.datastore import Datastore, open_engine
from persistence.master_key import MasterKey
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from projections import PROJECTIONS
from projections.card_register import CardRegister
from projections.case_register import CaseRegister
from projections.case_timeline import CaseTimeline
from projections.demand_ledger import DemandLedgers
from projections.enterprise_register import EnterpriseRegister
from projections.follower import Follower
from projections.loading import Stored
from projections.progress import Progress
from projections.projection import Projection
from projections.quota_board import QuotaBoard
from projections.rows import Rows
from tests.conftest import Database
from tests.domain.books_of_zibo import opened
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.on_database import BooksOnDatabase
from tests.persistence.commands import command

Record = Callable[..., int]


@pytest.fixture
def app(database: Database) -> Iterator[Datastore]:
    """What the API uses: the pool of huicai_app."""
    with closing(Datastore(open_engine(database.url("app")))) as datastore:
        yield datastore


@pytest.fixture
def projector(database: Database) -> Iterator[Datastore]:
    """What the projector uses: the pool of huicai_projector."""
    with closing(Datastore(open_engine(database.url("projector")))) as datastore:
        yield datastore


@pytest.fixture
def vault(app: Datastore) -> Vault:
    return vault_of(app)


def vault_of(app: Datastore) -> Vault:
    return Vault(app, MasterKey(bytes(range(32))))


@pytest.fixture
def record(app: Datastore, vault: Vault) -> Iterator[Record]:
    """Saves what was decided in one command; returns the position of its last event."""
    with closing(TalentCards(SealingFactory(app, vault))) as store:

        def saved(*aggregates: EventSourced) -> int:
            return max(store.save_all(aggregates, command()), default=0)

        yield saved


@pytest.fixture
def untold_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not told of something new does not look by himself, as everybody else does now and then."""
    monkeypatch.setattr("persistence.listener.LONGEST_SILENCE", 3600.0)


@pytest.fixture
def caught_up(projector: Datastore) -> Callable[[], None]:
    """Brings all projections up to the log, once."""

    def catch_up() -> None:
        with closing(projector.detached()) as connection:
            for projection in PROJECTIONS.values():
                follower = Follower(projection, connection)
                while follower.advance():
                    pass

    return catch_up


@pytest.fixture
def take_in(projector: Datastore) -> Callable[[Projection, Iterable[Event], Iterable[int]], None]:
    """Writes what events do to the tables, cut into pages of these lengths."""

    def taken(projection: Projection, events: Iterable[Event], lengths: Iterable[int]) -> None:
        rest = list(enumerate((event for event in events if event.TOPIC in projection.taken), 1))
        while rest:
            length = next(iter(lengths), len(rest))
            page, rest, lengths = rest[:length], rest[length:], list(lengths)[1:]
            with projector.transaction() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
                rows = Rows(Stored(cursor, "read").load)
                for position, event in page:
                    projection.apply(rows, event, position)
                rows.write(cursor, "read")

    return taken


@pytest.fixture
def board(app: Datastore) -> QuotaBoard:
    return QuotaBoard(app.engine)


@pytest.fixture
def register(app: Datastore) -> EnterpriseRegister:
    return EnterpriseRegister(app.engine)


@pytest.fixture
def cards(app: Datastore) -> CardRegister:
    return CardRegister(app.engine)


@pytest.fixture
def progress(app: Datastore) -> Progress:
    return Progress(app.engine)


@pytest.fixture
def cases(app: Datastore) -> CaseRegister:
    return CaseRegister(app.engine, PolicyBook([ZIBO]))


@pytest.fixture
def ledgers(app: Datastore) -> DemandLedgers:
    return DemandLedgers(app.engine, PolicyBook([ZIBO]))


@pytest.fixture
def timelines(app: Datastore) -> CaseTimeline:
    return CaseTimeline(app.engine)


@pytest.fixture
def books(app: Datastore, vault: Vault) -> Iterator[Books]:
    """The quota of 2024 is open in Zibo, and nothing else has happened."""
    books = BooksOnDatabase(app, vault, ZIBO)
    with closing(books.store):
        opened(books)
        yield books
