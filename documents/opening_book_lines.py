"""One row of a card register or of a quota ledger, read cell by cell (登记簿、台账的一行)."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from documents import opening_book_columns as column
from documents import opening_book_words as words
from documents.cells import CellReader, day_in, text_in
from documents.opening_book_words import BookTerms
from documents.tables import BodyRow, Head
from domain.enterprise_codes import unified_social_credit_code
from domain.fields import wrong
from domain.identity_documents import identity_document
from domain.names import company_name, person_name, tidy
from domain.places import PlaceStatus
from domain.text import Text
from domain.use_cases.reading_books import StatedCard, StatedPlace
from domain.use_cases.registering_talents import DocumentStatement

T = TypeVar("T")

MOST_OF_A_NUMBER = 40
_MOST_OF_A_PAPER = 100


class BookReader(CellReader):
    """Reads rows under one head into what the takeover takes; a row with a wrong cell is none."""

    def __init__(self, head: Head, terms: BookTerms) -> None:
        super().__init__(head)
        self._terms = terms

    def card(self, row: BodyRow) -> StatedCard | None:
        """The row of a card register."""
        errors_before = len(self.errors)
        stated = {
            **self._enterprise(row),
            "card_type": self._needed(row, column.CARD_TYPE, self._terms.card_type),
            "card_number": self.cell(row, column.CARD_NUMBER, number),
            "status": self._needed(row, column.STATUS, words.card_status),
            "name": self._needed(row, column.NAME, person_name),
            "document": self._needed(row, column.DOCUMENT, self._document_of(row)),
            "list_type": self.cell(row, column.LIST_TYPE, self._terms.list_type),
            "department": self.cell(row, column.DEPARTMENT, words.department),
            "quota_year": self.cell(row, column.QUOTA_YEAR, words.year),
            "talent_class": self.cell(row, column.TALENT_CLASS, number),
            "issued_on": self.cell(row, column.ISSUED_ON, day_in),
            "remark": self._remark(row),
            **self._term(row),
            **self._approval(row),
        }
        route = self.cell(row, column.ROUTE, words.route)
        if len(self.errors) > errors_before:
            return None
        return StatedCard(row=row.number, **stated, **({} if route is None else {"route": route}))

    def place(self, row: BodyRow) -> StatedPlace | None:
        """The row of a quota ledger; None also for a place that was given back, which nobody holds."""
        errors_before = len(self.errors)
        stated = {
            **self._enterprise(row),
            "card_type": self.cell(row, column.CARD_TYPE, self._terms.card_type),
            "quota_year": self._needed(row, column.QUOTA_YEAR, words.year),
            "department": self._needed(row, column.DEPARTMENT, words.department),
            "status": self._needed(row, column.STATUS, words.place_status),
            "nominated_on": self.cell(row, column.NOMINATED_ON, day_in),
            "person": self.cell(row, column.PERSON, person_name),
            "document": self.cell(row, column.DOCUMENT, self._document_of(row)),
        }
        if len(self.errors) > errors_before:
            return None
        if stated["status"] is PlaceStatus.RELEASED:
            self.warn(row.number, column.STATUS, "place_released", _RELEASED)
            return None
        return StatedPlace(row=row.number, **stated)

    def _enterprise(self, row: BodyRow, *, needed: bool = True) -> dict[str, Any]:
        read = self.cell(row, column.USCC, unified_social_credit_code)
        for warning in read.warnings if read else ():
            self.warn(row.number, column.USCC, warning.code, warning.text)
        return {
            "enterprise": (self._needed if needed else self.cell)(row, column.ENTERPRISE, company_name),
            "uscc": read.code if read else None,
            "area": self.cell(row, column.AREA, self._terms.area),
        }

    def _document_of(self, row: BodyRow) -> Callable[[str], DocumentStatement]:
        """Reads the number beside what other cells say of it."""

        def read(text: str) -> DocumentStatement:
            beside = (str(row.cells.get(key, "")) for key in (column.DOCUMENT_KIND, column.NATIONALITY))
            stated = words.stated_document(text, *beside)
            known = identity_document(
                stated.kind, stated.number, on=self._terms.on, issuing_country=stated.issuing_country
            )
            for warning in known.warnings:
                self.warn(row.number, column.DOCUMENT, warning.code, warning.text)
            return DocumentStatement(
                kind=known.kind, number=known.number, issuing_country=known.issuing_country
            )

        return read

    def _term(self, row: BodyRow) -> dict[str, date | None]:
        """The term, which stands in one cell or in two."""
        both = self.cell(row, column.VALIDITY, words.term) or (None, None)
        first = self.cell(row, column.VALID_FROM, day_in)
        last = self.cell(row, column.VALID_TO, words.last_day)
        return {"valid_from": first or both[0], "valid_to": last or both[1]}

    def _approval(self, row: BodyRow) -> dict[str, Any]:
        """Number and date of the paper, which stand in one cell or in two."""
        number, day = self.cell(row, column.APPROVAL, _paper) or (None, None)
        return {"approval_number": number, "approved_on": self.cell(row, column.APPROVED_ON, day_in) or day}

    def _remark(self, row: BodyRow) -> str | None:
        """What the register says beside that, each under the title of its column."""
        kept = [self.cell(row, column.REMARK, text_in)]
        for title in column.KEPT_IN_REMARK:
            text = self.cell(row, title, text_in)
            kept.append(None if text is None else f"{title}：{text}")
        return "；".join(text for text in kept if text is not None) or None

    def _needed(self, row: BodyRow, key: str, read: Callable[[str], T]) -> T | None:
        """What the cell states; left open it is an error."""
        if key in self._head.columns and not self.states(row, key):
            self.err(row.number, key, "missing", _MISSING)
            return None
        return self.cell(row, key, read)


def number(text: str) -> str:
    """A number or a code, as one would retype it. Raises `Invalid`."""
    return words.no_day(short(MOST_OF_A_NUMBER)(text))


def short(most: int) -> Callable[[str], str]:
    """Reads a text of at most so many characters."""

    def read(text: str) -> str:
        short = tidy(text)
        if len(short) > most:
            too_long = Text(f"超过{most}字", f"there are more than {most} characters")
            raise wrong("text", "text_length", too_long)
        return short

    return read


def _paper(text: str) -> tuple[str | None, date | None]:
    return words.approval(short(_MOST_OF_A_PAPER)(text))


_MISSING = Text("未填写", "this is left open")
_RELEASED = Text(
    "名额已释放，不占额，不接管", "the place was given back and is held by nobody: not taken over"
)
