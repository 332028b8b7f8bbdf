"""What the columns of a card register and of a quota ledger are called (人才卡登记簿、配额台账的表头)."""

from collections.abc import Callable, Mapping, Sequence

from documents.tables import SERIAL, Heading, Vocabulary

CARD_NUMBER = "card_number"
CARD_TYPE = "card_type"
ROUTE = "route"
TALENT_CLASS = "talent_class"
NAME = "name"
PERSON = "person"
DOCUMENT = "document"
DOCUMENT_KIND = "document_kind"
NATIONALITY = "nationality"
ENTERPRISE = "enterprise"
USCC = "uscc"
AREA = "area"
LIST_TYPE = "list_type"
DEPARTMENT = "department"
QUOTA_YEAR = "quota_year"
NOMINATED_ON = "nominated_on"
APPROVAL = "approval_number"
APPROVED_ON = "approved_on"
ISSUED_ON = "issued_on"
VALID_FROM = "valid_from"
VALID_TO = "valid_to"
VALIDITY = "validity"
STATUS = "status"
REMARK = "remark"

ENTERPRISES = (
    "单位", "单位名称", "工作单位", "用人单位", "引才单位", "所在单位", "企业", "企业名称", "推荐企业", "申报企业",
)  # fmt: skip
USCCS = ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码")
AREAS = ("所属区域", "所在区域", "单位所属区域", "区域", "区县", "所属区县", "所在区县", "属地")
CARD_TYPES = ("卡种", "卡类", "卡类型", "卡别", "卡种类", "人才卡类型", "人才卡种类")
CARD_NUMBERS = ("卡号", "人才卡号", "卡编号", "证卡编号", "人才卡编号")
_OF_BOTH: Mapping[str, Sequence[str]] = {
    SERIAL: ("序号", "编号"),
    CARD_TYPE: CARD_TYPES,
    DOCUMENT: (
        "证件类型及号码", "证件类型和号码", "证件及号码", "证件类型/号码", "证件号码", "证件号", "身份证件", "身份证号",
        "身份证号码", "公民身份号码", "身份证或护照号", "身份证或护照号码", "护照号码",
    ),
    DOCUMENT_KIND: ("证件类型", "证件种类", "证件名称"),
    NATIONALITY: ("国籍", "国籍/民族", "国籍民族", "国籍及民族", "签发国", "证件签发国"),
    ENTERPRISE: ENTERPRISES,
    USCC: USCCS,
    AREA: AREAS,
    DEPARTMENT: ("推荐部门", "推荐单位", "部门", "归口部门"),
    QUOTA_YEAR: ("配额年度", "年度", "推荐年度", "申报年度"),
}  # fmt: skip
_OF_CARDS: Mapping[str, Sequence[str]] = {
    **_OF_BOTH,
    CARD_NUMBER: CARD_NUMBERS,
    ROUTE: ("发放方式", "颁发方式", "发卡方式", "取得方式"),
    TALENT_CLASS: ("层次", "人才层次", "认定层次", "人才类别"),
    NAME: ("姓名", "持卡人", "持卡人姓名", "人才姓名"),
    LIST_TYPE: ("企业类型", "单位类型"),
    APPROVAL: ("批准文件", "批准文件文号", "批准文号", "批复文件", "批复文号", "发卡文件"),
    APPROVED_ON: ("批准日期", "批准时间", "批准文件日期", "批复日期"),
    ISSUED_ON: ("发卡日期", "发卡时间", "颁发日期", "颁发时间", "发放日期"),
    VALID_FROM: ("有效期起", "有效期自", "有效期开始", "有效期起始", "起始日期", "生效日期"),
    VALID_TO: ("有效期止", "有效期至", "有效期截止", "有效期终止", "到期日期", "截止日期"),
    VALIDITY: ("有效期", "有效期限", "有效期起止"),
    STATUS: ("当前状态", "状态", "卡状态", "人才卡状态"),
    REMARK: ("备注",),
}
_OF_PLACES: Mapping[str, Sequence[str]] = {
    **_OF_BOTH,
    PERSON: ("申报人", "申领人", "人选", "推荐人选", "申报人姓名", "人才姓名", "姓名"),
    NOMINATED_ON: ("推荐日期", "推荐时间"),
    STATUS: ("状态", "当前状态", "名额状态", "使用状态", "使用情况"),
}
# What a card register has beside that, and the card has no field for: it is kept in the remark.
KEPT_IN_REMARK = ("认定依据", "期限依据", "状态日期", "状态原因", "原卡号")
# What a ledger says of itself: it is counted here.
_COUNTED_HERE = ("市", "上限", "余额", "剩余", "剩余名额")
# Words of a second head row, which say something together with those above: 有效期 起|止, 批准文件 文号|日期.
_BELOW = frozenset(("起", "止", "自", "至", "文号", "日期", "类型", "种类", "号码", "姓名", "年度"))


def _recogniser(
    named: Mapping[str, Sequence[str]], by_title: Sequence[str]
) -> Callable[[Sequence[Heading]], dict[str, int]]:
    """Knows the columns of `named` by any of their names, and those of `by_title` by their only one."""
    key_of = {words: key for key, alike in named.items() for words in alike} | {one: one for one in by_title}

    def recognise(headings: Sequence[Heading]) -> dict[str, int]:
        """The first column of each key; what stands in two rows may say it together, or below alone."""
        columns: dict[str, int] = {}
        for at, (upper, lower) in enumerate(headings):
            key = key_of.get(upper + lower) or key_of.get(lower)
            if key is not None:
                columns.setdefault(key, at)
        return columns

    return recognise


def vocabulary(anchor: str, named: Mapping[str, Sequence[str]], by_title: Sequence[str]) -> Vocabulary:
    """The columns of a kind of books: `named` by their keys, `by_title` by the only name that they have."""
    words = (words for alike in named.values() for words in alike)
    return Vocabulary(anchor, _recogniser(named, by_title), _BELOW.union(words, by_title))


CARD_REGISTER = vocabulary(CARD_NUMBER, _OF_CARDS, KEPT_IN_REMARK)
QUOTA_LEDGER = vocabulary(QUOTA_YEAR, _OF_PLACES, _COUNTED_HERE)
EXPECTED_OF_CARDS = {
    CARD_TYPE: "卡种",
    NAME: "姓名",
    DOCUMENT: "证件类型及号码",
    ENTERPRISE: "单位",
    STATUS: "当前状态",
}
EXPECTED_OF_PLACES = {DEPARTMENT: "部门", ENTERPRISE: "企业", STATUS: "状态"}
