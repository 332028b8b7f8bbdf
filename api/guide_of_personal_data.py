"""What may be done with a person's data, explained in both languages (个人信息)."""

from api.explained import NOTICE, YEAR, Guide
from domain.text import Text

OF_PERSONAL_DATA: dict[str, Guide] = {
    "RestrictPersonalData": Guide(
        Text("限制处理", "Restrict personal data"),
        Text(
            "市人社局将一人的个人信息限制为只存储、只保护：不再显示、不再变更、不再发起新的事项；已在办理的事项照常办结。",
            "The city's HRSS has a person's data stored and protected only: nothing is shown, changed or begun any more; what is"
            " under way comes to its end.",
        ),
        {"ground": "retention_runs", "documents": [NOTICE]},
    ),
    "LiftRestriction": Guide(
        Text("解除限制处理", "Lift a restriction"),
        Text(
            "市人社局说明理由后恢复正常处理。", "The city's HRSS lets the data be used again, with a reason."
        ),
        {"reason": "示例：争议已了结"},
    ),
    "AllowReading": Guide(
        Text("准予查阅", "Allow reading"),
        Text(
            "市人社局依法准予另一人在期限内查阅被限制处理的信息；每次查阅均注明目的并留痕。不得准予本人。",
            "The city's HRSS lets somebody else read what is restricted, on a legal basis and until a day; each reading states"
            " its purpose and is on record.",
        ),
        {
            "reader": "sun-audit",
            "basis": "supervision",
            "until": f"{YEAR + 1}-12-31",
            "reason": "示例：专项审计",
        },
    ),
    "RequestErasure": Guide(
        Text("申请删除个人信息", "Request erasure"),
        Text(
            "市人社局提出删除一人的个人信息，由另一人决定；有事项未办结或者保存期限未届满的，不予受理，可先限制处理。",
            "The city's HRSS asks for the erasure of a person's data, which another officer decides; refused while anything is"
            " open or has to be kept: until then they can be restricted.",
        ),
        {"ground": "purpose_achieved", "documents": [NOTICE]},
    ),
    "DeclineErasure": Guide(
        Text("不予删除", "Decline an erasure"),
        Text(
            "市人社局的另一人说明理由，不予删除。",
            "Another officer of the city's HRSS declines the erasure, with a reason.",
        ),
        {"reason": "示例：申请所列事由不成立"},
    ),
    "ErasePersonalData": Guide(
        Text("删除个人信息", "Erase personal data"),
        Text(
            "市人社局的另一人决定删除：销毁该人密钥和证件索引，不可恢复；事件及其证明不受影响。",
            "Another officer of the city's HRSS decides: the person's keys and the index of documents are destroyed for ever;"
            " the events and their proofs stay as they are.",
        ),
        {"documents": [NOTICE]},
    ),
    "access_log": Guide(
        Text("查阅记录", "The access log"),
        Text(
            "审计人员查看谁在何时、以何目的查阅了何人的明文信息，最新的在前；可按actor、subject、thing_id、what、purpose、since、until筛选。",
            "Who was shown which person's data in clear, when and why, the newest first; by `actor`, `subject`, `thing_id`, `what`,"
            " `purpose`, `since` and `until`.",
        ),
    ),
    "access_line_words": Guide(
        Text("查阅目的说明", "The purpose of a reading in words"),
        Text(
            "审计人员查看某次查阅所附的文字说明（明文），须注明目的，本次查看另记一条。被查阅人信息删除后不可恢复。",
            "What somebody gave as the purpose in words, in clear; it is put on the access log itself first. Gone when the person"
            " who was read about is erased.",
        ),
    ),
    "subject_access": Guide(
        Text("本人查阅", "Subject access"),
        Text(
            "市人社局应本人请求导出其全部个人信息（明文）：各事件中的每一项、文件清单、谁查阅过。导出本身记入查阅记录。",
            "The city's HRSS, at the person's request: everything that is held, in clear, with the files and who has read it."
            " It stands on the access log itself.",
        ),
    ),
    "subject_access_print": Guide(
        Text("本人查阅件（PDF）", "Subject access on paper"),
        Text(
            "同上，排成PDF/A供打印、交付本人；中文或英文，由Accept-Language决定。",
            "The same as PDF/A-2b to be handed over, in Chinese or English by `Accept-Language`.",
        ),
    ),
    "subject_access_package": Guide(
        Text("本人查阅（打包）", "Subject access as a package"),
        Text(
            "同上，打包为ZIP：JSON清单和原样的全部文件，供交付本人。",
            "The same as a ZIP to be handed over: the list as JSON, and every file as it was handed in.",
        ),
    ),
}
