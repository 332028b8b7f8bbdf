"""A department's list is read row by row, shown, confirmed and then taken in as a whole, or not at all."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise, PartyManaged, PrincipalRole
from domain.aggregates.enterprise_list import EnterpriseList, ListAlreadyImported, ListMode, RowOutcome
from domain.authorization import NoOfficeHere, NotYourDepartment
from domain.base import Authority, ReasonRequired
from domain.errors import Invalid, Refusal
from domain.policy.loading import read_pack
from domain.policy.refusals import UnknownListType
from domain.use_cases.importing_lists import (
    ImportEnterpriseList,
    ListedEnterprise,
    ListedPrincipal,
    RowsInvalid,
    RowsNeedConfirmation,
    plan_import,
)
from domain.use_cases.keeping_enterprises import NamePrincipal, RegisterEnterprise, RenameEnterprise
from tests.domain.books_of_zibo import CITY, JINAN, LUJIAN, QILIN, TAIHE, code_of, imported, registered
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, MIIT, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

NUMBER = "淄发改〔2024〕3号"
SHA256 = "a" * 64
MARCH, MAY, JUNE = date(2024, 3, 15), date(2024, 5, 20), date(2024, 6, 3)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


def row(name: str, number: int = 2, **stated: object) -> ListedEnterprise:
    usual = {"row": number, "name": name, "uscc": code_of(name), "area": "张店区"}
    return ListedEnterprise(**usual | stated)


def chairman(name: str = "赵大江", **stated: object) -> ListedPrincipal:
    return ListedPrincipal(**{"name": name, "role": PrincipalRole.CHAIRMAN} | stated)


def of(*rows: ListedEnterprise, mode: ListMode = ListMode.FULL, **stated: object) -> ImportEnterpriseList:
    usual = {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": mode,
        "document_number": NUMBER,
        "file_sha256": SHA256,
        "rows": rows,
    }
    return ImportEnterpriseList(**usual | stated)


def later(*rows: ListedEnterprise, mode: ListMode = ListMode.FULL, **stated: object) -> ImportEnterpriseList:
    """The next file of the same list."""
    return of(*rows, mode=mode, **{"document_number": "淄发改〔2024〕9号", "file_sha256": "b" * 64} | stated)


def faults(refusal: Refusal) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def outcomes(books: Books, command: ImportEnterpriseList, by: Authority = DRC) -> dict[str, RowOutcome]:
    rows = imported(books.send(command, by)).rows
    return {books.load(Enterprise, one.enterprise_id).name: one.outcome for one in rows}


def the_list(books: Books) -> EnterpriseList:
    return books.load(EnterpriseList, EnterpriseList.id_of(CITY, "cluster_leader"))


def enterprise(books: Books, name: str) -> Enterprise:
    (found,) = (one for one in books.all_of(Enterprise) if name in {dated.name for dated in one.names})
    return found


def on(day: date, authority: Authority = DRC, **more: object) -> Authority:
    """The authority with effect from a day on, recorded on that day."""
    at = authority.at.replace(year=day.year, month=day.month, day=day.day)
    return authority.model_copy(update={"effective_on": day, "at": at} | more)


class TestWhatRowsDo:
    def test_the_first_file_registers_and_lists_its_enterprises(self, books):
        sent = books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        assert [event.TOPIC for event in sent.events] == [
            "EnterpriseList.Opened",
            "EnterpriseList.Imported",
            "Enterprise.Registered",
            "Enterprise.Listed",
            "CreditCode.Assigned",
            "Enterprise.Registered",
            "Enterprise.Listed",
            "CreditCode.Assigned",
        ]
        assert [one.outcome for one in imported(sent).rows] == [RowOutcome.REGISTERED] * 2

    def test_all_events_of_an_import_name_the_file_with_its_digest(self, books):
        events = books.send(of(row(LUJIAN)), DRC).events

        for event in events:
            paper = event.envelope.documents[-1]
            assert (paper.kind, paper.number, paper.sha256) == ("enterprise_list", NUMBER, SHA256)

    def test_an_enterprise_on_the_books_is_listed_and_not_registered_again(self, books):
        known = registered(books, LUJIAN)

        event = imported(books.send(of(row(LUJIAN)), DRC))

        assert [(one.enterprise_id, one.outcome) for one in event.rows] == [(known, RowOutcome.LISTED)]

    def test_who_was_on_the_list_before_is_renewed(self, books):
        books.send(of(row(LUJIAN)), DRC)

        assert outcomes(books, later(row(LUJIAN))) == {LUJIAN: RowOutcome.RENEWED}

    def test_a_full_list_drops_whom_it_does_not_name(self, books):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        assert outcomes(books, later(row(LUJIAN))) == {LUJIAN: RowOutcome.RENEWED, QILIN: RowOutcome.DROPPED}
        assert the_list(books).members == {enterprise(books, LUJIAN).id}
        assert not enterprise(books, QILIN).is_listed_on("cluster_leader", MARCH)

    def test_a_dropped_enterprise_has_no_row_and_says_why_it_is_off(self, books):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        events = books.send(later(row(LUJIAN)), DRC).events

        (off,) = (event for event in events if isinstance(event, Enterprise.Delisted))
        (dropped,) = (one for one in events[0].rows if one.outcome is RowOutcome.DROPPED)
        assert dropped.row is None
        assert off.envelope.reason_code == "dropped"

    def test_additions_drop_nobody(self, books):
        books.send(of(row(LUJIAN)), DRC)

        assert outcomes(books, later(row(QILIN), mode=ListMode.ADDITIONS)) == {QILIN: RowOutcome.REGISTERED}
        assert len(the_list(books).members) == 2

    def test_removals_take_off_whom_they_name_and_nobody_else(self, books):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        assert outcomes(books, later(row(QILIN), mode=ListMode.REMOVALS)) == {QILIN: RowOutcome.REMOVED}
        assert the_list(books).members == {enterprise(books, LUJIAN).id}

    def test_the_officers_own_reason_goes_before_that_of_the_list(self, books):
        books.send(of(row(LUJIAN)), DRC)

        events = books.send(later(row(LUJIAN), mode=ListMode.REMOVALS), saying_why(DRC)).events

        (off,) = (event for event in events if isinstance(event, Enterprise.Delisted))
        assert off.envelope.reason_code == "as_agreed"
        assert books.opened(off.envelope.reason) == "经研究同意"

    def test_who_is_not_on_the_list_cannot_be_removed(self, books):
        books.send(of(row(LUJIAN)), DRC)
        registered(books, QILIN)

        refusal = books.refused(later(row(QILIN, 2), row(TAIHE, 3), mode=ListMode.REMOVALS), DRC)

        assert ("rows[2].name", "not_on_list") in faults(refusal)
        assert ("rows[3].name", "not_on_list") in faults(refusal)

    def test_each_department_has_a_list_of_its_own(self, books):
        books.send(of(row(LUJIAN)), DRC)
        books.send(later(row(LUJIAN), list_type="four_chain"), MIIT)

        both = {one.list_type for one in enterprise(books, LUJIAN).current_listings()}
        assert both == {"cluster_leader", "four_chain"}

    def test_an_area_is_read_as_offices_write_it_and_kept_by_its_code(self, books):
        events = books.send(of(row(LUJIAN, area=" 淄博市张店区 ")), DRC).events

        assert enterprise(books, LUJIAN).area == "zhangdian"
        assert events[1].rows[0].area == "zhangdian"

    def test_a_row_with_another_area_moves_the_enterprise(self, books):
        registered(books, LUJIAN, area="zhangdian")

        books.send(of(row(LUJIAN, area="淄川区")), DRC)

        assert enterprise(books, LUJIAN).area == "zichuan"

    def test_the_type_of_the_list_is_read_as_offices_write_it_and_is_one_list(self, books):
        books.send(of(row(LUJIAN), list_type="“十强”企业"), DRC)

        assert outcomes(books, later(row(LUJIAN), list_type="十强")) == {LUJIAN: RowOutcome.RENEWED}
        assert enterprise(books, LUJIAN).is_listed_on("cluster_leader", MARCH)

    def test_a_full_list_of_an_earlier_day_does_not_drop_who_came_later(self, books):
        books.send(of(row(LUJIAN)), on(MARCH))
        books.send(later(row(QILIN), mode=ListMode.ADDITIONS), on(JUNE))
        late = saying_why(on(JUNE), effective_on=MAY)

        command = of(row(LUJIAN), document_number="淄发改〔2024〕7号")

        assert outcomes(books, command, late) == {LUJIAN: RowOutcome.RENEWED}
        assert enterprise(books, QILIN).is_listed_on("cluster_leader", JUNE)

    def test_a_list_of_an_earlier_day_than_the_last_needs_a_reason(self, books):
        books.send(of(row(LUJIAN)), on(JUNE))
        earlier = on(JUNE, effective_on=date(2024, 5, 31))

        assert type(books.refused(later(row(LUJIAN)), earlier)) is ReasonRequired


class TestWhoMaySendIt:
    def test_a_list_comes_from_the_department_that_provides_it(self, books):
        assert type(books.refused(of(row(LUJIAN)), MIIT)) is NotYourDepartment

    @pytest.mark.parametrize("function", ["hrss", "party_org"])
    def test_a_department_that_provides_no_list_sends_none(self, books, function):
        assert type(books.refused(of(row(LUJIAN)), officer(function))) is NotYourDepartment

    def test_the_department_of_another_city_sends_none(self, books):
        assert type(books.refused(of(row(LUJIAN)), officer("drc", "jinan-zibo-shibenji"))) is NoOfficeHere

    def test_a_list_of_no_type_is_refused(self, books):
        assert type(books.refused(of(row(LUJIAN), list_type="百强"), DRC)) is UnknownListType

    def test_a_file_is_taken_in_once(self, books):
        books.send(of(row(LUJIAN)), DRC)

        assert type(books.refused(of(row(LUJIAN)), DRC)) is ListAlreadyImported

    def test_a_file_that_was_taken_in_is_refused_under_another_writing_of_its_type_too(self, books):
        books.send(of(row(LUJIAN), list_type="cluster_leader"), DRC)

        assert type(books.refused(of(row(LUJIAN), list_type="十强企业"), DRC)) is ListAlreadyImported


class TestWhatIsWrong:
    def test_an_empty_list_drops_nobody(self, books):
        books.send(of(row(LUJIAN)), DRC)

        refusal = books.refused(later(), DRC)

        assert (type(refusal), refusal.field) == (Invalid, "rows")
        assert len(the_list(books).members) == 1

    def test_everything_wrong_in_every_row_is_told_at_once_and_no_row_is_taken_in(self, books):
        wrong_code = code_of(LUJIAN)[:-1] + ("0" if code_of(LUJIAN)[-1] != "0" else "1")
        command = of(
            row(LUJIAN, 2, uscc=wrong_code, area="历下区"),
            row(QILIN, 3),
            row("　", 4, principals=(chairman("张三、李四"), chairman(phone="不详"))),
        )

        refusal = books.refused(command, DRC)

        assert type(refusal) is RowsInvalid
        assert faults(refusal) == [
            ("rows[2].uscc", "check_digit"),
            ("rows[2].area", "unknown_area"),
            ("rows[4].name", "name_length"),
            ("rows[4].principals[0].name", "several_people"),
            ("rows[4].principals[1].phone", "phone_form"),
        ]

    def test_a_row_of_an_unknown_area_is_never_passed_over(self, books):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        refusal = books.refused(later(row(LUJIAN, 2, area="火星区"), row(QILIN, 3)), DRC)

        assert faults(refusal) == [("rows[2].area", "unknown_area")]

    def test_an_area_that_does_not_exist_yet_is_unknown(self, books):
        text = ZIBO.content.replace("  - code: zichuan\n", "  - code: zichuan\n    valid_from: 2024-07-01\n")
        assert text != ZIBO.content
        books = Books(read_pack(text, "zibo.yaml"))

        assert faults(books.refused(of(row(LUJIAN, area="淄川区")), DRC)) == [
            ("rows[2].area", "unknown_area")
        ]

    def test_one_code_in_two_rows_is_told_with_the_first_row(self, books):
        refusal = books.refused(of(row(LUJIAN, 2), row(QILIN, 3, uscc=code_of(LUJIAN))), DRC)

        assert faults(refusal) == [("rows[3].name", "named_twice")]
        assert "2" in refusal.errors[0].text.en

    @pytest.mark.parametrize("without", [2, 3], ids=["the first", "the second"])
    def test_one_name_in_two_rows_of_which_one_has_no_code_may_be_one_enterprise(self, books, without):
        codes = {2: code_of(LUJIAN), 3: code_of(QILIN)} | {without: None}
        command = of(row(LUJIAN, 2, uscc=codes[2]), row(LUJIAN, 3, uscc=codes[3]))

        assert faults(books.refused(command, DRC)) == [("rows[3].name", "named_twice")]

    def test_two_enterprises_of_one_name_are_told_apart_by_their_codes(self, books):
        command = of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=code_of(QILIN)))

        assert len(imported(books.send(command, DRC)).rows) == 2

    def test_one_enterprise_by_code_and_by_name_is_named_twice(self, books):
        known = registered(books, LUJIAN)

        refusal = books.refused(of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=None)), DRC)

        assert books.load(Enterprise, known).uscc == code_of(LUJIAN)
        assert faults(refusal) == [("rows[3].name", "named_twice")]

    def test_two_rows_under_one_number_could_not_be_confirmed_one_by_one(self, books):
        refusal = books.refused(of(row(LUJIAN, 2), row(QILIN, 2)), DRC)

        assert faults(refusal) == [("rows[2].row", "numbered_twice")]

    def test_a_code_on_the_books_of_another_city_is_told(self, books):
        command = RegisterEnterprise(city="370100", area="jinan-zhangdian", name=LUJIAN, uscc=code_of(LUJIAN))
        books.send(command, HRSS_OF_JINAN)

        assert faults(books.refused(of(row(LUJIAN)), DRC)) == [("rows[2].uscc", "of_another_city")]

    def test_the_refusal_log_has_the_fields_and_no_names(self, books):
        books.refused(of(row(LUJIAN, principals=(chairman("张三、李四"),))), DRC)

        (line,) = books.refusals.lines
        assert line.fields == ("rows[2].principals[0].name",)
        assert "张三" not in repr(line)


class TestWhatIsConfirmed:
    def test_a_row_without_a_code_is_registered_once_it_is_confirmed(self, books):
        command = of(row(LUJIAN, uscc=None))

        refusal = books.refused(command, DRC)
        event = imported(books.send(command.model_copy(update={"confirmed_rows": {2}}), DRC))

        assert (type(refusal), faults(refusal)) == (
            RowsNeedConfirmation,
            [("rows[2].uscc", "no_credit_code")],
        )
        assert event.rows[0].confirmed == ("no_credit_code",)
        assert enterprise(books, LUJIAN).uscc is None

    def test_a_name_on_the_books_without_a_code_in_the_row_is_matched_once_it_is_confirmed(self, books):
        known = registered(books, "淄博鲁建(集团)有限公司")
        command = of(row("淄博鲁建（集团）有限公司", uscc=None))

        assert faults(books.refused(command, DRC)) == [("rows[2].name", "matched_by_name")]
        event = imported(books.send(command.model_copy(update={"confirmed_rows": {2}}), DRC))

        assert event.rows[0].enterprise_id == known
        assert event.rows[0].confirmed == ("matched_by_name",)

    def test_a_known_code_under_another_name_is_a_new_name_once_it_is_confirmed(self, books):
        registered(books, LUJIAN)
        command = of(row("淄博鲁建集团有限公司", uscc=code_of(LUJIAN)))

        assert faults(books.refused(command, DRC)) == [("rows[2].name", "renamed")]
        books.send(command.model_copy(update={"confirmed_rows": {2}}), DRC)

        assert enterprise(books, LUJIAN).name == "淄博鲁建集团有限公司"

    def test_a_former_name_without_a_code_is_confirmed_as_a_match_and_as_a_name(self, books):
        known = registered(books, LUJIAN)
        books.send(RenameEnterprise(enterprise_id=known, name="淄博鲁建集团有限公司"), HRSS)

        refusal = books.refused(of(row(LUJIAN, uscc=None)), DRC)

        assert faults(refusal) == [("rows[2].name", "matched_by_name"), ("rows[2].name", "renamed")]

    def test_a_code_for_an_enterprise_that_had_none_is_stated_once_it_is_confirmed(self, books):
        without = of(row(LUJIAN, uscc=None), confirmed_rows={2})
        books.send(without, DRC)
        command = later(row(LUJIAN))

        assert faults(books.refused(command, DRC)) == [("rows[2].name", "matched_by_name")]
        books.send(command.model_copy(update={"confirmed_rows": {2}}), DRC)

        assert enterprise(books, LUJIAN).uscc == code_of(LUJIAN)

    def test_a_name_that_several_enterprises_have_is_not_matched_at_all(self, books):
        books.send(of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=code_of(QILIN))), DRC)

        refusal = books.refused(later(row(LUJIAN, uscc=None), confirmed_rows={2}), DRC)

        assert faults(refusal) == [("rows[2].name", "several_namesakes")]

    def test_only_the_confirmed_rows_are_settled(self, books):
        command = of(row(LUJIAN, 2, uscc=None), row(QILIN, 3, uscc=None), confirmed_rows={3, 99})

        assert faults(books.refused(command, DRC)) == [("rows[2].uscc", "no_credit_code")]

    def test_brackets_spaces_and_widths_are_no_other_name(self, books):
        registered(books, "淄博鲁建(集团)有限公司")
        command = of(row("淄博 鲁建（集团）有限公司", uscc=code_of("淄博鲁建(集团)有限公司")))

        assert imported(books.send(command, DRC)).rows[0].confirmed == ()


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


class TestDryRun:
    def test_it_shows_what_every_row_would_do_and_records_nothing(self, books):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)
        before = books.log.size
        command = later(row(LUJIAN, 2), row(TAIHE, 3, uscc=None))

        plan = plan_import(command, books.office.preview(command, DRC))

        shown = [(one.row, one.name, one.outcome, [e.code for e in one.to_confirm]) for one in plan.rows]
        assert shown == [
            (2, LUJIAN, RowOutcome.RENEWED, []),
            (3, TAIHE, RowOutcome.REGISTERED, ["no_credit_code"]),
            (None, QILIN, RowOutcome.DROPPED, []),
        ]
        assert books.log.size == before

    def test_it_refuses_what_the_import_would_refuse(self, books):
        command = of(row(LUJIAN, principals=(chairman(phone="不详"),)))

        with pytest.raises(RowsInvalid):
            plan_import(command, books.office.preview(command, DRC))


NAMES = [LUJIAN, QILIN, TAIHE, "淄博第四机械有限公司"]
files = st.lists(
    st.tuples(st.sampled_from(list(ListMode)), st.sets(st.sampled_from(NAMES), min_size=1)), max_size=6
)


@settings(max_examples=25, deadline=None)
@given(files=files)
def test_whatever_files_come_the_list_and_the_enterprises_agree_on_who_is_on_it(files):
    books = Books(ZIBO)
    expected: set[str] = set()
    for number, (mode, names) in enumerate(files):
        rows = [row(name, n) for n, name in enumerate(sorted(names), start=2)]
        command = of(*rows, mode=mode, document_number=f"第{number}号")
        if mode is ListMode.REMOVALS and not names <= expected:
            assert type(books.refused(command, DRC)) is RowsInvalid
            continue
        books.send(command, DRC)
        match mode:
            case ListMode.FULL:
                expected = set(names)
            case ListMode.ADDITIONS:
                expected |= names
            case ListMode.REMOVALS:
                expected -= names

    listed = {one.name: one.id for one in books.all_of(Enterprise) if one.current_listings()}
    assert set(listed) == expected
    if expected:
        assert the_list(books).members == set(listed.values())
    assert len({one.uscc for one in books.all_of(Enterprise)}) == len(books.all_of(Enterprise))


def test_an_enterprise_is_registered_once_however_its_code_is_written(books):
    code = code_of(LUJIAN)
    books.send(of(row(LUJIAN, uscc=f" {code[:8].lower()}-{code[8:]} ")), DRC)

    assert [one.uscc for one in books.all_of(Enterprise)] == [code]
    assert isinstance(enterprise(books, LUJIAN).id, UUID)
