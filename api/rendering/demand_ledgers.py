"""The ledgers of demands (需求台账): an item per line as it stands, with what is personal masked, and who may look."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from api.addresses import DEMAND, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden, masked_name, masked_phone
from api.rendering.deadlines import LightShown, light_shown
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.authorization import Post, PostMayNot, Role, in_stead, scope_of
from domain.base import Authority
from domain.deadlines import Light
from domain.demands import (
    Adoption,
    Beneficiary,
    Channel,
    Colour,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
)
from domain.functions import IN_MECHANISM
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger
from projections.demand_ledger import LedgerLine, LedgerReader


class ProgressShown(Shown):
    """A dated line of how far it is."""

    on: date
    said: PersonalShown


class UnitInTurn(Shown):
    """Whose turn it is: a function in an area."""

    function: str
    area: str


class DemandLineShown(Shown):
    """An item in the ledger and area where it is now. `light` is that of the day asked for, of the whole of it.

    `due_on` is that of the whole while it is open; of a closed item `closed_due_on`, `in_time` and `working_days` say
    what was computed on the day on which it was closed.
    """

    id: UUID
    href: str
    version: int
    entered_at: int
    number: str
    former_number: str | None
    city: str
    area: str
    ledger: Ledger
    category: str | None
    status: DemandStatus
    since_on: date
    channel: Channel
    raised_on: date
    registered_on: date
    enterprise_id: UUID | None
    enterprise_name: str | None
    uscc: str | None
    list_types: tuple[str, ...]
    specialist_id: UUID | None
    specialist_name: PersonalShown | None
    specialist_phone: PersonalShown | None
    talent_id: UUID | None
    name: PersonalShown | None
    phone: PersonalShown | None
    card_id: UUID | None
    card_type: str | None
    card_number: str | None
    card_application_id: UUID | None
    content: PersonalShown
    beneficiaries: tuple[Beneficiary, ...]
    policy_basis: PersonalShown | None
    conditions: PersonalShown | None
    planned_on: date | None
    remark: PersonalShown | None
    lead_function: str | None
    lead_area: str | None
    lead_organization: str | None
    assisting: tuple[str, ...]
    turn: UnitInTurn | None
    docking_member: str | None
    docking_result: DockingResult | None
    progress: tuple[ProgressShown, ...]
    reply: PersonalShown | None
    result: PersonalShown | None
    adoption: Adoption | None
    due_on: date | None
    days_left: int | None
    is_provisional: bool | None
    light: LightShown | None
    extensions: int
    asked_days: int | None
    escalated_to: EscalationLevel | None
    escalated_on: date | None
    reported_to: EscalationLevel | None
    supervision: Colour | None
    merged_into: str | None
    called_back_on: date | None
    reached: bool | None
    grade: Grade | None
    is_rectified: bool
    grade_after: Grade | None
    closed_on: date | None
    closed_due_on: date | None
    in_time: bool | None
    working_days: int | None


class DemandLines(Shown):
    """A page of the ledgers."""

    items: tuple[DemandLineShown, ...]
    next: str | None


def ledger_readers(viewer: Viewer) -> tuple[LedgerReader, ...]:
    """The caller, and those whom he or she stands in for. Raises `PostMayNot` for a post that no item is a matter of.

    An office that has no part in the mechanism sees what its unit is responsible for, and nothing else.
    """
    wide = (grant for grant in viewer.grants if not grant.is_narrow)
    return (
        _reader(viewer.authority, viewer),
        *(_reader(in_stead(viewer.authority, one), viewer) for one in wide),
    )


Line = dict[str, Any]  # the facts of a `DemandLineShown`, by their names


def demand_lines(lines: Sequence[LedgerLine], viewer: Viewer, on: date) -> list[Line]:
    """The items of a page, all that is personal opened with one question.

    Each is what `DemandLineShown` would be dumped as, and no model: what a ledger holds was validated when its events were read, and a page
    has fifty of them (docs/adr/0063-a-page-is-told-once.md).
    """
    disclosure = viewer.disclosed(facts_of_lines(lines))
    return [_line(line, disclosure, on) for line in lines]


def facts_of_lines(lines: Iterable[LedgerLine]) -> Iterable[PersonalData | None]:
    """Everything personal on these lines."""
    for line in lines:
        yield from _personal(line)
        yield from (one.said for one in line.progress)


def _reader(authority: Authority, viewer: Viewer) -> LedgerReader:
    try:
        scope = scope_of(authority, viewer.service.policies)
    except PostMayNot:
        if authority.role != Role.OFFICER or authority.function in IN_MECHANISM:
            raise
        scope = None
    who = {name: getattr(authority, name) for name in ("function", "area", "enterprise_id")}
    return LedgerReader(Post(role=Role(authority.role), **who), scope)


def _line(line: LedgerLine, disclosure: Disclosure, on: date) -> Line:
    light = line.light(on)
    facts: Line = dict(zip(_SAME, _same(line), strict=True))
    for (name, mask), fact in zip(_SHOWN_AS.items(), _personal(line), strict=True):
        facts[name] = fact and disclosure.shown(fact, mask)
    facts["id"] = line.demand_item_id
    facts["href"] = href(DEMAND, demand_item_id=line.demand_item_id)
    facts["light"] = light and _light(light)
    facts["turn"] = (
        {"function": line.turn_function or "", "area": line.turn_area}
        if line.turn_function and line.turn_area
        else None
    )
    facts["progress"] = [{"on": one.on, "said": disclosure.shown(one.said, hidden)} for one in line.progress]
    return facts


@cache
def _light(light: Light) -> Line:
    return light_shown(light).as_json()


_SHOWN_AS = {
    "specialist_name": masked_name,
    "specialist_phone": masked_phone,
    "name": masked_name,
    "phone": masked_phone,
    "content": hidden,
    "policy_basis": hidden,
    "conditions": hidden,
    "remark": hidden,
    "reply": hidden,
    "result": hidden,
}
_SAME = tuple(
    name
    for name in DemandLineShown.model_fields
    if name not in {*_SHOWN_AS, "id", "href", "light", "turn", "progress"}
)
_personal, _same = attrgetter(*_SHOWN_AS), attrgetter(*_SAME)
