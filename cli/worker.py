"""One of several processes that serve the API: started by `huicai run` with HUICAI_WORKERS above 1."""

import logging
import os
import signal
import threading
import time
from contextlib import ExitStack
from multiprocessing.util import Finalize

from fastapi import FastAPI

from api.app import create_app
from bootstrap import database
from bootstrap.logs import write_logs
from bootstrap.service import service_on
from bootstrap.settings import Settings
from bootstrap.telemetry import tracing
from cli.serving import WATCH_INTERVAL_S


def app() -> FastAPI:
    """The application of this process; its database is joined, and left when the process ends."""
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent watch", daemon=True).start()
    settings = Settings()
    write_logs(settings)
    lifetime = ExitStack()
    Finalize(None, lifetime.close, exitpriority=0)  # atexit waits for every thread first
    lifetime.enter_context(tracing("huicai"))
    opened = lifetime.enter_context(database.opened(settings))
    service = service_on(opened.url("app"), settings)
    lifetime.callback(service.close)
    return create_app(service)


def _end_with(parent: int) -> None:
    """Stop serving once the process that started this one is gone: nobody else keeps the projections up."""
    while os.getppid() == parent:
        time.sleep(WATCH_INTERVAL_S)
    logging.getLogger(__name__).error("the main process is gone; this worker ends")
    os.kill(os.getpid(), signal.SIGTERM)
