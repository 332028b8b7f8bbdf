"""Recording (入账): what an event of a demand item posts, and how the item stands after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.calendar import Calendar
from domain.case_times import CaseTimes
from domain.deadlines import deadlines_of
from domain.demand_chapters.assignment import Assigned
from domain.demand_chapters.closing import Settled
from domain.demand_chapters.escalation import Escalated, HandedBack
from domain.demand_chapters.feedback import CalledBack, Rated
from domain.demand_chapters.sorting import ClassifyingEvent, MovedToArea
from domain.demand_events import DemandBegins, DemandEvent, TakenOver
from domain.demands import OPEN_DEMANDS, Movement
from domain.ledger_books.content import ListedItem
from domain.ledger_books.postings import Posting, PostingKind
from domain.policy.deadlines import RouteDeadlines
from domain.policy.ledgers import Ledger

KIND_OF = {
    Movement.OPENED: PostingKind.TAKEN_OVER,
    Movement.REGISTERED: PostingKind.REGISTERED,
    Movement.REOPENED: PostingKind.REOPENED,
    Movement.RESTORED: PostingKind.RESTORED,
    Movement.SETTLED: PostingKind.SETTLED,
    Movement.EXPLAINED: PostingKind.EXPLAINED,
    Movement.DROPPED: PostingKind.DROPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an item stands after its latest event, as far as a report says it; `booked_on` is the day of that in the books."""

    number: str
    policy_version: str
    area: str
    ledger: Ledger
    category: str | None
    enterprise_id: UUID | None
    responsible: str | None = None
    is_open: bool = True
    is_escalated: bool = False
    booked_on: date = date.min
    times: CaseTimes = field(default_factory=CaseTimes)

    def listed(self, due_on: date | None = None, enterprise_name: str | None = None) -> ListedItem:
        """The item as an annex lists it."""
        return ListedItem(
            number=self.number,
            area=self.area,
            ledger=self.ledger,
            category=self.category,
            enterprise_id=self.enterprise_id,
            enterprise_name=enterprise_name,
            responsible=self.responsible,
            due_on=due_on,
        )

    def due_on(self, rules: RouteDeadlines | None, calendar: Calendar) -> date | None:
        """By which day it is to be dealt with; None while that rests, or where no rule is known."""
        found = () if rules is None else deadlines_of(self.times, rules, calendar)
        return next((one.due_on for one in found if one.key.step is None), None)


def after(event: DemandEvent, before: Standing | None) -> Standing:
    """How the item stands after an event; `before` is None of the first. What says nothing to a report changes nothing.

    What a report does not count dates the item no later: what an officer enters after that may have effect before it.
    """
    stands = begun(event) if before is None else before
    changed: dict[str, Any] = {
        "area": event.area,
        "ledger": event.ledger,
        "is_open": event.status in OPEN_DEMANDS,
        "times": event.passing(stands.times),
    }
    match event:
        case TakenOver():
            changed["responsible"] = event.lead and event.lead.organization
            changed["is_escalated"] = event.escalated_to is not None
        case Assigned():
            changed["responsible"] = event.lead.organization
        case MovedToArea():
            changed["responsible"] = None
        case ClassifyingEvent():
            changed["category"] = event.category
        case Escalated():
            changed["is_escalated"] = True
        case HandedBack():
            changed["is_escalated"] = False
    then = replace(stands, **changed)
    if (
        before is not None
        and _counted_of(then) == _counted_of(before)
        and not isinstance(event, CalledBack | Rated)
    ):
        return then
    return replace(then, booked_on=max(stands.booked_on, event.on))


def _counted_of(stands: Standing) -> Standing:
    """What a report counts of it: not who deals with it, in which phase, nor what the clock has told of its deadlines."""
    return replace(stands, responsible=None, times=replace(stands.times, stays=(), breached=()))


def begun(event: DemandEvent) -> Standing:
    """The item as it comes onto the books."""
    assert isinstance(event, DemandBegins)  # every item begins with one of these
    return Standing(
        number=event.number,
        policy_version=event.envelope.policy_version,
        area=event.area,
        ledger=event.ledger,
        category=event.category,
        enterprise_id=event.enterprise_id,
    )


def postings_of(
    event: DemandEvent, before: Standing | None, stands: Standing, position: int
) -> Iterator[tuple[str, Posting]]:
    """What the event posts, and in which area; the item stood as in `before`, and stands as in `stands` after it."""

    def posting(ledger: str, kind: PostingKind, **facts: Any) -> Posting:
        known = {"category": stands.category} | facts
        return Posting(stands.number, ledger, kind, position, event.on, stands.booked_on, **known)

    if before is not None and event.left is not None:
        yield event.left.area, posting(event.left.ledger, PostingKind.MOVED_OUT, category=before.category)
        yield event.area, posting(event.ledger, PostingKind.MOVED_IN)
    elif before is not None and before.category != stands.category:
        yield event.area, posting(event.ledger, PostingKind.SORTED_OUT, category=before.category)
        yield event.area, posting(event.ledger, PostingKind.SORTED_IN)
    match event:
        case Settled():
            facts = {"in_time": event.figures.in_time, "working_days": event.figures.working_days}
            yield event.area, posting(event.ledger, PostingKind.SETTLED, **facts)
        case CalledBack() if event.reached:
            yield event.area, posting(event.ledger, PostingKind.CALLED_BACK)
        case Rated():
            yield event.area, posting(event.ledger, PostingKind.RATED, satisfied=not event.grade.is_bad)
        case _ if event.movement is not None:
            yield event.area, posting(event.ledger, KIND_OF[event.movement])
