"""Changing a decision that was taken, and correcting what the form of an approved case says (变更决定、更正登记表)."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import HoldingEnd
from domain.authorization import IN_OFFICE
from domain.base import Capacity
from domain.cards import ON_THE_BOOKS, RevocationCause
from domain.cases import CaseStatus
from domain.fields import wrong
from domain.places import ReleaseCause
from domain.policy.quota_route import QuotaRoute
from domain.policy.steps import Stage, Step, StepKind
from domain.registration_form import FormStatement
from domain.text import Text
from domain.use_cases.applying_for_cards import EnterpriseCaseCommand, place_of, release_place
from domain.use_cases.cardwork import out_of_production
from domain.use_cases.casework import (
    CaseCommand,
    CaseFile,
    file_at_turn,
    for_enterprise,
    must_name_issuer,
    opened_file,
)
from domain.use_cases.checking_cases import must_be_complete, must_pass_checks
from domain.use_cases.filling_forms import differences, filled
from domain.use_cases.issuing_cards import granted_card, holding_of, stated_class
from domain.work import Work

CLASS = frozenset({"talent_class", "class_ground"})
REVISED_TO = Literal["approved", "rejected", "in_process"]


class RequestRevision(CaseCommand):
    """Say that the decision is another one now; `to_step` is where a case in process goes on.

    A decision of the province is written down (`capacity` transcribing) from its document.
    """

    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE | {Capacity.TRANSCRIBING}
    status: REVISED_TO
    to_step: Annotated[str | None, Field(max_length=40)] = None


class ReviseDecision(CaseCommand):
    """The second officer agrees: case, place and card follow."""


class DeclineRevision(CaseCommand):
    """The second officer finds that the decision stands."""


class RequestFormCorrection(EnterpriseCaseCommand):
    """Say what the form of an approved case should have said; fields that are not stated stay as they are."""

    form: FormStatement


class CorrectForm(CaseCommand):
    """The second person agrees: the corrected form holds."""


class DeclineFormCorrection(CaseCommand):
    """The second person finds that the form was right."""


def request_revision(command: RequestRevision, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    status = CaseStatus(command.status)
    file.case.must_be(CaseStatus.APPROVED, CaseStatus.REJECTED)
    _must_be_written_down(file)
    goes_on_at = _goes_on_at(status, command.to_step, file)
    file.case.request_revision(status, goes_on_at, area=file.area, authority=file.authority)
    return file.case


def decline_revision(command: DeclineRevision, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    file.case.decline_revision(area=file.area, authority=file.authority)
    return file.case


def revise_decision(command: ReviseDecision, work: Work) -> CardApplication:
    """Case, place and card follow in one transaction (decided point 15)."""
    file = file_at_turn(command.card_application_id, work)
    case = file.case
    was, becomes = case.status, case.revision_for(file.authority).status
    card_before = case.card_id
    card_id = work.new_id() if becomes is CaseStatus.APPROVED else None
    case.revise(file.step, card_id, area=file.area, authority=file.authority)
    _undo(was, card_before, file, work)
    if becomes is CaseStatus.REJECTED:
        release_place(file, ReleaseCause.REJECTED_BY_PROVINCE, file.authority, work)
    if card_id is not None:
        _grant(card_id, file, work)
    return case


def request_form_correction(command: RequestFormCorrection, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority, before = for_enterprise(file), file.case.form
    file.case.must_be(CaseStatus.APPROVED)
    form = filled(file, command.form, work)
    must_be_complete(form, file.form)
    assert before is not None  # it was complete when it was submitted
    differing = differences(before, form, work)
    file.case.request_form_correction(form, differing, area=file.area, authority=authority)
    return file.case


def correct_form(command: CorrectForm, work: Work) -> CardApplication:
    """The cards that the case has led to say the same of the person's class as the form (更正登记表)."""
    file = file_at_turn(command.card_application_id, work)
    asked = file.case.form_correction
    file.case.correct_form(area=file.area, authority=file.authority)
    if asked is not None and CLASS.intersection(asked.differences):
        for card in _cards_of(file.case.card_id, work):
            stated = stated_class(file.case, work)
            card.correct_class(**stated, area=file.area, authority=file.authority)
    return file.case


def decline_form_correction(command: DeclineFormCorrection, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    file.case.decline_form_correction(area=file.area, authority=file.authority)
    return file.case


def _must_be_written_down(file: CaseFile) -> None:
    """The city cannot act for the province: its changed decision is transcribed from its document (point 13)."""
    is_of_province = file.step.kind is StepKind.PROVINCIAL_RESULT
    if is_of_province != (file.authority.capacity is Capacity.TRANSCRIBING):
        text = PROVINCE_DECIDES if is_of_province else OWN_DECISION
        raise wrong("capacity", "not_whose_decision", text)
    if is_of_province:
        must_name_issuer(file.case.card_type, file.pack, file.authority)


def _goes_on_at(status: CaseStatus, to_step: str | None, file: CaseFile) -> Step | None:
    if status is not CaseStatus.IN_PROCESS:
        if to_step is not None:
            raise wrong("to_step", "only_if_in_process", ONLY_IF_IN_PROCESS)
        return None
    if to_step is None:
        raise wrong("to_step", "missing", NAME_THE_STEP)
    return file.earlier_step(to_step)


def _undo(was: CaseStatus, card_id: UUID | None, file: CaseFile, work: Work) -> None:
    """What the former decision had brought about is so no longer; the place stands reserved again."""
    area, authority = file.area, file.authority
    if isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        if was is CaseStatus.APPROVED:
            quota.withdraw_approval(place.id, area=area, authority=authority)
        else:
            quota.restore(place.id, area=area, authority=authority)
    if was is CaseStatus.APPROVED:
        _revoke(_card_now(card_id, work), file, work)


def _card_now(card_id: UUID | None, work: Work) -> Card:
    """The card that the case has led to, or the one that has taken its place since."""
    *_, now = _cards_of(card_id, work)
    return now


def _cards_of(card_id: UUID | None, work: Work) -> Iterator[Card]:
    """The card that the case has led to, and those that came of its renewal."""
    while card_id is not None:
        card = work.load(Card, card_id)
        yield card
        card_id = card.successor_id


def _revoke(card: Card, file: CaseFile, work: Work) -> None:
    """Nothing is left to revoke of a card that has ended for another reason."""
    if card.status not in ON_THE_BOOKS:
        return
    card.revoke(RevocationCause.DECISION_REVISED, area=file.area, authority=file.authority)
    holding = holding_of(file.case.talent_id, file.case.card_type, file.authority, work)
    holding.end(card.id, HoldingEnd.REVOKED, file.authority)
    out_of_production(card, area=file.area, authority=file.authority, work=work)


def _grant(card_id: UUID, file: CaseFile, work: Work) -> None:
    must_pass_checks(file, Stage.ISSUE, work)
    if isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        quota.consume(place.id, area=file.area, authority=file.authority)
    granted_card(card_id, file, work)


NAME_THE_STEP = Text("须指明继续办理的环节", "Name the step at which the case goes on")
ONLY_IF_IN_PROCESS = Text("只有继续办理的申报才写环节", "is stated only of a case that goes on")
OWN_DECISION = Text("本机关自己的决定不作转录", "The office's own decision is not written down for another")
PROVINCE_DECIDES = Text(
    "省里的决定只能转录（capacity=transcribing）",
    "What the province decides is only written down (transcribing)",
)
