"""What the operations on accounts, keys and the security log do, in both languages (账号、密钥、安全日志)."""

from api.explained import YEAR, Guide
from domain.text import Text

OF_ACCOUNTS: dict[str, Guide] = {
    "IssueApiKey": Guide(
        Text("发放密钥", "Issue an API key"),
        Text(
            "安全管理员为某人的系统发放密钥，写明岗位、范围（操作名，queries为全部查询）和有效期（一年以内）。密钥只在首次回复中显示；"
            "使用密钥办理须填写Idempotency-Key，四眼原则视同本人。",
            "A security officer lets a machine act for a person, in one post, for the operations in `scope` (`queries` for every "
            "query), for a year at most. The key stands in the first answer alone. Who acts by it states an `Idempotency-Key`; "
            "four eyes count its holder.",
        ),
        {
            "account": "officer-17",
            "label": "hr-system",
            "role": "officer",
            "function": "hrss",
            "area": "zhangdian",
            "scope": ["queries"],
            "expires_at": f"{YEAR + 1}-01-01T00:00:00+08:00",
        },
    ),
    "RotateApiKey": Guide(
        Text("轮换密钥", "Rotate an API key"),
        Text(
            "换一个新密钥，旧密钥在overlap_hours内仍有效（最长30天）。新密钥只在首次回复中显示。",
            "The key has another secret; the one before is good for `overlap_hours` beside it, 30 days at most. The key stands in "
            "the first answer alone.",
        ),
        {"expires_at": f"{YEAR + 1}-01-01T00:00:00+08:00", "overlap_hours": 24},
    ),
    "RevokeApiKey": Guide(
        Text("撤销密钥", "Revoke an API key"),
        Text("密钥立即失效，须说明理由。", "The key lets nobody in from now on; with a reason."),
        {"reason": "示例：系统停用"},
    ),
    "JoinAccounts": Guide(
        Text("认定为同一人", "Say that two accounts are one person's"),
        Text(
            "登记两个账号属于同一人；此后四眼原则和三员分立按同一人判断，须说明理由。",
            "From then on four eyes, and the roles that are kept apart, are judged of both accounts as of one person; with a reason.",
        ),
        {"account": "officer-17", "other": "officer-17b", "reason": "示例：同一人的两个账号"},
    ),
    "SeparateAccount": Guide(
        Text("撤销同一人认定", "Say that an account is another person's"),
        Text(
            "误认定为同一人的账号，说明理由后撤销认定；此后单独判断，此前的记录不变。",
            "Of an account that was joined with others by mistake, with the reason: from then on it is judged for itself, and what "
            "was recorded before stays.",
        ),
        {"account": "officer-17b", "reason": "示例：误认定"},
    ),
    "OpenEmergency": Guide(
        Text("应急查阅", "Look at a case in an emergency"),
        Text(
            "部门工作人员因紧急情况查看本市其他部门的一件申报，须用文字说明理由，最长60分钟，记入安全日志，由审计人员事后复核。",
            "An officer looks at one case of another office of the city for an hour at most, with a reason in words. Every look "
            "is on the security log, and an auditor reviews it afterwards.",
        ),
        {"minutes": 30, "reason": "示例：防汛期间代办"},
    ),
    "ReviewEmergency": Guide(
        Text("复核应急查阅", "Review an emergency"),
        Text(
            "审计人员认定应急查阅是否确有必要，须说明理由；本人不得复核。",
            "An auditor says whether there was an emergency, with a reason; never who looked.",
        ),
        {"finding": "justified", "reason": "示例：情况属实"},
    ),
    "accounts": Guide(
        Text("账号一览", "The accounts"),
        Text(
            "有密钥、有应急查阅或已认定为同一人的账号，各密钥的最近使用时间；供安全管理员和审计人员查看。",
            "The accounts with keys, emergencies or other accounts of the same person, and when each key was last used; for "
            "security officers and auditors.",
        ),
    ),
    "account": Guide(
        Text("一个账号", "One account"),
        Text(
            "一个账号的密钥、应急查阅和同一人的其他账号。",
            "Its keys, its emergencies, and the person's other accounts.",
        ),
    ),
    "account_history": Guide(
        Text("账号的历史", "The history of an account"),
        Text(
            "何人何时发放、轮换、撤销密钥，应急查阅及其复核。",
            "Every event: keys, emergencies, reviews, when and why.",
        ),
    ),
    "security_log": Guide(
        Text("安全日志", "The security log"),
        Text(
            "登录、认证失败、拒绝访问、密钥、应急查阅和管理员操作，最新在前；不含个人信息；供安全管理员和审计人员查看。",
            "Sign-ins and failures, denials, keys, emergencies and what administrators did, the newest first; nothing personal; "
            "for security officers and auditors.",
        ),
    ),
    "restorations": Guide(
        Text("恢复记录", "What was put back into the log"),
        Text(
            "发现篡改后放回的事件和由备份恢复的数据库，最新在前：何人、何时、依据哪份副本和检查点、为何；被篡改的原行以摘要列示。供审计人员查看。",
            "Events that were put back after tampering and databases out of backups, the newest first: by whom, from which copy,"
            " under which checkpoint, why; of the row that was found its hash. For auditors.",
        ),
    ),
}
