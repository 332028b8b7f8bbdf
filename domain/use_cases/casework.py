"""What all commands about a case share: the case, the route it is on, and whose turn it is (办件)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar
from uuid import UUID

from domain.aggregates.card_application import CardApplication
from domain.aggregates.case_notes import CaseNotes
from domain.aggregates.enterprise import Enterprise
from domain.authorization import (
    Command,
    NotYourArea,
    NotYourDepartment,
    Permission,
    Role,
    acting_for,
    must_be_department,
    must_know_of,
    must_stand_in_on,
    officer,
    officer_of_city,
    specialist,
)
from domain.base import Authority
from domain.cases import CaseNotInState, NotAtThisStep
from domain.errors import Invalid
from domain.fields import wrong
from domain.policy.organizations import DEPARTMENTS, Level
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.routes import Route
from domain.policy.steps import Desk, Form, Step, StepKind
from domain.text import Text
from domain.use_cases.finding_duplicates import checks_of
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import Work

REVIEWER = officer(*DEPARTMENTS)  # which of them acts at a step, the pack says
HRSS = officer_of_city("hrss")
FOR_ENTERPRISE = (specialist, REVIEWER)  # an officer enters its paper


class CaseCommand(Command):
    """A command about one case."""

    permitted: ClassVar[tuple[Permission, ...]] = (REVIEWER,)
    card_application_id: UUID

    @property
    def named(self) -> set[UUID]:
        return {CaseNotes.id_of(self.card_application_id), *super().named}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with the enterprise it is of, the route it is on, and the authority to decide about it (案卷)."""

    case: CardApplication
    enterprise: Enterprise
    pack: PolicyPack
    route: Route
    authority: Authority

    @property
    def step(self) -> Step:
        """The step at which the case is. Raises `UnknownStep` for a draft."""
        return self.route.steps.step(self.case.step)

    @property
    def next_step(self) -> Step:
        """The step that follows the present one. Raises `NotAtThisStep` at the last, where a case ends."""
        if self.step == self.route.steps[-1]:
            raise NotAtThisStep(blocked_by=self.case.shown())
        return self.route.steps.after(self.step.code)

    @property
    def quota_route(self) -> QuotaRoute:
        """The route, of a case that stands on a place of a quota."""
        assert isinstance(self.route, QuotaRoute)
        return self.route

    @property
    def form(self) -> Form:
        """The registration form of the route, as the notice lays it out."""
        return self.pack.form(self.route.form)

    @property
    def area(self) -> str:
        """The area in which the enterprise is now."""
        return self.enterprise.area

    def earlier_step(self, code: str, *, or_present: bool = False) -> Step:
        """The step of this code, if it comes before the present one and applies to the case. Raises `Invalid`.

        To its reception a case comes with a batch alone: nobody could take it in there once more.
        """
        step = self.route.steps.step(code)
        comes_there = self.route.steps.precedes(step.code, self.step.code) or (
            or_present and step.code == self.step.code
        )
        if not comes_there or not applies(step, self.area, self.pack):
            raise wrong("to_step", "not_an_earlier_step", NOT_AN_EARLIER_STEP)
        if step.kind is StepKind.RECEPTION:
            raise wrong("to_step", "comes_with_a_batch", COMES_WITH_A_BATCH)
        return step


def opened_file(card_application_id: UUID, work: Work, *clauses: str) -> CaseFile:
    """The case's file, for whoever may know of the case. Raises `NotFound`.

    A draft is under the policy of the day, or, if that has its route no longer, under the one that it was begun under; from its
    submission on a case is under the one that it was submitted under.
    """
    case = work.load(CardApplication, card_application_id)
    work.expect(mostly_asked_of(case))
    enterprise = survivor_of(case.enterprise_id, partial(work.load, Enterprise))
    pack = _pack_of(case, work)
    must_know_of(
        work.authority, area=enterprise.area, enterprise_id=enterprise.id, city_area=pack.city_area.code
    )
    route = pack.route(case.route)
    must_stand_in_on(work.authority, route.code)
    return CaseFile(case, enterprise, pack, route, work.under(pack, *(clauses or route.clauses)))


def mostly_asked_of(case: CardApplication) -> Iterable[UUID]:
    """What is mostly looked for with a case: whose it is, its notes, its place, and where others like it are noted."""
    also = (case.quota_id, case.enterprise_id)
    return (CaseNotes.id_of(case.id), *checks_of(case), *(id_ for id_ in also if id_ is not None))


def file_at_step(card_application_id: UUID, work: Work) -> CaseFile:
    """The case's file, to decide under the clauses of its present step."""
    file = opened_file(card_application_id, work)
    if file.case.step is None:
        return file
    return replace(file, authority=work.under(file.pack, *(file.step.clauses or file.route.clauses)))


def file_at_turn(card_application_id: UUID, work: Work) -> CaseFile:
    """The case's file, for the office whose turn it is. Raises `NotYourDepartment` and `NotYourArea`."""
    file = file_at_step(card_application_id, work)
    if file.case.step is not None:
        must_have_turn(file)
    return file


def file_at_kind(kinds: frozenset[StepKind], command: CaseCommand, work: Work) -> CaseFile:
    """The case's file, for the office whose turn it is at a step of one of these kinds. Raises `NotAtThisStep`."""
    file = file_at_turn(command.card_application_id, work)
    if file.case.step is None:
        raise CaseNotInState(blocked_by=file.case.shown())
    if file.step.kind not in kinds:
        raise NotAtThisStep(blocked_by=file.case.shown())
    return file


def must_have_turn(file: CaseFile) -> None:
    """Refuse an officer of another function or area than the step's (functions and levels of the pack)."""
    offices = offices_at(file.step, file)
    functions = dict.fromkeys(function for function, _ in offices)
    if file.authority.function not in functions:
        step = {"kind": "step", "id": file.step.code, "function": ",".join(functions)}
        raise NotYourDepartment(blocked_by=step)
    if (file.authority.function, file.authority.area) not in offices:
        raise NotYourArea(blocked_by={"kind": "step", "id": file.step.code})


def offices_at(step: Step, file: CaseFile) -> list[tuple[str, str]]:
    """Whichever of these acts at the step, by function and area: the enterprise's own area, or the city's.

    Of an enterprise that has become the city's own while its case was with a district, the counterpart in the city.
    """
    city = file.pack.city_area.code
    seeing = [desk for desk in step.desks if sees(desk, file.area, file.pack)]
    return [
        (desk.function_for(file.case.department), file.area if desk.level is Level.DISTRICT else city)
        for desk in seeing or step.desks
    ]


def applies(step: Step, area: str, pack: PolicyPack) -> bool:
    """Whether a case takes the step: somebody is there to act."""
    return any(sees(desk, area, pack) for desk in step.desks)


def sees(desk: Desk, area: str, pack: PolicyPack) -> bool:
    """Whether a case comes to this desk: the city's own enterprises have no district (市本级, decided point 17)."""
    return not (desk.level is Level.DISTRICT and area == pack.city_area.code)


def for_enterprise(file: CaseFile) -> Authority:
    """The authority to act for the case's enterprise; of the departments, only that which nominated it may.

    An office of an area enters its paper where the paper is handed in to it: at the first step of a route without
    places. Raises `NotYourDepartment`.
    """
    if file.authority.role == Role.OFFICER and file.authority.area != file.pack.city_area.code:
        _must_receive(file)
    if isinstance(file.route, QuotaRoute) and file.authority.function in file.route.limits.departments:
        must_be_department(file.authority, file.case.department or "")
    return acting_for(file.authority, file.enterprise.id)


def _must_receive(file: CaseFile) -> None:
    first = next(step for step in file.route.steps if applies(step, file.area, file.pack))
    here = (file.authority.function, file.authority.area)
    if isinstance(file.route, QuotaRoute) or here not in offices_at(first, file):
        raise NotYourDepartment(blocked_by={"kind": "step", "id": first.code})


def must_name_issuer(card_type: str, pack: PolicyPack, authority: Authority) -> None:
    """Refuse to write down what another body than the issuer of the card says, or without its document."""
    issuer = pack.card_type(card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function, authority.effective_on)
    if body is None or authority.deciding_body != body.code:
        raise Invalid(NOT_THE_ISSUER, field="deciding_body")
    if not any(paper.number and paper.issued_on for paper in authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents")


def _pack_of(case: CardApplication, work: Work) -> PolicyPack:
    if case.submitted_on is None:
        of_the_day = work.policies.in_force(case.city, work.authority.effective_on)
        if any(route.code == case.route for route in of_the_day.routes):
            return of_the_day
    return work.policies.version(case.policy_version)


COMES_WITH_A_BATCH = Text(
    "接收环节的申报随批次而来，须退回其他环节", "is where cases come with a batch alone: name another"
)
NEEDS_PAPER = Text("须注明发卡机关文件的文号和日期", "State the number and date of the issuer's document")
NOT_AN_EARLIER_STEP = Text("不是本申报之前的环节", "is no earlier step of this case")
NOT_THE_ISSUER = Text("须注明该卡种的发卡机关", "Name the body that issues this card")
