"""What each event does to the deadlines of the ledgers: every event of an item, a policy, a notice about working days.

As in the case register all comes from the log alone, and is counted by `domain/deadlines.py`.
"""

from typing import Any
from uuid import UUID

from domain.aggregates import Policy, WorkingYear
from domain.aggregates.policy import StatesText
from domain.case_times import CaseTimes, DeadlineKey
from domain.deadlines import deadlines_of
from domain.demand_events import DemandEvent
from domain.policy.deadlines import RouteDeadlines
from domain.policy.yaml_text import yaml_text
from projections.demand_ledger.periods import keep
from projections.demand_ledger.register import demand_ledger
from projections.demand_ledger.tables import items, open_deadlines, rules, times, years
from projections.due_days import as_columns, calendar_in, put_notice, rules_said, said_of_times, times_said
from projections.rows import Rows


@demand_ledger.on(Policy.Published)
def _published(rows: Rows, event: Policy.Published, _position: int) -> None:
    _stated(rows, event)


@demand_ledger.on(Policy.Drafted)
def _drafted(rows: Rows, event: Policy.Drafted, _position: int) -> None:
    _stated(rows, event)


@demand_ledger.on(Policy.DraftRevised)
def _draft_revised(rows: Rows, event: Policy.DraftRevised, _position: int) -> None:
    _stated(rows, event)


@demand_ledger.on(WorkingYear.Announced)
def _announced(rows: Rows, event: WorkingYear.Announced, position: int) -> None:
    _noticed(rows, event, position)


@demand_ledger.on(WorkingYear.Amended)
def _amended(rows: Rows, event: WorkingYear.Amended, position: int) -> None:
    _noticed(rows, event, position)


@demand_ledger.after_any(DemandEvent)
def _time_passes(rows: Rows, event: DemandEvent, _position: int) -> None:
    if type(event).passing is DemandEvent.passing and event.left is None:
        return  # neither its times nor its rules are others
    item_id, known = event.originator_id, rows.maybe(times, event.originator_id)
    before = CaseTimes() if known is None else times_said(known["times"])
    after = event.passing(before)
    is_timed = after.ended_on is None or after.at is not None
    rows.put(times, demand_item_id=item_id, is_timed=is_timed, times=said_of_times(after))
    for begun, of_phase in _keys(before):
        rows.remove(open_deadlines, item_id, begun, of_phase)
    if after.begun is not None:
        extended = len(after.extensions_of(DeadlineKey(begun=after.begun)))
        rows.change(items, item_id, extensions=extended)
    _count_anew(rows, item_id, event.ledger, after)


@demand_ledger.after_any(DemandEvent)
def _is_kept(rows: Rows, event: DemandEvent, position: int) -> None:
    """All that the event does is done: so the item is known to stand from here on."""
    keep(rows, event.originator_id, position, event.envelope.effective_on)


def _stated(rows: Rows, event: StatesText) -> None:
    """A city's policy has the three ledgers, or none. No item is under a draft until it is published."""
    said: Any = yaml_text(event.content, event.policy_version).value
    for ledger in (said.get("demands") or {}).get("ledgers", ()):
        found = RouteDeadlines.model_validate(ledger.get("deadlines", {}))
        key = {"policy_version": event.policy_version, "ledger": ledger["code"]}
        rows.put(rules, **key, rules=found.model_dump_json())


def _noticed(rows: Rows, event: WorkingYear.Announced | WorkingYear.Amended, position: int) -> None:
    put_notice(rows, years, event)
    for one in rows.find(times, is_timed=True):
        item_id = one["demand_item_id"]
        _count_anew(rows, item_id, rows.the(items, item_id)["ledger"], times_said(one["times"]))
        keep(rows, item_id, position, event.envelope.effective_on)


def _count_anew(rows: Rows, item_id: UUID, ledger: str, passed: CaseTimes) -> None:
    known = rows.maybe(rules, rows.the(items, item_id)["policy_version"], ledger)
    if known is None:
        return  # of a policy that the log does not have, nothing is known
    for deadline in deadlines_of(passed, rules_said(known["rules"]), calendar_in(rows, years)):
        if deadline.closed_on is None:
            key, phase = deadline.key, deadline.key.step
            which = {"begun": key.begun, "of_phase": phase is not None, "phase": phase}
            rows.put(open_deadlines, demand_item_id=item_id, **which, **as_columns(deadline))


def _keys(passed: CaseTimes) -> list[tuple[int, bool]]:
    """The deadlines that may stand there: that of the whole, and that of the latest phase."""
    of_whole = [] if passed.begun is None else [(passed.begun, False)]
    return of_whole + [(stay.begun, True) for stay in passed.stays[-1:]]
