"""Notices to the enterprise of a case as they are printed: what to correct, and what was decided (告知书)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from api.masking import masked_name
from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from api.rendering.printed_forms import case_number
from documents.case_sentences import Names
from documents.days import day_in_words
from documents.notices import CorrectionNotice, DecisionNotice, ItemToCorrect
from domain.aggregates import CardApplication
from domain.base import DocumentReference, Envelope
from domain.case_chapters.acceptance import Refused
from domain.case_chapters.issuer import Declined, Granted
from domain.case_chapters.province import (
    Approved,
    EntryCorrected,
    EntryCorrectionRequested,
    Rejected,
    ResultTranscribed,
)
from domain.case_chapters.reconsideration import ReconsiderationOverturned, ReconsiderationUpheld
from domain.case_chapters.revision import DecisionRevised, RevisionRequested
from domain.case_events import CorrectionRequested, NotRecommended
from domain.cases import CaseStatus, CorrectionItem
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.registration_form import RegistrationForm
from domain.store import Recorded

OF_PROVINCE = (Approved, Rejected, EntryCorrected)
# What a second officer has confirmed: the paper, and the reason in it, were stated by the first.
WRITTEN_DOWN: dict[type[Any], type[Any]] = {
    Approved: ResultTranscribed,
    Rejected: ResultTranscribed,
    EntryCorrected: EntryCorrectionRequested,
    DecisionRevised: RevisionRequested,
}
RECONSIDERED = (ReconsiderationUpheld, ReconsiderationOverturned)
DECISIONS = (*OF_PROVINCE, *RECONSIDERED, DecisionRevised, Granted, Declined, NotRecommended, Refused)
RECONSIDERATION = "复核决定告知书"
TITLES = {
    CaseStatus.APPROVED: "“{card_type}”申领结果告知书",
    CaseStatus.REJECTED: "“{card_type}”申领结果告知书",
    CaseStatus.NOT_RECOMMENDED: "不予推荐告知书",
    CaseStatus.REFUSED: "不予受理告知书",
}
VERDICTS = {
    CaseStatus.APPROVED: "经{decider}审核，予以通过。",
    CaseStatus.REJECTED: "经{decider}审核，不予通过。",
    CaseStatus.NOT_RECOMMENDED: "经审查，决定不予推荐。",
    CaseStatus.REFUSED: "经审查，决定不予受理。",
}


def printed_correction_notice(
    case: CardApplication, history: Sequence[Recorded], printing: Printing
) -> CorrectionNotice:
    """The last request for corrections. Raises `NothingToPrint` where there was none."""
    asked: CorrectionRequested = _last(history, CorrectionRequested)
    form, pack = _form_and_pack(case, printing)
    envelope, names = asked.envelope, _names(case, printing)
    printing.opening([form.name, envelope.reason, *(item.note for item in asked.items)])
    return CorrectionNotice(
        addressee=form.enterprise_name,
        office=names.office(envelope).zh,
        decided_on=envelope.effective_on,
        is_masked=printing.is_masked,
        nominee=printing.said(form.name, masked_name),
        card_type=pack.card_type(case.card_type).name.zh,
        route=_route(case, pack),
        reference=case_number(case),
        items=tuple(map(partial(_item, case, pack, printing), asked.items)),
        reason=printing.said(envelope.reason) or None,
    )


def printed_decision_notice(
    case: CardApplication, history: Sequence[Recorded], printing: Printing
) -> DecisionNotice:
    """The last decision that ended the case, or on its reconsideration. Raises `NothingToPrint` where there is none."""
    decided = _last(history, *DECISIONS)
    envelope: Envelope = decided.envelope
    stated = _stated(history, decided)
    form, pack = _form_and_pack(case, printing)
    names, reason = _names(case, printing), stated.reason or envelope.reason
    title, verdict = _wording(case, decided, pack, names)
    printing.opening([form.name, reason])
    card_type, nominee = pack.card_type(case.card_type).name.zh, printing.said(form.name, masked_name)
    matter = f"你单位为{nominee}申领“{card_type}”（{_route(case, pack)}，申报编号{case_number(case)}）一事"
    return DecisionNotice(
        title=title.format(card_type=card_type),
        addressee=form.enterprise_name,
        decision=f"{matter}，{verdict}",
        reason=printing.said(reason) or None,
        documents=tuple(map(_paper, filter(_is_numbered, stated.documents or envelope.documents))),
        clauses=tuple(f"{pack.clause(id_).rule.zh}（{pack.citation(id_).zh}）" for id_ in envelope.clauses),
        remedy=_remedy(case, pack),
        office=names.office(envelope).zh,
        decided_on=envelope.effective_on,
        is_masked=printing.is_masked,
    )


def _stated(history: Sequence[Recorded], decided: Any) -> Envelope:
    """The envelope of what was written down before it was confirmed, or else of the decision itself."""
    kind = WRITTEN_DOWN.get(type(decided))
    if kind is None:
        envelope: Envelope = decided.envelope
        return envelope
    known = [one for one in history if one.event.originator_version < decided.originator_version]
    written: Envelope = _last(known, kind).envelope
    return written


def _remedy(case: CardApplication, pack: PolicyPack) -> str | None:
    """What the enterprise may do about it, as the policy has it, until it has done it."""
    rule, ending = pack.route(case.route).case_life.reconsideration, case.ending
    if rule is None or ending is None or ending.kind not in rule.of or case.reconsideration is not None:
        return None
    return f"如有异议，可自{day_in_words(ending.on)}起{rule.within_days}个工作日内申请复核。"


def _wording(case: CardApplication, decided: Any, pack: PolicyPack, names: Names) -> tuple[str, str]:
    """The notice's title, and what it says was decided. Raises `NothingToPrint` where the case goes on."""
    if isinstance(decided, ReconsiderationUpheld):
        return RECONSIDERATION, "经复核，维持原决定。"
    if isinstance(decided, ReconsiderationOverturned):
        step = names.step(decided.to_step, pack.version).zh
        return RECONSIDERATION, f"经复核，撤销原决定，由“{step}”环节重新办理。"
    if case.status not in VERDICTS:
        raise NothingToPrint
    by_province = isinstance(decided, OF_PROVINCE) or (
        isinstance(decided, DecisionRevised) and case.result is not None
    )
    of_the_day = names.policies.of_the_day(pack, decided.envelope.effective_on)
    decider = _province(of_the_day) if by_province else names.office(decided.envelope).zh
    revised = "原决定予以变更：" if isinstance(decided, DecisionRevised) else ""
    return TITLES[case.status], revised + VERDICTS[case.status].format(decider=decider)


def _last(history: Sequence[Recorded], *kinds: type[Any]) -> Any:
    for recorded in reversed(history):
        if isinstance(recorded.event, kinds):
            return recorded.event
    raise NothingToPrint


def _form_and_pack(case: CardApplication, printing: Printing) -> tuple[RegistrationForm, PolicyPack]:
    assert case.form is not None  # a case that was handed in has one
    return case.form, printing.service.policies.version(case.policy_version)


def _names(case: CardApplication, printing: Printing) -> Names:
    return Names(printing.service.policies, case.route)


def _route(case: CardApplication, pack: PolicyPack) -> str:
    name = pack.route(case.route).name.zh
    return name if case.quota_year is None else f"{name}，{case.quota_year}年度"


def _item(case: CardApplication, pack: PolicyPack, printing: Printing, item: CorrectionItem) -> ItemToCorrect:
    field = pack.form(pack.route(case.route).form).field(item.field)
    assert field is not None  # the request was refused otherwise
    return ItemToCorrect(
        field=f"{field.name.zh}（第{field.number}项）", note=printing.said(item.note) or "请核对并更正"
    )


def _province(pack: PolicyPack) -> str:
    """The body whose answer is written down here."""
    found = pack.organization_of(pack.provincial.province.code, Function.HRSS)
    return found.name.zh if found else ""


def _is_numbered(paper: DocumentReference) -> bool:
    return paper.number is not None


def _paper(paper: DocumentReference) -> str:
    day = f"（{day_in_words(paper.issued_on)}）" if paper.issued_on else ""
    return f"{paper.issuer or ''}{paper.number}{day}"
