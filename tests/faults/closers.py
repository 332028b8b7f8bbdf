"""A scheduler that closes a quarter in a process of its own, and dies at a chosen moment."""

import os
import signal
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

from bootstrap.service import service_on
from bootstrap.settings import Settings
from domain.office import Office
from persistence.job_runs import JobRecord
from scheduler.keeper import Keeper
from tests.faults.schedulers import CLOSING

BEFORE, AFTER = "before", "after"
PATIENCE_S = 300

# What is done, when in its course it dies, and at which time it is done: entry is closed first, then the reports are compiled.
MOMENTS: dict[str, tuple[type[Any], str, str, int]] = {
    "after the slot was begun": (JobRecord, "begin", AFTER, 1),
    "before entry is closed": (Office, "carry_out", BEFORE, 1),
    "after entry was closed": (Office, "carry_out", AFTER, 1),
    "before the first report is compiled": (Office, "carry_out", BEFORE, 1),
    "half-way through the reports": (Office, "carry_out", AFTER, 6),
    "before the run is put down": (JobRecord, "settle", BEFORE, 1),
    "after the run was put down": (JobRecord, "settle", AFTER, 1),
}


class Plan(NamedTuple):
    """What the process has before it, and when it dies."""

    url: str
    folder: Path
    now: datetime
    moment: str


def dies(plan: Plan) -> None:
    """One scheduler that comes to this moment."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_live, args=(plan,))
    process.start()
    process.join(PATIENCE_S)
    assert process.exitcode == -signal.SIGKILL, (plan.moment, process.exitcode)


def _live(plan: Plan) -> None:
    """It leads as soon as the server knows that the leader before is dead."""
    kind, name, when, times = MOMENTS[plan.moment]
    setattr(kind, name, _dying(getattr(kind, name), when, times))
    settings = Settings(data=plan.folder, threads=2, _env_file=None)
    service = service_on(plan.url, settings, clock=lambda: plan.now)
    keeper, until = Keeper(CLOSING, service), monotonic() + PATIENCE_S
    while monotonic() < until:
        keeper.tick()
        sleep(0.05)


def _dying(does: Callable[..., Any], when: str, times: int) -> Callable[..., Any]:
    left = times

    def dying(*args: Any, **stated: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and when == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        result = does(*args, **stated)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return dying
