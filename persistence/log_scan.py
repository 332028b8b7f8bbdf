"""Reading a great part of the log at once, as it was known at a position, in pieces that fit into memory (日志扫描)."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

import orjson

from persistence.datastore import Datastore

# An event as it lies in the log: position, aggregate, version, topic, and the JSON of its state with every seal as it is.
Scanned: TypeAlias = tuple[int, str, int, str, dict[str, Any]]

AT_ONCE = 5_000
ORDERS = {"position": "events.position", "originator": "events.originator_id, events.originator_version"}
SCAN = """
    SELECT position, originator_id::text, originator_version, topic, convert_from(state, 'UTF8') FROM log.events
     WHERE topic = ANY (%(topics)s::text[]) AND position <= %(until)s ORDER BY {order}
"""


def scanned(
    datastore: Datastore, topics: Sequence[str], *, until: int, by: Literal["position", "originator"]
) -> Iterator[Scanned]:
    """The events of these topics up to a position: in the order of the log, or aggregate by aggregate.

    It is one statement in a transaction of its own: what is appended meanwhile is not seen.
    """
    with datastore.transaction() as first:
        first.execute("SET LOCAL statement_timeout = 0")  # of a city's whole history
        with first.connection.cursor("scan") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(SCAN.format(order=ORDERS[by]), {"topics": list(topics), "until": until})
            for position, originator_id, version, topic, state in cursor:
                yield position, originator_id, version, topic, orjson.loads(state)
