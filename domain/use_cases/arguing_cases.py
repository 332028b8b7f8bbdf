"""Writing down what a provincial panel of experts does about a case (专家论证, W-6), by the city's HRSS."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.panel import Panel
from domain.authorization import Command, Permission
from domain.base import Capacity, Value
from domain.cases import NotAtThisStep
from domain.errors import Invalid
from domain.names import person_name, tidy
from domain.panels import PanelMember, Vote
from domain.personal_data import Personal
from domain.policy.panel_rule import PanelRule
from domain.policy.steps import StepKind
from domain.text import Text
from domain.use_cases.casework import HRSS, CaseCommand, CaseFile, file_at_turn
from domain.work import Work

TRANSCRIBING = frozenset({Capacity.TRANSCRIBING})
MOST_EXPERTS = 50


class StatedExpert(Value):
    """An expert as the province's paper names him or her."""

    name: str = Field(repr=False, max_length=100)
    organization: str | None = Field(default=None, repr=False, max_length=200)


class ConvenePanel(CaseCommand):
    """The province has convened these experts, together with whom the pack names."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    capacities: ClassVar[frozenset[Capacity]] = TRANSCRIBING
    members: tuple[StatedExpert, ...] = Field(max_length=MOST_EXPERTS)


class PanelCommand(Command):
    """What the province's papers say of a panel, written down."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    capacities: ClassVar[frozenset[Capacity]] = TRANSCRIBING
    panel_id: UUID


class AddPanelMember(PanelCommand, StatedExpert):
    """A further expert."""


class RecusePanelMember(PanelCommand):
    member_id: UUID


class CastPanelVote(PanelCommand):
    member_id: UUID
    vote: Vote
    opinion: str | None = Field(default=None, min_length=1, max_length=2000, repr=False)


class StrikePanelVote(PanelCommand):
    member_id: UUID


class ConcludePanel(PanelCommand):
    """The conclusion follows from the votes by the rule of the pack."""


class DissolvePanel(PanelCommand):
    """The panel comes to no conclusion."""


class ConfirmPanelConclusion(PanelCommand):
    """The second officer has compared it with the province's papers."""

    capacities: ClassVar[frozenset[Capacity]] = Command.capacities


class ContestPanelConclusion(PanelCommand):
    """The second officer finds that it is not what the papers say."""

    capacities: ClassVar[frozenset[Capacity]] = Command.capacities


def convene_panel(command: ConvenePanel, work: Work) -> Panel:
    file = _at_panel(command.card_application_id, work)
    rule = _must_name_convener(file)
    members = tuple(_member(stated, work) for stated in command.members)
    panel = Panel.convene(
        work.new_id(),
        area=file.area,
        card_application_id=file.case.id,
        city=file.case.city,
        talent_id=file.case.talent_id,
        step=file.step.code,
        convened_by=file.authority.deciding_body,
        together_with=_organizations(rule, file),
        members=members,
        authority=file.authority,
    )
    file.case.convene_panel(file.step, panel.id, area=file.area, authority=file.authority)
    return work.add(panel)


def add_panel_member(command: AddPanelMember, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.add_member(_member(command, work), file.authority)
    return panel


def recuse_panel_member(command: RecusePanelMember, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.recuse(command.member_id, file.authority)
    return panel


def cast_panel_vote(command: CastPanelVote, work: Work) -> Panel:
    panel, file = _opened(command, work)
    opinion = None if command.opinion is None else Personal(panel.talent_id, command.opinion)
    panel.cast_vote(command.member_id, command.vote, opinion, file.authority)
    return panel


def strike_panel_vote(command: StrikePanelVote, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.strike_vote(command.member_id, file.authority)
    return panel


def conclude_panel(command: ConcludePanel, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.conclude(_must_name_convener(file), file.authority)
    return panel


def contest_panel_conclusion(command: ContestPanelConclusion, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.contest_conclusion(file.authority)
    return panel


def confirm_panel_conclusion(command: ConfirmPanelConclusion, work: Work) -> Panel:
    """The panel is done, and the case goes on, in one transaction."""
    panel, file = _opened(command, work)
    conclusion = panel.confirm_conclusion(file.authority)
    file.case.conclude_panel(file.step, file.next_step, conclusion, area=file.area, authority=file.authority)
    return panel


def dissolve_panel(command: DissolvePanel, work: Work) -> Panel:
    panel, file = _opened(command, work)
    panel.dissolve(file.authority)
    file.case.dissolve_panel(file.step, area=file.area, authority=file.authority)
    return panel


def _opened(command: PanelCommand, work: Work) -> tuple[Panel, CaseFile]:
    """The panel, and the file of the case that waits for it. Raises `PanelNotInState` for one that is over."""
    panel = work.load(Panel, command.panel_id)
    file = _at_panel(panel.card_application_id, work, panel)
    file.case.must_let_write(file.step, file.authority)
    return panel, file


def _at_panel(card_application_id: UUID, work: Work, panel: Panel | None = None) -> CaseFile:
    """The case's file, for the office whose turn it is at the panel. Raises `NotAtThisStep`."""
    file = file_at_turn(card_application_id, work)
    if panel is not None and file.case.open_panel_id != panel.id:
        panel.must_be()  # it is over, wherever the case is by now
    if file.case.step is None or file.step.kind is not StepKind.PANEL:
        raise NotAtThisStep(blocked_by=file.case.shown())
    return file


def _must_name_convener(file: CaseFile) -> PanelRule:
    """The rule of the panel. Refuses what another body says than the one that convenes it, or without its paper."""
    rule = file.step.panel
    assert rule is not None  # every panel step has one
    post, day = rule.convened_by, file.authority.effective_on
    body = file.pack.organization_of(post.area, post.function, day)
    if body is None or file.authority.deciding_body != body.code:
        raise Invalid(NOT_THE_CONVENER, field="deciding_body", clauses=rule.clauses)
    if not any(paper.issued_on for paper in file.authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents", clauses=rule.clauses)
    return rule


def _organizations(rule: PanelRule, file: CaseFile) -> tuple[str, ...]:
    day = file.authority.effective_on
    bodies = (file.pack.organization_of(post.area, post.function, day) for post in rule.together_with)
    return tuple(body.code for body in bodies if body is not None)


def _member(stated: StatedExpert, work: Work) -> PanelMember:
    id_ = work.new_id()
    organization = tidy(stated.organization or "")
    return PanelMember(
        member_id=id_,
        name=Personal(id_, person_name(stated.name)),
        organization=Personal(id_, organization) if organization else None,
    )


NEEDS_PAPER = Text("须注明省里文件及其日期", "State the province's paper and its date")
NOT_THE_CONVENER = Text("须注明组织论证的机关", "Name the body that convenes the panel")
