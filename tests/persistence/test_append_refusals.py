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
COMMAND: dict[str, Any] = {
    "command_id": "00000000-0000-4000-8000-000000000001",
    "correlation_id": "00000000-0000-4000-8000-000000000001",
    "causation_id": None,
    "name": "quota.nominate",
    "principal": "zhang-san",
    "key": "k-1",
    "fingerprint": b"f",
    "answer": None,
    "last_event": 2,
}
EVENTS: list[dict[str, Any]] = [
    {
        "event_id": "00000000-0000-4000-8000-000000000011",
        "originator_id": QUOTA,
        "originator_version": 1,
        "topic": "Quota.Reserved",
        "state": b"{}",
    },
    {
        "event_id": "00000000-0000-4000-8000-000000000012",
        "originator_id": ENTERPRISE,
        "originator_version": 1,
        "topic": "Enterprise.Nominated",
        "state": b"{}",
    },
]
SENT = {"commands": [tuple(COMMAND.values())], "events": [tuple(event.values()) for event in EVENTS]}
TYPES = {"commands": "log.new_command[]", "events": "log.new_event[]"}
OF_A_COMMAND = ["name", "principal", "key", "fingerprint"]
WITHOUT_A_COMMAND = dict.fromkeys(OF_A_COMMAND)


def called(datastore: Datastore, **arrays: Any) -> list[tuple[Any, ...]]:
    """What the log answers to these arrays of rows, sent past everything that is written in Python."""
    places = (f"{name} => %({name})s::{kind}" for name, kind in TYPES.items())
    with datastore.cursor() as cursor:
        cursor.execute(
            f"SELECT outcome, first_position, last_position FROM log.append({', '.join(places)})",
            SENT | arrays,
        )
        return cursor.fetchall()


def with_command(**columns: Any) -> dict[str, Any]:
    return {"commands": [tuple((COMMAND | columns).values())]}


def with_events(*differences: dict[str, Any]) -> dict[str, Any]:
    return {
        "events": [
            tuple((event | columns).values()) for event, columns in zip(EVENTS, differences, strict=True)
        ]
    }


def refusal(datastore: Datastore, **arrays: Any) -> PersistenceError:
    """Why the log does not take these arrays. Nothing of them is in it."""
    with pytest.raises((DataError, IntegrityError)) as refused:
        called(datastore, **arrays)
    assert datastore.rows(
        "SELECT (SELECT count(*) FROM log.events), (SELECT count(*) FROM log.commands)"
    ) == [(0, 0)]
    return refused.value


def test_the_rows_from_which_the_others_differ_are_taken(datastore: Datastore) -> None:
    assert called(datastore) == [("appended", 1, 2)]


@pytest.mark.parametrize(
    "last_event",
    [None, 0, -5, 1, 3, 50, 2**31 - 1],
    ids=[
        "untold", "none", "negative", "one too few", "one too many", "48 positions more", "as many as there can be",
    ],
)  # fmt: skip
def test_a_command_has_the_events_that_come_with_it_and_no_others(
    datastore: Datastore, last_event: int | None
) -> None:
    assert "events" in str(refusal(datastore, **with_command(last_event=last_event)))


@pytest.mark.parametrize(
    "lasts", [(0, 2), (2, 2), (2, 1), (3, 2), (-1, 2), (1, 1), (1, 3), (1, None), (2**31 - 1, 2)]
)
def test_the_events_of_several_commands_are_neither_shared_nor_left_over(
    datastore: Datastore, lasts: tuple[int, int]
) -> None:
    def two(*lasts: int) -> list[tuple[Any, ...]]:
        return [
            tuple((COMMAND | {"command_id": each, "key": each, "last_event": last}).values())
            for each, last in zip([QUOTA, ENTERPRISE], lasts, strict=True)
        ]

    assert "events" in str(refusal(datastore, commands=two(*lasts)))

    assert called(datastore, commands=two(1, 2)) == [("appended", 1, 1), ("appended", 2, 2)]


def test_no_command_and_no_event_is_no_append(datastore: Datastore) -> None:
    for nothing in (None, []):
        assert "events" in str(refusal(datastore, commands=nothing))
        assert "events" in str(refusal(datastore, events=nothing))
        assert "events" in str(refusal(datastore, commands=nothing, events=nothing))
        assert "events" in str(refusal(datastore, events=nothing, **with_command(last_event=0)))


@pytest.mark.parametrize("name", SENT)
def test_an_array_of_arrays_or_with_other_subscripts_is_refused(datastore: Datastore, name: str) -> None:
    length = len(SENT[name])
    [(literal,)] = datastore.rows(f"SELECT %(rows)s::{TYPES[name]}::text", rows=SENT[name])

    for other in (
        f"[0:{length - 1}]={literal}",
        f"[2:{length + 1}]={literal}",
        f"[-1:{length - 2}]={literal}",
        f"{{{literal}}}",
        [[row] for row in SENT[name]],
    ):
        refusal(datastore, **{name: other})


def test_an_array_of_one_row_cannot_hide_others_beside_it(datastore: Datastore) -> None:
    nested = [[row, row] for row in SENT["events"]]

    refusal(datastore, events=nested)
    refusal(datastore, events=nested, **with_command(last_event=4))


@pytest.mark.parametrize("name", SENT)
def test_a_row_that_is_missing_or_no_row_is_refused(datastore: Datastore, name: str) -> None:
    for number in range(len(SENT[name])):
        refusal(datastore, **{name: [None if n == number else row for n, row in enumerate(SENT[name])]})
    refusal(datastore, **{name: '{"(1)"}'})
    refusal(datastore, **{name: "{1}"})


@pytest.mark.parametrize("column", ["command_id", "correlation_id"])
def test_what_every_command_has_cannot_be_null(datastore: Datastore, column: str) -> None:
    refusal(datastore, **with_command(**{column: None}))
    refusal(datastore, **with_command(**WITHOUT_A_COMMAND, **{column: None}))


@pytest.mark.parametrize("column", EVENTS[0])
def test_what_every_event_has_cannot_be_null(datastore: Datastore, column: str) -> None:
    refusal(datastore, **with_events({column: None}, {}))
    refusal(datastore, **with_events({}, {column: None}))


@pytest.mark.parametrize("column", OF_A_COMMAND)
def test_a_command_is_told_entirely_or_not_at_all(datastore: Datastore, column: str) -> None:
    assert f'null value in column "{column}"' in str(refusal(datastore, **with_command(**{column: None})))
    told = {column: COMMAND[column]}
    assert "null value in column" in str(refusal(datastore, **with_command(**WITHOUT_A_COMMAND | told)))

    assert called(datastore, **with_command(**WITHOUT_A_COMMAND)) == [("appended", 1, 2)]


def test_there_is_no_answer_to_what_is_no_command(datastore: Datastore) -> None:
    assert "null value" in str(refusal(datastore, **with_command(**WITHOUT_A_COMMAND, answer="{}")))


def test_a_topic_is_never_empty(datastore: Datastore) -> None:
    assert "topic" in str(refusal(datastore, **with_events({}, {"topic": ""})))


@pytest.mark.parametrize(
    ("columns", "refused_by"),
    [
        ("2, event_id, originator_id, 2, ''", "an_event_has_a_topic"),
        ("2, event_id, originator_id, -1, topic", "versions_count_from_0"),
        ("0, event_id, originator_id, 2, topic", "positions_count_from_1"),
    ],
)
def test_not_even_the_owner_records_an_event_without_topic_version_or_position(
    owner: Datastore, log: LogRecorder, columns: str, refused_by: str
) -> None:
    log.insert_events([event()])

    with pytest.raises(IntegrityError, match=refused_by), owner.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO log.events
                SELECT {columns}, state, command_id, correlation_id, NULL, recorded_at FROM log.events"""
        )


@pytest.mark.parametrize("versions", [[-1, 1], [1, -(2**63)], [2, 1], [1, 7], [1, 2**63 - 1]])
def test_an_aggregate_begins_at_its_beginning(datastore: Datastore, versions: list[int]) -> None:
    refusal(datastore, **with_events(*({"originator_version": version} for version in versions)))


@pytest.mark.parametrize("versions", [[1, 3], [2, 1], [1, 0], [1, -1], [2, 3]])
def test_versions_follow_one_another_within_a_call(datastore: Datastore, versions: list[int]) -> None:
    of_one = ({"originator_id": QUOTA, "originator_version": version} for version in versions)

    assert "version" in str(refusal(datastore, **with_events(*of_one)))


@pytest.mark.parametrize("version", [-(2**63), -1, 0, 4, 5, 2**63 - 1])
def test_a_version_follows_the_last_one_recorded(log: LogRecorder, version: int) -> None:
    [*_, last] = begun = history(2)
    log.insert_events(begun)

    with pytest.raises((DataError, IntegrityError), match="version"):
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


@pytest.mark.parametrize("role", ["app", "projector", "scheduler", "sealer", "auditor"])
def test_nobody_can_keep_writers_waiting_by_taking_their_lock(database: Database, role: Role) -> None:
    datastore = Datastore(open_engine(database.url(role), pool_size=1))

    for mode in ("ACCESS SHARE", "ROW SHARE", "SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE"):
        with pytest.raises(PersistenceError, match="permission denied"), datastore.transaction() as cursor:
            cursor.execute(f"LOCK TABLE log.append_order IN {mode} MODE")

    datastore.close()


@pytest.mark.parametrize("role", ["projector", "scheduler", "sealer", "auditor"])
def test_whatever_advisory_lock_somebody_holds_the_api_goes_on_appending(
    database: Database, log: LogRecorder, role: Role
) -> None:
    onlooker = Datastore(open_engine(database.url(role), pool_size=1))

    with onlooker.transaction() as cursor:
        cursor.execute("LOCK TABLE log.events, log.commands IN ACCESS SHARE MODE")
        cursor.execute("SELECT pg_advisory_xact_lock(7527038227776602113)")
        assert log.insert_events([event()], command=command()) == [1]

    onlooker.close()
