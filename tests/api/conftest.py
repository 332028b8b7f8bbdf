"""The whole application over one database: real store, vault, projections, and made-up people with tokens."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest
import uvicorn
from fastapi import FastAPI
from httpx import Client, Response

from api.app import routed, serve
from api.development_issuer import DevelopmentIssuer
from bootstrap.projecting import projecting
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.starting import announce_years, publish_packs
from domain.authorization import Post, Role
from persistence.embedded import EmbeddedPostgres
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.projections.waiting import until

CITY = "370300"
CITY_AREA, ZHANGDIAN, BOSHAN = "zibo-shibenji", "zhangdian", "boshan"
QUOTA = f"/v1/quotas/{CITY}/huicai/2026"
LETTER = {"kind": "nomination_letter", "number": "示例推荐〔2026〕1号", "issued_on": "2026-01-05"}
LAID_ASIDE: list[FastAPI] = []
PAPER = {"kind": "notice", "number": "示例办〔2026〕9号"}


class Town:
    """A city's service, and whoever wants something of it."""

    def __init__(self, service: Service, database: Database, http: Client, app: FastAPI) -> None:
        self.service = service
        self.app = app
        self.database = database
        self.http = http
        self.issuer = DevelopmentIssuer(service.settings)
        self.numbers = iter(range(1, 99999))

    # -- people ----------------------------------------------------------------------------------------

    def officer(self, function: str, area: str = CITY_AREA, name: str = "zhao-min") -> "Person":
        return self.person(name, Post(role=Role.OFFICER, function=function, area=area))

    def specialist(self, enterprise_id: str, name: str = "qian-li") -> "Person":
        return self.person(name, Post(role=Role.SPECIALIST, enterprise_id=UUID(enterprise_id)))

    def auditor(self) -> "Person":
        return self.person("sun-jing", Post(role=Role.AUDITOR))

    def provider(self) -> "Person":
        return self.person("hospital-1", Post(role=Role.PROVIDER))

    def person(self, name: str, *posts: Post) -> "Person":
        return Person(self.http, self.issuer.mint(name, posts, timedelta(hours=1)))

    def expired(self, name: str) -> "Person":
        """Somebody whose token has run out."""
        post = Post(role=Role.AUDITOR)
        return Person(self.http, self.issuer.mint(name, [post], timedelta(hours=-1)))

    # -- what is given ---------------------------------------------------------------------------------

    def enterprise(self, name: str, *, area: str = ZHANGDIAN) -> str:
        """A registered enterprise; returns its id."""
        body = {"city": CITY, "area": area, "name": name, "uscc": credit_code_of(next(self.numbers))}
        return str(self.officer("hrss").posts("/v1/enterprises", **body).json()["id"])

    def listed(self, *names: str, function: str = "drc", area: str = ZHANGDIAN) -> list[str]:
        """Enterprises on a department's list; returns their ids in this order."""
        rows = [
            {"row": n, "name": name, "uscc": credit_code_of(next(self.numbers)), "area": area}
            for n, name in enumerate(names, 3)
        ]
        answer = self.officer(function).posts(
            "/v1/enterprise-lists", **list_of(function, rows, next(self.numbers))
        )
        assert answer.status_code == 201, answer.text
        return [row["enterprise_id"] for row in answer.json()["rows"]]

    def quota(self) -> str:
        """The open quota of 2026; returns its address."""
        assert self.officer("hrss").posts(QUOTA).status_code == 201
        return QUOTA

    def nominated(self, enterprise_id: str, function: str = "drc") -> str:
        """A place of the quota; returns its id."""
        answer = self.officer(function).posts(
            f"{QUOTA}/nominations", enterprise_id=enterprise_id, documents=[LETTER]
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["places"][-1]["id"])

    def talent(self, name: str, *, employer_id: str | None = None, area: str = ZHANGDIAN) -> str:
        """A registered person; returns the id."""
        answer = self.officer("hrss").posts(
            "/v1/talents", **talent_named(name, next(self.numbers), area=area, employer_id=employer_id)
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    # -- what is found ---------------------------------------------------------------------------------

    def position(self) -> int:
        """The newest position of the log."""
        return self.service.log.max_notification_id() or 0

    def refusals(self) -> list[dict[str, Any]]:
        """The refusal log, the oldest line first."""
        columns = ("actor", "role", "command", "code", "fields", "clauses", "blocked_by", "correlation_id")
        with self.service.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT {', '.join(columns)} FROM log.refusals ORDER BY id"
            ).all()
        return [dict(zip(columns, row, strict=True)) for row in rows]


class Person:
    """Somebody with a token, who speaks to the API."""

    def __init__(self, http: Client, token: str) -> None:
        self.http = http
        self.token = token

    def gets(self, path: str, *, headers: dict[str, str] | None = None, **query: Any) -> Response:
        return self.http.get(path, params=query or None, headers=self.headed(headers))

    def posts(self, path: str, *, headers: dict[str, str] | None = None, **body: Any) -> Response:
        return self.http.post(path, json=body, headers=self.headed(headers))

    def sends(self, path: str, content: bytes | str, **headers: str) -> Response:
        """Bytes as they are, under these headers."""
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(path, content=content, headers=self.headed(stated))

    def uploads(self, path: str, content: bytes, filename: str = "list.csv", **fields: str) -> Response:
        return self.http.post(path, data=fields, files={"file": (filename, content)}, headers=self.headed())

    def confirms(self, path: str, confirmed_rows: Any, **body: Any) -> Response:
        """Confirms rows of which the dry run has just been shown."""
        shown = self.posts(f"{path}?dry_run=true", **body).json()
        return self.posts(path, confirmed_rows=confirmed_rows, preview=shown["preview"], **body)

    def headed(self, headers: dict[str, str] | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | (headers or {})


def list_of(function: str, rows: list[dict[str, Any]], number: int = 1, **stated: Any) -> dict[str, Any]:
    """The body of a list import by the department."""
    list_type = {"drc": "cluster_leader", "miit": "four_chain"}[function]
    return {
        "city": CITY,
        "list_type": list_type,
        "mode": "additions",
        "document_number": f"示例〔2026〕{number}号",
        "rows": rows,
    } | stated


def talent_named(name: str, number: int, *, area: str = ZHANGDIAN, **stated: Any) -> dict[str, Any]:
    """The body of a registration, with a number that belongs to nobody."""
    document = {"kind": "resident_identity_card", "number": identity_number_of(number % 1000)}
    return {"city": CITY, "area": area, "name": name, "document": document} | stated


@contextmanager
def town_on(database: Database, folder: Path, *, projected: bool = True, **stated: Any) -> Iterator[Town]:
    """A running town; if it is projected, its projections keep up while the context lasts."""
    patient = {"min_position_timeout": 60, "waiting_timeout": 60}  # a machine may be as slow as it likes
    settings = Settings(data=folder, development_issuer=True, _env_file=None, **patient | stated)
    with ExitStack() as lifetime:
        service = service_on(database.url("app"), settings)
        lifetime.callback(service.close)
        publish_packs(service)
        announce_years(service)
        if projected:
            # Whoever tests asks at once what has come of it, one after the other.
            lifetime.enter_context(projecting(database.url("projector"), gathering=0))
        app = lifetime.enter_context(application_on(service))
        url = lifetime.enter_context(served(app))
        # Nothing is encrypted on the way to this machine: the certificates of the world need not be read.
        http = lifetime.enter_context(Client(base_url=url, timeout=120, verify=False))
        yield Town(service, database, http, app)


@contextmanager
def application_on(service: Service) -> Iterator[FastAPI]:
    """The application on this service; the routes of an earlier town serve again, since it takes long to lay them."""
    app = LAID_ASIDE.pop() if LAID_ASIDE else routed()
    serve(app, service)
    yield app
    LAID_ASIDE.append(app)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real socket of this machine; returns its URL."""
    # With its protocol named, asyncio switches off Nagle's algorithm: 40 ms for each answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="test server")
        thread.start()
        until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Town]:
    """A town of this test's own, in which nothing has happened yet."""
    with town_on(database, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def settled_town(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A town that the tests of a module share; they leave it as it is, or do not mind what others did."""
    with temporary(server, template) as database, town_on(database, tmp_path_factory.mktemp("town")) as made:
        yield made


def as_owner(database: Database, statement: str) -> None:
    """Do as the owner of the database what no part of the service may."""
    with psycopg2.connect(database.url("owner").replace("+psycopg2", "")) as connection:
        connection.cursor().execute(statement)
    connection.close()


def attested(town: Town, talent_id: str, result: str = "not_managed") -> None:
    """What the city's organization department attests about the person."""
    answer = town.officer("party_org").posts(
        f"/v1/talents/{talent_id}/attestation", result=result, as_of="2026-01-05"
    )
    assert answer.is_success, answer.text
