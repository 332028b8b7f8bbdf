"""What a simulation found (政策模拟), and how far one is that is under way."""

from typing import Any

from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.authorization import Role, scope_of
from domain.errors import Conflict
from domain.policy.pack import PolicyPack
from domain.text import Text


class NotOfACity(Conflict):
    code = "not_of_a_city"
    title = Text("只模拟城市的政策版本", "Only a city's version of a policy is simulated")


class SimulationUnderWay(Shown):
    """How far it is; None while another one has to end first."""

    position: int
    href: str
    cases_looked_at: int | None


class SumShown(Shown):
    """So many cases would have been otherwise in this, under this clause, in this area, before this department."""

    kind: str
    subject: str
    clause: str
    area: str
    department: str
    cases: int


class SimulationResult(Shown):
    """What would have been otherwise; `cases` only to who sees the whole city."""

    simulation: int
    draft: dict[str, str]
    position: int
    cases_looked_at: int
    cases_otherwise: int
    sums: tuple[SumShown, ...]
    not_decidable: tuple[dict[str, Any], ...]
    unknown_versions: tuple[dict[str, Any], ...]
    quotas: tuple[dict[str, Any], ...]
    cases: tuple[dict[str, Any], ...] | None = None


def may_simulate(viewer: Viewer, draft: PolicyPack) -> bool:
    """Whether somebody who may know of drafts is told what one would do in this city: an officer, in the own one."""
    return viewer.authority.role != Role.OFFICER or sees_cases(viewer, draft)


def sees_cases(viewer: Viewer, draft: PolicyPack) -> bool:
    """Whether the cases are named to this viewer: an operator runs the machine, and sees no case."""
    if viewer.authority.role not in (Role.OFFICER, Role.AUDITOR):
        return False
    return scope_of(viewer.authority, viewer.service.policies).covers_all_of(draft.city)
