"""`huicai projector`: the projections in a process of their own, for whoever operates the service."""

import signal
from threading import Event

from rich.console import Console

from bootstrap import database
from bootstrap.logs import write_logs
from bootstrap.projecting import projecting
from bootstrap.settings import Settings
from bootstrap.telemetry import tracing
from cli.serving import end, watched
from projections import PROJECTIONS

console = Console()


def run_projector(settings: Settings) -> None:
    """Keep them up until told to stop."""
    write_logs(settings)
    signal.signal(signal.SIGTERM, end)
    with (
        tracing("huicai-projector"),
        database.fit(settings, "projector") as opened,
        watched(opened),
        projecting(opened.url("projector")),
    ):
        console.print(
            f"Huicai keeps {len(PROJECTIONS)} projections up, or stands by; /readyz shows how they fare"
        )
        Event().wait()
