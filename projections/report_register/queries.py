"""The report register as it is read: reports in the order in which they came to be due, those of units below before the one above."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, and_, false, func, select, tuple_

from domain.ledger_books.content import ReportLevel
from domain.reports import ReportStatus
from projections.reading import fetched
from projections.report_register.tables import reports


class ReportKey(NamedTuple):
    """Where a report stands in the register: the position at which it came to be due, and its place among those of one event."""

    opened_at: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """What is looked for. What is missing is not handed in; what is in time was, by the due day."""

    quarter: str | None = None
    unit: str | None = None
    level: ReportLevel | None = None
    status: ReportStatus | None = None
    in_time: bool | None = None
    missing: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredReport:
    """A report: where its latest revision stands, and when the one that is handed in was submitted."""

    unit: str
    quarter: str
    kept_by: str
    level: ReportLevel
    status: ReportStatus
    revision: int
    sha256: str | None
    due_on: date
    submitted_on: date | None
    received_on: date | None
    reminded_on: date | None
    received_report_id: UUID | None
    opened_at: int
    place: int

    @property
    def key(self) -> ReportKey:
        return ReportKey(self.opened_at, self.place)


class ReportRegister:
    """Answers from the table of the register, about the units whose reports somebody sees."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self,
        wanted: ReportFilter,
        *,
        units: frozenset[str] | None,
        after: ReportKey | None = None,
        limit: int = 50,
    ) -> list[RegisteredReport]:
        """A page of the register, of these units or of all, from behind `after` on."""
        place = tuple_(reports.c.opened_at, reports.c.place)
        query = select(reports).where(reports.c.opened_at.is_not(None), *_conditions(wanted))
        if units is not None:
            query = query.where(reports.c.kept_by.in_(units))
        if after is not None:
            query = query.where(place > tuple_(*after))
        query = query.order_by(reports.c.opened_at, reports.c.place).limit(limit)
        return [
            RegisteredReport(
                **{name: getattr(row, name) for name in _PLAIN},
                level=ReportLevel(row.level),
                status=ReportStatus(row.status),
            )
            for row in fetched(self._engine, query)
        ]

    def late(self, on: date) -> dict[ReportLevel, int]:
        """How many reports are due before a day and not handed in, of every level that hands them in."""
        is_late = and_(
            reports.c.submitted_on.is_(None),
            reports.c.due_on < on,
            reports.c.level != ReportLevel.PROVINCE,  # which nobody takes in
        )
        query = select(reports.c.level, func.count().label("late")).where(is_late).group_by(reports.c.level)
        return dict.fromkeys(ReportLevel, 0) | {
            ReportLevel(row.level): row.late for row in fetched(self._engine, query)
        }


def _conditions(wanted: ReportFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("quarter", "unit", "level", "status"):
        if (value := getattr(wanted, name)) is not None:
            yield reports.c[name] == value
    if wanted.missing is not None:
        yield reports.c.submitted_on.is_(None) if wanted.missing else reports.c.submitted_on.is_not(None)
    if wanted.in_time is not None:
        is_in_time = func.coalesce(reports.c.submitted_on <= reports.c.due_on, false())
        yield is_in_time if wanted.in_time else ~is_in_time


_PLAIN = tuple(name for name in RegisteredReport.__slots__ if name not in ("level", "status"))
