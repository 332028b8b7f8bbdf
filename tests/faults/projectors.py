"""Projectors and rebuilds in processes of their own, to be killed at any moment."""

import os
import signal
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Event

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

import domain.aggregates  # noqa: F401  events are found by their topics only once their classes are
from persistence.datastore import Datastore, open_engine
from projections import building, convoy
from projections.follower import Step, move_on, write_rows
from projections.rebuild import rebuild
from projections.runner import Projector

SMALL_PAGE = 20  # so that a rebuild has many pages to be killed in

_context = get_context("forkserver")
_context.set_forkserver_preload([__name__])


def projector(url: str) -> BaseProcess:
    return _started(_project, url)


def careless_projector(url: str) -> BaseProcess:
    """One that commits its position apart from its rows, as ours never does."""
    return _started(_project_carelessly, url)


def rebuilder(url: str, name: str, dies_after: int | None = None) -> BaseProcess:
    """It takes in so many pages before it dies, if that is not None."""
    return _started(_rebuild, url, name, dies_after)


def _started(work: object, *arguments: object) -> BaseProcess:
    process = _context.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def _project(url: str) -> None:
    with Projector(Datastore(open_engine(url))):
        Event().wait()


def _project_carelessly(url: str) -> None:
    convoy.record = _recorded_apart
    _project(url)


def _recorded_apart(connection: Connection, steps: Sequence[Step]) -> list[Step]:
    with connection.cursor() as cursor:
        moved = move_on(cursor, steps)  # on a connection that commits every statement
        with connection:
            return write_rows(cursor, moved)


def _rebuild(url: str, name: str, dies_after: int | None) -> None:
    pages = count(1)

    def take_in(_position: int, _end: int) -> None:
        if next(pages) == dies_after:
            os.kill(os.getpid(), signal.SIGKILL)

    building.PAGE = SMALL_PAGE
    with closing(Datastore(open_engine(url))) as datastore:
        rebuild(name, datastore, on_progress=take_in)
