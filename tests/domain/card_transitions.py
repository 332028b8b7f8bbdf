"""Every move that a card can make, found by trying every decision that moves one on every card that they lead to."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from domain.aggregates.card import Card
from domain.cards import CancellationCause, CardStatus, Finding, ReplacementCause, RevocationCause
from domain.errors import Refusal
from domain.policy.steps import TermRule
from tests.scenario import authority

LI, OTHER = UUID(int=11), UUID(int=12)
TODAY = date(2024, 3, 15)
LATER = TODAY + timedelta(days=900)
BY: dict[str, Any] = {"area": "zhangdian", "authority": authority(reason_code="as_decided")}
COLLEAGUE: dict[str, Any] = BY | {"authority": authority(actor="feng", reason_code="as_decided")}
CLOCK: dict[str, Any] = BY | {"authority": authority(effective_on=LATER, reason_code="by_the_clock")}
MUCH_LATER: dict[str, Any] = BY | {
    "authority": authority(effective_on=LATER + timedelta(days=900), reason_code="by_the_clock")
}
TERM: dict[str, Any] = {
    "valid_from": TODAY, "valid_to": TODAY + timedelta(days=365), "term_rule": TermRule.CONTRACT_PERIOD
}  # fmt: skip

DECISIONS: tuple[Callable[[Card], object], ...] = (
    lambda c: c.issue(card_number="E1", issued_on=TODAY, differs_from_rule=False, **TERM, **BY),
    lambda c: c.issue_early(card_number="E1", issued_on=TODAY, planned_arrival=TODAY, **BY),
    lambda c: c.reverse_grant(**BY),
    lambda c: c.produce(None, **BY),
    lambda c: c.report_loss(**BY),
    lambda c: c.withdraw_loss(**BY),
    lambda c: c.replace(f"E{c.version}", ReplacementCause.LOST, **BY),
    lambda c: c.replace(f"E{c.version}", ReplacementCause.DAMAGED, **BY),
    lambda c: c.suspend(**BY),
    lambda c: c.reinstate(**BY),
    lambda c: c.report_false_declaration(**BY),
    lambda c: c.open_inquiry(**BY),
    lambda c: c.make_finding(Finding.FALSE, **BY),
    lambda c: c.make_finding(Finding.NOT_FALSE, **BY),
    lambda c: c.revoke(RevocationCause.BREACH, **BY),
    lambda c: c.revoke(RevocationCause.FALSE_DECLARATION, **COLLEAGUE),
    lambda c: c.cancel(CancellationCause.LEFT, **BY),
    lambda c: c.renew(OTHER, **BY),
    lambda c: c.expire(**CLOCK),
    lambda c: c.lapse_arrival(grace_days=30, **CLOCK),
    lambda c: c.give_up(after_days=60, **MUCH_LATER),
    lambda c: c.extend_arrival(TODAY + timedelta(days=1800), at_most=1, **CLOCK),
    lambda c: c.confirm_arrival(arrived_on=TODAY, contract_from=None, contract_to=None, **TERM, **BY),
)


class Move(NamedTuple):
    """A card that stood there stands elsewhere after this event."""

    before: CardStatus
    event: str
    after: CardStatus


def moves() -> set[Move]:
    """Every event after which a card stands elsewhere than before."""
    first = Card.grant(UUID(int=1), talent_id=LI, city="370300", card_type="elite", route="front_end", **BY)
    known, found, open_ = {_place(first)}, set(), [first]
    while open_:
        card = open_.pop()
        for decide in DECISIONS:
            after = copy.deepcopy(card)
            try:
                decide(after)
            except Refusal:
                continue
            [*_, event] = after.collect_events()
            if after.status is not card.status:
                found.add(Move(card.status, event.TOPIC, after.status))
            if _place(after) not in known:
                known.add(_place(after))
                open_.append(after)
    return found


def _place(card: Card) -> tuple[object, ...]:
    """All of a card that its decisions ask."""
    arrival = card.arrival and (card.arrival.stage, card.arrival.extensions)
    return (
        card.status, card.plastic, card.is_lost, card.grounds, card.inquiry, arrival, card.valid_to is None
    )  # fmt: skip
