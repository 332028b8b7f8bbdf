"""The registration form of a case as it is printed (登记表打印): every field in words, every decision in its box."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from api.masking import Mask, hidden, masked_document, masked_name, masked_phone
from api.refusals import NothingToPrint
from api.rendering.card_applications import MASKS
from api.rendering.printed import Printing
from documents.case_sentences import Names
from documents.case_words import OPINIONS
from documents.days import day_in_words, month_or_day_in_words
from documents.registration_forms import BOXES, FIELDS, Opinion, PrintedForm
from domain.aggregates import CardApplication, Enterprise
from domain.base import Capacity, Envelope
from domain.case_chapters.province import ReturnedByProvince
from domain.case_events import OpinionGiven, PassingEvent, Returned, Submitted
from domain.code_tables import EDUCATIONS, ETHNICITIES, GENDERS, POLITICAL_STATUSES
from domain.personal_data import PersonalData
from domain.policy.pack import PolicyPack
from domain.policy.steps import StepKind, Steps
from domain.registration_form import RegistrationForm
from domain.specialists import Specialist
from domain.store import Recorded

SUBMISSION = "submission"

# Which step of a route fills which box; the employer's is filled by the submission.
BOX_OF_STEP = {
    "annex_1": {StepKind.OPINION: "district", StepKind.REVIEW: "city"},
    "annex_2": {StepKind.OPINION: "competent", StepKind.REVIEW: "competent"},
}


def printed_form(case: CardApplication, history: Sequence[Recorded], printing: Printing) -> PrintedForm:
    """The form as it was last stated, with the decisions that stand. Raises `NothingToPrint`."""
    pack = printing.service.policies.version(case.policy_version)
    route, form = pack.route(case.route), case.form
    if form is None or route.form not in FIELDS:
        raise NothingToPrint
    laid_out = pack.form(route.form)
    specialist = _specialist(case, form, printing)
    standing = standing_decisions(history, route.steps)
    reasons = [event.envelope.reason for event in standing.values()]
    of_specialist = (specialist.name, specialist.phone) if specialist else ()
    printing.opening([*(fact for _, fact in form.personal_facts()), *of_specialist, *reasons])
    return PrintedForm(
        template=laid_out.code,
        title=laid_out.name.zh,
        reference=f"申报编号 {case.id}　登记表第{case.form_version}版",
        values=_values(form, specialist, Names(printing.service.policies, case.route), pack, printing),
        opinions=_opinions(case, form, laid_out.code, standing, pack, printing),
        is_masked=printing.is_masked,
        on=last_day(history),
    )


def standing_decisions(history: Sequence[Recorded], steps: Steps) -> dict[str, Any]:
    """The submission and what was decided at each step since, without what a return has undone."""
    standing: dict[str, Any] = {}
    for recorded in history:
        match recorded.event:
            case Submitted() as event:
                standing = {SUBMISSION: event}
            case PassingEvent() as event:
                standing[event.step] = event
            case Returned(to_step=back) | ReturnedByProvince(to_step=back):
                standing = {
                    step: event
                    for step, event in standing.items()
                    if step == SUBMISSION or steps.precedes(step, back)
                }
    return standing


def last_day(history: Sequence[Recorded]) -> date:
    """The day from which the last of what is known has effect: it dates the paper."""
    return max(recorded.event.envelope.effective_on for recorded in history)


def signed_by(envelope: Envelope) -> str:
    """Who signed, or who handled it where nobody is named."""
    if envelope.signatory:
        return f"签发人：{envelope.signatory}"
    role = "代录人" if envelope.capacity is Capacity.ENTERING_FOR else "经办人"
    return f"{role}：{envelope.actor}"


def _specialist(case: CardApplication, form: RegistrationForm, printing: Printing) -> Specialist | None:
    """The specialist named on the form, as the enterprise's own history has him or her."""
    enterprise: Enterprise = printing.service.store.repository.get(case.enterprise_id)
    named: UUID | None = form.specialist_id
    return next((one for one in enterprise.specialists.in_order if one.id == named), None)


def _values(
    form: RegistrationForm, specialist: Specialist | None, names: Names, pack: PolicyPack, printing: Printing
) -> dict[str, str]:
    document = partial(masked_document, form.document_kind, form.document_country)
    of_books: dict[str, Callable[[], str]] = {
        "employer_area": lambda: names.area(form.employer_area, pack.version).zh,
        "enterprise_name": lambda: form.enterprise_name,
        "enterprise_type": lambda: (
            pack.list_type(form.enterprise_type).name.zh if form.enterprise_type else ""
        ),
        "competent_department": lambda: names.body(form.competent_department or "", pack.version).zh,
        "introducing_enterprise": lambda: form.enterprise_name,
        "talent_class": lambda: form.talent_class or "",
        "identity_document": lambda: printing.said(form.document_number, document),
        "specialist": lambda: printing.said(specialist.name if specialist else None, masked_name),
        "specialist_phone": lambda: printing.said(specialist.phone if specialist else None, masked_phone),
        "pledge": lambda: day_in_words(form.pledged_on) if form.pledged_on else "",
    }
    stated = {name: _stated(name, fact, printing) for name, fact in form.personal_facts()}
    return stated | {code: said() for code, said in of_books.items()}


def _stated(name: str, fact: PersonalData, printing: Printing) -> str:
    return printing.said(fact, MASKS.get(name, hidden), in_words=IN_WORDS.get(name, str))


def _opinions(
    case: CardApplication,
    form: RegistrationForm,
    template: str,
    standing: dict[str, Any],
    pack: PolicyPack,
    printing: Printing,
) -> dict[str, Opinion]:
    names = Names(printing.service.policies, case.route)
    steps = pack.route(case.route).steps
    boxes: dict[str, Opinion] = {}
    if (submitted := standing.get(SUBMISSION)) is not None:
        boxes["employer"] = _opinion("同意申报。", form.enterprise_name, submitted, printing)
        boxes |= _left_out(submitted, template, steps)
    for code, event in standing.items():
        box = None if code == SUBMISSION else BOX_OF_STEP[template].get(steps.step(code).kind)
        if box is not None:
            boxes[box] = _opinion(_verdict(event), names.office(event.envelope).zh, event, printing)
    return {box: boxes[box] for box in BOXES[template] if box in boxes}


def _left_out(submitted: Submitted, template: str, steps: Steps) -> dict[str, Opinion]:
    """The boxes of steps that this case does not take."""
    boxes = [BOX_OF_STEP[template].get(steps.step(one.step).kind) for one in submitted.not_applicable]
    day = submitted.envelope.effective_on
    return {
        box: Opinion(text="本环节不适用。", organization="", person="", signed_on=day) for box in boxes if box
    }


def _opinion(verdict: str, organization: str, event: Any, printing: Printing) -> Opinion:
    reason = printing.said(event.envelope.reason)
    return Opinion(
        text=f"{verdict}\n{reason}" if reason else verdict,
        organization=organization,
        person=signed_by(event.envelope),
        signed_on=event.envelope.effective_on,
    )


def _verdict(event: PassingEvent) -> str:
    return f"{OPINIONS[event.opinion].zh}。" if isinstance(event, OpinionGiven) else "审核同意。"


def _people(code: str) -> str:
    """汉族 for 01; the codes for others are no name of a people."""
    label = ETHNICITIES.label_of(code)
    return label if label.startswith(("其他", "外国")) else f"{label}族"


# How a fact that is kept as a code or a day is written on paper.
IN_WORDS: dict[str, Mask] = {
    "gender": GENDERS.label_of,
    "ethnicity": _people,
    "political_status": POLITICAL_STATUSES.label_of,
    "education": EDUCATIONS.label_of,
    "birth_date": month_or_day_in_words,
    "graduated_on": month_or_day_in_words,
    "introduced_on": month_or_day_in_words,
    "planned_introduction_on": month_or_day_in_words,
}
