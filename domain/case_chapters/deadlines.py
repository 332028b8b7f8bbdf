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
from domain.deadlines import Deadline
from domain.keeping_time import must_be_extendable, must_be_overdue
from domain.policy.deadlines import ExtensionRule


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
        return must_be_extendable(deadline, self.times, days, authority.effective_on, self.shown())

    def extend_deadline(
        self, deadline: Deadline, longer: Deadline, days: int, *, area: str, authority: Authority
    ) -> None:
        """Give a deadline so many days more (延期)."""
        self.may_be_extended(deadline, days, authority)
        facts = {"due_before": deadline.due_on, "due_after": longer.due_on}
        self._decide(DeadlineExtended, area, authority, deadline=deadline.key, days=days, **facts)

    def escalate(self, deadline: Deadline, escalated_in: str, *, area: str, authority: Authority) -> None:
        """Put on record that a deadline was not kept, once, and to whom that is told (超期督办)."""
        must_be_overdue(deadline, authority.effective_on, self.shown())
        self._decide(
            DeadlineBreached,
            area,
            authority,
            deadline=deadline.key,
            due_on=deadline.due_on,
            escalated_to=deadline.rule.escalates_to,
            escalated_in=escalated_in,
        )
