"""Demands in the books of Zibo, brought by the very commands of the office to where a test wants them."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregates.demand_item import DemandItem
from domain.base import Authority
from domain.policy.ledgers import Ledger
from domain.use_cases.assigning_demands import AcceptAssignment, AssignDemand
from domain.use_cases.handling_demands import SettleDemand
from domain.use_cases.registering_demands import RegisterDemand, StatedDetails
from tests.domain.books_of_zibo import CITY
from tests.domain.officers import DAY, officer
from tests.in_memory import Books

WINDOW = officer("window", "zhangdian")
CITY_WINDOW = officer("window")
EDUCATION = officer("education")
DETAILS = StatedDetails(content="请协调子女入学")
SCHOOLING = {"ledger": Ledger.PUBLIC_SERVICE, "category": "schooling"}
FINANCING = {"ledger": Ledger.MARKET_SERVICE, "category": "financing"}
PLATFORMS = {"ledger": Ledger.OPINION, "category": "platforms"}


def demand(**stated: Any) -> RegisterDemand:
    return RegisterDemand(**{"city": CITY, "details": DETAILS, **SCHOOLING} | stated)


def registered(books: Books, by: Authority = WINDOW, **stated: Any) -> UUID:
    """The id of an item that was just registered."""
    return UUID(books.send(demand(**stated), by).receipt.answer["id"])


def assigned(books: Books, by: Authority = WINDOW, **stated: Any) -> UUID:
    """It lies with the unit whose matter its category usually is."""
    item_id = registered(books, by, **stated)
    books.send(AssignDemand(demand_item_id=item_id), by)
    return item_id


def in_progress(books: Books, by: Authority = WINDOW, unit: Authority = EDUCATION, **stated: Any) -> UUID:
    """The unit has accepted it."""
    item_id = assigned(books, by, **stated)
    books.send(AcceptAssignment(demand_item_id=item_id), unit)
    return item_id


def settled(books: Books, by: Authority = WINDOW, unit: Authority = EDUCATION, **stated: Any) -> UUID:
    item_id = in_progress(books, by, unit, **stated)
    books.send(SettleDemand(demand_item_id=item_id, result="已入学"), unit)
    return item_id


def on(authority: Authority, day: date, **standing: Any) -> Authority:
    """The same officer on a later day."""
    later = authority.at + (day - DAY)
    return authority.model_copy(update={"effective_on": day, "at": later} | standing)


def the_item(books: Books, item_id: UUID) -> DemandItem:
    found: DemandItem = books.load(DemandItem, item_id)
    return found
