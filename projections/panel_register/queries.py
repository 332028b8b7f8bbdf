"""The panel register as it is read, by who sees the whole city: experts speak freely."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, false, select, true

from domain.authorization import Scope
from domain.panels import DissolutionCause, PanelConclusion, PanelStatus
from projections.panel_register.tables import panels
from projections.reading import fetched


class PanelKey(NamedTuple):
    """Where a panel stands in the register: in the order in which they were convened."""

    convened_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFilter:
    """What is looked for."""

    city: str | None = None
    area: str | None = None
    status: PanelStatus | None = None
    conclusion: PanelConclusion | None = None
    card_application_id: UUID | None = None
    talent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLine:
    """A panel as it stands: how many may vote, and how many votes count."""

    panel_id: UUID
    card_application_id: UUID
    talent_id: UUID
    city: str
    area: str
    step: str
    convened_by: str
    convened_on: date
    status: PanelStatus
    status_on: date
    conclusion: PanelConclusion | None
    dissolution: DissolutionCause | None
    members: int
    votes: int
    version: int
    convened_at: int

    @property
    def key(self) -> PanelKey:
        return PanelKey(self.convened_at)


class PanelRegister:
    """Answers from the table of the register."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, wanted: PanelFilter, *, scope: Scope, after: PanelKey | None = None, limit: int = 50
    ) -> list[PanelLine]:
        """A page of the register in the order in which panels were convened, from behind `after` on."""
        query = select(panels).where(_seen_in(scope), *_conditions(wanted))
        if after is not None:
            query = query.where(panels.c.convened_at > after.convened_at)
        rows = fetched(self._engine, query.order_by(panels.c.convened_at).limit(limit))
        return [_line(row._asdict()) for row in rows]


def _seen_in(scope: Scope) -> ColumnElement[bool]:
    """`Scope.covers_all_of` in SQL."""
    if scope.is_of_a_part:
        return false()
    return true() if scope.city is None else panels.c.city == scope.city


def _conditions(wanted: PanelFilter) -> Iterator[ColumnElement[bool]]:
    for field in fields(wanted):
        if (value := getattr(wanted, field.name)) is not None:
            yield panels.c[field.name] == value


def _line(row: dict[str, Any]) -> PanelLine:
    words = {name: row[name] and word(row[name]) for name, word in _WORDS.items()}
    return PanelLine(**row | words)


_WORDS: dict[str, type[StrEnum]] = {
    "status": PanelStatus,
    "conclusion": PanelConclusion,
    "dissolution": DissolutionCause,
}
