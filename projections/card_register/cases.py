"""What the events of a case do to the card register: the form and the paper with which a card is granted."""

from uuid import UUID

from domain.aggregates.card import APPROVAL
from domain.base import Envelope
from domain.case_chapters.province import EntryCorrectionRequested, ResultTranscribed
from domain.case_chapters.revision import FormCorrected, FormCorrectionDeclined, FormCorrectionRequested
from domain.case_events import CorrectionSupplied, FormFilled
from projections.card_register.periods import learned_of_all
from projections.card_register.register import card_register
from projections.card_register.tables import forms, papers
from projections.rows import Row, Rows
from projections.sealed import as_columns


@card_register.on(FormFilled)
def _form_filled(rows: Rows, event: FormFilled, _position: int) -> None:
    _form(rows, event)


@card_register.on(CorrectionSupplied)
def _correction_supplied(rows: Rows, event: CorrectionSupplied, _position: int) -> None:
    _form(rows, event)


@card_register.on(ResultTranscribed)
def _result_transcribed(rows: Rows, event: ResultTranscribed, _position: int) -> None:
    _answered(rows, event)


@card_register.on(EntryCorrectionRequested)
def _correction_requested(rows: Rows, event: EntryCorrectionRequested, _position: int) -> None:
    _answered(rows, event)


@card_register.on(FormCorrectionRequested)
def _form_correction_requested(rows: Rows, event: FormCorrectionRequested, _position: int) -> None:
    """It is not the card's form yet; no card is granted while the request waits."""
    _form(rows, event)


@card_register.on(FormCorrectionDeclined)
def _form_correction_declined(rows: Rows, event: FormCorrectionDeclined, _position: int) -> None:
    rows.remove(forms, event.originator_id, event.form_version)


@card_register.on(FormCorrected)
def _form_corrected(rows: Rows, event: FormCorrected, position: int) -> None:
    its_cards = {"card_application_id": event.originator_id}
    since = event.envelope.effective_on
    learned_of_all(rows, position, its_cards, since, form_version=event.form_version)


def _form(rows: Rows, event: FormFilled | CorrectionSupplied | FormCorrectionRequested) -> None:
    form = event.form
    rows.put(
        forms,
        card_application_id=event.originator_id,
        form_version=event.form_version,
        **as_columns(form.gender, "gender_"),
        **as_columns(form.birth_date, "birth_date_"),
        **as_columns(form.ethnicity, "ethnicity_"),
        **as_columns(form.class_ground, "class_ground_"),
    )


def form_version(rows: Rows, card_application_id: UUID | None) -> int | None:
    """The version of the form with which the card was granted; a card that was taken over has none."""
    if card_application_id is None:
        return None
    stated = rows.find(forms, card_application_id=card_application_id)
    return max((form["form_version"] for form in stated), default=None)


def _answered(rows: Rows, event: ResultTranscribed | EntryCorrectionRequested) -> None:
    rows.put(papers, card_application_id=event.originator_id, **paper_of(event.envelope))


def answer_to(rows: Rows, card_application_id: UUID | None) -> Row:
    """The paper with which the province last answered a case, if it did."""
    known = rows.maybe(papers, card_application_id) if card_application_id else None
    return {} if known is None else {name: known[name] for name in ("approval_number", "approved_on")}


def paper_of(envelope: Envelope) -> Row:
    """Number and date of the document (批准文件) that a decision stands on, if it names one."""
    for paper in envelope.documents:
        if paper.number:
            return {"approval_number": paper.number, "approved_on": paper.issued_on}
    return {}


def paper_of_grant(envelope: Envelope) -> Row:
    """Number and date of the paper that granted a card in former books, as far as these have them."""
    for paper in envelope.documents:
        if paper.kind == APPROVAL:
            return {"approval_number": paper.number, "approved_on": paper.issued_on}
    return {}
