"""The content of a quarterly report (季报内容): what is signed, as canonical JSON (docs/format/quarterly-report-1.json).

It holds whole numbers, codes, days, item numbers and enterprises, and no personal data (decided point 25). What can be derived
from it is not in it: sums over cells, and the rates of point 26.
"""

import json
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from domain.base import Value
from domain.demands import EscalationLevel
from domain.ledger_books.card_figures import CardMovements, QuotaUsage, cards_in_all, quotas_in_all
from domain.ledger_books.figures import CategoryFigures, Figures, added_up, by_category
from domain.ledger_books.quarters import QuarterCode
from domain.policy.ledgers import Ledger

LEDGERS = tuple(Ledger)
FORMAT = 1


class ReportLevel(StrEnum):
    """What kind of unit reports (填报单位)."""

    AREA = "area"  # 区县（功能区）, or the city's own window
    CITY = "city"
    PROVINCE = "province"


class RowStanding(StrEnum):
    """Whether a unit has reported (报送情况)."""

    REPORTED = "reported"  # 已报
    ZERO = "zero"  # 零报告
    MISSING = "missing"  # 未报: its last closing is carried unchanged


class CutOff(Value):
    """Until where the log was read: a position, and the instant at which that was the last (数据截止)."""

    position: int
    at: datetime


class Cell(Value):
    """The figures of one ledger, and what of them is of which category."""

    ledger: Ledger
    figures: Figures
    categories: tuple[CategoryFigures, ...] = ()


class ReportRow(Value):
    """One unit's figures: the unit's own, or those that a child has signed.

    `in_transit` is what it has counted as moved in, less what it has counted as moved out, from the first report until this one.
    """

    unit: str
    standing: RowStanding
    cells: tuple[Cell, ...]
    in_transit: int = 0

    def of(self, ledger: str) -> Figures:
        """The figures of a ledger."""
        return next((cell.figures for cell in self.cells if cell.ledger == ledger), Figures())

    def categories_of(self, ledger: str) -> tuple[CategoryFigures, ...]:
        """The figures of a ledger by category."""
        return next((cell.categories for cell in self.cells if cell.ledger == ledger), ())


class ChildReport(Value):
    """What was there of a child's report when this one was compiled (下级报送情况).

    It was submitted, and so in time or late, on the day that the child has signed; a report from an instance of its own arrived
    here on `received_on`. `late_quarters` are earlier ones whose reports came when this unit had signed without them, and are
    counted here.
    """

    unit: str
    standing: RowStanding
    revision: int | None = None
    sha256: str | None = None
    submitted_on: date | None = None
    received_on: date | None = None
    in_time: bool = False
    late_quarters: tuple[QuarterCode, ...] = ()


class ListedItem(Value):
    """An item in an annex, by its number."""

    number: str
    area: str
    ledger: Ledger
    category: str | None = None
    enterprise_id: UUID | None = None
    enterprise_name: str | None = None  # as it was known at the cut-off
    responsible: str | None = None  # the organization in the lead
    due_on: date | None = None


class KeyIssue(Value):
    """An item that needs help from above, and from where (附1 重点问题)."""

    item: ListedItem
    proposed_level: EscalationLevel


class ReportContent(Value):
    """One revision of a unit's report."""

    format: int = FORMAT
    unit: str
    level: ReportLevel
    quarter: QuarterCode
    revision: int
    cut_off: CutOff
    rows: tuple[ReportRow, ...]
    children: tuple[ChildReport, ...] = ()
    key_issues: tuple[KeyIssue, ...] = ()  # 附1
    overdue_items: tuple[ListedItem, ...] = ()  # 附2
    exemplary_items: tuple[ListedItem, ...] = ()  # 附3
    cards: tuple[CardMovements, ...] = ()  # 附4, of each city and card type; none in an area's report
    quotas: tuple[QuotaUsage, ...] = ()  # 附4, of each city, card type and quota year

    @property
    def sha256(self) -> str:
        """The digest of the canonical JSON."""
        return sha256(self.canonical).hexdigest()

    @property
    def canonical(self) -> bytes:
        """The canonical JSON: sorted keys, no blanks, UTF-8."""
        said = self.model_dump(mode="json")
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def is_zero(self) -> bool:
        """Whether there is nothing to report (零报告)."""
        return self.total.is_zero and all(one.is_zero for one in self.cards)

    @property
    def total(self) -> Figures:
        """合计 over all rows and ledgers."""
        return added_up([self.total_of(ledger) for ledger in LEDGERS])

    def total_of(self, ledger: str) -> Figures:
        """合计 of a ledger over all rows."""
        return added_up([row.of(ledger) for row in self.rows])

    def categories_of(self, ledger: str) -> tuple[CategoryFigures, ...]:
        """合计 of a ledger by category, over all rows."""
        return by_category(part for row in self.rows for part in row.categories_of(ledger))

    @property
    def cards_in_all(self) -> tuple[CardMovements, ...]:
        """合计 of the card movements by card type."""
        return cards_in_all(self.unit, self.cards)

    @property
    def quotas_in_all(self) -> tuple[QuotaUsage, ...]:
        """合计 of what is used of the quotas, by card type and quota year."""
        return quotas_in_all(self.unit, self.quotas)

    def row(self, unit: str) -> ReportRow | None:
        """The row of a unit, None if it has none."""
        return next((row for row in self.rows if row.unit == unit), None)

    @property
    def in_transit(self) -> int:
        """在途: what one side of a transfer has reported and the other has not; below 0 if that is the one that received it."""
        return sum(row.in_transit for row in self.rows)

    @property
    def reported(self) -> int:
        """How many children have reported; with their number that is completeness (报送率)."""
        return sum(child.standing is not RowStanding.MISSING for child in self.children)

    @property
    def reported_in_time(self) -> int:
        """How many have by the due day; with their number that is timeliness (及时率)."""
        return sum(child.in_time for child in self.children)
