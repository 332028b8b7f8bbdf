"""How personal facts are shown: enough to recognise, too little to use."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.masking import HIDDEN, hidden, masked_day, masked_document, masked_name, masked_phone
from domain.identity_documents import CHINA, DocumentKind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张强", "张*"),
        ("王小明", "王**"),
        ("欧阳娜娜", "欧***"),
        ("买买提·阿不都热依木", "买**·******"),
        ("John Smith", "J*** *****"),
        ("Jean-Luc O'Hara", "J***-*** *'****"),
        ("Ng", "N*"),
        ("𠮷野家", "𠮷**"),
    ],
)
def test_of_a_name_the_first_sign_is_left(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138****8000"),
        ("0533-2345678", "****-*****78"),
        ("0533-2345678-801", "****-*******-*01"),
        ("4006001234", "********34"),
        ("12345", "***45"),
        ("13800138000、0533-2345678", "138****8000、****-*****78"),
    ],
)
def test_of_a_phone_number_the_end_is_left(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        (DocumentKind.RESIDENT_IDENTITY_CARD, "370399190001010014", "370*************14"),
        (DocumentKind.PASSPORT, "E00000000", "E******00"),
        (DocumentKind.TAIWAN_TRAVEL_PERMIT, "00000000", "0*****00"),
    ],
)
def test_a_document_is_masked_as_its_kind_has_it(kind: DocumentKind, number: str, shown: str) -> None:
    assert masked_document(kind, CHINA, number) == shown


@given(st.text(min_size=1))
def test_of_free_text_nothing_is_left_not_even_its_length(text: str) -> None:
    assert hidden(text) == HIDDEN


@given(st.text(alphabet="赵钱孙李周吴郑王", min_size=2, max_size=20))
def test_no_name_shows_more_than_one_of_its_signs(name: str) -> None:
    assert masked_name(name).strip("*") == name[0]


@given(st.from_regex(r"1[3-9][0-9]{9}|0[0-9]{2,3}-[2-9][0-9]{6,7}", fullmatch=True))
def test_no_phone_number_can_be_dialled_from_what_is_shown(phone: str) -> None:
    assert masked_phone(phone).count("*") >= 4


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def numbers_of(region: str, year: int) -> Iterator[str]:
    """The numbers that somebody who was born in a year may have in one region: of every fifth day of it."""
    for day in (date(year, 1, 1) + timedelta(days=n) for n in range(0, 365, 5)):
        for sequence in range(1000):
            body = f"{region}{day:%Y%m%d}{sequence:03}"
            total = sum(int(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
            yield body + "10X98765432"[total % 11]


def test_a_mask_beside_the_year_of_birth_leaves_hundreds_of_numbers_in_one_region_alone() -> None:
    """Where 6+4 leaves a few dozen: it stands nowhere, and a day of birth is shown by its year alone."""
    born_on = date(1985, 3, 17)
    number = next(
        one for one in numbers_of("370303", 1985) if one.startswith("37030319850317") and one[14] == "1"
    )
    shown = masked_document(DocumentKind.RESIDENT_IDENTITY_CARD, "CHN", number)
    day = masked_day(born_on.isoformat())

    def fits(other: str, mask: str) -> bool:
        return all(left in ("*", sign) for sign, left in zip(other, mask, strict=True))

    of_region = list(numbers_of("370303", 1985))
    usual = f"{number[:6]}********{number[-4:]}"
    assert (shown[:3], shown[3:16], day) == ("370", "*" * 13, "1985-**-**")
    assert sum(fits(other, shown) for other in of_region) > 600
    assert sum(fits(other, usual) for other in of_region) < 10
