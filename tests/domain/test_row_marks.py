"""The difference that a list makes: what an officer is shown of a row beside its outcome."""

import pytest

from domain.aggregates.enterprise_list import ListMode, RowOutcome
from domain.cadres import PartyManaged
from domain.use_cases.importing_lists import ImportEnterpriseList, PlannedRow, RowMark, plan_import
from domain.use_cases.keeping_enterprises import NamePrincipal
from domain.use_cases.matching_rows import PeopleOfRow
from tests.domain.books_of_zibo import JINAN, LUJIAN, code_of, registered
from tests.domain.list_files import chairman, enterprise, later, of, row
from tests.domain.officers import DRC, HRSS, MIIT
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

A_CADRE = chairman("孙立", party_managed=PartyManaged.YES)


@pytest.fixture
def books() -> Books:
    """The DRC's list has Lujian on it, led by Zhao Dajiang."""
    made = Books(ZIBO, JINAN)
    made.send(of(row(LUJIAN, principals=(chairman("赵大江", phone="13805330001"),))), DRC)
    return made


def planned(books: Books, command: ImportEnterpriseList) -> PlannedRow:
    (only,) = plan_import(command, books.office.preview(command, DRC)).rows
    return only


def names(books: Books, group) -> list[str]:
    return [books.opened(one) if hasattr(one, "blob") else one.value for one in (one.name for one in group)]


def test_a_row_that_says_what_is_on_the_books_bears_no_mark(books):
    same = planned(books, later(row(LUJIAN, principals=(chairman("赵大江", phone="138 0533 0001"),))))

    assert (same.outcome, same.marks, same.people) == (RowOutcome.RENEWED, (), PeopleOfRow())
    assert (same.former_name, same.former_area) == (None, None)


def test_a_new_enterprise_bears_no_mark_of_a_change(books):
    new = planned(books, later(row("淄博新企有限公司", principals=(chairman(),)), mode=ListMode.ADDITIONS))

    assert (new.outcome, new.marks) == (RowOutcome.REGISTERED, ())


def test_another_name_is_shown_with_the_one_on_the_books(books):
    renamed = planned(books, later(row("淄博鲁建集团有限公司", uscc=code_of(LUJIAN))))

    assert (renamed.marks, renamed.former_name) == ((RowMark.RENAMED,), LUJIAN)


def test_who_is_known_by_name_alone_is_marked(books):
    assert planned(books, later(row(LUJIAN, uscc=None))).marks == (RowMark.MATCHED_BY_NAME,)


def test_another_area_is_shown_with_the_one_on_the_books(books):
    moved = planned(books, later(row(LUJIAN, area="淄川区")))

    assert (moved.marks, moved.former_area, moved.area) == ((RowMark.MOVED,), "zhangdian", "zichuan")


def test_a_code_that_was_missing_on_the_books_is_marked(books):
    name = "淄博新企有限公司"
    books.send(
        later(row(name, uscc=None), mode=ListMode.ADDITIONS, confirmed_rows={2}, file_sha256="c" * 64), DRC
    )

    stated = planned(books, later(row(name), mode=ListMode.ADDITIONS))

    assert stated.marks == (RowMark.MATCHED_BY_NAME, RowMark.CODE_STATED)


def test_another_principal_is_shown_with_the_one_who_is_named_no_more(books):
    changed = planned(books, later(row(LUJIAN, principals=(chairman("钱小河"),))))

    assert changed.marks == (RowMark.PRINCIPALS_CHANGED,)
    (zhao,) = enterprise(books, LUJIAN).current_principals()
    assert names(books, changed.people.named) == ["钱小河"]
    assert changed.people.gone == (zhao.id,)


def test_what_is_said_otherwise_of_a_principal_is_shown_as_said_anew(books):
    changed = planned(books, later(row(LUJIAN, principals=(chairman("赵大江", phone="13805330002"),))))

    assert changed.marks == (RowMark.PRINCIPALS_CHANGED,)
    assert names(books, changed.people.restated) == ["赵大江"]
    assert (changed.people.named, changed.people.gone) == ((), ())


def test_somebody_named_where_the_list_named_nobody_is_a_change(books):
    name = "淄博新企有限公司"
    books.send(later(row(name), mode=ListMode.ADDITIONS, file_sha256="c" * 64), DRC)

    changed = planned(books, later(row(name, principals=(chairman(),)), mode=ListMode.ADDITIONS))

    assert changed.marks == (RowMark.PRINCIPALS_CHANGED,)


@pytest.mark.parametrize("named_by", ["an officer", "another list"])
def test_whom_somebody_else_named_is_not_changed_by_being_named(books, named_by):
    known = registered(books, "淄博新企有限公司")
    if named_by == "an officer":
        books.send(NamePrincipal(enterprise_id=known, name="孙立"), HRSS)
    else:
        books.send(of(row("淄博新企有限公司", principals=(chairman("孙立"),)), list_type="four_chain"), MIIT)

    new = planned(books, later(row("淄博新企有限公司", principals=(chairman(),)), mode=ListMode.ADDITIONS))

    assert (new.outcome, new.marks) == (RowOutcome.LISTED, ())


def test_a_cadre_managed_by_a_party_committee_is_shown_as_excluded_with_whoever_is_not(books):
    row_of_two = row(
        "淄博新企有限公司", principals=(A_CADRE, chairman("周舟", party_managed=PartyManaged.NO))
    )

    new = planned(books, later(row_of_two, mode=ListMode.ADDITIONS))

    assert new.marks == (RowMark.EXCLUDED,)
    assert names(books, new.people.excluded) == ["孙立"]
    assert names(books, new.people.named) == ["孙立", "周舟"]


def test_a_cadre_is_shown_as_excluded_also_where_nothing_has_changed(books):
    books.send(later(row(LUJIAN, principals=(A_CADRE,))), DRC)

    same = planned(books, of(row(LUJIAN, principals=(A_CADRE,)), document_number="淄发改〔2024〕12号"))

    assert (same.marks, names(books, same.people.excluded)) == ((RowMark.EXCLUDED,), ["孙立"])
    assert (same.people.named, same.people.restated) == ((), ())


def test_a_removal_marks_nothing_but_a_match_by_name(books):
    command = later(row(LUJIAN, uscc=None, area="淄川区", principals=(A_CADRE,)), mode=ListMode.REMOVALS)

    assert planned(books, command).marks == (RowMark.MATCHED_BY_NAME,)
