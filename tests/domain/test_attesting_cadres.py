"""Who attests that a person is no party-managed cadre, and of which day (R-01)."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.talent import Talent
from domain.authorization import PostMayNot
from domain.base import Capacity, DocumentReference
from domain.cadres import PartyManaged
from domain.errors import NotFound
from domain.use_cases.attesting_cadres import AttestCadreStatus
from tests.domain.books_of_zibo import talent
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


@pytest.mark.parametrize("body", ["zibo-party-org", "employer_party_organization"])
def test_hrss_writes_down_what_was_attested_on_paper(books, li, body):
    event = books.send(attest(li), WRITING_DOWN.model_copy(update={"deciding_body": body})).event

    assert (event.attesting_body, event.envelope.capacity) == (body, Capacity.TRANSCRIBING)


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


def test_of_several_attestations_the_latest_of_the_day_holds(books, li):
    books.send(attest(li, PartyManaged.YES, date(2024, 3, 10)), PARTY_ORG)
    books.send(attest(li, PartyManaged.UNKNOWN, date(2024, 3, 1)), PARTY_ORG)
    books.send(attest(li, PartyManaged.NO, date(2024, 3, 10)), PARTY_ORG)

    person = books.load(Talent, li)

    assert person.attestation_on(date(2024, 2, 29)) is None
    assert person.attestation_on(date(2024, 3, 9)).result is PartyManaged.UNKNOWN
    assert person.attestation_on(date(2024, 3, 10)).result is PartyManaged.NO
