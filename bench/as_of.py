"""One case's history, one case as of a moment and on a day, and a page of the case register as of a moment, over HTTP.

Four cases go through the offices of a town; a million others (`--size` for fewer) are copied from them inside the database,
events, timeline and periods, in the order in which they would have come. Only the four can be opened, which is what is
asked for; the copies are what they have to be found among. A figure is the 95th percentile, in milliseconds.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bench.register import measured
from bench.report import Report
from persistence.datastore import Cursor, Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.server import DATABASE
from persistence.migrations import migrate
from projections import PROJECTIONS
from projections.case_register.periods import OF_CASE
from projections.knowledge import NO_END
from tests.api.cases import CASES, Applying
from tests.api.conftest import Person, Town, town_on
from tests.conftest import Database

SIZE = 1_000_000  # cases
ROUNDS = 5
CHUNK = 20_000  # copies of a case that are made at once
TIMELINE_MS, CASE_MS, PAGE_MS = 20.0, 50.0, 30.0
NAMES = ("示例一号有限公司", "示例二号有限公司", "示例三号有限公司", "示例四号有限公司")
WAIT_S = 60

# What a copy is called: the same in every table.
COPY = "md5({id}::text || '/' || nth)::uuid"
EVENTS = f"""
INSERT INTO log.events
SELECT %(last)s + row_number() OVER (ORDER BY nth, position), gen_random_uuid(), {COPY.format(id="originator_id")},
       originator_version, topic, substr(state, 1, 200), command_id, correlation_id, NULL,
       (SELECT max(recorded_at) FROM log.events)
  FROM log.events, generate_series(%(first)s, %(to)s) AS nth
 WHERE originator_id = %(case)s
"""
TIMELINE = """
INSERT INTO read.case_timeline (card_application_id, position)
SELECT originator_id, position FROM log.events WHERE position > %(last)s
"""
SHIFTED = {
    name: f"{name} + %(last)s + (nth - %(first)s) * %(width)s - %(begun)s"
    for name in ("since_position", "position", "known_from")
}
LATER = f"CASE WHEN known_to = {NO_END} THEN known_to ELSE known_to + %(last)s + (nth - %(first)s) * %(width)s - %(begun)s END"
FACTS = [name for name in OF_CASE if name not in ("card_application_id", *SHIFTED)]
PERIODS = f"""
INSERT INTO read.case_register_periods
       (card_application_id, {", ".join(SHIFTED)}, known_to, effective_from, effective_to, enterprise_name, {", ".join(FACTS)})
SELECT {COPY.format(id="card_application_id")}, {", ".join(SHIFTED.values())}, {LATER},
       effective_from, effective_to, enterprise_name, {", ".join(FACTS)}
  FROM read.case_register_periods, generate_series(%(first)s, %(to)s) AS nth
 WHERE card_application_id = %(case)s
"""
AFTERWARDS = """
UPDATE read.tracking SET position = (SELECT max(position) FROM log.events);
VACUUM ANALYZE log.events, read.case_timeline, read.case_register_periods;
"""

Ask = Callable[[Random], Any]


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with filled(size) as (town, cases, last):
        auditor, times = town.auditor(), 20 * rounds
        rows = [
            measured("timeline of a case", timeline(auditor, cases), times, TIMELINE_MS),
            measured("a case as it stands", one(auditor, cases), times, None),
            measured("a case as of a position", one(auditor, cases, until=last), times, CASE_MS),
            measured("a case on a day", one(auditor, cases, effective_on=True), times, CASE_MS),
            measured("a page of the register as it stands", page(auditor), times, None),
            measured("a page as of any position", page(auditor, until=last), times, PAGE_MS),
            measured("a page as of an early position", page(auditor, until=last // 100), times, PAGE_MS),
        ]
        return Report(rows, beside=f"{size:,} cases, {last:,} events")


def timeline(auditor: Person, cases: list[str]) -> Ask:
    return lambda rng: answered(auditor, f"{rng.choice(cases)}/timeline")


def one(auditor: Person, cases: list[str], *, until: int | None = None, effective_on: bool = False) -> Ask:
    """A case, as of any position from which all four were there, or on the day of its last step."""
    begun = max(history(auditor, case)[0]["position"] for case in cases)
    days = {case: history(auditor, case)[-1]["envelope"]["effective_on"] for case in cases}

    def ask(rng: Random) -> Any:
        case = rng.choice(cases)
        then = {} if until is None else {"as_of": str(rng.randrange(begun, until))}
        return answered(auditor, case, **then, **({"effective_on": days[case]} if effective_on else {}))

    return ask


def page(auditor: Person, *, until: int | None = None) -> Ask:
    def ask(rng: Random) -> Any:
        then = {} if until is None else {"as_of": str(rng.randrange(1, max(until, 2)))}
        return answered(auditor, CASES, limit="50", **then)

    return ask


def answered(auditor: Person, path: str, **query: str) -> Any:
    answer = auditor.gets(path, **query)
    answer.raise_for_status()
    return answer.json()


def history(auditor: Person, case: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = answered(auditor, f"{case}/history")["items"]
    return items


# ── Made-up cases ────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def filled(size: int) -> Iterator[tuple[Town, list[str], int]]:
    """A town with so many cases, the addresses of those that can be opened, and the last position of its log."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            database, keys = Database(server, DATABASE), folder / "keys"
            keys.mkdir()
            cases = handed_in(database, keys)
            last = multiplied(server, [case.rpartition("/")[2] for case in cases], size)
            with town_on(database, keys, projected=False) as town:
                yield town, cases, last


def handed_in(database: Database, keys: Path) -> list[str]:
    with town_on(database, keys) as town:
        town.quota()
        cases = [Applying(town, name).forwarded().case for name in NAMES]
        for name in PROJECTIONS:
            town.service.progress.wait_for(name, town.position(), WAIT_S)
    return cases


def multiplied(server: EmbeddedPostgres, case_ids: list[str], size: int) -> int:
    """Copy the cases until there are so many; returns the last position."""
    copies = max(size // len(case_ids), 1)
    with (
        closing(Datastore(open_engine(server.url("owner")))) as owner,
        closing(owner.detached()) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        for first in range(1, copies + 1, CHUNK):
            for case_id in case_ids:
                copied(cursor, case_id, first, min(first + CHUNK - 1, copies))
        for statement in filter(str.strip, AFTERWARDS.split(";")):
            cursor.execute(statement)
        return last_position(cursor)


def copied(cursor: Cursor, case_id: str, first: int, to: int) -> None:
    cursor.execute("SELECT count(*), min(position) FROM log.events WHERE originator_id = %s", (case_id,))
    [(width, begun)] = cursor.fetchall()
    places = {"case": case_id, "first": first, "to": to, "width": width, "begun": begun}
    places["last"] = last_position(cursor)
    for statement in (EVENTS, TIMELINE, PERIODS):
        cursor.execute(statement, places)


def last_position(cursor: Cursor) -> int:
    cursor.execute("SELECT max(position) FROM log.events")
    [(last,)] = cursor.fetchall()
    return int(last)
