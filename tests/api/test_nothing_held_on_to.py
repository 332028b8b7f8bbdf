"""What a request has worked with goes when it is answered: nothing of it waits until the interpreter looks for garbage.

What waits holds persons' facts in memory for longer than anybody needs them, and looking for it stops every other request.
"""

import gc
from collections import Counter
from collections.abc import Callable

import pytest
from httpx import Response

from tests.api.cases import FORM, Applying
from tests.api.conftest import CITY, LETTER, QUOTA, ZHANGDIAN, Town

OURS = ("domain", "api", "persistence", "projections", "bootstrap")
SCHOOLING = {
    "city": CITY,
    "ledger": "public_service",
    "category": "schooling",
    "details": {"content": "示例：请协调子女入学"},
}


@pytest.fixture(scope="module")
def with_quota(settled_town: Town) -> Town:
    settled_town.quota()
    return settled_town


def held_on_to(asking: Callable[[], Response], *expected: int) -> dict[str, int]:
    """How many objects of ours, by their class, the collector alone finds after this has been answered twice."""
    answers = [asking()]  # what is laid down once is laid down now
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        answers.append(asking())
        gc.collect()
        found = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert {answer.status_code for answer in answers} <= set(expected or (200, 201)), answers[-1].text
    return {name: number for name, number in found.items() if name.split(".")[0] in OURS}


def test_after_readings_of_a_quota_a_demand_and_lists(with_quota: Town) -> None:
    town = with_quota
    drc, window = town.officer("drc"), town.officer("window", ZHANGDIAN, "li-window")
    first, _ = town.listed("示例八〇一号有限公司", "示例八〇二号有限公司")
    drc.posts(f"{QUOTA}/nominations", enterprise_id=first, documents=[LETTER])
    item = window.posts("/v1/demand-items", **SCHOOLING).json()["href"]

    for path in (QUOTA, "/v1/quotas", f"{QUOTA}/history", "/v1/enterprises"):
        assert held_on_to(lambda path=path: drc.gets(path)) == {}, path
    for path in (item, f"{item}/history", "/v1/demand-items?ledger=public_service"):
        assert held_on_to(lambda path=path: window.gets(path)) == {}, path


def test_after_commands_and_refusals(with_quota: Town) -> None:
    town = with_quota
    window, school = (
        town.officer("window", ZHANGDIAN, "li-window"),
        town.officer("education", name="sun-school"),
    )
    item = window.posts("/v1/demand-items", **SCHOOLING).json()["href"]
    window.posts(f"{item}/assignment")
    school.posts(f"{item}/acceptance")

    assert held_on_to(lambda: window.posts("/v1/demand-items", **SCHOOLING)) == {}
    assert held_on_to(lambda: school.posts(f"{item}/progress", progress="示例：已联系学校")) == {}
    assert held_on_to(lambda: school.posts(f"{item}/acceptance"), 409) == {}
    assert held_on_to(lambda: school.posts(f"{item}/progress"), 422) == {}
    assert (
        held_on_to(
            lambda: school.posts(f"{item}/progress", headers={"If-Match": '"1"'}, progress="示例"), 412
        )
        == {}
    )
    assert held_on_to(lambda: school.gets("/v1/demand-items/00000000-0000-0000-0000-000000000000"), 404) == {}


def test_after_a_case_was_drafted_shown_and_handed_on(with_quota: Town) -> None:
    town = with_quota
    applying = Applying(town, "示例八〇三号有限公司")
    applying.case_id = applying.drafts(form=FORM).json()["id"]
    specialist, department = applying.specialist, applying.department()

    assert held_on_to(lambda: specialist.gets(applying.case)) == {}
    assert held_on_to(lambda: specialist.posts(f"{applying.case}/submission"), 200, 409) == {}
    assert held_on_to(lambda: department.gets(applying.case)) == {}
    assert held_on_to(lambda: department.gets(f"{applying.case}/timeline")) == {}
    assert held_on_to(lambda: department.gets("/v1/card-applications")) == {}
    assert held_on_to(lambda: department.gets("/v1/card-applications?as_of=1")) == {}
