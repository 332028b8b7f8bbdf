"""Papers: the forms, notices and letters of cases and batches, the faces of cards and the lists of those being made
(文书打印).
"""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import BATCH, CARD, CASE, PRODUCTION_BATCH, named_in
from api.desk import AtDesk, Desk
from api.files import XLSX
from api.guard import GuardedRoute
from api.printing import PDF, ZIP, Paper, PurposeOfPrinting, answer_paper, paper_responses, read_for_print
from api.reading import AsOf, MinPosition
from api.rendering.printed import Printing
from api.rendering.printed_batches import printed_letter
from api.rendering.printed_cards import printed_card
from api.rendering.printed_forms import printed_form
from api.rendering.printed_notices import printed_correction_notice, printed_decision_notice
from api.rendering.printed_packages import printed_case_package, printed_package
from api.rendering.printed_productions import printed_deliveries, printed_order
from api.resources import Resource
from documents.batch_letters import batch_letter
from documents.card_faces import card_face
from documents.notices import correction_notice, decision_notice
from documents.production_sheets import delivery_sheet, production_list
from documents.registration_forms import registration_form
from documents.submission_packages import submission_package
from domain.aggregates import Batch, Card, CardApplication, ProductionBatch
from domain.disclosures import Purpose
from domain.store import Recorded
from domain.work import kind_of

History = Sequence[Recorded]
Typeset = Callable[[Any, History, Printing], bytes]

router = APIRouter(route_class=GuardedRoute, tags=["papers"])


def form(case: CardApplication, history: History, printing: Printing) -> bytes:
    """The registration form of a case, with the decisions in their boxes."""
    return registration_form(printed_form(case, history, printing), printing.service.typesetter)


def notice_of_corrections(case: CardApplication, history: History, printing: Printing) -> bytes:
    """The last request for corrections, which names everything at once."""
    return correction_notice(printed_correction_notice(case, history, printing), printing.service.typesetter)


def notice_of_decision(case: CardApplication, history: History, printing: Printing) -> bytes:
    """The decision that has ended a case, with its reason and its clauses."""
    return decision_notice(printed_decision_notice(case, history, printing), printing.service.typesetter)


def letter(batch: Batch, history: History, printing: Printing) -> bytes:
    """The letter with which a batch is handed on, and the list of its members."""
    return batch_letter(printed_letter(batch, history, printing), printing.service.typesetter)


def face(card: Card, history: History, printing: Printing) -> bytes:
    """The face of a card that is in force, with the code that says whether it is valid."""
    return card_face(printed_card(card, history, printing), printing.service.typesetter)


def package(batch: Batch, history: History, printing: Printing) -> bytes:
    """What goes to the province with a batch: letter, name list, forms, the same as data, and their hashes."""
    return submission_package(printed_package(batch, history, printing))


def list_for_maker(batch: ProductionBatch, history: History, printing: Printing) -> bytes:
    """What the maker prints on the cards of a batch, as they were ordered."""
    return production_list(printed_order(batch, history, printing))


def list_to_sign(batch: ProductionBatch, history: History, printing: Printing) -> bytes:
    """The cards that the maker has brought, with columns for who signs; a bulk job reads it when it is filled in."""
    return delivery_sheet(printed_deliveries(batch, history, printing))


def case_package(case: CardApplication, history: History, printing: Printing) -> bytes:
    """What went to the province with a single case, likewise."""
    return submission_package(printed_case_package(case, history, printing))


def offer_paper(
    name: str, path: str, resource: Resource[Any], typeset: Typeset, media_type: str = PDF
) -> None:
    """Answer at this address with a paper; its name is also the one on the access log."""
    router.add_api_route(
        path,
        _endpoint(name, path, resource, typeset, media_type),
        methods=["GET"],
        name=name,
        response_class=Response,
        responses=paper_responses(media_type),
    )


def _endpoint(
    name: str, path: str, resource: Resource[Any], typeset: Typeset, media_type: str
) -> Callable[..., Response]:
    [id_name] = named_in(path)

    def endpoint(
        desk: Desk,
        purpose: Purpose | None = None,
        as_of: str | None = None,
        min_position: int | None = None,
        **address: UUID,
    ) -> Response:
        noun, history = read_for_print(desk, resource, address[id_name], as_of, min_position)

        def made(printing: Printing) -> Paper:
            content = typeset(noun, history, printing)
            return Paper(name, kind_of(resource.kind), noun.id, content, media_type)

        return answer_paper(desk, purpose, made)

    endpoint.__signature__ = _signature(id_name)  # type: ignore[attr-defined]  # read by FastAPI
    endpoint.__doc__ = typeset.__doc__
    return endpoint


def _signature(id_name: str) -> Signature:
    """What FastAPI is to read from the request, and to say in the contract."""
    asked = {"purpose": PurposeOfPrinting, "as_of": AsOf, "min_position": MinPosition}
    kind = Parameter.KEYWORD_ONLY
    return Signature(
        [
            Parameter("desk", kind, annotation=AtDesk),
            Parameter(id_name, kind, annotation=UUID),
            *(
                Parameter(name, kind, annotation=annotation, default=None)
                for name, annotation in asked.items()
            ),
        ]
    )


offer_paper("registration_form", CASE + "/form.pdf", resources.CASE, form)
offer_paper("correction_notice", CASE + "/correction-notice.pdf", resources.CASE, notice_of_corrections)
offer_paper("decision_notice", CASE + "/decision-notice.pdf", resources.CASE, notice_of_decision)
offer_paper("batch_letter", BATCH + "/letter.pdf", resources.BATCH, letter)
offer_paper("submission_package", BATCH + "/package.zip", resources.BATCH, package, ZIP)
offer_paper("case_package", CASE + "/package.zip", resources.CASE, case_package, ZIP)
offer_paper("card_face", CARD + "/face.pdf", resources.CARD, face)
offer_paper(
    "production_list", PRODUCTION_BATCH + "/list.xlsx", resources.PRODUCTION_BATCH, list_for_maker, XLSX
)
offer_paper(
    "delivery_sheet",
    PRODUCTION_BATCH + "/delivery-sheet.xlsx",
    resources.PRODUCTION_BATCH,
    list_to_sign,
    XLSX,
)
