"""Loading a province: one copy of each life for the projections to follow, and all of them by COPY, by several processes at once.

Keys and indexes are made when all rows are there. What the projections would have written is copied along with the log, and the
positions up to which they have followed it are set to its end.
"""

import io
import json
import multiprocessing
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.province import rows
from bench.province.forms import Form, Mould, mould_of
from bench.province.frame import frame
from bench.province.lives import company
from bench.province.order import LIFE_BITS, Order, told_of
from bench.province.packs import write_packs
from bench.province.writing import Lines, framed, lines_of, stretches
from persistence.datastore import Cursor, Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.server import DATABASE
from persistence.master_key import MasterKey, kept_in
from persistence.migrations import migrate
from persistence.records import IdentifiedEvent
from projections import PROJECTIONS
from tests.conftest import Database, _temporary

SEED = 20_231_215
LIVES, CASES_EACH = 48, 10  # lived through the real office, and copied
PROCESSES = 2
SAID = "province.json"  # there once it is whole
STRETCH = 20_000
SETTINGS = "SET synchronous_commit = off; SET statement_timeout = 0; SET lock_timeout = 0; SET maintenance_work_mem = '512MB'"
KEYS_OF = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
 WHERE c.contype IN ('p', 'u') AND c.conrelid::regclass::text = ANY (%s)
"""
INDEXES_OF = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid::regclass::text = ANY (%s)
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


@dataclass(frozen=True)
class Province:
    """A province in a database: what it is made of."""

    database: Database
    folder: Path
    cases: int
    events: int
    last: int


def moulds(lives: int = LIVES, seed: int = SEED) -> list[Mould]:
    return [mould_of(company(seed % 1000 + number, CASES_EACH)) for number in range(lives)]


@contextmanager
def made(
    folder: Path, cases: int, *, seed: int = SEED, lives: int = LIVES, processes: int = PROCESSES
) -> Iterator[Province]:
    """A server with a province of about so many cases, in this folder; one that was made there before is taken as it lies."""
    with EmbeddedPostgres(folder) as server:
        migrate(server.url("owner"))
        said = folder / SAID
        if said.exists():
            yield Province(Database(server, DATABASE), folder, **json.loads(said.read_text()))
            return
        keys = folder / "keys"
        keys.mkdir()
        kinds, begun = moulds(lives, seed), frame()
        with _temporary(server, "template0") as small:
            migrate(small.url("owner"))
            of_frame = learn_rows(small, kinds, begun, seed, kept_in(keys / "master-key"))
        database = Database(server, DATABASE)
        province = load(database, folder, kinds, begun, of_frame, cases, seed=seed, processes=processes)
        said.write_text(
            json.dumps({"cases": province.cases, "events": province.events, "last": province.last})
        )
        yield province


def learn_rows(
    database: Database, kinds: Sequence[Mould], begun: list[IdentifiedEvent], seed: int, master_key: MasterKey
) -> list[tuple[str, Form]]:
    """What the projections make of the frame, and of every life: its rows lie with its mould from then on."""
    order = rows.order_of_one_each(seed, kinds)
    with (
        closing(Datastore(open_engine(database.url("owner")))) as owner,
        closing(owner.detached()) as connection,
    ):
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            _copy(cursor, framed(begun, rows.BEGINS - len(begun)))
            _copy(cursor, lines_of(order, order.keys, rows.BEGINS + 1, master_key))
            _follow_from(cursor, rows.BEGINS - len(begun))
        rows.followed(database)
        with connection.cursor() as cursor:
            return rows.take_rows(order, cursor)


def load(
    database: Database,
    folder: Path,
    kinds: Sequence[Mould],
    begun: list[IdentifiedEvent],
    of_frame: list[tuple[str, Form]],
    cases: int,
    *,
    seed: int,
    processes: int,
) -> Province:
    """Write so many cases into an empty database."""
    order, made_cases = ordered(kinds, cases, seed, len(begun))
    last = len(begun) + len(order.keys)
    master_key = kept_in(folder / "keys" / "master-key")
    write_packs(folder / "packs")
    with (
        closing(Datastore(open_engine(database.url("owner")))) as owner,
        closing(owner.detached()) as connection,
    ):
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            tables = _tables()
            made_again = _stripped(cursor, tables)
            first = framed(begun, 0)
            for table, form in of_frame:
                first.setdefault(table, []).append(form.text)
            _copy(cursor, first)
        _fill(database, order, len(begun), master_key, processes)
        _finish(owner, made_again, tables)
        with connection.cursor() as cursor:
            _follow_from(cursor, last)
    return Province(database, folder, made_cases, last, last)


def ordered(kinds: Sequence[Mould], cases: int, seed: int, after: int) -> tuple[Order, int]:
    """Lives until there are so many cases, and how many there are."""
    chance, counted = Random(seed), Counter[int]()
    chosen, lives, there = [], [], 0
    while there < cases:
        which = chance.randrange(len(kinds))
        chosen.append(which)
        lives.append(told_of(len(lives), chance, counted))
        there += kinds[which].cases
    assert len(lives) < 1 << LIFE_BITS
    return Order(seed, kinds, array("H", chosen), lives, after), there


# ── Writing at once ──────────────────────────────────────────────────────────────────────────────────────────────────


class _Work:
    """What the processes share with the one that they were forked from."""

    url: str
    order: Order
    after: int
    master_key: MasterKey


def _fill(database: Database, order: Order, after: int, master_key: MasterKey, processes: int) -> None:
    _Work.url, _Work.order, _Work.after, _Work.master_key = database.url("owner"), order, after, master_key
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for _ in pool.map(_write, stretches(order, STRETCH)):
            pass


def _write(stretch: tuple[int, int]) -> None:
    begins, ends = stretch
    work = _Work
    lines = lines_of(work.order, work.order.keys[begins:ends], work.after + begins + 1, work.master_key)
    with (
        closing(Datastore(open_engine(work.url))) as owner,
        closing(owner.detached()) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(SETTINGS)
        _copy(cursor, lines)


def _copy(cursor: Cursor, lines: Lines) -> None:
    for table, those in lines.items():
        cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(those)))


# ── Keys and indexes ─────────────────────────────────────────────────────────────────────────────────────────────────


def _tables() -> list[str]:
    of_projections = [
        f"read.{table.name}" for projection in PROJECTIONS.values() for table in projection.tables
    ]
    return ["log.events", "log.commands", *of_projections]


def _stripped(cursor: Cursor, tables: list[str]) -> list[str]:
    """Take keys and indexes away; returns the statements that make them again, the largest tables first."""
    cursor.execute(KEYS_OF, (tables,))
    keys = cursor.fetchall()
    cursor.execute(INDEXES_OF, (tables,))
    indexes = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for _, name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    again = [(table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}") for table, name, said in keys]
    again += [(table, said) for table, _, said in indexes]
    return [statement for _, statement in sorted(again, key=lambda one: tables.index(one[0]))]


def _finish(owner: Datastore, statements: list[str], tables: list[str]) -> None:
    def run(statement: str) -> None:
        with closing(owner.detached()) as connection, connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            cursor.execute(statement)

    with ThreadPoolExecutor(2) as pool:
        keys = [one for one in statements if one.startswith("ALTER")]
        # A key locks its whole table: indexes can be made beside each other, and so can keys of different tables.
        list(pool.map(run, keys))
        list(pool.map(run, [one for one in statements if one not in keys]))
        list(pool.map(run, [f"VACUUM (ANALYZE) {table}" for table in (*tables, "vault.keys")]))


def _follow_from(cursor: Cursor, position: int) -> None:
    """What follows the log has followed it up to there."""
    for name in PROJECTIONS:
        cursor.execute(
            "INSERT INTO read.tracking VALUES (%s, %s) ON CONFLICT (projection) DO UPDATE SET position = excluded.position",
            (name, position),
        )
    cursor.execute("UPDATE vault.followed SET position = %s", (position,))
