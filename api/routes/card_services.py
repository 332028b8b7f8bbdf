"""What cards open: who holds one reads what is left, and a provider registers a use by the code on the card (R-26)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from api import resources
from api.addresses import CARD, SERVICE_USE_REVERSAL, SERVICE_USES
from api.contract import OF_COMMANDS, OF_QUERIES, refused
from api.decisions import Decision
from api.desk import CREATED, AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.reading import loaded
from api.rendering.card_services import (
    EntitlementsShown,
    ServiceUseShown,
    entitlements_shown,
    reversal_shown,
    use_shown,
)
from api.sending import command_of, own_address, send
from domain.aggregates import Card, ServiceYear
from domain.calendar import OFFICE_ZONE
from domain.errors import Invalid
from domain.text import Text
from domain.use_cases.using_services import ReverseUse, UseService
from domain.work import Work

REFUSALS = refused(
    *OF_COMMANDS,
    modules=(
        UseService.__module__,
        "domain.cards",
        "domain.aggregates.service_year",
        "domain.policy.refusals",
    ),
)
Year = Annotated[int | None, Query(ge=2000, le=2100)]

router = APIRouter(route_class=GuardedRoute, tags=["card services"])


class CardPresented(Decision):
    """The code on the card that was presented, as it was scanned."""

    card_token: str = Field(min_length=1, max_length=200)


class StatedUse(CardPresented):
    """What was used, and how many came along."""

    service: str = Field(min_length=1, max_length=40)
    companions: Annotated[int, Field(ge=0, le=99)] = 0


class StatedReversal(CardPresented):
    """Which year's use it is."""

    year: Annotated[int, Field(ge=2000, le=2100)]


@router.get(CARD + "/entitlements", response_model=EntitlementsShown, responses=refused(*OF_QUERIES))
def entitlements(desk: AtDesk, card_id: UUID, year: Year = None) -> Response:
    """What the card opens, and how much of it is left in a year."""
    card = loaded(desk, resources.CARD, card_id)
    in_year = year or desk.service.clock().astimezone(OFFICE_ZONE).year
    return as_json(entitlements_shown(card, desk.viewer, in_year).as_json())


@router.post(
    SERVICE_USES,
    name=UseService.__name__,
    status_code=CREATED,
    response_model=ServiceUseShown,
    responses=REFUSALS,
)
def use_service(desk: AtDesk, body: StatedUse) -> Response:
    """Register a use of a service by who was shown the card."""
    card_id, plastic = _presented(body, desk)
    command = command_of(UseService, body, {"card_id": card_id, "plastic": plastic})

    def shown(year: ServiceYear, work: Work) -> ServiceUseShown:
        card = work.load(Card, card_id)
        pack = work.policies.in_force(card.city, work.authority.effective_on)
        return use_shown(year, next(reversed(year.uses)), pack.service(body.service))

    return send(desk, command, body, resources.CARD, said=_said(body), location=own_address, render=shown)


@router.post(
    SERVICE_USE_REVERSAL, name=ReverseUse.__name__, response_model=ServiceUseShown, responses=REFUSALS
)
def reverse_use(desk: AtDesk, use_id: UUID, body: StatedReversal) -> Response:
    """Take back a use that was registered by mistake."""
    card_id, _ = _presented(body, desk)
    command = command_of(ReverseUse, body, {"card_id": card_id, "use_id": use_id})

    def shown(year: ServiceYear, _: Work) -> ServiceUseShown:
        return reversal_shown(year, use_id)

    return send(desk, command, body, resources.CARD, said=_said(body), render=shown)


def _presented(body: CardPresented, desk: Desk) -> tuple[UUID, int]:
    """The card and its plastic, if the code was made here. Raises `Invalid`."""
    read = desk.service.card_tokens.read(body.card_token)
    if read is None:
        raise Invalid(NOT_A_CARD, field="card_token")
    return read.card_id, read.plastic


def _said(body: CardPresented) -> dict[str, Any]:
    return body.model_dump(mode="json", exclude_unset=True)


NOT_A_CARD = Text("该码不是本市人才卡的码", "This is no code of a card that is kept here")
