"""What each event does to the deadlines of the register: every event of a case, a policy, a notice about working days.

    an event of a case ──> its times ─┐
    a policy ──> the rules ───────────┼──> its deadlines, counted anew
    a notice ──> the calendar ────────┘    (a notice counts those of every open case anew)

All three come from the log alone, so that the register is what its rebuild makes it.
"""

from typing import Any
from uuid import UUID

from domain.aggregates import Policy, WorkingYear
from domain.aggregates.policy import StatesText
from domain.case_chapters.policy import PolicyMigrated
from domain.case_events import CaseEvent
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, deadlines_of
from domain.policy.deadlines import RouteDeadlines
from domain.policy.yaml_text import yaml_text
from projections.case_register.register import case_register
from projections.case_register.tables import cases, open_deadlines, rules, times, years
from projections.due_days import as_columns, calendar_in, put_notice, rules_said, said_of_times, times_said
from projections.rows import Row, Rows


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
    before = CaseTimes() if known is None else times_said(known["times"])
    after = event.passing(before)
    is_open = after.ended_on is None
    rows.put(times, card_application_id=event.originator_id, is_open=is_open, times=said_of_times(after))
    for begun, of_step in _keys(before):
        rows.remove(open_deadlines, event.originator_id, begun, of_step)
    _count_anew(rows, event.originator_id, after)


def _stated(rows: Rows, event: StatesText) -> None:
    """A city's policy has routes with deadlines; a province's has none. No case is under a draft until it is published."""
    said: Any = yaml_text(event.content, event.policy_version).value
    for route in said.get("routes", ()) if "city" in said else ():
        stated = {step["code"]: step["deadline"] for step in route.get("steps", ()) if "deadline" in step}
        found = RouteDeadlines(whole=route.get("deadline"), steps=stated)
        key = {"policy_version": event.policy_version, "route": route["code"]}
        rows.put(rules, **key, rules=found.model_dump_json())


def _noticed(rows: Rows, event: WorkingYear.Announced | WorkingYear.Amended) -> None:
    put_notice(rows, years, event)
    for one in rows.find(times, is_open=True):
        _count_anew(rows, one["card_application_id"], times_said(one["times"]))


def _count_anew(rows: Rows, case_id: UUID, passed: CaseTimes) -> None:
    case = rows.the(cases, case_id)
    known = rows.maybe(rules, case["policy_version"], case["route"])
    if known is None:
        return  # of a policy that the log does not have, nothing is known
    for deadline in deadlines_of(passed, rules_said(known["rules"]), calendar_in(rows, years)):
        if deadline.closed_on is None:
            _put(rows, case, deadline)


def _put(rows: Rows, case: Row, deadline: Deadline) -> None:
    rows.put(
        open_deadlines,
        card_application_id=case["card_application_id"],
        city=case["city"],
        area=case["area"],
        begun=deadline.key.begun,
        of_step=deadline.key.step is not None,
        step=deadline.key.step,
        **as_columns(deadline),
    )


def _keys(passed: CaseTimes) -> list[tuple[int, bool]]:
    """The deadlines that may stand in the sheet: that of the case, and that of its latest stay."""
    of_case = [] if passed.begun is None else [(passed.begun, False)]
    return of_case + [(stay.begun, True) for stay in passed.stays[-1:]]
