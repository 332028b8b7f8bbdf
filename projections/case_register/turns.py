"""Whose turn it is at a step, as the policies say: a relation beside the tables, for a query to join."""

from sqlalchemy import ColumnElement, Text, Values, and_, case, column, values

from domain.policy.book import PolicyBook
from domain.policy.organizations import Level
from domain.policy.steps import NOMINATING_DEPARTMENT
from projections.case_register.tables import cases

COLUMNS = ("policy_version", "card_type", "step", "kind", "level", "function", "city_area")


class Turns:
    """Every step of every policy version, and who acts there: what `must_have_turn` of `casework.py` asks, in SQL.

    It is asked of the policies whenever somebody looks, as it is whenever somebody acts.
    """

    def __init__(self, policies: PolicyBook) -> None:
        self.steps: Values = values(*(column(name, Text) for name in COLUMNS), name="steps").data(
            [
                (
                    pack.version,
                    route.card_type,
                    step.code,
                    step.kind,
                    step.level,
                    step.function,
                    pack.city_area.code,
                )
                for pack in policies
                for route in pack.routes
                for step in route.steps
            ]
        )
        of_step = self.steps.c
        self.kind: ColumnElement[str] = of_step.kind
        self.function: ColumnElement[str] = case(
            (of_step.function == NOMINATING_DEPARTMENT, cases.c.department), else_=of_step.function
        )
        self.area: ColumnElement[str] = case(
            (of_step.level == Level.DISTRICT, cases.c.area), else_=of_step.city_area
        )
        self.is_of_case: ColumnElement[bool] = and_(
            of_step.policy_version == cases.c.policy_version,
            of_step.card_type == cases.c.card_type,
            of_step.step == cases.c.step,
        )
