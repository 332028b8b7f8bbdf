"""The card register (人才卡登记簿): a line per card, as it is known or was known, with what is personal masked."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.addresses import CARD, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden, masked_day, masked_document, masked_name
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.card_routes import CardRoute
from domain.cards import ArrivalStage, CardStatus, PlasticStage, Recipient
from domain.identity_documents import DocumentKind
from domain.personal_data import Sealed
from domain.policy.steps import TermRule
from projections.card_register import CardRow


class PersonOnCard(Shown):
    """Whose card it is, masked: gender, birth date, ethnicity and ground of the class as the form says, where there was one."""

    talent_name: PersonalShown
    gender: PersonalShown | None
    birth_date: PersonalShown | None
    ethnicity: PersonalShown | None
    class_ground: PersonalShown | None
    document_kind: DocumentKind
    issuing_country: str
    document_number: PersonalShown
    specialist_name: PersonalShown | None
    received_by: PersonalShown | None


class CardLineShown(PersonOnCard):
    """A card in the register. `entered_at` and `known_from` are positions of the log: when it came onto the books,
    and from when on it has been known like this; `version` is that of the card itself.
    """

    id: UUID
    href: str
    version: int
    entered_at: int
    known_from: int
    policy_version: str
    city: str
    area: str
    card_type: str
    card_number: str | None
    route: CardRoute
    talent_class: str | None
    talent_id: UUID
    enterprise_id: UUID | None
    enterprise_name: str | None
    uscc: str | None
    list_type: str | None
    department: str | None
    quota_year: int | None
    card_application_id: UUID | None
    approval_number: str | None
    approved_on: date | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    term_rule: TermRule | None
    differs_from_rule: bool | None
    status: CardStatus
    status_on: date
    status_reason: str | None
    predecessor_id: UUID | None
    predecessor_number: str | None
    renewals: int
    former_number: str | None
    plastic: PlasticStage | None
    recipient: Recipient | None
    arrival: ArrivalStage | None
    planned_arrival: date | None


class CardLines(Shown):
    """A page of the register."""

    items: tuple[CardLineShown, ...]
    next: str | None


def card_lines(rows: Sequence[CardRow], viewer: Viewer) -> list[CardLineShown]:
    """The cards of a page, all that is personal opened with one question."""
    disclosure = disclosed(rows, viewer)
    return [_line(row, disclosure) for row in rows]


def disclosed(rows: Sequence[CardRow], viewer: Viewer) -> Disclosure:
    """What is personal on these cards, to be shown masked."""
    return viewer.disclosed(fact for row in rows for fact in _facts(row))


def person_on_card(row: CardRow, disclosure: Disclosure) -> PersonOnCard:
    """Whose card it is, masked."""
    return PersonOnCard(
        talent_name=disclosure.shown(row.talent_name, masked_name),
        gender=disclosure.shown_if_stated(row.gender, hidden),
        birth_date=disclosure.shown_if_stated(row.birth_date, masked_day),
        ethnicity=disclosure.shown_if_stated(row.ethnicity, hidden),
        class_ground=disclosure.shown_if_stated(row.class_ground, hidden),
        document_kind=DocumentKind(row.document_kind),
        issuing_country=row.issuing_country,
        document_number=disclosure.shown(row.document_number, masked_document),
        specialist_name=disclosure.shown_if_stated(row.specialist_name, masked_name),
        received_by=disclosure.shown_if_stated(row.received_by, masked_name),
    )


def _line(row: CardRow, disclosure: Disclosure) -> CardLineShown:
    return CardLineShown(
        id=row.card_id,
        href=href(CARD, card_id=row.card_id),
        **dict(person_on_card(row, disclosure)),
        **{name: getattr(row, name) for name in _SAME},
    )


def _facts(row: CardRow) -> tuple[Sealed | None, ...]:
    return (
        row.talent_name,
        row.gender,
        row.birth_date,
        row.ethnicity,
        row.class_ground,
        row.document_number,
        row.specialist_name,
        row.received_by,
    )


_MADE = {"id", "href", *PersonOnCard.model_fields}
_SAME = tuple(name for name in CardLineShown.model_fields if name not in _MADE)
