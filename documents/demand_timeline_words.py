"""The words of an item's timeline (事项办理历程用语): a sentence for every event of a demand item, in both languages.

`{who}` is who acted; any other placeholder is a fact of the event in words. What an event may leave unsaid has a piece of its own.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from documents.demand_words import ADOPTION_WORDS, DOCKING_WORDS, GRADE_WORDS, STATUS_WORDS, SUPERVISION_WORDS
from domain.aggregates import DemandItem
from domain.demands import EscalationLevel
from domain.policy.ledgers import Phase
from domain.text import Text

Code = TypeVar("Code", bound=StrEnum)


def in_both(words: Mapping[Code, str]) -> dict[Code, Text]:
    """The words on paper, and the code itself as English has it."""
    return {code: Text(zh, code.value.replace("_", " ")) for code, zh in words.items()}


STATUSES = in_both(STATUS_WORDS)
ADOPTIONS = in_both(ADOPTION_WORDS)
DOCKINGS = in_both(DOCKING_WORDS)
GRADES = in_both(GRADE_WORDS)
COLOURS = in_both(SUPERVISION_WORDS)
LEVELS = {
    EscalationLevel.CITY: Text("市级", "the city"),
    EscalationLevel.PROVINCE: Text("省级", "the province"),
    EscalationLevel.MECHANISM: Text("四部门工作推进机制", "the mechanism of the four departments"),
}
PHASES = {
    Phase.ASSIGNMENT: Text("交办", "assignment"),
    Phase.ACCEPTANCE: Text("签收", "acceptance"),
    Phase.HANDLING: Text("办理", "handling"),
    Phase.WITH_CITY: Text("市级处理", "with the city"),
    Phase.WITH_PROVINCE: Text("省级处理", "with the province"),
    Phase.WITH_MECHANISM: Text("机制处理", "with the mechanism"),
    Phase.CALL_BACK: Text("回访", "call-back"),
    Phase.RECTIFICATION: Text("整改", "rectification"),
}
WHOLE = Text("全程", "the whole item")
REACHED = {True: Text("已接通", "reached"), False: Text("未接通", "not reached")}
IN_TIME = {True: Text("按期", "in time"), False: Text("超期", "late")}
FOLLOW_UP = {True: Text("整改后评价", "after rectification"), False: Text("首次评价", "the first time")}

SENTENCES: dict[str, Text] = {
    # -- onto the books --------------------------------------------------------------------------------
    DemandItem.Registered.TOPIC: Text(
        "{who}登记入{ledger}，编号{number}", "{who} registered it in {ledger} under {number}"
    ),
    DemandItem.TakenOver.TOPIC: Text(
        "{who}自原台账接管入{ledger}，编号{number}",
        "{who} took it over from former books into {ledger} under {number}",
    ),
    # -- where it belongs ------------------------------------------------------------------------------
    DemandItem.Classified.TOPIC: Text("{who}分类为“{category}”", "{who} classified it as “{category}”"),
    DemandItem.Reclassified.TOPIC: Text(
        "{who}由{from_ledger}改列{ledger}“{category}”",
        "{who} moved it from {from_ledger} to {ledger}, “{category}”",
    ),
    DemandItem.MovedToArea.TOPIC: Text(
        "{who}由{from_area}划转{area}", "{who} moved it from {from_area} to {area}"
    ),
    DemandItem.DetailsRestated.TOPIC: Text("{who}更正需求内容", "{who} restated what is asked for"),
    # -- who does it -----------------------------------------------------------------------------------
    DemandItem.Assigned.TOPIC: Text("{who}交办{lead}牵头办理", "{who} assigned it to {lead} in the lead"),
    DemandItem.AssignmentAccepted.TOPIC: Text("{who}签收", "{who} accepted it"),
    DemandItem.AssignmentDisputed.TOPIC: Text(
        "{who}提出异议，认为不属{unit}职责", "{who} disputed that it is a matter of {unit}"
    ),
    DemandItem.DisputeRejected.TOPIC: Text("{who}维持交办", "{who} upheld the assignment"),
    # -- dealing with it -------------------------------------------------------------------------------
    DemandItem.ProgressRecorded.TOPIC: Text("{who}记录办理进展", "{who} recorded progress"),
    DemandItem.ReplyGiven.TOPIC: Text("{who}答复提出人", "{who} replied to who asked"),
    DemandItem.HandedToAlliance.TOPIC: Text(
        "{who}转服务联盟成员“{member}”对接", "{who} handed it to “{member}” of the alliance"
    ),
    DemandItem.DockingRecorded.TOPIC: Text(
        "{who}记录与“{member}”的对接结果：{result}", "{who} recorded how it stands with “{member}”: {result}"
    ),
    DemandItem.ExtensionRequested.TOPIC: Text(
        "{who}申请延期{days}天（原应于{due_before}前办结）",
        "{who} asked for {days} days more (it was due on {due_before})",
    ),
    DemandItem.ExtensionGranted.TOPIC: Text(
        "{who}同意延期{days}天，至{due_after}", "{who} granted {days} days more, until {due_after}"
    ),
    DemandItem.ExtensionDeclined.TOPIC: Text("{who}不同意延期", "{who} granted no more time"),
    DemandItem.DeadlineBreached.TOPIC: Text(
        "{deadline}期限{due_on}已超期，告知{escalated_in}{escalated_to}",
        "The deadline of {deadline}, {due_on}, was not kept; {escalated_to} in {escalated_in} was told",
    ),
    DemandItem.Escalated.TOPIC: Text("{who}转报{to}", "{who} passed it on to {to}"),
    DemandItem.HandedBack.TOPIC: Text("{who}记录{by}退回", "{who} recorded that {by} handed it back"),
    DemandItem.SupervisionOpened.TOPIC: Text("{who}启动{colour}", "{who} began to supervise it: {colour}"),
    DemandItem.SupervisionLifted.TOPIC: Text("{who}解除{colour}", "{who} lifted the supervision: {colour}"),
    # -- the end ---------------------------------------------------------------------------------------
    DemandItem.Settled.TOPIC: Text("{who}办结", "{who} settled it"),
    DemandItem.ExplainedNotFeasible.TOPIC: Text(
        "{who}解释说明不能办理的原因后结束", "{who} explained why it cannot be done"
    ),
    DemandItem.Withdrawn.TOPIC: Text("{who}撤销", "{who} withdrew it"),
    DemandItem.MergedInto.TOPIC: Text(
        "{who}并入{surviving_number}一并办理", "{who} merged it into {surviving_number}"
    ),
    DemandItem.Absorbed.TOPIC: Text(
        "{who}将{merged_number}并入本事项", "{who} merged {merged_number} into this item"
    ),
    DemandItem.Separated.TOPIC: Text(
        "{who}更正误并，{merged_number}恢复单独办理",
        "{who} reversed an entry error: {merged_number} is dealt with for itself again",
    ),
    DemandItem.ClosureReversed.TOPIC: Text(
        "{who}更正误录，恢复为“{status}”（原误录为“{was}”）",
        "{who} reversed an entry error: it is “{status}” again, and was never “{was}”",
    ),
    DemandItem.Reopened.TOPIC: Text("{who}重办", "{who} reopened it"),
    # -- what is said of it ----------------------------------------------------------------------------
    DemandItem.CalledBack.TOPIC: Text("{who}回访，{reached}", "{who} called back: {reached}"),
    DemandItem.Rated.TOPIC: Text(
        "{who}评价“{grade}”（{is_follow_up}）", "{who} rated it “{grade}”, {is_follow_up}"
    ),
    DemandItem.RatingCorrected.TOPIC: Text(
        "{who}将评价更正为“{grade}”（{is_follow_up}）",
        "{who} put the rating right: it was “{grade}”, {is_follow_up}",
    ),
    DemandItem.Rectified.TOPIC: Text("{who}完成整改", "{who} put right what was rated badly"),
    DemandItem.StruckOff.TOPIC: Text("{who}销号", "{who} struck it off"),
}

ADDITIONS: dict[str, Text] = {
    "assisting": Text("，{assisting}协办", ", with {assisting}"),
    "former_number": Text("（原编号{former_number}）", " (formerly {former_number})"),
    "adoption": Text("（{adoption}）", " ({adoption})"),
    "figures": Text("（{figures}）", " ({figures})"),
}
