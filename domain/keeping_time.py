"""What every case asks when a deadline is extended, or was not kept (延期、超期): card applications and demand items."""

from datetime import date
from typing import Any

from domain.case_times import CaseTimes
from domain.deadlines import Deadline, Light
from domain.errors import Conflict, RuleViolation
from domain.policy.deadlines import DayUnit, ExtensionRule
from domain.text import Text

Shown = dict[str, Any]
UNIT_NAMES = {
    DayUnit.WORKING_DAYS: Text("个工作日", "working days"),
    DayUnit.CALENDAR_DAYS: Text("日", "calendar days"),
}
AT_MOST = Text("最多延长{days}{unit}", "It may be extended by {days} {unit} at most")


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


def must_be_extendable(
    deadline: Deadline, times: CaseTimes, days: int, day: date, shown: Shown
) -> ExtensionRule:
    """The rule by which a deadline may have so many days more, if that is asked on this day."""
    rule = deadline.rule.extension
    if rule is None:
        raise ExtensionNotForeseen(clauses=deadline.rule.clauses)
    if deadline.due_on is None or deadline.closed_on is not None:
        raise DeadlineNotRunning(blocked_by=shown)
    if deadline.light(day) is Light.RED:
        raise DeadlineOver(blocked_by=shown)
    if len(times.extensions_of(deadline.key)) >= rule.most_times:
        raise ExtensionsUsedUp(clauses=deadline.rule.clauses)
    if days > rule.most_days:
        most = AT_MOST.filled(days=rule.most_days, unit=UNIT_NAMES[deadline.rule.unit])
        raise ExtensionTooLong(most, field="days", clauses=deadline.rule.clauses)
    return rule


def must_be_overdue(deadline: Deadline, day: date, shown: Shown) -> None:
    """Refuse to put on record that a deadline was not kept if it was, or if that is on record."""
    if deadline.is_escalated:
        raise EscalatedAlready(blocked_by=shown)
    if deadline.light(day) is not Light.RED:
        raise NotOverdue(blocked_by=shown)
