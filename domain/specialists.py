"""The service specialists (单位服务专员) who speak for an enterprise: one at a time, each from a day on."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Self
from uuid import UUID

from domain.errors import NotFound
from domain.personal_data import PersonalData
from domain.text import Text


class NoSuchSpecialist(NotFound):
    code = "no_such_specialist"
    title = Text("没有该服务专员", "There is no such service specialist")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistStatement:
    """A specialist as somebody states him or her; `account_id` is the account with which he or she signs in."""

    id: UUID
    name: PersonalData
    phone: PersonalData | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialist(SpecialistStatement):
    """A person who is or was a specialist, sealed under a subject of his or her own."""

    since: date
    relieved_on: date | None = None

    def serves_on(self, day: date) -> bool:
        return self.since <= day and (self.relieved_on is None or day < self.relieved_on)


@dataclass(frozen=True, slots=True)
class Specialists:
    """All specialists of one enterprise."""

    in_order: tuple[Specialist, ...] = ()  # of the days from which they serve

    @property
    def current(self) -> Specialist | None:
        """The one of the latest day, if not relieved."""
        last = self.in_order[-1] if self.in_order else None
        return last if last is not None and last.relieved_on is None else None

    def on(self, day: date) -> Specialist | None:
        """The one who serves on a day."""
        return next((one for one in self.in_order if one.serves_on(day)), None)

    def by_day(self, day: date) -> Self:
        """Those who served by a day; who was relieved later serves still."""
        served = (one for one in self.in_order if one.since <= day)
        in_order = (
            one if (one.relieved_on or day) <= day else replace(one, relieved_on=None) for one in served
        )
        return replace(self, in_order=tuple(in_order))

    def appointed(self, specialist: Specialist) -> Self:
        """The same specialists and a further one, until whose day the one before serves at the latest."""
        in_order = sorted((*self.in_order, specialist), key=attrgetter("since"))
        handed_over = (_until(earlier, later.since) for earlier, later in pairwise(in_order))
        return replace(self, in_order=(*handed_over, in_order[-1]))

    def relieved(self, specialist_id: UUID, day: date) -> Self:
        """The same specialists, one of whom serves until that day."""
        in_order = (_until(one, day) if one.id == specialist_id else one for one in self.in_order)
        return replace(self, in_order=tuple(in_order))


def _until(specialist: Specialist, day: date) -> Specialist:
    return replace(specialist, relieved_on=min(day, specialist.relieved_on or day))


RELIEVED_BEFORE_APPOINTED = Text(
    "解任日期早于任职日期", "Nobody is relieved before the day of the appointment"
)
