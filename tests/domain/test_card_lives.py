"""What a pack says of cards once they are issued, and of the services that they open."""

import pytest

from domain.policy.refusals import UnknownCardType, UnknownService
from tests.domain.zibo import TEXT, ZIBO, refusal_of

LIVES = TEXT[TEXT.index("\ncard_lives:\n") : TEXT.index("# What cards open (R-26)")]


def codes(text: str) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in refusal_of(text).faults]


def test_every_number_about_issued_cards_is_marked_as_the_projects_own():
    rules = [
        rule
        for life in ZIBO.card_lives
        for rule in (life.renewal, life.employer_move, life.false_declaration, life.arrival)
        if rule is not None
    ]

    assert all(rule.own_default for rule in (*rules, *ZIBO.services))


def test_only_the_elite_card_is_issued_before_an_arrival():
    early = [life.card_type for life in ZIBO.card_lives if life.arrival is not None]

    assert early == ["elite"]


def test_the_honor_card_opens_eight_kinds_of_services():
    assert len([one for one in ZIBO.services if "honor" in one.card_types]) == 8


def test_flexible_talents_have_medical_treatment_tourism_and_transport():
    of_huicai = [one for one in ZIBO.services if "huicai" in one.card_types]

    assert [one.code for one in of_huicai if "flexible" not in one.withheld_from] == [
        "medical_treatment",
        "tourism_and_sport",
        "transport",
    ]


def test_a_card_type_without_a_life_is_refused():
    text = TEXT.replace(LIVES, "\ncard_lives: []\n")

    assert codes(text) == [("card_lives", "missing_card_life")] * 3


def test_a_life_and_a_service_of_no_card_type_are_refused():
    text = TEXT.replace("card_types: [honor]", "card_types: [platinum]", 1)

    assert [code for _, code in codes(text)] == ["unknown_card_type"]


def test_a_life_that_stands_twice_is_refused():
    text = TEXT.replace("  - card_type: honor\n    renewal", "  - card_type: elite\n    renewal")

    assert sorted(code for _, code in codes(text)) == ["missing_card_life", "repeated"]


def test_what_the_pack_does_not_have_is_refused():
    with pytest.raises(UnknownService):
        ZIBO.service("space_travel")
    with pytest.raises(UnknownCardType):
        ZIBO.card_life("platinum")
