"""A talent on the books: known by documents and names that change, under an id that says nothing."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.talent import DocumentFacts, NoSuchDocument, Talent
from domain.base import ReasonRequired
from domain.identity_documents import DocumentKind
from domain.personal_data import Personal
from tests.domain.made_up import identity_number_of
from tests.scenario import DAY, ID, Fact, authority, begun, fact, given

LUJIAN = UUID(int=11)
CARD, RENEWED_CARD, PASSPORT = UUID(int=71), UUID(int=72), UUID(int=73)
PHONE = Personal(ID, "13805330001")
KEEPER = authority()
WITH_REASON = authority(reason="到期换证")


def document(
    document_id: UUID = CARD, *, kind: str = DocumentKind.RESIDENT_IDENTITY_CARD, country: str = "CHN"
) -> DocumentFacts:
    return DocumentFacts(
        document_id=document_id,
        kind=kind,
        issuing_country=country,
        number=Personal(ID, identity_number_of(7)),
        valid_from=date(2020, 5, 1),
    )


def registered(*, on: date = DAY) -> Fact:
    return fact(
        Talent.Registered,
        on=on,
        city="370300",
        area="zhangdian",
        name=Personal(ID, "李思源"),
        document=document(),
        employer_id=LUJIAN,
    )


def renamed(name: str = "李思远", *, on: date = DAY) -> Fact:
    return fact(Talent.Renamed, on=on, area="zhangdian", name=Personal(ID, name))


def document_added(document_id: UUID = PASSPORT) -> Fact:
    added = document(document_id, kind=DocumentKind.PASSPORT)
    return fact(Talent.DocumentAdded, area="zhangdian", document=added)


def document_replaced(document_id: UUID = RENEWED_CARD, *, instead_of: UUID = CARD) -> Fact:
    facts = {"document": document(document_id), "replaced_document_id": instead_of}
    return fact(Talent.DocumentReplaced, area="zhangdian", **facts)


def test_a_person_is_taken_onto_the_books_with_one_document():
    talent = Talent.register(
        ID,
        city="370300",
        area="zhangdian",
        name=Personal(ID, "李思源"),
        document=document(),
        phone=None,
        employer_id=LUJIAN,
        authority=KEEPER,
    )

    assert begun(talent) == (registered(),)


def test_the_employer_of_the_registration_is_known():
    assert given(Talent, registered()).aggregate.employer_id == LUJIAN


def test_the_telephone_of_the_registration_is_known():
    talent = given(Talent, fact(Talent.Registered, **registered().says | {"phone": PHONE})).aggregate

    assert talent.phone == PHONE


def test_another_name_is_put_on_record():
    given(Talent, registered()).when(Talent.rename, Personal(ID, "李思远"), KEEPER).then(renamed())


def test_the_name_of_the_latest_day_is_the_present_one():
    talent = given(Talent, registered(on=date(2024, 1, 5)), renamed(on=date(2024, 3, 1))).aggregate

    assert talent.name == Personal(ID, "李思远")


def test_an_earlier_name_that_is_recorded_late_does_not_become_the_present_one():
    talent = given(
        Talent,
        registered(on=date(2023, 1, 5)),
        renamed("李思远", on=date(2024, 3, 1)),
        renamed("李四元", on=date(2023, 6, 1)),
    ).aggregate

    assert talent.name == Personal(ID, "李思远")
    assert [dated.since.year for dated in talent.names.in_order] == [2023, 2023, 2024]


def test_a_further_document_is_added():
    given(Talent, registered()).when(
        Talent.add_document, document(PASSPORT, kind=DocumentKind.PASSPORT), KEEPER
    ).then(document_added())


def test_all_documents_that_none_has_replaced_are_current():
    talent = given(Talent, registered(), document_added(), document_replaced()).aggregate

    assert {kept.document_id for kept in talent.current_documents()} == {PASSPORT, RENEWED_CARD}


def test_a_replaced_document_is_kept_with_the_one_that_came_after_it():
    talent = given(Talent, registered(), document_replaced()).aggregate

    assert talent.documents[CARD].replaced_by == RENEWED_CARD


def test_a_document_is_replaced_with_a_reason():
    given(Talent, registered()).when(Talent.replace_document, CARD, document(RENEWED_CARD), WITH_REASON).then(
        document_replaced()
    )


def test_a_document_is_not_replaced_without_a_reason():
    given(Talent, registered()).when(
        Talent.replace_document, CARD, document(RENEWED_CARD), KEEPER
    ).then_refused(ReasonRequired)


@pytest.mark.parametrize(
    "past", [(), (document_replaced(instead_of=CARD),)], ids=["unknown", "replaced before"]
)
def test_only_a_current_document_is_replaced(past):
    replaced = CARD if past else PASSPORT

    given(Talent, registered(), *past).when(
        Talent.replace_document, replaced, document(UUID(int=79)), WITH_REASON
    ).then_refused(NoSuchDocument, field="replaced_document_id")


def test_a_reason_is_sealed_for_the_person():
    (event,) = (
        given(Talent, registered())
        .when(Talent.replace_document, CARD, document(RENEWED_CARD), WITH_REASON)
        .then(document_replaced())
    )

    assert event.envelope.reason == Personal(ID, "到期换证")


def test_no_event_shows_a_number_or_a_name():
    talent = given(Talent, registered()).aggregate
    talent.add_document(document(PASSPORT), KEEPER)

    (event,) = talent.collect_events()
    for shown in (repr(event), event.model_dump_json(), repr(talent.name)):
        assert str(ID) in shown
        assert identity_number_of(7) not in shown
        assert "李思源" not in shown
