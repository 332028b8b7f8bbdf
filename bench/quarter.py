"""A city's quarter: the reports of twelve areas and the city's own, compiled from the books.

A million items (`--size` for fewer) over four quarters lie in the read tables as a projector would have written them. The first
three quarters are compiled and signed; measured is how long the fourth takes, everything that is read included: area by area, as
the clock has it, and two areas at once, as their windows have it, since the bar is for two cores. Beside: the same postings
grouped by cell and kind in one plain statement per area, one after the other, which is what the machine can do.
"""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, select

from bench.made_up_books import AREAS, FIRST, Log, fill
from bench.report import Report, Row
from domain.ledger_books.archive import Archive, Signed
from domain.ledger_books.compiling import Child, Held, area_part, upper_rows
from domain.ledger_books.content import ChildReport, CutOff, ReportContent, ReportLevel, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from projections.ledger_movements import LedgerMovements
from projections.ledger_movements.queries import in_span
from projections.reading import fetched

SIZE = 1_000_000  # items
MOST_SECONDS = 5.0
ROUNDS = 5
CITY = "370300"
LAST = FIRST.later(3)
FLOOR = "plain GROUP BY"
CASES = {"one after the other": 1, "two at once": 2}


class Books:
    """The books of so many items, and what has been signed of them so far."""

    def __init__(self, movements: LedgerMovements, log: Log) -> None:
        self._movements, self._log = movements, log
        self._signed: dict[str, list[Signed]] = {unit: [] for unit in (*AREAS, CITY)}

    def sign(self, quarter: Quarter) -> None:
        for counting, content in self.compiled(quarter):
            self._signed[content.unit].append(Signed(counting, content))

    def compiled(self, quarter: Quarter, at_once: int = 1) -> list[tuple[Counting, ReportContent]]:
        """The reports of every area, so many at once, then that of the city, as a use case has them compiled."""
        counting = self._counting(quarter)
        with ThreadPoolExecutor(at_once) as windows:
            contents = list(windows.map(lambda area: self._of_area(area, counting), AREAS))
        children = [
            ChildReport(
                unit=one.unit, standing=RowStanding.REPORTED, revision=1, sha256=one.sha256, in_time=True
            )
            for one in contents
        ]
        archive = Archive(self._signed[CITY])
        rows = upper_rows(
            CITY,
            [Child(child, content) for child, content in zip(children, contents, strict=True)],
            archive.last_before(quarter, counting.cut_off),
            is_city=True,
            compared=archive.compared(quarter, counting.cut_off),
        )
        overdue = tuple(item for one in contents for item in one.overdue_items)
        said = {"rows": rows, "children": tuple(children), "overdue_items": overdue}
        city = ReportContent(**_said(CITY, ReportLevel.CITY, counting), **said)
        assert city.sha256
        return [*((counting, content) for content in contents), (counting, city)]

    def grouped(self, quarter: Quarter) -> None:
        """The floor: the postings that a report reads, by cell and kind."""
        counting = self._counting(quarter)
        for area in AREAS:
            its = in_span(area, Archive(self._signed[area]).span(counting)).subquery().c
            cells = (its.ledger, its.kind)
            sums = (func.count(), func.sum(its.working_days), func.count().filter(its.in_time))
            fetched(self._movements.engine, select(*cells, *sums).group_by(*cells))

    def _of_area(self, area: str, counting: Counting) -> ReportContent:
        archive, last_day = Archive(self._signed[area]), counting.quarter.last_day
        flagged = self._movements.flagged(area, counting.cut_off, last_day)
        row, overdue = area_part(
            area,
            counting,
            archive.past(counting.quarter, counting.cut_off),
            self._movements.histories(area, archive.span(counting), archive.marks(counting)),
            Held(self._movements.held(area, counting.cut_off, last_day), flagged),
            archive.compared(counting.quarter, counting.cut_off),
        )
        return ReportContent(**_said(area, ReportLevel.AREA, counting), rows=(row,), overdue_items=overdue)

    def _counting(self, quarter: Quarter) -> Counting:
        return Counting(quarter, 1, self._log.closing_of(quarter))


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with filled(size) as books:
        for number in range(3):
            books.sign(FIRST.later(number))
        ours: dict[str, list[float]] = {case: [] for case in CASES}
        floor = []
        for _ in range(rounds):
            for case, at_once in CASES.items():
                ours[case].append(_seconds_of(partial(books.compiled, at_once=at_once)))
            floor.append(_seconds_of(books.grouped))
    rows = [
        Row(
            f"{len(AREAS)} areas and the city/{case}",
            median(took),
            "s",
            peers={FLOOR: median(floor)},
            ratio={FLOOR: median(one / other for one, other in zip(took, floor, strict=True))},
            at_most=MOST_SECONDS if CASES[case] > 1 else None,
        )
        for case, took in ours.items()
    ]
    return Report(rows, beside=f"{size:,} items, four quarters")


def _seconds_of(work: Callable[[Quarter], object]) -> float:
    began = perf_counter()
    work(LAST)
    return perf_counter() - began


def _said(unit: str, level: ReportLevel, counting: Counting) -> dict[str, object]:
    cut_off = CutOff(position=counting.cut_off, at=datetime(2026, 1, 1, tzinfo=UTC))
    return {"unit": unit, "level": level, "quarter": counting.quarter.code, "revision": 1, "cut_off": cut_off}


@contextmanager
def filled(size: int) -> Iterator[Books]:
    """The books of so many items."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            with closing(Datastore(open_engine(server.url("projector")))) as projector:
                log = fill(projector, size)
            engine = open_engine(server.url("app"))
            yield Books(LedgerMovements(engine), log)
            engine.dispose()
