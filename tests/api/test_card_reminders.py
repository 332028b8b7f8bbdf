"""The reminders of cards over HTTP: what an office has to see to, for whom, page by page and on paper."""

import io
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from openpyxl import load_workbook

from domain.aggregates import Card
from domain.policy.steps import TermRule
from tests.api.cards import granted, now
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, ZHANGDIAN, Person, Town
from tests.persistence.commands import command
from tests.projections.made_up import officer

REMINDERS = "/v1/card-reminders"
TOLD = {"told_to": "hrss", "told_in": CITY_AREA}


class Held(NamedTuple):
    """A card about which an office was reminded, and whose it is."""

    card_id: str
    enterprise_id: str


class Reminded(NamedTuple):
    """A town where two cards end, in February and in March 2027, and the holder of a third is to come."""

    town: Town
    sooner: Held
    later: Held
    awaited: Held


def held(town: Town, area: str, card_type: str = "elite") -> tuple[Card, Held]:
    [enterprise_id] = town.listed(f"示例{next(town.numbers)}号有限公司", area=area)
    talent_id = town.talent("示例人才", employer_id=enterprise_id, area=area)
    card_id = granted(town, enterprise_id, talent_id, card_type=card_type, route="front_end")
    card: Card = town.service.store.repository.get(UUID(card_id))
    return card, Held(card_id, enterprise_id)


def ending(town: Town, area: str, valid_to: date, listed_on: tuple[date, ...], **stated: Any) -> Held:
    card, found = held(town, area, **stated)
    first = date(2025, 1, 6)
    card.issue(
        card_number=f"N{next(town.numbers)}", issued_on=first, valid_from=first, valid_to=valid_to,
        term_rule=TermRule.FIXED_YEARS, differs_from_rule=False, area=card.area, authority=officer(first),
    )  # fmt: skip
    for day in listed_on:
        card.list_for_renewal((90, 60, 30), **TOLD, area=card.area, authority=officer(day))
    town.service.store.save_all([card], command())
    return found


def awaiting(town: Town) -> Held:
    card, found = held(town, ZHANGDIAN)
    first, planned = date(2025, 1, 6), date(2027, 5, 1)
    card.issue_early(
        card_number="E1", issued_on=first, planned_arrival=planned, area=card.area, authority=officer(first)
    )
    card.remind_of_arrival((30, 0), **TOLD, area=card.area, authority=officer(date(2027, 4, 2)))
    town.service.store.save_all([card], command())
    return found


@pytest.fixture(scope="module")
def reminded(settled_town: Town) -> Reminded:
    sooner = ending(
        settled_town, BOSHAN, date(2027, 2, 28), (date(2026, 12, 1), date(2027, 1, 2)), card_type="huicai"
    )
    later = ending(settled_town, ZHANGDIAN, date(2027, 3, 31), (date(2027, 1, 1),))
    return Reminded(settled_town, sooner, later, awaiting(settled_town))


def listed(person: Person, town: Town, **query: Any) -> list[dict[str, Any]]:
    answer = person.gets(REMINDERS, min_position=now(town), **query)
    assert answer.is_success, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["card"]["id"] for item in items]


def test_every_card_stands_once_at_its_last_mark_the_soonest_day_first(reminded: Reminded) -> None:
    items = listed(reminded.town.officer("hrss"), reminded.town)

    assert ids(items) == [reminded.sooner.card_id, reminded.later.card_id, reminded.awaited.card_id]
    assert [(item["kind"], item["day"], item["days_before"], item["reminded_on"]) for item in items] == [
        ("renewal", "2027-02-28", 60, "2027-01-02"),
        ("renewal", "2027-03-31", 90, "2027-01-01"),
        ("arrival", "2027-05-01", 30, "2027-04-02"),
    ]
    assert {(item["told_to"], item["told_in"]) for item in items} == {("hrss", CITY_AREA)}
    assert items[0]["card"]["talent_name"] == "示***"


def test_the_list_is_narrowed_down_by_everything_that_an_office_asks(reminded: Reminded) -> None:
    town, hrss = reminded.town, reminded.town.officer("hrss")
    sooner, later, awaited = (held.card_id for held in reminded[1:])

    for query, found in (
        ({"kind": "renewal"}, [sooner, later]),
        ({"kind": "renewal", "days_before": 60}, [sooner]),
        ({"city": CITY, "area": ZHANGDIAN}, [later, awaited]),
        ({"card_type": "huicai"}, [sooner]),
        ({"function": "miit"}, []),
        ({"day_before": "2027-03-31"}, [sooner]),
        ({"enterprise_id": reminded.awaited.enterprise_id}, [awaited]),
    ):
        assert ids(listed(hrss, town, **query)) == found, query


def test_who_sees_a_card_sees_its_reminders_and_nobody_else(reminded: Reminded) -> None:
    town, sooner, later, _ = reminded

    assert ids(listed(town.officer("miit", BOSHAN), town)) == [sooner.card_id]
    assert ids(listed(town.specialist(later.enterprise_id), town)) == [later.card_id]
    assert len(listed(town.auditor(), town)) == 3
    assert town.provider().gets(REMINDERS).json()["code"] == "post_may_not"
    assert town.http.get(REMINDERS).status_code == 401


def test_the_list_goes_on_where_a_page_ended(reminded: Reminded) -> None:
    hrss = reminded.town.officer("hrss")
    first = hrss.gets(REMINDERS, limit=2, min_position=now(reminded.town)).json()
    second = hrss.gets(REMINDERS, limit=2, cursor=first["next"]).json()

    assert ids(first["items"] + second["items"]) == [held.card_id for held in reminded[1:]]
    assert second["next"] is None


def test_the_list_of_a_mark_is_printed_masked_under_its_title(reminded: Reminded) -> None:
    hrss = reminded.town.officer("hrss")
    query = {"kind": "renewal", "days_before": "60", "min_position": now(reminded.town)}

    answer = hrss.gets(f"{REMINDERS}.xlsx", **query)

    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    title, line, head, card, total = ([cell for cell in row if cell is not None] for row in rows)
    assert title == ["淄博市人才卡续期名单（提前60日）"]
    assert "填报单位（盖章）：淄博市人力资源和社会保障局" in line
    assert {"续期", "博山区", "示***", "山东惠才卡", 60} <= set(card)
    assert len(card) <= len(head)
    assert total == ["共1项"]


def test_the_history_and_the_card_itself_say_it_too(reminded: Reminded) -> None:
    hrss, address = reminded.town.officer("hrss"), f"/v1/cards/{reminded.sooner.card_id}"

    topics = [event["topic"] for event in hrss.gets(f"{address}/history").json()["items"]]

    assert topics == ["Card.Granted", "Card.Issued", "Card.ListedForRenewal", "Card.ListedForRenewal"]
    assert hrss.gets(address).json()["listed_for_renewal"] == 60
    awaited = hrss.gets(f"/v1/cards/{reminded.awaited.card_id}").json()
    assert (awaited["arrival"]["reminded"], awaited["listed_for_renewal"]) == (30, None)
