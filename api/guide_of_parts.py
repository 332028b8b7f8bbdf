"""The parts of the contract, in the order in which they are met, and what each is about: the headings of `/docs`."""

from domain.text import Text

PARTS = {
    "quotas": Text("年度配额与名额", "the yearly quota and its places"),
    "enterprises": Text("企业、负责人与服务专员", "enterprises, their principals and their specialists"),
    "enterprise lists": Text("部门提供的企业名单", "the lists of enterprises that departments provide"),
    "talents": Text(
        "人才：证件、任职、个人信息权利", "persons: documents, employment, rights in their own data"
    ),
    "card applications": Text(
        "申报：起草、审核、补正、结果、复核", "cases: drafts, reviews, corrections, results"
    ),
    "batches": Text("集中提交的批次", "cases that one letter hands on together"),
    "opening books": Text("期初接管：原有台账", "what a city had before it kept its books here"),
    "automatic grants": Text("免申即享发卡", "cards without an application"),
    "panels": Text("专家论证", "panels of experts"),
    "cards": Text("人才卡：制发、激活、挂失、措施、续期、终止", "cards from issue to end"),
    "production batches": Text("制卡批次", "cards that are made together"),
    "card services": Text("持卡待遇与服务使用", "what a holder is entitled to, and has used"),
    "papers": Text(
        "文书：登记表、通知书、函件、材料包、卡面", "forms, notices, letters, packages, card faces"
    ),
    "policies": Text(
        "政策版本：起草、模拟、发布、停用", "policy versions: drafted, simulated, published, retired"
    ),
    "jobs": Text("定时任务", "what the clock does"),
    "bulk jobs": Text("批量办理", "many commands handed in together"),
    "attachments": Text("材料", "the files that a case stands on"),
    "calendar": Text("工作日历", "the days that are worked"),
    "audit": Text(
        "审计：决策全程、卷宗、抽样、查阅记录、安全日志", "histories, dossiers, samples, who has read what"
    ),
    "accounts": Text("账号、接口密钥、应急授权", "accounts, API keys, emergencies"),
    "stand-ins": Text("代办", "who acts for whom"),
    "deadlines": Text("办理期限与到期提示", "what is due"),
    "demand items": Text("需求事项及三本台账", "demands, and their three ledgers"),
    "quarterly reports": Text(
        "季报：汇总、签发、报送、更正", "the reports of a quarter: compiled, signed, submitted, corrected"
    ),
    "report exchange": Text("季报上下级报送与回执", "reports on their way up, and receipts on theirs down"),
    "transparency": Text(
        "透明日志：检查点、证明、见证", "the transparency log: checkpoints, proofs, witnesses"
    ),
    "card verification": Text("卡片核验，人人可查", "whether a card is in force, for everybody"),
    "service": Text("运行状态", "how the service fares"),
}


def told_of_parts() -> list[dict[str, str]]:
    """Each part and what it is about, as the contract says it."""
    return [
        {"name": name, "description": f"{about.zh} · {about.en[0].upper()}{about.en[1:]}"}
        for name, about in PARTS.items()
    ]
