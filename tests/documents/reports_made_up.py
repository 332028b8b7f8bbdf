"""Made-up quarterly reports of Zibo, one of its areas, and the province, on paper."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.demands import EscalationLevel
from domain.ledger_books.card_figures import CardMovements, DepartmentUsage, QuotaUsage
from domain.ledger_books.content import (
    Cell,
    ChildReport,
    CutOff,
    KeyIssue,
    ListedItem,
    ReportContent,
    ReportLevel,
    ReportRow,
    RowStanding,
)
from domain.ledger_books.figures import CategoryFigures, Figures
from domain.policy.ledgers import Ledger
from domain.report_files import ReportPaper
from tests.domain.zibo import ZIBO

AREAS = tuple(area.code for area in ZIBO.areas)
MISSING, ZERO = AREAS[4], AREAS[6]
CUT_OFF = CutOff(position=1_234_567, at=datetime(2026, 10, 3, 1, 30, 5, tzinfo=UTC))
LONG_NAME = "山东示例高端装备制造与新材料科技股份有限公司淄博高新技术产业开发区分公司"
RARE_NAME = "示例䶮㛃新能源有限公司"


def figures(number: int) -> Figures:
    """Figures that balance and are no others' figures."""
    settled, left = 10 * number + 5, 20 * number + 7
    return Figures(
        carried=9 * number,
        adjusted=-1,
        registered=20 * number + 12,
        reopened=1,
        moved_in=number + 3,
        settled=settled,
        settled_in_time=settled - 2,
        explained=2,
        moved_out=1,
        dropped=0,
        open=left,
        escalated=3,
        overdue=2,
        called_back=settled,
        rated=settled - 3,
        satisfied=settled - 4,
        working_days=9 * settled,
        registered_before=20 * number,
    )


def item(number: int = 1, **stated: Any) -> ListedItem:
    usual = {
        "number": f"GG-zibo-gaoxin-2026-{number:05}",
        "area": "zibo-gaoxin",
        "ledger": Ledger.PUBLIC_SERVICE,
        "category": "schooling",
        "enterprise_id": UUID(int=number, version=4),
        "enterprise_name": LONG_NAME,
        "responsible": "zibo-education",
        "due_on": date(2026, 9, 9),
    }
    return ListedItem(**usual | stated)


def content(level: ReportLevel = ReportLevel.CITY, **stated: Any) -> ReportContent:
    """A report of the third quarter of 2026."""
    units = {ReportLevel.CITY: AREAS, ReportLevel.AREA: AREAS[2:3]}.get(level, ("370100", "370300"))
    rows = tuple(_row(unit, number) for number, unit in enumerate(units, 1))
    cities = ("370300",) if level is ReportLevel.CITY else units
    usual = {
        "unit": {ReportLevel.CITY: "370300", ReportLevel.AREA: units[0]}.get(level, "370000"),
        "level": level,
        "quarter": "2026Q3",
        "revision": 1,
        "cut_off": CUT_OFF,
        "rows": rows,
        "children": () if level is ReportLevel.AREA else tuple(map(_child, rows)),
        "key_issues": (KeyIssue(item=item(), proposed_level=EscalationLevel.MECHANISM),),
        "overdue_items": (item(2, enterprise_name=RARE_NAME), item(3, category=None, due_on=None)),
        "cards": () if level is ReportLevel.AREA else tuple(map(_cards, cities)),
        "quotas": () if level is ReportLevel.AREA else tuple(map(_quota, cities)),
    }
    return ReportContent(**usual | stated)


def zero(**stated: Any) -> ReportContent:
    rows = (ReportRow(unit=AREAS[2], standing=RowStanding.ZERO, cells=()),)
    return content(ReportLevel.AREA, rows=rows, key_issues=(), overdue_items=(), **stated)


def paper(said: ReportContent | None = None, **stated: Any) -> ReportPaper:
    usual = {"content": said or content(), "packs": (ZIBO,), "issued_on": date(2026, 10, 9)}
    return ReportPaper(**usual | stated)


def _row(unit: str, number: int) -> ReportRow:
    standing = {MISSING: RowStanding.MISSING, ZERO: RowStanding.ZERO}.get(unit, RowStanding.REPORTED)
    cells = () if standing is RowStanding.ZERO else tuple(_cell(one, number) for one in Ledger)
    return ReportRow(unit=unit, standing=standing, cells=cells)


def _cell(ledger: Ledger, number: int) -> Cell:
    category = {Ledger.PUBLIC_SERVICE: "schooling", Ledger.MARKET_SERVICE: "financing"}.get(ledger)
    whole = figures(number)
    names = CategoryFigures.model_fields.keys() - {"category"}
    part = CategoryFigures(category=category, **{name: getattr(whole, name) for name in names})
    return Cell(ledger=ledger, figures=whole, categories=(part,))


def _child(row: ReportRow) -> ChildReport:
    if row.standing is RowStanding.MISSING:
        return ChildReport(unit=row.unit, standing=row.standing)
    stated = {"revision": 2, "sha256": "0123456789abcdef" * 4, "submitted_on": date(2026, 10, 5)}
    return ChildReport(unit=row.unit, standing=row.standing, in_time=row.unit != AREAS[0], **stated)


def _cards(unit: str) -> CardMovements:
    return CardMovements(
        unit=unit, card_type="huicai", carried=120, issued=10, expired=5, renewed=4, held=129
    )


def _quota(unit: str) -> QuotaUsage:
    parts = tuple(DepartmentUsage(department=one, limit=5, used=2, held=3) for one in ("drc", "miit"))
    return QuotaUsage(
        unit=unit, card_type="huicai", quota_year=2026, limit=10, used=4, held=6, departments=parts
    )
