"""Card register (人才卡登记簿): which cards are on the books, as known now or as known at any position of the log?

登记在册的人才卡有哪些，截至任一时点当时是如何登记的？
"""

from projections.card_register import cards, cases, enterprises, people, reminders  # noqa: F401  what events do to it
from projections.card_register.differences import CardChange, CardDifferences, ChangeKind, Totals
from projections.card_register.queries import CardFilter, CardKey, CardRegister, CardRow
from projections.card_register.register import card_register
from projections.card_register.reminder_list import ReminderFilter, ReminderKey, ReminderLine, ReminderList

__all__ = [
    "CardChange",
    "CardDifferences",
    "CardFilter",
    "CardKey",
    "CardRegister",
    "CardRow",
    "ChangeKind",
    "ReminderFilter",
    "ReminderKey",
    "ReminderLine",
    "ReminderList",
    "Totals",
    "card_register",
]
