"""The words of the three ledgers, and what they mean: where an item stands, who deals with it, how it came in (台账用语)."""

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from documents.opening_book_words import BookTerms, no_day
from domain.demands import Beneficiary, Channel, DemandStatus, EscalationLevel
from domain.fields import wrong
from domain.functions import Function
from domain.names import as_written, tidy
from domain.policy.ledgers import Ledger
from domain.policy.pack import match_form
from domain.text import Text
from domain.use_cases.assigning_demands import StatedUnit
from domain.use_cases.demandwork import MOST_TEXT
from domain.use_cases.registering_demands import FORMER_NUMBER

Kind = TypeVar("Kind")

_BETWEEN = re.compile(r"[、,，;；/\n\s]+")
_ENDED = "办结|完成|销号|解释说明|撤销|撤回|并办|终止|不予办理"
_CLOSED, _MAY_BE_CLOSED = re.compile(f"已经?(?:{_ENDED})"), re.compile(_ENDED)
# Beside these an end has not come yet, or not to all of it: 未按期办结, 待办结, 部分办结.
_NOT_YET = re.compile(r"未|没|待|拟|将|预计|计划|部分|不能|无法|正在|延期|申请|中")
_PASSED_ON = re.compile(r"(?<![未不拟待])(?<![未不拟待].)(?:转|上报)")
_IN_PROGRESS = re.compile(
    r"办理中|在办|正在|已签收|已答复|延期|跟进|推进|对接|督办|协调|重办|未.{0,2}(?:办结|完成)|处理中|解决中"
)
_TO_BE_ASSIGNED = re.compile(r"登记|分类|交办|待签收|异议|未办理|待办(?!结)|未受理|已受理|新增")
_LEVELS = (
    (EscalationLevel.MECHANISM, re.compile(r"机制|四部门")),
    (EscalationLevel.PROVINCE, re.compile(r"省")),
    (EscalationLevel.CITY, re.compile(r"市")),
)
_CHANNELS = (
    (Channel.VISIT, re.compile(r"走访|上门|调研")),
    (Channel.HOTLINE, re.compile(r"热线|电话|12345")),
    (Channel.MEETING, re.compile(r"会议|座谈|会")),
    (Channel.SPECIALIST, re.compile(r"专员|系统|平台|网上")),
    (Channel.TALENT, re.compile(r"本人|人才")),
    (Channel.WINDOW, re.compile(r"窗口|大厅|现场")),
)
_BENEFICIARIES = (
    (Beneficiary.SELF, re.compile(r"本人|自己")),
    (Beneficiary.SPOUSE, re.compile(r"配偶|爱人|妻子|丈夫")),
    (Beneficiary.CHILD, re.compile(r"子女|孩子|儿子|女儿")),
    (Beneficiary.PARENT, re.compile(r"父母|父亲|母亲|老人")),
)
_FUNCTIONS = (
    (Function.STAFFING, re.compile(r"编制|编办")),
    (Function.PARTY_ORG, re.compile(r"组织部")),
    (Function.HRSS, re.compile(r"人社|人力资源")),
    (Function.DRC, re.compile(r"发改|发展和?改革")),
    (Function.MIIT, re.compile(r"工信|工业和信息化")),
    (Function.EDUCATION, re.compile(r"教育|教体")),
    (Function.PUBLIC_SECURITY, re.compile(r"公安|出入境")),
    (Function.HEALTH, re.compile(r"卫健|卫生健康|卫生和健康")),
    (Function.HOUSING, re.compile(r"住建|住房")),
    (Function.SCIENCE, re.compile(r"科技|科学技术")),
    (Function.FINANCE, re.compile(r"金融")),
    (Function.TAXATION, re.compile(r"税务")),
    (Function.CUSTOMS, re.compile(r"海关")),
    (Function.TRANSPORT, re.compile(r"交通")),
    (Function.CULTURE_AND_TOURISM, re.compile(r"文旅|文化")),
    (Function.ALLIANCE, re.compile(r"联盟")),
    (Function.WINDOW, re.compile(r"窗口")),
)
_YES = frozenset(("是", "已销号", "已销", "√", "Y", "y"))


class Standing(NamedTuple):
    """Where an item stands; `status` is None for one that is closed."""

    status: DemandStatus | None
    level: EscalationLevel | None = None


class WrittenCard(NamedTuple):
    """Card type and number that stand in one cell, each as far as it does."""

    card_type: str | None
    number: str | None


def standing(text: str) -> Standing:
    """What was with a unit goes on; what was on its way to one is assigned here anew. Raises `Invalid`."""
    plain = tidy(text).replace(" ", "")
    if _CLOSED.search(plain) or (_MAY_BE_CLOSED.search(plain) and not _NOT_YET.search(plain)):
        return Standing(None)
    if _PASSED_ON.search(plain) and "转办" not in plain:
        return Standing(DemandStatus.ESCALATED, level(plain.replace("转上级", "")))
    if _TO_BE_ASSIGNED.search(plain):
        return Standing(DemandStatus.REGISTERED)
    if _IN_PROGRESS.search(plain):
        return Standing(DemandStatus.IN_PROGRESS)
    raise wrong("status", "status_unknown", STATUS_UNKNOWN)


def level(text: str) -> EscalationLevel | None:
    """To whom it went: 市, 省 or the mechanism of the four departments; None where it names nobody."""
    return _first(_LEVELS, text)


def is_yes(text: str) -> bool:
    return tidy(text) in _YES


def channel(text: str) -> Channel:
    """Raises `Invalid`."""
    found = _first(_CHANNELS, text)
    if found is None:
        raise wrong("channel", "channel_unknown", CHANNEL_UNKNOWN)
    return found


def beneficiaries(text: str) -> tuple[Beneficiary, ...]:
    """All that are named, in one cell. Raises `Invalid`."""
    named = [_first(_BENEFICIARIES, part) for part in _BETWEEN.split(tidy(text)) if part]
    found = tuple(dict.fromkeys(one for one in named if one is not None))
    if None in named or not found:
        raise wrong("beneficiaries", "beneficiary_unknown", BENEFICIARY_UNKNOWN)
    return found


def category(text: str, ledger: Ledger, terms: BookTerms) -> str:
    """The code of the category that is called like this. Raises `Invalid`."""
    names = terms.categories.get(ledger, {})
    found = {match_form(name): code for name, code in names.items()}.get(match_form(text))
    if found is None:
        known = "、".join(name for name in names if not name.isascii())
        raise wrong("category", "category_unknown", CATEGORY_UNKNOWN.filled(names=known))
    return found


def former_number(text: str) -> str:
    """The number that the item had. Raises `Invalid`."""
    plain = no_day(tidy(text).replace(" ", ""))
    if not re.fullmatch(FORMER_NUMBER, plain):
        raise wrong("former_number", "former_number_form", FORMER_NUMBER_FORM)
    return plain


def lead_unit(text: str, own_area: str | None, terms: BookTerms) -> StatedUnit:
    """The first unit of the cell. 市教育局 is the city's, 张店区人社局 an area's, 区人社局 that of the row's own area.

    Raises `Invalid`.
    """
    written = units(text)[0]
    function = _first(_FUNCTIONS, written)
    named = [code for name, code in terms.areas.items() if not name.isascii() and name in written]
    of_own_area = re.match(r"[区县]", written) is not None
    area = named[0] if named else own_area if of_own_area else terms.city_area
    if function is None or area is None:
        raise wrong("lead", "unit_unknown", UNIT_UNKNOWN)
    return StatedUnit(function=function, area=area)


def units(text: str) -> list[str]:
    """The units that stand in one cell, the first of which has the lead. Raises `Invalid` where there is none."""
    found = [part for part in _BETWEEN.split(tidy(text.replace("\n", "、"))) if part]
    if not found:
        raise wrong("lead", "unit_unknown", UNIT_UNKNOWN)
    return found


def card(text: str, terms: BookTerms) -> WrittenCard:
    """惠才卡/SDHC2023001, in any order, or one of the two. Raises `Invalid`."""
    parts = [part for part in _BETWEEN.split(tidy(text)) if part]
    types = [part for part in parts if re.search(r"[\u4e00-\u9fff]", part)]
    numbers = [part for part in parts if part not in types]
    if len(types) > 1 or len(numbers) > 1:
        raise wrong("card", "card_form", CARD_FORM)
    return WrittenCard(terms.card_type(types[0]) if types else None, no_day(numbers[0]) if numbers else None)


def lines_in(text: str, most: int = MOST_TEXT) -> str:
    """The text line by line as it was written. Raises `Invalid`."""
    lines = "\n".join(filter(None, map(as_written, text.splitlines())))
    if len(lines) > most:
        raise wrong("text", "text_length", Text(f"超过{most}字", f"there are more than {most} characters"))
    return lines


def _first(words: Iterable[tuple[Kind, re.Pattern[str]]], text: str) -> Kind | None:
    plain = tidy(text)
    return next((meant for meant, pattern in words if pattern.search(plain)), None)


STATUS_UNKNOWN = Text(
    "请填：待交办、办理中、转市级、转省级、转四部门机制；已办结的不接管",
    "state 待交办, 办理中, 转市级, 转省级 or 转四部门机制; what is closed is not taken over",
)
CHANNEL_UNKNOWN = Text(
    "请填走访、窗口、热线、系统、会议、专员或本人", "state 走访, 窗口, 热线, 系统, 会议, 专员 or 本人"
)
BENEFICIARY_UNKNOWN = Text("请填本人、配偶、子女或父母", "state 本人, 配偶, 子女 or 父母")
CATEGORY_UNKNOWN = Text("该台账没有此类别，可填：{names}", "the ledger has no such category; one of: {names}")
FORMER_NUMBER_FORM = Text(
    "编号最多40位，只含数字、字母、汉字、括号和横线",
    "a number has at most 40 digits, letters, Chinese characters, brackets, / and -",
)
UNIT_UNKNOWN = Text(
    "不认识的责任单位，请填如“市教育局”“张店区人社局”",
    "no unit is known by this name; write it like 市教育局 or 张店区人社局",
)
CARD_FORM = Text("请填一个卡种和一个卡号，如“惠才卡/SDHC2023001”", "state one card type and one number")
