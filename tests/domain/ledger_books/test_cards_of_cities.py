"""What annex 4 says of cards that are granted, renewed and end, late or by mistake (decided point 27)."""

from datetime import date
from uuid import UUID

import pytest

from domain.cards import CancellationCause, CardStatus, ReplacementCause, RevocationCause
from domain.ledger_books.balance import BooksDoNotBalance
from domain.ledger_books.card_compiling import HeldCards, city_cards, quota_usage, upper_cards, upper_quotas
from domain.ledger_books.card_figures import CardMovements, DepartmentUsage, QuotaUsage
from domain.ledger_books.compiling import Child, Past
from domain.ledger_books.content import ChildReport, ReportLevel, ReportRow, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter
from domain.places import Place, Places, PlaceStatus
from tests.domain.ledger_books.cards_by_hand import CardsByHand, content_of

Q1, Q2, Q3 = (Quarter(2026, number) for number in (1, 2, 3))
JANUARY, MARCH, APRIL = date(2026, 1, 12), date(2026, 3, 16), date(2026, 4, 14)
ZIBO, JINAN, SHANDONG = "370300", "370100", "370000"


def elite(**figures: int) -> CardMovements:
    return CardMovements(unit=ZIBO, card_type="elite", **figures)


def test_every_way_onto_the_register_and_off_it_has_its_column():
    cards = CardsByHand()
    revoked, cancelled, expired = (cards.issued(JANUARY) for _ in range(3))
    renewed = cards.taken_over(JANUARY)
    revoked.revoke(RevocationCause.BREACH, **cards.by(MARCH))
    cancelled.cancel(CancellationCause.DIED, **cards.by(MARCH))
    expired.expire(**cards.by(MARCH))
    for card in (revoked, cancelled, expired):
        cards.recorded(card)
    cards.renew(renewed, MARCH)
    cards.close_entry(Q1)

    assert cards.sign(Q1) == {
        "elite": elite(issued=3, taken_over=1, renewed=1, revoked=1, cancelled=1, expired=2, held=1)
    }


def test_a_card_that_is_renewed_once_its_term_is_over_expires_once():
    cards = CardsByHand()
    card = cards.issued(JANUARY)
    card.expire(**cards.by(MARCH))
    cards.recorded(card)
    cards.renew(card, MARCH)
    cards.close_entry(Q1)

    assert cards.sign(Q1) == {"elite": elite(issued=1, renewed=1, expired=1, held=1)}


def test_what_is_suspended_or_has_not_arrived_is_on_the_register_and_what_is_only_granted_is_not():
    cards = CardsByHand()
    cards.granted(JANUARY)
    cards.taken_over(JANUARY, CardStatus.ENDED)
    cards.issued_early(JANUARY)
    suspended = cards.issued(JANUARY)
    suspended.suspend(**cards.by(MARCH))
    cards.recorded(suspended)
    cards.close_entry(Q1)

    assert cards.sign(Q1) == {"elite": elite(issued=2, held=2, suspended=1, not_arrived=1, suspensions=1)}


def test_a_replacement_a_suspension_and_its_end_move_nothing():
    cards = CardsByHand()
    card = cards.taken_over(JANUARY)
    cards.close_entry(Q1)
    cards.sign(Q1)
    card.report_loss(**cards.by(APRIL))
    card.replace("E2", ReplacementCause.LOST, **cards.by(APRIL))
    card.suspend(**cards.by(APRIL))
    card.reinstate(**cards.by(APRIL))
    cards.recorded(card)
    cards.close_entry(Q2)

    assert cards.sign(Q2) == {"elite": elite(carried=1, held=1, replaced=1, suspensions=1, reinstatements=1)}


def test_what_is_recorded_after_the_cut_off_is_a_late_entry_of_the_next_quarter():
    cards = CardsByHand()
    cards.close_entry(Q1)
    cards.sign(Q1)
    cards.issued(MARCH)
    cards.issued(APRIL)
    cards.close_entry(Q2)

    assert cards.sign(Q2) == {"elite": elite(issued=2, late=1, held=2)}


def test_a_revision_takes_what_came_late_and_the_next_quarter_opens_with_it():
    cards = CardsByHand()
    cards.close_entry(Q1)
    cards.sign(Q1)
    cards.issued(MARCH)

    assert cards.sign(Q1) == {"elite": elite(issued=1, held=1)}
    cards.close_entry(Q2)
    assert cards.sign(Q2) == {"elite": elite(carried=1, held=1)}


def test_a_grant_that_was_an_entry_error_never_was_there_in_its_own_quarter():
    cards = CardsByHand()
    card = cards.issued(JANUARY)
    card.suspend(**cards.by(JANUARY))
    card.reverse_grant(**cards.by(MARCH))
    cards.recorded(card)
    cards.close_entry(Q1)

    assert cards.sign(Q1) == {}


def test_in_a_later_quarter_it_adjusts_what_that_opens_with():
    cards = CardsByHand()
    card = cards.issued(JANUARY)
    cards.close_entry(Q1)
    cards.sign(Q1)
    card.reverse_grant(**cards.by(APRIL))
    cards.recorded(card)
    cards.close_entry(Q2)

    assert cards.sign(Q2) == {"elite": elite(carried=1, adjusted=-1)}


def test_a_revision_of_a_quarter_before_the_last_adjusts_the_opening_of_the_next():
    cards = CardsByHand()
    for quarter in (Q1, Q2):
        cards.close_entry(quarter)
        cards.sign(quarter)
    cards.issued(MARCH)
    cards.sign(Q1)
    cards.close_entry(Q3)

    assert cards.sign(Q3) == {"elite": elite(adjusted=1, held=1)}


def test_other_cards_on_the_register_than_by_the_figures_stop_the_compilation():
    with pytest.raises(BooksDoNotBalance) as refused:
        city_cards(ZIBO, Counting(Q1, 1, 10), Past(), [], HeldCards({"elite": 2}))

    (imbalance,) = refused.value.blocked_by["imbalances"]
    assert (imbalance["unit"], imbalance["card_type"], imbalance["rule"]) == (ZIBO, "elite", "register")
    assert (imbalance["expected"], imbalance["found"]) == (2, 0)


# -- the province ------------------------------------------------------------------------------------------


def province(quarter: Quarter, said: dict[str, tuple[CardMovements, ...] | None], last=None, late=None):
    """The province's content of what its cities say, None of one that has not reported, and of what came late of each."""
    children = []
    for city, cards in said.items():
        content = None
        if cards is not None:
            content = content_of(city, ReportLevel.CITY, Counting(quarter, 1, 9), cards)
        earlier = [
            content_of(city, ReportLevel.CITY, Counting(quarter.later(-1), 1, 9), one)
            for one in (late or {}).get(city, ())
        ]
        children.append(Child(ChildReport(unit=city, standing=RowStanding.REPORTED), content, earlier))
    rows = tuple(ReportRow(unit=city, standing=RowStanding.REPORTED, cells=()) for city in said)
    cards = upper_cards(children, last)
    return content_of(SHANDONG, ReportLevel.PROVINCE, Counting(quarter, 1, 9), cards, rows=rows)


def test_a_province_says_city_by_city_what_each_has_signed_and_adds_that_up():
    jinan = CardMovements(unit=JINAN, card_type="elite", issued=3, held=3)

    content = province(Q1, {ZIBO: (elite(issued=2, held=2),), JINAN: (jinan,)})

    assert content.cards == (elite(issued=2, held=2), jinan)
    assert content.cards_in_all == (CardMovements(unit=SHANDONG, card_type="elite", issued=5, held=5),)


def test_a_city_that_has_not_reported_keeps_what_was_on_its_register():
    before = province(Q1, {ZIBO: (elite(issued=2, held=2, suspended=1),)})

    content = province(Q2, {ZIBO: None}, before)

    assert content.cards == (elite(carried=2, held=2, suspended=1),)


def test_what_a_city_revised_without_the_province_adjusts_the_provinces_opening():
    before = province(Q1, {ZIBO: (elite(issued=2, held=2),)})

    content = province(Q2, {ZIBO: (elite(carried=3, revoked=1, held=2),)}, before)

    assert content.cards == (elite(carried=2, adjusted=1, revoked=1, held=2),)


def test_what_a_city_reports_late_of_an_earlier_quarter_is_counted_with_the_next():
    before = province(Q1, {ZIBO: (elite(issued=2, held=2),)})
    without = province(Q2, {ZIBO: None}, before)
    late = (elite(carried=2, issued=1, taken_over=1, expired=1, suspensions=1, held=3),)

    content = province(Q3, {ZIBO: (elite(carried=3, issued=1, held=4),)}, without, {ZIBO: [late]})

    assert content.cards == (
        elite(carried=2, issued=2, taken_over=1, expired=1, suspensions=1, late=2, held=4),
    )


def test_a_province_that_has_known_no_cards_of_a_city_opens_with_none():
    before = province(Q1, {ZIBO: ()})

    content = province(Q2, {ZIBO: (elite(carried=2, issued=1, held=3),)}, before)

    assert content.cards == (elite(adjusted=2, issued=1, held=3),)


def test_what_a_city_has_signed_and_does_not_balance_stops_the_province():
    with pytest.raises(BooksDoNotBalance):
        province(Q1, {ZIBO: (elite(issued=2, held=3),)})


# -- quotas ------------------------------------------------------------------------------------------------


def places(*standing: tuple[str, PlaceStatus]) -> Places:
    found = Places(10, {"miit": 5, "drc": 5})
    for number, (department, status) in enumerate(standing):
        found = found.with_place(Place(UUID(int=number), department, UUID(int=number), status, JANUARY))
    return found


def test_a_quota_says_what_is_used_and_held_of_the_city_and_of_each_department():
    usage = quota_usage(
        ZIBO,
        "huicai",
        2026,
        places(
            ("drc", PlaceStatus.CONSUMED),
            ("drc", PlaceStatus.NOMINATED),
            ("miit", PlaceStatus.CONSUMED),
            ("miit", PlaceStatus.FORFEITED),
            ("miit", PlaceStatus.RELEASED),
        ),
    )

    assert (usage.limit, usage.used, usage.held) == (10, 2, 4)
    assert usage.departments == (
        DepartmentUsage(department="drc", limit=5, used=1, held=2),
        DepartmentUsage(department="miit", limit=5, used=1, held=2),
    )


def test_a_province_adds_up_what_the_cities_have_used_department_by_department():
    contents = []
    for city in (ZIBO, JINAN):
        usage = quota_usage(city, "huicai", 2026, places(("drc", PlaceStatus.CONSUMED)))
        content = content_of(city, ReportLevel.CITY, Counting(Q1, 1, 9), (), quotas=(usage,))
        contents.append(Child(ChildReport(unit=city, standing=RowStanding.REPORTED), content))
    missing = Child(ChildReport(unit="370200", standing=RowStanding.MISSING))

    quotas = upper_quotas([*contents, missing])

    assert [one.unit for one in quotas] == [ZIBO, JINAN]
    content = content_of(SHANDONG, ReportLevel.PROVINCE, Counting(Q1, 1, 9), (), quotas=quotas)
    assert content.quotas_in_all == (
        QuotaUsage(
            unit=SHANDONG,
            card_type="huicai",
            quota_year=2026,
            limit=20,
            used=2,
            held=2,
            departments=(
                DepartmentUsage(department="drc", limit=10, used=2, held=2),
                DepartmentUsage(department="miit", limit=10),
            ),
        ),
    )
