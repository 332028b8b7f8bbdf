"""What is still to be decided about a case and another that has the same person or file, to who may know of both (查重)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.addresses import CASE, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import CardApplication, Enterprise
from domain.cases import CaseStatus
from domain.duplicates import DuplicateGround
from domain.use_cases.finding_duplicates import findings
from domain.use_cases.keeping_enterprises import survivor_of


class DuplicateShown(Shown):
    """Another case, and what both have in common."""

    ground: DuplicateGround
    card_application_id: UUID
    href: str
    status: CaseStatus


def duplicates_shown(case: CardApplication, viewer: Viewer) -> tuple[DuplicateShown, ...]:
    """The findings about the case, without those about cases that the viewer may not know of."""
    others: dict[UUID, Any] = {}

    def find(ids: Iterable[UUID]) -> Mapping[UUID, Any]:
        found = viewer.service.store.load_all(ids) | {one.id: one for one in viewer.decided}
        others.update(found)
        return found

    return tuple(
        DuplicateShown(
            ground=finding.ground,
            card_application_id=finding.other_id,
            href=href(CASE, card_application_id=finding.other_id),
            status=others[finding.other_id].status,
        )
        for finding in findings(case, find)
        if _may_know_of(others[finding.other_id], viewer)
    )


def _may_know_of(case: CardApplication, viewer: Viewer) -> bool:
    enterprise: Enterprise = survivor_of(case.enterprise_id, viewer.service.store.get)
    return viewer.sees(city=case.city, area=enterprise.area, enterprise_id=enterprise.id)
