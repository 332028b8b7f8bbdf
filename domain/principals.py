"""The principals (主要负责人) of an enterprise: who leads it, and in which role (decided point 2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.cadres import PartyManaged
from domain.errors import Conflict, NotFound
from domain.personal_data import PersonalData
from domain.text import Text


class PrincipalRole(StrEnum):
    """What a principal is in the enterprise (主要负责人身份, decided point 2)."""

    CHAIRMAN = "chairman"  # 董事长
    GENERAL_MANAGER = "general_manager"  # 总经理
    LEGAL_REPRESENTATIVE = "legal_representative"  # 法定代表人
    TECHNICAL_HEAD = "technical_head"  # 技术负责人
    PRINCIPAL = "principal"  # 主要负责人, where the list says no more


class SamePerson(Conflict):
    code = "same_person"
    title = Text("该负责人已核实为此人", "The principal is known to be this person already")


class NoSuchPrincipal(NotFound):
    code = "no_such_principal"
    title = Text("没有该负责人", "There is no such principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalStatement:
    """A principal as one source states it: a batch of a list, or an officer, who belongs to none."""

    id: UUID
    name: PersonalData
    role: PrincipalRole
    title: PersonalData | None = None
    phone: PersonalData | None = None
    party_managed: PartyManaged = PartyManaged.UNKNOWN
    list_type: str | None = None
    list_batch_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal(PrincipalStatement):
    """A person who is or was a principal, sealed under a subject of his or her own.

    `talent_id` is the person on the books that he or she has been found to be, by an identity document.
    """

    since: date
    left_on: date | None = None
    talent_id: UUID | None = None


LEFT_BEFORE_NAMED = Text(
    "离任日期早于登记日期", "The principal left before the day from which he or she was named"
)
