"""The people whom an enterprise list names: principals and service specialists (主要负责人、单位服务专员)."""

import re
from dataclasses import dataclass, field

from domain.cadres import PartyManaged
from domain.principals import PrincipalRole


def _post(words: str) -> re.Pattern[str]:
    """The post itself: neither its deputy, nor who held it before, nor whoever assists there."""
    return re.compile(rf"(?<![副原前])(?:{words})(?!助理|秘书|办公室)", re.IGNORECASE)


_ROLES = (
    (PrincipalRole.CHAIRMAN, _post(r"董事长|执行董事|董事局主席")),
    (PrincipalRole.GENERAL_MANAGER, _post(r"总经理|总裁|首席执行官|CEO")),
    (PrincipalRole.LEGAL_REPRESENTATIVE, re.compile(r"法定代表人|法人")),
    (
        PrincipalRole.TECHNICAL_HEAD,
        re.compile(r"总工程师|技术负责人|技术总监|技术副总|首席技术官|首席科学家|CTO", re.IGNORECASE),
    ),
)


@dataclass(frozen=True, slots=True)
class ListedPrincipal:
    """A principal as the list names him or her; `title` is the list's own word for the post."""

    row: int
    name: str = field(repr=False)
    title: str | None = field(default=None, repr=False)
    role: PrincipalRole = PrincipalRole.PRINCIPAL
    phones: tuple[str, ...] = field(default=(), repr=False)
    party_managed: PartyManaged = PartyManaged.UNKNOWN


@dataclass(frozen=True, slots=True)
class ListedSpecialist:
    """The employee who deals with the offices on the enterprise's behalf."""

    name: str = field(repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)


def role_of(title: str | None) -> PrincipalRole:
    """The highest of the posts that the title names: 董事长、总经理 is a chairman."""
    plain = "".join((title or "").split())
    named = (role for role, words in _ROLES if words.search(plain))
    return next(named, PrincipalRole.PRINCIPAL)
