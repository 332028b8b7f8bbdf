"""The register of cards of a made-up city: cards are granted and end, while quarters are closed and signed.

It keeps no figures. What is on the register it tells by folding the cards themselves as far as they were known.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from domain.aggregates import Card
from domain.base import Event
from domain.cards import ISSUED, ArrivalStage, CardStatus
from domain.ledger_books.archive import Archive, Signed
from domain.ledger_books.card_compiling import HeldCards, city_cards
from domain.ledger_books.card_figures import CardMovements
from domain.ledger_books.content import CutOff, ReportContent, ReportLevel
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter
from domain.policy.steps import TermRule
from tests.ledgers_in_memory import InMemoryCardBooks
from tests.scenario import authority

CITY = "370300"
AREA = "zhangdian"
SOMEBODY = UUID(int=7)
AT = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY_ARRIVES_BEFORE = date(2035, 1, 1)


class Standing(NamedTuple):
    """Whether a card is on the register, and suspended, and its holder has not arrived: each 1 or 0."""

    held: int
    suspended: int
    not_arrived: int


NOT_THERE = Standing(0, 0, 0)


@dataclass
class CardsByHand:
    """A log of events of cards, what the city has signed, and when entry was closed."""

    city: str = CITY
    holder: UUID = SOMEBODY
    log: list[tuple[int, Event]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    closed: dict[Quarter, int] = field(default_factory=dict)
    signed: list[Signed] = field(default_factory=list)
    position: int = 0

    def __post_init__(self) -> None:
        self.books = InMemoryCardBooks(lambda: self.log)

    # -- what happens to cards -------------------------------------------------------------------------

    def granted(self, day: date, card_type: str = "elite", predecessor: Card | None = None) -> Card:
        renewed = {} if predecessor is None else {"predecessor_id": predecessor.id}
        return self._begun(
            Card.grant(
                uuid4(), talent_id=self.holder, card_type=card_type, route="front_end", **self._here(),
                renewals=0 if predecessor is None else predecessor.renewals + 1, **self.by(day), **renewed,
            )
        )  # fmt: skip

    def issued(self, day: date, card_type: str = "elite", predecessor: Card | None = None) -> Card:
        card = self.granted(day, card_type, predecessor)
        term = {"issued_on": day, "valid_from": day, "valid_to": day, "term_rule": TermRule.FIXED_YEARS}
        card.issue(card_number="E1", differs_from_rule=False, **term, **self.by(day))
        self.recorded(card)
        return card

    def issued_early(self, day: date) -> Card:
        card = self.granted(day)
        card.issue_early(
            card_number="E1", issued_on=day, planned_arrival=NOBODY_ARRIVES_BEFORE, **self.by(day)
        )
        self.recorded(card)
        return card

    def taken_over(self, day: date, status: CardStatus = CardStatus.IN_FORCE) -> Card:
        facts = {"talent_id": self.holder, "card_type": "elite", "route": "reviewed", "status": status}
        return self._begun(Card.take_over(uuid4(), **facts, **self._here(), **self.by(day)))

    def renew(self, card: Card, day: date) -> Card:
        """One ends and another takes its place, in one transaction."""
        successor = self.issued(day, card.card_type, card)
        card.renew(successor.id, **self.by(day))
        self.recorded(card)
        return successor

    def recorded(self, card: Card) -> None:
        for event in card.collect_events():
            self.position += 1
            self.log.append((self.position, event))

    @staticmethod
    def by(day: date) -> dict[str, Any]:
        return {"area": AREA, "authority": authority(effective_on=day, reason_code="as_decided")}

    def _begun(self, card: Card) -> Card:
        self.cards.append(card)
        self.recorded(card)
        return card

    def _here(self) -> dict[str, Any]:
        return {"city": self.city}

    # -- what is on the register -----------------------------------------------------------------------

    def on_register(self, position: int, day: date) -> dict[str, Counter[str]]:
        """How many cards of each type are on the register, and how they stand there, by the cards themselves.

        By what was recorded until then and had effect by that day; nothing has effect before what was recorded of the card earlier.
        """
        cards: dict[UUID, Any] = {}
        stood: dict[UUID, list[tuple[date, Standing]]] = {}
        for at, event in self.log:
            if at <= position:
                card = cards[event.originator_id] = event.mutate(cards.get(event.originator_id))
                before = stood.setdefault(card.id, [(date.min, NOT_THERE)])
                if standing_of(card) != before[-1][1]:
                    before.append((max(before[-1][0], event.envelope.effective_on), standing_of(card)))
        found: dict[str, Counter[str]] = {}
        for card_id, ways in stood.items():
            standing = [way for booked_on, way in ways if booked_on <= day][-1]
            if standing.held:
                found.setdefault(cards[card_id].card_type, Counter()).update(standing._asdict())
        return found

    # -- what is closed and signed ---------------------------------------------------------------------

    def close_entry(self, quarter: Quarter) -> None:
        self.position += 1
        self.closed[quarter] = self.position

    def sign(self, quarter: Quarter) -> dict[str, CardMovements]:
        """The city's next revision of a quarter; its card movements by type."""
        counting, closed_at = self._counting(quarter), self.closed[quarter]
        archive = Archive(self.signed)
        cards = city_cards(
            self.city,
            counting,
            archive.past(quarter, closed_at),
            self.books.postings(self.city, archive.span(counting)),
            HeldCards(
                self.books.held(self.city, closed_at, quarter.last_day),
                self.books.marked(self.city, counting.cut_off, quarter.last_day),
            ),
        )
        content = content_of(self.city, ReportLevel.CITY, counting, cards)
        self.signed = sorted([*self.signed, Signed(counting, content)], key=lambda one: one.counting.cut_off)
        return {one.card_type: one for one in cards}

    def _counting(self, quarter: Quarter) -> Counting:
        revisions = sum(one.counting.quarter == quarter for one in self.signed)
        if not revisions:
            return Counting(quarter, 1, self.closed[quarter])
        self.position += 1
        return Counting(quarter, revisions + 1, self.position, max(self.closed.values()))


def content_of(
    unit: str, level: ReportLevel, counting: Counting, cards: Iterable[CardMovements], **facts: Any
) -> ReportContent:
    return ReportContent(
        unit=unit,
        level=level,
        quarter=counting.quarter.code,
        revision=counting.revision,
        cut_off=CutOff(position=counting.cut_off, at=AT + timedelta(seconds=counting.cut_off)),
        cards=tuple(cards),
        **({"rows": ()} | facts),
    )


def standing_of(card: Card) -> Standing:
    """How a card stands on the register by itself."""
    if card.status not in ISSUED:
        return NOT_THERE
    has_arrived = card.arrival is None or card.arrival.stage is ArrivalStage.ARRIVED
    return Standing(1, int(card.status is CardStatus.SUSPENDED), int(not has_arrived))
