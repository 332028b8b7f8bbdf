"""The code of an enterprise (统一社会信用代码, GB 32100) with the organisation code inside it (GB 11714).

    9         1        370300 PDY00001 X                            Q
    registrar category region organisation and its own check digit check digit

The organisation code stays with the enterprise when it moves; the rest says who registered it and where.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from stdnum.cn import uscc

from domain.errors import FieldError
from domain.fields import wrong
from domain.regions import region_known
from domain.text import Text

_LENGTH = 18
_MOST_TEXT = 40
_FORM = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_NEVER_USED = re.compile(r"[IOZSV]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class UnifiedSocialCreditCode:
    """A code that can exist."""

    code: str
    warnings: tuple[FieldError, ...] = ()

    @property
    def region(self) -> str:
        """Where the enterprise was registered, under the region's code of that day."""
        return self.code[2:8]

    @property
    def organisation_code(self) -> str:
        """The code of the organisation itself, which stays when it moves (组织机构代码)."""
        return self.code[8:17]


@lru_cache(maxsize=20_000)  # those of a long list are asked for when it is read, tried and taken in
def unified_social_credit_code(text: str, *, field: str = "uscc") -> UnifiedSocialCreditCode:
    """The code as it is stored, from text with full-width or lower-case signs, spaces or dashes.

    Raises `Invalid`.
    """
    code = _compact(text, field)
    if code[17] != uscc.calc_check_digit(code[:17]):
        raise wrong(field, "check_digit", Text("校验位不符", "the check digit does not fit"))
    if code[16] != organisation_check_digit(code[8:16]):
        raise wrong(
            field,
            "organisation_check_digit",
            Text(
                "第9至17位组织机构代码的校验位不符", "the check digit of the organisation code does not fit"
            ),
        )
    return UnifiedSocialCreditCode(code, _region_warnings(code[2:8], field))


def organisation_check_digit(body: str) -> str:
    """The check digit of an organisation code's eight signs (GB 11714)."""
    total = sum(weight * int(sign, 36) for weight, sign in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X"[-total % 11]


def _compact(text: str, field: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: _MOST_TEXT + 1])
    code = re.sub(r"[\s\-\u2010-\u2015\u2212]", "", plain).upper()
    if len(code) != _LENGTH or len(text) > _MOST_TEXT:
        raise wrong(
            field, "code_length", Text(f"应为{_LENGTH}位", f"the code has {_LENGTH} digits and letters")
        )
    if _NEVER_USED.search(code):
        raise wrong(
            field,
            "code_letters",
            Text("不使用字母I、O、Z、S、V", "the letters I, O, Z, S and V are never used"),
        )
    if not _FORM.fullmatch(code):
        raise wrong(
            field,
            "code_form",
            Text(
                "只能含数字和大写字母，第3至8位为数字",
                "digits and capital letters only, with digits from the third to the eighth",
            ),
        )
    return code


def _region_warnings(region: str, field: str) -> tuple[FieldError, ...]:
    if region_known(region):
        return ()
    text = Text("登记机关行政区划代码未收录，请核对", "the region's code is in no table: please check")
    return (FieldError(field, "region_unknown", text),)
