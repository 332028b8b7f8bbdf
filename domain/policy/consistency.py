"""Whether the parts of a pack agree with one another (政策包一致性): what no single field can tell."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

from domain.base import Value
from domain.places import ReleaseCause
from domain.policy.faults import FieldPath
from domain.policy.ground import Dated, Grounded
from domain.policy.organizations import DEPARTMENTS, Area, Level, Post
from domain.policy.pack import PolicyPack, match_forms
from domain.policy.quota_route import QuotaRoute

# What the decisions of the quota and their refusals cite: a pack says what its city's notice has under each.
CITED_BY_DECISIONS = ("R-08", "R-10", "R-11", "R-12", "R-15")


class Contradiction(NamedTuple):
    """Where in the file, which fault of `faults.py`, and what its sentence mentions."""

    path: FieldPath
    code: str
    facts: dict[str, Any]


def contradictions(pack: PolicyPack) -> Iterator[Contradiction]:
    """Everything in the pack that refers to nothing, stands twice, or cannot hold together."""
    yield from _of_dates_and_version(pack)
    yield from _of_citations(pack)
    yield from _of_codes(pack)
    yield from _of_levels(pack)
    for path, area in _areas(pack):
        yield from _of_organs(path, area, pack)
    yield from _of_area_names(pack)
    yield from _of_list_names(pack)
    yield from _of_posts(pack)
    for index, route in enumerate(pack.routes):
        yield from _of_route(("routes", index), route, pack)


def _of_dates_and_version(pack: PolicyPack) -> Iterator[Contradiction]:
    if pack.effective_to and pack.effective_to < pack.effective_from:
        yield _at(("effective_to",), "ends_before_it_begins")
    if pack.version.partition("/")[0] != pack.id:
        yield _at(("version",), "version_of_another_pack", id=pack.id)


def _of_citations(pack: PolicyPack) -> Iterator[Contradiction]:
    for clause_id, clause in pack.clauses.items():
        for index, passage in enumerate(clause.passages):
            if passage.source not in pack.sources:
                at = ("clauses", clause_id, "passages", index, "source")
                yield _at(at, "unknown_source", value=passage.source)
    for clause_id in CITED_BY_DECISIONS:
        if clause_id not in pack.clauses:
            yield _at(("clauses",), "needed_clause", value=clause_id)
    for path, part in _parts(pack):
        for index, clause_id in enumerate(part.clauses if isinstance(part, Grounded) else ()):
            if clause_id not in pack.clauses:
                yield _at((*path, "clauses", index), "unknown_clause", value=clause_id)


def _of_codes(pack: PolicyPack) -> Iterator[Contradiction]:
    yield from _repeated(((*path, "code"), area.code) for path, area in _areas(pack))
    yield from _repeated(
        ((*path, "organizations", index, "code"), organization.code)
        for path, area in _areas(pack)
        for index, organization in enumerate(area.organizations)
    )
    yield from _repeated((("card_types", n, "code"), kind.code) for n, kind in enumerate(pack.card_types))
    yield from _repeated((("list_types", n, "code"), kind.code) for n, kind in enumerate(pack.list_types))
    yield from _repeated((("routes", n, "card_type"), route.card_type) for n, route in enumerate(pack.routes))


def _of_levels(pack: PolicyPack) -> Iterator[Contradiction]:
    for path, area in _areas(pack):
        if (path == ("province",)) != (area.level is Level.PROVINCE):
            yield _at((*path, "level"), "level_elsewhere", level=area.level.value)
        same_digits = 2 if area.level is Level.PROVINCE else 4
        if area.gb2260 and area.gb2260[:same_digits] != pack.city[:same_digits]:
            yield _at((*path, "gb2260"), "outside_city", city=pack.city)
    if len(_city_areas(pack)) != 1:
        yield _at(("areas",), "not_one_city_area")


def _of_organs(path: FieldPath, area: Area, pack: PolicyPack) -> Iterator[Contradiction]:
    own = {organization.code for organization in area.organizations}
    for index, substitute in enumerate(area.substitutes):
        if substitute.organization not in own:
            place = (*path, "substitutes", index, "organization")
            yield _at(place, "unknown_organization", value=substitute.organization)
    for (_, function, one), (place, other_function, other) in combinations(_organs(path, area), 2):
        if function == other_function and one.coexists_with(other):
            yield _at(place, "two_organs", function=function)
    first_day = max(pack.effective_from, area.valid_from or pack.effective_from)
    for function in DEPARTMENTS:
        if area.organization_of(function, first_day) is None:
            yield _at(path, "no_organ", area=area.code, function=function.value)


def _organs(path: FieldPath, area: Area) -> Iterator[tuple[FieldPath, str, Dated]]:
    """Every function that somebody in the area exercises, with its place in the file."""
    for index, organization in enumerate(area.organizations):
        for function in organization.functions:
            yield (*path, "organizations", index, "functions"), function.value, organization
    for index, substitute in enumerate(area.substitutes):
        yield (*path, "substitutes", index, "function"), substitute.function.value, substitute


def _of_area_names(pack: PolicyPack) -> Iterator[Contradiction]:
    for (_, one), (path, other) in combinations(_areas(pack), 2):
        shared = match_forms(one.names) & match_forms(other.names)
        if shared and one.coexists_with(other) and one.code != other.code:
            yield _at(path, "name_taken", value=min(shared), other=one.code)


def _of_list_names(pack: PolicyPack) -> Iterator[Contradiction]:
    for (_, one), (index, other) in combinations(enumerate(pack.list_types), 2):
        shared = match_forms(one.names) & match_forms(other.names)
        if shared and one.code != other.code:
            yield _at(("list_types", index), "name_taken", value=min(shared), other=one.code)


def _of_posts(pack: PolicyPack) -> Iterator[Contradiction]:
    known = {area.code for _, area in _areas(pack)}
    for path, part in _parts(pack):
        if not isinstance(part, Post):
            continue
        if part.area not in known:
            yield _at((*path, "area"), "unknown_area", value=part.area)
        elif pack.organization_of(part.area, part.function, pack.effective_from) is None:
            yield _at(path, "no_organ", area=part.area, function=part.function.value)


def _of_route(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    if route.card_type not in {kind.code for kind in pack.card_types}:
        yield _at((*path, "card_type"), "unknown_card_type", value=route.card_type)
    yield from _of_limits((*path, "limits"), route, pack)
    for cause in ReleaseCause:
        if cause not in route.releases:
            yield _at((*path, "releases"), "missing_cause", value=cause.value)


def _of_limits(path: FieldPath, route: QuotaRoute, pack: PolicyPack) -> Iterator[Contradiction]:
    city, departments = route.limits.city.value, route.limits.departments
    known = {kind.code for kind in pack.list_types}
    for department, limit in departments.items():
        place = (*path, "departments", department.value)
        if limit.list_type not in known:
            yield _at((*place, "list_type"), "unknown_list_type", value=limit.list_type)
        if not any(area.organization_of(department, pack.effective_from) for area in _city_areas(pack)):
            yield _at(place, "no_organ", area=Level.CITY.value, function=department.value)
        if limit.value > city:
            yield _at((*place, "value"), "above_city_limit", limit=city)
    together = sum(limit.value for limit in departments.values())
    if together < city:
        yield _at((*path, "city"), "unreachable_places", total=together, limit=city)


def _areas(pack: PolicyPack) -> list[tuple[FieldPath, Area]]:
    own: list[tuple[FieldPath, Area]] = [(("areas", index), area) for index, area in enumerate(pack.areas)]
    return [(("province",), pack.province), *own]


def _city_areas(pack: PolicyPack) -> list[Area]:
    return [area for area in pack.areas if area.level is Level.CITY]


def _parts(part: object, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Value]]:
    """The part and all the parts inside it, each with its path."""
    if isinstance(part, Value):
        yield path, part
        inside: Iterable[tuple[str | int, object]] = iter(part)
    elif isinstance(part, dict):
        inside = part.items()
    elif isinstance(part, tuple):
        inside = enumerate(part)
    else:
        return
    for key, value in inside:
        yield from _parts(value, (*path, key))


def _repeated(values: Iterable[tuple[FieldPath, str]]) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for path, value in values:
        if value in seen:
            yield _at(path, "repeated", value=value)
        seen.add(value)


def _at(path: FieldPath, code: str, **facts: Any) -> Contradiction:
    return Contradiction(path, code, facts)
