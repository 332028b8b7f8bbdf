"""The policy book (政策汇编): every published version, and which one is in force where and when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from domain.policy.ground import Clause
from domain.policy.organizations import Area, Organization
from domain.policy.pack import Pack, PolicyPack
from domain.policy.province import ProvincialPack
from domain.policy.refusals import (
    AreaOfAnotherCity,
    NoPolicyInForce,
    UnknownArea,
    UnknownCardType,
    UnknownPolicyVersion,
    VersionTextChanged,
)
from domain.text import Text


class PolicyBook:
    """The packs known here, of one or several cities and their provinces. Another book has other packs.

    `last_days` are those of the versions that were retired: they hold no longer, and stand here still.
    """

    def __init__(self, packs: Iterable[Pack], last_days: Mapping[str, date] | None = None) -> None:
        self._last_days = dict(last_days or {})
        self._packs: dict[str, Pack] = {}
        self._cities: dict[str, str] = {}
        for pack in packs:
            self._take_in(pack)
        in_order = sorted(self._packs.values(), key=_precedence)
        self._of_cities = tuple(pack for pack in in_order if isinstance(pack, PolicyPack))
        self._of_provinces = tuple(pack for pack in in_order if isinstance(pack, ProvincialPack))
        self._held: dict[tuple[str, date], PolicyPack] = {}  # asked for many times in every command
        self.city_areas = frozenset(
            pack.city_area.code for pack in self._of_cities
        )  # where city departments are

    def __iter__(self) -> Iterator[PolicyPack]:
        """The cities' packs, a later one after those that it takes precedence over."""
        return iter(self._of_cities)

    @property
    def provinces(self) -> tuple[ProvincialPack, ...]:
        """The provinces' packs."""
        return self._of_provinces

    @property
    def versions(self) -> tuple[Pack, ...]:
        """All packs: the provinces', then those of the cities, which stand under them."""
        return (*self._of_provinces, *self._of_cities)

    def in_force(self, city: str, on: date) -> PolicyPack:
        """The pack that a city's decisions of that day stand on. Raises `NoPolicyInForce`.

        Of several, the one that took effect last, and of those its latest revision.
        """
        held = self._held.get((city, on))
        if held is not None:
            return held
        holding = [pack for pack in self if pack.city == city and self.holds_on(pack, on)]
        if not holding:
            raise self._none_in_force(city, on)
        return self._held.setdefault((city, on), holding[-1])

    def of_the_day(self, pack: PolicyPack, on: date) -> PolicyPack:
        """The pack that says who exercises which function on that day in the city of this one, whose cases may go on under it.

        Departments are renamed and merged while a case is under way. Where no pack is in force, this one says it.
        """
        try:
            return self.in_force(pack.city, on)
        except NoPolicyInForce:
            return pack

    def of_cards(self, city: str, card_type: str, on: date) -> PolicyPack:
        """The pack of a day for cards of a type: the one in force or, where that has such cards no longer, the last that had.

        Cards go on when their type is issued no more. Raises `UnknownCardType`.
        """
        known = [pack for pack in self if pack.city == city and pack.effective_from <= on]
        having = [pack for pack in known if any(one.code == card_type for one in pack.known_card_types)]
        if not having:
            raise UnknownCardType.named()
        return next((pack for pack in reversed(having) if self.holds_on(pack, on)), having[-1])

    def all_in_force(self, on: date) -> tuple[Pack, ...]:
        """The version that holds on that day of every province and every city, where there is one."""
        of_region = {pack.region: pack for pack in self.versions if self.holds_on(pack, on)}
        return tuple(of_region.values())

    def reported_under(self, unit: str, on: date) -> Pack:
        """The pack under which a unit reports on that day: a province, a city, or an area of one.

        Raises `NoPolicyInForce` and `UnknownArea`.
        """
        regions = {pack.region for pack in self.versions}
        region = unit if unit in regions else self.city_of(unit)
        holding = [pack for pack in self.all_in_force(on) if pack.region == region]
        if not holding:
            raise NoPolicyInForce(_NONE_IN_FORCE.filled(day=on), field="unit", lifted_by=_PUBLISHING_LIFTS)
        return holding[0]

    def holds_on(self, pack: Pack, day: date) -> bool:
        """Whether a version holds on that day, and was not retired before."""
        return pack.holds_on(day) and day <= self._last_days.get(pack.version, date.max)

    def with_pack(self, pack: Pack) -> "PolicyBook":
        """A book that has this pack, too. Raises `AreaOfAnotherCity` and `VersionTextChanged`."""
        others = (known for known in self._packs.values() if known.version != pack.version)
        return PolicyBook((*others, pack), self._last_days)

    def version(self, version: str) -> PolicyPack:
        """The city's pack of this version, in force or not. Raises `UnknownPolicyVersion`."""
        pack = self.any_version(version)
        if not isinstance(pack, PolicyPack):
            raise UnknownPolicyVersion.named()
        return pack

    def any_version(self, version: str) -> Pack:
        """The pack of this version, a city's or a province's. Raises `UnknownPolicyVersion`."""
        if version not in self._packs:
            raise UnknownPolicyVersion.named()
        return self._packs[version]

    def clause(self, version: str, clause_id: str) -> Clause:
        """The clause that a decision cites. Raises `UnknownPolicyVersion` and `UnknownClause`."""
        return self.any_version(version).clause(clause_id)

    def city_of(self, area: str) -> str:
        """The city to which an area of this code belongs. Raises `UnknownArea`."""
        if area not in self._cities:
            raise UnknownArea.named()
        return self._cities[area]

    def regions_of(self, city: str) -> frozenset[str]:
        """The city itself, and the provinces under whose policies it stands or stood."""
        return frozenset({city, *(pack.provincial.region for pack in self if pack.city == city)})

    def area_of(self, city: str, written: str, on: date) -> Area:
        """The area of a city that is written like this. Raises `NoPolicyInForce` and `UnknownArea`."""
        return self.in_force(city, on).area_of(written, on)

    def organization_of(self, area: str, function: str, on: date) -> Organization | None:
        """Who exercises a function in an area on that day. Raises `UnknownArea` and `NoPolicyInForce`."""
        return self.in_force(self.city_of(area), on).organization_of(area, function, on)

    def _none_in_force(self, city: str, on: date) -> NoPolicyInForce:
        """Why there is none: the city is known and has a gap, or is none that is known here, such as its name in place of its code."""
        cities = sorted({pack.city for pack in self})
        if city in cities or not cities:
            return NoPolicyInForce(_NONE_IN_FORCE.filled(day=on), field="city", lifted_by=_PUBLISHING_LIFTS)
        return NoPolicyInForce(_CITY_NOT_KNOWN.filled(cities=", ".join(cities)), field="city")

    def _take_in(self, pack: Pack) -> None:
        known = self._packs.setdefault(pack.version, pack)
        if known.sha256 != pack.sha256:
            raise VersionTextChanged(blocked_by={"kind": "policy_version", "id": pack.version})
        if isinstance(pack, PolicyPack):
            self._take_in(pack.provincial)
            self._take_areas_in(pack)

    def _take_areas_in(self, pack: PolicyPack) -> None:
        for area in pack.areas:
            if self._cities.setdefault(area.code, pack.city) != pack.city:
                raise AreaOfAnotherCity(blocked_by={"kind": "area", "id": area.code})


def _precedence(pack: Pack) -> tuple[date, str, int]:
    return pack.effective_from, pack.id, pack.revision


_NONE_IN_FORCE = Text("该市在 {day} 没有适用的政策", "No policy was in force in this city on {day}")
_CITY_NOT_KNOWN = Text(
    "本系统没有该市的政策，请填城市代码：{cities}",
    "No policy of such a city is known here; state a city by its code: {cities}",
)
_PUBLISHING_LIFTS = Text(
    "由系统管理员发布该日期适用的政策版本", "The operator can publish a policy for that day"
)
