"""Quarters (季度), as reports name them: `2026Q3`."""

from datetime import date, timedelta
from functools import cache
from typing import Annotated, NamedTuple, Self

from pydantic import Field

QuarterCode = Annotated[str, Field(pattern=r"^20[0-9]{2}Q[1-4]$")]
QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3


class Quarter(NamedTuple):
    """A quarter of a year; of two the later is the greater."""

    year: int
    number: int

    @classmethod
    def named(cls, code: str) -> Self:
        """The quarter of a valid code."""
        return cls(int(code[:4]), int(code[5:]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)

    @property
    def code(self) -> str:
        """How it is written."""
        return f"{self.year}Q{self.number}"

    @property
    def first_day(self) -> date:
        return _first_day(self.year, self.number)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, self.number)

    @property
    def year_before(self) -> Self:
        """The same quarter of the year before (上年同期)."""
        return self.later(-QUARTERS_A_YEAR)

    def later(self, quarters: int) -> Self:
        """The quarter that is so many quarters later, or earlier."""
        ordinal = self.year * QUARTERS_A_YEAR + self.number - 1 + quarters
        return type(self)(ordinal // QUARTERS_A_YEAR, ordinal % QUARTERS_A_YEAR + 1)


@cache  # every posting is held against the days of some quarters
def _first_day(year: int, number: int) -> date:
    return date(year, (number - 1) * MONTHS_A_QUARTER + 1, 1)


@cache
def _last_day(year: int, number: int) -> date:
    return Quarter(year, number).later(1).first_day - timedelta(days=1)
