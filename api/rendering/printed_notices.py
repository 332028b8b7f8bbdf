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
from domain.case_chapters.province import Approved, EntryCorrected, Rejected, ResultTranscribed
from domain.case_events import CorrectionRequested, NotRecommended
from domain.cases import CaseStatus, CorrectionItem
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.registration_form import RegistrationForm
from domain.store import Recorded

OF_PROVINCE = (Approved, Rejected, EntryCorrected)
DECISIONS = (*OF_PROVINCE, Granted, Declined, NotRecommended, Refused)
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
    """The decision that has ended the case. Raises `NothingToPrint` where it is still open, or was given up."""
    if case.status not in VERDICTS:
        raise NothingToPrint
    decided = _last(history, *DECISIONS)
    envelope: Envelope = decided.envelope
    answer = _last(history, ResultTranscribed).envelope if isinstance(decided, OF_PROVINCE) else envelope
    form, pack = _form_and_pack(case, printing)
    reason = envelope.reason or answer.reason
    printing.opening([form.name, reason])
    card_type = pack.card_type(case.card_type).name.zh
    nominee = printing.said(form.name, masked_name)
    office = _names(case, printing).office(envelope).zh
    decider = _province(pack) if isinstance(decided, OF_PROVINCE) else office
    verdict = VERDICTS[case.status].format(decider=decider)
    said = f"你单位为{nominee}申领“{card_type}”（{_route(case, pack)}，申报编号{case_number(case)}）一事，{verdict}"
    return DecisionNotice(
        title=TITLES[case.status].format(card_type=card_type),
        addressee=form.enterprise_name,
        decision=said,
        reason=printing.said(reason) or None,
        documents=tuple(map(_paper, filter(_is_numbered, envelope.documents or answer.documents))),
        clauses=tuple(f"{pack.clause(id_).rule.zh}（{pack.citation(id_).zh}）" for id_ in envelope.clauses),
        office=office,
        decided_on=envelope.effective_on,
        is_masked=printing.is_masked,
    )


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
