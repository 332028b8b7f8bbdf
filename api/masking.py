"""Personal facts as they may be shown (脱敏): enough to recognise, too little to use.

How much of a number is left hangs on what the viewer's post has to recognise somebody for, and on nothing else:
`need_of` says which need a post has, `_LEFT` what each need is shown. `Disclosure` applies it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.base import Authority
from domain.functions import Function
from domain.posts import Role


class Need(StrEnum):
    """For what a post has to recognise somebody (知悉需要): the less, the less of a number is shown."""

    HANDLING = "handling"  # 经办: holds the person's document against what is on the books
    ASIDE = "aside"  # 协同: has a part in a matter in which nobody's document is looked at
    OVERSEEING = "overseeing"  # 监督、运维: looks at decisions or at the system, not at persons


Mask = Callable[[str, Need], str]

HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class _Left:
    """How many signs stand in clear at the ends of a number of each kind; of a document that stands as None, nothing."""

    long_document: tuple[int, int] | None  # an identity number, of 15 signs or more
    short_document: tuple[int, int] | None  # a passport, a permit
    mobile: tuple[int, int]
    other_phone: tuple[int, int] = (0, 2)


_LEFT = {
    Need.HANDLING: _Left(long_document=(3, 2), short_document=(1, 2), mobile=(3, 4)),
    Need.ASIDE: _Left(long_document=(1, 1), short_document=(1, 1), mobile=(0, 2)),
    Need.OVERSEEING: _Left(long_document=None, short_document=None, mobile=(0, 2)),
}
_HANDLING_FUNCTIONS = frozenset(
    {Function.PARTY_ORG, Function.HRSS, Function.DRC, Function.MIIT, Function.WINDOW}
)  # who nominates, reviews, issues cards and registers demands
_OF_ROLES = {Role.SPECIALIST: Need.HANDLING, Role.WINDOW: Need.ASIDE, Role.PROVIDER: Need.ASIDE}

_MOBILE = re.compile(r"1[0-9]{10}")
_LONG = 15
_BETWEEN_NUMBERS = "、"


def need_of(authority: Authority) -> Need:
    """What this post has to recognise somebody for; one that nobody has thought of, nothing."""
    if authority.function is not None:
        return Need.HANDLING if authority.function in _HANDLING_FUNCTIONS else Need.ASIDE
    return _OF_ROLES.get(Role(authority.role), Need.OVERSEEING)


def in_clear(text: str, _: Need) -> str:
    """As it is, for who has stated a purpose."""
    return text


def masked_name(name: str, _: Need) -> str:
    """张三 is 张*, 欧阳娜娜 is 欧***, 买买提·阿不都 is 买**·***, John Smith is J*** *****."""
    return name[:1] + "".join("*" if _is_written(sign) else sign for sign in name[1:])


def masked_phone(phones: str, need: Need) -> str:
    """13800138000 is 138****8000 to who handles it; of any other number, and to others, the last two digits are left."""
    return _BETWEEN_NUMBERS.join(_masked_number(phone, need) for phone in phones.split(_BETWEEN_NUMBERS))


def masked_document(number: str, need: Need) -> str:
    """An identity number is 370*************14 to who handles it, 3****************4 to others, and *** to who oversees."""
    left = _LEFT[need].long_document if len(number) >= _LONG else _LEFT[need].short_document
    if left is None:
        return HIDDEN
    first, last = left
    return f"{number[:first]}{'*' * (len(number) - first - last)}{number[-last:]}"


def masked_day(day: str, _: Need) -> str:
    """1985-03-12 is 1985-**-**: the year tells two of one name apart."""
    return f"{day[:4]}-**-**"


def masked_tail(text: str, _: Need) -> str:
    """wang@example.org is w***: the first sign only, and nothing of the length."""
    return text[:1] + HIDDEN


def hidden(_: str, __: Need) -> str:
    """Free text, of which nothing is shown, not even its length."""
    return HIDDEN


def _is_written(sign: str) -> bool:
    """Letters, characters and the marks upon them; spaces, dots and dashes between names stay."""
    return not (sign.isspace() or sign in "·-'.")


def _masked_number(phone: str, need: Need) -> str:
    first, last = _LEFT[need].mobile if _MOBILE.fullmatch(phone) else _LEFT[need].other_phone
    return phone[:first] + re.sub(r"\d", "*", phone[first:-last]) + phone[-last:]
