"""Registration form (登记表): what is stated on annex 1, annex 2 and the city's own claim, whichever a route has.

    FormStatement  what the enterprise writes ──> RegistrationForm  what an event holds, personal facts sealed

Which of these facts a form has, in which order and under which name, the policy pack says; what its form does not
have is not kept. Name, identity document and enterprise are those on the books: they are taken over, not typed again.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from domain.base import Value
from domain.code_tables import EDUCATIONS, ETHNICITIES, GENDERS, POLITICAL_STATUSES
from domain.fields import wrong
from domain.identity_documents import DocumentKind, held_by_foreigners
from domain.names import as_written, tidy
from domain.personal_data import PersonalData
from domain.phone_numbers import phone_numbers
from domain.text import Text

Line = Annotated[str | None, Field(repr=False, max_length=200)]
Page = Annotated[str | None, Field(repr=False, max_length=5000)]
Sha256 = Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")]

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2}))?[月日]?")


class FormStatement(Value):
    """A form as the enterprise fills it in; what is still missing is None, and told at the submission.

    Codes may be written as such or by their Chinese label; `graduated_on`, `introduced_on` and
    `planned_introduction_on` are months or days. `talent_class` is an entry of the catalogue that the route names.
    """

    gender: Line = None
    birth_date: date | None = Field(default=None, repr=False)
    photo_sha256: Sha256 = None
    ethnicity: Line = None
    native_place: Line = None
    political_status: Line = None
    education: Line = None
    professional_title: Line = None
    school_and_major: Line = None
    graduated_on: Line = None
    workplace: Line = None
    introduced_on: Line = None
    planned_introduction_on: Line = None
    phone: Line = None
    postal_address: Line = None
    email: Line = None
    talent_class: Annotated[str | None, Field(max_length=40)] = None
    class_ground: Page = None
    resume: Page = None
    achievements: Page = None
    enterprise_profile: Page = None
    pledged_on: date | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        """The names of what is stated, in the order of the class."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    def read(self, *, field: str = "form") -> dict[str, str]:
        """The stated facts by their name, each in the form in which it is kept. Raises `Invalid` below `field`."""
        said = ((name, getattr(self, name)) for name in _READERS)
        return {
            name: _READERS[name](str(value), f"{field}.{name}") for name, value in said if value is not None
        }


class RegistrationForm(Value):
    """A form as an event holds it (登记表)."""

    name: PersonalData
    gender: PersonalData | None = None
    birth_date: PersonalData | None = None
    photo_sha256: Sha256 = None
    ethnicity: PersonalData | None = None
    native_place: PersonalData | None = None
    employer_area: str
    political_status: PersonalData | None = None
    education: PersonalData | None = None
    professional_title: PersonalData | None = None
    school_and_major: PersonalData | None = None
    graduated_on: PersonalData | None = None
    workplace: PersonalData | None = None
    introduced_on: PersonalData | None = None
    planned_introduction_on: PersonalData | None = None
    document_id: UUID
    document_kind: str
    document_country: str
    document_number: PersonalData
    phone: PersonalData | None = None
    postal_address: PersonalData | None = None
    email: PersonalData | None = None
    talent_class: str | None = None  # 拟认定层次, as the catalogue of the route codes it
    class_ground: PersonalData | None = None  # 认定依据
    specialist_id: UUID | None = None  # whose name and telephone the enterprise's own history has
    resume: PersonalData | None = None
    achievements: PersonalData | None = None
    pledged_on: date | None = None
    enterprise_name: str
    enterprise_type: str | None = None
    competent_department: str | None = None
    enterprise_profile: PersonalData | None = None

    def stated(self, field: str) -> Any:
        """What the form says in a field of the paper, None where it says nothing."""
        return getattr(self, FACT_OF_FIELD.get(field, field))

    def lacks(self, field: str) -> bool:
        """Whether a field of the paper has still to be filled in; of a foreigner what only citizens have is not asked."""
        if self.stated(field) is not None:
            return False
        return field not in FACTS_OF_CITIZENS or not held_by_foreigners(
            DocumentKind(self.document_kind), self.document_country
        )

    @classmethod
    def has_field(cls, field: str) -> bool:
        """Whether there is a fact for a field of the paper."""
        return FACT_OF_FIELD.get(field, field) in cls.model_fields

    def personal_facts(self) -> Iterator[tuple[str, PersonalData]]:
        """The name of every personal fact that is stated, and the fact."""
        for name in PERSONAL_FACTS:
            if (fact := getattr(self, name)) is not None:
                yield name, fact


# Where a field of the paper has another name than the fact that fills it.
FACT_OF_FIELD = {
    "photo": "photo_sha256",
    "identity_document": "document_number",
    "specialist": "specialist_id",
    "specialist_phone": "specialist_id",
    "pledge": "pledged_on",
    "introducing_enterprise": "enterprise_name",
}
# 民族, 籍贯 and 政治面貌: the national tables have nothing for who holds a foreign passport.
FACTS_OF_CITIZENS = frozenset({"ethnicity", "native_place", "political_status"})
PERSONAL_FACTS = tuple(
    name for name, field in RegistrationForm.model_fields.items() if "Personal" in str(field.annotation)
)


def day_or_month(text: str, field: str) -> str:
    """A month or a day as it is kept: 2020-07 or 2020-07-01. Raises `Invalid`."""
    read = _MONTH.fullmatch(tidy(text))
    if read is None:
        raise wrong(field, "not_a_month", NOT_A_MONTH)
    year, month, day = read.groups()
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise wrong(field, "not_a_month", NOT_A_MONTH) from None
    return found.isoformat() if day else f"{found:%Y-%m}"


def first_day(kept: str) -> date:
    """The first day that a month or a day, as it is kept, can mean."""
    return date.fromisoformat(kept if kept.count("-") > 1 else f"{kept}-01")


def last_day(kept: str) -> date:
    """The last day that a month or a day, as it is kept, can mean."""
    first = first_day(kept)
    if kept.count("-") > 1:
        return first
    return first.replace(day=monthrange(first.year, first.month)[1])


def _line(text: str, field: str) -> str:
    return _something(as_written(text), field)


def _page(text: str, field: str) -> str:
    """Several lines, each as it was written."""
    return _something("\n".join(as_written(line) for line in text.strip().splitlines()), field)


def _something(text: str, field: str) -> str:
    if not text:
        raise wrong(field, "blank", BLANK)
    return text


def _phone(text: str, field: str) -> str:
    return "、".join(phone_numbers(text, field=field))


def _email(text: str, field: str) -> str:
    address = tidy(text)
    if not _EMAIL.fullmatch(address):
        raise wrong(field, "not_an_email_address", NOT_AN_EMAIL)
    return address


NOT_A_MONTH = Text("应为年月或日期，如2020.07", "must be a month or a day, such as 2020-07")
NOT_AN_EMAIL = Text("不是电子邮箱地址", "is no e-mail address")
BLANK = Text("不能为空", "must say something")

_READERS = {
    "gender": lambda text, field: GENDERS.code_of(text, field=field),
    "birth_date": lambda text, _: text,
    "ethnicity": lambda text, field: ETHNICITIES.code_of(text, field=field),
    "native_place": _line,
    "political_status": lambda text, field: POLITICAL_STATUSES.code_of(text, field=field),
    "education": lambda text, field: EDUCATIONS.code_of(text, field=field),
    "professional_title": _line,
    "school_and_major": _line,
    "graduated_on": day_or_month,
    "workplace": _line,
    "introduced_on": day_or_month,
    "planned_introduction_on": day_or_month,
    "phone": _phone,
    "postal_address": _line,
    "email": _email,
    "class_ground": _page,
    "resume": _page,
    "achievements": _page,
    "enterprise_profile": _page,
}
