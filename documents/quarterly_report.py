"""A quarterly report in words (台账办理情况季报): what stands on its paper and in its workbook, for whichever is made of it.

Names for codes are those of the policy; nothing here counts anything but the sums and rates that follow from the content.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from documents.days import day_in_words
from documents.policy_names import PolicyNames
from documents.quarterly_report_annexes import Annex, CategoryLine, annexes, category_lines
from documents.quarterly_report_columns import LEDGER_WORDS, NOTHING
from domain.calendar import OFFICE_ZONE
from domain.functions import Function
from domain.ledger_books.content import (
    LEDGERS,
    ChildReport,
    ReportContent,
    ReportLevel,
    ReportRow,
    RowStanding,
)
from domain.ledger_books.figures import Figures, added_up, per_cent
from domain.ledger_books.quarters import Quarter
from domain.policy.pack import PolicyPack
from domain.report_files import PaperMark, ReportPaper

TITLE = "重点产业人才服务需求台账办理情况季度汇总表"
FORM_NUMBER = "惠才季报1表"  # the notices give the form no number: our own
LETTERS = "ABC"
CHILD_HEADS = ("单位", "报送情况", "版次", "报送日期", "是否按期", "数据文件SHA-256")
SIGNED = ("填表人", "审核人", "单位负责人", "联系电话")
STANDING_WORDS = {RowStanding.REPORTED: "已报", RowStanding.ZERO: "零报告", RowStanding.MISSING: "未报"}
WAY_WORDS = {
    ReportLevel.AREA: "区县（功能区）→市",
    ReportLevel.CITY: "市→省",
    ReportLevel.PROVINCE: "省级汇总",
}
PARTS_WORDS = {
    ReportLevel.AREA: "三个台账办理情况（件）",
    ReportLevel.CITY: "各区县（功能区）办理情况（件）",
    ReportLevel.PROVINCE: "各市办理情况（件）",
}
MARK_WORDS = {
    PaperMark.DRAFT: "未签发稿，不作正式报表",
    PaperMark.COPY: "补印件，签发时未留存文件",
    PaperMark.MASKED: "脱敏件，情况说明从略",
}
NUMERALS = {1: "一", 2: "二", 3: "三", 4: "四"}
MOST_QUARTERS = 8  # of the trend


class Line(NamedTuple):
    """A row of figures."""

    name: str
    figures: Figures
    is_total: bool = False
    note: str = ""


class Block(NamedTuple):
    """Rows under one head: a ledger with its units, or all ledgers of one unit."""

    title: str
    ledger: str
    first_column: str
    lines: tuple[Line, ...]


class Check(NamedTuple):
    """Something that has to hold of the figures, and whether it does."""

    rule: str
    terms: str
    holds: bool

    @property
    def result(self) -> str:
        return "相符" if self.holds else "不符"


class Child(NamedTuple):
    """What there was of a child's report."""

    name: str
    standing: str
    revision: str
    submitted_on: str
    in_time: str
    sha256: str


class Point(NamedTuple):
    """A quarter of the trend."""

    quarter: str
    registered: int
    settled: int
    open: int
    in_time_rate: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInWords:
    """The report, in the order in which it is read."""

    title: str
    mark: str
    is_draft: bool
    head: tuple[tuple[str, str], ...]
    office: str
    period: str
    identity: str
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    completeness: str
    children: tuple[Child, ...]
    trend: tuple[Point, ...]
    title_of_parts: str
    parts: tuple[Line, ...]
    categories: tuple[CategoryLine, ...]
    annexes: tuple[Annex, ...]
    statement: str
    day: date


def in_words(paper: ReportPaper) -> ReportInWords:
    """What stands on the paper."""
    content, names = paper.content, PolicyNames(*paper.packs)
    office, quarter = _office(paper), Quarter.named(content.quarter)
    lines = _blocks(content, names)
    return ReportInWords(
        title=TITLE,
        mark="；".join(MARK_WORDS[mark] for mark in paper.marks),
        is_draft=PaperMark.DRAFT in paper.marks,
        head=_head(paper, office, quarter),
        office=office,
        period=_period(quarter),
        identity=f"{content.unit}　{content.quarter}　{_revision(content.revision)}",
        blocks=lines,
        checks=tuple(_checks(content)),
        notes=NOTES,
        completeness=_completeness(content),
        children=tuple(_child(child, names) for child in content.children),
        trend=tuple(_point(one) for one in (*paper.earlier, content)[-MOST_QUARTERS:]),
        title_of_parts=PARTS_WORDS[content.level],
        parts=lines[-1].lines[:-1],
        categories=category_lines(content, names),
        annexes=annexes(content, names),
        statement="" if PaperMark.MASKED in paper.marks else paper.statement or "",
        day=paper.issued_on,
    )


def _office(paper: ReportPaper) -> str:
    """The window whose report it is."""
    content, pack = paper.content, paper.packs[0]
    if isinstance(pack, PolicyPack):
        area = content.unit if content.level is ReportLevel.AREA else pack.city_area.code
        window = pack.organization_of(area, Function.WINDOW, paper.issued_on)
    else:
        window = pack.province.organization_of(Function.WINDOW, paper.issued_on)
    return window.name.zh if window else PolicyNames(pack).unit(content.unit)


def _head(paper: ReportPaper, office: str, quarter: Quarter) -> tuple[tuple[str, str], ...]:
    content = paper.content
    at = content.cut_off.at.astimezone(OFFICE_ZONE)
    issued = NOTHING if PaperMark.DRAFT in paper.marks else day_in_words(paper.issued_on)
    return (
        ("填报单位（盖章）", office),
        ("表号", FORM_NUMBER),
        ("报告期", _period(quarter)),
        ("报出日期", issued),
        ("报送层级", WAY_WORDS[content.level]),
        ("零报告", "是" if content.is_zero else "否"),
        ("更正报", "否" if content.revision == 1 else _revision(content.revision)),
        ("数据截止", f"第{content.cut_off.position}号事件，{day_in_words(at.date())}{at:%H:%M:%S}"),
        ("数据文件（JSON）SHA-256", content.sha256),
    )


def _period(quarter: Quarter) -> str:
    first, last = quarter.first_day, quarter.last_day
    return (
        f"{quarter.year}年第{NUMERALS[quarter.number]}季度（{first.month}月1日至{last.month}月{last.day}日）"
    )


def _revision(number: int) -> str:
    return "首次报送" if number == 1 else f"第{number - 1}号更正报"


def _blocks(content: ReportContent, names: PolicyNames) -> tuple[Block, ...]:
    """A block for each ledger and one for their sum; of a single unit one block, a row for each ledger."""
    if content.level is ReportLevel.AREA:
        ledgers = tuple(
            Line(f"{letter} {LEDGER_WORDS[ledger]}", content.total_of(ledger))
            for letter, ledger in zip(LETTERS, LEDGERS, strict=True)
        )
        return (
            Block("三个台账", "三个台账", "台账", (*ledgers, Line("合计", content.total, is_total=True))),
        )
    units = "市" if content.level is ReportLevel.PROVINCE else "区县（功能区）"
    of_ledgers = (
        Block(
            f"{letter}　{LEDGER_WORDS[ledger]}台账",
            LEDGER_WORDS[ledger],
            units,
            (
                *(_line(row, row.of(ledger), names) for row in content.rows),
                Line("合计", content.total_of(ledger), is_total=True),
            ),
        )
        for letter, ledger in zip(LETTERS, LEDGERS, strict=True)
    )
    total = Block(
        "合计　三个台账",
        "三个台账合计",
        units,
        (
            *(_line(row, added_up([row.of(one) for one in LEDGERS]), names) for row in content.rows),
            Line("合计", content.total, is_total=True),
        ),
    )
    return (*of_ledgers, total)


def _line(row: ReportRow, figures: Figures, names: PolicyNames) -> Line:
    note = "" if row.standing is RowStanding.REPORTED else STANDING_WORDS[row.standing]
    return Line(names.unit(row.unit), figures, note=note)


def _checks(content: ReportContent) -> Iterable[Check]:
    said = content.total
    terms = (said.carried, said.adjusted, said.registered, said.reopened, said.moved_in)
    yield Check(
        "合计＝上季结转＋期初调整＋本季新增＋重办＋划入",
        f"{said.total}＝{_sum(terms)}",
        said.total == sum(terms),
    )
    out = (said.settled, said.explained, said.moved_out, said.dropped)
    yield Check(
        "季末在办＝合计－办结－解释说明－划出－撤销并办",
        f"{said.open}＝{said.total}－{'－'.join(map(_term, out))}",
        said.open == said.total - sum(out),
    )
    settled = (said.settled_in_time, said.settled_late)
    yield Check("办结＝其中按期＋其中超期", f"{said.settled}＝{_sum(settled)}", said.settled == sum(settled))
    yield Check(
        "其中转上级、其中超期均不大于季末在办",
        f"{said.escalated}、{said.overdue}≤{said.open}",
        max(said.escalated, said.overdue) <= said.open,
    )
    yield Check("下季度上季结转＝本季度季末在办", f"{said.open}", holds=True)


def _sum(terms: Sequence[int]) -> str:
    return "＋".join(map(_term, terms))


def _term(number: int) -> str:
    return str(number) if number >= 0 else f"（{number}）"


def _completeness(content: ReportContent) -> str:
    """报送率 and 及时率, as recorded when it was compiled."""
    if content.level is ReportLevel.AREA:
        return ""
    due = len(content.children)
    zero = sum(child.standing is RowStanding.ZERO for child in content.children)
    return (
        f"应报{due}个，已报{content.reported}个（其中零报告{zero}个），未报{due - content.reported}个，报送率{_rate(content.reported, due)}；"
        f"按期报送{content.reported_in_time}个，及时率{_rate(content.reported_in_time, due)}。"
        f"划入、划出一方已报而另一方未报的在途{content.in_transit}件。"
    )


def _rate(part: int, whole: int) -> str:
    rate = per_cent(part, whole)
    return NOTHING if rate is None else f"{rate}%"


def _child(child: ChildReport, names: PolicyNames) -> Child:
    is_missing = child.standing is RowStanding.MISSING
    return Child(
        name=names.unit(child.unit),
        standing=STANDING_WORDS[child.standing],
        revision=NOTHING if child.revision is None else _revision(child.revision),
        submitted_on=child.submitted_on.isoformat() if child.submitted_on else NOTHING,
        in_time=NOTHING if is_missing else "按期" if child.in_time else "逾期",
        sha256=child.sha256 or NOTHING,
    )


def _point(content: ReportContent) -> Point:
    said = content.total
    quarter = Quarter.named(content.quarter)
    words = f"{quarter.year}年\n{NUMERALS[quarter.number]}季度"
    return Point(words, said.registered, said.settled, said.open, said.in_time_rate)


NOTES = (
    "转上级、超期为季末在办的其中项，补录为本季各项发生数的其中项，不另计算；销号不影响各栏。",
    "办结率＝（办结＋解释说明）÷合计；按期办结率＝其中按期÷（办结＋季末在办其中超期）；满意率＝前三档评价÷评价数。",
    "平均时长＝提出至办结的工作日（扣除暂停）；环比、同比按本季新增计算；“—”为无可比基数。",
)
