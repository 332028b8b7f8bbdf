"""A year that the projections have taken in, to be rebuilt."""

import pytest

from domain.aggregates import Enterprise, Quota
from tests.projections.made_up import (
    enterprise,
    imported_list,
    nominate,
    officer,
    principal,
    quota_of_2025,
    talent,
)
from tests.projections.made_up_cards import card, issue


@pytest.fixture
def nominated(record, caught_up) -> tuple[Quota, list[Enterprise]]:
    """A quota, and three enterprises on a list, the first of them nominated; all of it taken in."""
    quota, members = quota_of_2025(), [enterprise(f"淄博{sign}有限公司") for sign in "甲乙丙"]
    for one in members:
        one.name_principal(principal(), officer())
        one.enter_on_list("cluster_leader", quota.id, "zhangdian", officer())
    nominate(quota, members[0])
    record(*members, imported_list(*members), quota)
    caught_up()
    return quota, members


@pytest.fixture
def busy_year(nominated, record, caught_up):
    """And to the person of the first a card was issued; returns the position of the last event."""
    _, members = nominated
    li = talent()
    position = record(li, issue(card(li, members[0])))
    caught_up()
    return position
