"""A city on eight hosts: two servers, two for the API, two for the work behind it, a load balancer, and the clients."""

import base64
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey

from domain.authorization import Post
from domain.authorization import Role as Office
from persistence.roles import ROLES, Role, role_name
from tests.hosts.network import Host, hosts
from tests.hosts.servers import DEPLOY, Server, until, urls

ISSUER = "https://id.example.gov.cn"
ADDRESSES = {
    "db1": "10.77.0.11",
    "db2": "10.77.0.12",
    "api1": "10.77.0.21",
    "api2": "10.77.0.22",
    "work1": "10.77.0.31",
    "work2": "10.77.0.32",
    "lb": "10.77.0.41",
    "client": "10.77.0.51",
}
SHARED = ("attachments", "transparency-log")
ALL_BUT_THE_API = {"HUICAI_PROJECTOR": "false", "HUICAI_SEALER": "false", "HUICAI_SCHEDULER": "false"}


class City:
    """Everything that runs, as an operator would have set it up by docs/operating.md, "Several hosts"."""

    def __init__(self, folder: Path, made: dict[str, Host], *, is_synchronous: bool) -> None:
        self.folder = folder
        self.hosts = made
        self.is_synchronous = is_synchronous
        self._identity = ECKey.generate_key("P-256", {"kid": "hosts", "use": "sig"})
        passwords = {role: secrets.token_hex(12) for role in (*ROLES, "replicator")}
        self.db1 = Server(made["db1"], folder / "db1", passwords)
        self.db2 = Server(made["db2"], folder / "db2", passwords)
        self.shared = folder / "shared"
        self._urls = urls([self.db1, self.db2], passwords)
        self._urls["app"] |= {
            "HUICAI_DATABASE_REPLICA_URL": f"postgresql://{role_name('app')}:{passwords['app']}@db2/huicai"
        }
        self._settings = {
            "HUICAI_SYNCHRONOUS_REPLICA": "required" if is_synchronous else "ignored",
            "HUICAI_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "HUICAI_CARD_KEYS": _private_keys(),
            "HUICAI_LOG_KEYS": _private_keys(),
            "HUICAI_LOG_ORIGIN": "huicai.example.gov.cn/log",
            "HUICAI_ISSUER": ISSUER,
            "HUICAI_JWKS_URL": "http://127.0.0.1:9001/keys.json",
            "HUICAI_SCHEDULER_TICK": "2",
            "FORWARDED_ALLOW_IPS": ADDRESSES["lb"],
        }

    def begins(self) -> None:
        """Servers first, then whatever works on them, then the load balancer."""
        for name in SHARED:
            (self.shared / name).mkdir(parents=True)
        self.db1.is_made()
        self.db2.follows(self.db1)
        if self.is_synchronous:
            self.db2.is_waited_for_by(self.db1)
        surroundings = {**self._settings, **self._urls["owner"], "HUICAI_DATA": self._data_of("work1")}
        self.hosts["work1"].runs(sys.executable, "-m", "cli", "migrate", **surroundings)
        for name in ("api1", "api2"):
            self.starts_api(name)
        for name in ("work1", "work2"):
            self.starts_work(name)
        self._starts_load_balancer()
        for name in ("api1", "api2"):
            until(lambda name=name: self.ready(name))  # type: ignore[misc]

    def starts_api(self, name: str) -> None:
        host, jwks = self.hosts[name], self.folder / "jwks"
        jwks.mkdir(exist_ok=True)
        (jwks / "keys.json").write_text(json.dumps({"keys": [self._identity.as_dict(private=False)]}))
        host.starts(
            "identity", sys.executable, "-m", "http.server", "9001", "--bind", "127.0.0.1", "--directory", jwks
        )  # fmt: skip
        own = {**ALL_BUT_THE_API, "HUICAI_HOST": host.address, "HUICAI_DATA": self._data_of(name)}
        host.starts("api", sys.executable, "-m", "cli", "run", **self._settings, **self._urls["app"], **own)

    def starts_work(self, name: str) -> None:
        parts: tuple[Role, ...] = ("projector", "sealer", "scheduler")
        for part in parts:
            surroundings = {**self._settings, **self._urls[part], "HUICAI_DATA": self._data_of(name)}
            self.hosts[name].starts(part, sys.executable, "-m", "cli", part, **surroundings)

    @contextmanager
    def loaded(self, clients: int) -> Iterator["Answers"]:
        """Clients at work for as long as the context lasts."""
        answers = Answers(self.folder / "logs" / "client-load.log")
        complaints = self.folder / "logs" / "client.log"
        command = [
            "ip", "netns", "exec", self.hosts["client"].namespace, sys.executable, "-m", "tests.hosts.load",
            "--token", self.token, "--trusted", str(self.folder / "huicai.crt"), "--clients", str(clients),
        ]  # fmt: skip
        with (
            answers.path.open("wb") as told,
            complaints.open("wb") as complained,
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=told, stderr=complained) as started,
        ):
            try:
                yield answers
            finally:
                started.communicate(b"\n", timeout=200)
        assert started.returncode == 0, complaints.read_text()

    def is_up(self, name: str) -> bool:
        return self._asked(name, "/healthz") == 200

    def ready(self, name: str) -> bool:
        return self._asked(name, "/readyz") == 200

    @property
    def token(self) -> str:
        now = int(time.time())
        post = Post(role=Office.OFFICER, function="hrss", area="zibo-shibenji")
        claims = {
            "iss": ISSUER, "aud": "huicai", "sub": "zhao-min", "iat": now,
            "exp": now + int(timedelta(hours=1).total_seconds()),
            "posts": [post.model_dump(mode="json", exclude_none=True)],
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": self._identity.kid}, claims, self._identity)

    def _asked(self, name: str, path: str) -> int:
        code = "import httpx, sys; print(httpx.get(sys.argv[1], timeout=5).status_code)"
        url = f"http://{self.hosts[name].address}:8000{path}"
        try:
            return int(self.hosts["client"].runs(sys.executable, "-c", code, url))
        except AssertionError:
            return 0

    def _data_of(self, name: str) -> str:
        """A folder of the host's own, in which the two that are shared lie as on a mounted share."""
        data = self.folder / name
        data.mkdir(exist_ok=True)
        for shared in SHARED:
            if not (data / shared).exists():
                (data / shared).symlink_to(self.shared / shared)
        return str(data)

    def _starts_load_balancer(self) -> None:
        lb = self.hosts["lb"]
        key, certificate = self.folder / "huicai.key", self.folder / "huicai.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=huicai.example.gov.cn", "-addext", "subjectAltName=DNS:huicai.example.gov.cn",
             "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        with lb.has("haproxy/haproxy.cfg") as file:
            file.write((DEPLOY / "haproxy.cfg").read_text())
        with lb.has("haproxy/tls/huicai.pem") as file:
            file.write(certificate.read_text() + key.read_text())
        lb.starts("haproxy", "haproxy", "-W", "-f", "/etc/haproxy/haproxy.cfg")


class Answers:
    """What the clients were told, as far as they have written it down."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self, kind: str | None = None) -> list[dict[str, Any]]:
        lines = self.path.read_bytes().split(b"\n")[:-1]
        told = [json.loads(line) for line in lines]
        return [one for one in told if kind is None or one["kind"] == kind]

    def wait_for(self, more: int) -> None:
        """Until so many more commands are acknowledged."""
        wanted = len(self.all("acknowledged")) + more
        deadline = time.monotonic() + 180
        while len(self.all("acknowledged")) < wanted:
            assert time.monotonic() < deadline, "the clients do not get on"
            time.sleep(0.1)

    def since(self, moment: float) -> str:
        """The longest while without an acknowledged command since then, and the slowest that was under way or sent then."""
        told = [one for one in self.all("acknowledged") if one["at"] > moment]
        times = [moment, *sorted(one["at"] for one in told)]
        silence = max(after - before for before, after in pairwise(times))
        slowest = max(one["at"] - one["begun"] for one in told)
        return f"at most {silence:.1f} s without an acknowledged command, the slowest took {slowest:.1f} s"


@contextmanager
def city(folder: Path, *, is_synchronous: bool = True) -> Iterator[City]:
    """The city, running."""
    folder.chmod(0o755)
    (folder / "logs").mkdir()
    with ExitStack() as lifetime:
        made = lifetime.enter_context(hosts(ADDRESSES, folder / "logs"))
        running = City(folder, made, is_synchronous=is_synchronous)
        running.begins()
        yield running


def _private_keys() -> str:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps({"keys": [key.as_dict(private=True)]})
