"""The card register: one assertion for every event and column, who sees what, and how cards are found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest

from domain.aggregates import Card, Enterprise, Talent
from domain.authorization import Scope
from domain.base import DocumentReference, EventSourced
from domain.cards import CardStatus
from domain.cases import ProvincialResult
from domain.mergers import MergerReason
from domain.personal_data import Erased, Personal
from domain.policy.steps import TermRule
from persistence.vault import Vault
from projections.card_register import CardFilter, CardKey, CardRegister, CardRow
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.projections.conftest import Record
from tests.projections.made_up import LI, SPRING, WANG, ZIBO, enterprise, officer, specialist, talent
from tests.projections.made_up_cards import (
    APPROVAL,
    ISSUED_ON,
    PROVINCE,
    VALID_TO,
    answered,
    card,
    case,
    document,
    fill,
    form_of,
    issue,
    taken_over,
)

EVERYTHING = Scope()
ALL = CardFilter()
JINAN = "370100"
FEBRUARY, MAY = date(2025, 2, 1), date(2025, 5, 1)
BATCH = uuid4()


@dataclass
class Office:
    """Who records decisions, and what the register then says."""

    record: Record
    caught_up: Callable[[], None]
    register: CardRegister

    def take_in(self, *decided: EventSourced) -> int:
        """Record what was decided; returns the position of its last event."""
        position = self.record(*decided)
        self.caught_up()
        return position

    def entries(self, as_of: int | None = None, **wanted: object) -> list[CardRow]:
        return self.register.page(CardFilter(**wanted), scope=EVERYTHING, as_of=as_of)

    def entry(self, as_of: int | None = None) -> CardRow:
        [row] = self.entries(as_of)
        return row


@pytest.fixture
def office(record, caught_up, cards) -> Office:
    return Office(record, caught_up, cards)


@pytest.fixture
def li() -> Talent:
    return talent(LI)


@pytest.fixture
def employer() -> Enterprise:
    return enterprise(uscc=credit_code_of(1))


@pytest.fixture
def granted(office, li, employer) -> Card:
    """Li's card, granted and taken in."""
    one = card(li, employer)
    office.take_in(li, employer, one)
    return one


# ── What each event of a card does ───────────────────────────────────────────────────────────────────────


def test_given_a_card_granted_then_its_entry_says_what_was_decided(office, li, employer):
    application, predecessor = uuid4(), uuid4()
    one = card(
        li, employer, card_application_id=application, talent_class="B", predecessor_id=predecessor,
        authority=officer(reason_code="by_quota"),
    )  # fmt: skip

    position = office.take_in(li, employer, one)

    row = office.entry()
    assert (row.card_id, row.version, row.policy_version) == (one.id, 1, "zibo-2023/1")
    assert (row.entered_at, row.known_from) == (position, position)
    assert (row.city, row.area, row.card_type, row.route) == (ZIBO, "zhangdian", "huicai", "quota")
    assert (row.talent_id, row.talent_class) == (li.id, "B")
    assert (row.department, row.list_type, row.quota_year) == ("drc", "cluster_leader", 2025)
    assert (row.card_application_id, row.predecessor_id) == (application, predecessor)
    assert (row.status, row.status_on, row.status_reason) == (CardStatus.GRANTED, SPRING, "by_quota")
    assert (row.card_number, row.issued_on, row.valid_from, row.valid_to) == (None, None, None, None)
    assert (row.term_rule, row.differs_from_rule) == (None, None)


def test_given_a_class_that_was_corrected_then_the_entry_says_it_of_every_day(office, li, employer):
    one = card(li, employer, talent_class="C")
    office.take_in(li, employer, one)

    one.correct_class("B", None, area="zhangdian", authority=officer(date(2025, 6, 1)))
    office.take_in(one)

    assert office.entry().talent_class == "B"


def test_given_a_card_granted_then_its_entry_names_the_enterprise(office, granted, employer):
    row = office.entry()

    assert (row.enterprise_id, row.enterprise_name, row.uscc) == (
        employer.id,
        "淄博样本新材料有限公司",
        credit_code_of(1),
    )


def test_given_a_card_granted_then_the_vault_opens_name_and_document_of_its_person(
    office, granted, vault: Vault
):
    row = office.entry()

    assert (vault.open(row.talent_name), vault.open(row.document_number)) == (LI, "E00000000")
    assert (row.document_kind, row.issuing_country) == ("passport", "CHN")


def test_given_a_card_of_nobodys_employee_then_its_entry_names_no_enterprise(office, li):
    office.take_in(li, card(li))

    row = office.entry()
    assert (row.enterprise_id, row.enterprise_name, row.uscc, row.specialist_name) == (None,) * 4


def test_given_a_grant_on_a_paper_then_its_entry_has_number_and_date(office, li):
    letter = DocumentReference(kind="notice")
    office.take_in(li, card(li, authority=officer(documents=(letter, APPROVAL))))

    row = office.entry()
    assert (row.approval_number, row.approved_on) == (APPROVAL.number, APPROVAL.issued_on)


def test_given_a_grant_without_a_paper_then_its_entry_has_that_of_the_provinces_answer(office, li, employer):
    decided = answered(case(li, employer))
    one = card(li, employer, card_application_id=decided.id, authority=officer(documents=()))
    office.take_in(li, employer, decided, one)

    row = office.entry()
    assert (row.approval_number, row.approved_on) == (APPROVAL.number, APPROVAL.issued_on)


def test_given_an_answer_that_was_entered_wrongly_then_the_entry_has_the_paper_of_the_right_one(
    office, li, employer
):
    wrong = DocumentReference(kind="approval", number="鲁示例〔2025〕1号", issued_on=SPRING)
    decided = answered(case(li, employer), wrong, ProvincialResult.REJECTED)
    second = officer().model_copy(update={"actor": "sun-jing"})
    decided.reject(PROVINCE, area="zhangdian", authority=second)
    correcting = officer(documents=(APPROVAL,), corrects=uuid4())
    decided.request_entry_correction(ProvincialResult.APPROVED, None, area="zhangdian", authority=correcting)
    one = card(li, employer, card_application_id=decided.id, authority=officer(documents=()))
    office.take_in(li, employer, decided, one)

    assert office.entry().approval_number == APPROVAL.number


def test_given_a_form_then_the_entry_has_what_it_says_of_the_person_as_last_stated(
    office, li, employer, vault: Vault
):
    stated = {"gender": "2", "birth_date": "1985-03-12", "ethnicity": "01", "class_ground": "示例目录第3项"}
    drafted = fill(case(li, employer, gender="1"), li, **stated)
    office.take_in(li, employer, drafted, card(li, employer, card_application_id=drafted.id))

    row = office.entry()
    assert {name: vault.open(getattr(row, name)) for name in stated} == stated


def test_given_a_form_stated_anew_after_the_grant_then_the_entry_keeps_what_the_grant_stood_on(
    office, li, employer, vault: Vault
):
    drafted = case(li, employer, gender="2")
    office.take_in(li, employer, drafted, card(li, employer, card_application_id=drafted.id))
    office.take_in(fill(drafted, li, gender="1"))

    assert vault.open(office.entry().gender) == "2"


def test_given_a_form_corrected_after_the_approval_then_the_entry_has_it_and_as_of_before_what_was_approved(
    office, li, employer, vault: Vault
):
    second, where = officer().model_copy(update={"actor": "sun-jing"}), {"area": "zhangdian"}
    decided = answered(case(li, employer, gender="2"))
    one = card(li, employer, card_application_id=decided.id)
    decided.approve(PROVINCE, one.id, None, **where, authority=second)
    before = office.take_in(li, employer, decided, one)
    decided.request_form_correction(form_of(li, gender="1"), ("gender",), **where, authority=officer())
    office.take_in(decided)
    assert vault.open(office.entry().gender) == "2", "nobody has agreed yet"

    decided.correct_form(**where, authority=second)
    office.take_in(decided)

    assert vault.open(office.entry().gender) == "1"
    assert vault.open(office.entry(before).gender) == "2"


def test_given_a_correction_of_the_form_that_was_declined_then_the_entry_keeps_what_was_approved(
    office, li, employer, vault: Vault
):
    second, where = officer().model_copy(update={"actor": "sun-jing"}), {"area": "zhangdian"}
    decided = answered(case(li, employer, gender="2"))
    one = card(li, employer, card_application_id=decided.id)
    decided.approve(PROVINCE, one.id, None, **where, authority=second)
    decided.request_form_correction(form_of(li, gender="1"), ("gender",), **where, authority=officer())
    decided.decline_form_correction(**where, authority=second)
    office.take_in(li, employer, decided, one)

    assert vault.open(office.entry().gender) == "2"


def test_given_no_form_then_the_entry_has_neither_gender_nor_birth_date(office, granted):
    row = office.entry()

    assert (row.gender, row.birth_date, row.ethnicity, row.class_ground) == (None, None, None, None)


def test_given_a_card_taken_over_then_its_entry_says_what_the_old_books_said(office, li):
    one = taken_over(
        li,
        status=CardStatus.SUSPENDED,
        card_number="ZBJY0001",
        issued_on=ISSUED_ON,
        valid_from=ISSUED_ON,
        valid_to=VALID_TO,
    )
    office.take_in(li, one)

    row = office.entry()
    assert (row.card_id, row.card_type, row.route) == (one.id, "elite", "reviewed")
    assert (row.status, row.status_on) == (CardStatus.SUSPENDED, SPRING)
    assert (row.card_number, row.issued_on) == ("ZBJY0001", ISSUED_ON)
    assert (row.valid_from, row.valid_to) == (ISSUED_ON, VALID_TO)
    assert (row.approval_number, row.approved_on) == (None, None)


def test_given_a_card_taken_over_then_its_entry_has_the_paper_that_had_granted_it(office, li):
    file = DocumentReference(kind="opening_books", number="示例期初〔2025〕1号", issued_on=SPRING)
    office.take_in(li, taken_over(li, status=CardStatus.ENDED, authority=officer(documents=(APPROVAL, file))))

    row = office.entry()
    assert (row.approval_number, row.approved_on) == (APPROVAL.number, APPROVAL.issued_on)


def test_given_a_card_taken_over_without_such_a_paper_then_the_file_does_not_stand_for_it(office, li):
    file = DocumentReference(kind="opening_books", number="示例期初〔2025〕1号", issued_on=SPRING)
    office.take_in(li, taken_over(li, status=CardStatus.ENDED, authority=officer(documents=(file,))))

    row = office.entry()
    assert (row.approval_number, row.approved_on) == (None, None)


def test_given_a_card_issued_then_its_entry_has_number_term_and_state(office, granted):
    issue(granted, differs_from_rule=True, authority=officer(MAY, reason_code="late"))
    position = office.take_in(granted)

    row = office.entry()
    assert (row.card_number, row.issued_on) == ("SDHC2025000001", ISSUED_ON)
    assert (row.valid_from, row.valid_to) == (ISSUED_ON, VALID_TO)
    assert (row.term_rule, row.differs_from_rule) == (TermRule.FIXED_YEARS, True)
    assert (row.status, row.status_on, row.status_reason) == (CardStatus.IN_FORCE, MAY, "late")
    assert (row.version, row.known_from) == (2, position)
    assert row.entered_at < position


def test_given_an_event_that_names_where_the_enterprise_was_before_then_the_entry_says_where_it_is(
    office, granted
):
    issue(granted, area="huantai")
    office.take_in(granted)

    assert office.entry().area == "zhangdian"


def test_given_a_card_issued_then_as_of_before_it_was_granted_and_had_no_number(office, granted):
    before = office.entry()
    position = office.take_in(issue(granted))

    assert office.entry(as_of=position - 1) == before
    assert office.entry(as_of=position) == office.entry()


def test_given_a_grant_entered_by_mistake_then_the_card_leaves_the_register_and_was_in_it_before(
    office, granted, li
):
    granted.reverse_grant(area="zhangdian", authority=officer())
    position = office.take_in(granted)
    li.rename(Personal(li.id, WANG), officer())
    office.take_in(li)

    assert office.entries() == []
    assert office.entries(as_of=position) == []
    assert office.entry(as_of=position - 1).card_id == granted.id


def test_given_a_card_after_another_then_its_entry_has_the_number_of_the_earlier_one(office, granted, li):
    office.take_in(issue(granted, "SDHC2020000009"))
    position = office.take_in(card(li, predecessor_id=granted.id))

    earlier, later = office.entries()
    assert (earlier.predecessor_number, later.predecessor_number) == (None, "SDHC2020000009")
    assert office.entries(as_of=position)[1] == later


# ── What is learned of the person ────────────────────────────────────────────────────────────────────────


def test_given_a_person_renamed_then_the_entry_has_the_new_name_and_as_of_before_the_old(
    office, granted, li, vault: Vault
):
    li.rename(Personal(li.id, WANG), officer(MAY))
    position = office.take_in(li)

    assert vault.open(office.entry().talent_name) == WANG
    assert vault.open(office.entry(as_of=position - 1).talent_name) == LI
    assert vault.open(office.entry().document_number) == "E00000000"


def test_given_a_name_recorded_late_for_an_earlier_day_then_the_entry_keeps_the_present_name(
    office, granted, li, vault: Vault
):
    before = office.entry()
    li.rename(Personal(li.id, WANG), officer(FEBRUARY))
    office.take_in(li)

    assert office.entry() == before
    assert vault.open(before.talent_name) == LI


def test_given_a_person_renamed_before_the_grant_then_the_entry_has_the_new_name(office, li, vault: Vault):
    office.take_in(li)
    li.rename(Personal(li.id, WANG), officer(MAY))
    office.take_in(li)
    office.take_in(card(li))

    assert vault.open(office.entry().talent_name) == WANG


def test_given_a_second_passport_then_the_entry_shows_the_first(office, granted, li):
    before = office.entry()
    li.add_document(document(li, "E11111111"), officer())
    office.take_in(li)

    assert office.entry() == before


def test_given_an_identity_card_beside_a_passport_then_the_entry_shows_the_card_from_then_on(
    office, granted, li, vault: Vault
):
    number = identity_number_of(7)
    li.add_document(document(li, number, "resident_identity_card"), officer())
    position = office.take_in(li)

    row = office.entry()
    assert (row.document_kind, vault.open(row.document_number)) == ("resident_identity_card", number)
    assert office.entry(as_of=position - 1).document_kind == "passport"
    assert vault.open(row.talent_name) == LI


def test_given_the_document_shown_is_replaced_then_the_entry_shows_the_new_one(
    office, granted, li, vault: Vault
):
    [old] = li.current_documents()
    li.replace_document(old.document_id, document(li, "P22222222", country="GBR"), officer())
    position = office.take_in(li)

    row = office.entry()
    assert (row.issuing_country, vault.open(row.document_number)) == ("GBR", "P22222222")
    assert office.entry(as_of=position - 1).issuing_country == "CHN"


def test_given_another_document_is_replaced_then_the_entry_shows_the_same(office, granted, li):
    before, second = office.entry(), document(li, "E11111111")
    li.add_document(second, officer())
    li.replace_document(second.document_id, document(li, "E33333333"), officer())
    office.take_in(li)

    assert office.entry() == before


def test_given_a_person_erased_then_the_entry_stays_and_nobody_opens_it(office, granted, li, vault: Vault):
    vault.erase(li.id)

    with pytest.raises(Erased):
        vault.open(office.entry().talent_name)


# ── What is learned of the enterprise ────────────────────────────────────────────────────────────────────


def test_given_an_enterprise_renamed_then_the_entry_has_the_new_name_and_as_of_before_the_old(
    office, granted, employer
):
    employer.rename("淄博样本科技有限公司", officer(MAY))
    position = office.take_in(employer)

    assert office.entry().enterprise_name == "淄博样本科技有限公司"
    assert office.entry(as_of=position - 1).enterprise_name == "淄博样本新材料有限公司"
    assert office.entry().version == 1  # it is the card's


def test_given_an_enterprise_name_recorded_late_then_the_entry_keeps_the_present_name(
    office, granted, employer
):
    before = office.entry()
    employer.rename("淄博样本材料厂", officer(date(2020, 1, 1)))
    office.take_in(employer)

    assert office.entry() == before


def test_given_a_credit_code_stated_later_then_the_entry_has_it_from_then_on(office, li):
    employer = enterprise()
    office.take_in(li, employer, card(li, employer))
    employer.state_credit_code(credit_code_of(3), officer())
    position = office.take_in(employer)

    assert office.entry().uscc == credit_code_of(3)
    assert office.entry(as_of=position - 1).uscc is None


def test_given_an_enterprise_that_moves_then_the_entry_is_of_the_new_area_and_was_of_the_old(
    office, granted, employer
):
    employer.enter_on_list("cluster_leader", BATCH, "huantai", officer(MAY))
    position = office.take_in(employer)

    assert office.entry().area == employer.area == "huantai"
    assert office.entry(as_of=position - 1).area == "zhangdian"


def test_given_an_enterprise_relocated_then_the_entry_is_of_the_new_area_and_was_of_the_old(
    office, granted, employer
):
    employer.relocate("boshan", officer(MAY))
    position = office.take_in(employer)

    assert office.entry().area == employer.area == "boshan"
    assert office.entry(as_of=position - 1).area == "zhangdian"


def test_given_an_enterprise_merged_into_another_then_the_entry_is_of_that_one_from_then_on(
    office, granted, employer, vault: Vault
):
    survivor = enterprise("淄博样本集团有限公司", area="huantai", uscc=credit_code_of(9))
    survivor.appoint_specialist(specialist(WANG), officer())
    office.take_in(survivor)
    employer.merge_into(survivor.id, officer(MAY, reason_code=MergerReason.RECORDED_TWICE))
    position = office.take_in(employer)

    row = office.entry()
    assert (row.enterprise_id, row.enterprise_name) == (survivor.id, "淄博样本集团有限公司")
    assert (row.uscc, row.area) == (credit_code_of(9), "huantai")
    assert vault.open(row.specialist_name) == WANG
    assert office.entry(as_of=position - 1).enterprise_id == employer.id


def test_given_an_enterprise_that_has_taken_another_in_then_what_is_learned_of_it_holds_for_both_ones_cards(
    office, granted, employer
):
    survivor, wang = enterprise("淄博样本集团有限公司"), talent(WANG)
    office.take_in(survivor, wang, card(wang, survivor))
    employer.merge_into(survivor.id, officer(MAY, reason_code=MergerReason.RECORDED_TWICE))
    office.take_in(employer)
    office.take_in(card(wang, employer, card_type="elite"))  # its case named the enterprise as it was
    survivor.rename("淄博新样本集团有限公司", officer(MAY))
    office.take_in(survivor)

    assert [row.enterprise_name for row in office.entries()] == ["淄博新样本集团有限公司"] * 3


def test_given_an_earlier_batch_recorded_late_then_the_entry_keeps_the_area_of_the_later_one(
    office, granted, employer
):
    employer.enter_on_list("cluster_leader", BATCH, "huantai", officer(MAY))
    employer.enter_on_list("four_chain", BATCH, "boshan", officer(FEBRUARY))
    office.take_in(employer)

    assert office.entry().area == employer.area == "huantai"


def test_given_a_batch_that_says_the_same_area_then_no_new_period_begins(office, granted, employer):
    before = office.entry()
    employer.enter_on_list("cluster_leader", BATCH, "zhangdian", officer(MAY))
    office.take_in(employer)

    assert office.entry() == before


def test_given_a_specialist_appointed_then_the_entry_names_the_present_one(
    office, granted, employer, vault: Vault
):
    employer.appoint_specialist(specialist(LI), officer(FEBRUARY))
    first = office.take_in(employer)
    employer.appoint_specialist(specialist(WANG), officer(MAY))
    office.take_in(employer)

    assert vault.open(office.entry().specialist_name) == WANG
    assert vault.open(office.entry(as_of=first).specialist_name) == LI
    assert office.entry(as_of=first - 1).specialist_name is None


def test_given_a_specialist_appointed_before_the_grant_then_the_entry_names_that_one(
    office, li, employer, vault: Vault
):
    employer.appoint_specialist(specialist(WANG), officer())
    office.take_in(li, employer, card(li, employer))

    assert vault.open(office.entry().specialist_name) == WANG


def test_given_an_appointment_recorded_late_then_the_entry_keeps_the_present_specialist(
    office, granted, employer, vault: Vault
):
    employer.appoint_specialist(specialist(LI), officer(MAY))
    employer.appoint_specialist(specialist(WANG), officer(FEBRUARY))
    office.take_in(employer)

    assert vault.open(office.entry().specialist_name) == LI


def test_given_a_specialist_relieved_then_the_entry_names_nobody(office, granted, employer):
    one = specialist(LI)
    employer.appoint_specialist(one, officer(FEBRUARY))
    employer.relieve_specialist(one.id, officer(MAY))
    office.take_in(employer)

    assert office.entry().specialist_name is None


def test_given_two_cards_of_an_enterprise_then_what_is_learned_of_it_holds_for_both(
    office, granted, employer
):
    wang = talent(WANG)
    office.take_in(wang, card(wang, employer))
    employer.rename("淄博样本科技有限公司", officer(MAY))
    office.take_in(employer)

    assert [row.enterprise_name for row in office.entries()] == ["淄博样本科技有限公司"] * 2


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_areas(office, li, employer) -> Office:
    """Li's card is of Zhangdian, and Wang's of an enterprise in Huantai."""
    wang, other = talent(WANG), enterprise("桓台样本化工有限公司", area="huantai")
    office.take_in(li, wang, employer, other, card(li, employer), card(wang, other))
    return office


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
        "an area with a card",
        "an area of this name elsewhere",
        "an area without",
        "another enterprise",
    ],
)
def test_given_cards_in_two_areas_when_read_within_a_scope_then_only_those_within_it_are_shown(
    two_areas, scope, areas
):
    now = two_areas.register.page(ALL, scope=scope)
    as_of = two_areas.register.page(ALL, scope=scope, as_of=100)

    assert [row.area for row in now] == [row.area for row in as_of] == areas


def test_given_cards_of_two_enterprises_when_one_of_them_reads_then_it_sees_its_own(two_areas, employer):
    [row] = two_areas.register.page(ALL, scope=Scope(enterprise_id=employer.id))

    assert row.enterprise_id == employer.id


def test_given_an_enterprise_that_moved_when_the_areas_read_then_each_sees_it_for_the_time_it_was_there(
    two_areas, employer
):
    employer.enter_on_list("cluster_leader", BATCH, "huantai", officer(MAY))
    position = two_areas.take_in(employer)

    def seen(area: str, as_of: int | None) -> int:
        return len(two_areas.register.page(ALL, scope=Scope(city=ZIBO, area=area), as_of=as_of))

    assert (seen("zhangdian", None), seen("huantai", None)) == (0, 2)
    assert (seen("zhangdian", position - 1), seen("huantai", position - 1)) == (1, 1)


# ── What is looked for ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def four_cards(office, li, employer) -> Office:
    """Two cards of Li's, one of Wang's and one taken over, which differ in everything that is looked for."""
    wang = talent(WANG)
    elsewhere = enterprise("桓台样本化工有限公司", area="huantai", city=JINAN)
    people = (li, wang, employer, elsewhere)
    first = issue(card(li, employer), "SDHC1")
    second = card(li, employer, card_type="elite", route="front_end", department=None, quota_year=None)
    third = card(wang, elsewhere, city=JINAN, quota_year=2024, department="miit")
    fourth = taken_over(wang, status=CardStatus.ENDED, card_number="OLD4", valid_to=FEBRUARY)
    office.take_in(*people, first, second, third, fourth)
    office.cards = (first, second, third, fourth)
    return office


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"city": JINAN}, [3]),
        ({"area": "huantai"}, [3]),
        ({"card_type": "elite"}, [2, 4]),
        ({"card_type": "honor"}, []),
        ({"card_number": "SDHC1"}, [1]),
        ({"card_number": "SDHC"}, []),
        ({"route": "front_end"}, [2]),
        ({"status": CardStatus.GRANTED}, [2, 3]),
        ({"status": CardStatus.ENDED}, [4]),
        ({"department": "miit"}, [3]),
        ({"quota_year": 2025}, [1]),
        ({"ends_after": FEBRUARY}, [1]),
        ({"ends_before": VALID_TO}, [4]),
        ({"ends_after": date(2025, 1, 31), "ends_before": date(2030, 4, 20)}, [1, 4]),
        ({"ends_after": FEBRUARY, "ends_before": VALID_TO}, []),
        ({"card_type": "huicai", "status": CardStatus.GRANTED}, [3]),
    ],
    ids=str,
)
def test_given_several_cards_when_looked_for_then_just_these_are_found(four_cards, wanted, found):
    expected = [four_cards.cards[number - 1].id for number in found]

    assert [row.card_id for row in four_cards.entries(**wanted)] == expected
    assert [row.card_id for row in four_cards.entries(as_of=100, **wanted)] == expected


def test_given_several_cards_when_a_person_or_an_enterprise_is_looked_for_then_its_cards_are_found(
    four_cards, li, employer
):
    first, second, *_ = four_cards.cards

    assert [row.card_id for row in four_cards.entries(talent_id=li.id)] == [first.id, second.id]
    assert [row.card_id for row in four_cards.entries(enterprise_id=employer.id)] == [first.id, second.id]


def test_given_a_card_that_was_granted_once_when_granted_cards_are_looked_for_then_only_as_of_then(
    office, granted
):
    position = office.take_in(issue(granted))

    assert office.entries(status=CardStatus.GRANTED) == []
    assert len(office.entries(as_of=position - 1, status=CardStatus.GRANTED)) == 1


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────


def test_given_several_cards_when_read_page_by_page_then_each_comes_once_in_the_order_of_entry(four_cards):
    register = four_cards.register
    for as_of in (None, 100):
        first = register.page(ALL, scope=EVERYTHING, as_of=as_of, limit=3)
        second = register.page(ALL, scope=EVERYTHING, as_of=as_of, limit=3, after=first[-1].key)

        assert [row.card_id for row in first + second] == [one.id for one in four_cards.cards]
        assert register.page(ALL, scope=EVERYTHING, as_of=as_of, after=second[-1].key) == []


def test_given_several_cards_when_all_of_them_are_read_then_the_pages_hold_each_once(four_cards):
    pages = list(four_cards.register.pages(ALL, scope=EVERYTHING, as_of=100, size=3))

    assert [len(page) for page in pages] == [3, 1]
    assert [row.card_id for page in pages for row in page] == [one.id for one in four_cards.cards]


def test_given_an_early_position_when_read_then_the_register_ends_with_what_was_entered_by_then(four_cards):
    *_, third, _ = four_cards.entries()

    assert len(four_cards.entries(as_of=third.entered_at)) == 3
    assert len(four_cards.entries(as_of=third.entered_at - 1)) == 2
    assert four_cards.entries(as_of=0) == []
    after = CardKey(third.entered_at)
    assert four_cards.register.page(ALL, scope=EVERYTHING, as_of=third.entered_at, after=after) == []
