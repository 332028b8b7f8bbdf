"""Whose turn it is at a step, as the policies say: a relation beside the tables, for a query to join."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, FromClause, Text, Values, and_, case, column, func, or_, true, values

from domain.authorization import Post
from domain.policy.book import PolicyBook
from domain.policy.organizations import Level
from domain.policy.steps import NOMINATING_DEPARTMENT, Step
from projections.case_register.tables import cases

COLUMNS = ("policy_version", "route", "step", "kind", "level", "function", "city_function", "city_area")


class Turns:
    """Every step of every policy version, and who acts there: what `must_have_turn` of `casework.py` asks, in SQL.

    It is asked of the policies whenever somebody looks, as it is whenever somebody acts.
    """

    def __init__(self, policies: PolicyBook, stands: FromClause = cases) -> None:
        """`stands` says where the cases stand, or stood."""
        self._policies = policies
        self._stands = stands
        self.steps: Values = values(*(column(name, Text) for name in COLUMNS), name="steps").data(
            [
                (
                    pack.version,
                    route.code,
                    step.code,
                    step.kind,
                    step.level,
                    step.function,
                    _of_city(step),
                    pack.city_area.code,
                )
                for pack in policies
                for route in pack.routes
                for step in route.steps
            ]
        )
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
        named_first = and_(self.function == post.function, self.area == post.area)
        return or_(named_first, *self._just_as_well(post))

    def _just_as_well(self, post: Post) -> Iterator[ColumnElement[bool]]:
        """At which steps this post may act as an alternative."""
        for pack in self._policies:
            for route in pack.routes:
                for step in route.steps:
                    for desk in step.alternatives:
                        if desk.function != post.function:
                            continue
                        if desk.level is Level.DISTRICT and post.area != pack.city_area.code:
                            here = self._stands.c.area == post.area
                        elif desk.level is Level.CITY and post.area == pack.city_area.code:
                            here = true()
                        else:
                            continue
                        yield and_(
                            self._stands.c.policy_version == pack.version,
                            self._stands.c.route == route.code,
                            self._stands.c.step == step.code,
                            here,
                        )


def _of_city(step: Step) -> str | None:
    """Which function of the city acts on a case that has no district."""
    return next((desk.function for desk in step.desks if desk.level is not Level.DISTRICT), None)
