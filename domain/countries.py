"""Countries that issue passports (GB/T 2659, ISO 3166-1)."""

import gettext
import re
from functools import cache
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


def country_named(chinese: str) -> str | None:
    """The three-letter code for a Chinese name such as 英国 or 大韩民国; None where there is no such country."""
    return _chinese_names().get(chinese)


@cache
def _chinese_names() -> dict[str, str]:
    """Every Chinese name of a country, the short ones and those of treaties."""
    chinese = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])
    kinds = ("name", "common_name", "official_name")
    named = ((one, kind) for one in pycountry.countries for kind in kinds if hasattr(one, kind))
    return {chinese.gettext(getattr(one, kind)): str(one.alpha_3) for one, kind in named}


def _three_letters(found: Any) -> str | None:
    return None if found is None else str(found.alpha_3)
