"""The letter with which a batch is handed on (报送函), and the list of its members (GB/T 9704-2012)."""

from dataclasses import asdict, dataclass
from datetime import date

from documents.days import day_in_words
from documents.typesetting import Typesetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A line of the list."""

    name: str
    enterprise: str
    enterprise_type: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLetter:
    """A letter; names are masked already if `is_masked`. `number` is that of the letter, 发文字号."""

    office: str
    number: str
    title: str
    addressee: str
    body: str
    list_title: str
    members: tuple[Member, ...]
    signed_on: date
    is_masked: bool


def batch_letter(letter: BatchLetter, typesetter: Typesetter) -> bytes:
    """The letter as PDF. Raises `NotPrintable`."""
    data = {
        "office": letter.office,
        "number": letter.number,
        "title": letter.title,
        "addressee": letter.addressee,
        "body": letter.body,
        "list_title": letter.list_title,
        "members": [asdict(member) for member in letter.members],
        "day": day_in_words(letter.signed_on),
        "masked": letter.is_masked,
    }
    return typesetter.pdf("batch_letter", data, on=letter.signed_on)
