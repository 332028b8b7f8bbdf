"""One of several processes that serve the API: started by `huicai run` with HUICAI_WORKERS above 1."""

import atexit
import logging
from contextlib import ExitStack

from fastapi import FastAPI

from api.app import create_app
from bootstrap import database
from bootstrap.service import service_on
from bootstrap.settings import Settings
from cli.serving import LOG_FORMAT


def app() -> FastAPI:
    """The application of this process; its database is joined, and left when the process ends."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    settings = Settings()
    lifetime = ExitStack()
    atexit.register(lifetime.close)
    opened = lifetime.enter_context(database.opened(settings))
    service = service_on(opened.url("app"), settings)
    lifetime.callback(service.close)
    return create_app(service)
