"""What else is asked in a quota year of Zibo: that a case is taken in, rests, is reconsidered or decided otherwise."""

from typing import Any

from domain.aggregates import CardApplication
from domain.base import Authority
from domain.cases import OPEN, CaseStatus
from domain.registration_form import FormStatement
from domain.use_cases import (
    reconsidering,
    recusing_officers,
    revising_decisions,
    suspending_cases,
    taking_in_cases,
)
from tests.domain.zibo import ZIBO
from tests.system.year_of_zibo import SOMEBODY, STEPS, Ask, Asked, Year, officer_named, picked, transcribing

GROUNDS = ZIBO.quota_route("huicai").case_life.suspension
ENDED = (CaseStatus.REFUSED, CaseStatus.NOT_RECOMMENDED)


def of(case: CardApplication) -> dict[str, Any]:
    return {"card_application_id": case.id}


def colleague(year: Year, case: CardApplication, number: int) -> Authority:
    """Somebody of the office whose step it is, who has perhaps had no part in the case."""
    function, area = year.office_of(case)
    return officer_named(function, area, SOMEBODY[number % 3])


def accept(year: Year, number: int, _other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS)
    return taking_in_cases.AcceptCase(**of(case)), year.at_turn(case)


def refuse(year: Year, number: int, other: int) -> Asked:
    under_review = [one for one in year.cases(CaseStatus.IN_PROCESS) if one.step == "department_review"]
    case = picked([one for one in under_review if one.intake is None] or under_review, number)
    return taking_in_cases.RefuseCase(**of(case)), year.at_turn(case, other)


def suspend(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED)
    command = suspending_cases.SuspendCase(**of(case), ground=picked(GROUNDS, other).code)
    return command, year.at_turn(case, other)


def resume(year: Year, number: int, other: int) -> Asked:
    case = picked(year.cases(CaseStatus.SUSPENDED), number)
    return suspending_cases.ResumeCase(**of(case)), year.at_turn(case, other)


def recuse(year: Year, number: int, other: int) -> Asked:
    case = year.any_case(number, *OPEN)
    by = officer_named("hrss", "zibo-shibenji", "head").model_copy(update={"signatory": "head"})
    return recusing_officers.RecuseOfficer(**of(case), officer=SOMEBODY[other % 3]), by


def withdraw_recusal(year: Year, number: int, _other: int) -> Asked:
    case = picked([one for one in year.cases() if one.recused], number)
    command = recusing_officers.WithdrawRecusal(**of(case), officer=min(case.recused))
    return command, officer_named("hrss", "zibo-shibenji", "head")


def ask_for_reconsideration(year: Year, number: int, _other: int) -> Asked:
    case = year.any_case(number, *ENDED)
    return reconsidering.RequestReconsideration(**of(case)), year.enterprise_of(case)


def reconsider(year: Year, number: int, other: int) -> Asked:
    case = picked([one for one in year.cases(*ENDED) if one.reconsideration is not None], number)
    if other % 2:
        return reconsidering.UpholdDecision(**of(case)), colleague(year, case, other)
    command = reconsidering.OverturnDecision(**of(case), to_step=case.step)
    return command, colleague(year, case, other)


def ask_for_revision(year: Year, number: int, other: int) -> Asked:
    case = picked(year.cases(CaseStatus.APPROVED, CaseStatus.REJECTED), number)
    status = picked(["approved", "rejected", "in_process"], other)
    to_step = picked(STEPS[:-1], other).code if status == "in_process" else None
    command = revising_decisions.RequestRevision(**of(case), status=status, to_step=to_step)
    return command, transcribing("hrss-writing")


def revise(year: Year, number: int, other: int) -> Asked:
    case = picked([one for one in year.cases() if one.revision is not None], number)
    kind = revising_decisions.ReviseDecision if other % 4 else revising_decisions.DeclineRevision
    return kind(**of(case)), colleague(year, case, other)


def ask_for_form_correction(year: Year, number: int, other: int) -> Asked:
    case = picked(year.cases(CaseStatus.APPROVED), number)
    form = FormStatement(resume=f"更正第{other}稿")
    return revising_decisions.RequestFormCorrection(**of(case), form=form), year.enterprise_of(case)


def correct_form(year: Year, number: int, other: int) -> Asked:
    case = picked([one for one in year.cases() if one.form_correction is not None], number)
    kind = revising_decisions.CorrectForm if other % 4 else revising_decisions.DeclineFormCorrection
    return kind(**of(case)), colleague(year, case, other)


# What is asked for first in a year takes from what follows it: a case that was accepted is not refused any more.
LIFE: tuple[Ask, ...] = (
    refuse, accept, suspend, resume, recuse, withdraw_recusal, ask_for_reconsideration, reconsider, ask_for_revision,
    revise, ask_for_form_correction, correct_form,
)  # fmt: skip
