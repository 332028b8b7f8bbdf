"""The words of a quarterly report (台账办理情况季报): where it stands, and what is refused."""

from enum import StrEnum

from domain.errors import Busy, Conflict, NotFound, RuleViolation
from domain.text import Text


class ReportStatus(StrEnum):
    """Where the latest revision of a report stands (季报状态)."""

    OPENED = "opened"  # 未报, to be compiled
    COMPILED = "compiled"  # 已编制, to be signed off
    SIGNED_OFF = "signed_off"  # 已签发
    SUBMITTED = "submitted"  # 已报送
    ACKNOWLEDGED = "acknowledged"  # 已接收
    RETURNED = "returned"  # 已退回


class ReportAnswer(StrEnum):
    """What the level above says of a report (上级答复)."""

    ACKNOWLEDGED = "acknowledged"  # 接收
    RETURNED = "returned"  # 退回


class QuarterNotOver(RuleViolation):
    code = "quarter_not_over"
    title = Text("本季度尚未结束", "The quarter is not over yet")


class NotTheNextQuarter(Conflict):
    code = "not_the_next_quarter"
    title = Text("各季度须依次关账", "Quarters are closed one after the other")


class AnnouncedAlready(Conflict):
    code = "announced_already"
    title = Text("该季度初稿已提醒过", "The draft of this quarter was announced already")


class EntryNotClosed(NotFound):
    code = "entry_not_closed"
    title = Text("该单位该季度尚未关账", "Entry of this quarter is not closed for this unit")


class EntryIsClosed(Conflict):
    code = "entry_is_closed"
    title = Text("该季度已关账，请查阅季报", "Entry of this quarter is closed: read the report")


class ReportNotInState(Conflict):
    code = "report_not_in_state"
    title = Text("季报当前状态不允许此操作", "The report is not in a state that allows this")


class CompiledBefore(Conflict):
    code = "compiled_before"
    title = Text(
        "季报已有编制内容，系统不再自动编制", "The report was compiled before; the clock compiles it no more"
    )


class ReportHandedIn(Conflict):
    code = "report_handed_in"
    title = Text("季报已报送，无须提醒", "The report is handed in; nobody is to be reminded of it")


class NoReminderDue(RuleViolation):
    code = "no_reminder_due"
    title = Text("尚未到催报日期，或已催报", "No reminder is due, or the window was reminded already")


class QuarterPassed(Conflict):
    code = "quarter_passed"
    title = Text(
        "以后季度已关账，不能再签发", "Entry of a later quarter is closed; this is not signed off any more"
    )


class CountedElsewhere(Conflict):
    code = "counted_elsewhere"
    title = Text(
        "编制后本单位其他版本已签发，数字已变动",
        "Another revision of the unit was signed since this was compiled; the figures are others now",
    )


class ChildrenReportedSince(Conflict):
    code = "children_reported_since"
    title = Text(
        "编制后下级季报有变动，须重新编制",
        "Reports of units below have come or were returned since this was compiled",
    )


class ReportedWithout(Conflict):
    code = "reported_without"
    title = Text("上级已按未报汇总签发", "The level above has signed its report without this one")


class NothingAbove(Conflict):
    code = "nothing_above"
    title = Text(
        "省级季报签发即为定稿，无上级可报送",
        "The province's report is final once it is signed off: there is no level above to submit it to",
    )


class NothingAnswered(Conflict):
    code = "nothing_answered"
    title = Text("没有待核对的上级答复", "No answer of the level above is to be confirmed")


class AnsweredAlready(Conflict):
    code = "answered_already"
    title = Text("上级答复已录入，待核对", "The answer has been written down and is to be confirmed")


class BooksBehind(Busy):
    code = "books_behind"
    title = Text(
        "台账账目尚未更新到数据截止点，请稍后再试", "The books have not come to the cut-off yet; try again"
    )


class NotInTheBooks(NotFound):
    code = "not_in_the_books"
    title = Text("本单位台账中没有此事项", "The unit's ledgers have no such item")
