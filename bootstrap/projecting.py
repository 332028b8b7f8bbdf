"""The projections of this process: kept up while the context lasts, or built anew once."""

from collections.abc import Iterator
from contextlib import contextmanager

import domain.aggregates  # noqa: F401  events are found by their topics only once their classes are
from persistence.datastore import Datastore, open_engine
from projections.rebuild import OnProgress, Rebuilt, compare, rebuild
from projections.runner import Projector
from projections.stops import resume


@contextmanager
def projecting(url: str) -> Iterator[Projector]:
    """Keep every projection up, on the database at `url`, which is that of the role huicai_projector."""
    with _datastore(url) as datastore, Projector(datastore) as projector:
        yield projector


def rebuilt(url: str, name: str, on_progress: OnProgress) -> Rebuilt:
    """Build a projection anew beside its live tables and swap it in. Raises `RebuildUnderWay`."""
    with _datastore(url) as datastore:
        return rebuild(name, datastore, on_progress=on_progress)


def compared(url: str, name: str, on_progress: OnProgress) -> list[str]:
    """The live tables of a projection that differ from what the log makes them. Raises `RebuildUnderWay`."""
    with _datastore(url) as datastore:
        return compare(name, datastore, on_progress=on_progress)


def resumed(url: str, name: str) -> None:
    """Let a projection that was stopped try the event again at which it stopped."""
    with _datastore(url) as datastore, datastore.cursor() as cursor:
        resume(cursor, name)


@contextmanager
def _datastore(url: str) -> Iterator[Datastore]:
    datastore = Datastore(open_engine(url, application_name="huicai-projector", pool_size=4))
    try:
        yield datastore
    finally:
        datastore.close()
