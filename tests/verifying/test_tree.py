"""The verifier's tree and the application's are two writings of one specification: each accepts what the other has made."""

from huicai_verify.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofInvalid,
    leaf_hash,
    must_extend,
    root_of,
    root_of_leaf,
)
from hypothesis import given
from hypothesis import strategies as st

from transparency.tree import Tree, consistency_path, inclusion_path, is_consistent, root

LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]
TREE = Tree(LEAVES)


def root_at(size: int) -> bytes:
    return root(size, TREE.node)


def leads_to(index: int, size: int, path: list[bytes]) -> bytes | None:
    try:
        return root_of_leaf(LEAVES[index], index, size, path)
    except ProofInvalid:
        return None


def is_extended(first: int, second: int, path: list[bytes], *, first_root: bytes | None = None) -> bool:
    try:
        must_extend((first, first_root or root_at(first)), (second, root_at(second)), path)
    except ProofInvalid:
        return False
    return True


def test_roots_are_the_same_at_every_size() -> None:
    assert [root_of(LEAVES[:size]) for size in range(300)] == [root_at(size) for size in range(300)]
    assert root_of([]) == EMPTY_ROOT


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_holds_for_its_leaf_index_and_size_alone(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, TREE.node)

    assert leads_to(index, size, path) == root_at(size)
    if other != index:
        assert leads_to(other, size, path) != root_at(size)
    if size < 300:
        assert leads_to(index, size + 1, path) != root_at(size + 1)
    assert leads_to(index, size, [*path, LEAVES[0]]) is None
    if path:
        assert leads_to(index, size, path[:-1]) != root_at(size)


@given(st.integers(0, 300), st.integers(0, 300), st.data())
def test_a_consistency_proof_is_judged_as_the_application_judges_it(
    one: int, other: int, data: st.DataObject
) -> None:
    first, second = sorted((one, other))
    path = consistency_path(first, second, TREE.node)
    assert is_extended(first, second, path)

    if path:
        path[data.draw(st.integers(0, len(path) - 1))] = LEAVES[0]
    else:
        path.append(LEAVES[0])
    assert not is_extended(first, second, path)
    assert not is_consistent(first, root_at(first), second, root_at(second), path)


def test_a_tree_that_was_rewritten_is_no_continuation() -> None:
    path = consistency_path(100, 300, TREE.node)

    assert not is_extended(100, 300, path, first_root=root_of([LEAVES[1], *LEAVES[1:100]]))


def test_a_frontier_takes_in_whole_subtrees_as_well_as_leaves() -> None:
    tree = Frontier()
    tree.append(root_of(LEAVES[:256]), 256)
    for leaf in LEAVES[256:]:
        tree.append(leaf)

    assert tree.root() == root_at(300)
