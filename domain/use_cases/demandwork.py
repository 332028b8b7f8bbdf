"""What all commands about a demand item share: the item, its ledger's rule, and whose matter it is (需求办件)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from domain.aggregates.demand_item import DemandItem
from domain.aggregates.enterprise import Enterprise
from domain.authorization import (
    ON_PAPER,
    Command,
    NotYourArea,
    Permission,
    PostMayNot,
    Role,
    acting_for,
    officer,
    scope_of,
    specialist,
)
from domain.base import Authority, Capacity
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, deadlines_of
from domain.demands import NotYourItem, Unit
from domain.errors import NotFound
from domain.functions import Function
from domain.keeping_time import DeadlineNotRunning
from domain.personal_data import Personal
from domain.policy.book import PolicyBook
from domain.policy.ledgers import LedgerRule
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import Work

WINDOW = officer(Function.WINDOW)
FOR_ASKER = (specialist, WINDOW)

MOST_TEXT = 4000  # characters of a free text
FreeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TEXT)]


class DemandCommand(Command):
    """A command about one item, of the window that keeps the ledgers of its area, or of the city's."""

    permitted: ClassVar[tuple[Permission, ...]] = (WINDOW,)
    demand_item_id: UUID


class UnitCommand(DemandCommand):
    """A command of the unit in the lead; the window may enter what the unit says on paper."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer(*Function),)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


@dataclass(frozen=True, slots=True)
class DemandFile:
    """An item with the rule of its ledger and the authority to decide about it; `pack` is that of its registration."""

    item: DemandItem
    pack: PolicyPack
    authority: Authority
    work: Work

    @property
    def rule(self) -> LedgerRule:
        return self.pack.ledger(self.item.ledger)

    @property
    def city_area(self) -> str:
        return self.pack.city_area.code

    def deadlines(self, times: CaseTimes | None = None) -> list[Deadline]:
        """Its deadlines, or those that it would have by these times."""
        return deadlines_of(times or self.item.times, self.rule.deadlines, self.work.calendar)

    def whole(self, times: CaseTimes | None = None) -> Deadline:
        """The deadline of the whole. Raises `DeadlineNotRunning` where the ledger sets none."""
        return self.the_deadline(lambda one: one.key.step is None, times)

    def the_deadline(self, is_meant: Callable[[Deadline], bool], times: CaseTimes | None = None) -> Deadline:
        """The deadline that is meant. Raises `DeadlineNotRunning`."""
        for deadline in self.deadlines(times):
            if is_meant(deadline):
                return deadline
        raise DeadlineNotRunning(blocked_by=self.item.shown())

    def sealed(self, said: str) -> Personal:
        """A free text about the item, to be sealed under its subject."""
        return Personal(self.item.subject, said)

    def sealed_if_said(self, said: str | None) -> Personal | None:
        return None if said is None else self.sealed(said)


def opened_item(demand_item_id: UUID, work: Work) -> DemandFile:
    """The item's file, for whoever may know of it. Raises `NotFound`."""
    item = work.load(DemandItem, demand_item_id)
    pack = work.policies.version(item.policy_version)
    if not may_know_of(item, work.authority, work.policies, partial(work.load, Enterprise)):
        raise NotFound
    return DemandFile(item, pack, work.under(pack, *pack.ledger(item.ledger).clauses), work)


def may_know_of(
    item: DemandItem, authority: Authority, policies: PolicyBook, load: Callable[[UUID], Enterprise]
) -> bool:
    """Whether somebody sees this item: its units, and who sees the enterprises of its area, or its own enterprise."""
    if authority.role == Role.OFFICER and _is_of(item.units, authority):
        return True
    asking = None if item.enterprise_id is None else survivor_of(item.enterprise_id, load).id
    try:
        scope = scope_of(authority, policies)
    except PostMayNot:
        return False
    return scope.covers(city=item.city, area=item.area, enterprise_id=asking)


def file_of_window(command: DemandCommand, work: Work) -> DemandFile:
    """The item's file, for the window of its area or of the city. Raises `NotYourArea`."""
    file = opened_item(command.demand_item_id, work)
    must_keep_ledger(file)
    return file


def file_of_city_window(command: DemandCommand, work: Work) -> DemandFile:
    """The item's file, for the city's window, which covers all areas. Raises `NotYourArea`."""
    file = opened_item(command.demand_item_id, work)
    if file.authority.area != file.city_area:
        raise NotYourArea(lifted_by=BY_CITY_WINDOW)
    return file


def must_keep_ledger(file: DemandFile) -> None:
    """Refuse an officer whose window does not keep the ledger that the item is in."""
    keeps = file.authority.area in (file.item.area, file.city_area)
    if file.authority.role == Role.OFFICER and not keeps:
        raise NotYourArea(blocked_by=file.item.shown())


def file_of_unit(command: DemandCommand, work: Work) -> tuple[DemandFile, Authority]:
    """The item's file, and the authority of the unit in the lead. Raises `NotYourItem`."""
    file = opened_item(command.demand_item_id, work)
    lead = file.item.lead
    return file, file.authority if lead is None else _as_unit((lead,), file)


def file_of_units(command: DemandCommand, work: Work) -> tuple[DemandFile, Authority]:
    """The same for any of the units, those that assist included, and for the window itself."""
    file = opened_item(command.demand_item_id, work)
    if _is_window(file) and file.authority.capacity is not Capacity.ENTERING_FOR:
        return file, file.authority
    return file, _as_unit(file.item.units, file)


def _as_unit(units: tuple[Unit, ...], file: DemandFile) -> Authority:
    authority = file.authority
    if _is_of(units, authority):
        return authority
    if _is_window(file) and authority.capacity is Capacity.ENTERING_FOR and units:
        return authority.model_copy(update={"on_behalf_of": units[0].organization})
    raise NotYourItem(blocked_by={"kind": "unit", "id": ",".join(one.organization for one in units)})


def for_asker(file: DemandFile) -> Authority:
    """The authority to speak for who asked: the enterprise's specialist, or a window that enters what was said."""
    item, authority = file.item, file.authority
    must_keep_ledger(file)
    if item.enterprise_id is None:
        return authority
    return acting_for(authority, survivor_of(item.enterprise_id, partial(file.work.load, Enterprise)).id)


def _is_window(file: DemandFile) -> bool:
    authority = file.authority
    covers = authority.area in (file.item.area, file.city_area)
    return authority.role == Role.OFFICER and authority.function == Function.WINDOW and covers


def _is_of(units: tuple[Unit, ...], authority: Authority) -> bool:
    return (authority.function, authority.area) in {(unit.function, unit.area) for unit in units}


BY_CITY_WINDOW = Text("由市级窗口办理", "The city's window may do it")
