"""Whose turn it is at a step, as the policies say: looked up beside each case, for a query to join whatever the case is (ON true)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, and_, any_, case, column, func, literal, or_
from sqlalchemy.dialects.postgresql import JSONB

from domain.authorization import Post
from domain.policy.book import PolicyBook
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack
from domain.policy.steps import NOMINATING_DEPARTMENT, Step
from projections.case_register.tables import cases

BETWEEN = " "
WORDS = ("kind", "level", "function", "city_function", "city_area")
DESKS = ("district_desks", "city_desks")  # functions that act just as well, by where


class Turns:
    """Every step of every policy version, and who acts there: what `must_have_turn` of `casework.py` asks, in SQL.

    The steps are one value of a query, however many they are: as rows of values each would be laid down anew for every page. The step of
    a case is looked up in it: joined as rows, they would be compared with each case, and no walk would keep its order.
    """

    def __init__(self, packs: Iterable[PolicyPack], stands: FromClause = cases) -> None:
        """`stands` says where the cases stand, or stood."""
        self._stands = stands
        self._told = dict(_steps(packs))
        told = literal(orjson.dumps(self._told).decode(), Text).cast(JSONB)
        columns: list[ColumnElement[Any]] = [column(name, Text) for name in WORDS]
        columns += [column(name, ARRAY(Text)) for name in DESKS]
        its = stands.c
        key = its.policy_version + BETWEEN + its.route + BETWEEN + its.step
        step = func.jsonb_to_record(told[key]).table_valued(*columns)
        self.steps: FromClause = step.render_derived(name="steps", with_types=True)
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

    def steps_of(self, function: str | None) -> list[str]:
        """The steps at which a post of this function may act somewhere: what an index can tell of `acts`."""
        return sorted(
            {key.split(BETWEEN)[-1] for key, step in self._told.items() if _may_be_of(function, step)}
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


def _steps(packs: Iterable[PolicyPack]) -> Iterator[tuple[str, dict[str, Any]]]:
    for pack in packs:
        for route in pack.routes:
            for step in route.steps:
                key = BETWEEN.join((pack.version, route.code, step.code))
                yield (
                    key,
                    {
                        "kind": step.kind,
                        "level": step.level,
                        "function": step.function,
                        "city_function": _of_city(step),
                        "city_area": pack.city_area.code,
                        "district_desks": [*_just_as_well(step, Level.DISTRICT)],
                        "city_desks": [*_just_as_well(step, Level.CITY)],
                    },
                )


def _may_be_of(function: str | None, step: dict[str, Any]) -> bool:
    if step["function"] == NOMINATING_DEPARTMENT:
        return True  # whichever the case names
    return function in (step["function"], step["city_function"], *step["district_desks"], *step["city_desks"])


def _just_as_well(step: Step, level: Level) -> Iterator[str]:
    return (desk.function for desk in step.alternatives if desk.level is level)


def _of_city(step: Step) -> str | None:
    """Which function of the city acts on a case that has no district."""
    return next((desk.function for desk in step.desks if desk.level is not Level.DISTRICT), None)
