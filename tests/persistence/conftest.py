"""The event log of a fresh database, as each role sees it."""

from collections.abc import Iterator

import pytest

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from tests.conftest import Database


@pytest.fixture
def datastore(database: Database) -> Iterator[Datastore]:
    """What the API uses: the pool of huicai_app."""
    yield from _opened(database, "app")


@pytest.fixture
def projector(database: Database) -> Iterator[Datastore]:
    yield from _opened(database, "projector")


@pytest.fixture
def owner(database: Database) -> Iterator[Datastore]:
    yield from _opened(database, "owner")


@pytest.fixture
def log(datastore: Datastore) -> LogRecorder:
    return LogRecorder(datastore)


def _opened(database: Database, role: str) -> Iterator[Datastore]:
    opened = Datastore(open_engine(database.url(role)))
    yield opened
    opened.close()
