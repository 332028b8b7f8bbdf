"""Letting a case rest on a ground of the policy, and letting it go on (挂起、恢复办理)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.authorization import Permission, system
from domain.calendar import ONE_DAY
from domain.use_cases.casework import CaseCommand, file_at_step, file_at_turn
from domain.work import Work

OVER = "suspension_over"  # the reason of a case that goes on because its ground holds no longer (挂起期满)


class SuspendCase(CaseCommand):
    """By the office whose turn it is, or which waits for a correction."""

    ground: Annotated[str, Field(max_length=40)]


class ResumeCase(CaseCommand):
    """By the office whose turn it is again."""


class EndSuspension(CaseCommand):
    """The ground of the policy holds no longer; by the clock, with effect from the day after its last."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


def suspend_case(command: SuspendCase, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    ground = file.route.case_life.ground(command.ground)
    file.case.suspend(file.step, ground, area=file.area, authority=file.authority)
    return file.case


def resume_case(command: ResumeCase, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    file.case.resume(work.calendar, area=file.area, authority=file.authority)
    return file.case


def end_suspension(command: EndSuspension, work: Work) -> CardApplication:
    file = file_at_step(command.card_application_id, work)
    case, authority = file.case, file.authority
    last = case.rest.last_day(work.calendar) if case.rest else None
    if last is not None and authority.effective_on > last:
        authority = authority.model_copy(update={"effective_on": last + ONE_DAY, "reason_code": OVER})
    case.go_on(work.calendar, area=file.area, authority=authority)
    return case
