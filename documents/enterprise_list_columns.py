"""What the columns of an enterprise list are called (企业名单的表头)."""

from collections.abc import Mapping, Sequence

from documents.tables import SERIAL, Heading, Vocabulary

NAME = "name"
USCC = "uscc"
AREA = "area"
INDUSTRY = "industry"
LISTED_ON = "listed_on"
REMARK = "remark"
PRINCIPAL = "principal"
PRINCIPAL_TITLE = "principal_title"
PRINCIPAL_PHONE = "principal_phone"
PARTY_MANAGED = "party_managed"
SPECIALIST = "specialist"
SPECIALIST_PHONE = "specialist_phone"

_NAMED_ALIKE_ANYWHERE: Mapping[str, Sequence[str]] = {
    SERIAL: ("序号", "编号"),
    NAME: ("企业名称", "单位名称", "公司名称", "企业全称", "单位全称", "企业"),
    USCC: ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码"),
    AREA: ("区县", "所属区县", "所在区县", "所属区域", "所在区域", "单位所属区域", "属地"),
    INDUSTRY: ("所属产业集群", "产业集群", "所属产业链", "产业链", "所属产业", "所属行业", "行业"),
    LISTED_ON: ("入选时间", "入选日期", "列入时间", "列入日期", "认定时间", "认定日期"),
    REMARK: ("备注",),
    PRINCIPAL: ("主要负责人", "主要负责人姓名", "企业主要负责人", "负责人", "负责人姓名", "法定代表人"),
    PRINCIPAL_TITLE: ("主要负责人职务", "负责人职务"),
    PRINCIPAL_PHONE: ("主要负责人联系电话", "主要负责人电话", "负责人联系电话", "负责人电话"),
    PARTY_MANAGED: (
        "是否党委管理干部",
        "是否党委管理的领导干部",
        "是否各级党委管理的领导干部",
        "是否党委管理领导干部",
        "党委管理干部",
    ),
    SPECIALIST: ("单位服务专员", "服务专员", "服务专员姓名", "企业服务专员", "联系人", "企业联系人"),
    SPECIALIST_PHONE: ("单位服务专员电话", "服务专员电话", "服务专员联系电话", "专员电话", "联系人电话"),
}
# Columns that say nothing where the person's own column is missing.
_PERSON_OF = {
    PRINCIPAL_TITLE: PRINCIPAL,
    PRINCIPAL_PHONE: PRINCIPAL,
    PARTY_MANAGED: PRINCIPAL,
    SPECIALIST_PHONE: SPECIALIST,
}
_KEY_OF = {words: key for key, alike in _NAMED_ALIKE_ANYWHERE.items() for words in alike}

# Words that mean something only beside the person to whom they belong: the one named above or last before.
_OF_A_PERSON: Mapping[str, Mapping[str, str]] = {
    "姓名": {PRINCIPAL: PRINCIPAL, SPECIALIST: SPECIALIST},
    "职务": {PRINCIPAL: PRINCIPAL_TITLE},
    **{
        words: {PRINCIPAL: PRINCIPAL_PHONE, SPECIALIST: SPECIALIST_PHONE}
        for words in ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式")
    },
}


def _recognise(headings: Sequence[Heading]) -> dict[str, int]:
    """The first column of each key. A telephone column belongs to the person named last to its left."""
    columns: dict[str, int] = {}
    person = PRINCIPAL
    for at, heading in enumerate(headings):
        person = _person(heading.upper) or person
        words = heading.lower or heading.upper
        key = _KEY_OF.get(words) or _OF_A_PERSON.get(words, {}).get(person)
        if key is not None:
            columns.setdefault(key, at)
    return {key: at for key, at in columns.items() if _PERSON_OF.get(key, key) in columns}


def _person(words: str) -> str | None:
    if "负责人" in words or "法定代表人" in words:
        return PRINCIPAL
    return SPECIALIST if "专员" in words or "联系人" in words else None


VOCABULARY = Vocabulary(NAME, _recognise, frozenset(_OF_A_PERSON) | frozenset(_KEY_OF))
