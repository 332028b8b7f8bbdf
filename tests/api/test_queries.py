"""Queries over HTTP: now and then, not before a position, page by page, and only what has changed."""

import io
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from api import paging
from api.refusals import InvalidCursor
from bootstrap.starting import publish_packs
from domain.aggregates import Policy
from domain.calendar import OFFICE_ZONE
from tests.api.conftest import BOSHAN, CITY, LETTER, QUOTA, ZHANGDIAN, Town, as_owner, town_on
from tests.conftest import Database

NOBODY = "00000000-0000-0000-0000-000000000000"
NAMES = tuple(f"示例{n}号有限公司" for n in range(1, 8))


@pytest.fixture(scope="module")
def year(settled_town: Town) -> Town:
    """Seven listed enterprises, a quota, three places of which one was given back, one person proposed."""
    enterprises = settled_town.listed(*NAMES)
    settled_town.quota()
    first, second, third = (settled_town.nominated(enterprise) for enterprise in enterprises[:3])
    talent = settled_town.talent("李慧", employer_id=enterprises[0])
    settled_town.specialist(enterprises[0]).posts(f"{QUOTA}/nominations/{first}/proposal", talent_id=talent)
    settled_town.officer("drc").posts(f"{QUOTA}/nominations/{second}/withdrawal", reason="企业来函")
    settled_town.officer("hrss").posts(f"/v1/quotas/{CITY}/huicai/2025")
    settled_town.enterprises, settled_town.places, settled_town.person_proposed = (
        enterprises,
        (first, second, third),
        talent,
    )
    return settled_town


# -- one thing, now and then -------------------------------------------------------------------------------


def test_a_quota_shows_its_figures_and_places(year: Town) -> None:
    quota = year.auditor().gets(QUOTA).json()

    assert {name: quota[name] for name in ("limit", "nominated", "reserved", "consumed", "forfeited", "free")} == {
        "limit": 10, "nominated": 2, "reserved": 0, "consumed": 0, "forfeited": 0, "free": 8
    }  # fmt: skip
    assert [(one["department"], one["nominated"], one["free"]) for one in quota["departments"]] == [
        ("drc", 2, 3),
        ("miit", 0, 5),
    ]
    assert [place["status"] for place in quota["places"]] == ["nominated", "withdrawn", "nominated"]


def test_a_quota_can_be_read_as_of_any_position(year: Town) -> None:
    history = year.auditor().gets(f"{QUOTA}/history").json()["items"]

    seen = [
        (shown.json()["version"], shown.json()["nominated"])
        for event in history
        for shown in [year.auditor().gets(QUOTA, as_of=str(event["position"]))]
    ]

    assert seen == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (6, 2)]


def test_a_quota_can_be_read_as_of_an_instant(year: Town) -> None:
    nominated = year.auditor().gets(f"{QUOTA}/history").json()["items"][1]

    then = year.auditor().gets(QUOTA, as_of=nominated["recorded_at"])

    assert then.json()["version"] == 2


def test_what_is_read_as_of_the_past_offers_nothing_to_do(year: Town) -> None:
    then = year.officer("drc").gets(QUOTA, as_of=str(year.position())).json()

    assert then["actions"] == {"open": [], "closed": []}
    assert not [place for place in then["places"] if place["actions"] != {"open": [], "closed": []}]


def test_before_it_was_opened_there_was_no_quota(year: Town) -> None:
    opened = year.auditor().gets(f"{QUOTA}/history").json()["items"][0]

    answer = year.auditor().gets(QUOTA, as_of=str(opened["position"] - 1))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        pytest.param("999999", "not_yet", id="a position that the log has not reached"),
        pytest.param("2999-01-01T00:00:00Z", "not_yet", id="an instant to come"),
        pytest.param("2024-03-15", "invalid_parameter", id="a day without an hour"),
        pytest.param("2024-03-15T08:00:00", "invalid_parameter", id="an hour without a zone"),
        pytest.param("2024-03-15T08:00:00+08:00", "invalid_parameter", id="a plus that means a space"),
        pytest.param("yesterday", "invalid_parameter", id="a word"),
        pytest.param("-1", "invalid_parameter", id="a negative position"),
        pytest.param("٣", "invalid_parameter", id="a digit of another script"),
        pytest.param("0001-01-01T00:00:00%2B14:00", "invalid_parameter", id="an instant before all"),
        pytest.param("9" * 41, "invalid_parameter", id="a position beyond all"),
    ],
)
def test_a_moment_that_is_none_is_refused(year: Town, as_of: str, code: str) -> None:
    stated = as_of if set(as_of) & set("+%") else quote(as_of)

    answer = year.auditor().gets(f"{QUOTA}?as_of={stated}")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert [error["field"] for error in answer.json()["errors"]] == ["as_of"]


@pytest.mark.parametrize("path", ["", "/history"])
def test_who_has_the_version_is_told_that_nothing_has_changed(year: Town, path: str) -> None:
    first = year.auditor().gets(QUOTA + path)

    again = year.auditor().gets(QUOTA + path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_an_id_of_another_kind_is_not_found(year: Town) -> None:
    assert year.auditor().gets(f"/v1/talents/{year.enterprises[0]}").status_code == 404


def test_the_history_tells_every_event_with_its_ground(year: Town) -> None:
    nominated = year.auditor().gets(f"{QUOTA}/history").json()["items"][1]

    envelope = nominated["envelope"]
    assert (nominated["topic"], nominated["version"]) == ("Quota.Nominated", 2)
    assert nominated["facts"]["enterprise_id"] == year.enterprises[0]
    assert nominated["facts"]["list_type"] == "cluster_leader"
    assert (envelope["actor"], envelope["function"], envelope["deciding_body"]) == (
        "zhao-min",
        "drc",
        "zibo-drc",
    )
    assert envelope["clauses"][0]["text"]["zh"] == "每市每年推荐的企业不超过10家"
    assert envelope["clauses"][0]["source"]["zh"].startswith("鲁人社字〔2022〕169号")
    assert envelope["documents"] == [LETTER | {"issuer": None, "received_on": None, "sha256": None}]
    assert datetime.fromisoformat(nominated["recorded_at"]) <= datetime.now(OFFICE_ZONE)


def test_a_history_can_be_read_as_of_the_past(year: Town) -> None:
    history = year.auditor().gets(f"{QUOTA}/history").json()["items"]

    then = year.auditor().gets(f"{QUOTA}/history", as_of=str(history[2]["position"])).json()["items"]

    assert then == history[:3]


# -- lists -------------------------------------------------------------------------------------------------


def test_quotas_are_listed_the_newest_year_first(year: Town) -> None:
    listed = year.auditor().gets("/v1/quotas", min_position=str(year.position())).json()

    assert [line["quota_year"] for line in listed["items"]] == [2026, 2025]
    assert [line["free"] for line in listed["items"]] == [8, 10]


def test_a_list_is_filtered_strictly(year: Town) -> None:
    of_2025 = year.auditor().gets(
        "/v1/quotas", quota_year="2025", city=CITY, min_position=str(year.position())
    )

    assert [line["quota_year"] for line in of_2025.json()["items"]] == [2025]


def test_pages_follow_one_another_until_there_is_no_next(year: Town) -> None:
    auditor, query = year.auditor(), {"min_position": str(year.position()), "limit": "3"}
    pages = [auditor.gets("/v1/enterprises", **query).json()]
    while (cursor := pages[-1]["next"]) is not None:
        pages.append(auditor.gets("/v1/enterprises", cursor=cursor, **query).json())

    assert [len(page["items"]) for page in pages] == [3, 3, 1]
    assert sorted(line["name"] for page in pages for line in page["items"]) == sorted(NAMES)


WANTED = {"city": None, "area": None, "list_type": None, "name": None, "uscc": None}


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param(paging.written(key, ("enterprise_register", WANTED)), id=f"whose key is {key}")
        for key in (("示例",), ("示例", "no UUID"), (1, 2, 3), (["示例"], None), ("示\x00例", NOBODY))
    ]
    + [
        pytest.param("abc", id="a word"),
        pytest.param("", id="nothing"),
        pytest.param("AAAA" * 20, id="noughts"),
        pytest.param("令牌", id="characters beyond ASCII"),
        pytest.param(paging.written(("示例", "x"), ["quota_board"]), id="of another list"),
    ],
)
def test_a_cursor_that_was_not_given_is_refused(year: Town, cursor: str) -> None:
    answer = year.auditor().gets("/v1/enterprises", cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_given_a_cursor_that_was_made_by_hand_when_it_is_sent_then_it_is_refused_or_there_is_nothing_behind_it(
    year: Town,
) -> None:
    board = ("quota_board", {"city": None, "card_type": None, "quota_year": None})
    beyond = [paging.written((number, CITY, "huicai"), board) for number in (2**63, -(2**63))]

    refused = [year.auditor().gets("/v1/quotas", cursor=cursor) for cursor in beyond]
    empty = year.auditor().gets("/v1/quotas", cursor=paging.written((-(2**40), CITY, "huicai"), board))

    assert [one.json()["code"] for one in refused] == ["invalid_cursor"] * 2
    assert (empty.status_code, empty.json()["items"]) == (200, [])
    with pytest.raises(InvalidCursor):
        paging.read_number(paging.written((True,), "log"), "log")


def test_a_cursor_is_good_for_its_own_filters_alone(year: Town) -> None:
    auditor, position = year.auditor(), str(year.position())
    cursor = auditor.gets("/v1/enterprises", limit="1", area=ZHANGDIAN, min_position=position).json()["next"]

    answer = auditor.gets("/v1/enterprises", limit="1", area=BOSHAN, cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_an_altered_cursor_is_refused() -> None:
    cursor = paging.written(("示例一号", 7), ["enterprises"])

    assert paging.read(cursor, ["enterprises"]) == ("示例一号", 7)
    for place in range(len(cursor)):
        altered = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(InvalidCursor):
            paging.read(altered, ["enterprises"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=abc", "limit"),
        ("min_position=-1", "min_position"),
        ("min_position=99999999999999999999", "min_position"),
        ("name=", "name"),
        ("name=" + "x" * 101, "name"),
        ("list_type=a&list_type=b", "list_type"),
        ("colour=red", "colour"),
    ],
)
def test_a_query_that_the_contract_does_not_name_is_refused(year: Town, query: str, field: str) -> None:
    answer = year.auditor().gets(f"/v1/enterprises?{query}")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_address_with_a_control_character_is_refused(year: Town) -> None:
    assert year.auditor().gets("/v1/enterprises?name=%00").status_code == 400
    assert year.auditor().gets("/v1/quotas/%00/huicai/2026").status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name": "2号"}, ["示例2号有限公司"]),
        ({"name": "示例２号"}, ["示例2号有限公司"]),
        ({"list_type": "four_chain"}, []),
        ({"area": BOSHAN}, []),
        ({"name": "100%"}, []),
    ],
    ids=["part of a name", "in full width", "on a list", "of an area", "a sign that SQL knows"],
)
def test_enterprises_are_found(year: Town, query: dict[str, str], found: list[str]) -> None:
    listed = year.auditor().gets("/v1/enterprises", min_position=str(year.position()), **query).json()

    assert [line["name"] for line in listed["items"]] == found


def test_given_a_code_in_full_width_or_small_letters_when_it_is_looked_for_then_its_enterprise_is_found(
    year: Town,
) -> None:
    auditor = year.auditor()
    [line] = auditor.gets("/v1/enterprises", name="2号", min_position=str(year.position())).json()["items"]
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in line["uscc"])

    for written in (full_width, line["uscc"].lower(), f" {line['uscc'][:9]} {line['uscc'][9:]} "):
        assert auditor.gets("/v1/enterprises", uscc=written).json()["items"] == [line]


def test_the_register_says_who_is_on_which_list_and_who_is_nominated(year: Town) -> None:
    listed = year.auditor().gets("/v1/enterprises", min_position=str(year.position())).json()["items"]

    assert {line["name"] for line in listed if line["is_nominated"]} == {NAMES[0], NAMES[2]}
    assert {entry["list_type"] for line in listed for entry in line["listings"]} == {"cluster_leader"}


def test_one_reads_what_one_has_just_written(year: Town) -> None:
    hrss = year.officer("hrss")

    for n in range(5):
        written = hrss.posts(f"/v1/quotas/{CITY}/huicai/{2030 + n}")
        position = written.headers["huicai-position"]
        read = hrss.gets("/v1/quotas", quota_year=str(2030 + n), min_position=position)
        assert len(read.json()["items"]) == 1
        assert int(read.headers["huicai-position"]) >= int(position)


def test_a_position_that_does_not_exist_is_not_waited_for(year: Town) -> None:
    for path in (QUOTA, "/v1/quotas", f"{QUOTA}/places", "/v1/enterprises", "/v1/enterprise-lists"):
        answer = year.auditor().gets(path, min_position=str(year.position() + 1))
        assert (answer.status_code, answer.json()["code"]) == (400, "not_yet"), path


def test_places_have_the_names_of_enterprises_and_masked_persons(year: Town) -> None:
    places = year.auditor().gets(f"{QUOTA}/places", min_position=str(year.position())).json()["items"]

    assert [place["id"] for place in places] == list(year.places)
    assert [place["enterprise_name"] for place in places] == list(NAMES[:3])
    assert [place["talent_name"] for place in places] == ["李*", None, None]
    assert places[1]["release_cause"] == "nomination_withdrawn"
    assert places[0]["letter_number"] == LETTER["number"]


def test_one_place_can_be_read_by_its_address(year: Town) -> None:
    place = year.auditor().gets(f"{QUOTA}/nominations/{year.places[0]}").json()

    assert (place["enterprise_id"], place["talent_id"]) == (year.enterprises[0], year.person_proposed)


def test_the_ledger_is_a_workbook_that_an_office_can_open(year: Town) -> None:
    answer = year.officer("hrss").gets(f"{QUOTA}.xlsx", min_position=str(year.position()))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    text = "\n".join(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )
    assert answer.headers["content-disposition"] == "attachment; filename=quota-370300-huicai-2026.xlsx"
    assert "2026年度淄博市" in text
    assert "淄博市人力资源和社会保障局" in text
    assert "李*" in text
    assert "李慧" not in text


def test_a_ledger_of_a_quota_that_was_never_opened_is_not_found(year: Town) -> None:
    assert year.auditor().gets(f"/v1/quotas/{CITY}/huicai/2099.xlsx").status_code == 404


def test_policies_are_told_to_everybody(year: Town) -> None:
    (in_force,) = year.auditor().gets("/v1/policies", city=CITY, on="2024-03-15").json()["items"]
    one = year.auditor().gets(in_force["href"])

    assert year.auditor().gets("/v1/policies").json()["items"][1:] == [in_force]
    assert one.json()["rules"]["clauses"]["R-10"]["rule"]["zh"] == "每市每年推荐的企业不超过10家"
    assert one.json()["content"].startswith("# 淄博市")
    assert (
        year.auditor().gets(in_force["href"], headers={"If-None-Match": one.headers["etag"]}).status_code
        == 304
    )


def test_the_policy_of_the_province_is_told_before_those_of_its_cities(year: Town) -> None:
    provincial, city = year.auditor().gets("/v1/policies").json()["items"]
    rules = year.auditor().gets(provincial["href"]).json()["rules"]

    assert (provincial["policy_version"], provincial["city"], provincial["under"]) == (
        "shandong-2022/1",
        None,
        None,
    )
    assert (city["policy_version"], city["city"], city["under"]) == ("zibo-2023/1", CITY, "shandong-2022/1")
    assert rules["routes"][0]["limits"]["persons_per_enterprise"]["value"] == 1
    assert rules["province"]["organizations"][1]["name"]["zh"] == "山东省人力资源和社会保障厅"


def test_the_start_up_publishes_the_province_s_policy_and_the_city_s_once_each(year: Town) -> None:
    before = year.position()

    publish_packs(year.service)

    assert year.position() == before
    for version in ("shandong-2022/1", "zibo-2023/1"):
        published = year.service.store.repository.get(Policy.id_of(version))
        assert published.sha256 == year.service.policies.any_version(version).sha256


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/policies/zibo-2023/2", 404),
        ("/v1/policies/zibo-2023/02", 404),
        ("/v1/policies/zibo-2023/1/differences", 400),
        ("/v1/policies/zibo-2023/1/differences?before=zibo-2023/9", 404),
        ("/v1/policies?on=tomorrow", 400),
    ],
)
def test_a_policy_that_is_not_there_is_said_not_to_be(year: Town, path: str, status: int) -> None:
    assert year.auditor().gets(path).status_code == status


def test_who_has_waited_in_vain_is_told_to_come_again(database: Database, tmp_path: Path) -> None:
    with town_on(database, tmp_path, min_position_timeout=0.1) as town:
        as_owner(database, "REVOKE UPDATE ON read.tracking FROM huicai_projector")
        town.quota()

        answer = town.auditor().gets("/v1/quotas", min_position=str(town.position()))

        assert (answer.status_code, answer.json()["code"]) == (503, "projection_behind")
        assert answer.json()["blocked_by"]["id"] == "quota_board"
        assert answer.headers["retry-after"] == "1"
        assert town.auditor().gets(QUOTA, min_position=str(town.position())).status_code == 200
