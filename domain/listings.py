"""The entries of an enterprise on the departments' lists (列入名单): which of them holds on a day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from uuid import UUID

from domain.errors import RuleViolation
from domain.text import Text


class NotOnList(RuleViolation):
    code = "enterprise_not_on_list"
    title = Text(
        "该企业不在推荐部门提供的名单内", "The enterprise is not on the recommending department's list"
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry on a list, from the day of its batch until the day on which the enterprise is taken off."""

    list_type: str
    list_batch_id: UUID
    listed_from: date
    listed_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.listed_from <= day and (self.listed_until is None or day < self.listed_until)


@dataclass(frozen=True, slots=True)
class Listings:
    """All entries of one enterprise."""

    in_order: tuple[Listing, ...] = ()  # of the batches

    def entered(self, listing: Listing) -> Self:
        """The same entries and a further one."""
        return replace(self, in_order=(*self.in_order, listing))

    def ended(self, list_type: str, day: date) -> Self:
        """The same entries, of which those on this list that hold on a day end there."""
        return replace(
            self,
            in_order=tuple(
                replace(one, listed_until=day) if one.list_type == list_type and one.holds_on(day) else one
                for one in self.in_order
            ),
        )

    def all_ended(self, day: date) -> Self:
        """The same entries, all of which end on a day at the latest."""
        in_order = (replace(one, listed_until=min(day, one.listed_until or day)) for one in self.in_order)
        return replace(self, in_order=tuple(in_order))

    def on(self, list_type: str, day: date) -> Listing | None:
        """The entry on this list that holds on a day."""
        holding = [one for one in self.in_order if one.list_type == list_type and one.holds_on(day)]
        return holding[-1] if holding else None

    def by_day(self, day: date) -> Self:
        """Those that held by a day; what ended later holds still."""
        held = (one for one in self.in_order if one.listed_from <= day)
        in_order = (
            one if (one.listed_until or day) <= day else replace(one, listed_until=None) for one in held
        )
        return replace(self, in_order=tuple(in_order))

    def current(self) -> tuple[Listing, ...]:
        """The latest entry on each list that the enterprise has not been taken off."""
        return tuple({one.list_type: one for one in self.in_order if one.listed_until is None}.values())
