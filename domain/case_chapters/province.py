"""The province's answer (省级结果): one officer writes it down, another confirms it; and the way back from a wrong entry.

ResultTranscribed ─> Approved | Rejected | ReturnedByProvince          a second officer confirms
                     ResultContested                                   or does not
EntryCorrectionRequested ─> EntryCorrected | EntryCorrectionDeclined   what was entered was wrong
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.case_events import CaseEvent, EndingEvent, StepEvent, ending_by
from domain.case_state import CaseState, seen_by_another
from domain.case_times import CaseTimes
from domain.cases import Attestation, CaseNotInState, CaseStatus, Entry, ProvincialResult
from domain.errors import Invalid
from domain.policy.case_life import Reconsidered
from domain.policy.steps import Step, StepKind
from domain.text import Text


class ResultTranscribed(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.ResultTranscribed"
    decides: ClassVar[bool] = False
    result: ProvincialResult
    to_step: str | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.transcribed = _entry(self)


class ResultContested(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.ResultContested"
    decides: ClassVar[bool] = False

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.transcribed = None


class Approved(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Approved"
    decides: ClassVar[bool] = False
    card_id: UUID
    attestation: Attestation | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        _answered(aggregate, ProvincialResult.APPROVED, card_id=self.card_id)


class Rejected(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Rejected"
    ends_as: ClassVar[Reconsidered | None] = Reconsidered.REJECTED
    decides: ClassVar[bool] = False

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        _answered(aggregate, ProvincialResult.REJECTED)


class ReturnedByProvince(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.ReturnedByProvince"
    decides: ClassVar[bool] = False
    to_step: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        _answered(aggregate, ProvincialResult.RETURNED, to_step=self.to_step)

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(self.to_step, self.originator_version, self.on)


class EntryCorrectionRequested(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.EntryCorrectionRequested"
    result: ProvincialResult
    to_step: str | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.correction = _entry(self)


class EntryCorrectionDeclined(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.EntryCorrectionDeclined"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.correction = None


class EntryCorrected(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.EntryCorrected"
    entered: ProvincialResult
    result: ProvincialResult
    to_step: str | None = None
    card_id: UUID | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        _answered(aggregate, self.result, to_step=self.to_step, card_id=self.card_id)
        is_against = self.result is ProvincialResult.REJECTED
        aggregate.ending = ending_by(self, Reconsidered.REJECTED) if is_against else None

    def passing(self, times: CaseTimes) -> CaseTimes:
        if self.to_step is None:
            return times  # the case is over, as it was
        return times.moves_to(self.to_step, self.originator_version, self.on)


class AnsweredByProvince(CaseState):
    """What the city may decide about the province's answer."""

    def transcribe_result(
        self, step: Step, result: ProvincialResult, to_step: Step | None, *, area: str, authority: Authority
    ) -> None:
        """Write down what the province answered; it has effect once another officer confirms it (登记省级结果)."""
        self._must_be_at(step, StepKind.PROVINCIAL_RESULT)
        if result is not ProvincialResult.APPROVED:
            authority.must_give_reason()
        if result is ProvincialResult.APPROVED:
            self._must_have_passed(authority, field="result")
        if self.transcribed is not None:
            raise CaseNotInState(RESULT_WAITS, blocked_by=self.shown())
        back = None if to_step is None else to_step.code
        self._decide(ResultTranscribed, area, authority, step=step.code, result=result, to_step=back)

    def contest_result(self, step: Step, *, area: str, authority: Authority) -> None:
        """Do not confirm what was written down: it has to be written down anew (核对不符)."""
        authority.must_give_reason()
        self._transcribed(step, authority)
        self._decide(ResultContested, area, authority, step=step.code)

    def approve(
        self, step: Step, card_id: UUID, attestation: Attestation | None, *, area: str, authority: Authority
    ) -> None:
        """Confirm that the province approved (省级通过)."""
        self._transcribed(step, authority, ProvincialResult.APPROVED)
        facts = {"step": step.code, "card_id": card_id, "attestation": attestation}
        self._decide(Approved, area, authority, **facts)

    def reject(self, step: Step, *, area: str, authority: Authority) -> None:
        """Confirm that the province rejected (省级不通过)."""
        self._transcribed(step, authority, ProvincialResult.REJECTED)
        self._decide(Rejected, area, authority, step=step.code)

    def return_by_province(self, step: Step, *, area: str, authority: Authority) -> None:
        """Confirm that the province gave the case back (省级退回)."""
        entry = self._transcribed(step, authority, ProvincialResult.RETURNED)
        facts = {"step": step.code, "to_step": entry.to_step}
        self._decide(ReturnedByProvince, area, authority, **facts)

    def request_entry_correction(
        self, result: ProvincialResult, to_step: Step | None, *, area: str, authority: Authority
    ) -> None:
        """Say that the province's answer was entered wrongly, and what it is (申请更正误录)."""
        authority.must_give_reason()
        self.must_be(CaseStatus.APPROVED, CaseStatus.REJECTED)
        if self.result is None:
            raise CaseNotInState(DECIDED_HERE, blocked_by=self.shown())
        if authority.corrects is None:
            raise Invalid(NOTHING_CORRECTED, field="corrects")
        if result is self.result:
            raise Invalid(SAME_RESULT, field="result")
        self._nothing_must_wait()
        if result is ProvincialResult.APPROVED:
            self._must_have_passed(authority, field="result")
        back = None if to_step is None else to_step.code
        self._decide(EntryCorrectionRequested, area, authority, result=result, to_step=back)

    def decline_entry_correction(self, *, area: str, authority: Authority) -> None:
        """The second officer finds that the entry was right (不予更正)."""
        authority.must_give_reason()
        self._entry_correction(authority)
        self._decide(EntryCorrectionDeclined, area, authority)

    def correct_entry(self, card_id: UUID | None, *, area: str, authority: Authority) -> None:
        """The second officer agrees: the right answer holds from now on (更正误录)."""
        right = self._entry_correction(authority)
        facts = {"entered": self.result, "result": right.result, "to_step": right.to_step}
        self._decide(EntryCorrected, area, authority, card_id=card_id, **facts)

    def _transcribed(self, step: Step, authority: Authority, result: ProvincialResult | None = None) -> Entry:
        self._must_be_at(step, StepKind.PROVINCIAL_RESULT)
        entry = self.transcribed
        if entry is None or result not in (None, entry.result):
            raise CaseNotInState(NO_RESULT, blocked_by=self.shown())
        return seen_by_another(entry, authority)

    def _entry_correction(self, authority: Authority) -> Entry:
        if self.correction is None:
            raise CaseNotInState(NO_CORRECTION, blocked_by=self.shown())
        return seen_by_another(self.correction, authority)


def _entry(event: ResultTranscribed | EntryCorrectionRequested) -> Entry:
    by = event.envelope
    return Entry(by=by.actor, persons=by.persons, result=event.result, to_step=event.to_step)


def _answered(
    case: Any, result: ProvincialResult, *, to_step: str | None = None, card_id: UUID | None = None
) -> None:
    case.transcribed = case.correction = None
    case.result = result
    case.status = STATUS_AFTER[result]
    case.step = to_step or case.step
    case.card_id = card_id


STATUS_AFTER = {
    ProvincialResult.APPROVED: CaseStatus.APPROVED,
    ProvincialResult.REJECTED: CaseStatus.REJECTED,
    ProvincialResult.RETURNED: CaseStatus.IN_PROCESS,
}

DECIDED_HERE = Text(
    "由本市发卡机关决定，不是登记的省级结果",
    "The city's own issuer decided; nothing that the province answered was entered",
)
NO_CORRECTION = Text("没有待办的更正申请", "No correction of an entry is waiting")
NO_RESULT = Text("没有待核对的相应省级结果", "No such result of the province is waiting to be confirmed")
NOTHING_CORRECTED = Text("须指明所更正的事件", "Name the event that this corrects")
RESULT_WAITS = Text("已登记的省级结果尚待核对", "A result that was written down waits to be confirmed")
SAME_RESULT = Text("与已登记的结果相同", "This is the result that was entered")
