"""What an enterprise does with the case of its person: draft, fill in, submit, correct, take back (申报)."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, NamedTuple
from uuid import UUID

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.authorization import ON_PAPER, Command, Permission
from domain.base import Authority, Capacity
from domain.cases import CaseNotInState, CaseStatus, NotApplicable
from domain.errors import Invalid, NotFound
from domain.fields import wrong
from domain.personal_data import Personal
from domain.places import GivenBack, Place, PlaceStatus, ReleaseCause
from domain.policy.quota_route import QuotaRoute
from domain.policy.steps import Stage
from domain.registration_form import FormStatement
from domain.text import Text
from domain.use_cases.casework import FOR_ENTERPRISE, CaseFile, applies, for_enterprise, opened_file
from domain.use_cases.checking_cases import attestation_of, must_be_complete, must_pass_checks
from domain.use_cases.ending_cases import end_what_waits
from domain.use_cases.filling_forms import differences, filled
from domain.use_cases.finding_duplicates import note_person
from domain.use_cases.keeping_enterprises import enterprise_in
from domain.work import Work

CITY_LEVEL_ENTERPRISE = (
    "city_level_enterprise"  # why a district has no opinion: the enterprise is the city's own
)

ON_PLACE = ("card_type", "quota_year", "place_id")
OF_PERSON = ("enterprise_id", "talent_id")

Code = Annotated[str, Field(max_length=40)]
PersonName = Annotated[str | None, Field(min_length=1, max_length=100, repr=False)]  # sealed


class EnterpriseCaseCommand(Command):
    """A command that an enterprise sends about its own case, or an officer who enters its paper."""

    permitted: ClassVar[tuple[Permission, ...]] = FOR_ENTERPRISE
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    card_application_id: UUID


class DraftCardApplication(Command):
    """Begin a person's case on a route; `submit` hands it in at once.

    On the quota route the place says whose case it is (`card_type`, `quota_year`, `place_id`); on any other route it
    is that of an enterprise for a person (`enterprise_id`, `talent_id`).
    """

    permitted: ClassVar[tuple[Permission, ...]] = FOR_ENTERPRISE
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    city: Code
    route: Code = "quota"
    card_type: Code | None = None
    quota_year: int | None = Field(default=None, ge=2023, le=2100)
    place_id: UUID | None = None
    enterprise_id: UUID | None = None
    talent_id: UUID | None = None
    form: FormStatement = Field(default_factory=FormStatement)
    submit: bool = False
    handed_in_by: PersonName = None


class FillForm(EnterpriseCaseCommand):
    """State fields of the form; those that are not stated stay as they are."""

    form: FormStatement


class SubmitCardApplication(EnterpriseCaseCommand):
    """Hand the form in as it stands; of a paper it is said who brought it, and under which receipt (`documents`)."""

    handed_in_by: PersonName = None


class SupplyCorrection(EnterpriseCaseCommand):
    """Hand in what was to be corrected; fields that are not stated stay as they are."""

    form: FormStatement


class WithdrawCardApplication(EnterpriseCaseCommand):
    """Take the application back."""


def draft_card_application(command: DraftCardApplication, work: Work) -> CardApplication:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    route = pack.route(command.route)
    begun = _on_place(command, route, work) if isinstance(route, QuotaRoute) else _of_person(command, work)
    work.expect((begun.enterprise_id,))
    work.load(Talent, begun.talent_id).must_be_in_use()
    enterprise = enterprise_in(pack.city, begun.enterprise_id, work)
    case = CardApplication.draft(
        work.new_id(),
        area=enterprise.area,
        city=pack.city,
        card_type=route.card_type,
        route=route.code,
        **begun._asdict(),
        authority=work.under(pack, *route.clauses),
    )
    work.add(case)
    file = opened_file(case.id, work)
    authority = for_enterprise(file)
    case.fill_form(filled(file, command.form, work), area=file.area, authority=authority)
    if command.submit:
        _submit(file, authority, command.handed_in_by, work)
    return case


class _Begun(NamedTuple):
    """Whose case it is, and the place that it stands on, if it stands on one."""

    enterprise_id: UUID
    talent_id: UUID
    quota_id: UUID | None = None
    quota_year: int | None = None
    place_id: UUID | None = None
    department: str | None = None
    list_type: str | None = None


def _on_place(command: DraftCardApplication, route: QuotaRoute, work: Work) -> _Begun:
    """The case of the person whom the enterprise has proposed on a place. Raises `Invalid` and `NotFound`."""
    _must_state(command, needed=ON_PLACE, unused=OF_PERSON)
    assert command.card_type
    assert command.quota_year
    assert command.place_id
    if command.card_type != route.card_type:
        raise wrong("card_type", "not_of_the_route", NOT_OF_THE_ROUTE)
    quota = work.load(Quota, Quota.id_of(command.city, command.card_type, command.quota_year))
    place, talent_id = quota.places.with_person(command.place_id, PlaceStatus.NOMINATED)
    return _Begun(
        place.enterprise_id,
        talent_id,
        quota.id,
        quota.quota_year,
        place.id,
        place.department,
        route.list_types[place.department],
    )


def _of_person(command: DraftCardApplication, work: Work) -> _Begun:
    """The case of an enterprise for a person of the city's books. Raises `Invalid` and `NotFound`."""
    _must_state(command, needed=OF_PERSON, unused=("quota_year", "place_id"))
    assert command.enterprise_id
    assert command.talent_id
    if work.load(Talent, command.talent_id).city != command.city:
        raise NotFound(field="talent_id", blocked_by={"kind": "talent", "id": str(command.talent_id)})
    enterprise_in(command.city, command.enterprise_id, work).must_not_be_merged()
    return _Begun(command.enterprise_id, command.talent_id)


def _must_state(command: DraftCardApplication, *, needed: Iterable[str], unused: Iterable[str]) -> None:
    """Refuse what the route needs and is missing, and what it has no use for. Raises `Invalid`."""
    for name in needed:
        if getattr(command, name) is None:
            raise wrong(name, "missing", NEEDED_HERE)
    for name in unused:
        if getattr(command, name) is not None:
            raise wrong(name, "not_of_the_route", NOT_OF_THE_ROUTE)


def fill_form(command: FillForm, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority = for_enterprise(file)
    file.case.must_be(CaseStatus.DRAFTED)
    file.case.fill_form(filled(file, command.form, work), area=file.area, authority=authority)
    return file.case


def submit_card_application(command: SubmitCardApplication, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    _submit(file, for_enterprise(file), command.handed_in_by, work)
    return file.case


def supply_correction(command: SupplyCorrection, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority, before = for_enterprise(file), file.case.form
    file.case.must_be(CaseStatus.CORRECTION_REQUESTED)
    form = filled(file, command.form, work)
    must_be_complete(form, file.form)
    assert before is not None  # it was complete when it was submitted
    file.case.supply_correction(form, differences(before, form, work), area=file.area, authority=authority)
    return file.case


def withdraw_card_application(command: WithdrawCardApplication, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    authority, was_drafted = for_enterprise(file), file.case.status is CaseStatus.DRAFTED
    file.case.withdraw(area=file.area, authority=authority)
    if not was_drafted:
        release_place(file, ReleaseCause.CASE_WITHDRAWN, authority, work)
    end_what_waits(file.case, authority, work)
    return file.case


def release_place(file: CaseFile, cause: ReleaseCause, authority: Authority, work: Work) -> None:
    """Give back of the case's place, if it has one, what the pack says for this cause (decided point 11)."""
    if not isinstance(file.route, QuotaRoute):
        return
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


def _submit(file: CaseFile, authority: Authority, handed_in_by: str | None, work: Work) -> None:
    """Hand the form in and reserve the place, in one transaction (decided point 10)."""
    case = file.case
    case.must_be(CaseStatus.DRAFTED)
    work.policies.in_force(case.city, authority.effective_on).route(case.route)  # it may be there no longer
    _must_be_receipted(file, authority, handed_in_by)
    must_be_complete(case.form, file.form)
    must_pass_checks(file, Stage.SUBMISSION, work)
    if isinstance(file.route, QuotaRoute):
        _reserve_place(file, authority, work)
    left_out = [step for step in file.route.steps if not applies(step, file.area, file.pack)]
    first = next(step for step in file.route.steps if step not in left_out)
    case.submit(
        first,
        not_applicable=tuple(
            NotApplicable(step=step.code, reason_code=CITY_LEVEL_ENTERPRISE) for step in left_out
        ),
        attestation=attestation_of(file, work),
        handed_in_by=None if handed_in_by is None else Personal(case.talent_id, handed_in_by),
        area=file.area,
        authority=authority,
    )
    note_person(case, authority, work)


def _must_be_receipted(file: CaseFile, authority: Authority, handed_in_by: str | None) -> None:
    """Of a paper that an office enters it is on record who handed it in, and when it was received. Raises `Invalid`.

    On a place of a quota the nominating department enters what it called for, and its letter says so.
    """
    if authority.capacity is not Capacity.ENTERING_FOR or isinstance(file.route, QuotaRoute):
        return
    if handed_in_by is None:
        raise wrong("handed_in_by", "missing", WHO_HANDED_IN)
    if not any(paper.received_on for paper in authority.documents):
        raise Invalid(NEEDS_RECEIPT, field="documents")


def _reserve_place(file: CaseFile, authority: Authority, work: Work) -> None:
    quota, place = place_of(file, work)
    drafted_for = (file.case.talent_id, file.case.department)
    if (place.talent_id, place.department) != drafted_for:
        raise CaseNotInState(DRAFTED_FOR_ANOTHER, blocked_by=place.shown(), lifted_by=DRAFT_ANEW)
    quota.reserve(place.id, file.case.id, area=file.area, authority=authority)


DRAFT_ANEW = Text("撤回后重新起草", "Take it back, and draft it anew")
DRAFTED_FOR_ANOTHER = Text(
    "起草后，该名额已更换人选或推荐部门",
    "Since it was drafted, the place has got another person or another department",
)
NEEDED_HERE = Text("该途径须填写此项", "This route needs it")
NOT_OF_THE_ROUTE = Text("与该途径不符", "It does not belong to this route")
NEEDS_RECEIPT = Text(
    "录入纸质申报须注明收件凭证和收到日期",
    "State the receipt of the paper and the day on which it was received",
)
WHO_HANDED_IN = Text("录入纸质申报须注明送件人", "Say who handed the paper in")
