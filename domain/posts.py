"""Posts (岗位): in which role somebody acts, with which function in which area, or for which enterprise.

Three roles are kept apart (三员分立): who runs the system, who keeps its accounts, and who looks at what both have done.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from domain.base import Value
from domain.errors import NotPermitted
from domain.text import Text


class Role(StrEnum):
    """What kind of user acts (角色)."""

    OFFICER = "officer"  # 经办、审核、签发人员 of a department function in an area
    SPECIALIST = "specialist"  # 单位服务专员 of an enterprise
    AUDITOR = "auditor"  # 审计人员
    PROVIDER = "service_provider"  # 服务单位, such as a hospital or an airport
    WINDOW = "provincial_window"  # 省级服务窗口
    OPERATOR = "operator"  # 系统管理员
    SECURITY = "security_officer"  # 安全管理员: accounts, keys and the security log, and nothing else
    SYSTEM = "system"  # the clock and the start-up


SEPARATED = frozenset({Role.OPERATOR, Role.SECURITY, Role.AUDITOR})  # 三员分立: nobody holds two of them


class Post(Value):
    """One post of a user: officers have a function in an area, specialists an enterprise."""

    role: Role
    function: str | None = None
    area: str | None = None
    enterprise_id: UUID | None = None

    @property
    def can_come_in(self) -> bool:
        """Whether somebody can come in with it, by a token or a key: it states what a post of its role has and nothing else, and
        is not the system's, which comes from within.
        """
        stated = (self.function is not None, self.area is not None, self.enterprise_id is not None)
        return stated == _STATED.get(self.role, (False, False, False)) and self.role is not Role.SYSTEM


_STATED = {Role.OFFICER: (True, True, False), Role.SPECIALIST: (False, False, True)}


class RolesNotSeparated(NotPermitted):
    code = "roles_not_separated"
    title = Text(
        "系统管理员、安全管理员、审计人员三种角色不得由同一账号兼任",
        "No account holds two of the roles of operator, security officer and auditor",
    )


def must_be_separated(roles: Iterable[Role]) -> None:
    """Refuse an account that holds two of the three separated roles. Raises `RolesNotSeparated`."""
    if len(SEPARATED.intersection(roles)) > 1:
        raise RolesNotSeparated(lifted_by=ADMINISTRATOR_LIFTS)


ADMINISTRATOR_LIFTS = Text("由系统管理员授予相应岗位", "An administrator can grant the post that may")
