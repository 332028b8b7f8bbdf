"""The words of a case timeline (办理历程用语): a sentence for every event that concerns a case, in both languages.

`{who}` is who acted; any other placeholder is a fact of the event in words. What an event may leave unsaid has a
piece of its own, which follows the sentence if it is said.
"""

from domain import case_events
from domain.aggregates import Batch, Card, CardHolding, DuplicateCheck, Quota
from domain.aggregates.batch import MemberAnswer
from domain.aggregates.card_holding import HoldingEnd
from domain.cards import CancellationCause, RevocationCause
from domain.case_chapters import (
    acceptance,
    attachments,
    deadlines,
    issuer,
    panel,
    policy,
    province,
    reconsideration,
    recusal,
    revision,
    suspension,
)
from domain.cases import CaseStatus, Opinion, ProvincialResult
from domain.panels import PanelConclusion
from domain.places import ReleaseCause
from domain.text import Text

STATUSES = {
    CaseStatus.DRAFTED: Text("草稿", "draft"),
    CaseStatus.IN_PROCESS: Text("办理中", "in process"),
    CaseStatus.CORRECTION_REQUESTED: Text("补正中", "correction requested"),
    CaseStatus.APPROVED: Text("通过", "approved"),
    CaseStatus.REJECTED: Text("不通过", "rejected"),
    CaseStatus.SUSPENDED: Text("已挂起", "suspended"),
    CaseStatus.REFUSED: Text("不予受理", "refused"),
    CaseStatus.NOT_RECOMMENDED: Text("不予推荐", "not recommended"),
    CaseStatus.WITHDRAWN: Text("已撤回", "withdrawn"),
    CaseStatus.SUPERSEDED: Text("已更换人选", "superseded"),
}
OPINIONS = {Opinion.AGREED: Text("同意", "agreed"), Opinion.DISAGREED: Text("不同意", "disagreed")}
RESULTS = {
    ProvincialResult.APPROVED: Text("通过", "approved"),
    ProvincialResult.RETURNED: Text("退回", "returned"),
    ProvincialResult.REJECTED: Text("不通过", "rejected"),
}
CONCLUSIONS = {
    PanelConclusion.PASSED: Text("论证通过", "passed"),
    PanelConclusion.NOT_PASSED: Text("论证未通过", "not passed"),
}
ANSWERS = {
    MemberAnswer.ACCEPTED: Text("已接收", "accepted"),
    MemberAnswer.RETURNED: Text("已退回", "returned"),
    MemberAnswer.APPROVED: Text("省级通过", "approved by the province"),
    MemberAnswer.REJECTED: Text("省级不通过", "rejected by the province"),
    MemberAnswer.ENDED: Text("申报已终止", "the case has ended"),
}
CAUSES = {
    ReleaseCause.NOMINATION_WITHDRAWN: Text("撤回推荐", "nomination withdrawn"),
    ReleaseCause.CASE_WITHDRAWN: Text("撤回申报", "case withdrawn"),
    ReleaseCause.REFUSED: Text("不予受理", "refused"),
    ReleaseCause.NOT_RECOMMENDED: Text("不予推荐", "not recommended"),
    ReleaseCause.REJECTED_BY_PROVINCE: Text("省级不通过", "rejected by the province"),
    HoldingEnd.ENTERED_WRONGLY: Text("误录", "entered wrongly"),
    HoldingEnd.EXPIRED: Text("到期", "expired"),
    HoldingEnd.REVOKED: Text("收回", "revoked"),
    HoldingEnd.CANCELLED: Text("注销", "cancelled"),
    RevocationCause.FALSE_DECLARATION: Text("申报虚假", "false declaration"),
    RevocationCause.DECISION_REVISED: Text("原决定已变更", "the decision was revised"),
    RevocationCause.BREACH: Text("违法违纪违规", "breach of law, discipline or rules"),
    CancellationCause.LEFT: Text("离职离市", "left"),
    CancellationCause.DIED: Text("去世", "died"),
    CancellationCause.OWN_WISH: Text("本人申请", "own wish"),
    CancellationCause.INELIGIBLE: Text("不再符合条件", "eligible no longer"),
    CancellationCause.NEVER_ARRIVED: Text("未到岗", "never arrived"),
}

SENTENCES: dict[str, Text] = {
    # -- the place -------------------------------------------------------------------------------------
    Quota.Nominated.TOPIC: Text(
        "{who}推荐该企业，占用一个名额", "{who} nominated the enterprise, which took a place"
    ),
    Quota.NominationWithdrawn.TOPIC: Text("{who}撤回推荐", "{who} withdrew the nomination"),
    Quota.TransferRequested.TOPIC: Text(
        "{who}申请将该推荐调剂给{to_department}",
        "{who} asked to transfer the nomination to the office of {to_department}",
    ),
    Quota.TransferDeclined.TOPIC: Text("{who}不同意调剂", "{who} declined the transfer"),
    Quota.NominationTransferred.TOPIC: Text(
        "{who}同意调剂，名额转入{to_department}",
        "{who} agreed to the transfer; the place is the office's of {to_department}",
    ),
    Quota.EnterpriseMerged.TOPIC: Text(
        "{who}登记企业合并，名额随之转入合并后的企业",
        "{who} put a merger on record; the place is the surviving enterprise's",
    ),
    Quota.PersonProposed.TOPIC: Text("{who}推荐人选", "{who} proposed the person"),
    Quota.PersonReplaced.TOPIC: Text("{who}更换人选", "{who} proposed another person"),
    Quota.PlaceTakenOver.TOPIC: Text("{who}期初接管该名额", "{who} took the place over from earlier books"),
    Quota.Reserved.TOPIC: Text("名额转为预占", "The place was reserved"),
    Quota.Consumed.TOPIC: Text("名额转为已使用", "The place was used"),
    Quota.ConsumptionReversed.TOPIC: Text(
        "更正误录：名额由已使用恢复为预占", "Entry corrected: the place is reserved and not used"
    ),
    Quota.Released.TOPIC: Text("名额释放（{cause}）", "The place was released ({cause})"),
    Quota.Forfeited.TOPIC: Text("名额作废占额（{cause}）", "The place was forfeited ({cause})"),
    Quota.Reopened.TOPIC: Text(
        "名额保留，由企业另荐人选（{cause}）", "The place was kept for another person ({cause})"
    ),
    Quota.ApprovalWithdrawn.TOPIC: Text(
        "决定变更：名额由已使用恢复为预占", "The decision was revised: the place is reserved and not used"
    ),
    Quota.Restored.TOPIC: Text(
        "原决定撤销：名额恢复为预占", "The decision fell: the place is reserved again"
    ),
    Quota.EndingReversed.TOPIC: Text(
        "更正误录：名额恢复为预占", "Entry corrected: the place is reserved again"
    ),
    # -- the enterprise --------------------------------------------------------------------------------
    case_events.Drafted.TOPIC: Text("{who}起草申报", "{who} drafted the case"),
    case_events.FormFilled.TOPIC: Text(
        "{who}填报登记表（第{form_version}版）", "{who} filled in the form (version {form_version})"
    ),
    case_events.Submitted.TOPIC: Text(
        "{who}提交申报（登记表第{form_version}版），进入“{step}”环节",
        "{who} handed in the form (version {form_version}); the case went to “{step}”",
    ),
    case_events.CorrectionSupplied.TOPIC: Text(
        "{who}补正（登记表第{form_version}版）：{differences}",
        "{who} supplied corrections (version {form_version} of the form): {differences}",
    ),
    case_events.Withdrawn.TOPIC: Text("{who}撤回申报", "{who} withdrew the case"),
    case_events.Superseded.TOPIC: Text(
        "{who}更换人选，本申报终止", "{who} proposed another person, which ended the case"
    ),
    # -- the offices -----------------------------------------------------------------------------------
    acceptance.Accepted.TOPIC: Text(
        "{who}受理申报，受理编号{number}，自{counts_from}起计期限",
        "{who} accepted the case under number {number}; deadlines count from {counts_from}",
    ),
    acceptance.Refused.TOPIC: Text("{who}不予受理", "{who} refused to take the case in"),
    policy.PolicyMigrated.TOPIC: Text(
        "{who}将申报改为适用政策版本{to_version}（原为{from_version}）",
        "{who} moved the case from policy version {from_version} to {to_version}",
    ),
    suspension.Suspended.TOPIC: Text("{who}挂起申报：{ground}", "{who} suspended the case: {ground}"),
    suspension.Resumed.TOPIC: Text("{who}恢复办理", "{who} resumed the case"),
    reconsideration.ReconsiderationRequested.TOPIC: Text(
        "{who}申请复核", "{who} asked for a reconsideration"
    ),
    reconsideration.ReconsiderationUpheld.TOPIC: Text(
        "{who}经复核，维持原决定", "{who} reconsidered the decision and upheld it"
    ),
    reconsideration.ReconsiderationOverturned.TOPIC: Text(
        "{who}经复核，撤销原决定，转“{to_step}”环节",
        "{who} reconsidered the decision and overturned it; the case went to “{to_step}”",
    ),
    revision.RevisionRequested.TOPIC: Text(
        "{who}申请变更决定：由{former}变更为{status}",
        "{who} asked to revise the decision, from {former} to {status}",
    ),
    revision.RevisionDeclined.TOPIC: Text("{who}不予变更决定", "{who} found that the decision stands"),
    revision.DecisionRevised.TOPIC: Text(
        "{who}变更决定：原为{former}，现为{status}",
        "{who} revised the decision: it was {former}, and is {status}",
    ),
    revision.FormCorrectionRequested.TOPIC: Text(
        "{who}申请更正登记表（第{form_version}版）：{differences}",
        "{who} asked to correct the form (version {form_version}): {differences}",
    ),
    revision.FormCorrectionDeclined.TOPIC: Text("{who}不予更正登记表", "{who} found that the form was right"),
    revision.FormCorrected.TOPIC: Text(
        "{who}更正登记表（第{former_version}版改为第{form_version}版）：{differences}",
        "{who} corrected the form (version {former_version} became version {form_version}): {differences}",
    ),
    recusal.RecusalDeclared.TOPIC: Text("{who}经办人声明回避", "An officer of {who} declared a recusal"),
    recusal.RecusalOrdered.TOPIC: Text("{who}责令一名经办人回避", "{who} had an officer recused"),
    recusal.RecusalWithdrawn.TOPIC: Text(
        "{who}撤销一名经办人的回避", "{who} withdrew the recusal of an officer"
    ),
    case_events.OpinionGiven.TOPIC: Text(
        "{who}签署意见：{opinion}，转“{next_step}”环节",
        "{who} gave its opinion: {opinion}; the case went to “{next_step}”",
    ),
    case_events.Reviewed.TOPIC: Text(
        "{who}审核同意，转“{next_step}”环节", "{who} agreed after review; the case went to “{next_step}”"
    ),
    case_events.Returned.TOPIC: Text("{who}退回至“{to_step}”环节", "{who} returned the case to “{to_step}”"),
    case_events.CorrectionRequested.TOPIC: Text(
        "{who}一次性告知补正：{items}", "{who} requested corrections: {items}"
    ),
    case_events.NotRecommended.TOPIC: Text("{who}不予推荐", "{who} did not recommend the case"),
    case_events.BatchJoined.TOPIC: Text("{who}将申报列入批次", "{who} took the case into a batch"),
    case_events.BatchLeft.TOPIC: Text("{who}将申报移出批次", "{who} took the case out of the batch"),
    Batch.Sealed.TOPIC: Text("{who}封存该批次", "{who} sealed the batch"),
    case_events.CollectivelySubmitted.TOPIC: Text(
        "{who}随批次集中提交，转“{next_step}”环节",
        "{who} handed the case in with the batch; it went to “{next_step}”",
    ),
    case_events.Received.TOPIC: Text(
        "{who}接收申报，转“{next_step}”环节", "{who} received the case; it went to “{next_step}”"
    ),
    case_events.Forwarded.TOPIC: Text(
        "{who}推荐上报，转“{next_step}”环节",
        "{who} recommended the case to the province; it went to “{next_step}”",
    ),
    deadlines.DeadlineExtended.TOPIC: Text(
        "{who}将“{deadline}”的期限延长{days}日，由{due_before}延至{due_after}",
        "{who} extended the deadline of “{deadline}” by {days} days, from {due_before} to {due_after}",
    ),
    deadlines.DeadlineBreached.TOPIC: Text(
        "“{deadline}”的期限{due_on}已过，转{escalated_to}督办",
        "The deadline of “{deadline}” was over on {due_on}; the office of {escalated_to} was told",
    ),
    Batch.MemberAnswered.TOPIC: Text("该批次中本申报的结果：{answer}", "Of this case in the batch: {answer}"),
    Batch.AnswerCorrected.TOPIC: Text(
        "该批次中本申报的结果更正为：{answer}", "Of this case in the batch, put right: {answer}"
    ),
    # -- what it has in common with others ---------------------------------------------------------------
    DuplicateCheck.Dismissed.TOPIC: Text(
        "{who}认定与另一申报不重复", "{who} found that the case and another are no duplicates"
    ),
    DuplicateCheck.Upheld.TOPIC: Text(
        "{who}认定与另一申报重复，其一不予推荐",
        "{who} found that the case and another are duplicates; one of them ended",
    ),
    # -- its attachments -------------------------------------------------------------------------------
    attachments.FileAttached.TOPIC: Text("{who}提交材料：{kind}", "{who} handed in an attachment: {kind}"),
    attachments.FileChecked.TOPIC: Text(
        "{who}将材料与原件核对一致", "{who} compared an attachment with the original"
    ),
    attachments.FileDetached.TOPIC: Text("{who}作废一份材料", "{who} struck an attachment out"),
    # -- the panel of experts --------------------------------------------------------------------------
    panel.PanelConvened.TOPIC: Text(
        "{who}登记省里组织专家论证", "{who} wrote down that the province convened a panel"
    ),
    panel.PanelDissolved.TOPIC: Text(
        "{who}登记专家论证解散", "{who} wrote down that the panel was dissolved"
    ),
    panel.PanelConcluded.TOPIC: Text(
        "{who}核对专家论证结论：{conclusion}，转入“{next_step}”",
        "{who} confirmed what the panel concluded: {conclusion}; on to “{next_step}”",
    ),
    # -- the province ----------------------------------------------------------------------------------
    province.ResultTranscribed.TOPIC: Text(
        "{who}登记省级结果：{result}，待另一人核对",
        "{who} wrote down the province's result, for a second officer to confirm: {result}",
    ),
    province.ResultContested.TOPIC: Text(
        "{who}核对不符，须重新登记省级结果",
        "{who} did not confirm the result; it has to be written down anew",
    ),
    province.Approved.TOPIC: Text("{who}核对属实：省级通过", "{who} confirmed that the province approved"),
    province.Rejected.TOPIC: Text("{who}核对属实：省级不通过", "{who} confirmed that the province rejected"),
    province.ReturnedByProvince.TOPIC: Text(
        "{who}核对属实：省级退回至“{to_step}”环节",
        "{who} confirmed that the province returned the case, to “{to_step}”",
    ),
    province.EntryCorrectionRequested.TOPIC: Text(
        "{who}申请更正误录，省级结果应为：{result}",
        "{who} asked to correct the entry; the province's result is: {result}",
    ),
    province.EntryCorrectionDeclined.TOPIC: Text(
        "{who}不予更正，原登记无误", "{who} declined the correction: the entry was right"
    ),
    province.EntryCorrected.TOPIC: Text(
        "{who}更正误录：省级结果原登记为{entered}，应为{result}",
        "{who} corrected the entry: the province's result was entered as {entered}, and is {result}",
    ),
    # -- the city's issuer -----------------------------------------------------------------------------
    issuer.Granted.TOPIC: Text("{who}准予发卡", "{who} granted the card"),
    issuer.Declined.TOPIC: Text("{who}不予发卡", "{who} did not grant the card"),
    # -- the card --------------------------------------------------------------------------------------
    Card.Granted.TOPIC: Text("批准发卡", "The card was granted"),
    CardHolding.CardGranted.TOPIC: Text("登记持卡", "The person holds the card"),
    Card.Issued.TOPIC: Text(
        "{who}登记发卡：卡号{card_number}，{issued_on}发卡，有效期{valid_from}至{valid_to}",
        "{who} put the card on record: number {card_number}, issued on {issued_on}, valid from {valid_from} to {valid_to}",
    ),
    Card.IssuedEarly.TOPIC: Text(
        "{who}提前发卡：卡号{card_number}，{issued_on}发卡，拟于{planned_arrival}到岗",
        "{who} issued the card early: number {card_number}, on {issued_on}, to arrive on {planned_arrival}",
    ),
    Card.Renewed.TOPIC: Text(
        "{who}续期，换发新卡", "{who} renewed the card, which another takes the place of"
    ),
    Card.Expired.TOPIC: Text("人才卡到期", "The card expired"),
    Card.Revoked.TOPIC: Text("{who}收回人才卡（{cause}）", "{who} revoked the card ({cause})"),
    Card.Cancelled.TOPIC: Text("{who}注销人才卡（{cause}）", "{who} cancelled the card ({cause})"),
    Card.GrantReversed.TOPIC: Text("更正误录：撤销发卡", "Entry corrected: the card was not granted"),
    CardHolding.CardEnded.TOPIC: Text("不再持卡（{cause}）", "The person holds the card no longer ({cause})"),
}

ADDITIONS = {
    "most_days": Text("，最长{most_days}个工作日", ", for at most {most_days} working days"),
    "not_applicable": Text("；不适用环节：{not_applicable}", "; not applicable: {not_applicable}"),
    "to_step": Text("；退回至“{to_step}”环节", "; returned to “{to_step}”"),
}
