"""Which slots of a job have come up (时点): the calendar's, between the last that is known and now."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from domain.calendar import OFFICE_ZONE
from scheduler.job import CatchUp, Job

A_MOMENT = timedelta(microseconds=1)


class Due(NamedTuple):
    """A slot to be run, and how many before it are not, because it does what they would have done."""

    slot: datetime
    passed_over: int = 0


def next_slot(cron: str, after: datetime) -> datetime | None:
    """The first slot after a moment."""
    trigger = CronTrigger.from_crontab(cron, timezone=OFFICE_ZONE)
    found: datetime | None = trigger.get_next_fire_time(None, after.astimezone(OFFICE_ZONE) + A_MOMENT)
    return found


def slots_between(cron: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """The slots after one moment, up to and with another."""
    trigger = CronTrigger.from_crontab(cron, timezone=OFFICE_ZONE)
    slot = trigger.get_next_fire_time(None, after.astimezone(OFFICE_ZONE) + A_MOMENT)
    while slot is not None and slot <= until:
        yield slot
        slot = trigger.get_next_fire_time(None, slot + A_MOMENT)


def come_up(job: Job, after: datetime, now: datetime) -> list[Due]:
    """What of the calendar is to be run now, the oldest first.

    A clock that was put back finds the slots up to where it had been on record, and nothing comes up twice.
    """
    slots = list(slots_between(job.cron, after, now))
    if job.catch_up is CatchUp.EVERY:
        return [Due(slot) for slot in slots]
    return [Due(slots[-1], passed_over=len(slots) - 1)] if slots else []
