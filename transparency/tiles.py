"""Tiles (分片): a tree cut into pieces of 256 hashes, each a file that never changes, as https://c2sp.org/tlog-tiles says.

<prefix>/tile/<level>/<index>[.p/<width>]       hashes; those of level 0 are of entries
<prefix>/tile/entries/<index>[.p/<width>]       the entries themselves, each behind its length in 2 bytes
<prefix>/tile/records/<index>[.p/<width>]       instead of these where one is too long for that: lengths of 4 bytes
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from transparency.tree import EMPTY_ROOT, HASH_SIZE, NoSuchProof, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
HIGHEST_LEVEL = 63

PATH = re.compile(
    r"tile/(0|[1-9][0-9]?|entries|records)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class BundleMalformed(ValueError):
    """These bytes are no bundle of entries, or no tile."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The place of a tile, and how many hashes it has: 256, or fewer at the right edge of the tree."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the log's prefix."""
        return f"tile/{self.level}/{_written(self.index)}{_suffix(self.width)}"

    @property
    def is_full(self) -> bool:
        """Whether nothing can be added to it."""
        return self.width == WIDTH


def entries_path(index: int, width: int = WIDTH, *, long: bool = False) -> str:
    """Where a bundle of entries is served; `long` where one of them does not fit into a C2SP bundle."""
    return f"tile/{'records' if long else 'entries'}/{_written(index)}{_suffix(width)}"


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names: `kind` is a level, `entries` or `records`."""

    kind: str
    index: int
    width: int


def placed(written: str) -> Place | None:
    """The tile or bundle that a path names, None where it is not written in the one way in which it is."""
    match = PATH.fullmatch(written)
    if match is None:
        return None
    kind, digits, stated = match.groups()
    index, width = int(digits.replace("x", "").replace("/", "")), WIDTH if stated is None else int(stated)
    has_level = not kind.isdigit() or int(kind) <= HIGHEST_LEVEL
    is_ours = has_level and _written(index) == digits and (stated is None or width < WIDTH)
    return Place(kind, index, width) if is_ours else None


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of this size, level by level from the entries up."""
    return tiles_between(0, size)


def tiles_between(before: int, size: int) -> Iterator[Tile]:
    """The tiles of a tree of this size that it did not have when it was smaller."""
    level = 0
    while size > before:
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, index) for index in range(before // WIDTH, full))
        if rest:
            yield Tile(level, full, rest)
        level, before, size = level + 1, before // WIDTH, full


def edge_of(size: int) -> list[Tile]:
    """The tile at each level that the next entry could reach, of the width that it has now: 0 to 255."""
    edge: list[Tile] = []
    count = size
    while count:
        edge.append(Tile(len(edge), *divmod(count, WIDTH)))
        count //= WIDTH
    return edge


@dataclass(slots=True)
class Edge:
    """The right edge of a growing tree: the hashes of its tiles that are not full yet.

    That is all that is needed to take in entries, to write the tiles that they fill, and to know the root.
    """

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    @classmethod
    def at(cls, size: int, hashes_of: Callable[[Tile], Sequence[bytes]]) -> Self:
        """The edge of a tree of this size, whose tiles are found by `hashes_of`."""
        levels = [list(hashes_of(tile)[: tile.width]) if tile.width else [] for tile in edge_of(size)]
        return cls(size, levels)

    def extend(self, leaves: Iterable[bytes]) -> dict[Tile, list[bytes]]:
        """Take in the next entries, by their hashes. Returns the tiles that are new by it, the partial ones last."""
        before = edge_of(self.size)
        new: dict[Tile, list[bytes]] = {}
        for leaf in leaves:
            self._add(leaf, new)
        for tile in edge_of(self.size):
            if tile.width and tile not in before:
                new[tile] = list(self.levels[tile.level])
        return new

    def root(self) -> bytes:
        """The root of the tree."""
        parts = [part for hashes in reversed(self.levels) for part in _complete_parts(hashes)]
        if not parts:
            return EMPTY_ROOT
        found = parts.pop()
        while parts:
            found = node_hash(parts.pop(), found)
        return found

    def _add(self, leaf: bytes, new: dict[Tile, list[bytes]]) -> None:
        level, added, index = 0, leaf, self.size
        self.size += 1
        while True:
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(added)
            if len(self.levels[level]) < WIDTH:
                return
            filled, self.levels[level] = self.levels[level], []
            index //= WIDTH
            new[Tile(level, index)] = filled
            [added] = _complete_parts(filled)
            level += 1


class TiledNodes:
    """The hashes of complete subtrees of a tree of this size, out of its tiles: the `Nodes` of `tree`.

    `hashes_of` finds the hashes of a tile, or of a wider one of the same place.
    """

    def __init__(self, size: int, hashes_of: Callable[[Tile], Sequence[bytes]]) -> None:
        self._size = size
        self._hashes_of = hashes_of
        self._read: dict[Tile, Sequence[bytes]] = {}

    def __call__(self, height: int, index: int) -> bytes:
        """See `Nodes`. Raises `NoSuchProof` where the tree has no such subtree."""
        level, inside = divmod(height, HEIGHT)
        first, count = index << inside, 1 << inside
        tile = self._tile(level, first // WIDTH)
        start = first % WIDTH
        if start + count > tile.width:
            raise NoSuchProof(f"a tree of {self._size} entries has no subtree {index} of height {height}")
        if tile not in self._read:
            self._read[tile] = self._hashes_of(tile)
        [found] = _complete_parts(self._read[tile][start : start + count])
        return found

    def _tile(self, level: int, index: int) -> Tile:
        count = self._size >> HEIGHT * level
        return Tile(level, index, max(0, min(WIDTH, count - index * WIDTH)))


def packed(hashes: Iterable[bytes]) -> bytes:
    """A tile as it is kept."""
    return b"".join(hashes)


def unpacked(tile: bytes) -> list[bytes]:
    """The hashes of a tile. Raises `BundleMalformed`."""
    if len(tile) % HASH_SIZE or len(tile) > WIDTH * HASH_SIZE:
        raise BundleMalformed("a tile is at most 256 hashes of 32 bytes")
    return [tile[start : start + HASH_SIZE] for start in range(0, len(tile), HASH_SIZE)]


def are_long(entries: Iterable[bytes]) -> bool:
    """Whether one of these entries is too long for a bundle of C2SP."""
    return any(len(entry) > LONGEST_ENTRY for entry in entries)


def bundled(entries: Iterable[bytes], *, long: bool = False) -> bytes:
    """Entries one after the other, each behind its length."""
    prefix = 4 if long else 2
    return b"".join(len(entry).to_bytes(prefix, "big") + entry for entry in entries)


def unbundled(bundle: bytes, *, long: bool = False) -> list[bytes]:
    """The entries of a bundle. Raises `BundleMalformed`."""
    prefix, start, entries = 4 if long else 2, 0, []
    while start < len(bundle):
        begin = start + prefix
        start = begin + int.from_bytes(bundle[start:begin], "big")
        if begin > len(bundle) or start > len(bundle):
            raise BundleMalformed("a bundle ends within an entry")
        entries.append(bundle[begin:start])
    return entries


def _complete_parts(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes of the complete subtrees over these, the largest first."""
    parts, start = [], 0
    while start < len(hashes):
        count = 1 << (len(hashes) - start).bit_length() - 1
        parts.append(_folded(hashes[start : start + count]))
        start += count
    return parts


def _folded(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _written(index: int) -> str:
    """In pieces of three digits, all but the last behind an x."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *before, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    return "/".join([*(f"x{piece}" for piece in before), last])


def _suffix(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
