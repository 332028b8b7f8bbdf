"""The private folder of the socket: whoever prepared it could listen in the server's place."""

import os

import pytest

from persistence.embedded import EmbeddedPostgresError
from persistence.embedded.account import Account
from persistence.embedded.socket_folder import runtime_folders, socket_folder

ME = Account(os.geteuid(), os.getegid())


def test_given_two_clusters_when_their_folders_are_made_then_they_are_private_and_apart(tmp_path):
    first, second = (socket_folder(tmp_path / name, ME, [tmp_path]) for name in ("first", "second"))

    assert first != second
    assert first.stat().st_mode & 0o777 == 0o700


def test_given_the_folder_of_last_time_when_asked_for_again_then_it_is_the_same(tmp_path):
    assert socket_folder(tmp_path / "cluster", ME, [tmp_path]) == socket_folder(
        tmp_path / "cluster", ME, [tmp_path]
    )


def test_given_a_folder_open_to_others_when_it_is_wanted_then_it_is_refused(tmp_path):
    socket_folder(tmp_path / "cluster", ME, [tmp_path]).chmod(0o755)

    with pytest.raises(EmbeddedPostgresError, match=r"alone \(mode 0700\).*remove it"):
        socket_folder(tmp_path / "cluster", ME, [tmp_path])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_given_a_folder_of_somebody_else_when_it_is_wanted_then_it_is_refused(tmp_path):
    os.chown(socket_folder(tmp_path / "cluster", ME, [tmp_path]), 65534, 65534)

    with pytest.raises(EmbeddedPostgresError, match="Somebody else may have prepared it"):
        socket_folder(tmp_path / "cluster", ME, [tmp_path])


def test_given_a_link_to_a_private_folder_when_it_is_wanted_then_it_is_refused(tmp_path):
    folder = socket_folder(tmp_path / "cluster", ME, [tmp_path])
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(EmbeddedPostgresError, match="Somebody else may have prepared it"):
        socket_folder(tmp_path / "cluster", ME, [tmp_path])


def test_given_a_runtime_folder_with_too_long_a_path_when_wanted_then_the_temporary_folder_is_taken(tmp_path):
    long = tmp_path / ("long" * 20)

    assert socket_folder(tmp_path / "cluster", ME, [long, tmp_path]).parent == tmp_path


def test_given_only_folders_with_too_long_a_path_when_wanted_then_a_shorter_one_is_asked_for(tmp_path):
    with pytest.raises(EmbeddedPostgresError, match=r"longer than 107 bytes.*shorter path"):
        socket_folder(tmp_path / "cluster", ME, [tmp_path / ("long" * 20)])


@pytest.mark.skipif(os.geteuid() == 0, reason="for root it is /run")
def test_given_a_runtime_folder_of_the_session_when_looked_up_then_it_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    assert runtime_folders()[0] == tmp_path
