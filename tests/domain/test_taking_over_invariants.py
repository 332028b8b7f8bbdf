"""Whatever books a city brings, all of them are on the books here afterwards, or none."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import Card, CardHolding, Quota
from domain.cards import CardStatus
from domain.errors import Refusal
from domain.places import PlaceStatus
from domain.use_cases.reading_books import HELD, StatedCard, StatedPlace
from tests.domain.books_of_zibo import LUJIAN, QILIN, TAIHE
from tests.domain.officers import HRSS
from tests.domain.opening_books_of_zibo import books_with, card, place
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

COMPANIES = [LUJIAN, QILIN, TAIHE, *(f"淄博第{number}机械有限公司" for number in range(9))]
PEOPLE = {number: f"李{sign}" for number, sign in enumerate("思远长流清澈", start=1)}
STATUSES = [CardStatus.IN_FORCE, CardStatus.SUSPENDED, CardStatus.ENDED]

people = st.sampled_from(sorted(PEOPLE))
companies = st.sampled_from(COMPANIES)
years = st.sampled_from([2023, 2024])


@st.composite
def card_rows(draw: st.DrawFn) -> list[StatedCard]:
    stated = draw(
        st.lists(
            st.tuples(
                people, companies, st.sampled_from(["huicai", "elite"]), st.sampled_from(STATUSES), years
            ),
            max_size=8,
        )
    )
    return [
        card(
            row,
            person=person,
            name=PEOPLE[person],
            enterprise=company,
            card_type=card_type,
            status=status,
            quota_year=year,
            card_number=f"NO{row % 7}",
        )
        for row, (person, company, card_type, status, year) in enumerate(stated, start=3)
    ]


stated_places = st.tuples(companies, st.sampled_from(["drc", "drc", "miit"]), years, people)
many_places = st.lists(
    stated_places, min_size=6, max_size=14, unique_by=lambda stated: (stated[0], stated[2])
)


@st.composite
def place_rows(draw: st.DrawFn) -> list[StatedPlace]:
    stated = draw(st.lists(stated_places, max_size=4) | many_places)
    used = draw(st.sets(st.integers(0, 3), max_size=2))
    return [
        place(
            row, enterprise=company, department=department, quota_year=year, **_use(row - 3 in used, person)
        )
        for row, (company, department, year, person) in enumerate(stated, start=3)
    ]


def _use(used: bool, person: int) -> dict[str, object]:
    return {"status": PlaceStatus.CONSUMED, "person": PEOPLE[person]} if used else {}


@settings(max_examples=80, deadline=None)
@given(files=st.lists(st.tuples(card_rows(), place_rows()), min_size=1, max_size=3))
def test_all_rows_of_a_file_are_on_the_books_or_none_and_every_limit_holds(files):
    books = Books(ZIBO)
    cards: list[StatedCard] = []
    places: list[StatedPlace] = []
    for number, (card_file, place_file) in enumerate(files):
        command = books_with(*card_file, *place_file, file_sha256=f"{number}" * 64)
        before = books.log.size
        try:
            books.send(command, HRSS)
        except Refusal:
            assert books.log.size == before
        else:
            cards, places = cards + card_file, places + place_file

    assert len(books.all_of(Card)) == len(cards)
    assert Counter(one.status for one in books.all_of(Card)) == Counter(row.status for row in cards)
    held = Counter(one.card_id for one in books.all_of(CardHolding))
    assert held == Counter(one.id for one in books.all_of(Card) if one.status in HELD)
    quotas = books.all_of(Quota)
    assert sum(len(quota.places.in_order) for quota in quotas) == len(places)
    assert sum(quota.places.count([PlaceStatus.CONSUMED]) for quota in quotas) == sum(
        row.status is PlaceStatus.CONSUMED for row in places
    )
    for quota in quotas:
        of_year = [one.enterprise_id for one in quota.places.in_order.values()]
        assert len(of_year) == len({*of_year}) <= quota.places.city_limit
        assert all(quota.places.free(department) >= 0 for department in quota.places.department_limits)


def test_the_files_tried_are_taken_over_and_refused():
    tried: Counter[str] = Counter()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(card_rows(), place_rows())
    def try_out(card_file, place_file):
        books = Books(ZIBO)
        try:
            books.send(books_with(*card_file, *place_file), HRSS)
            tried["taken over"] += bool(card_file) and bool(place_file)
        except Refusal as refused:
            tried.update(error.code for error in refused.errors)

    try_out()

    refused = {
        "card_in_force",
        "card_known",
        "department_quota_exhausted",
        "enterprise_already_nominated",
        "person_unknown",
    }
    assert tried.keys() >= {"taken over"} | refused
