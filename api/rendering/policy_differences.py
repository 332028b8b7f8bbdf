"""In what two policy versions differ: every place where one says something else (政策版本比对)."""

from collections.abc import Iterator
from typing import Any

from api.rendering.policies import rules_of
from api.rendering.shown import Shown
from domain.policy.pack import Pack

Path = tuple[str, ...]


class PolicyDifference(Shown):
    """One place, such as `routes.quota.limits.city.value`; None is said where a version does not have it.

    The parts of a list are named by their codes, where they have one, so that a part which is put in front of the
    others is one difference.
    """

    place: str
    before: Any
    after: Any


class PolicyDifferences(Shown):
    """All places in which a version says something else than an earlier one."""

    before: str
    after: str
    items: tuple[PolicyDifference, ...]


def policy_differences(before: Pack, after: Pack) -> PolicyDifferences:
    """What the later of two versions says otherwise."""
    said, says = dict(_leaves(rules_of(before), ())), dict(_leaves(rules_of(after), ()))
    differing = [place for place in {**said, **says} if said.get(place) != says.get(place)]
    items = tuple(
        PolicyDifference(place=".".join(place), before=said.get(place), after=says.get(place))
        for place in differing
    )
    return PolicyDifferences(before=before.version, after=after.version, items=items)


def _leaves(value: Any, place: Path) -> Iterator[tuple[Path, Any]]:
    match value:
        case dict() if value:
            for name, inner in value.items():
                yield from _leaves(inner, (*place, name))
        case list() if value and all(_name_of(part) for part in value):
            for part in value:
                yield from _leaves(part, (*place, _name_of(part)))
        case _:
            yield place, value


def _name_of(part: Any) -> str:
    """What a part of a list is called, or nothing."""
    if not isinstance(part, dict):
        return ""
    return str(part.get("code") or part.get("check") or part.get("kind") or "")
