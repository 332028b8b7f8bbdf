"""Whether a route's parts agree with one another and with its pack (办理途径一致性)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.places import ReleaseCause
from domain.policy.automatic_route import AutomaticRoute
from domain.policy.case_life import CaseLife
from domain.policy.contradiction import Contradiction, found, repeated
from domain.policy.deadline_consistency import of_deadlines
from domain.policy.faults import FieldPath
from domain.policy.organizations import Area, Level
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.refusals import UnknownForm
from domain.policy.routes import Route
from domain.policy.steps import NOMINATING_DEPARTMENT, Check, CheckName, Desk, Step, StepKind, TermRule
from domain.registration_form import RegistrationForm

# What may come after what. On the quota route a case is advised on, reviewed and agreed, handed in with others, taken
# in, reviewed once more where a city wants it, and goes to the province, whose answer is the end. On the other routes
# it is advised on and reviewed as the pack likes, and ends with the province's answer or the city issuer's decision.
AT_OFFICES = {StepKind.OPINION, StepKind.REVIEW}
BEGINS_WITH = AT_OFFICES
ENDS_WITH = {StepKind.PROVINCIAL_RESULT, StepKind.DECISION}
ON_QUOTA_ROUTE = {
    StepKind.OPINION: {StepKind.OPINION, StepKind.REVIEW},
    StepKind.REVIEW: {StepKind.REVIEW, StepKind.COLLECTIVE_SUBMISSION, StepKind.FORWARDING},
    StepKind.COLLECTIVE_SUBMISSION: {StepKind.RECEPTION},
    StepKind.RECEPTION: {StepKind.REVIEW, StepKind.FORWARDING},
    StepKind.FORWARDING: {StepKind.PROVINCIAL_RESULT},
}
ON_OPEN_ROUTE = {
    StepKind.OPINION: {*AT_OFFICES, StepKind.FORWARDING, StepKind.DECISION},
    StepKind.REVIEW: {*AT_OFFICES, StepKind.FORWARDING, StepKind.DECISION},
    StepKind.FORWARDING: {StepKind.PANEL, StepKind.PROVINCIAL_RESULT},
    StepKind.PANEL: {StepKind.PROVINCIAL_RESULT},
}
NEEDED = set(ON_QUOTA_ROUTE) - {StepKind.OPINION} | {StepKind.PROVINCIAL_RESULT}  # on the quota route
ONCE = set(StepKind) - AT_OFFICES
ACCEPTED_AT = {StepKind.OPINION, StepKind.REVIEW, StepKind.RECEPTION}


# What a case answers, or its form.
OF_CASE = {
    CheckName.INTRODUCED_TALENT,
    CheckName.CATALOGUE_CLASS,
    CheckName.ARRIVAL_AHEAD,
    CheckName.DUPLICATES,
}


def of_route(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """Everything in a route that refers to nothing, stands twice, or cannot hold together."""
    if route.card_type not in {kind.code for kind in pack.known_card_types}:
        yield found((*path, "card_type"), "unknown_card_type", value=route.card_type)
    if isinstance(route, QuotaRoute):
        yield from _of_quota(path, route, pack)
    if route.catalogue is not None and pack.catalogue_of(route) is None:
        yield found((*path, "catalogue"), "unknown_catalogue", value=route.catalogue)
    if isinstance(route, AutomaticRoute):
        yield from _of_automatic(path, route, pack)
    else:
        yield from _of_form((*path, "form"), route, pack)
        yield from _of_step_kinds((*path, "steps"), route)
        yield from _of_step_organs((*path, "steps"), route, pack)
        yield from _of_last_step((*path, "steps"), route, pack)
    yield from of_deadlines(path, route, pack)
    yield from of_checks((*path, "checks"), route.checks)
    yield from _of_case_life((*path, "case_life"), route, pack)
    if (route.validity.rule is TermRule.FIXED_YEARS) != (route.validity.years is not None):
        yield found((*path, "validity"), "years_alone")


def _of_quota(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    yield from _of_limits((*path, "limits"), route, pack)
    for cause in ReleaseCause:
        if cause not in route.releases:
            yield found((*path, "releases"), "missing_cause", value=cause.value)


def _of_automatic(path: FieldPath, route: AutomaticRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    """There is no case: nothing is filled in, nobody acts at a step, and the city's own issuer numbers the cards."""
    for field in ("form", "steps"):
        if getattr(route, field):
            yield found((*path, field), "no_case")
    known = {kind.code for kind in pack.list_types}
    for index, list_type in enumerate(route.list_types):
        if list_type not in known:
            yield found((*path, "list_types", index), "unknown_list_type", value=list_type)
    for index, check in enumerate(route.checks):
        if check.check in OF_CASE:
            yield found((*path, "checks", index), "no_case")
    if route.validity.rule is not TermRule.FIXED_YEARS:
        yield found((*path, "validity", "rule"), "term_without_papers")
    if any(kind.code == route.card_type and kind.number is None for kind in pack.known_card_types):
        yield found((*path, "card_type"), "not_numbered", value=route.card_type)


def _of_limits(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    city, departments = route.limits.city.value, route.limits.departments
    known = {kind.code for kind in pack.list_types}
    for department, limit in departments.items():
        place = (*path, "departments", department.value)
        if limit.list_type not in known:
            yield found((*place, "list_type"), "unknown_list_type", value=limit.list_type)
        if not any(
            area.organization_of(department, pack.effective_from) for area in pack.areas_of(Level.CITY)
        ):
            yield found(place, "no_organ", area=Level.CITY.value, function=department.value)
        if limit.value > city:
            yield found((*place, "value"), "above_city_limit", limit=city)
    together = sum(limit.value for limit in departments.values())
    if together < city:
        yield found((*path, "city"), "unreachable_places", total=together, limit=city)


def _of_form(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """Every field of a route's form is filled from a fact."""
    try:
        form = pack.form(route.form)
    except UnknownForm:
        yield found(path, "unknown_form", value=route.form or "")
        return
    fields = ("forms", pack.forms.index(form), "fields")
    for index, field in enumerate(form.fields):
        if not RegistrationForm.has_field(field.code):
            yield found((*fields, index, "code"), "unknown_field", value=field.code)


def _of_step_kinds(path: FieldPath, route: Route) -> Iterator[Contradiction]:
    kinds = [step.kind for step in route.steps]
    may_follow = ON_QUOTA_ROUTE if isinstance(route, QuotaRoute) else ON_OPEN_ROUTE
    yield from repeated(((*path, index, "code"), step.code) for index, step in enumerate(route.steps))
    yield from repeated(((*path, index, "kind"), kind) for index, kind in enumerate(kinds) if kind in ONCE)
    for kind in StepKind:
        if isinstance(route, QuotaRoute) and kind in NEEDED and kind not in kinds:
            yield found(path, "missing_step", kind=kind.value)
    if not kinds:
        yield found(path, "no_steps")
        return
    if kinds[0] not in BEGINS_WITH:
        yield found((*path, 0, "kind"), "first_step", kind=kinds[0].value)
    for index, step in enumerate(route.steps):
        yield from _of_panel((*path, index), step)
    for index, (before, kind) in enumerate(pairwise(kinds), start=1):
        if kind not in may_follow.get(before, ()):
            yield found((*path, index, "kind"), "step_order", kind=kind.value, before=before.value)


def _of_panel(path: FieldPath, step: Step) -> Iterator[Contradiction]:
    if (step.kind is StepKind.PANEL) != (step.panel is not None):
        yield found(path, "panel_alone")
    elif step.panel is not None:
        for field in ("quorum", "majority"):
            share = getattr(step.panel, field)
            if share.at_least > share.of:
                yield found((*path, "panel", field), "above_whole")


def _of_last_step(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """Who issues the card has the last word: the province is answered for by its document, the city decides itself."""
    issuers = [kind.issuer for kind in pack.known_card_types if kind.code == route.card_type]
    if not route.steps or not issuers:
        return
    index, last = len(route.steps) - 1, route.steps[-1]
    of_city = issuers[0].area == pack.city_area.code if pack.areas_of(Level.CITY) else False
    wanted = StepKind.DECISION if of_city else StepKind.PROVINCIAL_RESULT
    if last.kind is not wanted:
        yield found((*path, index, "kind"), "last_step", kind=wanted.value, card_type=route.card_type)
    elif of_city and [(desk.level, desk.function) for desk in last.desks] != [
        (Level.CITY, issuers[0].function)
    ]:
        yield found((*path, index), "not_the_issuer", function=issuers[0].function.value)


def _of_step_organs(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """Whatever case comes to a step, there is somebody whose turn it is; what is the districts' is the zones' too."""
    for index, step in enumerate(route.steps):
        for number, desk in enumerate(step.desks):
            place = (*path, index) if desk is step else (*path, index, "alternatives", number - 1)
            yield from _of_desk(place, desk, route, pack)


def _of_desk(path: FieldPath, desk: Desk, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    if desk.level is Level.ZONE:
        yield found((*path, "level"), "level_elsewhere", level=desk.level.value)
    if desk.function == NOMINATING_DEPARTMENT and not isinstance(route, QuotaRoute):
        yield found((*path, "function"), "nobody_nominates")
        return
    for function in _functions(desk, route):
        for area in _areas_at(desk.level, pack):
            if area.organization_of(function, pack.first_day_of(area)) is None:
                yield found(path, "no_organ", area=area.code, function=function)


def of_suspension(path: FieldPath, rules: CaseLife) -> Iterator[Contradiction]:
    """A ground of suspension stands once."""
    grounds = enumerate(rules.suspension)
    yield from repeated(((*path, "suspension", number, "code"), ground.code) for number, ground in grounds)


def _of_case_life(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """A case is accepted where somebody decides singly, and at a step that every case comes to."""
    if route.case_life.suspension != pack.case_life.suspension:
        yield from of_suspension(path, route.case_life)
    acceptance = route.case_life.acceptance
    if acceptance is None:
        return
    step = next((step for step in route.steps if step.code == acceptance.step), None)
    if step is None:
        yield found((*path, "acceptance", "step"), "unknown_step", value=acceptance.step)
    elif step.kind not in ACCEPTED_AT:
        yield found((*path, "acceptance", "step"), "not_accepted_there", kind=step.kind.value)
    elif all(desk.level is Level.DISTRICT for desk in step.desks):
        yield found((*path, "acceptance", "step"), "not_for_every_case", value=acceptance.step)


def _functions(desk: Desk, route: Route) -> list[str]:
    if desk.function == NOMINATING_DEPARTMENT and isinstance(route, QuotaRoute):
        return [department.value for department in route.limits.departments]
    return [desk.function]


def _areas_at(level: Level, pack: PolicyPack) -> tuple[Area, ...]:
    match level:
        case Level.PROVINCE:
            return (pack.provincial.province,)
        case Level.DISTRICT:
            return pack.areas_of(Level.DISTRICT, Level.ZONE)
        case _:
            return pack.areas_of(level)


def of_checks(path: FieldPath, checks: Sequence[Check]) -> Iterator[Contradiction]:
    """A check stands once, and lets somebody pass only where it is made."""
    yield from repeated(((*path, index, "check"), check.check) for index, check in enumerate(checks))
    for index, check in enumerate(checks):
        for number, stage in enumerate(check.unknown_passes):
            if stage not in check.at:
                yield found((*path, index, "unknown_passes", number), "not_checked_then", stage=stage.value)
