"""What a city has taken over, and from which file (期初台账)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from api.addresses import BOOKS_FILE, OPENING_BOOKS, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import OpeningBooks
from domain.aggregates.opening_books import TakenOverCard, TakenOverPlace
from domain.errors import NotFound
from domain.places import PlaceStatus
from domain.store import Recorded

Row = TypeVar("Row", TakenOverCard, TakenOverPlace)


class CountsShown(Shown):
    """How many of what, by the state in which they were taken over."""

    cards: dict[str, int]
    places: dict[str, int]


class CardTakenOver(Shown):
    """A card of the file."""

    row: int
    card_id: UUID
    card_type: str
    card_number: str | None
    status: str
    talent_id: UUID
    enterprise_id: UUID
    area: str
    quota_year: int | None
    confirmed: tuple[str, ...]


class PlaceTakenOver(Shown):
    """A place of the file; without `talent_id` nobody has used it yet."""

    row: int
    quota_id: UUID
    place_id: UUID
    card_type: str
    quota_year: int
    department: str
    status: PlaceStatus
    enterprise_id: UUID
    area: str
    talent_id: UUID | None
    confirmed: tuple[str, ...]


class FileTakenOver(Shown):
    """One file, with what its rows have brought; `effective_on` is the cut-over date."""

    href: str
    version: int
    city: str
    document_number: str
    file_sha256: str
    effective_on: date
    counts: CountsShown
    cards: tuple[CardTakenOver, ...]
    places: tuple[PlaceTakenOver, ...]


class FileLine(Shown):
    """One file, in short."""

    href: str
    document_number: str
    file_sha256: str
    effective_on: date
    recorded_at: datetime
    position: int
    actor: str
    counts: CountsShown


class BooksShown(Shown):
    """What a city has taken over, the newest file first; the counts are those of all files."""

    id: UUID
    href: str
    version: int
    city: str
    counts: CountsShown
    files: tuple[FileLine, ...]


def books_shown(books: OpeningBooks, history: Sequence[Recorded], viewer: Viewer) -> BooksShown:
    """The books with their files. Raises `NotFound` where no row may be seen."""
    files = [(recorded, seen) for recorded in history if (seen := _seen_of(recorded, books, viewer))]
    if not files:
        raise NotFound
    cards = [card for _, (cards, _) in files for card in cards]
    places = [place for _, (_, places) in files for place in places]
    return BooksShown(
        id=books.id,
        href=href(OPENING_BOOKS, city=books.city),
        version=books.version,
        city=books.city,
        counts=counts_of(cards, places),
        files=tuple(_line(recorded, books, *seen) for recorded, seen in reversed(files)),
    )


def file_shown(taken: OpeningBooks.TakenOver, books: OpeningBooks, viewer: Viewer) -> FileTakenOver:
    """The file with those of its rows that may be seen. Raises `NotFound` if there is none."""
    cards, places = _seen(taken.cards, books, viewer), _seen(taken.places, books, viewer)
    if not (cards or places):
        raise NotFound
    return FileTakenOver(
        href=href(BOOKS_FILE, city=books.city, file_sha256=taken.file_sha256),
        version=taken.originator_version,
        city=books.city,
        document_number=taken.document_number,
        file_sha256=taken.file_sha256,
        effective_on=taken.envelope.effective_on,
        counts=counts_of(cards, places),
        cards=tuple(CardTakenOver(**dict(card)) for card in cards),
        places=tuple(PlaceTakenOver(**dict(place)) for place in places),
    )


def taken_over_shown(books: OpeningBooks, viewer: Viewer) -> FileTakenOver:
    """The file that has just been taken over."""
    [taken] = [event for event in books.pending_events if isinstance(event, OpeningBooks.TakenOver)]
    return file_shown(taken, books, viewer)


def _seen_of(
    recorded: Recorded, books: OpeningBooks, viewer: Viewer
) -> tuple[list[TakenOverCard], list[TakenOverPlace]] | None:
    """The rows of a file that may be seen, if there are any."""
    taken = recorded.event
    if not isinstance(taken, OpeningBooks.TakenOver):
        return None
    cards, places = _seen(taken.cards, books, viewer), _seen(taken.places, books, viewer)
    return (cards, places) if cards or places else None


def _line(
    recorded: Recorded, books: OpeningBooks, cards: list[TakenOverCard], places: list[TakenOverPlace]
) -> FileLine:
    taken = recorded.event
    assert isinstance(taken, OpeningBooks.TakenOver)  # its rows were seen
    return FileLine(
        href=href(BOOKS_FILE, city=books.city, file_sha256=taken.file_sha256),
        document_number=taken.document_number,
        file_sha256=taken.file_sha256,
        effective_on=taken.envelope.effective_on,
        recorded_at=recorded.entry.recorded_at,
        position=recorded.entry.position,
        actor=taken.envelope.actor,
        counts=counts_of(cards, places),
    )


def _seen(rows: Iterable[Row], books: OpeningBooks, viewer: Viewer) -> list[Row]:
    return [
        row for row in rows if viewer.sees(city=books.city, area=row.area, enterprise_id=row.enterprise_id)
    ]


def counts_of(cards: Iterable[TakenOverCard], places: Iterable[TakenOverPlace]) -> CountsShown:
    """How many of what, by its state."""
    return CountsShown(
        cards=dict(Counter(card.status for card in cards)),
        places=dict(Counter(place.status.value for place in places)),
    )
