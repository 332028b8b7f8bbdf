"""Demand items of Zibo as they stand in memory, brought where a test wants them by their own decisions."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from domain.aggregates.demand_item import DemandItem
from domain.base import Authority
from domain.calendar import OFFICE_ZONE, Calendar, published
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, deadlines_of
from domain.demands import Channel, ClosingFigures, DemandDetails, Unit
from domain.personal_data import Personal
from domain.policy.ledgers import Ledger, Phase
from tests.domain.officers import saying_why
from tests.domain.zibo import ZIBO

MONDAY = date(2024, 3, 4)
CHINA = Calendar(published)
SOMEBODY = UUID(int=7)
EDUCATION = Unit(function="education", area="zibo-shibenji", organization="zibo-education")
HRSS_THERE = Unit(function="hrss", area="zhangdian", organization="zhangdian-hrss")
CITY_AREA = "zibo-shibenji"


def window(on: date = MONDAY, **standing: Any) -> Authority:
    """The window of 张店, or whoever the standing says, on a day."""
    usual = {
        "actor": "zhangdian-window",
        "role": "officer",
        "function": "window",
        "area": "zhangdian",
        "effective_on": on,
        "at": datetime.combine(on, time(10), OFFICE_ZONE),
        "policy_version": ZIBO.version,
        "clauses": ("R-20",),
    }
    return Authority(**usual | standing)


def why(on: date = MONDAY, **standing: Any) -> Authority:
    return saying_why(window(on, **standing))


def words(text: str = "示例") -> Personal:
    return Personal(SOMEBODY, text)


def registered(
    ledger: Ledger = Ledger.PUBLIC_SERVICE,
    category: str | None = "schooling",
    *,
    serial: int = 1,
    area: str = "zhangdian",
    authority: Authority | None = None,
    **stated: Any,
) -> DemandItem:
    """An item that the window has registered."""
    authority = authority or window()
    rule = ZIBO.ledger(ledger)
    usual = {
        "city": "370300",
        "area": area,
        "ledger": ledger,
        "category": category,
        "channel": Channel.WINDOW,
        "raised_on": authority.effective_on,
        "talent_id": None,
        "details": DemandDetails(content=words("子女入学")),
    }
    number = f"{rule.prefix}-{area}-2024-{serial:05d}"
    return DemandItem.register(number, authority=authority, **usual | stated)


def assigned(item: DemandItem | None = None, on: date = MONDAY) -> DemandItem:
    item = item or registered(authority=window(on))
    item.assign(EDUCATION, (), window(on))
    return item


def in_progress(item: DemandItem | None = None, on: date = MONDAY) -> DemandItem:
    item = assigned(item, on)
    item.accept_assignment(window(on))
    return item


def settled(item: DemandItem | None = None, on: date = MONDAY) -> DemandItem:
    item = in_progress(item, on)
    item.settle(words("已入学"), None, FIGURES, window(on))
    return item


def limit(item: DemandItem, phase: Phase | None = None, *, times: CaseTimes | None = None) -> Deadline:
    """The deadline of the whole, or the last of a phase; by other times than the item has, if they are stated."""
    rules = ZIBO.ledger(item.ledger).deadlines
    code = None if phase is None else phase.value
    return [one for one in deadlines_of(times or item.times, rules, CHINA) if one.key.step == code][-1]


def recorded(item: DemandItem) -> Any:
    """The last event."""
    return item.pending_events[-1]


FIGURES = ClosingFigures(due_on=date(2024, 3, 25), in_time=True, working_days=0, extensions=0)
