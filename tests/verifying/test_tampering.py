"""Whoever alters stored events, in whatever column, is found out by anybody who holds a checkpoint (bars T1 and T2).

The rows are altered in PostgreSQL itself, by a superuser past every trigger, and read back as a dossier reads them. What is
hashed anew is the leaf of the altered row and its way to the root, since nothing else can have changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from huicai_verify.checkpoints import Trust
from huicai_verify.dossier import prove
from huicai_verify.findings import Findings
from huicai_verify.proof import Proof
from huicai_verify.succession import first_log
from huicai_verify.tree import ProofInvalid, leaf_hash, root_of_leaf
from psycopg2.extras import register_uuid

from persistence.event_record import event_record
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from tests.conftest import Database
from tests.verifying.exported_logs import KEY, ExportedLog, judged, made_up_events

EVENTS = 200
COLUMNS = (
    "position", "event_id", "originator_id", "originator_version", "topic", "state",
    "command_id", "correlation_id", "causation_id", "recorded_at",
)  # fmt: skip
MICROSECONDS = 2**40  # keeps the altered instant within what the column can hold


# Whoever is past the triggers is past these as well; the index is for the tests alone.
WITHOUT_CONSTRAINTS = """
    DO $$ DECLARE named text; BEGIN
        FOR named IN SELECT conname FROM pg_constraint WHERE conrelid = 'log.events'::regclass AND contype <> 'n' LOOP
            EXECUTE format('ALTER TABLE log.events DROP CONSTRAINT IF EXISTS %I CASCADE', named);
        END LOOP;
    END $$;
    CREATE INDEX ON log.events (position);
"""


@pytest.fixture
def rows(database: Database) -> Iterator[Any]:
    """A superuser's cursor on a log that holds the made-up events, with all triggers off."""
    with database.server.administrator(database.name) as administrator:
        administrator.autocommit = False
        register_uuid(conn_or_curs=administrator)
        with administrator.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("ALTER TABLE log.events DISABLE TRIGGER ALL")
            cursor.execute(WITHOUT_CONSTRAINTS)
            names = ", ".join(COLUMNS)
            for event in made_up_events(EVENTS):
                cursor.execute(
                    f"INSERT INTO log.events ({names}) VALUES ({', '.join(['%s'] * 10)})", stored(event)
                )
            cursor.execute("SAVEPOINT untouched")
            yield cursor
        administrator.rollback()


def stored(event: RecordedNotification) -> tuple[Any, ...]:
    ids = (event.event_id, event.originator_id)
    caused = (event.command_id, event.correlation_id, event.causation_id)
    return (
        event.id, *map(str, ids), event.originator_version, event.topic, psycopg2.Binary(event.state),
        *(None if one is None else str(one) for one in caused), event.recorded_at,
    )  # fmt: skip


def with_one_byte_altered(value: Any, dice: Random) -> Any:
    """The value as its column holds it, with one byte of it another."""
    if value is None:  # a byte cannot differ: there is none, so one is put there
        return str(UUID(int=dice.getrandbits(128)))
    if isinstance(value, UUID):
        return str(UUID(int=value.int ^ (dice.randrange(1, 256) << 8 * dice.randrange(16))))
    if isinstance(value, int):
        return value ^ (dice.randrange(1, 256) << 8 * dice.randrange(7))
    if isinstance(value, bytes):
        place = dice.randrange(len(value))
        return psycopg2.Binary(
            value[:place] + bytes([value[place] ^ dice.randrange(1, 256)]) + value[place + 1 :]
        )
    if isinstance(value, str):
        place = dice.randrange(len(value))
        other = dice.choice([sign for sign in "abcXYZ.0" if sign != value[place]])
        return value[:place] + other + value[place + 1 :]
    return value + timedelta(microseconds=dice.randrange(1, MICROSECONDS))


def column_of(event: RecordedNotification, column: str) -> Any:
    return getattr(event, "id" if column == "position" else column)


def alterations(rows: Any, count: int) -> Iterator[tuple[RecordedNotification, RecordedNotification]]:
    """So many rows, each altered in one byte of one column in turn: as it was, and as it is read back."""
    dice, events = Random(6962), made_up_events(EVENTS)
    for number in range(count):
        event, column = dice.choice(events), COLUMNS[number % len(COLUMNS)]
        altered = with_one_byte_altered(column_of(event, column), dice)
        rows.execute(
            f"UPDATE log.events SET {column} = %s WHERE position = %s RETURNING {EVENT_COLUMNS}",
            (altered, event.id),
        )
        read_back = recorded_notification(rows.fetchone())
        rows.execute("ROLLBACK TO SAVEPOINT untouched")
        assert read_back != event
        yield event, read_back


def undetected(rows: Any, count: int) -> int:
    """How many of so many alterations leave the proof of the row as good as before."""
    log = ExportedLog.of(EVENTS)
    proofs = [log.proof(index).encode() for index in range(EVENTS)]
    checkpoint = Proof.parse(proofs[0]).checkpoint
    assert checkpoint.note.signers([KEY])
    log_here = first_log(checkpoint)
    missed = 0
    for event, altered in alterations(rows, count):
        findings = Findings()
        missed += prove(event_record(altered), None, proofs[event.id - 1], log_here, findings, file="record")
    return missed


def undetected_by_state_alone(rows: Any, count: int) -> int:
    """The same where a leaf is the hash of the event's state, as other systems have it."""
    log = ExportedLog([event.state for event in made_up_events(EVENTS)])
    proofs = [Proof.parse(log.proof(index).encode()) for index in range(EVENTS)]
    return sum(
        _leads(proofs[event.id - 1], leaf_hash(altered.state)) for event, altered in alterations(rows, count)
    )


def _leads(proof: Proof, leaf: bytes) -> bool:
    try:
        return root_of_leaf(leaf, proof.index, proof.checkpoint.size, proof.path) == proof.checkpoint.root
    except ProofInvalid:
        return False


def test_every_byte_of_every_column_counts(rows: Any) -> None:
    assert undetected(rows, 400) == 0


@pytest.mark.bar(id="T1", size="10,000 altered bytes, every column")
@pytest.mark.slow
def test_ten_thousand_altered_bytes_are_all_found(rows: Any) -> None:
    assert undetected(rows, 10_000) == 0


def test_a_leaf_over_the_state_alone_would_have_missed_nine_columns_of_ten(rows: Any) -> None:
    assert undetected_by_state_alone(rows, 400) == 360


@pytest.mark.bar(id="T2", size="10,000 altered bytes, leaves over the state alone")
@pytest.mark.slow
def test_of_ten_thousand_it_would_have_missed_nine_thousand(rows: Any) -> None:
    assert undetected_by_state_alone(rows, 10_000) == 9_000


# ── Rows taken out, put in, moved, cut off, doubled ──────────────────────────────────────────────────────

Events = list[RecordedNotification]


def deleted(events: Events, dice: Random) -> Events:
    at = dice.randrange(len(events) - 1)
    return events[:at] + events[at + 1 :]


def inserted(events: Events, dice: Random) -> Events:
    at = dice.randrange(len(events))
    stranger = replace(made_up_events(1, seed=dice.randrange(1000))[0], id=at + 1)
    return [*events[:at], stranger, *events[at:]]


def swapped(events: Events, dice: Random) -> Events:
    one, other = dice.sample(range(len(events)), 2)
    changed = list(events)
    changed[one], changed[other] = events[other], events[one]
    return changed


def cut_off(events: Events, dice: Random) -> Events:
    return events[: dice.randrange(len(events))]


def doubled(events: Events, dice: Random) -> Events:
    at = dice.randrange(len(events))
    return [*events[:at], events[at], *events[at:]]


def renumbered(events: Events) -> Events:
    """As somebody numbers the rows anew who does not want a gap to be seen."""
    return [replace(event, id=position) for position, event in enumerate(events, 1)]


ALTERATIONS = [deleted, inserted, swapped, cut_off, doubled]
RENUMBERED = pytest.mark.parametrize("number_anew", [list, renumbered], ids=["as they were", "renumbered"])


def rewritten_log(folder: Path, events: Events) -> Path:
    """A log that was sealed anew over other rows: tiles and root agree with them, the checkpoint is the old one."""
    log = ExportedLog.of(SMALL)
    altered = log.with_records([event_record(event) for event in events])
    altered.written(folder)
    (folder / "checkpoint").write_text(log.checkpoint())
    return folder


SMALL = 300


def is_found(alter: Callable[[Events, Random], Events], number_anew: Any, dice: Random, folder: Path) -> bool:
    events = number_anew(alter(made_up_events(SMALL), dice))
    findings = judged(rewritten_log(folder, events))
    return bool(findings.faults or findings.unproven)  # the last one, doubled, lies behind what is signed


@RENUMBERED
@pytest.mark.parametrize("alter", ALTERATIONS, ids=lambda one: one.__name__)
def test_rows_that_are_not_those_of_the_checkpoint_are_found(
    alter: Callable[[Events, Random], Events], number_anew: Any, tmp_path: Path
) -> None:
    dice = Random(9162)
    assert all(is_found(alter, number_anew, dice, tmp_path / str(run)) for run in range(3))


@pytest.mark.bar(id="T1", size="200 times each: deleted, inserted, swapped, cut off, doubled")
@pytest.mark.slow
@RENUMBERED
@pytest.mark.parametrize("alter", ALTERATIONS, ids=lambda one: one.__name__)
def test_rows_that_are_not_those_of_the_checkpoint_are_found_each_time(
    alter: Callable[[Events, Random], Events], number_anew: Any, tmp_path: Path
) -> None:
    dice = Random(6962)
    assert all(is_found(alter, number_anew, dice, tmp_path / str(run)) for run in range(200))


def test_the_untouched_log_is_found_to_hold(tmp_path: Path) -> None:
    assert judged(rewritten_log(tmp_path, made_up_events(SMALL))).faults == []
    assert Trust((KEY,)).log_keys == [KEY]
