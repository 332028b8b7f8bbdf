"""Keeping the deadlines of cases (办理期限): extending them, and telling a superior department when they are over."""

from collections.abc import Callable
from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.authorization import Permission, must_be_department, officer_of_city, system
from domain.case_times import CaseTimes, DeadlineKey
from domain.deadlines import Deadline, deadlines_of
from domain.keeping_time import DeadlineNotRunning
from domain.policy.organizations import DEPARTMENTS
from domain.use_cases.casework import CaseCommand, CaseFile, opened_file
from domain.use_cases.deciding_cases import StepCode
from domain.work import Work


class ExtendDeadline(CaseCommand):
    """So many days more for the step at which the case is, or, without a step, for the whole case."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(*DEPARTMENTS),)
    step: StepCode | None = None
    days: Annotated[int, Field(ge=1, le=1000)]


class EscalateOverdue(CaseCommand):
    """Put on record that one deadline was not kept. It never decides about the case itself."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    deadline: DeadlineKey


def extend_deadline(command: ExtendDeadline, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    case, authority = file.case, file.authority
    running = [one for one in _deadlines(file, case.times, work) if one.closed_on is None]
    deadline = _the(running, lambda one: one.key.step == command.step, case)
    rule = case.may_be_extended(deadline, command.days, authority)
    must_be_department(authority, rule.granted_by)
    longer = _deadlines(file, case.times.extended(deadline.key, command.days), work)
    became = _the(longer, lambda one: one.key == deadline.key, case)
    case.extend_deadline(deadline, became, command.days, area=file.area, authority=authority)
    return case


def escalate_overdue(command: EscalateOverdue, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    deadlines = _deadlines(file, file.case.times, work)
    deadline = _the(deadlines, lambda one: one.key == command.deadline, file.case)
    city = file.pack.city_area.code
    file.case.escalate(deadline, city, area=file.area, authority=file.authority)
    return file.case


def _deadlines(file: CaseFile, times: CaseTimes, work: Work) -> list[Deadline]:
    return deadlines_of(times, file.route.deadlines, work.calendar)


def _the(deadlines: list[Deadline], is_meant: Callable[[Deadline], bool], case: CardApplication) -> Deadline:
    """The deadline that is meant. Raises `DeadlineNotRunning`."""
    for deadline in deadlines:
        if is_meant(deadline):
            return deadline
    raise DeadlineNotRunning(blocked_by=case.shown())
