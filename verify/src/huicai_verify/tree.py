"""The Merkle tree of RFC 6962, section 2.1: hashes, roots, and what follows from proofs."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = sha256(b"").digest()


class ProofInvalid(Exception):
    """A proof has another length than its tree, or does not lead where it says."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(NODE + left + right).digest()


def root_of_leaf(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2). Raises `ProofInvalid`."""
    if not 0 <= index < size:
        raise ProofInvalid
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofInvalid
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofInvalid
    return root


def must_extend(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Raise `ProofInvalid` unless the new tree (size, root) only appends to the old one (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 <= old_size <= new_size:
        raise ProofInvalid
    if old_size in (0, new_size):
        if path or old_root != (new_root if old_size == new_size else EMPTY_ROOT):
            raise ProofInvalid
        return
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not steps or _continued(old_size, new_size, steps) != (old_root, new_root):
        raise ProofInvalid


def _continued(old_size: int, new_size: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    """The two roots that a consistency proof leads to."""
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofInvalid
        if node & 1 or node == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            now = node_hash(now, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofInvalid
    return was, now


class Frontier:
    """The complete subtrees of a growing tree, largest first: enough to append to it and to name its root."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []  # (leaves, hash)

    def append(self, hash_: bytes, leaves: int = 1) -> None:
        """Append a complete subtree; its leaves, a power of two, have to divide the size so far."""
        self.size += leaves
        while self._subtrees and self._subtrees[-1][0] == leaves:
            hash_ = node_hash(self._subtrees.pop()[1], hash_)
            leaves *= 2
        self._subtrees.append((leaves, hash_))

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self._subtrees:
            return EMPTY_ROOT
        *others, (_, root) = self._subtrees
        for _, left in reversed(others):
            root = node_hash(left, root)
        return root

    def copy(self) -> "Frontier":
        """The same tree, to be continued by itself."""
        same = Frontier()
        same.size, same._subtrees = self.size, list(self._subtrees)
        return same


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def subtree_root(leaves: list[bytes]) -> bytes:
    """The root over a power of two of hashes, level by level, which is quicker than one by one."""
    level = leaves
    while len(level) > 1:
        level = [
            sha256(NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)
        ]
    return level[0]
