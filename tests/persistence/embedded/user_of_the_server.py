"""Another process that uses the embedded server: says that it is in, waits for a word, leaves and says so.

Started as root it may become somebody else first. It imports before that, since the interpreter may lie
where only root gets.
"""

import os
import sys
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError


def use(data: Path) -> None:
    with EmbeddedPostgres(data) as server:
        engine = create_engine(server.url("app"), poolclass=NullPool)
        with engine.connect() as connection:
            print("in as", connection.scalar(text("SELECT current_user")), flush=True)
        sys.stdin.readline()
    print("out", flush=True)


def become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


if __name__ == "__main__":
    # SQLAlchemy loads the driver when the first engine is made.
    create_engine("postgresql+psycopg2://")
    if len(sys.argv) > 2:
        become(int(sys.argv[2]))
    try:
        use(Path(sys.argv[1]))
    except EmbeddedPostgresError as error:
        print("refused:", error, flush=True)
