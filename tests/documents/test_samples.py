"""The sample lists of Zibo: they read as described, and nothing in them can be anybody's."""

import runpy
from pathlib import Path

import pytest

from documents.enterprise_lists import EnterpriseListFile, read_enterprise_list
from domain.cadres import PartyManaged

SAMPLES = Path(__file__).parents[2] / "samples"
LISTS = runpy.run_path(str(SAMPLES / "make_zibo_lists.py"))["LISTS"]
AREAS = {
    name: name
    for name in (
        *("淄川区", "张店区", "博山区", "临淄区", "周村区", "桓台县", "高青县", "沂源县"),
        *("高新区", "经济开发区", "文昌湖省级旅游度假区", "市本级"),
    )
}


def read(name: str) -> EnterpriseListFile:
    return read_enterprise_list((SAMPLES / "zibo" / name).read_bytes(), name, areas=AREAS)


@pytest.mark.parametrize("name", LISTS)
def test_a_sample_is_made_with_the_same_bytes_every_time(name):
    assert LISTS[name]() == LISTS[name]()


@pytest.mark.parametrize("name", LISTS)
def test_a_shipped_sample_is_what_its_script_makes(name):
    made = read_enterprise_list(LISTS[name](), name, areas=AREAS)
    shipped = read(name)

    assert (made.title, made.rows) == (shipped.title, shipped.rows)
    assert [error.field for error in made.errors] == [error.field for error in shipped.errors]


def test_the_list_of_cluster_leaders_reads_with_no_word_but_of_columns_that_are_not_recorded():
    listed = read("cluster-leaders.xlsx")

    assert (len(listed.rows), listed.errors) == (10, ())
    assert {warning.code for warning in listed.warnings} == {"column_not_kept"}
    assert listed.title == "“十强”产业集群领军企业名单"
    assert listed.sent_by == "淄博市发展和改革委员会"
    assert [len(row.principals) for row in listed.rows] == [2, 1, 1, 3, 1, 1, 1, 1, 1, 2]
    assert [p.party_managed for p in listed.rows[-1].principals] == [PartyManaged.YES, PartyManaged.NO]


def test_the_four_chain_list_reads_with_one_warning_of_a_row():
    listed = read("four-chain.xlsx")

    assert (len(listed.rows), listed.errors) == (11, ())
    of_rows = [warning for warning in listed.warnings if warning.code != "column_not_kept"]
    assert [(warning.field, warning.code) for warning in of_rows] == [("第15行 信用代码", "uscc_missing")]
    assert {f"{row.listed_on}" for row in listed.rows} == {"2025-03-01"}


def test_the_two_lists_cover_every_area_and_share_one_enterprise():
    leaders, chains = read("cluster-leaders.xlsx"), read("four-chain.xlsx")

    assert {row.area for row in (*leaders.rows, *chains.rows)} == set(AREAS)
    shared = {row.uscc for row in leaders.rows} & {row.uscc for row in chains.rows}
    assert [row.name for row in leaders.rows if row.uscc in shared] == ["示例精细化工（淄博）有限公司"]


def test_the_broken_list_shows_one_error_of_each_kind():
    listed = read("broken-list.xlsx")

    assert [error.sentence.zh.split("：")[0] for error in listed.errors] == [
        "第6行 信用代码",
        "第7行 所在区县",
        "第8行 信用代码",
        "第9行 单位名称",
        "第10行 负责人姓名",
        "第11行 手机号码",
        "第12行 是否党委管理的领导干部",
        "第13行 单位名称",
        "第14行 认定时间",
        "第16行 信用代码",
        "第16行 服务专员",
    ]
    assert [row.name for row in listed.rows] == ["示例特种车辆有限公司"]


def test_no_number_in_the_samples_can_be_anybodys():
    for name in ("cluster-leaders.xlsx", "four-chain.xlsx"):
        for row in read(name).rows:
            assert row.name.startswith(("示例", "样例"))
            assert row.uscc is None or row.uscc[8:11] == "PDY"
            for person in (*row.principals, row.specialist):
                assert person.name.startswith(("示例", "样例", "专员"))
                assert all(phone.startswith("154000") for phone in person.phones)
