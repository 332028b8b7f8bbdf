"""A dossier comes from somebody who may wish the auditor ill: nothing of it is written, followed, or allowed to grow."""

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from huicai_verify.packages import files_of
from hypothesis import given
from hypothesis import strategies as st

from documents.dossiers.archive import archived
from tests.verifying.made_up_dossiers import Findings, dossier, found, judged, judged_at

FILES = dossier()


def opened(content: bytes, folder: Path) -> tuple[list[str], dict[str, bytes] | None]:
    place = folder / "dossier.zip"
    place.write_bytes(content)
    findings = Findings()
    files = files_of(place, findings)
    return found(findings), files


def zipped(
    *entries: tuple[ZipInfo | str, bytes], compression: int = ZIP_STORED, comment: bytes = b""
) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
        archive.comment = comment
    return buffer.getvalue()


def test_an_untouched_dossier_holds(tmp_path: Path) -> None:
    assert judged(FILES, tmp_path).exit_code == 0


def test_the_same_files_are_the_same_bytes() -> None:
    assert archived(FILES) == archived(dict(reversed(FILES.items())))


def test_a_dossier_may_be_unpacked_first(tmp_path: Path) -> None:
    with ZipFile(BytesIO(archived(FILES))) as archive:
        archive.extractall(tmp_path)

    assert judged_at(tmp_path).exit_code == 0


def test_an_archive_with_places_that_a_plain_zip_cannot_count_is_to_be_unpacked_first(tmp_path: Path) -> None:
    place = tmp_path / "dossier.zip"
    with place.open("wb") as file:
        file.truncate(2 << 30)
    findings = Findings()

    assert files_of(place, findings) is None
    assert found(findings) == ["archive_to_unpack"]


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "events/../../outside",
        "a//b",
        "a\\b",
        "C:x",
        "./a",
        "a/.",
        "zo\u00eb",
        "a b",
        "a\x1b[2J",
        "",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    assert opened(zipped((ZipInfo(name) if name else ZipInfo("x" * 300), b"x")), tmp_path) == (
        ["archive_path_unsafe"], None,
    )  # fmt: skip


def test_a_name_that_begins_with_a_zero_byte_is_refused(tmp_path: Path) -> None:
    content = zipped(("a", b"x")).replace(b"a", b"\0")  # once before the file, once in the directory

    assert opened(content, tmp_path) == (["archive_path_unsafe"], None)


@pytest.mark.parametrize("second", ["a/b", "A/B"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(second: str, tmp_path: Path) -> None:
    assert opened(zipped(("a/b", b"1"), (second, b"2")), tmp_path) == (["archive_name_twice"], None)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_what_is_no_plain_file_is_refused(kind: int, tmp_path: Path) -> None:
    entry = ZipInfo("link")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16

    assert opened(zipped((entry, b"/etc/passwd")), tmp_path) == (["archive_link"], None)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped(("events/000000000001.record", bytes(5_000_000)), compression=ZIP_DEFLATED)

    assert opened(bomb, tmp_path) == (["archive_compressed"], None)


def test_an_entry_that_says_it_is_larger_than_the_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"12345678")))
    directory = content.rindex(b"PK\x01\x02")
    for place in (directory + 20, directory + 24):
        content[place : place + 4] = (1 << 28).to_bytes(4, "little")

    codes, files = opened(bytes(content), tmp_path)

    assert (codes, files) == (["archive_overlap"], None)


def test_entries_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"12345678"), ("b", b"12345678")))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 42 : directory + 46] = bytes(4)  # the second begins where the first does

    codes, files = opened(bytes(content), tmp_path)

    assert (codes, files) == (["archive_overlap"], None)


def test_bytes_that_belong_to_no_entry_are_refused(tmp_path: Path) -> None:
    plain = zipped(("a", b"1"))
    for content in (b"#!/bin/sh\n" + plain, zipped(("a", b"1"), comment=b"hidden")):
        codes, files = opened(content, tmp_path)
        assert (codes, files) == (["archive_overlap"], None)


@pytest.mark.parametrize("place", range(4, 30))
def test_an_entry_that_says_something_else_of_itself_than_the_directory_is_refused(
    place: int, tmp_path: Path
) -> None:
    content = bytearray(zipped(("a", b"12345678")))
    content[place] ^= 1

    assert opened(bytes(content), tmp_path) == (["archive_overlap"], None)


def test_an_end_that_counts_fewer_entries_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"1"), ("b", b"2")))
    content[-14:-10] = b"\1\0\1\0"

    assert opened(bytes(content), tmp_path) == (["archive_overlap"], None)


def test_a_dossier_may_have_more_files_than_a_short_directory_counts(tmp_path: Path) -> None:
    files = {f"events/{number:012}.record": b"" for number in range(65_536)}

    assert opened(archived(files), tmp_path) == ([], files)


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(("a", b"12345678")))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1

    assert opened(bytes(content), tmp_path) == (["archive_encrypted"], None)


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huicai_verify.packages.MOST_FILES", 2)

    assert opened(zipped(("a", b""), ("b", b""), ("c", b"")), tmp_path) == (["archive_too_many"], None)


@given(place=st.integers(0), value=st.integers(0, 255))
def test_any_byte_of_an_archive_may_be_altered_and_something_is_said(
    place: int, value: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(archived(FILES))
    place %= len(content)
    if content[place] == value:
        return
    content[place] = value
    folder = tmp_path_factory.mktemp("altered")
    (folder / "dossier.zip").write_bytes(content)

    findings = judged_at(folder / "dossier.zip")

    with zipfile.ZipFile(BytesIO(archived(FILES))) as archive:
        in_directory = place >= archive.start_dir
    # The directory's unused fields (who made it, rights) say nothing about the files; whatever does is noticed.
    if findings.exit_code == 0:
        assert in_directory


def test_a_link_in_an_unpacked_dossier_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with ZipFile(BytesIO(archived(FILES))) as archive:
        archive.extractall(folder)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "elsewhere/secret")
    (folder / "folder").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "pipe")

    findings = judged_at(folder)

    links = sorted(str(fault.file) for fault in findings.faults if fault.code == "archive_link")
    assert links == ["folder", "link", "pipe"]
    assert "secret" not in str(findings.as_json())
