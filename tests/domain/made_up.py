"""Numbers that pass every check and can belong to nobody; `samples/README.md` says why."""

from datetime import date

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from domain.enterprise_codes import organisation_check_digit

# No county has had the code 370399, and nobody born before 1906 applies for a card any more.
NOWHERE = "370399"


def identity_number_of(
    sequence: int = 1, *, region: str = NOWHERE, born_on: date | str = date(1900, 1, 1)
) -> str:
    birth = born_on if isinstance(born_on, str) else f"{born_on:%Y%m%d}"
    body = f"{region}{birth}{sequence:03d}"
    return body + mod_11_2.calc_check_digit(body)


def credit_code_of(number: int = 1, *, region: str = "370300") -> str:
    """GB 11714 keeps the bodies PDY00001 to PDY99999 for private use: none of them is ever issued."""
    body = f"PDY{number:05d}"
    start = f"91{region}{body}{organisation_check_digit(body)}"
    return start + uscc.calc_check_digit(start)
