"""What the published contract allows, sent by a program that knows nothing else, and what it forbids.

No answer is of 5xx, of a status, content type, header or shape that the contract does not name; what violates it is refused,
and nothing is answered to nobody. Who may do what is no matter of this: no contract says it. tests/api/rights/ does.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.links import PRODUCED
from persistence.embedded import EmbeddedPostgres
from tests.api.conftest import CITY, ZHANGDIAN, Town, town_on
from tests.api.lively_town import Lively
from tests.architecture.tree import ROOT
from tests.conftest import _temporary as temporary

# Natural keys, which whoever asks knows; and what stands on a card or under a proof.
KNOWN = {
    "bundle", "card_type", "city", "epoch", "figure", "file_sha256", "ledger", "list_type", "name",
    "pack", "position", "quarter", "quota_year", "report_revision", "revision", "slot", "tile", "token", "unit", "year",
}  # fmt: skip
WHOLE = 100_000  # so many cases are sent by night
CASES = int(os.environ.get("CASES", WHOLE // 10))
# Of 400 that would be sent to an operation: so many at random, in so many walks along links. The rest is what the
# contract's limits amount to, and cannot be told to be fewer; a run of fewer cases takes them of a share of operations.
AT_RANDOM, WALKS = 90, 6_000
FREELY = dict.fromkeys(
    (
        "verifications_per_address", "verifications_in_all", "packages_per_address", "packages_in_all",
        "requests_per_caller", "requests_in_all", "failed_sign_ins_per_address", "failed_sign_ins_in_all",
    ),
    10**9,
)  # fmt: skip
# Natural keys of the town, so that not everything is answered 404.
OF_TOWN: dict[str, list[Any]] = {
    "path.city": [CITY], "path.card_type": ["huicai", "elite", "honor"], "path.quota_year": [2026],
    "path.unit": [CITY, ZHANGDIAN], "path.quarter": ["2024Q1", "2026Q3"], "path.list_type": ["cluster_leader"],
    "path.pack": ["zibo-2023", "shandong-2022"], "path.revision": [1], "path.report_revision": [1],
    "path.job": ["open_quotas"], "path.year": [2026], "path.epoch": [1], "query.city": [CITY], "body.city": [CITY],
    "body.area": [ZHANGDIAN, "boshan"],
}  # fmt: skip
# What is well-formed may still be refused, as the contract says; what is not may never be done.
CONFIGURATION = """
request-timeout = 120.0

[generation]
database = "none"

[checks]
object_level_authorization.enabled = false
positive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 415, 422]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422]

[phases.fuzzing.generation]
max-examples = {at_random}

[phases.stateful]
inference.algorithms = []

[phases.stateful.generation]
max-examples = {walks}
"""


class Sent(NamedTuple):
    """What came of a run: how it ended, what it told, and what was counted."""

    status: int
    told: str
    cases: Counter[str]
    answers: Counter[str]
    links: Counter[str]


@pytest.fixture(scope="module")
def lively(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lively]:
    """A town in which there is something of everything, and nobody comes too often."""
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder, **FREELY) as town:
        yield Lively(town)


def test_every_id_in_an_address_stands_in_an_answer_that_links_to_it(settled_town: Town) -> None:
    contract = settled_town.http.get("/openapi.json").json()
    operations = {
        operation["operationId"]: operation
        for path, ways in contract["paths"].items()
        if path.startswith("/v1")
        for operation in ways.values()
    }
    linked = {
        name: link["parameters"].keys()
        for operation in operations.values()
        for answer in operation["responses"].values()
        for name, link in answer.get("links", {}).items()
    }
    for name, operation in operations.items():
        parts = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert parts - KNOWN <= linked.get(name, set()), (name, "has an id that no link to it states")
    assert {one for producers in PRODUCED.values() for one in producers} <= operations.keys()


@pytest.mark.slow
def test_nothing_that_the_contract_allows_fails_or_is_answered_otherwise(
    lively: Lively, tmp_path: Path
) -> None:
    pytest.importorskip("schemathesis")
    share = min(1.0, CASES / WHOLE)
    in_turn = sorted(lively.operations)[:: ceil(1 / share)]

    runs = [
        sent(lively, tmp_path, share, "--phases", "examples,fuzzing,stateful"),
        sent(lively, tmp_path, share, "--phases", "coverage", *named(in_turn)),
    ]

    tell(lively, runs)
    for run in runs:
        assert run.status == 0, run.told[-30_000:]
    reached = {answer.split()[0] for run in runs for answer in run.answers}
    assert reached == lively.operations.keys()
    assert sum(sum(run.cases.values()) for run in runs) >= CASES


def named(operations: list[str]) -> list[str]:
    return [part for name in operations for part in ("--include-operation-id", name)]


def sent(lively: Lively, folder: Path, share: float, *what: str) -> Sent:
    """Have the program send it, as whoever may; with one worker, since Python 3.11 cannot parse in two threads (cpython#106905)."""
    people, counted, how = folder / "people.json", folder / "counted.json", folder / "schemathesis.toml"
    people.write_text(json.dumps(everybody(lively)), encoding="utf-8")
    how.write_text(configuration(lively, share), encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    told_where = {
        "SCHEMATHESIS_HOOKS": "tests.api.contract_fuzzing",
        "PYTHONPATH": str(ROOT),
        "FUZZ_PEOPLE": str(people),
        "FUZZ_COUNTED": str(counted),
    }
    contract = f"{lively.town.http.base_url}/openapi.json"
    asked = ["--config-file", how, "--no-color", "run", contract, "--continue-on-failure", *what]

    done = subprocess.run(
        [program, *asked],
        env=os.environ | told_where,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    told = done.stdout + done.stderr
    assert counted.exists(), told
    found = json.loads(counted.read_text(encoding="utf-8"))
    return Sent(done.returncode, told, *(Counter(found[what]) for what in ("cases", "answers", "links")))


def everybody(lively: Lively) -> dict[str, list[str]]:
    """By operation the tokens of those who may, two of each office."""
    return {
        name: [
            lively.token(who, is_second=second) for who in lively.who_may(name) for second in (False, True)
        ]
        for name in lively.operations
    }


def configuration(lively: Lively, share: float) -> str:
    """How much is sent, and the ids that there are."""
    ids = {
        f"{place}.{part}": sorted(
            {
                found
                for source, pointer in where.items()
                for answer in lively.answers[source]
                if (found := answer.says(f"$response.body{pointer}")) is not None
            }
        )[:20]
        for part, where in PRODUCED.items()
        for place in ("path", "query", "body")
    }
    lines = [CONFIGURATION.format(at_random=ceil(AT_RANDOM * share), walks=ceil(WALKS * share))]
    bound = {**{name: found for name, found in ids.items() if found}, **OF_TOWN}
    for number, values in enumerate(bound.values()):
        lines += [f"[dictionaries.of_town_{number}]", f"values = {json.dumps(values)}"]
    lines.append("[parameters]")
    for number, name in enumerate(bound):
        lines.append(f'"{name}" = {{ dictionary = "of_town_{number}", probability = 0.8 }}')
    return "\n".join(lines)


def tell(lively: Lively, runs: list[Sent]) -> None:
    """Print what was reached."""
    cases, answers, links = (
        sum((getattr(run, what) for run in runs), Counter()) for what in Sent._fields[2:]
    )
    statuses: Counter[str] = Counter()
    for answer, times in answers.items():
        statuses[answer.split()[1]] += times
    declared = {
        (name, link)
        for name, (_, _, operation) in lively.operations.items()
        for one in operation["responses"].values()
        for link in one.get("links", {})
    }
    followed = {link.rpartition(" ")[0] for link in links}
    known = {link.rpartition(" ")[0] for link in links if not link.endswith((" 404", " 403"))}
    operations = {answer.split()[0] for answer in answers}
    fine = {answer.split()[0] for answer in answers if answer.split()[1].startswith("2")}
    print(f"\noperations: {len(operations)} of {len(lively.operations)} reached, {len(fine)} answered 2xx")
    print(
        f"links: {len(followed)} of {len(declared)} followed at random, {len(known)} to something that was known"
    )
    print(f"cases: {sum(cases.values())}, {dict(cases)}")
    print(f"statuses: {dict(sorted(statuses.items()))}")
