"""Of which days of its cards an office was reminded (到岗提醒、续期名单): each with the card, masked as everywhere."""

from collections.abc import Sequence
from datetime import date

from api.rendering.card_register import CardLineShown, card_lines
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.cards import ReminderKind
from projections.card_register import ReminderLine


class ReminderShown(Shown):
    """The last reminder of a day that is still to be seen to: so many days before it, of the office told.

    `days_left` are those from today on, below 0 once the day is over.
    """

    kind: ReminderKind
    day: date
    days_before: int
    days_left: int
    told_to: str
    told_in: str
    reminded_on: date
    card: CardLineShown


class ReminderLines(Shown):
    """A page of the list."""

    items: tuple[ReminderShown, ...]
    next: str | None


def reminder_lines(lines: Sequence[ReminderLine], viewer: Viewer) -> list[ReminderShown]:
    """The reminders of a page, all that is personal opened with one question."""
    cards = card_lines([line.card for line in lines], viewer)
    return [
        ReminderShown(
            card=card,
            days_left=(line.day - viewer.today).days,
            **{name: getattr(line, name) for name in _SAME},
        )
        for line, card in zip(lines, cards, strict=True)
    ]


_SAME = ("kind", "day", "days_before", "told_to", "told_in", "reminded_on")
