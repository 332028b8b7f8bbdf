"""Registration forms (登记表): as the notices lay them out, on two sides of A4 (附件1, 附件2), or one field below another.

Of the former, what is too long for its cell is set smaller. If the smallest size does not do, the cell says as much as fits, and
the whole text stands on sheets behind the two sides (附页): nothing is cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from documents.days import day_in_words
from documents.typesetting import NotTypeset, Typesetter

IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")  # how a JPEG and a PNG file begin
MOST_OF_A_PHOTO = 3_000_000  # bytes: beyond, setting a form takes seconds
NO_PHOTO, PHOTO_NOT_PRINTABLE = "照　片", "照　片\n（电子照片无法打印，请粘贴）"
_OF_PERSON = (
    "name", "gender", "birth_date", "ethnicity", "native_place", "employer_area", "political_status", "education",
    "professional_title", "school_and_major", "graduated_on",
)  # fmt: skip
_OF_CONTACT = ("identity_document", "phone", "postal_address", "email")
_OF_CAREER = ("resume", "achievements", "pledge", "specialist", "specialist_phone")

# The fields that a template lays out, and its opinion boxes.
FIELDS = {
    "annex_1": (
        *_OF_PERSON, "workplace", "introduced_on", *_OF_CONTACT, *_OF_CAREER, "enterprise_name", "enterprise_type",
        "competent_department", "enterprise_profile",
    ),
    "annex_2": (
        *_OF_PERSON, "introducing_enterprise", "planned_introduction_on", *_OF_CONTACT, "talent_class", "class_ground",
        *_OF_CAREER,
    ),
}  # fmt: skip
BOXES = {"annex_1": ("employer", "district", "city"), "annex_2": ("employer", "competent")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What stands in an opinion box: what was said, whose seal belongs there, who signed, and when."""

    text: str
    organization: str
    person: str
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedForm:
    """A form as it is printed. `values` are the words of its fields by their codes, masked already if `is_masked`.

    `code` is the form's own; `labels` and `boxes`, what its fields and opinion boxes are called in their order, are
    asked where no notice lays it out. `reference` is the foot of every page; `on` dates the document; `photo` is an
    image file. One that cannot be printed, such as of another format or in CMYK, is asked for on paper.
    """

    code: str
    title: str
    reference: str
    values: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    opinions: Mapping[str, Opinion] = field(default_factory=dict)
    boxes: Mapping[str, str] = field(default_factory=dict)
    photo: bytes | None = None
    is_masked: bool
    on: date


def registration_form(form: PrintedForm, typesetter: Typesetter) -> bytes:
    """The form as PDF. Raises `NotPrintable`."""
    if form.photo is None:
        return _typeset(form, typesetter, no_photo=NO_PHOTO)
    try:
        return _typeset(form, typesetter, photo=form.photo)
    except NotTypeset:
        return _typeset(form, typesetter, no_photo=PHOTO_NOT_PRINTABLE)


def _typeset(
    form: PrintedForm, typesetter: Typesetter, *, photo: bytes | None = None, no_photo: str = ""
) -> bytes:
    if photo is not None and not (photo.startswith(IMAGES) and len(photo) <= MOST_OF_A_PHOTO):
        raise NotTypeset
    data = {
        "title": form.title,
        "photo": None if photo is None else list(photo),
        "no_photo": no_photo,
        "foot": {"reference": form.reference, "masked": form.is_masked},
    }
    if form.code in FIELDS:
        return typesetter.pdf(form.code, data | _laid_out(form), on=form.on)
    return typesetter.pdf("plain_form", data | _one_below_another(form), on=form.on)


def _laid_out(form: PrintedForm) -> dict[str, object]:
    """What the template of a notice's form asks for, by code."""
    return {
        "values": {code: form.values.get(code, "") for code in FIELDS[form.code]},
        "opinions": {box: _box(form.opinions.get(box)) for box in BOXES[form.code]},
    }


def _one_below_another(form: PrintedForm) -> dict[str, object]:
    """The same with its labels; photo and pledge have places of their own."""
    fields = [
        {"label": label, "value": form.values.get(code, "")}
        for code, label in form.labels.items()
        if code not in {"photo", "pledge"}
    ]
    boxes = [{"title": title} | _box(form.opinions.get(code)) for code, title in form.boxes.items()]
    return {"fields": fields, "boxes": boxes, "pledge": form.values.get("pledge", "")}


def _box(opinion: Opinion | None) -> dict[str, str]:
    """An open box is printed to be filled in by hand."""
    if opinion is None:
        return dict.fromkeys(("text", "organization", "person", "day"), "")
    return {
        "text": opinion.text,
        "organization": opinion.organization,
        "person": opinion.person,
        "day": day_in_words(opinion.signed_on),
    }
