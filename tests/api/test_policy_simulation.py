"""A draft held against everything on record, over HTTP: begun, asked for again, and told to who may know."""

from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from bootstrap.simulating import as_bytes, simulate
from domain.authorization import Post, Role
from domain.policy.loading import read_pack
from domain.policy.pack import PolicyPack
from persistence.embedded import EmbeddedPostgres
from tests.api.cases import Applying
from tests.api.conftest import Person, Town, town_on
from tests.conftest import _temporary as temporary
from tests.domain.zibo import FILE, edition
from tests.projections.waiting import until

SECOND = "/v1/policies/zibo-2023/2/simulation"
EMAIL = "{code: email, number: 18, name: {zh: 邮箱, en: E-mail}, required: false}"
STRICTER = edition(2).content.replace(EMAIL, EMAIL.replace(", required: false", ""))


@pytest.fixture(scope="module")
def applying(settled_town: Town) -> Applying:
    """A case without an e-mail address, and a draft that asks for one."""
    settled_town.quota()
    made = Applying(settled_town)
    made.submitted(email=None)
    draft_in(settled_town)
    return made


def draft_in(town: Town) -> None:
    answer = town.officer("hrss", name="lin-hrss").posts("/v1/policies", content=STRICTER)
    assert answer.status_code == 201, answer.text


def asked_until_there(person: Person, **query: Any) -> Response:
    answer = person.gets(SECOND, **query)
    assert answer.status_code in (200, 202), answer.text
    position = answer.json()["position"]
    until(lambda: person.gets(SECOND, position=position).status_code == 200)
    return person.gets(SECOND, position=position)


def test_a_case_that_the_draft_would_not_have_let_in_is_found_and_nothing_is_recorded(
    settled_town: Town, applying: Applying
) -> None:
    before, refusals = settled_town.position(), len(settled_town.refusals())

    result = asked_until_there(settled_town.officer("hrss")).json()

    assert (result["cases_looked_at"], result["cases_otherwise"]) == (1, 1)
    [case] = result["cases"]
    assert case["card_application_id"] == applying.case_id
    assert [one["subject"] for one in case["otherwise"]] == ["form.email"]
    assert (settled_town.position(), len(settled_town.refusals())) == (before, refusals)


def test_the_same_position_and_draft_give_the_same_bytes(settled_town: Town, applying: Applying) -> None:
    position = settled_town.position()
    there = asked_until_there(settled_town.auditor(), position=position).content

    draft = read_pack(STRICTER, FILE)
    assert isinstance(draft, PolicyPack)
    anew = as_bytes(simulate(settled_town.service, draft, until=position), with_cases=True)

    assert anew == there


@pytest.mark.parametrize("position", [0, 1], ids=["before the first event", "at the first event"])
def test_a_result_is_of_its_position(settled_town: Town, applying: Applying, position: int) -> None:
    result = asked_until_there(settled_town.auditor(), position=position).json()

    assert (result["position"], result["cases_looked_at"]) == (position, 0)


def test_given_a_result_when_another_log_is_in_the_place_of_its_own_then_the_position_is_simulated_anew(
    server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    """As after a backup was put back: the folder is the same, and what stands at the position is something else."""
    with temporary(server, template) as lost, town_on(lost, tmp_path, projected=False) as town:
        draft_in(town)
        town.quota()
        position = town.position()
        [quota] = asked_until_there(town.auditor(), position=position).json()["quotas"]
        assert quota["quota"] == "370300/huicai/2026"

    with temporary(server, template) as put_back, town_on(put_back, tmp_path, projected=False) as town:
        draft_in(town)
        town.enterprise("示例一号有限公司")
        assert asked_until_there(town.auditor(), position=position).json()["quotas"] == []


def test_given_a_simulation_that_broke_when_it_is_asked_for_then_it_is_told_once_and_begun_anew_thereafter(
    settled_town: Town, applying: Applying
) -> None:
    """As on a disk that takes no file: whoever asks is not told for ever that it is under way."""
    operator, position = settled_town.person("ops", Post(role=Role.OPERATOR)), settled_town.position() - 1
    sha256 = read_pack(STRICTER, FILE).sha256
    [event] = settled_town.service.log.select_at([position])
    in_the_way = settled_town.service.settings.data / "simulations"
    in_the_way /= f"{sha256}-{position}-{event.event_id.hex}-cases.json"
    in_the_way.mkdir(parents=True)

    until(lambda: operator.gets(SECOND, position=position).json().get("code") == "simulation_failed")
    in_the_way.rmdir()

    until(lambda: operator.gets(SECOND, position=position).status_code == 200)


def test_a_moment_that_has_not_come_is_refused(settled_town: Town, applying: Applying) -> None:
    answer = settled_town.auditor().gets(SECOND, position=settled_town.position() + 1)

    assert answer.json()["code"] == "not_yet"


def test_a_provinces_policy_is_not_simulated(settled_town: Town) -> None:
    answer = settled_town.auditor().gets("/v1/policies/shandong-2022/1/simulation")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_of_a_city")
