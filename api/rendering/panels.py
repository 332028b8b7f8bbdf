"""A panel of experts (专家论证): who is on it, what each said, and what may be done about it now."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from api.addresses import CASE, PANEL, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden, masked_name
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import CardApplication, Panel
from domain.aggregates.panel import Expert
from domain.errors import NotFound
from domain.panels import DissolutionCause, PanelConclusion, PanelStatus, Vote
from domain.policy.panel_rule import PanelRule
from domain.store import Recorded
from domain.use_cases.arguing_cases import (
    AddPanelMember,
    CastPanelVote,
    ConcludePanel,
    ConfirmPanelConclusion,
    ContestPanelConclusion,
    DissolvePanel,
    PanelCommand,
    RecusePanelMember,
    StrikePanelVote,
)
from projections.panel_register import PanelLine


class ShareShown(Shown):
    """A part of a whole: `at_least` of every `of`."""

    at_least: int
    of: int


class RuleShown(Shown):
    """How many experts it needs, and how many of them have to vote and to agree."""

    least_members: int
    quorum: ShareShown
    majority: ShareShown
    clauses: tuple[str, ...]


class ExpertShown(Shown):
    """An expert, masked; of an opinion it is only shown that there is one."""

    id: UUID
    name: PersonalShown
    organization: PersonalShown | None
    is_recused: bool
    vote: Vote | None
    opinion: PersonalShown | None
    actions: Actions


class PanelShown(Shown):
    """A panel about one case, for who sees the whole city."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    card_application_id: UUID
    case_href: str
    talent_id: UUID
    step: str
    convened_by: str
    together_with: tuple[str, ...]
    status: PanelStatus
    conclusion: PanelConclusion | None
    dissolution: DissolutionCause | None
    rule: RuleShown
    experts: tuple[ExpertShown, ...]
    actions: Actions


class PanelLineShown(Shown):
    """A panel in the register: `members` may vote, `votes` count. Its experts and its actions are behind `href`."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    card_application_id: UUID
    case_href: str
    talent_id: UUID
    step: str
    convened_by: str
    convened_on: date
    status: PanelStatus
    status_on: date
    conclusion: PanelConclusion | None
    dissolution: DissolutionCause | None
    members: int
    votes: int


class PanelLines(Shown):
    """A page of the register."""

    items: tuple[PanelLineShown, ...]
    next: str | None


def panel_lines(lines: Sequence[PanelLine]) -> list[PanelLineShown]:
    """The panels of a page."""
    return [
        PanelLineShown(
            id=line.panel_id,
            href=href(PANEL, panel_id=line.panel_id),
            case_href=href(CASE, card_application_id=line.card_application_id),
            **{name: getattr(line, name) for name in _SAME_IN_LINE},
        )
        for line in lines
    ]


def panel_shown(panel: Panel, viewer: Viewer, *, until: int | None = None) -> PanelShown:
    """The panel, to who sees the whole city. Raises `NotFound` to others: experts speak freely."""
    _must_be_seen(panel, viewer)
    experts = tuple(panel.experts.values())
    named = (fact for one in experts for fact in (one.member.name, one.member.organization, one.opinion))
    disclosure = viewer.disclosed(named)
    offered = until is None
    return PanelShown(
        id=panel.id,
        href=href(PANEL, panel_id=panel.id),
        version=panel.version,
        city=panel.city,
        area=panel.area,
        card_application_id=panel.card_application_id,
        case_href=href(CASE, card_application_id=panel.card_application_id),
        talent_id=panel.talent_id,
        step=panel.step,
        convened_by=panel.convened_by,
        together_with=panel.together_with,
        status=panel.status,
        conclusion=panel.conclusion,
        dissolution=panel.dissolution,
        rule=_rule(panel, viewer),
        experts=tuple(_expert(one, panel, disclosure, viewer, offered=offered) for one in experts),
        actions=_about_panel(panel, viewer) if offered else Actions(),
    )


def panel_history(panel: Panel, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the whole city."""
    _must_be_seen(panel, viewer)
    return history


def _must_be_seen(panel: Panel, viewer: Viewer) -> None:
    if not viewer.sees_all_of(panel.city):
        raise NotFound


def _rule(panel: Panel, viewer: Viewer) -> RuleShown:
    rule = _rule_of(panel, viewer)
    return RuleShown(
        least_members=rule.least_members,
        quorum=ShareShown(at_least=rule.quorum.at_least, of=rule.quorum.of),
        majority=ShareShown(at_least=rule.majority.at_least, of=rule.majority.of),
        clauses=rule.clauses,
    )


def _rule_of(panel: Panel, viewer: Viewer) -> PanelRule:
    case: CardApplication = viewer.service.store.get(panel.card_application_id)
    pack = viewer.service.policies.version(case.policy_version)
    rule = pack.route(case.route).steps.step(panel.step).panel
    assert rule is not None  # it was convened at a panel step
    return rule


def _expert(
    one: Expert, panel: Panel, disclosure: Disclosure, viewer: Viewer, *, offered: bool
) -> ExpertShown:
    return ExpertShown(
        id=one.member.member_id,
        name=disclosure.shown(one.member.name, masked_name),
        organization=disclosure.shown_if_stated(one.member.organization, hidden),
        is_recused=one.is_recused,
        vote=one.vote,
        opinion=disclosure.shown_if_stated(one.opinion, hidden),
        actions=_about_expert(one, panel, viewer) if offered else Actions(),
    )


def _about_panel(panel: Panel, viewer: Viewer) -> Actions:
    """What may be done with the panel until it is over."""
    commands: dict[PanelStatus, tuple[Callable[[UUID], PanelCommand], ...]] = {
        PanelStatus.CONVENED: (
            lambda id_: AddPanelMember(panel_id=id_, name="某某"),
            lambda id_: ConcludePanel(panel_id=id_),
            lambda id_: DissolvePanel(panel_id=id_),
        ),
        PanelStatus.CONCLUDED: (
            lambda id_: ConfirmPanelConclusion(panel_id=id_),
            lambda id_: ContestPanelConclusion(panel_id=id_),
            lambda id_: DissolvePanel(panel_id=id_),
        ),
    }
    possible = [make(panel.id) for make in commands.get(panel.status, ())]
    return _actions(possible, panel, viewer, panel_id=panel.id)


def _about_expert(one: Expert, panel: Panel, viewer: Viewer) -> Actions:
    """What may be written down about one expert while votes are cast."""
    if panel.status is not PanelStatus.CONVENED or one.is_recused:
        return Actions()
    named = {"panel_id": panel.id, "member_id": one.member.member_id}
    of_vote = StrikePanelVote(**named) if one.vote else CastPanelVote(**named, vote=Vote.AGREE)
    return _actions([of_vote, RecusePanelMember(**named)], panel, viewer, **named)


def _actions(commands: Sequence[PanelCommand], panel: Panel, viewer: Viewer, **address: UUID) -> Actions:
    possible = [
        Action(type(command), rehearsal(command, panel, viewer, deciding_body=panel.convened_by))
        for command in commands
        if may_ever_send(type(command), viewer)
    ]
    return actions_of(possible, viewer, **address)


_SAME_IN_LINE = tuple(name for name in PanelLineShown.model_fields if name not in {"id", "href", "case_href"})
