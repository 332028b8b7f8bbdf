"""`huicai calendar import`: a State Council notice about holidays goes on record (放假安排通知)."""

import getpass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console

from bootstrap import database
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.aggregates import WorkingYear
from domain.authorization import Role
from domain.base import Authority, DocumentReference
from domain.calendar import WORKED, HolidayNotice, NamedDay, is_weekday, statutory
from domain.errors import Invalid
from domain.office import Request
from domain.text import Text
from domain.use_cases.keeping_calendar import AnnounceWorkingYear

console = Console()

LARGEST = 100_000  # bytes; a year has some forty lines
UNREADABLE = Text(
    "应为holiday-cn格式的JSON：year，以及days中每一天的name、date、isOffDay",
    "must be JSON in the form of holiday-cn: `year`, and in `days` each day's `name`, `date` and `isOffDay`",
)


class DayInFile(BaseModel):
    """A day as the public data sets of holiday notices (holiday-cn) write it."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(min_length=1, max_length=40)
    date: date
    isOffDay: bool  # noqa: N815  its name in the file


class YearInFile(BaseModel):
    """A year as they write it."""

    model_config = ConfigDict(extra="ignore")

    year: int
    days: tuple[DayInFile, ...]


def import_notice(settings: Settings, file: Path, paper: DocumentReference, *, dry_run: bool) -> None:
    """Show what the notice changes, and put it on record unless it is a dry run. Raises a `Refusal`."""
    command = command_of(file.read_bytes()[:LARGEST])
    with database.ready(settings) as opened:
        service = service_on(opened.url("app"), settings)
        try:
            _tell(command, service)
            if not dry_run:
                _carry_out(command, paper, service)
        finally:
            service.close()


def command_of(content: bytes) -> AnnounceWorkingYear:
    """The weekdays that the file frees and the weekends that it has worked. Raises `Invalid`."""
    try:
        said = YearInFile.model_validate_json(content)
    except ValidationError:
        raise Invalid(UNREADABLE, field="file") from None
    return AnnounceWorkingYear(
        year=said.year,
        days_off=tuple(
            NamedDay(day=one.date, name=one.name)
            for one in said.days
            if one.isOffDay and is_weekday(one.date)
        ),
        days_worked=tuple(NamedDay(day=one.date, name=WORKED) for one in said.days if not one.isOffDay),
    )


def _tell(command: AnnounceWorkingYear, service: Service) -> None:
    id_ = WorkingYear.id_of(command.year)
    known = service.store.load_all([id_]).get(id_)
    before = known.notice if isinstance(known, WorkingYear) else statutory(command.year)
    standing = "on record" if known else "provisional"
    console.print(f"{command.year} is {standing}; the notice says otherwise of:", markup=False)
    for line in differences(before, command):
        console.print(f"  {line}", markup=False)


def differences(before: HolidayNotice, command: AnnounceWorkingYear) -> list[str]:
    """The days of which the notice says something else."""
    was = _states(before.days_off, before.days_worked)
    becomes = _states(command.days_off, command.days_worked)
    days = sorted(day for day in {*was, *becomes} if was.get(day) != becomes.get(day))
    return [f"{day:%Y-%m-%d %a}: {becomes.get(day, 'as its day of the week')}" for day in days]


def _states(days_off: tuple[NamedDay, ...], days_worked: tuple[NamedDay, ...]) -> dict[date, str]:
    free, worked = (
        {named.day: state for named in days} for days, state in ((days_off, "free"), (days_worked, "worked"))
    )
    return free | worked


def _carry_out(command: AnnounceWorkingYear, paper: DocumentReference, service: Service) -> None:
    now: datetime = service.clock()
    authority = Authority(
        actor=getpass.getuser(), role=Role.OPERATOR, documents=(paper,), effective_on=now.date(), at=now
    )
    command_id = uuid4()
    request = Request(
        command_id=command_id,
        correlation_id=command_id,
        fingerprint=command.model_dump_json().encode(),
        render=lambda year, _: {"id": str(year.id), "version": year.version},
    )
    receipt = service.office.carry_out(command, authority, request)
    console.print(f"{command.year} is on record, at position {receipt.last_position}", markup=False)
