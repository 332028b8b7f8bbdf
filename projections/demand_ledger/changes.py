"""What the events of a demand item do to its line in the ledgers."""

from typing import Any
from uuid import UUID

from domain.aggregates import DemandItem
from domain.demand_chapters import assignment, closing, deadlines, escalation, feedback, handling, sorting
from domain.demand_events import ClosingEvent, DemandBegins, DemandEvent, Registered, TakenOver
from domain.demands import DemandDetails, Unit
from projections.demand_ledger.periods import state
from projections.demand_ledger.register import demand_ledger
from projections.demand_ledger.surroundings import survivor_of
from projections.demand_ledger.tables import breaches, items, progress, units
from projections.rows import Row, Rows
from projections.sealed import as_columns

NOT_ASKED: Row = {"asked_days": None, "asked_on": None}
NOT_SUPERVISED: Row = {"supervision": None, "supervision_lifted": None}
NO_FEEDBACK: Row = {
    "called_back_on": None,
    "reached": None,
    "grade": None,
    "is_rectified": False,
    "grade_after": None,
}
NOT_CLOSED: Row = {"closed_on": None, "in_time": None, "working_days": None, "closed_due_on": None}


# ── Onto the books ───────────────────────────────────────────────────────────────────────────────────────


@demand_ledger.on(DemandItem.Registered)
def _registered(rows: Rows, event: Registered, position: int) -> None:
    _entered(rows, event, position)


@demand_ledger.on(DemandItem.TakenOver)
def _taken_over(rows: Rows, event: TakenOver, position: int) -> None:
    day = event.on if event.escalated_to else None
    level = {"escalated_to": event.escalated_to, "escalated_on": day, "reported_to": event.escalated_to}
    _entered(rows, event, position, former_number=event.former_number, **level)
    if event.lead is not None:
        _is_with(rows, event.originator_id, event.lead, ())


def _entered(rows: Rows, event: DemandBegins, position: int, **facts: Any) -> None:
    said = as_columns(event.name, "name_") | as_columns(event.phone, "phone_") | _texts(event.details)
    state(rows, event, position, **said)
    asking = None if event.enterprise_id is None else survivor_of(rows, event.enterprise_id)
    rows.put(
        items,
        demand_item_id=event.originator_id,
        **{name: getattr(event, name) for name in _OF_BEGINNING},
        list_types=list(event.list_types),
        registered_on=event.on,
        since_on=event.on,
        enterprise_id=asking,
        raised_for=event.enterprise_id,
        extensions=0,
        is_rectified=False,
        policy_version=event.envelope.policy_version,
        entered_at=position,
        last_actor=event.envelope.actor,
        version=event.originator_version,
        position=position,
        details_at=position,
        **_asked(event.details),
        **said,
        **facts,
    )


# ── Where it belongs ─────────────────────────────────────────────────────────────────────────────────────


@demand_ledger.on(DemandItem.Classified)
def _classified(rows: Rows, event: sorting.Classified, _position: int) -> None:
    rows.change(items, event.originator_id, category=event.category)


@demand_ledger.on(DemandItem.Reclassified)
def _reclassified(rows: Rows, event: sorting.Reclassified, _position: int) -> None:
    rows.change(items, event.originator_id, category=event.category)


@demand_ledger.on(DemandItem.MovedToArea)
def _moved_to_area(rows: Rows, event: sorting.MovedToArea, _position: int) -> None:
    _is_with(rows, event.originator_id, None, ())
    rows.change(items, event.originator_id, **NOT_ASKED)


@demand_ledger.on(DemandItem.DetailsRestated)
def _details_restated(rows: Rows, event: sorting.DetailsRestated, position: int) -> None:
    said = _texts(event.details)
    state(rows, event, position, **said)
    rows.change(items, event.originator_id, details_at=position, **_asked(event.details), **said)


# ── Who does it ──────────────────────────────────────────────────────────────────────────────────────────


@demand_ledger.on(DemandItem.Assigned)
def _assigned(rows: Rows, event: assignment.Assigned, _position: int) -> None:
    _is_with(rows, event.originator_id, event.lead, event.assisting)
    rows.change(items, event.originator_id, **NOT_ASKED)


@demand_ledger.on(DemandItem.ProgressRecorded)
def _progress_recorded(rows: Rows, event: handling.ProgressRecorded, position: int) -> None:
    line = {"demand_item_id": event.originator_id, "position": position, "on_day": event.on}
    rows.put(progress, **line, **as_columns(event.progress))


@demand_ledger.on(DemandItem.ReplyGiven)
def _reply_given(rows: Rows, event: handling.ReplyGiven, position: int) -> None:
    said = as_columns(event.reply, "reply_")
    state(rows, event, position, **said)
    rows.change(items, event.originator_id, reply_at=position, **said)


@demand_ledger.on(DemandItem.HandedToAlliance)
def _handed_to_alliance(rows: Rows, event: handling.HandedToAlliance, _position: int) -> None:
    _docks(rows, event)


@demand_ledger.on(DemandItem.DockingRecorded)
def _docking_recorded(rows: Rows, event: handling.DockingRecorded, _position: int) -> None:
    _docks(rows, event)


@demand_ledger.on(DemandItem.ExtensionRequested)
def _extension_requested(rows: Rows, event: deadlines.ExtensionRequested, _position: int) -> None:
    rows.change(items, event.originator_id, asked_days=event.days, asked_on=event.on)


@demand_ledger.on(DemandItem.ExtensionGranted)
def _extension_granted(rows: Rows, event: deadlines.ExtensionGranted, _position: int) -> None:
    rows.change(items, event.originator_id, **NOT_ASKED)


@demand_ledger.on(DemandItem.ExtensionDeclined)
def _extension_declined(rows: Rows, event: deadlines.ExtensionDeclined, _position: int) -> None:
    rows.change(items, event.originator_id, **NOT_ASKED)


@demand_ledger.on(DemandItem.DeadlineBreached)
def _deadline_breached(rows: Rows, event: deadlines.DeadlineBreached, position: int) -> None:
    rows.put(
        breaches,
        demand_item_id=event.originator_id,
        position=position,
        phase=event.deadline.step,
        begun=event.deadline.begun,
        function=event.escalated_to,
        area=event.escalated_in,
    )


@demand_ledger.on(DemandItem.Escalated)
def _escalated(rows: Rows, event: escalation.Escalated, _position: int) -> None:
    level = {"escalated_to": event.to, "escalated_on": event.on, "reported_to": event.to}
    rows.change(items, event.originator_id, **level, **NOT_ASKED)


@demand_ledger.on(DemandItem.HandedBack)
def _handed_back(rows: Rows, event: escalation.HandedBack, _position: int) -> None:
    rows.change(items, event.originator_id, escalated_to=None, escalated_on=None)


@demand_ledger.on(DemandItem.SupervisionOpened)
def _supervision_opened(rows: Rows, event: escalation.SupervisionOpened, _position: int) -> None:
    rows.change(items, event.originator_id, supervision=event.colour)


@demand_ledger.on(DemandItem.SupervisionLifted)
def _supervision_lifted(rows: Rows, event: escalation.SupervisionLifted, _position: int) -> None:
    rows.change(items, event.originator_id, supervision=None, supervision_lifted=event.colour)


# ── The end, and what is said of it ──────────────────────────────────────────────────────────────────────


@demand_ledger.on(DemandItem.Settled)
def _settled(rows: Rows, event: closing.Settled, position: int) -> None:
    said = as_columns(event.result, "result_")
    state(rows, event, position, **said)
    answered = {"result_at": position, "adoption": event.adoption, **_figures(event)}
    rows.change(items, event.originator_id, **answered, **said)


@demand_ledger.on(DemandItem.ExplainedNotFeasible)
def _explained(rows: Rows, event: closing.ExplainedNotFeasible, position: int) -> None:
    said = as_columns(event.explanation, "result_")
    state(rows, event, position, **said)
    answered = {"result_at": position, "adoption": None, **_figures(event)}
    rows.change(items, event.originator_id, **answered, **said)


@demand_ledger.on(DemandItem.MergedInto)
def _merged_into(rows: Rows, event: closing.MergedInto, _position: int) -> None:
    rows.change(items, event.originator_id, merged_into=event.surviving_number)


@demand_ledger.after_any(ClosingEvent)
def _closed(rows: Rows, event: ClosingEvent, _position: int) -> None:
    rows.change(items, event.originator_id, closed_on=event.on, **NOT_SUPERVISED, **NOT_ASKED)


@demand_ledger.on(DemandItem.ClosureReversed)
def _closure_reversed(rows: Rows, event: closing.ClosureReversed, _position: int) -> None:
    rows.change(items, event.originator_id, merged_into=None, **NOT_CLOSED, **NO_FEEDBACK)


@demand_ledger.on(DemandItem.Reopened)
def _reopened(rows: Rows, event: closing.Reopened, _position: int) -> None:
    rows.change(items, event.originator_id, **NOT_CLOSED, **NO_FEEDBACK)


@demand_ledger.on(DemandItem.CalledBack)
def _called_back(rows: Rows, event: feedback.CalledBack, _position: int) -> None:
    rows.change(items, event.originator_id, called_back_on=event.on, reached=event.reached)


@demand_ledger.on(DemandItem.Rated)
def _rated(rows: Rows, event: feedback.Rated, _position: int) -> None:
    which = "grade_after" if event.is_follow_up else "grade"
    rows.change(items, event.originator_id, **{which: event.grade})


@demand_ledger.on(DemandItem.RatingCorrected)
def _rating_corrected(rows: Rows, event: feedback.RatingCorrected, position: int) -> None:
    _rated(rows, event, position)


@demand_ledger.on(DemandItem.Rectified)
def _rectified(rows: Rows, event: feedback.Rectified, _position: int) -> None:
    rows.change(items, event.originator_id, is_rectified=True)


# ── What every event of an item does ─────────────────────────────────────────────────────────────────────


def _stands_otherwise(_rows: Rows, _event: DemandEvent, _position: int) -> None:
    """What every event does is done below, and that is all."""


for _kind in (
    DemandItem.AssignmentAccepted,
    DemandItem.AssignmentDisputed,
    DemandItem.DisputeRejected,
    DemandItem.Withdrawn,
    DemandItem.Absorbed,
    DemandItem.Separated,
    DemandItem.StruckOff,
):
    demand_ledger.on(_kind)(_stands_otherwise)


@demand_ledger.after_any(DemandEvent)
def _moved_on(rows: Rows, event: DemandEvent, position: int) -> None:
    known = rows.the(items, event.originator_id)
    stands: Row = {"area": event.area, "ledger": event.ledger, "status": event.status}
    if known["status"] != event.status:
        stands["since_on"] = event.on
    last = {"version": event.originator_version, "position": position}
    rows.change(items, event.originator_id, **stands, last_actor=event.envelope.actor, **last)


def _is_with(rows: Rows, item_id: UUID, lead: Unit | None, assisting: tuple[Unit, ...]) -> None:
    """These units are responsible from now on, and no other."""
    for one in rows.find(units, demand_item_id=item_id):
        rows.remove(units, item_id, one["function"], one["area"])
    for unit in (lead, *assisting) if lead is not None else ():
        rows.put(units, demand_item_id=item_id, is_lead=unit is lead, **unit.model_dump())
    stated = {"function": None, "area": None, "organization": None} if lead is None else lead.model_dump()
    rows.change(items, item_id, **{f"lead_{name}": value for name, value in stated.items()})


def _docks(rows: Rows, event: handling.DockingEvent) -> None:
    stands = {"docking_member": event.member, "docking_result": event.result}
    rows.change(items, event.originator_id, **stands)


def _figures(event: closing.AnsweringEvent) -> Row:
    said = event.figures
    return {"in_time": said.in_time, "working_days": said.working_days, "closed_due_on": said.due_on}


def _asked(said: DemandDetails) -> Row:
    return {"beneficiaries": list(said.beneficiaries), "planned_on": said.planned_on}


def _texts(said: DemandDetails) -> Row:
    """All of what is asked for; what is not stated any more is gone."""
    stated: Row = {}
    for name in ("content", "policy_basis", "conditions", "remark"):
        nothing = dict.fromkeys((f"{name}_subject", f"{name}_blob", f"{name}_bound"))
        stated |= nothing | as_columns(getattr(said, name), f"{name}_")
    return stated


_OF_BEGINNING = (
    "number",
    "city",
    "area",
    "ledger",
    "category",
    "status",
    "channel",
    "raised_on",
    "specialist_id",
    "talent_id",
    "card_id",
    "card_type",
    "card_application_id",
)
