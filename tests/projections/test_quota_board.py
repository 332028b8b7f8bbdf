"""The quota board: one assertion for every event and figure, and who sees what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.aggregates import Enterprise, Quota, Talent
from domain.authorization import Scope
from domain.base import DocumentReference
from domain.personal_data import Personal
from domain.places import GivenBack, PlaceStatus, ReleaseCause
from persistence.vault import Vault
from projections.quota_board import PlaceLine, QuotaBoard, QuotaLine
from tests.projections.conftest import Record
from tests.projections.made_up import (
    LI,
    SPRING,
    WANG,
    ZIBO,
    enterprise,
    imported_list,
    nominate,
    officer,
    quota_of_2025,
    talent,
)

EVERYTHING = Scope()
AREA = "zhangdian"
JINAN = "370100"


@dataclass
class Books:
    """The books of a year with one nomination, and what the board says about them."""

    record: Record
    caught_up: Callable[[], None]
    board: QuotaBoard
    quota: Quota
    enterprise: Enterprise
    talent: Talent
    place_id: UUID

    def line(self) -> QuotaLine:
        """What the board says once all that was decided is recorded and taken in."""
        self.record(self.quota)
        self.caught_up()
        [line] = self.board.quotas(scope=EVERYTHING)
        return line

    def place(self) -> PlaceLine:
        self.line()
        [place] = self.board.places(self.quota.id, scope=EVERYTHING)
        return place

    def proposed(self) -> "Books":
        self.quota.propose_person(self.place_id, self.talent.id, area=AREA, authority=officer())
        return self

    def reserved(self) -> "Books":
        self.proposed().quota.reserve(self.place_id, CASE, area=AREA, authority=officer())
        return self

    def consumed(self) -> "Books":
        self.reserved().quota.consume(self.place_id, area=AREA, authority=officer())
        return self

    def released(self, *, place: bool, slot: bool) -> "Books":
        back, cause = GivenBack(place=place, slot=slot), ReleaseCause.NOT_RECOMMENDED
        self.reserved().quota.release(self.place_id, cause, back, area=AREA, authority=officer())
        return self


CASE = uuid4()


@pytest.fixture
def books(record, caught_up, board) -> Books:
    """A nomination by the development and reform commission."""
    quota, nominated, person = quota_of_2025(), enterprise(), talent()
    listed = imported_list(nominated)
    record(nominated, listed, person)
    [batch] = listed.batches
    place_id = nominate(quota, nominated, list_batch_id=batch)
    return Books(record, caught_up, board, quota, nominated, person, place_id)


def figures(line) -> dict[str, int]:
    names = ("limit", "nominated", "reserved", "consumed", "forfeited", "free")
    return {name: figure for name in names if (figure := getattr(line, name))}


def of(line: QuotaLine, department: str) -> dict[str, int]:
    [its] = [one for one in line.departments if one.department == department]
    return figures(its)


# ── The figures ──────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_quota_just_opened_then_all_its_places_are_free(record, caught_up, board):
    quota = quota_of_2025(city_limit=10, drc=6, miit=4)
    position = record(quota)
    caught_up()

    [line] = board.quotas(scope=EVERYTHING)

    assert (line.quota_id, line.city, line.card_type, line.quota_year) == (quota.id, ZIBO, "huicai", 2025)
    assert (line.policy_version, line.version, line.position) == ("zibo-2023/1", quota.version, position)
    assert (line.closed, line.method_filed) == (False, False)
    assert figures(line) == {"limit": 10, "free": 10}
    assert of(line, "drc") == {"limit": 6, "free": 6}
    assert of(line, "miit") == {"limit": 4, "free": 4}


def test_given_a_nomination_then_one_place_of_the_department_and_the_city_is_nominated(books):
    line = books.line()

    assert figures(line) == {"limit": 10, "nominated": 1, "free": 9}
    assert of(line, "drc") == {"limit": 5, "nominated": 1, "free": 4}
    assert of(line, "miit") == {"limit": 5, "free": 5}


def taken_over(
    books, status: PlaceStatus, talent_id: UUID | None = None, *papers: DocumentReference
) -> PlaceLine:
    """What the board says about a further place, which 王强's enterprise has had from before."""
    other = enterprise("淄博样本旧账有限公司", area="boshan")
    books.record(other)
    books.quota.take_over(
        uuid4(),
        status,
        department="miit",
        enterprise_id=other.id,
        talent_id=talent_id,
        list_type="four_chain",
        area="boshan",
        authority=officer(documents=papers),
    )
    books.line()
    [_, place] = books.board.places(books.quota.id, scope=EVERYTHING)
    return place


def test_given_a_place_taken_over_as_nominated_then_it_is_the_departments_of_no_batch(books):
    place = taken_over(books, PlaceStatus.NOMINATED)

    assert of(books.line(), "miit") == {"limit": 5, "nominated": 1, "free": 4}
    assert (place.enterprise_name, place.enterprise_area) == ("淄博样本旧账有限公司", "boshan")
    assert (place.department, place.list_type, place.status) == ("miit", "four_chain", PlaceStatus.NOMINATED)
    assert (place.list_document_number, place.letter_number, place.talent_id) == (None, None, None)
    assert place.nominated_on == SPRING


def test_given_a_place_taken_over_with_the_day_of_its_letter_then_it_was_nominated_on_that_day(books):
    file = DocumentReference(kind="opening_books", number="淄人社期初〔2025〕1号")
    letter = DocumentReference(kind="nomination_letter", issued_on=date(2025, 1, 20))

    place = taken_over(books, PlaceStatus.NOMINATED, None, letter, file)

    assert (place.nominated_on, place.letter_number) == (date(2025, 1, 20), None)


def test_given_a_place_taken_over_as_used_then_it_is_its_persons(books, vault):
    place = taken_over(books, PlaceStatus.CONSUMED, books.talent.id)

    assert of(books.line(), "miit") == {"limit": 5, "consumed": 1, "free": 4}
    assert place.talent_id == books.talent.id
    assert vault.open(place.talent_name) == LI


def test_given_a_nomination_withdrawn_with_its_place_then_the_place_is_free_again(books):
    books.quota.withdraw_nomination(
        books.place_id, GivenBack(place=True, slot=True), area=AREA, authority=officer()
    )

    assert of(books.line(), "drc") == {"limit": 5, "free": 5}
    assert (books.place().status, books.place().release_cause) == (
        PlaceStatus.WITHDRAWN,
        ReleaseCause.NOMINATION_WITHDRAWN,
    )


def test_given_a_nomination_withdrawn_without_its_place_then_the_place_is_forfeited(books):
    books.quota.withdraw_nomination(
        books.place_id, GivenBack(place=False, slot=False), area=AREA, authority=officer()
    )

    assert of(books.line(), "drc") == {"limit": 5, "forfeited": 1, "free": 4}


def test_given_a_merger_then_the_place_is_the_survivors_and_no_figure_moves(books):
    survivor = enterprise("淄博样本集团有限公司", area="huantai")
    books.record(survivor)
    books.quota.merge_enterprise(books.enterprise.id, survivor.id, area="huantai", authority=officer())

    assert of(books.line(), "drc") == {"limit": 5, "nominated": 1, "free": 4}
    assert books.line().version == books.quota.version
    place = books.place()
    assert (place.enterprise_id, place.enterprise_name) == (survivor.id, "淄博样本集团有限公司")
    assert place.enterprise_area == "huantai"
    assert books.board.places(books.quota.id, scope=Scope(enterprise_id=books.enterprise.id)) == []


def test_given_a_merger_of_others_then_the_place_stays_and_the_quota_has_moved_on(books):
    merged, survivor = enterprise("淄博甲有限公司"), enterprise("淄博乙有限公司")
    books.record(merged, survivor)
    books.quota.merge_enterprise(merged.id, survivor.id, area=AREA, authority=officer())

    assert books.place().enterprise_id == books.enterprise.id
    assert books.line().version == books.quota.version


def test_given_a_transfer_requested_then_the_place_still_is_the_first_departments(books):
    books.quota.request_transfer(books.place_id, "miit", area=AREA, authority=officer())

    assert books.place().transfer_to == "miit"
    assert of(books.line(), "drc") == {"limit": 5, "nominated": 1, "free": 4}


def test_given_a_transfer_declined_then_nothing_is_asked_any_more(books):
    books.quota.request_transfer(books.place_id, "miit", area=AREA, authority=officer())
    books.quota.decline_transfer(books.place_id, area=AREA, authority=officer())

    assert (books.place().department, books.place().transfer_to) == ("drc", None)


def test_given_a_nomination_transferred_then_the_place_is_the_other_departments(books):
    batch = uuid4()
    books.quota.request_transfer(books.place_id, "miit", area=AREA, authority=officer())
    colleague = officer().model_copy(update={"actor": "li-chen"})
    books.quota.accept_transfer(
        books.place_id, list_type="four_chain", list_batch_id=batch, area=AREA, authority=colleague
    )

    assert of(books.line(), "drc") == {"limit": 5, "free": 5}
    assert of(books.line(), "miit") == {"limit": 5, "nominated": 1, "free": 4}
    place = books.place()
    assert (place.department, place.transfer_to, place.list_type) == ("miit", None, "four_chain")
    assert place.list_document_number is None  # no file of that batch was recorded


def test_given_a_person_proposed_then_the_figures_stay_and_the_place_has_a_person(books):
    assert books.proposed().place().talent_id == books.talent.id
    assert of(books.line(), "drc") == {"limit": 5, "nominated": 1, "free": 4}


def test_given_a_person_replaced_then_the_place_has_the_other_person(books, record):
    another = talent(WANG)
    record(another)
    books.proposed().quota.replace_person(books.place_id, another.id, area=AREA, authority=officer())

    assert books.place().talent_id == another.id


def test_given_a_form_handed_in_then_the_place_is_reserved(books):
    assert of(books.reserved().line(), "drc") == {"limit": 5, "reserved": 1, "free": 4}
    assert books.place().card_application_id == CASE


def test_given_the_provinces_approval_then_the_place_is_consumed(books):
    assert of(books.consumed().line(), "drc") == {"limit": 5, "consumed": 1, "free": 4}


def test_given_an_approval_entered_by_mistake_then_the_place_is_reserved_again(books):
    books.consumed().quota.reverse_consumption(books.place_id, area=AREA, authority=officer(corrects=uuid4()))

    assert of(books.line(), "drc") == {"limit": 5, "reserved": 1, "free": 4}


def test_given_a_case_that_ended_with_its_place_given_back_then_the_place_is_free_again(books):
    books.released(place=True, slot=True)

    assert of(books.line(), "drc") == {"limit": 5, "free": 5}
    assert (books.place().status, books.place().release_cause) == (
        PlaceStatus.RELEASED,
        ReleaseCause.NOT_RECOMMENDED,
    )


def test_given_a_case_that_ended_with_nothing_given_back_then_the_place_is_forfeited(books):
    assert of(books.released(place=False, slot=False).line(), "drc") == {
        "limit": 5,
        "forfeited": 1,
        "free": 4,
    }
    assert books.place().release_cause is ReleaseCause.NOT_RECOMMENDED


def test_given_a_case_that_ended_with_the_place_kept_then_it_is_nominated_for_another_person(books):
    assert of(books.released(place=False, slot=True).line(), "drc") == {"limit": 5, "nominated": 1, "free": 4}
    place = books.place()
    assert (place.talent_id, place.card_application_id, place.release_cause) == (None, None, None)


def test_given_other_limits_then_what_is_free_follows_them(books):
    books.quota.revise_limits(3, {"drc": 2, "miit": 3}, officer())

    line = books.line()

    assert figures(line) == {"limit": 3, "nominated": 1, "free": 2}
    assert of(line, "drc") == {"limit": 2, "nominated": 1, "free": 1}
    assert of(line, "miit") == {"limit": 3, "free": 2}  # no more than the city has left


def test_given_a_method_filed_then_the_line_says_so(books):
    books.quota.file_method(officer())

    assert books.line().method_filed


def test_given_a_quota_closed_then_the_line_says_so_and_nothing_is_released(books):
    books.quota.close(officer())

    line = books.line()

    assert line.closed
    assert figures(line) == {"limit": 10, "nominated": 1, "free": 9}


# ── The places ───────────────────────────────────────────────────────────────────────────────────────────


def test_given_a_nomination_then_its_place_names_enterprise_list_and_letter(books):
    place = books.place()

    assert (place.place_id, place.department, place.status) == (books.place_id, "drc", PlaceStatus.NOMINATED)
    assert (place.enterprise_id, place.enterprise_name) == (books.enterprise.id, books.enterprise.name)
    assert (place.enterprise_area, place.nominated_on) == ("zhangdian", SPRING)
    assert (place.list_type, place.list_document_number) == ("cluster_leader", "淄发改〔2025〕1号")
    assert place.letter_number == "淄发改〔2025〕3号"
    assert (place.talent_id, place.talent_name) == (None, None)


def test_given_an_enterprise_renamed_then_its_place_has_the_new_name(books, record):
    books.enterprise.rename("淄博样本科技有限公司", officer())
    record(books.enterprise)

    assert books.place().enterprise_name == "淄博样本科技有限公司"


def test_given_a_name_recorded_late_for_an_earlier_day_then_the_place_keeps_the_present_name(books, record):
    books.enterprise.rename("淄博样本材料厂", officer(date(2020, 1, 1)))
    record(books.enterprise)

    assert books.place().enterprise_name == "淄博样本新材料有限公司"


def test_given_an_enterprise_that_has_moved_then_its_place_is_seen_in_the_area_of_its_last_event(
    books, board
):
    books.quota.propose_person(books.place_id, books.talent.id, area="huantai", authority=officer())

    assert books.place().enterprise_area == "huantai"


def test_given_a_person_proposed_then_the_vault_opens_the_name_on_the_board(books, vault: Vault):
    name = books.proposed().place().talent_name

    assert vault.open(name) == LI


def test_given_a_person_who_married_then_the_vault_opens_the_new_name(books, record, vault: Vault):
    books.talent.rename(Personal(books.talent.id, WANG), officer())
    record(books.talent)

    assert vault.open(books.proposed().place().talent_name) == WANG


def test_given_several_nominations_then_the_places_stand_in_their_order(books, record, board):
    second, third = enterprise("淄博乙有限公司"), enterprise("淄博甲有限公司")
    record(second, third)
    order = [books.place_id, nominate(books.quota, second, department="miit"), nominate(books.quota, third)]
    books.line()

    assert [place.place_id for place in board.places(books.quota.id, scope=EVERYTHING)] == order


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_places(books, record) -> Books:
    """The second place is held by an enterprise in Huantai."""
    second = enterprise("桓台样本化工有限公司", area="huantai")
    record(second)
    nominate(books.quota, second, department="miit")
    books.line()
    return books


@pytest.mark.parametrize(
    ("scope", "areas"),
    [
        (Scope(), ["zhangdian", "huantai"]),
        (Scope(city=ZIBO), ["zhangdian", "huantai"]),
        (Scope(city=JINAN), []),
        (Scope(city=ZIBO, area="huantai"), ["huantai"]),
        (Scope(city=JINAN, area="huantai"), []),
        (Scope(city=ZIBO, area="boshan"), []),
        (Scope(enterprise_id=uuid4()), []),
    ],
    ids=[
        "everything",
        "the city",
        "another city",
        "an area with a place",
        "an area of this name elsewhere",
        "an area without",
        "another enterprise",
    ],
)
def test_given_places_in_two_areas_when_read_within_a_scope_then_only_those_within_it_are_shown(
    two_places, scope, areas
):
    found = two_places.board.places(two_places.quota.id, scope=scope)

    assert [place.enterprise_area for place in found] == areas


def test_given_places_of_two_enterprises_when_one_of_them_reads_then_it_sees_its_own(two_places):
    own = Scope(enterprise_id=two_places.enterprise.id)

    [place] = two_places.board.places(two_places.quota.id, scope=own)

    assert place.enterprise_id == two_places.enterprise.id


def test_given_a_place_of_an_area_when_the_area_reads_the_board_then_the_figures_are_of_the_whole_quota(
    two_places,
):
    [line] = two_places.board.quotas(scope=Scope(city=ZIBO, area="huantai"))

    assert figures(line) == {"limit": 10, "nominated": 2, "free": 8}


def test_given_no_place_of_an_area_when_the_area_reads_the_board_then_it_sees_no_line(two_places):
    assert two_places.board.quotas(scope=Scope(city=ZIBO, area="boshan")) == []
    assert two_places.board.quotas(scope=Scope(city=JINAN, area="huantai")) == []


def test_given_quotas_of_two_cities_when_one_of_them_reads_the_board_then_it_sees_its_own_without_a_place_too(
    record, caught_up, board
):
    record(quota_of_2025(), quota_of_2025(city=JINAN))
    caught_up()

    assert [line.city for line in board.quotas(scope=Scope(city=JINAN))] == [JINAN]
    assert board.quotas(scope=Scope(city=JINAN), city=ZIBO) == []
    assert len(board.quotas(scope=EVERYTHING)) == 2


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three_years(record, caught_up, board) -> QuotaBoard:
    for city, year in ((ZIBO, 2024), ("370100", 2025), (ZIBO, 2025)):
        limits = {"drc": 5, "miit": 5}
        record(Quota.open(city, "huicai", year, city_limit=10, department_limits=limits, authority=officer()))
    caught_up()
    return board


def test_given_several_quotas_when_read_page_by_page_then_each_comes_once_and_the_newest_first(three_years):
    first = three_years.quotas(scope=EVERYTHING, limit=2)
    second = three_years.quotas(scope=EVERYTHING, limit=2, after=first[-1].key)

    assert [line.key for line in first + second] == [
        (2025, "370100", "huicai"),
        (2025, ZIBO, "huicai"),
        (2024, ZIBO, "huicai"),
    ]
    assert three_years.quotas(scope=EVERYTHING, after=second[-1].key) == []


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"city": ZIBO}, [(2025, ZIBO), (2024, ZIBO)]),
        ({"quota_year": 2025}, [(2025, "370100"), (2025, ZIBO)]),
        ({"city": ZIBO, "quota_year": 2024}, [(2024, ZIBO)]),
        ({"card_type": "elite"}, []),
    ],
    ids=["city", "year", "city and year", "card type"],
)
def test_given_several_quotas_when_filtered_then_only_those_wanted_come(three_years, wanted, keys):
    found = three_years.quotas(scope=EVERYTHING, **wanted)

    assert [(line.quota_year, line.city) for line in found] == keys
