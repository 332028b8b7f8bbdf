"""What may be done with a case now, found out by rehearsing the use cases themselves on copies."""

from typing import Any

from api.rehearsing import STAND_IN
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.duplicates import DuplicateShown, duplicates_shown
from api.viewer import Viewer
from domain.aggregates import CardApplication
from domain.attachments import MediaType, TrustLevel
from domain.cases import CaseStatus, Opinion, ProvincialResult
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.refusals import NoPolicyInForce
from domain.policy.routes import Route
from domain.policy.steps import StepKind
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import (
    EnterpriseCaseCommand,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.arguing_cases import ConvenePanel, StatedExpert
from domain.use_cases.attaching_files import UploadAttachment
from domain.use_cases.casework import CaseCommand, applies
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.deciding_duplicates import DismissDuplicate, UpholdDuplicate
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.keeping_deadlines import ExtendDeadline
from domain.use_cases.migrating_cases import MigrateCase
from domain.use_cases.noting_cases import WriteNote
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

DECIDING = (ReturnCase, RequestCorrection, NotRecommend)
AGAINST = frozenset({GiveOpinion, RefuseCase, NotRecommend, DeclineCard})
OfCase = type[CaseCommand] | type[EnterpriseCaseCommand] | type[UploadAttachment]
AT_STEP: dict[StepKind, tuple[OfCase, ...]] = {
    StepKind.OPINION: (GiveOpinion, RequestCorrection),
    StepKind.REVIEW: (ReviewCase, *DECIDING),
    StepKind.COLLECTIVE_SUBMISSION: (ReturnCase, NotRecommend),
    StepKind.RECEPTION: (),  # taken in or given back with its batch
    StepKind.FORWARDING: (ForwardCase, *DECIDING),
    StepKind.PANEL: (ConvenePanel,),
    StepKind.DECISION: (GrantCard, DeclineCard, ReturnCase, RequestCorrection),
    StepKind.PROVINCIAL_RESULT: (TranscribeResult, ConfirmResult, ContestResult),
}
CHOSEN = frozenset({"form", "handed_in_by", "result", "corrects", "kind", "trust_level", "days"})
RECONSIDERING: tuple[OfCase, ...] = (RequestReconsideration, UpholdDecision, OverturnDecision)
CORRECTING: tuple[OfCase, ...] = (
    RequestEntryCorrection,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestRevision,
    ReviseDecision,
    DeclineRevision,
)
IN_STATUS: dict[CaseStatus, tuple[OfCase, ...]] = {
    CaseStatus.DRAFTED: (FillForm, UploadAttachment, SubmitCardApplication, WithdrawCardApplication),
    CaseStatus.IN_PROCESS: (UploadAttachment, SuspendCase, WithdrawCardApplication),
    CaseStatus.CORRECTION_REQUESTED: (
        SupplyCorrection,
        UploadAttachment,
        SuspendCase,
        WithdrawCardApplication,
    ),
    CaseStatus.SUSPENDED: (ResumeCase, WithdrawCardApplication),
    CaseStatus.REFUSED: RECONSIDERING,
    CaseStatus.NOT_RECOMMENDED: RECONSIDERING,
    CaseStatus.APPROVED: (*CORRECTING, RequestFormCorrection, CorrectForm, DeclineFormCorrection),
    CaseStatus.REJECTED: (*RECONSIDERING, *CORRECTING),
}


def actions_about(case: CardApplication, viewer: Viewer) -> Actions:
    """What this viewer may do with the case, of all that is done with a case that stands there."""
    pack = viewer.service.policies.version(case.policy_version)
    shared = duplicates_shown(case, viewer)
    filled_in = _filled_in(case, pack, shared, viewer)
    issuer = pack.card_type(case.card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function, viewer.today)
    deciding_body = body.code if body else STAND_IN

    def rehearsed(kind: OfCase) -> Action:
        command = kind(card_application_id=case.id, **filled_in.get(kind, {}))
        return Action(kind, rehearsal(command, case, viewer, chosen=CHOSEN, deciding_body=deciding_body))

    kinds = (
        *_of_step(case, pack.route(case.route)),
        *_of_time(case, pack.route(case.route), viewer),
        *IN_STATUS.get(case.status, ()),
        *_beside_the_steps(case, viewer),
        *((DismissDuplicate, UpholdDuplicate) if shared else ()),
        WriteNote,
    )
    possible = [rehearsed(kind) for kind in kinds if may_ever_send(kind, viewer)]
    return actions_of(possible, viewer, card_application_id=case.id)


def _of_step(case: CardApplication, route: Route) -> tuple[OfCase, ...]:
    """What is done at the step at which the case is in process; while it waits for a correction, what is against it."""
    if case.status not in (CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED):
        return ()
    at_step = AT_STEP[route.steps.step(case.step).kind]
    if isinstance(route, QuotaRoute):  # whose cases go to the province with a batch
        at_step = tuple(kind for kind in at_step if kind is not ForwardCase)
    acceptance = route.case_life.acceptance
    takes_in = acceptance is not None and acceptance.step == case.step
    kinds = (AcceptCase, RefuseCase, *at_step) if takes_in else at_step
    is_waiting = case.status is CaseStatus.CORRECTION_REQUESTED
    return tuple(kind for kind in kinds if kind in AGAINST) if is_waiting else kinds


def _beside_the_steps(case: CardApplication, viewer: Viewer) -> tuple[OfCase, ...]:
    migrates = case.is_open and case.step and _version_in_force(case, viewer) != case.policy_version
    recusals: tuple[OfCase, ...] = (RecuseOfficer, WithdrawRecusal) if case.recused else (RecuseOfficer,)
    return (*((MigrateCase,) if migrates else ()), *recusals)


def _filled_in(
    case: CardApplication, pack: PolicyPack, shared: tuple[DuplicateShown, ...], viewer: Viewer
) -> dict[OfCase, dict[str, Any]]:
    """What a command needs to be rehearsed with, in the stead of what its sender would state."""
    route = pack.route(case.route)
    first = next(step.code for step in route.steps if applies(step, case.area, pack))
    grounds = route.case_life.suspension
    filled_in: dict[OfCase, dict[str, Any]] = {
        FillForm: {"form": FormStatement()},
        SupplyCorrection: {"form": FormStatement()},
        ExtendDeadline: {"step": case.step, "days": 1},
        GiveOpinion: {"opinion": _possible_opinion(case)},
        ReturnCase: {"to_step": first},
        ConvenePanel: {"members": (StatedExpert(name="某某"),)},
        RequestCorrection: {"items": (StatedItem(field="name"),)},
        UploadAttachment: A_FILE,
        TranscribeResult: {"result": ProvincialResult.APPROVED},
        RequestEntryCorrection: {"result": _other_than(case.result)},
        MigrateCase: {"policy_version": _version_in_force(case, viewer)},
        SuspendCase: {"ground": grounds[0].code if grounds else STAND_IN},
        OverturnDecision: {"to_step": case.step or first},
        RequestRevision: {"status": "rejected" if case.status is CaseStatus.APPROVED else "approved"},
        RequestFormCorrection: {"form": FormStatement()},
        WriteNote: {"text": STAND_IN},
        RecuseOfficer: {"officer": viewer.authority.actor},
        WithdrawRecusal: {"officer": next(iter(sorted(case.recused)), STAND_IN)},
    }
    if shared:
        pair = {"ground": shared[0].ground, "other_id": shared[0].card_application_id}
        filled_in |= {DismissDuplicate: pair, UpholdDuplicate: pair}
    return filled_in


def _possible_opinion(case: CardApplication) -> Opinion:
    """An opinion against a case may be given while it waits for a correction."""
    is_waiting = case.status is CaseStatus.CORRECTION_REQUESTED
    return Opinion.DISAGREED if is_waiting else Opinion.AGREED


def _version_in_force(case: CardApplication, viewer: Viewer) -> str:
    """The version that a case of today would be under; its own, if there is none."""
    try:
        return viewer.service.policies.in_force(case.city, viewer.today).version
    except NoPolicyInForce:
        return case.policy_version


def _of_time(case: CardApplication, route: Route, viewer: Viewer) -> tuple[OfCase, ...]:
    """What is done about the deadline of the present step, by the department that may."""
    if case.status is not CaseStatus.IN_PROCESS:
        return ()
    rule = route.steps.step(case.step).deadline
    extension = None if rule is None else rule.extension
    functions = {viewer.authority.function, *(grant.function for grant in viewer.grants)}
    is_granted_here = extension is not None and extension.granted_by in functions
    return (ExtendDeadline,) if is_granted_here else ()


A_FILE: dict[str, Any] = {
    "kind": STAND_IN,
    "trust_level": TrustLevel.C,
    "file_name": STAND_IN,
    "content": b"",
    "media_type": MediaType.PDF,
}


def _other_than(result: ProvincialResult | None) -> ProvincialResult:
    rejected = ProvincialResult.REJECTED
    return ProvincialResult.APPROVED if result is rejected else rejected
