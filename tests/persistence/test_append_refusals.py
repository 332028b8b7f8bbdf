"""What `log.append` refuses to whoever may call it, with arrays as no program of ours would send them."""

from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import DataError, IntegrityError, PersistenceError

from persistence.append import Request, append
from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from persistence.roles import Role
from tests.conftest import Database
from tests.persistence.commands import command, event, history

QUOTA, ENTERPRISE = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
COMMANDS = {
    "command_ids": ["00000000-0000-4000-8000-000000000001"],
    "correlation_ids": ["00000000-0000-4000-8000-000000000001"],
    "causation_ids": [None],
    "names": ["quota.nominate"],
    "principals": ["zhang-san"],
    "keys": ["k-1"],
    "fingerprints": [b"f"],
    "answers": [None],
    "sizes": [2],
}
EVENTS = {
    "event_ids": ["00000000-0000-4000-8000-000000000011", "00000000-0000-4000-8000-000000000012"],
    "originator_ids": [QUOTA, ENTERPRISE],
    "originator_versions": [1, 1],
    "topics": ["Quota.Reserved", "Enterprise.Nominated"],
    "states": [b"{}", b"{}"],
}
ARRAYS: dict[str, Any] = COMMANDS | EVENTS
TYPES = {
    "names": "text[]", "principals": "text[]", "keys": "text[]", "fingerprints": "bytea[]", "answers": "json[]",
    "sizes": "int[]", "originator_versions": "bigint[]", "topics": "text[]", "states": "bytea[]",
}  # fmt: skip
NOT_NULL = ["command_ids", "correlation_ids", "sizes", *EVENTS]
OF_A_COMMAND = ["names", "principals", "keys", "fingerprints"]


def called(datastore: Datastore, **arrays: Any) -> list[tuple[Any, ...]]:
    """What the log answers to these arrays, sent past everything that is written in Python."""
    sent = ARRAYS | arrays
    places = (f"{name} => %({name})s::{TYPES.get(name, 'uuid[]')}" for name in sent)
    with datastore.cursor() as cursor:
        cursor.execute(
            f"SELECT outcome, first_position, last_position FROM log.append({', '.join(places)})", sent
        )
        return cursor.fetchall()


def refusal(datastore: Datastore, **arrays: Any) -> PersistenceError:
    """Why the log does not take these arrays. Nothing of them is in it."""
    with pytest.raises((DataError, IntegrityError)) as refused:
        called(datastore, **arrays)
    assert datastore.rows(
        "SELECT (SELECT count(*) FROM log.events), (SELECT count(*) FROM log.commands)"
    ) == [(0, 0)]
    return refused.value


def test_the_arrays_from_which_the_others_differ_are_taken(datastore: Datastore) -> None:
    assert called(datastore) == [("appended", 1, 2)]


@pytest.mark.parametrize(
    "sizes",
    [[0], [-5], [1], [3], [50], [2**31 - 1]],
    ids=["none", "negative", "one too few", "one too many", "45 positions more", "as many as there can be"],
)
def test_a_command_has_the_events_that_come_with_it_and_no_others(
    datastore: Datastore, sizes: list[int]
) -> None:
    assert "events" in str(refusal(datastore, sizes=sizes))


@pytest.mark.parametrize("sizes", [[0, 2], [2, 0], [3, -1], [-1, 3], [1, 2], [2**31 - 1, 2**31 - 1]])
def test_the_events_of_several_commands_are_neither_shared_nor_left_over(
    datastore: Datastore, sizes: list[int]
) -> None:
    two = {name: [*elements, *elements] for name, elements in COMMANDS.items()}
    two |= {"command_ids": [QUOTA, ENTERPRISE], "keys": ["k-1", "k-2"]}

    refusal(datastore, **two | {"sizes": sizes})

    assert called(datastore, **two | {"sizes": [1, 1]}) == [("appended", 1, 1), ("appended", 2, 2)]


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_that_is_null_empty_too_short_or_too_long_is_refused(
    datastore: Datastore, name: str
) -> None:
    for array in (None, [], ARRAYS[name][:-1], [*ARRAYS[name], ARRAYS[name][0]]):
        assert "one length" in str(refusal(datastore, **{name: array}))


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_of_arrays_or_with_other_subscripts_is_refused(datastore: Datastore, name: str) -> None:
    length = len(ARRAYS[name])
    element = "1" if TYPES.get(name) in {"int[]", "bigint[]", "json[]"} else QUOTA

    for literal in (
        f"[0:{length - 1}]={{{','.join([element] * length)}}}",
        f"{{{','.join([f'{{{element}}}'] * length)}}}",
        f"{{{{{','.join([element] * length)}}}}}",
    ):
        assert "one length" in str(refusal(datastore, **{name: literal}))


def test_no_command_and_no_event_is_no_append(datastore: Datastore) -> None:
    refusal(datastore, **{name: [] for name in ARRAYS})
    refusal(datastore, **{name: [] for name in EVENTS}, sizes=[0])


@pytest.mark.parametrize("name", NOT_NULL)
def test_what_every_event_has_cannot_be_null(datastore: Datastore, name: str) -> None:
    for number in range(len(ARRAYS[name])):
        elements = [None if n == number else element for n, element in enumerate(ARRAYS[name])]
        refusal(datastore, **{name: elements})


@pytest.mark.parametrize("name", OF_A_COMMAND)
def test_a_command_is_told_entirely_or_not_at_all(datastore: Datastore, name: str) -> None:
    assert "entirely" in str(refusal(datastore, **{name: [None]}))

    assert called(datastore, **{each: [None] for each in OF_A_COMMAND}) == [("appended", 1, 2)]


def test_a_topic_is_never_empty(datastore: Datastore) -> None:
    assert "topic" in str(refusal(datastore, topics=["Quota.Reserved", ""]))


def test_not_even_the_owner_records_an_event_without_a_topic(owner: Datastore, log: LogRecorder) -> None:
    log.insert_events([event()])

    with pytest.raises(IntegrityError, match="an_event_has_a_topic"), owner.cursor() as cursor:
        cursor.execute(
            """INSERT INTO log.events
               SELECT 2, event_id, originator_id, 2, '', state, command_id, correlation_id, NULL, recorded_at
                 FROM log.events"""
        )


@pytest.mark.parametrize("versions", [[-1, 1], [1, -(2**63)], [2, 1], [1, 7], [1, 2**63 - 1]])
def test_an_aggregate_begins_at_its_beginning(datastore: Datastore, versions: list[int]) -> None:
    refusal(datastore, originator_versions=versions)


@pytest.mark.parametrize("versions", [[1, 3], [2, 1], [1, 0], [1, -1], [2, 3]])
def test_versions_follow_one_another_within_a_call(datastore: Datastore, versions: list[int]) -> None:
    assert "version" in str(refusal(datastore, originator_ids=[QUOTA, QUOTA], originator_versions=versions))


@pytest.mark.parametrize("version", [0, 4, 5, 2**63 - 1])
def test_a_version_follows_the_last_one_recorded(log: LogRecorder, version: int) -> None:
    [*_, last] = begun = history(2)
    log.insert_events(begun)

    with pytest.raises(DataError, match="version"):
        log.insert_events([event(last.originator_id, version)], command=command("k-1"))

    assert log.max_notification_id() == 2
    assert log.insert_events([event(last.originator_id, 3)], command=command("k-1")) == [3]


def test_events_of_several_aggregates_may_take_turns(log: LogRecorder) -> None:
    quota, enterprise = uuid4(), uuid4()
    log.insert_events([event(quota)])

    turns = [event(enterprise, 1), event(quota, 2), event(enterprise, 2), event(quota, 3)]

    assert log.insert_events(turns) == [2, 3, 4, 5]


def test_nobody_follows_a_version_that_was_refused_in_the_same_call(
    datastore: Datastore, log: LogRecorder
) -> None:
    quota, taken = uuid4(), uuid4()
    log.insert_events([event(quota), event(taken)])
    together = [
        Request.of([event(quota, 2), event(taken)], command("conflicting")),
        Request.of([event(quota, 3)], command("rash")),
    ]

    with pytest.raises(DataError, match="version 3"), datastore.cursor() as cursor:
        append(cursor, together)

    assert log.max_notification_id() == 2


@pytest.mark.parametrize("role", ["app", "projector", "sealer", "auditor"])
def test_nobody_can_keep_writers_waiting_by_taking_their_lock(database: Database, role: Role) -> None:
    datastore = Datastore(open_engine(database.url(role), pool_size=1))

    for mode in ("ACCESS SHARE", "ROW SHARE", "SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE"):
        with pytest.raises(PersistenceError, match="permission denied"), datastore.transaction() as cursor:
            cursor.execute(f"LOCK TABLE log.append_order IN {mode} MODE")

    datastore.close()


@pytest.mark.parametrize("role", ["projector", "sealer", "auditor"])
def test_whatever_advisory_lock_somebody_holds_the_api_goes_on_appending(
    database: Database, log: LogRecorder, role: Role
) -> None:
    onlooker = Datastore(open_engine(database.url(role), pool_size=1))

    with onlooker.transaction() as cursor:
        cursor.execute("LOCK TABLE log.events, log.commands IN ACCESS SHARE MODE")
        cursor.execute("SELECT pg_advisory_xact_lock(7527038227776602113)")
        assert log.insert_events([event()], command=command()) == [1]

    onlooker.close()
