"""What the operations on cards without an application do, in both languages (免申即享)."""

from api.explained import YEAR, Guide
from domain.text import Text

OF_GRANTS: dict[str, Guide] = {
    "GrantAutomatically": Guide(
        Text("免申即享发卡", "Grant cards without an application"),
        Text(
            "市工信局按两份名单为主要负责人发荣耀卡。先dry_run=true预览：逐人列明新发、负责人变更、拟终止、不发及理由和条款；"
            "再填预览的preview发卡。预览后情况有变的，不予受理。",
            "The city's MIIT issues the honor card to the heads whom both lists name. With `dry_run=true` it is shown of every "
            "head what would be done, with reasons and clauses; then state the `preview` that was shown, and it is done. If "
            "something has changed since, it is refused.",
        ),
        {
            "city": "370300",
            "card_type": "honor",
            "preview": "0" * 64,
            "documents": [
                {"kind": "approval", "number": f"示例工信〔{YEAR}〕1号", "issued_on": f"{YEAR}-01-01"}
            ],
        },
    ),
    "automatic_grants": Guide(
        Text("免申即享批次", "The runs"),
        Text("一个城市某一卡种的各批次，新批次在前。", "The runs of a city and card type, the newest first."),
    ),
    "grant_run": Guide(
        Text("一个免申即享批次", "One run"),
        Text(
            "何人在何企业获卡或未获卡，理由和条款，所据文件。",
            "Who got a card at which enterprise and who did not, why, under which clause and on which papers.",
        ),
    ),
}
