"""Services that answer the same requests: ours as it is installed, and two that a team would otherwise write.

Each is a process of its own with a PostgreSQL of its own, so that what it costs can be told: the processor time of all
of its processes and of its server's.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import ClassVar, TypeVar

import httpx
from joserfc.jwk import OKPKey

from bench.peers import rules
from bootstrap.settings import Settings
from cli.development import CITY, CITY_AREA, minted
from domain.authorization import Post, Role
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.recorders import LogRecorder
from projections import PROJECTIONS
from projections.progress import Progress
from tests.domain.made_up import credit_code_of

ROOT = Path(__file__).parent.parent
YEAR = 2026
QUOTA = f"/v1/quotas/{CITY}/huicai/{YEAR}"
POSTS = {
    "window": ("window", "zhangdian"),
    "unit": ("education", CITY_AREA),
    "drc": ("drc", CITY_AREA),
    "miit": ("miit", CITY_AREA),
    "hrss": ("hrss", CITY_AREA),
}
TICKS = os.sysconf("SC_CLK_TCK")
THREADS = 16
START_TIMEOUT_S = 60
HUICAI = [sys.executable, "-m", "cli"]


class Contestant(ABC):
    """A service that is up."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log_file = folder / "log"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.tokens: dict[str, str] = {}
        self.enterprises: list[str] = []

    @contextmanager
    @abstractmethod
    def up(self) -> Iterator[None]:
        """While the context lasts it answers; then `tokens` by post and `enterprises` are known."""

    @abstractmethod
    def processes(self) -> list[int]:
        """The first process of the service and that of its PostgreSQL."""

    @abstractmethod
    def settle(self) -> None:
        """Wait until nothing is left to do of what was asked."""

    def wait_for(self, path: str) -> None:
        """Until it answers there, if only to say that nobody is let in without a token."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _answers(self.url + path):
            if time.monotonic() > deadline:
                raise TimeoutError(self.log_file.read_text(encoding="utf-8")[-2000:])
            time.sleep(0.1)

    def processor_seconds(self) -> float:
        """What it has used so far, with its server."""
        return sum(map(processor_seconds_of, self.processes()))


class Ours(Contestant):
    """`huicai run` with one process for the API, with projections, jobs and sealer in it."""

    name = "ours"

    @contextmanager
    def up(self) -> Iterator[None]:
        self.settings = Settings(data=self.folder, port=self.port, development_issuer=True, _env_file=None)
        with _process([*HUICAI, "run"], self._environment(), self.log_file) as self.process, self._beside():
            self.wait_for("/readyz")
            with EmbeddedPostgres(self.folder) as self.server, ExitStack() as lifetime:
                engine = open_engine(self.server.url("app"))
                lifetime.callback(engine.dispose)
                self.log, self.progress = LogRecorder(Datastore(engine)), Progress(engine)
                self.tokens = {
                    post: minted(
                        self.settings, f"bench-{post}", Post(role=Role.OFFICER, function=function, area=area)
                    )
                    for post, (function, area) in POSTS.items()
                }
                self._prepare()
                yield

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "HUICAI_DATA": str(self.folder),
            "HUICAI_PORT": str(self.port),
            "HUICAI_DEVELOPMENT_ISSUER": "true",
            "HUICAI_REQUESTS_PER_CALLER": "1000000",
            "HUICAI_REQUESTS_IN_ALL": "1000000",
        }

    def _beside(self) -> AbstractContextManager[object]:
        """What belongs to the service beside its first process."""
        return nullcontext()

    def _prepare(self) -> None:
        """The quota of the year, and ten enterprises on the list of a department."""
        rows = [
            {
                "row": number,
                "name": f"示例{number}号有限公司",
                "uscc": credit_code_of(number),
                "area": "zhangdian",
            }
            for number in range(3, 13)
        ]
        body = {
            "city": CITY, "list_type": "cluster_leader", "mode": "additions", "document_number": "示例〔2026〕1号", "rows": rows,
        }  # fmt: skip
        with httpx.Client(base_url=self.url, timeout=60) as http:
            _good(http.post(QUOTA, json={}, headers={"Authorization": f"Bearer {self.tokens['hrss']}"}))
            answer = http.post(
                "/v1/enterprise-lists", json=body, headers={"Authorization": f"Bearer {self.tokens['drc']}"}
            )
            self.enterprises = [row["enterprise_id"] for row in _good(answer).json()["rows"]]

    def processes(self) -> list[int]:
        return [self.process.pid, self.server.postmaster_pid or 0]

    def settle(self) -> None:
        """Until every projection has taken in all that was recorded."""
        newest = self.log.max_notification_id() or 0
        for name in PROJECTIONS:
            self.progress.wait_for(name, newest, 60)


SomeOfOurs = TypeVar("SomeOfOurs", bound=Ours)


class Apart(Ours):
    """The same with every role in a process of its own, as on several hosts: so it is told which takes how much."""

    roles = ("projector", "sealer", "scheduler")

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {f"HUICAI_{role.upper()}": "false" for role in self.roles}

    @contextmanager
    def _beside(self) -> Iterator[None]:
        self.wait_for("/healthz")  # the database is there, and migrated
        environment = super()._environment()
        with ExitStack() as lifetime:
            self._beside_it = {
                role: lifetime.enter_context(
                    _process([*HUICAI, role], environment, self.folder / f"{role}.log")
                )
                for role in self.roles
            }
            yield

    def processes(self) -> list[int]:
        return [*self.by_role().values()]

    def by_role(self) -> dict[str, int]:
        """The first process of each."""
        beside = {role: process.pid for role, process in self._beside_it.items()}
        return {"API": self.process.pid, **beside, "PostgreSQL": self.server.postmaster_pid or 0}


class Peer(Contestant):
    """One of `bench/peers`, with tables in a schema of its own."""

    tables: str
    command: ClassVar[list[str]]

    def __init__(self, folder: Path, enterprises: list[str]) -> None:
        super().__init__(folder)
        self.enterprises = enterprises

    @contextmanager
    def up(self) -> Iterator[None]:
        key = OKPKey.generate_key("Ed25519")
        self.tokens = {post: rules.token(key, f"bench-{post}", *where) for post, where in POSTS.items()}
        with EmbeddedPostgres(self.folder) as self.server:
            with self.server.administrator("huicai") as administrator:
                administrator.cursor().execute("CREATE SCHEMA peer AUTHORIZATION huicai_owner")
            environment = os.environ | {
                "PEER_DATABASE": f"{self.server.url('owner')}&options=-c%20search_path%3Dpeer",
                "PEER_KEY": json.dumps(key.as_dict(private=False)),
            }
            names = {id_: f"示例{number}号有限公司" for number, id_ in enumerate(self.enterprises)}
            call = f"from {self.tables} import make_tables; make_tables({names!r}, {YEAR})"
            subprocess.run([sys.executable, "-c", call], cwd=ROOT, env=environment, check=True)
            command: ClassVar = [part.format(port=self.port) for part in self.command]
            with _process([sys.executable, "-m", *command], environment, self.log_file) as self.process:
                self.wait_for("/v1/quotas")
                yield

    def processes(self) -> list[int]:
        return [self.process.pid, self.server.postmaster_pid or 0]

    def settle(self) -> None:
        """What is answered is done."""


class Crud(Peer):
    name = "FastAPI, SQLAlchemy, audit table"
    tables = "bench.peers.crud"
    command: ClassVar = [
        "uvicorn",
        "bench.peers.crud:app",
        "--port",
        "{port}",
        "--no-access-log",
        "--log-level",
        "error",
    ]


class Rest(Peer):
    name = "Django REST, simple-history"
    tables = "bench.peers.rest.wsgi"
    command: ClassVar = [
        "gunicorn", "bench.peers.rest.wsgi:application", "--bind", "127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "60", "--log-level", "error",
    ]  # fmt: skip


@contextmanager
def all_up() -> Iterator[list[Contestant]]:
    """All of them, each in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name, ExitStack() as lifetime:
        ours = Ours(_folder(Path(name), "ours"))
        lifetime.enter_context(ours.up())
        peers = [kind(_folder(Path(name), kind.__name__.lower()), ours.enterprises) for kind in (Crud, Rest)]
        for peer in peers:
            lifetime.enter_context(peer.up())
        yield [ours, *peers]


@contextmanager
def up_alone(kind: type[SomeOfOurs]) -> Iterator[SomeOfOurs]:
    """One of ours alone."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        one = kind(_folder(Path(name), "ours"))
        with one.up():
            yield one


def _folder(above: Path, name: str) -> Path:
    """As root the server runs as somebody else, who must get through."""
    above.chmod(0o711)
    made = above / name
    made.mkdir(mode=0o711)
    return made


@contextmanager
def _process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code in (200, 401, 403)
    except httpx.TransportError:
        return False  # it is not listening yet


def _good(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, answer.text
    return answer


def processor_seconds_of(pid: int) -> float:
    """Processor seconds of a process, of those below it, and of those that have ended below it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        others = {
            child
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        }
    except FileNotFoundError:
        return 0.0
    own = sum(int(ticks) for ticks in fields[11:15]) / TICKS
    return own + sum(processor_seconds_of(int(child)) for child in {*children, *others})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
