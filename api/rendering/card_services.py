"""What a card opens, and what of it was used (持卡服务): nothing about a person in it."""

from uuid import UUID

from api.addresses import SERVICE_USE_REVERSAL, href
from api.rendering.cards import card_must_be_seen
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates import Card, ServiceYear
from domain.policy.card_life import Service
from domain.use_cases.using_services import opened_by


class EntitlementShown(Shown):
    """A service that the card opens; `left` is None for one that may be used as often as needed."""

    service: str
    name: Words
    companions: int
    per_year: int | None
    used: int
    left: int | None


class EntitlementsShown(Shown):
    """What a card opens in a year; uses count for the person, with whichever card."""

    year: int
    items: tuple[EntitlementShown, ...]


class ServiceUseShown(Shown):
    """What a provider is told of the use that it has registered or taken back."""

    use_id: UUID
    year: int
    service: str | None
    left: int | None
    is_reversed: bool
    version: int
    href: str


def entitlements_shown(card: Card, viewer: Viewer, year: int) -> EntitlementsShown:
    """The services that the card opens. Raises `NotFound` to who may not know of it."""
    card_must_be_seen(card, viewer)
    pack = viewer.service.policies.in_force(card.city, viewer.today)
    used = _year(viewer, ServiceYear.id_of(card.talent_id, year))
    items = tuple(_entitlement(service, used) for service in opened_by(card, pack))
    return EntitlementsShown(year=year, items=items)


def left_of(service: Service, used: ServiceYear | None) -> int | None:
    """How often it may be used still, None for as often as needed."""
    if service.per_year is None:
        return None
    return service.per_year - (0 if used is None else used.used(service))


def use_shown(year: ServiceYear, use_id: UUID, service: Service) -> ServiceUseShown:
    """The use that was registered, and what is left."""
    return _use(year, use_id, service=service.code, left=left_of(service, year))


def reversal_shown(year: ServiceYear, use_id: UUID) -> ServiceUseShown:
    """The use that was taken back; of which service it was, its provider knows."""
    return _use(year, use_id, service=None, left=None)


def _use(year: ServiceYear, use_id: UUID, *, service: str | None, left: int | None) -> ServiceUseShown:
    return ServiceUseShown(
        use_id=use_id,
        year=year.year,
        service=service,
        left=left,
        is_reversed=use_id not in year.uses,
        version=year.version,
        href=href(SERVICE_USE_REVERSAL, use_id=use_id),
    )


def _entitlement(service: Service, used: ServiceYear | None) -> EntitlementShown:
    return EntitlementShown(
        service=service.code,
        name=words(service.name),
        companions=service.companions,
        per_year=service.per_year,
        used=0 if used is None else used.used(service),
        left=left_of(service, used),
    )


def _year(viewer: Viewer, id_: UUID) -> ServiceYear | None:
    found: ServiceYear | None = viewer.service.store.find(id_)
    return found
