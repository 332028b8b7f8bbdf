"""What the operations on stand-ins and notes do, in both languages (代办、备注)."""

from api.explained import YEAR, Guide
from domain.text import Text

OF_CASE_WORKERS: dict[str, Guide] = {
    "WriteNote": Guide(
        Text("办件备注", "Write a note"),
        Text(
            "在申报上写备注；内部备注企业不可见。内容加密保存，以掩码显示。",
            "Write a note on a case, sealed and shown masked; an internal one is never shown to the enterprise.",
        ),
        {"text": "示例：已电话联系服务专员", "is_internal": True},
    ),
    "StrikeNoteOut": Guide(
        Text("划去备注", "Strike a note out"),
        Text(
            "由写备注的部门划去，须说明理由；备注保留可查。",
            "The office that wrote it strikes the note out, with a reason; it stays to be read.",
        ),
        {"reason": "示例：写错申报"},
    ),
    "case_notes": Guide(
        Text("申报的备注", "The notes on a case"),
        Text(
            "按先后列出备注；企业只见非内部的备注。",
            "The notes on a case, the oldest first; an enterprise sees those that are not internal.",
        ),
    ),
    "GrantStandIn": Guide(
        Text("授权代办", "Let an officer stand in"),
        Text(
            "在本岗位授权他人代办，写明起止日期，可限于一个办理途径或一件申报；由本人授权，或经签发人签发。代办人以"
            "capacity=deputising、on_behalf_of办理，四眼原则同时看两个人。",
            "Let another act for somebody of your office from a day to a day, on one route or in one case if you like; the "
            "person does so, or a superior signs (`signatory`). Who stands in sends `capacity` deputising and "
            "`on_behalf_of`; four eyes are asked of both persons.",
        ),
        {
            "officer": "officer-17",
            "principal": "officer-4",
            "valid_from": f"{YEAR}-01-05",
            "valid_to": f"{YEAR}-12-31",
            "signatory": "示例签发人",
        },
    ),
    "RevokeStandIn": Guide(
        Text("撤销代办", "Revoke a grant"),
        Text("由授权的部门撤销，须说明理由。", "The office of the grant takes it back, with a reason."),
        {"reason": "示例：人员已返岗"},
    ),
    "stand_ins": Guide(
        Text("代办名册", "The register of stand-ins"),
        Text(
            "列出本岗位可见机构的全部代办授权，以及代办人或被代办人是本人的授权；可按代办人、被代办人、职能、区域、办理途径、申报和"
            "有效日筛选。",
            "Every grant of the offices that your post sees, and those by which or for whom you act; by officer, principal, "
            "function, area, route, case, and the day on which it holds.",
        ),
    ),
    "stand_in": Guide(
        Text("代办记录", "Stand-in"),
        Text("某人代谁办理、期限和范围。", "For whom an officer acts, how long and how far."),
    ),
    "stand_in_history": Guide(
        Text("代办的历史", "The history of a stand-in"),
        Text("何人何时授权和撤销。", "Every event: who granted and revoked, when and why."),
    ),
}
