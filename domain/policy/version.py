"""Policy version (政策版本): the text, the days, the notices and the clauses that a pack has, whoever's it is.

A pack is read from one YAML text (`loading.py`) and never changed: other rules are another version. It
keeps that text, so that what was published can be proved to be what is applied.
"""

import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from domain.base import Value
from domain.policy.card_types import CardType
from domain.policy.ground import Clause, ClauseId, Code, Day, Label, Source
from domain.policy.organizations import Area, Organization
from domain.policy.refusals import UnknownClause
from domain.text import Text

VersionName = Annotated[str, Field(pattern=r"^[a-z0-9_-]+/[1-9][0-9]{0,5}$")]


class PolicyVersion(Value):
    """What the packs of provinces and cities have in common. The validation context is what it is read from."""

    format: Literal[1]
    id: Code
    version: VersionName
    title: Label
    effective_from: Day
    effective_to: Day | None = None
    sources: dict[str, Source] = Field(min_length=1)
    clauses: dict[ClauseId, Clause] = Field(min_length=1)
    card_types: tuple[CardType, ...]

    _content: str = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        self._content = context.text

    @property
    def content(self) -> str:
        """The text that the pack was read from."""
        return self._content

    @cached_property
    def sha256(self) -> str:
        """The digest of that text: what `sha256sum` prints for the file."""
        return hashlib.sha256(self._content.encode()).hexdigest()

    @property
    def revision(self) -> int:
        """The number at the end of the version."""
        return int(self.version.partition("/")[2])

    @property
    @abstractmethod
    def region(self) -> str:
        """Whose policy it is: the code in GB/T 2260 of a city or a province."""

    @property
    @abstractmethod
    def known_areas(self) -> tuple[Area, ...]:
        """The areas of which it knows who is responsible there."""

    @property
    def known_sources(self) -> Mapping[str, Source]:
        """The notices that its passages are quoted from."""
        return self.sources

    @property
    def known_clauses(self) -> Mapping[str, Clause]:
        """The clauses that its rules and the decisions under it may cite."""
        return self.clauses

    @property
    def known_card_types(self) -> tuple[CardType, ...]:
        """The kinds of card that come by it."""
        return self.card_types

    def holds_on(self, day: date) -> bool:
        """Whether that day lies between the pack's first and last day."""
        return self.effective_from <= day <= (self.effective_to or date.max)

    def first_day_of(self, area: Area) -> date:
        """The first day on which the pack holds and the area exists."""
        return max(self.effective_from, area.valid_from or self.effective_from)

    def clause(self, clause_id: str) -> Clause:
        """The clause of this id. Raises `UnknownClause`."""
        if clause_id not in self.known_clauses:
            raise UnknownClause.named()
        return self.known_clauses[clause_id]

    def citation(self, clause_id: str) -> Text:
        """Where a clause stands, as one cites it: the notice's number, then its articles."""
        articles: dict[Text, dict[str, None]] = {}
        for passage in self.clause(clause_id).passages:
            articles.setdefault(self.known_sources[passage.source].short, {})[passage.article] = None
        return Text(
            "；".join(f"{notice.zh} {'、'.join(places)}" for notice, places in articles.items()),
            "; ".join(f"{notice.en}, {'、'.join(places)}" for notice, places in articles.items()),
        )

    def organization_of(
        self, area: str | None, function: str | None, on: date | None = None
    ) -> Organization | None:
        """Who exercises a function in an area of this code; None if nobody does."""
        for one in self.known_areas:
            if one.code == area and function is not None and one.exists_on(on):
                return one.organization_of(function, on)
        return None
