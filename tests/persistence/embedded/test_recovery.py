"""The embedded server after a crash: processes killed, numbers reused, files left behind."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Thread

import psycopg2
import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError, Installation
from tests.persistence.embedded.conftest import asked, is_running, kill, wait_until


def test_given_the_postmaster_was_killed_with_sessions_open_when_entered_then_it_recovers_what_was_committed(
    data, another_user_of
):
    crashed = another_user_of(data)
    crashed.says()
    with EmbeddedPostgres(data) as server, server.administrator("huicai") as session:
        session.cursor().execute("CREATE TABLE kept AS SELECT 2023 AS year")
        kill(server.postmaster_pid)
        crashed.is_killed()

        with EmbeddedPostgres(data) as again:
            assert asked(again, "SELECT year FROM kept") == 2023


def test_given_the_server_died_in_use_when_asked_to_be_sure_then_the_same_user_goes_on(data):
    with EmbeddedPostgres(data) as server:
        kill(server.postmaster_pid)
        with pytest.raises(psycopg2.OperationalError):
            asked(server, "SELECT 1")

        server.ensure_running()

        assert asked(server, "SELECT 1") == 1


def test_given_one_backend_was_killed_when_asked_to_be_sure_then_the_servers_own_recovery_is_waited_for(data):
    with EmbeddedPostgres(data) as server:
        pid = server.postmaster_pid
        for _ in range(5):
            wait_until(lambda: answers(server))
            with server.administrator() as session:
                os.kill(session.info.backend_pid, signal.SIGKILL)
            server.ensure_running()  # at once, or after the recovery: this is a race

        wait_until(lambda: answers(server))
        assert server.postmaster_pid == pid


def test_given_a_running_server_when_asked_to_be_sure_then_nothing_is_started(data):
    with EmbeddedPostgres(data) as server:
        pid = server.postmaster_pid
        server.ensure_running()

        assert server.postmaster_pid == pid


def test_given_the_server_died_in_use_when_its_last_user_leaves_then_leaving_is_quiet(data):
    with EmbeddedPostgres(data) as server:
        kill(server.postmaster_pid)

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT 1") == 1


def test_given_a_pid_file_that_names_a_stranger_of_the_same_user_when_entered_then_it_starts(data, stranger):
    left_behind(data, stranger.pid)

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT 1") == 1
    assert is_running(stranger.pid)


def test_given_a_pid_file_that_names_a_stranger_when_the_start_is_refused_then_the_stranger_is_left_alone(
    data, stranger
):
    left_behind(data, stranger.pid)
    (data / "postgres/cluster/PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedPostgresError, match="was made by PostgreSQL 16"):
        EmbeddedPostgres(data).__enter__()
    assert is_running(stranger.pid)

    (data / "postgres/cluster/PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT 1") == 1


def test_given_a_dead_postmaster_that_nobody_reaps_when_entered_then_it_starts(data):
    """In a container without an init process a killed server remains as a zombie for ever."""
    zombie = started_as_owner_of(data, "true")
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    try:
        left_behind(data, zombie.pid)

        with EmbeddedPostgres(data) as server:
            assert asked(server, "SELECT 1") == 1
    finally:
        zombie.wait()


def test_given_an_administrator_alone_with_the_cluster_when_entered_then_the_administrator_is_not_disturbed(
    data, monkeypatch
):
    monkeypatch.setattr("persistence.embedded.server.ORPHANS_TIMEOUT_S", 0.5)
    postgres = Installation.bundled().tool("postgres")
    alone = started_as_owner_of(
        data, postgres, "--single", "-D", data / "postgres/cluster", stdin=subprocess.PIPE
    )
    try:
        wait_until((data / "postgres/cluster/postmaster.pid").exists)

        with pytest.raises(EmbeddedPostgresError, match=rf"does not answer holds .* \(process {alone.pid}\)"):
            EmbeddedPostgres(data).__enter__()
        assert is_running(alone.pid)
    finally:
        alone.communicate()

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT 1") == 1


def test_given_an_empty_pid_file_as_a_power_failure_leaves_it_when_entered_then_it_starts(data):
    (data / "postgres/cluster/postmaster.pid").touch(0o600)

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT 1") == 1


def test_given_an_orphan_that_still_computes_for_a_dead_postmaster_when_entered_then_it_is_waited_for(
    data, another_user_of
):
    """Two servers in one cluster would destroy it."""
    with (
        EmbeddedPostgres(data) as server,
        ThreadPoolExecutor(1) as threads,
        computing_for_ever(server) as orphan,
    ):
        kill(server.postmaster_pid)

        waiting = threads.submit(another_user_of(data).says)
        wait_until(lambda: "pre-existing shared memory block" in log_of(data))
        assert not waiting.done()
        kill(orphan)

        assert waiting.result() == "in as huicai_app"


@contextmanager
def computing_for_ever(server):
    """A backend that is too busy to notice that its postmaster is gone."""
    with server.administrator() as session:
        pid = session.info.backend_pid
        thread = Thread(target=compute, args=(session,))
        thread.start()
        wait_until(lambda: asked(server, f"SELECT state FROM pg_stat_activity WHERE pid = {pid}") == "active")
        try:
            yield pid
        finally:
            with suppress(ProcessLookupError):
                kill(pid)
            thread.join()


def compute(session):
    with suppress(psycopg2.OperationalError):  # it ends by being killed
        session.cursor().execute("DO 'BEGIN LOOP END LOOP; END'")


def answers(server):
    with suppress(psycopg2.DatabaseError):
        return asked(server, "SELECT 1") == 1
    return False


def log_of(data):
    return (data / "postgres/server.log").read_text()


@pytest.fixture
def stranger(data):
    """A process of the server's user that has nothing to do with the server."""
    process = started_as_owner_of(data, "sleep", "600")
    yield process
    process.kill()
    process.wait()


def started_as_owner_of(data, *command, **streams):
    """PostgreSQL takes only a process of its own user for a server."""
    owner = (data / "postgres/cluster").stat()
    somebody_else = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    return subprocess.Popen(command, cwd="/", **streams, **(somebody_else if os.geteuid() == 0 else {}))


def left_behind(data, pid):
    """A pid file as a killed server leaves it, whose number now belongs to `pid`."""
    with EmbeddedPostgres(data) as server:
        folder = server.socket_folder
        written = (data / "postgres/cluster/postmaster.pid").read_text().splitlines()
    cluster = data / "postgres/cluster"
    (cluster / "postmaster.pid").write_text("\n".join([str(pid), *written[1:]]) + "\n")
    folder.mkdir(mode=0o700)
    (folder / ".s.PGSQL.5432.lock").write_text("\n".join([str(pid), *written[1:5]]) + "\n")
    for path in (cluster / "postmaster.pid", folder, folder / ".s.PGSQL.5432.lock"):
        os.chown(path, cluster.stat().st_uid, cluster.stat().st_gid)
