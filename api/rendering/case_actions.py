"""What may be done with a case now, found out by rehearsing the use cases themselves on copies."""

from collections.abc import Callable
from typing import Any

from api.rendering.actions import STAND_IN, Action, Actions, actions_of, copied, may_ever_send
from api.viewer import Viewer
from domain.aggregates import CardApplication
from domain.annex_one import AnnexOneStatement
from domain.authorization import Command
from domain.base import Authority
from domain.cases import CaseStatus, Opinion, ProvincialResult
from domain.errors import Invalid
from domain.policy.steps import StepKind
from domain.use_cases import USE_CASES
from domain.use_cases.applying_for_cards import (
    EnterpriseCaseCommand,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.casework import CaseCommand, applies
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)

DECIDING = (ReturnCase, RequestCorrection, NotRecommend)
OfCase = type[CaseCommand] | type[EnterpriseCaseCommand]
AT_STEP: dict[StepKind, tuple[OfCase, ...]] = {
    StepKind.OPINION: (GiveOpinion, RequestCorrection),
    StepKind.REVIEW: (ReviewCase, *DECIDING),
    StepKind.COLLECTIVE_SUBMISSION: (ReturnCase, NotRecommend),
    StepKind.RECEPTION: (),  # taken in or given back with its batch
    StepKind.FORWARDING: DECIDING,
    StepKind.PROVINCIAL_RESULT: (TranscribeResult, ConfirmResult, ContestResult),
}
IN_STATUS: dict[CaseStatus, tuple[OfCase, ...]] = {
    CaseStatus.DRAFTED: (FillForm, SubmitCardApplication, WithdrawCardApplication),
    CaseStatus.IN_PROCESS: (WithdrawCardApplication,),
    CaseStatus.CORRECTION_REQUESTED: (SupplyCorrection, WithdrawCardApplication),
    CaseStatus.APPROVED: (RequestEntryCorrection, CorrectEntry, DeclineEntryCorrection),
    CaseStatus.REJECTED: (RequestEntryCorrection, CorrectEntry, DeclineEntryCorrection),
}


def actions_about(case: CardApplication, viewer: Viewer) -> Actions:
    """What this viewer may do with the case, of all that is done with a case that stands there."""
    pack = viewer.service.policies.version(case.policy_version)
    route = pack.quota_route(case.card_type)
    of_step = AT_STEP[route.steps.step(case.step).kind] if case.status is CaseStatus.IN_PROCESS else ()
    first = next(step.code for step in route.steps if applies(step, case.area, pack))
    issuer = pack.card_type(case.card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function, viewer.today)
    stand_ins: dict[OfCase, dict[str, Any]] = {
        FillForm: {"form": AnnexOneStatement()},
        SupplyCorrection: {"form": AnnexOneStatement()},
        GiveOpinion: {"opinion": Opinion.AGREED},
        ReturnCase: {"to_step": first},
        RequestCorrection: {"items": (StatedItem(field="name"),)},
        TranscribeResult: {"result": ProvincialResult.APPROVED},
        RequestEntryCorrection: {"result": _other_than(case.result)},
    }
    brought = {"deciding_body": body.code if body else STAND_IN}
    possible = [
        Action(
            kind,
            _rehearsal(kind(card_application_id=case.id, **stand_ins.get(kind, {})), case, viewer, brought),
        )
        for kind in (*of_step, *IN_STATUS.get(case.status, ()))
        if may_ever_send(kind, viewer)
    ]
    return actions_of(possible, viewer, card_application_id=case.id)


def _rehearsal(
    command: Command, case: CardApplication, viewer: Viewer, brought: dict[str, Any]
) -> Callable[[Authority], None]:
    """An attempt at the command on a copy of the case. What only its sender can choose is not held against it."""

    def attempt(authority: Authority) -> None:
        work = viewer.service.office.preview(command, authority)
        work.authority = authority.model_copy(update=brought)
        work.add(copied(case))
        try:
            USE_CASES[type(command)](command, work)
        except Invalid as refused:
            if not _about_stand_ins(refused, command):
                raise

    return attempt


def _about_stand_ins(refused: Invalid, command: Command) -> bool:
    """Whether it is refused only for what its sender is going to state."""
    chosen = {"form", "result", "corrects"} & ({*type(command).model_fields, "corrects"})
    return bool(refused.fields) and all(field.partition(".")[0] in chosen for field in refused.fields)


def _other_than(result: ProvincialResult | None) -> ProvincialResult:
    rejected = ProvincialResult.REJECTED
    return ProvincialResult.APPROVED if result is rejected else rejected
