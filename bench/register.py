"""Pages of the card register, as it is known now and as it was known at a position of the log.

A million cards with four periods of knowledge each (`--size` for fewer) are copied into the read tables, in the
order in which a projector would have written them, and read through the functions that the API reads them
through. Every page begins behind another card; a figure is the 95th percentile, in milliseconds.
"""

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex

from bench.report import Report, Row
from domain.authorization import Scope
from domain.cards import CardStatus
from persistence.datastore import Cursor, Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from projections.card_register import CardFilter, CardKey, CardRegister
from projections.card_register.tables import cards, forms, people
from projections.knowledge import NO_END, NO_LAST_DAY

SIZE = 1_000_000  # cards
PERIODS = 4
ROWS = 2 * PERIODS - 1  # of a card: what was in force before another day stays known
BETWEEN = 90  # days from one change of a card to the next
BAR_MS = 30.0

CITY = "370300"
AREAS = ("zhangdian", "linzi", "zichuan", "boshan", "zhoucun", "huantai", "gaoqing", "yiyuan", "zibo-gaoxin")
ROUTES = ("quota", "direct", "panel", "front_end", "automatic")
CARD_TYPES = {"front_end": "elite", "automatic": "honor"}
FIRST_DAY, DAYS = date(2016, 1, 1), 3650
OF_CITY, OF_AREA = Scope(city=CITY), Scope(city=CITY, area="boshan")
BLOB, BOUND = r"\\x" + "5a" * 48, r"\\x" + "a5" * 96  # as long as those of a name

Ask = Callable[[Random], Any]


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with filled(size) as (register, last):
        pages = [
            measured(case, ask, 30 * rounds, BAR_MS) for case, ask in pages_asked_for(register, size, last)
        ]
        searches = [measured(case, ask, 5 * rounds, None) for case, ask in searches_asked_for(register, last)]
        return Report([*pages, *searches], beside=f"{size:,} cards, {PERIODS} periods each")


def pages_asked_for(register: CardRegister, size: int, last: int) -> Iterator[tuple[str, Ask]]:
    """What an office reads: of the whole city, of one area, of one enterprise, or a card of which it has the number."""
    whole = {"city": OF_CITY, "area": OF_AREA}
    for whose, scope in whole.items():
        yield f"now/{whose}", page_of(register, last, scope)
        yield f"as of any position/{whose}", page_of(register, last, scope, until=last)
        yield f"as of an early position/{whose}", page_of(register, last, scope, until=max(last // 100, 2))
        yield f"on any day/{whose}", page_of(register, last, scope, days=DAYS)
        yield f"on any day as of any position/{whose}", page_of(register, last, scope, until=last, days=DAYS)
    yield (
        "now/enterprise",
        lambda rng: register.page(
            CardFilter(), scope=Scope(enterprise_id=enterprise_id(rng.randrange(size), size))
        ),
    )
    yield (
        "now, by number/city",
        lambda rng: register.page(CardFilter(card_number=number(rng.randrange(size))), scope=OF_CITY),
    )


def searches_asked_for(register: CardRegister, last: int) -> Iterator[tuple[str, Ask]]:
    """What is found rarely, or nowhere behind where the page begins: all of the register may have to be passed."""
    end = FIRST_DAY + timedelta(DAYS)
    for name, wanted in {
        "suspended": {"status": CardStatus.SUSPENDED},
        "granted, not issued": {"status": CardStatus.GRANTED},
        "ending within 90 days": {"ends_after": end, "ends_before": end + timedelta(90)},
        "honor cards of 2019": {"card_type": "honor", "quota_year": 2019},
    }.items():
        yield f"now, {name}/city", page_of(register, last, OF_CITY, **wanted)
        yield f"as of any position, {name}/city", page_of(register, last, OF_CITY, until=last, **wanted)


def page_of(
    register: CardRegister,
    last: int,
    scope: Scope,
    *,
    until: int | None = None,
    days: int | None = None,
    **wanted: Any,
) -> Ask:
    """A page that begins behind any card, as of any position before `until` and on one of so many days, if they are stated."""

    def ask(rng: Random) -> Any:
        as_of = None if until is None else rng.randrange(1, until)
        on = None if days is None else FIRST_DAY + timedelta(rng.randrange(days))
        after = CardKey(rng.randrange(as_of or last))
        return register.page(CardFilter(**wanted), scope=scope, as_of=as_of, on=on, after=after)

    return ask


def measured(case: str, ask: Ask, pages: int, bar: float | None) -> Row:
    rng = Random(case)
    for _ in range(3):
        ask(rng)
    times = []
    for _ in range(pages):
        began = perf_counter()
        ask(rng)
        times.append(1000 * (perf_counter() - began))
    return Row(case=case, ours=quantiles(times, n=20)[-1], unit="ms, p95", at_most=bar)


# ── Made-up cards ────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def filled(size: int) -> Iterator[tuple[CardRegister, int]]:
    """A register of so many cards, and the last position of its log."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            with closing(Datastore(open_engine(server.url("projector")))) as projector:
                last = fill(projector, size)
            engine = open_engine(server.url("app"))
            yield CardRegister(engine), last
            engine.dispose()


def fill(projector: Datastore, size: int) -> int:
    positions = known_at(size)
    with closing(projector.detached()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SET synchronous_commit = off; SET statement_timeout = 0; SET maintenance_work_mem = '512MB'"
        )
        copied(cursor, people, (person(card) for card in range(size)))
        copied(cursor, forms, (form(card) for card in range(size)))
        copied(cursor, cards, periods(positions, size))
        cursor.execute(
            "VACUUM ANALYZE read.card_register, read.card_register_people, read.card_register_forms"
        )
    return max(positions)


def known_at(size: int) -> Sequence[int]:
    """From which positions on each card is known: entered, soon issued, and changed twice at any time."""
    rng, end = Random(size), PERIODS * size
    positions = array("q")
    for card in range(size):
        entered = PERIODS * card + 1
        issued = entered + rng.randint(1, 4000)
        changed = sorted(rng.sample(range(issued + 1, max(issued + 4, end)), PERIODS - 2))
        positions.extend((entered, issued, *changed))
    return positions


def in_order(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each card and the number of its period, in the order of their positions."""
    for _, at in sorted(zip(positions, range(len(positions)), strict=True)):
        yield divmod(at, PERIODS)


def periods(positions: Sequence[int], size: int) -> Iterator[dict[str, Any]]:
    """What stood from its day on, until something else was known; and what stood until the day of that, as is known still."""
    for card, nth in in_order(positions):
        row = period(card, nth, positions, size)
        if nth == PERIODS - 1:
            yield row
        else:
            next_day = row["effective_from"] + timedelta(BETWEEN)
            yield row | {"effective_from": next_day}
            yield row | {"effective_to": next_day, "known_to": NO_END}


def period(card: int, nth: int, positions: Sequence[int], size: int) -> dict[str, Any]:
    at = card * PERIODS
    route = ROUTES[mixed(card) % len(ROUTES)]
    begins = FIRST_DAY + timedelta(DAYS * card // size)
    known = {
        "card_id": card_id(card),
        "known_from": positions[at + nth],
        "known_to": NO_END if nth == PERIODS - 1 else positions[at + nth + 1],
        "effective_from": begins + timedelta(BETWEEN * nth),
        "effective_to": NO_LAST_DAY,
        "entered_at": positions[at],
        "version": 1 + (nth > 0),
        "policy_version": "zibo-2023/1",
        "city": CITY,
        "area": AREAS[mixed(card, 1) % len(AREAS)],
        "card_type": CARD_TYPES.get(route, "huicai"),
        "route": route,
        "talent_id": talent_id(card),
        "person_stated_at": 1,
        "card_application_id": case_id(card),
        "form_version": 1,
        "enterprise_id": enterprise_id(card, size),
        "enterprise_name": f"淄博示例{mixed(card, 2) % (size // 20 + 1)}号新材料有限公司{nth // 2}期",
        "uscc": "91370300PDY00001X0",
        "list_type": "cluster_leader",
        "department": ("drc", "miit")[card % 2],
        "quota_year": begins.year,
        "approval_number": f"示例〔{begins.year}〕{card % 500}号",
        "approved_on": begins,
        "status": status(card, nth),
        "status_on": begins,
        "predecessor_id": card_id(mixed(card, 3) % (card + 1)) if card % 10 == 0 else None,
        "renewals": 0,
    }
    issued = {
        "card_number": number(card),
        "issued_on": begins,
        "valid_from": begins,
        "valid_to": begins.replace(day=1, year=begins.year + 5),
        "term_rule": "fixed_years",
        "differs_from_rule": False,
    }
    return known | issued if nth else known


def status(card: int, nth: int) -> CardStatus:
    if nth == 0:
        return CardStatus.GRANTED
    if nth < PERIODS - 1:
        return CardStatus.IN_FORCE
    return {0: CardStatus.SUSPENDED, 1: CardStatus.ENDED}.get(mixed(card, 4) % 50, CardStatus.IN_FORCE)


def person(card: int) -> dict[str, Any]:
    return {
        "talent_id": talent_id(card),
        "stated_at": 1,
        "name_since": FIRST_DAY,
        "document_id": talent_id(card),
        "document_kind": "passport",
        "issuing_country": "CHN",
        **sealed("name_", card),
        **sealed("number_", card),
    }


def form(card: int) -> dict[str, Any]:
    facts = {
        name: value
        for fact in ("gender_", "birth_date_", "ethnicity_")
        for name, value in sealed(fact, card).items()
    }
    return {"card_application_id": case_id(card), "form_version": 1} | facts


def sealed(prefix: str, card: int) -> dict[str, Any]:
    return {f"{prefix}subject": talent_id(card), f"{prefix}blob": BLOB, f"{prefix}bound": BOUND}


def number(card: int) -> str:
    return f"SDHC{card:08d}"


def card_id(card: int) -> UUID:
    return UUID(int=mixed(card) << 96 | card << 8 | 1)


def talent_id(card: int) -> UUID:
    return UUID(int=mixed(card) << 96 | card << 8 | 2)


def case_id(card: int) -> UUID:
    return UUID(int=mixed(card) << 96 | card << 8 | 3)


def enterprise_id(card: int, size: int) -> UUID:
    """One enterprise has twenty cards."""
    return UUID(int=mixed(card, 2) % (size // 20 + 1) << 64)


def mixed(card: int, salt: int = 0) -> int:
    """A number of 32 bits that looks like chance and is the same in every run."""
    mixing = (card + salt * 0x9E3779B9) * 0x85EBCA6B & 0xFFFFFFFF
    mixing ^= mixing >> 13
    mixing = mixing * 0xC2B2AE35 & 0xFFFFFFFF
    return mixing ^ mixing >> 16


# ── Copying ──────────────────────────────────────────────────────────────────────────────────────────────


def copied(cursor: Cursor, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """COPY the rows into the table, without its keys and indexes until they are all there."""
    keys = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    for key in keys:
        cursor.execute(f"ALTER TABLE read.{table.name} DROP CONSTRAINT {key.name or table.name + '_pkey'}")
    for index in table.indexes:
        cursor.execute(f"DROP INDEX read.{index.name}")
    columns = [column.name for column in table.columns]
    cursor.copy_expert(f"COPY read.{table.name} ({', '.join(columns)}) FROM STDIN", Lines(columns, rows))
    for made in (*map(AddConstraint, keys), *map(CreateIndex, table.indexes)):
        cursor.execute(str(made.compile(dialect=postgresql.dialect())))


class Lines:
    """Rows as COPY reads them, a thousand at a time."""

    def __init__(self, columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
        self._lines = ("\t".join(text(row.get(name)) for name in columns) + "\n" for row in rows)

    def read(self, _size: int) -> str:
        return "".join(islice(self._lines, 1000))


def text(value: Any) -> str:
    return r"\N" if value is None else str(value)
