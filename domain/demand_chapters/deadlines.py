"""Keeping to time (办理期限): the unit asks for more and the window decides, or it is put on record that it was not kept.

ExtensionRequested ─> ExtensionGranted | ExtensionDeclined
DeadlineBreached          overdue: told to a superior department; it decides nothing about the item
"""

from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.case_state import A_COLLEAGUE
from domain.case_times import CaseTimes, DeadlineKey
from domain.cases import SameOfficer
from domain.deadlines import Deadline
from domain.demand_events import DemandEvent
from domain.demand_state import DemandState
from domain.demands import HANDLED, Asked, DemandNotInState, ExtensionAskedTooLate
from domain.keeping_time import must_be_extendable, must_be_overdue
from domain.policy.deadlines import ExtensionRule
from domain.text import Text


class ExtensionRequested(DemandEvent):
    """`due_before` is the day as it was computed then."""

    TOPIC: ClassVar[str] = "DemandItem.ExtensionRequested"
    deadline: DeadlineKey
    days: int
    due_before: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.asked = Asked(self.days, self.on, self.envelope.persons)


class DecidedExtension(DemandEvent):
    """Nobody waits for more time any more."""

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.asked = None


class ExtensionGranted(DecidedExtension):
    """`due_before` and `due_after` are the days as they were computed then; they are computed anew ever after."""

    TOPIC: ClassVar[str] = "DemandItem.ExtensionGranted"
    deadline: DeadlineKey
    days: int
    due_before: date
    due_after: date

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.extended(self.deadline, self.days)


class ExtensionDeclined(DecidedExtension):
    TOPIC: ClassVar[str] = "DemandItem.ExtensionDeclined"


class DeadlineBreached(DemandEvent):
    """`escalated_to` is a function in the area `escalated_in`."""

    TOPIC: ClassVar[str] = "DemandItem.DeadlineBreached"
    deadline: DeadlineKey
    due_on: date
    escalated_to: str
    escalated_in: str

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.escalated(self.deadline)


class KeptInTime(DemandState):
    """What may be decided about the deadlines of an item. They come computed: `domain/deadlines.py`."""

    def request_extension(
        self, deadline: Deadline, days: int, last_day: date | None, authority: Authority
    ) -> None:
        """The unit asks for so many days more, on `last_day` at the latest (申请延期)."""
        authority.must_give_reason()
        self.must_be(*HANDLED)
        if self.asked is not None:
            raise DemandNotInState(ASKED_ALREADY, blocked_by=self.shown())
        self._extendable(deadline, days, authority.effective_on)
        if last_day is not None and authority.effective_on > last_day:
            raise ExtensionAskedTooLate(blocked_by=self.shown(), clauses=deadline.rule.clauses)
        facts = {"deadline": deadline.key, "days": days, "due_before": deadline.due_on}
        self._decide(ExtensionRequested, authority, **facts)

    def extension_to_grant(self, deadline: Deadline) -> tuple[ExtensionRule, int]:
        """The rule and the days of what was asked in time. Raises `DemandNotInState` if nothing was."""
        self.must_be(*HANDLED)
        if self.asked is None:
            raise DemandNotInState(NOT_ASKED, blocked_by=self.shown())
        return self._extendable(deadline, self.asked.days, self.asked.on), self.asked.days

    def grant_extension(self, deadline: Deadline, longer: Deadline, authority: Authority) -> None:
        """Give the unit the days that it asked for (同意延期)."""
        _, days = self.extension_to_grant(deadline)
        assert self.asked is not None
        if authority.persons & self.asked.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        facts = {"due_before": deadline.due_on, "due_after": longer.due_on}
        self._decide(ExtensionGranted, authority, deadline=deadline.key, days=days, **facts)

    def decline_extension(self, authority: Authority) -> None:
        """Give no more time (不同意延期)."""
        authority.must_give_reason()
        if self.asked is None:
            raise DemandNotInState(NOT_ASKED, blocked_by=self.shown())
        self._decide(ExtensionDeclined, authority)

    def escalate_breach(self, deadline: Deadline, escalated_in: str, authority: Authority) -> None:
        """Put on record that a deadline was not kept, once, and to whom that is told (超期督办)."""
        must_be_overdue(deadline, authority.effective_on, self.shown())
        self._decide(
            DeadlineBreached,
            authority,
            deadline=deadline.key,
            due_on=deadline.due_on,
            escalated_to=deadline.rule.escalates_to,
            escalated_in=escalated_in,
        )

    def _extendable(self, deadline: Deadline, days: int, day: date) -> ExtensionRule:
        return must_be_extendable(deadline, self.times, days, day, self.shown())


ASKED_ALREADY = Text("已申请延期，尚未决定", "More time was asked for already, and is to be decided")
NOT_ASKED = Text("没有待决定的延期申请", "Nobody has asked for more time")
