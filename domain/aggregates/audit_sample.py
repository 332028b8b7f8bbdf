"""Audit sample (审计抽样): cases that an auditor drew by lot, with all that it takes to draw the same again.

    Drawn

Invariants: out of no population, and out of none that is larger than can be read, is anything drawn. The event has the population's
SHA-256, the position of the log at which it is found again, and the seed: anybody draws the same from these.
"""

from typing import ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.audit_samples import MOST_CASES, Draw, NoCaseFits, SampledCases, Seed, TooManyCasesFit
from domain.base import Authority, Begins, Envelope, EventSourced


class AuditSample(EventSourced):
    TOPIC = "AuditSample"

    class Event(EventSourced.Event):
        """Something that happened to a sample."""

    class Drawn(Event, Begins):
        """The population are the cases that fitted at `population_position` of the log; `is_seed_stated` if the auditor brought the seed."""

        TOPIC: ClassVar[str] = "AuditSample.Drawn"
        number: int
        sampled: SampledCases
        wanted: int
        seed: Seed
        is_seed_stated: bool
        population_position: int
        population_size: int
        population_sha256: str
        cases: tuple[UUID, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def draw(
        cls,
        id_: UUID,
        *,
        number: int,
        sampled: SampledCases,
        wanted: int,
        seed: str,
        is_seed_stated: bool,
        drawn: Draw,
        population_position: int,
        authority: Authority,
    ) -> Self:
        """Put on record what the lot has drawn out of the cases that fit (抽取样本)."""
        if not drawn.size:
            raise NoCaseFits(field="sampled")
        if drawn.size > MOST_CASES:
            raise TooManyCasesFit(field="sampled")
        return cls.begin(
            cls.Drawn,
            id_,
            authority,
            number=number,
            sampled=sampled,
            wanted=wanted,
            seed=seed,
            is_seed_stated=is_seed_stated,
            population_position=population_position,
            population_size=drawn.size,
            population_sha256=drawn.sha256,
            cases=drawn.cases,
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Drawn)
    def __init__(
        self,
        number: int,
        sampled: SampledCases,
        wanted: int,
        seed: str,
        is_seed_stated: bool,
        population_position: int,
        population_size: int,
        population_sha256: str,
        cases: tuple[UUID, ...],
        envelope: Envelope,
    ) -> None:
        self.number = number
        self.sampled = sampled
        self.wanted = wanted
        self.seed = seed
        self.is_seed_stated = is_seed_stated
        self.population_position = population_position
        self.population_size = population_size
        self.population_sha256 = population_sha256
        self.cases = cases
        self.drawn_by, self.drawn_on = envelope.actor, envelope.effective_on
