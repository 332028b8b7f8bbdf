"""The principals whom a list names, statement by statement (decided point 2)."""

import pytest

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListMode
from domain.cadres import PartyManaged
from domain.principals import PrincipalRole
from domain.use_cases.keeping_enterprises import NamePrincipal
from tests.domain.books_of_zibo import JINAN, LUJIAN, imported, registered
from tests.domain.list_files import JUNE, MAY, chairman, enterprise, later, of, on, row
from tests.domain.officers import DRC, HRSS, MIIT, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


class TestPrincipals:
    def principals(self, books: Books) -> list[tuple[str, PrincipalRole, PartyManaged]]:
        current = enterprise(books, LUJIAN).current_principals()
        return [(books.opened(one.name), one.role, one.party_managed) for one in current]

    def test_a_row_names_its_principals_sealed_and_with_the_batch(self, books):
        stated = chairman("赵  大江", title="董事长", phone="0533 2769860", party_managed=PartyManaged.NO)

        sent = books.send(of(row(LUJIAN, principals=(stated,))), DRC)

        (event,) = (event for event in sent.events if isinstance(event, Enterprise.PrincipalNamed))
        assert (event.list_type, event.list_batch_id) == ("cluster_leader", imported(sent).list_batch_id)
        assert event.party_managed is PartyManaged.NO
        facts = [books.opened(fact) for fact in (event.name, event.title, event.phone)]
        assert facts == ["赵大江", "董事长", "0533-2769860"]
        assert all(fact.subject == event.principal_id for fact in (event.name, event.title, event.phone))

    def test_nothing_personal_stands_in_clear_in_the_log(self, books):
        stated = chairman("赵大江", title="董事长兼总经理", phone="13805330001")

        books.send(of(row(LUJIAN, principals=(stated,))), saying_why(DRC))

        log = b"".join(record.state for record in books.log.records()).decode()
        assert LUJIAN in log
        for personal in ("赵大江", "董事长兼总经理", "13805330001", "经研究同意"):
            assert personal not in log

    def test_who_is_named_again_as_before_is_not_named_anew(self, books):
        books.send(of(row(LUJIAN, principals=(chairman(phone="13805330001"),))), DRC)

        events = books.send(later(row(LUJIAN, principals=(chairman(phone="138 0533 0001"),))), DRC).events

        assert not [event for event in events if event.TOPIC.startswith("Enterprise.Principal")]

    @pytest.mark.parametrize(
        "change",
        [{"party_managed": PartyManaged.YES}, {"phone": "13805330002"}, {"title": "党委书记"}],
        ids=["managed as a cadre", "telephone", "title"],
    )
    def test_what_has_changed_about_a_principal_is_stated_anew_of_the_same_person(self, books, change):
        books.send(of(row(LUJIAN, principals=(chairman(),))), DRC)
        (before,) = enterprise(books, LUJIAN).current_principals()

        books.send(later(row(LUJIAN, principals=(chairman(**change),))), DRC)

        (after,) = enterprise(books, LUJIAN).current_principals()
        assert after.id == before.id
        assert after.list_batch_id != before.list_batch_id

    def test_who_is_named_no_more_has_left_for_that_reason(self, books):
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)

        events = books.send(later(row(LUJIAN, principals=(chairman("钱小河"),))), DRC).events

        (left,) = (event for event in events if isinstance(event, Enterprise.PrincipalLeft))
        assert left.envelope.reason_code == "named_no_more"
        assert [name for name, *_ in self.principals(books)] == ["钱小河"]

    def test_a_file_that_came_late_lets_nobody_go_whom_one_of_a_later_day_names_and_names_nobody_beside_them(
        self, books
    ):
        in_june = row(LUJIAN, principals=(chairman("钱小河", phone="13805330002"),))
        in_may = row(LUJIAN, principals=(chairman("赵大江"), chairman("钱小河", phone="13805330001")))
        books.send(later(in_june), on(JUNE))
        late = saying_why(on(JUNE), effective_on=MAY)

        books.send(of(in_may), late)

        (head,) = enterprise(books, LUJIAN).current_principals()
        assert (books.opened(head.name), books.opened(head.phone)) == ("钱小河", "13805330002")

    def test_it_says_who_leads_where_the_later_one_does_not(self, books):
        books.send(later(row(LUJIAN)), on(JUNE))

        late = saying_why(on(JUNE), effective_on=MAY)
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), late)

        assert [name for name, *_ in self.principals(books)] == ["赵大江"]

    def test_a_row_without_principals_says_nothing_of_them(self, books):
        books.send(of(row(LUJIAN, principals=(chairman(),))), DRC)

        books.send(later(row(LUJIAN)), DRC)

        assert len(self.principals(books)) == 1

    def test_one_person_in_two_roles_is_named_in_both(self, books):
        manager = chairman(role=PrincipalRole.GENERAL_MANAGER)

        books.send(of(row(LUJIAN, principals=(chairman(), manager))), DRC)

        assert {role for _, role, _ in self.principals(books)} == {
            PrincipalRole.CHAIRMAN,
            PrincipalRole.GENERAL_MANAGER,
        }

    def test_one_list_says_nothing_of_whom_the_other_names(self, books):
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)
        books.send(later(row(LUJIAN, principals=(chairman("赵大江"),)), list_type="four_chain"), MIIT)

        books.send(
            of(row(LUJIAN, principals=(chairman("钱小河"),)), document_number="淄发改〔2024〕12号"), DRC
        )

        named_by = {
            (books.opened(one.name), one.list_type) for one in enterprise(books, LUJIAN).current_principals()
        }
        assert named_by == {("钱小河", "cluster_leader"), ("赵大江", "four_chain")}

    def test_a_list_lets_nobody_go_whom_an_officer_named(self, books):
        known = registered(books, LUJIAN)
        books.send(NamePrincipal(enterprise_id=known, name="孙立"), HRSS)

        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)

        assert {name for name, *_ in self.principals(books)} == {"孙立", "赵大江"}

    def test_an_erased_principal_stays_erased_and_stops_no_import(self, books):
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)
        (zhao,) = enterprise(books, LUJIAN).current_principals()
        books.vault.erase(zhao.id)

        books.send(later(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)

        ids = {one.id for one in enterprise(books, LUJIAN).current_principals()}
        assert zhao.id in ids
        assert len(ids) == 2

    def test_a_removed_enterprise_keeps_its_principals(self, books):
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)

        books.send(later(row(LUJIAN, principals=(chairman("钱小河"),)), mode=ListMode.REMOVALS), DRC)

        assert [name for name, *_ in self.principals(books)] == ["赵大江"]
