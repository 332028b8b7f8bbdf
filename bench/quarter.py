"""A city's quarter: the reports of twelve areas and the city's own, compiled from the books.

A million items (`--size` for fewer) over four quarters lie in the read tables as a projector would have written them; most are
settled. The first three quarters are compiled and signed; a figure is how long the fourth takes, in seconds, everything that
is read included.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.report import Report, Row
from domain.ledger_books.archive import Archive, Signed
from domain.ledger_books.compiling import Held, area_row, upper_rows
from domain.ledger_books.content import ChildReport, CutOff, ReportContent, ReportLevel, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from projections.ledger_movements import LedgerMovements

SIZE = 1_000_000  # items
MOST_SECONDS = 5.0
CITY = "370300"
AREAS = tuple(f"area-{number}" for number in range(12))
FIRST, DAYS = Quarter(2026, 1), 365
SETTLED_AFTER = 20  # days
A_DAY = 10  # positions

# Every tenth item stays open; of those every fifth is with a higher level. One in fifty is moved to the next area.
POSTINGS = """
INSERT INTO read.ledger_movements
SELECT md5(n::text)::uuid, posted.position, posted.side, 'GG-' || n, posted.area,
       (ARRAY['public_service', 'market_service', 'opinion'])[1 + n %% 3], posted.kind, posted.direction,
       posted.day, posted.day, posted.in_time, posted.working_days, NULL, 'other'
  FROM generate_series(1, %(size)s) AS n,
       LATERAL (SELECT n %% %(days)s AS since, 'area-' || n %% 12 AS area, 'area-' || (n + 1) %% 12 AS next) AS item,
       LATERAL (
         SELECT since * %(a_day)s + 1, 0, item.area, 'registered', 1, since, NULL::boolean, NULL::integer
         UNION ALL
         SELECT (since + 5) * %(a_day)s + 2, 0, item.area, 'moved_out', -1, since + 5, NULL, NULL WHERE n %% 50 = 0
         UNION ALL
         SELECT (since + 5) * %(a_day)s + 2, 1, item.next, 'moved_in', 1, since + 5, NULL, NULL WHERE n %% 50 = 0
         UNION ALL
         SELECT (since + %(after)s) * %(a_day)s + 3, 0, CASE WHEN n %% 50 = 0 THEN item.next ELSE item.area END,
                'settled', -1, since + %(after)s, n %% 7 > 0, 14
          WHERE n %% 10 > 0 OR n %% 50 = 0
       ) AS one (position, side, area, kind, direction, day_number, in_time, working_days),
       LATERAL (SELECT one.*, %(first)s::date + one.day_number AS day) AS posted
"""
STANDINGS = """
INSERT INTO read.ledger_movements_items
SELECT md5(n::text)::uuid, since * %(a_day)s + 1,
       CASE WHEN is_open THEN 9223372036854775807 ELSE (since + %(after)s) * %(a_day)s + 3 END,
       %(first)s::date + since,
       CASE WHEN is_open THEN '9999-12-31'::date ELSE %(first)s::date + since + %(after)s END,
       'GG-' || n, 'zibo-2023/1', 'area-' || n %% 12,
       (ARRAY['public_service', 'market_service', 'opinion'])[1 + n %% 3],
       'other', NULL, NULL, true, is_open AND n %% 50 = 10, %(first)s::date + since + 30, '{}'
  FROM generate_series(1, %(size)s) AS n,
       LATERAL (SELECT n %% %(days)s AS since, n %% 10 = 0 AND n %% 50 > 0 AS is_open) AS item
"""


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with filled(size) as books:
        archives: dict[str, list[Signed]] = {unit: [] for unit in (*AREAS, CITY)}
        for number in range(3):
            for counting, content in compiled(FIRST.later(number), archives, books):
                archives[content.unit].append(Signed(counting, content))
        times = []
        for _ in range(rounds):
            began = perf_counter()
            compiled(FIRST.later(3), archives, books)
            times.append(perf_counter() - began)
    case = f"{len(AREAS)} areas and the city"
    return Report(
        [Row(case, median(times), "s", at_most=MOST_SECONDS)], beside=f"{size:,} items, four quarters"
    )


def compiled(
    quarter: Quarter, archives: dict[str, list[Signed]], books: LedgerMovements
) -> list[tuple[Counting, ReportContent]]:
    """The reports of every area, then that of the city, as a use case would have them compiled."""
    days = (quarter.last_day - FIRST.first_day).days
    counting = Counting(quarter, 1, days * A_DAY + A_DAY - 1)
    found, children = [], []
    for area in AREAS:
        archive = Archive(archives[area])
        held = Held(
            books.held(area, counting.cut_off, quarter.last_day),
            books.flagged(area, counting.cut_off, quarter.last_day),
        )
        postings = books.postings(area, archive.span(counting))
        past = archive.past(quarter, counting.cut_off)
        row = area_row(area, counting, past, postings, held, archive.compared(quarter, counting.cut_off))
        overdue = tuple(one.item for one in held.flagged if one.is_overdue)
        content = ReportContent(**_said(area, ReportLevel.AREA, counting), rows=(row,), overdue_items=overdue)
        child = ChildReport(
            unit=area, standing=RowStanding.REPORTED, revision=1, sha256=content.sha256, in_time=True
        )
        children.append((child, content))
        found.append((counting, content))
    archive = Archive(archives[CITY])
    rows = upper_rows(
        CITY, children, archive.last_before(quarter, counting.cut_off), is_city=True,
        compared=archive.compared(quarter, counting.cut_off),
    )  # fmt: skip
    content = ReportContent(
        **_said(CITY, ReportLevel.CITY, counting), rows=rows, children=tuple(child for child, _ in children)
    )
    assert content.sha256
    return [*found, (counting, content)]


def _said(unit: str, level: ReportLevel, counting: Counting) -> dict[str, object]:
    cut_off = CutOff(position=counting.cut_off, at=datetime(2026, 1, 1, tzinfo=UTC))
    return {"unit": unit, "level": level, "quarter": counting.quarter.code, "revision": 1, "cut_off": cut_off}


@contextmanager
def filled(size: int) -> Iterator[LedgerMovements]:
    """The books of so many items."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            with closing(Datastore(open_engine(server.url("projector")))) as projector:
                fill(projector, size)
            engine = open_engine(server.url("app"))
            yield LedgerMovements(engine)
            engine.dispose()


def fill(projector: Datastore, size: int) -> None:
    facts = {"size": size, "days": DAYS, "after": SETTLED_AFTER, "a_day": A_DAY, "first": date(2026, 1, 1)}
    with closing(projector.detached()) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        cursor.execute(POSTINGS, facts)
        cursor.execute(STANDINGS, facts)
        cursor.execute("ANALYZE read.ledger_movements; ANALYZE read.ledger_movements_items")
