"""Whose turn it is at a step, as the policies say: a relation beside the tables, for a query to join."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    FromClause,
    Text,
    and_,
    any_,
    case,
    column,
    func,
    literal,
    or_,
)

from domain.authorization import Post
from domain.policy.book import PolicyBook
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack
from domain.policy.steps import NOMINATING_DEPARTMENT, Step
from projections.case_register.tables import cases

WORDS = ("policy_version", "route", "step", "kind", "level", "function", "city_function", "city_area")
DESKS = ("district_desks", "city_desks")  # functions that act just as well, by where


class Turns:
    """Every step of every policy version, and who acts there: what `must_have_turn` of `casework.py` asks, in SQL.

    The steps are one value of a query, however many they are: as rows of values each would be laid down anew for every page.
    """

    def __init__(self, packs: Iterable[PolicyPack], stands: FromClause = cases) -> None:
        """`stands` says where the cases stand, or stood."""
        self._stands = stands
        told = literal(orjson.dumps([*_steps(packs)]).decode(), Text).cast(JSON)
        columns: list[ColumnElement[Any]] = [column(name, Text) for name in WORDS]
        columns += [column(name, ARRAY(Text)) for name in DESKS]
        steps = func.json_to_recordset(told).table_valued(*columns)
        self.steps: FromClause = steps.render_derived(name="steps", with_types=True)
        of_step = self.steps.c
        self.kind: ColumnElement[str] = of_step.kind
        # An enterprise of the city's own has no district: its case is at once with the alternative of the city.
        without_district = and_(of_step.level == Level.DISTRICT, self._stands.c.area == of_step.city_area)
        self.function: ColumnElement[str] = case(
            (of_step.function == NOMINATING_DEPARTMENT, self._stands.c.department),
            (without_district, func.coalesce(of_step.city_function, of_step.function)),
            else_=of_step.function,
        )
        self.area: ColumnElement[str] = case(
            (of_step.level == Level.DISTRICT, self._stands.c.area), else_=of_step.city_area
        )
        self.is_of_case: ColumnElement[bool] = and_(
            of_step.policy_version == self._stands.c.policy_version,
            of_step.route == self._stands.c.route,
            of_step.step == self._stands.c.step,
        )

    def acts(self, post: Post) -> ColumnElement[bool]:
        """Whether this post may act at the present step: as the office that is named first, or just as well."""
        of_step, function = self.steps.c, literal(post.function, Text)
        named_first = and_(self.function == post.function, self.area == post.area)
        in_district = and_(
            function == any_(of_step.district_desks),
            of_step.city_area != post.area,
            self._stands.c.area == post.area,
        )
        in_city = and_(function == any_(of_step.city_desks), of_step.city_area == post.area)
        return or_(named_first, in_district, in_city)


@lru_cache(maxsize=100)  # an older book is not asked any more
def turns_of(policies: PolicyBook, stands: FromClause = cases, city: str | None = None) -> Turns:
    """The steps of a city's policies, or of all cities: as long as the book is the same, so are they."""
    return Turns((pack for pack in policies if city in (None, pack.city)), stands)


def _steps(packs: Iterable[PolicyPack]) -> Iterator[dict[str, Any]]:
    for pack in packs:
        for route in pack.routes:
            for step in route.steps:
                yield {
                    "policy_version": pack.version,
                    "route": route.code,
                    "step": step.code,
                    "kind": step.kind,
                    "level": step.level,
                    "function": step.function,
                    "city_function": _of_city(step),
                    "city_area": pack.city_area.code,
                    "district_desks": [*_just_as_well(step, Level.DISTRICT)],
                    "city_desks": [*_just_as_well(step, Level.CITY)],
                }


def _just_as_well(step: Step, level: Level) -> Iterator[str]:
    return (desk.function for desk in step.alternatives if desk.level is level)


def _of_city(step: Step) -> str | None:
    """Which function of the city acts on a case that has no district."""
    return next((desk.function for desk in step.desks if desk.level is not Level.DISTRICT), None)
