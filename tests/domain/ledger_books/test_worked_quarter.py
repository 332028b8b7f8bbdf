"""Two quarters worked out by hand in a spreadsheet: the report has the same figures, cell by cell.

In `worked-quarter.xlsx` a clerk says of every movement in which quarter, column and category it counts, and the same of every
movement of a card; the sheets of the quarters add that up by formulas. Nothing of it comes from the program.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from domain.ledger_books.card_compiling import HeldCards, MarkedCard, city_cards
from domain.ledger_books.card_postings import CardPosting, CardPostingKind
from domain.ledger_books.compiling import Flagged, Held
from domain.ledger_books.content import ListedItem, ReportContent, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.figures import PARTED, CategoryFigures
from domain.ledger_books.postings import Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from tests.domain.ledger_books.books_by_hand import CITY, BooksByHand

FILE = Path(__file__).parent / "files/worked-quarter.xlsx"
AREA = {"张店区": "zhangdian", "临淄区": "linzi", "高青县": "gaoqing"}
LEDGER = {"公共": "public_service", "市场": "market_service", "意见": "opinion"}
KIND = {
    "接管": PostingKind.TAKEN_OVER,
    "新增": PostingKind.REGISTERED,
    "重办": PostingKind.REOPENED,
    "划入": PostingKind.MOVED_IN,
    "办结": PostingKind.SETTLED,
    "解释说明": PostingKind.EXPLAINED,
    "划出": PostingKind.MOVED_OUT,
    "撤销并办": PostingKind.DROPPED,
    "回访": PostingKind.CALLED_BACK,
    "评价": PostingKind.RATED,
    "归出": PostingKind.SORTED_OUT,
    "归入": PostingKind.SORTED_IN,
}
CARD_KIND = {
    "新发": CardPostingKind.ISSUED,
    "续期": CardPostingKind.RENEWED,
    "接管": CardPostingKind.TAKEN_OVER,
    "收回": CardPostingKind.REVOKED,
    "注销": CardPostingKind.CANCELLED,
    "到期": CardPostingKind.EXPIRED,
    "误录撤销": CardPostingKind.REVERSED,
    "补发": CardPostingKind.REPLACED,
    "暂停": CardPostingKind.SUSPENDED,
    "恢复": CardPostingKind.REINSTATED,
}
COLUMN = {
    "上季结转": "carried",
    "期初调整": "adjusted",
    "本季新增": "registered",
    "重办": "reopened",
    "划入": "moved_in",
    "合计": "total",
    "办结": "settled",
    "其中按期办结": "settled_in_time",
    "超期办结": "settled_late",
    "解释说明": "explained",
    "划出": "moved_out",
    "撤销并办": "dropped",
    "季末在办": "open",
    "其中转上级": "escalated",
    "其中超期未办结": "overdue",
    "其中补录": "late",
    "回访数": "called_back",
    "评价数": "rated",
    "其中满意": "satisfied",
    "办理工作日": "working_days",
    "上季新增": "registered_before",
    "办结率": "settlement_rate",
    "按期办结率": "in_time_rate",
    "平均办理时长": "average_working_days",
    "满意率": "satisfaction_rate",
    "环比": "change_on_quarter",
}
OF_CATEGORY = {name: COLUMN[name] for name in COLUMN if COLUMN[name] in PARTED}
OF_CARDS = {
    "期初在册": "carried",
    "期初调整": "adjusted",
    "新发": "issued",
    "续期": "renewed",
    "接管": "taken_over",
    "收回": "revoked",
    "注销": "cancelled",
    "到期": "expired",
    "期末在册": "held",
    "其中暂停": "suspended",
    "其中未到岗": "not_arrived",
    "其中补录": "late",
    "补发": "replaced",
    "本季暂停": "suspensions",
    "本季恢复": "reinstatements",
}
QUARTERS = ("2026Q1", "2026Q2")


class ClerksBooks(BooksByHand):
    """The books of the spreadsheet."""

    def __init__(self, sheets: dict[str, list[list[Any]]]) -> None:
        super().__init__()
        self.tagged = [line for line in sheets["标记"][1:] if line[0]]
        self.unreported = {
            (line[0], name) for name in QUARTERS for line in sheets[name][1:] if line[2] == "未报"
        }
        self.marks = [line for line in sheets["发卡标记"][1:] if line[0]]
        self.card_postings = [
            CardPosting(card, card_type, CARD_KIND[kind], position, day.date(), day.date())
            for position, day, card, card_type, kind, *_ in sheets["发卡流水"][1:]
        ]
        for line in sheets["流水"][1:]:
            self._enter(*line[:9], category=line[12])

    def _enter(
        self, position, day, item, area, ledger, kind, in_time, working_days, satisfied, *, category
    ) -> None:
        self.position = position
        if kind.startswith("关账"):
            self._report(Quarter.named(kind.removeprefix("关账")))
            return
        facts = {
            "in_time": None if in_time is None else in_time == "是",
            "working_days": working_days,
            "satisfied": None if satisfied is None else satisfied == "是",
            "category": _category(category),
        }
        on = day.date()
        posting = Posting(item, LEDGER[ledger], KIND[kind], position, on, on, **facts)
        self.postings.append((AREA[area], posting))

    def _report(self, quarter: Quarter) -> None:
        self.closed[quarter] = self.position
        for written, area in AREA.items():
            if (written, quarter.code) not in self.unreported:
                self.sign_area(area, quarter)
        self.sign_city(quarter)

    def held(self, area: str, quarter: Quarter) -> Held:
        flagged: dict[tuple[str, str, str], set[str]] = {}
        for code, item, of_area, ledger, flag, category in self.tagged:
            if (code, AREA[of_area]) == (quarter.code, area):
                flagged.setdefault((item, LEDGER[ledger], category), set()).add(flag)
        return Held(
            self.open_in(area, self.closed[quarter], quarter.last_day),
            [
                Flagged(
                    ListedItem(number=number, area=area, ledger=ledger, category=category),
                    "转上级" in flags,
                    "超期未办结" in flags,
                )
                for (number, ledger, category), flags in flagged.items()
            ],
        )

    def city_content(self, unit: str, counting: Counting) -> ReportContent:
        """With annex 4: the cards of the city, by its own countings."""
        content = super().city_content(unit, counting)
        closed_at, last_day = self.closed[counting.quarter], counting.quarter.last_day
        known = [one for one in self.card_postings if one.position <= closed_at and one.booked_on <= last_day]
        held: Counter[str] = Counter()
        for posting in known:
            held[posting.card_type] += posting.kind.direction
        cards = city_cards(
            unit,
            counting,
            self.archive(unit).past(counting.quarter, closed_at),
            sorted(known, key=lambda one: (one.item, one.position)),
            HeldCards(held, list(self._marked(counting.quarter.code))),
        )
        return content.model_copy(update={"cards": cards})

    def _marked(self, quarter: str) -> Iterator[MarkedCard]:
        for code, card, card_type, mark in self.marks:
            if code == quarter:
                yield MarkedCard(card, card_type, mark == "暂停", mark == "未到岗")


def _category(written: str | None) -> str | None:
    return None if written == "未分类" else written


class Expected(NamedTuple):
    quarter: str
    area: str
    ledger: str
    standing: str | None
    figures: dict[str, Any]


def sheets(*, formulas: bool = False) -> dict[str, list[list[Any]]]:
    book = load_workbook(FILE, data_only=not formulas)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def lines() -> list[Expected]:
    found = []
    for name in QUARTERS:
        head, *rows = sheets()[name]
        found += [Expected(name, *row[:3], dict(zip(head[3:], row[3:], strict=True))) for row in rows]
    return found


def content_of(books: ClerksBooks, quarter: str) -> ReportContent:
    """What the city has signed of a quarter."""
    return next(one.content for one in books.archive(CITY).signed if one.content.quarter == quarter)


@pytest.fixture(scope="module")
def books() -> ClerksBooks:
    return ClerksBooks(sheets())


def test_every_figure_of_the_spreadsheet_is_worked_out_there():
    by_formula = sheets(formulas=True)

    figures = [
        value
        for name in QUARTERS
        for sheet, keys in ((name, 3), (f"{name}类别", 3), (f"{name}发卡", 1))
        for row in by_formula[sheet][1:]
        for value in row[keys:]
    ]
    assert all(str(value).startswith("=") for value in figures)


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.quarter}-{line.area}-{line.ledger}")
def test_the_report_has_the_same_figures(books, line):
    content = content_of(books, line.quarter)
    if line.area == "合计":
        figures = content.total if line.ledger == "合计" else content.total_of(LEDGER[line.ledger])
    else:
        row = content.row(AREA[line.area])
        figures = row.of(LEDGER[line.ledger])
        assert (row.standing is RowStanding.MISSING) == (line.standing == "未报")

    found = {name: getattr(figures, attribute) for name, attribute in COLUMN.items()}
    assert {name: "—" if value is None else float(value) for name, value in found.items()} == {
        name: value if value == "—" else float(value) for name, value in line.figures.items()
    }


def test_a_transfer_of_which_one_area_has_not_reported_is_in_transit_until_it_has(books):
    first, second = [one.content.in_transit for one in books.archive(CITY).signed]

    assert (first, second) == (-1, 0)  # A2 went from Zhangdian, and Gaoqing had not reported yet


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_categories_have_the_same_figures(books, quarter):
    content = content_of(books, quarter)
    head, *rows = sheets()[f"{quarter}类别"]
    for area, ledger, category, *figures in rows:
        of_row = content if area == "合计" else content.row(AREA[area])
        said = {one.category: one for one in of_row.categories_of(LEDGER[ledger])}
        found = said.get(_category(category), CategoryFigures())
        assert {name: getattr(found, OF_CATEGORY[name]) for name in head[3:]} == dict(
            zip(head[3:], figures, strict=True)
        ), (area, ledger, category)
    written = {(row[1], _category(row[2])) for row in rows}
    assert {
        (written_ledger, one.category)
        for written_ledger, ledger in LEDGER.items()
        for one in content.categories_of(ledger)
    } <= written


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_cards_have_the_same_figures(books, quarter):
    content = content_of(books, quarter)
    head, *rows = sheets()[f"{quarter}发卡"]
    said = {one.card_type: one for one in content.cards_in_all}
    for card_type, *figures in rows:
        of_type = said.values() if card_type == "合计" else [said[card_type]] if card_type in said else []
        found = {name: sum(getattr(one, OF_CARDS[name]) for one in of_type) for name in head[1:]}
        assert found == dict(zip(head[1:], figures, strict=True)), card_type
    assert said.keys() <= {row[0] for row in rows}
