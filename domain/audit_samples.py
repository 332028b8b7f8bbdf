"""Samples that auditors draw by lot (审计抽样): out of which cases, and how anybody draws the same again.

    lot of a case = SHA-256(seed ":" case id), both as text; the cases with the smallest lots are drawn

docs/format/audit-sample-1.md says it with a vector, so that it can be done by hand.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.base import Value
from domain.cases import CaseStatus
from domain.errors import RuleViolation
from domain.ledger_books.quarters import QuarterCode
from domain.text import Text

MOST_CASES = 20_000  # in one population, which stands in the event

Seed = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class NoCaseFits(RuleViolation):
    code = "no_case_fits"
    title = Text("没有符合条件的申报事项，无从抽样", "No case fits, so there is nothing to draw from")


class TooManyCasesFit(RuleViolation):
    code = "too_many_cases_fit"
    title = Text(
        f"符合条件的申报事项超过{MOST_CASES}件，请缩小范围（如按季度或区县）",
        f"More than {MOST_CASES} cases fit: draw from fewer, by quarter or area for instance",
    )


class SampledCases(Value):
    """Which cases a sample is drawn from: those of a city that have been submitted, and fit whatever is stated.

    `outcome` is where a case stands, `quarter` that in which it came to stand so.
    """

    city: str = Field(max_length=40)
    card_type: str | None = Field(default=None, max_length=40)
    route: str | None = Field(default=None, max_length=40)
    area: str | None = Field(default=None, max_length=40)
    outcome: CaseStatus | None = None
    quarter: QuarterCode | None = None


def lot_of(case: UUID, seed: str) -> str:
    """The lot of a case, in hexadecimal."""
    return sha256(f"{seed}:{case}".encode()).hexdigest()


def drawn_by_lot(population: Iterable[UUID], seed: str, count: int) -> tuple[UUID, ...]:
    """So many cases, or all if there are fewer, in the order of their lots."""
    return tuple(sorted(population, key=lambda case: lot_of(case, seed))[:count])


def listed(population: Iterable[UUID]) -> str:
    """A population as a text: the ids in the order of the alphabet, each on a line."""
    return "".join(f"{case}\n" for case in sorted(map(str, population)))


def digest_of(population: Iterable[UUID]) -> str:
    """The SHA-256 of that text."""
    return sha256(listed(population).encode()).hexdigest()
