"""What the domain needs from outside, as it sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, Self
from uuid import UUID

from domain.ledger_books.archive import Marks, Span
from domain.ledger_books.card_compiling import MarkedCard
from domain.ledger_books.card_postings import CardPosting
from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem
from domain.ledger_books.postings import Part, Posting
from domain.personal_data import Sealed, Unreadable
from domain.policy.book import PolicyBook
from domain.report_files import MadeFile, ReportPaper


class Vault(Protocol):
    """Keeps one key per subject. Implemented by `persistence.vault`.

    Whoever opens with it reads nothing of a person whose data are restricted; what may be, it knows from the log.
    """

    def for_deciding(self) -> Self:
        """The same vault for the office itself, which finds who is who whatever may be done with the data."""

    def at_one_sitting(self) -> Self:
        """The same vault while one command is worked out; what it has read of a key then is not asked for again."""

    def follow(self) -> None:
        """Do what the log says since it was last read: restrict, allow, destroy keys. Safe to repeat."""

    def subject_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        """The subject that this identifier belongs to, or None."""

    def claim(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID:
        """Give the identifier to `subject` unless it has one already; return the subject it now belongs to.

        Commits at once, before the command does: a claim without an event is harmless.
        """

    def pass_on(self, jurisdiction: str, kind: str, identifier: str, owner: UUID, heir: UUID) -> bool:
        """Give an identifier of `owner` to `heir`; not one that was claimed just now, for an event may follow.

        Returns whether it was given. Raises `Erased` if the heir was.
        """

    def fingerprint(self, said: bytes) -> bytes:
        """What tells two requests apart and gives nothing away: without the vault's key nobody can try it out."""

    def open(self, sealed: Sealed) -> str:
        """The fact itself. Raises `Erased`, `Restricted`, `Tampered` or `KeyMissing`, never one for another."""

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        """Each fact, or what keeps it from being read, in the order given and with one question asked."""


class Files(Protocol):
    """Keeps the content of attachments, each sealed for its subject. Implemented by `persistence.attachments`."""

    def keep(self, subject: UUID, sha256: str, content: bytes) -> None:
        """Keep it for good before this returns, under its digest; safe to repeat. Raises `Erased`."""


class ReportFiles(Protocol):
    """Makes the files of a report. Implemented by `documents.report_files`."""

    def made(self, paper: ReportPaper) -> Sequence[MadeFile]:
        """The workbook and the PDF, the same for the same paper. Raises `ReportNotPrintable`."""


class Policies(Protocol):
    """Where the policies in force are looked up. Implemented by `bootstrap.policy_shelf`."""

    @property
    def book(self) -> PolicyBook:
        """Every version that is published, as it is known now."""

    def look_again(self) -> None:
        """Have the next look see what was decided about versions just now."""


class LedgerBooks(Protocol):
    """What the postings of the three ledgers come to. Implemented by `projections.ledger_movements`.

    Whoever asks until a position has first asked whether the books have come to it.
    """

    @property
    def position(self) -> int:
        """Until where in the log the postings are known."""

    def comes_to(self, position: int) -> bool:
        """Whether they are known until there, or will be in a short while, which this waits for."""

    def postings(self, area: str, span: Span) -> Iterable[Posting]:
        """The area's postings in the span, item by item, each item's in the order of the log."""

    def histories(self, area: str, span: Span, marks: Marks) -> Iterable[Posting]:
        """The same, but items that the marks do not tell apart are told by one of them, on days and positions of the marks."""

    def held(self, area: str, until: int, by: date) -> Mapping[Part, int]:
        """How many items stand open in each category of the area's ledgers, by what was recorded until then and booked by that day."""

    def flagged(self, area: str, until: int, by: date) -> Sequence[Flagged]:
        """The items of the area that stand open then and are with a higher level or overdue, by number."""

    def listed(self, areas: Sequence[str], numbers: Sequence[str], until: int) -> Sequence[ListedItem]:
        """Those of these items that are in these areas, as they were known then, in the order of the numbers."""


class CardBooks(Protocol):
    """What the postings of a city's cards come to. Implemented by `projections.card_movements`.

    Whoever asks until a position has first asked whether the books have come to it.
    """

    @property
    def position(self) -> int:
        """Until where in the log the postings are known."""

    def comes_to(self, position: int) -> bool:
        """Whether they are known until there, or will be in a short while, which this waits for."""

    def postings(self, city: str, span: Span) -> Iterable[CardPosting]:
        """The city's postings in the span, card by card, each card's in the order of the log."""

    def held(self, city: str, until: int, by: date) -> Mapping[str, int]:
        """How many cards of each type are on the register by the postings recorded until then and booked by that day."""

    def marked(self, city: str, until: int, by: date) -> Sequence[MarkedCard]:
        """The cards that are on the register then and are suspended, or whose holder has not arrived."""


class Clock(Protocol):
    """The office's clock."""

    def __call__(self) -> datetime:
        """Now, with its offset from UTC."""


class Ids(Protocol):
    """Where new random identifiers come from."""

    def __call__(self) -> UUID:
        """A fresh random identifier (UUID version 4)."""


class Pause(Protocol):
    """Waits a random moment, longer with every attempt, before a decision is taken anew."""

    def __call__(self, attempt: int) -> None:
        """Wait before attempt number `attempt`, counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCommand:
    """One line of the refusal log (decided point 21): never personal data."""

    at: datetime
    actor: str
    role: str | None
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    command: str
    code: str
    fields: tuple[str, ...]
    clauses: tuple[str, ...]
    blocked_by: dict[str, Any] | None
    correlation_id: UUID


class RefusalLog(Protocol):
    """Keeps a line for every refused command, apart from the decision log."""

    def note(self, refused: RefusedCommand) -> None:
        """Put one refused command on record, at once."""
