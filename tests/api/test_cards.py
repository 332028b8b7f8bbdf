"""Cards over HTTP: the register now and then, for whom, on paper, and what its issuer says of a card."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from persistence.embedded import EmbeddedPostgres
from tests.api.cards import CARDS, done, granted, in_force, now
from tests.api.cases import Applying, offered
from tests.api.conftest import BOSHAN, CITY, ZHANGDIAN, Person, Town, as_owner, town_on
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.domain.zibo import pack_of_jinan

NOTHING_TO_DO = {"open": [], "closed": []}
APPROVAL = {"kind": "notice", "number": "示例省人社函〔2026〕7号", "issued_on": "2026-01-07"}
AS_ISSUED = {"capacity": "transcribing", "deciding_body": "shandong-hrss", "documents": [APPROVAL]}
TERM: dict[str, Any] = {
    "card_number": "SDHC2026000001",
    "issued_on": "2026-01-07",
    "valid_from": "2026-01-07",
    "valid_to": "2031-01-06",
    "term_rule": "management_period",
}


def listed(person: Person, **query: str) -> list[dict[str, Any]]:
    answer = person.gets(CARDS, **query)
    assert answer.is_success, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def sheet_of(person: Person, **query: str) -> list[list[Any]]:
    """What stands on the sheet, row by row, without empty cells."""
    answer = person.gets(f"{CARDS}.xlsx", **query)
    assert answer.is_success, answer.text
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


class TestTheWayOfACard:
    """One card, from the province's approval to its number and term."""

    @pytest.fixture
    def approved(self, town: Town) -> Applying:
        town.quota()
        return Applying(town).approved()

    @pytest.fixture
    def address(self, approved: Applying) -> str:
        return f"{CARDS}/{approved.shown_to(approved.specialist)['card_id']}"

    def test_an_approved_case_puts_its_card_on_the_register(self, town: Town, approved: Applying) -> None:
        [line] = listed(town.auditor(), min_position=now(town))

        assert (line["status"], line["card_number"], line["route"]) == ("granted", None, "quota")
        assert (line["talent_id"], line["enterprise_id"]) == (approved.talent_id, approved.enterprise_id)
        assert (line["enterprise_name"], line["area"], line["quota_year"]) == (
            "示例一号有限公司",
            ZHANGDIAN,
            2026,
        )
        assert line["card_application_id"] == approved.case_id
        assert line["approval_number"] == "示例省人社函〔2026〕3号"
        assert (line["talent_name"], line["birth_date"], line["specialist_name"]) == (
            "示***",
            "1900-**-**",
            "示***",
        )
        assert (line["gender"], line["ethnicity"]) == ("***", "***")
        assert line["document_number"] == "***", "of a document, nothing to who oversees"
        assert "示例人才" not in str(line)

    def test_the_citys_hrss_is_offered_to_issue_it_and_nobody_else(
        self, town: Town, approved: Applying, address: str
    ) -> None:
        assert offered(town.officer("hrss").gets(address).json()) == {"issue_card"}
        for other in (
            town.officer("drc"),
            town.officer("hrss", ZHANGDIAN),
            approved.specialist,
            town.auditor(),
        ):
            assert other.gets(address).json()["actions"] == NOTHING_TO_DO

    def test_what_is_offered_can_be_sent_and_is_offered_no_more(self, town: Town, address: str) -> None:
        hrss = town.officer("hrss")
        [issue] = hrss.gets(address).json()["actions"]["open"]

        issued = hrss.posts(issue["href"], **AS_ISSUED, **TERM)

        assert (issued.status_code, issued.headers["etag"]) == (200, '"2"')
        assert {name: issued.json()[name] for name in TERM} == TERM
        offered = {action["name"] for action in issued.json()["actions"]["open"]}
        assert (issued.json()["status"], issued.json()["plastic"]) == ("in_force", "to_produce")
        assert "suspend_card" in offered
        assert "issue_card" not in offered
        assert hrss.posts(issue["href"], **AS_ISSUED, **TERM).json()["code"] == "card_not_in_state"

    def test_an_issued_card_is_found_by_its_number_and_by_when_it_ends(
        self, town: Town, address: str
    ) -> None:
        town.officer("hrss").posts(f"{address}/issue", **AS_ISSUED, **TERM).raise_for_status()
        auditor, position = town.auditor(), now(town)

        [line] = listed(auditor, card_number=" ＳＤＨＣ２０２６０００００１", min_position=position)  # noqa: RUF001

        assert (line["valid_to"], line["term_rule"], line["differs_from_rule"]) == (
            "2031-01-06",
            "management_period",
            False,
        )
        assert len(listed(auditor, ends_after="2031-01-05", ends_before="2031-01-07")) == 1
        assert listed(auditor, ends_before="2031-01-06") == []
        assert listed(auditor, status="granted") == []

    def test_a_card_and_the_register_can_be_read_as_of_before_it_was_issued(
        self, town: Town, address: str
    ) -> None:
        auditor, before = town.auditor(), now(town)
        town.officer("hrss").posts(f"{address}/issue", **AS_ISSUED, **TERM).raise_for_status()

        then = auditor.gets(address, as_of=before)
        [line] = listed(auditor, as_of=before)

        assert (then.json()["version"], then.json()["status"], then.json()["actions"]) == (
            1,
            "granted",
            NOTHING_TO_DO,
        )
        assert (line["status"], line["version"]) == ("granted", 1)

    def test_the_history_tells_who_issued_it_on_which_paper(self, town: Town, address: str) -> None:
        town.officer("hrss").posts(f"{address}/issue", **AS_ISSUED, **TERM).raise_for_status()

        grant, issue = town.auditor().gets(f"{address}/history").json()["items"]

        assert (grant["topic"], issue["topic"]) == ("Card.Granted", "Card.Issued")
        assert issue["envelope"]["deciding_body"] == "shandong-hrss"
        assert issue["envelope"]["documents"][0]["number"] == APPROVAL["number"]
        assert issue["facts"]["card_number"] == "SDHC2026000001"

    def test_a_term_that_is_not_the_rules_is_taken_and_marked_on_paper(
        self, town: Town, address: str
    ) -> None:
        term = TERM | {"term_rule": "fixed_years"}
        town.officer("hrss").posts(f"{address}/issue", **AS_ISSUED, **term).raise_for_status()

        assert town.auditor().gets(address).json()["differs_from_rule"] is True
        assert "期限与规定不一致" in sheet_of(town.auditor(), min_position=now(town))[3]

    def test_of_an_erased_person_only_that_is_left(self, town: Town, approved: Applying) -> None:
        town.service.vault.erase(UUID(approved.talent_id))

        [line] = listed(town.auditor(), min_position=now(town))

        for fact in ("talent_name", "document_number", "gender", "birth_date", "ethnicity"):
            assert line[fact] == {"erased": True}
        assert "（已删除）" in sheet_of(town.auditor())[3]


@pytest.fixture(scope="module")
def register(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Five cards: four of an enterprise in Zhangdian, and one of an enterprise that was in Zhangdian at first."""
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder) as town:
        town.stays, town.moves = town.listed("示例一号有限公司", "示例二号有限公司")
        for number, name in enumerate(("李慧", "王强", "赵敏", "孙静")):
            granted(town, town.stays, town.talent(name, employer_id=town.stays), quota_year=2022 + number)
        town.moving = granted(
            town, town.moves, town.talent("周舟", employer_id=town.moves), card_type="elite"
        )
        town.before = town.position()
        town.before_at = datetime.now(UTC)
        moved = town.officer("hrss").posts(f"/v1/enterprises/{town.moves}/area", area=BOSHAN)
        assert moved.is_success, moved.text
        town.auditor().gets(CARDS, min_position=now(town)).raise_for_status()
        yield town


# -- the register, now and then ----------------------------------------------------------------------------


def test_the_register_stands_in_the_order_in_which_cards_came_onto_the_books(register: Town) -> None:
    lines = listed(register.auditor())

    assert [line["talent_name"] for line in lines] == ["李*", "王*", "赵*", "孙*", "周*"]
    assert [line["entered_at"] for line in lines] == sorted(line["entered_at"] for line in lines)


def test_pages_follow_one_another_until_there_is_no_next(register: Town) -> None:
    auditor = register.auditor()
    pages = [auditor.gets(CARDS, limit="2").json()]
    while (cursor := pages[-1]["next"]) is not None:
        pages.append(auditor.gets(CARDS, limit="2", cursor=cursor).json())

    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [line for page in pages for line in page["items"]] == listed(auditor)


def test_the_register_is_read_as_of_a_position_and_as_of_an_instant(register: Town) -> None:
    for as_of in (str(register.before), register.before_at.isoformat()):
        answer = register.auditor().gets(CARDS, as_of=as_of)

        assert [line["area"] for line in answer.json()["items"]] == [ZHANGDIAN] * 5
        assert answer.headers["huicai-position"] == str(register.before)
    assert [line["area"] for line in listed(register.auditor())] == [*[ZHANGDIAN] * 4, BOSHAN]


def test_the_register_as_of_an_early_position_ends_with_what_was_on_the_books_by_then(register: Town) -> None:
    auditor = register.auditor()
    third = listed(auditor)[2]

    assert len(listed(auditor, as_of=str(third["entered_at"]))) == 3
    assert len(listed(auditor, as_of=str(third["entered_at"] - 1))) == 2
    assert listed(auditor, as_of="0") == []


def test_a_cursor_is_good_for_its_own_moment_alone(register: Town) -> None:
    auditor = register.auditor()
    cursor = auditor.gets(CARDS, limit="2", as_of=str(register.before)).json()["next"]

    assert len(listed(auditor, limit="2", as_of=str(register.before), cursor=cursor)) == 2
    for other in (
        {},
        {"as_of": str(register.before - 1)},
        {"as_of": str(register.before), "area": ZHANGDIAN},
    ):
        answer = auditor.gets(CARDS, limit="2", cursor=cursor, **other)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"city": CITY}, 5),
        ({"city": "370100"}, 0),
        ({"area": BOSHAN}, 1),
        ({"card_type": "elite"}, 1),
        ({"route": "quota", "department": "drc"}, 5),
        ({"department": "miit"}, 0),
        ({"status": "granted"}, 5),
        ({"status": "in_force"}, 0),
        ({"quota_year": "2023"}, 1),
        ({"card_number": "SDHC"}, 0),
        ({"ends_after": "2020-01-01"}, 0),
    ],
    ids=str,
)
def test_cards_are_found_now_and_then(register: Town, query: dict[str, str], found: int) -> None:
    assert len(listed(register.auditor(), **query)) == found
    if "area" not in query:
        assert len(listed(register.auditor(), as_of=str(register.before), **query)) == found


def test_cards_are_found_by_person_and_by_enterprise(register: Town) -> None:
    auditor = register.auditor()
    first, *_ = listed(auditor)

    assert listed(auditor, talent_id=first["talent_id"]) == [first]
    assert len(listed(auditor, enterprise_id=register.stays)) == 4


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("status=mislaid", "invalid_parameter", "status"),
        ("route=detour", "invalid_parameter", "route"),
        ("ends_before=soon", "invalid_parameter", "ends_before"),
        ("talent_id=7", "invalid_parameter", "talent_id"),
        ("quota_year=1", "invalid_parameter", "quota_year"),
        ("as_of=999999", "not_yet", "as_of"),
        ("as_of=2999-01-01T00:00:00Z", "not_yet", "as_of"),
        ("as_of=yesterday", "invalid_parameter", "as_of"),
        ("min_position=999999", "not_yet", "min_position"),
        ("name=x", "unknown_parameter", "name"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused(register: Town, query: str, code: str, field: str) -> None:
    for path in (CARDS, f"{CARDS}.xlsx"):
        answer = register.auditor().gets(f"{path}?{query}")

        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_register_that_is_not_there_yet_is_waited_for_and_then_said_to_be_behind(
    database: Database, tmp_path: Path
) -> None:
    with town_on(database, tmp_path, min_position_timeout=0.1) as town:
        as_owner(database, "REVOKE UPDATE ON read.tracking FROM huicai_projector")
        [enterprise] = town.listed("示例一号有限公司")
        granted(town, enterprise, town.talent("李慧", employer_id=enterprise))

        answer = town.auditor().gets(CARDS, as_of=now(town))

        assert (answer.status_code, answer.json()["code"]) == (503, "projection_behind")
        assert answer.json()["blocked_by"]["id"] == "card_register"


# -- for whom ----------------------------------------------------------------------------------------------


def test_each_sees_the_cards_of_the_own_city_area_or_enterprise(register: Town) -> None:
    seen = {
        "the city": len(listed(register.officer("drc"))),
        "Zhangdian": len(listed(register.officer("hrss", ZHANGDIAN))),
        "Boshan": len(listed(register.officer("hrss", BOSHAN))),
        "the enterprise": len(listed(register.specialist(register.moves))),
    }

    assert seen == {"the city": 5, "Zhangdian": 4, "Boshan": 1, "the enterprise": 1}


def test_of_the_past_each_area_sees_what_was_its_own_then(register: Town) -> None:
    then = str(register.before)

    assert len(listed(register.officer("hrss", ZHANGDIAN), as_of=then)) == 5
    assert listed(register.officer("hrss", BOSHAN), as_of=then) == []


def test_one_card_is_shown_where_its_enterprise_is_now(register: Town) -> None:
    address = f"{CARDS}/{register.moving}"
    may, may_not = register.officer("hrss", BOSHAN), register.officer("hrss", ZHANGDIAN)

    for path in (address, f"{address}/history"):
        assert may.gets(path).status_code == 200
        assert may_not.gets(path).status_code == 404
    assert may.gets(address).json()["area"] == BOSHAN


def test_an_id_of_another_kind_is_not_found(register: Town) -> None:
    assert register.auditor().gets(f"{CARDS}/{register.stays}").status_code == 404


def test_who_has_the_version_is_told_that_nothing_has_changed(register: Town) -> None:
    auditor, address = register.auditor(), f"{CARDS}/{register.moving}"
    tag = auditor.gets(address).headers["etag"]

    assert auditor.gets(address, headers={"If-None-Match": tag}).status_code == 304


def test_given_a_card_whose_enterprise_moves_when_it_is_asked_for_with_the_tag_of_before_then_it_is_shown_anew(
    town: Town,
) -> None:
    address, enterprise = in_force(town)
    before = town.auditor().gets(address)
    done(town.officer("hrss").posts(f"/v1/enterprises/{enterprise}/area", area=BOSHAN))

    after = town.auditor().gets(address, headers={"If-None-Match": before.headers["etag"]})

    assert (after.status_code, after.json()["area"]) == (200, BOSHAN)
    assert after.json()["version"] == before.json()["version"]


# -- on paper ----------------------------------------------------------------------------------------------


def test_the_workbook_is_the_same_register_masked(register: Town) -> None:
    answer = register.officer("hrss").gets(f"{CARDS}.xlsx")
    title, line, _, *cards = sheet_of(register.officer("hrss"))

    assert (
        answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["content-disposition"] == f"attachment; filename=cards-{now(register)}.xlsx"
    assert (answer.headers["huicai-position"], answer.headers["content-length"]) == (
        now(register),
        str(len(answer.content)),
    )
    assert title[0] == "淄博市人才卡登记簿"
    assert line[0] == "填报单位（盖章）：淄博市人力资源和社会保障局"
    assert line[1].endswith(f"（第{now(register)}号记录）")
    assert [card[0] for card in cards] == [1, 2, 3, 4, 5, "共5张"]
    assert cards[0][1:4] == ["山东惠才卡", "配额制", "李*"]
    assert {"“十强”产业集群领军企业", "张店区", "淄博市发展和改革委员会", "已批准"} <= set(cards[0])
    assert "李慧" not in str(cards)


def test_the_workbook_says_which_part_of_the_register_it_is(register: Town) -> None:
    part = sheet_of(
        register.officer("hrss", ZHANGDIAN), card_type="huicai", status="granted", quota_year="2023"
    )

    assert part[1][-1] == "范围：张店区；卡种：山东惠才卡；当前状态：已批准；配额年度：2023"
    assert part[-1] == ["共1张"]


def test_the_workbook_of_the_past_is_the_register_of_then(register: Town) -> None:
    then = str(register.before)
    *_, moved, total = sheet_of(register.auditor(), as_of=then)

    assert ("张店区" in moved, "博山区" in moved, total) == (True, False, ["共5张"])
    assert register.auditor().gets(f"{CARDS}.xlsx", as_of=then).headers["huicai-position"] == then


def test_an_auditors_workbook_has_the_name_of_the_only_city(register: Town) -> None:
    title, line, *_ = sheet_of(register.auditor())

    assert (title[0], line[0]) == ("淄博市人才卡登记簿", "填报单位（盖章）：")


def test_an_auditors_workbook_of_several_cities_has_the_name_of_the_one_that_is_asked_for(
    database: Database, tmp_path: Path
) -> None:
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "jinan.yaml").write_text(pack_of_jinan().content, encoding="utf-8")
    with town_on(database, tmp_path, packs=packs) as town:
        assert sheet_of(town.auditor())[0][0] == "人才卡登记簿"
        assert sheet_of(town.auditor(), city="370100")[0][0] == "济南市人才卡登记簿"
        assert sheet_of(town.auditor())[-1] == ["没有符合条件的人才卡"]


def test_the_same_register_is_the_same_workbook_but_for_when_it_was_compiled(register: Town) -> None:
    first, second = (sheet_of(register.auditor(), as_of=str(register.before)) for _ in range(2))

    assert first[2:] == second[2:]
