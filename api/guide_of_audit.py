"""What auditors are told: decision histories and the feed of all events, in both languages: a part of `api/guide.py`."""

from api.explained import Guide
from domain.text import Text

THINGS = {
    "case": Text("申报", "a case"),
    "card": Text("人才卡", "a card"),
    "demand_item": Text("需求事项", "a demand item"),
    "enterprise": Text("企业", "an enterprise"),
    "talent": Text("人才", "a person"),
    "quota": Text("年度配额", "a quota"),
    "report": Text("季报", "a quarterly report"),
}
SAID = Text(
    "审计人员查阅{thing}的全部记录：每一事件的日志位置、时间、经办人、身份、决定、理由、条款原文与政策版本、字段变更前后（脱敏）、"
    "文件摘要、办理标记、事件哈希及证明地址。申报一并列出其名额、批次、人才卡、专家论证、制卡、材料、备注和需求事项。",
    "Everything that is on record about {thing}, for auditors: of every event its position, times, actor, capacity, decision, reason, "
    "clauses in their words, policy version, every field before and after (masked), the digests of files, what became of it since, "
    "its hash and where it is proved. Of a case also that of its place, batches, card, panel, production, attachments, notes and demands.",
)
AS_TEXT = Text(
    "同一内容的纯文本，语言依Accept-Language。",
    "The same as plain text, in the language of `Accept-Language`.",
)
ON_PAPER = Text(
    "同一内容的PDF（PDF/A-2b），办理标记以图形和文字区分，不依赖颜色。",
    "The same as PDF/A-2b; marks are told apart by shape and word, never by colour.",
)
FORMS = {"": Text("", ""), "_text": Text("（文本）", ", as text"), "_print": Text("（打印）", ", on paper")}
TOLD = {"_text": AS_TEXT, "_print": ON_PAPER}
TITLE = Text("{thing}决策全程{form}", "Decision history of {thing}{form}")

OF_AUDIT: dict[str, Guide] = {
    f"{name}_audited{form}": Guide(
        TITLE.filled(thing=thing, form=said), TOLD.get(form, SAID).filled(thing=thing)
    )
    for name, thing in THINGS.items()
    for form, said in FORMS.items()
}
OF_AUDIT["audited_events"] = Guide(
    Text("事件流", "The feed of all events"),
    Text(
        "审计人员按日志顺序读取全部事件（脱敏）：事由、经办人、时间、哈希和证明地址，可按topic、thing_id、actor、function、area、"
        "since筛选；next为续读游标，has_more为尚有未读。每页最多查看一万个位置，筛选结果可能为空页，续读即可。",
        "Every event in the order of the log, masked, with who, when, its hash and where it is proved; by `topic` (or a kind of "
        "thing), `thing_id`, `actor`, `function`, `area`, `since`. `next` continues, now or later; `has_more` says whether there is "
        "something already. A page looks at 10,000 positions at most, so a page of a filter may be empty: read on.",
    ),
)
