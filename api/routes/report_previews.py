"""The drafts of a quarter while entry goes on (季报预览): which were announced, and what the books say now."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.addresses import REPORT_DRAFTS, REPORT_PREVIEW
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import MinPosition, await_projection
from api.refusals import NotYet, ProjectionBehind
from api.rendering.quarterly_reports import sees
from api.rendering.report_previews import DraftsShown, PreviewShown, drafts_shown, preview_shown
from api.routes.quarterly_reports import Unit
from api.viewer import Viewer
from domain.aggregates import LedgerClosings
from domain.authorization import units_seen
from domain.errors import NotFound
from domain.ledger_books.quarters import Quarter
from domain.policy.pack import PolicyPack
from domain.reports import EntryIsClosed, NotTheNextQuarter, QuarterNotOver
from domain.use_cases.previewing_reports import previewed, report_in_preview

BOOKS = "ledger_movements"
OverQuarter = Annotated[str, Path(pattern=r"^20[0-9]{2}Q[1-4]$")]

router = APIRouter(route_class=GuardedRoute, tags=["quarterly reports"])


@router.get(REPORT_DRAFTS, response_model=DraftsShown, responses=refused(*OF_QUERIES))
def report_drafts(desk: AtDesk) -> Response:
    """The drafts that the clock has announced to the caller's window, as long as entry goes on."""
    store, viewer = desk.service.store, desk.own_viewer
    units_seen(viewer.authority, desk.service.policies)  # raises `PostMayNot`, drafts or none
    ids = dict.fromkeys(LedgerClosings.id_of(pack.city) for pack in desk.service.policies)
    found = store.load_all(ids)
    closings = [one for id_ in ids if isinstance(one := found.get(id_), LedgerClosings)]
    return desk.answer(drafts_shown(closings, viewer), "-".join(str(one.version) for one in closings))


@router.get(
    REPORT_PREVIEW,
    response_model=PreviewShown,
    responses=refused(
        *OF_QUERIES, NotYet, ProjectionBehind, EntryIsClosed, NotTheNextQuarter, QuarterNotOver
    ),
)
def quarterly_report_preview(
    desk: AtDesk, unit: Unit, quarter: OverQuarter, min_position: MinPosition = None
) -> Response:
    """What the report would say if entry were closed now: nothing of it is kept, and the next look may say something else."""
    await_projection(desk, BOOKS, min_position)
    viewer, service, over = desk.own_viewer, desk.service, Quarter.named(quarter)
    pack = _pack_of(unit, viewer)
    if not sees(unit, viewer):
        raise NotFound
    work = service.office.reading(viewer.authority)
    preview = previewed(report_in_preview(unit, over, pack, work), work)
    last_day = pack.demand_rules.reporting.last_day_of_entry(over, work.calendar)
    return desk.answer(preview_shown(preview, last_day), f"{preview.content.cut_off.position}@{viewer.today}")


def _pack_of(unit: str, viewer: Viewer) -> PolicyPack:
    """The policy in force of the city that the unit is, or is in. Raises `NotFound`."""
    for pack in viewer.service.policies.all_in_force(viewer.today):
        if isinstance(pack, PolicyPack) and unit in (pack.city, *(area.code for area in pack.areas)):
            return pack
    raise NotFound
