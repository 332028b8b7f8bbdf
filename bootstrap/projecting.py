"""The projections of this process: kept up while the context lasts, or built anew once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import domain.aggregates  # noqa: F401  events are found by their topics only once their classes are
from persistence.datastore import Datastore, open_engine
from projections.building import OnProgress
from projections.progress import Progress, ProjectionState, RebuildState
from projections.rebuild import Rebuilt, compare, discard, rebuild, roll_back
from projections.runner import GATHERING_PAUSE, Projector
from projections.stops import resume


def spare_the_collector() -> None:
    """Have Python look for cycles of garbage seldom, and never in what is loaded for good.

    Events and rows hold no cycles, but there are so many of them that looking through them is half of all work. They come and go
    by the page; the collector comes when more has piled up than lies in all the pages that a reader keeps.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 10, 10)


@contextmanager
def projecting(url: str, *, gathering: float = GATHERING_PAUSE) -> Iterator[Projector]:
    """Keep every projection up, on the database at `url`, which is that of the role huicai_projector.

    Events that come soon after others are gathered for `gathering` seconds.
    """
    spare_the_collector()
    with _datastore(url) as datastore, Projector(datastore, gathering=gathering) as projector:
        yield projector


def rebuilt(url: str, name: str, on_progress: OnProgress, *, accept_difference: bool) -> Rebuilt:
    """Build a projection anew beside its live tables and swap it in. Raises `RebuildUnderWay`, `TablesDiffer`."""
    spare_the_collector()
    with _datastore(url) as datastore:
        return rebuild(name, datastore, on_progress=on_progress, accept_difference=accept_difference)


def rolled_back(url: str, name: str, on_progress: OnProgress) -> Rebuilt:
    """Have the tables read again that the last rebuild has swapped out. Raises `NothingKept`."""
    with _datastore(url) as datastore:
        return roll_back(name, datastore, on_progress=on_progress)


def discarded(url: str, name: str) -> None:
    """Do away with the tables that the last rebuild has swapped out."""
    with _datastore(url) as datastore:
        discard(name, datastore)


def states(url: str) -> tuple[list[ProjectionState], list[RebuildState]]:
    """How every projection fares, and how far the rebuilds are that have not come to their end."""
    with _datastore(url) as datastore:
        progress = Progress(datastore.engine)
        return progress.states(), progress.rebuilds()


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
