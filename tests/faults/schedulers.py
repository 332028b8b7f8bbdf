"""Schedulers that are killed at any moment, and an effect of theirs that shows when it is brought about twice."""

import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Timer
from time import monotonic, sleep
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

from eventsourcing.domain import event

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.authorization import Command, Permission, system
from domain.base import Begins, EventSourced
from domain.calendar import OFFICE_ZONE
from domain.text import Text
from domain.use_cases import USE_CASES
from domain.work import Work
from scheduler.carrying_out import Outcome, carry_out
from scheduler.job import CatchUp, Effect, Job, Slot, Wanted
from scheduler.jobs import list_renewals
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR
from scheduler.slots import slots_between

BEGIN = datetime(2026, 10, 1, tzinfo=OFFICE_ZONE)
EVERY_MINUTE = "* * * * *"
CLOSING, REMINDING = (
    next(job for job in CALENDAR if job.code == code) for code in ("close_entry", "remind_of_reports")
)
TWICE_A_MONTH = "45 6 1,14 * *"
ITEMS = 5
STARTED_AT_ONCE = 8
PATIENCE_S = 1800  # a guard against a test that never ends; a machine may be slow

Behaviour = Callable[[Service, Job, Sequence[datetime]], None]


class Bell(EventSourced):
    """Nothing keeps it from being struck again: each stroke is an aggregate of its own."""

    TOPIC = "Bell"

    class Struck(EventSourced.Event, Begins):
        TOPIC: ClassVar[str] = "Bell.Struck"
        hour: str

    @event(Struck)
    def __init__(self, hour: str) -> None:
        self.hour = hour


class Strike(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    hour: str


def strike(command: Strike, work: Work) -> Bell:
    authority = work.authority.under("zibo-2023/1")
    return work.add(Bell.begin(Bell.Struck, work.new_id(), authority, hour=command.hour))


class Plan(NamedTuple):
    """What one process is to do, and after how many items it dies: never, if that is None."""

    url: str
    folder: Path
    behaviour: Behaviour
    slots: Sequence[datetime]
    is_claimed: bool = True
    dies_after: int | None = None
    job: "Callable[[Plan], Job] | None" = None


def all_slots(number: int) -> list[datetime]:
    return list(slots_between(EVERY_MINUTE, BEGIN, BEGIN + timedelta(minutes=number)))


def through_keepers(service: Service, job: Job, slots: Sequence[datetime]) -> None:
    """As the product does it: one leads, the others stand by."""
    keeper, deadline = Keeper(job, service), monotonic() + PATIENCE_S
    while sum(run.state == "done" for run in service.jobs.runs(job.code, limit=len(slots) + 1)) < len(slots):
        assert monotonic() < deadline, "the schedulers do not come to an end"
        keeper.tick()
        sleep(0.05)


def past_any_lock(service: Service, job: Job, slots: Sequence[datetime]) -> None:
    """All at once and at the same slots, as if every lock had failed."""
    for slot in random.sample(slots, len(slots)):
        carry_out(job, Slot(slot), service, outcome := Outcome(), lambda: True)
        assert outcome.failed == outcome.refused == 0, outcome


def work(plan: Plan) -> None:
    """The life of one scheduler process."""
    USE_CASES[Strike] = strike
    settings = Settings(data=plan.folder, threads=2, _env_file=None)
    service = service_on(plan.url, settings, clock=lambda: plan.slots[-1])
    plan.behaviour(service, (plan.job or bell_job)(plan), plan.slots)
    service.close()


def bell_job(plan: Plan) -> Job:
    numbers = count()

    def wanted(slot: Slot, _: Service) -> Iterator[Effect]:
        for number in range(ITEMS):
            if next(numbers) == plan.dies_after:
                Timer(random.uniform(0, 0.01), os.kill, (os.getpid(), signal.SIGKILL)).start()
            hour = f"{slot.at.isoformat()} {number}"
            yield Effect(hour if plan.is_claimed else f"{hour} {uuid4()}", Strike(hour=hour))

    title = Text("敲钟", "Strike the bell")
    return Job(code="bell", title=title, cron=EVERY_MINUTE, catch_up=CatchUp.EVERY, wanted=wanted)


def broken_off_job(plan: Plan) -> Job:
    """The bell by a process that dies half-way through its first slot, if it ever does."""
    bell = bell_job(plan._replace(dies_after=None))

    def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
        for number, effect in enumerate(bell.wanted(slot, service)):
            if plan.dies_after is not None and number == ITEMS // 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield effect

    return replace(bell, wanted=wanted)


def renewals_job(plan: Plan) -> Job:
    """The lists of cards to renew, by a process that dies at one of the first three cards, if it ever does."""
    title = Text("续期名单", "List the cards to renew")
    reads, every = ("card_register",), CatchUp.EVERY
    wanted = list_renewals.wanted
    job = Job(code="renewals", title=title, cron=TWICE_A_MONTH, catch_up=every, reads=reads, wanted=wanted)
    return mortal(job, None if plan.dies_after is None else plan.dies_after % 3)


def closing_job(plan: Plan) -> Job:
    """Entry of a quarter is closed by a process that dies at one of its first reports, if it ever does."""
    return mortal(CLOSING, plan.dies_after)


def reminding_job(plan: Plan) -> Job:
    """Windows are reminded of their reports by a process that dies at one of the first, if it ever does."""
    return mortal(REMINDING, plan.dies_after)


def mortal(job: Job, dies_after: int | None) -> Job:
    """The job by a process that dies about when it has come to so many effects."""
    numbers = count()

    def dying(wanted: Wanted) -> Wanted:
        def until_then(slot: Slot, service: Service) -> Iterator[Effect]:
            for effect in wanted(slot, service):
                if next(numbers) == dies_after:
                    Timer(random.uniform(0, 0.01), os.kill, (os.getpid(), signal.SIGKILL)).start()
                yield effect

        return until_then

    return replace(job, wanted=dying(job.wanted), then=job.then and dying(job.then))


def killed(plan: Plan, kills: int) -> int:
    """Eight processes at once, until at least so many have died and eight have come to the end; how many died."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    died, running = 0, [_started(context, plan, mortal=kills > 0) for _ in range(STARTED_AT_ONCE)]
    while running:
        wait([process.sentinel for process in running])
        for process in [one for one in running if one.exitcode is not None]:
            running.remove(process)
            if process.exitcode == 0:
                continue
            assert process.exitcode == -signal.SIGKILL, process.exitcode
            died += 1
            running.append(_started(context, plan, mortal=died < kills))
    return died


def _started(context: Any, plan: Plan, *, mortal: bool) -> ForkServerProcess:
    dies_after = random.randint(0, ITEMS) if mortal else None
    process: ForkServerProcess = context.Process(target=work, args=(plan._replace(dies_after=dies_after),))
    process.start()
    return process


class Strokes(NamedTuple):
    """What became of the strokes that were wanted."""

    wanted: int
    missing: int
    doubled: int
    not_wanted: int


def counted(service: Service, slots: int) -> Strokes:
    """Every stroke that stands in the log, held against every one that was wanted."""
    rows = service.log.datastore.rows(
        "SELECT convert_from(state, 'UTF8')::json ->> 'hour', count(*) FROM log.events"
        " WHERE topic = 'Bell.Struck' GROUP BY 1"
    )
    found = dict(rows)
    wanted = {f"{slot.isoformat()} {number}" for slot in all_slots(slots) for number in range(ITEMS)}
    return Strokes(
        wanted=len(wanted),
        missing=len(wanted - found.keys()),
        doubled=sum(times - 1 for times in found.values()),
        not_wanted=len(found.keys() - wanted),
    )


def entered(service: Service, job: Job) -> None:
    """The job is known since the moment before its first slot."""
    keeper = Keeper(job, service)
    keeper.tick()
    keeper.close()
