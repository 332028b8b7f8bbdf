"""A sender may have the clean rows of a list taken in, and the rows in error left out: of whom nobody is dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import LeftOutRow, ListMode, RowOutcome
from domain.base import DocumentReference
from domain.use_cases.importing_lists import (
    ImportEnterpriseList,
    RowInError,
    RowsInvalid,
    RowsNeedConfirmation,
    plan_import,
)
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from domain.use_cases.merging_enterprises import MergeEnterprise
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, TAIHE, code_of, imported, registered
from tests.domain.list_files import chairman, enterprise, faults, later, of, outcomes, row, the_list
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

FOURTH = "淄博第四机械有限公司"
WRONG_PHONE = {"principals": (chairman(phone="不详"),)}
ACCEPT = {"accept_clean_rows": True}


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


@pytest.fixture
def listed(books: Books) -> Books:
    """Lujian, Qilin and Taihe are on the list."""
    books.send(of(row(LUJIAN, 2), row(QILIN, 3), row(TAIHE, 4)), DRC)
    return books


def left_out(books: Books, command: ImportEnterpriseList) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.row, one.codes) for one in imported(books.send(command, DRC)).left_out]


class TestWhatIsLeftOut:
    def test_without_being_told_so_nothing_is_taken_in_while_one_row_is_in_error(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 3, area="历下区"))

        assert type(books.refused(command, DRC)) is RowsInvalid
        assert books.all_of(Enterprise) == []

    def test_the_clean_rows_are_taken_in_and_the_others_are_on_record_by_number_and_codes(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 3, area="历下区", **WRONG_PHONE), **ACCEPT)

        event = imported(books.send(command, DRC))

        assert [(one.row, one.outcome) for one in event.rows] == [(2, RowOutcome.REGISTERED)]
        assert event.left_out == (LeftOutRow(row=3, codes=("unknown_area", "phone_form")),)
        assert [one.name for one in books.all_of(Enterprise)] == [LUJIAN]

    def test_what_is_wrong_is_handed_back_to_be_answered(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 3, area="历下区"), **ACCEPT)
        work = books.office.preview(command, DRC)

        plan = plan_import(command, work)

        assert [(error.field, error.row) for error in plan.errors] == [("rows[3].area", 3)]

    def test_nothing_personal_of_a_row_that_is_left_out_is_in_the_log(self, books):
        command = of(row(LUJIAN, 2), row("张三", 3, principals=(chairman("李四、王五"),)), **ACCEPT)

        books.send(command, DRC)

        log = b"".join(record.state for record in books.log.records()).decode()
        assert '"left_out":[{"row":3,"codes":["several_people"]}]' in log.replace(" ", "")
        assert not any(name in log for name in ("张三", "李四", "王五"))

    def test_a_list_without_a_clean_row_is_refused_all_the_same(self, books):
        command = of(row(LUJIAN, 2, area="历下区"), **ACCEPT)

        assert faults(books.refused(command, DRC)) == [("rows[2].area", "unknown_area")]

    def test_rows_that_name_one_enterprise_are_all_left_out(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 3, uscc=code_of(LUJIAN)), row(TAIHE, 4), **ACCEPT)

        assert left_out(books, command) == [(2, ("named_twice",)), (3, ("named_twice",))]

    def test_rows_under_one_number_are_all_left_out(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 2), row(TAIHE, 4), **ACCEPT)

        assert left_out(books, command) == [(2, ("numbered_twice",))]

    def test_a_row_that_nobody_has_confirmed_is_left_out(self, books):
        command = of(row(LUJIAN, 2), row(QILIN, 3, uscc=None), row(TAIHE, 4, uscc=None), **ACCEPT)

        event = imported(books.send(command.model_copy(update={"confirmed_rows": {4}}), DRC))

        assert [(one.row, one.confirmed) for one in event.rows] == [(2, ()), (4, ("no_credit_code",))]
        assert event.left_out == (LeftOutRow(row=3, codes=("no_credit_code",)),)

    def test_a_list_of_which_every_row_waits_for_an_officer_is_refused(self, books):
        command = of(row(LUJIAN, 2, uscc=None), row(QILIN, 3, area="历下区"), **ACCEPT)

        refusal = books.refused(command, DRC)

        assert type(refusal) is RowsNeedConfirmation
        assert faults(refusal) == [("rows[2].uscc", "no_credit_code")]

    def test_rows_that_could_not_be_read_are_on_record_too_in_the_order_of_the_file(self, books):
        unread = RowInError(row=3, codes=("check_digit", "phone_form"))
        command = of(row(LUJIAN, 2), row(QILIN, 4, area="历下区"), rows_in_error=(unread,), **ACCEPT)

        assert left_out(books, command) == [(3, ("check_digit", "phone_form")), (4, ("unknown_area",))]

    def test_rows_that_could_not_be_read_are_never_passed_over_in_silence(self, books):
        command = of(row(LUJIAN, 2), rows_in_error=(RowInError(row=3, codes=("check_digit",)),))

        assert faults(books.refused(command, DRC)) == [("rows[3].row", "check_digit")]

    def test_an_enterprise_that_is_not_on_the_list_is_left_out_of_a_removal(self, listed):
        command = later(row(LUJIAN, 2), row(FOURTH, 3), mode=ListMode.REMOVALS, **ACCEPT)

        event = imported(listed.send(command, DRC))

        assert [(one.row, one.outcome) for one in event.rows] == [(2, RowOutcome.REMOVED)]
        assert event.left_out == (LeftOutRow(row=3, codes=("not_on_list",)),)


class TestWhoIsNotDropped:
    """A full list drops whom it does not name. A row that was left out names somebody, too."""

    def outcome_of_taihe(self, books: Books, *rows, **stated) -> RowOutcome:
        """What becomes of Taihe, which no clean row names; Qilin is named by none at all."""
        found = outcomes(books, later(row(LUJIAN, 2), *rows, **ACCEPT | stated))
        assert found[LUJIAN] is RowOutcome.RENEWED
        return found[TAIHE]

    def test_without_an_error_whoever_is_not_named_is_dropped(self, listed):
        assert self.outcome_of_taihe(listed) is RowOutcome.DROPPED

    def test_whom_a_row_in_error_means_by_its_code_stays_on_the_list_and_the_others_are_dropped(self, listed):
        command = later(
            row(LUJIAN, 2), row("新的名称有限公司", 3, uscc=code_of(TAIHE), area="历下区"), **ACCEPT
        )

        assert outcomes(listed, command) == {
            LUJIAN: RowOutcome.RENEWED,
            QILIN: RowOutcome.DROPPED,
            TAIHE: RowOutcome.UNDECIDED,
        }
        assert enterprise(listed, TAIHE).id in the_list(listed).members
        assert enterprise(listed, TAIHE).listings.current() != ()

    def test_an_enterprise_in_doubt_is_not_touched(self, listed):
        command = later(row(LUJIAN, 2), row(TAIHE, 3, **WRONG_PHONE), **ACCEPT)

        events = listed.send(command, DRC).events

        assert enterprise(listed, TAIHE).id not in {event.originator_id for event in events}

    @pytest.mark.parametrize("uscc", ["91370300", None], ids=["a code that cannot be", "no code"])
    def test_whom_a_row_in_error_means_by_its_name_stays_on_the_list(self, listed, uscc):
        found = self.outcome_of_taihe(listed, row(TAIHE, 3, uscc=uscc, area="历下区"))

        assert found is RowOutcome.UNDECIDED
        assert not enterprise(listed, QILIN).listings.current()

    def test_whom_a_row_in_error_means_by_a_former_name_stays_on_the_list(self, listed):
        taihe = enterprise(listed, TAIHE).id
        listed.send(RenameEnterprise(enterprise_id=taihe, name="淄博泰和集团有限公司"), HRSS)

        command = later(row(LUJIAN, 2), row(TAIHE, 3, uscc=None, area="历下区"), **ACCEPT)

        assert outcomes(listed, command)["淄博泰和集团有限公司"] is RowOutcome.UNDECIDED

    def test_both_stay_if_the_code_says_one_and_the_name_another(self, listed):
        command = later(row(LUJIAN, 2), row(TAIHE, 3, uscc=code_of(QILIN), area="历下区"), **ACCEPT)

        found = outcomes(listed, command)

        assert (found[QILIN], found[TAIHE]) == (RowOutcome.UNDECIDED, RowOutcome.UNDECIDED)

    @pytest.mark.parametrize(
        ("name", "uscc"),
        [(" ", "91370300"), (FOURTH, "91370300"), (FOURTH, None)],
        ids=[
            "neither name nor code",
            "an unknown name and no code that can be",
            "an unknown name without a code",
        ],
    )
    def test_nobody_is_dropped_while_a_row_in_error_may_mean_anybody(self, listed, name, uscc):
        command = later(row(LUJIAN, 2), row(name, 3, uscc=uscc, area="历下区"), **ACCEPT)

        found = outcomes(listed, command)

        assert (found[QILIN], found[TAIHE]) == (RowOutcome.UNDECIDED, RowOutcome.UNDECIDED)

    def test_a_row_in_error_with_a_code_that_is_nobodys_means_a_new_enterprise(self, listed):
        assert self.outcome_of_taihe(listed, row(FOURTH, 3, area="历下区")) is RowOutcome.DROPPED

    def test_a_code_that_is_nobodys_may_be_that_of_an_enterprise_whose_code_is_not_known(self, books):
        books.send(of(row(LUJIAN, 2), row(TAIHE, 3, uscc=None), row(QILIN, 4), confirmed_rows={3}), DRC)

        command = later(row(LUJIAN, 2), row(" ", 3, uscc=code_of(TAIHE)), **ACCEPT)

        found = outcomes(books, command)
        assert (found[QILIN], found[TAIHE]) == (RowOutcome.DROPPED, RowOutcome.UNDECIDED)

    @pytest.mark.parametrize("uscc", [code_of(FOURTH), None], ids=["by its code", "by its name"])
    def test_whoever_has_absorbed_the_enterprise_that_a_row_means_stays_on_the_list(self, listed, uscc):
        fourth, taihe = registered(listed, FOURTH), enterprise(listed, TAIHE).id
        paper = DocumentReference(kind="notice", number="示例办〔2024〕9号")
        because = HRSS.model_copy(update={"reason_code": "absorption", "documents": (paper,)})
        listed.send(MergeEnterprise(enterprise_id=fourth, surviving_enterprise_id=taihe), because)

        command = later(row(LUJIAN, 2), row(FOURTH, 3, uscc=uscc), **ACCEPT)

        found = outcomes(listed, command)
        assert (found[QILIN], found[TAIHE]) == (RowOutcome.DROPPED, RowOutcome.UNDECIDED)

    def test_a_code_of_another_city_says_nothing_of_who_is_meant(self, listed):
        of_jinan = RegisterEnterprise(
            city="370100", area="jinan-zhangdian", name=FOURTH, uscc=code_of(FOURTH)
        )
        listed.send(of_jinan, HRSS_OF_JINAN)

        assert self.outcome_of_taihe(listed, row(FOURTH, 3)) is RowOutcome.UNDECIDED

    @pytest.mark.parametrize(
        ("known_by", "outcome"),
        [
            ({"names": (TAIHE,)}, RowOutcome.UNDECIDED),
            ({"usccs": (code_of(TAIHE),)}, RowOutcome.UNDECIDED),
            ({"names": (QILIN, TAIHE)}, RowOutcome.UNDECIDED),
            ({}, RowOutcome.UNDECIDED),
            ({"names": (QILIN,)}, RowOutcome.DROPPED),
        ],
    )
    def test_the_same_holds_of_rows_that_could_not_be_read(self, listed, known_by, outcome):
        unread = RowInError(row=3, codes=("phone_form",), **known_by)

        assert self.outcome_of_taihe(listed, rows_in_error=(unread,)) is outcome

    def test_whom_a_row_means_that_nobody_has_confirmed_stays_on_the_list(self, listed):
        assert self.outcome_of_taihe(listed, row(TAIHE, 3, uscc=None)) is RowOutcome.UNDECIDED

    def test_nobody_is_dropped_while_an_unknown_name_without_a_code_waits_to_be_confirmed(self, listed):
        waiting = row(FOURTH, 3, uscc=None)

        assert self.outcome_of_taihe(listed, waiting) is RowOutcome.UNDECIDED

    def test_once_that_is_confirmed_whoever_is_not_named_is_dropped(self, listed):
        waiting = row(FOURTH, 3, uscc=None)

        assert self.outcome_of_taihe(listed, waiting, confirmed_rows={3}) is RowOutcome.DROPPED

    def test_rows_that_name_one_enterprise_do_not_drop_it(self, listed):
        twice = (row(TAIHE, 3), row("另一名称有限公司", 4, uscc=code_of(TAIHE)))

        assert self.outcome_of_taihe(listed, *twice) is RowOutcome.UNDECIDED

    def test_the_next_list_without_errors_drops_whom_it_does_not_name(self, listed):
        listed.send(later(row(LUJIAN, 2), row(TAIHE, 3, area="历下区"), **ACCEPT), DRC)

        corrected = of(row(LUJIAN, 2), document_number="淄发改〔2024〕12号")

        assert outcomes(listed, corrected) == {LUJIAN: RowOutcome.RENEWED, TAIHE: RowOutcome.DROPPED}

    def test_the_dry_run_tells_who_stays_in_doubt(self, listed):
        command = later(row(LUJIAN, 2), row(TAIHE, 3, area="历下区"), **ACCEPT)

        plan = plan_import(command, listed.office.preview(command, DRC))

        assert [(one.row, one.name, one.outcome) for one in plan.rows] == [
            (2, LUJIAN, RowOutcome.RENEWED),
            *sorted(
                [(None, QILIN, RowOutcome.DROPPED), (None, TAIHE, RowOutcome.UNDECIDED)],
                key=lambda shown: enterprise(listed, shown[1]).id,
            ),
        ]
        assert plan.left_out == (LeftOutRow(row=3, codes=("unknown_area",)),)

    def test_the_dry_run_shows_a_row_that_waits_once_and_not_as_one_in_doubt(self, listed):
        command = later(row(LUJIAN, 2), row(QILIN, 3), row(TAIHE, 4, uscc=None), **ACCEPT)

        plan = plan_import(command, listed.office.preview(command, DRC))

        assert [one.name for one in plan.rows] == [LUJIAN, QILIN, TAIHE]


NAMES = [LUJIAN, QILIN, TAIHE, FOURTH]
conditions = st.sampled_from(["clean", "wrong area", "wrong code", "neither", "no code"])


@settings(max_examples=60, deadline=None)
@given(
    before=st.sets(st.sampled_from(NAMES), min_size=1),
    rows=st.dictionaries(st.sampled_from(NAMES), conditions, min_size=1),
)
def test_whatever_is_wrong_with_a_row_its_enterprise_is_not_dropped(before, rows):
    stated = {
        "clean": {},
        "wrong area": {"area": "历下区"},
        "wrong code": {"uscc": "123"},
        "neither": {"uscc": "123", "name": "1"},
        "no code": {"uscc": None},
    }
    books = Books(ZIBO)
    books.send(of(*(row(name, n) for n, name in enumerate(sorted(before), 2))), DRC)
    file = [
        row(**{"name": name, "number": n} | stated[what]) for n, (name, what) in enumerate(rows.items(), 2)
    ]
    if "clean" not in rows.values():
        books.refused(later(*file, **ACCEPT), DRC)
        return

    found = outcomes(books, later(*file, **ACCEPT))

    for name in before:
        assert (name in rows) <= (found[name] is not RowOutcome.DROPPED)
        assert name not in rows or rows[name] != "clean" or found[name] is RowOutcome.RENEWED
    listed = {one.id for one in books.all_of(Enterprise) if one.listings.current()}
    assert the_list(books).members == listed


def test_an_enterprise_on_no_list_is_not_drawn_in_by_a_row_in_error(books):
    registered(books, TAIHE)

    command = of(row(LUJIAN, 2), row(TAIHE, 3, area="历下区"), **ACCEPT)

    assert outcomes(books, command) == {LUJIAN: RowOutcome.REGISTERED}
