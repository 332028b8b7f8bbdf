"""Accepting a case under a number, or refusing it, at the step that the policy names (受理、不予受理)."""

from datetime import date

from domain.aggregates.acceptance_register import AcceptanceRegister
from domain.aggregates.card_application import CardApplication
from domain.cases import NotAtThisStep
from domain.places import ReleaseCause
from domain.policy.case_life import Acceptance, AcceptanceDay
from domain.use_cases.applying_for_cards import release_place
from domain.use_cases.casework import CaseCommand, CaseFile, file_at_turn
from domain.use_cases.ending_cases import end_what_waits
from domain.work import Work


class AcceptCase(CaseCommand):
    """Take the case in; it is given its number."""


class RefuseCase(CaseCommand):
    """Do not take the case in."""


def accept_case(command: AcceptCase, work: Work) -> CardApplication:
    file, rule = _file(command, work)
    _accept(file, rule, work)
    return file.case


def refuse_case(command: RefuseCase, work: Work) -> CardApplication:
    file, _ = _file(command, work)
    file.case.refuse(file.step, area=file.area, authority=file.authority)
    release_place(file, ReleaseCause.REFUSED, file.authority, work)
    end_what_waits(file.case, file.authority, work)
    return file.case


def accept_by_deciding(file: CaseFile, work: Work) -> None:
    """Who decides at the step of acceptance has accepted the case by that: none leaves it unaccepted (视为受理)."""
    rule = file.route.case_life.acceptance
    if rule is not None and rule.step == file.case.step and file.case.intake is None:
        _accept(file, rule, work)


def _file(command: CaseCommand, work: Work) -> tuple[CaseFile, Acceptance]:
    """The case's file at the step of acceptance, for the office whose turn it is. Raises `NotAtThisStep`."""
    file = file_at_turn(command.card_application_id, work)
    rule = file.route.case_life.acceptance
    if rule is None or rule.step != file.case.step:
        raise NotAtThisStep(blocked_by=file.case.shown())
    return file, rule


def _accept(file: CaseFile, rule: Acceptance, work: Work) -> None:
    case, authority = file.case, file.authority
    case.must_not_be_accepted(file.step, authority)
    year = authority.effective_on.year
    register = work.find(AcceptanceRegister, AcceptanceRegister.id_of(case.city, year))
    if register is None:
        register = work.add(AcceptanceRegister.open(case.city, year, authority))
    number = register.give_number(case.id, talent_id=case.talent_id, authority=authority)
    case.accept(file.step, number, _counts_from(file, rule), area=file.area, authority=authority)


def _counts_from(file: CaseFile, rule: Acceptance) -> date:
    received_on = file.case.received_on
    if rule.counts_from is AcceptanceDay.DECISION or received_on is None:
        return file.authority.effective_on
    return received_on
