"""A line of the case register (申报台账): where a case stands, whose turn it is, and since when."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.addresses import CASE, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import masked_name
from api.rendering.card_applications import StepShown, step_shown
from api.rendering.deadlines import DeadlineShown, deadlines_of_line
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.authorization import Role
from domain.cases import CaseStatus, ProvincialResult
from domain.errors import NotFound
from domain.policy.refusals import UnknownRoute
from projections.case_register import CaseLine, DueLine, EntryKind, EntryLine, Since, Turn


class SinceShown(Shown):
    """From which day, and at which position of the log."""

    on: date
    position: int


class TurnShown(Shown):
    """Who has to act next: an office by its function and area, or the enterprise's specialist."""

    role: Role
    function: str | None
    area: str | None
    enterprise_id: UUID | None


class EntryShown(Shown):
    """What one officer has entered, and another has to confirm."""

    kind: EntryKind
    result: ProvincialResult | None
    entered_by: str
    since: SinceShown


class CaseLineShown(Shown):
    """A case as it stands or stood, with the enterprise and the area of then; the person's name is that of now, masked.

    `due` is what is due now; of a moment or a day it is empty.
    """

    id: UUID
    href: str
    version: int
    city: str
    area: str
    card_type: str
    route: str
    quota_year: int | None
    department: str | None
    list_type: str | None
    enterprise_id: UUID
    enterprise_name: str
    talent_id: UUID
    talent_name: PersonalShown | None
    place_id: UUID | None
    policy_version: str
    status: CaseStatus
    step: StepShown | None
    turn: TurnShown | None
    since: SinceShown
    is_returned: bool
    submitted_on: date | None
    acceptance_number: str | None
    accepted_on: date | None
    counts_from: date | None
    suspended_on: date | None
    suspension_ground: str | None
    returns: int
    corrections: int
    to_confirm: EntryShown | None
    batch_id: UUID | None
    card_id: UUID | None
    due: tuple[DeadlineShown, ...]
    on_behalf_of: str | None
    last_actor: str


class CaseLines(Shown):
    """A page of the register, or of a queue."""

    items: tuple[CaseLineShown, ...]
    next: str | None


def case_lines(lines: Sequence[CaseLine], viewer: Viewer, *, is_now: bool = True) -> list[CaseLineShown]:
    """The cases of a page, their persons' names opened with one question; what is due, is so now alone."""
    disclosure = viewer.disclosed(line.talent_name for line in lines)
    ids = [line.card_application_id for line in lines]
    cities = {line.city for line in lines}
    city = cities.pop() if len(cities) == 1 else None
    due = viewer.service.due_sheet.of_cases(ids, city) if is_now else {}
    return [_line(line, due.get(line.card_application_id, []), disclosure, viewer) for line in lines]


def _line(line: CaseLine, due: Sequence[DueLine], disclosure: Disclosure, viewer: Viewer) -> CaseLineShown:
    return CaseLineShown(
        id=line.card_application_id,
        href=href(CASE, card_application_id=line.card_application_id),
        talent_name=disclosure.shown_if_stated(line.talent_name, masked_name),
        step=_step(line, viewer),
        turn=None if line.turn is None else _turn(line.turn),
        since=_since(line.since),
        to_confirm=None if line.to_confirm is None else _entry(line.to_confirm),
        due=deadlines_of_line(due, viewer),
        **{name: getattr(line, name) for name in _SAME},
    )


def _step(line: CaseLine, viewer: Viewer) -> StepShown | None:
    """The step as the policy version of the case has it; None if this installation ships that no longer."""
    if line.step is None:
        return None
    try:
        route = viewer.service.policies.version(line.policy_version).route(line.route)
        return step_shown(route.steps.step(line.step), line.department)
    except (NotFound, UnknownRoute):
        return None


def _turn(turn: Turn) -> TurnShown:
    return TurnShown(role=turn.role, function=turn.function, area=turn.area, enterprise_id=turn.enterprise_id)


def _since(since: Since) -> SinceShown:
    return SinceShown(on=since.on, position=since.position)


def _entry(entry: EntryLine) -> EntryShown:
    return EntryShown(
        kind=entry.kind, result=entry.result, entered_by=entry.entered_by, since=_since(entry.since)
    )


_MADE = {"id", "href", "talent_name", "step", "turn", "since", "to_confirm", "due"}
_SAME = tuple(name for name in CaseLineShown.model_fields if name not in _MADE)
