"""The checker finds an anomaly of each kind, and none where there is none."""

import pytest

from tests.faults.histories import Anomaly, Operation, Outcome, Written, anomalies


def write(key: str, invoked: float, version: int | None = None, *, thing: str = "x", **said) -> Operation:
    returned = said.pop("returned", invoked + 1)
    return Operation(
        client=said.pop("client", key), thing=thing, key=key, invoked=invoked, returned=returned,
        version=version, **said
    )  # fmt: skip


def read(
    version: int, seen: str, invoked: float, *, thing: str = "x", client: str = "r", **said
) -> Operation:
    return Operation(
        client=client, thing=thing, seen=seen, version=version, invoked=invoked, returned=invoked + 1, **said
    )


LOG = [Written("x", 1, "a", 1), Written("x", 2, "b", 2), Written("y", 1, "c", 3)]
HONEST = [
    write("a", 0, 1),
    write("b", 2, 2, on_version=1),
    write("c", 4, 1, thing="y"),
    read(2, "b", 3),
    read(2, "b", 6, min_position=3),
    write("d", 6, outcome=Outcome.FAIL),
    write("e", 6, outcome=Outcome.INFO, returned=float("inf")),
]


def test_an_honest_history_has_nothing_wrong_with_it():
    assert anomalies(HONEST, LOG) == []


def test_what_nobody_answered_may_have_happened():
    log = [*LOG, Written("x", 3, "e", 4)]

    assert anomalies(HONEST, log) == []


def test_operations_that_overlap_may_have_come_in_either_order():
    operations = [write("a", 0, 2, returned=10), write("b", 1, 1, returned=9), read(1, "b", 5)]

    assert anomalies(operations, [Written("x", 1, "b", 1), Written("x", 2, "a", 2)]) == []


PLANTED = {
    "lost": ([*HONEST, write("f", 8, 3)], LOG),
    "doubled": (HONEST, [*LOG, Written("x", 3, "b", 4)]),
    "unasked": (HONEST, [*LOG, Written("x", 3, "g", 4)]),
    "refused, and done": (HONEST, [*LOG, Written("x", 3, "d", 4)]),
    "gap in versions": ([*HONEST, write("f", 8, 4)], [*LOG, Written("x", 4, "f", 4)]),
    "wrong value": ([*HONEST, read(2, "a", 8)], LOG),
    "against real time": ([*HONEST, read(1, "a", 8)], LOG),
    "lost update": ([*HONEST, write("f", 8, 3, on_version=1)], [*LOG, Written("x", 3, "f", 4)]),
    "not as recent as asked": ([*HONEST, read(1, "a", 8, min_position=2)], LOG),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_anomaly_is_found(kind):
    assert kind in {anomaly.kind for anomaly in anomalies(*PLANTED[kind])}


def test_two_readers_who_see_two_writes_in_opposite_orders_are_a_circle():
    """A long fork: each single thing is read in order, and yet nobody can have been first."""
    log = [
        Written("x", 1, "a", 1), Written("y", 1, "b", 2), Written("x", 2, "c", 3), Written("y", 2, "d", 4)
    ]  # fmt: skip
    writes = [write(one.key, 0, one.version, thing=one.thing, returned=100) for one in log]
    one_reader = [read(2, "c", 10, client="r"), read(1, "b", 20, thing="y", client="r")]
    another = [read(2, "d", 10, thing="y", client="s"), read(1, "a", 20, client="s")]

    assert anomalies([*writes, *one_reader], log) == []
    assert anomalies([*writes, *another], log) == []
    assert "circle" in {one.kind for one in anomalies([*writes, *one_reader, *another], log)}


def test_a_write_that_came_after_a_later_one_was_answered_is_found():
    log = [Written("x", 1, "b", 1), Written("x", 2, "a", 2)]

    found = anomalies([write("a", 0, 2), write("b", 5, 1)], log)

    assert found == [Anomaly("against real time", "x 1")]
