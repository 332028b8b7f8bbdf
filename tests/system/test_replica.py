"""A real replica of the test server: nobody leads or decides on it, and a list from it is as recent as was asked for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from psycopg2 import errors
from sqlalchemy import make_url

from bootstrap import database as databases
from bootstrap.settings import Settings
from persistence.datastore import Datastore, OnlyOnPrimary, Unreachable, open_engine
from persistence.guards import DatabaseUnfit
from persistence.leadership import Leading
from persistence.recorders import LogRecorder
from tests.api.conftest import Town, town_on
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.persistence.commands import command, event
from tests.projections.waiting import until
from tests.replicas import Replica, replica_of

ROLES = ("app", "owner", "projector", "scheduler", "sealer")
LISTED = "/v1/enterprises"


@pytest.fixture(scope="module")
def replica(server) -> Iterator[Replica]:
    with replica_of(server) as made:
        yield made


@pytest.fixture(scope="module")
def town(server, template, replica, tmp_path_factory) -> Iterator[Town]:
    """Its lists are read from the replica, which has all that there is when a test begins."""
    with (
        temporary(server, template) as database,
        town_on(
            database,
            tmp_path_factory.mktemp("town"),
            **urls(database.url),
            database_replica_url=replica.url("app", database.name),
            replica_lag=60,
        ) as made,
    ):
        yield made


class WaitedFor:
    """A database whose every commit waits until the replica shows it."""

    def __init__(self, database: Database) -> None:
        self._server = database.server
        url = make_url(database.url("app")).update_query_dict(
            {"options": "-c synchronous_commit=remote_apply"}
        )
        self._names("*")
        self.store = Datastore(open_engine(url))

    def waits(self, after: tuple[int, str] | None = None) -> tuple[int, str]:
        """The session that waits for the replica, and since when: another than the one named."""
        query = """
            SELECT pid, xact_start::text FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'huicai_app'
        """
        until(lambda: [one for one in self._rows(query) if one != after])
        return next(one for one in self._rows(query) if one != after)

    def cancels(self, waiting: tuple[int, str]) -> None:
        self._rows(f"SELECT pg_cancel_backend({waiting[0]})")

    def no_longer(self) -> None:
        """An operator decides to go on without the replica."""
        self._names("")

    def _names(self, standbys: str) -> None:
        self._rows(f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
        self._rows("SELECT pg_reload_conf()")
        until(lambda: self._rows("SHOW synchronous_standby_names") == [(standbys,)])

    def _rows(self, query: str) -> list[tuple]:
        with self._server.administrator() as administrator, administrator.cursor() as rows:
            rows.execute(query)
            return rows.fetchall() if rows.description else []


@pytest.fixture
def waited_for(database: Database, replica: Replica) -> Iterator[WaitedFor]:
    replica.catches_up()
    made = WaitedFor(database)
    yield made
    made.no_longer()
    made.store.close()


def urls(url) -> dict[str, str]:
    names = {"app": "database_url"} | {role: f"database_{role}_url" for role in ROLES[1:]}
    return {names[role]: url(role) for role in ROLES}


def caught_up(town: Town, replica: Replica) -> int:
    """Wait until the replica has what the primary's projections have, and say how far they are."""
    _, position = listed(town, min_position=town.position())
    replica.catches_up()
    town.service.replica._floor_until = 0  # as after a while: the primary is asked anew how far it is
    assert listed(town)[1] == position
    return position


def listed(town: Town, **query) -> tuple[set[str], int]:
    """The names in the list, and the position that it is of."""
    answer = town.officer("hrss").gets(LISTED, **query)
    assert answer.status_code == 200, answer.text
    return {row["name"] for row in answer.json()["items"]}, int(answer.headers["Huicai-Position"])


def test_given_the_urls_of_a_standby_when_a_process_starts_then_it_refuses_and_says_what_to_state(
    database, replica, tmp_path
):
    replica.catches_up()
    settings = Settings(data=tmp_path, _env_file=None, **urls(lambda role: replica.url(role, database.name)))

    with pytest.raises(DatabaseUnfit, match="is a standby, which follows another: state the primary"):
        databases.fit(settings, "app").__enter__()


def test_given_one_role_whose_url_is_that_of_a_standby_when_a_process_starts_then_it_refuses(
    database, replica, tmp_path
):
    replica.catches_up()
    stated = urls(database.url) | {"database_sealer_url": replica.url("sealer", database.name)}

    with pytest.raises(DatabaseUnfit, match="is a standby"):
        databases.must_be_fit_to_serve(
            databases.OwnDatabase(Settings(data=tmp_path, _env_file=None, **stated))
        )


def test_given_a_host_that_plays_one_role_when_it_starts_then_it_needs_no_other_url_and_migrates_nothing(
    database, tmp_path
):
    settings = Settings(data=tmp_path, _env_file=None, database_projector_url=database.url("projector"))

    with (
        databases.fit(settings, "projector") as opened,
        pytest.raises(DatabaseUnfit, match="HUICAI_DATABASE_SEALER_URL is not set"),
    ):
        opened.url("sealer")


@pytest.mark.parametrize(("wanted", "starts"), [("ignored", True), ("wanted", True), ("required", False)])
def test_given_commits_that_wait_for_no_replica_when_a_process_starts_then_it_is_as_the_operator_wants_it(
    database, tmp_path, caplog, wanted, starts
):
    settings = Settings(
        data=tmp_path, _env_file=None, database_url=database.url("app"), synchronous_replica=wanted
    )

    if starts:
        with databases.fit(settings, "app"):
            assert ("synchronous_standby_names is empty" in caplog.text) == (wanted == "wanted")
    else:
        with pytest.raises(DatabaseUnfit, match="synchronous_standby_names is empty"):
            databases.fit(settings, "app").__enter__()


def test_given_a_standby_and_the_primary_in_one_url_when_connecting_then_it_is_the_primary_that_is_asked(
    database, replica
):
    replica.catches_up()
    primary = make_url(database.url("app"))
    both = f"{make_url(replica.url('app')).query['host']},{primary.query['host']}"
    engine = open_engine(primary.set(query={"host": both}))
    datastore = Datastore(engine)
    try:
        for _ in range(2):
            with closing(datastore.detached()) as connection:
                assert connection.info.host == primary.query["host"]
    finally:
        datastore.close()


def test_given_a_standby_alone_when_somebody_wants_to_write_then_no_connection_is_made(database, replica):
    replica.catches_up()
    datastore = Datastore(open_engine(replica.url("app", database.name)), patience=0)

    with pytest.raises(Unreachable, match="read-only"):
        datastore.rows("SELECT 1")

    datastore.close()


def test_given_a_connection_to_a_standby_when_it_would_lead_or_write_then_it_is_as_lost(database, replica):
    replica.catches_up()
    url = replica.url("sealer", database.name)
    datastore = Datastore(open_engine(url, takes_writes=False), patience=0)
    leading = Leading("sealer", "log", datastore)

    with pytest.raises(OnlyOnPrimary):
        leading.leads()
    with pytest.raises(Unreachable) as written, datastore.cursor() as cursor:
        cursor.execute("UPDATE transparency.sealer SET run_by = 'a standby'")

    assert isinstance(written.value.__cause__, errors.ReadOnlySqlTransaction)
    leading.close()
    datastore.close()


def test_given_an_append_that_waits_for_its_replica_when_the_wait_is_cancelled_then_it_is_not_acknowledged(
    waited_for, replica
):
    recorder = LogRecorder(waited_for.store)
    with ThreadPoolExecutor(1) as threads, replica.behind():
        appending = threads.submit(recorder.append, [event()], command())
        first = waited_for.waits()
        waited_for.cancels(first)

        assert waited_for.waits(after=first) != first  # it has been sent again, and waits again
        assert not appending.done()
        waited_for.no_longer()

    assert appending.result().positions == [1]
    assert recorder.max_notification_id() == 1


def test_given_a_command_that_the_replica_may_not_have_when_it_is_repeated_then_its_answer_waits(
    waited_for, replica
):
    recorder, header = LogRecorder(waited_for.store), command()
    with ThreadPoolExecutor(1) as threads, replica.behind():
        with closing(waited_for.store.detached()) as connection, connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = local")  # as it is after a crash of the primary
            recorder.append_within(cursor, [event()], header)
        asking = threads.submit(recorder.command_of, header.principal, header.key)
        waited_for.waits()

        assert not asking.done()
        waited_for.no_longer()

    assert asking.result().first_position == 1


def test_given_a_replica_that_is_behind_when_a_position_is_asked_for_then_the_list_has_it_and_else_may_not(
    town, replica
):
    before = caught_up(town, replica)
    with replica.behind():
        made = town.enterprise("示例二号化工有限公司")

        assert listed(town)[1] == before  # so it is the replica that is read
        assert "示例二号化工有限公司" not in listed(town)[0]
        names, position = listed(town, min_position=town.position())
        assert "示例二号化工有限公司" in names
        assert position >= town.position()
        assert (
            town.officer("hrss").gets(f"{LISTED}/{made}").status_code == 200
        )  # one thing is read on the primary

    caught_up(town, replica)
    assert listed(town) == (names, position)


def test_given_a_replica_that_is_behind_for_longer_than_it_may_when_listing_then_the_primary_is_read(
    town, replica
):
    caught_up(town, replica)
    with replica.behind():
        town.enterprise("示例四号化工有限公司")
        listed(town, min_position=town.position())  # the primary's projections have it now
        assert "示例四号化工有限公司" not in listed(town)[0]
        town.service.replica._floor_until = 0  # and that time is over

        assert "示例四号化工有限公司" in listed(town)[0]


def test_given_a_replica_that_does_not_answer_when_listing_then_the_primary_is_read(
    database, tmp_path, replica
):
    nowhere = make_url(database.url("app")).set(query={"host": str(tmp_path)})
    stated = {"database_replica_url": nowhere.render_as_string(hide_password=False)}
    with town_on(database, tmp_path, **urls(database.url), **stated) as town:
        town.enterprise("示例五号化工有限公司")

        assert listed(town, min_position=town.position())[0] == {"示例五号化工有限公司"}
