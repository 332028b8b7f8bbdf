"""The timeline of a case (办理历程): what has happened to it, its place, its batches and its card, in sentences."""

from collections.abc import Sequence

from api.masking import masked_name
from api.rendering.shown import Shown
from api.rendering.timelines import LineShown, line_facts, paragraph_of, told
from api.viewer import Viewer
from documents.case_sentences import Names
from documents.case_timeline import CaseTimelineText
from documents.case_words import STATUSES
from domain.aggregates import CardApplication, Enterprise, Talent
from domain.base import Event
from domain.store import Recorded

OUTCOMES = ("opinion", "result", "answer", "cause")


class TimelineLineShown(LineShown):
    """One event. `step` is where it was done, `to_step` where the case went, `outcome` what was decided, as codes."""

    step: str | None
    to_step: str | None
    outcome: str | None


class TimelineShown(Shown):
    """The events that concern a case, the oldest first."""

    items: tuple[TimelineLineShown, ...]


def timeline_shown(case: CardApplication, history: Sequence[Recorded], viewer: Viewer) -> TimelineShown:
    """The timeline in both languages, all reasons behind their masks."""
    names = Names(viewer.service.policies, case.route)
    disclosure = viewer.disclosed(recorded.event.envelope.reason for recorded in history)

    def line(recorded: Recorded) -> TimelineLineShown:
        event = recorded.event
        return TimelineLineShown(
            **line_facts(recorded, names.sentence(event), names, disclosure, viewer),
            step=_stated(event, "step"),
            to_step=_stated(event, "next_step", "to_step"),
            outcome=_stated(event, *OUTCOMES),
        )

    return TimelineShown(items=tuple(map(line, history)))


def timeline_text(
    case: CardApplication, timeline: TimelineShown, viewer: Viewer, position: int
) -> CaseTimelineText:
    """The same as it is printed, with a head that says whose case it is and where it stands."""
    names = Names(viewer.service.policies, case.route)
    pack = viewer.service.policies.version(case.policy_version)
    enterprise: Enterprise = viewer.service.store.get(case.enterprise_id)
    talent: Talent = viewer.service.store.get(case.talent_id)
    shown = viewer.disclosed([talent.name]).shown(talent.name, masked_name)
    return CaseTimelineText(
        case=str(case.id),
        number=None if case.intake is None else case.intake.number,
        card_type=pack.card_type(case.card_type).name,
        route=pack.route(case.route).name,
        quota_year=case.quota_year,
        enterprise=enterprise.name,
        nominee=told(shown),
        status=STATUSES[case.status],
        step=None if case.step is None else names.step(case.step, case.policy_version),
        position=position,
        paragraphs=tuple(paragraph_of(line, names) for line in timeline.items),
    )


def _stated(event: Event, *names: str) -> str | None:
    """The first of these facts that the event states."""
    return next((str(fact) for name in names if (fact := getattr(event, name, None)) is not None), None)
