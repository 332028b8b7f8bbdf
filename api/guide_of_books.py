"""What the operations on opening books do, in both languages (期初接管)."""

from api.explained import YEAR, Guide
from domain.text import Text

AT_EXAMPLE = {"enterprise": "示例九〇五号有限公司", "uscc": "91370300PDY090051U", "area": "zhangdian"}

OF_BOOKS: dict[str, Guide] = {
    "TakeOverBooks": Guide(
        Text("期初接管", "Take over the books"),
        Text(
            "市人社局接管启用前已有的人才卡和配额名额，市窗口接管三个台账的未办结需求（xlsx、xls、ods、csv文件，或JSON）；生效日期即接管日期；dry_run=true只预检，不接管。",
            "The city's HRSS takes over the cards and quota places that there were before, its window the open demands of the three "
            "ledgers, from a file (xlsx, xls, ods, csv) or as JSON; the effective day is the cut-over date; with `dry_run=true` it is only tried.",
        ),
        {
            "city": "370300",
            "document_number": f"示例期初〔{YEAR}〕1号",
            "cards": [
                {
                    "row": 3,
                    "card_type": "elite",
                    "card_number": "SLJY0905",
                    "status": "in_force",
                    "route": "ordinary",
                    "name": "示例戊",
                    "document": {"kind": "resident_identity_card", "number": "370399190001019056"},
                    **AT_EXAMPLE,
                }
            ],
            "places": [
                {"row": 3, "quota_year": YEAR - 1, "department": "miit", "status": "nominated", **AT_EXAMPLE}
            ],
        },
    ),
    "opening_books": Guide(
        Text("已接管的台账", "What was taken over"),
        Text("一个城市接管的各文件，新文件在前。", "The files that a city has taken over, the newest first."),
    ),
    "books_file": Guide(
        Text("一个已接管的文件", "One file that was taken over"),
        Text("一个文件的各行所接管的卡、名额或需求。", "One file, with what each of its rows has brought."),
    ),
}  # fmt: skip
