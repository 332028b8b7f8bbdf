"""Samples that auditors draw by lot (审计抽样): out of which cases, and how anybody draws the same again.

    lot of a case = SHA-256(seed ":" case id), both as text; the cases with the smallest lots are drawn

docs/format/audit-sample-1.md says it with a vector, so that it can be done by hand.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from heapq import nsmallest
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.base import Value
from domain.cases import CaseStatus
from domain.errors import RuleViolation
from domain.ledger_books.quarters import QuarterCode
from domain.text import Text

MOST_CASES = 1_000_000  # in one population: read once, and never held

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


class Draw(Value):
    """What a lot has drawn: `cases` in the order of their lots, out of so many, whose ids as a text have this SHA-256."""

    size: int = Field(ge=0)
    sha256: str
    cases: tuple[UUID, ...]


def drawn_by_lot(population: Iterable[UUID], seed: str, count: int) -> Draw:
    """So many cases, or all if there are fewer, out of a population that is read once, in the order of the ids.

    No more of it is held than is drawn. Raises `ValueError` for ids out of order: their text would be another.
    """
    text = _Text()
    lots = nsmallest(count, ((lot_of(case, seed), case) for case in text.of(population)))
    return Draw(size=text.size, sha256=text.sha256, cases=tuple(case for _, case in lots))


def lines_of(population: Iterable[UUID]) -> Iterator[str]:
    """A population as a text, piece by piece: the ids in the order of the alphabet, each on a line."""
    return (f"{case}\n" for case in population)


class _Text:
    """Counts and digests a population while it passes by."""

    def __init__(self) -> None:
        self.size = 0
        self._digest = sha256()

    def of(self, population: Iterable[UUID]) -> Iterator[UUID]:
        last = -1
        for case in population:
            if case.int <= last:
                raise ValueError("a population is read in the order of its ids, each once")
            last = case.int
            self.size += 1
            self._digest.update(f"{case}\n".encode())
            yield case

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
