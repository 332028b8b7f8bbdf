"""Queries that the server parses and plans once for each connection, and not each time they are asked (PREPARE).

For a query that takes longer to plan than to answer, and whose best plan does not hang on what is asked for. The server keeps a
plan until the table's statistics are new, so it is for tables that are found by their keys (docs/adr/0061-laid-down-once.md).
"""

import re
from hashlib import sha256
from typing import Any

from psycopg2 import extensions

PLACE = re.compile(r"%\((\w+)\)s")


class Connection(extensions.connection):
    """A connection that has one user as long as it lasts, and remembers what it has made ready."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.ready: set[str] = set()


class Prepared:
    """A query with places such as `%(ids)s`. On any other connection it is asked like any other query."""

    def __init__(self, query: str) -> None:
        """It has to say of which type a value is where nothing else does."""
        places = list(dict.fromkeys(PLACE.findall(query)))
        numbered = PLACE.sub(lambda place: f"${places.index(place[1]) + 1}", query).replace("%%", "%")
        values = f" ({', '.join(f'%({place})s' for place in places)})" if places else ""
        name = f"huicai_{sha256(query.encode()).hexdigest()[:16]}"
        self._query = query
        self._preparing = f"PREPARE {name} AS {numbered}"
        self._asking = f"EXECUTE {name}{values}"

    def ask(self, cursor: extensions.cursor, values: dict[str, Any]) -> None:
        """Have the cursor hold what the query finds."""
        connection = cursor.connection
        if not isinstance(connection, Connection):
            cursor.execute(self._query, values)
            return
        if self._asking not in connection.ready:
            cursor.execute(self._preparing)
            connection.ready.add(self._asking)
        cursor.execute(self._asking, values)
