"""What a policy says of a card after it was issued (人才卡管理): the notices are silent on nearly all of it."""

from datetime import date
from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.policy.ground import Code, Count, Grounded, Label, YesNo

Days = Annotated[int, Strict(), Field(ge=0, le=1000)]


def nearest_mark(marks: tuple[int, ...], day: date, on: date) -> int | None:
    """Of marks that are so many days before a day, the nearest to it that is reached: 60 of 90, 60, 30 with 45 days left."""
    left = (day - on).days
    return min((mark for mark in marks if left <= mark), default=None)


def is_due(marks: tuple[int, ...], day: date, on: date, *, last: int | None) -> bool:
    """Whether a mark is reached that is nearer to the day than the `last` one."""
    mark = nearest_mark(marks, day, on)
    return mark is not None and (last is None or mark < last)


class RenewalRule(Grounded):
    """From how many days before its term ends a card may be renewed, and when it is on the list of those to renew."""

    opens_days_before: Count
    listed_days_before: tuple[Count, ...] = Field(min_length=1)


class EmployerMove(Grounded):
    """Whether a card goes along when its holder changes the employer, and within how many days that is reported."""

    follows: YesNo
    within_days: Count


class EarlyArrival(Grounded):
    """By when the holder of a card that was issued early has to come.

    `reminded_days_before` are the days before the planned arrival on which it is due to remind; 0 is that day itself.
    Who has not come within the days of grace has the card suspended, and cancelled so many days after that.
    """

    extensions: Days
    longest_extension_days: Count
    grace_days: Days
    cancelled_after_days: Count
    reminded_days_before: tuple[Days, ...]


class Bar(Grounded):
    """For how many years who declared something false gets no card."""

    years: Annotated[int, Strict(), Field(ge=1, le=50)]


class CardLife(Value):
    """The life of the cards of one type."""

    card_type: Code
    renewal: RenewalRule
    employer_move: EmployerMove
    false_declaration: Bar
    arrival: EarlyArrival | None = None


class Service(Grounded):
    """A service that cards open (服务事项, R-26).

    `per_year` is how often a person may use it in a year, whatever the number of his or her cards, None for as often
    as needed; cards that came by the routes `withheld_from` do not open it. Services of one `benefit` are the same benefit under two names, and count together.
    """

    code: Code
    name: Label
    card_types: tuple[Code, ...] = Field(min_length=1)
    per_year: Count | None = None
    withheld_from: tuple[Code, ...] = ()
    companions: Annotated[int, Strict(), Field(ge=0, le=9)] = 0
    benefit: Code | None = None

    @property
    def counted_as(self) -> str:
        """Under which name its uses are counted."""
        return self.benefit or self.code
