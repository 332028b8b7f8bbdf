"""What a row of the card register brings: a card, with its person and enterprise (期初台账预检)."""

from dataclasses import dataclass
from uuid import UUID

from domain.aggregates.card import APPROVAL, Card
from domain.aggregates.card_numbers import CardNumbers
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import CardKey, TakenOverCard, card_key
from domain.aggregates.talent import Talent
from domain.base import Authority, DocumentReference
from domain.errors import FieldError, Invalid
from domain.identity_documents import IdentityDocument
from domain.personal_data import Personal
from domain.text import Text
from domain.use_cases.issuing_cards import holding_of
from domain.use_cases.matching_books import Ground, Spot, ToConfirm, enterprise_of, person_of
from domain.use_cases.reading_books import CARDS, HELD, StatedCard, card_read

OF_CARD = {
    "card_type", "card_number", "status", "route", "talent_class", "department", "list_type", "quota_year",
    "issued_on", "valid_from", "valid_to",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedCard:
    """A card that a row brings."""

    stated: StatedCard
    document: IdentityDocument
    card: Card
    enterprise: Enterprise
    talent: Talent
    to_confirm: ToConfirm

    @property
    def entry(self) -> TakenOverCard:
        """The row as the books have it."""
        return TakenOverCard(
            row=self.stated.row,
            card_id=self.card.id,
            card_type=self.card.card_type,
            card_number=self.card.card_number,
            status=self.card.status.value,
            talent_id=self.talent.id,
            enterprise_id=self.enterprise.id,
            area=self.card.area,
            quota_year=self.card.quota_year,
            confirmed=tuple(error.code for error in self.to_confirm),
        )


def card_tried(row: StatedCard, ground: Ground) -> TriedCard:
    """The card that the row brings. Raises `Invalid` and `CardInForce`."""
    stated, person = card_read(row, ground.pack, ground.work)
    enterprise, about_enterprise = enterprise_of(stated, ground)
    talent, about_person = person_of(person, enterprise, Spot(CARDS, row.row), ground)
    card_id = ground.new_id(row.row)
    _must_be_new(card_key(stated.card_type, stated.card_number, talent.id), card_id, ground)
    _must_have_free_number(stated, ground)
    authority = _as_approved(stated, ground)
    if stated.status in HELD:
        holding_of(talent.id, stated.card_type, authority, ground.work).take(card_id, authority)
    card = Card.take_over(
        card_id,
        talent_id=talent.id,
        authority=authority,
        area=enterprise.area,
        city=ground.city,
        enterprise_id=enterprise.id,
        remark=None if stated.remark is None else Personal(talent.id, stated.remark),
        **{name: getattr(stated, name) for name in OF_CARD},
    )
    ground.work.add(card)
    to_confirm = (*about_enterprise, *about_person)
    return TriedCard(
        stated=stated,
        document=person.document,
        card=card,
        enterprise=enterprise,
        talent=talent,
        to_confirm=to_confirm,
    )


def _must_be_new(key: CardKey, card_id: UUID, ground: Ground) -> None:
    """Refuse a card that another file had, or a row before this one."""
    known = ground.books.cards.get(key)
    same = known.card_id if known else ground.cards.setdefault(key, card_id)
    if same != card_id:
        blocking = {"kind": "card", "id": str(same)}
        raise Invalid(errors=(FieldError("card_number", "card_known", CARD_KNOWN, blocked_by=blocking),))


def _must_have_free_number(stated: StatedCard, ground: Ground) -> None:
    """Refuse a number that was given here already. Raises `CardNumberTaken`."""
    numbers = ground.work.find(CardNumbers, CardNumbers.id_of(ground.city, stated.card_type))
    if numbers is not None and stated.card_number is not None:
        numbers.must_be_free(stated.card_number)


def _as_approved(stated: StatedCard, ground: Ground) -> Authority:
    """The authority to take over a card: it stands first on the paper that granted it."""
    if stated.approval_number is None and stated.approved_on is None:
        return ground.authority
    paper = DocumentReference(kind=APPROVAL, number=stated.approval_number, issued_on=stated.approved_on)
    return ground.authority.model_copy(update={"documents": (paper, *ground.authority.documents)})


CARD_KNOWN = Text("该卡已接管", "the card has been taken over already")
