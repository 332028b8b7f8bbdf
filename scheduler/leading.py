"""Being the leader of one job (主导): an advisory lock over a connection of its own."""

from contextlib import closing, suppress

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from bootstrap.service import Service
from persistence.leadership import lead

# A leader whose machine is gone without a word is missed within half a minute.
SETTINGS = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


class Leading:
    """Takes the lead of what is called `name` when nobody has it, and keeps it until it is closed or lost."""

    def __init__(self, name: str, service: Service) -> None:
        self._name = name
        self._service = service
        self._connection: Connection | None = None

    def leads(self) -> bool:
        """Whether this process leads now. A session may take its lock many times."""
        with self.connection.cursor() as cursor:
            cursor.execute(lead("job"), {"name": self._name})
            return cursor.fetchall() == [(True,)]

    @property
    def connection(self) -> Connection:
        """What the leader writes over: who has lost the lead has lost the pen."""
        if self._connection is None:
            self._connection = self._service.jobs.datastore.detached()
            with self._connection.cursor() as cursor:
                cursor.execute(SETTINGS)
        return self._connection

    def close(self) -> None:
        """Give the lead away."""
        if self._connection is not None:
            with suppress(psycopg2.Error), closing(self._connection), self._connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock_all()"
                )  # a server notices a closed connection later
            self._connection = None
