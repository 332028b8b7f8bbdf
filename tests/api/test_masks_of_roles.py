"""What every role is shown of one person, over all that it may ask: together it never gives the number away."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.masking import HIDDEN, Need
from domain.posts import Post, Role
from tests.api.cards import CARDS
from tests.api.cases import FORM, Applying
from tests.api.conftest import CITY_AREA, ZHANGDIAN, Person, Town, talent_named
from tests.api.test_masking import FEWEST, numbers_left
from tests.domain.made_up import identity_number_of

POSTS = {
    "hrss": (Post(role=Role.OFFICER, function="hrss", area=CITY_AREA), Need.HANDLING),
    "drc": (Post(role=Role.OFFICER, function="drc", area=CITY_AREA), Need.HANDLING),
    "alliance": (Post(role=Role.OFFICER, function="alliance", area=CITY_AREA), Need.ASIDE),
    "auditor": (Post(role=Role.AUDITOR), Need.OVERSEEING),
}


@pytest.fixture(scope="module")
def approved(settled_town: Town) -> Applying:
    """A person with a form, a place, a case, a card; everything that could be shown of anybody."""
    settled_town.quota()
    return Applying(settled_town).approved()


@pytest.fixture(scope="module")
def number(approved: Applying) -> str:
    """The person's number: the first whose mask the office is shown."""
    shown = approved.hrss("zhao-min").gets(f"/v1/talents/{approved.talent_id}").json()
    [mask] = [one["number"] for one in shown["documents"]]
    candidates = (identity_number_of(n) for n in range(1, 1000))
    return next(one for one in candidates if fits(mask, one))


def asked(approved: Applying, person: Person) -> Iterator[Any]:
    """Everything that a post may read of the person; what it may not, says nothing."""
    card_id = approved.shown_to(approved.specialist)["card_id"]
    talent, position = f"/v1/talents/{approved.talent_id}", str(approved.town.position())
    for address in (
        talent,
        f"{talent}/history",
        approved.case,
        f"{approved.case}/history",
        f"{approved.case}/timeline",
        f"{CARDS}/{card_id}",
        f"{CARDS}/{card_id}/history",
        CARDS,
        f"{CARDS}/diff?from=1&to={position}",
        f"/v1/audit/cases/{approved.case_id}",
    ):
        answer = person.gets(f"{address}{'&' if '?' in address else '?'}min_position={position}")
        if answer.is_success:
            yield answer.json()


@pytest.mark.parametrize("name", POSTS)
def test_all_that_a_role_is_shown_of_a_person_leaves_the_stated_number_of_numbers(
    approved: Applying, number: str, name: str
) -> None:
    post, need = POSTS[name]
    told = [
        text for one in asked(approved, approved.town.person(f"{name}-reader", post)) for text in texts(one)
    ]

    masks = {text for text in told if fits(text, number)}
    years = {text for text in told if re.fullmatch(r"\d{4}-\*\*-\*\*", text)}
    together = (
        "".join(max(signs, key=lambda sign: sign != "*") for signs in zip(*masks, strict=True)) or HIDDEN
    )

    assert years <= {f"{FORM['birth_date'][:4]}-**-**"}
    assert bool(masks) == (need is Need.HANDLING)
    assert numbers_left(together, region=number[:6], year=int(number[6:10])) >= FEWEST[need]


def test_an_answer_that_is_kept_is_told_again_to_the_same_post_alone_and_so_under_the_same_masks(
    town: Town,
) -> None:
    [own] = town.listed("示例一号有限公司")
    sent = talent_named("李慧", 77, employer_id=own, phone="13800138000")
    headers = {"Idempotency-Key": "one-registration"}

    def registers(area: str) -> Any:
        post = Post(role=Role.OFFICER, function="hrss", area=area)
        return town.person("zhou-wei", post).posts("/v1/talents", headers=headers, **sent)

    first, again, elsewhere = registers(CITY_AREA), registers(CITY_AREA), registers(ZHANGDIAN)

    assert "138****8000" in first.text
    assert again.content == first.content
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "idempotency_key_reused")
    assert "138****8000" not in elsewhere.text


def fits(mask: str, number: str) -> bool:
    """Whether this is the number behind a mask, of which something is left."""
    return (
        len(mask) == len(number)
        and set(mask) > {"*"}
        and all(left in ("*", sign) for left, sign in zip(mask, number, strict=True))
    )


def texts(value: Any) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from texts(inside)
