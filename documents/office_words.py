"""The words for what is about no single case or card (其他事件用语): books, numbers, keys, policies, jobs, reports on their way.

They may name a person all the same, in a list or by a number, and are told wherever all is told that names one.
"""

from domain.text import Text

SENTENCES: dict[str, Text] = {
    # numbers and names
    "AcceptanceRegister.Opened": Text(
        "建立{year}年受理登记簿", "The register of acceptances of {year} was begun"
    ),
    "AcceptanceRegister.CaseNumbered": Text(
        "{who}编受理号{number}", "{who} gave the number of acceptance {number}"
    ),
    "CardNumbers.Opened": Text("建立卡号登记簿", "The register of card numbers was begun"),
    "CardNumbers.Drawn": Text("{who}取用{year}年卡号", "{who} drew card numbers of {year}"),
    "CardNumbers.TakenOver": Text("{who}期初接管卡号", "{who} took card numbers over from earlier books"),
    "CreditCode.Assigned": Text(
        "{who}登记统一社会信用代码{uscc}", "{who} put the unified social credit code {uscc} on record"
    ),
    "CreditCode.EnterpriseMerged": Text(
        "{who}因企业合并变更代码归属", "{who} gave the code to the enterprise that it was merged into"
    ),
    "EnterpriseName.Registered": Text(
        "{who}登记企业名称{name}", "{who} put the name of an enterprise on record: {name}"
    ),
    "EnterpriseName.Shared": Text(
        "{who}登记同名企业{name}", "{who} put another enterprise of the name {name} on record"
    ),
    "EnterpriseName.EnterpriseMerged": Text(
        "{who}因企业合并变更名称归属", "{who} gave the name to the enterprise that it was merged into"
    ),
    # lists, books and runs
    "EnterpriseList.Opened": Text("建立企业名单", "The list of enterprises was begun"),
    "EnterpriseList.Imported": Text(
        "{who}导入企业名单（{document_number}）", "{who} imported a list of enterprises ({document_number})"
    ),
    "OpeningBooks.Opened": Text("建立期初台账", "The opening books were begun"),
    "OpeningBooks.TakenOver": Text(
        "{who}期初接管台账（{document_number}）", "{who} took earlier books over ({document_number})"
    ),
    "OpeningBooks.DemandTakenOver": Text(
        "{who}期初接管需求{former_number}，新编号{number}",
        "{who} took demand {former_number} over as {number}",
    ),
    "AutomaticGrants.Opened": Text(
        "建立直接发卡登记", "The register of cards granted without application was begun"
    ),
    "AutomaticGrants.Issued": Text(
        "{who}对符合条件的企业主要负责人直接发卡",
        "{who} granted cards to the heads of enterprises that qualify",
    ),
    "BulkJob.Submitted": Text("{who}提交批量处理", "{who} submitted a file of commands"),
    "BulkJob.Completed": Text(
        "批量处理完成：成功{done}，拒绝{refused}，失败{failed}",
        "The file was done: {done} done, {refused} refused, {failed} failed",
    ),
    "ProductionBatch.Opened": Text("{who}建立制卡批次", "{who} opened a production batch"),
    "ProductionBatch.Closed": Text("{who}封闭制卡批次", "{who} closed the production batch"),
    "ProductionBatch.Cancelled": Text("{who}取消制卡批次", "{who} cancelled the production batch"),
    "SampleCatalogue.Opened": Text("建立审计抽样目录", "The catalogue of audit samples was begun"),
    "SampleCatalogue.SampleEntered": Text(
        "{who}登记第{number}号审计抽样", "{who} entered audit sample {number}"
    ),
    "AuditSample.Drawn": Text(
        "{who}抽取第{number}号审计样本（总体{population_size}件）",
        "{who} drew audit sample {number} out of {population_size} cases",
    ),
    # services
    "ServiceYear.Opened": Text(
        "建立{year}年服务使用登记", "The uses of services in {year} began to be counted"
    ),
    "ServiceYear.Used": Text(
        "{who}登记服务使用（{service}）", "{who} put the use of a service on record ({service})"
    ),
    "ServiceYear.UseReversed": Text("{who}冲销一次服务使用", "{who} reversed the use of a service"),
    # accounts and deputies
    "Account.Opened": Text("建立账号记录", "The record of the account was begun"),
    "Account.Joined": Text(
        "{who}登记属于同一人的账号", "{who} put on record that accounts are the same person's"
    ),
    "Account.Separated": Text(
        "{who}撤销同一人认定", "{who} put on record that an account is another person's"
    ),
    "Account.KeyIssued": Text("{who}签发接口密钥（{label}）", "{who} issued an API key ({label})"),
    "Account.KeyRotated": Text("{who}更换接口密钥", "{who} rotated an API key"),
    "Account.KeyRevoked": Text("{who}吊销接口密钥", "{who} revoked an API key"),
    "Account.EmergencyOpened": Text("{who}紧急查阅一件申报", "{who} looked at a case in an emergency"),
    "Account.EmergencyReviewed": Text("{who}核查该次紧急查阅", "{who} reviewed the emergency look"),
    "StandIn.Opened": Text("建立代理记录", "The record of a deputy was begun"),
    "StandIn.Granted": Text(
        "{who}授权代理{principal}，自{valid_from}至{valid_to}",
        "{who} had {principal} stood in for from {valid_from} to {valid_to}",
    ),
    "StandIn.Revoked": Text("{who}撤销对{principal}的代理", "{who} ended the standing in for {principal}"),
    # policies and calendar
    "PolicyCatalogue.Opened": Text("建立政策目录", "The catalogue of policies was begun"),
    "PolicyCatalogue.VersionDrafted": Text(
        "{who}登记政策草案{policy_version}", "{who} entered the draft {policy_version}"
    ),
    "PolicyCatalogue.VersionDiscarded": Text(
        "{who}注销政策草案{policy_version}", "{who} struck the draft {policy_version} out"
    ),
    "PolicyCatalogue.VersionPublished": Text(
        "{who}登记政策{policy_version}发布", "{who} entered {policy_version} as published"
    ),
    "PolicyCatalogue.VersionRetired": Text(
        "{who}登记政策{policy_version}停用", "{who} entered {policy_version} as retired"
    ),
    "Policy.Drafted": Text("{who}起草政策{policy_version}", "{who} drafted the policy {policy_version}"),
    "Policy.DraftRevised": Text(
        "{who}修改政策草案{policy_version}", "{who} revised the draft {policy_version}"
    ),
    "Policy.DraftDiscarded": Text("{who}作废政策草案", "{who} discarded the draft"),
    "Policy.DraftPublished": Text("{who}发布政策", "{who} published the policy"),
    "Policy.Published": Text("{who}发布政策{policy_version}", "{who} published the policy {policy_version}"),
    "Policy.Retired": Text(
        "{who}停用政策，最后适用日{last_day}", "{who} retired the policy; its last day is {last_day}"
    ),
    "WorkingYear.Announced": Text("{who}公布{year}年工作日历", "{who} announced the working days of {year}"),
    "WorkingYear.Amended": Text("{who}更正{year}年工作日历", "{who} amended the working days of {year}"),
    # quarters, jobs, reports on their way
    "LedgerClosings.Opened": Text("建立台账封账记录", "The record of closings was begun"),
    "LedgerClosings.DraftAnnounced": Text("公布{quarter}季报初稿", "The draft for {quarter} was announced"),
    "LedgerClosings.EntryClosed": Text("{quarter}台账封账", "The ledgers of {quarter} were closed"),
    "LedgerClosings.ReportCounted": Text(
        "计入{unit}{quarter}季报第{revision}版", "Revision {revision} of {unit} for {quarter} was counted"
    ),
    "ScheduledJob.Opened": Text("建立定时任务记录（{job}）", "The record of the job {job} was begun"),
    "ScheduledJob.RunOrdered": Text("{who}要求执行定时任务", "{who} ordered a run of the job"),
    "ReceivedReport.Opened": Text(
        "{sender}应报{quarter}季报", "The report of {sender} for {quarter} came to be expected"
    ),
    "ReceivedReport.Received": Text("收到季报", "A report was received"),
    "ReceivedReport.Acknowledged": Text(
        "{who}接收季报第{revision}版", "{who} acknowledged revision {revision}"
    ),
    "ReceivedReport.Returned": Text("{who}退回季报第{revision}版", "{who} returned revision {revision}"),
    "ReportDelivery.Prepared": Text("{who}准备报送季报", "{who} prepared a report for delivery"),
    "ReportDelivery.Received": Text("上级已收到季报", "The unit above has received the report"),
    "ReportDelivery.Acknowledged": Text("上级已接收季报", "The unit above has acknowledged the report"),
    "ReportDelivery.Returned": Text("上级退回季报", "The unit above has returned the report"),
    "ReportDelivery.Refused": Text(
        "上级不予收取（{refusal_code}）", "The unit above did not take it ({refusal_code})"
    ),
    "ReportDelivery.Resent": Text("{who}重新报送季报", "{who} sent the report again"),
}
