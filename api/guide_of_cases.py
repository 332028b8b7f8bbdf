"""What the operations on cases and batches do, in both languages (申报与批次)."""

from typing import Any

from api.explained import AN_ID, NOTICE, YEAR, Guide
from domain.text import Text

KEY: dict[str, Any] = {"city": "370300", "card_type": "huicai", "quota_year": YEAR}
FORM: dict[str, Any] = {
    "gender": "男",
    "birth_date": "1900-01-01",
    "ethnicity": "汉族",
    "native_place": "示例省示例市",
    "political_status": "群众",
    "education": "博士研究生毕业",
    "school_and_major": "示例大学 示例专业",
    "graduated_on": "1925.07",
    "workplace": "示例企业",
    "introduced_on": "2022年9月",
    "phone": "13800000000",
    "postal_address": "示例路1号",
    "resume": "示例简历",
    "achievements": "示例业绩",
    "enterprise_profile": "示例企业情况",
    "pledged_on": f"{YEAR}-01-01",
}
OF_PROVINCE = {
    "capacity": "transcribing",
    "deciding_body": "shandong-hrss",
    "documents": [
        {"kind": "provincial_result", "number": f"示例函〔{YEAR}〕3号", "issued_on": f"{YEAR}-01-01"}
    ],
}
WHY = {"reason": "示例：材料不符合条件"}

OF_CASES: dict[str, Guide] = {
    # -- what the enterprise does ----------------------------------------------------------------------
    "DraftCardApplication": Guide(
        Text("起草申报", "Draft a card application"),
        Text(
            "企业为人选起草申报：配额制写明名额（card_type、quota_year、place_id），其他途径写明route、enterprise_id和"
            "talent_id；submit为true时一并提交。姓名、证件和企业信息取自登记，未填的项目可后补。",
            "The enterprise begins a person's case: by quota on a place (`card_type`, `quota_year`, `place_id`), on any "
            "other `route` for a person (`enterprise_id`, `talent_id`); with `submit` it is handed in at once. Name, "
            "document and enterprise are taken from the books; what is missing may be stated later.",
        ),
        {**KEY, "place_id": AN_ID, "form": FORM},
    ),
    "FillForm": Guide(
        Text("填报登记表", "Fill in the form"),
        Text(
            "填写草稿的项目；未写的项目保持不变。", "State fields of a draft; those that are not stated stay."
        ),
        {"form": {"email": "person@example.org"}},
    ),
    "SubmitCardApplication": Guide(
        Text("提交申报", "Submit"),
        Text(
            "提交登记表并预占名额；缺项一次列出，校验不通过时写明条款。部门录入纸质申报（capacity=entering_for）的，注明送件人"
            "handed_in_by和收件凭证（documents，含received_on）；录入人不办理其后的环节。",
            "Hand the form in, which reserves the place. All gaps are named at once, a failed check with its clause. An office that "
            "enters a paper (`capacity` entering_for) says who brought it (`handed_in_by`, sealed) and under which receipt "
            "(`documents`, with `received_on`); who entered it acts at no step of the case.",
        ),
        {},
    ),
    "SupplyCorrection": Guide(
        Text("补正", "Supply a correction"),
        Text(
            "按补正通知补正；未写的项目保持不变，记录版本差异。",
            "Hand in what was to be corrected; what is not stated stays, and the difference is put on record.",
        ),
        {"form": {"resume": "示例：补充后的简历"}},
    ),
    "WithdrawCardApplication": Guide(
        Text("撤回申报", "Withdraw"),
        Text(
            "企业撤回申报，须说明理由；上报省里前释放名额，之后不释放。",
            "The enterprise takes the application back, with a reason; the place is free until the case is forwarded.",
        ),
        {"reason": "示例：人选已离职"},
    ),
    # -- what the offices decide -----------------------------------------------------------------------
    "AcceptCase": Guide(
        Text("受理", "Accept"),
        Text(
            "在政策指定的环节受理，给受理编号，编号全市全年唯一；未单独受理而作出审核决定的，视为同时受理。",
            "Take the case in at the step that the policy names. It is given a number, unique in its city and year; who "
            "decides there without having accepted the case has accepted it.",
        ),
        {},
    ),
    "RefuseCase": Guide(
        Text("不予受理", "Refuse"),
        Text(
            "受理前不予受理，申报终止，须说明理由；名额按政策释放。",
            "Do not take the case in, which ends it, with a reason; the place is given back as the policy says.",
        ),
        {"reason": "示例：不属于受理范围"},
    ),
    "MigrateCase": Guide(
        Text("政策版本迁移", "Move a case to another policy version"),
        Text(
            "市人社局将在办申报改为适用另一已发布的政策版本，该版本须有本申报所在的环节；须说明理由。",
            "The city's HRSS has a case that is under way go on under another published version, which has its step. With "
            "a reason.",
        ),
        {"policy_version": "zibo-2023/2", "reason": "示例：新办法规定在办事项从新"},
    ),
    "SuspendCase": Guide(
        Text("挂起", "Suspend"),
        Text(
            "以政策所列事由挂起，须说明理由；挂起期间不办理，期限停计。",
            "Let the case rest on a ground of the policy, with a reason; nothing is decided at its step meanwhile.",
        ),
        {"ground": "external_opinion", "reason": "示例：征求有关部门意见"},
    ),
    "ResumeCase": Guide(
        Text("恢复办理", "Resume"), Text("恢复办理，仍在原环节。", "Let the case go on where it stood."), {}
    ),
    "RequestReconsideration": Guide(
        Text("申请复核", "Ask for a reconsideration"),
        Text(
            "企业对不予受理、不予推荐等决定，可在政策规定的期限内申请一次复核，须说明理由。",
            "The enterprise does not accept how its case ended: once for each decision, within the days that the policy "
            "gives, with a reason.",
        ),
        {"reason": "示例：材料符合要求"},
    ),
    "UpholdDecision": Guide(
        Text("复核维持", "Uphold"),
        Text(
            "由未办理过本申报的人复核，维持原决定，须说明理由。",
            "Somebody who had no part in the case finds that the decision was right, with a reason.",
        ),
        WHY,
    ),
    "OverturnDecision": Guide(
        Text("复核撤销", "Overturn"),
        Text(
            "由未办理过本申报的人复核，撤销原决定，申报回到指明的环节，名额恢复预占；名额已满时不能恢复。",
            "Somebody who had no part in the case finds that it was wrong: the case goes on at the step that is named, and "
            "its place is reserved again, if there is room.",
        ),
        {"to_step": "department_review", **WHY},
    ),
    "RequestRevision": Guide(
        Text("申请变更决定", "Ask for a decision to be revised"),
        Text(
            "已作出的决定依法变更（不是误录）：写明变更后的状态；省里的变更须据其文件转录。由另一人核准后，名额和人才卡一并变更。",
            "The decision is another one now, which is no entry error: state how the case stands with it. The province's is "
            "written down from its document. A second officer agrees; then place and card follow.",
        ),
        {"status": "rejected", "reason": "示例：省里撤销原批准", **OF_PROVINCE},
    ),
    "ReviseDecision": Guide(
        Text("变更决定", "Revise the decision"),
        Text(
            "另一人核准变更：申报、名额和人才卡一并变更，原决定仍可查；已批准的卡收回，改为通过的发新卡。",
            "The second officer agrees: case, place and card follow in one transaction. A card that was granted is revoked, "
            "and one is granted where the case is approved now.",
        ),
        {"reason": "示例：与省里文件相符"},
    ),
    "DeclineRevision": Guide(
        Text("不予变更决定", "Decline the revision"),
        Text("另一人认为原决定不变。", "The second officer finds that the decision stands."),
        {"reason": "示例：省里未变更"},
    ),
    "RequestFormCorrection": Guide(
        Text("申请更正登记表", "Ask for the form to be corrected"),
        Text(
            "通过后发现登记表有误（如姓名）：企业写明正确内容，原文与新文均保留；姓名、证件先在人才登记中更正。",
            "After the approval the enterprise says what the form should have said; both versions stay. A name or a "
            "document is put right in the person's own books first, from where the form takes it.",
        ),
        {"form": {"resume": "示例：更正后的简历"}, "reason": "示例：简历年份有误"},
    ),
    "CorrectForm": Guide(
        Text("更正登记表", "Correct the form"),
        Text(
            "由申请人以外的经办人核准，更正后的登记表生效。",
            "Another than who asked agrees, and the corrected form holds.",
        ),
        {},
    ),
    "DeclineFormCorrection": Guide(
        Text("不予更正登记表", "Decline the correction of the form"),
        Text("由申请人以外的经办人认为登记表无误。", "Another finds that the form was right."),
        {"reason": "示例：登记表无误"},
    ),
    "RecuseOfficer": Guide(
        Text("回避", "Recuse an officer"),
        Text(
            "经办人声明本人回避，或经签发人签发责令他人回避，须说明理由；回避的人不得办理本申报。",
            "An officer declares a conflict of interest, or a superior's signature (`signatory`) keeps another away, with a "
            "reason: who is recused decides nothing about the case.",
        ),
        {"officer": "officer-17", "signatory": "示例签发人", "reason": "示例：与申领人有利害关系"},
    ),
    "WithdrawRecusal": Guide(
        Text("撤销回避", "Withdraw a recusal"),
        Text(
            "由他人撤销回避，须说明理由。",
            "Another than the one who was recused finds that there is no conflict any more, with a reason.",
        ),
        {"officer": "officer-17", "reason": "示例：利害关系已消除"},
    ),
    "GiveOpinion": Guide(
        Text("签署意见", "Give an opinion"),
        Text(
            "区县（功能区）对口部门签署意见；不同意须说明理由，申报仍转下一环节。",
            "The district's counterpart of the nominating department signs; against it needs a reason, and it goes on "
            "all the same.",
        ),
        {"opinion": "agreed"},
    ),
    "ReviewCase": Guide(
        Text("审核同意", "Agree after review"),
        Text("推荐部门审核同意。", "The nominating department agrees."),
        {},
    ),
    "ReturnCase": Guide(
        Text("退回", "Return to an earlier step"),
        Text(
            "退回到指明的之前环节，须说明理由。", "Give the case back to a named earlier step, with a reason."
        ),
        {"to_step": "district_opinion", **WHY},
    ),
    "RequestCorrection": Guide(
        Text("一次性告知补正", "Request corrections"),
        Text(
            "一次列出全部补正事项；每个环节一次。",
            "Name everything that has to be corrected; once at each step.",
        ),
        {"items": [{"field": "resume", "note": "示例：请补充近年经历"}]},
    ),
    "NotRecommend": Guide(
        Text("不予推荐", "Do not recommend"),
        Text(
            "上报省里之前终止申报，须说明理由；名额按政策释放。",
            "End the case before the province, with a reason; the place is given back as the policy says.",
        ),
        WHY,
    ),
    "ForwardCase": Guide(
        Text("推荐上报", "Recommend to the province"),
        Text(
            "不占名额的申报，逐件以函件推荐上报省里；配额制申报随批次上报。",
            "Recommend a case that needs no place, under a letter of its own; those by quota go with a batch.",
        ),
        {"documents": [NOTICE]},
    ),
    "GrantCard": Guide(
        Text("准予发卡", "Grant the card"),
        Text(
            "本市发卡机关决定准予发卡；校验不通过时写明条款。",
            "The city's issuer of the card grants it; a failed check is told with its clause.",
        ),
        {},
    ),
    "DeclineCard": Guide(
        Text("不予发卡", "Do not grant the card"),
        Text("本市发卡机关决定不予发卡，须说明理由。", "The city's issuer does not grant it, with a reason."),
        WHY,
    ),
    # -- batches ---------------------------------------------------------------------------------------
    "OpenBatch": Guide(
        Text("建立批次", "Open a batch"),
        Text(
            "推荐部门建立提交市人社局的批次（to_hrss），市人社局建立上报省里的批次（to_province）。",
            "A recommending department opens a batch to HRSS (`to_hrss`), HRSS one to the province (`to_province`).",
        ),
        {**KEY, "kind": "to_hrss"},
    ),
    "AddToBatch": Guide(
        Text("列入批次", "Add to a batch"),
        Text("将等候的申报列入批次。", "Take a case that waits for it into the batch."),
        {"card_application_id": AN_ID},
    ),
    "RemoveFromBatch": Guide(
        Text("移出批次", "Remove from a batch"),
        Text("封存前移出，须说明理由。", "Take a case out before the batch is sealed, with a reason."),
        {"reason": "示例：待补材料"},
    ),
    "SealBatch": Guide(
        Text("封存并提交批次", "Seal a batch"),
        Text(
            "以一份函件封存批次，成员随之转下一环节；上报省里前，各推荐部门须已提交或声明无申报。",
            "Close the batch under its letter and hand all members on; to the province only when every recommending "
            "department has submitted or declared that it has none.",
        ),
        {"documents": [NOTICE]},
    ),
    "CancelBatch": Guide(
        Text("取消批次", "Give a batch up"),
        Text(
            "封存前取消批次，写明理由；成员退出，可列入其他批次。",
            "Before it is sealed, and with the reason; its members leave it and may join another.",
        ),
        {**WHY},
    ),
    "AcceptMember": Guide(
        Text("接收", "Accept a member"), Text("市人社局逐件接收。", "HRSS takes one member in."), {}
    ),
    "ReturnMember": Guide(
        Text("退回批次成员", "Return a member"),
        Text(
            "市人社局逐件退回，名额保留，可列入以后的批次。",
            "HRSS gives one member back; it keeps its place and may join a later batch.",
        ),
        {"to_step": "department_review", **WHY},
    ),
    "DeclareNothingToSubmit": Guide(
        Text("声明无申报", "Declare that there is nothing to submit"),
        Text(
            "推荐部门声明本年度无申报；尚有在办申报的，须说明其不随本年度提交的理由。",
            "A recommending department hands in nothing this year; with a case under way only with the reason for which that is "
            "not going to be handed in.",
        ),
        {},
    ),
    # -- the province's answer -------------------------------------------------------------------------
    "TranscribeResult": Guide(
        Text("登记省级结果", "Write down the province's answer"),
        Text(
            "市人社局据省里文件登记结果，由另一人核对后生效。",
            "HRSS writes down what the province's document says; it has effect once a second officer confirms it.",
        ),
        {"result": "approved", **OF_PROVINCE},
    ),
    "ConfirmResult": Guide(
        Text("核对省级结果", "Confirm the province's answer"),
        Text(
            "另一人核对无误：通过则名额使用、批准发卡，不通过则按政策处理名额。",
            "A second officer confirms: an approval uses the place and grants the card, in one transaction.",
        ),
        {},
    ),
    "ContestResult": Guide(
        Text("核对不符", "Contest the entry"),
        Text(
            "另一人核对不符，须重新登记。",
            "It is not what the document says, and has to be written down anew.",
        ),
        {"reason": "示例：与省里文件不符"},
    ),
    "RequestEntryCorrection": Guide(
        Text("申请更正误录", "Ask for an entry to be corrected"),
        Text(
            "省级结果登记有误：写明正确结果和所更正的事件（使结果生效的那一条，如CardApplication.Approved），由另一人核对。",
            "The answer was entered wrongly: state the right one and the event that it corrects, the one by which the answer holds "
            "(such as CardApplication.Approved); a second officer agrees.",
        ),
        {"result": "rejected", "corrects": AN_ID, "reason": "示例：录入错误", **OF_PROVINCE},
    ),
    "CorrectEntry": Guide(
        Text("更正误录", "Correct the entry"),
        Text(
            "另一人同意更正；名额、人才卡和申报一并更正。",
            "The second officer agrees: place, card and case are put right in one transaction.",
        ),
        {"corrects": AN_ID, "reason": "示例：录入错误"},
    ),
    "DeclineEntryCorrection": Guide(
        Text("不予更正", "Decline the correction"),
        Text("另一人认为登记无误。", "The second officer finds that the entry was right."),
        {"reason": "示例：登记无误"},
    ),
    # -- queries ---------------------------------------------------------------------------------------
    "card_applications": Guide(
        Text("申报台账和待办", "The case register and your queues"),
        Text(
            "申报按在现环节停留时间由长到短列出，写明轮到谁办理、自何时起。queue取本岗位的队列：mine待我办理"
            "（企业为草稿和补正），returned退回本岗位，to_confirm待我核对，to_resume已挂起待恢复，waiting已办、等待他人办理。as_of和effective_on查询过去的台账，没有队列和期限。",
            "Cases as they stand, that which has stood longest where it is first, with whose turn it is and since when. "
            "`queue` asks for your post's own: `mine` to do now (for a specialist drafts and corrections), what of it "
            "was `returned`, `to_confirm` as the second officer, `to_resume` what rests, `waiting` for others after you. "
            "`as_of` and `effective_on` show the register as it was known or in force then, without queues and what is due.",
        ),
    ),
    "card_application": Guide(
        Text("一件申报", "One case"),
        Text(
            "一件申报及其登记表（脱敏），以及您现在可办理的事项。",
            "One case with its form, masked, and what you may do now.",
        ),
    ),
    "card_application_history": Guide(
        Text("申报的历史", "The history of a case"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
    "card_application_timeline": Guide(
        Text("办理历程", "The timeline of a case"),
        Text(
            "申报及其名额、批次、人才卡先后发生的事项，各附一句说明、经办机构和依据条款；理由以掩码显示。",
            "What has happened to a case, its place, its batches and its card, one after the other: a sentence for each, "
            "with office and clauses; reasons are masked.",
        ),
    ),
    "card_application_timeline_text": Guide(
        Text("办理历程文本", "The timeline of a case as text"),
        Text(
            "同一办理历程的纯文本，可打印存档；语言依Accept-Language。",
            "The same as plain text to print and to file, in the language of `Accept-Language`.",
        ),
    ),
    "batch": Guide(
        Text("一个批次", "One batch"),
        Text("一个批次及各成员的接收情况。", "One batch, and what became of its members."),
    ),
    "batch_history": Guide(
        Text("批次的历史", "The history of a batch"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
}
