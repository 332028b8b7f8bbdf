"""The timeline of a demand item (事项办理历程): everything that has happened to it, in sentences."""

from collections.abc import Sequence

from api.rendering.shown import Shown
from api.rendering.timelines import LineShown, line_facts, paragraph_of
from api.viewer import Viewer
from documents.demand_sentences import DemandNames
from documents.demand_timeline import DemandTimelineText
from documents.demand_timeline_words import STATUSES
from domain.aggregates import DemandItem, Enterprise
from domain.demand_events import DemandEvent
from domain.demands import DemandStatus
from domain.policy.ledgers import Ledger
from domain.store import Recorded


class DemandTimelineLineShown(LineShown):
    """One event, and how the item stood after it."""

    area: str
    ledger: Ledger
    status: DemandStatus


class DemandTimelineShown(Shown):
    """The events of an item, the oldest first."""

    items: tuple[DemandTimelineLineShown, ...]


def demand_timeline_shown(history: Sequence[Recorded], viewer: Viewer) -> DemandTimelineShown:
    """The timeline in both languages, all reasons behind their masks; what was said in free text is no part of it."""
    names = DemandNames(viewer.service.policies)
    disclosure = viewer.disclosed(recorded.event.envelope.reason for recorded in history)

    def line(recorded: Recorded) -> DemandTimelineLineShown:
        event = recorded.event
        assert isinstance(event, DemandEvent)  # an item has no others
        return DemandTimelineLineShown(
            **line_facts(recorded, names.sentence(event), names, disclosure, viewer),
            area=event.area,
            ledger=event.ledger,
            status=event.status,
        )

    return DemandTimelineShown(items=tuple(map(line, history)))


def demand_timeline_printed(
    item: DemandItem, timeline: DemandTimelineShown, viewer: Viewer, position: int
) -> DemandTimelineText:
    """The same as it is printed, with a head that says which item it is and how it stands."""
    names, version = DemandNames(viewer.service.policies), item.policy_version
    return DemandTimelineText(
        number=item.number,
        ledger=names.ledger(item.ledger, version),
        area=names.area(item.area, version),
        category=None if item.category is None else names.category(item.ledger, item.category, version),
        enterprise=_enterprise(item, viewer),
        status=STATUSES[item.status],
        position=position,
        paragraphs=tuple(paragraph_of(line, names) for line in timeline.items),
    )


def _enterprise(item: DemandItem, viewer: Viewer) -> str | None:
    if item.enterprise_id is None:
        return None
    enterprise: Enterprise = viewer.service.store.get(item.enterprise_id)
    return enterprise.name
