"""Compiling annex 4 (附4发卡情况): the card movements of a city from its postings, of a province from what its cities have signed.

A card counts in the quarters of its city's own reports, as an item does in those of its area's. It comes onto the register once
and goes off it once, so every movement counts, but for a grant that proved to be an entry error: in the quarter in which the
card came it never was there, in a later one it adjusts what that opens with.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from domain.ledger_books.balance import Imbalance, Judge, imbalances_of_cards, must_balance
from domain.ledger_books.card_figures import CardMovements, DepartmentUsage, QuotaUsage
from domain.ledger_books.card_postings import OFF, ONTO, CardPosting, CardPostingKind
from domain.ledger_books.compiling import Child, Past, adjusts, of_books
from domain.ledger_books.content import ReportContent
from domain.ledger_books.countings import Counting, closings_of
from domain.ledger_books.quarters import Quarter
from domain.places import Places, PlaceStatus

COLUMN = {
    CardPostingKind.ISSUED: "issued",
    CardPostingKind.RENEWED: "renewed",
    CardPostingKind.TAKEN_OVER: "taken_over",
    CardPostingKind.REVOKED: "revoked",
    CardPostingKind.CANCELLED: "cancelled",
    CardPostingKind.EXPIRED: "expired",
    CardPostingKind.REPLACED: "replaced",
    CardPostingKind.SUSPENDED: "suspensions",
    CardPostingKind.REINSTATED: "reinstatements",
}


class MarkedCard(NamedTuple):
    """A card on the register that is suspended, or whose holder has not arrived; `item` is its id."""

    item: str
    card_type: str
    is_suspended: bool
    has_not_arrived: bool


class HeldCards(NamedTuple):
    """What is on the register at the end of the quarter by the postings alone.

    `cards` are those of each type by the closing of entry, `marked` which of them are marked, by the cut-off.
    """

    cards: Mapping[str, int] = {}
    marked: Sequence[MarkedCard] = ()


class CardShare(NamedTuple):
    """What of a city's postings of cards is of one quarter, as `Share` says it of items; by card type."""

    own: list[CardPosting]
    since_closed: Counter[str]
    adjusted: Counter[str]
    waiting: frozenset[str]


def city_cards(
    unit: str,
    counting: Counting,
    past: Past,
    postings: Iterable[CardPosting],
    held: HeldCards,
    judge: Judge = must_balance,
) -> tuple[CardMovements, ...]:
    """The card movements of a city for the quarter of `counting`, by card type. Whoever judges hears what is wrong.

    `postings` are those of the archive's span: card by card, each card's in the order of the log.
    """
    share = card_share_of(counting, past, postings)
    counts = _counts(share.own, counting.quarter)
    carried = {card_type: one.held for card_type, one in _cards_of(unit, past.last).items()}
    of_which = _of_which(one for one in held.marked if one.item not in share.waiting)
    found = []
    imbalances: list[Imbalance] = []
    for card_type in sorted({*counts, *carried, *held.cards, *share.adjusted}):
        count = counts[card_type]
        count["adjusted"] += share.adjusted[card_type]
        moved = CardMovements(
            unit=unit, card_type=card_type, carried=carried.get(card_type, 0), **count, **of_which[card_type]
        )
        moved = moved.model_copy(update={"held": moved.left})
        on_register = held.cards.get(card_type, 0) + share.since_closed[card_type]
        imbalances += imbalances_of_cards(moved, on_register)
        found.append(moved)
    judge(imbalances)
    return tuple(one for one in found if not one.is_zero)


def card_share_of(counting: Counting, past: Past, postings: Iterable[CardPosting]) -> CardShare:
    """What of these postings is of the quarter of a counting."""
    closed_at = closings_of((*past.countings, counting))[counting.quarter]
    share = CardShare([], Counter(), Counter(), frozenset())
    waiting = set()
    for posting, taker in of_books(counting, past, postings):
        direction = posting.kind.direction
        if taker is None:
            waiting.add(posting.item)
        elif taker.quarter == counting.quarter:
            share.own.append(posting)
            share.since_closed[posting.card_type] += direction if posting.position > closed_at else 0
        elif adjusts(taker, past):
            share.adjusted[posting.card_type] += direction
    return share._replace(waiting=frozenset(waiting))


def counted_cards(postings: Iterable[CardPosting]) -> Iterator[CardPosting]:
    """Those of the postings of one city and quarter that count: none of a card that came by an entry error in this quarter."""
    for _, of_card in groupby(postings, key=attrgetter("item")):
        in_order = list(of_card)
        kinds = {posting.kind for posting in in_order}
        if CardPostingKind.REVERSED not in kinds or not kinds & ONTO:
            yield from in_order


def _counts(own: Iterable[CardPosting], quarter: Quarter) -> defaultdict[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for posting in counted_cards(own):
        count = counts[posting.card_type]
        if posting.kind is CardPostingKind.REVERSED:
            count["adjusted"] -= 1
        else:
            count[COLUMN[posting.kind]] += 1
            count["late"] += _is_late(posting, quarter)
    return counts


def _is_late(posting: CardPosting, quarter: Quarter) -> bool:
    """Whether it is a movement of an earlier quarter, entered since (补录)."""
    moves = posting.kind in ONTO | OFF and posting.kind is not CardPostingKind.TAKEN_OVER
    return moves and posting.effective_on < quarter.first_day


def _cards_of(unit: str, last: ReportContent | None) -> dict[str, CardMovements]:
    """What was said of the unit's cards at last, by card type."""
    return {} if last is None else {one.card_type: one for one in last.cards if one.unit == unit}


def _of_which(marked: Iterable[MarkedCard]) -> defaultdict[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in marked:
        counts[one.card_type]["suspended"] += one.is_suspended
        counts[one.card_type]["not_arrived"] += one.has_not_arrived
    return counts


# -- the level above ---------------------------------------------------------------------------------------


def upper_cards(children: Sequence[Child], last: ReportContent | None) -> tuple[CardMovements, ...]:
    """The card movements of a unit above cities, city by city. Raises `BooksDoNotBalance`.

    They are what each has signed; one that has not reported keeps what was on its register at last.
    """
    found: list[CardMovements] = []
    signed: list[CardMovements] = []
    for child in children:
        before = _cards_of(child.report.unit, last)
        if child.content is None:
            found += [_kept(one) for one in before.values()]
        else:
            is_known = last is not None and last.row(child.report.unit) is not None
            found += _signed(child, child.content, before if is_known else None)
            signed += [one for each in (child.content, *child.late) for one in each.cards_in_all]
    must_balance([imbalance for one in signed for imbalance in imbalances_of_cards(one, one.held)])
    return tuple(one for one in found if not one.is_zero)


def upper_quotas(children: Sequence[Child]) -> tuple[QuotaUsage, ...]:
    """What is used of the quotas of the cities that have reported."""
    return tuple(
        usage.model_copy(update={"unit": child.report.unit})
        for child in children
        if child.content is not None
        for usage in child.content.quotas_in_all
    )


def _signed(
    child: Child, content: ReportContent, before: Mapping[str, CardMovements] | None
) -> Iterator[CardMovements]:
    """What a child says of every type that it has, or has had, and what of earlier quarters came late.

    It opens with this unit's own last closing of it, `before`, if there is one: what the child's closing comes to beside that is an
    adjustment.
    """
    unit = child.report.unit
    said = [{one.card_type: one for one in each.cards_in_all} for each in (content, *child.late)]
    opened = said[1 if child.late else 0] if before is None else before
    for card_type in sorted({*opened, *(known for each in said for known in each)}):
        nothing = CardMovements(unit=unit, card_type=card_type)
        now, *late = [each.get(card_type, nothing) for each in said]
        for earlier in late:
            now = now.with_late(earlier)
        first = opened.get(card_type, nothing)
        opening = {"unit": unit, "carried": first.carried if before is None else first.held, "adjusted": 0}
        unadjusted = now.model_copy(update=opening)
        yield unadjusted.model_copy(update={"adjusted": now.held - unadjusted.left})


def _kept(before: CardMovements) -> CardMovements:
    return CardMovements(
        unit=before.unit,
        card_type=before.card_type,
        carried=before.held,
        held=before.held,
        suspended=before.suspended,
        not_arrived=before.not_arrived,
    )


# -- quotas ------------------------------------------------------------------------------------------------


def quota_usage(unit: str, card_type: str, quota_year: int, places: Places) -> QuotaUsage:
    """What is used of a city's quota, in all and by department."""
    used = (PlaceStatus.CONSUMED,)
    return QuotaUsage(
        unit=unit,
        card_type=card_type,
        quota_year=quota_year,
        limit=places.city_limit,
        used=places.count(used),
        held=places.held(),
        departments=tuple(
            DepartmentUsage(
                department=department,
                limit=limit,
                used=places.count(used, department),
                held=places.held(department),
            )
            for department, limit in sorted(places.department_limits.items())
        ),
    )
