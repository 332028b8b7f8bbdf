"""What refuses a start: a database that is not migrated, and a role that may do more or less than its line says."""

from contextlib import closing, contextmanager

import pytest
from psycopg2 import sql

from bootstrap.database import must_be_fit_to_serve
from persistence.datastore import Datastore, open_engine
from persistence.guards import DatabaseUnfit, must_be_fit, must_be_migrated
from persistence.roles import ROLES
from tests.persistence.test_privileges import connected

# What an administrator may have done, what undoes it in this test, and what the refusal tells him to do.
UNFIT = {
    "ALTER ROLE huicai_app SUPERUSER": (
        "ALTER ROLE huicai_app NOSUPERUSER",
        "ALTER ROLE huicai_app NOSUPERUSER",
    ),
    "ALTER ROLE huicai_app BYPASSRLS CREATEROLE": (
        "ALTER ROLE huicai_app NOBYPASSRLS NOCREATEROLE",
        "ALTER ROLE huicai_app NOBYPASSRLS NOCREATEROLE",
    ),
    "GRANT huicai_owner TO huicai_app": (
        "REVOKE huicai_owner FROM huicai_app",
        "REVOKE huicai_owner FROM huicai_app",
    ),
    "ALTER ROLE huicai_app SET synchronous_commit = off": (
        "ALTER ROLE huicai_app RESET synchronous_commit",
        "synchronous_commit is off for huicai_app",
    ),
    "GRANT SET ON PARAMETER session_replication_role TO huicai_app": (
        "REVOKE SET ON PARAMETER session_replication_role FROM huicai_app",
        "REVOKE SET ON PARAMETER session_replication_role FROM huicai_app",
    ),
    "ALTER ROLE huicai_app SET session_replication_role = replica": (
        "ALTER ROLE huicai_app RESET session_replication_role",
        "session_replication_role is replica",
    ),
    "GRANT UPDATE ON log.events TO huicai_app": (None, "REVOKE UPDATE ON TABLE log.events FROM huicai_app"),
    "GRANT DELETE, TRUNCATE ON log.commands TO huicai_app": (
        None,
        "REVOKE DELETE ON TABLE log.commands FROM huicai_app",
    ),
    "GRANT INSERT ON read.quota_board TO PUBLIC": (
        None,
        "REVOKE INSERT ON TABLE read.quota_board FROM public",
    ),
    "GRANT SELECT (wrapped) ON vault.keys TO PUBLIC": (
        None,
        "public has SELECT (wrapped) on the table vault.keys",
    ),
    "ALTER TABLE log.events OWNER TO huicai_app": (
        "ALTER TABLE log.events OWNER TO huicai_owner",
        "ALTER table log.events OWNER TO huicai_owner",
    ),
    "REVOKE EXECUTE ON FUNCTION log.append FROM huicai_app": (
        None,
        "GRANT EXECUTE ON FUNCTION log.append TO huicai_app",
    ),
}


class Served:
    """The database, as a service sees it."""

    def __init__(self, database):
        self._database = database

    def url(self, role):
        return self._database.url(role)

    def ensure_running(self):
        return False


@contextmanager
def done(database, statement, undoing):
    with database.server.administrator(database.name) as administrator, administrator.cursor() as cursor:
        cursor.execute(statement)
        try:
            yield
        finally:
            if undoing:
                cursor.execute(undoing)


def test_given_a_migrated_database_when_the_service_starts_then_nothing_is_in_the_way(database):
    must_be_fit_to_serve(Served(database))


@pytest.mark.parametrize("role", ["projector", "scheduler", "sealer", "auditor"])
def test_given_a_migrated_database_when_another_role_connects_then_it_is_fit(database, role):
    with closing(connected(database, role)) as connection:
        must_be_fit(connection, role)


@pytest.mark.parametrize("statement", UNFIT)
def test_given_an_unfit_role_when_the_service_starts_then_it_is_refused_and_told_what_to_do(
    database, statement
):
    undoing, remedy = UNFIT[statement]
    with done(database, statement, undoing), pytest.raises(DatabaseUnfit) as refused:
        must_be_fit_to_serve(Served(database))

    assert remedy in str(refused.value)


def test_given_the_app_role_owns_the_database_when_the_service_starts_then_it_is_refused(database):
    name = sql.Identifier(database.name)
    owning = sql.SQL("ALTER DATABASE {} OWNER TO huicai_app").format(name)
    undoing = sql.SQL("ALTER DATABASE {} OWNER TO huicai_owner").format(name)
    with (
        done(database, owning, undoing),
        pytest.raises(DatabaseUnfit, match=r"ALTER DATABASE .* OWNER TO huicai_owner"),
    ):
        must_be_fit_to_serve(Served(database))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "app"])
def test_given_the_url_of_another_role_when_it_is_taken_for_the_api_s_then_it_is_refused(database, role):
    with (
        closing(connected(database, role)) as connection,
        pytest.raises(DatabaseUnfit, match=f"as huicai_{role}"),
    ):
        must_be_fit(connection, "app")


def test_given_a_superuser_s_url_when_it_is_taken_for_the_api_s_then_it_is_refused(database):
    with (
        database.server.administrator(database.name) as administrator,
        pytest.raises(DatabaseUnfit, match=r"SUPERUSER.* or connect as huicai_app"),
    ):
        must_be_fit(administrator, "app")


def test_given_the_library_s_database_functions_when_the_service_starts_then_it_is_refused(
    database, monkeypatch
):
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "yes")

    with pytest.raises(DatabaseUnfit, match="unset it"):
        must_be_fit_to_serve(Served(database))


def test_given_a_database_never_migrated_when_a_command_begins_then_it_says_to_migrate(empty_database):
    assert "run huicai migrate" in refused_as(empty_database, "app")


def test_given_a_database_of_another_release_when_a_command_begins_then_it_says_which(database):
    with done(database, "UPDATE log.schema_version SET version_num = '9999_later'", None):
        assert "at version 9999_later" in refused_as(database, "scheduler")


def refused_as(database, role):
    datastore = Datastore(open_engine(database.url(role), pool_size=1))
    with datastore.cursor() as cursor, pytest.raises(DatabaseUnfit) as refused:
        must_be_migrated(cursor)
    datastore.close()
    return str(refused.value)
