"""Which unified social credit codes can exist."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from domain.enterprise_codes import organisation_check_digit, unified_social_credit_code
from domain.errors import Invalid
from tests.domain.made_up import credit_code_of

SHILI_CHEMICALS = credit_code_of(1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refusal_code(code: str) -> str:
    with pytest.raises(Invalid) as refused:
        unified_social_credit_code(code)
    (error,) = refused.value.errors
    return error.code


def with_check_digit(start: str) -> str:
    return start + uscc.calc_check_digit(start)


def test_a_code_names_its_region_and_its_organisation():
    read = unified_social_credit_code(SHILI_CHEMICALS)

    assert read.region == "370300"
    assert read.organisation_code == "PDY00001X"
    assert read.warnings == ()


def test_the_published_example_is_read():
    assert unified_social_credit_code("91110000600037341L").code == "91110000600037341L"


def test_a_code_of_a_body_registered_by_letter_is_read():
    assert unified_social_credit_code(with_check_digit("N2370300PDY00001X")).code.startswith("N2")


@pytest.mark.parametrize("region", ["371202", "370116", "370000"])
def test_a_code_keeps_the_region_of_its_day(region):
    assert unified_social_credit_code(credit_code_of(1, region=region)).warnings == ()


@pytest.mark.parametrize("region", ["370371", "370399", "000000"])
def test_a_code_from_a_region_in_no_table_is_accepted_with_a_warning(region):
    read = unified_social_credit_code(credit_code_of(1, region=region), field="rows[3].uscc")

    assert [(warning.field, warning.code) for warning in read.warnings] == [
        ("rows[3].uscc", "region_unknown")
    ]


@pytest.mark.parametrize(
    "typed",
    [
        SHILI_CHEMICALS.lower(),
        f" {SHILI_CHEMICALS}\n",
        f"{SHILI_CHEMICALS[:8]}-{SHILI_CHEMICALS[8:16]}\u2014{SHILI_CHEMICALS[16:]}",
        f"{SHILI_CHEMICALS[:2]}\u3000{SHILI_CHEMICALS[2:]}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in SHILI_CHEMICALS),
    ],
)
def test_a_code_may_be_typed_in_lower_case_full_width_with_spaces_and_dashes(typed):
    assert unified_social_credit_code(typed).code == SHILI_CHEMICALS


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "code_length"),
        (SHILI_CHEMICALS[:-1], "code_length"),
        (SHILI_CHEMICALS + "0", "code_length"),
        (SHILI_CHEMICALS + " " * 100_000, "code_length"),
        ("91370300POY00001XQ", "code_letters"),
        ("91370300PDYOOOO1XQ", "code_letters"),
        ("913703A0PDY00001XQ", "code_form"),
        ("91370300PDY0000号XQ", "code_form"),
        ("91370300PDY0000\u0661XQ", "code_form"),
        ("91370300PDY00001XR", "check_digit"),
        (with_check_digit("91370300PDY000019"), "organisation_check_digit"),
    ],
)
def test_a_code_that_cannot_exist_is_refused_with_its_reason(code, reason):
    assert refusal_code(code) == reason


@pytest.mark.parametrize(("body", "digit"), [("00000000", "0"), ("D2143569", "X"), ("60003734", "1")])
def test_the_check_digit_of_an_organisation_code(body, digit):
    assert organisation_check_digit(body) == digit


bodies = st.text(ALPHABET, min_size=8, max_size=8)
codes = st.builds(
    lambda registrar, region, body: with_check_digit(
        f"{registrar}{region}{body}{organisation_check_digit(body)}"
    ),
    registrar=st.sampled_from(["91", "92", "12", "51", "N1"]),
    region=st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
    body=bodies,
)


@given(codes)
def test_every_code_with_both_check_digits_right_passes(code):
    assert unified_social_credit_code(code).code == code


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_refused(code, place, sign):
    altered = code[:place] + sign + code[place + 1 :]

    if altered == code:
        assert unified_social_credit_code(altered).code == code
    else:
        with pytest.raises(Invalid):
            unified_social_credit_code(altered)


@given(codes, st.integers(0, 16))
def test_every_swap_of_neighbouring_signs_is_refused(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    if swapped == code:
        assert unified_social_credit_code(swapped).code == code
    else:
        with pytest.raises(Invalid):
            unified_social_credit_code(swapped)


@given(st.text(max_size=60))
def test_no_text_whatever_does_anything_but_pass_or_be_refused(text):
    with suppress(Invalid):
        assert len(unified_social_credit_code(text).code) == 18
