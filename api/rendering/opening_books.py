"""What a city has taken over, and from which file (期初台账)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from api.addresses import BOOKS_FILE, OPENING_BOOKS, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import OpeningBooks
from domain.aggregates.opening_books import TakenOverCard, TakenOverDemand, TakenOverPlace
from domain.demands import DemandStatus
from domain.errors import NotFound
from domain.places import PlaceStatus
from domain.policy.ledgers import Ledger
from domain.store import Recorded

Row = TypeVar("Row", TakenOverCard, TakenOverPlace, TakenOverDemand)


class CountsShown(Shown):
    """How many of what, by the state in which they were taken over."""

    cards: dict[str, int]
    places: dict[str, int]
    demands: dict[str, int]


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


class DemandTakenOver(Shown):
    """An open demand of the file, with its new number."""

    row: int
    ledger: Ledger
    demand_item_id: UUID
    number: str
    former_number: str | None
    status: DemandStatus
    area: str
    enterprise_id: UUID | None
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
    demands: tuple[DemandTakenOver, ...]


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


class Seen(NamedTuple):
    """Those rows of a file that may be seen."""

    cards: tuple[TakenOverCard, ...]
    places: tuple[TakenOverPlace, ...]
    demands: tuple[TakenOverDemand, ...]

    @property
    def counts(self) -> CountsShown:
        return counts_of(*self)


def books_shown(books: OpeningBooks, history: Sequence[Recorded], viewer: Viewer) -> BooksShown:
    """The books with their files. Raises `NotFound` where no row may be seen."""
    files = [
        (recorded, seen)
        for recorded in history
        if isinstance(recorded.event, OpeningBooks.TakenOver)
        and any(seen := _seen(recorded.event, books, viewer))
    ]
    if not files:
        raise NotFound
    every = [seen for _, seen in files]
    return BooksShown(
        id=books.id,
        href=href(OPENING_BOOKS, city=books.city),
        version=books.version,
        city=books.city,
        counts=counts_of(
            [card for seen in every for card in seen.cards],
            [place for seen in every for place in seen.places],
            [demand for seen in every for demand in seen.demands],
        ),
        files=tuple(_line(recorded, books, seen) for recorded, seen in reversed(files)),
    )


def file_shown(taken: OpeningBooks.TakenOver, books: OpeningBooks, viewer: Viewer) -> FileTakenOver:
    """The file with those of its rows that may be seen. Raises `NotFound` if there is none."""
    seen = _seen(taken, books, viewer)
    if not any(seen):
        raise NotFound
    return FileTakenOver(
        href=href(BOOKS_FILE, city=books.city, file_sha256=taken.file_sha256),
        version=taken.originator_version,
        city=books.city,
        document_number=taken.document_number,
        file_sha256=taken.file_sha256,
        effective_on=taken.envelope.effective_on,
        counts=seen.counts,
        cards=tuple(CardTakenOver(**dict(card)) for card in seen.cards),
        places=tuple(PlaceTakenOver(**dict(place)) for place in seen.places),
        demands=tuple(DemandTakenOver(**dict(demand)) for demand in seen.demands),
    )


def taken_over_shown(books: OpeningBooks, viewer: Viewer) -> FileTakenOver:
    """The file that has just been taken over."""
    [taken] = [event for event in books.pending_events if isinstance(event, OpeningBooks.TakenOver)]
    return file_shown(taken, books, viewer)


def _seen(taken: OpeningBooks.TakenOver, books: OpeningBooks, viewer: Viewer) -> Seen:
    def of(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(
            row
            for row in rows
            if viewer.sees(city=books.city, area=row.area, enterprise_id=row.enterprise_id)
        )

    return Seen(of(taken.cards), of(taken.places), of(taken.demands))


def _line(recorded: Recorded, books: OpeningBooks, seen: Seen) -> FileLine:
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
        counts=seen.counts,
    )


def counts_of(
    cards: Iterable[TakenOverCard], places: Iterable[TakenOverPlace], demands: Iterable[TakenOverDemand]
) -> CountsShown:
    """How many of what, by its state."""
    return CountsShown(
        cards=dict(Counter(card.status for card in cards)),
        places=dict(Counter(place.status.value for place in places)),
        demands=dict(Counter(demand.status.value for demand in demands)),
    )
