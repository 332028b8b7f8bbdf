"""The access log keeps a line for every unmasked reading, and nobody changes one."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg2
import pytest
from eventsourcing.persistence import PersistenceError

from domain.disclosures import Disclosed, Purpose
from domain.personal_data import Erased, Tampered
from persistence.access_log import AccessFilter, PostgresAccessLog
from persistence.datastore import Datastore, open_engine
from persistence.master_key import MasterKey
from persistence.vault import Vault

LINE = Disclosed(
    at=datetime(2026, 3, 1, tzinfo=UTC),
    actor="zhao-min",
    role="officer",
    function="hrss",
    area="zibo-shibenji",
    enterprise_id=None,
    on_behalf_of=None,
    what="attachment_content",
    kind="attachment",
    id=UUID(int=1),
    subject=UUID(int=2),
    purpose=Purpose.CHECKING,
    correlation_id=UUID(int=3),
)


def vault_on(datastore):
    return Vault(datastore, MasterKey(bytes(32)))


@pytest.fixture
def datastore(database):
    made = Datastore(open_engine(database.url("app"), application_name="test", pool_size=2))
    yield made
    made.close()


def test_a_line_says_who_read_what_of_whom_and_why(datastore):
    PostgresAccessLog(datastore, vault_on(datastore)).note(LINE)

    [row] = datastore.rows("SELECT actor, what, id::text, subject::text, purpose FROM log.disclosures")
    assert row == ("zhao-min", "attachment_content", str(LINE.id), str(LINE.subject), "checking")


def test_the_purpose_in_words_lies_sealed_opens_at_its_line_alone_and_goes_with_the_subject(datastore):
    vault = vault_on(datastore)
    log = PostgresAccessLog(datastore, vault)
    log.note(replace(LINE, words="应省厅督查，核对甄某的证件"))
    log.note(replace(LINE, words="同上", id=UUID(int=9)))

    other, line = log.page(AccessFilter(), before=None, limit=None)

    [(bytes_,)] = datastore.rows("SELECT words FROM log.disclosures WHERE line = %(line)s", line=line.line)
    assert "甄".encode() not in bytes(bytes_)
    assert vault.open(line.words) == "应省厅督查，核对甄某的证件"
    with pytest.raises(Tampered):
        vault.open(replace(line.words, bound=other.words.bound))
    vault.erase(LINE.subject)
    with pytest.raises(Erased):
        vault.open(line.words)
    log.note(replace(LINE, words="删除之后"))
    [newest] = log.page(AccessFilter(), before=None, limit=1)
    assert newest.words is None


@pytest.mark.parametrize("change", ["UPDATE log.disclosures SET actor = 'x'", "DELETE FROM log.disclosures"])
def test_nobody_changes_a_line_not_even_the_owner(datastore, database, change):
    PostgresAccessLog(datastore, vault_on(datastore)).note(LINE)

    with (
        psycopg2.connect(database.url("owner").replace("+psycopg2", "")) as connection,
        connection.cursor() as rows,
        pytest.raises(psycopg2.Error, match="append"),
    ):
        rows.execute(change)


def aged(database, days):
    """A line of so many days ago, as only the owner could make it up."""
    with psycopg2.connect(database.url("owner").replace("+psycopg2", "")) as connection:
        connection.cursor().execute(
            "INSERT INTO log.disclosures (at, recorded_at, actor, role, what, kind, id, subject, purpose, correlation_id) "
            f"SELECT t, t, 'old', 'officer', 'x', 'x', gen_random_uuid(), gen_random_uuid(), 'audit', gen_random_uuid() "
            f"FROM (SELECT clock_timestamp() - interval '{days} days' AS t) AS moment"
        )


@pytest.fixture
def clock(database):
    """The access log as the scheduler has it."""
    made = Datastore(open_engine(database.url("scheduler"), application_name="test", pool_size=2))
    yield PostgresAccessLog(made, vault_on(made))
    made.close()


def test_the_clock_lets_go_what_is_older_than_it_has_to_be_kept_and_that_is_on_record(
    datastore, database, clock
):
    PostgresAccessLog(datastore, vault_on(datastore)).note(LINE)
    aged(database, 199)
    aged(database, 201)
    aged(database, 400)

    assert clock.purge(300) == 1
    assert clock.purge(200) == 1
    assert clock.purge(200) == 0

    assert datastore.rows("SELECT actor FROM log.disclosures ORDER BY line") == [("zhao-min",), ("old",)]
    kept = datastore.rows("SELECT kept_days, lines FROM log.disclosure_purges ORDER BY at")
    assert kept == [(300, 1), (200, 1)]


def test_nobody_purges_within_200_days_and_the_api_not_at_all(datastore, clock):
    with pytest.raises(PersistenceError, match="200 days"):
        clock.purge(199)
    with pytest.raises(PersistenceError, match="permission denied"):
        PostgresAccessLog(datastore, vault_on(datastore)).purge(200)
