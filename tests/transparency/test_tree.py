"""The tree is that of RFC 6962: its published roots, a second implementation, and proofs that bear no change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency import rfc6962
from transparency.tree import (
    EMPTY_ROOT,
    NoSuchProof,
    Tree,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    root,
)

# The reference tree that certificate transparency has published its test vectors for.
PUBLISHED_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 300)
ENTRIES = [f"entry {number}".encode() for number in range(300)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
TREE = Tree(LEAVES)


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_published_one(size):
    tree = Tree(map(leaf_hash, PUBLISHED_ENTRIES))

    assert root(size, tree.node).hex() == PUBLISHED_ROOTS[size]


@given(SIZES)
def test_the_root_is_that_of_the_definition(size):
    assert root(size, TREE.node) == rfc6962.mth(ENTRIES[:size])


@given(st.data(), SIZES)
def test_an_entry_has_the_path_of_the_definition_and_it_verifies_by_two_ways(data, size):
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, TREE.node)

    assert path == rfc6962.path(index, ENTRIES[:size])
    assert is_included(LEAVES[index], index, size, path, root(size, TREE.node))
    assert rfc6962.root_by_path(LEAVES[index], index, size, path) == root(size, TREE.node)


@given(st.data(), SIZES)
def test_a_tree_has_the_consistency_path_of_the_definition_and_it_verifies(data, second):
    first = data.draw(st.integers(1, second))
    path = consistency_path(first, second, TREE.node)

    assert path == rfc6962.proof(first, ENTRIES[:second])
    assert is_consistent(first, root(first, TREE.node), second, root(second, TREE.node), path)


@given(st.data(), SIZES)
def test_a_path_of_another_index_size_entry_or_hash_does_not_verify(data, size):
    index = data.draw(st.integers(0, size - 1))
    path, whole = inclusion_path(index, size, TREE.node), root(size, TREE.node)
    other = data.draw(st.integers(-1, size + 2).filter(lambda one: one != index))

    assert not is_included(LEAVES[index], other, size, path, whole)
    assert not is_included(leaf_hash(b"another"), index, size, path, whole)
    assert not is_included(LEAVES[index], index, size, [*path, whole], whole)
    assert not is_included(LEAVES[index], index, size, path, leaf_hash(whole))
    if path:
        changed = data.draw(st.integers(0, len(path) - 1))
        assert not is_included(LEAVES[index], index, size, path[:-1], whole)
        assert not is_included(
            LEAVES[index], index, size, [*path[:changed], whole, *path[changed + 1 :]], whole
        )


@given(st.data(), st.integers(2, 300))
def test_a_log_that_was_rewritten_is_not_consistent_with_what_it_was(data, second):
    first = data.draw(st.integers(1, second - 1))
    rewritten = Tree([*LEAVES[: first - 1], leaf_hash(b"rewritten"), *LEAVES[first:second]])
    path = consistency_path(first, second, rewritten.node)

    assert not is_consistent(first, root(first, TREE.node), second, root(second, rewritten.node), path)
    assert is_consistent(first, root(first, rewritten.node), second, root(second, rewritten.node), path)


@given(st.data(), st.integers(2, 300))
def test_a_consistency_path_that_is_changed_does_not_verify(data, second):
    first = data.draw(st.integers(1, second - 1))
    path = consistency_path(first, second, TREE.node)
    roots = {"first_root": root(first, TREE.node), "second_root": root(second, TREE.node)}
    at = data.draw(st.integers(0, len(path) - 1))

    assert not is_consistent(first, second=second, path=[*path, LEAVES[0]], **roots)
    assert not is_consistent(first, second=second, path=path[:at] + path[at + 1 :], **roots)
    assert not is_consistent(
        first, second=second, path=[*path[:at], leaf_hash(b""), *path[at + 1 :]], **roots
    )
    assert not is_consistent(second, second=first, path=path, **roots)


def test_the_empty_tree_begins_every_tree():
    assert is_consistent(0, EMPTY_ROOT, 7, root(7, TREE.node), [])
    assert not is_consistent(0, LEAVES[0], 7, root(7, TREE.node), [])
    assert not is_consistent(0, EMPTY_ROOT, 7, root(7, TREE.node), [LEAVES[0]])
    assert is_consistent(7, root(7, TREE.node), 7, root(7, TREE.node), [])
    assert not is_consistent(7, root(7, TREE.node), 7, root(6, TREE.node), [])


@pytest.mark.parametrize("index", [-1, 7, 8])
def test_there_is_no_proof_of_what_is_not_in_the_tree(index):
    with pytest.raises(NoSuchProof):
        inclusion_path(index, 7, TREE.node)


@pytest.mark.parametrize("first", [-1, 8])
def test_there_is_no_proof_from_a_tree_that_is_larger(first):
    with pytest.raises(NoSuchProof):
        consistency_path(first, 7, TREE.node)
