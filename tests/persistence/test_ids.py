"""Ids that are drawn at random, many at a time."""

import os
from concurrent.futures import ThreadPoolExecutor

from persistence.ids import AT_ONCE, new_id


def test_a_drawn_id_is_a_random_uuid() -> None:
    drawn = new_id()

    assert (drawn.version, drawn.variant) == (4, "specified in RFC 4122")


def test_no_id_is_drawn_twice_by_however_many_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: [new_id() for _ in range(AT_ONCE)], range(16)))

    assert len({id_ for some in drawn for id_ in some}) == 16 * AT_ONCE


def test_a_child_process_does_not_draw_what_its_parent_draws() -> None:
    new_id()  # from now on some are left
    reading, writing = os.pipe()

    if os.fork() == 0:
        os.write(writing, b"".join(new_id().bytes for _ in range(AT_ONCE)))
        os._exit(0)
    os.wait()
    of_child = os.read(reading, 16 * AT_ONCE)

    ours = {new_id().bytes for _ in range(AT_ONCE)}
    theirs = {of_child[at : at + 16] for at in range(0, len(of_child), 16)}
    assert len(theirs) == AT_ONCE
    assert not ours & theirs
