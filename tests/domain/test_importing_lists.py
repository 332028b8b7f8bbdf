"""A department's list is taken in as a whole: what each row does, and who may send it."""

from contextlib import suppress
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListAlreadyImported, ListMode, RowOutcome
from domain.authorization import NoOfficeHere, NotYourDepartment
from domain.base import ReasonRequired
from domain.policy.refusals import UnknownListType
from domain.use_cases.importing_lists import RowsInvalid
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, TAIHE, code_of, imported, registered
from tests.domain.list_files import (
    JUNE,
    MARCH,
    MAY,
    NUMBER,
    SHA256,
    enterprise,
    faults,
    later,
    of,
    on,
    outcomes,
    row,
    the_list,
)
from tests.domain.officers import DRC, MIIT, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


class TestWhatRowsDo:
    def test_the_first_file_registers_and_lists_its_enterprises(self, books):
        sent = books.send(of(row(LUJIAN, 2), row(QILIN, 3)), DRC)

        assert [event.TOPIC for event in sent.events] == [
            "EnterpriseList.Opened",
            "EnterpriseList.Imported",
            "Enterprise.Registered",
            "Enterprise.Listed",
            "EnterpriseName.Registered",
            "CreditCode.Assigned",
            "Enterprise.Registered",
            "Enterprise.Listed",
            "EnterpriseName.Registered",
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

    def test_who_was_not_on_the_list_on_that_day_cannot_be_removed_from_it(self, books):
        books.send(of(row(LUJIAN)), on(MARCH))
        books.send(later(row(QILIN), mode=ListMode.ADDITIONS), on(JUNE))
        in_may = saying_why(on(JUNE), effective_on=MAY)

        refusal = books.refused(
            later(row(QILIN), mode=ListMode.REMOVALS, document_number="淄发改〔2024〕7号"), in_may
        )

        assert faults(refusal) == [("rows[2].name", "not_on_list")]

    def test_a_removal_is_recorded_where_the_enterprise_is_and_not_where_the_file_has_it(self, books):
        books.send(of(row(LUJIAN, area="张店区")), DRC)

        sent = books.send(later(row(LUJIAN, area="淄川区"), mode=ListMode.REMOVALS), DRC)

        assert imported(sent).rows[0].area == "zhangdian"
        assert enterprise(books, LUJIAN).area == "zhangdian"

    def test_each_department_has_a_list_of_its_own(self, books):
        books.send(of(row(LUJIAN)), DRC)
        books.send(later(row(LUJIAN), list_type="four_chain"), MIIT)

        both = {one.list_type for one in enterprise(books, LUJIAN).listings.current()}
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

    def test_given_a_full_list_that_came_late_when_the_next_comes_then_it_drops_who_was_named_after_the_late_one(
        self, books
    ):
        books.send(of(row(LUJIAN, 2), row(QILIN, 3)), on(MARCH))
        books.send(later(row(LUJIAN, 2), row(QILIN, 3)), on(JUNE))
        late = of(row(LUJIAN), document_number="淄发改〔2024〕7号")
        assert outcomes(books, late, saying_why(on(JUNE), effective_on=MAY))[QILIN] is RowOutcome.DROPPED
        assert enterprise(books, QILIN).is_listed_on("cluster_leader", JUNE)

        next_one = of(row(LUJIAN), document_number="淄发改〔2024〕12号")

        assert outcomes(books, next_one, on(JUNE)) == {LUJIAN: RowOutcome.RENEWED, QILIN: RowOutcome.DROPPED}
        assert not enterprise(books, QILIN).is_listed_on("cluster_leader", JUNE)

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


NAMES = [LUJIAN, QILIN, TAIHE, "淄博第四机械有限公司"]
files = st.lists(
    st.tuples(st.sampled_from(list(ListMode)), st.sets(st.sampled_from(NAMES), min_size=1)), max_size=6
)
days = st.sampled_from([MARCH, MAY, JUNE])
dated_files = st.lists(
    st.tuples(st.sampled_from(list(ListMode)), st.sets(st.sampled_from(NAMES[:2]), min_size=1), days),
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(dated_files)
def test_given_files_of_any_days_when_they_are_taken_in_then_the_list_and_the_enterprises_agree_on_who_is_on_it(
    files,
):
    books = Books(ZIBO)
    for number, (mode, names, day) in enumerate(files):
        rows = [row(name, n) for n, name in enumerate(sorted(names), start=2)]
        command = of(*rows, mode=mode, document_number=f"第{number}号")
        with suppress(RowsInvalid):
            books.send(command, saying_why(on(JUNE), effective_on=day))

    listed = {one.id for one in books.all_of(Enterprise) if one.listings.current()}
    if books.all_of(Enterprise):
        assert the_list(books).members == listed


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

    listed = {one.name: one.id for one in books.all_of(Enterprise) if one.listings.current()}
    assert set(listed) == expected
    if expected:
        assert the_list(books).members == set(listed.values())
    assert len({one.uscc for one in books.all_of(Enterprise)}) == len(books.all_of(Enterprise))


def test_an_enterprise_is_registered_once_however_its_code_is_written(books):
    code = code_of(LUJIAN)
    books.send(of(row(LUJIAN, uscc=f" {code[:8].lower()}-{code[8:]} ")), DRC)

    assert [one.uscc for one in books.all_of(Enterprise)] == [code]
    assert isinstance(enterprise(books, LUJIAN).id, UUID)
