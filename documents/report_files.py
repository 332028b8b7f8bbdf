"""The files of a report (季报文件): its workbook and its PDF, and by what each is made.

A template is known by the digest of everything that lays the file out, so that no change of it goes unnoticed.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from documents.quarterly_report import in_words
from documents.quarterly_report_book import report_book
from documents.quarterly_report_print import report_print
from documents.typesetting import ADD_A_FONT, NotPrintable, Typesetter
from domain.report_files import MadeFile, Making, ReportNotPrintable, ReportPaper, SignedFile
from domain.report_packages import FileKind

HERE = Path(__file__).parent
FIGURES = HERE.parent / "domain" / "ledger_books"
WORDS = (
    HERE / "days.py",
    HERE / "policy_names.py",
    HERE / "quarterly_report.py",
    HERE / "quarterly_report_annexes.py",
    HERE / "quarterly_report_columns.py",
    FIGURES / "card_figures.py",
    FIGURES / "content.py",
    FIGURES / "figures.py",
)
OF_BOOK = (*WORDS, HERE / "office_sheets.py", HERE / "quarterly_report_book.py")
OF_PRINT = (
    *WORDS,
    HERE / "quarterly_report_print.py",
    HERE / "templates" / "charts.typ",
    HERE / "templates" / "paper.typ",
    HERE / "templates" / "quarterly_report.typ",
    HERE / "typesetting.py",
)


REMEMBERED = 16  # as many as may sign off at once, with some to spare


class ReportFileMaker:
    """Makes the files; it may be shared by threads. Implements `domain.ports.ReportFiles`.

    What was made last is remembered: a sign-off that another came before is decided anew, and says the same.
    """

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self._made: dict[str, tuple[MadeFile, ...]] = {}  # by what was said

    @property
    def made_by(self) -> Mapping[FileKind, Making]:
        """By what the files are made here and now."""
        setter = self._typesetter
        return {
            FileKind.XLSX: Making(template=_digest(OF_BOOK), engine=_engine_of_book()),
            FileKind.PDF: Making(template=_digest(OF_PRINT), engine=setter.engine, fonts=setter.fonts),
        }

    def made(self, paper: ReportPaper) -> tuple[MadeFile, ...]:
        """The workbook and the PDF. Raises `ReportNotPrintable`."""
        said = _said_on(paper)
        made = self._made.get(said)
        if made is None:
            made = tuple(
                MadeFile(SignedFile.made(kind, content, self.made_by[kind]), content)
                for kind in (FileKind.XLSX, FileKind.PDF)
                for content in (self.content(kind, paper),)
            )
            self._made = dict([*self._made.items(), (said, made)][-REMEMBERED:])
        return made

    def content(self, kind: FileKind, paper: ReportPaper) -> bytes:
        """One of the two. Raises `ReportNotPrintable`."""
        words = in_words(paper)
        if kind is FileKind.XLSX:
            return report_book(words, paper.content.cut_off.at)
        try:
            return report_print(words, self._typesetter)
        except NotPrintable as lacking:
            raise ReportNotPrintable(errors=lacking.errors, lifted_by=ADD_A_FONT) from None


def _said_on(paper: ReportPaper) -> str:
    """The digest of everything that stands on a paper."""
    parts = (
        paper.content.sha256,
        paper.issued_on,
        paper.versions,
        [one.sha256 for one in paper.earlier],
        paper.statement,
        paper.marks,
    )
    return sha256(repr(parts).encode()).hexdigest()


@cache
def _digest(files: tuple[Path, ...]) -> str:
    """Of these files, and of the table of regions, whose names stand on reports."""
    said = sha256(version("python-stdnum").encode())
    for file in files:
        said.update(sha256(file.read_bytes()).digest())
    return said.hexdigest()


@cache
def _engine_of_book() -> str:
    """The writer, and what compresses what it has written."""
    return f"xlsxwriter {version('xlsxwriter')}, zlib {zlib.ZLIB_RUNTIME_VERSION}"
