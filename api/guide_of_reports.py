"""What the operations on reports between instances do, in both languages (季报收发)."""

from api.explained import Guide
from domain.text import Text

OF_REPORTS: dict[str, Guide] = {
    "report_deliveries": Guide(
        Text("各报送件", "The report deliveries"),
        Text(
            "本单位报送上级的季报及其状态、尝试次数和失败原因。",
            "The reports that one's unit sends up, how they stand, and why attempts were in vain.",
        ),
    ),
    "report_delivery": Guide(
        Text("一个报送件", "One report delivery"),
        Text(
            "一个版本的报送情况，以及您现在可办理的事项。",
            "How far a revision has come, and what you may do now.",
        ),
    ),
    "report_delivery_history": Guide(
        Text("报送沿革", "The history of a report delivery"),
        Text("每一事件及其所依据的回执。", "Every event, with the receipt on which it stands."),
    ),
    "report_delivery_receipt": Guide(
        Text("查看回执", "Read the receipt"),
        Text(
            "上级最近一次回执，退回理由为明文；查阅目的记入查阅记录。",
            "What the receiver has said last, its reason in clear; that it was read stands on the access log.",
        ),
    ),
    "ResendReport": Guide(
        Text("重报", "Resend a report"),
        Text(
            "被拒收的报送件在原因消除后再次报送，须说明理由。",
            "A delivery that was refused is sent anew after its cause was mended; with a reason.",
        ),
        {"reason": "示例：上级已登记本单位密钥"},
    ),
    "received_reports": Guide(
        Text("各收到的季报", "The received reports"),
        Text(
            "下级单位报来的季报，各以最新版本显示。",
            "What the units below have sent, each in its last revision.",
        ),
    ),
    "received_report": Guide(
        Text("一份收到的季报", "One received report"),
        Text(
            "各版本、文件和已作出的结论。", "All its revisions with their files, and what was said of each."
        ),
    ),
    "received_report_history": Guide(
        Text("收报沿革", "The history of a received report"),
        Text("每一事件，谁在何时依据什么作出。", "Every event, with who decided it, when and on what."),
    ),
    "received_file": Guide(
        Text("收到的季报文件", "A file of a received report"),
        Text("所签名的原文件。", "The file as it was signed."),
    ),
    "AcknowledgeReceivedReport": Guide(
        Text("认可收到的季报", "Acknowledge a received report"),
        Text(
            "接收单位认可最新版本；下级查询回执时得知。",
            "The receiving office agrees to the last revision; the sender learns of it with the receipt.",
        ),
        {},
    ),
    "ReturnReceivedReport": Guide(
        Text("退回收到的季报", "Return a received report"),
        Text(
            "接收单位退回最新版本，须说明理由；下级以更正报再次报送。",
            "The receiving office sends the last revision back, with a reason; a correction comes as a new revision.",
        ),
        {"reason": "示例：附2缺少一项超期事项"},
    ),
    "ReceiveReport": Guide(
        Text("收报", "Receive a report"),
        Text(
            "下级系统提交签名的报送包，得到签名的回执；同一报告再次提交只有一次效果。",
            "The instance of a unit below hands a signed package in and gets a signed receipt; sent again it has no "
            "second effect.",
        ),
    ),
    "AskForReceipt": Guide(
        Text("查询回执", "Ask for a receipt"),
        Text(
            "下级系统以签名的清单查询其季报的状态。",
            "The instance of a unit below asks with its signed manifest what became of its report.",
        ),
    ),
}
