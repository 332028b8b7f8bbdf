"""`huicai scheduler`, `jobs` and `run-job`: the scheduled jobs (定时任务), for whoever operates the service."""

import getpass
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from typing import Any

import typer
from rich.console import Console

from bootstrap import database
from bootstrap.logs import write_logs
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.telemetry import tracing
from cli.serving import end, watched
from domain.authorization import Role
from domain.base import Authority
from domain.calendar import OFFICE_ZONE
from domain.office import Request
from domain.use_cases.ordering_runs import RunJob
from persistence.job_runs import JobLine, JobRuns, RunLine
from scheduler.schedule import CALENDAR
from scheduler.ticking import scheduling

GLANCE_S = 0.2

console = Console()


def run_jobs(settings: Settings) -> None:
    """Run them until told to stop."""
    write_logs(settings)
    signal.signal(signal.SIGTERM, end)
    with (
        tracing("huicai-scheduler"),
        database.fit(settings, "scheduler") as opened,
        watched(opened),
        scheduling(opened.url("scheduler"), settings),
    ):
        console.print(f"Huicai runs {len(CALENDAR)} scheduled jobs; huicai jobs shows how they fare")
        Event().wait()


def show_jobs(settings: Settings) -> None:
    """One line per job."""
    with _service(settings) as service:
        for line in service.jobs.calendar():
            console.print(_told(line), markup=False, highlight=False, soft_wrap=True)


def run_now(settings: Settings, code: str) -> None:
    """Ask for a run, wait until whoever leads has done it, and say what came of it; end with 1 if it failed.

    The jobs are kept up by this process too, standing by: so it is done also where nobody else is at it.
    """
    job = next((job for job in CALENDAR if job.code == code), None)
    if job is None:
        console.print(f"There is no job {code}; there are: {', '.join(job.code for job in CALENDAR)}")
        raise typer.Exit(2)
    with _service(settings) as service, database.opened(settings) as opened:
        eager = settings.model_copy(update={"scheduler_tick": GLANCE_S})
        with scheduling(opened.url("scheduler"), eager, [job]):
            _wait_for_entry(service.jobs, code)
            line = _settled(service.jobs, code, order(code, service))
    console.print(f"{code}: {line.state}, {_counts(line)}", markup=False)
    if line.state == "failed":
        console.print(f"{line.error}: {line.message}" if line.error else str(line.troubles), markup=False)
        raise typer.Exit(1)


def order(code: str, service: Service) -> datetime:
    """Put on record that whoever sits here wants the job run, and then tell the scheduler; the slot that it is run for."""
    user, at = getpass.getuser(), service.clock()
    command_id = service.new_id()
    command = RunJob(job=code)
    request = Request(
        command_id=command_id,
        correlation_id=command_id,
        fingerprint=command.model_dump_json().encode(),
        render=_slot_of,
    )
    authority = Authority(
        actor=user, role=Role.OPERATOR, effective_on=at.astimezone(OFFICE_ZONE).date(), at=at
    )
    answer = service.office.carry_out(command, authority, request).answer
    slot = datetime.fromisoformat(answer["slot"])
    service.jobs.ask(code, slot, user)
    return slot


def _slot_of(job: Any, _: Any) -> dict[str, Any]:
    return {"id": str(job.id), "version": job.version, "slot": job.ordered.isoformat()}


@contextmanager
def _service(settings: Settings) -> Iterator[Service]:
    with database.ready(settings) as opened:
        service = service_on(opened.url("scheduler"), settings, name="huicai-jobs")
        try:
            yield service
        finally:
            service.close()


def _wait_for_entry(runs: JobRuns, code: str) -> None:
    """Until the job stands in the database's calendar, which its first leader sees to."""
    while code not in {line.job for line in runs.calendar()}:
        time.sleep(GLANCE_S)


def _settled(runs: JobRuns, code: str, slot: datetime) -> RunLine:
    while (line := runs.run(code, slot)) is None or line.state not in ("done", "failed"):
        time.sleep(GLANCE_S)
    return line


def _told(line: JobLine) -> str:
    led = "led" if line.is_led else "led by nobody"
    failing = f", {line.failing} failing" if line.failing else ""
    return (
        f"{line.job}: {line.title_en} {line.title_zh}; next {_at(line.next_slot)}, last done {_at(line.last_done)}, "
        f"{led}{failing}"
    )


def _counts(line: RunLine) -> str:
    names = ("wanted", "done", "repeated", "refused", "failed")
    return ", ".join(f"{name} {getattr(line, name)}" for name in names)


def _at(instant: datetime | None) -> str:
    return "never" if instant is None else instant.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
