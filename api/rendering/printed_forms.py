"""The registration form of a case as it is printed (登记表打印): every field in words, every decision in its box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.disclosure import alarm
from api.masking import hidden, masked_document, masked_name, masked_phone
from api.refusals import NothingToPrint, PersonalDataAltered
from api.rendering.card_applications import MASKS
from api.rendering.printed import Printing
from documents.case_sentences import Names
from documents.case_words import OPINIONS
from documents.days import day_in_words, month_or_day_in_words
from documents.registration_forms import FIELDS, Opinion, PrintedForm
from domain.aggregates import CardApplication, Enterprise
from domain.base import Capacity, Envelope
from domain.case_chapters.province import EntryCorrected, ReturnedByProvince
from domain.case_chapters.reconsideration import ReconsiderationOverturned
from domain.case_chapters.revision import DecisionRevised
from domain.case_events import OpinionGiven, PassingEvent, Returned, Submitted
from domain.code_tables import EDUCATIONS, ETHNICITIES, GENDERS, POLITICAL_STATUSES
from domain.personal_data import Erased, KeyMissing, Restricted, Tampered
from domain.policy.pack import PolicyPack
from domain.policy.routes import Route
from domain.policy.steps import Form, StepKind, Steps
from domain.registration_form import RegistrationForm
from domain.specialists import Specialist
from domain.store import Recorded
from persistence.attachments import FileMissing

SUBMISSION = "submission"
# After these the case is at an earlier step again, if they name one.
MOVING_BACK = (Returned, ReturnedByProvince, EntryCorrected, ReconsiderationOverturned, DecisionRevised)

# Which step of a route fills which box; the employer's is filled by the submission. A form that no notice lays out has
# a box for every step that is signed.
SIGNED = (StepKind.OPINION, StepKind.REVIEW)
BOX_OF_STEP = {
    "annex_1": {StepKind.OPINION: "district", StepKind.REVIEW: "city"},
    "annex_2": {StepKind.OPINION: "competent", StepKind.REVIEW: "competent"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is printed from."""

    case: CardApplication
    form: RegistrationForm
    pack: PolicyPack
    printing: Printing

    @property
    def route(self) -> Route:
        return self.pack.route(self.case.route)

    @property
    def laid_out(self) -> Form:
        return self.pack.form(self.route.form)

    @property
    def names(self) -> Names:
        return Names(self.printing.service.policies, self.case.route)

    def box_at(self, code: str) -> str | None:
        """The box that is signed at a step, if one is."""
        step = self.route.steps.step(code)
        if self.laid_out.code in BOX_OF_STEP:
            return BOX_OF_STEP[self.laid_out.code].get(step.kind)
        return step.code if step.kind in SIGNED else None


def printed_form(case: CardApplication, history: Sequence[Recorded], printing: Printing) -> PrintedForm:
    """The form as it was last stated, with the decisions that stand. Raises `NothingToPrint`."""
    if case.form is None:
        raise NothingToPrint
    sheet = Sheet(case, case.form, printing.service.policies.version(case.policy_version), printing)
    specialist = _specialist(sheet)
    standing = standing_decisions(history, sheet.route.steps)
    of_specialist = (specialist.name, specialist.phone) if specialist else ()
    reasons = (event.envelope.reason for event in standing.values())
    printing.opening([*(fact for _, fact in sheet.form.personal_facts()), *of_specialist, *reasons])
    return PrintedForm(
        code=sheet.laid_out.code,
        title=sheet.laid_out.name.zh,
        reference=f"申报编号 {case_number(case)}　登记表第{case.form_version}版",
        values=_values(sheet, specialist),
        labels={field.code: field.name.zh for field in sheet.laid_out.fields},
        opinions=_opinions(sheet, standing),
        boxes={"employer": "用人单位意见"}
        | {step.code: step.name.zh for step in sheet.route.steps if step.kind in SIGNED},
        photo=_photo(sheet),
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
            case event if isinstance(event, MOVING_BACK) and event.to_step is not None:
                standing = {
                    step: earlier
                    for step, earlier in standing.items()
                    if step == SUBMISSION or steps.precedes(step, event.to_step)
                }
    return standing


def case_number(case: CardApplication) -> str:
    """The number under which it was accepted, or its id until then."""
    return str(case.id) if case.intake is None else case.intake.number


def last_day(history: Sequence[Recorded]) -> date:
    """The day from which the last of what is known has effect: it dates the paper."""
    return max(recorded.event.envelope.effective_on for recorded in history)


def signed_by(envelope: Envelope) -> str:
    """Who signed, or who handled it where nobody is named."""
    if envelope.signatory:
        return f"签发人：{envelope.signatory}"
    role = "代录人" if envelope.capacity is Capacity.ENTERING_FOR else "经办人"
    return f"{role}：{envelope.actor}"


def _specialist(sheet: Sheet) -> Specialist | None:
    """The specialist named on the form, as the enterprise's own history has him or her."""
    enterprise: Enterprise = sheet.printing.service.store.get(sheet.case.enterprise_id)
    named = sheet.form.specialist_id
    return next((one for one in enterprise.specialists.in_order if one.id == named), None)


def _photo(sheet: Sheet) -> bytes | None:
    """The photo, in clear alone; None where none was handed in. Raises `PersonalDataAltered` and says so in the log."""
    digest, files = sheet.form.photo_sha256, sheet.printing.viewer.files
    if digest is None or sheet.printing.is_masked:
        return None
    try:
        return files.content(sheet.case.talent_id, digest)
    except (FileMissing, Erased, Restricted):
        return None
    except (Tampered, KeyMissing) as unreadable:
        alarm(unreadable)
        raise PersonalDataAltered from None


def _values(sheet: Sheet, specialist: Specialist | None) -> dict[str, str]:
    """What the form says in words, by the codes of its fields."""
    form, said, names, version = sheet.form, sheet.printing.said, sheet.names, sheet.pack.version
    stated = {
        name: said(fact, MASKS.get(name, hidden), in_words=IN_WORDS.get(name, str))
        for name, fact in form.personal_facts()
    }
    return stated | {
        "employer_area": names.area(form.employer_area, version).zh,
        "enterprise_name": form.enterprise_name,
        "introducing_enterprise": form.enterprise_name,
        "enterprise_type": sheet.pack.list_type(form.enterprise_type).name.zh if form.enterprise_type else "",
        "competent_department": names.body(form.competent_department or "", version).zh,
        "talent_class": _class_of(sheet),
        "identity_document": said(form.document_number, masked_document),
        "specialist": said(specialist.name if specialist else None, masked_name),
        "specialist_phone": said(specialist.phone if specialist else None, masked_phone),
        "pledge": day_in_words(form.pledged_on) if form.pledged_on else "",
    }


def _class_of(sheet: Sheet) -> str:
    """The class by its name; the notices' own form is ticked by its code."""
    code = sheet.form.talent_class or ""
    catalogue = None if sheet.laid_out.code in FIELDS else sheet.pack.catalogue_of(sheet.route)
    return next((one.name.zh for one in (catalogue.classes if catalogue else ()) if one.code == code), code)


def _opinions(sheet: Sheet, standing: dict[str, Any]) -> dict[str, Opinion]:
    """What stands in each box."""
    boxes: dict[str, Opinion] = {}
    for code, event in standing.items():
        if code == SUBMISSION:
            boxes["employer"] = _opinion("同意申报。", sheet.form.enterprise_name, event, sheet)
            boxes |= _left_out(event, sheet)
        elif box := sheet.box_at(code):
            boxes[box] = _opinion(_verdict(event), sheet.names.office(event.envelope).zh, event, sheet)
    return boxes


def _left_out(submitted: Submitted, sheet: Sheet) -> dict[str, Opinion]:
    """The boxes of steps that this case does not take."""
    day = submitted.envelope.effective_on
    boxes = (sheet.box_at(one.step) for one in submitted.not_applicable)
    return {
        box: Opinion(text="本环节不适用。", organization="", person="", signed_on=day) for box in boxes if box
    }


def _opinion(verdict: str, organization: str, event: Any, sheet: Sheet) -> Opinion:
    reason = sheet.printing.said(event.envelope.reason)
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
IN_WORDS: dict[str, Callable[[str], str]] = {
    "gender": GENDERS.label_of,
    "ethnicity": _people,
    "political_status": POLITICAL_STATUSES.label_of,
    "education": EDUCATIONS.label_of,
    "birth_date": month_or_day_in_words,
    "graduated_on": month_or_day_in_words,
    "introduced_on": month_or_day_in_words,
    "planned_introduction_on": month_or_day_in_words,
}
