"""Whether the deadlines of a route agree with its steps and with the pack's organs (期限一致性)."""

from collections.abc import Iterator

from domain.functions import Function
from domain.policy.contradiction import Contradiction, found
from domain.policy.deadlines import Beginning, DeadlineRule
from domain.policy.faults import FieldPath
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack
from domain.policy.routes import Route


def of_deadlines(path: FieldPath, route: Route, pack: PolicyPack) -> Iterator[Contradiction]:
    """Everything in the deadlines of a route that refers to nothing."""
    if route.deadline is not None:
        yield from of_organs((*path, "deadline"), route.deadline, pack)
        if route.deadline.begins_with is Beginning.ACCEPTANCE and route.case_life.acceptance is None:
            yield found((*path, "deadline", "begins_with"), "nothing_accepted")
        known = {step.code for step in route.steps}
        for index, code in enumerate(route.deadline.rests_at):
            if code not in known:
                yield found((*path, "deadline", "rests_at", index), "unknown_step", value=code)
    for index, step in enumerate(route.steps):
        if step.deadline is not None:
            yield from of_organs((*path, "steps", index, "deadline"), step.deadline, pack)


def of_organs(path: FieldPath, rule: DeadlineRule, pack: PolicyPack) -> Iterator[Contradiction]:
    """Who may extend it, and to whom it goes when it was not kept, is a department of the city's own."""
    if rule.extension is not None and not has_organ(rule.extension.granted_by, pack):
        place = (*path, "extension", "granted_by")
        yield found(place, "no_organ", area=Level.CITY.value, function=rule.extension.granted_by.value)
    if not has_organ(rule.escalates_to, pack):
        place = (*path, "escalates_to")
        yield found(place, "no_organ", area=Level.CITY.value, function=rule.escalates_to.value)


def has_organ(function: Function, pack: PolicyPack) -> bool:
    """Whether the city itself has an organ of this function."""
    return any(area.organization_of(function, pack.effective_from) for area in pack.areas_of(Level.CITY))
