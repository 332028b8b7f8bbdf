"""Card applications: what the enterprise, the offices and the province do about one person's case (申报)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import CASE
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, EffectiveOn, MinPosition, show, show_history
from api.rendering.card_applications import CaseShown
from api.rendering.history import HistoryShown
from domain.use_cases.applying_for_cards import (
    DraftCardApplication,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
)
from domain.use_cases.deciding_duplicates import DismissDuplicate, UpholdDuplicate
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.keeping_deadlines import ExtendDeadline
from domain.use_cases.migrating_cases import MigrateCase
from domain.use_cases.reconsidering import OverturnDecision, RequestReconsideration, UpholdDecision
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)
from domain.use_cases.recusing_officers import RecuseOfficer, WithdrawRecusal
from domain.use_cases.revising_decisions import (
    CorrectForm,
    DeclineFormCorrection,
    DeclineRevision,
    RequestFormCorrection,
    RequestRevision,
    ReviseDecision,
)
from domain.use_cases.suspending_cases import ResumeCase, SuspendCase
from domain.use_cases.taking_in_cases import AcceptCase, RefuseCase

router = APIRouter(route_class=GuardedRoute, tags=["card applications"])

offer(router, DraftCardApplication, resources.CASE, CaseShown, creates=True)
for command in (
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
    AcceptCase,
    RefuseCase,
    MigrateCase,
    SuspendCase,
    ResumeCase,
    RequestReconsideration,
    UpholdDecision,
    OverturnDecision,
    RequestRevision,
    ReviseDecision,
    DeclineRevision,
    RequestFormCorrection,
    CorrectForm,
    DeclineFormCorrection,
    RecuseOfficer,
    WithdrawRecusal,
    DismissDuplicate,
    UpholdDuplicate,
    GiveOpinion,
    ReviewCase,
    ReturnCase,
    RequestCorrection,
    NotRecommend,
    ForwardCase,
    GrantCard,
    DeclineCard,
    ExtendDeadline,
    TranscribeResult,
    ConfirmResult,
    ContestResult,
    RequestEntryCorrection,
    CorrectEntry,
    DeclineEntryCorrection,
):
    offer(router, command, resources.CASE, CaseShown)


@router.get(CASE, response_model=CaseShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def card_application(
    desk: AtDesk,
    card_application_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One case with its form, masked, and what may be done about it."""
    return show(desk, resources.CASE, card_application_id, as_of, min_position, effective_on)


@router.get(CASE + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def card_application_history(
    desk: AtDesk, card_application_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a case, with its envelope and clauses."""
    return show_history(desk, resources.CASE, card_application_id, as_of, min_position)
