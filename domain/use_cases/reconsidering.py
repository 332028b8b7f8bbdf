"""Reconsidering a decision that ended a case, on the enterprise's application (复核)."""

from typing import Annotated

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.cases import NotReconsidered, ReconsiderationTooLate
from domain.policy.case_life import Reconsideration
from domain.policy.quota_route import QuotaRoute
from domain.use_cases.applying_for_cards import EnterpriseCaseCommand, place_of
from domain.use_cases.casework import CaseCommand, CaseFile, file_at_turn, for_enterprise, opened_file
from domain.work import Work, calendar_of


class RequestReconsideration(EnterpriseCaseCommand):
    """The enterprise does not accept how its case ended."""


class UpholdDecision(CaseCommand):
    """Find that the decision was right."""


class OverturnDecision(CaseCommand):
    """Find that the decision was wrong; `to_step` is where the case goes on: where it ended, or before."""

    to_step: Annotated[str, Field(max_length=40)]


def request_reconsideration(command: RequestReconsideration, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority = for_enterprise(file)
    _must_be_in_time(_rule(file), file, work)
    file.case.request_reconsideration(area=file.area, authority=authority)
    return file.case


def uphold_decision(command: UpholdDecision, work: Work) -> CardApplication:
    file = file_at_turn(command.card_application_id, work)
    file.case.uphold(file.step, area=file.area, authority=file.authority)
    return file.case


def overturn_decision(command: OverturnDecision, work: Work) -> CardApplication:
    """The case goes on, and has its place again, in one transaction."""
    file = file_at_turn(command.card_application_id, work)
    to_step = file.earlier_step(command.to_step, or_present=True)
    file.case.overturn(file.step, to_step, area=file.area, authority=file.authority)
    if isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        quota.restore(place.id, area=file.area, authority=file.authority)
    return file.case


def _rule(file: CaseFile) -> Reconsideration:
    """What the policy says of this ending. Raises `NotReconsidered`, and `CaseNotInState` if it has not ended so."""
    rule, kind = file.route.case_life.reconsideration, file.case.ended_by.kind
    if rule is None or kind not in rule.of:
        raise NotReconsidered(blocked_by=file.case.shown())
    return rule


def _must_be_in_time(rule: Reconsideration, file: CaseFile, work: Work) -> None:
    ended_on = file.case.ended_by.on
    gone_by = calendar_of(work.store).working_days_between(ended_on, file.authority.effective_on)
    if gone_by > rule.within_days:
        blocked_by = {**file.case.shown(), "ended_on": ended_on.isoformat(), "within_days": rule.within_days}
        raise ReconsiderationTooLate(blocked_by=blocked_by, clauses=rule.clauses)
