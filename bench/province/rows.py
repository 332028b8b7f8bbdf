"""What the real projections make of one copy of each life, as forms of rows: so no row is made up by hand.

A small log is loaded that begins at a position by which positions can be told from all other numbers; the projections follow it,
and every row is read as COPY writes it, with a slot wherever it says what a copy has of its own.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date

from bench.province.copies import Told
from bench.province.forms import UUID_, WHERE, Form, Mould, Slot
from bench.province.lives import AREA
from bench.province.order import Order
from bench.province.packs import AREAS
from persistence.datastore import Cursor, Datastore, open_engine
from projections import PROJECTIONS
from projections.follower import Follower
from tests.conftest import Database

BEGINS = 7_000_000
POSITION = r"(?<![\w.-])7\d{6}(?![\w.-])"
SEALED = r"\\\\x(?P<hex>[0-9a-f]{60,})"
EVER = ("9999-12-31", "0001-01-01")


def order_of_one_each(seed: int, moulds: Sequence[Mould]) -> Order:
    """Every life once, when and where it was lived."""
    lives = [Told(number, 0, AREAS.index(AREA), 0, 0, number + 1) for number in range(len(moulds))]
    return Order(seed, moulds, range(len(moulds)), lives, BEGINS)


def followed(database: Database) -> None:
    """Let every projection come up to the log, from where it begins."""
    with (
        closing(Datastore(open_engine(database.url("projector")))) as projector,
        closing(projector.detached()) as connection,
    ):
        for projection in PROJECTIONS.values():
            follower = Follower(projection, connection)
            while follower.advance():
                pass


def take_rows(order: Order, cursor: Cursor) -> list[tuple[str, Form]]:
    """Put the rows of every life to its mould; returns those that belong to none: the frame's."""
    reader = _Reader(order)
    rest = []
    for table in (table.name for projection in PROJECTIONS.values() for table in projection.tables):
        for line in _lines(cursor, f"read.{table}"):
            life = reader.life_of(line)
            if life is None:
                rest.append((f"read.{table}", Form(line, ())))
            else:
                at, form = reader.form(life, line)
                order.moulds[life].rows.setdefault(at, []).append((f"read.{table}", form))
    return rest


def _lines(cursor: Cursor, table: str) -> Iterator[str]:
    out = io.StringIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", out)
    yield from out.getvalue().splitlines(keepends=True)


class _Reader:
    """Finds in a row what was filled into the slots of a life."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.known: list[dict[str, Slot]] = [dict(self._slots(life)) for life in range(len(order.moulds))]
        self.owner = {
            said: life for life, known in enumerate(self.known) for said in known if re.fullmatch(UUID_, said)
        }
        log = enumerate(order.keys, order.after + 1)
        self._at = {
            position: order.split(key)[2] for position, key in log
        }  # which event of its life lies there
        self.patterns = [self._pattern(known) for known in self.known]
        self.first = [self._first_events(life) for life in range(len(order.moulds))]

    def life_of(self, line: str) -> int | None:
        owners = Counter(self.owner[said] for said in re.findall(UUID_, line) if said in self.owner)
        assert len(owners) <= 1, f"a row is of two lives: {line}"
        return next(iter(owners), None)

    def form(self, life: int, line: str) -> tuple[int, Form]:
        """The row with its slots, and with which event it comes."""
        slots: list[Slot] = []

        def put(match: re.Match[str]) -> str:
            slot = self._slot(life, match)
            if slot is None:
                return match[0]
            slots.append(slot)
            return r"\\x%s" if match["hex"] else "%s"

        text = self.patterns[life].sub(put, line.replace("%", "%%"))
        positions = [slot[1] for slot in slots if slot[0] == "position"]
        seen = self.first[life]
        at = min(positions) if positions else max((seen[slot] for slot in slots if slot in seen), default=0)
        return at, Form(text, tuple(slots))

    def _slot(self, life: int, match: re.Match[str]) -> Slot | None:
        said, kind = match[0], match.lastgroup
        match kind:
            case "hex":
                return self.known[life][match["hex"]]
            case "position":
                return ("position", self._at[int(said)])
            case "day":
                return None if said in EVER else ("day", date.fromisoformat(said).toordinal())
            case "id" | "known":
                return self.known[life].get(said)
        return (str(kind),)

    def _slots(self, life: int) -> Iterator[tuple[str, Slot]]:
        copy, mould = self.order.copy(life), self.order.moulds[life]
        wanted: set[Slot] = {slot for event in mould.events for slot in event.state.slots}
        wanted |= {event.originator for event in mould.events if event.shared is None}
        wanted |= {
            (kind, n)
            for kind, number in (("derived", len(mould.derived)), ("id", mould.ids))
            for n in range(number)
        }
        wanted |= {("number", n) for n in range(len(mould.numbers))}
        for slot in wanted:
            if slot[0] in ("id", "derived", "number", "literal"):
                yield copy[slot], slot
        for n in range(len(mould.facts)):
            yield copy[("blob", n)].hex(), ("blob hex", n)
            yield copy[("bound", n)].hex(), ("bound hex", n)

    def _pattern(self, known: dict[str, Slot]) -> re.Pattern[str]:
        texts = (said for said in known if not re.fullmatch(f"{UUID_}|[0-9a-f]{{60,}}", said))
        named = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
        return re.compile(
            "|".join([SEALED, f"(?P<id>{UUID_})", f"(?P<known>{named})", f"(?P<position>{POSITION})", WHERE])
        )

    def _first_events(self, life: int) -> dict[Slot, int]:
        first: dict[Slot, int] = {}
        for at, event in enumerate(self.order.moulds[life].events):
            for slot in (event.originator, *event.state.slots):
                first.setdefault(slot, at)
        return first
