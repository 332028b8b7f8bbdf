"""One PostgreSQL for the whole test session, and a fresh database for each test that asks for one."""

import gc
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from psycopg2 import sql

from persistence.embedded import EmbeddedPostgres, Installation, postmaster
from persistence.embedded.account import account_for
from persistence.migrations import migrate
from persistence.roles import Role, admit_only_our_roles, close_public_schema, create_database
from tests import bars

TESTS = Path(__file__).parent
TEMPLATE = "huicai_template"
DEBIAN = Installation(Path("/usr/lib/postgresql/15"), 15)
# What the tests run on; None is what comes with the product.
INSTALLATION = DEBIAN if os.environ.get("TEST_POSTGRES") == "debian" else None

# Files of these folders take longest; begun last, they would keep one process busy and let the others wait.
BEGUN_FIRST = ("system", "faults", "projections", "domain")

ROOM_FOR_A_SESSION = 2 * 1024**3

numbers = itertools.count(1)


# How long an example takes says something about the machine, and nothing about the product.
settings.register_profile("huicai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "repeatable", settings.get_profile("huicai"), derandomize=True, database=None, max_examples=40
)
settings.load_profile("huicai")


def pytest_configure() -> None:
    """A session that is told to end, by a time-out for one, still stops its server."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, each in one piece; and what a test is to hold goes with its report."""
    places = {name: place for place, name in enumerate(BEGUN_FIRST)}
    items.sort(key=lambda item: places.get(item.path.relative_to(TESTS).parts[0], len(places)))
    for item in items:
        item.user_properties += [(bars.BAR, mark.kwargs) for mark in item.iter_markers(bars.BAR)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which bars of docs/bars.md were held, and at which sizes."""
    lines = bars.told(terminalreporter.getreports("passed") + terminalreporter.getreports("failed"))
    if lines:
        terminalreporter.section("bars")
    for line in lines:
        terminalreporter.write_line(line)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What a file of tests has left behind is not looked through again by every later collection of garbage."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()


class Database:
    """A database of the test server, with a URL for each role."""

    def __init__(self, server: EmbeddedPostgres, name: str) -> None:
        self.server = server
        self.name = name

    def url(self, role: Role) -> str:
        return self.server.url(role, self.name)


@contextmanager
def data_folder() -> Iterator[Path]:
    """A temporary data folder, in memory where there is room: a test database is made ten times as fast."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_FOR_A_SESSION
    with tempfile.TemporaryDirectory(prefix="huicai-test-", dir=memory if roomy else None) as folder:
        Path(folder).chmod(0o711)  # as root the server runs as somebody else, who must get through
        yield Path(folder)
        _stop_what_was_left(Path(folder) / "postgres/cluster")


def _stop_what_was_left(cluster: Path) -> None:
    """A server outlives its users when a test kills them."""
    pid, sockets = postmaster.recorded_pid(cluster), postmaster.recorded_socket_folder(cluster)
    if pid and sockets and postmaster.is_running(cluster, account_for(cluster)):
        os.kill(pid, signal.SIGINT)
        while postmaster.is_running(cluster, account_for(cluster)):
            time.sleep(0.05)
        sockets.rmdir()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """The embedded server; with TEST_POSTGRES=debian the PostgreSQL 15 of Debian, run the same way."""
    with data_folder() as folder, EmbeddedPostgres(folder, INSTALLATION) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: EmbeddedPostgres) -> str:
    """The name of a migrated database to make copies of."""
    _create(server, TEMPLATE)
    migrate(server.url("owner", TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database(server: EmbeddedPostgres, template: str) -> Iterator[Database]:
    """A migrated database for this test alone."""
    with _temporary(server, template) as made:
        yield made


@pytest.fixture
def empty_database(server: EmbeddedPostgres) -> Iterator[Database]:
    """A database for this test alone, in which nothing has been migrated."""
    with _temporary(server, "template0") as made:
        yield made


@contextmanager
def _temporary(server: EmbeddedPostgres, template: str) -> Iterator[Database]:
    name = f"t_{next(numbers)}"
    _create(server, name, template)
    yield Database(server, name)
    with server.administrator() as administrator, administrator.cursor() as rows:
        rows.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(server: EmbeddedPostgres, name: str, template: str = "template0") -> None:
    with server.administrator() as administrator:
        create_database(administrator, name, template)
        admit_only_our_roles(administrator, name)
    if template == "template0":
        with server.administrator(name) as administrator:
            close_public_schema(administrator)
