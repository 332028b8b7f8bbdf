"""What units do about demand items (办理、答复、办结), and what goes on while they do: docking, extensions, overdue."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.demand_item import DemandItem
from domain.authorization import Permission, must_be_department, officer, system
from domain.case_times import DeadlineKey
from domain.deadlines import working_days_taken
from domain.demands import Adoption, ClosingFigures, DockingResult
from domain.functions import Function
from domain.policy.organizations import DEPARTMENTS
from domain.use_cases.demandwork import (
    DemandCommand,
    DemandFile,
    FreeText,
    UnitCommand,
    file_of_unit,
    file_of_units,
    file_of_window,
    opened_item,
)
from domain.work import Work


class RecordProgress(UnitCommand):
    """A dated line about how far it is, of any of the units or of the window."""

    progress: FreeText = Field(repr=False)


class ReplyToDemand(UnitCommand):
    reply: FreeText = Field(repr=False)


class HandDemandToAlliance(DemandCommand):
    """A market service, to a member of the alliance that the policy names."""

    member: Annotated[str, Field(max_length=100)]
    note: FreeText | None = Field(default=None, repr=False)


class RecordDocking(DemandCommand):
    result: DockingResult
    note: FreeText | None = Field(default=None, repr=False)


class SettleDemand(UnitCommand):
    """It was done; an opinion says whether it was adopted."""

    result: FreeText = Field(repr=False)
    adoption: Adoption | None = None


class ExplainDemand(UnitCommand):
    """It cannot be done, and why."""

    explanation: FreeText = Field(repr=False)


class RequestExtension(UnitCommand):
    """So many days more for the whole of it, and why."""

    days: Annotated[int, Field(ge=1, le=1000)]


class ExtensionCommand(DemandCommand):
    """What is decided about more time, by the department that the policy names: a window, or another."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer(Function.WINDOW, *DEPARTMENTS),)


class GrantExtension(ExtensionCommand):
    """The days that the unit asked for."""


class DeclineExtension(ExtensionCommand):
    """No more time, and why."""


class EscalateOverdueDemand(DemandCommand):
    """Put on record that one deadline was not kept. It never decides about the item itself."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    deadline: DeadlineKey


def record_progress(command: RecordProgress, work: Work) -> DemandItem:
    file, authority = file_of_units(command, work)
    file.item.record_progress(file.sealed(command.progress), authority)
    return file.item


def reply_to_demand(command: ReplyToDemand, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    file.item.reply_to(file.sealed(command.reply), authority)
    return file.item


def hand_demand_to_alliance(command: HandDemandToAlliance, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    pack = work.policies.in_force(file.item.city, file.authority.effective_on)
    member = pack.alliance_member(command.member).code
    file.item.hand_to_alliance(member, file.sealed_if_said(command.note), file.authority)
    return file.item


def record_docking(command: RecordDocking, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    file.item.record_docking(command.result, file.sealed_if_said(command.note), file.authority)
    return file.item


def settle_demand(command: SettleDemand, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    result = file.sealed(command.result)
    file.item.settle(result, command.adoption, _figures(file), authority)
    return file.item


def explain_demand(command: ExplainDemand, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    file.item.explain(file.sealed(command.explanation), _figures(file), authority)
    return file.item


def request_extension(command: RequestExtension, work: Work) -> DemandItem:
    file, authority = file_of_unit(command, work)
    whole, ahead = file.whole(), file.pack.demand_rules.life.extension_asked_before
    last_day = None if whole.due_on is None else work.calendar.first_day_within(ahead, whole.due_on)
    file.item.request_extension(whole, command.days, last_day, authority)
    return file.item


def grant_extension(command: GrantExtension, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    whole = file.whole()
    rule, days = file.item.extension_to_grant(whole)
    must_be_department(file.authority, rule.granted_by)
    longer = file.whole(file.item.times.extended(whole.key, days))
    file.item.grant_extension(whole, longer, file.authority)
    return file.item


def decline_extension(command: DeclineExtension, work: Work) -> DemandItem:
    file = file_of_window(command, work)
    must_be_department(file.authority, _grants_extensions(file))
    file.item.decline_extension(file.authority)
    return file.item


def escalate_overdue_demand(command: EscalateOverdueDemand, work: Work) -> DemandItem:
    file = opened_item(command.demand_item_id, work)
    deadline = file.the_deadline(lambda one: one.key == command.deadline)
    file.item.escalate_breach(deadline, file.city_area, file.authority)
    return file.item


def _grants_extensions(file: DemandFile) -> Function:
    """Which department decides about more time; the window, if the ledger into which the item was moved knows of none."""
    whole = file.rule.deadlines.whole
    return Function.WINDOW if whole is None or whole.extension is None else whole.extension.granted_by


def _figures(file: DemandFile) -> ClosingFigures:
    """What the report says of the item, if it is closed today (decided point 26)."""
    item, day = file.item, file.authority.effective_on
    whole = next((one for one in file.deadlines() if one.key.step is None), None)
    due_on = None if whole is None else whole.due_on
    rule, calendar = file.rule.deadlines.whole, file.work.calendar
    return ClosingFigures(
        due_on=due_on,
        in_time=due_on is None or day <= due_on,
        working_days=working_days_taken(item.times, rule, item.raised_on, day, calendar),
        extensions=0 if whole is None else len(item.times.extensions_of(whole.key)),
    )
