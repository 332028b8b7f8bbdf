"""Talents come onto the books once, by documents that are nobody else's."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.talent import DocumentAlreadyRegistered, IdentityCardStands, NoSuchDocument, Talent
from domain.authorization import NotYourArea, NotYourEnterprise
from domain.base import Capacity, ReasonRequired
from domain.errors import Invalid, NotFound
from domain.identity_documents import DocumentKind
from domain.policy.refusals import UnknownArea
from domain.use_cases.registering_talents import (
    AddDocument,
    DocumentStatement,
    RegisterTalent,
    RenameTalent,
    ReplaceDocument,
)
from tests.domain.books_of_zibo import CITY, JINAN, LUJIAN, QILIN, registered
from tests.domain.made_up import identity_number_of
from tests.domain.officers import HRSS, HRSS_OF_JINAN, HRSS_OF_ZHANGDIAN, entering_for, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

NUMBER = identity_number_of(7)
PASSPORT = {"kind": DocumentKind.PASSPORT, "issuing_country": "GBR", "number": "925665416"}


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


def document(**stated: object) -> DocumentStatement:
    usual = {"kind": DocumentKind.RESIDENT_IDENTITY_CARD, "number": NUMBER}
    return DocumentStatement(**usual | stated)


def register(name: str = "李思源", **stated: object) -> RegisterTalent:
    usual = {"city": CITY, "area": "张店区", "name": name, "document": document()}
    return RegisterTalent(**usual | stated)


def on_the_books(books: Books, **stated: object) -> UUID:
    return UUID(books.send(register(**stated), HRSS).receipt.answer["id"])


def documents(books: Books, talent_id: UUID) -> list[str]:
    return [books.opened(kept.number) for kept in books.load(Talent, talent_id).current_documents()]


class TestRegistering:
    def test_a_person_is_registered_with_everything_personal_sealed(self, books):
        event = books.send(register("李  思源", phone="138 0533 0001"), HRSS).event

        personal = [event.name, event.phone, event.document.number]
        assert [books.opened(fact) for fact in personal] == ["李思源", "13805330001", NUMBER]
        assert {fact.subject for fact in personal} == {event.originator_id}
        assert event.area == "zhangdian"

    def test_nothing_personal_stands_in_clear_in_the_log(self, books):
        books.send(register(phone="13805330001"), saying_why(HRSS))

        (record,) = books.log.records()
        for personal in ("李思源", "13805330001", NUMBER, NUMBER[6:14], "经研究同意"):
            assert personal not in record.state.decode()

    def test_after_erasure_nothing_about_the_person_can_be_read(self, books):
        event = books.send(register(), HRSS).event

        books.vault.erase(event.originator_id)

        for fact in (event.name, event.document.number):
            with pytest.raises(Exception, match="were erased"):
                books.vault.open(fact)

    def test_a_document_belongs_to_one_person(self, books):
        on_the_books(books)

        refusal = books.refused(register("王海棠"), HRSS)

        assert (type(refusal), refusal.field) == (DocumentAlreadyRegistered, "document.number")

    def test_the_refusal_says_whose_it_is_to_those_who_may_know_of_the_person(self, books):
        talent_id = on_the_books(books)

        refusal = books.refused(register("王海棠"), HRSS)

        assert refusal.blocked_by == {"kind": "talent", "id": str(talent_id)}

    def test_the_refusal_does_not_say_whose_it_is_to_another_enterprise(self, books):
        talent_id = on_the_books(books)
        qilin = registered(books, QILIN)

        refusal = books.refused(register("王海棠", employer_id=qilin), specialist(qilin))

        assert (type(refusal), refusal.blocked_by) == (DocumentAlreadyRegistered, None)
        assert str(talent_id) not in repr(books.refusals.lines)

    def test_a_person_is_of_the_area_of_the_employer(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(register(area="博山区", employer_id=lujian), HRSS)

        assert [(error.field, error.code) for error in refusal.errors] == [("area", "not_the_employers")]

    @pytest.mark.parametrize(
        "written",
        [NUMBER.lower(), f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", NUMBER[:10] + "－" + NUMBER[10:]],
    )
    def test_a_number_is_the_same_however_it_is_written(self, books, written):
        on_the_books(books)

        refusal = books.refused(register("王海棠", document=document(number=written)), HRSS)

        assert type(refusal) is DocumentAlreadyRegistered

    def test_passports_of_two_countries_may_have_one_number(self, books):
        on_the_books(books, document=document(**PASSPORT | {"number": "925665416"}))

        other = document(**PASSPORT | {"number": "925665416", "issuing_country": "USA"})

        assert on_the_books(books, document=other)

    def test_another_city_keeps_books_of_its_own(self, books):
        on_the_books(books)

        books.send(register(city="370100", area="jinan-zhangdian"), HRSS_OF_JINAN)

        assert len(books.all_of(Talent)) == 2

    def test_a_number_whose_registration_did_not_get_to_its_end_can_be_registered(self, books):
        books.vault.claim(CITY, "identity_document", f"resident_identity_card:CHN:{NUMBER}", UUID(int=77))

        event = books.send(register(), HRSS).event

        assert event.originator_id == UUID(int=77)

    def test_a_refused_registration_claims_no_number(self, books):
        books.refused(register("张三、李四"), HRSS)
        books.refused(register(area="历下区"), HRSS)
        books.refused(register(phone="不详"), HRSS)
        books.refused(register(employer_id=UUID(int=9)), HRSS)

        assert books.vault.owners == {}

    def test_of_two_officers_at_once_one_registers_the_person(self, books):
        books.log.rivals = [lambda: books.send(register(), HRSS_OF_ZHANGDIAN)]

        with pytest.raises(DocumentAlreadyRegistered):
            books.office.carry_out(register(), HRSS, books.request(register()))

        assert len(books.all_of(Talent)) == 1

    def test_a_number_that_cannot_exist_is_refused_without_being_repeated(self, books):
        wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")

        refusal = books.refused(register(document=document(number=wrong)), HRSS)

        assert refusal.fields == ("document.number",)
        assert wrong not in repr(refusal.__dict__)

    def test_a_document_does_not_end_before_it_begins(self, books):
        stated = document(valid_from=date(2020, 5, 1), valid_to=date(2019, 5, 1))

        refusal = books.refused(register(document=stated), HRSS)

        assert (type(refusal), refusal.field) == (Invalid, "document.valid_to")

    def test_a_document_may_be_good_for_one_day(self, books):
        books.send(register(document=document(valid_from=date(2024, 3, 1), valid_to=date(2024, 3, 1))), HRSS)

    def test_an_unknown_area_is_refused(self, books):
        assert type(books.refused(register(area="历下区"), HRSS)) is UnknownArea

    def test_an_officer_of_an_area_registers_there_and_nowhere_else(self, books):
        assert type(books.refused(register(area="淄川区"), HRSS_OF_ZHANGDIAN)) is NotYourArea
        books.send(register(area="张店区"), HRSS_OF_ZHANGDIAN)

    def test_to_an_officer_of_another_area_nobody_is_known_there(self, books):
        li = on_the_books(books, area="淄川区")

        assert type(books.refused(RenameTalent(talent_id=li, name="李思远"), HRSS_OF_ZHANGDIAN)) is NotFound

    def test_a_paper_form_is_entered_as_such(self, books):
        event = books.send(register(), entering_for(HRSS)).event

        assert event.envelope.capacity is Capacity.ENTERING_FOR


class TestEmployers:
    def test_a_specialist_registers_the_people_of_the_own_enterprise(self, books):
        lujian = registered(books, LUJIAN)

        event = books.send(register(employer_id=lujian), specialist(lujian)).event

        assert event.employer_id == lujian

    def test_a_specialist_registers_nobody_elses_people(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)

        for employer in (qilin, None):
            refusal = books.refused(register(employer_id=employer), specialist(lujian))
            assert type(refusal) is NotYourEnterprise

    def test_an_employer_is_on_the_books(self, books):
        assert type(books.refused(register(employer_id=UUID(int=9)), HRSS)) is NotFound

    def test_an_employer_is_on_the_books_of_the_same_city(self, books):
        lujian = registered(books, LUJIAN)
        of_jinan = register(city="370100", area="jinan-zhangdian", employer_id=lujian)

        assert type(books.refused(of_jinan, specialist(lujian))) is NotFound

    def test_a_person_is_no_employer(self, books):
        talent_id = on_the_books(books)

        refusal = books.refused(
            register("王海棠", document=document(number=identity_number_of(8)), employer_id=talent_id), HRSS
        )

        assert type(refusal) is NotFound

    def test_a_specialist_keeps_the_data_of_the_own_people_only(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)
        li = UUID(books.send(register(employer_id=lujian), specialist(lujian)).receipt.answer["id"])

        command = RenameTalent(talent_id=li, name="李思远")

        assert type(books.refused(command, specialist(qilin))) is NotFound
        books.send(command, specialist(lujian))


class TestDocuments:
    def test_a_further_document_is_added(self, books):
        li = on_the_books(books)

        books.send(AddDocument(talent_id=li, document=document(**PASSPORT)), HRSS)

        assert documents(books, li) == [NUMBER, "925665416"]

    def test_the_document_of_another_is_not_added(self, books):
        li = on_the_books(books)
        on_the_books(books, name="王海棠", document=document(**PASSPORT))

        refusal = books.refused(AddDocument(talent_id=li, document=document(**PASSPORT)), HRSS)

        assert (type(refusal), refusal.field) == (DocumentAlreadyRegistered, "document.number")

    def test_the_own_document_is_not_added_twice(self, books):
        li = on_the_books(books)

        (card,) = books.load(Talent, li).current_documents()

        refusal = books.refused(AddDocument(talent_id=li, document=document()), HRSS)

        assert (type(refusal), refusal.field) == (DocumentAlreadyRegistered, "document.number")
        assert refusal.blocked_by == {"kind": "document", "id": str(card.document_id)}

    def test_a_second_passport_of_another_country_is_added(self, books):
        li = on_the_books(books, document=document(**PASSPORT))
        second = document(**PASSPORT | {"number": "X1234567", "issuing_country": "SGP"})

        books.send(AddDocument(talent_id=li, document=second), HRSS)

        assert documents(books, li) == ["925665416", "X1234567"]

    def test_a_card_is_renewed_under_its_number(self, books):
        li = on_the_books(books)
        (card,) = books.load(Talent, li).current_documents()
        renewed = document(valid_from=date(2024, 2, 1))

        books.send(
            ReplaceDocument(talent_id=li, replaced_document_id=card.document_id, document=renewed),
            saying_why(HRSS),
        )

        (current,) = books.load(Talent, li).current_documents()
        assert current.valid_from == date(2024, 2, 1)
        assert documents(books, li) == [NUMBER]

    def test_a_document_is_replaced_by_one_of_another_number(self, books):
        li = on_the_books(books)
        (card,) = books.load(Talent, li).current_documents()

        books.send(
            ReplaceDocument(
                talent_id=li, replaced_document_id=card.document_id, document=document(**PASSPORT)
            ),
            saying_why(HRSS),
        )

        assert documents(books, li) == ["925665416"]

    def test_the_document_of_another_replaces_nothing(self, books):
        li = on_the_books(books)
        on_the_books(books, name="王海棠", document=document(**PASSPORT))
        (card,) = books.load(Talent, li).current_documents()
        command = ReplaceDocument(
            talent_id=li, replaced_document_id=card.document_id, document=document(**PASSPORT)
        )

        assert type(books.refused(command, saying_why(HRSS))) is DocumentAlreadyRegistered

    def test_replacing_needs_a_reason(self, books):
        li = on_the_books(books)
        (card,) = books.load(Talent, li).current_documents()
        command = ReplaceDocument(
            talent_id=li, replaced_document_id=card.document_id, document=document(**PASSPORT)
        )

        assert type(books.refused(command, HRSS)) is ReasonRequired

    def test_an_unknown_document_is_not_replaced(self, books):
        li = on_the_books(books)
        command = ReplaceDocument(
            talent_id=li, replaced_document_id=UUID(int=9), document=document(**PASSPORT)
        )

        assert type(books.refused(command, saying_why(HRSS))) is NoSuchDocument

    def test_a_refused_replacement_claims_no_number(self, books):
        li = on_the_books(books)
        command = ReplaceDocument(
            talent_id=li, replaced_document_id=UUID(int=9), document=document(**PASSPORT)
        )

        books.refused(command, saying_why(HRSS))

        assert set(books.vault.owners.values()) == {li}
        assert len(books.vault.owners) == 1

    def test_a_passport_names_its_country(self, books):
        li = on_the_books(books)
        stated = document(kind=DocumentKind.PASSPORT, number="925665416")

        refusal = books.refused(AddDocument(talent_id=li, document=stated), HRSS)

        assert "issuing_country" in refusal.fields[0]

    def test_numbers_show_in_no_representation_of_a_command(self):
        commands = [register(phone="13805330001"), RenameTalent(talent_id=UUID(int=1), name="李思源")]

        for personal in (NUMBER, "李思源", "13805330001"):
            assert personal not in repr(commands)


class TestWhoseNumberItIs:
    """The index remembers every claim; the documents on the books say which of them count."""

    OTHER = identity_number_of(8)

    def wrongly_entered(self, books) -> UUID:
        """Li is on the books; Wang's number was entered for him first, and then corrected."""
        li = UUID(books.send(register(document=document(number=self.OTHER)), HRSS).receipt.answer["id"])
        (wrong,) = books.load(Talent, li).current_documents()
        correction = ReplaceDocument(
            talent_id=li, replaced_document_id=wrong.document_id, document=document(number=NUMBER)
        )
        books.send(correction, HRSS.model_copy(update={"reason_code": "entered_wrongly"}))
        return li

    def test_a_number_that_was_entered_wrongly_passes_to_its_owner(self, books):
        self.wrongly_entered(books)

        wang = books.send(register("王海棠", document=document(number=self.OTHER)), HRSS)

        assert wang.event.TOPIC == "Talent.Registered"

    def test_a_number_claimed_just_now_does_not_pass_on(self, books):
        li = self.wrongly_entered(books)
        books.vault.just_claimed.add(li)

        refusal = books.refused(register("王海棠", document=document(number=self.OTHER)), HRSS)

        assert type(refusal) is DocumentAlreadyRegistered

    def test_the_number_of_a_document_that_was_renewed_stays_its_owners(self, books):
        li = on_the_books(books, document=DocumentStatement(**PASSPORT))
        (old,) = books.load(Talent, li).current_documents()
        renewed = DocumentStatement(**PASSPORT | {"number": "925665417"})
        renewal = ReplaceDocument(talent_id=li, replaced_document_id=old.document_id, document=renewed)
        books.send(renewal, saying_why(HRSS))

        refusal = books.refused(register("王海棠", document=DocumentStatement(**PASSPORT)), HRSS)

        assert refusal.blocked_by == {"kind": "talent", "id": str(li)}

    def test_a_number_that_a_refused_command_claimed_passes_to_its_owner(self, books):
        li = on_the_books(books)
        books.vault.claim(CITY, "identity_document", f"resident_identity_card:CHN:{self.OTHER}", li)

        wang = books.send(register("王海棠", document=document(number=self.OTHER)), HRSS)

        assert wang.event.originator_id != li

    def test_a_second_identity_card_replaces_the_first_and_does_not_stand_beside_it(self, books):
        li = on_the_books(books)
        (card,) = books.load(Talent, li).current_documents()

        refusal = books.refused(AddDocument(talent_id=li, document=document(number=self.OTHER)), HRSS)

        assert type(refusal) is IdentityCardStands
        assert refusal.blocked_by == {"kind": "document", "id": str(card.document_id)}
