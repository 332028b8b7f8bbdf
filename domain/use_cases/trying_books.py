"""What each row of the opening books does (期初台账预检): tried out in a unit of work, which is saved or not.

Rows stand on those before them: a person has one card of a type in force, an enterprise one place of a year,
and a place is used by the person whose card another row has brought. So a dry run is the takeover itself, but
for the numbers of documents, which are claimed last, and for being saved.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar

from pydantic import Field

from domain.aggregates.opening_books import OpeningBooks
from domain.authorization import Command, Permission, officer_of_city
from domain.base import Authority, DocumentReference, ReasonRequired, Value
from domain.errors import Conflict, FieldError, Invalid, Refusal, RuleViolation
from domain.text import Text
from domain.use_cases.matching_books import Ground, Newcomer, with_papers
from domain.use_cases.matching_rows import gather_enterprises
from domain.use_cases.reading_books import CARDS, PLACES, Row, StatedCard, StatedPlace, StatedRow
from domain.use_cases.trying_cards import TriedCard, card_tried
from domain.use_cases.trying_places import MatchedPlace, TriedPlace, place_matched, place_tried
from domain.work import Work

Stated = TypeVar("Stated", bound=StatedRow | MatchedPlace)
Tried = TypeVar("Tried")

OPENING_BOOKS = "opening_books"  # the kind of paper that the file is
MOST_ROWS = 10_000


class ConfirmedRows(Value):
    """The rows about which an officer has confirmed what is asked."""

    cards: frozenset[Row] = frozenset()
    places: frozenset[Row] = frozenset()


class TakeOverBooks(Command):
    """The cut-over date is the day from which it has effect."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("hrss"),)
    city: str = Field(max_length=40)
    document_number: str = Field(pattern=r"\S", max_length=100)
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    cards: tuple[StatedCard, ...] = Field(default=(), max_length=MOST_ROWS)
    places: tuple[StatedPlace, ...] = Field(default=(), max_length=MOST_ROWS)
    confirmed_rows: ConfirmedRows = ConfirmedRows()


class BookRowsInvalid(Invalid):
    code = "book_rows_invalid"
    title = Text("台账有误，未接管任何一行", "The books have errors, and no row of them was taken over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The whole takeover, decided and not saved; rows with an error bring nothing."""

    books: OpeningBooks
    authority: Authority
    cards: tuple[TriedCard, ...]
    places: tuple[TriedPlace, ...]
    newcomers: tuple[Newcomer, ...]
    errors: tuple[FieldError, ...]


def try_out(command: TakeOverBooks, work: Work) -> Trial:
    """What every row does, with everything that is wrong, row by row."""
    ground = _ground(command, work)
    rows: tuple[StatedRow, ...] = (*command.cards, *command.places)
    codes = (row.uscc for row in rows if row.uscc)
    gather_enterprises((row.enterprise for row in rows), codes, ground.city, work)
    twice = [*_numbered_twice(CARDS, command.cards), *_numbered_twice(PLACES, command.places)]
    cards, of_cards = _tried(CARDS, command.cards, lambda row: card_tried(row, ground), ground)
    matched, of_people = _tried(PLACES, command.places, lambda row: place_matched(row, cards, ground), ground)
    places, of_places = _tried(PLACES, matched, lambda one: place_tried(one, ground), ground)
    of_ledger = sorted((*of_people, *of_places), key=lambda error: error.row or 0)
    return Trial(
        books=ground.books,
        authority=ground.authority,
        cards=tuple(cards),
        places=tuple(places),
        newcomers=tuple(ground.newcomers.values()),
        errors=(*twice, *of_cards, *of_ledger),
    )


def at_row(table: str, row: int, error: FieldError) -> FieldError:
    """The error at its row: `cards[7].document.number`."""
    field = f"{table}[{row}].{error.field}"
    return FieldError(field, error.code, error.text, row=row, column=error.field, blocked_by=error.blocked_by)


def _ground(command: TakeOverBooks, work: Work) -> Ground:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    file = _file(command, work.authority.effective_on)
    authority = with_papers(work.under(pack), file)
    if not (command.cards or command.places):
        raise Invalid(NO_ROWS, field=CARDS)
    books = work.find(OpeningBooks, OpeningBooks.id_of(command.city))
    if books is None:
        books = work.add(OpeningBooks.open(command.city, authority))
    books.must_be_new(command.file_sha256)
    return Ground(city=command.city, pack=pack, file=file, books=books, authority=authority, work=work)


def _file(command: TakeOverBooks, day: date) -> DocumentReference:
    """The file as a paper of the cut-over date, on which all decisions of a takeover stand."""
    number, sha256 = command.document_number, command.file_sha256
    return DocumentReference(kind=OPENING_BOOKS, number=number, issued_on=day, sha256=sha256)


def _tried(
    table: str, rows: Iterable[Stated], take: Callable[[Stated], Tried], ground: Ground
) -> tuple[list[Tried], list[FieldError]]:
    """What the rows bring, taken one by one, and what is wrong with those that cannot be taken."""
    done: list[Tried] = []
    errors: list[FieldError] = []
    for stated in rows:
        try:
            done.append(take(stated))
        except ReasonRequired:
            raise
        except (Invalid, RuleViolation, Conflict) as refused:
            errors += (at_row(table, stated.row, error) for error in _told(refused, ground))
    return done, errors


def _numbered_twice(table: str, rows: Iterable[StatedRow]) -> Iterator[FieldError]:
    """Rows under one number, so that nobody could confirm just one of them."""
    counted = Counter(stated.row for stated in rows)
    error = FieldError("row", "numbered_twice", NUMBERED_TWICE)
    return (at_row(table, row, error) for row, times in counted.items() if times > 1)


def _told(refused: Refusal, ground: Ground) -> Iterator[FieldError]:
    """What a row is refused for, with what stands in its way: a thing on the books, or a row before it."""
    field = FIELD_OF.get(refused.code, refused.field or "row")
    alone = FieldError(field, refused.code, refused.detail or refused.title, blocked_by=refused.blocked_by)
    for error in refused.errors or (alone,):
        row = _bringing(error.blocked_by, ground)
        if row is None:
            yield error
        else:
            text = Text(f"{error.text.zh}（见第{row}行）", f"{error.text.en} (see row {row})")
            yield FieldError(error.field, error.code, text, blocked_by=_as_row(error.blocked_by or {}, row))


def _bringing(blocking: dict[str, Any] | None, ground: Ground) -> int | None:
    """The row that has brought what stands in the way, if it is not on the books yet."""
    return ground.brought_by.get(blocking["id"]) if blocking else None


def _as_row(blocking: dict[str, Any], row: int) -> dict[str, Any]:
    """What stands in the way, by its row: ids that are not recorded yet lead nowhere."""
    told = {name: fact for name, fact in blocking.items() if name not in {"id", "enterprise_id"}}
    return told | {"row": row}


FIELD_OF = {
    "card_in_force": "status",
    "city_quota_exhausted": "quota_year",
    "department_quota_exhausted": "department",
    "enterprise_already_nominated": "enterprise",
    "outside_quota_year": "nominated_on",
    "quota_closed": "quota_year",
    "no_quota_route": "card_type",
}
NO_ROWS = Text("没有卡，也没有名额", "There is neither a card nor a place")
NUMBERED_TWICE = Text("行号重复", "Two rows have this number")
