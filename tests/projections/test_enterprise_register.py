"""The enterprise register: one assertion for every event and column, and how enterprises are found."""

from datetime import date
from uuid import uuid4

import pytest

from domain.aggregates import Enterprise
from domain.authorization import Scope
from domain.cadres import PartyManaged
from domain.personal_data import Erased
from domain.places import GivenBack, PlaceStatus, ReleaseCause
from domain.principals import PrincipalRole
from projections.enterprise_register import EnterpriseFilter, EnterpriseRow
from tests.domain.made_up import credit_code_of
from tests.projections.made_up import (
    LI,
    SPRING,
    WANG,
    ZIBO,
    enterprise,
    nominate,
    officer,
    principal,
    quota_of_2025,
    specialist,
    talent,
)

EVERYTHING = Scope()
NOTHING_ASKED = EnterpriseFilter()
BATCH, LATER_BATCH = uuid4(), uuid4()
JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


@pytest.fixture
def entry(record, caught_up, register):
    """The entry of an enterprise once all that was decided is recorded and taken in."""

    def look_up(one: Enterprise, *others: Enterprise) -> EnterpriseRow:
        record(*others, one)
        caught_up()
        return register.one(one.id, scope=EVERYTHING)

    return look_up


# ── What each event does ─────────────────────────────────────────────────────────────────────────────────


def test_given_an_enterprise_registered_then_its_entry_says_what_was_stated(entry):
    code = credit_code_of(1)
    one = enterprise(uscc=code)

    found = entry(one)

    assert (found.enterprise_id, found.city, found.area) == (one.id, ZIBO, "zhangdian")
    assert (found.name, found.uscc) == ("淄博样本新材料有限公司", code)
    assert (found.lists, found.principals, found.specialist, found.is_nominated) == ((), (), None, False)
    assert found.version == one.version


def test_given_a_credit_code_stated_later_then_the_entry_has_it(entry):
    one, code = enterprise(), credit_code_of(2)
    one.state_credit_code(code, officer())

    assert entry(one).uscc == code


def test_given_an_enterprise_renamed_then_the_entry_has_the_new_name(entry):
    one = enterprise()
    one.rename("淄博样本科技有限公司", officer())

    assert entry(one).name == "淄博样本科技有限公司"


def test_given_a_name_recorded_late_for_an_earlier_day_then_the_entry_keeps_the_present_name(entry):
    one = enterprise()
    one.rename("淄博样本材料厂", officer(date(2020, 1, 1)))

    assert entry(one).name == one.name == "淄博样本新材料有限公司"


def test_given_an_enterprise_listed_then_the_entry_has_the_list_and_the_area_of_the_batch(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "huantai", officer(SPRING))

    found = entry(one)

    assert [(on.list_type, on.list_batch_id, on.listed_from) for on in found.lists] == [
        ("cluster_leader", BATCH, SPRING)
    ]
    assert found.area == "huantai"


def test_given_an_entry_on_a_list_renewed_then_only_the_later_batch_is_shown(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(JANUARY))
    one.enter_on_list("cluster_leader", LATER_BATCH, "zhangdian", officer(MARCH))

    assert [on.list_batch_id for on in entry(one).lists] == [LATER_BATCH]


def test_given_an_earlier_batch_recorded_late_then_the_area_stays_that_of_the_later_batch(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", LATER_BATCH, "huantai", officer(MARCH))
    one.enter_on_list("four_chain", BATCH, "zhangdian", officer(JANUARY))

    assert entry(one).area == one.area == "huantai"


def test_given_an_enterprise_relocated_then_the_entry_has_the_new_area(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(JANUARY))
    one.relocate("huantai", officer(FEBRUARY))

    assert entry(one).area == "huantai"


def test_given_a_move_recorded_late_for_an_earlier_day_then_the_entry_keeps_the_present_area(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(MARCH))
    one.relocate("huantai", officer(FEBRUARY))

    assert entry(one).area == one.area == "zhangdian"


def test_given_an_enterprise_taken_off_a_list_then_only_its_other_list_is_shown(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(JANUARY))
    one.enter_on_list("four_chain", BATCH, "zhangdian", officer(JANUARY))
    one.take_off_list("cluster_leader", LATER_BATCH, officer(FEBRUARY))

    assert [on.list_type for on in entry(one).lists] == ["four_chain"]


def test_given_a_removal_recorded_late_then_the_entry_of_a_later_batch_goes_on(entry):
    one = enterprise()
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(JANUARY))
    one.enter_on_list("cluster_leader", LATER_BATCH, "zhangdian", officer(MARCH))
    one.take_off_list("cluster_leader", BATCH, officer(FEBRUARY))

    assert [on.list_batch_id for on in entry(one).lists] == [LATER_BATCH]


def test_given_a_principal_named_then_the_vault_opens_the_name_in_the_entry(entry, vault):
    one = enterprise()
    stated = principal(LI, role=PrincipalRole.CHAIRMAN, party_managed=PartyManaged.NO)
    one.name_principal(stated, officer())

    [found] = entry(one).principals

    assert (found.principal_id, found.role, found.party_managed) == (stated.id, "chairman", "not_managed")
    assert (vault.open(found.name), found.since) == (LI, SPRING)


def test_given_something_stated_anew_about_a_principal_then_the_day_since_when_stays(entry, vault):
    one, id_ = enterprise(), uuid4()
    one.name_principal(principal(LI, id=id_), officer(JANUARY))
    one.name_principal(principal(LI, id=id_, role=PrincipalRole.GENERAL_MANAGER), officer(MARCH))

    [found] = entry(one).principals

    assert (found.role, found.since) == ("general_manager", JANUARY)


def test_given_a_principal_who_has_left_then_only_the_others_are_shown(entry, vault):
    one = enterprise()
    gone, stays = principal(LI), principal(WANG)
    for stated in (gone, stays):
        one.name_principal(stated, officer())
    one.let_principal_go(gone.id, officer())

    assert [vault.open(found.name) for found in entry(one).principals] == [WANG]


def test_given_a_principal_who_was_erased_then_the_entry_stays_and_the_name_cannot_be_opened(entry, vault):
    one, stated = enterprise(), principal(LI)
    one.name_principal(stated, officer())
    [found] = entry(one).principals
    vault.erase(stated.id)

    with pytest.raises(Erased):
        vault.open(found.name)


def test_given_a_specialist_appointed_then_the_vault_opens_the_name_in_the_entry(entry, vault):
    one, stated = enterprise(), specialist(LI)
    one.appoint_specialist(stated, officer())

    found = entry(one).specialist

    assert (found.specialist_id, found.since, vault.open(found.name)) == (stated.id, SPRING, LI)


def test_given_a_handover_then_only_who_serves_now_is_shown(entry, vault):
    one = enterprise()
    one.appoint_specialist(specialist(LI), officer(JANUARY))
    one.appoint_specialist(specialist(WANG), officer(MARCH))

    assert vault.open(entry(one).specialist.name) == WANG


def test_given_an_earlier_appointment_recorded_late_then_who_serves_now_is_still_shown(entry, vault):
    one = enterprise()
    one.appoint_specialist(specialist(WANG), officer(MARCH))
    one.appoint_specialist(specialist(LI), officer(JANUARY))

    assert vault.open(entry(one).specialist.name) == WANG


def test_given_a_specialist_relieved_then_nobody_is_shown(entry):
    one, stated = enterprise(), specialist(LI)
    one.appoint_specialist(stated, officer(JANUARY))
    one.relieve_specialist(stated.id, officer(MARCH))

    assert entry(one).specialist is None


def test_given_an_enterprise_merged_into_another_then_its_entry_names_the_survivor_and_no_list(entry):
    one, survivor = enterprise(), enterprise("淄博乙有限公司")
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(JANUARY))
    one.merge_into(survivor.id, officer(MARCH, reason_code="recorded_twice"))

    found = entry(one, survivor)

    assert (found.merged_into, found.lists, found.version) == (survivor.id, (), one.version)


def test_given_a_merger_recorded_late_then_an_entry_of_a_later_day_is_not_shown_either(entry):
    one, survivor = enterprise(), enterprise("淄博乙有限公司")
    one.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(MARCH))
    one.merge_into(survivor.id, officer(FEBRUARY, reason_code="recorded_twice"))

    assert entry(one, survivor).lists == ()


def test_given_an_enterprise_that_absorbed_another_then_it_is_found_by_the_others_name(entry, register):
    one = enterprise()
    one.absorb(uuid4(), names=("桓台老厂",), credit_codes=(), authority=officer())

    assert entry(one).merged_into is None
    assert found_by_name(register, "桓台 老厂") == [one.id]


# ── Nominated or not ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def nomination(record):
    one, quota, person = enterprise(), quota_of_2025(), talent()
    record(one, person)
    return one, quota, person, nominate(quota, one)


def is_nominated(nomination, record, caught_up, register) -> bool:
    one, quota, *_ = nomination
    record(quota)
    caught_up()
    return register.one(one.id, scope=EVERYTHING).is_nominated


def test_given_a_nomination_then_the_entry_says_so(nomination, record, caught_up, register):
    assert is_nominated(nomination, record, caught_up, register)


def test_given_a_place_that_was_taken_over_then_the_entry_says_so(record, caught_up, register):
    one, quota = enterprise(), quota_of_2025()
    record(one)
    of_drc = {"department": "drc", "list_type": "cluster_leader", "talent_id": None}
    quota.take_over(
        uuid4(), PlaceStatus.NOMINATED, enterprise_id=one.id, area=one.area, authority=officer(), **of_drc
    )

    assert is_nominated((one, quota), record, caught_up, register)


@pytest.mark.parametrize("place_freed", [True, False])
def test_given_a_nomination_withdrawn_then_the_entry_follows_whether_the_place_was_freed(
    nomination, record, caught_up, register, place_freed
):
    _, quota, _, place_id = nomination
    back = GivenBack(place=place_freed, slot=place_freed)
    quota.withdraw_nomination(place_id, back, area="zhangdian", authority=officer())

    assert is_nominated(nomination, record, caught_up, register) is not place_freed


@pytest.mark.parametrize("place_freed", [True, False])
def test_given_a_case_that_ended_then_the_entry_follows_whether_the_place_was_given_back(
    nomination, record, caught_up, register, place_freed
):
    _, quota, person, place_id = nomination
    where = {"area": "zhangdian", "authority": officer()}
    quota.propose_person(place_id, person.id, **where)
    quota.reserve(place_id, uuid4(), **where)
    back = GivenBack(place=place_freed, slot=False)
    quota.release(place_id, ReleaseCause.REJECTED_BY_PROVINCE, back, **where)

    assert is_nominated(nomination, record, caught_up, register) is not place_freed


def test_given_a_merger_then_the_survivor_is_nominated_in_place_of_the_merged(
    nomination, record, caught_up, register
):
    one, quota, *_ = nomination
    survivor = enterprise("淄博样本集团有限公司")
    record(survivor)
    quota.merge_enterprise(one.id, survivor.id, area="zhangdian", authority=officer())

    assert not is_nominated(nomination, record, caught_up, register)
    assert register.one(survivor.id, scope=EVERYTHING).is_nominated


def test_given_a_merger_without_a_place_then_nobody_is_nominated(nomination, record, caught_up, register):
    _, quota, *_ = nomination
    merged, survivor = enterprise("淄博甲有限公司"), enterprise("淄博乙有限公司")
    record(merged, survivor)
    quota.merge_enterprise(merged.id, survivor.id, area="zhangdian", authority=officer())

    assert is_nominated(nomination, record, caught_up, register)
    assert not register.one(survivor.id, scope=EVERYTHING).is_nominated


def test_given_a_place_given_back_whose_person_counts_when_it_passes_on_then_nobody_is_nominated(
    nomination, record, caught_up, register
):
    one, quota, person, place_id = nomination
    survivor = enterprise("淄博样本集团有限公司")
    record(survivor)
    where = {"area": "zhangdian", "authority": officer()}
    quota.propose_person(place_id, person.id, **where)
    quota.withdraw_nomination(place_id, GivenBack(place=True, slot=False), **where)
    quota.merge_enterprise(one.id, survivor.id, **where)

    assert not is_nominated(nomination, record, caught_up, register)
    assert not register.one(survivor.id, scope=EVERYTHING).is_nominated


# ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────

ALPHA, BETA, GAMMA = "博山甲化工有限公司", "桓台乙（集团）有限公司", "桓台丙化工有限公司"


@pytest.fixture
def three(record, caught_up):
    """Beta is on a list and was called 桓台老厂 before; Gamma has a credit code."""
    alpha = enterprise(ALPHA, area="boshan")
    beta = enterprise("桓台老厂", area="huantai", authority=officer(JANUARY))
    gamma = enterprise(GAMMA, area="huantai", uscc=credit_code_of(3))
    beta.rename(BETA, officer(MARCH))
    beta.enter_on_list("four_chain", BATCH, "huantai", officer())
    alpha.enter_on_list("four_chain", BATCH, "boshan", officer())
    alpha.take_off_list("four_chain", BATCH, officer())
    record(alpha, beta, gamma)
    caught_up()
    return alpha, beta, gamma


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, [ALPHA, GAMMA, BETA]),
        ({"area": "huantai"}, [GAMMA, BETA]),
        ({"city": "370100"}, []),
        ({"list_type": "four_chain"}, [BETA]),
        ({"uscc": credit_code_of(3)}, [GAMMA]),
        ({"name": "化工"}, [ALPHA, GAMMA]),
        ({"name": "桓台 乙 (集团)"}, [BETA]),
        ({"name": "桓台老厂"}, [BETA]),
        ({"name": "%"}, []),
        ({"name": "化工", "area": "huantai"}, [GAMMA]),
    ],
    ids=[
        "nothing asked",
        "area",
        "another city",
        "list",
        "credit code",
        "part of a name",
        "another writing",
        "former name",
        "a sign that LIKE knows",
        "name and area",
    ],
)
def test_given_three_enterprises_when_filtered_then_those_wanted_come_in_the_order_of_names(
    three, register, wanted, names
):
    found = register.page(EnterpriseFilter(**wanted), scope=EVERYTHING)

    assert [row.name for row in found] == names


def test_given_three_enterprises_when_read_page_by_page_then_each_comes_once(three, register):
    first = register.page(NOTHING_ASKED, scope=EVERYTHING, limit=2)
    second = register.page(NOTHING_ASKED, scope=EVERYTHING, limit=2, after=first[-1].key)

    assert [row.name for row in first + second] == [ALPHA, GAMMA, BETA]
    assert register.page(NOTHING_ASKED, scope=EVERYTHING, after=second[-1].key) == []


def test_given_three_enterprises_when_an_area_reads_then_only_its_own_come(three, register):
    found = register.page(NOTHING_ASKED, scope=Scope(city=ZIBO, area="boshan"))

    assert [row.name for row in found] == [ALPHA]


def test_given_enterprises_of_two_cities_when_one_of_them_reads_then_only_its_own_come(
    three, record, caught_up, register
):
    elsewhere = enterprise("济南丁有限公司", city="370100", area="boshan")
    record(elsewhere)
    caught_up()

    assert [row.name for row in register.page(NOTHING_ASKED, scope=Scope(city="370100"))] == [
        "济南丁有限公司"
    ]
    assert len(register.page(NOTHING_ASKED, scope=Scope(city=ZIBO))) == 3
    assert len(register.page(NOTHING_ASKED, scope=EVERYTHING)) == 4


def test_given_an_enterprise_of_another_city_when_looked_up_then_it_is_not_there(
    three, record, caught_up, register
):
    elsewhere = enterprise("济南丁有限公司", city="370100", area="boshan")
    record(elsewhere)
    caught_up()

    assert register.one(elsewhere.id, scope=Scope(city="370100", area="boshan")) is not None
    assert register.one(elsewhere.id, scope=Scope(city=ZIBO, area="boshan")) is None
    assert register.one(elsewhere.id, scope=Scope(city=ZIBO)) is None


def test_given_three_enterprises_when_one_of_them_reads_then_it_finds_itself_alone(three, register):
    alpha, beta, _ = three
    own = Scope(enterprise_id=beta.id)

    assert [row.name for row in register.page(NOTHING_ASKED, scope=own)] == [BETA]
    assert register.one(alpha.id, scope=own) is None


@pytest.mark.parametrize(
    "name", ["桓台乙(集团)有限公司", "桓台乙【集团】有限公司", " 桓台 乙（集团）有限公司", "桓台老厂"]
)
def test_given_an_enterprise_renamed_when_asked_by_any_writing_of_its_names_then_it_is_found(
    three, register, name
):
    _, beta, _ = three

    assert found_by_name(register, name) == [beta.id]


def test_given_two_enterprises_of_one_name_when_asked_by_it_then_both_are_found(record, caught_up, register):
    twins = enterprise(ALPHA), enterprise(ALPHA)
    record(*twins)
    caught_up()

    assert set(found_by_name(register, ALPHA)) == {twin.id for twin in twins}


def found_by_name(register, name):
    return [row.enterprise_id for row in register.page(EnterpriseFilter(name=name), scope=EVERYTHING)]
