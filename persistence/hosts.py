"""A database that may be on one of several hosts: who answered last is asked first.

libpq asks the hosts of a URL in their order. One that is gone without a word would be waited for by every new connection.
"""

from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name
from sqlalchemy import Engine, event

Hosts = list[tuple[str, str]]


def ask_in_turn(engine: Engine) -> None:
    """Have every new connection of this engine ask that host first on which the last one ended."""
    last: tuple[str, str] | None = None

    def order(_dialect: Any, _record: Any, _arguments: Any, stated: dict[str, Any]) -> None:
        hosts = hosts_of(stated)
        if last is not None and len(hosts) > 1:
            hosts.sort(key=lambda host: host != last)
            stated["host"] = ",".join(name for name, _ in hosts)
            stated["port"] = ",".join(port for _, port in hosts)

    def remember(connection: Connection, _record: Any) -> None:
        nonlocal last
        last = connection.info.host, str(connection.info.port)

    event.listen(engine, "do_connect", order)
    event.listen(engine, "connect", remember)


def hosts_of(stated: dict[str, Any]) -> Hosts:
    """Host and port of each, as libpq reads them: one port stands for all."""
    names = str(stated.get("host", "")).split(",")
    ports = str(stated.get("port") or "5432").split(",")
    return list(zip(names, ports * len(names) if len(ports) == 1 else ports, strict=True))
