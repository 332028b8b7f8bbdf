"""A log in which the events of many quotas stand mixed, as in life: a few are decided, the others stamped from them.

A copy has every id of its pattern altered alike, so that each copy is as lawful as the pattern. Of as many copies as
are under way at a time each is somewhere else: what follows another within one copy stands behind events of all others.
"""

import io
import re
from collections.abc import Iterator
from itertools import count
from random import Random
from uuid import UUID, uuid4

from domain.aggregates import Quota
from domain.base import EventSourced
from persistence.datastore import Cursor
from tests.projections.made_up import enterprise, nominate, officer, quota_of_2025, talent

PLACES, QUOTAS = 24, 4  # of the pattern
AT_A_TIME = 50  # copies whose events are mixed
BATCH = 20_000  # events written at once
IDS = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
AREA = {"area": "zhangdian"}

PATTERN = """
    SELECT originator_id, originator_version, topic, state, event_id, command_id, recorded_at
      FROM log.events WHERE position <= %s ORDER BY position
"""
COPY = """
    COPY log.events (position, originator_id, originator_version, topic, state, event_id, command_id, correlation_id,
                     recorded_at) FROM STDIN
"""


def lives(rng: Random) -> Iterator[list[EventSourced]]:
    """What is saved one after the other: places of several quotas, each a step further whenever its turn comes."""
    limits = {"city_limit": PLACES, "drc": PLACES, "miit": PLACES}
    quotas = [quota_of_2025(city=str(uuid4()), **limits) for _ in range(QUOTAS)]
    yield list(quotas)
    under_way = [_place(quota) for quota in quotas for _ in range(PLACES)]
    while under_way:
        life = rng.choice(under_way)
        saved = next(life, None)
        if saved is None:
            under_way.remove(life)
        else:
            yield saved


def _place(quota: Quota) -> Iterator[list[EventSourced]]:
    member, person = enterprise(), talent()
    yield [member]
    place_id = nominate(quota, member)
    yield [quota]
    yield [person]
    where = AREA | {"authority": officer()}
    quota.propose_person(place_id, person.id, **where)
    yield [quota]
    quota.reserve(place_id, uuid4(), **where)
    yield [quota]
    quota.consume(place_id, **where)
    yield [quota]


def stamp(cursor: Cursor, pattern: int, events: int) -> int:
    """Copy the first `pattern` events until there are as many as wanted in all; returns the last position. As the owner."""
    cursor.execute(PATTERN, (pattern,))
    rows = [
        (str(a), v, t, bytes(state), str(e), str(c), at.isoformat()) for a, v, t, state, e, c, at in cursor
    ]
    position = pattern
    text = io.StringIO()
    for number, at in _in_turn(pattern):
        if position == max(events, pattern):
            break
        position += 1
        originator_id, version, topic, state, event_id, command_id, recorded_at = rows[at]
        altered = IDS.sub(lambda found, number=number: _altered(found[0], number), state)
        ids = [_altered(one.encode(), number).decode() for one in (originator_id, event_id, command_id)]
        line = (
            str(position),
            ids[0],
            str(version),
            topic,
            "\\\\x" + altered.hex(),
            ids[1],
            ids[2],
            ids[2],
            recorded_at,
        )
        text.write("\t".join(line) + "\n")
        if position % BATCH == 0:
            _copy(cursor, text)
            text = io.StringIO()
    _copy(cursor, text)
    return position


def _in_turn(pattern: int) -> Iterator[tuple[int, int]]:
    """The number of a copy and the place in the pattern of its next event: every now and then a copy begins, or ends."""
    for tick in count():
        begun = tick * AT_A_TIME // pattern
        for number in range(max(0, begun - AT_A_TIME), begun + 2):
            at = tick - number * pattern // AT_A_TIME
            if 0 <= at < pattern:
                yield number + 1, at


def _copy(cursor: Cursor, text: io.StringIO) -> None:
    text.seek(0)
    cursor.copy_expert(COPY, text)


def _altered(id_: bytes, number: int) -> bytes:
    return str(UUID(int=UUID(id_.decode()).int ^ (number << 8))).encode()
