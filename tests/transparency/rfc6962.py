"""RFC 6962 written a second time, straight from its definitions, and slow: what the product's tree is compared with."""

from collections.abc import Sequence
from hashlib import sha256


def digest(content: bytes) -> bytes:
    return sha256(content).digest()


def split(count: int) -> int:
    left = 1
    while left * 2 < count:
        left *= 2
    return left


def mth(entries: Sequence[bytes]) -> bytes:
    """2.1: the Merkle tree hash of a list of entries."""
    if not entries:
        return digest(b"")
    if len(entries) == 1:
        return digest(b"\x00" + entries[0])
    left = split(len(entries))
    return digest(b"\x01" + mth(entries[:left]) + mth(entries[left:]))


def path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """2.1.1: the audit path of one entry."""
    if len(entries) == 1:
        return []
    left = split(len(entries))
    if index < left:
        return [*path(index, entries[:left]), mth(entries[left:])]
    return [*path(index - left, entries[left:]), mth(entries[:left])]


def proof(first: int, entries: Sequence[bytes]) -> list[bytes]:
    """2.1.2: the consistency proof from the first entries to all."""
    return subproof(first, entries, whole=True)


def subproof(first: int, entries: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if first == len(entries):
        return [] if whole else [mth(entries)]
    left = split(len(entries))
    if first <= left:
        return [*subproof(first, entries[:left], whole=whole), mth(entries[left:])]
    return [*subproof(first - left, entries[left:], whole=False), mth(entries[:left])]


def root_by_path(leaf: bytes, index: int, count: int, hashes: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to, by walking down the tree as 2.1.1 does; None if it has another length."""
    if count == 1:
        return leaf if not hashes else None
    if not hashes:
        return None
    left, sibling = split(count), hashes[-1]
    if index < left:
        below = root_by_path(leaf, index, left, hashes[:-1])
        return None if below is None else digest(b"\x01" + below + sibling)
    below = root_by_path(leaf, index - left, count - left, hashes[:-1])
    return None if below is None else digest(b"\x01" + sibling + below)
