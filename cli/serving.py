"""`huicai run`: database, projections, scheduled jobs and API, in one process or with several that serve the API."""

import gc
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from bootstrap import database
from bootstrap.database import Database
from bootstrap.logs import write_logs
from bootstrap.projecting import projecting
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.starting import announce_years, publish_packs
from bootstrap.telemetry import tracing
from cli.complaints import AddressTaken
from cli.development import DEVELOPERS, LIFETIME, minted
from persistence.embedded import EmbeddedPostgresError
from scheduler.ticking import scheduling
from sealer.running import covering

WATCH_INTERVAL_S = 1.0
# A server that closes a resting connection in the moment in which the next request is on its way loses that request. So clients, who
# keep one for some seconds, and proxies, who keep one for a minute, have to be the first to close it.
KEPT_OPEN_S = 75
STOP_TIMEOUT_S = 10
# A worker that says nothing for so long is replaced. On a busy machine it takes many seconds to come up, and who is
# replaced before that never does.
SLOWEST_WORKER_S = 60

console = Console()
logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve until told to stop."""
    write_logs(settings)
    signal.signal(signal.SIGTERM, end)
    with tracing("huicai"), database.fit(settings, *_roles(settings)) as opened, watched(opened):
        service = service_on(opened.url("app"), settings)
        try:
            publish_packs(service)
            announce_years(service)
            service.vault.follow()  # what was decided and not done yet, or undone by a backup of the keys
            with _projected(opened, settings), _scheduled(opened, settings), _covered(opened, settings):
                _listen(service)
        finally:
            service.close()


def _roles(settings: Settings) -> Iterator[database.Role]:
    """What this process plays in the database."""
    yield "app"
    if settings.projector:
        yield "projector"
    if settings.scheduler:
        yield "scheduler"
    if settings.sealer:
        yield "sealer"


def _projected(opened: Database, settings: Settings) -> AbstractContextManager[object]:
    """The projections, unless the operator has them kept up elsewhere."""
    return projecting(opened.url("projector")) if settings.projector else nullcontext()


def _scheduled(opened: Database, settings: Settings) -> AbstractContextManager[None]:
    """The jobs, unless the operator has them run elsewhere."""
    return scheduling(opened.url("scheduler"), settings) if settings.scheduler else nullcontext()


def _covered(opened: Database, settings: Settings) -> AbstractContextManager[None]:
    """The sealer, unless the operator has it run elsewhere."""
    return covering(opened.url("sealer"), settings) if settings.sealer else nullcontext()


class Announcing(uvicorn.Server):
    """Says where it can be reached as soon as it can."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _announce(self.settings)

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.settings = settings


def end(*_: object) -> None:
    """Leave in good order, the database stopped: uvicorn passes the signal on once it has stopped serving."""
    gc.freeze()  # or the interpreter looks for garbage once more at its very end, for a second or longer
    raise SystemExit(0)


def _listen(service: Service) -> None:
    settings = service.settings
    with _listening(settings) as shared:
        if settings.workers == 1:
            Announcing(_uvicorn(settings, create_app(service)), settings).run(sockets=[shared])
            return
        _announce(settings)
        Multiprocess(_uvicorn(settings, "cli.worker:app"), sockets=[shared]).run()


class Serving(uvicorn.Config):
    """How to serve, and how a process ends that serves."""

    def configure_logging(self) -> None:
        """The first thing that a worker does. What SIGTERM does by then, the server has it do again once it has stopped."""
        super().configure_logging()
        signal.signal(signal.SIGTERM, end)


def _uvicorn(settings: Settings, app: FastAPI | str) -> uvicorn.Config:
    """How to serve `app`: the application, or where each worker finds the way to make one."""
    return Serving(
        app,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        factory=isinstance(app, str),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEPT_OPEN_S,
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
        timeout_worker_healthcheck=SLOWEST_WORKER_S,
    )


def _listening(settings: Settings) -> socket.socket:
    """The socket that is accepted from, by all workers. Raises `AddressTaken`.

    It names its protocol: asyncio sends small answers at once only over what it knows to be TCP.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    shared = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        shared.bind((settings.host, settings.port))
    except OSError as error:
        shared.close()
        raise AddressTaken(f"{settings.host}:{settings.port}: {error.strerror}") from None
    shared.set_inheritable(True)
    return shared


def _announce(settings: Settings) -> None:
    url = f"http://{settings.host}:{settings.port}"
    console.print(f"Huicai serves at {url}/v1 — docs at {url}/docs, health at {url}/readyz", soft_wrap=True)
    console.print(f"Data are kept in {settings.data.resolve()}", soft_wrap=True)
    if not settings.development_issuer:
        return
    hours = LIFETIME.total_seconds() / 3600
    console.print(f"\nDevelopment tokens, good for {hours:.0f} hours and on this machine only:")
    for name, post in DEVELOPERS.items():
        console.print(f"\n{name}\n{minted(settings, name, post)}", soft_wrap=True, highlight=False)
    console.print(
        "\nThe specialist belongs to no enterprise yet. For one that is registered: "
        "huicai token specialist --enterprise ID",
        soft_wrap=True,
    )


@contextmanager
def watched(opened: Database) -> Iterator[None]:
    """While the context lasts, a server of ours that dies is started again."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(WATCH_INTERVAL_S):
            try:
                if opened.ensure_running():
                    logger.warning("the database had died; it has been started again")
            except EmbeddedPostgresError:
                logger.exception("the database has died and does not start; it will be tried again")

    thread = threading.Thread(target=watch, name="database watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
