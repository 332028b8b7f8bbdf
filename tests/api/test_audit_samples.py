"""Audit samples over HTTP: out of the register, with seed and population, for anybody to draw again."""

from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from httpx import Response
from huicai_verify.sample import drawn

from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from tests.api.cases import Applying
from tests.api.conftest import CITY, Town

SAMPLES = "/v1/audit/samples"
NAMES = tuple(f"示例{number}号有限公司" for number in range(1, 4))


@pytest.fixture(scope="module")
def audited(settled_town: Town) -> Town:
    """Three cases that were submitted, and a draft."""
    settled_town.quota()
    settled_town.cases = [Applying(settled_town, name).submitted().case_id for name in NAMES]
    settled_town.draft = Applying(settled_town, "示例四号有限公司").drafted().case_id
    return settled_town


def draws(town: Town, wanted: int = 2, seed: str | None = None, **sampled: Any) -> Response:
    stated = {"wanted": wanted} | ({} if seed is None else {"seed": seed})
    path = f"{SAMPLES}?min_position={town.position()}"
    return town.auditor().posts(path, sampled={"city": CITY, **sampled}, **stated)


def test_cases_are_drawn_from_the_register_and_anybody_draws_the_same(audited: Town) -> None:
    answer = draws(audited)
    assert answer.status_code == 201, answer.text
    sample = answer.json()

    population = audited.auditor().gets(sample["population"]).text
    assert sorted(audited.cases) == population.split()
    assert (sample["population_size"], sample["population_sha256"]) == (
        3,
        sha256(population.encode()).hexdigest(),
    )
    assert [case["card_application_id"] for case in sample["cases"]] == drawn(
        sample["seed"], population.split(), 2
    )
    assert audited.auditor().gets(answer.headers["location"]).json() == sample
    assert sample["drawn_by"] == "sun-jing"
    assert not sample["is_seed_stated"]


def test_the_population_is_told_again_as_it_was_whatever_has_become_of_the_cases(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (
        ("projections.case_register.queries", "AT_ONCE"),
        ("api.routes.audit_samples", "LINES_AT_ONCE"),
    ):
        monkeypatch.setattr(import_module(module), name, 2)  # page by page
    town.quota()
    cases = [Applying(town, name).submitted() for name in NAMES]
    sample = draws(town, outcome="in_process").json()
    gone = {"reason": "本人放弃"}
    assert cases[0].specialist.posts(f"{cases[0].case}/withdrawal", **gone).is_success

    told = town.auditor().gets(sample["population"], min_position=str(town.position()))

    assert told.text.split() == sorted(one.case_id for one in cases)
    assert sha256(told.content).hexdigest() == sample["population_sha256"]
    assert draws(town, outcome="in_process").json()["population_size"] == len(cases) - 1


def test_a_seed_that_the_auditor_brings_along_is_taken_and_said_so(audited: Town) -> None:
    sample = draws(audited, seed="ab" * 32, wanted=1).json()

    assert (sample["seed"], sample["is_seed_stated"]) == ("ab" * 32, True)
    assert sample["cases"][0]["card_application_id"] == drawn("ab" * 32, audited.cases, 1)[0]


def test_what_is_drawn_from_can_be_narrowed(audited: Town) -> None:
    def population(**sampled: str) -> int:
        answer = draws(audited, **sampled)
        return answer.json()["population_size"] if answer.is_success else 0

    quarter = Quarter.of(datetime.now(OFFICE_ZONE).date())
    everything = {
        "card_type": "huicai",
        "area": "zhangdian",
        "outcome": "in_process",
        "quarter": quarter.code,
    }
    assert population(**everything) == 3
    for narrower in (
        {"card_type": "elite"},
        {"area": "boshan"},
        {"outcome": "approved"},
        {"quarter": quarter.later(-1).code},
    ):
        assert population(**everything | narrower) == 0


def test_every_drawing_is_listed_and_a_repetition_is_none(audited: Town) -> None:
    before = audited.auditor().gets(SAMPLES, city=CITY).json()["items"]
    body = {"sampled": {"city": CITY}, "wanted": 1}
    key = {"Idempotency-Key": "one-drawing"}

    first = audited.auditor().posts(SAMPLES, headers=key, **body)
    again = audited.auditor().posts(SAMPLES, headers=key, **body)

    after = audited.auditor().gets(SAMPLES, city=CITY).json()["items"]
    assert first.json() == again.json()
    assert [one["number"] for one in after] == list(range(1, len(before) + 2))


def test_out_of_nothing_nothing_is_drawn(audited: Town) -> None:
    answer = draws(audited, area="no-such-area")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_case_fits")


def test_a_city_without_samples_has_an_empty_list(audited: Town) -> None:
    assert audited.auditor().gets(SAMPLES, city="370100").json() == {"items": []}
