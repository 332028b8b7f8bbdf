"""One thing of the past is shown to whoever may see it now: to nobody who has let go of it, and to all whose it has become."""

from collections.abc import Callable

import pytest

from tests.api.cards import CARDS, done, in_force
from tests.api.conftest import BOSHAN, QUOTA, ZHANGDIAN, Person, Town
from tests.api.test_demand_items import DETAILS, FINANCING, registered


class Handed:
    """A thing that has been handed from one person to another, and the position before."""

    def __init__(self, address: str, before: Person, after: Person, position: int) -> None:
        self.address = address
        self.before = before
        self.after = after
        self.position = position


def a_moved_enterprise(town: Town) -> Handed:
    address = f"/v1/enterprises/{town.enterprise('示例迁移有限公司')}"
    position = town.position()
    done(town.officer("hrss").posts(f"{address}/area", area=BOSHAN))
    return Handed(address, town.officer("hrss", ZHANGDIAN), town.officer("hrss", BOSHAN), position)


def a_person_with_another_employer(town: Town) -> Handed:
    first, second = town.enterprise("示例前单位有限公司"), town.enterprise("示例后单位有限公司")
    talent = town.talent("示例人才", employer_id=first)
    position = town.position()
    done(town.officer("hrss").posts(f"/v1/talents/{talent}/employer", employer_id=second))
    return Handed(f"/v1/talents/{talent}", town.specialist(first), town.specialist(second), position)


def a_card_that_went_along(town: Town) -> Handed:
    address, first = in_force(town)
    card = done(town.officer("hrss").gets(address))
    second = town.enterprise("示例接收有限公司", area=BOSHAN)
    position = town.position()
    done(town.officer("hrss").posts(f"/v1/talents/{card['talent_id']}/employer", employer_id=second))
    done(town.officer("hrss").posts(f"{address}/employer"))
    return Handed(f"{CARDS}/{card['id']}", town.specialist(first), town.specialist(second), position)


def a_quota_with_a_place_that_moved(town: Town) -> Handed:
    town.officer("hrss").posts(QUOTA)
    [enterprise] = town.listed("示例名额有限公司")
    town.nominated(enterprise)
    position = town.position()
    survivor = town.enterprise("示例存续有限公司", area=BOSHAN)
    done(
        town.officer("hrss").posts(
            f"/v1/enterprises/{enterprise}/merger",
            surviving_enterprise_id=survivor,
            reason_code="recorded_twice",
            reason="示例：重复登记",
        )
    )
    return Handed(QUOTA, town.specialist(enterprise), town.specialist(survivor), position)


def a_demand_of_another_area(town: Town) -> Handed:
    window = town.officer("window", ZHANGDIAN)
    item = registered(window, **FINANCING, details=DETAILS)
    position = town.position()
    done(town.officer("window").posts(f"{item['href']}/transfer", area=BOSHAN, reason="示例：转办"))
    return Handed(item["href"], window, town.officer("window", BOSHAN), position)


HANDED: tuple[Callable[[Town], Handed], ...] = (
    a_moved_enterprise,
    a_person_with_another_employer,
    a_card_that_went_along,
    a_quota_with_a_place_that_moved,
    a_demand_of_another_area,
)


@pytest.mark.parametrize("handed", HANDED, ids=lambda handed: handed.__name__)
@pytest.mark.parametrize("path", ["", "/history"])
def test_given_a_thing_that_was_handed_on_when_its_past_is_read_then_whose_it_is_now_sees_it_and_nobody_else(
    town: Town, handed: Callable[[Town], Handed], path: str
) -> None:
    it = handed(town)
    address = it.address + path

    answers = {
        who: [person.gets(address, **query).status_code for query in ({}, {"as_of": str(it.position)})]
        for who, person in (("before", it.before), ("after", it.after))
    }

    assert answers == {"before": [404, 404], "after": [200, 200]}
