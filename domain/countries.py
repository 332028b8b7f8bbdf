"""Countries that issue passports (GB/T 2659, ISO 3166-1)."""

import re
from typing import Any

import pycountry


def country(code: str) -> str | None:
    """The three-letter code for a two- or three-letter code in any case; None where there is no such country."""
    if re.fullmatch("[A-Za-z]{2}", code):
        return _three_letters(pycountry.countries.get(alpha_2=code))
    if re.fullmatch("[A-Za-z]{3}", code):
        return _three_letters(pycountry.countries.get(alpha_3=code))
    return None


def country_numbered(numeric: str) -> str | None:
    """The three-letter code for a numeric one."""
    return _three_letters(pycountry.countries.get(numeric=numeric))


def _three_letters(found: Any) -> str | None:
    return None if found is None else str(found.alpha_3)
