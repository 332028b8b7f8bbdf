"""Revisions of a report (报告版次): what each says, by whom it was compiled and signed, and what came back."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.ledger_books.content import ReportContent
from domain.personal_data import PersonalData
from domain.report_files import EarlierReport, SignedFile
from domain.reports import ReportAnswer


class Reminded(NamedTuple):
    """That a window was reminded of its report: so many working days before the due day, after it below 0."""

    on: date
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: what it says, and by whom it was compiled and signed off, if it was."""

    number: int
    content: ReportContent | None = None
    since: int = 0
    statement: PersonalData | None = None
    compiled_by: frozenset[str] = frozenset()
    signed_by: frozenset[str] = frozenset()
    signed_on: date | None = None
    files: tuple[SignedFile, ...] = ()
    earlier: tuple[EarlierReport, ...] = ()
    names_of: tuple[str, ...] = ()
    submitted_on: date | None = None
    answer: ReportAnswer | None = None
    reminders: tuple[Reminded, ...] = ()

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by)

    def file(self, name: str) -> SignedFile | None:
        """The signed file of this name, None if none was kept."""
        return next((file for file in self.files if file.name == name), None)


@dataclass(frozen=True, slots=True)
class TranscribedAnswer:
    """What one officer has written down of the answer."""

    answer: ReportAnswer
    persons: frozenset[str]
