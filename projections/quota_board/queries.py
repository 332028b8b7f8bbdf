"""The quota board as it is read: lines with their figures, and the places behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Row,
    Select,
    and_,
    cast,
    exists,
    func,
    select,
    tuple_,
)

from domain.authorization import Scope
from domain.personal_data import Sealed
from domain.places import HELD, PlaceStatus, ReleaseCause
from projections.knowledge import known
from projections.quota_board.tables import enterprises, lists, partitions, places, quotas, talents
from projections.reading import MOST_BY_ONE_PLAN, Question, fetched, within
from projections.sealed import from_columns


class QuotaKey(NamedTuple):
    """Where a quota stands on the board: the newest year first, then by city and card type."""

    quota_year: int
    city: str
    card_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many places there may be, and how many stand in each of the states that hold one."""

    limit: int
    nominated: int
    reserved: int
    consumed: int
    forfeited: int

    @property
    def held(self) -> int:
        return self.nominated + self.reserved + self.consumed + self.forfeited


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine(Figures):
    """The partition of a department, which cannot use more than the city has left."""

    department: str
    city_free: int

    @property
    def free(self) -> int:
        return min(self.limit - self.held, self.city_free)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine(Figures):
    """The quota of a city, card type and year; `version` and `position` are those of its last event."""

    quota_id: UUID
    city: str
    card_type: str
    quota_year: int
    policy_version: str
    closed: bool
    method_filed: bool
    version: int
    position: int
    departments: tuple[DepartmentLine, ...]

    @property
    def free(self) -> int:
        return self.limit - self.held

    @property
    def key(self) -> QuotaKey:
        return QuotaKey(self.quota_year, self.city, self.card_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A place and who holds or held it.

    The area is that of the enterprise at the place's last event, the document number that of the list it was
    nominated from.
    """

    place_id: UUID
    department: str
    transfer_to: str | None
    enterprise_id: UUID
    enterprise_name: str
    enterprise_area: str
    list_type: str
    list_document_number: str | None
    status: PlaceStatus
    release_cause: ReleaseCause | None
    nominated_on: date
    letter_number: str | None
    talent_id: UUID | None
    talent_name: Sealed | None
    card_application_id: UUID | None


class QuotaBoard:
    """Answers from the tables of the quota board, within the scope of whoever asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def quotas(
        self,
        *,
        scope: Scope,
        city: str | None = None,
        card_type: str | None = None,
        quota_year: int | None = None,
        as_of: int | None = None,
        on: date | None = None,
        after: QuotaKey | None = None,
        limit: int = 50,
    ) -> list[QuotaLine]:
        """A page of lines, newest year first, from behind `after` on.

        `as_of` is a position that the projection has reached, None for now; `on` is the day of which is told, None for the latest.

        Who sees one area or enterprise sees the quotas in which it has or had a place, with the figures of
        the whole quota: those of a part would be false.
        """
        asked = _lines(scope, city, card_type, quota_year, as_of, on, after, limit)
        rows = asked.named(self._engine)
        return [_line(list(its)) for _, its in groupby(rows, lambda row: row.quota_id)]

    def places(
        self, quota_id: UUID, *, scope: Scope, as_of: int | None = None, on: date | None = None
    ) -> list[PlaceLine]:
        """The places of a quota in the order of their nomination, those given back among them.

        Enterprises and persons are named as they are now.
        """
        query = (
            select(
                places, enterprises.c.name, lists.c.document_number, *talents.c["subject", "blob", "bound"]
            )
            .join(quotas, quotas.c.quota_id == places.c.quota_id)
            .join(enterprises, enterprises.c.enterprise_id == places.c.enterprise_id)
            .outerjoin(lists, lists.c.list_batch_id == places.c.list_batch_id)
            .outerjoin(talents, talents.c.talent_id == places.c.talent_id)
            .where(places.c.quota_id == quota_id, _seen_in(scope))
            .where(known(places, as_of, on), known(quotas, as_of, on))
            .order_by(places.c.nominated_at)
        )
        return [_place(row) for row in fetched(self._engine, query)]


@lru_cache(maxsize=200)  # some 20 kB each
def _lines(
    scope: Scope,
    city: str | None,
    card_type: str | None,
    quota_year: int | None,
    as_of: int | None,
    on: date | None,
    after: QuotaKey | None,
    limit: int,
) -> Question:
    """A page of quotas. The same is asked for again and again, and laying a query down takes longer than the answer, as planning it does."""
    wanted = {quotas.c.city: city, quotas.c.card_type: card_type, quotas.c.quota_year: quota_year}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    conditions += [known(quotas, as_of, on), _has_seen_in(scope, as_of, on)]
    if after is not None:
        conditions.append(_key() > tuple_(cast(-after.quota_year, BigInteger), after.city, after.card_type))
    page = select(quotas.c.quota_id).where(*conditions).order_by(_key()).limit(limit)
    return Question(_by_department(page, as_of, on), MOST_BY_ONE_PLAN)


def _has_seen_in(scope: Scope, as_of: int | None, on: date | None) -> ColumnElement[bool]:
    """The condition for a quota: of the city, and with a place in it for who sees one area or enterprise."""
    if scope.is_of_a_part:
        its = places.c.quota_id == quotas.c.quota_id
        return exists().where(its, known(places, as_of, on), _seen_in(scope))
    return _seen_in(scope)


def _seen_in(scope: Scope) -> ColumnElement[bool]:
    """The condition for a place, beside its quota."""
    return within(
        scope, city=quotas.c.city, area=places.c.enterprise_area, enterprise_id=places.c.enterprise_id
    )


def _key() -> ColumnElement[Any]:
    return tuple_(-quotas.c.quota_year, quotas.c.city, quotas.c.card_type)


def _by_department(page: Select[Any], as_of: int | None, on: date | None) -> Select[Any]:
    """A row for each quota of the page and each of its departments, with the number of places in each state."""
    counts = [func.count().filter(places.c.status == status).label(status.value) for status in HELD]
    its_places = and_(
        places.c.quota_id == partitions.c.quota_id,
        places.c.department == partitions.c.department,
        known(places, as_of, on),
    )
    return (
        select(quotas, partitions.c.department, partitions.c.department_limit, *counts)
        .join(partitions, partitions.c.quota_id == quotas.c.quota_id)
        .outerjoin(places, its_places)
        .where(quotas.c.quota_id.in_(page), known(quotas, as_of, on), known(partitions, as_of, on))
        .group_by(*quotas.primary_key, *partitions.primary_key)
        .order_by(_key(), partitions.c.department)
    )


def _line(rows: list[Any]) -> QuotaLine:
    """The line of a quota from the rows of its departments."""
    first, counts = rows[0], _counts(rows)
    city_free = first.city_limit - sum(counts.values())
    return QuotaLine(
        quota_id=first.quota_id,
        city=first.city,
        card_type=first.card_type,
        quota_year=first.quota_year,
        policy_version=first.policy_version,
        closed=first.closed,
        method_filed=first.method_filed,
        version=first.version,
        position=first.position,
        departments=tuple(_department(row, city_free) for row in rows),
        limit=first.city_limit,
        **counts,
    )


def _department(row: Any, city_free: int) -> DepartmentLine:
    return DepartmentLine(
        department=row.department, city_free=city_free, limit=row.department_limit, **_counts([row])
    )


def _counts(rows: Iterable[Any]) -> dict[str, int]:
    return {status.value: sum(getattr(row, status.value) for row in rows) for status in HELD}


def _place(row: Row[Any]) -> PlaceLine:
    return PlaceLine(
        place_id=row.place_id,
        department=row.department,
        transfer_to=row.transfer_to,
        enterprise_id=row.enterprise_id,
        enterprise_name=row.name,
        enterprise_area=row.enterprise_area,
        list_type=row.list_type,
        list_document_number=row.document_number,
        status=PlaceStatus(row.status),
        release_cause=row.release_cause and ReleaseCause(row.release_cause),
        nominated_on=row.nominated_on,
        letter_number=row.letter_number,
        talent_id=row.talent_id,
        talent_name=from_columns(row.subject, row.blob, row.bound),
        card_application_id=row.card_application_id,
    )
