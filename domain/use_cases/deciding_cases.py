"""What offices decide about a case at its steps: opinions, reviews, returns, corrections, endings (审核)."""

from typing import Annotated

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.base import Value
from domain.cases import Opinion
from domain.places import ReleaseCause
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import release_place
from domain.use_cases.casework import CaseCommand, file_at_kind, file_at_turn
from domain.use_cases.ending_cases import end_what_waits
from domain.use_cases.filling_forms import named_in
from domain.use_cases.taking_in_cases import accept_by_deciding
from domain.work import Work

StepCode = Annotated[str, Field(max_length=40)]


class GiveOpinion(CaseCommand):
    opinion: Opinion


class ReviewCase(CaseCommand):
    """Agree after review."""


class ReturnCase(CaseCommand):
    to_step: StepCode


class StatedItem(Value):
    """A field of the form, and what is wrong with it."""

    field: StepCode
    note: str | None = Field(default=None, repr=False, min_length=1, max_length=500)


class RequestCorrection(CaseCommand):
    items: tuple[StatedItem, ...] = Field(min_length=1, max_length=60)


class NotRecommend(CaseCommand):
    """End the case before the province."""


# Received cases come and go with their batch, and what lies with the province only the province answers.
# The issuer of a card does not recommend it to anybody: it grants or declines it.
NOT_RECOMMENDED_AT = frozenset({StepKind.REVIEW, StepKind.COLLECTIVE_SUBMISSION, StepKind.FORWARDING})
RETURNED_AT = NOT_RECOMMENDED_AT | {StepKind.DECISION}
CORRECTED_AT = RETURNED_AT | {StepKind.OPINION}


def give_opinion(command: GiveOpinion, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    case, authority = file.case, file.authority
    accept_by_deciding(file, work)
    case.give_opinion(file.step, file.next_step, command.opinion, area=file.area, authority=authority)
    return case


def review_case(command: ReviewCase, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    accept_by_deciding(file, work)
    file.case.review(file.step, file.next_step, area=file.area, authority=file.authority)
    return file.case


def return_case(command: ReturnCase, work: Work) -> CardApplication:
    file = file_at_kind(RETURNED_AT, command, work)
    to_step = file.earlier_step(command.to_step)
    file.case.return_to(file.step, to_step, area=file.area, authority=file.authority)
    return file.case


def request_correction(command: RequestCorrection, work: Work) -> CardApplication:
    file = file_at_kind(CORRECTED_AT, command, work)
    stated = tuple((item.field, item.note) for item in command.items)
    items = named_in(file.form, stated, file.case.talent_id)
    file.case.request_correction(file.step, items, area=file.area, authority=file.authority)
    return file.case


def not_recommend(command: NotRecommend, work: Work) -> CardApplication:
    file = file_at_kind(NOT_RECOMMENDED_AT, command, work)
    file.case.not_recommend(file.step, area=file.area, authority=file.authority)
    release_place(file, ReleaseCause.NOT_RECOMMENDED, file.authority, work)
    end_what_waits(file.case, file.authority, work)
    return file.case
