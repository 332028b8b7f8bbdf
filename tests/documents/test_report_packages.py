"""The package of a report: one way of writing it, and nothing else is read."""

import io
import re
import struct
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.report_packages import MANIFEST, SIGNATURE, Packed, package_of, read_package
from domain.report_packages import FileKind, PackageTooLarge, PackageUnreadable
from persistence.report_signatures import Kind, Signer, detached
from tests.architecture.tree import ROOT
from tests.domain.reports_between_units import OF_ZIBO, manifest_of, packed

MOST = 100_000
FILES = {FileKind.JSON: b'{"made": "up"}', FileKind.XLSX: b"PK made up", FileKind.PDF: b"%PDF made up"}
PACKED = Packed(manifest_of(FILES).canonical, "e30..c2ln", FILES)
PACKAGE = package_of(PACKED)


def zipped(*entries: tuple[str, bytes], how: int = ZIP_STORED) -> bytes:
    """A zip as anybody makes one."""
    made = io.BytesIO()
    with ZipFile(made, "w", how) as archive:
        for name, content in entries:
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compress_type=how)
    return made.getvalue()


def refused(content: bytes, most: int = MOST) -> None:
    with pytest.raises(PackageUnreadable):
        read_package(content, most)


def test_what_was_packed_is_read():
    assert read_package(PACKAGE, MOST) == PACKED


def test_the_bytes_are_those_of_the_format():
    assert sha256(package_of(PACKED)).hexdigest() == GOLDEN
    assert package_of(PACKED) == package_of(PACKED)


def test_the_format_s_page_has_this_manifest_its_signature_and_the_digest_of_the_package():
    page = (ROOT / "docs/format/report-package-1.md").read_text(encoding="utf-8")
    manifest = manifest_of(FILES)

    assert manifest.canonical.decode() in page
    assert detached(Signer([OF_ZIBO]).signed(manifest.canonical, Kind.MANIFEST)) in page
    assert {manifest.sha256, GOLDEN_SIGNED} <= set(re.findall("[0-9a-f]{64}", page))


def test_a_signed_package_is_the_same_bytes_every_time():
    assert sha256(packed(manifest_of(FILES), FILES)).hexdigest() == GOLDEN_SIGNED


@given(st.data())
def test_a_package_of_which_a_byte_was_changed_is_refused(data):
    at = data.draw(st.integers(0, len(PACKAGE) - 1))
    by = data.draw(st.integers(1, 255))

    refused(PACKAGE[:at] + bytes([PACKAGE[at] ^ by]) + PACKAGE[at + 1 :])


def test_no_byte_of_it_can_be_changed():
    for at in range(len(PACKAGE)):
        refused(PACKAGE[:at] + bytes([PACKAGE[at] ^ 1]) + PACKAGE[at + 1 :])


@given(st.integers(0, len(PACKAGE) - 1))
def test_a_package_that_was_cut_short_is_refused(length):
    refused(PACKAGE[:length])


@given(st.binary(min_size=1, max_size=30))
def test_nothing_may_stand_before_or_behind_it(more):
    refused(PACKAGE + more)
    refused(more + PACKAGE)


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_and_none_are_a_package(content):
    refused(content)


def test_a_package_that_is_too_large_is_not_looked_at():
    with pytest.raises(PackageTooLarge):
        read_package(b"x" * 101, 100)


def usual(*more: tuple[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return ((MANIFEST, PACKED.manifest), (SIGNATURE, b"e30..c2ln"), *more)


@pytest.mark.parametrize(
    "name",
    [
        "../report.json",
        "/report.json",
        "C:\\report.json",
        "..\\report.json",
        "report.json/",
        "report.exe",
        "REPORT.JSON",
        "",
    ],
)
def test_a_file_of_another_name_or_elsewhere_is_refused(name):
    refused(zipped(*usual((name, FILES[FileKind.JSON]))))


def test_a_compressed_package_is_refused_before_anything_is_unpacked():
    bomb = zipped(*usual((FileKind.JSON, b"\0" * 50_000_000)), how=ZIP_DEFLATED)

    assert len(bomb) < MOST
    refused(bomb)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_in_it_twice_is_refused():
    content = FILES[FileKind.JSON]

    refused(zipped(*usual((FileKind.JSON, content), (FileKind.JSON, content))))


def test_files_in_another_order_are_refused():
    (manifest, signature) = usual()

    refused(zipped(signature, manifest, (FileKind.JSON, FILES[FileKind.JSON])))


def test_a_package_without_manifest_or_signature_is_refused():
    refused(zipped((FileKind.JSON, FILES[FileKind.JSON])))
    refused(zipped(usual()[0], (FileKind.JSON, FILES[FileKind.JSON])))


def test_a_directory_of_a_million_entries_is_not_read():
    entries, directory = 2**16 - 1, 50_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, directory, 0, 0)

    refused(PACKAGE + end)


GOLDEN = "4468763c88d3e0f2d0b9442d1ea83d096a1ff1c2e2eab58815d8fdf65b949619"
GOLDEN_SIGNED = "e3340485c0ca2120b0efd15e1ea5f95ed563575cc0db77650619481841b7676d"
