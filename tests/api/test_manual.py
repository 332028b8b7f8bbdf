"""The manual for clients says what the API does."""

import os
import re
import shutil
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api import desk, exchange, idempotency, posts, sending
from api.correlation import REQUEST_ID
from api.decisions import Decision
from api.development_issuer import ANSWER_HEADER
from api.explained import AN_ID
from api.problems import STATUS
from domain.authorization import Role
from tests.api.conftest import Town
from tests.architecture.tree import ROOT

MANUAL = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
KEPT = {"$QUOTA": "/v1/quotas/370300/huicai/2026", "$CASE": f"/v1/card-applications/{AN_ID}"}
BLOCKS = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)
# Whole lines of what it shows as printed, but for ids, positions and times.
PRINTED = [
    line
    for block in re.findall(r"```text\n(.*?)```", MANUAL, re.DOTALL)
    for line in block.splitlines()
    if "…" not in line and not re.search(r"position|location|etag|\d{4}|[0-9a-f]{8}-", line)
]
# Stops at the first command that fails, and tells the status of every answer.
BARE = """set -euo pipefail
curl() { command curl --write-out '%{stderr}STATUS %{http_code}\\n' "$@"; }"""


@pytest.fixture(scope="module")
def contract(settled_town: Town) -> dict[str, Any]:
    return settled_town.http.get("/openapi.json").json()


def requests() -> list[tuple[str, str]]:
    """Method and address of every curl command."""
    commands = [command for block in BLOCKS for command in re.findall(r"^curl .*", block, re.MULTILINE)]
    return [
        ("post" if "-sX POST" in command else "get", address_in(re.search(r'"\$URL([^"]*)"', command)[1]))
        for command in commands
    ]


def address_in(written: str) -> str:
    """The address, with what the manual keeps in variables."""
    for variable, address in KEPT.items():
        written = written.replace(variable, address)
    return written


def operation(contract: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    for pattern, methods in contract["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/.]+", pattern), path) and method in methods:
            return methods[method]
    return None


@pytest.mark.parametrize(("method", "address"), requests(), ids=lambda part: part)
def test_every_example_is_sent_to_an_address_with_parameters_that_exist(
    contract: dict[str, Any], method: str, address: str
) -> None:
    url = urlsplit(address)
    found = operation(contract, method, url.path)

    assert found is not None
    known = {parameter["name"] for parameter in found["parameters"]}
    assert {part.split("=")[0] for part in url.query.split("&") if part} <= known


@pytest.fixture
def clone(town: Town, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the samples, in which the demo has been played but for the ledgers, and the environment of its commands."""
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / "samples").symlink_to(ROOT / "samples")
    environment = os.environ | {
        "HUICAI_DATA": str(town.service.settings.data),
        "HUICAI_PORT": str(town.http.base_url.port),
        "HUICAI_DEVELOPMENT_ISSUER": "true",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    demo = [sys.executable, "-m", "cli", "demo", "--no-ledgers"]
    subprocess.run(demo, cwd=folder, env=environment, check=True, capture_output=True, timeout=600)
    return folder, environment


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are written for curl")
def test_every_example_works_after_the_demo_as_it_stands(
    town: Town, clone: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = clone
    of_this_test = {"http://127.0.0.1:8000": str(town.http.base_url), ". .venv/bin/activate": ""}
    script = "\n".join((BARE, *BLOCKS))
    for printed, here in of_this_test.items():
        assert printed in script
        script = script.replace(printed, here)

    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )

    statuses = [line.split()[1] for line in ran.stderr.splitlines() if line.startswith("STATUS")]
    assert ran.returncode == 0, ran.stderr
    assert [status for status in statuses if status >= "400"] == ["412", "409"], ran.stderr
    assert '"code":"stale"' in ran.stdout
    assert '"code":"department_quota_exhausted"' in ran.stdout
    assert len(PRINTED) > 5
    lines = ran.stdout.splitlines()
    for printed in PRINTED:  # an answer that is shown as it came ends without a new line
        assert any(line == printed or line.endswith("}" + printed) for line in lines), (printed, ran.stdout)
    assert (folder / "board.xlsx").read_bytes().startswith(b"PK")


def test_it_names_every_field_of_a_decision() -> None:
    table = MANUAL[MANUAL.index("## Commands") : MANUAL.index("## Lists of enterprises")]

    assert [name for name in Decision.model_fields if f"`{name}`" not in table] == []


def test_it_names_every_status_of_a_refusal() -> None:
    table = MANUAL[MANUAL.index("| status | when |") : MANUAL.index("The refusal log keeps")]

    assert {int(status) for status in re.findall(r"\b[45]\d\d\b", table)} == {
        int(status) for status in STATUS.values()
    }


def test_it_names_every_role_that_a_token_may_have() -> None:
    assert [role for role in Role if role is not Role.SYSTEM and f"`{role}`" not in MANUAL] == []


def test_it_names_every_header_of_ours() -> None:
    ours = {idempotency.HEADER, posts.HEADER, sending.POSITION, sending.REPLAYED, REQUEST_ID}

    assert [header for header in ours if header not in MANUAL] == []
    assert not set(ANSWER_HEADER) & set(exchange.HEADERS)
    assert desk.CREATED == HTTPStatus.CREATED
