"""What the columns of the three ledgers are called (公共服务、市场服务需求台账，意见建议台账的表头)."""

from collections.abc import Mapping, Sequence

from documents import opening_book_columns as books
from documents.opening_book_columns import AREA, ENTERPRISE, NAME, REMARK, STATUS, USCC, vocabulary
from documents.tables import SERIAL, Vocabulary
from domain.policy.ledgers import Ledger

FORMER_NUMBER = "former_number"
PHONE = "phone"
CARD_TYPE = "card_type"
CARD_NUMBER = "card_number"
CARD = "card"
RAISED_ON = "raised_on"
CHANNEL = "channel"
CATEGORY = "category"
CONTENT = "content"
BENEFICIARIES = "beneficiaries"
POLICY_BASIS = "policy_basis"
CONDITIONS = "conditions"
PLANNED_ON = "planned_on"
LEAD = "lead"
DUE_ON = "due_on"
PASSED_ON = "escalated_to"
STRUCK_OFF = "struck_off"

_OF_ALL: Mapping[str, Sequence[str]] = {
    SERIAL: ("序号",),
    FORMER_NUMBER: ("需求编号", "编号", "事项编号", "台账编号", "原编号", "意见编号", "建议编号"),
    AREA: books.AREAS,
    ENTERPRISE: books.ENTERPRISES,
    USCC: books.USCCS,
    NAME: ("人才姓名", "姓名", "持卡人", "需求人", "提出人", "人才"),
    PHONE: ("联系电话", "电话", "联系方式", "手机号码", "人才联系电话"),
    CARD: ("卡种/卡号", "卡种卡号", "卡种及卡号", "卡种、卡号"),
    CARD_TYPE: books.CARD_TYPES,
    CARD_NUMBER: books.CARD_NUMBERS,
    RAISED_ON: ("提出时间", "提出日期", "登记时间", "登记日期", "受理时间", "需求提出时间"),
    CHANNEL: ("提出渠道", "渠道", "来源", "需求来源", "登记渠道"),
    CONTENT: (
        "需求具体内容", "需求内容", "具体内容", "具体需求", "意见建议内容", "意见内容", "建议内容", "意见建议", "内容",
        "诉求内容",
    ),
    LEAD: (
        "牵头责任单位", "牵头单位", "责任单位", "承办单位", "主办单位", "牵头责任单位/配合单位", "牵头单位/配合单位",
        "责任单位牵头", "责任单位牵头单位",
    ),
    DUE_ON: ("办结时限", "答复时限", "办理时限", "完成时限", "时限", "办结期限"),
    STATUS: ("办理状态", "状态", "当前状态", "办理进度"),
    PASSED_ON: ("是否上报", "上报层级", "转上级"),
    STRUCK_OFF: ("是否销号", "销号"),
    REMARK: ("备注",),
}  # fmt: skip
_CATEGORIES = ("类别", "事项类别", "需求类别")
_OF_ONE: Mapping[Ledger, Mapping[str, Sequence[str]]] = {
    Ledger.PUBLIC_SERVICE: {
        CATEGORY: ("服务事项类别", "公共服务类别", "服务事项", *_CATEGORIES),
        BENEFICIARIES: ("涉及对象", "对象", "服务对象"),
        POLICY_BASIS: ("政策依据",),
    },
    Ledger.MARKET_SERVICE: {
        CATEGORY: ("服务类别", "市场服务类别", *_CATEGORIES),
        CONDITIONS: ("预算或期望条件", "预算", "期望条件", "预算/期望条件"),
        PLANNED_ON: ("计划完成时间", "计划完成日期"),
    },
    Ledger.OPINION: {
        CATEGORY: ("意见类别", "意见建议类别", "建议类别", *_CATEGORIES),
        POLICY_BASIS: ("涉及政策/文号", "涉及政策", "涉及政策及文号", "政策/文号"),
    },
}
# What a ledger has beside that, and an open item has no field for: it is kept in the remark.
KEPT_IN_REMARK = (
    "配合单位", "推荐服务机构", "联盟成员", "对接单位", "对接结果", "是否采纳", "答复意见", "办理情况", "进展", "办理结果",
    "办结时间", "答复时间", "延期次数及新时限", "延期次数", "新时限", "回访时间", "满意度",
)  # fmt: skip
# What a ledger says of itself: it is computed here.
_COMPUTED_HERE = ("是否超期", "亮灯", "是否超期/亮灯", "剩余工作日")
_NAMED_ALONE = {
    "公共服务": Ledger.PUBLIC_SERVICE,
    "市场服务": Ledger.MARKET_SERVICE,
    "市场化服务": Ledger.MARKET_SERVICE,
    "意见建议": Ledger.OPINION,
    "意见": Ledger.OPINION,
}

LEDGERS: Mapping[Ledger, Vocabulary] = {
    ledger: vocabulary(CONTENT, {**_OF_ALL, **own}, (*KEPT_IN_REMARK, *_COMPUTED_HERE))
    for ledger, own in _OF_ONE.items()
}
EXPECTED_OF_DEMANDS = {RAISED_ON: "提出时间", STATUS: "办理状态"}


def ledger_of(heads: frozenset[str], *titles: str) -> Ledger | None:
    """Which ledger it is: by the columns that it alone has, or else by its first title that names one."""
    own = {ledger for ledger in Ledger if heads & _columns_alone(ledger)}
    if len(own) == 1:
        return own.pop()
    for title in titles:
        named = {ledger for words, ledger in _NAMED_ALONE.items() if words in title}
        if len(named) == 1:
            return named.pop()
    return None


def _columns_alone(ledger: Ledger) -> frozenset[str]:
    """The names of columns that no other ledger has."""
    others = {
        name for one in Ledger if one is not ledger for names in _OF_ONE[one].values() for name in names
    }
    return frozenset(name for names in _OF_ONE[ledger].values() for name in names) - others
