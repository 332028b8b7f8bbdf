"""The Merkle tree of RFC 6962 with SHA-256: its root, its proofs, and how these are verified (RFC 9162, 2.1).

A tree is seen through `Nodes`: the hash of any complete subtree, wherever these are kept. Entries are bytes, a hash is
32 bytes, indices start at 0. Nothing here knows what an entry means, and nothing reads a file or a database.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

# The hash of the complete subtree over the entries [index · 2^height, (index + 1) · 2^height).
Nodes = Callable[[int, int], bytes]


class NoSuchProof(ValueError):
    """There is no such entry in a tree of that size, or no such tree before it."""


def leaf_hash(entry: bytes) -> bytes:
    """What stands for an entry in the tree."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands for two subtrees beside each other."""
    return sha256(b"\1" + left + right).digest()


class Tree:
    """A tree in memory, which keeps the hash of every complete subtree: 64 bytes for an entry."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self._levels[0]) // HASH_SIZE

    def append(self, leaf: bytes) -> None:
        """Take in the next entry, by its hash."""
        index, level, added = self.size, 0, leaf
        self._levels[0] += added
        while index & 1:
            added = node_hash(self.node(level, index - 1), added)
            index, level = index >> 1, level + 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += added

    def node(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree; see `Nodes`."""
        start = index * HASH_SIZE
        return bytes(self._levels[height][start : start + HASH_SIZE])


def root(size: int, nodes: Nodes) -> bytes:
    """The hash of the whole tree."""
    return _hash_of(0, size, nodes) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The audit path of an entry, from its sibling up. Raises `NoSuchProof`."""
    if not 0 <= index < size:
        raise NoSuchProof(f"a tree of {size} entries has none with index {index}")
    path, start, count = [], 0, size
    while count > 1:
        left = _left_part(count)
        if index < start + left:
            path.append(_hash_of(start + left, count - left, nodes))
            count = left
        else:
            path.append(_hash_of(start, left, nodes))
            start, count = start + left, count - left
    return path[::-1]


def consistency_path(first: int, second: int, nodes: Nodes) -> list[bytes]:
    """What shows that the tree of `second` entries begins with that of `first`. Raises `NoSuchProof`."""
    if not 0 <= first <= second:
        raise NoSuchProof(f"a tree of {second} entries does not begin with one of {first}")
    if first in {0, second}:
        return []
    path, start, count, was_whole = [], 0, second, True
    while start + count > first:
        left = _left_part(count)
        if first <= start + left:
            path.append(_hash_of(start + left, count - left, nodes))
            count = left
        else:
            path.append(_hash_of(start, left, nodes))
            start, count, was_whole = start + left, count - left, False
    if not was_whole:
        path.append(_hash_of(start, count, nodes))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the entry at this index to the root of the tree of this size (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            at, last = _up_to_right_child(at, last)
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path shows that the second tree begins with the first (RFC 9162, 2.1.4.2).

    The empty tree begins every other; that has an empty path, as that of a tree with itself.
    """
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    return _is_continued(first, first_root, second, second_root, iter(path))


def _is_continued(
    first: int, first_root: bytes, second: int, second_root: bytes, path: Iterator[bytes]
) -> bool:
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    # A first tree that is a complete subtree of the second is not repeated in the path.
    seed = first_root if at == 0 else next(path, b"")
    found_first = found_second = seed
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_first = node_hash(sibling, found_first)
            found_second = node_hash(sibling, found_second)
            at, last = _up_to_right_child(at, last)
        else:
            found_second = node_hash(found_second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found_first == first_root and found_second == second_root


def _up_to_right_child(at: int, last: int) -> tuple[int, int]:
    """Up the right edge of the tree, past the levels at which the node has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _hash_of(start: int, count: int, nodes: Nodes) -> bytes:
    """The hash over `count` entries from `start` on, which begins a subtree of at least that size."""
    if count & (count - 1) == 0:
        return nodes(count.bit_length() - 1, start // count)
    left = _left_part(count)
    return node_hash(_hash_of(start, left, nodes), _hash_of(start + left, count - left, nodes))


def _left_part(count: int) -> int:
    """The largest power of two that is smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1
