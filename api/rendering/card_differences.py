"""What differs between two moments of the card register (登记簿变动): a line per card, what is personal masked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.addresses import CARD, href
from api.rendering.card_register import CardLineShown, card_lines
from api.rendering.shown import Shown
from api.viewer import Viewer
from projections.card_register import CardChange, ChangeKind, Totals


class TotalsShown(Shown):
    """How many cards differ in each way, on all pages together."""

    added: int
    ended: int
    changed: int


class ColumnShown(Shown):
    """A column in which a card differs, before and after; of what is personal two masks may look alike."""

    column: str
    before: Any
    after: Any


class CardChangeShown(Shown):
    """A card that differs: its line where it was added (`after`) or ended (`before`), its columns where it changed."""

    change: ChangeKind
    id: UUID
    href: str
    entered_at: int
    before: CardLineShown | None
    after: CardLineShown | None
    columns: tuple[ColumnShown, ...]


class CardDifferencesShown(Shown):
    """A page of what differs; `from_position` and `to_position` are those of the two moments."""

    from_position: int
    to_position: int
    totals: TotalsShown
    items: tuple[CardChangeShown, ...]
    next: str | None


def totals_shown(totals: Totals) -> dict[str, int]:
    """How many cards differ in each way."""
    return TotalsShown(**totals._asdict()).as_json()


def card_changes(changes: Sequence[CardChange], viewer: Viewer) -> list[CardChangeShown]:
    """The cards of a page, before and after, all that is personal opened with one question."""
    rows = [row for change in changes for row in (change.before, change.after) if row is not None]
    lines = dict(zip(map(id, rows), card_lines(rows, viewer), strict=True))
    return [_change(change, lines.get(id(change.before)), lines.get(id(change.after))) for change in changes]


def _change(change: CardChange, before: CardLineShown | None, after: CardLineShown | None) -> CardChangeShown:
    is_changed = change.kind is ChangeKind.CHANGED
    return CardChangeShown(
        change=change.kind,
        id=change.row.card_id,
        href=href(CARD, card_id=change.row.card_id),
        entered_at=change.row.entered_at,
        before=None if is_changed else before,
        after=None if is_changed else after,
        columns=tuple(
            ColumnShown(column=name, before=getattr(before, name), after=getattr(after, name))
            for name in change.columns
        ),
    )
