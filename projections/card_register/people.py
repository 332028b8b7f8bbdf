"""What the events of a person do to the card register."""

from typing import Any
from uuid import UUID

from domain.aggregates import Talent
from domain.aggregates.talent import DocumentFacts
from domain.identity_documents import DocumentKind
from projections.card_register.periods import learned_of_all
from projections.card_register.register import card_register
from projections.card_register.tables import people
from projections.knowledge import FIRST_DAY
from projections.rows import Row, RowMissing, Rows
from projections.sealed import as_columns


@card_register.on(Talent.Registered)
def _talent_registered(rows: Rows, event: Talent.Registered, position: int) -> None:
    rows.put(
        people,
        talent_id=event.originator_id,
        stated_at=position,
        name_since=event.envelope.effective_on,
        **as_columns(event.name, "name_"),
        **_shown_document(event.document),
    )


@card_register.on(Talent.Renamed)
def _talent_renamed(rows: Rows, event: Talent.Renamed, position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since, shown = event.envelope.effective_on, person_shown(rows, event.originator_id)
    if shown["name_since"] <= since:
        _restated(rows, shown, position, name_since=since, **as_columns(event.name, "name_"))


@card_register.on(Talent.DocumentAdded)
def _document_added(rows: Rows, event: Talent.DocumentAdded, position: int) -> None:
    """The document that is shown is the first one, but for a resident identity card, which comes before all."""
    shown = person_shown(rows, event.originator_id)
    if _comes_first(event.document, shown):
        _restated(rows, shown, position, **_shown_document(event.document))


@card_register.on(Talent.DocumentReplaced)
def _document_replaced(rows: Rows, event: Talent.DocumentReplaced, position: int) -> None:
    shown = person_shown(rows, event.originator_id)
    if shown["document_id"] == event.replaced_document_id or _comes_first(event.document, shown):
        _restated(rows, shown, position, **_shown_document(event.document))


def person_shown(rows: Rows, talent_id: UUID) -> Row:
    """What was last stated of a person. Raises `RowMissing`."""
    stated = rows.find(people, talent_id=talent_id)
    if not stated:
        raise RowMissing(people)
    return max(stated, key=lambda row: row["stated_at"])


def _restated(rows: Rows, shown: Row, position: int, **facts: Any) -> None:
    """A person is shown otherwise from now on, whatever day is asked for: it is to be seen whose card it is."""
    rows.put(people, **shown | facts | {"stated_at": position})
    its_cards = {"talent_id": shown["talent_id"]}
    learned_of_all(rows, position, its_cards, FIRST_DAY, person_stated_at=position)


def _comes_first(document: DocumentFacts, shown: Row) -> bool:
    card = DocumentKind.RESIDENT_IDENTITY_CARD
    return document.kind == card and shown["document_kind"] != card


def _shown_document(document: DocumentFacts) -> Row:
    return {
        "document_id": document.document_id,
        "document_kind": document.kind,
        "issuing_country": document.issuing_country,
        **as_columns(document.number, "number_"),
    }
