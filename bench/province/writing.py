"""The log and the read tables of a province as lines for COPY, a stretch of positions at a time."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.province.copies import Copy
from bench.province.lives import FIRST
from bench.province.order import Order
from domain.calendar import OFFICE_ZONE
from persistence.master_key import MasterKey
from persistence.records import IdentifiedEvent

EVENTS = "log.events (position, event_id, originator_id, originator_version, topic, state, command_id, correlation_id, recorded_at)"
COMMANDS = "log.commands (command_id, name, principal, key, fingerprint, first_position, last_position)"
KEYS = "vault.keys (subject, wrapped)"
Lines = dict[str, list[str]]
BEGINNING = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=OFFICE_ZONE)
REMEMBERED = 2000  # copies


def lines_of(order: Order, keys: "array[int]", first: int, master_key: MasterKey) -> Lines:
    """What stands at these positions, and the rows that are known from them on."""
    lines: Lines = defaultdict(list)
    copies: dict[int, Copy] = {}
    for position, key in enumerate(keys, first):
        instant, life, at = order.split(key)
        copy = copies.get(life)
        if copy is None:
            if len(copies) > REMEMBERED:
                copies.clear()
            copies[life] = copy = order.copy(life)
        _event(lines, copy, position, instant, at)
        for subject in copy.mould.subjects.get(at, ()):
            wrapped = master_key.wrap(
                copy.key_of(copy[subject]), bytes.fromhex(copy[subject].replace("-", ""))
            )
            lines[KEYS].append(f"{copy[subject]}\t\\\\x{wrapped.hex()}\n")
        for table, form in copy.mould.rows.get(at, ()):
            lines[table].append(copy.filled(form))
    return lines


def _event(lines: Lines, copy: Copy, position: int, instant: int, at: int) -> None:
    event = copy.mould.events[at]
    command_id = copy[("command", event.command)]
    event_id, state = copy[("event", at)], copy.filled(event.state)
    recorded_at = f"{BEGINNING + timedelta(milliseconds=10 * instant + 40)}"
    lines[EVENTS].append(
        f"{position}\t{event_id}\t{copy.originator(at)}\t{copy.version(at)}\t{event.topic}\t"
        f"{escaped(state)}\t{command_id}\t{command_id}\t{recorded_at}\n"
    )
    if event.ordinal == 0:
        name, actor = copy.mould.commands[event.command]
        last = position + copy.mould.lengths[event.command] - 1
        actor = actor.replace("zhangdian", copy[("area",)]).replace("zibo", copy[("own",)])
        lines[COMMANDS].append(
            f"{command_id}\t{name}\t{actor}\t{command_id}\t\\\\x{command_id * 2}\t{position}\t{last}\n"
        )


def framed(events: list[IdentifiedEvent], after: int) -> Lines:
    """The beginning of the log, as it was recorded, behind this position."""
    lines: Lines = defaultdict(list)
    for position, event in enumerate(events, after + 1):
        state = escaped(event.state.decode())
        lines[EVENTS].append(
            f"{position}\t{event.event_id}\t{event.originator_id}\t{event.originator_version}\t{event.topic}\t{state}\t"
            f"{event.event_id}\t{event.event_id}\t{BEGINNING}\n"
        )
        lines[COMMANDS].append(
            f"{event.event_id}\tbegin\tstart-up\t{event.event_id}\t\\\\x{event.event_id.hex * 2}\t{position}\t{position}\n"
        )
    return lines


def escaped(state: str) -> str:
    """As COPY reads a text, and bytea a text that it keeps as it is."""
    return state.replace("\\", "\\\\\\\\") if "\\" in state else state


def stretches(order: Order, length: int) -> Iterator[tuple[int, int]]:
    """The log in pieces: from which to before which of its keys."""
    for begins in range(0, len(order.keys), length):
        yield begins, min(begins + length, len(order.keys))
