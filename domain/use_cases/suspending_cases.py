"""Letting a case rest on a ground of the policy, and letting it go on (挂起、恢复办理)."""

from typing import Annotated

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.use_cases.casework import CaseCommand, file_at_turn
from domain.work import Work


class SuspendCase(CaseCommand):
    """By the office whose turn it is, or which waits for a correction."""

    ground: Annotated[str, Field(max_length=40)]


class ResumeCase(CaseCommand):
    """By the office whose turn it is again."""


def suspend_case(command: SuspendCase, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    ground = file.route.case_life.ground(command.ground)
    file.case.suspend(file.step, ground, area=file.area, authority=file.authority)
    return file.case


def resume_case(command: ResumeCase, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    file.case.resume(area=file.area, authority=file.authority)
    return file.case
