"""What a run without applications would do, head by head (免申即享预览): shown by the dry run, and done by nobody."""

from collections import Counter
from datetime import date
from typing import Any, Literal
from uuid import UUID

from api.disclosure import Disclosure, PersonalShown
from api.masking import masked_name
from api.rendering.actions import Action, Actions, actions_of
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates.automatic_grants import HeadOutcome
from domain.base import Authority
from domain.errors import Refusal
from domain.personal_data import PersonalData
from domain.principals import PrincipalRole
from domain.use_cases.granting_automatically import (
    GrantAutomatically,
    GrantPlan,
    grant_automatically,
    plan_grants,
)
from domain.use_cases.judging_heads import JudgedHead

PROPOSED: Literal["cancellation"] = "cancellation"
Counts = dict[HeadOutcome, int]


class GroundShown(Shown):
    """Why there is no card, or should be none; who can lift it, if somebody can."""

    code: str
    reason: Words
    clauses: tuple[str, ...]
    blocked_by: dict[str, Any] | None
    lifted_by: Words | None


class HeadPreviewed(Shown):
    """A person at an enterprise, the name masked, and what the run would do.

    `card_id` is the card that he or she has; that it ends is `proposed` where the outcome is `dropped`, and is a
    decision of its own.
    """

    outcome: HeadOutcome
    enterprise_id: UUID
    enterprise_name: str
    uscc: str | None
    area: str
    name: PersonalShown
    roles: tuple[PrincipalRole, ...]
    principal_ids: tuple[UUID, ...]
    talent_id: UUID | None
    list_type: str | None
    policy_version: str
    valid_to: date | None
    grounds: tuple[GroundShown, ...]
    card_id: UUID | None
    proposed: Literal["cancellation"] | None


class GrantsPreviewed(Shown):
    """The dry run: nothing of it has been done. Who wants it done states `preview`, which says what was shown."""

    city: str
    card_type: str
    effective_on: date
    preview: str
    counts: Counts
    heads: tuple[HeadPreviewed, ...]
    actions: Actions


def previewed(command: GrantAutomatically, authority: Authority, viewer: Viewer) -> GrantsPreviewed:
    """What the run would do about everybody who leads, or led, a listed enterprise."""
    plan = plan_grants(command, viewer.service.office.preview(command, authority))
    disclosure = viewer.disclosed(_name(head) for head in plan.heads)
    return GrantsPreviewed(
        city=plan.ground.city,
        card_type=plan.ground.card_type,
        effective_on=plan.ground.day,
        preview=plan.preview,
        counts=counts_of(head.outcome for head in plan.heads),
        heads=tuple(_head(head, plan, disclosure) for head in plan.heads),
        actions=_actions(command, plan, viewer),
    )


def counts_of(outcomes: Any) -> Counts:
    """How many of which outcome."""
    counted = Counter(outcomes)
    return {outcome: counted[outcome] for outcome in HeadOutcome}


def _head(head: JudgedHead, plan: GrantPlan, disclosure: Disclosure) -> HeadPreviewed:
    gets_card = head.outcome in (HeadOutcome.NEW, HeadOutcome.CHANGED_HEAD)
    return HeadPreviewed(
        outcome=head.outcome,
        enterprise_id=head.enterprise.id,
        enterprise_name=head.enterprise.name,
        uscc=head.enterprise.uscc,
        area=head.enterprise.area,
        name=disclosure.shown(_name(head), masked_name),
        roles=tuple(dict.fromkeys(one.role for one in head.principals)),
        principal_ids=tuple(one.id for one in head.principals),
        talent_id=head.talent.id if head.talent else None,
        list_type=head.listing.list_type if head.listing else None,
        policy_version=head.pack.version,
        valid_to=head.route.validity.last_day(plan.ground.day) if gets_card else None,
        grounds=tuple(map(_ground, head.grounds)),
        card_id=head.card_id,
        proposed=PROPOSED if head.outcome is HeadOutcome.DROPPED else None,
    )


def _name(head: JudgedHead) -> PersonalData:
    if head.principals:
        return head.principals[0].name
    assert head.talent is not None  # whom no list names has a card
    return head.talent.name


def _ground(ground: Refusal) -> GroundShown:
    return GroundShown(
        code=ground.code,
        reason=words(ground.detail or ground.title),
        clauses=ground.clauses,
        blocked_by=ground.blocked_by,
        lifted_by=words(ground.lifted_by) if ground.lifted_by else None,
    )


def _actions(command: GrantAutomatically, plan: GrantPlan, viewer: Viewer) -> Actions:
    """Whether it may be issued as it is shown: tried out, and let go."""
    shown = command.model_copy(update={"preview": plan.preview})

    def attempt(authority: Authority) -> None:
        grant_automatically(shown, viewer.service.office.preview(shown, authority))

    return actions_of([Action(GrantAutomatically, attempt)], viewer)
