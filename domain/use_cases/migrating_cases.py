"""Moving a case to another version of the policy (政策版本迁移)."""

from typing import ClassVar

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.authorization import Permission
from domain.errors import RuleViolation
from domain.policy.pack import PolicyPack
from domain.policy.refusals import UnknownPolicyVersion, UnknownRoute, UnknownStep
from domain.policy.routes import Route
from domain.text import Text
from domain.use_cases.casework import HRSS, CaseCommand, CaseFile, opened_file
from domain.work import Work


class CaseDoesNotFit(RuleViolation):
    code = "case_does_not_fit"
    title = Text(
        "该版本没有本申报的途径、环节或登记表",
        "The version lacks the route, the step or the form of this case",
    )


class MigrateCase(CaseCommand):
    """Have a case that is under way go on under this published version."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    policy_version: str = Field(max_length=90)


def migrate_case(command: MigrateCase, work: Work) -> CardApplication:
    file = opened_file(command.card_application_id, work)
    pack = work.policies.version(command.policy_version)
    if pack.city != file.case.city:
        raise UnknownPolicyVersion.named()
    route = _route_that_fits(file, pack)
    step = route.steps.step(file.case.step) if file.case.step else route.steps.first
    file.case.migrate(pack.version, step, area=file.area, authority=work.under(pack, *route.clauses))
    return file.case


def _route_that_fits(file: CaseFile, pack: PolicyPack) -> Route:
    """The route of the same code, with the step at which the case is, and the same form."""
    try:
        route = pack.route(file.case.route)
        if file.case.step is not None:
            route.steps.step(file.case.step)
    except (UnknownRoute, UnknownStep):
        raise _does_not_fit(file, pack) from None
    if route.form != file.route.form:
        raise _does_not_fit(file, pack)
    return route


def _does_not_fit(file: CaseFile, pack: PolicyPack) -> CaseDoesNotFit:
    blocking = {"kind": "policy_version", "id": pack.version, "step": file.case.step}
    return CaseDoesNotFit(field="policy_version", blocked_by=blocking)
