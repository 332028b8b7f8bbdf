"""Reading a great part of the log at once, as it was known at a position, in pieces that fit into memory (日志扫描)."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import orjson

from persistence.datastore import Datastore

AT_ONCE = 5_000
ORDERS = {"position": "position", "originator": "originator_id, originator_version"}
SCAN = """
    SELECT position, originator_id::text, originator_version, topic, state FROM log.events
     WHERE topic = ANY (%(topics)s::text[]) AND position <= %(until)s ORDER BY {order}
"""


class Scanned(NamedTuple):
    """An event as it lies in the log; its state is JSON, with every seal as it is."""

    position: int
    originator_id: str
    version: int
    topic: str
    state: dict[str, Any]


def scanned(
    datastore: Datastore, topics: Sequence[str], *, until: int, by: Literal["position", "originator"]
) -> Iterator[Scanned]:
    """The events of these topics up to a position: in the order of the log, or aggregate by aggregate.

    It is one statement in a transaction of its own: what is appended meanwhile is not seen.
    """
    with datastore.engine.connect() as connection, connection.begin():
        raw: Any = connection.connection.driver_connection
        raw.cursor().execute("SET LOCAL statement_timeout = 0")  # of a city's whole history
        with raw.cursor("scan") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(SCAN.format(order=ORDERS[by]), {"topics": list(topics), "until": until})
            for position, originator_id, version, topic, state in cursor:
                yield Scanned(position, originator_id, version, topic, orjson.loads(state))
