"""What the published contract allows, sent by a program that knows nothing else: no answer that it does not name, and none of 5xx.

Who may do what is no matter of this: no contract says it. tests/api/test_rights.py does.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from api.links import PRODUCED
from domain.authorization import Post, Role
from tests.api.conftest import CITY_AREA, Town

# Natural keys, which whoever asks knows; and what stands on a card or under a proof.
KNOWN = {
    "bundle", "card_type", "city", "epoch", "figure", "file_sha256", "ledger", "list_type", "name",
    "pack", "position", "quarter", "quota_year", "report_revision", "revision", "slot", "tile", "token", "unit", "year",
}  # fmt: skip
POSTS = {
    "hrss": Post(role=Role.OFFICER, function="hrss", area=CITY_AREA),
    "window": Post(role=Role.OFFICER, function="window", area=CITY_AREA),
    "auditor": Post(role=Role.AUDITOR),
    "security": Post(role=Role.SECURITY),
    "operator": Post(role=Role.OPERATOR),
}
CHECKS = "not_a_server_error,status_code_conformance"


def test_every_id_in_an_address_stands_in_an_answer_that_links_to_it(settled_town: Town) -> None:
    contract = settled_town.http.get("/openapi.json").json()
    operations = {
        operation["operationId"]: operation
        for path, ways in contract["paths"].items()
        if path.startswith("/v1")
        for operation in ways.values()
    }
    linked = {
        (name, part)
        for operation in operations.values()
        for answer in operation["responses"].values()
        for name, link in answer.get("links", {}).items()
        for part in link["parameters"]
    }
    for name, operation in operations.items():
        for parameter in operation.get("parameters", ()):
            part = parameter["name"]
            if parameter["in"] == "path" and part not in KNOWN:
                assert (name, part) in linked or name in PRODUCED[part], (name, part)
    assert {one for producers in PRODUCED.values() for one in producers} <= operations.keys()


@pytest.mark.slow
@pytest.mark.parametrize("who", POSTS)
def test_nothing_that_the_contract_allows_fails_or_is_answered_otherwise(
    town: Town, who: str, tmp_path: Path
) -> None:
    pytest.importorskip("schemathesis")
    token = town.issuer.mint(f"fuzz-{who}", [POSTS[who]], timedelta(hours=12))
    program = Path(sys.executable).with_name("schemathesis")
    command = [
        program,
        "run",
        f"{town.http.base_url}/openapi.json",
        "--header",
        f"Authorization: Bearer {token}",
    ]
    how = [
        "--checks",
        CHECKS,
        "--max-examples",
        "20",
        "--seed",
        "48",
        "--generation-database",
        "none",
        "--no-color",
    ]

    sent = subprocess.run([*command, *how], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert sent.returncode == 0, sent.stdout[-20_000:]
