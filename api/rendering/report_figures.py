"""What stands behind a figure of a report, and what has moved since it was signed (下钻、截止后变动).

Numbers, enterprises and codes, as in the report itself: whoever sees that sees these. What is personal the item shows, to who sees it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from api.addresses import DEMAND, REPORT_FIGURE, href
from api.rendering.shown import Shown, Words, words
from domain.aggregates import DemandItem
from domain.ledger_books.archive import Signed
from domain.ledger_books.behind import Behind, Part
from domain.ledger_books.content import ListedItem, RowStanding
from domain.ledger_books.postings import Posting, PostingKind
from domain.ledger_books.tallying import is_late
from domain.policy.ledgers import Ledger
from domain.store import Recorded
from domain.text import Text
from domain.use_cases.reading_reports import Change

ELSEWHERE = Text(
    "该单位由其他系统报送，此处只有其季报内容，没有其事项。",
    "This unit has reported from another instance: only what its report says is here, not its items.",
)
ALL_LEDGERS = "all"


class PostingShown(Shown):
    """The movement by which an item counts; it is `late` if it is of an earlier quarter than the one that counts it."""

    kind: PostingKind
    position: int
    effective_on: date
    booked_on: date
    late: bool


class FigureLineShown(Shown):
    """An item behind a figure, in the category in which it counts, and what it adds. Without a posting it stands out otherwise, as overdue or passed on."""

    area: str
    ledger: Ledger
    number: str
    href: str
    history: str
    category: str | None
    enterprise_id: UUID | None
    counts: int
    posting: PostingShown | None


class FigurePartShown(Shown):
    """What a unit below adds to a figure. `href` leads to its own figure; where its items are not here, `note` says so."""

    unit: str
    standing: RowStanding
    revision: int | None
    value: int | None
    href: str | None
    note: Words | None


class FigureShown(Shown):
    """A figure, its value as the report has it, and a page of what stands behind it."""

    unit: str
    quarter: str
    revision: int
    sha256: str
    ledger: str
    figure: str
    row: str | None
    category: str | None
    value: int | None
    parts: tuple[FigurePartShown, ...]
    items: tuple[FigureLineShown, ...]
    next: str | None


class ChangeShown(Shown):
    """An event that has moved something since. `function` is the office of whoever acted, of a post in an office.

    `counted_in` is the quarter whose report counts it, null while none does; `is_of_revision` says that a revision of the area's
    report would, if it were compiled now.
    """

    position: int
    recorded_at: datetime
    effective_on: date
    topic: str
    area: str
    ledger: Ledger
    kind: PostingKind
    number: str
    href: str
    role: str
    function: str | None
    counted_in: str | None
    is_of_revision: bool


class ChangesShown(Shown):
    """A page of what has moved since the last signed revision, and whether another would have other figures.

    `would_differ` is null where nothing could be compiled, because the books do not balance.
    """

    unit: str
    quarter: str
    revision: int
    cut_off: int
    would_differ: bool | None
    items: tuple[ChangeShown, ...]
    next: str | None


def figure_line(line: Behind, listed: Mapping[str, ListedItem], signed: Signed) -> FigureLineShown:
    """An item as it was known at the cut-off."""
    known = listed.get(line.item)
    at = _item(line.item)
    return FigureLineShown(
        area=line.area,
        ledger=Ledger(line.ledger),
        number=line.item,
        href=at,
        history=f"{at}/history",
        category=line.category,
        enterprise_id=None if known is None else known.enterprise_id,
        counts=line.counts,
        posting=None if line.posting is None else _posting(line.posting, signed),
    )


def figure_parts(
    parts: Iterable[Part], signed: Signed, ledger: str, figure: str
) -> tuple[FigurePartShown, ...]:
    """The rows of a report of the level above, by what they add."""
    return tuple(_part(part, signed, ledger, figure) for part in parts)


def change_shown(change: Change, recorded: Recorded) -> ChangeShown:
    """A movement, and by whom it was entered."""
    envelope, posting = recorded.event.envelope, change.posting
    return ChangeShown(
        position=posting.position,
        recorded_at=recorded.entry.recorded_at,
        effective_on=posting.effective_on,
        topic=recorded.event.TOPIC,
        area=change.area,
        ledger=Ledger(posting.ledger),
        kind=posting.kind,
        number=posting.item,
        href=_item(posting.item),
        role=envelope.role,
        function=envelope.function,
        counted_in=None if change.counted_in is None else change.counted_in.code,
        is_of_revision=change.is_of_revision,
    )


def _part(part: Part, signed: Signed, ledger: str, figure: str) -> FigurePartShown:
    quarter, row = signed.content.quarter, signed.content.row(part.unit)
    where = {"unit": part.unit, "quarter": quarter, "report_revision": part.revision}
    is_linked = part.is_here and part.revision is not None
    return FigurePartShown(
        unit=part.unit,
        standing=RowStanding.MISSING if row is None else row.standing,
        revision=part.revision,
        value=part.value,
        href=href(REPORT_FIGURE, **where, ledger=ledger, figure=figure) if is_linked else None,
        note=None if part.is_here else words(ELSEWHERE),
    )


def _posting(posting: Posting, signed: Signed) -> PostingShown:
    return PostingShown(
        kind=posting.kind,
        position=posting.position,
        effective_on=posting.effective_on,
        booked_on=posting.booked_on,
        late=is_late(posting, signed.counting.quarter),
    )


def _item(number: str) -> str:
    return href(DEMAND, demand_item_id=DemandItem.id_of(number))
