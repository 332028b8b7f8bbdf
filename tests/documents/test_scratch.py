"""What is written on the way to a paper has persons' data in it, and stays nowhere: not even if its process is killed."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from documents.scratch import scratch_folder
from tests.architecture.tree import ROOT

PREFIX = "huicai-trial-"
BEGIN_AND_BE_KILLED = f"""
import os, pathlib, signal
from documents.scratch import scratch_folder
with scratch_folder("{PREFIX}", pathlib.Path(os.environ["WITHIN"])) as folder:
    (folder / "page").write_text("张示例")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """The folder that a killed process has left."""
    subprocess.run(
        [sys.executable, "-c", BEGIN_AND_BE_KILLED], cwd=ROOT, env={"WITHIN": str(tmp_path)}, check=False
    )
    [folder] = tmp_path.iterdir()
    assert (folder / "page").exists()
    return folder


def test_a_folder_goes_with_the_work_also_when_that_fails(tmp_path):
    def failing() -> None:
        with scratch_folder(PREFIX, tmp_path) as folder:
            (folder / "page").write_text("张示例")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        failing()

    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_process_has_left_goes_before_the_next_work(tmp_path, left):
    with scratch_folder(PREFIX, tmp_path) as folder:
        assert [*tmp_path.iterdir()] == [folder]


def test_what_ran_in_it_is_stopped_first(tmp_path, left):
    stopped: list[tuple[Path, bool]] = []

    with scratch_folder(PREFIX, tmp_path, lambda folder: stopped.append((folder, folder.exists()))):
        assert stopped == [(left, True)]


def test_a_folder_in_which_another_is_at_work_stays(tmp_path):
    with scratch_folder(PREFIX, tmp_path) as first, scratch_folder(PREFIX, tmp_path) as second:
        assert {*tmp_path.iterdir()} == {first, second}


def test_what_a_link_points_to_is_not_removed(tmp_path, left):
    elsewhere = left.rename(tmp_path / "elsewhere")
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)

    with scratch_folder(PREFIX, tmp_path):
        assert (elsewhere / "page").exists()


def test_temporary_files_lie_where_the_system_has_them():
    with scratch_folder(PREFIX) as folder:
        assert folder.parent == Path(tempfile.gettempdir())
