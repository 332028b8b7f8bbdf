"""Verifying a card by the code on it: for everybody, without signing in, and about nobody (人才卡核验)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.addresses import CARD_VERIFICATION
from api.contract import OF_THE_PUBLIC, refused_publicly
from api.desk import as_json
from api.guard import PublicRoute
from api.rendering.card_verifications import VerificationShown, verification_shown

router = APIRouter(route_class=PublicRoute, tags=["card verification"])


@router.get(CARD_VERIFICATION, response_model=VerificationShown, responses=refused_publicly(*OF_THE_PUBLIC))
def card_verification(request: Request, token: str) -> Response:
    """Whether the card that bears this code is valid now."""
    shown = verification_shown(token, request.app.state.service)
    return as_json(shown.as_json())
