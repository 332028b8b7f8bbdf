"""What the operations on panels of experts do, in both languages (专家论证)."""

from api.explained import Guide
from api.guide_of_cases import OF_PROVINCE
from domain.text import Text

OF_PANELS: dict[str, Guide] = {
    "ConvenePanel": Guide(
        Text("组织专家论证", "Convene a panel"),
        Text(
            "市人社局按省里文件登记论证专家；省人社厅会同省发展改革委组织。专家姓名加密保存。",
            "The city's HRSS writes down whom the provincial HRSS, with the DRC, has convened; experts' names are sealed.",
        ),
        {**OF_PROVINCE, "members": [{"name": "示例甲", "organization": "示例大学"}, {"name": "示例乙"}]},
    ),
    "AddPanelMember": Guide(
        Text("增补专家", "Add an expert"),
        Text("增补一名专家，如替补回避的专家。", "Adds an expert, such as for one who is recused."),
        {**OF_PROVINCE, "name": "示例丙"},
    ),
    "RecusePanelMember": Guide(
        Text("专家回避", "Recuse an expert"),
        Text(
            "登记专家回避及其理由；已登记的表决作废。",
            "States that an expert keeps away, with the reason; a vote cast before is void.",
        ),
        {**OF_PROVINCE, "reason": "示例：与人选同单位"},
    ),
    "CastPanelVote": Guide(
        Text("专家表决", "Cast a vote"),
        Text(
            "登记一名专家的表决（agree、disagree、abstain）和意见，每人一次。",
            "Writes down what one expert says (`agree`, `disagree`, `abstain`), with an opinion that is sealed; once each.",
        ),
        {**OF_PROVINCE, "vote": "agree", "opinion": "示例意见"},
    ),
    "StrikePanelVote": Guide(
        Text("更正误录表决", "Strike a vote"),
        Text(
            "误录的表决作废后可重新登记，须说明理由。",
            "A vote that was entered wrongly is taken back, with a reason, and cast anew.",
        ),
        {**OF_PROVINCE, "reason": "示例：误录"},
    ),
    "ConcludePanel": Guide(
        Text("形成论证结论", "Conclude a panel"),
        Text(
            "按政策包规定的人数和比例由表决得出结论，待另一人核对。",
            "Works the conclusion out of the votes by the rule of the pack; a second officer has to confirm it.",
        ),
        OF_PROVINCE,
    ),
    "ConfirmPanelConclusion": Guide(
        Text("核对论证结论", "Confirm a conclusion"),
        Text(
            "另一人与省里文件核对后，申报转入省级结果；未通过的不得登记为省级通过。",
            "A second officer has compared it with the province's papers; the case goes on to the province's answer, which "
            "cannot be an approval of what did not pass.",
        ),
        {},
    ),
    "ContestPanelConclusion": Guide(
        Text("论证结论核对不符", "Contest a conclusion"),
        Text(
            "与省里文件不符，须说明理由；表决可更正。",
            "It is not what the papers say; votes may be put right again.",
        ),
        {"reason": "示例：与会议纪要不符"},
    ),
    "DissolvePanel": Guide(
        Text("解散论证", "Dissolve a panel"),
        Text("不形成结论，可另行组织。", "It comes to no conclusion; another may be convened."),
        {**OF_PROVINCE, "reason": "示例：人数不足"},
    ),
    "panels": Guide(
        Text("专家论证名册", "The register of panels"),
        Text(
            "列出全市的专家论证及其进展和结论，可按区域、状态、结论、申报和人才筛选；仅市级部门和审计人员可见，其他人所得为空。",
            "Every panel of the city, where it stands and what it came to; by area, status, conclusion, case and person. For "
            "who sees the whole city; the list of everybody else is empty.",
        ),
    ),
    "panel_of_case": Guide(
        Text("申报的专家论证", "The panel of a case"),
        Text("某一申报最近一次专家论证。", "The panel that was convened last about a case."),
    ),
    "panel": Guide(
        Text("专家论证", "One panel"),
        Text(
            "专家（脱敏）、表决和结论，以及您现在可办理的事项；仅市级部门和审计人员可见。",
            "Its experts, masked, their votes and the conclusion, and what you may do now; for who sees the whole city.",
        ),
    ),
    "panel_history": Guide(
        Text("专家论证的历史", "The history of a panel"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
}
