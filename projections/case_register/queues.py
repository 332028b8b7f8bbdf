"""The queues of a case worker (办件队列): what is mine to do, what came back, what to confirm, what others have.

Of the cases that an office has had in its hands, and that are not over, each stands for each of its officers in
one of four queues: in `mine`, in `to_confirm`, in `to_resume` or in `waiting`. What `returned` holds is part of `mine`; and
`escalated` is what others have not done in time, as long as it is not done.

Of those whom an officer stands in for, he or she has also what is theirs to decide, as far as the grant goes: four
eyes are asked of both persons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, false, or_, true

from domain.aggregates.stand_in import Grant
from domain.authorization import Post, Role, Scope
from domain.cases import CaseStatus
from domain.policy.steps import StepKind
from projections.case_register.entries import EntryKind
from projections.case_register.tables import actors, cases, escalations, recusals
from projections.case_register.turns import Turns
from projections.offices import office_named
from projections.reading import within


class Queue(StrEnum):
    """What a case worker looks for."""

    MINE = "mine"  # 待我办理
    WAITING = "waiting"  # 等待他人办理
    RETURNED = "returned"  # 退回、补正
    TO_CONFIRM = "to_confirm"  # 待我核对
    TO_RESUME = "to_resume"  # 已挂起，待恢复
    ESCALATED = "escalated"  # 超期督办


@dataclass(frozen=True, slots=True)
class InStead:
    """In whose office somebody acts for another, how far that office sees, and for which route or case alone."""

    grant: Grant
    scope: Scope

    @property
    def post(self) -> Post:
        """The post of whom is stood in for."""
        return Post(role=Role.OFFICER, function=self.grant.function, area=self.grant.area)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody in a post; `stood_in_for` are those whose eyes count with his or hers."""

    actor: str
    post: Post
    in_stead: tuple[InStead, ...] = ()
    stood_in_for: str | None = None

    @property
    def persons(self) -> tuple[str, ...]:
        """Of whom four eyes are asked."""
        return tuple(filter(None, (self.actor, self.stood_in_for)))

    def standing_in(self, other: InStead) -> "Worker":
        """The same person in another's stead."""
        return Worker(self.actor, other.post, stood_in_for=other.grant.principal)


Standing = tuple[str | None, ColumnElement[bool]]  # on whose behalf, and the condition

DECIDED_THERE = frozenset({Queue.MINE, Queue.RETURNED, Queue.TO_CONFIRM, Queue.TO_RESUME})
UNDER_WAY = (CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED, CaseStatus.SUSPENDED)
# What the province does outside the system, its panel included, is written down by one officer and seen by another.
STEP_OF_ENTRY = {
    EntryKind.PROVINCIAL_RESULT: StepKind.PROVINCIAL_RESULT,
    EntryKind.PANEL_CONCLUSION: StepKind.PANEL,
}
IN_PROCESS = cases.c.status == CaseStatus.IN_PROCESS


class Queues:
    """The conditions that a case, beside its present step, stands in a queue."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.has_entry = has_entry(turns)

    def standings(self, scope: Scope, queue: Queue, worker: Worker) -> list[Standing]:
        """The conditions to stand in this queue: of one's own, and in the stead of whom it is of everybody else."""
        own = [(None, and_(in_scope(scope), way)) for way in self._ways(queue, worker)]
        return [*own, *self._in_others_stead(queue, worker)]

    def _in_others_stead(self, queue: Queue, worker: Worker) -> Iterator[Standing]:
        """What the worker may decide for others: not what these wait for."""
        if queue not in DECIDED_THERE:
            return
        for one in worker.in_stead:
            conditions = [in_scope(one.scope), or_(*self._of_officer(queue, worker.standing_in(one)))]
            if one.grant.route is not None:
                conditions.append(cases.c.route == one.grant.route)
            if one.grant.card_application_id is not None:
                conditions.append(cases.c.card_application_id == one.grant.card_application_id)
            yield one.grant.principal, and_(*conditions)

    def of(self, queue: Queue, worker: Worker) -> ColumnElement[bool]:
        """The condition for this queue of the worker's."""
        return or_(*self._ways(queue, worker))

    def _ways(self, queue: Queue, worker: Worker) -> tuple[ColumnElement[bool], ...]:
        """The conditions of which one has to hold, each served by an index of its own.

        Who neither decides about cases nor hands them in has nothing in any queue.
        """
        match worker.post.role:
            case Role.OFFICER:
                return self._of_officer(queue, worker)
            case Role.SPECIALIST:
                return (_of_specialist(queue, worker.post),)
        return (false(),)

    def _of_officer(self, queue: Queue, worker: Worker) -> tuple[ColumnElement[bool], ...]:
        match queue:
            case Queue.MINE:
                return (self._mine(worker),)
            case Queue.RETURNED:
                return (and_(self._mine(worker), cases.c.is_returned),)
            case Queue.TO_CONFIRM:
                return (self._to_confirm(worker),)
            case Queue.TO_RESUME:
                return (self._to_resume(worker),)
            case Queue.WAITING:
                return self._waiting(worker)
            case Queue.ESCALATED:
                return (_escalated_to(worker.post),)

    def _mine(self, worker: Worker) -> ColumnElement[bool]:
        """It is this post's turn, and this person may decide there: nobody acts at two steps of one case."""
        acts, may_decide = self._turns.acts(worker.post), self._may_decide(worker.persons)
        return and_(
            IN_PROCESS,
            cases.c.step.in_(self._turns.steps_of(worker.post.function)),
            _as_likely_as_not(and_(self.has_entry.is_not(true()), acts, may_decide)),
        )

    def _to_confirm(self, worker: Worker) -> ColumnElement[bool]:
        """Another than this officer has entered something or asked for it, and this post decides.

        Who reconsiders has had no part in the case.
        """
        without_part = or_(cases.c.entry != EntryKind.RECONSIDERATION, ~_acted(worker.persons))
        return and_(
            self.has_entry,
            self._acts_at_step(worker.post),
            *(cases.c.entered_by != person for person in worker.persons),
            *(cases.c.entered_for.is_distinct_from(person) for person in worker.persons),
            without_part,
            ~_is_recused(worker.persons),
        )

    def _to_resume(self, worker: Worker) -> ColumnElement[bool]:
        """It rests, and this post lets it go on."""
        at_step = self._acts_at_step(worker.post)
        return and_(cases.c.status == CaseStatus.SUSPENDED, at_step, ~_is_recused(worker.persons))

    def _waiting(self, worker: Worker) -> tuple[ColumnElement[bool], ...]:
        """This post has handed it on, and somebody else has it now; or a colleague has to confirm what I entered."""
        with_others = and_(
            cases.c.status.in_(UNDER_WAY),
            _went_through(worker.post),
            self._mine(worker).is_not(true()),
            self._to_confirm(worker).is_not(true()),
            self._to_resume(worker).is_not(true()),
        )
        own_correction = and_(cases.c.entry == EntryKind.ENTRY_CORRECTION, cases.c.entered_by == worker.actor)
        return with_others, own_correction

    def _acts_at_step(self, post: Post) -> ColumnElement[bool]:
        return self._turns.acts(post)

    def _may_decide(self, persons: tuple[str, ...]) -> ColumnElement[bool]:
        """What the case asks of four eyes, in SQL. Writing down what the province says is no decision (point 13)."""
        acted_elsewhere = _acted(persons, actors.c.step != cases.c.step)
        may_act = or_(self._turns.kind.in_(STEP_OF_ENTRY.values()), ~acted_elsewhere)
        return and_(may_act, ~_is_recused(persons))


def _as_likely_as_not(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition as the planner reckons with a CASE. By its parts it takes next to nothing for wanted, and rather than walk
    until a page is full it gathers and sorts everything that is under way.
    """
    return case((condition, true()), else_=false())


def _of_specialist(queue: Queue, post: Post) -> ColumnElement[bool]:
    """An enterprise does what its drafts and the offices' requests ask for, and waits for the rest."""
    statuses: dict[Queue, tuple[CaseStatus, ...]] = {
        Queue.MINE: (CaseStatus.DRAFTED, CaseStatus.CORRECTION_REQUESTED),
        Queue.RETURNED: (CaseStatus.CORRECTION_REQUESTED,),
        Queue.TO_CONFIRM: (),
        Queue.ESCALATED: (),
        Queue.TO_RESUME: (),
        Queue.WAITING: (CaseStatus.IN_PROCESS, CaseStatus.SUSPENDED),
    }
    its: ColumnElement[bool] = cases.c.status.in_(statuses[queue])
    if queue is Queue.WAITING:
        its = or_(its, cases.c.entry == EntryKind.RECONSIDERATION)
    return and_(cases.c.enterprise_id == post.enterprise_id, its)


def _acted(persons: tuple[str, ...], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of these has decided something about the case, or handed it in."""
    of_case = actors.c.card_application_id == cases.c.card_application_id
    return exists().where(of_case, actors.c.actor.in_(persons), *where)


def _is_recused(persons: tuple[str, ...]) -> ColumnElement[bool]:
    return exists().where(
        recusals.c.card_application_id == cases.c.card_application_id, recusals.c.officer.in_(persons)
    )


def one_city(scope: Scope, queue: tuple[Queue, Worker] | None) -> str | None:
    """The city of all cases that a reader can find within this scope or in this queue; None if there may be several."""
    others = queue[1].in_stead if queue else ()
    cities = {scope.city, *(one.scope.city for one in others)}
    return cities.pop() if len(cities) == 1 else None


def in_scope(scope: Scope, stands: FromClause = cases) -> ColumnElement[bool]:
    """The condition that a case is within this scope."""
    its = stands.c
    return within(scope, city=its.city, area=its.area, enterprise_id=its.enterprise_id)


def has_entry(turns: Turns, stands: FromClause = cases) -> ColumnElement[bool]:
    """Whether something waits for a second officer.

    What the province or its panel says waits for as long as the case is there; anything else, until it is decided.
    """
    its = stands.c
    there = and_(its.status == CaseStatus.IN_PROCESS, turns.kind == case(STEP_OF_ENTRY, value=its.entry))
    return and_(its.entry.is_not(None), or_(its.entry.not_in(STEP_OF_ENTRY), there))


def _escalated_to(post: Post) -> ColumnElement[bool]:
    """A deadline of the case, or of the step at which it still is, was not kept, and this office was told."""
    of_what_runs = or_(escalations.c.step.is_(None), escalations.c.step == cases.c.step)
    told = exists().where(
        escalations.c.card_application_id == cases.c.card_application_id,
        escalations.c.function == post.function,
        escalations.c.area == post.area,
        of_what_runs,
    )
    return and_(cases.c.status.in_(UNDER_WAY), told)


def _went_through(post: Post) -> ColumnElement[bool]:
    if post.function is None or post.area is None:
        return false()
    return cases.c.offices.contains([office_named(post.function, post.area)])
