"""The package that goes to the province (报送包), made of what is printed of a batch and of its members, or of one case."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from api.rendering.printed_batches import BatchMember, members_of, printed_letter
from api.rendering.printed_forms import case_number, printed_form
from api.rendering.printed_forwardings import printed_forwarding
from documents.batch_letters import BatchLetter, batch_letter
from documents.provincial_name_lists import ListedCase, NameList, name_list
from documents.registration_forms import PrintedForm, registration_form
from documents.submission_packages import SubmissionPackage, SubmittedCase
from domain.aggregates import Batch, CardApplication, Enterprise
from domain.aggregates.batch import BatchKind
from domain.calendar import OFFICE_ZONE
from domain.store import Recorded


def printed_package(batch: Batch, history: Sequence[Recorded], printing: Printing) -> SubmissionPackage:
    """The package of a batch that was sealed for the province. Raises `NothingToPrint` for any other."""
    if batch.kind is not BatchKind.TO_PROVINCE or not batch.is_sealed:
        raise NothingToPrint
    letter = printed_letter(batch, history, printing)
    members = members_of(batch, history, printing)
    about = {"batch_id": str(batch.id), "card_type": batch.card_type, "quota_year": batch.quota_year}
    return _package(batch.city, about, letter, members, printing)


def printed_case_package(
    case: CardApplication, history: Sequence[Recorded], printing: Printing
) -> SubmissionPackage:
    """The package of a case that went to the province alone. Raises `NothingToPrint` for any other."""
    letter, sent = printed_forwarding(case, history, printing)
    about = {"card_application_id": str(case.id), "card_type": case.card_type, "route": case.route}
    return _package(case.city, about, letter, [sent], printing)


def _package(
    city: str,
    about: Mapping[str, Any],
    letter: BatchLetter,
    members: Sequence[BatchMember],
    printing: Printing,
) -> SubmissionPackage:
    """The letter, the list, the forms and the same as data, of these cases as they were sent."""
    forms = [printed_form(member.case, member.history, printing) for member in members]
    typesetter = printing.service.typesetter
    return SubmissionPackage(
        submission={
            **about,
            "city": city,
            "letter": {"number": letter.number, "issued_on": letter.signed_on.isoformat()},
        },
        letter=batch_letter(letter, typesetter),
        name_list=name_list(_name_list(letter, members, forms, printing)),
        cases=tuple(
            SubmittedCase(
                case_id=str(member.case.id),
                case_number=case_number(member.case),
                form_code=form.code,
                fields=_fields(form),
                form=registration_form(form, typesetter),
            )
            for member, form in zip(members, forms, strict=True)
        ),
        is_masked=printing.is_masked,
        signed_on=letter.signed_on,
    )


def _name_list(
    letter: BatchLetter, members: Sequence[BatchMember], forms: Sequence[PrintedForm], printing: Printing
) -> NameList:
    return NameList(
        title=letter.list_title,
        office=letter.office,
        letter=letter.number,
        created_at=datetime.combine(letter.signed_on, time(), OFFICE_ZONE),
        cases=tuple(
            _listed(member, form.values, printing) for member, form in zip(members, forms, strict=True)
        ),
    )


def _listed(member: BatchMember, values: Mapping[str, str], printing: Printing) -> ListedCase:
    """A row of the list, in the words of the form."""
    enterprise: Enterprise = printing.service.store.get(member.case.enterprise_id)
    return ListedCase(
        case_number=case_number(member.case),
        name=values["name"],
        gender=values.get("gender", ""),
        document_number=values["identity_document"],
        enterprise=member.form.enterprise_name,
        uscc=enterprise.uscc or "",
        enterprise_type=values["enterprise_type"],
        area=values["employer_area"],
        phone=values.get("phone", ""),
    )


def _fields(form: PrintedForm) -> dict[str, str]:
    """What stands on the form, and nothing beside it."""
    return {code: form.values[code] for code in form.labels if form.values.get(code)}
