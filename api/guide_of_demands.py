"""What the operations on demand items do, in both languages (需求事项)."""

from api.explained import AN_ID, YEAR, Guide
from domain.text import Text

WHY = {"reason": "示例：经研究"}
DETAILS = {"content": "示例：请协调子女入学", "beneficiaries": ["child"]}
OF_UNIT = Text(
    "由牵头责任单位办理；窗口录入单位书面意见的，填capacity=entering_for。",
    "Of the unit in the lead; a window that enters what the unit says on paper states `capacity` entering_for.",
)


def _of_unit(zh: str, en: str) -> Text:
    return Text(zh + OF_UNIT.zh, f"{en} {OF_UNIT.en}")


OF_DEMANDS: dict[str, Guide] = {
    "RegisterDemand": Guide(
        Text("登记需求事项", "Register a demand"),
        Text(
            "窗口或部门登记，或由单位服务专员登记本企业的；按台账、区县和年度编号。填企业的，区县以企业所在为准。"
            "文字内容、姓名和电话加密保存。",
            "A window or department takes a demand onto the books, or a specialist one of the own enterprise; it is numbered "
            "by ledger, area and year. With an enterprise its area is the enterprise's. Free text, name and phone are sealed.",
        ),
        {
            "city": "370300",
            "ledger": "public_service",
            "category": "schooling",
            "channel": "visit",
            "enterprise_id": AN_ID,
            "talent_id": AN_ID,
            "details": DETAILS,
        },
    ),
    "TakeOverDemand": Guide(
        Text("接管需求事项", "Take over a demand"),
        Text(
            "市级窗口将原台账中的未办结事项接管为期初，附来源文件及其SHA-256；生效日期为接管基准日。",
            "The city's window takes an open item of the former books over, with its source file and SHA-256; the day from "
            "which it has effect is the cut-over date.",
        ),
        {
            "ledger": "public_service",
            "category": "schooling",
            "area": "张店区",
            "status": "registered",
            "former_number": f"示例{YEAR}-12",
            "raised_on": f"{YEAR}-01-01",
            "details": DETAILS,
            "documents": [{"kind": "opening_books", "number": "示例台账", "sha256": "0" * 64}],
        },
    ),
    "ClassifyDemand": Guide(
        Text("分类、划转台账", "Classify a demand"),
        Text(
            "窗口确定台账和类别；改入另一台账的须说明理由，记为划出和划入，编号不变。",
            "The window sorts it into a ledger and category. Another ledger needs a reason and is a transfer in the books; "
            "the number stays.",
        ),
        {"ledger": "public_service", "category": "housing", **WHY},
    ),
    "RestateDemand": Guide(
        Text("补充需求内容", "Restate a demand"),
        Text(
            "提出人或窗口补充、更正需求内容，须说明理由。",
            "Who asked, or the window, says better what is asked for; with a reason.",
        ),
        {"details": DETAILS, **WHY},
    ),
    "MoveDemand": Guide(
        Text("划转区县", "Move a demand"),
        Text(
            "市级窗口将未办结事项划转另一区县，由其重新交办，须说明理由。",
            "The city's window has another area deal with an open item, which assigns it anew; with a reason.",
        ),
        {"area": "博山区", **WHY},
    ),
    "AssignDemand": Guide(
        Text("交办", "Assign a demand"),
        Text(
            "窗口交办牵头和配合单位；不填牵头单位的，按类别确定。可另定不晚于政策规定的办结时限。",
            "The window assigns it to a unit in the lead and others that assist; without a lead to whose matter the category "
            "usually is. A day of its own is no later than the policy's.",
        ),
        {"lead": {"function": "education", "area": "市本级"}},
    ),
    "AcceptAssignment": Guide(
        Text("签收", "Accept an assignment"), _of_unit("责任单位签收交办。", "The unit takes it on."), {}
    ),
    "DisputeAssignment": Guide(
        Text("提出异议", "Dispute an assignment"),
        _of_unit("责任单位在时限内提出异议，须说明理由。", "In time, and with a reason."),
        WHY,
    ),
    "RejectDispute": Guide(
        Text("维持交办", "Reject a dispute"),
        Text(
            "窗口维持交办，须说明理由；改交其他单位的，重新交办即可。",
            "The window upholds the assignment, with a reason; it assigns anew if another is responsible.",
        ),
        WHY,
    ),
    "RecordProgress": Guide(
        Text("登记进展", "Record progress"),
        Text(
            "各责任单位和窗口登记办理进展，按生效日期排列，加密保存。",
            "A line of any of the units or of the window, dated by the day from which it has effect, and sealed.",
        ),
        {"progress": "示例：已联系学校"},
    ),
    "ReplyToDemand": Guide(
        Text("答复", "Reply to a demand"),
        _of_unit("答复提出人。", "Who asked is told."),
        {"reply": "示例：九月入学"},
    ),
    "HandDemandToAlliance": Guide(
        Text("转联盟对接", "Hand a demand to the alliance"),
        Text(
            "窗口将市场服务需求转政策所列联盟成员对接。",
            "The window hands a market service to a member of the alliance that the policy names.",
        ),
        {"member": "shandong-alliance"},
    ),
    "RecordDocking": Guide(
        Text("登记对接结果", "Record a docking"),
        Text(
            "对接中、签约、未成或自行解决。",
            "How it stands: `docking`, `contracted`, `failed`, `self_resolved`.",
        ),
        {"result": "contracted", "note": "示例：已签约"},
    ),
    "RequestExtension": Guide(
        Text("申请延期", "Request an extension"),
        _of_unit(
            "在办结时限前按规定提前申请，须说明理由。",
            "Ahead of the end as the policy has it, with a reason.",
        ),
        {"days": 5, **WHY},
    ),
    "GrantExtension": Guide(
        Text("同意延期", "Grant an extension"),
        Text("同意单位所申请的天数。", "Gives the unit the days that it has asked for."),
        {},
    ),
    "DeclineExtension": Guide(
        Text("不同意延期", "Decline an extension"),
        Text("时限不变，须说明理由。", "The limit stays; with a reason."),
        WHY,
    ),
    "EscalateDemand": Guide(
        Text("转上级", "Escalate a demand"),
        Text(
            "区县窗口转市级，市级窗口转省级或四部门工作推进机制，须说明理由；事项仍在本区县台账。",
            "A window passes it on to the city, the city's to the province or the mechanism of the four departments; with a "
            "reason. It stays on the books of its area.",
        ),
        {"to": "city", **WHY},
    ),
    "HandBackDemand": Guide(
        Text("退回办理", "Hand a demand back"),
        Text(
            "市级窗口退回；省级的答复须转录（capacity=transcribing）并注明省级机关。",
            "The city's window hands it back; what the province says is transcribed, with the province's body.",
        ),
        {"answer": "示例：由所在地办理"},
    ),
    "SuperviseDemand": Guide(
        Text("督办", "Supervise a demand"),
        Text(
            "蓝、黄、红三级，逐级加重，须说明理由。",
            "Blue, yellow, red: more urgent each time; with a reason.",
        ),
        {"colour": "yellow", **WHY},
    ),
    "LiftSupervision": Guide(
        Text("解除督办", "Lift a supervision"), Text("须说明理由。", "With a reason."), WHY
    ),
    "SettleDemand": Guide(
        Text("办结", "Settle a demand"),
        _of_unit(
            "登记办理结果；意见建议须注明是否采纳。", "What was done; of an opinion whether it was adopted."
        ),
        {"result": "示例：已入学"},
    ),
    "ExplainDemand": Guide(
        Text("解释说明", "Explain a demand"),
        _of_unit("确不能办理的，向提出人解释说明。", "It cannot be done, and why."),
        {"explanation": "示例：不符合规定"},
    ),
    "WithdrawDemand": Guide(
        Text("撤销", "Withdraw a demand"),
        Text(
            "提出人撤销，或由窗口撤销误登事项，须说明理由。",
            "Who asked takes it back, or the window what was registered by mistake; with a reason.",
        ),
        WHY,
    ),
    "MergeDemand": Guide(
        Text("并办", "Merge a demand"),
        Text(
            "并入本市另一未办结的同类事项，须说明理由。",
            "Into another open item of the city that asks for the same; with a reason.",
        ),
        {"surviving_demand_item_id": AN_ID, **WHY},
    ),
    "ReverseClosure": Guide(
        Text("更正误录办结", "Reverse a closure"),
        Text(
            "误录的办结、解释说明、撤销或并办由另一人更正，corrects填该事件。",
            "That it was closed, or merged, was an entry error: another officer reverses it; `corrects` names the event.",
        ),
        {"corrects": AN_ID, **WHY},
    ),
    "CallBack": Guide(
        Text("回访", "Call back"),
        Text(
            "窗口登记回访，无人应答的填reached=false。",
            "The window asks who asked; `reached` false if nobody answered.",
        ),
        {"reached": True, "note": "示例：已核实"},
    ),
    "RateDemand": Guide(
        Text("评价", "Rate a demand"),
        Text(
            "一次办理一次评价，分五级；后两级须整改，整改后回评一次。窗口录入填capacity=entering_for。",
            "Once per handling, in five grades; the last two open a rectification, after which it is rated once more. A window "
            "that enters it states `capacity` entering_for.",
        ),
        {"grade": "satisfied", "comment": "示例：很快"},
    ),
    "CorrectRating": Guide(
        Text("更正评价", "Correct a rating"),
        Text(
            "评价录入有误的，由另一人说明理由后更正；季报中每件取该季度最后一次评价。",
            "Where the rating was entered otherwise than it was given: by another than who entered it, with the reason. Of a quarter the "
            "last rating of an item counts.",
        ),
        {"grade": "satisfied", "reason": "示例：录入错误"},
    ),
    "RectifyDemand": Guide(
        Text("整改", "Rectify a demand"),
        _of_unit("登记差评整改情况。", "How a bad rating was put right."),
        {"rectification": "示例：已上门说明"},
    ),
    "StrikeOffDemand": Guide(
        Text("销号", "Strike a demand off"),
        Text(
            "回访后销号；有差评的，整改并回评后销号，未回评的须说明理由。台账数据不变。",
            "After a call-back; after a bad rating once it was put right and rated again, or for a reason. It moves no figure.",
        ),
        {},
    ),
    "ReopenDemand": Guide(
        Text("重办", "Reopen a demand"),
        Text(
            "已办结、解释说明或销号的事项重新办理，时限重新起算，须说明理由。",
            "An answered item is dealt with once more in all its time; with a reason.",
        ),
        WHY,
    ),
    "demand_item": Guide(
        Text("一件需求事项", "One demand item"),
        Text(
            "状态、责任单位、期限和亮灯，以及您现在可办理的事项；文字以掩码显示。",
            "Where it stands, who is responsible, by when with the colour of the light, and what you may do now; free text is "
            "masked.",
        ),
    ),
    "demand_item_history": Guide(
        Text("需求事项的历史", "The history of a demand item"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
    "demand_item_texts": Guide(
        Text("需求事项明文", "What was said about a demand item"),
        Text(
            "需求内容、进展、答复、理由等的明文；须注明目的，先记入查阅记录。",
            "Content, progress, replies, reasons without masks, for a stated purpose that is on the access log first.",
        ),
    ),
}
