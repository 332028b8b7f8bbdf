"""The access log keeps a line for every unmasked reading, and nobody changes one."""

from datetime import UTC, datetime
from uuid import UUID

import psycopg2
import pytest

from domain.disclosures import Disclosed, Purpose
from persistence.access_log import PostgresAccessLog
from persistence.datastore import Datastore, open_engine

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


@pytest.fixture
def datastore(database):
    made = Datastore(open_engine(database.url("app"), application_name="test", pool_size=2))
    yield made
    made.close()


def test_a_line_says_who_read_what_of_whom_and_why(datastore):
    PostgresAccessLog(datastore).note(LINE)

    [row] = datastore.rows("SELECT actor, what, id::text, subject::text, purpose FROM log.disclosures")
    assert row == ("zhao-min", "attachment_content", str(LINE.id), str(LINE.subject), "checking")


@pytest.mark.parametrize("change", ["UPDATE log.disclosures SET actor = 'x'", "DELETE FROM log.disclosures"])
def test_nobody_changes_a_line_not_even_the_owner(datastore, database, change):
    PostgresAccessLog(datastore).note(LINE)

    with (
        psycopg2.connect(database.url("owner").replace("+psycopg2", "")) as connection,
        connection.cursor() as rows,
        pytest.raises(psycopg2.Error, match="append"),
    ):
        rows.execute(change)
