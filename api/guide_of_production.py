"""What the operations on production batches do, in both languages (制卡批次)."""

from api.explained import AN_ID, YEAR, Guide
from domain.text import Text

ORDER = {"kind": "production_order", "number": f"示例制卡〔{YEAR}〕1号", "issued_on": f"{YEAR}-01-01"}

OF_PRODUCTION: dict[str, Guide] = {
    "OpenProductionBatch": Guide(
        Text("建立制卡批次", "Open a production batch"),
        Text(
            "发卡部门为本市某一卡种建立制卡批次，可同时列入待制的卡（card_ids）。",
            "The office that issues a type of card begins a batch; the cards in `card_ids` are taken into it at once.",
        ),
        {"city": "370300", "card_type": "elite", "card_ids": [AN_ID]},
    ),
    "AddToProduction": Guide(
        Text("卡列入批次", "Add cards to a production batch"),
        Text(
            "列入已颁发、待制卡、同一卡种的卡（查找：/v1/cards?plastic=to_produce），一张卡同时只在一个批次；一张不符则全部不列入。",
            "Takes in cards of this type that are issued and not made yet (`/v1/cards?plastic=to_produce`). A card is in one "
            "batch at a time; if one may not join, none does.",
        ),
        {"card_ids": [AN_ID]},
    ),
    "RemoveFromProduction": Guide(
        Text("卡移出批次", "Remove a card from a production batch"),
        Text(
            "下单前移出一张卡，须说明理由；该卡可列入其他批次。",
            "Leaves a card out before the order, with a reason; it may join another batch.",
        ),
        {"card_id": AN_ID, "reason": "示例：姓名待核对"},
    ),
    "OrderProduction": Guide(
        Text("制卡下单", "Order the cards"),
        Text(
            "向制卡单位下单，须注明订单或函件的文号和日期；此后批次不再增减。",
            "Orders the cards from the maker, with number and date of the paper; nothing is added or left out any more.",
        ),
        {"documents": [ORDER]},
    ),
    "ReceiveFromProduction": Guide(
        Text("收卡", "Receive cards"),
        Text(
            "登记制卡单位交来且无误的卡；不填card_ids则为全部未收的卡。最后一张说明后批次自动办结。",
            "States which cards have come and are right; all that are awaited if `card_ids` is left out. With the last answer "
            "the batch is closed.",
        ),
        {"card_ids": [AN_ID]},
    ),
    "RejectFromProduction": Guide(
        Text("退回重制", "Reject a card"),
        Text(
            "登记印制有误（misprinted）或未制作（not_made）的卡，须说明理由；该卡重新待制，另行组批。",
            "States that a card came with a fault (`misprinted`) or not at all (`not_made`), with a reason; it is to be made "
            "anew, with another batch.",
        ),
        {"card_id": AN_ID, "fault": "misprinted", "reason": "示例：姓名印错"},
    ),
    "CancelProductionBatch": Guide(
        Text("取消制卡批次", "Cancel a production batch"),
        Text(
            "尚未收到卡时取消批次，须说明理由；其中的卡恢复待制。",
            "Gives a batch up of which no card has come yet, with a reason; its cards are to be made again.",
        ),
        {"reason": "示例：更换制卡单位"},
    ),
    "production_batches": Guide(
        Text("制卡批次清单", "List production batches"),
        Text(
            "全市的制卡批次，新批次在前，各批次的张数：未收、已收、印制有误、未制作、已失效、随取消释放，合计即总数。",
            "The city's batches, the newest first, each with its counts, which add up to the number of its cards.",
        ),
    ),
    "production_batch": Guide(
        Text("一个制卡批次", "One production batch"),
        Text(
            "批次中的卡及制卡结果，可办事项。",
            "Its cards, what became of each, and what may be done with it.",
        ),
    ),
    "production_batch_history": Guide(
        Text("制卡批次的历史", "The history of a production batch"),
        Text("何人何时因何依据办理了什么。", "Every event: who, when, why, on which papers."),
    ),
}
