"""Granting cards without an application to those who lead the listed enterprises (免申即享, W-1): previewed, then issued.

All of a run or nothing of it: the cards, their numbers, who holds them, and the run that says whom it passed over and
why. Every head passes the checks of the pack as in a case. Whose card should end is shown, and decided for itself.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.automatic_grants import GETS_CARD, AutomaticGrants, Ground, HeadLine
from domain.aggregates.card import Card
from domain.authorization import Command, Permission, must_be_department, officer_of_city
from domain.base import Authority, ReasonCode, Value
from domain.card_routes import CardRoute
from domain.fields import wrong
from domain.policy.organizations import DEPARTMENTS
from domain.previews import PreviewDigest
from domain.text import Text
from domain.use_cases.checking_cases import attestation_about
from domain.use_cases.issuing_cards import holding_of
from domain.use_cases.judging_heads import JudgedHead, RunGround, judged_heads, preview_of
from domain.use_cases.numbering_cards import numbers_drawn
from domain.work import Work

MOST_REASONS = 1_000


class WithoutCode(Value):
    """Why the head of an enterprise whose credit code is not known gets the card all the same."""

    enterprise_id: UUID
    reason_code: ReasonCode | None = None
    reason: str = Field(min_length=1, max_length=2000, repr=False)


class GrantAutomatically(Command):
    """`preview` is the digest of what the officer has been shown, and wants done."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(*DEPARTMENTS),)
    city: str = Field(max_length=40)
    card_type: str = Field(max_length=40)
    preview: PreviewDigest | None = None
    without_code: tuple[WithoutCode, ...] = Field(default=(), max_length=MOST_REASONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPlan:
    """A whole run before it is done."""

    ground: RunGround
    authority: Authority
    heads: tuple[JudgedHead, ...]

    @property
    def preview(self) -> str:
        """The digest by which it is known again."""
        return preview_of(self.heads)


def plan_grants(command: GrantAutomatically, work: Work) -> GrantPlan:
    """What a run would do about every head. Raises `NoAutomaticRoute` and `NotYourDepartment`."""
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    route = pack.automatic_route(command.card_type)
    authority = work.under(pack, *route.clauses)
    must_be_department(authority, pack.card_type(route.card_type).issuer.function)
    ground = RunGround(
        city=command.city,
        card_type=route.card_type,
        pack=pack,
        route=route,
        grants=work.find(AutomaticGrants, AutomaticGrants.id_of(command.city, route.card_type)),
        without_code=frozenset(_reasons(command)),
        work=work,
    )
    heads = judged_heads(ground)
    _must_be_without_code(command, heads)
    return GrantPlan(ground=ground, authority=authority, heads=heads)


def grant_automatically(command: GrantAutomatically, work: Work) -> AutomaticGrants:
    plan = plan_grants(command, work)
    ground = plan.ground
    grants = ground.grants
    if grants is None:
        grants = work.add(AutomaticGrants.open(ground.city, ground.card_type, plan.authority))
    cards = _granted(plan, _reasons(command), work)
    grants.issue(
        work.new_id(),
        seen=command.preview,
        preview=plan.preview,
        lines=tuple(_line(head, cards, work) for head in plan.heads),
        authority=plan.authority,
    )
    return grants


def _granted(plan: GrantPlan, reasons: dict[UUID, WithoutCode], work: Work) -> dict[UUID, Card]:
    """The cards of the run, by their persons."""
    ground = plan.ground
    heads = [head for head in plan.heads if head.outcome in GETS_CARD]
    card_type = ground.pack.card_type(ground.card_type)
    numbers = numbers_drawn(len(heads), card_type, ground.city, plan.authority, work)
    cards = (
        _card(head, number, ground, _authority(head, reasons, work), work)
        for head, number in zip(heads, numbers, strict=True)
    )
    return {card.talent_id: card for card in cards}


def _card(head: JudgedHead, number: str, ground: RunGround, authority: Authority, work: Work) -> Card:
    """A card in force from the day of the run on."""
    assert head.talent is not None  # who gets a card is known
    assert head.listing is not None  # and on a list
    card = Card.grant(
        work.new_id(),
        talent_id=head.talent.id,
        authority=authority,
        area=head.enterprise.area,
        city=ground.city,
        card_type=ground.card_type,
        enterprise_id=head.enterprise.id,
        route=CardRoute.AUTOMATIC,
        list_type=head.listing.list_type,
    )
    last_day = head.route.validity.last_day(ground.day)
    assert last_day is not None  # the term is one of years: there is no contract
    card.issue(
        card_number=number,
        issued_on=ground.day,
        valid_from=ground.day,
        valid_to=last_day,
        term_rule=head.route.validity.rule,
        differs_from_rule=False,
        area=head.enterprise.area,
        authority=authority,
    )
    holding_of(head.talent.id, ground.card_type, authority, work).take(card.id, authority)
    return work.add(card)


def _authority(head: JudgedHead, reasons: dict[UUID, WithoutCode], work: Work) -> Authority:
    """Under the policy of the list's day, and with the reason for an enterprise without a code."""
    authority = work.under(head.pack, *head.route.clauses)
    why = reasons.get(head.enterprise.id)
    if why is None:
        return authority
    return authority.model_copy(update={"reason_code": why.reason_code, "reason": why.reason})


def _line(head: JudgedHead, cards: dict[UUID, Card], work: Work) -> HeadLine:
    card = cards.get(head.talent.id) if head.talent and head.outcome in GETS_CARD else None
    return HeadLine(
        outcome=head.outcome,
        enterprise_id=head.enterprise.id,
        area=head.enterprise.area,
        principal_ids=tuple(one.id for one in head.principals),
        talent_id=head.talent.id if head.talent else None,
        list_type=head.listing.list_type if head.listing else None,
        list_batch_id=head.listing.list_batch_id if head.listing else None,
        policy_version=head.pack.version,
        grounds=tuple(Ground(code=ground.code, clauses=ground.clauses) for ground in head.grounds),
        attestation=attestation_about(card.talent_id, work) if card else None,
        card_id=card.id if card else head.card_id,
        card_number=card.card_number if card else None,
    )


def _reasons(command: GrantAutomatically) -> dict[UUID, WithoutCode]:
    return {stated.enterprise_id: stated for stated in command.without_code}


def _must_be_without_code(command: GrantAutomatically, heads: tuple[JudgedHead, ...]) -> None:
    """Refuse a reason for an enterprise that needs none: it is another one than the officer means."""
    without = {head.enterprise.id for head in heads if head.enterprise.uscc is None}
    for number, stated in enumerate(command.without_code):
        if stated.enterprise_id not in without:
            raise wrong(f"without_code[{number}].enterprise_id", "not_without_code", NOT_WITHOUT_CODE)


NOT_WITHOUT_CODE = Text("不是缺信用代码的名单内企业", "is no listed enterprise without a credit code")
