"""Policy pack (政策包): what a city's notices say, as dated data that every decision names."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, TypeAlias, cast

from pydantic import Discriminator, Field, PrivateAttr, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from domain.data_rights import RecordKind
from domain.policy.automatic_route import AutomaticRoute
from domain.policy.card_life import CardLife, Service
from domain.policy.card_types import CardType
from domain.policy.case_life import CaseLife
from domain.policy.ground import Clause, Code, Grounded, Label, Source, Written
from domain.policy.ledgers import AllianceMember, DemandRules, Ledger, LedgerRule
from domain.policy.organizations import Area, Level, Post
from domain.policy.province import ProvincialPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.refusals import (
    LedgersNotKept,
    NoAutomaticRoute,
    NoQuotaRoute,
    UnknownAllianceMember,
    UnknownArea,
    UnknownCardType,
    UnknownForm,
    UnknownListType,
    UnknownRoute,
    UnknownService,
)
from domain.policy.retention import RetentionRule, kept_until
from domain.policy.routes import OpenRoute, Route
from domain.policy.steps import Catalogue, Form
from domain.policy.version import PolicyVersion, VersionName


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pack is read from: its text, and the provinces' packs under which a city's may stand."""

    text: str
    provinces: Mapping[str, ProvincialPack]


def _kind_of_route(said: object) -> str:
    """Which of the three a route in a pack is; the brackets keep it out of the path of a fault."""
    kind = said.get("kind") if isinstance(said, dict) else getattr(said, "kind", None)
    return f"[{kind}]" if kind in ("quota", "automatic") else "[open]"


AnyRoute: TypeAlias = Annotated[
    Annotated[QuotaRoute, Tag("[quota]")]
    | Annotated[AutomaticRoute, Tag("[automatic]")]
    | Annotated[OpenRoute, Tag("[open]")],
    Discriminator(_kind_of_route),
]


class PolicyPack(PolicyVersion):
    """One version of a city's policy, under one of its province's."""

    city: str = Field(pattern=r"^[0-9]{4}00$")
    under: VersionName
    list_types: tuple[ListType, ...]
    catalogues: tuple[Catalogue, ...] = ()
    forms: tuple[Form, ...]
    case_life: CaseLife = CaseLife()
    routes: tuple[AnyRoute, ...]
    card_lives: tuple[CardLife, ...]
    services: tuple[Service, ...] = ()
    demands: DemandRules | None = None
    retention: tuple[RetentionRule, ...] = ()
    areas: tuple[Area, ...]

    _provincial: ProvincialPack = PrivateAttr()

    @field_validator("under")
    @classmethod
    def _must_be_known(cls, under: str, info: ValidationInfo) -> str:
        if under not in cast("Reading", info.context).provinces:
            raise PydanticCustomError("unknown_version", "unknown_version", {"value": under})
        return under

    @field_validator("routes")
    @classmethod
    def _must_live_by_the_rules_of_all(
        cls, routes: tuple[Route, ...], info: ValidationInfo
    ) -> tuple[Route, ...]:
        """Where a route says nothing of the life of its cases, what the pack says of every route holds."""
        every = info.data.get("case_life", CaseLife())
        return tuple(
            route.model_copy(update={"case_life": route.case_life.under(every)}) if route.steps else route
            for route in routes
        )

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._provincial = context.provinces[self.under]

    @property
    def provincial(self) -> ProvincialPack:
        """The province's pack that it stands under."""
        return self._provincial

    @property
    def region(self) -> str:
        """The city's code in GB/T 2260."""
        return self.city

    @cached_property
    def known_areas(self) -> tuple[Area, ...]:
        """The city's own areas and, as far as organs are concerned, the province."""
        return (*self.areas, self.provincial.province)

    @cached_property
    def known_sources(self) -> Mapping[str, Source]:
        """The province's notices and the city's."""
        return {**self.provincial.sources, **self.sources}

    @cached_property
    def known_clauses(self) -> Mapping[str, Clause]:
        """The province's clauses and the city's; of one that both have, first what the province's notice says."""
        merged = dict(self.provincial.clauses)
        for clause_id, own in self.clauses.items():
            above = merged[clause_id].passages if clause_id in merged else ()
            merged[clause_id] = own.model_copy(update={"passages": (*above, *own.passages)})
        return merged

    @property
    def known_card_types(self) -> tuple[CardType, ...]:
        """The province's kinds of card and the city's."""
        return (*self.provincial.card_types, *self.card_types)

    @cached_property
    def city_area(self) -> Area:
        """The city's own level (市本级), with the city's own departments."""
        return self.areas_of(Level.CITY)[0]

    def areas_of(self, *levels: Level) -> tuple[Area, ...]:
        """The city's areas of these levels."""
        return tuple(area for area in self.areas if area.level in levels)

    def card_type(self, code: str) -> CardType:
        """The card type of this code. Raises `UnknownCardType`."""
        for card_type in self.known_card_types:
            if card_type.code == code:
                return card_type
        raise UnknownCardType.named(card_type.code for card_type in self.known_card_types)

    def card_life(self, card_type: str) -> CardLife:
        """What holds of cards of this type once they are issued. Raises `UnknownCardType`."""
        for life in self.card_lives:
            if life.card_type == card_type:
                return life
        raise UnknownCardType.named(life.card_type for life in self.card_lives)

    def service(self, code: str) -> Service:
        """The service of this code. Raises `UnknownService`."""
        for service in self.services:
            if service.code == code:
                return service
        raise UnknownService.named(service.code for service in self.services)

    @property
    def demand_rules(self) -> DemandRules:
        """What holds of the three ledgers. Raises `LedgersNotKept`."""
        if self.demands is None:
            raise LedgersNotKept
        return self.demands

    def ledger(self, code: Ledger) -> LedgerRule:
        """The rule of this ledger. Raises `LedgersNotKept`."""
        return self.demand_rules.ledger(code)

    def alliance_member(self, written: str) -> AllianceMember:
        """The member that is written like this: code, name or alias. Raises `UnknownAllianceMember`."""
        for member in self.demand_rules.alliance_members:
            if match_form(written) in map(match_form, member.names):
                return member
        raise UnknownAllianceMember.named(member.code for member in self.demand_rules.alliance_members)

    def kept_until(self, kind: RecordKind, ended_on: date) -> date:
        """The last day on which a record of this kind that ended then is kept. Raises `RetentionNotStated`."""
        return kept_until(self.retention, kind, ended_on)

    def list_type(self, written: str) -> ListType:
        """The list type that is written like this: code, name or alias. Raises `UnknownListType`."""
        for list_type in self.list_types:
            if match_form(written) in map(match_form, list_type.names):
                return list_type
        raise UnknownListType.named(list_type.code for list_type in self.list_types)

    def quota_route(self, card_type: str) -> QuotaRoute:
        """How many cards of this type come by quota. Raises `UnknownCardType` and `NoQuotaRoute`."""
        wanted = self.card_type(card_type).code
        for route in self.quota_routes:
            if route.card_type == wanted:
                return route
        raise NoQuotaRoute

    @property
    def quota_routes(self) -> tuple[QuotaRoute, ...]:
        """The routes on which a case needs a place of a yearly quota."""
        return tuple(route for route in self.routes if isinstance(route, QuotaRoute))

    def route(self, code: str) -> Route:
        """The route of this code. Raises `UnknownRoute`."""
        for route in self.routes:
            if route.code == code:
                return route
        raise UnknownRoute.named(route.code for route in self.routes)

    def automatic_route(self, card_type: str) -> AutomaticRoute:
        """How cards of this type come without an application. Raises `UnknownCardType` and `NoAutomaticRoute`."""
        wanted = self.card_type(card_type).code
        for route in self.routes:
            if isinstance(route, AutomaticRoute) and route.card_type == wanted:
                return route
        raise NoAutomaticRoute

    def form(self, code: str | None) -> Form:
        """The form of this code. Raises `UnknownForm`."""
        for form in self.forms:
            if form.code == code:
                return form
        raise UnknownForm.named(form.code for form in self.forms)

    def catalogue_of(self, route: Route) -> Catalogue | None:
        """The catalogue by which the route sorts its persons, None where it does not."""
        return next((one for one in self.catalogues if one.code == route.catalogue), None)

    def area_of(self, written: str, on: date | None = None) -> Area:
        """The city's area that is written like this: code, name, alias or GB/T 2260. Raises `UnknownArea`."""
        for area in self._areas_by_name.get(match_form(written), ()):
            if area.exists_on(on):
                return area
        raise UnknownArea.named(area.code for area in self.areas if area.exists_on(on))

    @cached_property
    def _areas_by_name(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = defaultdict(list)
        for area in self.areas:
            for name in match_forms(area.names):
                found[name].append(area)
        return found


Pack: TypeAlias = PolicyPack | ProvincialPack


def match_form(written: str) -> str:
    """What two ways of writing one name have in common: 「“十强” 企业」 and 「十强企业」."""
    folded = unicodedata.normalize("NFKC", written).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def match_forms(names: Iterable[str]) -> set[str]:
    """The different forms among these names."""
    return {match_form(name) for name in names}
