"""A list is judged before any row of it is taken in: what is wrong, what is to be confirmed, what it would do."""

import pytest

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListAlreadyImported, ListMode, RowOutcome
from domain.errors import Invalid
from domain.policy.loading import read_pack
from domain.previews import PreviewStale
from domain.use_cases.importing_lists import RowsInvalid, RowsNeedConfirmation, plan_import
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from domain.use_cases.matching_rows import PeopleOfRow
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, TAIHE, code_of, imported, registered
from tests.domain.list_files import chairman, enterprise, faults, later, of, row, the_list
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

TWICE = [("rows[2].name", "named_twice"), ("rows[3].name", "named_twice")]


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


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
        assert "火星区" not in refusal.errors[0].text.zh  # a cell may hold anything

    def test_an_area_that_does_not_exist_yet_is_unknown(self, books):
        text = ZIBO.content.replace("  - code: zichuan\n", "  - code: zichuan\n    valid_from: 2024-07-01\n")
        assert text != ZIBO.content
        books = Books(read_pack(text, "zibo.yaml"))

        assert faults(books.refused(of(row(LUJIAN, area="淄川区")), DRC)) == [
            ("rows[2].area", "unknown_area")
        ]

    def test_one_code_in_two_rows_is_told_at_both_with_the_other_row(self, books):
        refusal = books.refused(of(row(LUJIAN, 2), row(QILIN, 3, uscc=code_of(LUJIAN))), DRC)

        assert faults(refusal) == TWICE
        assert ["3" in refusal.errors[0].text.en, "2" in refusal.errors[1].text.en] == [True, True]

    def test_what_names_an_enterprise_twice_is_told_although_something_else_is_wrong_too(self, books):
        command = of(row(LUJIAN, 2, area="历下区"), row(QILIN, 3, uscc=code_of(LUJIAN)))

        assert faults(books.refused(command, DRC)) == [("rows[2].area", "unknown_area"), *TWICE]

    @pytest.mark.parametrize("without", [2, 3], ids=["the first", "the second"])
    def test_one_name_in_two_rows_of_which_one_has_no_code_may_be_one_enterprise(self, books, without):
        codes = {2: code_of(LUJIAN), 3: code_of(QILIN)} | {without: None}
        command = of(row(LUJIAN, 2, uscc=codes[2]), row(LUJIAN, 3, uscc=codes[3]))

        assert faults(books.refused(command, DRC)) == TWICE

    def test_two_enterprises_of_one_name_are_told_apart_by_their_codes(self, books):
        command = of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=code_of(QILIN)))

        assert len(imported(books.send(command, DRC)).rows) == 2

    def test_one_enterprise_by_code_and_by_name_is_named_twice(self, books):
        known = registered(books, LUJIAN)

        refusal = books.refused(of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=None)), DRC)

        assert books.load(Enterprise, known).uscc == code_of(LUJIAN)
        assert faults(refusal) == TWICE

    def test_one_enterprise_by_its_code_and_by_a_former_name_is_named_twice(self, books):
        known = registered(books, LUJIAN)
        books.send(RenameEnterprise(enterprise_id=known, name="淄博鲁建集团有限公司"), HRSS)
        command = of(row("淄博鲁建集团有限公司", 2, uscc=code_of(LUJIAN)), row(LUJIAN, 3, uscc=None))

        assert faults(books.refused(command, DRC)) == TWICE

    def test_two_rows_under_one_number_could_not_be_confirmed_one_by_one(self, books):
        refusal = books.refused(of(row(LUJIAN, 2), row(QILIN, 2)), DRC)

        assert faults(refusal) == [("rows[2].row", "numbered_twice")] * 2

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

        lujian = enterprise(books, LUJIAN)
        assert lujian.uscc == code_of(LUJIAN)
        assert books.load(CreditCode, CreditCode.id_of(code_of(LUJIAN))).enterprise_id == lujian.id

    def test_a_name_that_several_enterprises_have_is_not_matched_at_all(self, books):
        books.send(of(row(LUJIAN, 2), row(LUJIAN, 3, uscc=code_of(QILIN))), DRC)

        refusal = books.refused(later(row(LUJIAN, uscc=None), confirmed_rows={2}), DRC)

        assert faults(refusal) == [("rows[2].name", "several_namesakes")]

    def test_only_the_confirmed_rows_are_settled(self, books):
        command = of(row(LUJIAN, 2, uscc=None), row(QILIN, 3, uscc=None), confirmed_rows={3, 99})

        assert faults(books.refused(command, DRC)) == [("rows[2].uscc", "no_credit_code")]

    def test_given_another_file_since_the_dry_run_when_its_row_is_confirmed_then_nothing_is_taken_in(
        self, books
    ):
        """Somebody has sorted the file meanwhile: row 2 is another enterprise than the one that was looked at."""
        registered(books, LUJIAN)
        asked = of(row(LUJIAN, 2, uscc=None), row(QILIN, 3))
        seen = plan_import(asked, books.office.preview(asked, DRC)).preview

        sorted_since = of(row(TAIHE, 2, uscc=None), row(QILIN, 3), confirmed_rows={2}, preview=seen)

        assert type(books.refused(sorted_since, DRC)) is PreviewStale

    def test_given_other_books_since_the_dry_run_when_a_row_is_confirmed_then_nothing_is_taken_in(
        self, books
    ):
        """It was asked whether a new enterprise is registered by its name; by now it would be one on the books."""
        asked = of(row(LUJIAN, uscc=None))
        seen = plan_import(asked, books.office.preview(asked, DRC)).preview
        registered(books, LUJIAN)

        confirmed = asked.model_copy(update={"confirmed_rows": {2}, "preview": seen})

        assert type(books.refused(confirmed, DRC)) is PreviewStale

    def test_given_rows_about_which_nothing_is_asked_when_they_change_then_what_was_confirmed_holds(
        self, books
    ):
        asked = of(row(LUJIAN, 2, uscc=None), row(QILIN, 3))
        seen = plan_import(asked, books.office.preview(asked, DRC)).preview

        put_right = of(row(LUJIAN, 2, uscc=None), row(TAIHE, 3), confirmed_rows={2}, preview=seen)

        assert imported(books.send(put_right, DRC)).rows[0].confirmed == ("no_credit_code",)

    def test_brackets_spaces_and_widths_are_no_other_name(self, books):
        registered(books, "淄博鲁建(集团)有限公司")
        command = of(row("淄博 鲁建（集团）有限公司", uscc=code_of("淄博鲁建(集团)有限公司")))

        assert imported(books.send(command, DRC)).rows[0].confirmed == ()


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

    def test_it_shows_nothing_of_the_people_of_an_enterprise_that_it_takes_off(self, books):
        books.send(of(row(LUJIAN, principals=(chairman("赵大江"),))), DRC)
        command = later(row(LUJIAN, principals=(chairman("钱小河"),)), mode=ListMode.REMOVALS)

        (removed,) = plan_import(command, books.office.preview(command, DRC)).rows

        assert removed.people == PeopleOfRow()

    def test_a_file_that_was_taken_in_is_told_at_once(self, books):
        books.send(of(row(LUJIAN)), DRC)

        with pytest.raises(ListAlreadyImported):
            plan_import(of(row(LUJIAN)), books.office.preview(of(row(LUJIAN)), DRC))

    def test_it_refuses_what_the_import_would_refuse(self, books):
        command = of(row(LUJIAN, principals=(chairman(phone="不详"),)))

        with pytest.raises(RowsInvalid):
            plan_import(command, books.office.preview(command, DRC))
