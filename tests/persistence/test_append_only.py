"""What each role may do to the log: nobody changes it, and only one function adds to it."""

import pytest
from eventsourcing.persistence import PersistenceError, ProgrammingError
from psycopg2.errors import InsufficientPrivilege

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from persistence.roles import Role
from tests.conftest import Database
from tests.persistence.commands import command, event

CHANGES = [
    "UPDATE log.{table} SET command_id = command_id",
    "UPDATE log.{table} SET command_id = command_id WHERE false",
    "DELETE FROM log.{table}",
    "TRUNCATE log.{table}",
    "TRUNCATE log.{table} CASCADE",
]
INSERTS = [
    """INSERT INTO log.events
       SELECT position + 1, event_id, originator_id, originator_version + 1, topic, state,
              command_id, correlation_id, causation_id, recorded_at FROM log.events""",
    """INSERT INTO log.commands
       SELECT gen_random_uuid(), name, principal, 'k-2', fingerprint, answer, 1, 1 FROM log.commands""",
]
ALTERATIONS = [
    "ALTER TABLE log.events DISABLE TRIGGER append_only",
    "ALTER TABLE log.events ADD COLUMN note text",
    "CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP TABLE log.events CASCADE",
    "SET session_replication_role = replica",
]


def refused(datastore: Datastore, statement: str) -> str:
    with pytest.raises(PersistenceError) as refusal, datastore.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refusal.value, ProgrammingError)  # 42501, insufficient privilege
    return str(refusal.value)


@pytest.mark.parametrize("table", ["events", "commands"])
@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_or_removes_what_was_recorded(
    owner: Datastore, log: LogRecorder, change: str, table: str
) -> None:
    log.insert_events([event()], command=command("k-1"))

    assert f"log.{table} is append-only" in refused(owner, change.format(table=table))

    assert log.max_notification_id() == 1
    assert log.command_of("zhang-san", "k-1") is not None


def test_not_even_a_superuser_who_plays_a_replica_does_it_by_mistake(
    database: Database, log: LogRecorder
) -> None:
    log.insert_events([event()], command=command("k-1"))

    with database.server.administrator(database.name) as administrator, administrator.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with pytest.raises(InsufficientPrivilege):
            cursor.execute("DELETE FROM log.events")

    assert log.max_notification_id() == 1


@pytest.mark.bar(id="A4", size="every role")
@pytest.mark.parametrize("role", ["app", "projector", "scheduler", "sealer", "auditor"])
def test_no_role_of_the_running_product_writes_to_the_log_by_itself(
    database: Database, log: LogRecorder, role: Role
) -> None:
    log.insert_events([event()], command=command("k-1"))
    datastore = Datastore(open_engine(database.url(role), pool_size=1))

    for table in ("events", "commands"):
        for change in CHANGES:
            assert "permission denied" in refused(datastore, change.format(table=table))
    for statement in INSERTS:
        assert "permission denied" in refused(datastore, statement)
    for statement in ALTERATIONS:
        refused(datastore, statement)

    assert datastore.rows("SELECT count(*) FROM log.events") == [(1,)]
    datastore.close()


@pytest.mark.parametrize("role", ["projector", "sealer", "auditor"])
def test_only_the_api_and_the_scheduler_may_append(database: Database, role: Role) -> None:
    datastore = Datastore(open_engine(database.url(role), pool_size=1))

    with pytest.raises(ProgrammingError, match="permission denied for function append"):
        LogRecorder(datastore).insert_events([event()])

    datastore.close()


def test_the_inner_functions_are_nobodys_to_call(datastore: Datastore) -> None:
    for call in ("log.refused(1, NULL, NULL)", "log.last_at(now())"):
        assert "permission denied" in refused(datastore, f"SELECT {call}")


def test_the_projector_builds_read_tables_and_the_others_read_them(
    database: Database, projector: Datastore, datastore: Datastore
) -> None:
    with projector.transaction() as cursor:
        cursor.execute("CREATE TABLE read.board AS SELECT 1 AS free")
    auditor = Datastore(open_engine(database.url("auditor"), pool_size=1))

    assert datastore.rows("SELECT free FROM read.board") == [(1,)]
    assert auditor.rows("SELECT free FROM read.board") == [(1,)]
    assert "permission denied" in refused(datastore, "UPDATE read.board SET free = 2")
    assert "permission denied" in refused(datastore, "INSERT INTO read.tracking VALUES ('x', 1)")
    auditor.close()
