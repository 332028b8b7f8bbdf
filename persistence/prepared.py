"""Queries that the server parses and plans once for each connection, and not each time they are asked (PREPARE).

For a query that takes longer to plan than to answer, and whose best plan does not hang on what is asked for
(docs/adr/0061-laid-down-once.md). The server keeps a plan until the table's statistics are new, also one that reads a whole
table because that had hardly a row; so it is told to plan anew now and then.
"""

import re
from hashlib import sha256
from typing import Any

from psycopg2 import extensions

from persistence import silence

PLACE = re.compile(r"%\((\w+)\)s")


class Connection(silence.Connection):
    """A connection that has one user as long as it lasts, and remembers what it has made ready."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.asked: dict[str, int] = {}  # how often each query that is ready was asked since it was made so


class Prepared:
    """A query with places such as `%(ids)s`. On any other connection it is asked like any other query."""

    def __init__(self, query: str, most_asked: int | None = None) -> None:
        """It has to say of which type a value is where nothing else does. `most_asked` by one plan, where the best changes sooner."""
        places = list(dict.fromkeys(PLACE.findall(query)))
        numbered = PLACE.sub(lambda place: f"${places.index(place[1]) + 1}", query).replace("%%", "%")
        values = f" ({', '.join(f'%({place})s' for place in places)})" if places else ""
        self._query = query
        self._most_asked = most_asked
        self._name = f"huicai_{sha256(query.encode()).hexdigest()[:16]}"
        self._preparing = f"PREPARE {self._name} AS {numbered}"
        self._asking = f"EXECUTE {self._name}{values}"

    def ask(self, cursor: extensions.cursor, values: dict[str, Any]) -> None:
        """Have the cursor hold what the query finds."""
        connection = cursor.connection
        if not isinstance(connection, Connection):
            self.ask_once(cursor, values)
            return
        ready = connection.asked
        if ready.get(self._name, 0) >= (self._most_asked or MOST_ASKED):
            _forget(cursor, connection, self._name)
        if self._name not in ready:
            self._make_ready(cursor, connection)
        ready[self._name] = ready.pop(self._name) + 1  # and put behind all others
        cursor.execute(self._asking, values)

    def ask_once(self, cursor: extensions.cursor, values: dict[str, Any]) -> None:
        """The same, planned for these values alone: where answering takes longer than planning."""
        cursor.execute(self._query, values)

    def _make_ready(self, cursor: extensions.cursor, connection: Connection) -> None:
        if len(connection.asked) >= MOST_READY:
            _forget(cursor, connection, next(iter(connection.asked)))
        cursor.execute(self._preparing)
        connection.asked[self._name] = 0


def _forget(cursor: extensions.cursor, connection: Connection, name: str) -> None:
    """Remembered until the server has done so: it refuses within a transaction that has failed, and a rollback brings none back."""
    cursor.execute(f"DEALLOCATE {name}")
    del connection.asked[name]


MOST_ASKED = 1000  # by one plan, so that what planning takes is not seen any more
MOST_READY = 250  # on one connection, of which the projector has some 150; filters make many, and who was not asked for longest goes
