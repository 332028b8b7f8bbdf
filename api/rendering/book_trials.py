"""What a takeover would bring, row by row (期初台账预检): shown by the dry run, and recorded by nobody."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from api.book_submissions import ReadBooks
from api.language import Language
from api.masking import Need, masked_document, masked_name, need_of
from api.rendering.findings import FindingShown, finding_shown
from api.rendering.opening_books import CountsShown, counts_of
from api.rendering.shown import Shown
from domain.base import EventSourced
from domain.cards import CardStatus
from domain.demands import DemandStatus, EscalationLevel, Unit
from domain.errors import FieldError
from domain.identity_documents import DocumentKind
from domain.places import PlaceStatus
from domain.policy.ledgers import Ledger
from domain.use_cases.reading_books import CARDS, PLACES
from domain.use_cases.taking_over_books import Trial
from domain.use_cases.trying_books import at_row
from domain.use_cases.trying_cards import TriedCard
from domain.use_cases.trying_demands import TriedDemand
from domain.use_cases.trying_places import TriedPlace


class RowError(FindingShown):
    """What is wrong with a row, and what stands in its way."""

    blocked_by: dict[str, Any] | None


class CardTried(Shown):
    """A card that a row would bring; an id is that of something on the books, None of what would be registered."""

    row: int
    card_type: str
    card_number: str | None
    status: CardStatus
    route: str
    name: str
    document_kind: DocumentKind
    document_number: str
    talent_id: UUID | None
    enterprise: str
    enterprise_id: UUID | None
    area: str
    quota_year: int | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    to_confirm: tuple[FindingShown, ...]


class PlaceTried(Shown):
    """A place that a row would bring, as `CardTried`."""

    row: int
    card_type: str
    quota_year: int
    department: str
    status: PlaceStatus
    enterprise: str
    enterprise_id: UUID | None
    area: str
    person: str | None
    talent_id: UUID | None
    nominated_on: date | None
    to_confirm: tuple[FindingShown, ...]


class DemandTried(Shown):
    """An open demand that a row would bring, as `CardTried`; the number that it would have is given when it is taken over."""

    row: int
    ledger: Ledger
    former_number: str | None
    status: DemandStatus
    escalated_to: EscalationLevel | None
    category: str | None
    enterprise: str | None
    enterprise_id: UUID | None
    area: str
    name: str | None
    talent_id: UUID | None
    lead: Unit | None
    raised_on: date
    due_on: date | None
    to_confirm: tuple[FindingShown, ...]


class RowsToConfirm(Shown):
    """The rows that are taken over only if they are confirmed."""

    cards: tuple[int, ...]
    places: tuple[int, ...]
    public_service: tuple[int, ...]
    market_service: tuple[int, ...]
    opinion: tuple[int, ...]


class TrialShown(Shown):
    """The dry run: nothing of it has been recorded. While there are `errors`, nothing can be taken over."""

    city: str
    document_number: str
    file_sha256: str
    effective_on: date
    counts: CountsShown
    quotas_opened: tuple[int, ...]
    to_confirm: RowsToConfirm
    preview: str
    warnings: tuple[FindingShown, ...]
    errors: tuple[RowError, ...]
    cards: tuple[CardTried, ...]
    places: tuple[PlaceTried, ...]
    demands: tuple[DemandTried, ...]


def trial_shown(trial: Trial, read: ReadBooks, language: Language) -> TrialShown:
    """What the takeover would bring, row by row, persons masked."""
    command, need = read.command, need_of(trial.authority)
    begun = {one.quota.quota_year for one in trial.places if _known(one.quota) is None}
    return TrialShown(
        city=command.city,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        effective_on=trial.authority.effective_on,
        counts=counts_of(
            [one.entry for one in trial.cards],
            [one.entry for one in trial.places],
            [one.entry for one in trial.demands],
        ),
        quotas_opened=tuple(sorted(begun)),
        to_confirm=RowsToConfirm(
            cards=_waiting(trial.cards),
            places=_waiting(trial.places),
            **{ledger.value: _waiting(trial.demands_of(ledger)) for ledger in Ledger},
        ),
        preview=trial.preview,
        warnings=tuple(finding_shown(warning, language) for warning in read.warnings),
        errors=tuple(_error(error, language) for error in read.with_errors(trial.errors)),
        cards=tuple(_card(one, read, language, need) for one in trial.cards),
        places=tuple(_place(one, read, language, need) for one in trial.places),
        demands=tuple(_demand(one, read, language, need) for one in trial.demands),
    )


def _card(tried: TriedCard, read: ReadBooks, language: Language, need: Need) -> CardTried:
    stated = tried.stated
    return CardTried(
        row=stated.row,
        card_type=stated.card_type,
        card_number=stated.card_number,
        status=stated.status,
        route=stated.route,
        name=masked_name(stated.name, need),
        document_kind=tried.document.kind,
        document_number=masked_document(tried.document.number, need),
        talent_id=_known(tried.talent),
        enterprise=stated.enterprise,
        enterprise_id=_known(tried.enterprise),
        area=tried.card.area,
        quota_year=stated.quota_year,
        issued_on=stated.issued_on,
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
        to_confirm=_to_confirm(CARDS, tried, read, language),
    )


def _place(tried: TriedPlace, read: ReadBooks, language: Language, need: Need) -> PlaceTried:
    stated = tried.stated
    return PlaceTried(
        row=stated.row,
        card_type=tried.quota.card_type,
        quota_year=stated.quota_year,
        department=stated.department,
        status=stated.status,
        enterprise=stated.enterprise,
        enterprise_id=_known(tried.enterprise),
        area=tried.enterprise.area,
        person=None if stated.person is None else masked_name(stated.person, need),
        talent_id=_known(tried.talent) if tried.talent else None,
        nominated_on=stated.nominated_on,
        to_confirm=_to_confirm(PLACES, tried, read, language),
    )


def _demand(tried: TriedDemand, read: ReadBooks, language: Language, need: Need) -> DemandTried:
    stated, item = tried.stated, tried.item
    return DemandTried(
        row=stated.row,
        ledger=item.ledger,
        former_number=item.former_number,
        status=item.status,
        escalated_to=stated.escalated_to,
        category=item.category,
        enterprise=stated.enterprise,
        enterprise_id=_known(tried.enterprise) if tried.enterprise else None,
        area=item.area,
        name=None if stated.name is None else masked_name(stated.name, need),
        talent_id=_known(tried.talent) if tried.talent else None,
        lead=item.lead,
        raised_on=stated.raised_on,
        due_on=stated.due_on,
        to_confirm=_to_confirm(item.ledger, tried, read, language),
    )


def _known(aggregate: EventSourced) -> UUID | None:
    """The id of something on the books; None of what this would begin, whose id is nothing to remember."""
    return aggregate.id if aggregate.version > len(aggregate.pending_events) else None


def _waiting(tried: Iterable[TriedCard | TriedPlace | TriedDemand]) -> tuple[int, ...]:
    return tuple(one.stated.row for one in tried if one.to_confirm)


def _to_confirm(
    table: str, tried: TriedCard | TriedPlace | TriedDemand, read: ReadBooks, language: Language
) -> tuple[FindingShown, ...]:
    """What is to be confirmed, at its cell; `field` is the row's own."""
    errors = tried.to_confirm
    located = read.located(at_row(table, tried.stated.row, error) for error in errors)
    return tuple(
        finding_shown(found, language, field=error.field)
        for found, error in zip(located, errors, strict=True)
    )


def _error(error: FieldError, language: Language) -> RowError:
    return RowError(**dict(finding_shown(error, language)), blocked_by=error.blocked_by)
