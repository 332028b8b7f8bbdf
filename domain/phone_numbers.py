"""Telephone numbers as offices write them (联系电话)."""

import re

from domain.fields import wrong
from domain.names import tidy
from domain.text import Text

_MOST_TEXT = 100
_BETWEEN_NUMBERS = re.compile(r"[、，；,;/\n]|(?<=[0-9]{7}) (?=1[3-9][0-9]{9}|0[0-9]{2,3}-)")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_FIXED = re.compile(
    r"(?:(0\d{2,3})-?)?([2-9]\d{6,7})(?:(?:转|x|ext\.?|-)(\d{1,6}))?", re.ASCII | re.IGNORECASE
)
_OTHER = re.compile(r"400\d{7}|800\d{7}|[19]\d{2,4}|\+\d{7,15}", re.ASCII)


def phone_numbers(text: str, *, field: str = "phone") -> tuple[str, ...]:
    """One number or several: mobile, fixed line with or without area code and extension, short, foreign."""
    stated = text if len(text) <= _MOST_TEXT else ""
    numbers = [_one(part) for part in map(tidy, _BETWEEN_NUMBERS.split(stated)) if part]
    if not numbers or None in numbers:
        raise wrong(
            field,
            "phone_form",
            Text(
                "不是电话号码（固定电话请写区号，如0533-开头）",
                "this is no telephone number (a fixed line has its area code, such as 0533-)",
            ),
        )
    return tuple(number for number in numbers if number is not None)


def phone_text(text: str, *, field: str = "phone") -> str:
    """The same in the form in which it is kept: several numbers are joined by 、."""
    return "、".join(phone_numbers(text, field=field))


def _one(part: str) -> str | None:
    compact = re.sub(r"[\s()]", "", re.sub(r"\((0\d{2,3})\)", r"\1-", part))
    if mobile := _MOBILE.fullmatch(compact.replace("-", "")):
        return mobile[1]
    if fixed := _FIXED.fullmatch(compact):
        return "-".join(group for group in fixed.groups() if group)
    plain = compact.replace("-", "")
    return plain if _OTHER.fullmatch(plain) else None
