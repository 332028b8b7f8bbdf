"""Whether a route's parts agree with one another and with its pack (办理途径一致性)."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.annex_one import AnnexOne
from domain.places import ReleaseCause
from domain.policy.contradiction import Contradiction, found, repeated
from domain.policy.faults import FieldPath
from domain.policy.organizations import Area, Level
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.refusals import UnknownForm
from domain.policy.steps import NOMINATING_DEPARTMENT, Check, Step, StepKind, TermRule

# What may come after what. A case is advised on, reviewed and agreed, handed in with others, taken in, reviewed once
# more where a city wants it, and goes to the province, whose answer is the end.
BEGINS_WITH = {StepKind.OPINION, StepKind.REVIEW}
MAY_FOLLOW = {
    StepKind.OPINION: {StepKind.OPINION, StepKind.REVIEW},
    StepKind.REVIEW: {StepKind.REVIEW, StepKind.COLLECTIVE_SUBMISSION, StepKind.FORWARDING},
    StepKind.COLLECTIVE_SUBMISSION: {StepKind.RECEPTION},
    StepKind.RECEPTION: {StepKind.REVIEW, StepKind.FORWARDING},
    StepKind.FORWARDING: {StepKind.PROVINCIAL_RESULT},
    StepKind.PROVINCIAL_RESULT: set(),
}
NEEDED = set(StepKind) - {StepKind.OPINION}
ONCE = NEEDED - {StepKind.REVIEW}


def of_route(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    """Everything in a quota route that refers to nothing, stands twice, or cannot hold together."""
    if route.card_type not in {kind.code for kind in pack.known_card_types}:
        yield found((*path, "card_type"), "unknown_card_type", value=route.card_type)
    yield from _of_limits((*path, "limits"), route, pack)
    for cause in ReleaseCause:
        if cause not in route.releases:
            yield found((*path, "releases"), "missing_cause", value=cause.value)
    yield from _of_form((*path, "form"), route, pack)
    yield from _of_step_kinds((*path, "steps"), route)
    yield from _of_step_organs((*path, "steps"), route, pack)
    yield from of_checks((*path, "checks"), route.checks)
    if (route.validity.rule is TermRule.FIXED_YEARS) != (route.validity.years is not None):
        yield found((*path, "validity"), "years_alone")


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


def _of_form(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    """The form of a quota route is filled from the facts of annex 1."""
    try:
        form = pack.form(route.form)
    except UnknownForm:
        yield found(path, "unknown_form", value=route.form)
        return
    fields = ("forms", pack.forms.index(form), "fields")
    for index, field in enumerate(form.fields):
        if not AnnexOne.has_field(field.code):
            yield found((*fields, index, "code"), "unknown_field", value=field.code)


def _of_step_kinds(path: FieldPath, route: QuotaRoute) -> Iterator[Contradiction]:
    kinds = [step.kind for step in route.steps]
    yield from repeated(((*path, index, "code"), step.code) for index, step in enumerate(route.steps))
    yield from repeated(((*path, index, "kind"), kind) for index, kind in enumerate(kinds) if kind in ONCE)
    for kind in StepKind:
        if kind in NEEDED and kind not in kinds:
            yield found(path, "missing_step", kind=kind.value)
    if kinds and kinds[0] not in BEGINS_WITH:
        yield found((*path, 0, "kind"), "first_step", kind=kinds[0].value)
    for index, (before, kind) in enumerate(pairwise(kinds), start=1):
        if kind not in MAY_FOLLOW[before]:
            yield found((*path, index, "kind"), "step_order", kind=kind.value, before=before.value)


def _of_step_organs(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    """Whatever case comes to a step, there is somebody whose turn it is; what is the districts' is the zones' too."""
    for index, step in enumerate(route.steps):
        if step.level is Level.ZONE:
            yield found((*path, index, "level"), "level_elsewhere", level=step.level.value)
        for function in _functions(step, route):
            for area in _areas_at(step.level, pack):
                if area.organization_of(function, pack.first_day_of(area)) is None:
                    yield found((*path, index), "no_organ", area=area.code, function=function)


def _functions(step: Step, route: QuotaRoute) -> list[str]:
    if step.function == NOMINATING_DEPARTMENT:
        return [department.value for department in route.limits.departments]
    return [step.function]


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
