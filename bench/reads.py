"""How reading grows with what is stored: the same requests to provinces of 10,000, 100,000 and 1,000,000 cases (`--size` for the largest).

Three servers stand side by side, each with a province of its own (`bench/province/`), and each request is sent to all of them in
turns, through the whole application, by an officer of a district, the city's office, and an auditor who sees the whole province. Figures are in milliseconds;
a ratio is that of the medians to those of the smallest province with as long a page, so that what else the machine does burdens all sizes.
What is asked of one case is asked once more afterwards: at first its events come from wherever they lie on the disk, then from memory.

With a folder in BENCH_PROVINCES the provinces are kept there, and taken as they lie the next time: a million cases take twenty minutes to make.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

from httpx import Client

from bench.province.lives import FIRST, LAST
from bench.province.loading import Province, made
from bench.report import Report, Row
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.calendar import OFFICE_ZONE
from tests.api.conftest import Person, Town, application_on, served

SIZE = 1_000_000
SMALLEST = 10_000
ROUNDS = 60  # requests of each kind
TIMELINE_MS, CASE_MS, PAGE_MS = 20.0, 50.0, 30.0
SMALLER = "median with the fewest cases, of as long a page"
NOW = datetime(LAST.year, LAST.month, LAST.day, 18, tzinfo=OFFICE_ZONE)
CASES, CARDS, DEMANDS = "/v1/card-applications", "/v1/cards", "/v1/demand-items"
BUSY, QUIET, OF_CITY = "zhangdian", "gaoqing", "zibo-shibenji"


@dataclass(frozen=True)
class Reading:
    """A province behind its application, and what there is to ask for."""

    town: Town
    last: int
    cases: dict[str, list[str]]  # of each area, and of the whole city
    cards: list[str]
    begun: dict[str, int]
    past: int  # the last position before the present moment: some of the five years are still to come

    def officer(self, where: str) -> Person:
        if where == "auditor":
            return self.town.auditor()
        function = "window" if where.endswith("window") else "hrss"
        return self.town.officer(function, where.removesuffix(" window"), "li-reading")

    def area_of(self, where: str) -> str:
        return where if where in self.cases else "city"


Wanted = tuple[str, dict[str, str]]
Ask = Callable[[Reading, Random], Wanted]


class Taken(NamedTuple):
    """How long an answer took, and how many lines it has if it is a page."""

    ms: float
    lines: int


@dataclass(frozen=True)
class Asked:
    """A request: by whom, what, and how long it may take."""

    case: str
    by: str
    ask: Ask
    bar: float | None = None
    is_of_one: bool = False
    """Of one case among all, whose events lie wherever they were recorded: asked for twice, as it lies on disk and from memory."""


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    sizes = sorted({one for one in (SMALLEST, 100_000, size) if one <= size})
    with ExitStack() as lifetime:
        readings = [lifetime.enter_context(opened(cases)) for cases in sizes]
        rows = [row for asked in ALL for row in measured(asked, sizes, readings, rounds)]
        return Report(rows, beside=f"{readings[-1].last:,} events with {sizes[-1]:,} cases")


def measured(asked: Asked, sizes: Sequence[int], readings: Sequence[Reading], rounds: int) -> Iterator[Row]:
    """The request to every province in turns: 95th percentile of each, and how the median grows."""
    chance = Random(asked.case)
    wanted = [[asked.ask(reading, chance) for reading in readings] for _ in range(rounds + 2)]
    yield from compared(asked.case, asked, sizes, answered(asked, readings, wanted))
    if asked.is_of_one:
        yield from compared(f"{asked.case}, again", asked, sizes, answered(asked, readings, wanted))


def answered(
    asked: Asked, readings: Sequence[Reading], wanted: Sequence[Sequence[Wanted]]
) -> list[list[Taken]]:
    """What became of the requests to each province, but for the first ones."""
    people = [reading.officer(asked.by) for reading in readings]
    taken: list[list[Taken]] = [[] for _ in readings]
    for at_once in wanted:
        for its, person, (path, query) in zip(taken, people, at_once, strict=True):
            began = perf_counter()
            answer = person.gets(path, **query)
            ended = perf_counter()
            assert answer.status_code == 200, (asked.case, path, query, answer.text[:500])
            its.append(Taken(1000 * (ended - began), len(answer.json().get("items", ()))))
    return [its[2:] for its in taken]


def compared(
    case: str, asked: Asked, sizes: Sequence[int], taken: Sequence[Sequence[Taken]]
) -> Iterator[Row]:
    """A row for each province; its median is held against that of the smallest with as long an answer."""
    long = [median(one.lines for one in its) for its in taken]
    middle = [median(one.ms for one in its) for its in taken]
    for nth, (size, its) in enumerate(zip(sizes, taken, strict=True)):
        base = middle[long.index(long[nth])]
        ratio = {SMALLER: middle[nth] / base} if nth else {}
        yield Row(
            f"{case}/{asked.by}/{size:,}",
            quantiles([one.ms for one in its], n=20)[-1],
            f"ms, p95; median {middle[nth]:.1f}",
            peers=dict.fromkeys(ratio, base),
            ratio=ratio,
            at_most=asked.bar if size == max(sizes) else None,
        )


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def page(path: str, **query: str) -> Ask:
    return lambda _reading, _chance: (path, {"limit": "50"} | query)


def page_then(path: str, least: float, most: float, **query: str) -> Ask:
    """A page as of a position in this part of the log."""

    def ask(reading: Reading, chance: Random) -> Wanted:
        at = chance.randrange(int(reading.last * least) + 1, max(int(reading.last * most), 3))
        return path, {"limit": "50", "as_of": str(at)} | query

    return ask


def page_on(path: str, **query: str) -> Ask:
    """A page of what was in force on any day."""
    days = (LAST - FIRST).days

    def ask(_reading: Reading, chance: Random) -> Wanted:
        return path, {
            "limit": "50",
            "effective_on": f"{FIRST + timedelta(chance.randrange(90, days))}",
        } | query

    return ask


def one(
    where: str, below: str = "", *, is_past: bool = False, **query: Callable[[Reading, str, Random], str]
) -> Ask:
    """Of any case, or of one that began in the past."""

    def ask(reading: Reading, chance: Random) -> Wanted:
        cases = reading.cases[reading.area_of(where)]
        case = chance.choice([one for one in cases if not is_past or reading.begun[one] < reading.past])
        return f"{CASES}/{case}{below}", {name: said(reading, case, chance) for name, said in query.items()}

    return ask


def position(reading: Reading, case: str, chance: Random) -> str:
    return str(chance.randrange(reading.begun[case], reading.last))


def instant(reading: Reading, case: str, chance: Random) -> str:
    at = chance.randrange(reading.begun[case], reading.past)
    return reading.town.service.log.select_notifications(at, 1)[0].recorded_at.isoformat()


def last_day(_reading: Reading, _case: str, _chance: Random) -> str:
    return LAST.isoformat()


def numbered(reading: Reading, chance: Random) -> Wanted:
    return CARDS, {"card_number": chance.choice(reading.cards)}


def everything() -> Iterator[Asked]:
    for by in (BUSY, OF_CITY, "auditor"):
        yield Asked("a case", by, one(by), CASE_MS, is_of_one=True)
        yield Asked("its timeline", by, one(by, "/timeline"), TIMELINE_MS, is_of_one=True)
        yield Asked("a case as of a position", by, one(by, as_of=position), CASE_MS, is_of_one=True)
        yield Asked(
            "a case as of an instant", by, one(by, is_past=True, as_of=instant), CASE_MS, is_of_one=True
        )
        yield Asked("a case on a day", by, one(by, effective_on=last_day), CASE_MS, is_of_one=True)
    for by in (BUSY, QUIET, OF_CITY, "auditor"):
        for name, path in (("cases", CASES), ("cards", CARDS)):
            yield Asked(f"{name}, a page", by, page(path), PAGE_MS)
            yield Asked(f"{name}, early", by, page_then(path, 0.001, 0.02), PAGE_MS)
            yield Asked(f"{name}, middle", by, page_then(path, 0.4, 0.6), PAGE_MS)
            yield Asked(f"{name}, late", by, page_then(path, 0.9, 0.999), PAGE_MS)
            yield Asked(f"{name}, on a day", by, page_on(path), PAGE_MS)
        yield Asked("cases, approved", by, page(CASES, status="approved"), PAGE_MS)
        yield Asked("cases, suspended", by, page(CASES, status="suspended"), PAGE_MS)
        yield Asked("cases, on one route", by, page(CASES, route="panel"), PAGE_MS)
        yield Asked("cards, ended", by, page(CARDS, status="ended"), PAGE_MS)
        yield Asked("a card by its number", by, numbered, PAGE_MS)
    for by in (BUSY, QUIET, OF_CITY):
        for queue in ("mine", "waiting", "returned"):
            yield Asked(f"queue {queue}", by, page(CASES, queue=queue), PAGE_MS)
        yield Asked("due sheet", by, page("/v1/due-sheet"), PAGE_MS)
        yield Asked("due sheet, overdue", by, page("/v1/due-sheet", light="red"), PAGE_MS)
    for by in (f"{BUSY} window", f"{QUIET} window", f"{OF_CITY} window", "auditor"):
        yield Asked("ledger, a page", by, page(DEMANDS, ledger="public_service"), PAGE_MS)
        yield Asked("ledger, open", by, page(DEMANDS, ledger="public_service", is_open="true"), PAGE_MS)
        yield Asked("ledger, early", by, page_then(DEMANDS, 0.1, 0.15), PAGE_MS)
        yield Asked("ledger, on a day", by, page_on(DEMANDS), PAGE_MS)
        if by != "auditor":
            yield Asked("ledger, overdue", by, page(DEMANDS, queue="overdue"), PAGE_MS)


ALL = (*everything(),)


# ── Who answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def opened(cases: int) -> Iterator[Reading]:
    """A province of so many cases, and its application."""
    with ExitStack() as lifetime:
        kept = os.environ.get("BENCH_PROVINCES")
        whole = kept or lifetime.enter_context(tempfile.TemporaryDirectory(prefix="huicai-bench-"))
        folder = Path(whole) / f"{cases}"
        folder.mkdir(parents=True, exist_ok=True)
        for one in (folder.parent, folder):
            one.chmod(0o711)  # as root the server runs as somebody else, who must get through
        province = lifetime.enter_context(made(folder, cases))
        town = lifetime.enter_context(town_of(province))
        yield read_up(town, province)


@contextmanager
def town_of(province: Province) -> Iterator[Town]:
    """The application on the province, on the evening of its last day."""
    settings = Settings(
        data=province.folder / "keys",
        packs=province.folder / "packs",
        development_issuer=True,
        requests_per_caller=1_000_000,
        requests_in_all=1_000_000,
        _env_file=None,
    )
    with ExitStack() as lifetime:
        service: Service = service_on(province.database.url("app"), settings, clock=lambda: NOW)
        lifetime.callback(service.close)
        app = lifetime.enter_context(application_on(service))
        url = lifetime.enter_context(served(app))
        http = lifetime.enter_context(Client(base_url=url, timeout=120, verify=False))
        town = Town(service, province.database, http, app)
        town.issuer._now = NOW.timestamp
        yield town


def read_up(town: Town, province: Province) -> Reading:
    """Cases and cards to ask for: of the areas, and of the city."""
    rows = town.service.log.datastore.rows
    wanted = "SELECT card_application_id::text FROM read.case_register WHERE city = '370300'{} ORDER BY md5(card_application_id::text) LIMIT 500"
    cases = {area: [one for (one,) in rows(wanted.format(f" AND area = '{area}'"))] for area in (BUSY, QUIET)}
    cases["city"] = [one for (one,) in rows(wanted.format(""))]
    cards = [
        one
        for (one,) in rows(
            "SELECT card_number FROM read.card_register WHERE city = '370300' AND card_number IS NOT NULL ORDER BY md5(card_number) LIMIT 500"
        )
    ]
    known = sorted({one for ones in cases.values() for one in ones})
    begun = dict(
        rows(
            "SELECT originator_id::text, min(position) FROM log.events WHERE originator_id = ANY (%(known)s::uuid[]) GROUP BY 1",
            known=known,
        )
    )
    past = town.service.log.position_at(datetime.now(UTC) - timedelta(seconds=1))
    assert past is not None
    return Reading(town, province.last, cases, cards, begun, past)
