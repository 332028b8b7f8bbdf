"""Reminders of a card's days (到岗提醒、续期名单): the office that keeps the card is told, once at each mark of the policy.

ArrivalReminded       so many days before the arrival that is planned; another day that is planned has its own
ListedForRenewal      so many days before the term ends

Of several marks that were passed before anybody looked, the nearest to the day says what the others would have said.
"""

from abc import abstractmethod
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.card_events import CardEvent
from domain.card_state import CardState
from domain.cards import ISSUED, ArrivalStage, NotAnEarlyCard, RemindedAlready, ReminderKind, ReminderNotDue
from domain.policy.card_life import nearest_mark


class Reminder(CardEvent):
    """An office was told that a day comes near; `told_to` is a function in the area `told_in`."""

    kind: ClassVar[ReminderKind]
    days_before: int
    told_to: str
    told_in: str

    @property
    @abstractmethod
    def day(self) -> date:
        """The day that comes near."""


class ArrivalReminded(Reminder):
    TOPIC: ClassVar[str] = "Card.ArrivalReminded"
    kind: ClassVar[ReminderKind] = ReminderKind.ARRIVAL
    planned_arrival: date

    @property
    def day(self) -> date:
        return self.planned_arrival

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.arrival = replace(aggregate.arrival, reminded=self.days_before)


class ListedForRenewal(Reminder):
    TOPIC: ClassVar[str] = "Card.ListedForRenewal"
    kind: ClassVar[ReminderKind] = ReminderKind.RENEWAL
    valid_to: date

    @property
    def day(self) -> date:
        return self.valid_to

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.listed_for_renewal = self.days_before


class ComesDue(CardState):
    """What an office is told about the days of a card. It decides nothing about the card."""

    def remind_of_arrival(
        self, marks: tuple[int, ...], *, told_to: str, told_in: str, area: str, authority: Authority
    ) -> None:
        """Put on record that the office was reminded of the arrival (到岗提醒)."""
        self.must_be(*ISSUED)
        if self.arrival is None or self.arrival.stage is not ArrivalStage.AWAITED:
            raise NotAnEarlyCard(blocked_by=self.shown())
        day, told = self.arrival.planned_on, {"told_to": told_to, "told_in": told_in}
        mark = self._due(marks, day, self.arrival.reminded, authority)
        self._decide(ArrivalReminded, area, authority, days_before=mark, planned_arrival=day, **told)

    def list_for_renewal(
        self, marks: tuple[int, ...], *, told_to: str, told_in: str, area: str, authority: Authority
    ) -> None:
        """Put on record that the card stands on a list of those to renew (列入续期名单)."""
        self.must_be(*ISSUED)
        if self.valid_to is None or self.valid_to < authority.effective_on:
            raise ReminderNotDue(blocked_by=self.shown())
        told = {"told_to": told_to, "told_in": told_in}
        mark = self._due(marks, self.valid_to, self.listed_for_renewal, authority)
        self._decide(ListedForRenewal, area, authority, days_before=mark, valid_to=self.valid_to, **told)

    def _due(self, marks: tuple[int, ...], day: date, last: int | None, authority: Authority) -> int:
        """The mark to remind at. Raises `ReminderNotDue` and `RemindedAlready`."""
        mark = nearest_mark(marks, day, authority.effective_on)
        if mark is None:
            raise ReminderNotDue(blocked_by=self.shown())
        if last is not None and last <= mark:
            raise RemindedAlready(blocked_by=self.shown())
        return mark
