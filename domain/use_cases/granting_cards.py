"""The decision of the office that issues a card itself, and the way of a single case to the province (发卡决定、推荐上报)."""

from domain.aggregates.card_application import CardApplication
from domain.cases import NotAtThisStep
from domain.errors import Invalid
from domain.policy.quota_route import QuotaRoute
from domain.policy.steps import Stage, StepKind
from domain.text import Text
from domain.use_cases.casework import CaseCommand, file_at_kind
from domain.use_cases.checking_cases import attestation_of, must_pass_checks
from domain.use_cases.issuing_cards import granted_card
from domain.work import Work


class ForwardCase(CaseCommand):
    """Recommend a case to the province that needs no place of a quota, under a letter of its own."""


class GrantCard(CaseCommand):
    """Decide as its issuer that the card is granted."""


class DeclineCard(CaseCommand):
    """Decide as its issuer that the card is not granted."""


DECIDED_AT = frozenset({StepKind.DECISION})


def forward_case(command: ForwardCase, work: Work) -> CardApplication:
    file = file_at_kind(frozenset({StepKind.FORWARDING}), command, work)
    if isinstance(file.route, QuotaRoute):
        raise NotAtThisStep(WITH_A_BATCH, blocked_by=file.case.shown())
    if not any(paper.number and paper.issued_on for paper in file.authority.documents):
        raise Invalid(NEEDS_LETTER, field="documents")
    file.case.hand_on(file.step, file.next_step, area=file.area, authority=file.authority)
    return file.case


def grant_card(command: GrantCard, work: Work) -> CardApplication:
    """The case ends, and the person has a card, in one transaction. Of a case that has its card that is told first."""
    file = file_at_kind(DECIDED_AT, command, work)
    file.case.must_await_grant(file.step, file.authority)
    must_pass_checks(file, Stage.ISSUE, work)
    card_id, attestation = work.new_id(), attestation_of(file, work)
    file.case.grant(file.step, card_id, attestation, area=file.area, authority=file.authority)
    granted_card(card_id, file, work)
    return file.case


def decline_card(command: DeclineCard, work: Work) -> CardApplication:
    file = file_at_kind(DECIDED_AT, command, work)
    file.case.decline(file.step, area=file.area, authority=file.authority)
    return file.case


NEEDS_LETTER = Text("须注明上报函件的文号和日期", "State the number and date of the letter")
WITH_A_BATCH = Text(
    "配额制申报随批次上报", "A case on a place of a quota goes to the province with its batch"
)
