"""The server restarts, the network to it breaks, its disk is full, it takes no more connections: nothing is lost, and it goes on."""

import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import sleep

import psycopg2
import pytest
from psycopg2.extensions import connection
from sqlalchemy import make_url

from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from persistence.roles import Role
from tests.api.conftest import QUOTA, Town, town_on
from tests.conftest import INSTALLATION, Database
from tests.domain.made_up import credit_code_of
from tests.faults import crash
from tests.faults.audit import Findings, compared
from tests.faults.cutting_network import CuttingNetwork
from tests.faults.stalling_network import StallingNetwork
from tests.faults.writers import Writers
from tests.projections.waiting import until

DISK_MB = 200
WITHOUT_MOUNTING = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")


def nothing_is_wrong_with(findings: Findings) -> bool:
    return findings == Findings(findings.acknowledged, lost=0, doubled=0, unasked=0, gaps=0)


@contextmanager
def server_in(folder: Path) -> Iterator[EmbeddedPostgres]:
    folder.chmod(0o711)
    with EmbeddedPostgres(folder, INSTALLATION) as server:
        migrate(server.url("owner"))
        yield server


@contextmanager
def datastore_at(url: object) -> Iterator[Datastore]:
    opened = Datastore(open_engine(str(url)))
    yield opened
    opened.close()


# ── Restarts ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.bar(id="N1")
@pytest.mark.parametrize(
    "times", [pytest.param(1, id="once"), pytest.param(50, id="50 times", marks=pytest.mark.slow)]
)
def test_given_writers_when_the_server_is_restarted_then_nothing_acknowledged_is_lost(times, capsys):
    with (
        tempfile.TemporaryDirectory(prefix="huicai-faults-") as folder,
        server_in(Path(folder)) as server,
        datastore_at(server.url("app")) as datastore,
    ):
        with Writers([LogRecorder(datastore) for _ in range(4)]) as writers:
            for _ in range(times):
                writers.wait_for(100)
                crash.a_restart(server)
                server.ensure_running()
            writers.wait_for(100)
        findings = compared(writers.acknowledged, datastore)

    with capsys.disabled():
        print(f"\n{times} restarts: {findings}")
    assert nothing_is_wrong_with(findings)


# ── The network ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.bar(id="N1")
@pytest.mark.parametrize(
    "commands",
    [pytest.param(500, id="500 commands"), pytest.param(50_000, id="50000", marks=pytest.mark.slow)],
)
def test_given_writers_when_their_connections_are_cut_in_either_direction_then_nothing_is_lost_or_done_twice(
    database: Database, tmp_path: Path, commands, capsys
):
    behind = Behind(database, tmp_path)
    with CuttingNetwork(*behind.sockets, share=0.01, seed=5) as network, writers_at(behind) as writers:
        for _ in range(0, commands, 100):
            writers.wait_for(100)
    with datastore_at(database.url("app")) as datastore:
        findings = compared(writers.acknowledged, datastore)

    with capsys.disabled():
        print(f"\n{network.cuts} cuts: {findings}")
    assert network.cuts > 0
    assert nothing_is_wrong_with(findings)


@pytest.mark.bar(id="N1")
@pytest.mark.parametrize(
    ("times", "longest"),
    [pytest.param(1, 0.5, id="once"), pytest.param(20, 15, id="20 times", marks=pytest.mark.slow)],
)
def test_given_writers_when_nothing_moves_on_the_network_for_seconds_then_nothing_is_lost_or_done_twice(
    database: Database, tmp_path: Path, times, longest, capsys
):
    behind = Behind(database, tmp_path)
    with StallingNetwork(*behind.sockets) as network, writers_at(behind) as writers:
        for _ in range(times):
            writers.wait_for(100)
            with network.stalled():
                until(lambda: is_at_a_standstill(writers))
                sleep(random.uniform(0, longest))
        writers.wait_for(100)
    with datastore_at(database.url("app")) as datastore:
        findings = compared(writers.acknowledged, datastore)

    with capsys.disabled():
        print(f"\n{times} times nothing moved: {findings}")
    assert nothing_is_wrong_with(findings)


@pytest.mark.bar(id="N1")
def test_given_callers_when_nothing_moves_on_the_network_then_who_comes_is_told_so_and_who_was_there_is_answered_later(
    database: Database, tmp_path: Path
):
    behind = Behind(database, tmp_path)
    with (
        StallingNetwork(*behind.sockets) as network,
        town_on(behind, tmp_path, threads=2, waiting_line=1, waiting_timeout=0.1) as town,
        ThreadPoolExecutor(3) as callers,
    ):
        empty, served = town.position(), town.app.state.admission.served
        assert town.officer("hrss").posts("/v1/enterprises", **ENTERPRISE).status_code == 201
        events = town.position() - empty
        with network.stalled():
            others = [enterprise(number) for number in (778, 779)]
            within = [callers.submit(town.officer("hrss").posts, "/v1/enterprises", **one) for one in others]
            until(lambda: served.total() == len(within))

            who_comes = [town.auditor().gets(QUOTA) for _ in range(3)]

            assert [(one.status_code, one.json()["code"]) for one in who_comes] == [(503, "overloaded")] * 3
            assert town.http.get("/healthz").status_code == 200
            assert not any(one.done() for one in within)

        assert [one.result().status_code for one in within] == [201, 201]
        until(lambda: served.total() == 0)
        assert town.officer("hrss").posts("/v1/enterprises", **enterprise(780)).status_code == 201
        assert town.position() == empty + 4 * events


class Behind(Database):
    """The database, which the service reaches by a network of the test's."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database.server, database.name)
        url = make_url(super().url("app"))
        name = f".s.PGSQL.{url.port}"
        self.sockets = Path(str(url.query["host"])) / name, folder / name

    def url(self, role: Role) -> str:
        if role != "app":
            return super().url(role)
        near = {"host": str(self.sockets[1].parent)}
        return make_url(super().url(role)).update_query_dict(near).render_as_string(hide_password=False)


@contextmanager
def writers_at(database: Database) -> Iterator[Writers]:
    """Writers of four processes, as it were."""
    with ExitStack() as opened:
        datastores = [opened.enter_context(datastore_at(database.url("app"))) for _ in range(4)]
        with Writers([LogRecorder(datastore) for datastore in datastores]) as writers:
            yield writers


# ── The disk ─────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="huicai-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@WITHOUT_MOUNTING
@pytest.mark.slow
@pytest.mark.bar(id="D1")
def test_given_writers_when_the_disk_is_full_then_nothing_more_is_acknowledged_and_with_room_it_goes_on(
    capsys,
):
    times = 5
    with small_disk() as disk, server_in(disk) as server, datastore_at(server.url("app")) as datastore:
        with Writers([LogRecorder(datastore) for _ in range(4)]) as writers:
            for _ in range(times):
                writers.wait_for(100)
                filled = fill(disk)
                until(lambda: is_at_a_standstill(writers), within=60)
                filled.unlink()
                server.ensure_running()
            writers.wait_for(100)
        findings = compared(writers.acknowledged, datastore)

    with capsys.disabled():
        print(f"\nthe disk was full {times} times: {findings}")
    assert nothing_is_wrong_with(findings)


def fill(disk: Path) -> Path:
    """Take all that is left, again and again until nothing is: the server frees and takes segments meanwhile."""
    path = disk / "filled"
    with path.open("ab", buffering=0) as file:
        for _ in range(100):
            try:
                file.write(bytes(1 << 20))
            except OSError:
                sleep(0.01)
    return path


def is_at_a_standstill(writers: Writers) -> bool:
    """Whether nobody is acknowledged any more: what is left of the newest segment may take some."""
    before = len(writers.acknowledged)
    sleep(1)
    return len(writers.acknowledged) == before


# ── Connections ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.bar(id="X1")
def test_given_no_connection_left_when_something_is_asked_then_the_answer_is_503_and_with_connections_it_goes_on(
    database: Database, tmp_path: Path
):
    with town_on(database, tmp_path, threads=4) as town:
        town.quota()
        town.service.log.datastore._patience = 0.1
        before = connections_of(town)
        with ExitStack() as lifetime:
            town.service.engine.dispose()  # as if the server had been restarted, and others were faster
            for one in all_connections(town):
                lifetime.callback(one.close)

            answers = [town.auditor().gets(QUOTA) for _ in range(12)]
            commands = town.officer("hrss").posts("/v1/enterprises", **ENTERPRISE)

        assert [(one.status_code, one.headers["retry-after"]) for one in answers] == [(503, "1")] * 12
        assert (commands.status_code, commands.json()["code"]) == (503, "database_unreachable")
        until(lambda: town.auditor().gets(QUOTA).status_code == 200)
        assert town.officer("hrss").posts("/v1/enterprises", **ENTERPRISE).status_code == 201
        assert connections_of(town) <= before + 1  # that of whoever asks


def all_connections(town: Town) -> list[connection]:
    """Every connection that the server has for users who are not its administrators."""
    url = town.database.url("app").replace("+psycopg2", "")
    taken = []
    with suppress(psycopg2.OperationalError):
        while True:
            taken.append(psycopg2.connect(url))
    return taken


def connections_of(town: Town) -> int:
    with town.database.server.administrator() as administrator, administrator.cursor() as rows:
        rows.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = 'huicai-api'",
            (town.database.name,),
        )
        [(number,)] = rows.fetchall()
    return int(number)


def enterprise(number: int) -> dict[str, str]:
    return {
        "city": "370300",
        "area": "zhangdian",
        "name": f"连接{number}号有限公司",
        "uscc": credit_code_of(number),
    }


ENTERPRISE = enterprise(777)
