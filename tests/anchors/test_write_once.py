"""In a write-once folder files are added; none is ever changed, and what somebody else has changed is told."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest

from persistence.write_once import MARK, Altered, FolderAway, WriteOnceFolder


@pytest.fixture
def folder(tmp_path):
    made = WriteOnceFolder(tmp_path)
    made.prepare()
    return made


def test_what_is_written_is_there_and_may_be_written_again(folder, tmp_path):
    folder.put("a/b/file", b"content")
    folder.put("a/b/file", b"content")

    assert folder.read("a/b/file") == b"content"
    assert folder.names("a/b") == ["file"]
    assert (tmp_path / "a/b/file").stat().st_mode & 0o777 == 0o444
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["file"], "no draft is left"


@pytest.mark.parametrize("other", [b"another", b"content and more", b"Content", b"con", b""], ids=repr)
def test_another_content_under_a_known_name_is_told_and_left_as_it_is(folder, other):
    folder.put("file", b"content")

    with pytest.raises(Altered):
        folder.put("file", other)

    assert folder.read("file") == b"content"


def test_a_file_that_was_altered_is_told_and_not_mended(folder, tmp_path):
    folder.put("file", b"content")
    (tmp_path / "file").chmod(0o644)
    (tmp_path / "file").write_bytes(b"CONTENT")

    with pytest.raises(Altered):
        folder.put("file", b"content")

    assert folder.read("file") == b"CONTENT"


def test_a_file_that_was_cut_short_in_being_written_is_completed(folder, tmp_path):
    (tmp_path / "file").write_bytes(b"con")

    folder.put("file", b"content")

    assert folder.read("file") == b"content"


def test_a_folder_without_its_mark_is_away_and_gets_nothing(tmp_path):
    """The empty folder on which the medium is not mounted."""
    with pytest.raises(FolderAway, match="not_there"):
        WriteOnceFolder(tmp_path).must_be_there()
    with pytest.raises(FolderAway):
        WriteOnceFolder(tmp_path / "absent").must_be_there()


def test_the_mark_is_made_once(folder, tmp_path):
    folder.prepare()
    folder.must_be_there()

    assert "Huicai" in (tmp_path / MARK).read_text(encoding="utf-8")


def test_a_link_is_no_file_of_the_folder(folder, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"content")
    (tmp_path / "file").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FolderAway, match="ELOOP"):
        folder.put("file", b"content")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_is_written_as_well(folder, monkeypatch, number):
    def refuses(*_: object) -> None:
        raise OSError(number, "no links here")

    monkeypatch.setattr(os, "link", refuses)
    folder.put("file", b"content")
    folder.put("file", b"content")

    assert folder.read("file") == b"content"
    with pytest.raises(Altered):
        folder.put("file", b"another")


def test_without_links_a_writer_that_is_cut_short_leaves_nothing_under_the_name(folder, monkeypatch):
    """Else a file that is there would not be written again, and stay the half of it."""

    def refuses(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    written: list[int] = []

    def cut_short_the_second_time(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 2:
            os.ftruncate(descriptor, 3)
            raise OSError(errno.EIO, "the medium was pulled out")

    monkeypatch.setattr(os, "link", refuses)
    monkeypatch.setattr(os, "fsync", cut_short_the_second_time)
    with suppress(FolderAway):
        folder.put("stamps/file", b"content")

    assert folder.read("stamps/file") in (None, b"content")


def test_without_links_nothing_is_put_in_the_place_of_what_somebody_else_has_written(
    folder, tmp_path, monkeypatch
):
    def refuses(_: object, place: Path) -> None:
        place.write_bytes(b"another")
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuses)

    with pytest.raises(Altered):
        folder.put("file", b"content")

    assert folder.read("file") == b"another"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", MARK]


def test_a_medium_that_is_full_or_broken_is_away(folder, monkeypatch):
    def refuses(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", refuses)

    with pytest.raises(FolderAway, match="ENOSPC"):
        folder.put("file", b"content")
    assert folder.read("file") is None
