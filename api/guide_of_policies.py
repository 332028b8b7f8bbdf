"""What each operation about policy versions does, in both languages."""

from api.explained import Guide
from domain.text import Text

PACK = "format: 1\nid: zibo-2023\nversion: zibo-2023/2\n…"

OF_POLICIES: dict[str, Guide] = {
    "DraftPolicy": Guide(
        Text("起草政策版本", "Draft a policy version"),
        Text(
            "系统管理员或市人社局提交政策包全文（YAML），有误则逐行列出；草案由另一人发布后才生效。",
            "An operator or the city's HRSS puts the text of a pack up; every fault is told with its line. Nothing is "
            "decided under it until somebody else publishes it.",
        ),
        {"content": PACK},
    ),
    "RevisePolicyDraft": Guide(
        Text("修改政策草案", "Revise a draft"),
        Text("重新提交草案全文，版本号不变。", "States the whole text of a draft anew, under its own number."),
        {"content": PACK},
    ),
    "DiscardPolicyDraft": Guide(
        Text("政策草案作废", "Discard a draft"),
        Text("草案作废，版本号不再使用；须说明理由。", "Lets a draft drop; its number is not used again. With a reason."),
        {"reason": "示例：另行起草"},
    ),
    "PublishPolicyDraft": Guide(
        Text("发布政策草案", "Publish a draft"),
        Text(
            "由起草人以外的市人社局人员发布，自其生效日期起适用；已提交的申报仍适用原版本。",
            "An officer of the city's HRSS who has not written it publishes it. It holds from its first day on; cases "
            "that were submitted before keep their version.",
        ),
        {},
    ),
    "RetirePolicy": Guide(
        Text("停用政策版本", "Retire a version"),
        Text(
            "该版本适用至所填日期（含当日）；已提交的申报仍适用该版本。须说明理由。",
            "The version holds to this day and no longer; cases that stand on it keep it. With a reason.",
        ),
        {"last_day": "2099-12-31", "reason": "示例：新办法施行"},
    ),
    "policies": Guide(
        Text("各政策版本", "The policy versions"),
        Text(
            "全部版本；on查询某日有效的版本。草案只显示给可起草者和审计人员。",
            "Every version, or with `on` what was in force on a day. Drafts are shown to who may draft, and to auditors.",
        ),
    ),
    "policy": Guide(
        Text("一个政策版本", "One policy version"),
        Text("一个版本的全部内容，以及您现在可办理的事项。", "One version with everything it says, and what you may do now."),
    ),
    "policy_history": Guide(
        Text("政策版本的历史", "The history of a policy version"),
        Text("何人何时起草、发布、停用，理由为何。", "Who drafted, published and retired it, when and why."),
    ),
    "policy_simulated": Guide(
        Text("政策模拟", "Simulate a version"),
        Text(
            "该版本对已有全部记录会有何不同，按类别、条款、区县、部门汇总；不记录任何事项。办理中答复202，稍后再查。",
            "What the version would have changed about everything on record, summed by kind, clause, area and department; "
            "nothing is recorded. 202 while it is under way: ask again.",
        ),
    ),
    "policy_compared": Guide(
        Text("政策版本比对", "The differences of two versions"),
        Text("与另一版本相比，逐处列出不同之处。", "Every place in which a version says something else than another."),
    ),
}  # fmt: skip
