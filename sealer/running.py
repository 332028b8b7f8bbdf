"""The thread that has the sealer look once in a while (封签节拍)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from bootstrap.settings import LOG_KEYS, TRANSPARENCY_LOG, Settings
from persistence.datastore import Datastore, open_engine
from sealer import signers
from sealer.publishing import TileFiles
from sealer.sealer import Sealer
from sealer.signers import Signers


@contextmanager
def covering(url: str, settings: Settings) -> Iterator[None]:
    """Cover events while the context lasts, on the database at `url`, that of the role huicai_sealer."""
    with sealing_store(url) as datastore:
        over = Event()
        sealer = Sealer(
            datastore,
            signers_of(settings),
            files_of(settings),
            origin=settings.log_origin,
            goes_on=lambda: not over.is_set(),
        )
        thread = Thread(target=_look, args=(sealer, settings.sealer_tick, over), name="sealer", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            sealer.close()


@contextmanager
def sealing_store(url: str) -> Iterator[Datastore]:
    """The database as the sealer sees it."""
    datastore = Datastore(open_engine(url, application_name="huicai-sealer", pool_size=2))
    try:
        yield datastore
    finally:
        datastore.close()


def signers_of(settings: Settings) -> Signers:
    """Whoever signs, as the operator has it."""
    if settings.log_signers is not None:
        return signers.named(settings.log_signers)
    if settings.log_keys is not None:
        return signers.stated(settings.log_keys.get_secret_value())
    return signers.in_file(settings.data / LOG_KEYS)


def files_of(settings: Settings) -> TileFiles:
    """Where the log is published."""
    return TileFiles(settings.data / TRANSPARENCY_LOG)


def _look(sealer: Sealer, tick: float, over: Event) -> None:
    while True:
        sealer.tick()
        if over.wait(tick):
            return
