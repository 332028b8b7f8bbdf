"""What may be asked about a case of the town beside what brings it on, in time or not."""

from collections.abc import Callable
from uuid import UUID

from domain.aggregates import CardApplication, Panel
from domain.cases import OPEN, CaseStatus, ProvincialResult
from domain.panels import Vote
from domain.policy.steps import StepKind
from domain.registration_form import FormStatement
from domain.use_cases import (
    applying_for_cards,
    arguing_cases,
    deciding_cases,
    deciding_duplicates,
    keeping_deadlines,
    managing_quotas,
    reconsidering,
    recording_results,
    recusing_officers,
    revising_decisions,
    submitting_batches,
    suspending_cases,
    taking_in_cases,
)
from domain.use_cases.finding_duplicates import findings
from tests.domain.books_of_zibo import QUOTA
from tests.domain.cards_of_zibo import CONFIRMS, WRITES, why
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO
from tests.system.town_of_zibo import UNDER_WAY, Asked, NothingToAsk, Town, enterprise_of, of, supply

Ask = Callable[[Town, CardApplication], Asked]
Where = Callable[[CardApplication], bool]


def fill(town: Town, case: CardApplication) -> Asked:
    form = FormStatement(phone=f"139{town.chance.randrange(10**8):08d}")
    return applying_for_cards.FillForm(**of(case), form=form), enterprise_of(case)


def withdraw(_town: Town, case: CardApplication) -> Asked:
    return applying_for_cards.WithdrawCardApplication(**of(case)), enterprise_of(case)


def an_earlier_step(town: Town, case: CardApplication) -> str:
    steps = ZIBO.route(case.route).steps
    return town.any(steps[: steps.index(town.step(case))]).code


def give_back(town: Town, case: CardApplication) -> Asked:
    command = deciding_cases.ReturnCase(**of(case), to_step=an_earlier_step(town, case))
    return command, town.at_turn(case)


def ask_for_correction(town: Town, case: CardApplication) -> Asked:
    items = (deciding_cases.StatedItem(field="phone", note="请补充"),)
    return deciding_cases.RequestCorrection(**of(case), items=items), town.at_turn(case)


def accept(town: Town, case: CardApplication) -> Asked:
    return taking_in_cases.AcceptCase(**of(case)), town.at_turn(case)


def refuse(town: Town, case: CardApplication) -> Asked:
    return taking_in_cases.RefuseCase(**of(case)), town.at_turn(case)


def not_recommend(town: Town, case: CardApplication) -> Asked:
    return deciding_cases.NotRecommend(**of(case)), town.at_turn(case)


def suspend(town: Town, case: CardApplication) -> Asked:
    ground = town.any(ZIBO.route(case.route).case_life.suspension).code
    return suspending_cases.SuspendCase(**of(case), ground=ground), town.somebody(case)


def extend(town: Town, case: CardApplication) -> Asked:
    command = keeping_deadlines.ExtendDeadline(
        **of(case), step=town.any([case.step, None]), days=town.chance.randrange(1, 6)
    )
    return command, why(HRSS, actor="head")


def recuse(town: Town, case: CardApplication) -> Asked:
    who = town.somebody(case)
    by = town.any([who, why(HRSS, actor="head", signatory="leader")])  # by him- or herself, or by a superior
    return recusing_officers.RecuseOfficer(**of(case), officer=who.actor), by


def withdraw_recusal(_town: Town, case: CardApplication) -> Asked:
    officer_ = min(case.recused, default="nobody")
    return recusing_officers.WithdrawRecusal(**of(case), officer=officer_), why(HRSS, actor="head")


def replace_person(town: Town, case: CardApplication) -> Asked:
    if case.place_id is None:
        raise NothingToAsk
    person = town.any(town.staff[case.enterprise_id])
    command = managing_quotas.ReplacePerson(**QUOTA, place_id=case.place_id, talent_id=person)
    return command, enterprise_of(case)


def leave_batch(town: Town, case: CardApplication) -> Asked:
    if case.batch_id is None:
        raise NothingToAsk
    return submitting_batches.RemoveFromBatch(batch_id=case.batch_id, **of(case)), town.at_turn(case)


def give_member_back(town: Town, case: CardApplication) -> Asked:
    if case.submitted_in is None:
        raise NothingToAsk
    step = an_earlier_step(town, case)
    return submitting_batches.ReturnMember(
        batch_id=case.submitted_in, **of(case), to_step=step
    ), town.at_turn(case)


def add_expert(_town: Town, case: CardApplication) -> Asked:
    if case.open_panel_id is None:
        raise NothingToAsk
    return arguing_cases.AddPanelMember(panel_id=case.open_panel_id, name="论证己"), WRITES


def put_right(town: Town, case: CardApplication) -> Asked:
    """An expert keeps away, or a vote was entered wrongly."""
    if case.open_panel_id is None:
        raise NothingToAsk
    experts = list(town.load(Panel, case.open_panel_id).experts)
    member = {"panel_id": case.open_panel_id, "member_id": town.any(experts)}
    commands = (
        arguing_cases.RecusePanelMember(**member),
        arguing_cases.StrikePanelVote(**member),
        arguing_cases.CastPanelVote(**member, vote=Vote.ABSTAIN),
    )
    return town.any(commands), WRITES


def dissolve(_town: Town, case: CardApplication) -> Asked:
    if case.open_panel_id is None:
        raise NothingToAsk
    return arguing_cases.DissolvePanel(panel_id=case.open_panel_id), WRITES


def decide_duplicate(town: Town, case: CardApplication) -> Asked:
    finding = town.any(findings(case, town.books.store.load_all))
    kind = town.any([deciding_duplicates.DismissDuplicate, deciding_duplicates.UpholdDuplicate])
    return kind(**of(case), ground=finding.ground, other_id=finding.other_id), town.at_turn(case)


def ask_for_reconsideration(_town: Town, case: CardApplication) -> Asked:
    return reconsidering.RequestReconsideration(**of(case)), enterprise_of(case)


def reconsider(town: Town, case: CardApplication) -> Asked:
    if town.chance.random() < 0.3:
        return reconsidering.UpholdDecision(**of(case)), town.somebody(case)
    return reconsidering.OverturnDecision(**of(case), to_step=town.step(case).code), town.somebody(case)


def ask_for_revision(town: Town, case: CardApplication) -> Asked:
    status = town.any(["approved", "rejected", "in_process"])
    to_step = an_earlier_step(town, case) if status == "in_process" else None
    command = revising_decisions.RequestRevision(**of(case), status=status, to_step=to_step)
    is_of_province = town.step(case).kind is StepKind.PROVINCIAL_RESULT
    return command, WRITES if is_of_province else town.somebody(case)


def revise(town: Town, case: CardApplication) -> Asked:
    kinds = [revising_decisions.ReviseDecision] * 3 + [revising_decisions.DeclineRevision]
    return town.any(kinds)(**of(case)), town.somebody(case)


def ask_for_form_correction(town: Town, case: CardApplication) -> Asked:
    form = FormStatement(phone=f"137{town.chance.randrange(10**8):08d}")
    return revising_decisions.RequestFormCorrection(**of(case), form=form), enterprise_of(case)


def correct_form(town: Town, case: CardApplication) -> Asked:
    kinds = [revising_decisions.CorrectForm] * 3 + [revising_decisions.DeclineFormCorrection]
    return town.any(kinds)(**of(case)), town.somebody(case)


def ask_for_entry_correction(town: Town, case: CardApplication) -> Asked:
    result = town.any([*ProvincialResult])
    command = recording_results.RequestEntryCorrection(**of(case), result=result)
    return command, WRITES.model_copy(update={"corrects": entry_of(town, case)})


def correct_entry(town: Town, case: CardApplication) -> Asked:
    kinds = [recording_results.CorrectEntry] * 3 + [recording_results.DeclineEntryCorrection]
    by = CONFIRMS.model_copy(update={"corrects": entry_of(town, case)})
    return town.any(kinds)(**of(case)), by


def entry_of(town: Town, case: CardApplication) -> UUID:
    """The event that holds the province's answer."""
    answers = (CardApplication.Approved, CardApplication.Rejected, CardApplication.EntryCorrected)
    history = town.books.store.history(case.id)
    return town.any([one.entry.event_id for one in history if isinstance(one.event, answers)][-1:])


DECIDED = (CaseStatus.APPROVED, CaseStatus.REJECTED)
ENDED = (CaseStatus.NOT_RECOMMENDED, CaseStatus.REFUSED, CaseStatus.REJECTED)


def stands(*statuses: CaseStatus) -> Where:
    return lambda case: case.status in statuses


IN_PROCESS = stands(CaseStatus.IN_PROCESS)
ASKED: tuple[tuple[Where, Ask], ...] = (
    (stands(CaseStatus.DRAFTED), fill),
    (stands(CaseStatus.CORRECTION_REQUESTED), supply),
    (stands(*OPEN), withdraw),
    *((IN_PROCESS, ask) for ask in (
        give_back, ask_for_correction, accept, refuse, not_recommend, decide_duplicate,
    )),
    (lambda case: case.status is CaseStatus.IN_PROCESS and case.batch_id is not None, leave_batch),
    (lambda case: case.step == "hrss_reception", give_member_back),
    (lambda case: case.open_panel_id is not None, dissolve),
    (lambda case: case.open_panel_id is not None, put_right),
    (lambda case: case.open_panel_id is not None, add_expert),
    (stands(*UNDER_WAY), suspend), (stands(*UNDER_WAY), extend), (stands(*UNDER_WAY), recuse),
    (lambda case: bool(case.recused), withdraw_recusal),
    (lambda case: case.place_id is not None and case.status in OPEN, replace_person),
    (stands(*ENDED), ask_for_reconsideration),
    (lambda case: case.reconsideration is not None and case.reconsideration.outcome is None, reconsider),
    (stands(*DECIDED), ask_for_revision), (lambda case: case.revision is not None, revise),
    (stands(CaseStatus.APPROVED), ask_for_form_correction), (lambda case: case.form_correction is not None, correct_form),
    (lambda case: case.status in DECIDED and case.result is not None, ask_for_entry_correction),
    (lambda case: case.correction is not None, correct_entry),
)  # fmt: skip


def somebody_asks(town: Town) -> None:
    """One of all these things that may be asked about a case, of those cases that stand where it may be."""
    cases = town.cases()
    town.try_out([(ask, found) for where, ask in ASKED if (found := [case for case in cases if where(case)])])
