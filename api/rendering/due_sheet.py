"""The due sheet on paper: what stands above the deadlines, and each deadline with names for codes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from api.rendering.sheet_words import organization_name
from api.viewer import Viewer
from documents.due_sheet import DueSheetHead, DueSheetLine
from documents.policy_names import region_name
from domain.errors import Refusal
from domain.policy.pack import PolicyPack
from projections.case_register import DueLine

WHOLE_CASE = "全程"


def due_sheet_head(viewer: Viewer, on: date) -> DueSheetHead:
    """What stands above the deadlines as they are on a day."""
    city, standing = viewer.scope.city, viewer.authority
    pack = None if city is None else viewer.service.policies.in_force(city, viewer.today)
    return DueSheetHead(
        title=f"{region_name(city) if city else ''}申报办理期限台账",
        compiled_by=organization_name(pack, standing.area, standing.function) if pack else "",
        compiled_at=viewer.service.clock(),
        on=on,
    )


def due_sheet_lines(pages: Iterable[Sequence[DueLine]], viewer: Viewer, on: date) -> Iterator[DueSheetLine]:
    """The deadlines of all pages with their lights of a day."""
    return (_line(line, viewer, on) for page in pages for line in page)


def _line(line: DueLine, viewer: Viewer, on: date) -> DueSheetLine:
    pack = _pack(line, viewer)
    return DueSheetLine(
        enterprise=line.enterprise_name,
        area=pack.area_of(line.area).name.zh if pack else line.area,
        card_type=pack.card_type(line.card_type).name.zh if pack else line.card_type,
        route=pack.route(line.route).name.zh if pack else line.route,
        deadline=_deadline(line, pack),
        office=_office(line, pack, viewer),
        begun_on=line.begun_on,
        days=line.days,
        unit=line.unit,
        due_on=line.due_on,
        is_provisional=line.is_provisional,
        days_left=line.days_left,
        light=line.light(on),
        is_escalated=line.is_escalated,
        card_application=str(line.card_application_id),
    )


def _office(line: DueLine, pack: PolicyPack | None, viewer: Viewer) -> str | None:
    """Who has to act by now."""
    if pack is None:
        return line.function
    of_today = viewer.service.policies.of_the_day(pack, viewer.today)
    return organization_name(of_today, line.office_area, line.function)


def _deadline(line: DueLine, pack: PolicyPack | None) -> str:
    if line.step is None:
        return WHOLE_CASE
    return pack.route(line.route).steps.step(line.step).name.zh if pack else line.step


def _pack(line: DueLine, viewer: Viewer) -> PolicyPack | None:
    """The pack of the case, if it is still known here."""
    try:
        return viewer.service.policies.version(line.policy_version)
    except Refusal:
        return None
