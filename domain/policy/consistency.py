"""Whether the parts of a pack agree with one another (政策包一致性): what no single field can tell."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from domain.policy.automatic_route import AutomaticRoute
from domain.policy.card_life_consistency import of_card_lives
from domain.policy.contradiction import Contradiction, found, parts, repeated
from domain.policy.faults import FieldPath
from domain.policy.ground import Citing, Dated
from domain.policy.ledger_consistency import of_demands
from domain.policy.organizations import DEPARTMENTS, Area, Level, Post
from domain.policy.pack import PolicyPack, match_forms
from domain.policy.province import ProvincialPack
from domain.policy.province_consistency import of_city_under_province, of_province
from domain.policy.retention import of_retention
from domain.policy.route_consistency import of_route, of_suspension
from domain.policy.steps import Form
from domain.policy.version import PolicyVersion

# What decisions and refusals cite: a city's pack, or its province's, says what the notices have under each.
CITED_BY_DECISIONS = (
    "R-01",
    "R-08",
    "R-10",
    "R-11",
    "R-12",
    "R-14",
    "R-15",
    "R-16",
    "R-20",
    "R-22",
    "R-26",
    "W-2",
)


def contradictions(pack: PolicyVersion) -> Iterator[Contradiction]:
    """Everything in the pack that refers to nothing, stands twice, or cannot hold together."""
    yield from _of_dates_and_version(pack)
    yield from _of_citations(pack)
    yield from _of_codes(pack)
    for path, area in _areas(pack):
        yield from _of_organs(path, area, pack)
    yield from _of_posts(pack)
    match pack:
        case ProvincialPack():
            yield from of_province(pack)
        case PolicyPack():
            yield from _of_city(pack)


def _of_city(pack: PolicyPack) -> Iterator[Contradiction]:
    for clause_id in CITED_BY_DECISIONS:
        if clause_id not in pack.known_clauses:
            yield found(("clauses",), "needed_clause", value=clause_id)
    yield from of_city_under_province(pack)
    yield from of_retention(pack.retention)
    yield from _of_levels(pack)
    yield from _of_area_names(pack)
    yield from _of_list_names(pack)
    yield from repeated((("list_types", n, "code"), kind.code) for n, kind in enumerate(pack.list_types))
    yield from repeated((("forms", n, "code"), form.code) for n, form in enumerate(pack.forms))
    yield from repeated((("catalogues", n, "code"), one.code) for n, one in enumerate(pack.catalogues))
    yield from repeated((("routes", n, "code"), route.code) for n, route in enumerate(pack.routes))
    yield from repeated(
        (("routes", n, "card_type"), route.card_type)
        for n, route in enumerate(pack.routes)
        if route in pack.quota_routes
    )
    yield from repeated(
        (("routes", n, "card_type"), route.card_type)
        for n, route in enumerate(pack.routes)
        if isinstance(route, AutomaticRoute)
    )
    yield from of_card_lives(pack)
    yield from of_demands(pack)
    for index, form in enumerate(pack.forms):
        yield from _of_form(("forms", index, "fields"), form)
        yield from _of_attachments(("forms", index, "attachments"), form)
    yield from of_suspension(("case_life",), pack.case_life)
    for index, route in enumerate(pack.routes):
        yield from of_route(("routes", index), route, pack)


def _of_dates_and_version(pack: PolicyVersion) -> Iterator[Contradiction]:
    if pack.effective_to and pack.effective_to < pack.effective_from:
        yield found(("effective_to",), "ends_before_it_begins")
    if pack.version.partition("/")[0] != pack.id:
        yield found(("version",), "version_of_another_pack", id=pack.id)


def _of_citations(pack: PolicyVersion) -> Iterator[Contradiction]:
    for clause_id, clause in pack.clauses.items():
        for index, passage in enumerate(clause.passages):
            if passage.source not in pack.sources:
                at = ("clauses", clause_id, "passages", index, "source")
                yield found(at, "unknown_source", value=passage.source)
    for path, part in parts(pack):
        for index, clause_id in enumerate(part.clauses if isinstance(part, Citing) else ()):
            if clause_id not in pack.known_clauses:
                yield found((*path, "clauses", index), "unknown_clause", value=clause_id)


def _of_codes(pack: PolicyVersion) -> Iterator[Contradiction]:
    yield from repeated(((*path, "code"), area.code) for path, area in _areas(pack))
    yield from repeated(
        ((*path, "organizations", index, "code"), organization.code)
        for path, area in _areas(pack)
        for index, organization in enumerate(area.organizations)
    )
    yield from repeated((("card_types", n, "code"), kind.code) for n, kind in enumerate(pack.card_types))
    yield from repeated(
        (("card_types", n, "number", "prefix"), kind.number.prefix)
        for n, kind in enumerate(pack.card_types)
        if kind.number
    )


def _of_levels(pack: PolicyPack) -> Iterator[Contradiction]:
    for path, area in _areas(pack):
        if area.level is Level.PROVINCE:
            yield found((*path, "level"), "level_elsewhere", level=area.level.value)
        if area.gb2260 and area.gb2260[:4] != pack.city[:4]:
            yield found((*path, "gb2260"), "outside_city", city=pack.city)
    if len(pack.areas_of(Level.CITY)) != 1:
        yield found(("areas",), "not_one_city_area")


def _of_organs(path: FieldPath, area: Area, pack: PolicyVersion) -> Iterator[Contradiction]:
    own = {organization.code for organization in area.organizations}
    for index, substitute in enumerate(area.substitutes):
        if substitute.organization not in own:
            place = (*path, "substitutes", index, "organization")
            yield found(place, "unknown_organization", value=substitute.organization)
    for (_, function, one), (place, other_function, other) in combinations(_organs(path, area), 2):
        if function == other_function and one.coexists_with(other):
            yield found(place, "two_organs", function=function)
    for function in DEPARTMENTS:
        if area.organization_of(function, pack.first_day_of(area)) is None:
            yield found(path, "no_organ", area=area.code, function=function.value)


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
            yield found(path, "name_taken", value=min(shared), other=one.code)


def _of_list_names(pack: PolicyPack) -> Iterator[Contradiction]:
    for (_, one), (index, other) in combinations(enumerate(pack.list_types), 2):
        shared = match_forms(one.names) & match_forms(other.names)
        if shared and one.code != other.code:
            yield found(("list_types", index), "name_taken", value=min(shared), other=one.code)


def _of_posts(pack: PolicyVersion) -> Iterator[Contradiction]:
    known = {area.code for area in pack.known_areas}
    for path, part in parts(pack):
        if not isinstance(part, Post):
            continue
        if part.area not in known:
            yield found((*path, "area"), "unknown_area", value=part.area)
        elif pack.organization_of(part.area, part.function, pack.effective_from) is None:
            yield found(path, "no_organ", area=part.area, function=part.function.value)


def _of_form(path: FieldPath, form: Form) -> Iterator[Contradiction]:
    """A field stands once, and behind the one that has the number before its own on the paper."""
    yield from repeated(((*path, index, "code"), field.code) for index, field in enumerate(form.fields))
    for index, (before, field) in enumerate(pairwise(form.fields), start=1):
        if field.number <= before.number:
            yield found((*path, index, "number"), "not_ascending", number=before.number)


def _of_attachments(path: FieldPath, form: Form) -> Iterator[Contradiction]:
    """A kind stands once, and bears out a field that the form has."""
    yield from repeated(((*path, index, "code"), kind.code) for index, kind in enumerate(form.attachments))
    for index, kind in enumerate(form.attachments):
        if kind.field is not None and form.field(kind.field) is None:
            yield found((*path, index, "field"), "no_such_field", value=kind.field)


def _areas(pack: PolicyVersion) -> list[tuple[FieldPath, Area]]:
    """The areas of which the pack itself says who is responsible there, with their places in the file."""
    if isinstance(pack, PolicyPack):
        return [(("areas", index), area) for index, area in enumerate(pack.areas)]
    return [(("province",), area) for area in pack.known_areas]
