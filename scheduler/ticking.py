"""The tick: APScheduler wakes the keeper of every job now and then, and knows nothing else of the calendar."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.calendar import OFFICE_ZONE
from scheduler.anchors.keeper import AnchorKeeper
from scheduler.bulk import BulkKeeper
from scheduler.data_keeping import DataKeeper
from scheduler.deliveries import DeliveryKeeper
from scheduler.job import Job
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR

# What it has to say of every tick is of no interest; that a job takes longer than a tick is no fault.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


@contextmanager
def scheduling(url: str, settings: Settings, calendar: Sequence[Job] = CALENDAR) -> Iterator[None]:
    """Run the jobs while the context lasts, on the database at `url`, that of the role huicai_scheduler.

    At the end the item that is at work is finished, and no other is begun.
    """
    own = settings.model_copy(update={"threads": len(calendar) + 1})  # a job is a thread here
    service = service_on(url, own, name="huicai-scheduler")
    try:
        with _ticking(service, calendar):
            yield
    finally:
        service.close()


@contextmanager
def _ticking(service: Service, calendar: Sequence[Job]) -> Iterator[None]:
    ending = Event()
    keepers: list[Keeper | BulkKeeper | DeliveryKeeper | DataKeeper | AnchorKeeper] = [
        Keeper(job, service, lambda: not ending.is_set()) for job in calendar
    ]
    keepers.append(BulkKeeper(service, lambda: not ending.is_set()))
    keepers.append(DeliveryKeeper(service, lambda: not ending.is_set()))
    keepers.append(DataKeeper(service))
    keepers.append(AnchorKeeper(service, lambda: not ending.is_set()))
    ticks = BackgroundScheduler(
        timezone=OFFICE_ZONE,
        executors={"default": ThreadPoolExecutor(len(keepers))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for keeper in keepers:
        ticks.add_job(
            keeper.tick,
            "interval",
            seconds=service.settings.scheduler_tick,
            next_run_time=datetime.now(OFFICE_ZONE),
        )
    ticks.start()
    try:
        yield
    finally:
        ending.set()
        ticks.shutdown()
        for keeper in keepers:
            keeper.close()
