"""What is refused because the policy does not know it, or does not say it."""

from typing import Self

from domain.errors import Conflict, Invalid, NotFound, Refusal, RuleViolation
from domain.text import Text


class NotInPolicy(Refusal):
    """Something was named that the pack does not have; the name is shown cut short."""

    @classmethod
    def named(cls, name: str) -> Self:
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        return cls(Text(f"{cls.title.zh}：{shown}", f"{cls.title.en}: {shown}"))


class NoPolicyInForce(Conflict):
    code = "no_policy_in_force"
    title = Text("该日期没有适用的政策", "No policy was in force on that day")


class UnknownPolicyVersion(NotInPolicy, NotFound):
    code = "unknown_policy_version"
    title = Text("没有此政策版本", "There is no such policy version")


class UnknownClause(NotInPolicy, NotFound):
    code = "unknown_clause"
    title = Text("政策中没有此条款", "The policy has no such clause")


class UnknownArea(NotInPolicy, Invalid):
    code = "unknown_area"
    title = Text("没有此区县（功能区）", "There is no such area")


class UnknownCardType(NotInPolicy, Invalid):
    code = "unknown_card_type"
    title = Text("没有此卡种", "There is no such card type")


class UnknownListType(NotInPolicy, Invalid):
    code = "unknown_list_type"
    title = Text("没有此企业类型", "There is no such type of enterprise list")


class NoQuotaRoute(RuleViolation):
    code = "no_quota_route"
    title = Text("该卡种不采取配额制发放", "This card type is not issued by quota")


class VersionTextChanged(Conflict):
    """A published version is read for ever as it was published; other rules are another version."""

    code = "policy_version_text_changed"
    title = Text(
        "该政策版本已发布，内容不得更改；请升版本号",
        "This policy version is published and may not change; raise its number",
    )


class AreaOfAnotherCity(Conflict):
    code = "area_of_another_city"
    title = Text("区域代码已属于另一城市", "The area code belongs to another city already")


_SHOWN = 40
