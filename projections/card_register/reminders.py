"""What events do to the reminders of the card register: the last of each kind stands until its day is settled."""

from domain.aggregates import Card
from domain.card_chapters.arrival import ArrivalConfirmed, ArrivalExtended, ArrivalLapsed
from domain.card_chapters.measures import EntryCorrected
from domain.card_chapters.reminders import Reminder
from domain.card_events import CardEvent, EndingEvent, GrantReversed
from domain.cards import ReminderKind
from projections.card_register.periods import learned
from projections.card_register.register import card_register
from projections.card_register.tables import reminders
from projections.rows import Rows


def _reminded(rows: Rows, event: Reminder, position: int) -> None:
    """It takes the place of one at an earlier mark."""
    rows.put(
        reminders,
        card_id=event.originator_id,
        kind=event.kind,
        day=event.day,
        days_before=event.days_before,
        told_to=event.told_to,
        told_in=event.told_in,
        reminded_on=event.envelope.effective_on,
    )
    learned(rows, event, position)


for _reminds in (Card.ArrivalReminded, Card.ListedForRenewal):
    card_register.on(_reminds)(_reminded)


def _arrival_settled(rows: Rows, event: CardEvent, _position: int) -> None:
    """The holder has come, or is awaited for another day, or not any more."""
    rows.remove(reminders, event.originator_id, ReminderKind.ARRIVAL)


for _settles in (ArrivalConfirmed, ArrivalExtended, ArrivalLapsed):
    card_register.after_any(_settles)(_arrival_settled)


@card_register.after_any(EntryCorrected)
def _ends_on_another_day(rows: Rows, event: EntryCorrected, _position: int) -> None:
    """The lists said when the term ends as it was entered; by the right day the card is listed anew."""
    rows.remove(reminders, event.originator_id, ReminderKind.RENEWAL)


def _off_the_books(rows: Rows, event: CardEvent, _position: int) -> None:
    for kind in ReminderKind:
        rows.remove(reminders, event.originator_id, kind)


for _ends in (EndingEvent, GrantReversed):
    card_register.after_any(_ends)(_off_the_books)
