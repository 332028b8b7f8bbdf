"""How names are written down, and when two of them are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.names import as_written, company_match_form, company_name, person_name, tidy


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  示例甲 ", "示例甲"),
        ("示  甲", "示甲"),
        ("示\u3000甲", "示甲"),
        ("示例\n甲", "示例甲"),
        ("\ufeff示例\u200b甲", "示例甲"),
        ("样例•阿不都", "样例·阿不都"),
        ("样例\u30fb阿不都", "样例·阿不都"),
        ("样例 · 阿不都", "样例·阿不都"),
        ("ＪＯＨＮ　ＥＸＡＭＰＬＥ", "JOHN EXAMPLE"),  # noqa: RUF001 - full-width letters are the point
        ("Anne\u2019s  Ex\u2011ample Jr.", "Anne's Ex-ample Jr."),
        ("示䶮㛃㭎䥽堃赟", "示䶮㛃㭎䥽堃赟"),
        ("示\U00030edd", "示\U00030edd"),
        (
            "示\U00031350\U0002ebf0",
            "示\U00031350\U0002ebf0",
        ),  # extensions H and I, younger than some tables of characters
    ],
)
def test_a_persons_name_is_stored_as_one_would_retype_it(typed, stored):
    assert person_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_length"),
        ("示", "name_length"),
        ("示" * 51, "name_length"),
        ("示例甲、示例乙", "several_people"),
        ("示例甲/示例乙", "several_people"),
        ("示例甲\uff0c示例乙", "several_people"),
        ("示例甲（女）", "name_characters"),
        ("示例13800000000", "name_characters"),
        ("=cmd|x!A0", "name_characters"),
        ("··", "name_characters"),
        ("示例\ue863", "name_characters"),
        ("示〇〇", "name_characters"),
    ],
)
def test_what_is_no_persons_name_is_refused_with_its_reason(typed, code):
    with pytest.raises(Invalid) as refused:
        person_name(typed, field="nominee.name")

    (error,) = refused.value.errors
    assert (error.field, error.code) == ("nominee.name", code)
    assert not typed or typed not in f"{error.text}"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 示例化工(淄博) 有限公司 ", "示例化工（淄博）有限公司"),
        ("示例化工（淄博）有限公司", "示例化工（淄博）有限公司"),
        ("示例\n新材料股份有限公司", "示例新材料股份有限公司"),
        ("示例\uff21\uff22\uff23科技有限公司", "示例ABC科技有限公司"),
        ("Example Works (Zibo) Ltd.", "Example Works (Zibo) Ltd."),
        ("=1+1 示例有限公司", "=1+1 示例有限公司"),
    ],
)
def test_an_enterprises_name_is_stored_as_registered(typed, stored):
    assert company_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_length"),
        ("示" * 101, "name_length"),
        ("12345", "name_characters"),
        ("--", "name_characters"),
        ("示例\ue863化工有限公司", "name_characters"),
    ],
)
def test_what_is_no_enterprises_name_is_refused_with_its_reason(typed, code):
    with pytest.raises(Invalid) as refused:
        company_name(typed)

    assert [error.code for error in refused.value.errors] == [code]


@pytest.mark.parametrize(
    "other_writing",
    [
        "示例ABC(淄博)有限公司",
        "示例abc（淄博） 有限公司",
        "示例ABC【淄博】有限公司\u3000",
        "示例\uff21BC（淄博）有限公司",
    ],
)
def test_writings_of_one_enterprises_name_match(other_writing):
    assert company_match_form(other_writing) == company_match_form("示例ABC（淄博）有限公司")


@pytest.mark.parametrize(
    "other_enterprise", ["示例ABC淄博有限公司", "示例ABC（淄博）有限责任公司", "示例ABD（淄博）有限公司"]
)
def test_names_of_different_enterprises_do_not_match(other_enterprise):
    assert company_match_form(other_enterprise) != company_match_form("示例ABC（淄博）有限公司")


@given(st.text(max_size=80))
def test_nothing_invisible_stays_and_no_space_but_single_ones(text):
    kept = tidy(text)

    assert not {unicodedata.category(sign) for sign in kept} & {"Cc", "Cf", "Zl", "Zp"}
    assert kept == " ".join(kept.split())


@given(st.text(max_size=60))
def test_a_line_kept_as_it_was_written_has_all_its_visible_signs_and_no_other(text):
    kept = as_written(text)

    assert not {unicodedata.category(sign) for sign in kept} & {"Cc", "Cf", "Zl", "Zp"}
    assert kept.replace(" ", "") == "".join(filter(_is_shown, text))


def test_a_line_kept_as_it_was_written_keeps_the_punctuation_of_chinese():
    assert (
        as_written("　2015年—2020年：示例（淄博）公司，工程师\u200b ")
        == "2015年—2020年：示例（淄博）公司，工程师"
    )


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(max_size=80))
def test_a_stored_name_is_stored_again_as_it_is(text):
    for stored_form in (person_name, company_name):
        try:
            name = stored_form(text)
        except Invalid:
            continue
        assert stored_form(name) == name


def _is_shown(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf"}
