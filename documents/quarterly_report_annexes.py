"""The lists behind a quarterly report (季报附表): figures by category, and annexes 1 to 4."""

from collections.abc import Callable
from typing import NamedTuple

from documents.policy_names import PolicyNames
from documents.quarterly_report_columns import LEDGER_WORDS, NOTHING, Shown, shown
from domain.demands import EscalationLevel
from domain.functions import Function
from domain.ledger_books.card_figures import CardMovements, QuotaUsage
from domain.ledger_books.content import LEDGERS, ListedItem, ReportContent, ReportLevel
from domain.ledger_books.figures import CategoryFigures
from domain.policy.ledgers import Ledger


class Table(NamedTuple):
    """A list; without rows it says that there is nothing. Widths are parts of that of the page."""

    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""
    name: str = ""  # of its sheet, where it has not that of its annex


class Annex(NamedTuple):
    """Tables that begin a page, or a sheet, of their own; `name` is that of the sheet."""

    name: str
    title: str
    tables: tuple[Table, ...]


class CategoryLine(NamedTuple):
    """A category of a ledger, and its figures."""

    ledger: Ledger
    name: str
    figures: CategoryFigures

    @property
    def title(self) -> str:
        return f"{self.name}（{LEDGER_WORDS[self.ledger][:2]}）"


def category_lines(content: ReportContent, names: PolicyNames) -> tuple[CategoryLine, ...]:
    """Every category of which anything is said."""
    return tuple(
        CategoryLine(ledger, _category(ledger, one.category, names), one)
        for ledger in LEDGERS
        for one in content.categories_of(ledger)
    )


def annexes(content: ReportContent, names: PolicyNames) -> tuple[Annex, ...]:
    """The figures by category, then the annexes; of an area the fourth is left out: cards are the city's."""
    of_cards = (_of_cards(content, names),) if content.level is not ReportLevel.AREA else ()
    return (
        Annex("分类别", "分类别办理情况", (_of_categories(content, names),)),
        Annex("附1重点问题", "附1　重点（堵点难点）问题清单", (_key_issues(content, names),)),
        Annex("附2超期", "附2　超期未办结清单", (_overdue(content, names),)),
        Annex("附3典型案例", "附3　典型案例清单", (_exemplary(content, names),)),
        *of_cards,
    )


def _of_categories(content: ReportContent, names: PolicyNames) -> Table:
    lines = category_lines(content, names)
    return Table(
        ("序号", "台账", "类别", *(column.words for column in _CATEGORY_COLUMNS)),
        (0.7, 2.0, 2.4, *(1.3 for _ in _CATEGORY_COLUMNS)),
        tuple(
            (
                str(number),
                LEDGER_WORDS[line.ledger],
                line.name,
                *(shown(column.of(line.figures)) for column in _CATEGORY_COLUMNS),
            )
            for number, line in enumerate(lines, 1)
        ),
        note="事项按其在本台账最后所属类别计算，各类别之和等于台账数。",
    )


def _key_issues(content: ReportContent, names: PolicyNames) -> Table:
    return Table(
        (*_ITEM_HEADS, "建议层级"),
        (*_ITEM_WIDTHS, 1.4),
        tuple(
            (*_item(number, issue.item, names), PROPOSED_WORDS[issue.proposed_level])
            for number, issue in enumerate(content.key_issues, 1)
        ),
        note=IN_THE_LEDGER,
    )


def _overdue(content: ReportContent, names: PolicyNames) -> Table:
    rows = tuple(_item(number, item, names) for number, item in enumerate(content.overdue_items, 1))
    return Table(_ITEM_HEADS, _ITEM_WIDTHS, rows)


def _exemplary(content: ReportContent, names: PolicyNames) -> Table:
    """Without the deadline, which means nothing of what is closed."""
    rows = tuple(_item(number, item, names)[:-1] for number, item in enumerate(content.exemplary_items, 1))
    return Table(_ITEM_HEADS[:-1], _ITEM_WIDTHS[:-1], rows, note=IN_THE_LEDGER)


def _item(number: int, item: ListedItem, names: PolicyNames) -> tuple[str, ...]:
    """An item as its annex lists it, in the order of the heads."""
    return (
        str(number),
        item.number,
        names.unit(item.area),
        item.enterprise_name or "",
        LEDGER_WORDS[item.ledger],
        _category(item.ledger, item.category, names),
        names.organization(item.responsible) if item.responsible else "",
        item.due_on.isoformat() if item.due_on else NOTHING,  # while it rests, with a level above for one
    )


def _category(ledger: Ledger, code: str | None, names: PolicyNames) -> str:
    return names.category(ledger, code) if code else "未分类"


def _of_cards(content: ReportContent, names: PolicyNames) -> Annex:
    return Annex("附4发卡情况", "附4　发卡情况", (_movements(content, names), _quotas(content, names)))


def _movements(content: ReportContent, names: PolicyNames) -> Table:
    cards = (*content.cards, *content.cards_in_all) if _is_of_cities(content) else content.cards
    return Table(
        ("单位", "卡种", *(column.words for column in _CARD_COLUMNS)),
        (2.0, 2.6, *(1.0 for _ in _CARD_COLUMNS)),
        tuple(
            (
                _unit(one, content, names),
                names.card_type(one.card_type),
                *(str(column.of(one)) for column in _CARD_COLUMNS),
            )
            for one in cards
        ),
        title="卡片变动（张）",
        note=(
            "期末在册＝期初在册＋期初调整＋新发＋续期＋接管－收回－注销－到期；在册含暂停和提前发卡未到岗；"
            "续期的原卡计入到期；补发、暂停、恢复不影响在册。"
        ),
    )


def _quotas(content: ReportContent, names: PolicyNames) -> Table:
    quotas = (*content.quotas, *content.quotas_in_all) if _is_of_cities(content) else content.quotas
    return Table(
        ("单位", "卡种", "配额年度", "已使用/上限", "占用（含已使用）", "其中推荐部门：已使用/上限（占用）"),
        (2.0, 2.6, 1.5, 1.6, 1.8, 6.0),
        tuple(
            (
                _unit(one, content, names),
                names.card_type(one.card_type),
                str(one.quota_year),
                f"{one.used}/{one.limit}",
                str(one.held),
                "；".join(
                    f"{_department(part.department)} {part.used}/{part.limit}（{part.held}）"
                    for part in one.departments
                ),
            )
            for one in quotas
        ),
        title="配额使用（个）",
        name="附4配额使用",
    )


def _unit(one: CardMovements | QuotaUsage, content: ReportContent, names: PolicyNames) -> str:
    is_sum = _is_of_cities(content) and one.unit == content.unit
    return "合计" if is_sum else names.unit(one.unit)


def _is_of_cities(content: ReportContent) -> bool:
    """Whether there are cities to add up."""
    return content.level is ReportLevel.PROVINCE


def _department(code: str) -> str:
    return Function(code).label.zh if code in {*Function} else code


class _CategoryColumn(NamedTuple):
    words: str
    of: Callable[[CategoryFigures], Shown]


class _CardColumn(NamedTuple):
    words: str
    of: Callable[[CardMovements], int]


_CATEGORY_COLUMNS = (
    _CategoryColumn("本季新增", lambda said: said.registered),
    _CategoryColumn("办结", lambda said: said.settled),
    _CategoryColumn("其中按期", lambda said: said.settled_in_time),
    _CategoryColumn("解释说明", lambda said: said.explained),
    _CategoryColumn("季末在办", lambda said: said.open),
    _CategoryColumn("其中转上级", lambda said: said.escalated),
    _CategoryColumn("其中超期", lambda said: said.overdue),
    _CategoryColumn("按期办结率%", lambda said: said.in_time_rate),
)
_CARD_COLUMNS = (
    _CardColumn("期初\n在册", lambda said: said.carried),
    _CardColumn("期初\n调整", lambda said: said.adjusted),
    _CardColumn("新发", lambda said: said.issued),
    _CardColumn("续期", lambda said: said.renewed),
    _CardColumn("接管", lambda said: said.taken_over),
    _CardColumn("收回", lambda said: said.revoked),
    _CardColumn("注销", lambda said: said.cancelled),
    _CardColumn("到期", lambda said: said.expired),
    _CardColumn("期末\n在册", lambda said: said.held),
    _CardColumn("其中\n暂停", lambda said: said.suspended),
    _CardColumn("其中\n未到岗", lambda said: said.not_arrived),
    _CardColumn("其中\n补录", lambda said: said.late),
    _CardColumn("本季\n补发", lambda said: said.replaced),
    _CardColumn("本季\n暂停", lambda said: said.suspensions),
    _CardColumn("本季\n恢复", lambda said: said.reinstatements),
)
PROPOSED_WORDS = {
    EscalationLevel.CITY: "市级",
    EscalationLevel.PROVINCE: "省级",
    EscalationLevel.MECHANISM: "四部门机制",
}
IN_THE_LEDGER = "问题内容、进展和需协调事项见需求台账，以需求编号为准；本表不含个人信息。"
_ITEM_HEADS = ("序号", "需求编号", "区域", "企业名称", "台账", "类别", "牵头责任单位", "办结时限")
_ITEM_WIDTHS = (0.7, 3.6, 1.6, 4.5, 1.7, 1.7, 3.5, 1.6)
