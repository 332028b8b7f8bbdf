"""What each row of the opening books does (期初台账预检): tried out in a unit of work, which is saved or not.

Rows stand on those before them: a person has one card of a type in force, an enterprise one place of a year,
and a place is used by the person whose card another row has brought. So a dry run is the takeover itself, but
for the numbers of documents, which are claimed last, and for being saved.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar, TypeVar

from pydantic import Field

from domain.aggregates.opening_books import OpeningBooks
from domain.authorization import Command, Permission, PostMayNot, officer_of_city
from domain.base import Authority, DocumentReference, ReasonRequired, Value
from domain.errors import Conflict, FieldError, Invalid, Refusal, RuleViolation
from domain.functions import Function
from domain.policy.ledgers import Ledger
from domain.previews import PreviewDigest, digest_of_preview
from domain.text import Text
from domain.use_cases.matching_books import Ground, Newcomer, books_of, with_papers
from domain.use_cases.matching_rows import gather_enterprises
from domain.use_cases.reading_books import CARDS, PLACES, Row, StatedCard, StatedPlace, StatedRow
from domain.use_cases.reading_open_demands import StatedOpenDemand
from domain.use_cases.trying_cards import TriedCard, card_tried
from domain.use_cases.trying_demands import TriedDemand, demand_tried
from domain.use_cases.trying_places import MatchedPlace, TriedPlace, place_matched, place_tried
from domain.work import Work

Stated = TypeVar("Stated", bound=StatedRow | MatchedPlace | StatedOpenDemand)
Tried = TypeVar("Tried")

OPENING_BOOKS = "opening_books"  # the kind of paper that the file is
MOST_ROWS = 10_000


class ConfirmedRows(Value):
    """The rows about which an officer has confirmed what is asked."""

    cards: frozenset[Row] = frozenset()
    places: frozenset[Row] = frozenset()
    public_service: frozenset[Row] = frozenset()
    market_service: frozenset[Row] = frozenset()
    opinion: frozenset[Row] = frozenset()

    def of(self, table: str) -> frozenset[int]:
        """Those of a table of the books."""
        rows: frozenset[int] = getattr(self, table)
        return rows


class TakeOverBooks(Command):
    """The cut-over date is the day from which it has effect. Cards and places are brought by the city's department of
    human resources, the three ledgers by its window: each by whoever has kept them.
    """

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(Function.HRSS, Function.WINDOW),)
    city: str = Field(max_length=40)
    document_number: str = Field(pattern=r"\S", max_length=100)
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    cards: tuple[StatedCard, ...] = Field(default=(), max_length=MOST_ROWS)
    places: tuple[StatedPlace, ...] = Field(default=(), max_length=MOST_ROWS)
    public_service: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    market_service: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    opinion: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    confirmed_rows: ConfirmedRows = ConfirmedRows()
    preview: PreviewDigest | None = None  # of what the dry run has asked about the rows that are confirmed

    @property
    def demands(self) -> dict[Ledger, tuple[StatedOpenDemand, ...]]:
        """The rows of the three ledgers."""
        return {ledger: getattr(self, ledger.value) for ledger in Ledger}

    @property
    def of_enterprises(self) -> tuple[StatedRow, ...]:
        """Every enterprise that a row names."""
        demands = (row.of_enterprise for rows in self.demands.values() for row in rows)
        return (*self.cards, *self.places, *(one for one in demands if one is not None))


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
    demands: tuple[TriedDemand, ...]
    newcomers: tuple[Newcomer, ...]
    errors: tuple[FieldError, ...]

    @property
    def to_confirm(self) -> Iterator[tuple[str, TriedCard | TriedPlace | TriedDemand]]:
        """The rows about which an officer is asked, each with its table."""
        tried: list[tuple[str, TriedCard | TriedPlace | TriedDemand]] = [
            *((CARDS, card) for card in self.cards),
            *((PLACES, place) for place in self.places),
            *((demand.item.ledger, demand) for demand in self.demands),
        ]
        return ((table, one) for table, one in tried if one.to_confirm)

    @property
    def preview(self) -> PreviewDigest:
        """The digest of everything that an officer has to confirm, by which it is known again."""
        return digest_of_preview(
            [
                table,
                one.stated.model_dump(mode="json"),
                [[error.code, error.text.zh] for error in one.to_confirm],
            ]
            for table, one in self.to_confirm
        )

    def demands_of(self, ledger: Ledger) -> tuple[TriedDemand, ...]:
        return tuple(one for one in self.demands if one.item.ledger is ledger)


def try_out(command: TakeOverBooks, work: Work) -> Trial:
    """What every row does, with everything that is wrong, row by row."""
    ground = _ground(command, work)
    rows = command.of_enterprises
    codes = (row.uscc for row in rows if row.uscc)
    gather_enterprises((row.enterprise for row in rows), codes, ground.city, work)
    twice = [*_numbered_twice(CARDS, command.cards), *_numbered_twice(PLACES, command.places)]
    cards, of_cards = _tried(CARDS, command.cards, lambda row: card_tried(row, ground), ground)
    matched, of_people = _tried(PLACES, command.places, lambda row: place_matched(row, cards, ground), ground)
    places, of_places = _tried(PLACES, matched, lambda one: place_tried(one, ground), ground)
    of_places = sorted((*of_people, *of_places), key=lambda error: error.row or 0)
    demands, of_demands = _tried_ledgers(command, ground)
    return Trial(
        books=ground.books,
        authority=ground.authority,
        cards=tuple(cards),
        places=tuple(places),
        demands=tuple(demands),
        newcomers=tuple(ground.newcomers.values()),
        errors=(*twice, *of_cards, *of_places, *of_demands),
    )


def at_row(table: str, row: int, error: FieldError) -> FieldError:
    """The error at its row: `cards[7].document.number`."""
    field = f"{table}[{row}].{error.field}"
    return FieldError(field, error.code, error.text, row=row, column=error.field, blocked_by=error.blocked_by)


def _ground(command: TakeOverBooks, work: Work) -> Ground:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    file = _file(command, work.authority.effective_on)
    authority = with_papers(work.under(pack), file)
    _must_be_kept_by(authority, command)
    books = books_of(command.city, authority, work)
    books.must_be_new(command.file_sha256)
    return Ground(city=command.city, pack=pack, file=file, books=books, authority=authority, work=work)


def _must_be_kept_by(authority: Authority, command: TakeOverBooks) -> None:
    """Refuse books that another office has kept, and such as have nothing in them."""
    of_cards, of_demands = bool(command.cards or command.places), any(command.demands.values())
    if not (of_cards or of_demands):
        raise Invalid(NO_ROWS, field=CARDS)
    if (of_cards and authority.function != Function.HRSS) or (
        of_demands and authority.function != Function.WINDOW
    ):
        raise PostMayNot


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


def _tried_ledgers(command: TakeOverBooks, ground: Ground) -> tuple[list[TriedDemand], list[FieldError]]:
    """What the rows of the three ledgers bring, one ledger after the other."""
    demands: list[TriedDemand] = []
    errors: list[FieldError] = []
    for ledger, rows in command.demands.items():
        errors += _numbered_twice(ledger, rows)
        tried, refused = _tried(ledger, rows, partial(demand_tried, ledger=ledger, ground=ground), ground)
        demands += tried
        errors += refused
    return demands, errors


def _numbered_twice(table: str, rows: Iterable[StatedRow | StatedOpenDemand]) -> Iterator[FieldError]:
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
NO_ROWS = Text("没有卡、名额或未办结的需求", "There is no card, no place and no open demand")
NUMBERED_TWICE = Text("行号重复", "Two rows have this number")
