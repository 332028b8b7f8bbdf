"""What each event does to the deadlines of the register: every event of a case, a policy, a notice about working days.

    an event of a case ──> its times ─┐
    a policy ──> the rules ───────────┼──> its deadlines, counted anew
    a notice ──> the calendar ────────┘    (a notice counts those of every open case anew)

All three come from the log alone, so that the register is what its rebuild makes it.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain.aggregates import Policy, WorkingYear
from domain.aggregates.policy import StatesText
from domain.calendar import Calendar, HolidayNotice
from domain.case_chapters.policy import PolicyMigrated
from domain.case_events import CaseEvent
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, deadlines_of
from domain.policy.deadlines import RouteDeadlines
from domain.policy.yaml_text import YamlText
from projections.case_register.register import case_register
from projections.case_register.tables import BEHIND_ALL_DAYS, cases, open_deadlines, rules, times, years
from projections.rows import Rows

TIMES = TypeAdapter(CaseTimes)


@case_register.on(Policy.Published)
def _published(rows: Rows, event: Policy.Published, _position: int) -> None:
    _stated(rows, event)


@case_register.on(Policy.Drafted)
def _drafted(rows: Rows, event: Policy.Drafted, _position: int) -> None:
    _stated(rows, event)


@case_register.on(Policy.DraftRevised)
def _draft_revised(rows: Rows, event: Policy.DraftRevised, _position: int) -> None:
    _stated(rows, event)


@case_register.on(WorkingYear.Announced)
def _announced(rows: Rows, event: WorkingYear.Announced, _position: int) -> None:
    _noticed(rows, event)


@case_register.on(WorkingYear.Amended)
def _amended(rows: Rows, event: WorkingYear.Amended, _position: int) -> None:
    _noticed(rows, event)


@case_register.after_any(CaseEvent)
def _time_passes(rows: Rows, event: CaseEvent, _position: int) -> None:
    if type(event).passing is CaseEvent.passing and not isinstance(event, PolicyMigrated):
        return  # neither its times nor its rules are others
    known = rows.maybe(times, event.originator_id)
    before = CaseTimes() if known is None else _times(known["times"])
    after = event.passing(before)
    is_open = after.ended_on is None
    rows.put(
        times, card_application_id=event.originator_id, is_open=is_open, times=TIMES.dump_json(after).decode()
    )
    for begun, of_step in _keys(before):
        rows.remove(open_deadlines, event.originator_id, begun, of_step)
    _count_anew(rows, event.originator_id, after)


def _stated(rows: Rows, event: StatesText) -> None:
    """A city's policy has routes with deadlines; a province's has none. No case is under a draft until it is published."""
    said: Any = YamlText(event.content, event.policy_version).value
    for route in said.get("routes", ()) if "city" in said else ():
        stated = {step["code"]: step["deadline"] for step in route.get("steps", ()) if "deadline" in step}
        found = RouteDeadlines(whole=route.get("deadline"), steps=stated)
        key = {"policy_version": event.policy_version, "route": route["code"]}
        rows.put(rules, **key, rules=found.model_dump_json())


def _noticed(rows: Rows, event: WorkingYear.Announced | WorkingYear.Amended) -> None:
    notice = HolidayNotice(year=event.year, days_off=event.days_off, days_worked=event.days_worked)
    rows.put(years, year=event.year, notice=notice.model_dump_json())
    for one in rows.find(times, is_open=True):
        _count_anew(rows, one["card_application_id"], _times(one["times"]))


def _count_anew(rows: Rows, case_id: UUID, passed: CaseTimes) -> None:
    case = rows.the(cases, case_id)
    known = rows.maybe(rules, case["policy_version"], case["route"])
    if known is None:
        return  # of a policy that the log does not have, nothing is known
    for deadline in deadlines_of(passed, _rules(known["rules"]), _calendar(rows)):
        if deadline.closed_on is None:
            _put(rows, case_id, deadline)


def _put(rows: Rows, case_id: UUID, deadline: Deadline) -> None:
    rows.put(
        open_deadlines,
        card_application_id=case_id,
        begun=deadline.key.begun,
        of_step=deadline.key.step is not None,
        step=deadline.key.step,
        begun_on=deadline.begun_on,
        days=deadline.days,
        unit=deadline.rule.unit,
        due_on=deadline.due_on,
        amber_from=deadline.amber_from,
        days_left=deadline.left,
        is_provisional=deadline.is_provisional,
        escalates_to=deadline.rule.escalates_to,
        is_escalated=deadline.is_escalated,
        sorts_on=deadline.due_on or BEHIND_ALL_DAYS,
    )


def _keys(passed: CaseTimes) -> list[tuple[int, bool]]:
    """The deadlines that may stand in the sheet: that of the case, and that of its latest stay."""
    of_case = [] if passed.begun is None else [(passed.begun, False)]
    return of_case + [(stay.begun, True) for stay in passed.stays[-1:]]


def _calendar(rows: Rows) -> Calendar:
    def notice(year: int) -> HolidayNotice | None:
        known = rows.maybe(years, year)
        return None if known is None else _notice(known["notice"])

    return Calendar(notice)


def _times(said: str) -> CaseTimes:
    return TIMES.validate_json(said)


@lru_cache(maxsize=256)
def _rules(said: str) -> RouteDeadlines:
    return RouteDeadlines.model_validate_json(said)


@lru_cache(maxsize=64)
def _notice(said: str) -> HolidayNotice:
    return HolidayNotice.model_validate_json(said)
