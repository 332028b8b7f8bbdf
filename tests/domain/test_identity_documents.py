"""Which numbers of identity documents can exist."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.identity_documents import DocumentKind, IdentityDocument, identity_document
from domain.identity_numbers import Sex
from tests.domain.made_up import identity_number_of

TODAY = date(2026, 3, 2)
CARD = DocumentKind.RESIDENT_IDENTITY_CARD

# 示例甲, who was born where no county ever was.
SHILI_JIA = identity_number_of(1)
MISTYPED = SHILI_JIA[:-1] + ("1" if SHILI_JIA.endswith("0") else "0")


def read(kind: DocumentKind, number: str, **more) -> IdentityDocument:
    return identity_document(kind, number, on=TODAY, **more)


def refusal_code(kind: DocumentKind, number: str, **more) -> str:
    with pytest.raises(Invalid) as refused:
        read(kind, number, **more)
    (error,) = refused.value.errors
    return error.code


def warning_codes(document: IdentityDocument) -> list[str]:
    return [warning.code for warning in document.warnings]


# -- resident identity cards --------------------------------------------------------------------------


def test_a_card_says_when_its_holder_was_born_and_of_which_sex():
    document = read(CARD, identity_number_of(2, born_on=date(1903, 5, 4)))

    assert document.born_on == date(1903, 5, 4)
    assert document.sex is Sex.FEMALE
    assert document.issuing_country == "CHN"


@pytest.mark.parametrize(
    ("region", "born_on"),
    [
        ("370321", date(1978, 1, 1)),  # 桓台, a county of that code since 1983
        ("370322", date(1985, 1, 1)),  # 高青, part of Zibo since 1989
        ("370323", date(1960, 1, 1)),  # 沂源, part of Zibo since 1989
        ("371202", date(1978, 1, 1)),  # 莱城, a city's district from 1992 until Laiwu became part of Jinan
        ("370116", date(1990, 1, 1)),  # 莱芜区, of that code since 2019 only
    ],
)
def test_a_card_keeps_its_region_whatever_became_of_it_since(region, born_on):
    document = read(CARD, identity_number_of(1, region=region, born_on=born_on))

    assert document.born_on == born_on
    assert warning_codes(document) == []


@pytest.mark.parametrize("region", ["370371", "370399", "000099", "100000"])
def test_a_card_from_a_region_in_no_table_is_accepted_with_a_warning(region):
    assert warning_codes(read(CARD, identity_number_of(1, region=region))) == ["region_unknown"]


@pytest.mark.parametrize(
    "typed",
    [
        f" {SHILI_JIA} ",
        f"{SHILI_JIA[:6]} {SHILI_JIA[6:14]} {SHILI_JIA[14:]}",
        f"{SHILI_JIA[:6]}\u3000{SHILI_JIA[6:]}",
        f"{SHILI_JIA[:6]}-{SHILI_JIA[6:14]}\u2014{SHILI_JIA[14:]}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in SHILI_JIA),
    ],
)
def test_a_number_may_be_typed_with_spaces_dashes_and_full_width_digits(typed):
    assert read(CARD, typed).number == SHILI_JIA


def test_a_final_x_may_be_lower_case_or_full_width():
    ending_in_x = next(number for number in map(identity_number_of, range(1, 100)) if number.endswith("X"))

    assert read(CARD, ending_in_x[:-1] + "x").number == ending_in_x
    assert read(CARD, ending_in_x[:-1] + "\uff38").number == ending_in_x


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "number_missing"),
        (" \u3000", "number_missing"),
        (SHILI_JIA[:-1], "identity_number_form"),
        (SHILI_JIA + "1", "identity_number_form"),
        ("X" + SHILI_JIA[1:], "identity_number_form"),
        ("370399000101001", "identity_number_of_15_digits"),
        (SHILI_JIA[:-1] + "\u0667", "number_characters"),  # an Arabic-Indic digit is a digit to str.isdigit
        (SHILI_JIA[:-1] + "号", "number_characters"),
        (SHILI_JIA + "=" * 100_000, "number_characters"),
        (MISTYPED, "check_digit"),
        (identity_number_of(0), "sequence"),
        (identity_number_of(1, born_on=date(1899, 12, 31)), "birth_date_out_of_range"),
        (identity_number_of(1, born_on=TODAY + timedelta(days=1)), "birth_date_out_of_range"),
        (identity_number_of(1, born_on=date(2099, 1, 1)), "birth_date_out_of_range"),
        (identity_number_of(1, born_on="19020230"), "birth_date"),
        (identity_number_of(1, born_on="19020001"), "birth_date"),
        (identity_number_of(1, born_on="19030229"), "birth_date"),
    ],
)
def test_a_number_that_cannot_exist_is_refused_with_its_reason(number, code):
    assert refusal_code(CARD, number) == code


def test_the_day_of_birth_may_be_the_day_of_statement():
    assert read(CARD, identity_number_of(1, born_on=TODAY)).born_on == TODAY


def test_the_number_is_neither_in_a_refusal_nor_in_a_dump():
    with pytest.raises(Invalid) as refused:
        read(CARD, MISTYPED)

    (error,) = refused.value.errors
    assert MISTYPED not in f"{refused.value!r}{refused.value}{error.text}"
    assert SHILI_JIA not in repr(read(CARD, SHILI_JIA))


def test_the_refusal_names_the_field_it_was_told():
    with pytest.raises(Invalid) as refused:
        read(CARD, "1", field="documents[0].number")

    assert refused.value.field == "documents[0].number"
    assert [error.field for error in refused.value.errors] == ["documents[0].number"]


births = st.dates(date(1900, 1, 1), TODAY)
numbers = st.builds(
    lambda region, born_on, sequence: identity_number_of(sequence, region=region, born_on=born_on),
    region=st.from_regex(r"[1-7][0-9]{5}", fullmatch=True),
    born_on=births,
    sequence=st.integers(1, 999),
)


@given(numbers)
def test_every_number_with_a_real_birth_date_and_the_right_check_digit_passes(number):
    document = read(CARD, number)

    assert document.number == number
    assert f"{document.born_on:%Y%m%d}" == number[6:14]


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_refused(number, place, shift):
    digit = 10 if number[place] == "X" else int(number[place])
    wrong_digit = str((digit + shift) % 10 if digit < 10 else shift)

    with pytest.raises(Invalid):
        read(CARD, number[:place] + wrong_digit + number[place + 1 :])


@given(numbers, st.integers(0, 16))
def test_every_swap_of_neighbouring_digits_is_refused(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    if swapped == number:
        assert read(CARD, swapped).number == number
    else:
        with pytest.raises(Invalid):
            read(CARD, swapped)


@given(st.sampled_from(list(DocumentKind)), st.text(max_size=60), st.sampled_from([None, "CHN", "GBR", "🂡"]))
def test_no_text_whatever_does_anything_but_pass_or_be_refused(kind, text, issuing_country):
    with suppress(Invalid):
        assert read(kind, text, issuing_country=issuing_country).number.isascii()


# -- the 18-digit numbers of others -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "region"),
    [
        (DocumentKind.HONG_KONG_RESIDENCE_PERMIT, "810000"),
        (DocumentKind.MACAO_RESIDENCE_PERMIT, "820000"),
        (DocumentKind.TAIWAN_RESIDENCE_PERMIT, "830000"),
    ],
)
def test_a_residence_permit_has_the_region_of_its_kind_alone(kind, region):
    number = identity_number_of(1, region=region)

    assert read(kind, number).number == number
    assert refusal_code(kind, SHILI_JIA) == "number_of_another_kind"
    assert refusal_code(CARD, number) == "number_of_another_kind"


def test_the_published_examples_of_other_18_digit_numbers_are_read():
    permit = read(DocumentKind.HONG_KONG_RESIDENCE_PERMIT, "810000199408230021")
    card = read(DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, "932682198501010017")

    assert (permit.born_on, permit.sex) == (date(1994, 8, 23), Sex.FEMALE)
    assert (card.born_on, card.sex) == (date(1985, 1, 1), Sex.MALE)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (SHILI_JIA, "number_of_another_kind"),
        (identity_number_of(1, region="937000"), "nationality_unknown"),
        ("ZZZ370019000101", "nationality_unknown"),
        ("GB3700190001011", "identity_number_form"),
    ],
)
def test_a_permanent_resident_number_that_cannot_exist_is_refused(number, code):
    assert refusal_code(DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, number) == code


def test_a_permanent_resident_card_from_before_2023_is_still_read():
    document = read(DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, "gbr 370000010100")

    assert (document.number, document.born_on) == ("GBR370000010100", None)


def test_a_permanent_resident_card_of_an_unknown_province_is_accepted_with_a_warning():
    number = identity_number_of(1, region="999826")

    assert warning_codes(read(DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD, number)) == ["region_unknown"]


# -- passports and travel permits ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "issuing_country"),
    [
        ("E00000000", "CHN"),
        ("EA0000000", "CN"),
        ("PE0000000", "CHN"),
        ("KJ0000000", "chn"),  # of the Hong Kong region: issued by China as well
        ("140000000", "CHN"),
        ("000000000", "GBR"),
        ("c0000000p", "de"),
        ("L 00 00 00 00", "USA"),
    ],
)
def test_a_passport_is_read_with_its_issuing_country(number, issuing_country):
    document = read(DocumentKind.PASSPORT, number, issuing_country=issuing_country)

    assert document.issuing_country in {"CHN", "GBR", "DEU", "USA"}
    assert document.number == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("number", "issuing_country", "code"),
    [
        ("E0000000", "CHN", "number_form"),
        ("EI0000000", "CHN", "number_form"),
        ("AB1", "GBR", "number_form"),
        ("ABCDEFGH", "GBR", "number_form"),
        ("0" * 16, "GBR", "number_form"),
        ("E00000000", None, "issuing_country_unknown"),
        ("E00000000", "XYZ", "issuing_country_unknown"),
        ("E00000000", "China", "issuing_country_unknown"),
        ("000000000", "TWN", "travel_permit_needed"),
        ("K00000000", "HKG", "travel_permit_needed"),
    ],
)
def test_a_passport_that_cannot_exist_is_refused(number, issuing_country, code):
    assert refusal_code(DocumentKind.PASSPORT, number, issuing_country=issuing_country) == code


def test_two_countries_may_issue_the_same_passport_number():
    british = read(DocumentKind.PASSPORT, "000000001", issuing_country="GBR")
    american = read(DocumentKind.PASSPORT, "000000001", issuing_country="USA")

    assert british.identifier != american.identifier


def test_a_card_is_issued_by_no_other_country():
    assert refusal_code(CARD, SHILI_JIA, issuing_country="GBR") == "issuing_country_of_this_kind"


@pytest.mark.parametrize("number", ["H00000001", "m00000001", "H0000000103", "HA0000001", "MA0000001"])
def test_a_hong_kong_or_macao_travel_permit_is_read(number):
    assert read(DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, number).number == number.upper()


@pytest.mark.parametrize("number", ["C00000001", "H0000001", "H000000011", "HB0000001", "00000001"])
def test_a_hong_kong_or_macao_travel_permit_that_cannot_exist_is_refused(number):
    assert refusal_code(DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, number) == "number_form"


def test_a_renewed_travel_permit_leads_to_the_same_holder():
    first = read(DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, "H0000000100")
    renewed = read(DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, "H0000000101")
    of_today = read(DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT, "H00000001")

    assert first.identifier == renewed.identifier == of_today.identifier


@pytest.mark.parametrize("number", ["00000001", "0000000001", "0000000001(B)", "0000000001（b）"])
def test_a_taiwan_travel_permit_is_read(number):
    assert read(DocumentKind.TAIWAN_TRAVEL_PERMIT, number).number.startswith("000000")


@pytest.mark.parametrize("number", ["0000001", "00000001A", "T00000001", "000000001"])
def test_a_taiwan_travel_permit_that_cannot_exist_is_refused(number):
    assert refusal_code(DocumentKind.TAIWAN_TRAVEL_PERMIT, number) == "number_form"
