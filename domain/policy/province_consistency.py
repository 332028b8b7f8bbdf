"""Whether a province's pack holds together, and whether a city's stands under it (省市政策一致性).

A city may be stricter than its province, never laxer, and says nothing again that the province has said.
"""

from collections.abc import Iterator

from domain.policy.automatic_route import AutomaticRoute
from domain.policy.contradiction import Contradiction, found, repeated
from domain.policy.faults import FieldPath
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack, match_forms
from domain.policy.province import Exclusion, ProvincialLimits, ProvincialPack, ProvincialReportingRule
from domain.policy.quota_route import QuotaRoute
from domain.policy.route_consistency import of_checks
from domain.policy.routes import Route
from domain.policy.steps import Stage


def of_province(pack: ProvincialPack) -> Iterator[Contradiction]:
    """What only a province's pack can have wrong."""
    if pack.province.level is not Level.PROVINCE:
        yield found(("province", "level"), "level_elsewhere", level=pack.province.level.value)
    yield from of_checks(("exclusions",), pack.exclusions)
    yield from repeated(
        (("routes", n, "kind"), f"{route.kind}, {route.card_type}") for n, route in enumerate(pack.routes)
    )
    known = {kind.code for kind in pack.card_types}
    for index, route in enumerate(pack.routes):
        if route.card_type not in known:
            yield found(("routes", index, "card_type"), "unknown_card_type", value=route.card_type)
        if (route.kind == "quota") != (route.limits is not None):
            yield found(("routes", index), "limits_alone")
    if pack.reporting is not None:
        yield from _of_reporting(("reporting",), pack.reporting, pack)


def _of_reporting(
    path: FieldPath, rule: ProvincialReportingRule, pack: ProvincialPack
) -> Iterator[Contradiction]:
    cities = rule.cities
    yield from repeated(((*path, "cities", n, "code"), city.code) for n, city in enumerate(cities))
    for index, city in enumerate(cities):
        if city.code[:2] != pack.region[:2]:
            yield found((*path, "cities", index, "code"), "outside_province", province=pack.province.name)
    if rule.province_due_on < rule.cities_due_on:
        yield found((*path, "province_due_on"), "due_before", day=rule.cities_due_on)


def of_city_under_province(pack: PolicyPack) -> Iterator[Contradiction]:
    """Where a city's pack contradicts the province's that it stands under."""
    above = pack.provincial
    if pack.city[:2] != above.region[:2]:
        yield found(("city",), "outside_province", province=above.province.name)
    if pack.effective_from < above.effective_from:
        yield found(("effective_from",), "before_province", under=above.version, day=above.effective_from)
    yield from _of_names(pack, above)
    yield from _of_clauses(pack, above)
    yield from _of_reporting_under(pack, above)
    for index, route in enumerate(pack.routes):
        yield from _of_route(("routes", index), route, above)


def _of_names(pack: PolicyPack, above: ProvincialPack) -> Iterator[Contradiction]:
    """What has a name in the province has it there alone."""
    taken = {above.province.code, *(one.code for one in above.province.organizations)}
    kinds = {kind.code for kind in above.card_types}
    names: list[tuple[FieldPath, str, set[str]]] = [
        *((("sources", name), name, set(above.sources)) for name in pack.sources),
        *((("card_types", n, "code"), kind.code, kinds) for n, kind in enumerate(pack.card_types)),
        *((("areas", n, "code"), area.code, taken) for n, area in enumerate(pack.areas)),
        *(
            (("areas", n, "organizations", number, "code"), organization.code, taken)
            for n, area in enumerate(pack.areas)
            for number, organization in enumerate(area.organizations)
        ),
    ]
    for path, name, of_province_ in names:
        if name in of_province_:
            yield found(path, "taken_by_province", value=name, under=above.version)
    written = match_forms(above.province.names)
    for index, area in enumerate(pack.areas):
        if shared := written & match_forms(area.names):
            yield found(("areas", index), "name_taken", value=min(shared), other=above.province.code)


def _of_reporting_under(pack: PolicyPack, above: ProvincialPack) -> Iterator[Contradiction]:
    """A city that the province does not expect has nobody to report to, and none reports later than the province expects it."""
    if pack.demands is None or above.reporting is None:
        return
    if pack.city not in {city.code for city in above.reporting.cities}:
        yield found(("city",), "not_expected", under=above.version)
    day = above.reporting.cities_due_on
    if pack.demands.reporting.city_due_on > day:
        yield found(("demands", "reporting", "city_due_on"), "due_too_late", under=above.version, day=day)


def _of_clauses(pack: PolicyPack, above: ProvincialPack) -> Iterator[Contradiction]:
    """One id is one rule, whoever quotes it."""
    for clause_id, clause in pack.clauses.items():
        said = above.clauses.get(clause_id)
        if said is not None and said.rule != clause.rule:
            yield found(("clauses", clause_id, "rule"), "another_rule", under=above.version, rule=said.rule)


def _of_route(path: FieldPath, route: Route, above: ProvincialPack) -> Iterator[Contradiction]:
    for exclusion in above.exclusions:
        yield from _of_exclusion((*path, "checks"), route, exclusion, above)
    if route.card_type not in {kind.code for kind in above.card_types}:
        return
    allowed = above.route(route.kind, route.card_type)
    if allowed is None:
        yield found(
            (*path, "kind"), "no_such_route", kind=route.kind, card_type=route.card_type, under=above.version
        )
        return
    if isinstance(route, QuotaRoute) and allowed.limits is not None:
        yield from _of_limits((*path, "limits"), route, allowed.limits, above)


def _of_limits(
    path: FieldPath, route: QuotaRoute, allowed: ProvincialLimits, above: ProvincialPack
) -> Iterator[Contradiction]:
    for name in type(allowed).model_fields:
        limit = getattr(allowed, name).value
        if getattr(route.limits, name).value > limit:
            yield found((*path, name, "value"), "above_province_limit", limit=limit, under=above.version)


def _stages(exclusion: Exclusion, route: Route) -> tuple[Stage, ...]:
    """When the check has to be made; nothing is submitted where there is no case."""
    has_case = not isinstance(route, AutomaticRoute)
    return tuple(stage for stage in exclusion.at if has_case or stage is not Stage.SUBMISSION)


def _of_exclusion(
    path: FieldPath, route: Route, exclusion: Exclusion, above: ProvincialPack
) -> Iterator[Contradiction]:
    """Every route keeps out whom the province excludes, at every stage and without an exception of its own."""
    made = [(index, check) for index, check in enumerate(route.checks) if check.check is exclusion.check]
    for stage in _stages(exclusion, route):
        if not any(stage in check.at for _, check in made):
            yield found(
                path, "missing_check", check=exclusion.check.value, stage=stage.value, under=above.version
            )
    for index, check in made:
        if not set(check.unknown_passes) <= set(exclusion.unknown_passes):
            yield found((*path, index, "unknown_passes"), "laxer_check", under=above.version)
        if check.reason_lifts and not exclusion.reason_lifts:
            yield found((*path, index, "reason_lifts"), "laxer_check", under=above.version)
