"""What the lives of a province stand on: policies, working years, and what each city keeps for all of its cases.

The years have no holidays, so that a life is the same some weeks earlier.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from bench.province.lives import FIRST, LAST
from bench.province.packs import CITIES, other_packs
from domain.aggregates.acceptance_register import AcceptanceRegister
from domain.aggregates.card_numbers import CardNumbers
from domain.aggregates.enterprise_list import EnterpriseList
from domain.aggregates.working_year import NoticeSource, WorkingYear
from domain.base import Authority, Capacity, EventSourced
from domain.policy.pack import Pack
from domain.use_cases.publishing_policies import PublishShippedPolicy
from persistence.records import IdentifiedEvent
from tests.domain.zibo import SHANDONG, ZIBO
from tests.in_memory import Books
from tests.persistence.commands import command

AT = datetime(FIRST.year, FIRST.month, FIRST.day, 1, tzinfo=UTC)  # nine in the morning of the first day
SYSTEM = Authority(
    actor="start-up",
    role="system",
    capacity=Capacity.SYSTEM,
    effective_on=FIRST,
    at=AT,
    reason_code="start_up",
)
YEARS = range(FIRST.year, LAST.year + 2)


def frame() -> list[IdentifiedEvent]:
    """Its events, in the order in which they are recorded."""
    books = Books(SHANDONG, ZIBO)
    for pack in (SHANDONG, ZIBO, *other_packs()):
        books.send(PublishShippedPolicy(pack=pack), _since(pack))
    for begun in _begun():
        books.store.save_all([begun], command())
    return books.log.records()


def _since(pack: Pack) -> Authority:
    return SYSTEM.model_copy(update={"effective_on": min(pack.effective_from, FIRST)})


def _begun() -> Iterator[EventSourced]:
    for year in range(FIRST.year - 1, LAST.year + 6):
        yield _without_holidays(year)
    for city in CITIES:
        yield EnterpriseList.open(city.code, "cluster_leader", _of(f"{city.prefix}zibo-2023/1"))
        yield CardNumbers.open(city.code, "elite", _of(f"{city.prefix}zibo-2023/1"))
        for year in YEARS:
            yield AcceptanceRegister.open(city.code, year, _of(f"{city.prefix}zibo-2023/1"))


def _without_holidays(year: int) -> WorkingYear:
    """A notice that frees no day: no office has such a year, and no command would put it on record."""
    by = SYSTEM.under(f"working-year-{year}/1")
    facts = {"year": year, "source": NoticeSource.LIBRARY, "days_off": (), "days_worked": ()}
    return WorkingYear.begin(WorkingYear.Announced, WorkingYear.id_of(year), by, **facts)


def _of(policy_version: str) -> Authority:
    return SYSTEM.under(policy_version)


def shared_id(noun: str, city: str, year: int) -> UUID:
    """Whose versions all lives of a city count on."""
    match noun:
        case "EnterpriseList":
            return EnterpriseList.id_of(city, "cluster_leader")
        case "CardNumbers":
            return CardNumbers.id_of(city, "elite")
    return AcceptanceRegister.id_of(city, year)
