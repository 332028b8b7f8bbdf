"""The quota board (配额看板): a line per quota, its places with names, and the ledger that is printed from them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from api.addresses import QUOTA, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import masked_name
from api.rendering.quotas import DepartmentShown, FiguresShown
from api.rendering.sheet_words import organization_name, words_of
from api.rendering.shown import Shown
from api.viewer import Viewer
from documents.policy_names import region_name
from documents.quota_board import DepartmentLedger, QuotaBoardSheet
from documents.quota_board import PlaceLine as LedgerLine
from domain.authorization import PostMayNot
from domain.places import PlaceStatus, ReleaseCause
from domain.policy.pack import PolicyPack
from projections.quota_board import DepartmentLine, PlaceLine, QuotaLine


class QuotaLineShown(FiguresShown):
    """A quota with its figures, and those of its departments."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    quota_year: int
    policy_version: str
    is_closed: bool
    method_filed: bool
    departments: tuple[DepartmentShown, ...]


class QuotaLines(Shown):
    """A page of quotas."""

    items: tuple[QuotaLineShown, ...]
    next: str | None


class PlaceLineShown(Shown):
    """A place with the names of its enterprise and its person, the latter masked."""

    id: UUID
    department: str
    transfer_to: str | None
    enterprise_id: UUID
    enterprise_name: str
    enterprise_area: str
    list_type: str
    list_document_number: str | None
    status: PlaceStatus
    release_cause: ReleaseCause | None
    nominated_on: date
    letter_number: str | None
    talent_id: UUID | None
    talent_name: PersonalShown | None
    card_application_id: UUID | None


class PlacesShown(Shown):
    """The places of a quota in the order of their nomination."""

    items: tuple[PlaceLineShown, ...]


def quota_line(line: QuotaLine) -> QuotaLineShown:
    """A line of the board."""
    return QuotaLineShown(
        id=line.quota_id,
        href=href(QUOTA, city=line.city, card_type=line.card_type, quota_year=line.quota_year),
        version=line.version,
        city=line.city,
        card_type=line.card_type,
        quota_year=line.quota_year,
        policy_version=line.policy_version,
        is_closed=line.closed,
        method_filed=line.method_filed,
        departments=tuple(
            DepartmentShown(department=one.department, **_figures(one)) for one in line.departments
        ),
        **_figures(line),
    )


def places_shown(places: Sequence[PlaceLine], viewer: Viewer) -> PlacesShown:
    """The places, their persons' names opened with one question."""
    disclosure = viewer.disclosed(place.talent_name for place in places)
    return PlacesShown(
        items=tuple(
            PlaceLineShown(
                id=place.place_id,
                talent_name=disclosure.shown_if_stated(place.talent_name, masked_name),
                **{name: getattr(place, name) for name in _SAME},
            )
            for place in places
        )
    )


def quota_sheet(
    line: QuotaLine, places: Sequence[PlaceLine], viewer: Viewer, compiled_at: datetime
) -> QuotaBoardSheet:
    """The ledger of a quota, as an officer of this viewer's post prints it."""
    pack = viewer.service.policies.version(line.policy_version)
    of_the_day = viewer.service.policies.of_the_day(pack, viewer.today)
    disclosure = viewer.disclosed(place.talent_name for place in places)
    return QuotaBoardSheet(
        city=region_name(line.city),
        card_type=pack.card_type(line.card_type).name.zh,
        quota_year=line.quota_year,
        city_limit=line.limit,
        departments=tuple(_ledger(one, places, of_the_day, disclosure) for one in line.departments),
        compiled_by=organization_name(of_the_day, viewer.authority.area, viewer.authority.function),
        compiled_at=compiled_at,
    )


def must_see_all(viewer: Viewer) -> None:
    """Refuse who sees a part: the balances of a part would be false."""
    if viewer.scope.is_of_a_part:
        raise PostMayNot


def _figures(line: QuotaLine | DepartmentLine) -> dict[str, int]:
    return {name: getattr(line, name) for name in FiguresShown.model_fields}


def _ledger(
    line: DepartmentLine, places: Sequence[PlaceLine], pack: PolicyPack, disclosure: Disclosure
) -> DepartmentLedger:
    own = [place for place in places if place.department == line.department]
    name = organization_name(pack, pack.city_area.code, line.department)
    return DepartmentLedger(name, line.limit, tuple(_ledger_line(place, disclosure) for place in own))


def _ledger_line(place: PlaceLine, disclosure: Disclosure) -> LedgerLine:
    return LedgerLine(
        enterprise=place.enterprise_name,
        list_document=place.list_document_number,
        nominated_on=place.nominated_on,
        status=place.status,
        nominee=words_of(disclosure.shown_if_stated(place.talent_name, masked_name)),
        release_cause=place.release_cause,
    )


_SAME = tuple(name for name in PlaceLineShown.model_fields if name not in ("id", "talent_name"))
