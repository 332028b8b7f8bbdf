"""How personal facts are shown: enough to recognise, too little to use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.masking import HIDDEN, hidden, masked_document, masked_name, masked_phone
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
