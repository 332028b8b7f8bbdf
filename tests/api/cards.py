"""Cards of a town: recorded as the office records them, without the whole way of the case that leads to one."""

from typing import Any
from uuid import UUID, uuid4

from domain.aggregates import Card, Enterprise
from tests.api.conftest import CITY, Town
from tests.persistence.commands import command
from tests.projections.made_up import officer

CARDS = "/v1/cards"


def granted(town: Town, enterprise_id: str, talent_id: str, **facts: Any) -> str:
    """A card of the enterprise's person; returns its id."""
    enterprise: Enterprise = town.service.store.repository.get(UUID(enterprise_id))
    stated = {
        "area": enterprise.area,
        "city": CITY,
        "card_type": "huicai",
        "route": "quota",
        "department": "drc",
        "list_type": "cluster_leader",
        "quota_year": 2026,
        "authority": officer(),
    } | facts
    one = Card.grant(uuid4(), talent_id=UUID(talent_id), enterprise_id=enterprise.id, **stated)
    town.service.store.save_all([one], command())
    return str(one.id)


def now(town: Town) -> str:
    """The newest position, so that what is read is as new."""
    return str(town.position())
