"""What the operations on quarterly reports do, in both languages (季报)."""

from api.explained import LAST_QUARTER, NOTICE, Guide
from domain.text import Text

OF_QUARTERS: dict[str, Guide] = {
    "CloseEntry": Guide(
        Text("关账", "Close entry of a quarter"),
        Text(
            "市级窗口为在本系统记账的各区县一次性关账：一个时点、一个日志位置；随即产生各单位应报季报。省级窗口、自有系统的区县窗口为本单位关账。",
            "The city's window closes entry at once for all areas whose books are here: one instant, one position of the log. Every "
            "unit's report is due from then on. The province's window, and that of an area with an instance of its own, close for "
            "themselves.",
        ),
        {"unit": "370300", "quarter": LAST_QUARTER},
    ),
    "CompileReport": Guide(
        Text("编制季报", "Compile a report"),
        Text(
            "数字由台账账目得出，数字不平衡时不予编制；编制人选定附1、附3事项，情况说明加密保存。",
            "The figures follow from the books, and nothing is compiled that does not balance. The compiler chooses the items of "
            "annexes 1 and 3; the statement is sealed.",
        ),
        {"statement": "示例：本季度情况说明"},
    ),
    "SignOffReport": Guide(
        Text("签发季报", "Sign a report off"),
        Text(
            "由编制人以外的人签发，此后不得更改。",
            "By another officer than its compiler; it never changes from then on.",
        ),
        {},
    ),
    "DeclineSignOff": Guide(
        Text("不予签发季报", "Decline to sign a report off"),
        Text("退回编制人，须说明理由。", "It goes back to its compiler, with a reason."),
        {"reason": "示例：请核对附1"},
    ),
    "SubmitReport": Guide(
        Text("报送季报", "Submit a report"),
        Text(
            "报送上级窗口；是否按期一并记录。",
            "It goes to the window above; whether in time is put on record.",
        ),
        {},
    ),
    "AcknowledgeReport": Guide(
        Text("接收季报", "Acknowledge an area's report"),
        Text(
            "市级窗口接收区县季报，由未参与编制、签发的人办理。",
            "The city's window takes an area's report in, by somebody who neither compiled it nor signed it off.",
        ),
        {},
    ),
    "ReturnReport": Guide(
        Text("退回季报", "Return an area's report"),
        Text(
            "市级窗口退回区县季报，须说明理由；区县以更正报重新报送。",
            "The city's window gives it back with a reason; the area revises it.",
        ),
        {"reason": "示例：漏报一件"},
    ),
    "TranscribeAnswer": Guide(
        Text("录入上级答复", "Write down the answer from above"),
        Text(
            "按上级窗口文件录入接收或退回，待另一人核对。",
            "The window writes down what that of the level above says; a second officer has to confirm it.",
        ),
        {
            "answer": "acknowledged",
            "capacity": "transcribing",
            "deciding_body": "shandong-window",
            "documents": [NOTICE],
        },
    ),
    "ConfirmAnswer": Guide(
        Text("核对上级答复", "Confirm the answer from above"),
        Text(
            "另一人与文件核对后生效。",
            "A second officer has compared it with the paper; from then on it has effect.",
        ),
        {},
    ),
    "ContestAnswer": Guide(
        Text("上级答复核对不符", "Contest the answer from above"),
        Text(
            "与文件不符的，须说明理由，重新录入。", "It is not what the paper says: it is written down anew."
        ),
        {"reason": "示例：录入有误"},
    ),
    "OpenRevision": Guide(
        Text("启动更正报", "Open a revision"),
        Text(
            "已签发的版本保留不变，另行编制更正报，须说明理由。",
            "What was signed off stays as it is; another revision is compiled beside it, for a reason.",
        ),
        {"reason": "示例：补录漏报事项"},
    ),
    "quarterly_reports": Guide(
        Text("季报列表", "List the reports of a quarter"),
        Text(
            "一个季度各单位季报的状态：已报、迟报、未报；下级自有系统报来的一并列出。",
            "Where each unit's report of a quarter stands: who has reported, who is late, who is missing; with those that come from "
            "instances of their own.",
        ),
    ),
    "quarterly_report": Guide(
        Text("查看季报", "One report"),
        Text(
            "一个单位的季报、全部版本、数字、附表和可办事项。",
            "A unit's report with all revisions, figures, annexes, and what may be done about it.",
        ),
    ),
    "quarterly_report_history": Guide(
        Text("季报历史", "History of a report"), Text("一份季报的全部事件。", "Every event of a report.")
    ),
    "quarterly_report_workbook": Guide(
        Text("季报电子表", "A report as a workbook"),
        Text(
            "签发后为留存的原文件，签发前为标明未签发的草稿。注明查阅目的的含情况说明，并记入查阅记录。",
            "The file that was signed off, or before that a draft marked as such. With a purpose it has the statement, and "
            "that it was read stands on the access log.",
        ),
    ),
    "quarterly_report_print": Guide(
        Text("季报印刷件", "A report as PDF"),
        Text(
            "签发后为留存的原文件，签发前为标明未签发的草稿。注明查阅目的的含情况说明，并记入查阅记录。",
            "The file that was signed off, or before that a draft marked as such. With a purpose it has the statement, and "
            "that it was read stands on the access log.",
        ),
    ),
    "quarterly_report_content": Guide(
        Text("季报内容", "Content of a revision"),
        Text(
            "一个版本的规范JSON，与其SHA-256逐字节一致，格式见docs/format/quarterly-report-1.json。",
            "The canonical JSON of a revision, byte for byte what its SHA-256 is of; its schema is "
            "docs/format/quarterly-report-1.json.",
        ),
    ),
    "quarterly_report_figure": Guide(
        Text("数字下钻", "What stands behind a figure"),
        Text(
            "一个版本任一数字背后的事项及其记账（日志位置、生效日、入账日），上级季报并列出各下级单位所占部分；由其他系统报送的单位此处只有其内容。",
            "The items behind any figure of a revision, each with the movement by which it counts; of a report of the level above also what "
            "each unit below adds. Of a unit that has reported from another instance only its content is here.",
        ),
    ),
    "report_drafts": Guide(
        Text("季报初稿", "Drafts of the quarter"),
        Text(
            "季度结束次日系统提醒的初稿，关账前可预览。",
            "The drafts that the clock announced on the first day after the quarter, until entry is closed.",
        ),
    ),
    "quarterly_report_preview": Guide(
        Text("季报预览", "Preview a report"),
        Text(
            "关账前按现有台账账目试算，仅供查看，不作留存；不平衡之处一并列出。",
            "What the report would say if entry were closed now. Nothing of it is kept; what does not balance is told beside the "
            "figures.",
        ),
    ),
    "quarterly_report_changes": Guide(
        Text("截止后变动", "What has moved since"),
        Text(
            "最近签发版本数据截止后记录、但属本季度或以前季度的变动，逐条列出，并说明现在编制更正报数字是否会不同。",
            "What was recorded after the cut-off of the last signed revision but is of its quarter or an earlier one, event by event, and "
            "whether a revision compiled now would have other figures.",
        ),
    ),
}
