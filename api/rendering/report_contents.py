"""What a revision of a quarterly report says (季报内容), with the sums and rates that follow from it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from api.addresses import REPORT_CONTENT, href
from api.rendering.shown import Shown
from domain.demands import EscalationLevel
from domain.ledger_books.card_figures import CardMovements, QuotaUsage
from domain.ledger_books.content import LEDGERS, CutOff, ListedItem, ReportContent, ReportRow, RowStanding
from domain.ledger_books.figures import CategoryFigures, Figures, added_up
from domain.policy.ledgers import Ledger


class CutOffShown(Shown):
    """Until where the log was read."""

    position: int
    at: datetime


class FiguresShown(Shown):
    """The figures of one cell or a sum; a rate is in per cent, and null, printed as “—”, where there is nothing to divide by."""

    carried: int
    adjusted: int
    registered: int
    reopened: int
    moved_in: int
    total: int
    settled: int
    settled_in_time: int
    settled_late: int
    explained: int
    moved_out: int
    dropped: int
    open: int
    escalated: int
    overdue: int
    late: int
    called_back: int
    rated: int
    satisfied: int
    settlement_rate: Decimal | None
    in_time_rate: Decimal | None
    average_working_days: Decimal | None
    satisfaction_rate: Decimal | None
    change_on_quarter: Decimal | None
    change_on_year: Decimal | None


class CategoryFiguresShown(Shown):
    """What of the figures of a ledger is of one category; null is what is not sorted yet."""

    category: str | None
    registered: int
    settled: int
    settled_in_time: int
    explained: int
    open: int
    escalated: int
    overdue: int
    in_time_rate: Decimal | None


class LedgerFiguresShown(Shown):
    """The figures of one ledger, and what of them is of which category."""

    ledger: Ledger
    figures: FiguresShown
    categories: tuple[CategoryFiguresShown, ...]


class ReportRowShown(Shown):
    """The figures of one unit, by ledger and in all."""

    unit: str
    standing: RowStanding
    ledgers: tuple[LedgerFiguresShown, ...]
    total: FiguresShown


class ChildShown(Shown):
    """Whether a unit below has reported, with which revision, and by the due day."""

    unit: str
    standing: RowStanding
    revision: int | None
    sha256: str | None
    submitted_on: date | None
    received_on: date | None  # of one that came from an instance of its own
    in_time: bool
    late_quarters: tuple[str, ...]  # whose reports came late, and are counted here


class ListedItemShown(Shown):
    """An item in an annex."""

    number: str
    area: str
    ledger: Ledger
    category: str | None
    enterprise_id: UUID | None
    enterprise_name: str | None
    responsible: str | None
    due_on: date | None


class KeyIssueShown(Shown):
    """An item that needs help, and from which level."""

    item: ListedItemShown
    proposed_level: EscalationLevel


class CardMovementsShown(Shown):
    """The cards of one type: what came onto the register and went off it, and what is on it at the end."""

    unit: str
    card_type: str
    carried: int
    adjusted: int
    issued: int
    renewed: int
    taken_over: int
    revoked: int
    cancelled: int
    expired: int
    held: int
    suspended: int
    not_arrived: int
    late: int
    replaced: int
    suspensions: int
    reinstatements: int


class DepartmentUsageShown(Shown):
    """What is used of a department's part of a quota."""

    department: str
    limit: int
    used: int
    held: int


class QuotaUsageShown(Shown):
    """What is used of a quota by the cut-off; `held` are all places that nobody else can have, used ones among them."""

    unit: str
    card_type: str
    quota_year: int
    limit: int
    used: int
    held: int
    departments: tuple[DepartmentUsageShown, ...]


class ContentShown(Shown):
    """What a revision says. `sha256` is that of its canonical JSON, which lies at `href`."""

    href: str
    sha256: str
    is_zero: bool
    cut_off: CutOffShown
    rows: tuple[ReportRowShown, ...]
    totals: tuple[LedgerFiguresShown, ...]
    total: FiguresShown
    in_transit: int
    children: tuple[ChildShown, ...]
    children_reported: int
    children_in_time: int
    key_issues: tuple[KeyIssueShown, ...]
    overdue_items: tuple[ListedItemShown, ...]
    exemplary_items: tuple[ListedItemShown, ...]
    cards: tuple[CardMovementsShown, ...]
    cards_in_all: tuple[CardMovementsShown, ...]
    quotas: tuple[QuotaUsageShown, ...]
    quotas_in_all: tuple[QuotaUsageShown, ...]


def content_shown(content: ReportContent) -> ContentShown:
    """What a revision says, with the sums and rates that follow from it."""
    return ContentShown(
        href=href(
            REPORT_CONTENT, unit=content.unit, quarter=content.quarter, report_revision=content.revision
        ),
        sha256=content.sha256,
        is_zero=content.is_zero,
        cut_off=cut_off_shown(content.cut_off),
        rows=tuple(_row(row) for row in content.rows),
        totals=tuple(
            _of_ledger(ledger, content.total_of(ledger), content.categories_of(ledger)) for ledger in LEDGERS
        ),
        total=_figures(content.total),
        in_transit=content.in_transit,
        children=tuple(ChildShown(**child.model_dump()) for child in content.children),
        children_reported=content.reported,
        children_in_time=content.reported_in_time,
        key_issues=tuple(
            KeyIssueShown(item=_item(issue.item), proposed_level=issue.proposed_level)
            for issue in content.key_issues
        ),
        overdue_items=tuple(_item(item) for item in content.overdue_items),
        exemplary_items=tuple(_item(item) for item in content.exemplary_items),
        cards=tuple(_cards(one) for one in content.cards),
        cards_in_all=tuple(_cards(one) for one in content.cards_in_all),
        quotas=tuple(_quota(one) for one in content.quotas),
        quotas_in_all=tuple(_quota(one) for one in content.quotas_in_all),
    )


def cut_off_shown(cut_off: CutOff) -> CutOffShown:
    """Until where the log was read."""
    return CutOffShown(position=cut_off.position, at=cut_off.at)


def _row(row: ReportRow) -> ReportRowShown:
    return ReportRowShown(
        unit=row.unit,
        standing=row.standing,
        ledgers=tuple(_of_ledger(ledger, row.of(ledger), row.categories_of(ledger)) for ledger in LEDGERS),
        total=_figures(added_up([row.of(ledger) for ledger in LEDGERS])),
    )


def _of_ledger(ledger: Ledger, figures: Figures, categories: Iterable[CategoryFigures]) -> LedgerFiguresShown:
    return LedgerFiguresShown(
        ledger=ledger, figures=_figures(figures), categories=tuple(_category(one) for one in categories)
    )


def _category(figures: CategoryFigures) -> CategoryFiguresShown:
    return CategoryFiguresShown(
        **{name: getattr(figures, name) for name in CategoryFiguresShown.model_fields}
    )


def _figures(figures: Figures) -> FiguresShown:
    return FiguresShown(**{name: getattr(figures, name) for name in FiguresShown.model_fields})


def _item(item: ListedItem) -> ListedItemShown:
    return ListedItemShown(**{name: getattr(item, name) for name in ListedItemShown.model_fields})


def _cards(cards: CardMovements) -> CardMovementsShown:
    return CardMovementsShown(**cards.model_dump())


def _quota(quota: QuotaUsage) -> QuotaUsageShown:
    return QuotaUsageShown(**quota.model_dump())
