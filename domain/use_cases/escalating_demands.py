"""Demand items that need somebody above (转上级、退回、督办)."""

from typing import ClassVar

from pydantic import Field

from domain.aggregates.demand_item import DemandItem
from domain.authorization import BOOK_KEEPING, NotYourArea, Permission, officer_of_city, system
from domain.base import Capacity
from domain.demand_chapters.escalation import colour_due
from domain.demands import Colour, EscalationLevel
from domain.errors import Invalid
from domain.functions import Function
from domain.text import Text
from domain.use_cases.demandwork import (
    BY_CITY_WINDOW,
    WINDOW,
    DemandCommand,
    DemandFile,
    FreeText,
    file_of_city_window,
    file_of_window,
)
from domain.work import Work

SUPERVISORS = (WINDOW, officer_of_city(Function.PARTY_ORG, Function.HRSS), system)


class EscalateDemand(DemandCommand):
    """The window of an area passes it on to the city; the city's to the province or the mechanism."""

    to: EscalationLevel


class HandBackDemand(DemandCommand):
    """The city's window hands it back, or writes down that the province did."""

    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    answer: FreeText | None = Field(default=None, repr=False)


class SuperviseDemand(DemandCommand):
    permitted: ClassVar[tuple[Permission, ...]] = SUPERVISORS
    colour: Colour


class LiftSupervision(DemandCommand):
    permitted: ClassVar[tuple[Permission, ...]] = SUPERVISORS


def escalate_demand(command: EscalateDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    is_citys = file.authority.area == file.city_area
    if command.to is not EscalationLevel.CITY and not is_citys:
        raise NotYourArea(field="to", lifted_by=BY_CITY_WINDOW)
    file.item.escalate(command.to, file.city_area, file.authority)
    return file.item


def hand_back_demand(command: HandBackDemand, work: Work) -> DemandItem:
    file = file_of_city_window(command, work)
    escalation = file.item.escalation
    if escalation is not None and escalation.level is EscalationLevel.PROVINCE:
        _must_be_of_province(file)
    file.item.hand_back(file.sealed_if_said(command.answer), file.authority)
    return file.item


def supervise_demand(command: SuperviseDemand, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    if file.authority.capacity is Capacity.SYSTEM:
        file.item.supervise_overdue(_colour_due(command.colour, file), file.authority)
    else:
        file.item.supervise(command.colour, file.authority)
    return file.item


def lift_supervision(command: LiftSupervision, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.item.lift_supervision(file.authority)
    return file.item


def _colour_due(asked: Colour, file: DemandFile) -> Colour | None:
    """The colour that the clock has asked for, if the item is as overdue as that."""
    whole, rule = file.whole(), file.pack.demand_rules.supervision
    if whole.due_on is None:
        return None
    due = colour_due(whole.due_on, file.authority.effective_on, rule, file.work.calendar)
    return asked if due is asked else None


def _must_be_of_province(file: DemandFile) -> None:
    """Refuse the city's own word for what is with the province (decided point 13)."""
    bodies = {body.code for body in file.pack.provincial.province.organizations}
    if file.authority.capacity is not Capacity.TRANSCRIBING:
        raise Invalid(PROVINCE_ANSWERS, field="capacity")
    if file.authority.deciding_body not in bodies:
        raise Invalid(NOT_OF_PROVINCE, field="deciding_body")


NOT_OF_PROVINCE = Text("须注明省级机关", "Name the body of the province")
PROVINCE_ANSWERS = Text(
    "省级的答复只能转录（capacity=transcribing）", "What the province answers is transcribed"
)
