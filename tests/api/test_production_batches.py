"""Production batches over HTTP: what may be done at every stage, the list with its counts, and the two sheets."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from persistence.embedded import EmbeddedPostgres
from tests.api.cards import ORDER, PRODUCTION_BATCHES, done, in_force, made, names, now
from tests.api.conftest import BOSHAN, CITY, Person, Town, town_on
from tests.conftest import _temporary as temporary

WHY = {"reason": "示例：经核实"}


@pytest.fixture(scope="module")
def town(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of them: every test has cards and batches of its own."""
    with temporary(server, template) as database, town_on(database, tmp_path_factory.mktemp("town")) as made:
        yield made


def id_of(address: str) -> str:
    return address.rpartition("/")[2]


def opened(town: Town, *addresses: str) -> str:
    """A batch with these elite cards; returns its address."""
    stated = {"city": CITY, "card_type": "elite", "card_ids": [id_of(address) for address in addresses]}
    answer = town.officer("hrss").posts(PRODUCTION_BATCHES, **stated)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == answer.json()["href"]
    return str(answer.json()["href"])


def cells(person: Person, address: str, **query: Any) -> list[str]:
    answer = person.gets(address, **query)
    assert answer.status_code == 200, answer.text
    return [str(cell) for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]


def test_a_batch_is_collected_ordered_received_and_closed_with_its_last_card(town: Town) -> None:
    first, second = in_force(town)[0], in_force(town)[0]
    hrss = town.officer("hrss")
    batch = opened(town, first)

    assert names(hrss, batch) == {
        "add_to_production", "remove_from_production", "order_production", "cancel_production_batch",
    }  # fmt: skip
    done(hrss.posts(f"{batch}/cards", card_ids=[id_of(second)]))
    done(hrss.posts(f"{batch}/order", documents=[ORDER]))
    assert names(hrss, batch) == {
        "receive_from_production", "reject_from_production", "cancel_production_batch",
    }  # fmt: skip
    done(hrss.posts(f"{batch}/rejections", card_id=id_of(second), fault="misprinted", **WHY))
    closed = done(hrss.posts(f"{batch}/receipts"))

    assert closed["stage"] == "closed"
    assert [card["outcome"] for card in closed["cards"]] == ["received", "misprinted"]
    assert closed["actions"] == {"open": [], "closed": []}
    stages = [done(hrss.gets(address))["plastic"] for address in (first, second)]
    assert stages == ["produced", "to_produce"]


def test_a_card_says_in_which_batch_it_is_and_its_history_tells_of_it(town: Town) -> None:
    address, enterprise = in_force(town)
    batch = opened(town, address)
    specialist = town.specialist(enterprise)

    shown = done(specialist.gets(address))
    topics = [event["topic"] for event in done(specialist.gets(f"{address}/history"))["items"]]

    assert (shown["plastic"], shown["production_batch_id"]) == ("in_production", id_of(batch))
    assert topics[-1] == "Card.ProductionJoined"


def test_a_card_that_is_in_a_batch_joins_no_other_and_the_refusal_names_the_first(town: Town) -> None:
    address, _ = in_force(town)
    first, second = opened(town, address), opened(town)

    refused = town.officer("hrss").posts(f"{second}/cards", card_ids=[id_of(address)])

    assert (refused.status_code, refused.json()["code"]) == (409, "in_production")
    assert refused.json()["blocked_by"]["id"] == id_of(first)


def test_a_cancelled_batch_sets_its_cards_free(town: Town) -> None:
    address, _ = in_force(town)
    batch = opened(town, address)
    hrss = town.officer("hrss")

    cancelled = done(hrss.posts(f"{batch}/cancellation", **WHY))

    assert (cancelled["stage"], cancelled["cards"][0]["outcome"]) == ("cancelled", "set_free")
    assert done(hrss.gets(address))["plastic"] == "to_produce"


def test_the_list_is_narrowed_down_and_its_counts_add_up(town: Town) -> None:
    first, second = in_force(town)[0], in_force(town)[0]
    closed, waiting = made(town, first), opened(town, second)
    auditor = town.auditor()

    def listed(**query: str) -> list[dict[str, Any]]:
        return list(done(auditor.gets(PRODUCTION_BATCHES, min_position=now(town), **query))["items"])

    assert [line["href"] for line in listed()][:2] == [waiting, closed]
    assert closed not in [line["href"] for line in listed(stage="open")]
    assert listed(card_type="honor") == []
    [line] = listed(card_id=id_of(first))
    assert (line["stage"], line["cards"], line["received"], line["awaited"]) == ("closed", 1, 1, 0)
    assert line["order_number"] == ORDER["number"]


def test_a_page_of_the_list_leads_to_the_next(town: Town) -> None:
    batches = [opened(town) for _ in range(3)]
    auditor = town.auditor()

    first = done(auditor.gets(PRODUCTION_BATCHES, min_position=now(town), limit=2))
    second = done(auditor.gets(PRODUCTION_BATCHES, limit=2, cursor=first["next"]))

    assert [line["href"] for line in (*first["items"], *second["items"])][:3] == batches[::-1]


def test_other_offices_do_nothing_with_a_batch_and_a_district_knows_of_none(town: Town) -> None:
    batch = opened(town, in_force(town)[0])
    district, miit = town.officer("hrss", BOSHAN), town.officer("miit")

    assert names(miit, batch) == set()
    assert miit.posts(f"{batch}/order", documents=[ORDER]).json()["code"] == "not_your_department"
    assert district.gets(batch).status_code == 404
    assert done(district.gets(PRODUCTION_BATCHES, min_position=now(town)))["items"] == []


class TestSheets:
    @pytest.mark.parametrize("sheet", ["list.xlsx", "delivery-sheet.xlsx"])
    def test_names_are_masked_unless_a_purpose_is_stated(self, town: Town, sheet: str) -> None:
        address, _ = in_force(town)
        batch, hrss = made(town, address), town.officer("hrss")
        number = done(hrss.gets(address))["card_number"]

        masked = cells(hrss, f"{batch}/{sheet}")
        clear = cells(hrss, f"{batch}/{sheet}", purpose="printing")

        assert {number, "示***"} <= set(masked)
        assert "示例人才" not in masked
        assert masked[0].endswith("（脱敏件）")
        assert {number, "示例人才"} <= set(clear)
        with town.service.engine.connect() as connection:
            asked = "SELECT what, kind, purpose FROM log.disclosures WHERE id = %(id)s"
            lines = connection.exec_driver_sql(asked, {"id": id_of(batch)}).all()
        what = {"list.xlsx": "production_list", "delivery-sheet.xlsx": "delivery_sheet"}[sheet]
        assert [tuple(line) for line in lines] == [(what, "production_batch", "printing")]

    def test_the_list_for_the_maker_stays_what_was_ordered(self, town: Town) -> None:
        first, second = in_force(town)[0], in_force(town)[0]
        batch, hrss = opened(town, first, second), town.officer("hrss")
        number = done(hrss.gets(first))["card_number"]
        done(hrss.posts(f"{batch}/order", documents=[ORDER]))
        before = hrss.gets(f"{batch}/list.xlsx").content
        done(hrss.posts(f"{batch}/rejections", card_id=id_of(second), fault="not_made", **WHY))
        done(hrss.posts(f"{batch}/receipts"))
        done(hrss.posts(f"{first}/replacement", cause="damaged", **WHY))

        assert hrss.gets(f"{batch}/list.xlsx").content == before
        listed = cells(hrss, f"{batch}/list.xlsx")
        assert number in listed
        assert listed.count("示***") == 2

    def test_there_is_nothing_to_sign_for_before_the_maker_has_brought_a_card(self, town: Town) -> None:
        refused = town.officer("hrss").gets(f"{opened(town, in_force(town)[0])}/delivery-sheet.xlsx")

        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_print")

    def test_the_sheet_that_holders_signed_is_handed_in_as_it_is(self, town: Town) -> None:
        address, _ = in_force(town)
        batch, hrss = made(town, address), town.officer("hrss")
        until_now = now(town)
        workbook = load_workbook(BytesIO(hrss.gets(f"{batch}/delivery-sheet.xlsx").content))
        head = [cell.value for cell in workbook.active[3]]
        for words, said in (("领取方式", "本人"), ("签收人", "示例人才")):
            workbook.active.cell(row=4, column=1 + head.index(words), value=said)
        filled = BytesIO()
        workbook.save(filled)
        done(hrss.gets("/v1/cards", min_position=until_now))

        tried = hrss.uploads(
            "/v1/bulk-jobs?dry_run=true",
            filled.getvalue(),
            "delivery-sheet.xlsx",
            city=CITY,
            sheet_of="deliveries",
        )

        assert [(row["outcome"], row["code"]) for row in done(tried)["rows"]] == [("possible", None)]
