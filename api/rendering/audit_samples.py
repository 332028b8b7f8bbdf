"""An audit sample (审计抽样): what was drawn out of which cases, and all that it takes to draw it again."""

from datetime import date
from typing import Any
from uuid import UUID

from api.addresses import AUDIT_SAMPLE, AUDIT_SAMPLE_POPULATION, CASE, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import AuditSample
from domain.audit_samples import SampledCases

ALGORITHM = "huicai/audit-sample/1"


class DrawnCase(Shown):
    """A case that was drawn."""

    card_application_id: UUID
    href: str


class AuditSampleShown(Shown):
    """A sample. `population` is where the ids of all cases stand, a line each, whose SHA-256 is `population_sha256`.

    `is_seed_stated` says whether the auditor brought the seed along; `algorithm` is docs/format/audit-sample-1.md.
    """

    id: UUID
    version: int
    href: str
    number: int
    sampled: SampledCases
    wanted: int
    seed: str
    is_seed_stated: bool
    algorithm: str
    population_position: int
    population_size: int
    population_sha256: str
    population: str
    cases: tuple[DrawnCase, ...]
    drawn_by: str
    drawn_on: date


class AuditSamples(Shown):
    """Every sample of a city, in the order of drawing."""

    items: tuple[AuditSampleShown, ...]


def audit_sample_shown(sample: AuditSample, _: Viewer | None = None, **__: Any) -> AuditSampleShown:
    """The sample; that it is shown to auditors alone, `domain/readings.py` says."""
    return AuditSampleShown(
        id=sample.id,
        version=sample.version,
        href=href(AUDIT_SAMPLE, audit_sample_id=sample.id),
        number=sample.number,
        sampled=sample.sampled,
        wanted=sample.wanted,
        seed=sample.seed,
        is_seed_stated=sample.is_seed_stated,
        algorithm=ALGORITHM,
        population_position=sample.population_position,
        population_size=sample.population_size,
        population_sha256=sample.population_sha256,
        population=href(AUDIT_SAMPLE_POPULATION, audit_sample_id=sample.id),
        cases=tuple(
            DrawnCase(card_application_id=case, href=href(CASE, card_application_id=case))
            for case in sample.cases
        ),
        drawn_by=sample.drawn_by,
        drawn_on=sample.drawn_on,
    )
