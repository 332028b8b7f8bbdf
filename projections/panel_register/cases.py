"""What each event does to the panel register."""

from typing import Any

from domain.aggregates import Panel
from domain.panels import PanelStatus
from projections.panel_register.tables import panels, voters
from projections.projection import Projection
from projections.rows import Rows

panel_register = Projection("panel_register", about=(Panel,), tables=(panels, voters))


@panel_register.on(Panel.Convened)
def _convened(rows: Rows, event: Panel.Convened, position: int) -> None:
    day = event.envelope.effective_on
    rows.put(
        panels,
        panel_id=event.originator_id,
        card_application_id=event.card_application_id,
        talent_id=event.talent_id,
        city=event.city,
        area=event.area,
        step=event.step,
        convened_by=event.convened_by,
        convened_on=day,
        status=PanelStatus.CONVENED,
        status_on=day,
        conclusion=None,
        dissolution=None,
        members=len(event.members),
        votes=0,
        version=event.originator_version,
        convened_at=position,
    )


@panel_register.on(Panel.MemberAdded)
def _member_added(rows: Rows, event: Panel.MemberAdded, _position: int) -> None:
    _counted(rows, event, members=+1)


@panel_register.on(Panel.MemberRecused)
def _member_recused(rows: Rows, event: Panel.MemberRecused, _position: int) -> None:
    """A vote that was cast before is void."""
    had_voted = rows.maybe(voters, event.originator_id, event.member_id) is not None
    rows.remove(voters, event.originator_id, event.member_id)
    _counted(rows, event, members=-1, votes=-1 if had_voted else 0)


@panel_register.on(Panel.VoteCast)
def _vote_cast(rows: Rows, event: Panel.VoteCast, _position: int) -> None:
    rows.put(voters, panel_id=event.originator_id, member_id=event.member_id)
    _counted(rows, event, votes=+1)


@panel_register.on(Panel.VoteStruck)
def _vote_struck(rows: Rows, event: Panel.VoteStruck, _position: int) -> None:
    rows.remove(voters, event.originator_id, event.member_id)
    _counted(rows, event, votes=-1)


@panel_register.on(Panel.Concluded)
def _concluded(rows: Rows, event: Panel.Concluded, _position: int) -> None:
    _stands(rows, event, PanelStatus.CONCLUDED, conclusion=event.conclusion)


@panel_register.on(Panel.ConclusionContested)
def _contested(rows: Rows, event: Panel.ConclusionContested, _position: int) -> None:
    _stands(rows, event, PanelStatus.CONVENED, conclusion=None)


@panel_register.on(Panel.ConclusionConfirmed)
def _confirmed(rows: Rows, event: Panel.ConclusionConfirmed, _position: int) -> None:
    _stands(rows, event, PanelStatus.CONFIRMED)


@panel_register.on(Panel.Dissolved)
def _dissolved(rows: Rows, event: Panel.Dissolved, _position: int) -> None:
    _stands(rows, event, PanelStatus.DISSOLVED, dissolution=event.cause)


@panel_register.after_any(Panel.Event)
def _moved_on(rows: Rows, event: Panel.Event, _position: int) -> None:
    rows.change(panels, event.originator_id, version=event.originator_version, area=event.area)


def _stands(rows: Rows, event: Panel.Event, status: PanelStatus, **facts: Any) -> None:
    day = event.envelope.effective_on
    rows.change(panels, event.originator_id, status=status, status_on=day, **facts)


def _counted(rows: Rows, event: Panel.Event, *, members: int = 0, votes: int = 0) -> None:
    known = rows.the(panels, event.originator_id)
    more = {"members": known["members"] + members, "votes": known["votes"] + votes}
    rows.change(panels, event.originator_id, **more)
