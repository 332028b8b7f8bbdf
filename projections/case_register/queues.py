"""The queues of a case worker (办件队列): what is mine to do, what came back, what to confirm, what others have.

Of the cases that an office has had in its hands, and that are not over, each stands for each of its officers in
one of three queues: in `mine`, in `to_confirm` or in `waiting`. What `returned` holds is part of `mine`.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, true

from domain.authorization import Post, Role
from domain.cases import CaseStatus
from domain.policy.organizations import Level
from domain.policy.steps import NOMINATING_DEPARTMENT, StepKind
from projections.case_register.entries import EntryKind
from projections.case_register.tables import actors, cases, offices, steps


class Queue(StrEnum):
    """What a case worker looks for."""

    MINE = "mine"  # 待我办理
    WAITING = "waiting"  # 等待他人办理
    RETURNED = "returned"  # 退回、补正
    TO_CONFIRM = "to_confirm"  # 待我核对


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody in a post."""

    actor: str
    post: Post


step_function: ColumnElement[str] = case(
    (steps.c.function == NOMINATING_DEPARTMENT, cases.c.department), else_=steps.c.function
)
step_area: ColumnElement[str] = case((steps.c.level == Level.DISTRICT, cases.c.area), else_=steps.c.city_area)
in_process = cases.c.status == CaseStatus.IN_PROCESS
correction_requested = cases.c.status == CaseStatus.CORRECTION_REQUESTED
# A result waits for as long as the case is with the province; a correction, for as long as it is not decided.
has_entry = or_(
    cases.c.entry == EntryKind.ENTRY_CORRECTION,
    and_(cases.c.entry.is_not(None), in_process, steps.c.kind == StepKind.PROVINCIAL_RESULT),
).is_(true())


def in_queue(queue: Queue, worker: Worker) -> ColumnElement[bool]:
    """The condition that a case, beside its present step, stands in this queue of the worker's.

    Who neither decides about cases nor hands them in has nothing in any queue.
    """
    match worker.post.role:
        case Role.OFFICER:
            return _of_officer(queue, worker)
        case Role.SPECIALIST:
            return _of_specialist(queue, worker.post)
    return false()


def _of_officer(queue: Queue, worker: Worker) -> ColumnElement[bool]:
    match queue:
        case Queue.MINE:
            return _mine(worker)
        case Queue.RETURNED:
            return and_(_mine(worker), cases.c.is_returned)
        case Queue.TO_CONFIRM:
            return _to_confirm(worker)
        case Queue.WAITING:
            return _waiting(worker)


def _of_specialist(queue: Queue, post: Post) -> ColumnElement[bool]:
    """An enterprise does what its drafts and the offices' requests ask for, and waits for the rest."""
    statuses: dict[Queue, tuple[CaseStatus, ...]] = {
        Queue.MINE: (CaseStatus.DRAFTED, CaseStatus.CORRECTION_REQUESTED),
        Queue.RETURNED: (CaseStatus.CORRECTION_REQUESTED,),
        Queue.TO_CONFIRM: (),
        Queue.WAITING: (CaseStatus.IN_PROCESS,),
    }
    return and_(cases.c.enterprise_id == post.enterprise_id, cases.c.status.in_(statuses[queue]))


def _mine(worker: Worker) -> ColumnElement[bool]:
    """It is this post's turn, and this person may decide there: nobody acts at two steps of one case."""
    return and_(in_process, ~has_entry, _acts_at_step(worker.post), _may_decide(worker.actor))


def _to_confirm(worker: Worker) -> ColumnElement[bool]:
    """Another officer of this post has entered what the province answered."""
    return and_(has_entry, _acts_at_step(worker.post), cases.c.entered_by != worker.actor)


def _waiting(worker: Worker) -> ColumnElement[bool]:
    """This post has handed it on, and somebody else has it now; or a colleague has to confirm what I entered."""
    with_others = and_(
        or_(in_process, correction_requested),
        _went_through(worker.post),
        _mine(worker).is_not(true()),
        _to_confirm(worker).is_not(true()),
    )
    return or_(with_others, and_(has_entry, cases.c.entered_by == worker.actor))


def _acts_at_step(post: Post) -> ColumnElement[bool]:
    """What `must_have_turn` of `domain/use_cases/casework.py` asks, in SQL."""
    return and_(step_function == post.function, step_area == post.area)


def _may_decide(actor: str) -> ColumnElement[bool]:
    """What the case asks of four eyes, in SQL. Writing down the province's result is no decision (point 13)."""
    acted_elsewhere = exists().where(
        actors.c.card_application_id == cases.c.card_application_id,
        actors.c.actor == actor,
        actors.c.step != cases.c.step,
    )
    return or_(steps.c.kind == StepKind.PROVINCIAL_RESULT, ~acted_elsewhere)


def _went_through(post: Post) -> ColumnElement[bool]:
    return exists().where(
        offices.c.card_application_id == cases.c.card_application_id,
        offices.c.function == post.function,
        offices.c.area == post.area,
    )
