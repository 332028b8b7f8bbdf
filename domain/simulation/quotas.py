"""The nominations of quotas, decided again in their order under the limits and releases of a draft (配额重演)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.aggregates.quota import Quota
from domain.places import ReleaseCause
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import Freed, QuotaRoute
from domain.simulation.differences import Difference, DifferenceKind
from domain.simulation.records import Logged

TOPICS = sorted(
    one.TOPIC
    for one in (
        Quota.Opened,
        Quota.LimitsRevised,
        Quota.Nominated,
        Quota.PlaceTakenOver,
        Quota.NominationTransferred,
        Quota.NominationWithdrawn,
        Quota.PersonProposed,
        Quota.Released,
        Quota.Forfeited,
        Quota.Reopened,
        Quota.EndingReversed,
    )
)
ENDED = {Quota.Released.TOPIC, Quota.Forfeited.TOPIC, Quota.Reopened.TOPIC}
TAKEN = {Quota.Nominated.TOPIC, Quota.PlaceTakenOver.TOPIC}


@dataclass(slots=True)
class PlaceUse:
    """A place as it stands in the replay."""

    department: str
    enterprise_id: str
    area: str
    holds: bool = True  # counts against the limits
    slot: bool = True  # the enterprise's one person of the year is on it


@dataclass(slots=True)
class QuotaUse:
    """One quota: its key, the limits that were, and the places as the draft would have them."""

    city: str
    card_type: str
    quota_year: int
    city_limit: int
    department_limits: dict[str, int]
    places: dict[str, PlaceUse] = field(default_factory=dict)
    were: dict[str, PlaceUse] = field(default_factory=dict)

    def used(self, *, under_draft: bool) -> int:
        """How many places count against the limits."""
        return sum(place.holds for place in (self.places if under_draft else self.were).values())


@dataclass(slots=True)
class QuotaReplay:
    """What becomes of the nominations; `refused` and `stands` name places with what would have been otherwise."""

    draft: PolicyPack
    quotas: dict[str, QuotaUse] = field(default_factory=dict)
    of_places: dict[str, list[Difference]] = field(default_factory=dict)

    def run(self, logged: Iterable[Logged], forwarded: Mapping[str, int]) -> None:
        """Decide all of them again; `forwarded` says at which position the case of a place went to the province."""
        for event in logged:
            if event.topic == Quota.Opened.TOPIC:
                self._open(event)
            elif (use := self.quotas.get(event.originator_id)) is not None:
                self._decide(event, use, forwarded)

    def _open(self, event: Logged) -> None:
        said = event.state
        if said["city"] != self.draft.city:
            return
        names = ("city", "card_type", "quota_year", "city_limit", "department_limits")
        self.quotas[event.originator_id] = QuotaUse(**{name: said[name] for name in names})

    def _decide(self, event: Logged, use: QuotaUse, forwarded: Mapping[str, int]) -> None:
        said, route = event.state, self._route(use)
        match event.topic:
            case Quota.LimitsRevised.TOPIC:
                use.city_limit, use.department_limits = said["city_limit"], said["department_limits"]
            case topic if topic in TAKEN:
                self._nominate(said, use, route)
            case Quota.NominationTransferred.TOPIC:
                for place in _both(use, said):
                    place.department = said["to_department"]
            case Quota.NominationWithdrawn.TOPIC:
                was = Freed(place=said["place_freed"], person_slot=said["slot_freed"])
                self._give_back(said, use, route, ReleaseCause.NOMINATION_WITHDRAWN, was, forwarded=False)
            case topic if topic in ENDED:
                is_forwarded = forwarded.get(said["place_id"], event.position) < event.position
                cause = ReleaseCause(said["cause"])
                self._give_back(said, use, route, cause, _given_back(event), forwarded=is_forwarded)
            case Quota.EndingReversed.TOPIC:
                for place in _both(use, said):
                    place.holds = place.slot = True

    def _nominate(self, said: dict[str, Any], use: QuotaUse, route: QuotaRoute | None) -> None:
        facts = (said["department"], said["enterprise_id"], said["enterprise_area"])
        use.were[said["place_id"]] = PlaceUse(*facts)
        limited_by = None if route is None else self._limit_reached(use, route, *facts[:2])
        if limited_by is None:
            use.places[said["place_id"]] = PlaceUse(*facts)
        else:
            subject, clauses = limited_by
            refused = Difference(
                DifferenceKind.NOMINATION_REFUSED, subject, clauses, facts[0], was=use_key(use)
            )
            self.of_places.setdefault(said["place_id"], []).append(refused)

    def _limit_reached(
        self, use: QuotaUse, route: QuotaRoute, department: str, enterprise_id: str
    ) -> tuple[str, tuple[str, ...]] | None:
        """The limit that a further nomination would exceed, and its clauses."""
        holding = [place for place in use.places.values() if place.holds]
        of_department = Counter(place.department for place in holding)
        own = sum(place.slot for place in use.places.values() if place.enterprise_id == enterprise_id)
        limits = route.limits
        limit = next((one for name, one in limits.departments.items() if name == department), None)
        if limit is None or of_department[department] >= limit.value:
            return "department", limit.clauses if limit else route.clauses
        if len(holding) >= limits.city.value:
            return "city", limits.city.clauses
        if own >= limits.persons_per_enterprise.value:
            return "enterprise", limits.persons_per_enterprise.clauses
        return None

    def _give_back(
        self,
        said: dict[str, Any],
        use: QuotaUse,
        route: QuotaRoute | None,
        cause: ReleaseCause,
        was: Freed,
        *,
        forwarded: bool,
    ) -> None:
        became = was if route is None else route.releases[cause].frees(forwarded=forwarded)
        for places, freed in ((use.were, was), (use.places, became)):
            if (place := places.get(said["place_id"])) is not None:
                place.holds, place.slot = not freed.place, not freed.person_slot
        if route is not None and became != was and said["place_id"] in use.places:
            place = use.places[said["place_id"]]
            stands = Difference(
                DifferenceKind.NOMINATION_STANDS,
                cause,
                route.releases[cause].clauses,
                place.department,
                _freed(was),
                _freed(became),
            )
            self.of_places.setdefault(said["place_id"], []).append(stands)

    def _route(self, use: QuotaUse) -> QuotaRoute | None:
        of_card = (route for route in self.draft.routes if route.card_type == use.card_type)
        return next((route for route in of_card if isinstance(route, QuotaRoute)), None)


def _both(use: QuotaUse, said: dict[str, Any]) -> list[PlaceUse]:
    """The place of an event as it was, and as the draft would have it."""
    return [places[said["place_id"]] for places in (use.were, use.places) if said["place_id"] in places]


def _given_back(event: Logged) -> Freed:
    """What the end of a case gave back."""
    slot = event.topic == Quota.Reopened.TOPIC or bool(event.state.get("slot_freed"))
    return Freed(place=event.topic == Quota.Released.TOPIC, person_slot=slot)


def use_key(use: QuotaUse) -> str:
    """What a quota is called in a result."""
    return f"{use.city}/{use.card_type}/{use.quota_year}"


def _freed(freed: Freed) -> str:
    return ",".join(name for name in ("place", "person_slot") if getattr(freed, name)) or "nothing"
