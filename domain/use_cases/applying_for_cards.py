"""What an enterprise does with the case of its person: draft, fill in, submit, correct, take back (申报)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.aggregates.quota import Quota
from domain.annex_one import AnnexOneStatement
from domain.authorization import ON_PAPER, Command, Permission
from domain.base import Authority, Capacity
from domain.cases import CaseNotInState, CaseStatus, NotApplicable
from domain.places import GivenBack, Place, PlaceStatus, ReleaseCause
from domain.policy.steps import Stage
from domain.use_cases.casework import FOR_ENTERPRISE, CaseFile, applies, for_enterprise, opened_file
from domain.use_cases.checking_cases import attestation_of, must_be_complete, must_pass_checks
from domain.use_cases.filling_forms import differences, filled
from domain.use_cases.keeping_enterprises import enterprise_in
from domain.work import Work

QUOTA_ROUTE = "quota"
CITY_LEVEL_ENTERPRISE = (
    "city_level_enterprise"  # why a district has no opinion: the enterprise is the city's own
)

Code = Annotated[str, Field(max_length=40)]


class EnterpriseCaseCommand(Command):
    """A command that an enterprise sends about its own case, or an officer who enters its paper."""

    permitted: ClassVar[tuple[Permission, ...]] = FOR_ENTERPRISE
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    card_application_id: UUID


class DraftCardApplication(Command):
    """Begin the case of the person whom the enterprise has proposed on a place; `submit` hands it in at once."""

    permitted: ClassVar[tuple[Permission, ...]] = FOR_ENTERPRISE
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    city: Code
    card_type: Code
    quota_year: int = Field(ge=2023, le=2100)
    place_id: UUID
    form: AnnexOneStatement = Field(default_factory=AnnexOneStatement)
    submit: bool = False


class FillForm(EnterpriseCaseCommand):
    """State fields of the form; those that are not stated stay as they are."""

    form: AnnexOneStatement


class SubmitCardApplication(EnterpriseCaseCommand):
    """Hand the form in as it stands."""


class SupplyCorrection(EnterpriseCaseCommand):
    """Hand in what was to be corrected; fields that are not stated stay as they are."""

    form: AnnexOneStatement


class WithdrawCardApplication(EnterpriseCaseCommand):
    """Take the application back."""


def draft_card_application(command: DraftCardApplication, work: Work) -> CardApplication:
    quota = work.load(Quota, Quota.id_of(command.city, command.card_type, command.quota_year))
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    place, talent_id = quota.places.with_person(command.place_id, PlaceStatus.NOMINATED)
    enterprise = enterprise_in(quota.city, place.enterprise_id, work)
    route = pack.quota_route(command.card_type)
    case = CardApplication.draft(
        work.new_id(),
        area=enterprise.area,
        city=quota.city,
        card_type=quota.card_type,
        route=route.kind,
        enterprise_id=enterprise.id,
        talent_id=talent_id,
        quota_id=quota.id,
        quota_year=quota.quota_year,
        place_id=place.id,
        department=place.department,
        list_type=route.list_types[place.department],
        authority=work.under(pack, *route.clauses),
    )
    work.add(case)
    file = opened_file(case.id, work)
    authority = for_enterprise(file)
    case.fill_form(filled(file, command.form, work), area=file.area, authority=authority)
    if command.submit:
        _submit(file, authority, work)
    return case


def fill_form(command: FillForm, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority = for_enterprise(file)
    file.case.must_be(CaseStatus.DRAFTED)
    file.case.fill_form(filled(file, command.form, work), area=file.area, authority=authority)
    return file.case


def submit_card_application(command: SubmitCardApplication, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    _submit(file, for_enterprise(file), work)
    return file.case


def supply_correction(command: SupplyCorrection, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority, before = for_enterprise(file), file.case.form
    file.case.must_be(CaseStatus.CORRECTION_REQUESTED)
    form = filled(file, command.form, work)
    must_be_complete(form, file.pack.form(file.route.form))
    assert before is not None  # it was complete when it was submitted
    file.case.supply_correction(form, differences(before, form, work), area=file.area, authority=authority)
    return file.case


def withdraw_card_application(command: WithdrawCardApplication, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority, was_drafted = for_enterprise(file), file.case.status is CaseStatus.DRAFTED
    file.case.withdraw(area=file.area, authority=authority)
    if not was_drafted:
        release_place(file, ReleaseCause.CASE_WITHDRAWN, authority, work)
    return file.case


def release_place(file: CaseFile, cause: ReleaseCause, authority: Authority, work: Work) -> None:
    """Give back of the case's place what the pack says for this cause (decided point 11)."""
    quota, place = place_of(file, work)
    freed = file.route.releases[cause].frees(forwarded=file.case.is_forwarded)
    back = GivenBack(place=freed.place, slot=freed.person_slot)
    quota.release(place.id, cause, back, area=file.area, authority=authority)


def place_of(file: CaseFile, work: Work) -> tuple[Quota, Place]:
    """The quota and the place that the case stands on."""
    assert file.case.quota_id is not None  # a case of the quota route
    assert file.case.place_id is not None
    quota = work.load(Quota, file.case.quota_id)
    return quota, quota.places.place(file.case.place_id)


def _submit(file: CaseFile, authority: Authority, work: Work) -> None:
    """Hand the form in and reserve the place, in one transaction (decided point 10)."""
    case = file.case
    case.must_be(CaseStatus.DRAFTED)
    must_be_complete(case.form, file.pack.form(file.route.form))
    must_pass_checks(file, Stage.SUBMISSION, work)
    quota, place = place_of(file, work)
    if place.talent_id != case.talent_id:
        raise CaseNotInState(blocked_by=place.shown())  # another person was proposed since it was drafted
    left_out = [step for step in file.route.steps if not applies(step, file.area, file.pack)]
    first = next(step for step in file.route.steps if step not in left_out)
    quota.reserve(place.id, case.id, area=file.area, authority=authority)
    case.submit(
        first,
        not_applicable=tuple(
            NotApplicable(step=step.code, reason_code=CITY_LEVEL_ENTERPRISE) for step in left_out
        ),
        attestation=attestation_of(file, work),
        area=file.area,
        authority=authority,
    )
