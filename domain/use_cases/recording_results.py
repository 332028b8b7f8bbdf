"""Writing down what the province answered, and correcting what was written down wrongly (省级结果)."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.batch import Batch, MemberAnswer
from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import HoldingEnd
from domain.authorization import Permission
from domain.base import Capacity
from domain.cards import ON_THE_BOOKS
from domain.cases import ProvincialResult
from domain.fields import wrong
from domain.places import ReleaseCause
from domain.policy.quota_route import QuotaRoute
from domain.policy.steps import Stage, Step, StepKind
from domain.store import Recorded
from domain.text import Text
from domain.use_cases.applying_for_cards import place_of, release_place
from domain.use_cases.cardwork import out_of_production
from domain.use_cases.casework import HRSS, CaseCommand, CaseFile, file_at_step, must_name_issuer
from domain.use_cases.checking_cases import attestation_of, must_pass_checks
from domain.use_cases.issuing_cards import granted_card, holding_of
from domain.work import Work

TRANSCRIBING = frozenset({Capacity.TRANSCRIBING})
ANSWERS = {
    ProvincialResult.APPROVED: MemberAnswer.APPROVED,
    ProvincialResult.RETURNED: MemberAnswer.RETURNED,
    ProvincialResult.REJECTED: MemberAnswer.REJECTED,
}

StepCode = Annotated[str | None, Field(max_length=40)]


class ResultCommand(CaseCommand):
    """A command about the province's answer, by the city's HRSS."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class TranscribeResult(ResultCommand):
    """`to_step` is where a returned case goes: the one that forwarded it, unless it is named."""

    capacities: ClassVar[frozenset[Capacity]] = TRANSCRIBING
    result: ProvincialResult
    to_step: StepCode = None


class ConfirmResult(ResultCommand):
    """The second officer has compared it with the province's document."""


class ContestResult(ResultCommand):
    """The second officer finds that it is not what the document says."""


class RequestEntryCorrection(ResultCommand):
    capacities: ClassVar[frozenset[Capacity]] = TRANSCRIBING
    may_correct: ClassVar[bool] = True
    result: ProvincialResult
    to_step: StepCode = None


class CorrectEntry(ResultCommand):
    """The second officer agrees that the entry was wrong."""

    may_correct: ClassVar[bool] = True


class DeclineEntryCorrection(ResultCommand):
    """The second officer finds that the entry was right."""


def transcribe_result(command: TranscribeResult, work: Work) -> CardApplication:
    file = _file(command, work)
    must_name_issuer(file.case.card_type, file.pack, file.authority)
    back = _goes_back_to(command.result, command.to_step, file)
    file.case.transcribe_result(file.step, command.result, back, area=file.area, authority=file.authority)
    return file.case


def confirm_result(command: ConfirmResult, work: Work) -> CardApplication:
    file = _file(command, work)
    entry = file.case.transcribed
    if entry is None or entry.result is ProvincialResult.RETURNED:
        file.case.return_by_province(file.step, area=file.area, authority=file.authority)
    elif entry.result is ProvincialResult.APPROVED:
        _approve(file, work)
    else:
        file.case.reject(file.step, area=file.area, authority=file.authority)
        release_place(file, ReleaseCause.REJECTED_BY_PROVINCE, file.authority, work)
    _answer_batch(file, work)
    return file.case


def contest_result(command: ContestResult, work: Work) -> CardApplication:
    file = _file(command, work)
    file.case.contest_result(file.step, area=file.area, authority=file.authority)
    return file.case


def request_entry_correction(command: RequestEntryCorrection, work: Work) -> CardApplication:
    file = _file(command, work)
    must_name_issuer(file.case.card_type, file.pack, file.authority)
    _must_correct_the_answer(file, work)
    back = _goes_back_to(command.result, command.to_step, file)
    file.case.request_entry_correction(command.result, back, area=file.area, authority=file.authority)
    return file.case


def correct_entry(command: CorrectEntry, work: Work) -> CardApplication:
    """Place, card and case are put right in one transaction (decided point 15)."""
    file = _file(command, work)
    _must_correct_the_answer(file, work)
    is_of_batch = _was_answered_to_batch(file, work)
    was, right = file.case.result, file.case.correction
    card_id = work.new_id() if right and right.result is ProvincialResult.APPROVED else None
    granted_before = file.case.card_id
    file.case.correct_entry(card_id, area=file.area, authority=file.authority)
    if was is ProvincialResult.APPROVED:
        _take_back(granted_before, file, work)
    elif isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        quota.reverse_ending(place.id, area=file.area, authority=file.authority)
    if file.case.result is ProvincialResult.REJECTED:
        release_place(file, ReleaseCause.REJECTED_BY_PROVINCE, file.authority, work)
    if card_id is not None:
        must_pass_checks(file, Stage.ISSUE, work)
        _grant(card_id, file, work)
    if is_of_batch:
        _batch(file, work).correct_answer(file.case.id, _answer(file.case), file.authority)
    return file.case


def decline_entry_correction(command: DeclineEntryCorrection, work: Work) -> CardApplication:
    file = _file(command, work)
    file.case.decline_entry_correction(area=file.area, authority=file.authority)
    return file.case


def _file(command: ResultCommand, work: Work) -> CaseFile:
    return file_at_step(command.card_application_id, work)


def _goes_back_to(result: ProvincialResult, to_step: str | None, file: CaseFile) -> Step | None:
    """The step to which the province has given the case back; only a returned case has one. Raises `Invalid`."""
    if result is not ProvincialResult.RETURNED:
        if to_step is not None:
            raise wrong("to_step", "only_if_returned", ONLY_IF_RETURNED)
        return None
    return file.earlier_step(to_step or file.route.steps.of_kind(StepKind.FORWARDING).code)


def _approve(file: CaseFile, work: Work) -> None:
    """The place, if there is one, is used, and the person has a card, in one transaction."""
    must_pass_checks(file, Stage.ISSUE, work)
    card_id = work.new_id()
    attestation = attestation_of(file, work)
    file.case.approve(file.step, card_id, attestation, area=file.area, authority=file.authority)
    _grant(card_id, file, work)


def _grant(card_id: UUID, file: CaseFile, work: Work) -> None:
    if isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        quota.consume(place.id, area=file.area, authority=file.authority)
    granted_card(card_id, file, work)


def _take_back(card_id: UUID | None, file: CaseFile, work: Work) -> None:
    if isinstance(file.route, QuotaRoute):
        quota, place = place_of(file, work)
        quota.reverse_consumption(place.id, area=file.area, authority=file.authority)
    assert card_id is not None  # an approved case has a card
    card = work.load(Card, card_id)
    was_held = card.status in ON_THE_BOOKS
    out_of_production(card, area=file.area, authority=file.authority, work=work)
    card.reverse_grant(area=file.area, authority=file.authority)
    if was_held:
        holding_of(file.case.talent_id, file.case.card_type, file.authority, work).end(
            card_id, HoldingEnd.ENTERED_WRONGLY, file.authority
        )


def _answer_batch(file: CaseFile, work: Work) -> None:
    """The batch, if the case was forwarded with one, knows what became of this member."""
    if file.case.forwarded_in is not None:
        _batch(file, work).answer(file.case.id, _answer(file.case), file.authority)


def _batch(file: CaseFile, work: Work) -> Batch:
    """The batch with which the case went to the province."""
    assert file.case.forwarded_in is not None  # it did not go alone
    return work.load(Batch, file.case.forwarded_in)


def _answer(case: CardApplication) -> MemberAnswer:
    assert case.result is not None  # it was answered
    return ANSWERS[case.result]


def _must_correct_the_answer(file: CaseFile, work: Work) -> None:
    """Refuse a correction of another event than the one that holds the province's answer."""
    answers = _answers(file, work)
    if not answers:
        raise wrong("corrects", "not_the_entry", NO_ANSWER)
    held = answers[-1]
    if file.authority.corrects != held.entry.event_id:
        known = {"topic": held.event.TOPIC, "id": held.entry.event_id}
        raise wrong("corrects", "not_the_entry", NOT_THE_ENTRY.filled(**known))


def _was_answered_to_batch(file: CaseFile, work: Work) -> bool:
    """Whether what is corrected was answered to the batch, and is not what the province has made of it since."""
    entries = [
        one.event for one in _answers(file, work) if not isinstance(one.event, CardApplication.EntryCorrected)
    ]
    return file.case.forwarded_in is not None and not isinstance(entries[-1], CardApplication.DecisionRevised)


def _answers(file: CaseFile, work: Work) -> list[Recorded]:
    """The events that have held the province's answer, the present one last."""
    return [one for one in work.store.history(file.case.id) if isinstance(one.event, _ANSWERED)]


_ANSWERED: tuple[type[Any], ...] = (
    CardApplication.Approved,
    CardApplication.Rejected,
    CardApplication.EntryCorrected,
    CardApplication.DecisionRevised,
)

NO_ANSWER = Text("尚无生效的省级结果", "no answer of the province holds yet")
NOT_THE_ENTRY = Text(
    "应为使现有省级结果生效的事件：{topic}，{id}",
    "must be the event by which the province's answer holds: {topic}, {id}",
)
ONLY_IF_RETURNED = Text("只有退回的申报才写退回环节", "is stated only of a case that was returned")
