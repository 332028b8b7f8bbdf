"""Two cases with the same file, over HTTP: shown on both to who may know of both, and decided about (查重)."""

from typing import Any

import pytest

from tests.api.cases import Applying
from tests.api.conftest import ZHANGDIAN, Person, Town
from tests.api.test_attachments import PDF, handed_in

SAYS_WHY = {"reason": "示例：同一证书由两人共同取得"}


@pytest.fixture
def cases(town: Town) -> tuple[Applying, Applying]:
    """Two enterprises have handed in the same certificate."""
    town.quota()
    both = Applying(town, "示例一号有限公司"), Applying(town, "示例二号有限公司", function="miit")
    for applying in both:
        applying.drafted()
        assert handed_in(applying, PDF, kind="achievement_evidence").status_code == 201
        assert applying.specialist.posts(f"{applying.case}/submission").is_success
    return both


def found(applying: Applying, person: Person) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = person.gets(applying.case).json()["duplicates"]
    return shown


def test_each_case_shows_the_other_to_an_office_and_to_no_enterprise(
    town: Town, cases: tuple[Applying, Applying]
) -> None:
    one, other = cases
    hrss = town.officer("hrss")

    assert [(each["ground"], each["card_application_id"]) for each in found(one, hrss)] == [
        ("file", other.case_id)
    ]
    assert [each["card_application_id"] for each in found(other, hrss)] == [one.case_id]
    assert found(one, one.specialist) == []


def test_an_office_is_offered_to_decide_and_then_neither_shows_it(
    town: Town, cases: tuple[Applying, Applying]
) -> None:
    one, other = cases
    officer = town.officer("drc", ZHANGDIAN, "li-district")
    offered = [action["name"] for action in officer.gets(one.case).json()["actions"]["open"]]

    answer = officer.posts(
        f"{one.case}/duplicates/dismissal", ground="file", other_id=other.case_id, **SAYS_WHY
    )

    assert "dismiss_duplicate" in offered
    assert answer.status_code == 200, answer.text
    assert answer.json()["duplicates"] == found(other, town.officer("hrss")) == []


def test_an_enterprise_decides_nothing_about_it(cases: tuple[Applying, Applying]) -> None:
    one, other = cases

    answer = one.specialist.posts(
        f"{one.case}/duplicates/dismissal", ground="file", other_id=other.case_id, **SAYS_WHY
    )

    assert answer.status_code == 403
