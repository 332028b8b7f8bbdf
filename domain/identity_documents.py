"""Identity documents: which kinds there are, and what the number of each can look like (身份证件).

A number that cannot exist is refused. A number that can exist but looks odd is accepted with a warning:
people keep the region of the day on which their number was assigned, and no table of regions is complete.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.countries import country, country_numbered
from domain.errors import FieldError, Invalid
from domain.fields import wrong
from domain.identity_numbers import IdentityNumber, Sex, identity_number
from domain.regions import region_known
from domain.text import Text

CHINA = "CHN"


class DocumentKind(StrEnum):
    """The kinds of identity document (证件类型)."""

    RESIDENT_IDENTITY_CARD = "resident_identity_card"
    HONG_KONG_RESIDENCE_PERMIT = "hong_kong_residence_permit"
    MACAO_RESIDENCE_PERMIT = "macao_residence_permit"
    TAIWAN_RESIDENCE_PERMIT = "taiwan_residence_permit"
    FOREIGN_PERMANENT_RESIDENT_CARD = "foreign_permanent_resident_card"
    PASSPORT = "passport"
    HONG_KONG_MACAO_TRAVEL_PERMIT = "hong_kong_macao_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    DocumentKind.RESIDENT_IDENTITY_CARD: Text("居民身份证", "resident identity card"),
    DocumentKind.HONG_KONG_RESIDENCE_PERMIT: Text("香港居民居住证", "Hong Kong resident's residence permit"),
    DocumentKind.MACAO_RESIDENCE_PERMIT: Text("澳门居民居住证", "Macao resident's residence permit"),
    DocumentKind.TAIWAN_RESIDENCE_PERMIT: Text("台湾居民居住证", "Taiwan resident's residence permit"),
    DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD: Text(
        "外国人永久居留身份证", "foreign permanent resident identity card"
    ),
    DocumentKind.PASSPORT: Text("护照", "passport"),
    DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT: Text(
        "港澳居民来往内地通行证", "Hong Kong or Macao resident's mainland travel permit"
    ),
    DocumentKind.TAIWAN_TRAVEL_PERMIT: Text(
        "台湾居民来往大陆通行证", "Taiwan resident's mainland travel permit"
    ),
}


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """A document whose number can exist; `born_on` and `sex` are what the number itself says, if it does."""

    kind: DocumentKind
    issuing_country: str
    number: str = field(repr=False)
    born_on: date | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)
    warnings: tuple[FieldError, ...] = ()

    @property
    def identifier(self) -> str:
        """What stays the same when the document is renewed, to find its holder again."""
        renewals_counted = self.kind is DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT
        return f"{self.issuing_country}:{self.number[:9] if renewals_counted else self.number}"


def held_by_foreigners(kind: DocumentKind, issuing_country: str) -> bool:
    """Whether such a document is only held by who is no citizen of China."""
    return kind is DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD or issuing_country != CHINA


_MOST_TEXT = 40

_EIGHTEEN_DIGIT_REGIONS = {
    DocumentKind.HONG_KONG_RESIDENCE_PERMIT: "810000",
    DocumentKind.MACAO_RESIDENCE_PERMIT: "820000",
    DocumentKind.TAIWAN_RESIDENCE_PERMIT: "830000",
}
# Letters I and O are not used; 14 and 15 began the numbers of the ordinary passports before the letter G.
_CHINESE_PASSPORT = re.compile(r"[A-HJ-NP-Z][0-9A-HJ-NP-Z][0-9]{7}|1[45][0-9]{7}")
_FOREIGN_PASSPORT = re.compile(r"(?=.*[0-9])[0-9A-Z]{5,15}")
# HA and MA are of those who are not Chinese citizens; cards before 2013 end in two digits that count renewals.
_HONG_KONG_MACAO_TRAVEL_PERMIT = re.compile(r"[HM](?:A[0-9]{7}|[0-9]{8}(?:[0-9]{2})?)")
# Booklets before 2015 had ten digits and sometimes a letter in brackets.
_TAIWAN_TRAVEL_PERMIT = re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?")
_PERMANENT_RESIDENT_CARD_BEFORE_2023 = re.compile(r"([A-Z]{3})[0-9]{12}")
_TRAVEL_PERMIT_INSTEAD = {"HKG", "MAC", "TWN"}


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number as somebody stated it, and all that it takes to judge it."""

    kind: DocumentKind
    number: str = field(repr=False)
    issuing_country: str
    on: date
    field: str


def identity_document(
    kind: DocumentKind, number: str, *, on: date, issuing_country: str | None = None, field: str = "number"
) -> IdentityDocument:
    """The document as it is stored, stated on a day. A passport needs its issuing country. Raises `Invalid`."""
    issuer = _issuer(kind, issuing_country)
    return _READERS[kind](_Stated(kind, _compact(number, field), issuer, on, field))


def _compact(number: str, field: str) -> str:
    """Upper-case ASCII without spaces, dashes and brackets, whichever input method it was typed with."""
    plain = unicodedata.normalize("NFKC", number[: _MOST_TEXT + 1])
    compact = re.sub(r"[\s()\-\u2010-\u2015\u2212]", "", plain)
    if not compact:
        raise wrong(field, "number_missing", Text("证件号码为空", "the number is missing"))
    if len(number) > _MOST_TEXT or not (compact.isascii() and compact.isalnum()):
        raise wrong(
            field,
            "number_characters",
            Text("证件号码只能含数字和字母", "a document's number has digits and letters only"),
        )
    return compact.upper()


def _issuer(kind: DocumentKind, stated: str | None) -> str:
    if kind is not DocumentKind.PASSPORT and stated is None:
        return CHINA
    found = country(stated or "")
    if found is None:
        raise wrong(
            "issuing_country",
            "issuing_country_unknown",
            Text("请填签发国的ISO代码，如GBR", "state the issuing country by its ISO code, such as GBR"),
        )
    if kind is not DocumentKind.PASSPORT and found != CHINA:
        raise wrong(
            "issuing_country",
            "issuing_country_of_this_kind",
            Text("此类证件由中国签发", "documents of this kind are issued by China"),
        )
    if found in _TRAVEL_PERMIT_INSTEAD:
        raise wrong(
            "issuing_country",
            "travel_permit_needed",
            Text(
                "港澳台居民请填来往内地（大陆）通行证或居住证", "state the travel or residence permit instead"
            ),
        )
    return found


def _resident_identity_card(stated: _Stated) -> IdentityDocument:
    read = _eighteen_digits(stated)
    if read.region[0] in "89":
        raise _other_kind(stated.field)
    return _document(stated, read, _region_warnings(stated, read.region))


def _residence_permit(stated: _Stated) -> IdentityDocument:
    read = _eighteen_digits(stated)
    if read.region != _EIGHTEEN_DIGIT_REGIONS[stated.kind]:
        raise _other_kind(stated.field)
    return _document(stated, read)


def _permanent_resident_card(stated: _Stated) -> IdentityDocument:
    if old := _PERMANENT_RESIDENT_CARD_BEFORE_2023.fullmatch(stated.number):
        _must_be_a_country(country(old[1]), stated.field)
        return _document(stated)
    read = _eighteen_digits(stated)
    if not read.region.startswith("9"):
        raise _other_kind(stated.field)
    _must_be_a_country(country_numbered(read.region[3:]), stated.field)
    return _document(stated, read, _region_warnings(stated, f"{read.region[1:3]}0000"))


def _passport(stated: _Stated) -> IdentityDocument:
    chinese = stated.issuing_country == CHINA
    return _matching(_CHINESE_PASSPORT if chinese else _FOREIGN_PASSPORT, stated)


def _hong_kong_macao_travel_permit(stated: _Stated) -> IdentityDocument:
    return _matching(_HONG_KONG_MACAO_TRAVEL_PERMIT, stated)


def _taiwan_travel_permit(stated: _Stated) -> IdentityDocument:
    return _matching(_TAIWAN_TRAVEL_PERMIT, stated)


_READERS: dict[DocumentKind, Callable[[_Stated], IdentityDocument]] = {
    DocumentKind.RESIDENT_IDENTITY_CARD: _resident_identity_card,
    DocumentKind.HONG_KONG_RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.MACAO_RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.TAIWAN_RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.FOREIGN_PERMANENT_RESIDENT_CARD: _permanent_resident_card,
    DocumentKind.PASSPORT: _passport,
    DocumentKind.HONG_KONG_MACAO_TRAVEL_PERMIT: _hong_kong_macao_travel_permit,
    DocumentKind.TAIWAN_TRAVEL_PERMIT: _taiwan_travel_permit,
}


def _eighteen_digits(stated: _Stated) -> IdentityNumber:
    return identity_number(stated.number, on=stated.on, field=stated.field)


def _matching(form: re.Pattern[str], stated: _Stated) -> IdentityDocument:
    if not form.fullmatch(stated.number):
        zh, en = stated.kind.label
        raise wrong(
            stated.field,
            "number_form",
            Text(f"不符合{zh}的号码格式", f"this is not the form of a {en}'s number"),
        )
    return _document(stated)


def _document(
    stated: _Stated, read: IdentityNumber | None = None, warnings: tuple[FieldError, ...] = ()
) -> IdentityDocument:
    return IdentityDocument(
        stated.kind,
        stated.issuing_country,
        stated.number,
        read.born_on if read else None,
        read.sex if read else None,
        warnings,
    )


def _must_be_a_country(found: str | None, field: str) -> None:
    if found is None:
        raise wrong(
            field,
            "nationality_unknown",
            Text("号码中的国籍代码不存在", "the nationality in it does not exist"),
        )


def _other_kind(field: str) -> Invalid:
    return wrong(
        field,
        "number_of_another_kind",
        Text("号码属于另一种证件，请核对证件类型", "the number is of another kind of document"),
    )


def _region_warnings(stated: _Stated, region: str) -> tuple[FieldError, ...]:
    if region_known(region):
        return ()
    text = Text("行政区划代码未收录，请核对", "the region's code is in no table: please check")
    return (FieldError(stated.field, "region_unknown", text),)
