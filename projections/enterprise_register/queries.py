"""The enterprise register as it is read, found by any of its names too."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Engine,
    Row,
    ScalarSelect,
    Select,
    Table,
    and_,
    exists,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.authorization import Scope
from domain.names import company_match_form
from domain.personal_data import Sealed
from projections.enterprise_register.tables import (
    enterprises,
    listings,
    names,
    places,
    principals,
    specialists,
)
from projections.reading import fetched, within


class EnterpriseKey(NamedTuple):
    """Where an enterprise stands in the register."""

    name: str
    enterprise_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFilter:
    """What is looked for; `name` is any part of a present or former name, however it is written."""

    city: str | None = None
    area: str | None = None
    list_type: str | None = None
    name: str | None = None
    uscc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """A list that the enterprise is on now; the batch is the one that entered or last renewed it."""

    list_type: str
    list_batch_id: UUID
    listed_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalLine:
    """A principal who has not left."""

    principal_id: UUID
    name: Sealed
    role: str
    party_managed: str
    list_type: str | None
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistLine:
    """The specialist who speaks for the enterprise now."""

    specialist_id: UUID
    name: Sealed
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseRow:
    """An enterprise as it stands; `is_nominated` if it holds a place of any quota, `merged_into` if it is another."""

    enterprise_id: UUID
    city: str
    area: str
    name: str
    uscc: str | None
    lists: tuple[ListEntry, ...]
    principals: tuple[PrincipalLine, ...]
    specialist: SpecialistLine | None
    is_nominated: bool
    merged_into: UUID | None
    version: int
    position: int

    @property
    def key(self) -> EnterpriseKey:
        return EnterpriseKey(self.name, self.enterprise_id)


class EnterpriseRegister:
    """Answers from the tables of the register."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: EnterpriseFilter, *, scope: Scope, after: EnterpriseKey | None = None, limit: int = 50
    ) -> list[EnterpriseRow]:
        """A page of the register in the order of names, from behind `after` on."""
        query = _entries(scope).where(*_conditions(wanted)).order_by(_key()).limit(limit)
        if after is not None:
            query = query.where(_key() > tuple_(after.name, after.enterprise_id))
        return [_row(row) for row in fetched(self._engine, query)]

    def one(self, enterprise_id: UUID, *, scope: Scope) -> EnterpriseRow | None:
        """The enterprise of this id, if there is one and it may be seen."""
        query = _entries(scope).where(enterprises.c.enterprise_id == enterprise_id)
        return next((_row(row) for row in fetched(self._engine, query)), None)


def _key() -> ColumnElement[Any]:
    return tuple_(enterprises.c.name, enterprises.c.enterprise_id)


def _entries(scope: Scope) -> Select[Any]:
    """An enterprise per row, with what else is known of it as JSON: one statement sees one state of all tables."""
    own = within(
        scope, city=enterprises.c.city, area=enterprises.c.area, enterprise_id=enterprises.c.enterprise_id
    )
    return select(
        enterprises,
        _gathered(listings, listings.c.listed_until.is_(None), listings.c.listed_at).label("lists"),
        _gathered(principals, principals.c.left_on.is_(None), principals.c.named_at).label("principals"),
        _gathered(specialists, true(), specialists.c.since, specialists.c.appointed_at).label("specialists"),
        exists().where(places.c.enterprise_id == enterprises.c.enterprise_id).label("is_nominated"),
    ).where(own)


def _gathered(table: Table, condition: ColumnElement[bool], *order: ColumnElement[Any]) -> ScalarSelect[Any]:
    rows = func.json_agg(aggregate_order_by(func.row_to_json(table.table_valued()), *order))
    return select(func.coalesce(rows, "[]")).where(_its(table, condition)).scalar_subquery()


def _conditions(wanted: EnterpriseFilter) -> list[ColumnElement[bool]]:
    equal = {
        enterprises.c.city: wanted.city,
        enterprises.c.area: wanted.area,
        enterprises.c.uscc: wanted.uscc,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.list_type is not None:
        on_it = (listings.c.list_type == wanted.list_type) & listings.c.listed_until.is_(None)
        conditions.append(exists().where(_its(listings, on_it)))
    if wanted.name is not None:
        part = company_match_form(wanted.name)
        conditions.append(exists().where(_its(names, names.c.match_form.contains(part, autoescape=True))))
    return conditions


def _its(table: Table, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, for what belongs to the enterprise of the row."""
    return and_(table.c.enterprise_id == enterprises.c.enterprise_id, condition)


def _row(row: Row[Any]) -> EnterpriseRow:
    return EnterpriseRow(
        enterprise_id=row.enterprise_id,
        city=row.city,
        area=row.area,
        name=row.name,
        uscc=row.uscc,
        lists=tuple({entry.list_type: entry for entry in map(_list_entry, row.lists)}.values()),
        principals=tuple(map(_principal, row.principals)),
        specialist=_present(row.specialists),
        is_nominated=row.is_nominated,
        merged_into=row.merged_into,
        version=row.version,
        position=row.position,
    )


def _list_entry(listing: dict[str, Any]) -> ListEntry:
    return ListEntry(
        list_type=listing["list_type"],
        list_batch_id=UUID(listing["list_batch_id"]),
        listed_from=date.fromisoformat(listing["listed_from"]),
    )


def _principal(principal: dict[str, Any]) -> PrincipalLine:
    return PrincipalLine(
        principal_id=UUID(principal["principal_id"]),
        name=_sealed(principal),
        role=principal["role"],
        party_managed=principal["party_managed"],
        list_type=principal["list_type"],
        since=date.fromisoformat(principal["since"]),
    )


def _present(appointed: list[dict[str, Any]]) -> SpecialistLine | None:
    """The specialist of the latest day, if not relieved."""
    last = appointed[-1] if appointed else None
    if last is None or last["relieved_on"] is not None:
        return None
    return SpecialistLine(
        specialist_id=UUID(last["specialist_id"]), name=_sealed(last), since=date.fromisoformat(last["since"])
    )


def _sealed(row: dict[str, Any]) -> Sealed:
    return Sealed(UUID(row["subject"]), _bytes(row["blob"]), _bytes(row["bound"]))


def _bytes(bytea: str) -> bytes:
    """Bytes as they stand in PostgreSQL's JSON."""
    return bytes.fromhex(bytea.removeprefix("\\x"))
