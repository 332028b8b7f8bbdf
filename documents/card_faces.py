"""The face of a card (卡面), with a QR code by which anybody can ask whether it is valid."""

import io
from dataclasses import dataclass
from datetime import date

import segno

from documents.days import day_in_words
from documents.typesetting import Typesetter

CORRECTION = "m"  # a card that is carried about gets scratched


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What stands on a card; the holder's name is masked already if `is_masked`. `code` is what the QR code says.

    A card that is issued before its holder arrives has no last day yet.
    """

    card_type: str
    holder: str
    card_number: str
    valid_to: date | None
    issuer: str
    issued_on: date
    code: str
    is_masked: bool


def card_face(face: CardFace, typesetter: Typesetter) -> bytes:
    """The face as PDF, 85.6 mm by 54 mm. Raises `NotPrintable`."""
    data = {
        "card_type": face.card_type,
        "holder": face.holder,
        "card_number": face.card_number,
        "valid_to": day_in_words(face.valid_to) if face.valid_to else "到岗确认后另行确定",
        "issuer": face.issuer,
        "qr": _qr(face.code),
        "masked": face.is_masked,
    }
    return typesetter.pdf("card_face", data, on=face.issued_on)


def _qr(code: str) -> str:
    """The QR code as SVG."""
    drawn = io.BytesIO()
    segno.make_qr(code, error=CORRECTION, boost_error=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
