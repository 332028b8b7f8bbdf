"""What each event does to the ledger movements: every event of an item, a policy, a notice about working days."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain.aggregates import DemandItem, Enterprise, Policy, WorkingYear
from domain.aggregates.policy import StatesText
from domain.calendar import Calendar, HolidayNotice
from domain.case_times import CaseTimes
from domain.demand_events import DemandEvent
from domain.ledger_books.recording import Standing, after, postings_of
from domain.policy.deadlines import RouteDeadlines
from domain.policy.ledgers import Ledger
from domain.policy.yaml_text import yaml_text
from projections.ledger_movements.tables import enterprises, postings, rules, standings, years
from projections.projection import Projection
from projections.rows import Row, Rows
from projections.standings import STILL, now_of, stands

TIMES = TypeAdapter(CaseTimes)

ledger_movements = Projection(
    "ledger_movements",
    about=(DemandItem, Policy, WorkingYear, Enterprise),
    tables=(postings, standings, rules, years, enterprises),
    ignores=(
        Policy.DraftDiscarded,
        Policy.DraftPublished,
        Policy.Retired,
        Enterprise.CreditCodeStated,
        Enterprise.Relocated,
        Enterprise.Listed,
        Enterprise.Delisted,
        Enterprise.PrincipalNamed,
        Enterprise.PrincipalIdentified,
        Enterprise.PrincipalLeft,
        Enterprise.SpecialistAppointed,
        Enterprise.SpecialistRelieved,
        Enterprise.MergedInto,
        Enterprise.Absorbed,
    ),
)


def _of_item(rows: Rows, event: DemandEvent, position: int) -> None:
    """What the event posts, and how the item stands from now on."""
    now = now_of(rows, standings, item_id=event.originator_id)
    before = None if now is None else _standing(now)
    then = after(event, before)
    for side, (area, posting) in enumerate(postings_of(event, before, then, position)):
        rows.put(
            postings,
            item_id=event.originator_id,
            position=position,
            side=side,
            number=posting.item,
            area=area,
            ledger=posting.ledger,
            kind=posting.kind,
            direction=posting.kind.direction,
            effective_on=posting.effective_on,
            booked_on=posting.booked_on,
            in_time=posting.in_time,
            working_days=posting.working_days,
            satisfied=posting.satisfied,
            category=posting.category,
        )
    if then != before:
        _stands(rows, event.originator_id, then, now, position)


for kind in (
    DemandItem.Registered,
    DemandItem.TakenOver,
    DemandItem.Classified,
    DemandItem.Reclassified,
    DemandItem.MovedToArea,
    DemandItem.DetailsRestated,
    DemandItem.Assigned,
    DemandItem.AssignmentAccepted,
    DemandItem.AssignmentDisputed,
    DemandItem.DisputeRejected,
    DemandItem.ProgressRecorded,
    DemandItem.ReplyGiven,
    DemandItem.HandedToAlliance,
    DemandItem.DockingRecorded,
    DemandItem.ExtensionRequested,
    DemandItem.ExtensionGranted,
    DemandItem.ExtensionDeclined,
    DemandItem.DeadlineBreached,
    DemandItem.Escalated,
    DemandItem.HandedBack,
    DemandItem.SupervisionOpened,
    DemandItem.SupervisionLifted,
    DemandItem.Settled,
    DemandItem.ExplainedNotFeasible,
    DemandItem.Withdrawn,
    DemandItem.MergedInto,
    DemandItem.Absorbed,
    DemandItem.Separated,
    DemandItem.ClosureReversed,
    DemandItem.CalledBack,
    DemandItem.Rated,
    DemandItem.RatingCorrected,
    DemandItem.Rectified,
    DemandItem.StruckOff,
    DemandItem.Reopened,
):
    ledger_movements.on(kind)(_of_item)


@ledger_movements.on(Policy.Published)
def _published(rows: Rows, event: Policy.Published, _position: int) -> None:
    _stated(rows, event)


@ledger_movements.on(Policy.Drafted)
def _drafted(rows: Rows, event: Policy.Drafted, _position: int) -> None:
    _stated(rows, event)


@ledger_movements.on(Policy.DraftRevised)
def _draft_revised(rows: Rows, event: Policy.DraftRevised, _position: int) -> None:
    _stated(rows, event)


@ledger_movements.on(WorkingYear.Announced)
def _announced(rows: Rows, event: WorkingYear.Announced, position: int) -> None:
    _noticed(rows, event, position)


@ledger_movements.on(WorkingYear.Amended)
def _amended(rows: Rows, event: WorkingYear.Amended, position: int) -> None:
    _noticed(rows, event, position)


@ledger_movements.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, position: int) -> None:
    _named(rows, event, position)


@ledger_movements.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    _named(rows, event, position)


def _named(rows: Rows, event: Enterprise.Registered | Enterprise.Renamed, position: int) -> None:
    """What the enterprise is called from a day on, known from here on; an earlier name may become known later."""
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        known_from=position,
        since=event.envelope.effective_on,
        name=event.name,
    )


def _stated(rows: Rows, event: StatesText) -> None:
    """A city's policy has ledgers with deadlines. No item is under a draft until it is published."""
    said: Any = yaml_text(event.content, event.policy_version).value
    for ledger in (said.get("demands") or {}).get("ledgers", ()):
        found = RouteDeadlines.model_validate(ledger["deadlines"])
        key = {"policy_version": event.policy_version, "ledger": ledger["code"]}
        rows.put(rules, **key, rules=found.model_dump_json())


def _noticed(rows: Rows, event: WorkingYear.Announced | WorkingYear.Amended, position: int) -> None:
    """Open items are due on another day, as far as is known from now on: what was reported before stays as it was."""
    notice = HolidayNotice(year=event.year, days_off=event.days_off, days_worked=event.days_worked)
    rows.put(years, year=event.year, notice=notice.model_dump_json())
    for now in rows.find(standings, is_open=True, known_to=STILL):
        still = _standing(now)
        if _due_on(rows, still) != now["due_on"]:
            _stands(rows, now["item_id"], still, now, position)


def _stands(rows: Rows, item_id: UUID, then: Standing, now: Row | None, position: int) -> None:
    """Until now the item stood otherwise, or was not there."""
    stands(
        rows,
        standings,
        now,
        position,
        item_id=item_id,
        booked_on=then.booked_on,
        number=then.number,
        policy_version=then.policy_version,
        area=then.area,
        ledger=then.ledger,
        category=then.category,
        enterprise_id=then.enterprise_id,
        responsible=then.responsible,
        is_open=then.is_open,
        is_escalated=then.is_escalated,
        due_on=_due_on(rows, then) if then.is_open else None,
        times=TIMES.dump_json(then.times).decode(),
    )


def _standing(row: Row) -> Standing:
    return Standing(
        number=row["number"],
        policy_version=row["policy_version"],
        area=row["area"],
        ledger=Ledger(row["ledger"]),
        category=row["category"],
        enterprise_id=row["enterprise_id"],
        responsible=row["responsible"],
        is_open=row["is_open"],
        is_escalated=row["is_escalated"],
        booked_on=row["booked_on"],
        times=TIMES.validate_json(row["times"]),
    )


def _due_on(rows: Rows, then: Standing) -> Any:
    known = rows.maybe(rules, then.policy_version, then.ledger)
    return then.due_on(None if known is None else _rules(known["rules"]), _calendar(rows))


def _calendar(rows: Rows) -> Calendar:
    def notice(year: int) -> HolidayNotice | None:
        known = rows.maybe(years, year)
        return None if known is None else _notice(known["notice"])

    return Calendar(notice)


@lru_cache(maxsize=256)
def _rules(said: str) -> RouteDeadlines:
    return RouteDeadlines.model_validate_json(said)


@lru_cache(maxsize=64)
def _notice(said: str) -> HolidayNotice:
    return HolidayNotice.model_validate_json(said)
