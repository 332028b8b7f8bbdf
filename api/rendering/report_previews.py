"""What a report would say if entry were closed now (季报预览), and where such drafts are to be read."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from api.addresses import REPORT_PREVIEW, href
from api.rendering.quarterly_reports import sees
from api.rendering.report_contents import (
    CardMovementsShown,
    CutOffShown,
    FiguresShown,
    LedgerFiguresShown,
    ListedItemShown,
    QuotaUsageShown,
    ReportRowShown,
    content_shown,
)
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates import LedgerClosings
from domain.ledger_books.balance import Imbalance
from domain.ledger_books.content import ReportLevel
from domain.policy.ledgers import Ledger
from domain.use_cases.previewing_reports import Preview


class ImbalanceShown(Shown):
    """Figures that cannot be right, and what they should come to; `ledger` is null of what holds over all of them, and of what is about cards."""

    unit: str
    ledger: Ledger | None
    card_type: str | None
    rule: str
    says: Words
    terms: dict[str, int]
    expected: int
    found: int


class PreviewShown(Shown):
    """A draft: what the books say as of `read_until`, with what would keep it from being compiled. It is no report."""

    is_preview: Literal[True] = True
    unit: str
    level: ReportLevel
    quarter: str
    read_until: CutOffShown
    last_day_of_entry: date
    is_zero: bool
    rows: tuple[ReportRowShown, ...]
    totals: tuple[LedgerFiguresShown, ...]
    total: FiguresShown
    in_transit: int
    overdue_items: tuple[ListedItemShown, ...]
    cards: tuple[CardMovementsShown, ...]
    quotas: tuple[QuotaUsageShown, ...]
    imbalances: tuple[ImbalanceShown, ...]


class DraftLine(Shown):
    """A draft that was announced to a window, while entry goes on."""

    href: str
    unit: str
    level: ReportLevel
    quarter: str
    announced_on: date
    last_day_of_entry: date


class DraftsShown(Shown):
    """The drafts that are to be looked at."""

    items: tuple[DraftLine, ...]


def preview_shown(preview: Preview, last_day_of_entry: date) -> PreviewShown:
    """The draft, with the sums and rates that follow from it."""
    content = content_shown(preview.content)
    same = ("is_zero", "rows", "totals", "total", "in_transit", "overdue_items", "cards", "quotas")
    return PreviewShown(
        unit=preview.content.unit,
        level=preview.content.level,
        quarter=preview.content.quarter,
        read_until=content.cut_off,
        last_day_of_entry=last_day_of_entry,
        imbalances=tuple(map(_imbalance, preview.imbalances)),
        **{name: getattr(content, name) for name in same},
    )


def drafts_shown(closings: Iterable[LedgerClosings], viewer: Viewer) -> DraftsShown:
    """The drafts that were announced and that the viewer sees, areas before their city; none once entry is closed."""
    return DraftsShown(items=tuple(draft for one in closings for draft in _drafts(one, viewer)))


def _drafts(closings: LedgerClosings, viewer: Viewer) -> Iterator[DraftLine]:
    for quarter, announced in closings.announced.items():
        if quarter in closings.cut_offs:
            continue
        units = dict.fromkeys(announced.areas, ReportLevel.AREA) | {closings.region: ReportLevel.CITY}
        for unit, level in units.items():
            if sees(unit, viewer):
                yield DraftLine(
                    href=href(REPORT_PREVIEW, unit=unit, quarter=quarter.code),
                    unit=unit,
                    level=level,
                    quarter=quarter.code,
                    announced_on=announced.on,
                    last_day_of_entry=announced.last_day_of_entry,
                )


def _imbalance(one: Imbalance) -> ImbalanceShown:
    return ImbalanceShown(
        unit=one.unit,
        ledger=None if one.ledger is None else Ledger(one.ledger),
        card_type=one.card_type,
        rule=one.rule,
        says=words(one.sentence),
        terms=dict(one.terms),
        expected=one.expected,
        found=one.found,
    )
