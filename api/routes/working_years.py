"""The calendar of working days (工作日历): public, as the State Council's notices are that it comes from."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api import resources
from api.addresses import WORKING_YEAR, WORKING_YEARS
from api.command_routes import offer
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.rendering.working_years import (
    WorkingYears,
    WorkingYearShown,
    working_year_answered,
    working_year_shown,
)
from domain.aggregates import WorkingYear
from domain.calendar import FIRST_YEAR, OFFICE_ZONE
from domain.use_cases.keeping_calendar import AnnounceWorkingYear

Year = Annotated[int, Path(ge=2000, le=2100)]

router = APIRouter(route_class=GuardedRoute, tags=["calendar"])


offer(
    router,
    AnnounceWorkingYear,
    resources.WORKING_YEAR,
    WorkingYearShown,
    render=lambda decided, _: working_year_answered(decided),  # an operator sees nothing else here
)


@router.get(WORKING_YEARS, response_model=WorkingYears, responses=refused(*OF_QUERIES))
def working_years(desk: AtDesk) -> Response:
    """The years from the first that counts to the one after the present."""
    present = desk.service.clock().astimezone(OFFICE_ZONE).year
    shown = (_year(desk, year) for year in range(FIRST_YEAR, present + 2))
    return as_json(WorkingYears(items=tuple(shown)).as_json())


@router.get(WORKING_YEAR, response_model=WorkingYearShown, responses=refused(*OF_QUERIES))
def working_year(desk: AtDesk, year: Year) -> Response:
    """One year with its notices, the oldest first."""
    shown = _year(desk, year)
    return desk.answer(shown, shown.version)


def _year(desk: Desk, year: int) -> WorkingYearShown:
    store, id_ = desk.service.store, WorkingYear.id_of(year)
    found = store.load_all([id_]).get(id_)
    known = found if isinstance(found, WorkingYear) else None
    return working_year_shown(year, known, store.history(id_) if known else ())
