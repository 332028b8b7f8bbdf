"""The security log on the server: added to, never altered, and let go only where it is old (安全日志)."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg2
import pytest

from domain.security import SecurityKind, SecurityLine
from persistence.datastore import Datastore, open_engine
from persistence.security_log import PostgresSecurityLog
from tests.conftest import Database

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)


def line(kind: SecurityKind, **facts: object) -> SecurityLine:
    return SecurityLine(**{"at": AT, "kind": kind, "actor": "sun", "correlation_id": uuid4()} | facts)


def as_owner(database: Database, statement: str) -> int:
    with psycopg2.connect(database.url("owner").replace("+psycopg2", "")) as connection:
        rows = connection.cursor()
        rows.execute(statement)
        return rows.rowcount


def aged(database: Database) -> None:
    """Everything on it was recorded long ago, as nobody but who switches the trigger off can make believe."""
    as_owner(
        database,
        "ALTER TABLE log.security DISABLE TRIGGER security_append_only;"
        "UPDATE log.security SET recorded_at = recorded_at - interval '300 days';"
        "ALTER TABLE log.security ENABLE ALWAYS TRIGGER security_append_only;",
    )


def log_as(database: Database, role: str) -> PostgresSecurityLog:
    return PostgresSecurityLog(Datastore(open_engine(database.url(role), pool_size=1)))  # type: ignore[arg-type]


def test_the_first_use_of_a_credential_is_noted_once(database):
    log = log_as(database, "app")

    for _ in range(2):
        log.note(line(SecurityKind.SIGNED_IN, credential=b"x" * 32, valid_until=AT))

    assert len(log.page(limit=10)) == 1


def test_what_is_old_is_let_go_but_for_keys_and_emergencies(database):
    log, clock = log_as(database, "app"), log_as(database, "scheduler")
    for kind in (SecurityKind.ACCESS_DENIED, SecurityKind.KEY_ISSUED, SecurityKind.EMERGENCY_USED):
        log.note(line(kind))

    assert clock.purge(400) == 0
    aged(database)
    assert clock.purge(400) == 0  # 300 days are not 400
    assert clock.purge(1) == 1  # and none that is younger than 200 goes, whatever is asked for

    assert [row.kind for row in log.page(limit=10)] == ["emergency_used", "key_issued"]


@pytest.mark.parametrize(
    "statement", ["UPDATE log.security SET actor = 'li'", "TRUNCATE log.security", "DELETE FROM log.security"]
)
def test_not_even_the_owner_alters_or_takes_away_a_young_line(database, statement):
    log_as(database, "app").note(line(SecurityKind.SIGN_IN_FAILED))

    with pytest.raises(psycopg2.Error):
        as_owner(database, statement)


def test_neither_the_api_nor_an_auditor_lets_anything_go(database):
    for role in ("app", "auditor"):
        with pytest.raises(Exception, match="permission denied"):
            log_as(database, role).purge(400)
