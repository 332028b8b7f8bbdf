"""Who attests that a person is no party-managed cadre, and of which day (R-01)."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.aggregates.talent import NotEmployed, Talent
from domain.authorization import PostMayNot
from domain.base import Authority, Capacity, DocumentReference
from domain.cadres import PartyManaged
from domain.errors import NotFound
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.following_talents import RelocateTalent
from tests.domain.books_of_zibo import LUJIAN, registered, talent
from tests.domain.officers import DAY, HRSS, PARTY_ORG, officer, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

PAPER = DocumentReference(kind="attestation", issued_on=date(2024, 3, 12))
WRITING_DOWN = HRSS.model_copy(
    update={"capacity": Capacity.TRANSCRIBING, "deciding_body": "zibo-party-org", "documents": (PAPER,)}
)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


@pytest.fixture
def li(books) -> UUID:
    """李思源, of whom nothing is attested."""
    return talent(books)


def attest(talent_id: UUID, result: PartyManaged = PartyManaged.NO, as_of: date = DAY) -> AttestCadreStatus:
    return AttestCadreStatus(talent_id=talent_id, result=result, as_of=as_of)


def test_the_organization_department_attests_in_its_own_office(books, li):
    event = books.send(attest(li), PARTY_ORG).event

    assert (event.result, event.attesting_body, event.as_of) == ("not_managed", "zibo-party-org", DAY)
    assert event.envelope.clauses == ("R-01",)


def test_that_of_the_district_attests_about_its_own_people(books, li):
    assert (
        books.send(attest(li), officer("party_org", "zhangdian")).event.attesting_body
        == "zhangdian-party-org"
    )
    assert type(books.refused(attest(li), officer("party_org", "boshan"))) is NotFound


def writing_down(body: str) -> Authority:
    """HRSS, with a paper of this body."""
    return WRITING_DOWN.model_copy(update={"deciding_body": body})


@pytest.mark.parametrize("body", ["zibo-party-org", "zhangdian-party-org", "employer_party_organization"])
def test_hrss_writes_down_what_was_attested_on_paper(books, body):
    wang = talent(books, "王海棠", 2, employer_id=registered(books, LUJIAN))

    event = books.send(attest(wang), writing_down(body)).event

    assert (event.attesting_body, event.envelope.capacity) == (body, Capacity.TRANSCRIBING)


def test_the_organization_department_of_another_area_knows_nothing_of_the_person(books, li):
    refusal = books.refused(attest(li), writing_down("boshan-party-org"))

    assert (refusal.field, refusal.clauses) == ("deciding_body", ("R-01",))


def test_that_of_the_area_in_which_the_person_was_on_that_day_attests_of_it(books, li):
    books.send(RelocateTalent(talent_id=li, area="boshan"), HRSS)
    the_day_before = date(2024, 3, 14)

    event = books.send(attest(li, as_of=the_day_before), writing_down("zhangdian-party-org")).event

    assert event.as_of == the_day_before


def test_who_had_no_employer_on_the_day_had_none_whose_party_organization_could_attest(books, li):
    refusal = books.refused(attest(li), writing_down("employer_party_organization"))

    assert (type(refusal), refusal.field, refusal.clauses) == (NotEmployed, "as_of", ("R-01",))


def test_hrss_does_not_attest_by_itself(books, li):
    refusal = books.refused(attest(li), HRSS)

    assert (type(refusal), refusal.field, refusal.clauses) == (PostMayNot, "capacity", ("R-01",))


def test_the_organization_department_does_not_write_down_what_others_attest(books, li):
    writing = PARTY_ORG.model_copy(
        update={"capacity": Capacity.TRANSCRIBING, "deciding_body": "zhangdian-party-org"}
    )

    assert type(books.refused(attest(li), writing)) is PostMayNot


def test_what_another_body_says_is_no_attestation(books, li):
    refusal = books.refused(attest(li), WRITING_DOWN.model_copy(update={"deciding_body": "zibo-drc"}))

    assert refusal.field == "deciding_body"


def test_what_stands_on_no_paper_is_not_written_down(books, li):
    refusal = books.refused(attest(li), WRITING_DOWN.model_copy(update={"documents": ()}))

    assert refusal.field == "documents"


def test_an_enterprise_does_not_attest_for_itself(books, li):
    assert type(books.refused(attest(li), specialist(UUID(int=5)))) is PostMayNot


def test_nothing_is_attested_of_a_day_to_come(books, li):
    assert books.refused(attest(li, as_of=date(2024, 3, 16)), PARTY_ORG).field == "as_of"


def test_a_day_whose_year_was_mistyped_is_noticed():
    with pytest.raises(ValidationError):
        attest(UUID(int=1), as_of=date(1024, 3, 1))


def test_of_several_attestations_the_latest_of_the_day_holds(books, li):
    books.send(attest(li, PartyManaged.YES, date(2024, 3, 10)), PARTY_ORG)
    books.send(attest(li, PartyManaged.UNKNOWN, date(2024, 3, 1)), PARTY_ORG)
    books.send(attest(li, PartyManaged.NO, date(2024, 3, 10)), PARTY_ORG)

    person = books.load(Talent, li)

    assert person.attestation_on(date(2024, 2, 29)) is None
    assert person.attestation_on(date(2024, 3, 9)).result is PartyManaged.UNKNOWN
    assert person.attestation_on(date(2024, 3, 10)).result is PartyManaged.NO


days = st.dates(date(2024, 3, 1), date(2024, 3, 15))


@given(st.lists(days, max_size=8), days)
def test_on_any_day_that_holds_which_was_attested_of_the_latest_day_until_then(recorded, day):
    books = Books(ZIBO)
    li = talent(books)
    for as_of in recorded:
        books.send(attest(li, as_of=as_of), PARTY_ORG)

    held = books.load(Talent, li).attestation_on(day)

    assert (held and held.as_of) == max((as_of for as_of in recorded if as_of <= day), default=None)
