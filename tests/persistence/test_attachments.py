"""The files of attachments: sealed for one person and one digest, kept whole or not at all, and never silently altered."""

import hashlib
import os
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from domain.personal_data import Erased, Tampered
from persistence.attachments import AttachmentFiles, FileMissing, Folder, PlaceUnavailable, name_of
from persistence.datastore import Datastore
from persistence.master_key import MasterKey
from persistence.vault import Vault

SCAN = b"%PDF-1.7 a scan %%EOF" * 100
DIGEST = hashlib.sha256(SCAN).hexdigest()
LI, WANG = uuid4(), uuid4()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


@pytest.fixture
def files(datastore: Datastore, folder: Path) -> AttachmentFiles:
    return AttachmentFiles(Vault(datastore, MasterKey(bytes(32))), Folder(folder))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_read_back_byte_by_byte(files):
    files.keep(LI, DIGEST, SCAN)

    assert files.content(LI, DIGEST) == SCAN


def test_nothing_of_it_lies_in_clear_and_nobody_else_may_read_it(files, folder):
    files.keep(LI, DIGEST, SCAN)

    [path] = kept(folder)
    assert b"scan" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path == folder / name_of(LI, DIGEST)


def test_kept_twice_it_is_one_file(files, folder):
    for _ in range(2):
        files.keep(LI, DIGEST, SCAN)

    assert len(kept(folder)) == 1


def test_two_persons_have_the_same_file_each_under_a_key_of_their_own(files, datastore):
    files.keep(LI, DIGEST, SCAN)
    files.keep(WANG, DIGEST, SCAN)
    Vault(datastore, MasterKey(bytes(32))).erase(LI)

    with pytest.raises(Erased):
        files.content(LI, DIGEST)
    assert files.content(WANG, DIGEST) == SCAN


def test_for_an_erased_person_nothing_is_kept(files, folder, datastore):
    files.keep(LI, DIGEST, SCAN)
    Vault(datastore, MasterKey(bytes(32))).erase(LI)

    with pytest.raises(Erased):
        files.keep(LI, "0" * 64, b"more")
    assert len(kept(folder)) == 1


def test_a_file_that_is_gone_is_told_apart_from_one_that_was_erased(files, folder):
    files.keep(LI, DIGEST, SCAN)
    kept(folder)[0].unlink()

    with pytest.raises(FileMissing, match=DIGEST):
        files.content(LI, DIGEST)


@pytest.mark.parametrize("at", [0, 1, 20, -1])
def test_a_single_altered_byte_is_noticed(files, folder, at):
    files.keep(LI, DIGEST, SCAN)
    [path] = kept(folder)
    blob = bytearray(path.read_bytes())
    blob[at] ^= 1
    path.write_bytes(blob)

    with pytest.raises(Tampered):
        files.content(LI, DIGEST)


@pytest.mark.parametrize("length", [0, 5, 28, 40])
def test_a_file_that_was_cut_off_is_noticed(files, folder, length):
    files.keep(LI, DIGEST, SCAN)
    [path] = kept(folder)
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(Tampered):
        files.content(LI, DIGEST)


def test_one_persons_file_does_not_pass_for_another_of_the_same_person(files, folder):
    other = hashlib.sha256(b"other").hexdigest()
    files.keep(LI, DIGEST, SCAN)
    files.keep(LI, other, b"other")
    (folder / name_of(LI, DIGEST)).replace(folder / name_of(LI, other))

    with pytest.raises(Tampered):
        files.content(LI, other)


def test_what_could_not_be_written_whole_is_not_there(files, folder, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlaceUnavailable, match="No space"):
        files.keep(LI, DIGEST, SCAN)
    monkeypatch.undo()

    assert kept(folder) == []


def test_a_disk_that_does_not_do_as_it_is_asked_is_told_apart_from_a_file_that_is_gone(files, folder):
    files.keep(LI, DIGEST, SCAN)
    of_li = (folder / name_of(LI, DIGEST)).parent
    of_li.rename(folder / "moved")
    of_li.write_bytes(b"no folder")

    with pytest.raises(PlaceUnavailable, match="Not a directory"):
        files.content(LI, DIGEST)
    with pytest.raises(PlaceUnavailable):
        files.keep(LI, DIGEST, SCAN)


def test_what_the_inspection_refuses_is_not_kept(datastore, folder):
    def finds_a_virus(_: bytes) -> None:
        raise ValueError("a virus")

    files = AttachmentFiles(Vault(datastore, MasterKey(bytes(32))), Folder(folder), finds_a_virus)

    with pytest.raises(ValueError, match="a virus"):
        files.keep(LI, DIGEST, SCAN)
    assert kept(folder) == []
