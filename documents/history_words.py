"""The words of a decision history (决策全程用语): a sentence for every event that its own timeline does not tell already.

`{who}` is who acted; any other placeholder is a fact of the event in words. What an event may leave unsaid has a
piece of its own, which follows the sentence if it is said.
"""

from domain.aggregates import (
    Attachment,
    Batch,
    Card,
    CardHolding,
    CaseNotes,
    DuplicateCheck,
    Enterprise,
    Panel,
    ProductionBatch,
    QuarterlyReport,
    Quota,
    Talent,
)
from domain.text import Text

OF_CARDS: dict[str, Text] = {
    Card.TakenOver.TOPIC: Text("{who}期初接管该卡", "{who} took the card over from earlier books"),
    Card.ProductionJoined.TOPIC: Text(
        "{who}将该卡列入制卡批次", "{who} took the card into a production batch"
    ),
    Card.ProductionLeft.TOPIC: Text(
        "{who}将该卡移出制卡批次", "{who} took the card out of the production batch"
    ),
    Card.Produced.TOPIC: Text("{who}登记制卡完成", "{who} put on record that the card was made"),
    Card.Dispatched.TOPIC: Text("{who}寄发该卡（{way}）", "{who} sent the card out ({way})"),
    Card.Delivered.TOPIC: Text("{who}登记该卡由{recipient}领取", "{who} handed the card to {recipient}"),
    Card.Activated.TOPIC: Text("{who}激活该卡", "{who} activated the card"),
    Card.LossReported.TOPIC: Text("{who}登记挂失", "{who} put the loss of the card on record"),
    Card.LossWithdrawn.TOPIC: Text("{who}解除挂失", "{who} put on record that the card was found"),
    Card.Replaced.TOPIC: Text(
        "{who}补换卡（{cause}）：卡号由{former_number}改为{card_number}",
        "{who} replaced the card ({cause}): number {former_number} became {card_number}",
    ),
    Card.MeasureProposed.TOPIC: Text(
        "{who}建议对该卡采取措施：{measure}", "{who} proposed a measure: {measure}"
    ),
    Card.ProposalDeclined.TOPIC: Text(
        "{who}不予采纳建议：{measure}", "{who} did not take the proposal up: {measure}"
    ),
    Card.MeasureTranscribed.TOPIC: Text(
        "{who}登记发卡机关的决定：{measure}，待另一人核对",
        "{who} wrote down what the issuer decided, for a second officer to confirm: {measure}",
    ),
    Card.MeasureContested.TOPIC: Text(
        "{who}核对不符，发卡机关的决定（{measure}）须重新登记",
        "{who} did not confirm what the issuer decided ({measure}); it has to be written down anew",
    ),
    Card.Suspended.TOPIC: Text("{who}暂停该卡", "{who} suspended the card"),
    Card.Reinstated.TOPIC: Text("{who}恢复该卡", "{who} reinstated the card"),
    Card.EntryCorrected.TOPIC: Text(
        "{who}更正登记：卡号{card_number}，{issued_on}发卡，有效期{valid_from}至{valid_to}",
        "{who} corrected what was entered: number {card_number}, issued on {issued_on}, valid from {valid_from} to {valid_to}",
    ),
    Card.ClassCorrected.TOPIC: Text(
        "{who}随登记表更正类别（层次）：{talent_class}",
        "{who} corrected the class with the form: {talent_class}",
    ),
    Card.MovedToEmployer.TOPIC: Text(
        "{who}登记持卡人自{moved_on}变更工作单位",
        "{who} put on record that the holder works elsewhere from {moved_on}",
    ),
    Card.ArrivalReminded.TOPIC: Text(
        "提醒{told_to}：持卡人拟于{planned_arrival}到岗",
        "The office of {told_to} was reminded that the holder is to arrive on {planned_arrival}",
    ),
    Card.ArrivalExtended.TOPIC: Text(
        "{who}将到岗日延至{planned_arrival}", "{who} put the arrival off to {planned_arrival}"
    ),
    Card.ArrivalLapsed.TOPIC: Text(
        "持卡人逾期未到岗（应于{planned_arrival}到岗），该卡暂停",
        "The holder had not arrived by {planned_arrival}, nor in the days of grace: the card is suspended",
    ),
    Card.ArrivalConfirmed.TOPIC: Text(
        "{who}确认持卡人于{arrived_on}到岗，有效期{valid_from}至{valid_to}",
        "{who} confirmed that the holder arrived on {arrived_on}; the card is valid from {valid_from} to {valid_to}",
    ),
    Card.FalseDeclarationReported.TOPIC: Text("{who}反映申报虚假", "{who} reported a false declaration"),
    Card.InquiryOpened.TOPIC: Text(
        "{who}立项核查，该卡暂停", "{who} opened an inquiry, which suspends the card"
    ),
    Card.InquiryConcluded.TOPIC: Text(
        "{who}作出核查结论：{finding}", "{who} concluded the inquiry: {finding}"
    ),
    Card.LateInquiryOpened.TOPIC: Text(
        "{who}对已失效的卡立项核查", "{who} opened an inquiry into a card that had ended"
    ),
    Card.LateInquiryConcluded.TOPIC: Text(
        "{who}对已失效的卡作出核查结论：{finding}",
        "{who} concluded the inquiry into a card that had ended: {finding}",
    ),
    Card.HolderBarred.TOPIC: Text(
        "{who}限制持卡人申领至{until}", "{who} barred the holder from cards until {until}"
    ),
    Card.BarLifted.TOPIC: Text(
        "{who}解除对持卡人的限制申领", "{who} lifted the bar of the holder from cards"
    ),
    Card.ConsequenceDrawn.TOPIC: Text(
        "{who}登记后续处理：{consequence}", "{who} put on record what followed: {consequence}"
    ),
    Card.ListedForRenewal.TOPIC: Text(
        "列入续期名单，有效期至{valid_to}", "The card was listed for renewal; it is valid until {valid_to}"
    ),
    CardHolding.Opened.TOPIC: Text("建立持卡记录", "A record of who holds the card was begun"),
    CardHolding.HolderExcluded.TOPIC: Text(
        "此人不得持卡（{cause}）", "The person may hold no card ({cause})"
    ),
}
OF_PRODUCTIONS: dict[str, Text] = {
    ProductionBatch.CardAdded.TOPIC: Text(
        "{who}将该卡列入制卡批次名单", "{who} put the card on the list to be made"
    ),
    ProductionBatch.CardRemoved.TOPIC: Text(
        "{who}将该卡移出制卡批次名单", "{who} struck the card from the list to be made"
    ),
    ProductionBatch.CardDropped.TOPIC: Text(
        "该卡在制卡期间失效，退出制卡批次", "The card ended before it was made, and left the batch"
    ),
    ProductionBatch.Ordered.TOPIC: Text("{who}下单制卡", "{who} ordered the batch to be made"),
    ProductionBatch.CardReceived.TOPIC: Text(
        "{who}收卡，印制无误", "{who} received the card, which is right"
    ),
    ProductionBatch.CardRejected.TOPIC: Text(
        "{who}退回重制（{fault}）", "{who} sent the card back to be made anew ({fault})"
    ),
}
OF_CASES: dict[str, Text] = {
    DuplicateCheck.Opened.TOPIC: Text("建立查重记录", "A check for duplicates was begun"),
    DuplicateCheck.CaseNoted.TOPIC: Text("查重发现相同申报", "Another case with the same was found"),
    Batch.Opened.TOPIC: Text("{who}建立批次", "{who} began a batch"),
    Batch.MemberAdded.TOPIC: Text("{who}将一件申报列入批次", "{who} took a case into the batch"),
    Batch.MemberRemoved.TOPIC: Text("{who}将一件申报移出批次", "{who} took a case out of the batch"),
    Batch.Cancelled.TOPIC: Text("{who}取消批次", "{who} gave the batch up"),
    Panel.Convened.TOPIC: Text(
        "{who}登记省里组织的专家组", "{who} wrote down which experts the province convened"
    ),
    Panel.MemberAdded.TOPIC: Text("{who}登记增补一名专家", "{who} wrote down that an expert was added"),
    Panel.MemberRecused.TOPIC: Text("{who}登记一名专家回避", "{who} wrote down that an expert was recused"),
    Panel.VoteCast.TOPIC: Text(
        "{who}登记一名专家表决：{vote}", "{who} wrote down the vote of an expert: {vote}"
    ),
    Panel.VoteStruck.TOPIC: Text("{who}更正误录的一票", "{who} struck out a vote that was entered wrongly"),
    Panel.Concluded.TOPIC: Text(
        "{who}登记论证结论：{conclusion}（共{members}人，同意{agreed}、不同意{disagreed}、弃权{abstained}），待另一人核对",
        "{who} wrote down what the panel concluded, for a second officer to confirm: {conclusion} (of {members}, {agreed} "
        "agreed, {disagreed} disagreed, {abstained} abstained)",
    ),
    Panel.ConclusionContested.TOPIC: Text(
        "{who}核对不符，论证结论须重新登记",
        "{who} did not confirm the conclusion; it has to be written down anew",
    ),
    Panel.ConclusionConfirmed.TOPIC: Text(
        "{who}核对属实：{conclusion}", "{who} confirmed the conclusion: {conclusion}"
    ),
    Panel.Dissolved.TOPIC: Text(
        "{who}登记专家组解散（{cause}）", "{who} wrote down that the panel was dissolved ({cause})"
    ),
    Attachment.Uploaded.TOPIC: Text("{who}上传材料文件", "{who} uploaded the file of an attachment"),
    Attachment.Checked.TOPIC: Text("{who}将文件与原件核对一致", "{who} compared the file with the original"),
    Attachment.Replaced.TOPIC: Text(
        "{who}以新文件替换该文件", "{who} put another file in the place of this one"
    ),
    Attachment.StruckOut.TOPIC: Text("{who}作废该文件", "{who} struck the file out"),
    CaseNotes.Opened.TOPIC: Text("建立办件备注", "Notes on the case were begun"),
    CaseNotes.NoteWritten.TOPIC: Text("{who}写下一条备注", "{who} wrote a note"),
    CaseNotes.NoteStruckOut.TOPIC: Text("{who}划去一条备注", "{who} struck a note out"),
}
OF_QUOTAS: dict[str, Text] = {
    Quota.Opened.TOPIC: Text(
        "{who}开启{quota_year}年度配额，全市{city_limit}个名额",
        "{who} opened the quota of {quota_year}: {city_limit} places of the city",
    ),
    Quota.LimitsRevised.TOPIC: Text(
        "{who}将全市名额调整为{city_limit}个", "{who} set the city's places to {city_limit}"
    ),
    Quota.MethodFiled.TOPIC: Text("{who}登记办法已备案", "{who} put on record that the method was filed"),
    Quota.Closed.TOPIC: Text("{who}关闭该年度配额", "{who} closed the quota"),
    Quota.OpenedAgain.TOPIC: Text("{who}重新开启该年度配额", "{who} opened the quota again"),
    Quota.CollectivelySubmitted.TOPIC: Text(
        "{department}已集中提交", "The office of {department} has submitted its batch"
    ),
    Quota.NothingToSubmitDeclared.TOPIC: Text(
        "{department}声明无申报", "The office of {department} has declared that it has nothing to submit"
    ),
}
OF_REPORTS: dict[str, Text] = {
    QuarterlyReport.Opened.TOPIC: Text(
        "{quarter}季报应报（{unit}）", "The report of {unit} for {quarter} came to be due"
    ),
    QuarterlyReport.Compiled.TOPIC: Text(
        "{who}编制{quarter}季报第{revision}版",
        "{who} compiled revision {revision} of the report for {quarter}",
    ),
    QuarterlyReport.SignOffDeclined.TOPIC: Text(
        "{who}不予签发{quarter}季报第{revision}版", "{who} did not sign revision {revision} for {quarter}"
    ),
    QuarterlyReport.SignedOff.TOPIC: Text(
        "{who}签发{quarter}季报第{revision}版", "{who} signed off revision {revision} for {quarter}"
    ),
    QuarterlyReport.Submitted.TOPIC: Text(
        "{who}报送{quarter}季报第{revision}版", "{who} handed in revision {revision} for {quarter}"
    ),
    QuarterlyReport.SubmissionReminded.TOPIC: Text(
        "催报{quarter}季报，应于{due_on}前报送", "The report for {quarter}, due on {due_on}, was asked for"
    ),
    QuarterlyReport.Acknowledged.TOPIC: Text(
        "{who}接收{quarter}季报第{revision}版", "{who} acknowledged revision {revision} for {quarter}"
    ),
    QuarterlyReport.Returned.TOPIC: Text(
        "{who}退回{quarter}季报第{revision}版", "{who} returned revision {revision} for {quarter}"
    ),
    QuarterlyReport.AnswerTranscribed.TOPIC: Text(
        "{who}录入上级对{quarter}季报的答复：{answer}，待另一人核对",
        "{who} wrote down the answer to the report for {quarter}, for a second officer to confirm: {answer}",
    ),
    QuarterlyReport.AnswerContested.TOPIC: Text(
        "{who}核对不符，上级对{quarter}季报的答复须重新录入",
        "{who} did not confirm the answer to the report for {quarter}; it has to be written down anew",
    ),
    QuarterlyReport.RevisionOpened.TOPIC: Text(
        "{who}启动{quarter}季报第{revision}版（更正报）",
        "{who} began revision {revision} of the report for {quarter}",
    ),
}
OF_SUBJECTS: dict[str, Text] = {
    Enterprise.Registered.TOPIC: Text("{who}登记企业“{name}”", "{who} registered the enterprise “{name}”"),
    Enterprise.CreditCodeStated.TOPIC: Text(
        "{who}补登统一社会信用代码{uscc}", "{who} stated the credit code {uscc}"
    ),
    Enterprise.Renamed.TOPIC: Text(
        "{who}登记企业更名：“{former_name}”改为“{name}”",
        "{who} put a new name on record: “{former_name}” became “{name}”",
    ),
    Enterprise.Relocated.TOPIC: Text(
        "{who}登记企业由{former_area}迁至{area}",
        "{who} put on record that the enterprise moved from {former_area} to {area}",
    ),
    Enterprise.Listed.TOPIC: Text(
        "{who}将企业列入名单（{list_type}）", "{who} put the enterprise on the list {list_type}"
    ),
    Enterprise.Delisted.TOPIC: Text(
        "{who}将企业移出名单（{list_type}）", "{who} took the enterprise off the list {list_type}"
    ),
    Enterprise.PrincipalNamed.TOPIC: Text("{who}登记一名主要负责人", "{who} put a principal on record"),
    Enterprise.PrincipalLeft.TOPIC: Text(
        "{who}登记一名负责人离任", "{who} put on record that a principal left"
    ),
    Enterprise.PrincipalIdentified.TOPIC: Text("{who}核实一名负责人的身份", "{who} identified a principal"),
    Enterprise.SpecialistAppointed.TOPIC: Text("{who}任命服务专员", "{who} appointed a service specialist"),
    Enterprise.SpecialistRelieved.TOPIC: Text("{who}解任服务专员", "{who} relieved a service specialist"),
    Enterprise.MergedInto.TOPIC: Text(
        "{who}登记该企业并入其他企业", "{who} put on record that another enterprise took this one over"
    ),
    Enterprise.Absorbed.TOPIC: Text(
        "{who}登记该企业承接被合并企业", "{who} put on record that the enterprise took another over"
    ),
    Talent.Registered.TOPIC: Text("{who}登记人才", "{who} registered the person"),
    Talent.Renamed.TOPIC: Text("{who}登记更名", "{who} put a new name on record"),
    Talent.DocumentAdded.TOPIC: Text("{who}增加一件证件", "{who} added an identity document"),
    Talent.DocumentReplaced.TOPIC: Text("{who}更换一件证件", "{who} replaced an identity document"),
    Talent.PhoneStated.TOPIC: Text("{who}登记联系电话", "{who} stated the phone number"),
    Talent.Employed.TOPIC: Text("{who}登记入职", "{who} put an employment on record"),
    Talent.EmploymentEnded.TOPIC: Text("{who}登记离职", "{who} put the end of an employment on record"),
    Talent.Relocated.TOPIC: Text(
        "{who}登记由{former_area}迁至{area}",
        "{who} put on record that the person moved from {former_area} to {area}",
    ),
    Talent.CadreStatusAttested.TOPIC: Text(
        "{who}登记证明：截至{as_of}，党委管理的领导干部身份为{result}",
        "{who} put an attestation on record: as of {as_of}, whether the person is a managed cadre is {result}",
    ),
    Talent.Restricted.TOPIC: Text(
        "{who}限制处理其个人信息（{ground}）", "{who} restricted the person's data ({ground})"
    ),
    Talent.RestrictionLifted.TOPIC: Text(
        "{who}解除限制处理", "{who} lifted the restriction of the person's data"
    ),
    Talent.ReadingAllowed.TOPIC: Text(
        "{who}准许{reader}查阅至{until}（{basis}）",
        "{who} allowed {reader} to read the person's data until {until} ({basis})",
    ),
    Talent.ErasureRequested.TOPIC: Text(
        "{who}申请删除其个人信息（{ground}）", "{who} asked to erase the person's data ({ground})"
    ),
    Talent.ErasureDeclined.TOPIC: Text("{who}不予删除", "{who} did not erase the person's data"),
    Talent.Erased.TOPIC: Text("{who}删除其个人信息（{ground}）", "{who} erased the person's data ({ground})"),
    Talent.Barred.TOPIC: Text(
        "{who}限制此人申领至{until}", "{who} barred the person from cards until {until}"
    ),
    Talent.BarLifted.TOPIC: Text(
        "{who}解除对此人的限制申领", "{who} lifted the bar of the person from cards"
    ),
}
SENTENCES = OF_CARDS | OF_PRODUCTIONS | OF_CASES | OF_QUOTAS | OF_REPORTS | OF_SUBJECTS

WORDS: dict[str, Text] = {
    # measures
    "suspension": Text("暂停", "suspension"),
    "reinstatement": Text("恢复", "reinstatement"),
    "inquiry": Text("核查", "inquiry"),
    "finding": Text("核查结论", "finding"),
    "revocation": Text("收回", "revocation"),
    "cancellation": Text("注销", "cancellation"),
    "renewal": Text("续期", "renewal"),
    "entry_correction": Text("更正登记", "correction of what was entered"),
    "arrival_extension": Text("延长到岗期限", "extension of the arrival"),
    "bar": Text("限制申领", "bar"),
    "bar_lifting": Text("解除限制申领", "lifting of the bar"),
    # findings and consequences
    "false": Text("申报虚假", "false declaration"),
    "not_false": Text("未发现虚假", "nothing false"),
    "benefit_recovery": Text("追回待遇", "recovery of benefits"),
    "employer_informed": Text("告知用人单位", "the employer was informed"),
    "list_source_informed": Text("告知名单提供部门", "the source of the list was informed"),
    # the plastic
    "counter": Text("窗口领取", "at the counter"),
    "courier": Text("邮寄", "by courier"),
    "specialist": Text("单位服务专员", "the service specialist"),
    "holder": Text("本人", "the holder"),
    "agent": Text("受托人", "an agent"),
    "lost": Text("挂失补发", "lost"),
    "damaged": Text("损坏换发", "damaged"),
    "print_outdated": Text("信息变更换发", "its print was out of date"),
    "misprinted": Text("印制有误", "misprinted"),
    "not_made": Text("未制作", "not made"),
    "received": Text("已收卡", "received"),
    "card_ended": Text("卡已失效", "the card has ended"),
    "set_free": Text("随批次取消释放", "set free"),
    # panels and reports
    "agree": Text("同意", "agreed"),
    "disagree": Text("不同意", "disagreed"),
    "abstain": Text("弃权", "abstained"),
    "passed": Text("论证通过", "passed"),
    "not_passed": Text("论证未通过", "not passed"),
    "no_conclusion": Text("未形成结论", "no conclusion"),
    "case_ended": Text("申报已终止", "the case has ended"),
    "acknowledged": Text("接收", "acknowledged"),
    "returned": Text("退回", "returned"),
    # persons
    "retention_runs": Text("保存期限未满", "they have to be kept"),
    "erasure_impracticable": Text("删除在技术上难以实现", "erasing is impracticable"),
    "accuracy_disputed": Text("准确性有争议", "their accuracy is disputed"),
    "dispute_pending": Text("争议处理中", "a dispute is pending"),
    "purpose_achieved": Text("处理目的已实现", "their purpose is achieved"),
    "retention_expired": Text("保存期限届满", "they need not be kept any longer"),
    "consent_withdrawn": Text("撤回同意", "consent was withdrawn"),
    "unlawful": Text("处理违法", "they were processed unlawfully"),
    "other_law": Text("法律法规另有规定", "another law says so"),
    "statutory_duty": Text("履行法定职责", "a statutory duty"),
    "supervision": Text("监督检查", "supervision"),
    "proceedings": Text("诉讼、仲裁", "proceedings"),
    "own_request": Text("本人申请", "the person's own request"),
    "managed": Text("属于", "yes"),
    "not_managed": Text("不属于", "no"),
    "unknown": Text("不明", "unknown"),
    "cadre_status_unknown": Text("领导干部身份不明", "whether he or she is a managed cadre is unknown"),
    "barred": Text("限制申领期内", "barred from cards"),
}
