"""How personal facts are shown: enough to recognise, too little to use; the less, the less a post has to recognise anybody for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.masking import HIDDEN, Need, hidden, masked_day, masked_document, masked_name, masked_phone, need_of
from domain.base import Authority
from domain.functions import Function
from domain.posts import Role
from tests.domain.made_up import identity_number_of

HANDLING, ASIDE, OVERSEEING = Need.HANDLING, Need.ASIDE, Need.OVERSEEING
# How many numbers are left, at least, to who knows the county and the year of birth, and the sex where the mask tells it.
FEWEST = {HANDLING: 3_000, ASIDE: 30_000, OVERSEEING: 300_000}

every_need = st.sampled_from(Need)


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
    assert {masked_name(name, need) for need in Need} == {shown}


@pytest.mark.parametrize(
    ("phone", "to_who_handles", "to_others"),
    [
        ("13800138000", "138****8000", "*********00"),
        ("0533-2345678", "****-*****78", "****-*****78"),
        ("0533-2345678-801", "****-*******-*01", "****-*******-*01"),
        ("4006001234", "********34", "********34"),
        ("12345", "***45", "***45"),
        ("13800138000、0533-2345678", "138****8000、****-*****78", "*********00、****-*****78"),
    ],
)
def test_of_a_phone_number_the_end_is_left(phone: str, to_who_handles: str, to_others: str) -> None:
    shown = [masked_phone(phone, need) for need in (HANDLING, ASIDE, OVERSEEING)]

    assert shown == [to_who_handles, to_others, to_others]


@pytest.mark.parametrize(
    ("number", "to_who_handles", "to_others"),
    [
        ("370399190001010014", "370*************14", "3****************4"),
        ("E00000000", "E******00", "E*******0"),
        ("00000000", "0*****00", "0******0"),
    ],
)
def test_of_a_document_the_ends_are_left_and_nothing_to_who_oversees(
    number: str, to_who_handles: str, to_others: str
) -> None:
    shown = [masked_document(number, need) for need in (HANDLING, ASIDE, OVERSEEING)]

    assert shown == [to_who_handles, to_others, HIDDEN]


@pytest.mark.parametrize(
    ("role", "function", "need"),
    [
        *((Role.OFFICER, function, HANDLING) for function in ("party_org", "hrss", "drc", "miit", "window")),
        (Role.SPECIALIST, None, HANDLING),
        (Role.OFFICER, "alliance", ASIDE),
        (Role.OFFICER, "public_security", ASIDE),
        (Role.WINDOW, None, ASIDE),
        (Role.PROVIDER, None, ASIDE),
        (Role.AUDITOR, None, OVERSEEING),
        (Role.OPERATOR, None, OVERSEEING),
        (Role.SECURITY, None, OVERSEEING),
        (Role.SYSTEM, None, OVERSEEING),
    ],
)
def test_every_post_has_the_need_that_its_work_has(role: Role, function: str | None, need: Need) -> None:
    assert need_of(in_post(role, function)) is need


@given(st.text(min_size=1), every_need)
def test_of_free_text_nothing_is_left_not_even_its_length(text: str, need: Need) -> None:
    assert hidden(text, need) == HIDDEN


@given(st.text(alphabet="赵钱孙李周吴郑王", min_size=2, max_size=20), every_need)
def test_no_name_shows_more_than_one_of_its_signs(name: str, need: Need) -> None:
    assert masked_name(name, need).strip("*") == name[0]


@given(st.from_regex(r"1[3-9][0-9]{9}|0[0-9]{2,3}-[2-9][0-9]{6,7}", fullmatch=True), every_need)
def test_no_phone_number_can_be_dialled_from_what_is_shown(phone: str, need: Need) -> None:
    assert masked_phone(phone, need).count("*") >= 4


@given(
    number=st.builds(
        identity_number_of,
        st.integers(1, 999),
        region=st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
        born_on=st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    ),
    role=st.sampled_from(Role),
    function=st.sampled_from(Function),
)
def test_all_that_a_role_is_shown_together_leaves_a_stated_number_of_numbers(
    number: str, role: Role, function: Function
) -> None:
    need = need_of(in_post(role, function))
    born_on = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"

    shown, year = masked_document(number, need), masked_day(born_on, need)

    assert year == f"{number[6:10]}-**-**"
    assert numbers_left(shown, region=number[:6], year=int(year[:4])) >= FEWEST[need]


def test_the_usual_mask_beside_the_year_of_birth_would_leave_a_few_dozen() -> None:
    number = identity_number_of(31, region="370303", born_on=date(1985, 3, 17))

    assert numbers_left(f"{number[:6]}{'*' * 8}{number[-4:]}", region="370303", year=1985) < 40


def in_post(role: Role, function: str | None) -> Authority:
    stated = {"area": "zhangdian", "function": function} if role is Role.OFFICER else {}
    return Authority(actor="zhao-min", role=role, at=NOON, effective_on=NOON.date(), **stated)


NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"


def numbers_left(shown: str, *, region: str, year: int) -> int:
    """How many identity numbers of a county and a year look like this behind their mask."""
    shown = "*" * 18 if shown == HIDDEN else shown
    fits = fitting(shown)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    heads = [head for day in days if day.year == year and fits(head := f"{region}{day:%Y%m%d}", 0)]
    return sum(
        many
        for head in heads
        for rest, many in enumerate(sequences(shown[14:17]))
        if fits(CHECK_SIGNS[(weighed(head) + rest) % 11], 17)
    )


@cache
def sequences(shown: str) -> list[int]:
    """How many sequence numbers look like this, by what they add to the check sign."""
    fits = fitting(shown)
    rests = [weighed("0" * 14 + f"{n:03}") for n in range(1000) if fits(f"{n:03}", 0)]
    return [rests.count(rest) for rest in range(11)]


def fitting(shown: str) -> Callable[[str, int], bool]:
    """Whether these signs, from this place on, look like what is shown."""
    return lambda signs, at: all(
        left in ("*", sign) for left, sign in zip(shown[at : at + len(signs)], signs, strict=True)
    )


def weighed(head: str) -> int:
    return sum(int(sign) * weight for sign, weight in zip(head, WEIGHTS, strict=False)) % 11
