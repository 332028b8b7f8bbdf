"""Whether a person's data may be used, are only stored, or are gone (限制处理、删除).

Restricted ⇄ RestrictionLifted            stored and protected, nothing else
    ReadingAllowed ↺                      to one reader, on a legal basis, until a day
ErasureRequested ─> Erased | ErasureDeclined      asked for by one, decided by another

Invariants: nobody decides about the erasure that he or she, or whom he or she stands in for, has asked for; what is
erased stays so, and nothing is recorded about the person any more.
"""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority, EventSourced
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.data_rights import (
    DataErased,
    DataRestricted,
    DataState,
    ErasureGround,
    ErasureRequestedAlready,
    LegalBasis,
    NoErasureRequested,
    NotRestricted,
    RestrictionGround,
)
from domain.errors import Invalid, Refusal
from domain.talent_events import TalentEvent
from domain.text import Text


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Who has asked for the erasure, and on which ground."""

    requested_by: str
    persons: frozenset[str]  # the officer, and whom he or she stands in for
    ground: ErasureGround
    since: date


class Restricted(TalentEvent):
    TOPIC: ClassVar[str] = "Talent.Restricted"
    ground: RestrictionGround

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.data_state = DataState.RESTRICTED
        aggregate.restricted_on = self.envelope.effective_on
        aggregate.restriction_ground = self.ground


class RestrictionLifted(TalentEvent):
    TOPIC: ClassVar[str] = "Talent.RestrictionLifted"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.data_state = DataState.IN_USE
        aggregate.restricted_on = None
        aggregate.restriction_ground = None


class ReadingAllowed(TalentEvent):
    """Somebody may read what is restricted, for a purpose that he or she states each time; `until` is the last day."""

    TOPIC: ClassVar[str] = "Talent.ReadingAllowed"
    reader: str
    basis: LegalBasis
    until: date


class ErasureRequested(TalentEvent):
    TOPIC: ClassVar[str] = "Talent.ErasureRequested"
    ground: ErasureGround

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        by = self.envelope
        aggregate.erasure_request = ErasureRequest(by.actor, by.persons, self.ground, by.effective_on)


class ErasureDeclined(TalentEvent):
    TOPIC: ClassVar[str] = "Talent.ErasureDeclined"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.erasure_request = None


class Erased(TalentEvent):
    """The keys of these subjects are destroyed: the person's own, and those under which he or she was known elsewhere."""

    TOPIC: ClassVar[str] = "Talent.Erased"
    ground: ErasureGround
    subjects: tuple[UUID, ...]

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.data_state = DataState.ERASED
        aggregate.erasure_request = None
        aggregate.restricted_on = None
        aggregate.restriction_ground = None


class HasDataRights(EventSourced):
    """The part of a talent that says what may be done with the data."""

    data_state: DataState = DataState.IN_USE
    restricted_on: date | None = None
    restriction_ground: RestrictionGround | None = None
    erasure_request: ErasureRequest | None = None

    @property
    @abstractmethod
    def area(self) -> str:
        """Where the person is by the latest day that is known."""

    def restrict(self, ground: RestrictionGround, authority: Authority) -> None:
        """Let the data be stored and protected, and nothing else (限制处理)."""
        self.must_not_be_erased()
        if self.data_state is DataState.RESTRICTED:
            raise DataRestricted(blocked_by=self._shown())
        self.record(Restricted, authority, area=self.area, ground=ground)

    def lift_restriction(self, authority: Authority) -> None:
        """Let the data be used again (解除限制处理)."""
        self._must_be_restricted()
        authority.must_give_reason()
        self.record(RestrictionLifted, authority, area=self.area)

    def allow_reading(self, reader: str, basis: LegalBasis, until: date, authority: Authority) -> None:
        """Let somebody else read what is restricted until a day (准予查阅)."""
        self._must_be_restricted()
        authority.must_give_reason()
        if reader in authority.persons:
            raise SameOfficer(field="reader", lifted_by=A_COLLEAGUE)
        if until < authority.effective_on:
            raise Invalid(UNTIL_HAS_PASSED, field="until")
        self.record(ReadingAllowed, authority, area=self.area, reader=reader, basis=basis, until=until)

    def request_erasure(self, ground: ErasureGround, authority: Authority) -> None:
        """Ask for the erasure, which another decides (申请删除). Whether anything stands in its way is asked before."""
        self.must_not_be_erased()
        if self.erasure_request is not None:
            raise ErasureRequestedAlready(blocked_by=self._shown())
        self.record(ErasureRequested, authority, area=self.area, ground=ground)

    def decline_erasure(self, authority: Authority) -> None:
        """Not erase the data, and say why (不予删除)."""
        self._second_officer_on(authority)
        authority.must_give_reason()
        self.record(ErasureDeclined, authority, area=self.area)

    def erase(self, subjects: tuple[UUID, ...], authority: Authority) -> None:
        """Destroy the keys, for ever (删除). Whether anything stands in its way is asked before."""
        request = self._second_officer_on(authority)
        self.record(Erased, authority, area=self.area, ground=request.ground, subjects=(self.id, *subjects))

    # -- what the decisions ask ------------------------------------------------------------------------

    def must_be_in_use(self) -> None:
        """Refuse to begin or change anything about a person whose data are restricted, erased, or about to be."""
        if (refused := self.not_in_use) is not None:
            raise refused

    @property
    def not_in_use(self) -> Refusal | None:
        """Why nothing may be begun or changed about the person; None where it may."""
        if self.data_state is DataState.ERASED:
            return DataErased(blocked_by=self._shown())
        if self.data_state is DataState.RESTRICTED:
            return DataRestricted(blocked_by=self._shown(), lifted_by=LIFTED_BY_HRSS)
        if self.erasure_request is not None:
            return ErasureRequestedAlready(blocked_by=self._shown(), lifted_by=DECLINED_BY_HRSS)
        return None

    def must_not_be_erased(self) -> None:
        """Refuse whatever is about a person who is erased. Raises `DataErased`."""
        if self.data_state is DataState.ERASED:
            raise DataErased(blocked_by=self._shown())

    def _must_be_restricted(self) -> None:
        self.must_not_be_erased()
        if self.data_state is not DataState.RESTRICTED:
            raise NotRestricted(blocked_by=self._shown())

    def _second_officer_on(self, authority: Authority) -> ErasureRequest:
        """The request, to whoever has no part in it. Raises `NoErasureRequested` and `SameOfficer`."""
        self.must_not_be_erased()
        if self.erasure_request is None:
            raise NoErasureRequested(blocked_by=self._shown())
        if self.erasure_request.persons & authority.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        return self.erasure_request

    def _shown(self) -> dict[str, str]:
        return {"kind": "talent", "id": str(self.id)}


UNTIL_HAS_PASSED = Text("查阅期限早于生效日期", "The last day is before the day on which it has effect")
LIFTED_BY_HRSS = Text(
    "由市人力资源社会保障部门解除限制", "The city's department of human resources can lift it"
)
DECLINED_BY_HRSS = Text(
    "由市人力资源社会保障部门决定删除申请",
    "The city's department of human resources decides about the erasure",
)

# What these events say shows wherever the person does, because the vault opens every fact: no register notes it.
KEPT_BY_THE_VAULT = (Restricted, RestrictionLifted, ReadingAllowed, ErasureRequested, ErasureDeclined, Erased)
