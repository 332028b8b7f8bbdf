"""The 18-digit number of a person (公民身份号码, GB 11643) and what can be read from it.

    370399 19000101 001 X
    region birth    seq check digit (ISO 7064 MOD 11-2)

Residence permits and the foreign permanent resident card of 2023 are numbered in the same way.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.iso7064 import mod_11_2

from domain.fields import wrong
from domain.text import Text

_FORM = re.compile(r"[0-9]{17}[0-9X]")
_FORM_BEFORE_1999 = re.compile(r"[0-9]{15}")
_EARLIEST_BIRTH = date(1900, 1, 1)


class Sex(StrEnum):
    """What a number says of its holder's sex (性别)."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that can exist."""

    number: str = field(repr=False)
    born_on: date = field(repr=False)
    sex: Sex = field(repr=False)

    @property
    def region(self) -> str:
        """Where the number was assigned, under the region's code of that day."""
        return self.number[:6]


def identity_number(number: str, *, on: date, field: str) -> IdentityNumber:
    """Read a number stated on a day; it is upper case and has no spaces. Raises `Invalid`."""
    if _FORM_BEFORE_1999.fullmatch(number):
        raise wrong(
            field,
            "identity_number_of_15_digits",
            Text("15位旧号码已停用，请填18位号码", "numbers of 15 digits are out of use: state that of 18"),
        )
    if not _FORM.fullmatch(number):
        raise wrong(
            field,
            "identity_number_form",
            Text("应为18位数字，末位可为X", "18 digits are needed, of which the last may be X"),
        )
    if not mod_11_2.is_valid(number):
        raise wrong(field, "check_digit", Text("校验位不符", "the check digit does not fit"))
    if number[14:17] == "000":
        raise wrong(field, "sequence", Text("顺序码不能为000", "the sequence number cannot be 000"))
    return IdentityNumber(number, _birth(number[6:14], on, field), _sex(number[16]))


def _birth(digits: str, on: date, field: str) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise wrong(
            field, "birth_date", Text("号码中的出生日期不存在", "the date of birth in it does not exist")
        ) from None
    if not _EARLIEST_BIRTH <= born_on <= on:
        raise wrong(
            field,
            "birth_date_out_of_range",
            Text(
                "号码中的出生日期早于1900年或晚于今天",
                "the date of birth in it is before 1900 or in the future",
            ),
        )
    return born_on


def _sex(last_of_sequence: str) -> Sex:
    return Sex.MALE if int(last_of_sequence) % 2 else Sex.FEMALE
