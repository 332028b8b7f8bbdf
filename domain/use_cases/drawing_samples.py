"""Drawing a sample of cases by lot, for an audit (审计抽样)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.audit_sample import AuditSample
from domain.aggregates.sample_catalogue import SampleCatalogue
from domain.audit_samples import Draw, SampledCases, Seed
from domain.authorization import Command, Permission, auditor
from domain.work import Work

Wanted = Annotated[int, Field(ge=1, le=1000)]


class DrawAuditSample(Command):
    """`drawn` is what the lot draws out of the cases that fit at a position of the log, as the register finds them: nobody states it."""

    permitted: ClassVar[tuple[Permission, ...]] = (auditor,)
    sampled: SampledCases
    wanted: Wanted
    seed: Seed
    is_seed_stated: bool
    drawn: Draw
    population_position: int


def draw_audit_sample(command: DrawAuditSample, work: Work) -> AuditSample:
    """Raises `NoPolicyInForce`, `NoCaseFits` and `TooManyCasesFit`."""
    city = command.sampled.city
    authority = work.under(work.policies.in_force(city, work.authority.effective_on))
    catalogue = work.find(SampleCatalogue, SampleCatalogue.id_of(city)) or work.add(
        SampleCatalogue.open(city, authority)
    )
    id_ = work.new_id()
    return work.add(
        AuditSample.draw(
            id_,
            number=catalogue.enter(id_, authority),
            sampled=command.sampled,
            wanted=command.wanted,
            seed=command.seed,
            is_seed_stated=command.is_seed_stated,
            drawn=command.drawn,
            population_position=command.population_position,
            authority=authority,
        )
    )
