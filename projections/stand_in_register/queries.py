"""The stand-in register as it is read: grants, within what the reader may know of."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, false, or_, select, true

from domain.authorization import Scope
from domain.policy.book import PolicyBook
from projections.reading import fetched
from projections.stand_in_register.tables import grants


class GrantKey(NamedTuple):
    """Where a grant stands in the register: in the order in which they were granted."""

    granted_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantFilter:
    """What is looked for; `holds_on` finds what may be acted on that day."""

    officer: str | None = None
    principal: str | None = None
    function: str | None = None
    area: str | None = None
    route: str | None = None
    card_application_id: UUID | None = None
    holds_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """That `officer` acts for `principal` in an office, how far and how long."""

    grant_id: UUID
    stand_in_id: UUID
    officer: str
    principal: str
    function: str
    area: str
    route: str | None
    card_application_id: UUID | None
    valid_from: date
    valid_to: date
    is_revoked: bool
    granted_at: int

    @property
    def key(self) -> GrantKey:
        return GrantKey(self.granted_at)

    def holds_on(self, day: date) -> bool:
        """Whether the officer may act on it on that day."""
        return self.valid_from <= day <= self.valid_to and not self.is_revoked


class StandInRegister:
    """Answers from the table of the register, and from the policies which areas a city has."""

    def __init__(self, engine: Engine, policies: PolicyBook) -> None:
        self._engine = engine
        self._policies = policies

    def page(
        self,
        wanted: GrantFilter,
        *,
        scope: Scope,
        reader: str,
        after: GrantKey | None = None,
        limit: int = 50,
    ) -> list[GrantLine]:
        """A page of the grants of the offices in scope, and of those that are the reader's or for the reader."""
        own = or_(grants.c.officer == reader, grants.c.principal == reader)
        query = select(grants).where(or_(own, self._in_scope(scope)), *_conditions(wanted))
        if after is not None:
            query = query.where(grants.c.granted_at > after.granted_at)
        rows = fetched(self._engine, query.order_by(grants.c.granted_at).limit(limit))
        return [GrantLine(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name for it

    def _in_scope(self, scope: Scope) -> ColumnElement[bool]:
        """`Scope.covers` for an office, which is in an area and of no enterprise."""
        if scope.enterprise_id is not None:
            return false()
        if scope.area is not None:
            return grants.c.area == scope.area
        if scope.city is not None:
            return grants.c.area.in_(self._areas_of(scope.city))
        return true()

    def _areas_of(self, city: str) -> set[str]:
        return {area.code for pack in self._policies if pack.city == city for area in pack.areas}


def _conditions(wanted: GrantFilter) -> list[ColumnElement[bool]]:
    equal: dict[ColumnElement[Any], Any] = {
        grants.c.officer: wanted.officer,
        grants.c.principal: wanted.principal,
        grants.c.function: wanted.function,
        grants.c.area: wanted.area,
        grants.c.route: wanted.route,
        grants.c.card_application_id: wanted.card_application_id,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.holds_on is not None:
        day = wanted.holds_on
        conditions.append(and_(grants.c.valid_from <= day, grants.c.valid_to >= day, ~grants.c.is_revoked))
    return conditions
