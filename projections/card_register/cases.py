"""What each event does to the card register.

A further event of a card is a case of one statement: what is `learned` by it.
"""

from typing import Any
from uuid import UUID

from domain.aggregates import (
    AcceptanceRegister,
    Attachment,
    AutomaticGrants,
    Batch,
    BulkJob,
    Card,
    CardApplication,
    CardHolding,
    CardNumbers,
    CaseNotes,
    CreditCode,
    DuplicateCheck,
    Enterprise,
    EnterpriseList,
    EnterpriseName,
    OpeningBooks,
    Panel,
    Policy,
    PolicyCatalogue,
    Quota,
    ServiceYear,
    StandIn,
    Talent,
    WorkingYear,
)
from domain.aggregates.card import APPROVAL
from domain.aggregates.talent import DocumentFacts
from domain.base import Envelope
from domain.card_chapters.arrival import ArrivalConfirmed, ArrivalExtended, ArrivalLapsed, IssuedEarly
from domain.card_chapters.measures import MovedToEmployer
from domain.card_chapters.plastic import Delivered, Replaced
from domain.card_events import (
    CardBegins,
    CardEvent,
    Granted,
    GrantReversed,
    Issued,
    PlasticEvent,
    StandingEvent,
    TakenOver,
)
from domain.cards import ArrivalStage, CardStatus, PlasticStage
from domain.case_chapters.province import EntryCorrectionRequested, ResultTranscribed
from domain.case_chapters.revision import FormCorrected, FormCorrectionDeclined, FormCorrectionRequested
from domain.case_events import CorrectionSupplied, FormFilled
from domain.identity_documents import DocumentKind
from projections.card_register.periods import entered, learned, learned_of_all, left, standing
from projections.card_register.tables import (
    NO_END,
    cards,
    enterprises,
    forms,
    papers,
    people,
    receipts,
    specialists,
)
from projections.projection import Projection
from projections.rows import Row, RowMissing, Rows
from projections.sealed import as_columns

card_register = Projection(
    "card_register",
    tables=(cards, people, forms, specialists, enterprises, receipts, papers),
    ignores=(
        CardApplication.FileAttached,
        CardApplication.FileChecked,
        CardApplication.FileDetached,
        CardApplication.Drafted,
        CardApplication.Submitted,
        CardApplication.OpinionGiven,
        CardApplication.Reviewed,
        CardApplication.Returned,
        CardApplication.CorrectionRequested,
        CardApplication.NotRecommended,
        CardApplication.Withdrawn,
        CardApplication.Superseded,
        CardApplication.BatchJoined,
        CardApplication.BatchLeft,
        CardApplication.CollectivelySubmitted,
        CardApplication.Received,
        CardApplication.Forwarded,
        CardApplication.Granted,
        CardApplication.Declined,
        CardApplication.ResultContested,
        CardApplication.Approved,
        CardApplication.Rejected,
        CardApplication.ReturnedByProvince,
        CardApplication.EntryCorrectionDeclined,
        CardApplication.EntryCorrected,
        CardApplication.RevisionRequested,
        CardApplication.RevisionDeclined,
        CardApplication.DecisionRevised,
        CardApplication.ReconsiderationRequested,
        CardApplication.ReconsiderationUpheld,
        CardApplication.ReconsiderationOverturned,
        CardApplication.Accepted,
        CardApplication.Refused,
        CardApplication.PolicyMigrated,
        CardApplication.Suspended,
        CardApplication.Resumed,
        CardApplication.RecusalDeclared,
        CardApplication.RecusalOrdered,
        CardApplication.RecusalWithdrawn,
        CardApplication.DeadlineExtended,
        CardApplication.DeadlineBreached,
        Enterprise.Delisted,
        Enterprise.PrincipalNamed,
        Enterprise.PrincipalIdentified,
        Enterprise.PrincipalLeft,
        Enterprise.Absorbed,
        CardApplication.PanelConvened,
        CardApplication.PanelDissolved,
        CardApplication.PanelConcluded,
        Talent.PhoneStated,
        Talent.Employed,
        Talent.EmploymentEnded,
        Talent.Relocated,
        Talent.CadreStatusAttested,
        Talent.Barred,
    ),
    ignores_all_of=(
        AcceptanceRegister,
        Attachment,
        AutomaticGrants,
        Batch,
        BulkJob,
        CardHolding,
        CardNumbers,
        CaseNotes,
        CreditCode,
        DuplicateCheck,
        EnterpriseList,
        EnterpriseName,
        OpeningBooks,
        Panel,
        Policy,
        PolicyCatalogue,
        Quota,
        ServiceYear,
        StandIn,
        WorkingYear,
    ),
)


# ── Cards ────────────────────────────────────────────────────────────────────────────────────────────────


@card_register.on(Card.Granted)
def _granted(rows: Rows, event: Granted, position: int) -> None:
    """The paper is the one that the grant itself names, or else that of the province's answer to the case."""
    paper = _paper(event.envelope) or _answer_to(rows, event.card_application_id)
    entered(rows, event, position, CardStatus.GRANTED, **_around(rows, event), **paper)


@card_register.on(Card.TakenOver)
def _taken_over(rows: Rows, event: TakenOver, position: int) -> None:
    stated = {name: getattr(event, name) for name in ("card_number", "issued_on", "valid_from", "valid_to")}
    plastic, paper = PlasticStage.ACTIVATED, _paper_of_grant(event.envelope)  # as who had it says
    facts = {**_around(rows, event), **stated, **paper}
    entered(rows, event, position, event.status, **facts, plastic=plastic)


@card_register.on(Card.Issued)
def _issued(rows: Rows, event: Issued, position: int) -> None:
    learned(
        rows,
        event,
        position,
        **standing(event, CardStatus.IN_FORCE),
        card_number=event.card_number,
        issued_on=event.issued_on,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        term_rule=event.term_rule,
        differs_from_rule=event.differs_from_rule,
        plastic=PlasticStage.TO_PRODUCE,
    )


@card_register.on(Card.IssuedEarly)
def _issued_early(rows: Rows, event: IssuedEarly, position: int) -> None:
    learned(
        rows,
        event,
        position,
        **standing(event, CardStatus.IN_FORCE),
        card_number=event.card_number,
        issued_on=event.issued_on,
        plastic=PlasticStage.TO_PRODUCE,
        arrival=ArrivalStage.AWAITED,
        planned_arrival=event.planned_arrival,
    )


@card_register.on(Card.GrantReversed)
def _grant_reversed(rows: Rows, event: GrantReversed, position: int) -> None:
    """What was entered by mistake never was a card; as of an earlier position it still is in the register."""
    left(rows, event, position)


def _stands(rows: Rows, event: StandingEvent, position: int, **facts: Any) -> None:
    """The event says itself where the card stands, and why."""
    learned(rows, event, position, **standing(event, event.status, event.ground), **facts)


for _moves in (
    Card.LossReported,
    Card.LossWithdrawn,
    Card.Suspended,
    Card.Reinstated,
    Card.InquiryOpened,
    Card.InquiryConcluded,
    Card.Revoked,
    Card.Cancelled,
    Card.Renewed,
    Card.Expired,
):
    card_register.on(_moves)(_stands)


@card_register.on(Card.Replaced)
def _replaced(rows: Rows, event: Replaced, position: int) -> None:
    """Another plastic, which nobody has signed for yet."""
    plastic = {"plastic": PlasticStage.TO_PRODUCE, "recipient": None, "received_at": None}
    numbers = {"card_number": event.card_number, "former_number": event.former_number}
    _stands(rows, event, position, **numbers, **plastic)


def _plastic(rows: Rows, event: PlasticEvent, position: int) -> None:
    learned(rows, event, position, plastic=event.stage)


for _handles in (Card.ProductionJoined, Card.ProductionLeft, Card.Produced, Card.Dispatched, Card.Activated):
    card_register.on(_handles)(_plastic)


@card_register.on(Card.Delivered)
def _delivered(rows: Rows, event: Delivered, position: int) -> None:
    signed = as_columns(event.received_by, "received_by_")
    rows.put(receipts, card_id=event.originator_id, received_at=position, **signed)
    receipt = {"recipient": event.recipient, "received_at": position}
    learned(rows, event, position, plastic=event.stage, **receipt)


def _noted(rows: Rows, event: CardEvent, position: int) -> None:
    """Something is on record that moves nothing in the register but the card's own version."""
    learned(rows, event, position)


for _notes in (
    Card.MeasureProposed,
    Card.ProposalDeclined,
    Card.MeasureTranscribed,
    Card.MeasureContested,
    Card.FalseDeclarationReported,
    Card.ConsequenceDrawn,
):
    card_register.on(_notes)(_noted)


@card_register.on(Card.MovedToEmployer)
def _moved_to_employer(rows: Rows, event: MovedToEmployer, position: int) -> None:
    learned(rows, event, position, **_employer(rows, event.enterprise_id))


@card_register.on(Card.ArrivalExtended)
def _arrival_extended(rows: Rows, event: ArrivalExtended, position: int) -> None:
    learned(rows, event, position, planned_arrival=event.planned_arrival)


@card_register.on(Card.ArrivalLapsed)
def _arrival_lapsed(rows: Rows, event: ArrivalLapsed, position: int) -> None:
    _stands(rows, event, position, arrival=ArrivalStage.LAPSED)


@card_register.on(Card.ArrivalConfirmed)
def _arrival_confirmed(rows: Rows, event: ArrivalConfirmed, position: int) -> None:
    term = {name: getattr(event, name) for name in ("valid_from", "valid_to", "term_rule")}
    _stands(rows, event, position, arrival=ArrivalStage.ARRIVED, differs_from_rule=False, **term)


def _around(rows: Rows, event: CardBegins) -> Row:
    """What is known of the card's person and enterprise when it is entered."""
    return {
        "area": event.area,
        "person_stated_at": _person(rows, event.talent_id)["stated_at"],
        "form_version": _form_version(rows, event.card_application_id),
        **(_employer(rows, event.enterprise_id) if event.enterprise_id else {}),
    }


# ── People ───────────────────────────────────────────────────────────────────────────────────────────────


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
    since, shown = event.envelope.effective_on, _person(rows, event.originator_id)
    if shown["name_since"] <= since:
        _restated(rows, shown, position, name_since=since, **as_columns(event.name, "name_"))


@card_register.on(Talent.DocumentAdded)
def _document_added(rows: Rows, event: Talent.DocumentAdded, position: int) -> None:
    """The document that is shown is the first one, but for a resident identity card, which comes before all."""
    shown = _person(rows, event.originator_id)
    if _comes_first(event.document, shown):
        _restated(rows, shown, position, **_shown_document(event.document))


@card_register.on(Talent.DocumentReplaced)
def _document_replaced(rows: Rows, event: Talent.DocumentReplaced, position: int) -> None:
    shown = _person(rows, event.originator_id)
    if shown["document_id"] == event.replaced_document_id or _comes_first(event.document, shown):
        _restated(rows, shown, position, **_shown_document(event.document))


def _person(rows: Rows, talent_id: UUID) -> Row:
    """What was last stated of a person. Raises `RowMissing`."""
    stated = rows.find(people, talent_id=talent_id)
    if not stated:
        raise RowMissing(people)
    return max(stated, key=lambda row: row["stated_at"])


def _restated(rows: Rows, shown: Row, position: int, **facts: Any) -> None:
    """Something else holds of a person from now on."""
    rows.put(people, **shown | facts | {"stated_at": position})
    learned_of_all(rows, position, {"talent_id": shown["talent_id"]}, person_stated_at=position)


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


# ── Enterprises ──────────────────────────────────────────────────────────────────────────────────────────


@card_register.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        name=event.name,
        name_since=event.envelope.effective_on,
        uscc=event.uscc,
        area=event.area,
    )


@card_register.on(Enterprise.CreditCodeStated)
def _credit_code_stated(rows: Rows, event: Enterprise.CreditCodeStated, position: int) -> None:
    rows.change(enterprises, event.originator_id, uscc=event.uscc)
    _learned_of_enterprise(rows, event, position, uscc=event.uscc)


@card_register.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    if rows.the(enterprises, event.originator_id)["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)
        _learned_of_enterprise(rows, event, position, enterprise_name=event.name)


@card_register.on(Enterprise.Listed)
def _listed(rows: Rows, event: Enterprise.Listed, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.Relocated)
def _relocated(rows: Rows, event: Enterprise.Relocated, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.SpecialistAppointed)
def _specialist_appointed(rows: Rows, event: Enterprise.SpecialistAppointed, position: int) -> None:
    """Who is appointed late, for an earlier day than the present specialist, has handed over already."""
    rows.put(specialists, specialist_id=event.specialist_id, **as_columns(event.name, "specialist_"))
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id).get("specialist_since")
    if known is None or known <= since:
        rows.change(enterprises, event.originator_id, specialist_since=since)
        _speaks(rows, event, position, event.specialist_id)


@card_register.on(Enterprise.SpecialistRelieved)
def _specialist_relieved(rows: Rows, event: Enterprise.SpecialistRelieved, position: int) -> None:
    _speaks(rows, event, position, None)


@card_register.on(Enterprise.MergedInto)
def _merged_into(rows: Rows, event: Enterprise.MergedInto, position: int) -> None:
    """Its cards are those of the enterprise that it is by now."""
    rows.change(enterprises, event.originator_id, merged_into=event.surviving_enterprise_id)
    if rows.find(cards, enterprise_id=event.originator_id, known_to=NO_END):
        _learned_of_enterprise(rows, event, position, **_employer(rows, event.surviving_enterprise_id))


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated, position: int) -> None:
    """The area is that of the latest day, which need not be the one that is recorded last."""
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id).get("area_since")
    if known is None or known <= since:
        rows.change(enterprises, event.originator_id, area=event.area, area_since=since)
        _learned_of_enterprise(rows, event, position, area=event.area)


def _speaks(rows: Rows, event: Enterprise.Event, position: int, specialist_id: UUID | None) -> None:
    rows.change(enterprises, event.originator_id, specialist_id=specialist_id)
    _learned_of_enterprise(rows, event, position, specialist_id=specialist_id)


def _employer(rows: Rows, enterprise_id: UUID) -> Row:
    """What the register says of an enterprise, or of the one that it was merged into."""
    known = rows.the(enterprises, enterprise_id)
    while (survivor := known.get("merged_into")) is not None:
        known = rows.the(enterprises, survivor)
    return {
        "enterprise_id": known["enterprise_id"],
        "enterprise_name": known["name"],
        "uscc": known.get("uscc"),
        "area": known["area"],
        "specialist_id": known.get("specialist_id"),
    }


def _learned_of_enterprise(rows: Rows, event: Enterprise.Event, position: int, **facts: Any) -> None:
    learned_of_all(rows, position, {"enterprise_id": event.originator_id}, **facts)


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────


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
    learned_of_all(rows, position, its_cards, form_version=event.form_version)


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


def _form_version(rows: Rows, card_application_id: UUID | None) -> int | None:
    """The version of the form with which the card was granted; a card that was taken over has none."""
    if card_application_id is None:
        return None
    stated = rows.find(forms, card_application_id=card_application_id)
    return max((form["form_version"] for form in stated), default=None)


def _answered(rows: Rows, event: ResultTranscribed | EntryCorrectionRequested) -> None:
    rows.put(papers, card_application_id=event.originator_id, **_paper(event.envelope))


def _answer_to(rows: Rows, card_application_id: UUID | None) -> Row:
    """The paper with which the province last answered a case, if it did."""
    known = rows.maybe(papers, card_application_id) if card_application_id else None
    return {} if known is None else {name: known[name] for name in ("approval_number", "approved_on")}


def _paper(envelope: Envelope) -> Row:
    """Number and date of the document (批准文件) that a decision stands on, if it names one."""
    for paper in envelope.documents:
        if paper.number:
            return {"approval_number": paper.number, "approved_on": paper.issued_on}
    return {}


def _paper_of_grant(envelope: Envelope) -> Row:
    """Number and date of the paper that granted a card in former books, as far as these have them."""
    for paper in envelope.documents:
        if paper.kind == APPROVAL:
            return {"approval_number": paper.number, "approved_on": paper.issued_on}
    return {}
