"""What becomes of a demand item with who asked (撤销、并办、回访、评价、整改、销号、重办)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.demand_item import DemandItem
from domain.authorization import ON_PAPER, Permission, Role
from domain.base import Authority, Capacity
from domain.demand_events import ClosingEvent
from domain.demands import Grade
from domain.fields import wrong
from domain.text import Text
from domain.use_cases.demandwork import (
    FOR_ASKER,
    DemandCommand,
    DemandFile,
    FreeText,
    UnitCommand,
    file_of_unit,
    file_of_window,
    for_asker,
    must_keep_ledger,
    opened_item,
)
from domain.use_cases.registering_demands import StatedDetails, details_of
from domain.work import Work


class AskerCommand(DemandCommand):
    """A command of who asked: the enterprise's specialist, or the window that enters what was said."""

    permitted: ClassVar[tuple[Permission, ...]] = FOR_ASKER
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class RestateDemand(AskerCommand):
    """What is asked for, said better; the window may do so by itself."""

    details: StatedDetails


class WithdrawDemand(AskerCommand):
    """It is asked for no longer; the window may do so by itself, as for what was registered by mistake."""


class MergeDemand(DemandCommand):
    """The same is asked for in another open item of the city, which goes on."""

    surviving_demand_item_id: UUID


class CallBack(DemandCommand):
    """Somebody was asked whether it is as the answer says, or nobody was reached."""

    reached: bool
    note: FreeText | None = Field(default=None, repr=False)


class RateDemand(AskerCommand):
    grade: Grade
    comment: FreeText | None = Field(default=None, repr=False)


class CorrectRating(RateDemand):
    """The rating had been entered otherwise than it was given."""


class RectifyDemand(UnitCommand):
    rectification: FreeText = Field(repr=False)


class StrikeOffDemand(DemandCommand):
    """The item is done with."""


class ReopenDemand(DemandCommand):
    """It is dealt with once more, and why."""


class ReverseClosure(DemandCommand):
    """It had been closed by mistake: `corrects` names the event."""

    may_correct: ClassVar[bool] = True


def restate_demand(command: RestateDemand, work: Work) -> DemandItem:
    file = opened_item(command.demand_item_id, work)
    authority = _asker_or_window(file)
    file.item.restate(details_of(command.details, file.item.ledger, file.item.subject), authority)
    return file.item


def withdraw_demand(command: WithdrawDemand, work: Work) -> DemandItem:
    file = opened_item(command.demand_item_id, work)
    file.item.withdraw(_asker_or_window(file))
    return file.item


def merge_demand(command: MergeDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    surviving = opened_item(command.surviving_demand_item_id, work)
    must_keep_ledger(surviving)
    merged = file.item
    if surviving.item.city != merged.city:
        raise wrong("surviving_demand_item_id", "of_another_city", OF_ANOTHER_CITY)
    merged.merge_into(surviving.item.id, surviving.item.number, file.authority)
    surviving.item.absorb(merged.id, merged.number, surviving.authority)
    return merged


def call_back(command: CallBack, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.item.call_back(file.sealed_if_said(command.note), file.authority, reached=command.reached)
    return file.item


def rate_demand(command: RateDemand, work: Work) -> DemandItem:
    file = opened_item(command.demand_item_id, work)
    file.item.rate(command.grade, file.sealed_if_said(command.comment), for_asker(file))
    return file.item


def correct_rating(command: CorrectRating, work: Work) -> DemandItem:
    file = opened_item(command.demand_item_id, work)
    file.item.correct_rating(command.grade, file.sealed_if_said(command.comment), for_asker(file))
    return file.item


def rectify_demand(command: RectifyDemand, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    file.item.rectify(file.sealed(command.rectification), authority)
    return file.item


def strike_off_demand(command: StrikeOffDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    needs_call_back = file.pack.demand_rules.life.call_back_before_strike_off
    file.item.strike_off(file.authority, needs_call_back=needs_call_back)
    return file.item


def reopen_demand(command: ReopenDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.item.reopen(file.authority)
    return file.item


def reverse_closure(command: ReverseClosure, work: Work) -> DemandItem:
    """An item that was merged by mistake is dealt with for itself, and the surviving one says so, in one transaction."""
    file = file_of_window(command, work)
    item, surviving_id = file.item, file.item.merged_into
    item.reverse_closure(file.authority)
    _must_correct_the_closure(file, work)
    if surviving_id is not None:
        surviving = opened_item(surviving_id, work)
        must_keep_ledger(surviving)
        surviving.item.separate(item.id, item.number, surviving.authority)
    return item


def _must_correct_the_closure(file: DemandFile, work: Work) -> None:
    """Refuse a correction of another event than the one that closed the item."""
    closed_by = next(
        recorded.entry.event_id
        for recorded in reversed(work.store.history(file.item.id))
        if isinstance(recorded.event, ClosingEvent)
    )
    if file.authority.corrects != closed_by:
        raise wrong("corrects", "not_the_closure", NOT_THE_CLOSURE)


def _asker_or_window(file: DemandFile) -> Authority:
    authority = file.authority
    if authority.role == Role.OFFICER and authority.capacity is not Capacity.ENTERING_FOR:
        must_keep_ledger(file)
        return authority
    return for_asker(file)


NOT_THE_CLOSURE = Text("应为办结该事项的事件", "must be the event that closed the item")
OF_ANOTHER_CITY = Text("不是本市事项", "is no item of this city")
