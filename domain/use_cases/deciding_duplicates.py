"""Deciding whether two cases are duplicates (认定重复): they are none, with the reason; or one of them ends."""

from uuid import UUID

from domain.aggregates.card_application import CardApplication
from domain.case_state import SUBMISSION
from domain.cases import ActedBefore
from domain.duplicates import DuplicateGround, NoSuchFinding
from domain.policy.steps import StepKind
from domain.use_cases.casework import CaseCommand, CaseFile, opened_file
from domain.use_cases.deciding_cases import NotRecommend, not_recommend
from domain.use_cases.finding_duplicates import check_of
from domain.use_cases.granting_cards import DeclineCard, decline_card
from domain.work import Work


class DuplicateCommand(CaseCommand):
    """A command about a case and another that has something in common with it."""

    ground: DuplicateGround
    other_id: UUID


class DismissDuplicate(DuplicateCommand):
    """The two are no duplicates."""


class UpholdDuplicate(DuplicateCommand):
    """The case is a duplicate of the other, and ends: not recommended, or declined where the issuer decides."""


def dismiss_duplicate(command: DismissDuplicate, work: Work) -> CardApplication:
    file = _known(command, work)
    check = check_of(file.case, command.ground, command.other_id, work)
    if check is None:
        raise NoSuchFinding(field="other_id")
    check.dismiss(file.case.id, command.other_id, file.case.talent_id, file.authority)
    return file.case


def uphold_duplicate(command: UpholdDuplicate, work: Work) -> CardApplication:
    file = _known(command, work)
    check = check_of(file.case, command.ground, command.other_id, work)
    if check is None:
        raise NoSuchFinding(field="other_id")
    check.uphold(file.case.id, command.other_id, file.case.talent_id, file.authority)
    if file.case.step is not None and file.step.kind is StepKind.DECISION:
        return decline_card(DeclineCard(card_application_id=file.case.id), work)
    return not_recommend(NotRecommend(card_application_id=file.case.id), work)


def _known(command: DuplicateCommand, work: Work) -> CaseFile:
    """The case's file, for an officer who may know of both cases, keeps away from neither and has handed in neither.

    Raises `NotFound`.
    """
    file = opened_file(command.card_application_id, work)
    other = opened_file(command.other_id, work)
    for case in (file.case, other.case):
        case.must_not_be_recused(work.authority)
        if any(case.acted.get(person) == SUBMISSION for person in work.authority.persons):
            raise ActedBefore(blocked_by={"kind": "step", "id": SUBMISSION})
    return file
