"""Decision histories (决策全程): everything that is on record about a thing, as data, as text and on paper, for auditors.

rights ─> the thing, then or now ─> its whole history ─> a page as JSON | all of it as text or PDF
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import paging, resources
from api.addresses import (
    AUDITED_CARD,
    AUDITED_CASE,
    AUDITED_DEMAND,
    AUDITED_ENTERPRISE,
    AUDITED_QUOTA,
    AUDITED_REPORT,
    AUDITED_TALENT,
)
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.language import preferred
from api.listing import Cursor, Limit
from api.paging import DEFAULT_LIMIT
from api.printing import PDF, Paper, answer_paper, paper_responses
from api.reading import AsOf, MinPosition, await_moment, events_of, loaded, moment
from api.rendering.decision_history import DecisionHistoryShown, entries_shown
from api.rendering.printed_histories import Told, told_whole
from api.resources import Resource
from api.routes.quarterly_reports import InQuarter, Unit
from api.routes.quotas import QuotaYear
from api.sending import POSITION
from bootstrap.case_histories import everything_about
from documents.decision_history import history_pdf, history_text
from domain.aggregates import QuarterlyReport, Quota
from domain.store import Recorded
from domain.work import kind_of

TEXT = "text/plain"
TIMELINE = "case_timeline"
OF_JSON = refused(*OF_QUERIES, *OF_HISTORIES, *OF_PAGES)

router = APIRouter(route_class=GuardedRoute, tags=["audit"])


@dataclass(frozen=True, slots=True)
class Audited:
    """A kind of thing whose history is told: at which address, under which id, out of which events."""

    name: str
    path: str
    resource: Resource[Any]
    address: dict[str, Any]
    id_of: Callable[..., UUID]
    is_told_with_others: bool = False  # whether what belongs to it is told along


def _by(name: str) -> tuple[dict[str, Any], Callable[..., UUID]]:
    return {name: UUID}, lambda **address: address[name]


AUDITED = (
    Audited("case", AUDITED_CASE, resources.CASE, *_by("card_application_id"), is_told_with_others=True),
    Audited("card", AUDITED_CARD, resources.CARD, *_by("card_id")),
    Audited("demand_item", AUDITED_DEMAND, resources.DEMAND, *_by("demand_item_id")),
    Audited("enterprise", AUDITED_ENTERPRISE, resources.ENTERPRISE, *_by("enterprise_id")),
    Audited("talent", AUDITED_TALENT, resources.TALENT, *_by("talent_id")),
    Audited(
        "quota",
        AUDITED_QUOTA,
        resources.QUOTA,
        {"city": str, "card_type": str, "quota_year": QuotaYear},
        Quota.id_of,
    ),
    Audited(
        "report",
        AUDITED_REPORT,
        resources.REPORT,
        {"unit": Unit, "quarter": InQuarter},
        QuarterlyReport.id_of,
    ),
)


def offer_history(audited: Audited) -> None:
    """Tell the history of such things at their address: as data, as text, and on paper."""

    def as_data(
        desk: Desk,
        as_of: str | None,
        min_position: int | None,
        limit: int,
        cursor: str | None,
        **address: Any,
    ) -> Response:
        told = _told(desk, audited, audited.id_of(**address), as_of, min_position)
        listing = (audited.name, told.noun.id, as_of)
        start = _start(told.history, paging.read_number(cursor, listing))
        page = slice(start, start + limit)
        items = entries_shown(told.history, told.names, told.viewer, page=page)
        further = len(told.history) > page.stop
        shown = DecisionHistoryShown(
            items=tuple(items), next=paging.written((items[-1].position,), listing) if further else None
        )
        return as_json(shown.as_json(), headers={POSITION: str(told.position)})

    def as_text(desk: Desk, as_of: str | None, min_position: int | None, **address: Any) -> Response:
        told = _told(desk, audited, audited.id_of(**address), as_of, min_position)
        language = preferred(desk.header("accept-language"))
        headers = {POSITION: str(told.position), "Content-Language": language, "Vary": "Accept-Language"}
        return Response(history_text(told_whole(told), language), headers=headers, media_type=TEXT)

    def on_paper(desk: Desk, as_of: str | None, min_position: int | None, **address: Any) -> Response:
        told = _told(desk, audited, audited.id_of(**address), as_of, min_position)
        language = preferred(desk.header("accept-language"))

        def made(_: Any) -> Paper:
            content = history_pdf(told_whole(told), language, desk.service.typesetter)
            return Paper("decision_history", kind_of(audited.resource.kind), told.noun.id, content, PDF)

        return answer_paper(desk, None, made)

    paged = {"limit": (Limit, DEFAULT_LIMIT), "cursor": (Cursor, None)}
    text = {200: {"content": {TEXT: {"schema": {"type": "string"}}}}, **OF_JSON}
    _route(audited, as_text, f"{audited.name}_audited_text", ".txt", text, None, {})
    of_paper = {**OF_JSON, **paper_responses(PDF)}
    _route(audited, on_paper, f"{audited.name}_audited_print", ".pdf", of_paper, None, {})
    # Last, for an address that ends in anything is one of these too.
    _route(audited, as_data, f"{audited.name}_audited", "", OF_JSON, DecisionHistoryShown, paged)


def _told(desk: Desk, audited: Audited, id_: UUID, as_of: str | None, min_position: int | None) -> Told:
    """Raises `NotFound`."""
    viewer = desk.own_viewer if audited.resource.is_asked_itself else desk.viewer
    until, position = _until(desk, audited, as_of, min_position)
    noun = loaded(desk, audited.resource, id_, until)
    if audited.is_told_with_others:
        history: Sequence[Recorded] = everything_about(desk.service, id_, until=position)
    else:
        history = events_of(desk, id_, position)
    return Told(noun, audited.resource.seen(noun, history, viewer), position, viewer)


def _until(
    desk: Desk, audited: Audited, as_of: str | None, min_position: int | None
) -> tuple[int | None, int]:
    """As of which position the thing is read, None for now, and up to which its history."""
    if audited.is_told_with_others:
        return await_moment(desk, TIMELINE, as_of, min_position)
    until = moment(desk, as_of, min_position)
    return until, desk.service.store.last_position if until is None else until


def _start(history: Sequence[Recorded], after: int | None) -> int:
    """Where the page begins: behind the position that the cursor keeps."""
    return 0 if after is None else sum(recorded.entry.position <= after for recorded in history)


def _route(
    audited: Audited,
    endpoint: Callable[..., Response],
    name: str,
    ending: str,
    responses: dict[int | str, dict[str, Any]],
    model: type[Any] | None,
    beside: dict[str, tuple[Any, Any]],
) -> None:
    asked = {"as_of": (AsOf, None), "min_position": (MinPosition, None), **beside}
    kind = Parameter.KEYWORD_ONLY
    endpoint.__signature__ = Signature(  # type: ignore[attr-defined]  # read by FastAPI
        [
            Parameter("desk", kind, annotation=AtDesk),
            *(Parameter(one, kind, annotation=annotation) for one, annotation in audited.address.items()),
            *(
                Parameter(one, kind, annotation=annotation, default=default)
                for one, (annotation, default) in asked.items()
            ),
        ]
    )
    shown = {"response_class": Response} if model is None else {"response_model": model}
    router.add_api_route(
        audited.path + ending, endpoint, methods=["GET"], name=name, responses=responses, **shown
    )


for one in AUDITED:
    offer_history(one)
