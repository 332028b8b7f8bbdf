"""The words of a city's opening books, and what they mean: states, routes, departments, identity documents."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from documents.cells import day_in
from documents.document_numbers import document_number_in
from domain.card_routes import CardRoute
from domain.cards import CardStatus
from domain.countries import country, country_named
from domain.fields import wrong
from domain.functions import Function
from domain.identity_documents import DocumentKind
from domain.names import tidy
from domain.places import PlaceStatus
from domain.policy.ledgers import Ledger
from domain.policy.pack import match_form
from domain.text import Text

Kind = TypeVar("Kind")

_FEWEST_SIGNS = 3
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_DAY = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?", re.ASCII)
_DAY_AS_READ = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+)?", re.ASCII)
_WITHOUT_END = frozenset(("长期", "永久", "长期有效"))

_CARD_STATUSES = {
    **dict.fromkeys(("正常", "有效", "在用", "使用中", "生效", "在册"), CardStatus.IN_FORCE),
    **dict.fromkeys(("暂停", "冻结", "停用", "已暂停", "已冻结"), CardStatus.SUSPENDED),
    **dict.fromkeys(
        ("失效", "已失效", "到期", "已到期", "过期", "已过期", "收回", "已收回", "撤销", "已撤销", "注销", "已注销", "终止"),
        CardStatus.ENDED,
    ),
}  # fmt: skip
_PLACE_STATUSES = {
    **dict.fromkeys(("已推荐", "推荐", "预占", "已预占"), PlaceStatus.NOMINATED),
    **dict.fromkeys(("已使用", "使用", "占用", "已占用"), PlaceStatus.CONSUMED),
    **dict.fromkeys(("释放", "已释放", "撤回", "已撤回"), PlaceStatus.RELEASED),
}
_ROUTES = (
    (CardRoute.DIRECT, re.compile(r"直接")),
    (CardRoute.REVIEWED, re.compile(r"审核")),
    (CardRoute.PANEL, re.compile(r"评审|论证")),
    (CardRoute.QUOTA, re.compile(r"配额")),
    (CardRoute.FLEXIBLE, re.compile(r"柔性")),
    (CardRoute.FRONT_END, re.compile(r"前端")),
    (CardRoute.AUTOMATIC, re.compile(r"免申")),
    (CardRoute.OPEN_CHALLENGE, re.compile(r"揭榜")),
    (CardRoute.ORDINARY, re.compile(r"普通|常规|一般")),
    (CardRoute.UNKNOWN, re.compile(r"不详|未知|不明")),
)
_DEPARTMENTS = (
    (Function.PARTY_ORG, re.compile(r"组织")),
    (Function.HRSS, re.compile(r"人社|人力资源")),
    (Function.DRC, re.compile(r"发改|发展和?改革")),
    (Function.MIIT, re.compile(r"工信|工业和信息化")),
)
_DOCUMENT_KINDS = (
    (DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, re.compile(r"永久居留|永居")),
    (DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, re.compile(r"港澳.*通行证|回乡证")),
    (DocumentKind.TAIWAN_TRAVEL_PERMIT, re.compile(r"台湾.*通行证|台胞证")),
    (DocumentKind.HONG_KONG_RESIDENCE_PERMIT, re.compile(r"香港.*居住证")),
    (DocumentKind.MACAO_RESIDENCE_PERMIT, re.compile(r"澳门.*居住证")),
    (DocumentKind.TAIWAN_RESIDENCE_PERMIT, re.compile(r"台湾.*居住证")),
    (DocumentKind.PASSPORT, re.compile(r"护照")),
    (DocumentKind.RESIDENT_IDENTITY_CARD, re.compile(r"身份")),
)
_BY_FIRST_DIGITS = (
    (DocumentKind.HONG_KONG_RESIDENCE_PERMIT, "81"),
    (DocumentKind.MACAO_RESIDENCE_PERMIT, "82"),
    (DocumentKind.TAIWAN_RESIDENCE_PERMIT, "83"),
    (DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, "9"),
    (DocumentKind.RESIDENT_IDENTITY_CARD, ""),
)
_NAMES_NO_KIND = frozenset(("", "港澳台居民居住证"))
_EIGHTEEN_DIGITS = re.compile(r"[0-9]{17}[0-9Xx]")
_MASKED = re.compile(r"[*\u00d7\u25cf\u25a0]{2,}|[xX]{3,}")


@dataclass(frozen=True, slots=True)
class BookTerms:
    """What the city's policy calls areas, cards and enterprises, by their codes; and the cut-over date.

    `categories` are those of the ledgers, if the city keeps them.
    """

    areas: Mapping[str, str]
    card_types: Mapping[str, str]
    list_types: Mapping[str, str]
    on: date
    city_area: str
    categories: Mapping[Ledger, Mapping[str, str]] = field(default_factory=dict)

    def area(self, written: str) -> str:
        """The code of the area that is written like this. Raises `Invalid`."""
        code = _alike(self.areas).get(match_form(written))
        if code is None:
            raise wrong("area", "area_unknown", AREA_UNKNOWN)
        return code

    def list_type(self, written: str) -> str:
        """The code of the type of enterprise that is written like this. Raises `Invalid`."""
        code = _alike(self.list_types).get(match_form(written))
        if code is None:
            raise wrong("list_type", "list_type_unknown", LIST_TYPE_UNKNOWN)
        return code

    def card_type(self, written: str) -> str:
        """The code of the card that is called like this, or ends like this: 惠才卡 is 山东惠才卡. Raises `Invalid`."""
        form = match_form(written)
        meant = {code for name, code in self.card_types.items() if _means(form, match_form(name))}
        if len(meant) != 1:
            names = "、".join(dict.fromkeys(name for name in self.card_types if _CHINESE.search(name)))
            raise wrong("card_type", "card_type_unknown", CARD_TYPE_UNKNOWN.filled(names=names))
        return meant.pop()


class StatedDocument(NamedTuple):
    """An identity document as a row has it."""

    kind: DocumentKind
    number: str
    issuing_country: str | None


def card_status(text: str) -> CardStatus:
    """Raises `Invalid`."""
    return _one_of(_CARD_STATUSES, text, "正常、暂停、失效")


def place_status(text: str) -> PlaceStatus:
    """占用 is what the ledger calls a place that was used; one that is 预占 goes on from its nomination.

    Raises `Invalid`.
    """
    return _one_of(_PLACE_STATUSES, text, "预占、占用、释放")


def route(text: str) -> str:
    """Raises `Invalid`."""
    found = _first(_ROUTES, text)
    if found is None:
        raise wrong("route", "route_unknown", ROUTE_UNKNOWN)
    return found.value


def department(text: str) -> str:
    """The function of the department, whatever it is called in the city. Raises `Invalid`."""
    found = _first(_DEPARTMENTS, text)
    if found is None:
        raise wrong("department", "department_unknown", DEPARTMENT_UNKNOWN)
    return found.value


def year(text: str) -> int:
    """2024, 2024年 or 2024年度. Raises `Invalid`."""
    found = re.fullmatch(r"(20\d{2})(?:年度?)?", tidy(text).replace(" ", ""), re.ASCII)
    if found is None:
        raise wrong("quota_year", "year_form", YEAR_FORM)
    return int(found[1])


def no_day(number: str) -> str:
    """The number, unless Excel has made a day of it, as it does of 2023-5. Raises `Invalid`."""
    if _DAY_AS_READ.fullmatch(number):
        raise wrong("number", "number_became_day", BECAME_DAY)
    return number


def last_day(text: str) -> date | None:
    """The last day of a term; None for one without an end. Raises `Invalid`."""
    return None if tidy(text) in _WITHOUT_END else day_in(text)


def term(text: str) -> tuple[date, date]:
    """First and last day that stand in one cell: 2023年5月1日至2028年4月30日. Raises `Invalid`."""
    days = _DAY.findall(tidy(text).replace(" ", ""))
    if len(days) != len(("first", "last")):
        raise wrong("validity", "term_form", TERM_FORM)
    return day_in(days[0]), day_in(days[1])


def approval(text: str) -> tuple[str | None, date | None]:
    """Number and date of a paper, which may stand in one cell: 鲁人社函〔2023〕5号/2023-05-01. Raises `Invalid`."""
    plain = tidy(text)
    found = _DAY.search(plain)
    rest = plain if found is None else plain.replace(found[0], "")
    number = document_number_in(rest) or rest.strip(" /,;:()")
    return number or None, day_in(found[0]) if found else None


def stated_document(text: str, kind: str = "", nationality: str = "") -> StatedDocument:
    """The kind and the number that stand in one cell or in two, in any order. Raises `Invalid`."""
    plain = tidy(text)
    if _MASKED.search(plain):
        raise wrong("document", "number_masked", NUMBER_MASKED)
    number = re.sub(r"[\u4e00-\u9fff()/:,;、]", " ", plain).strip()
    words = f"{tidy(kind)}{''.join(_CHINESE.findall(plain))}"
    found = _first(_DOCUMENT_KINDS, words) or (_by_digits(number) if words in _NAMES_NO_KIND else None)
    if found is None:
        raise wrong("document", "document_kind_missing", DOCUMENT_KIND_MISSING)
    return StatedDocument(
        found, number, _issuer(words, nationality) if found is DocumentKind.PASSPORT else None
    )


def _issuer(words: str, nationality: str) -> str | None:
    """The country that is named beside the passport, before that of the column: 英国护照."""
    beside = country_named(words.replace("护照", ""))
    column = re.split(r"[/、,]", tidy(nationality))[0].strip()
    return beside or country_named(column) or country(column)


def _by_digits(number: str) -> DocumentKind | None:
    """What a number of eighteen digits is by itself."""
    digits = re.sub(r"\s", "", number)
    if not _EIGHTEEN_DIGITS.fullmatch(digits):
        return None
    return next(kind for kind, first in _BY_FIRST_DIGITS if digits.startswith(first))


def _alike(names: Mapping[str, str]) -> dict[str, str]:
    return {match_form(name): code for name, code in names.items()}


def _means(form: str, name: str) -> bool:
    return form == name or (len(form) >= _FEWEST_SIGNS and name.endswith(form))


def _first(words: Iterable[tuple[Kind, re.Pattern[str]]], text: str) -> Kind | None:
    plain = tidy(text)
    return next((meant for meant, pattern in words if pattern.search(plain)), None)


def _one_of(words: Mapping[str, Kind], text: str, choice: str) -> Kind:
    found = words.get(tidy(text).replace(" ", ""))
    if found is None:
        raise wrong("status", "status_unknown", STATUS_UNKNOWN.filled(choice=choice))
    return found


BECAME_DAY = Text(
    "号码被Excel改成了日期，请将该列设为文本格式后重新填写",
    "Excel made a day of this number: format the column as text and fill it in again",
)
AREA_UNKNOWN = Text("不是本市的区县（功能区）", "this is no area of the city")
CARD_TYPE_UNKNOWN = Text("没有此卡种，可填：{names}", "there is no such card type; one of: {names}")
LIST_TYPE_UNKNOWN = Text("没有此企业类型", "there is no such type of enterprise")
ROUTE_UNKNOWN = Text(
    "请填直接颁发、审核颁发、专家论证、配额制、柔性引进、前端引才、免申即享、揭榜领题、普通程序或不详",
    "state 直接颁发, 审核颁发, 专家论证, 配额制, 柔性引进, 前端引才, 免申即享, 揭榜领题, 普通程序 or 不详",
)
DEPARTMENT_UNKNOWN = Text("请填组织、人社、发改或工信部门", "state 组织, 人社, 发改 or 工信")
STATUS_UNKNOWN = Text("请填：{choice}", "state one of: {choice}")
YEAR_FORM = Text("不是年度，请填如2024", "this is no year, such as 2024")
TERM_FORM = Text(
    "请填起止两个日期，如2023-05-01至2028-04-30", "state first and last day: 2023-05-01至2028-04-30"
)
NUMBER_MASKED = Text("号码已脱敏，请填完整号码", "the number is masked: state all of it")
DOCUMENT_KIND_MISSING = Text("请写明证件类型，如“护照”", "state the kind of document, such as 护照")
