"""Who a principal is: found out by an identity document, and a person on the books from then on."""

import pytest

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.authorization import PostMayNot
from domain.base import ReasonRequired
from domain.errors import Invalid, NotFound
from domain.identity_documents import DocumentKind
from domain.mergers import AlreadyMerged
from domain.principals import NoSuchPrincipal, PrincipalRole, SamePerson
from domain.use_cases.identifying_principals import IdentifyPrincipal, OtherPersonName
from domain.use_cases.keeping_enterprises import LetPrincipalGo
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.registering_talents import DocumentStatement
from tests.domain.books_of_zibo import LUJIAN, QILIN, registered, talent
from tests.domain.list_files import chairman, enterprise, later, of, row
from tests.domain.made_up import identity_number_of
from tests.domain.officers import DRC, HRSS, MIIT, PARTY_ORG, officer, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books, Sent


@pytest.fixture
def books() -> Books:
    """鲁建 is on the list of the DRC, which names 赵大江 as its chairman."""
    books = Books(ZIBO)
    books.send(of(row(LUJIAN, principals=(chairman(phone="13805330001"),))), DRC)
    return books


def identifying(books: Books, name: str = LUJIAN, number: int = 1, at: int = 0) -> IdentifyPrincipal:
    """What an officer sends about a principal of the enterprise, with the document of this number."""
    kept = enterprise(books, name)
    document = DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(number))
    principal_id = kept.current_principals()[at].id
    return IdentifyPrincipal(enterprise_id=kept.id, principal_id=principal_id, document=document)


def person_of(sent: Sent) -> object:
    (event,) = (one for one in sent.events if isinstance(one, Enterprise.PrincipalIdentified))
    return event.talent_id


def test_a_head_who_is_on_no_book_yet_is_registered_with_the_document(books):
    sent = books.send(identifying(books), MIIT)

    identified, registered_as = sent.events
    assert isinstance(registered_as, Talent.Registered)
    assert registered_as.originator_id == identified.talent_id
    facts = (registered_as.name, registered_as.document.number, registered_as.phone)
    assert [books.opened(fact) for fact in facts] == ["赵大江", identity_number_of(1), "13805330001"]
    assert {fact.subject for fact in facts} == {identified.talent_id}
    kept = enterprise(books, LUJIAN)
    assert (registered_as.employer_id, registered_as.area) == (kept.id, "zhangdian")
    assert kept.current_principals()[0].talent_id == identified.talent_id


def test_a_head_who_is_a_talent_already_is_known_by_the_document(books):
    known = talent(books, "赵大江", 1)

    sent = books.send(identifying(books), MIIT)

    assert person_of(sent) == known
    assert [event.TOPIC for event in sent.events] == ["Enterprise.PrincipalIdentified"]


def test_who_leads_two_enterprises_is_one_person(books):
    books.send(of(row(QILIN, principals=(chairman(),)), list_type="four_chain"), MIIT)

    first = books.send(identifying(books), MIIT)
    second = books.send(identifying(books, QILIN), MIIT)

    assert person_of(first) == person_of(second)
    assert len(books.all_of(Talent)) == 1


def test_a_list_that_restates_a_head_says_nothing_new_of_who_it_is(books):
    known = person_of(books.send(identifying(books), MIIT))

    books.send(later(row(LUJIAN, principals=(chairman(phone="13805330009"),))), DRC)

    (principal,) = enterprise(books, LUJIAN).current_principals()
    assert principal.talent_id == known


def test_a_document_under_another_name_is_refused_unless_the_officer_says_why(books):
    talent(books, "李思源", 1)

    refused = books.refused(identifying(books), MIIT)

    assert type(refused) is OtherPersonName
    assert books.send(identifying(books), saying_why(MIIT)).events


def test_who_was_taken_for_another_is_put_right_with_a_reason(books):
    books.send(identifying(books, number=1), MIIT)

    assert type(books.refused(identifying(books, number=1), MIIT)) is SamePerson
    assert type(books.refused(identifying(books, number=2), MIIT)) is ReasonRequired
    right = person_of(books.send(identifying(books, number=2), saying_why(MIIT)))
    assert enterprise(books, LUJIAN).current_principals()[0].talent_id == right


def test_a_number_that_cannot_exist_is_refused_at_its_field(books):
    wrong = identifying(books).model_copy(
        update={"document": DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number="1" * 18)}
    )

    refused = books.refused(wrong, MIIT)

    assert isinstance(refused, Invalid)
    assert refused.fields == ("document.number",)


def test_who_has_left_or_never_was_is_nobody(books):
    command = identifying(books)
    books.send(
        LetPrincipalGo(enterprise_id=command.enterprise_id, principal_id=command.principal_id),
        saying_why(DRC),
    )

    assert type(books.refused(command, MIIT)) is NoSuchPrincipal


def test_nothing_is_begun_with_an_enterprise_that_is_another_one_now(books):
    command = identifying(books)
    merging = saying_why(HRSS, reason_code="recorded_twice")
    books.send(
        MergeEnterprise(
            enterprise_id=command.enterprise_id, surviving_enterprise_id=registered(books, QILIN)
        ),
        merging,
    )

    assert type(books.refused(command, MIIT)) is AlreadyMerged


def test_of_a_head_who_was_erased_nobody_finds_out_anything(books):
    command = identifying(books)
    books.vault.erase(command.principal_id)

    assert type(books.refused(command, MIIT)) is NotFound


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        (PARTY_ORG, PostMayNot),
        (specialist(None), PostMayNot),
        (officer("miit", "boshan"), NotFound),
        (officer("miit", "zhangdian"), None),
        (HRSS, None),
    ],
    ids=["party organization", "specialist", "another district", "its district", "the city's HRSS"],
)
def test_departments_of_the_city_and_of_the_enterprises_area_may(books, by, refusal):
    if refusal is None:
        assert books.send(identifying(books), by).events
    else:
        assert type(books.refused(identifying(books), by)) is refusal


def test_every_statement_of_a_role_is_of_its_own_principal(books):
    both = (chairman(), chairman(role=PrincipalRole.LEGAL_REPRESENTATIVE))
    books.send(later(row(LUJIAN, principals=both)), DRC)

    books.send(identifying(books, at=1), MIIT)

    people = enterprise(books, LUJIAN).current_principals()
    assert [one.talent_id is not None for one in people] == [False, True]
