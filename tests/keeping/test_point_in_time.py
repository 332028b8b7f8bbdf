"""The lines that docs/operating.md gives for a PostgreSQL of one's own bring it back to a moment, on Debian's release."""

import os
import re
import shutil
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.account import account_for
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from tests.conftest import DEBIAN, data_folder
from tests.persistence.commands import event

PAGE = Path(__file__).parents[2] / "docs/operating.md"
ARCHIVE = "/var/backups/wal"
BASE = "/var/backups/base"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DEBIAN.folder.exists(), reason="needs Debian's postgresql-15"),
]


def block_with(word):
    """The one block of the page that says this."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    [block] = [block for block in blocks if word in block]
    return block


@pytest.fixture
def folder():
    with data_folder() as made:
        yield made


def test_given_archived_wal_and_a_base_backup_when_put_back_to_a_moment_then_the_log_ends_there(folder):
    archive, base, cluster = folder / "wal", folder / "base", folder / "postgres/cluster"
    with EmbeddedPostgres(folder, DEBIAN):
        account = account_for(cluster)
    archive.mkdir()
    account.give(archive)
    append_to(cluster / "postgresql.conf", block_with("archive_command").replace(ARCHIVE, str(archive)))

    with EmbeddedPostgres(folder, DEBIAN) as server:
        migrate(server.url("owner"))
        record(server, 3)
        base_backup(server, folder, base)
        record(server, 4)
        moment = ask(server, "SELECT clock_timestamp()::text")
        time.sleep(0.2)
        record(server, 5)
        archived(server, archive)

    shutil.rmtree(cluster)
    shutil.copytree(base, cluster)
    lines = block_with("restore_command").replace(ARCHIVE, str(archive))
    append_to(cluster / "postgresql.conf", re.sub(r"(recovery_target_time = ).*", rf"\1'{moment}'", lines))
    (cluster / "recovery.signal").touch()
    for path in (cluster, *cluster.rglob("*")):
        account.give(path)
    with EmbeddedPostgres(folder, DEBIAN) as server:
        while ask(server, "SELECT pg_is_in_recovery()"):
            time.sleep(0.1)
        assert ask(server, "SELECT max(position) FROM log.events") == 7
        record(server, 1)
        assert ask(server, "SELECT max(position) FROM log.events") == 8


def append_to(path, lines):
    with path.open("a") as file:
        file.write(f"\n{lines}\n")


def record(server, count):
    with closing(Datastore(open_engine(server.url("app")))) as app:
        LogRecorder(app).insert_events([event() for _ in range(count)])


def ask(server, question):
    with server.administrator("huicai") as administrator, administrator.cursor() as rows:
        rows.execute(question)
        return rows.fetchone()[0]


def base_backup(server, folder, base):
    """The two lines of the page, as the superuser of this server."""
    password = (folder / "postgres/passwords/postgres").read_text()
    subprocess.run(
        ["sh", "-ec", block_with("pg_basebackup").replace(BASE, str(base))],
        env={
            "PATH": f"{DEBIAN.folder / 'bin'}:{os.environ['PATH']}",
            "PGHOST": str(server.socket_folder),
            "PGUSER": "postgres",
            "PGPASSWORD": password,
        },
        check=True,
        capture_output=True,
    )


def archived(server, archive):
    last = ask(server, "SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + 60
    while not (archive / last).exists():
        assert time.monotonic() < deadline, f"{last} was not archived"
        time.sleep(0.1)
