"""What can be read of the three ledgers (需求台账), in both languages."""

from api.explained import Guide
from domain.text import Text

OF_LEDGERS: dict[str, Guide] = {
    "demand_items": Guide(
        Text("需求事项列表和办件队列", "The ledgers, and queues in them"),
        Text(
            "三个台账的事项，按登记先后排列，可按台账、区域、单位、亮灯、登记或办结季度、类别、企业类型等筛选；"
            "queue为本岗位（及所代岗位）的队列。文字以掩码显示，可办理的事项见单件；as_of为截至某一时点当时的台账。",
            "Items of the three ledgers in the order of their entry, by ledger, area, unit, light, quarter, category and more; "
            "`queue` is one of the caller's post, or of those stood in for. Free text is masked; what may be done, the item says. "
            "With `as_of` the ledgers are what was known then.",
        ),
    ),
    "demand_ledger_workbook": Guide(
        Text("台账（Excel）", "A ledger as a workbook"),
        Text(
            "一个台账的Excel文件：两行表头、冻结窗格、重复标题行、下拉选项，编号为文本；不填purpose的为脱敏件，填写的逐件记入查阅记录。",
            "One ledger as an Excel file in the office's layout, of any length; masked unless a purpose is stated, which goes on the access log item by item.",
        ),
    ),
    "demand_ledger_print": Guide(
        Text("台账打印件", "A ledger to print"),
        Text(
            "14栏打印版（PDF，A4横向）；不填purpose的为脱敏件，填写的先记入查阅记录。",
            "The 14-column version as PDF, A4 landscape; masked unless a purpose is stated, which goes on the access log.",
        ),
    ),
    "demand_item_timeline": Guide(
        Text("事项办理历程", "Timeline of an item"),
        Text(
            "一件事项先后发生的全部事件，每件一句话，附经办人、依据、生效和记录时间；文字内容不在其中。",
            "Everything that has happened to an item, a sentence for each event with who, on which ground and when; free texts are no part of it.",
        ),
    ),
    "demand_item_timeline_text": Guide(
        Text("事项办理历程（文本）", "Timeline of an item as text"),
        Text(
            "同一历程的纯文本，按Accept-Language给出中文或英文。",
            "The same as plain text, in Chinese or English by Accept-Language.",
        ),
    ),
}
