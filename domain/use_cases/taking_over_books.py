"""Taking over the cards, places and open demands that a city had before it kept its books here (期初接管, decided point 19).

Every row of the file, or none. Nothing of it is replayed as a submission or an approval that nobody made here.
"""

from collections.abc import Iterator

from domain.aggregates.opening_books import OpeningBooks
from domain.aggregates.talent import DocumentAlreadyRegistered
from domain.errors import FieldError
from domain.previews import PreviewStale
from domain.use_cases.identity_index import claimed
from domain.use_cases.importing_lists import RowsNeedConfirmation
from domain.use_cases.numbering_cards import numbers_kept
from domain.use_cases.trying_books import (
    BookRowsInvalid,
    ConfirmedRows,
    TakeOverBooks,
    Trial,
    at_row,
    try_out,
)
from domain.work import Work

__all__ = ["BookRowsInvalid", "ConfirmedRows", "TakeOverBooks", "Trial", "take_over_books", "try_out"]


def take_over_books(command: TakeOverBooks, work: Work) -> OpeningBooks:
    trial = try_out(command, work)
    if trial.errors:
        raise BookRowsInvalid(errors=trial.errors)
    _must_be_confirmed(trial, command)
    _take_card_numbers(trial, command.city, work)
    _claim_numbers(trial, command.city, work)
    trial.books.take_over(
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        cards=tuple(one.entry for one in trial.cards),
        places=tuple(one.entry for one in trial.places),
        demands=tuple(one.entry for one in trial.demands),
        authority=trial.authority,
    )
    return trial.books


def _must_be_confirmed(trial: Trial, command: TakeOverBooks) -> None:
    if command.confirmed_rows != ConfirmedRows() and command.preview != trial.preview:
        raise PreviewStale(field="preview")
    if errors := tuple(_unconfirmed(trial, command.confirmed_rows)):
        raise RowsNeedConfirmation(errors=errors)


def _unconfirmed(trial: Trial, confirmed: ConfirmedRows) -> Iterator[FieldError]:
    for table, one in trial.to_confirm:
        if one.stated.row not in confirmed.of(table):
            yield from (at_row(table, one.stated.row, error) for error in one.to_confirm)


def _take_card_numbers(trial: Trial, city: str, work: Work) -> None:
    """The numbers of cards that are numbered here are given, so that no new card gets one of them."""
    pack = work.policies.in_force(city, trial.authority.effective_on)
    for card_type in pack.known_card_types:
        cards = (one.card for one in trial.cards if one.card.card_type == card_type.code)
        numbers = tuple(card.card_number for card in cards if card.card_number is not None)
        if card_type.number is not None and numbers:
            numbers_kept(card_type.code, city, trial.authority, work).take_over(numbers, trial.authority)


def _claim_numbers(trial: Trial, city: str, work: Work) -> None:
    """Give every document to the person whom it registers: asked last, when nothing else can be refused."""
    taken = FieldError("document.number", DocumentAlreadyRegistered.code, DocumentAlreadyRegistered.title)
    errors = tuple(
        at_row(*newcomer.at, taken)
        for newcomer in trial.newcomers
        if claimed(newcomer.document, city, newcomer.talent_id, work) != newcomer.talent_id
    )
    if errors:
        raise BookRowsInvalid(errors=errors)
