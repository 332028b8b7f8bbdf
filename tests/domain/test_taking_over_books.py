"""On day one a city brings the cards that it has: what a row does, what is confirmed, what is refused."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding
from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import BooksAlreadyTakenOver
from domain.aggregates.talent import DocumentAlreadyRegistered, Talent
from domain.authorization import NoOfficeHere, PostMayNot
from domain.base import Capacity, DocumentReference, ReasonRequired
from domain.card_routes import CardRoute
from domain.cards import CardStatus
from domain.errors import Invalid
from domain.places import PlaceStatus
from domain.previews import PreviewStale
from domain.use_cases.importing_lists import RowsNeedConfirmation
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from domain.use_cases.registering_talents import RenameTalent, ReplaceDocument
from domain.use_cases.taking_over_books import BookRowsInvalid, try_out
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, code_of, listed, registered, talent
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.domain.officers import (
    DAY,
    DRC,
    HRSS,
    HRSS_OF_JINAN,
    HRSS_OF_ZHANGDIAN,
    officer,
    saying_why,
    specialist,
)
from tests.domain.opening_books_of_zibo import (
    NUMBER,
    OTHER_SHA256,
    SHA256,
    all_events,
    books_with,
    card,
    confirming,
    enterprises,
    identity_card,
    place,
    taken_over,
    the_event,
    told,
    used,
    what_was_brought,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

WANG = {"person": 2, "name": "王强"}


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


class TestWhatARowBrings:
    def test_a_card_comes_with_its_enterprise_its_person_and_that_he_holds_it(self, books):
        sent = taken_over(books, card())

        assert [event.TOPIC for event in sent.events] == [
            "OpeningBooks.Opened",
            "OpeningBooks.TakenOver",
            "Enterprise.Registered",
            "EnterpriseName.Registered",
            "CreditCode.Assigned",
            "Talent.Registered",
            "CardHolding.Opened",
            "CardHolding.CardGranted",
            "Card.TakenOver",
        ]

    def test_the_card_is_as_its_papers_have_it(self, books):
        term = {"issued_on": date(2023, 5, 4), "valid_from": date(2023, 5, 4), "valid_to": date(2028, 5, 3)}
        row = card(
            card_number="　SDHC１２３ ",
            route="reviewed",
            list_type="十强",
            department="drc",
            talent_class="B",
            quota_year=2023,
            **term,
        )

        event = the_event(taken_over(books, row), Card.TakenOver)

        assert (event.city, event.card_type, event.card_number) == ("370300", "huicai", "SDHC123")
        assert (event.route, event.department, event.list_type) == ("reviewed", "drc", "cluster_leader")
        assert (event.talent_class, event.quota_year, event.area) == ("B", 2023, "zhangdian")
        assert {name: getattr(event, name) for name in term} == term
        assert event.status is CardStatus.IN_FORCE
        assert event.card_application_id is None

    def test_all_events_name_the_file_its_digest_and_the_cut_over_date(self, books):
        for event in taken_over(books, card(), used()).events:
            paper = event.envelope.documents[-1]
            assert (paper.kind, paper.number, paper.sha256) == ("opening_books", NUMBER, SHA256)
            assert paper.issued_on == event.envelope.effective_on == DAY

    def test_a_card_stands_first_on_the_paper_that_granted_it(self, books):
        row = card(approval_number="鲁人社函〔2023〕5号", approved_on=date(2023, 5, 1))

        event = the_event(taken_over(books, row), Card.TakenOver)

        granted = DocumentReference(kind="approval", number="鲁人社函〔2023〕5号", issued_on=date(2023, 5, 1))
        assert event.envelope.documents[0] == granted
        assert [paper.kind for paper in event.envelope.documents] == ["approval", "opening_books"]

    def test_name_number_and_remark_are_sealed(self, books):
        sent = taken_over(books, card(remark="原卡遗失补发"))

        person, taken = the_event(sent, Talent.Registered), the_event(sent, Card.TakenOver)
        assert books.opened(person.name) == "李思源"
        assert books.opened(person.document.number) == identity_number_of(1)
        assert books.opened(taken.remark) == "原卡遗失补发"
        assert taken.remark.subject == taken.talent_id == person.originator_id
        written = b"".join(record.state for record in books.log.records())
        for secret in ("李思源", identity_number_of(1), "原卡遗失补发"):
            assert secret.encode() not in written

    def test_the_books_say_which_row_brought_which_card(self, books):
        sent = taken_over(books, card(3), card(4, **WANG))

        brought = what_was_brought(sent)
        cards = all_events(sent, Card.TakenOver)
        assert [(one.row, one.card_id) for one in brought.cards] == [
            (3, cards[0].originator_id),
            (4, cards[1].originator_id),
        ]
        assert (brought.document_number, brought.file_sha256) == (NUMBER, SHA256)

    def test_two_people_of_one_enterprise_are_of_one_enterprise(self, books):
        sent = taken_over(books, card(3), card(4, **WANG))

        assert len(all_events(sent, Enterprise.Registered)) == 1
        assert {event.enterprise_id for event in all_events(sent, Card.TakenOver)} == {
            enterprises(books)[LUJIAN]
        }

    def test_two_cards_of_one_person_are_of_one_person(self, books):
        sent = taken_over(books, card(3), card(4, card_type="elite"))

        assert len(all_events(sent, Talent.Registered)) == 1
        assert len({event.talent_id for event in all_events(sent, Card.TakenOver)}) == 1

    def test_who_is_on_the_books_already_is_not_registered_again(self, books):
        known = registered(books, LUJIAN)
        person = talent(books, "李思源", 1)

        sent = taken_over(books, card())

        event = the_event(sent, Card.TakenOver)
        assert (event.enterprise_id, event.talent_id) == (known, person)
        assert not all_events(sent, Talent.Registered) + all_events(sent, Enterprise.Registered)

    def test_a_person_is_known_by_a_former_name(self, books):
        person = talent(books, "李思源", 1)
        books.send(RenameTalent(talent_id=person, name="李思远"), HRSS)

        assert the_event(taken_over(books, card(name="李思源")), Card.TakenOver).talent_id == person

    def test_a_person_who_comes_with_a_card_is_employed_there(self, books):
        event = the_event(taken_over(books, card()), Talent.Registered)

        assert (event.employer_id, event.area) == (enterprises(books)[LUJIAN], "zhangdian")

    @pytest.mark.parametrize("status", [CardStatus.IN_FORCE, CardStatus.SUSPENDED])
    def test_who_has_a_card_in_force_or_suspended_holds_it(self, books, status):
        event = the_event(taken_over(books, card(status=status)), Card.TakenOver)

        holding = books.load(CardHolding, CardHolding.id_of(event.talent_id, "huicai"))
        assert holding.card_id == event.originator_id
        assert books.load(Card, event.originator_id).status is status

    def test_a_card_that_has_ended_is_on_the_books_and_held_by_nobody(self, books):
        sent = taken_over(books, card(status=CardStatus.ENDED, valid_to=date(2020, 1, 1)))

        assert not all_events(sent, CardHolding.Opened)
        assert books.load(Card, the_event(sent, Card.TakenOver).originator_id).status is CardStatus.ENDED

    def test_a_card_that_has_ended_and_its_renewal_are_both_taken_over(self, books):
        sent = taken_over(books, card(3, status=CardStatus.ENDED), card(4))

        assert len(all_events(sent, Card.TakenOver)) == 2
        assert len(all_events(sent, CardHolding.CardGranted)) == 1

    @pytest.mark.parametrize("route", CardRoute)
    def test_a_card_may_have_come_by_any_route_of_the_notices_or_of_former_times(self, books, route):
        assert the_event(taken_over(books, card(route=route)), Card.TakenOver).route == route

    def test_the_credit_code_of_an_enterprise_that_had_none_is_stated(self, books):
        books.send(confirming(books_with(card(uscc=None)), cards={3}), HRSS)
        later = books_with(card(4, **WANG), file_sha256=OTHER_SHA256)

        books.send(confirming(later, cards={4}), HRSS)

        known = books.load(CreditCode, CreditCode.id_of(code_of(LUJIAN)))
        assert known.enterprise_id == enterprises(books)[LUJIAN]


class TestWhatIsWrongWithACard:
    @pytest.mark.parametrize(
        ("stated", "fault"),
        [
            ({"card_type": "green"}, ("card_type", "unknown_card_type")),
            ({"status": CardStatus.GRANTED}, ("status", "not_taken_over")),
            ({"status": CardStatus.REVERSED}, ("status", "not_taken_over")),
            ({"route": "by_lot"}, ("route", "unknown_route")),
            ({"name": "李思源、王强"}, ("name", "several_people")),
            (
                {"document": identity_card().model_copy(update={"number": "370399190001010013"})},
                ("document.number", "check_digit"),
            ),
            ({"enterprise": "1"}, ("enterprise", "name_length")),
            ({"uscc": "91370300"}, ("uscc", "code_length")),
            ({"area": "历下区"}, ("area", "unknown_area")),
            ({"list_type": "百强"}, ("list_type", "unknown_list_type")),
            ({"department": "window"}, ("department", "unknown_department")),
            ({"issued_on": date(2024, 3, 16)}, ("issued_on", "not_yet")),
            ({"approved_on": date(2024, 3, 16)}, ("approved_on", "not_yet")),
            ({"quota_year": 2025}, ("quota_year", "not_yet")),
            (
                {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)},
                ("valid_to", "ends_before_it_begins"),
            ),
            ({"valid_to": date(2024, 3, 14)}, ("status", "term_has_ended")),
            ({"valid_to": date(2024, 3, 14), "status": CardStatus.SUSPENDED}, ("status", "term_has_ended")),
        ],
    )
    def test_it_is_told_at_its_row_and_column(self, books, stated, fault):
        field, code = fault
        stated = {"uscc": code_of(LUJIAN)} | stated

        refusal = books.refused(books_with(card(7, **stated)), HRSS)

        assert (type(refusal), told(refusal)) == (BookRowsInvalid, [(f"cards[7].{field}", code)])
        assert (refusal.errors[0].row, refusal.errors[0].column) == (7, field)

    def test_everything_wrong_in_every_row_is_told_at_once_and_nothing_is_taken_over(self, books):
        refusal = books.refused(
            books_with(
                card(3, area="历下区", name="李"),
                card(4, **WANG),
                card(5, person=3, status=CardStatus.GRANTED),
                place(3, department="window"),
            ),
            HRSS,
        )

        assert told(refusal) == [
            ("cards[3].area", "unknown_area"),
            ("cards[3].name", "name_length"),
            ("cards[5].status", "not_taken_over"),
            ("places[3].department", "unknown_department"),
        ]

    def test_what_is_said_of_a_wrong_cell_does_not_repeat_it(self, books):
        refusal = books.refused(books_with(card(name="李思源、王强", area="历下区")), HRSS)

        assert not any(word in str(vars(error)) for error in refusal.errors for word in ("李思源", "历下"))
        assert "李思源" not in repr(books.refusals.lines)

    def test_a_card_that_ends_on_the_cut_over_date_is_in_force_on_it(self, books):
        assert what_was_brought(taken_over(books, card(valid_to=DAY))).cards

    def test_a_second_card_of_a_type_in_force_is_told_with_the_row_of_the_first(self, books):
        refusal = books.refused(books_with(card(3), card(4, card_number="SDHC9")), HRSS)

        assert told(refusal) == [("cards[4].status", "card_in_force")]
        assert refusal.errors[0].blocked_by == {"kind": "card", "row": 3}
        assert "3" in refusal.errors[0].text.zh

    def test_a_second_card_of_a_type_in_force_is_told_with_the_card_on_the_books(self, books):
        first = the_event(taken_over(books, card(3)), Card.TakenOver).originator_id

        refusal = books.refused(books_with(card(4, card_number="SDHC9"), file_sha256=OTHER_SHA256), HRSS)

        assert told(refusal) == [("cards[4].status", "card_in_force")]
        assert refusal.errors[0].blocked_by == {"kind": "card", "id": str(first)}

    def test_a_card_stands_in_a_file_once(self, books):
        twice = {"card_number": "SDHC1", "status": CardStatus.ENDED}

        refusal = books.refused(books_with(card(3, **twice), card(4, **twice, **WANG)), HRSS)

        assert told(refusal) == [("cards[4].card_number", "card_known")]
        assert refusal.errors[0].blocked_by == {"kind": "card", "row": 3}

    def test_a_card_of_an_earlier_file_is_not_taken_over_again(self, books):
        ended = card(status=CardStatus.ENDED)
        first = the_event(taken_over(books, ended), Card.TakenOver).originator_id

        refusal = books.refused(books_with(ended, file_sha256=OTHER_SHA256), HRSS)

        assert told(refusal) == [("cards[3].card_number", "card_known")]
        assert refusal.errors[0].blocked_by == {"kind": "card", "id": str(first)}

    def test_a_card_without_a_number_is_the_one_of_its_type_that_its_person_has_without(self, books):
        nameless = {"card_number": None, "status": CardStatus.ENDED}

        refusal = books.refused(books_with(card(3, **nameless), card(4, **nameless)), HRSS)

        assert told(refusal) == [("cards[4].card_number", "card_known")]
        assert len(what_was_brought(taken_over(books, card(3, **nameless), card(4))).cards) == 2

    def test_cards_of_two_types_may_have_one_number(self, books):
        same = {"card_number": "0001"}

        assert (
            len(
                what_was_brought(taken_over(books, card(3, **same), card(4, card_type="elite", **same))).cards
            )
            == 2
        )

    def test_an_enterprise_on_no_book_needs_its_area(self, books):
        assert told(books.refused(books_with(card(area=None)), HRSS)) == [("cards[3].area", "missing")]

    def test_an_enterprise_on_the_books_needs_none(self, books):
        listed(books, LUJIAN)

        assert the_event(taken_over(books, card(area=None)), Card.TakenOver).area == "zhangdian"

    def test_a_code_on_the_books_of_another_city_is_told(self, books):
        books.send(
            RegisterEnterprise(city="370100", area="jinan-zhangdian", name=LUJIAN, uscc=code_of(LUJIAN)),
            HRSS_OF_JINAN,
        )

        assert told(books.refused(books_with(card()), HRSS)) == [("cards[3].uscc", "of_another_city")]

    def test_a_name_that_several_enterprises_bear_is_matched_with_none(self, books):
        listed(books, LUJIAN)
        books.send(
            RegisterEnterprise(city="370300", area="boshan", name=LUJIAN, uscc=credit_code_of(7)), HRSS
        )

        refusal = books.refused(confirming(books_with(card(uscc=None)), cards={3}), HRSS)

        assert told(refusal) == [("cards[3].enterprise", "several_namesakes")]

    def test_two_rows_under_one_number_could_not_be_confirmed_one_by_one(self, books):
        refusal = books.refused(books_with(card(3), card(3, card_number="SDHC9", **WANG)), HRSS)

        assert told(refusal) == [("cards[3].row", "numbered_twice")]

    def test_a_card_and_a_place_may_stand_in_rows_of_one_number(self, books):
        brought = what_was_brought(taken_over(books, card(3), used(3)))

        assert (len(brought.cards), len(brought.places)) == (1, 1)

    def test_a_number_that_somebody_else_is_about_to_register_is_told(self, books):
        """It was entered wrongly for 王强, and just now: nobody can say yet whose it is."""
        wang = talent(books, "王强", 1)
        [known] = books.load(Talent, wang).current_documents()
        wrongly = saying_why(HRSS, reason_code="entered_wrongly")
        books.send(
            ReplaceDocument(
                talent_id=wang, replaced_document_id=known.document_id, document=identity_card(2)
            ),
            wrongly,
        )
        books.vault.just_claimed.add(wang)

        refusal = books.refused(books_with(card()), HRSS)

        assert told(refusal) == [("cards[3].document.number", DocumentAlreadyRegistered.code)]


class TestWhatIsConfirmed:
    def refused_unless_confirmed(self, books, row, *codes: tuple[str, str]):
        """The refusal names these, and what was brought once they are confirmed says so."""
        command = books_with(row)

        refusal = books.refused(command, HRSS)
        brought = what_was_brought(books.send(confirming(command, cards={row.row}), HRSS))

        assert type(refusal) is RowsNeedConfirmation
        assert told(refusal) == [(f"cards[{row.row}].{field}", code) for field, code in codes]
        assert brought.cards[0].confirmed == tuple(code for _, code in codes)
        return brought.cards[0]

    def test_an_enterprise_without_a_code_is_registered_by_its_name(self, books):
        entry = self.refused_unless_confirmed(books, card(uscc=None), ("uscc", "no_credit_code"))

        assert books.load(Enterprise, entry.enterprise_id).uscc is None

    def test_an_enterprise_on_the_books_is_matched_by_its_name(self, books):
        known = registered(books, LUJIAN)

        entry = self.refused_unless_confirmed(books, card(uscc=None), ("enterprise", "matched_by_name"))

        assert entry.enterprise_id == known

    def test_an_enterprise_under_another_name_is_the_same_and_keeps_its_name(self, books):
        known = registered(books, LUJIAN)
        row = card(enterprise="淄博鲁建（集团）有限公司", uscc=code_of(LUJIAN))

        entry = self.refused_unless_confirmed(books, row, ("enterprise", "other_enterprise_name"))

        assert entry.enterprise_id == known
        assert books.load(Enterprise, known).name == LUJIAN

    def test_an_enterprise_in_another_area_stays_where_it_is(self, books):
        registered(books, LUJIAN, area="zichuan")

        entry = self.refused_unless_confirmed(books, card(), ("area", "other_area"))

        assert entry.area == "zichuan"

    def test_a_person_under_another_name_is_the_same_and_keeps_his_name(self, books):
        person = talent(books, "李四", 1)

        entry = self.refused_unless_confirmed(books, card(), ("name", "other_person_name"))

        assert entry.talent_id == person
        assert books.opened(books.load(Talent, person).name) == "李四"

    def test_only_the_confirmed_rows_are_settled(self, books):
        command = books_with(card(3, uscc=None), card(4, enterprise=QILIN, uscc=None, **WANG))

        refusal = books.refused(confirming(command, cards={4, 99}, places={3}), HRSS)

        assert told(refusal) == [("cards[3].uscc", "no_credit_code")]

    def test_given_another_file_since_the_dry_run_when_its_row_is_confirmed_then_nothing_is_taken_over(
        self, books
    ):
        tried = books_with(card(3, uscc=None), card(4, enterprise=QILIN, **WANG))
        seen = try_out(tried, books.office.preview(tried, HRSS)).preview
        sorted_since = books_with(card(4, uscc=None), card(3, enterprise=QILIN, uscc=None, **WANG))

        refusal = books.refused(
            confirming(sorted_since, cards={3, 4}).model_copy(update={"preview": seen}), HRSS
        )

        assert type(refusal) is PreviewStale


class TestTheWhole:
    def test_a_file_is_taken_over_once(self, books):
        taken_over(books, card())

        refusal = books.refused(books_with(card(4, **WANG), document_number="另一文号"), HRSS)

        assert type(refusal) is BooksAlreadyTakenOver
        assert refusal.blocked_by == {"kind": "opening_books_file", "id": SHA256}

    def test_another_file_adds_to_what_was_taken_over(self, books):
        taken_over(books, card())

        sent = taken_over(books, card(4, **WANG), file_sha256=OTHER_SHA256)

        assert "OpeningBooks.Opened" not in [event.TOPIC for event in sent.events]
        assert len(books.all_of(Card)) == 2

    def test_books_with_nothing_in_them_are_refused(self, books):
        refusal = books.refused(books_with(), HRSS)

        assert (type(refusal), refusal.field) == (Invalid, "cards")

    def test_a_cut_over_date_long_ago_needs_a_reason(self, books):
        long_ago = HRSS.model_copy(update={"effective_on": date(2024, 3, 1)})

        assert type(books.refused(books_with(card()), long_ago)) is ReasonRequired
        sent = taken_over(books, card(), by=saying_why(HRSS, effective_on=date(2024, 3, 1)))

        assert {event.envelope.effective_on for event in sent.events} == {date(2024, 3, 1)}

    def test_a_cut_over_date_before_what_is_on_the_books_needs_a_reason_and_is_no_fault_of_a_row(self, books):
        books.send(confirming(books_with(card(uscc=None)), cards={3}), HRSS)
        earlier = HRSS.model_copy(update={"effective_on": date(2024, 3, 14)})
        command = confirming(books_with(card(4, **WANG), file_sha256=OTHER_SHA256), cards={4})

        assert type(books.refused(command, earlier)) is ReasonRequired

    @pytest.mark.parametrize(
        ("who", "refusal"),
        [
            (DRC, PostMayNot),
            (officer("party_org"), PostMayNot),
            (HRSS_OF_ZHANGDIAN, PostMayNot),
            (specialist(UUID(int=1)), PostMayNot),
            (HRSS.model_copy(update={"capacity": Capacity.ENTERING_FOR}), PostMayNot),
            (HRSS_OF_JINAN, NoOfficeHere),
        ],
        ids=["DRC", "party organisation", "district", "specialist", "on paper", "another city"],
    )
    def test_only_the_citys_department_of_human_resources_takes_over(self, books, who, refusal):
        assert type(books.refused(books_with(card()), who)) is refusal

    def test_two_who_bring_the_same_person_at_once_bring_one_person(self, books):
        books.log.rivals.append(lambda: talent(books, "李思源", 1))

        event = the_event(taken_over(books, card()), Card.TakenOver)

        [person] = books.all_of(Talent)
        assert event.talent_id == person.id


class TestDryRun:
    def test_it_shows_what_every_row_brings_and_records_and_claims_nothing(self, books):
        registered(books, LUJIAN)
        before, owners = books.log.size, dict(books.vault.owners)
        command = books_with(card(3), card(4, enterprise=QILIN, uscc=None, **WANG), used(3))

        trial = try_out(command, books.office.preview(command, HRSS))

        shown = [
            (one.stated.row, one.card.status, [error.code for error in one.to_confirm]) for one in trial.cards
        ]
        assert shown == [(3, CardStatus.IN_FORCE, []), (4, CardStatus.IN_FORCE, ["no_credit_code"])]
        assert [one.talent.id for one in trial.places] == [trial.cards[0].talent.id]
        assert (books.log.size, books.vault.owners) == (before, owners)

    def test_it_shows_what_is_wrong_beside_what_would_be_brought(self, books):
        command = books_with(card(3), card(4, area="历下区", **WANG), place(3, status=PlaceStatus.RELEASED))

        trial = try_out(command, books.office.preview(command, HRSS))

        assert [one.stated.row for one in trial.cards] == [3]
        assert [error.field for error in trial.errors] == ["cards[4].area", "places[3].status"]

    def test_a_file_that_was_taken_over_is_told_at_once(self, books):
        taken_over(books, card())

        with pytest.raises(BooksAlreadyTakenOver):
            try_out(books_with(card()), books.office.preview(books_with(card()), HRSS))
