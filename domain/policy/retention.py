"""For how long what is held of a person is kept (保存期限): one rule for each kind of record, counted from its end."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, Strict

from domain.data_rights import RecordKind, RetentionNotStated
from domain.policy.contradiction import Contradiction, repeated
from domain.policy.ground import Grounded
from domain.policy.steps import last_day_of_years

Years = Annotated[int, Strict(), Field(ge=1, le=100)]


class RetentionRule(Grounded):
    """A record of this kind is kept for so many years after the day on which it ended."""

    kind: RecordKind
    years: Years

    def last_day(self, ended_on: date) -> date:
        """The last day on which what ended then is kept."""
        return last_day_of_years(ended_on + timedelta(days=1), self.years)


def kept_until(rules: Sequence[RetentionRule], kind: RecordKind, ended_on: date) -> date:
    """The last day on which a record of this kind is kept. Raises `RetentionNotStated`: nothing is erased by default."""
    for rule in rules:
        if rule.kind is kind:
            return rule.last_day(ended_on)
    raise RetentionNotStated(blocked_by={"kind": kind.value})


def of_retention(rules: Sequence[RetentionRule]) -> Iterator[Contradiction]:
    """Kinds of record with two rules."""
    yield from repeated((("retention", n, "kind"), rule.kind.value) for n, rule in enumerate(rules))
