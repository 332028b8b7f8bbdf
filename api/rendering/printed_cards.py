"""The face of a card as it is printed (卡面)."""

from collections.abc import Sequence

from api.masking import masked_name
from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from documents.card_faces import CardFace
from domain.aggregates import Card, Talent
from domain.cards import CardStatus
from domain.store import Recorded
from persistence.card_tokens import CardToken


def printed_card(card: Card, history: Sequence[Recorded], printing: Printing) -> CardFace:
    """The face of a card that is in force. Raises `NothingToPrint`."""
    number, issued_on = card.card_number, card.issued_on
    if card.status is not CardStatus.IN_FORCE or number is None or issued_on is None:
        raise NothingToPrint
    service = printing.service
    talent: Talent = service.store.get(card.talent_id)
    pack = service.policies.version(history[-1].event.envelope.policy_version)
    card_type = pack.card_type(card.card_type)
    of_the_day = service.policies.of_the_day(pack, issued_on)
    issuer = of_the_day.organization_of(card_type.issuer.area, card_type.issuer.function, issued_on)
    printing.opening([talent.name])
    return CardFace(
        card_type=card_type.name.zh,
        holder=printing.said(talent.name, masked_name),
        card_number=number,
        valid_to=card.valid_to,
        issuer=issuer.name.zh if issuer else "",
        issued_on=issued_on,
        code=service.card_tokens.code(CardToken(card.id, card.plastic_number)),
        is_masked=printing.is_masked,
    )
