"""What the operations on the transparency log do, in both languages (透明日志)."""

from api.explained import Guide
from domain.text import Text

OF_TRANSPARENCY: dict[str, Guide] = {
    "transparency_logs": Guide(
        Text("各期透明日志", "The transparency logs"),
        Text(
            "各期日志的名称、条目数、根、签名密钥，以及曾发现的异常；供审计、安全和系统管理人员查看。密钥应以当面或书面交付的为准。",
            "Every log with name, size, root and keys, and whatever was found wrong; for auditors, security officers and operators. "
            "Trust the keys that you were handed, not those that stand here.",
        ),
    ),
    "newest_checkpoint": Guide(
        Text("最新检查点", "The newest checkpoint"),
        Text(
            "最新的签名检查点（C2SP tlog-checkpoint）：日志名称、条目数、根和签名；请保存，下次核对时须与之一致。",
            "The newest signed checkpoint (C2SP tlog-checkpoint). Keep it: the next one has to be consistent with it.",
        ),
    ),
    "transparency_anchors": Guide(
        Text("外部存证情况", "The anchors of the log"),
        Text(
            "文件夹、见证方和时间戳机构各于何时存有最新检查点，是否与日志不符；以及本系统作为见证方发现的矛盾。",
            "When folder, witnesses and time stamp authority held the newest checkpoint last, and whether one contradicts the log; "
            "and what other logs have signed against what this instance has seen of them as a witness.",
        ),
    ),
    "AddCheckpoint": Guide(
        Text("请求见证检查点", "Have a checkpoint cosigned"),
        Text(
            "C2SP tlog-witness：下级系统提交其日志的检查点及一致性证明，本系统核验其承接此前所见后签名。无需令牌，以日志签名为凭。",
            "C2SP tlog-witness: another instance hands in a checkpoint of its log with a proof; if that continues all that was seen of the log, "
            "it is cosigned. No token: the log's signature says whose it is.",
        ),
    ),
    "log_checkpoint": Guide(
        Text("一期日志的检查点", "The checkpoint of one log"),
        Text("与分片同一前缀下的检查点。", "The checkpoint under the prefix where the tiles are."),
    ),
    "inclusion_proof": Guide(
        Text("包含证明", "Proof that an event is included"),
        Text(
            "由一个事件到检查点之根的路径（RFC 6962）；条目为事件记录的字节。",
            "The path from one event to a checkpoint's root (RFC 6962); the entry is the bytes of the event record.",
        ),
    ),
    "consistency_proof": Guide(
        Text("一致性证明", "Proof that nothing before was changed"),
        Text(
            "由您保存的检查点到较新检查点的路径（RFC 6962）：此前的内容未被改动。",
            "The path from the checkpoint that you kept to a later one (RFC 6962): nothing before it was changed.",
        ),
    ),
    "event_proof": Guide(
        Text("一个事件的证明文件", "The proof file of one event"),
        Text(
            "一页证明（C2SP tlog-proof）：序号、路径和检查点，可离线核验。",
            "The proof of one event on one page (C2SP tlog-proof): index, path and checkpoint, verified offline.",
        ),
    ),
    "log_entries": Guide(
        Text("一包条目", "A bundle of entries"),
        Text(
            "至多256条事件记录（C2SP tlog-tiles）；个人信息为密文；仅供审计人员。",
            "Up to 256 event records (C2SP tlog-tiles), personal data sealed; for auditors alone.",
        ),
    ),
    "log_records": Guide(
        Text("一包长条目", "A bundle of long entries"),
        Text(
            "同上；其中有条目超过65,535字节的在此处，长度以四字节表示。",
            "The same where one of them has more than 65,535 bytes: each behind its length in four bytes.",
        ),
    ),
    "log_tile": Guide(
        Text("一个分片", "A tile"),
        Text(
            "树的一层中至多256个哈希值（C2SP tlog-tiles）。",
            "Up to 256 hashes of one level of the tree (C2SP tlog-tiles).",
        ),
    ),
}
