"""What every event, aggregate and command of the domain has in common.

    Authority (who wants to decide) ──record()──> Envelope (who decided), on every event

The envelope is that of decided points 13 to 15: who acted in which capacity, for which body, under which
clauses and policy version, why, on which documents, and with effect from which day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.errors import Invalid
from domain.personal_data import Personal, PersonalData
from domain.text import Text


class Value(BaseModel):
    """An immutable group of facts inside an event or a command."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,  # what is refused may be personal
    )


class Capacity(StrEnum):
    """In which capacity the actor acts (经办身份)."""

    ACTING = "acting"  # in one's own office
    DEPUTISING = "deputising"  # in another's stead
    TRANSCRIBING = "transcribing"  # writing down what another body decided
    ENTERING_FOR = "entering_for"  # entering a paper form that another handed in
    SYSTEM = "system"  # the clock or the start-up, never a decision about a person


# Between the holder of an API key and its id, in the actor's name; a token's subject has no space in it.
BY_KEY = " key:"
IN_STEAD = frozenset({Capacity.DEPUTISING, Capacity.TRANSCRIBING})  # who acts so may name another officer


class DocumentReference(Value):
    """An official paper that a decision stands on (依据文件)."""

    kind: str
    number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    received_on: date | None = None
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


# A code, never a sentence: it stands in clear, and a sentence may be about a person.
ReasonCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Standing(Value):
    """Who speaks, for whom and on what ground: the part an authority and its envelope share."""

    actor: str
    capacity: Capacity = Capacity.ACTING
    role: str
    function: str | None = None
    area: str | None = None
    enterprise_id: UUID | None = None
    deciding_body: str | None = None
    on_behalf_of: str | None = None
    signatory: str | None = None
    documents: tuple[DocumentReference, ...] = ()
    reason_code: ReasonCode | None = None
    clauses: tuple[str, ...] = ()
    effective_on: date
    corrects: UUID | None = None

    @property
    def person(self) -> str:
        """Who answers for the actor: of a machine that acts by an API key, its holder; else the actor."""
        return self.actor.partition(BY_KEY)[0]

    @property
    def is_by_key(self) -> bool:
        """Whether a machine acts, by an API key."""
        return BY_KEY in self.actor

    @property
    def key_id(self) -> str:
        """By which key the machine acts."""
        return self.actor.partition(BY_KEY)[2]

    @property
    def persons(self) -> frozenset[str]:
        """Who decides: the person, and whom he or she stands in for, for four eyes are those of both."""
        return frozenset(filter(None, (self.person, self.stood_in_for)))

    @property
    def stood_in_for(self) -> str | None:
        """Whom the actor stands in for; a paper is entered for an enterprise, which is no such person."""
        return self.on_behalf_of if self.capacity in IN_STEAD else None


STANDING = tuple(Standing.model_fields)


class ReasonRequired(Invalid):
    code = "reason_required"
    title = Text("此项决定须说明理由", "This decision needs a reason")


class Authority(Standing):
    """What somebody brings along to decide: handed to every public method of an aggregate.

    `at` is the instant of the decision; the domain has no clock of its own.
    """

    at: AwareDatetime
    reason: str | None = Field(default=None, repr=False)
    only_routes: frozenset[str] | None = None  # those on which a deputy may act, if the grants name any
    policy_version: str | None = None
    other_accounts: frozenset[str] | None = None  # of the same persons; None until the office has looked

    @property
    def persons(self) -> frozenset[str]:
        """Who decides, under every account that he or she is known to have."""
        return super().persons | (self.other_accounts or frozenset())

    def under(self, policy_version: str, *clauses: str, deciding_body: str | None = None) -> Self:
        """The same authority, under the policy version and clauses its decision stands on."""
        ground = {"policy_version": policy_version, "clauses": clauses, "deciding_body": deciding_body}
        return self.model_copy(update=ground)

    @property
    def gives_reason(self) -> bool:
        """Whether it says why, by a code or in words."""
        return self.reason_code is not None or bool(self.reason and self.reason.strip())

    def must_give_reason(self) -> None:
        """Refuse a negative, returning, revoking, extending or overriding decision without a reason."""
        if not self.gives_reason:
            raise ReasonRequired(field="reason")


class Envelope(Standing):
    """The authority as it stands on the event; the reason is sealed under the subject of the case."""

    policy_version: str
    reason: PersonalData | None = None


class Event(CanMutateAggregate[UUID], Value):
    """Something that happened, never to be changed.

    The fields are those which the library's next major version reads: its event id and metadata are
    columns beside the state here.
    """

    originator_id: UUID
    originator_version: int
    timestamp: datetime
    envelope: Envelope

    TOPIC: ClassVar[str]
    # Whether it takes back what never was so: on no day, whichever it has effect from (`in_force.py`).
    FROM_THE_BEGINNING: ClassVar[bool] = False

    @staticmethod
    def create_timestamp() -> datetime:
        raise AssertionError("the domain has no clock: the authority says when")

    def apply(self, aggregate: Any) -> None:
        aggregate.effective_on = max(aggregate.effective_on, self.envelope.effective_on)


class Begins(CanInitAggregate[UUID]):
    """Mixed into the one event that begins an aggregate's life."""

    originator_topic: str


class EventSourced(BaseAggregate[UUID]):
    """An aggregate whose whole state is its history."""

    effective_on: date = date.min  # the latest day from which a decision about it has effect

    class Event(Event):
        """Something that happened to this aggregate."""

    @classmethod
    def begin(
        cls,
        event_class: type[Any],
        id_: UUID,
        authority: Authority,
        *,
        subject: UUID | None = None,
        **facts: Any,
    ) -> Self:
        """Record the first event of a new aggregate and return the aggregate."""
        return cls._create(event_class, id=id_, **_attributed(authority, subject or id_), **facts)

    def record(
        self,
        event_class: type[Any],
        authority: Authority,
        *,
        subject: UUID | None = None,
        after: date | None = None,
        **facts: Any,
    ) -> None:
        """Record what was decided; a reason is sealed for `subject`, by default the aggregate itself.

        Refuses a decision that takes effect before the step that precedes it, unless it gives a reason
        (decided point 14). That step is the aggregate's latest, or the one that had effect from `after`.
        """
        if authority.effective_on < (after or self.effective_on):
            authority.must_give_reason()
        self.trigger_event(event_class, **_attributed(authority, subject or self.id), **facts)


def _attributed(authority: Authority, subject: UUID) -> dict[str, Any]:
    """The instant and the envelope of an event that this authority decides."""
    reason = None if authority.reason is None else Personal(subject, authority.reason)
    envelope = _without_reason(authority) if reason is None else _envelope(authority, reason)
    return {"timestamp": authority.at, "envelope": envelope}


def _envelope(authority: Authority, reason: Personal | None) -> Envelope:
    if authority.policy_version is None:
        raise AssertionError("a use case decides under a policy version")
    standing = {name: getattr(authority, name) for name in STANDING}
    return Envelope(**standing, policy_version=authority.policy_version, reason=reason)


@lru_cache(maxsize=4)
def _without_reason(authority: Authority) -> Envelope:
    """One envelope for all events of a command: of a long list these are tens of thousands."""
    return _envelope(authority, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHeader:
    """One command as the log remembers it: who may repeat it, what it answered, what caused it.

    `key` is the caller's Idempotency-Key, or the command id where there is none. `fingerprint` is a
    keyed digest of the request; `answer` is the masked representation that a repetition gets again, with what it
    shows of persons as `Personal`, which the event store seals.
    """

    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    name: str
    principal: str
    key: str
    fingerprint: bytes
    answer: dict[str, Any] | None = None


class CommandRepeated(Exception):
    """The log knows this command: it took effect then, and its first answer, here as stored, holds."""

    def __init__(self, first_position: int, last_position: int, answer: dict[str, Any] | None) -> None:
        super().__init__(f"the command was recorded before, at positions {first_position} to {last_position}")
        self.first_position = first_position
        self.last_position = last_position
        self.answer = answer


class CommandKeyReused(Exception):
    """The log knows this key of this principal, for another command."""
