"""What the embedded server refuses, and that it names cause and remedy."""

import os
import shutil
import time
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError, Installation
from persistence.embedded.cluster import START_TIMEOUT_S
from persistence.embedded.locks import alone

NOBODY = 65534

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def refusal_of(data: Path, installation: Installation | None = None) -> EmbeddedPostgresError:
    with pytest.raises(EmbeddedPostgresError) as refusal:
        EmbeddedPostgres(data, installation).__enter__()
    return refusal.value


def test_given_programs_of_another_version_when_entered_then_both_versions_are_named(empty_folder):
    older = Installation.bundled().folder.with_name("pginstall")

    refusal = refusal_of(empty_folder, Installation(older, 18))

    assert "is PostgreSQL 16" in refusal.cause
    assert "not 18" in refusal.cause


def test_given_no_programs_when_entered_then_the_folder_is_named(empty_folder):
    refusal = refusal_of(empty_folder, Installation(Path("/usr/lib/postgresql/9"), 9))

    assert "There is no PostgreSQL 9 in /usr/lib/postgresql/9" in refusal.cause
    assert "Install" in refusal.remedy


def test_given_a_cluster_of_another_version_when_entered_then_it_is_not_touched(data):
    (data / "postgres/cluster/PG_VERSION").write_text("16\n")

    refusal = refusal_of(data)

    assert "was made by PostgreSQL 16, and this is 18" in refusal.cause
    assert not (data / "postgres/cluster/postmaster.pid").exists()


def test_given_the_passwords_are_lost_when_entered_then_it_asks_for_the_backup_and_leaves_no_server(data):
    (data / "postgres/passwords/postgres").unlink()

    refusal = refusal_of(data)

    assert "The password of postgres is missing" in refusal.cause
    assert "backup" in refusal.remedy
    assert not (data / "postgres/cluster/postmaster.pid").exists()


def test_given_the_passwords_are_another_clusters_when_entered_then_the_server_turns_us_away(data):
    (data / "postgres/passwords/postgres").write_text("the password of some other cluster")

    assert refusal_of(data).cause.startswith("The server refuses its administrator")


def test_given_the_cluster_is_gone_when_entered_then_no_empty_one_takes_its_place(data):
    shutil.rmtree(data / "postgres/cluster")

    refusal = refusal_of(data)

    assert "There was a cluster, and it is gone" in refusal.cause
    assert "backup" in refusal.remedy
    assert not (data / "postgres/cluster").exists()


def test_given_a_pid_file_of_another_program_when_entered_then_it_is_left_alone_and_quoted(data):
    (data / "postgres/cluster/postmaster.pid").write_text("somebody\n")

    assert "postmaster.pid" in refusal_of(data).cause
    assert (data / "postgres/cluster/postmaster.pid").read_text() == "somebody\n"


def test_given_a_server_never_entered_when_asked_to_be_sure_then_it_refuses(data):
    with pytest.raises(EmbeddedPostgresError, match="not in use"):
        EmbeddedPostgres(data).ensure_running()


def test_given_a_broken_configuration_when_entered_then_the_log_is_quoted_at_once(data):
    with (data / "postgres/cluster/postgresql.conf").open("a") as file:
        file.write("\nmax_connections = plenty\n")
    begun = time.monotonic()

    refusal = refusal_of(data)

    assert 'invalid value for parameter "max_connections": "plenty"' in refusal.cause
    assert ".." not in str(refusal).replace("...", "")
    assert time.monotonic() - begun < START_TIMEOUT_S


def test_given_a_folder_that_is_a_file_when_entered_then_its_path_is_named(empty_folder):
    (empty_folder / "postgres").write_text("not a folder")

    assert str(empty_folder / "postgres") in refusal_of(empty_folder).cause


def test_given_someone_who_starts_for_too_long_when_waiting_then_patience_ends(tmp_path):
    with (
        alone(tmp_path / "start.lock"),
        pytest.raises(EmbeddedPostgresError, match="has been starting or stopping"),
        alone(tmp_path / "start.lock", patience=0.1),
    ):
        pytest.fail("two were alone")


def test_given_a_server_never_entered_when_asked_for_a_url_then_it_refuses(data):
    with pytest.raises(EmbeddedPostgresError, match="not in use"):
        EmbeddedPostgres(data).url("app")


@only_as_root
def test_given_a_folder_closed_to_the_servers_user_when_entered_then_passage_is_asked_for(empty_folder):
    empty_folder.chmod(0o700)

    refusal = refusal_of(empty_folder)

    assert "cannot reach" in refusal.cause
    assert "chmod o+x" in refusal.remedy
    assert not (empty_folder / "postgres/cluster").exists()


@only_as_root
def test_given_another_users_cluster_when_a_plain_user_enters_then_it_is_refused(data, another_user_of):
    os.chown(data / "postgres", NOBODY, NOBODY)

    answer = another_user_of(data, NOBODY).says()

    assert answer.startswith("refused:")
    assert f"this process runs as uid {NOBODY}" in answer


@only_as_root
def test_given_a_cluster_of_root_when_entered_then_another_owner_is_asked_for(data):
    os.chown(data / "postgres/cluster", 0, 0)

    assert "PostgreSQL does not run as root" in refusal_of(data).cause
