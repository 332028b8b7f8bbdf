"""The files of an exported log, as c2sp.org/tlog-tiles lays them out: bundles of records, and tiles of hashes.

A bundle with a record of more than 65,535 bytes lies under `tile/records`, with lengths of four bytes.
"""

from pathlib import Path
from struct import Struct, error

from huicai_verify.plain_files import read_plain
from huicai_verify.tree import HASH_BYTES

WIDTH = 256
LENGTHS = {"entries": Struct(">H"), "records": Struct(">I")}
MOST_BUNDLE_BYTES = 1 << 29


def entries_of(folder: Path, bundle: int, width: int) -> tuple[list[bytes] | None, str, str]:
    """The records of a bundle with the file they lie in; otherwise why not, as a code."""
    file = ""
    for kind, length in LENGTHS.items():
        content, file, wide = _content(folder, f"tile/{kind}/{path_of(bundle)}", width)
        if content is not None:
            try:
                entries = _taken_apart(content, length)
            except (error, ValueError):
                return None, file, "bundle_unreadable"
            return entries[:width] if wide > width else entries, file, ""
    return None, entries_name(bundle), "bundle_missing"


def _taken_apart(content: bytes, length: Struct) -> list[bytes]:
    entries, place, end = [], 0, len(content)
    size, unpack = length.size, length.unpack_from
    while place < end:
        (count,) = unpack(content, place)
        place += size
        entries.append(content[place : place + count])
        place += count
    if place != end:
        raise ValueError(place)
    return entries


def hashes_of(folder: Path, name: str, width: int) -> tuple[list[bytes] | None, str, str]:
    """The first hashes of a tile with its file; otherwise why not, as a code."""
    content, file, wide = _content(folder, name, width)
    if content is None:
        return None, file, "tile_missing"
    count, rest = divmod(len(content), HASH_BYTES)
    if rest or count != wide:
        return None, file, "tile_unreadable"
    return [content[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)], file, ""


def _content(folder: Path, name: str, width: int) -> tuple[bytes | None, str, int]:
    """The bytes of a tile or bundle of this width, or of a wider one that has replaced it, with the name and width found."""
    for wide in range(width, WIDTH + 1):
        named = name if wide == WIDTH else f"{name}.p/{wide}"
        try:
            return read_plain(folder / named, MOST_BUNDLE_BYTES), named, wide
        except OSError:
            continue
    return None, name, width


def entries_name(bundle: int) -> str:
    """Where the records of a bundle lie."""
    return f"tile/entries/{path_of(bundle)}"


def width_of(bundle: int, size: int) -> int:
    """How many records a bundle has in a log of this size."""
    return min(WIDTH, size - bundle * WIDTH)


def path_of(index: int) -> str:
    """The number of a tile as a path: 1234067 is x001/x234/067."""
    digits = f"{index:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
