"""The package of a report (报送包): a zip with nothing compressed, of which there is one for the same content.

    manifest.json   what is in it, from whom, for whom: canonical JSON
    manifest.jws    the signature of the manifest, detached
    report.json …   the files, in the order of their kinds

A package is read by making it anew from what was found and comparing: what is not byte by byte what would be written here
is refused, so there is nothing to be decompressed, no path to be followed and no two ways of reading it.
docs/format/report-package-1.md
"""

import io
import struct
from collections.abc import Mapping
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.report_packages import FileKind, PackageTooLarge, PackageUnreadable
from domain.text import Text

MANIFEST, SIGNATURE = "manifest.json", "manifest.jws"
NAMES = (MANIFEST, SIGNATURE, *FileKind)
MANY_YEARS_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: nothing in it tells when it was made
READ_BY_ALL = 0o644 << 16
UNIX = 3
# The last record of a zip without a comment: how many entries there are, how long their directory is.
LAST_RECORD = struct.Struct("<4s6xHLLH")
MARK = b"PK\x05\x06"
MARK_OF_LARGE = b"PK\x06\x07"  # of zip64, before the last record
LARGEST_DIRECTORY = 1000


class Packed(NamedTuple):
    """What is in a package, as bytes."""

    manifest: bytes
    signature: str
    files: Mapping[FileKind, bytes]


def package_of(packed: Packed) -> bytes:
    """The one package of this content."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, content in _entries(packed):
            entry = ZipInfo(name, MANY_YEARS_AGO)
            entry.external_attr = READ_BY_ALL
            entry.create_system = UNIX
            archive.writestr(entry, content)
    return made.getvalue()


def read_package(package: bytes, most: int) -> Packed:
    """What is in it. Raises `PackageTooLarge` and `PackageUnreadable`."""
    if len(package) > most:
        raise PackageTooLarge(TOO_LARGE.filled(most=most))
    if not _has_few_entries(package):
        raise PackageUnreadable
    try:
        packed = _packed(package)
    except (
        BadZipFile,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        struct.error,
    ):
        raise PackageUnreadable from None
    if packed is None or package_of(packed) != package:
        raise PackageUnreadable
    return packed


def _has_few_entries(package: bytes) -> bool:
    """Whether its directory is no longer than ours can be: it is read before its entries can be looked at."""
    if len(package) < LAST_RECORD.size or package[-42:-38] == MARK_OF_LARGE:
        return False
    mark, entries, length, _, comment = LAST_RECORD.unpack(package[-LAST_RECORD.size :])
    return bool(mark == MARK and entries <= len(NAMES) and length <= LARGEST_DIRECTORY and comment == 0)


def _packed(package: bytes) -> Packed | None:
    with ZipFile(io.BytesIO(package)) as archive:
        entries = archive.infolist()
        if any(one.filename not in NAMES or one.compress_type != ZIP_STORED for one in entries):
            return None
        content = {one.filename: archive.read(one) for one in entries}
    files = {kind: content[kind] for kind in FileKind if kind in content}
    return Packed(content[MANIFEST], content[SIGNATURE].decode("ascii"), files)


def _entries(packed: Packed) -> list[tuple[str, bytes]]:
    its = [(MANIFEST, packed.manifest), (SIGNATURE, packed.signature.encode())]
    return [*its, *((kind.value, packed.files[kind]) for kind in FileKind if kind in packed.files)]


TOO_LARGE = Text("上限为{most}字节", "at most {most} bytes are taken")
