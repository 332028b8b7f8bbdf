"""A dossier as it was handed over: a zip file, or the folder that it was unpacked into. Read as if it were hostile.

names     plain, below the folder, none twice (nor but for its capitals), no link
entries   stored without compression, so that the archive cannot grow; end to end, with nothing between
"""

import re
import stat
from io import BytesIO
from pathlib import Path
from struct import Struct
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from huicai_verify.findings import Findings
from huicai_verify.plain_files import NotPlain, TooLarge, read_plain

NAME = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)*")
LONGEST_NAME = 200
MOST_FILES = 200_000
MOST_BYTES = 4 << 30
MOST_ARCHIVE_BYTES = (2 << 30) - 1  # beyond, an entry says its place in another way (zip64)
MOST_FILE_BYTES = 1 << 29
LOCAL_HEADER_BYTES, DIRECTORY_HEADER_BYTES = 30, 46
END, LONG_END, LONG_END_PLACE = Struct("<4s4H2LH"), Struct("<4sQ2H2L4Q"), Struct("<4sLQL")
MOST_COUNTED = 0xFFFF  # entries, by the end of a directory
ENCRYPTED = 0x1
UNIX = 3


def files_of(place: Path, findings: Findings) -> dict[str, bytes] | None:
    """Every file of a dossier by its name; None, with the reason among the faults, where it is not safe to read on."""
    if place.is_dir():
        return _files_of_folder(place, findings)
    try:
        return _files_of_archive(read_plain(place, MOST_ARCHIVE_BYTES), findings)
    except TooLarge:
        findings.fault("archive_to_unpack", file=place.name, most=MOST_ARCHIVE_BYTES)
    except NotPlain:
        findings.fault("archive_link", file=place.name)
    return None


def _files_of_archive(content: bytes, findings: Findings) -> dict[str, bytes] | None:
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        findings.fault("archive_unreadable")
        return None
    entries = archive.infolist()
    before = len(findings.faults)
    if len(entries) > MOST_FILES:
        findings.fault("archive_too_many", most=MOST_FILES)
        return None
    _judge_names([entry.orig_filename for entry in entries], findings)
    for entry in entries:
        _judge_entry(entry, findings)
    _judge_layout(archive, entries, content, findings)
    if len(findings.faults) > before:
        return None
    return _read(archive, entries, findings)


def _judge_names(names: list[str], findings: Findings) -> None:
    seen: set[str] = set()
    for name in names:
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            findings.fault("archive_path_unsafe", file=name)
        if name.lower() in seen:
            findings.fault("archive_name_twice", file=name)
        seen.add(name.lower())


def _judge_entry(entry: ZipInfo, findings: Findings) -> None:
    name = entry.orig_filename
    mode = entry.external_attr >> 16
    if name.endswith("/") or (entry.create_system == UNIX and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        findings.fault("archive_link", file=name)
    if entry.flag_bits & ENCRYPTED:
        findings.fault("archive_encrypted", file=name)
    elif entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size:
        findings.fault("archive_compressed", file=name)
    if entry.file_size > MOST_FILE_BYTES:
        findings.fault("archive_too_large", file=name, most=MOST_FILE_BYTES)


def _judge_layout(archive: ZipFile, entries: list[ZipInfo], content: bytes, findings: Findings) -> None:
    """Entries stand one behind the other in the order of the directory, from the first byte to the directory.

    What an entry says of itself is what the directory says of it: some programs read the one, and some the other.
    """
    place, listed = 0, archive.start_dir
    for entry in entries:
        name = len(entry.orig_filename.encode())
        said, said_in_directory = content[place + 4 : place + 30], content[listed + 6 : listed + 32]
        if entry.header_offset != place or entry.extra or said != said_in_directory:
            findings.fault("archive_overlap", file=entry.orig_filename)
            return
        place += LOCAL_HEADER_BYTES + name + entry.compress_size
        listed += DIRECTORY_HEADER_BYTES + name
    if archive.start_dir != place or content[listed:] != _ending(len(entries), place, listed - place):
        findings.fault("archive_overlap")


def _ending(count: int, place: int, size: int) -> bytes:
    """What follows a directory; of more entries than its end can count there is a longer end before (zip64)."""
    end = END.pack(b"PK\x05\x06", 0, 0, *[min(count, MOST_COUNTED)] * 2, size, place, 0)
    if count <= MOST_COUNTED:
        return end
    long = LONG_END.pack(b"PK\x06\x06", LONG_END.size - 12, 45, 45, 0, 0, count, count, size, place)
    return long + LONG_END_PLACE.pack(b"PK\x06\x07", 0, place + size, 1) + end


def _read(archive: ZipFile, entries: list[ZipInfo], findings: Findings) -> dict[str, bytes] | None:
    found = {}
    for entry in entries:
        try:
            found[entry.orig_filename] = archive.read(entry)
        except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
            findings.fault("file_unreadable", file=entry.orig_filename)
    return found


def _files_of_folder(folder: Path, findings: Findings) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for path in _walked(folder):
        name = path.relative_to(folder).as_posix()
        _judge_names([name], findings)
        if len(found) >= MOST_FILES:
            findings.fault("archive_too_many", most=MOST_FILES)
            break
        try:
            content = read_plain(path, min(MOST_FILE_BYTES, MOST_BYTES - total))
        except NotPlain:
            findings.fault("archive_link", file=name)
        except TooLarge:
            findings.fault("archive_too_large", file=name, most=MOST_FILE_BYTES)
        except OSError:
            findings.fault("file_unreadable", file=name)
        else:
            total += len(content)
            found[name] = content
    return found


def _walked(folder: Path) -> list[Path]:
    """Every file below a folder; a folder that is a link is not entered."""
    found: list[Path] = []
    open_folders = [folder]
    while open_folders and len(found) <= MOST_FILES:
        for path in sorted(open_folders.pop().iterdir()):
            if path.is_dir() and not path.is_symlink():
                open_folders.append(path)
            else:
                found.append(path)
    return found
