"""A department's list of one type: which files made it, and who is on it now."""

from uuid import UUID

import pytest

from domain.aggregates.enterprise_list import (
    EnterpriseList,
    ImportedRow,
    LeftOutRow,
    ListAlreadyImported,
    ListMode,
    RowOutcome,
)
from tests.scenario import ID, Fact, authority, begun, fact, given

LUJIAN, QILIN = UUID(int=11), UUID(int=12)
DRC = authority(function="drc")
NUMBER, SHA256 = "淄发改〔2024〕3号", "a" * 64
BATCH = EnterpriseList.batch_id_of(ID, NUMBER, SHA256)


def row(
    enterprise_id: UUID, outcome: RowOutcome, *, number: int | None = 2, confirmed: tuple[str, ...] = ()
) -> ImportedRow:
    return ImportedRow(
        row=number, enterprise_id=enterprise_id, area="zhangdian", outcome=outcome, confirmed=confirmed
    )


def opened() -> Fact:
    return fact(EnterpriseList.Opened, city="370300", list_type="cluster_leader")


def imported(
    *rows: ImportedRow,
    batch: UUID = BATCH,
    mode: ListMode = ListMode.FULL,
    left_out: tuple[LeftOutRow, ...] = (),
) -> Fact:
    return fact(
        EnterpriseList.Imported,
        list_batch_id=batch,
        mode=mode,
        document_number=NUMBER,
        file_sha256=SHA256,
        rows=rows,
        left_out=left_out,
    )


def take_in(
    kept: EnterpriseList, *rows: ImportedRow, number: str = NUMBER, sha256: str = SHA256, **more: object
) -> None:
    stated = {"mode": ListMode.FULL, "document_number": number, "file_sha256": sha256, "rows": rows}
    kept.take_in(**stated | more, authority=DRC)


def test_a_list_is_begun_for_a_city_and_type():
    assert begun(EnterpriseList.open("370300", "cluster_leader", DRC)) == (opened(),)


def test_each_city_has_one_list_of_a_type():
    keys = [("370300", "cluster_leader"), ("370300", "four_chain"), ("370100", "cluster_leader")]

    assert len({EnterpriseList.id_of(*key) for key in keys}) == len(keys)
    assert EnterpriseList.open("370300", "four_chain", DRC).id == EnterpriseList.id_of("370300", "four_chain")


def test_a_file_is_taken_in_with_what_every_row_did_and_what_was_confirmed():
    rows = (row(LUJIAN, RowOutcome.REGISTERED, confirmed=("no_credit_code",)), row(QILIN, RowOutcome.LISTED))

    given(EnterpriseList, opened()).when(take_in, *rows).then(imported(*rows))


def test_the_rows_that_were_left_out_are_on_record_by_their_numbers_and_codes():
    left_out = (LeftOutRow(row=3, codes=("check_digit", "phone_form")),)
    taken = row(LUJIAN, RowOutcome.REGISTERED)

    given(EnterpriseList, opened()).when(take_in, taken, left_out=left_out).then(
        imported(taken, left_out=left_out)
    )


def test_a_file_is_taken_in_once_under_its_number():
    given(EnterpriseList, opened(), imported(row(LUJIAN, RowOutcome.LISTED))).when(
        take_in, row(LUJIAN, RowOutcome.RENEWED)
    ).then_refused(ListAlreadyImported, blocked_by={"kind": "enterprise_list_batch", "id": str(BATCH)})


@pytest.mark.parametrize(
    "other", [{"number": "淄发改〔2024〕9号"}, {"sha256": "b" * 64}], ids=["another number", "another file"]
)
def test_another_file_or_another_number_is_another_batch(other):
    scenario = given(EnterpriseList, opened(), imported(row(LUJIAN, RowOutcome.LISTED)))

    take_in(scenario.aggregate, row(LUJIAN, RowOutcome.RENEWED), **other)

    assert len(scenario.aggregate.batches) == 2


@pytest.mark.parametrize("outcome", [RowOutcome.REGISTERED, RowOutcome.LISTED, RowOutcome.RENEWED])
def test_whoever_a_file_names_is_on_the_list(outcome):
    kept = given(EnterpriseList, opened(), imported(row(LUJIAN, outcome))).aggregate

    assert kept.members == {LUJIAN}


@pytest.mark.parametrize("outcome", [RowOutcome.REMOVED, RowOutcome.DROPPED])
def test_whoever_a_file_removes_or_drops_is_not_on_the_list_any_more(outcome):
    kept = given(
        EnterpriseList,
        opened(),
        imported(row(LUJIAN, RowOutcome.LISTED), row(QILIN, RowOutcome.LISTED, number=3)),
        imported(row(LUJIAN, outcome, number=None), batch=UUID(int=52)),
    ).aggregate

    assert kept.members == {QILIN}


def test_whoever_a_row_that_was_left_out_may_mean_stays_on_the_list():
    undecided = row(LUJIAN, RowOutcome.UNDECIDED, number=None)
    listed = imported(row(LUJIAN, RowOutcome.LISTED))

    kept = given(EnterpriseList, opened(), listed, imported(undecided, batch=UUID(int=52))).aggregate

    assert kept.members == {LUJIAN}


def test_a_list_knows_whose_it_is():
    kept = given(EnterpriseList, opened()).aggregate

    assert (kept.city, kept.list_type) == ("370300", "cluster_leader")


def test_the_members_of_a_city_are_not_those_of_another_list():
    assert given(EnterpriseList, opened()).aggregate.members == set()
