"""What is refused because the policy does not know it, or does not say it."""

from collections.abc import Iterable
from typing import ClassVar, Self

from domain.errors import Conflict, FieldError, Invalid, NotFound, Refusal, RuleViolation
from domain.text import Text


class NotInPolicy(Refusal):
    """Something was named that the pack does not have: it says what there is, where one can choose from it.

    What was written is not repeated: it may be anything.
    """

    names: ClassVar[str]  # the field that names it

    @classmethod
    def named(cls, there_are: Iterable[str] = ()) -> Self:
        """The refusal, with the codes that can be named instead."""
        choices = tuple(there_are)
        text = (
            CHOICES.filled(title=cls.title, zh="、".join(choices), en=", ".join(choices))
            if choices
            else cls.title
        )
        return cls(field=cls.names, errors=(FieldError(cls.names, cls.code, text),))


class NoPolicyInForce(Conflict):
    code = "no_policy_in_force"
    title = Text("该日期没有适用的政策", "No policy was in force on that day")


class UnknownPolicyVersion(NotInPolicy, NotFound):
    code = "unknown_policy_version"
    title = Text("没有此政策版本", "There is no such policy version")
    names = "policy_version"


class UnknownClause(NotInPolicy, NotFound):
    code = "unknown_clause"
    title = Text("政策中没有此条款", "The policy has no such clause")
    names = "clauses"


class UnknownArea(NotInPolicy, Invalid):
    code = "unknown_area"
    title = Text("没有此区县（功能区）", "There is no such area")
    names = "area"


class UnknownCardType(NotInPolicy, Invalid):
    code = "unknown_card_type"
    title = Text("没有此卡种", "There is no such card type")
    names = "card_type"


class UnknownListType(NotInPolicy, Invalid):
    code = "unknown_list_type"
    title = Text("没有此企业类型", "There is no such type of enterprise list")
    names = "list_type"


class UnknownRoute(NotInPolicy, Invalid):
    code = "unknown_route"
    title = Text("没有此办理途径", "There is no such route")
    names = "route"


class UnknownService(NotInPolicy, Invalid):
    code = "unknown_service"
    title = Text("没有此服务事项", "There is no such service")
    names = "service"


class UnknownForm(NotInPolicy, Invalid):
    code = "unknown_form"
    title = Text("没有此登记表", "There is no such form")
    names = "form"


class UnknownStep(NotInPolicy, Invalid):
    code = "unknown_step"
    title = Text("没有此办理环节", "There is no such step")
    names = "step"


class UnknownGround(NotInPolicy, Invalid):
    code = "unknown_ground"
    title = Text("没有此挂起事由", "There is no such ground of suspension")
    names = "ground"


class UnknownCategory(NotInPolicy, Invalid):
    code = "unknown_category"
    title = Text("该台账没有此类别", "The ledger has no such category")
    names = "category"


class UnknownAllianceMember(NotInPolicy, Invalid):
    code = "unknown_alliance_member"
    title = Text("没有此联盟成员", "The alliance has no such member")
    names = "member"


class LedgersNotKept(RuleViolation):
    code = "ledgers_not_kept"
    title = Text("该市政策未设三个台账", "The city's policy keeps no ledgers of demands")


class NoQuotaRoute(RuleViolation):
    code = "no_quota_route"
    title = Text("该卡种不采取配额制发放", "This card type is not issued by quota")


class NoAutomaticRoute(RuleViolation):
    code = "no_automatic_route"
    title = Text("该卡种不采取免申即享方式发放", "This card type is not issued without an application")


class OutsideQuotaYear(RuleViolation):
    code = "outside_quota_year"
    title = Text(
        "推荐的生效日期不在该配额年度内", "The nomination takes effect in another year than that of the quota"
    )


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


CHOICES = Text("{title}；可填：{zh}", "{title}; there are: {en}")
