"""Tiles are those of C2SP, and what they hold is the tree: its root and every proof come out of them alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transparency.tiles import (
    BundleMalformed,
    Edge,
    Place,
    Tile,
    TiledNodes,
    are_long,
    bundled,
    entries_path,
    packed,
    placed,
    tiles_between,
    tiles_of,
    unbundled,
    unpacked,
)
from transparency.tree import NoSuchProof, Tree, consistency_path, inclusion_path, leaf_hash, root

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]
TREE = Tree(LEAVES)
SIZES = st.integers(0, 70_000) | st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 65_537])


@pytest.fixture(scope="module")
def tiles() -> dict[Tile, list[bytes]]:
    """All tiles of the tree of 70 000."""
    return Edge().extend(LEAVES)


def cut_out(tiles):
    """The tiles as a smaller tree sees them."""
    by_place = {(tile.level, tile.index): hashes for tile, hashes in tiles.items()}
    return lambda tile: by_place[tile.level, tile.index]


def test_a_tree_of_70000_has_the_tiles_that_the_specification_says(tiles):
    assert set(tiles) == set(tiles_of(70_000))
    assert sum(tile.is_full for tile in tiles) == 273 + 1
    assert [tile for tile in tiles_of(70_000) if not tile.is_full] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@settings(max_examples=25)
@given(SIZES, st.integers(1, 600))
def test_an_edge_goes_on_where_another_stopped(size, more):
    size = min(size, 70_000 - more)
    known = {(tile.level, tile.index): hashes for tile, hashes in Edge().extend(LEAVES[:size]).items()}
    edge = Edge.at(size, lambda tile: known[tile.level, tile.index])

    new = edge.extend(LEAVES[size : size + more])

    assert edge.size == size + more
    assert edge.root() == root(size + more, TREE.node)
    assert set(new) == set(tiles_of(size + more)) - set(tiles_of(size))
    assert sorted(new) == sorted(tiles_between(size, size + more))


def test_roots_and_proofs_out_of_tiles_are_those_of_the_tree(tiles):
    hashes_of = cut_out(tiles)

    @settings(max_examples=50)
    @given(st.data(), SIZES.filter(bool))
    def are_the_same(data, size):
        nodes = TiledNodes(size, hashes_of)
        index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

        assert root(size, nodes) == root(size, TREE.node)
        assert inclusion_path(index, size, nodes) == inclusion_path(index, size, TREE.node)
        assert consistency_path(first, size, nodes) == consistency_path(first, size, TREE.node)

    are_the_same()


def test_a_smaller_tree_does_not_reach_into_what_came_later(tiles):
    with pytest.raises(NoSuchProof):
        TiledNodes(255, cut_out(tiles))(8, 0)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 5, 17), "tile/1/005.p/17"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(2, 1234067), "tile/2/x001/x234/067"),
    ],
)
def test_a_tile_is_served_where_the_specification_says(tile, path):
    assert tile.path == path
    assert placed(path) == Place(str(tile.level), tile.index, tile.width)


def test_a_bundle_is_served_beside_the_tiles():
    assert entries_path(1234067, 3) == "tile/entries/x001/x234/067.p/3"
    assert entries_path(0, long=True) == "tile/records/000"
    assert placed(entries_path(1234067, 3)) == Place("entries", 1234067, 3)
    assert placed(entries_path(0, long=True)) == Place("records", 0, 256)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x001",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/../../checkpoint",
        "tile/data/000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/\N{ARABIC-INDIC DIGIT ZERO}00",
    ],
)
def test_what_is_written_otherwise_names_no_tile(path):
    assert placed(path) is None


@given(st.lists(st.binary(max_size=300), max_size=20), st.booleans())
def test_a_bundle_is_read_as_it_was_written(entries, long):
    assert unbundled(bundled(entries, long=long), long=long) == entries


def test_an_entry_that_is_too_long_for_a_bundle_has_lengths_of_four_bytes():
    longest, longer = bytes(0xFFFF), bytes(0x10000)

    assert not are_long([longest])
    assert bundled([longest])[:2] == b"\xff\xff"
    assert are_long([longest, longer])
    assert unbundled(bundled([longer], long=True), long=True) == [longer]


@pytest.mark.parametrize("bundle", [b"\0", b"\0\1", b"\0\2a", b"\0\1ab"], ids=bytes.hex)
def test_a_bundle_that_ends_within_an_entry_is_not_read(bundle):
    with pytest.raises(BundleMalformed):
        unbundled(bundle)


def test_a_tile_is_its_hashes_one_after_the_other():
    assert unpacked(packed(LEAVES[:3])) == LEAVES[:3]
    for wrong in (bytes(31), bytes(257 * 32)):
        with pytest.raises(BundleMalformed):
            unpacked(wrong)
