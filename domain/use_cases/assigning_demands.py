"""Where a demand item belongs and who is responsible for it (分类、划转、交办、签收、异议)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.aggregates.demand_item import DemandItem
from domain.base import Value
from domain.deadlines import days_to_give
from domain.demands import LongerThanTheRule, Unit
from domain.fields import wrong
from domain.functions import Function
from domain.policy.ledgers import Ledger, Phase
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.demandwork import (
    DemandCommand,
    DemandFile,
    UnitCommand,
    file_of_city_window,
    file_of_unit,
    file_of_window,
)
from domain.work import Work

Code = Annotated[str, Field(max_length=40)]
AreaName = Annotated[str, Field(max_length=100)]


class StatedUnit(Value):
    """A responsible unit: whoever exercises the function in the area on that day."""

    function: Function
    area: AreaName


class ClassifyDemand(DemandCommand):
    """Into a category of this ledger, or of another one: which is a transfer in the books."""

    ledger: Ledger
    category: Code


class MoveDemand(DemandCommand):
    """To another area of the city, which deals with it from now on."""

    area: AreaName


class AssignDemand(DemandCommand):
    """To a unit in the lead, by default that of the category in the item's area, or else in the city.

    `due_on` is a day of its own for this item, no later than the ledger's rule has it.
    """

    lead: StatedUnit | None = None
    assisting: tuple[StatedUnit, ...] = Field(default=(), max_length=10)
    due_on: date | None = None


class AcceptAssignment(UnitCommand):
    """The unit takes it on."""


class DisputeAssignment(UnitCommand):
    """The unit says that it is another's matter, and why."""


class RejectDispute(DemandCommand):
    """The window upholds the assignment, and says why."""


def classify_demand(command: ClassifyDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.pack.ledger(command.ledger).category(command.category)
    file.item.classify(command.ledger, command.category, file.authority)
    return file.item


def move_demand(command: MoveDemand, work: Work) -> DemandItem:
    file = file_of_city_window(command, work)
    area = work.policies.area_of(file.item.city, command.area, file.authority.effective_on)
    work.instance.must_keep(area.code, file.item.city)
    file.item.move_to(area.code, file.authority)
    return file.item


def assign_demand(command: AssignDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    item, pack = file.item, _of_the_day(file)
    lead = _usual_unit(file) if command.lead is None else unit_named(command.lead, pack, work, field="lead")
    assisting = tuple(unit_named(one, pack, work, field="assisting") for one in command.assisting)
    days = None if command.due_on is None else _days(command.due_on, file)
    item.assign(lead, assisting, file.authority, due_on=command.due_on, days=days)
    return item


def accept_assignment(command: AcceptAssignment, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    file.item.accept_assignment(authority)
    return file.item


def dispute_assignment(command: DisputeAssignment, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    limits = [one for one in file.deadlines() if one.key.step == Phase.ACCEPTANCE and one.closed_on is None]
    file.item.dispute_assignment(limits[-1] if limits else None, authority)
    return file.item


def reject_dispute(command: RejectDispute, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.item.reject_dispute(file.authority)
    return file.item


def unit_named(stated: StatedUnit, pack: PolicyPack, work: Work, *, field: str) -> Unit:
    """The unit as it was on that day. Raises `UnknownArea`, and `Invalid` if there is none."""
    day = work.authority.effective_on
    area = pack.area_of(stated.area, day)
    organ = area.organization_of(stated.function, day)
    if organ is None:
        raise wrong(field, "no_organ", NO_ORGAN)
    return Unit(function=stated.function.value, area=area.code, organization=organ.code)


def _usual_unit(file: DemandFile) -> Unit:
    """The unit whose matter the category usually is: the area's own, or else the city's."""
    item, pack, day = file.item, _of_the_day(file), file.authority.effective_on
    if item.category is None:
        raise wrong("lead", "missing", NO_CATEGORY)
    lead = file.rule.category(item.category).lead
    for area in (item.area, file.city_area):
        organ = pack.organization_of(area, lead, day)
        if organ is not None:
            return Unit(function=lead.value, area=area, organization=organ.code)
    raise wrong("lead", "no_organ", NO_ORGAN)


def _days(due_on: date, file: DemandFile) -> int:
    """How many days the whole has until that day. Raises `LongerThanTheRule`, and `Invalid` for a day that is over."""
    if due_on < file.authority.effective_on:
        raise wrong("due_on", "is_over", IS_OVER)
    whole, by_the_rule = file.whole(), file.whole(file.item.times.is_given(None))
    latest = max((one.due_on for one in (whole, by_the_rule) if one.due_on), default=None)
    if latest is None or due_on > latest:
        raise LongerThanTheRule(field="due_on", clauses=whole.rule.clauses)
    return days_to_give(file.item.times, whole, due_on, file.work.calendar)


def _of_the_day(file: DemandFile) -> PolicyPack:
    """The pack that says who is responsible for what on the day of the decision."""
    return file.work.policies.in_force(file.item.city, file.authority.effective_on)


IS_OVER = Text("该日期已过", "is over")
NO_CATEGORY = Text("事项未分类，须注明牵头单位", "must be named, for the item has no category")
NO_ORGAN = Text("该区域没有机构履行此职能", "nobody exercises that function there")
