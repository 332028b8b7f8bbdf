"""Made-up books of the three ledgers: items with lawful lives, written into the read tables as a projector would have.

An item is registered or taken over, assigned, and with some odds moved, escalated, settled, explained, withdrawn, called back, rated
and reopened. One event in fifty is entered late. Everything is drawn by a seed: the same size gives the same books.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from hashlib import md5
from random import Random
from typing import Any

from sqlalchemy import Table
from sqlalchemy.schema import CreateIndex

from domain.ledger_books.postings import PostingKind
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from persistence.datastore import Cursor, Datastore
from projections.ledger_movements.tables import postings, standings
from projections.schema import LIVE
from projections.standings import FOR_EVER, STILL

AREAS = tuple(f"area-{number:02}" for number in range(1, 13))
FIRST = Quarter(2026, 1)
DAYS = 365  # in which items come onto the books
CLOSED_AFTER = 5  # days after the quarter entry is closed
BATCH = 20_000  # items written at once
LEDGERS = (*Ledger,)
SHARES = (60, 25, 15)  # of the ledgers in hundred items
CATEGORIES = tuple(f"category-{number}" for number in range(10))
OTHER_SIDE = {PostingKind.MOVED_OUT: PostingKind.MOVED_IN, PostingKind.SORTED_OUT: PostingKind.SORTED_IN}
BEFORE = {"is_open": True, "is_escalated": False, "responsible": None, "due_on": None}


class Log:
    """Gives positions: what is recorded on a later day comes later."""

    def __init__(self, size: int) -> None:
        self._a_day = 100 + size // 10
        self._taken: Counter[int] = Counter()

    def next(self, day: int) -> int:
        self._taken[day] += 1
        assert self._taken[day] < self._a_day
        return day * self._a_day + self._taken[day]

    def closing_of(self, quarter: Quarter) -> int:
        """The position at which entry of a quarter is closed."""
        return ((quarter.last_day - FIRST.first_day).days + CLOSED_AFTER + 1) * self._a_day


class Life:
    """An item on its way, day by day: what it has posted, and how it has stood."""

    def __init__(self, number: int, log: Log, rng: Random) -> None:
        self.item_id = md5(number.to_bytes(8), usedforsecurity=False).hexdigest()
        self.log, self.rng = log, rng
        self.area, (self.ledger,) = rng.choice(AREAS), rng.choices(LEDGERS, SHARES)
        self.number = f"GG-{self.area}-2026-{number:07}"
        self.category: str | None = None if self.happens(0.3) else rng.choice(CATEGORIES)
        self.day = rng.randrange(DAYS)
        self.recorded, self.booked = self.day, self.day
        self.posted: list[tuple[Any, ...]] = []
        self.stood: list[tuple[int, int, dict[str, Any]]] = []

    def live(self) -> None:
        taken_over = self.happens(0.03)
        self.on(0, PostingKind.TAKEN_OVER if taken_over else PostingKind.REGISTERED)
        if self.category is None:
            self.on(self.days(0, 2), PostingKind.SORTED_OUT, category=self.rng.choice(CATEGORIES))
        self.on(self.days(0, 2), responsible=f"{self.area}-unit", due_on=_day(self.day + 40))
        if self.happens(0.04):
            self.move(self.rng.choice(AREAS), self.rng.choice(LEDGERS))
        if self.happens(0.03):
            self.on(self.days(3, 10), is_escalated=True, due_on=None)
            self.on(self.days(10, 30), is_escalated=False, due_on=_day(self.day + 10))
        self.end()

    def move(self, area: str, ledger: Ledger) -> None:
        if (area, ledger) != (self.area, self.ledger):
            self.on(self.days(1, 6), PostingKind.MOVED_OUT, area=area, ledger=ledger)

    def end(self) -> None:
        way = self.rng.random()
        if way < 0.92:
            self.settle()
            if self.happens(0.03):
                self.on(self.days(3, 25), PostingKind.REOPENED, is_open=True, due_on=_day(self.day + 30))
                self.settle()
        elif way < 0.96:
            self.on(self.days(10, 40), PostingKind.EXPLAINED, is_open=False, due_on=None)
        elif way < 0.99:
            self.on(self.days(2, 20), PostingKind.DROPPED, is_open=False, due_on=None)

    def settle(self) -> None:
        took = int(self.rng.triangular(3, 50, 14))
        said = {"in_time": took <= 40, "working_days": took * 5 // 7}
        self.on(took, PostingKind.SETTLED, said, is_open=False, due_on=None)
        if self.happens(0.8):
            self.on(self.days(1, 8), PostingKind.CALLED_BACK)
            if self.happens(0.8):
                self.on(self.days(0, 4), PostingKind.RATED, {"satisfied": not self.happens(0.05)})

    def on(
        self, later: int, kind: PostingKind | None = None, said: dict[str, Any] | None = None, **stands: Any
    ) -> None:
        """Something happens so many days later, and is recorded on that day, or late."""
        self.day += later
        self.recorded = max(self.recorded, self.day + (self.days(5, 60) if self.happens(0.02) else 0))
        self.booked = max(self.booked, self.day)
        position = self.log.next(self.recorded)
        if kind is not None:
            self._post(position, 0, kind, **(said or {}))
        for name in stands.keys() & {"area", "ledger", "category"}:
            setattr(self, name, stands[name])
        if kind in OTHER_SIDE:
            self._post(position, 1, OTHER_SIDE[kind])
        before = self.stood[-1][2] if self.stood else BEFORE
        now = before | {"area": self.area, "ledger": self.ledger, "category": self.category} | stands
        if now != before or kind is not None:
            self.stood.append((position, self.booked, now))

    def _post(
        self,
        position: int,
        side: int,
        kind: PostingKind,
        *,
        in_time: bool | None = None,
        working_days: int | None = None,
        satisfied: bool | None = None,
    ) -> None:
        self.posted.append(
            (
                self.item_id, position, side, self.number, self.area, self.ledger.value, kind.value, kind.direction,
                _day(self.day), _day(self.booked), in_time, working_days, satisfied, self.category,
            )
        )  # fmt: skip

    def standings(self) -> Iterator[tuple[Any, ...]]:
        ends = [*((position, booked) for position, booked, _ in self.stood[1:]), (STILL, None)]
        for (position, booked, now), (known_to, booked_to) in zip(self.stood, ends, strict=True):
            yield (
                self.item_id, position, known_to, _day(booked), FOR_EVER if booked_to is None else _day(booked_to),
                self.number, "zibo-2023/1", now["area"], now["ledger"], now["category"], None, now["responsible"],
                now["is_open"], now["is_escalated"], now["due_on"], "{}",
            )  # fmt: skip

    def happens(self, odds: float) -> bool:
        return self.rng.random() < odds

    def days(self, least: int, most: int) -> int:
        return self.rng.randint(least, most)


def fill(projector: Datastore, size: int) -> Log:
    """Write so many items into empty tables, in the order of the log; their indexes are made afterwards, as is quicker."""
    log, rng = Log(size), Random(size)
    with closing(projector.detached()) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'; SET work_mem = '256MB'")
        for table in TABLES:
            cursor.execute(f"CREATE UNLOGGED TABLE {_heap(table)} (LIKE {table.fullname})")
        for first in range(0, size, BATCH):
            lives = [Life(number, log, rng) for number in range(first, min(first + BATCH, size))]
            for life in lives:
                life.live()
            _copy(cursor, postings, (row for life in lives for row in life.posted))
            _copy(cursor, standings, (row for life in lives for row in life.standings()))
        for table, in_order in TABLES.items():
            for index in table.indexes:
                cursor.execute(f"DROP INDEX read.{index.name}")
            cursor.execute(f"INSERT INTO {table.fullname} SELECT * FROM {_heap(table)} ORDER BY {in_order}")
            cursor.execute(f"DROP TABLE {_heap(table)}")
            for index in table.indexes:
                cursor.execute(str(CreateIndex(index).compile(projector.engine)))
            cursor.execute(f"VACUUM ANALYZE {table.fullname}")
    return log


def _copy(cursor: Cursor, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    lines = "\n".join("\t".join(map(_cell, row)) for row in rows)
    cursor.copy_expert(f"COPY {_heap(table)} FROM STDIN", io.StringIO(lines))


def _heap(table: Table) -> str:
    """Where its rows lie before they are in order."""
    return f"{LIVE}.heap_of_{table.name}"


def _cell(value: Any) -> str:
    return r"\N" if value is None else str(value)


TABLES = {postings: "position, item_id, side", standings: "known_from, item_id"}
_KNOWN_DAYS = {number: FIRST.first_day + timedelta(days=number) for number in range(-DAYS, 4 * DAYS)}
_day = _KNOWN_DAYS.__getitem__
