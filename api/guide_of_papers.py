"""What the papers are, and what verifying a card tells, in both languages: a part of `api/guide.py`."""

from api.explained import Guide
from domain.text import Text

OF_PAPERS: dict[str, Guide] = {
    "registration_form": Guide(
        Text("打印登记表", "Print the registration form"),
        Text(
            "按通知附件版式的PDF，正反两面，各环节意见已填入。不填purpose则个人信息脱敏；填写purpose则为明文，"
            "发出前记入查阅记录。",
            "The form as the notice lays it out, two sides of A4 as PDF/A-2b, with the decisions in their boxes. Masked "
            "without a `purpose`; with one in clear, which goes on the access log before anything is sent.",
        ),
    ),
    "correction_notice": Guide(
        Text("打印补正告知书", "Print the correction notice"),
        Text(
            "最近一次补正的一次性告知书。",
            "The last request for corrections, with everything that was asked for.",
        ),
    ),
    "decision_notice": Guide(
        Text("打印决定告知书", "Print the decision notice"),
        Text(
            "申报办结的决定、理由、依据文件和条款。",
            "The decision that ended the case, with its reason, its papers and its clauses.",
        ),
    ),
    "batch_letter": Guide(
        Text("打印报送函", "Print the letter of a batch"),
        Text(
            "批次的报送函及人选名单；封存前没有文号。",
            "The letter of a batch with the list of its members; without a number until it is sealed.",
        ),
    ),
    "submission_package": Guide(
        Text("下载报送包", "Download the submission package"),
        Text(
            "封存的省级批次的zip：报送函、名单（xlsx，附省级结果列）、各登记表、JSON和SHA-256清单。同样内容同样字节。",
            "Of a batch sealed for the province: letter, name list with columns for the results, forms, the same as JSON, "
            "and the SHA-256 of each. The same content is the same bytes.",
        ),
    ),
    "case_package": Guide(
        Text("下载单件报送包", "Download the submission package of a case"),
        Text(
            "不随批次、单件上报省里的申报的zip，内容同批次报送包，以上报时为准；省级结果填入名单后可批量导入。",
            "Of a case that went to the province alone: the same as of a batch, as the case was sent. The name list comes back "
            "with the result, and is read by a bulk job.",
        ),
    ),
    "card_face": Guide(
        Text("打印卡面", "Print the face of a card"),
        Text(
            "在用人才卡的卡面（85.6毫米乘54毫米），附核验二维码。",
            "The face of a card that is in force, 85.6 mm by 54 mm, with the code by which it is verified.",
        ),
    ),
    "production_list": Guide(
        Text("下载制卡名单", "Download the list for the maker"),
        Text(
            "制卡批次的名单（xlsx）：卡号、姓名、发卡日期、有效期和二维码内容，以下单时为准。不填purpose则姓名脱敏；"
            "填写purpose则为明文，发出前记入查阅记录。",
            "What the maker prints on the cards of a batch, as they were ordered: number, name, days, and what the QR code "
            "says. Names are masked without a `purpose`; with one in clear, which goes on the access log first.",
        ),
    ),
    "delivery_sheet": Guide(
        Text("下载领取登记表", "Download the sheet to sign"),
        Text(
            "批次中已收到的卡（xlsx），附领取方式、签收人、领取日期三列；填好后按批量任务导入（sheet_of=deliveries）。",
            "The cards of a batch that have come, with columns for who signs when. Filled in, it is handed in as a bulk job "
            "(`sheet_of=deliveries`).",
        ),
    ),
    "card_verification": Guide(
        Text("核验人才卡", "Verify a card"),
        Text(
            "扫描卡面二维码核验：有效、已过期、暂停使用、无效或无法识别，不含个人信息。无需登录，限制访问频次。",
            "What the code on a card says: `valid`, `expired`, `suspended`, `invalid` or `unknown`, and nothing about a "
            "person. Open to all, as often as the limits allow; 429 says in `Retry-After` when there is room again.",
        ),
    ),
}
