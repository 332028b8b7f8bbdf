"""Personal facts as they may be shown (脱敏): enough to recognise, too little to use."""

import re
from collections.abc import Callable

from domain.identity_documents import DocumentKind, IdentityDocument

Mask = Callable[[str], str]

HIDDEN = "***"

_MOBILE = re.compile(r"1[0-9]{10}")
_ENDING = 2
_BETWEEN_NUMBERS = "、"


def masked_name(name: str) -> str:
    """张三 is 张*, 欧阳娜娜 is 欧***, 买买提·阿不都 is 买**·***, John Smith is J*** *****."""
    return name[:1] + "".join("*" if _is_written(sign) else sign for sign in name[1:])


def masked_phone(phones: str) -> str:
    """13800138000 is 138****8000; of any other number the last two digits are left."""
    return _BETWEEN_NUMBERS.join(_masked_number(phone) for phone in phones.split(_BETWEEN_NUMBERS))


def masked_document(kind: str, issuing_country: str, number: str) -> str:
    """The number as its own kind of document masks it."""
    return IdentityDocument(DocumentKind(kind), issuing_country, number).masked


def masked_day(day: str) -> str:
    """1985-03-12 is 1985-**-**: the year tells two of one name apart."""
    return f"{day[:4]}-**-**"


def masked_tail(text: str) -> str:
    """wang@example.org is w***: the first sign only, and nothing of the length."""
    return text[:1] + HIDDEN


def hidden(_: str) -> str:
    """Free text, of which nothing is shown, not even its length."""
    return HIDDEN


def _is_written(sign: str) -> bool:
    """Letters, characters and the marks upon them; spaces, dots and dashes between names stay."""
    return not (sign.isspace() or sign in "·-'.")


def _masked_number(phone: str) -> str:
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return re.sub(r"\d", "*", phone[:-_ENDING]) + phone[-_ENDING:]
