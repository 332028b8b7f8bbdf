"""Keeping to time (办理期限): a deadline of the case is extended, or it is put on record that it was not kept.

DeadlineExtended      so many days more, for a reason
DeadlineBreached      overdue: told to a superior department; it decides nothing about the case
"""

from datetime import date
from typing import ClassVar

from domain.base import Authority
from domain.case_events import CaseEvent
from domain.case_state import CaseState
from domain.case_times import CaseTimes, DeadlineKey
from domain.deadlines import Deadline, Light
from domain.errors import Conflict, RuleViolation
from domain.policy.deadlines import ExtensionRule
from domain.text import Text


class DeadlineNotRunning(Conflict):
    code = "deadline_not_running"
    title = Text("该期限未在计时", "This deadline is not running")


class DeadlineOver(Conflict):
    code = "deadline_over"
    title = Text("期限已过，不能延期", "The deadline is over and cannot be extended any more")


class NotOverdue(Conflict):
    code = "not_overdue"
    title = Text("尚未超期", "It is not overdue")


class EscalatedAlready(Conflict):
    code = "escalated_already"
    title = Text("该期限超期已督办", "That this deadline was not kept is on record already")


class ExtensionNotForeseen(RuleViolation):
    code = "extension_not_foreseen"
    title = Text("该期限不得延期", "This deadline may not be extended")


class ExtensionsUsedUp(RuleViolation):
    code = "extensions_used_up"
    title = Text("该期限延期次数已用完", "This deadline has been extended as often as it may be")


class ExtensionTooLong(RuleViolation):
    code = "extension_too_long"
    title = Text("延期天数超过上限", "This is more than a deadline may be extended by")


class DeadlineExtended(CaseEvent):
    """`due_before` and `due_after` are the days as they were computed then; they are computed anew ever after."""

    TOPIC: ClassVar[str] = "CardApplication.DeadlineExtended"
    deadline: DeadlineKey
    days: int
    due_before: date
    due_after: date

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.extended(self.deadline, self.days)


class DeadlineBreached(CaseEvent):
    """`escalated_to` is a function in the area `escalated_in`."""

    TOPIC: ClassVar[str] = "CardApplication.DeadlineBreached"
    deadline: DeadlineKey
    due_on: date
    escalated_to: str
    escalated_in: str

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.escalated(self.deadline)


class KeptInTime(CaseState):
    """What may be decided about the deadlines of a case. They come computed: `domain/deadlines.py`."""

    def may_be_extended(self, deadline: Deadline, days: int, authority: Authority) -> ExtensionRule:
        """The rule by which a deadline may have so many days more. Raises whatever forbids it."""
        authority.must_give_reason()
        rule = deadline.rule.extension
        if rule is None:
            raise ExtensionNotForeseen(clauses=deadline.rule.clauses)
        if deadline.due_on is None or deadline.closed_on is not None:
            raise DeadlineNotRunning(blocked_by=self.shown())
        if deadline.light(authority.effective_on) is Light.RED:
            raise DeadlineOver(blocked_by=self.shown())
        if len(self.times.extensions_of(deadline.key)) >= rule.most_times:
            raise ExtensionsUsedUp(clauses=deadline.rule.clauses)
        if days > rule.most_days:
            raise ExtensionTooLong(field="days", clauses=deadline.rule.clauses)
        return rule

    def extend_deadline(
        self, deadline: Deadline, longer: Deadline, days: int, *, area: str, authority: Authority
    ) -> None:
        """Give a deadline so many days more (延期)."""
        self.may_be_extended(deadline, days, authority)
        facts = {"due_before": deadline.due_on, "due_after": longer.due_on}
        self._decide(DeadlineExtended, area, authority, deadline=deadline.key, days=days, **facts)

    def escalate(self, deadline: Deadline, escalated_in: str, *, area: str, authority: Authority) -> None:
        """Put on record that a deadline was not kept, once, and to whom that is told (超期督办)."""
        if deadline.is_escalated:
            raise EscalatedAlready(blocked_by=self.shown())
        if deadline.light(authority.effective_on) is not Light.RED:
            raise NotOverdue(blocked_by=self.shown())
        self._decide(
            DeadlineBreached,
            area,
            authority,
            deadline=deadline.key,
            due_on=deadline.due_on,
            escalated_to=deadline.rule.escalates_to,
            escalated_in=escalated_in,
        )
