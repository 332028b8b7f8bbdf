"""Policy pack (政策包): what a city's notices say, as dated data that every decision names.

A pack is read from one YAML text (`loading.py`) and never changed: other rules are another version. It
keeps that text, so that what was published can be proved to be what is applied.
"""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, PrivateAttr

from domain.base import Value
from domain.policy.ground import Clause, ClauseId, Code, Day, Grounded, Label, Source, Written
from domain.policy.organizations import Area, Level, Organization, Post
from domain.policy.quota_route import QuotaRoute
from domain.policy.refusals import (
    NoQuotaRoute,
    UnknownArea,
    UnknownCardType,
    UnknownClause,
    UnknownForm,
    UnknownListType,
)
from domain.policy.steps import Form
from domain.text import Text


class CardType(Grounded):
    """A kind of talent card (卡种) and whose decision it is to issue one."""

    code: Code
    name: Label
    issuer: Post


class ListType(Grounded):
    """A kind of enterprise list (企业名单类型), which is also the 企业类型 on the form."""

    code: Code
    name: Label
    aliases: tuple[Written, ...] = ()
    provided_by: Post

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that means this type when somebody writes it."""
        return (self.code, *self.name, *self.aliases)


class PolicyPack(Value):
    """One version of a city's policy. Its text is handed over as the validation context."""

    format: Literal[1]
    id: Code
    version: str = Field(pattern=r"^[a-z0-9_-]+/[1-9][0-9]{0,5}$")
    title: Label
    city: str = Field(pattern=r"^[0-9]{4}00$")
    effective_from: Day
    effective_to: Day | None = None
    sources: dict[str, Source] = Field(min_length=1)
    clauses: dict[ClauseId, Clause] = Field(min_length=1)
    card_types: tuple[CardType, ...]
    list_types: tuple[ListType, ...]
    forms: tuple[Form, ...]
    routes: tuple[QuotaRoute, ...]
    province: Area
    areas: tuple[Area, ...]

    _content: str = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        self._content = context

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
    def city_area(self) -> Area:
        """The city's own level (市本级), with the city's own departments."""
        return self.areas_of(Level.CITY)[0]

    def areas_of(self, *levels: Level) -> tuple[Area, ...]:
        """The city's areas of these levels."""
        return tuple(area for area in self.areas if area.level in levels)

    def first_day_of(self, area: Area) -> date:
        """The first day on which the pack holds and the area exists."""
        return max(self.effective_from, area.valid_from or self.effective_from)

    def holds_on(self, day: date) -> bool:
        """Whether that day lies between the pack's first and last day."""
        return self.effective_from <= day <= (self.effective_to or date.max)

    def clause(self, clause_id: str) -> Clause:
        """The clause of this id. Raises `UnknownClause`."""
        if clause_id not in self.clauses:
            raise UnknownClause.named()
        return self.clauses[clause_id]

    def citation(self, clause_id: str) -> Text:
        """Where a clause stands, as one cites it: the notice's number, then its articles."""
        articles: dict[Text, dict[str, None]] = {}
        for passage in self.clause(clause_id).passages:
            articles.setdefault(self.sources[passage.source].short, {})[passage.article] = None
        return Text(
            "；".join(f"{notice.zh} {'、'.join(places)}" for notice, places in articles.items()),
            "; ".join(f"{notice.en}, {'、'.join(places)}" for notice, places in articles.items()),
        )

    def card_type(self, code: str) -> CardType:
        """The card type of this code. Raises `UnknownCardType`."""
        for card_type in self.card_types:
            if card_type.code == code:
                return card_type
        raise UnknownCardType.named()

    def list_type(self, written: str) -> ListType:
        """The list type that is written like this: code, name or alias. Raises `UnknownListType`."""
        for list_type in self.list_types:
            if match_form(written) in map(match_form, list_type.names):
                return list_type
        raise UnknownListType.named()

    def quota_route(self, card_type: str) -> QuotaRoute:
        """How many cards of this type come by quota. Raises `UnknownCardType` and `NoQuotaRoute`."""
        for route in self.routes:
            if route.card_type == self.card_type(card_type).code:
                return route
        raise NoQuotaRoute

    def form(self, code: str) -> Form:
        """The form of this code. Raises `UnknownForm`."""
        for form in self.forms:
            if form.code == code:
                return form
        raise UnknownForm.named()

    def area_of(self, written: str, on: date | None = None) -> Area:
        """The city's area that is written like this: code, name, alias or GB/T 2260. Raises `UnknownArea`."""
        for area in self._areas_by_name.get(match_form(written), ()):
            if area.exists_on(on):
                return area
        raise UnknownArea.named()

    def organization_of(
        self, area: str | None, function: str | None, on: date | None = None
    ) -> Organization | None:
        """Who exercises a function in an area of this code, the province included; None if nobody does."""
        for one in (*self.areas, self.province):
            if one.code == area and function is not None and one.exists_on(on):
                return one.organization_of(function, on)
        return None

    @cached_property
    def _areas_by_name(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = defaultdict(list)
        for area in self.areas:
            for name in match_forms(area.names):
                found[name].append(area)
        return found


def match_form(written: str) -> str:
    """What two ways of writing one name have in common: 「“十强” 企业」 and 「十强企业」."""
    folded = unicodedata.normalize("NFKC", written).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def match_forms(names: Iterable[str]) -> set[str]:
    """The different forms among these names."""
    return {match_form(name) for name in names}
