"""When something is due, and how it stands today (办理期限): the colour of its light in words as well."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from api.addresses import CASE, href
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.case_times import CaseTimes
from domain.deadlines import Light, deadlines_of
from domain.policy.deadlines import DayUnit, RouteDeadlines
from domain.work import calendar_of
from projections.case_register import DueLine


class LightShown(Shown):
    """The colour, and what it means."""

    colour: Light
    words: Words


class DeadlineShown(Shown):
    """A deadline of the whole case, where `step` is null, or of a step; while it rests it has no day, but `days_left`.

    A provisional one is computed with a year of which no notice is known yet.
    """

    step: str | None
    begun_on: date
    days: int
    unit: DayUnit
    due_on: date | None
    is_provisional: bool
    light: LightShown
    is_escalated: bool


class CaseDeadlineShown(DeadlineShown):
    """With what only the case itself knows: what is left, below 0 if it is overdue, and how it ended."""

    days_left: int | None
    closed_on: date | None
    was_kept: bool | None


class DueLineShown(DeadlineShown):
    """A line of the due sheet: the case, and the office whose turn it is."""

    card_application_id: UUID
    href: str
    days_left: int | None
    escalates_to: str
    city: str
    area: str
    card_type: str
    route: str
    enterprise_id: UUID
    enterprise_name: str
    status: str
    function: str | None
    office_area: str | None


class DueLines(Shown):
    """A page of the due sheet."""

    items: tuple[DueLineShown, ...]
    next: str | None


def case_deadlines(times: CaseTimes, rules: RouteDeadlines, viewer: Viewer) -> tuple[CaseDeadlineShown, ...]:
    """Every deadline that a card application or a demand item has or had, with its light of today."""
    calendar = calendar_of(viewer.service.store)
    return tuple(
        CaseDeadlineShown(
            step=one.key.step,
            begun_on=one.begun_on,
            days=one.days,
            unit=one.rule.unit,
            due_on=one.due_on,
            is_provisional=one.is_provisional,
            light=light_shown(one.light(viewer.today)),
            is_escalated=one.is_escalated,
            days_left=one.days_left(viewer.today, calendar),
            closed_on=one.closed_on,
            was_kept=one.was_kept,
        )
        for one in deadlines_of(times, rules, calendar)
    )


def deadlines_of_line(lines: Iterable[DueLine], viewer: Viewer) -> tuple[DeadlineShown, ...]:
    """What is due of one case, as the register shows it."""
    return tuple(
        DeadlineShown(
            **{name: getattr(line, name) for name in _SAME}, light=light_shown(line.light(viewer.today))
        )
        for line in lines
    )


def due_lines(lines: Sequence[DueLine], on: date) -> list[DueLineShown]:
    """The lines of a page, each with its light of a day."""
    return [
        DueLineShown(
            **{name: getattr(line, name) for name in _OF_LINE},
            href=href(CASE, card_application_id=line.card_application_id),
            light=light_shown(line.light(on)),
        )
        for line in lines
    ]


def light_shown(light: Light) -> LightShown:
    return LightShown(colour=light, words=words(light.label))


_SAME = tuple(name for name in DeadlineShown.model_fields if name != "light")
_OF_LINE = tuple(name for name in DueLineShown.model_fields if name not in ("light", "href"))
