"""What the operations on cards do, in both languages (人才卡)."""

from api.explained import YEAR, Guide
from api.guide_of_cases import OF_PROVINCE
from domain.text import Text

OF_CARDS: dict[str, Guide] = {
    "IssueCard": Guide(
        Text("发卡", "Issue a card"),
        Text(
            "市人社局按省里文件登记卡号、发卡日期和有效期；与本市规定不一致的，予以标注，不予拒绝。",
            "The city's HRSS writes down the number, the day of issue and the term that the province's document states. "
            "A term that is not the one of the rule is marked, never refused.",
        ),
        {
            **OF_PROVINCE,
            "card_number": f"SDHC{YEAR}000001",
            "issued_on": f"{YEAR}-01-01",
            "valid_from": f"{YEAR}-01-01",
            "valid_to": f"{YEAR + 4}-12-31",
            "term_rule": "fixed_years",
        },
    ),
    "IssueOwnCard": Guide(
        Text("颁发本市的卡", "Issue a card of the city's own"),
        Text(
            "本市发卡机关颁发精英卡、荣耀卡：写明发卡日期和有效期，卡号由系统编制；前端引才的卡只能提前发放。",
            "The city's own issuer issues an elite or honor card: it states the day of issue and the term; the number is "
            "given here. Cards that are for persons who are still to come are issued early alone.",
        ),
        {
            "issued_on": f"{YEAR}-01-01",
            "valid_from": f"{YEAR}-01-01",
            "valid_to": f"{YEAR + 2}-12-31",
            "term_rule": "contract_period",
        },
    ),
    "cards": Guide(
        Text("人才卡登记簿", "The card register"),
        Text(
            "登记在册的人才卡，按登记先后排列，个人信息以掩码显示；as_of查询某一位置或时点当时的登记簿，effective_on查询某日有效的登记簿，"
            "ends_after和ends_before查询到期的卡。",
            "The cards on the books in the order in which they came there, masked. `as_of` shows the register as it was "
            "known at a position or an instant, `effective_on` as it was in force on a day; `ends_after` and `ends_before` find what expires.",
        ),
    ),
    "card_differences": Guide(
        Text("登记簿变动", "What differs between two moments of the register"),
        Text(
            "from和to两个时点（位置或时刻）之间登记簿的变动：新增、终止、变更的卡及各栏前后内容，并附合计；"
            "from晚于to时即为反向的变动。",
            "The cards that were added, ended or changed between the moments `from` and `to`, with every column before and "
            "after, and how many there are in all; with `from` behind `to` it is told the other way round.",
        ),
    ),
    "card_register_workbook": Guide(
        Text("下载人才卡登记簿", "The card register as a workbook"),
        Text(
            "登记簿的xlsx文件，筛选条件与列表相同，个人信息一律脱敏。",
            "The same register under the same filters as an xlsx file to print, masked as everywhere.",
        ),
    ),
    "card_reminders": Guide(
        Text("到岗提醒和续期名单", "Reminders of cards"),
        Text(
            "临近拟到岗日期的提前发放卡和临近有效期止的卡，日期早的在前；kind区分到岗（arrival）和续期（renewal），"
            "days_before为档次（如90、60、30），function为被提醒的部门。",
            "The cards whose planned arrival or whose end comes near, the soonest first, with the office that was told: "
            "`kind` is arrival or renewal, `days_before` the mark (90, 60, 30), `function` that of the office.",
        ),
    ),
    "card_reminders_workbook": Guide(
        Text("下载提醒名单", "The reminders as a workbook"),
        Text(
            "同一名单的xlsx文件，筛选条件相同，个人信息一律脱敏。",
            "The same list under the same filters as an xlsx file to print, masked as everywhere.",
        ),
    ),
    "card": Guide(
        Text("一张人才卡", "One card"),
        Text(
            "一张卡，以及您现在可办理的事项；as_of查询过去的情况。",
            "One card, and what you may do now; `as_of` shows it as it was.",
        ),
    ),
    "card_history": Guide(
        Text("人才卡的历史", "The history of a card"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, under what clause."),
    ),
}
