"""Cards of a town: recorded as the office records them, without the whole way of the case that leads to one."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.aggregates import Card, CardHolding, Enterprise
from domain.policy.steps import TermRule
from tests.api.conftest import CITY, Person, Town
from tests.persistence.commands import command
from tests.projections.made_up import officer

CARDS = "/v1/cards"
PRODUCTION_BATCHES = "/v1/production-batches"
ORDER = {"kind": "production_order", "number": "示例制卡〔2026〕1号", "issued_on": "2026-01-05"}


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


def in_force(town: Town, card_type: str = "elite") -> tuple[str, str]:
    """A card of this type in force, recorded without the whole way that leads to one; and its enterprise."""
    [enterprise] = town.listed(f"示例{next(town.numbers)}号有限公司")
    talent = town.talent("示例人才", employer_id=enterprise)
    card_id = granted(town, enterprise, talent, card_type=card_type, route="direct")
    card: Card = town.service.store.repository.get(UUID(card_id))
    holding = CardHolding.open(UUID(talent), card_type, officer())
    holding.take(card.id, officer())
    first = date(2026, 1, 5)
    card.issue(
        card_number=f"N{uuid4().hex[:8]}", issued_on=first, valid_from=first, valid_to=date(2091, 1, 4),
        term_rule=TermRule.FIXED_YEARS, differs_from_rule=False, area=card.area, authority=officer(),
    )  # fmt: skip
    town.service.store.save_all([card, holding], command())
    return f"{CARDS}/{card_id}", enterprise


def names(person: Person, address: str) -> set[str]:
    return {action["name"] for action in person.gets(address).json()["actions"]["open"]}


def done(answer: Any) -> dict[str, Any]:
    assert answer.is_success, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def made(town: Town, *addresses: str) -> str:
    """The plastic of these elite cards is made, with a production batch; returns the address of the batch."""
    hrss = town.officer("hrss")
    card_ids = [address.rpartition("/")[2] for address in addresses]
    stated = {"city": CITY, "card_type": "elite", "card_ids": card_ids}
    batch: str = done(hrss.posts(PRODUCTION_BATCHES, **stated))["href"]
    done(hrss.posts(f"{batch}/order", documents=[ORDER]))
    done(hrss.posts(f"{batch}/receipts"))
    return batch
