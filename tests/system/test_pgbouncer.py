"""PgBouncer by the file of `deploy/`: lists may go through a pooler in transaction mode, and nothing else may."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from eventsourcing.persistence import PersistenceError
from sqlalchemy import make_url

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from tests.api.conftest import town_on
from tests.conftest import Database
from tests.persistence.commands import command, event
from tests.projections.waiting import until
from tests.system.test_replica import LISTED, urls

DEPLOYED = Path(__file__).parents[2] / "deploy/pgbouncer.ini"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("pgbouncer") is None, reason="PgBouncer (Debian: pgbouncer) is not installed"
    ),
]


@contextmanager
def pooled(database: Database, folder: Path, mode: str) -> Iterator[str]:
    """The URL of role huicai_app through a pooler in this mode, which has two connections to share."""
    direct, account = make_url(database.url("app")), database.server._cluster.account
    (folder / "users").write_text(f'"huicai_app" "{direct.password}"\n')
    served = f"{database.name} = host={direct.query['host']} port=5432"
    (folder / "pooler.ini").write_text(
        DEPLOYED.read_text().replace("huicai = host=127.0.0.1 port=5432", served)
        + f"listen_addr =\nunix_socket_dir = {folder}\nauth_file = {folder}/users\n"
        f"pool_mode = {mode}\ndefault_pool_size = 2\n"
    )
    for path in (folder, *folder.iterdir()):
        account.give(path)
    process = subprocess.Popen(["pgbouncer", folder / "pooler.ini"], user=account.uid, group=account.gid)
    try:
        until((folder / ".s.PGSQL.6432").exists)
        through = direct.set(port=6432, query={"host": str(folder)})
        yield through.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where another account can get."""
    with tempfile.TemporaryDirectory(prefix="huicai-pooler-") as made:
        yield Path(made)


def test_given_lists_through_a_pooler_in_transaction_mode_when_many_ask_then_all_are_answered(
    database, folder, tmp_path
):
    with (
        pooled(database, folder, "transaction") as url,
        town_on(database, tmp_path, **urls(database.url), database_replica_url=url) as town,
    ):
        town.enterprise("示例一号化工有限公司")
        asks = town.officer("hrss")

        def listed(_: int) -> list[str]:
            items = asks.gets(LISTED, min_position=town.position()).json()["items"]
            return [item["name"] for item in items]

        with ThreadPoolExecutor(16) as threads:
            assert list(threads.map(listed, range(100))) == [["示例一号化工有限公司"]] * 100
        with database.server.administrator(database.name) as administrator, administrator.cursor() as rows:
            rows.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'huicai-lists'")
            assert 1 <= rows.fetchone()[0] <= 2


def test_given_appends_through_a_pooler_in_transaction_mode_then_they_fail_and_nothing_is_recorded_twice(
    database, folder
):
    with pooled(database, folder, "transaction") as url:
        first, second = (Datastore(open_engine(url), patience=0) for _ in range(2))
        LogRecorder(first).append([event()], command())
        recorder = LogRecorder(second)

        def append_again_and_again() -> None:
            for _ in range(20):  # sooner or later two lines share a connection
                recorder.append([event()], command())

        with pytest.raises(PersistenceError, match="prepared statement"):
            append_again_and_again()

        first.close()
        second.close()


def test_given_appends_through_a_pooler_in_session_mode_then_each_line_has_its_connection(database, folder):
    with pooled(database, folder, "session") as url:
        stores = [Datastore(open_engine(url)) for _ in range(2)]
        recorders = [LogRecorder(store) for store in stores]
        positions = [one.append([event()], command()).last_position for one in (*recorders, *recorders)]

        assert positions == [1, 2, 3, 4]
        for store in stores:
            store.close()
