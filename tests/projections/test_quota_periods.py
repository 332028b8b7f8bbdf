"""For any lawful year the quota board as of a position, and on a day, is what the quota said by then."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import Quota
from domain.in_force import in_force
from domain.places import HELD
from projections.quota_board import QuotaBoard, quota_board
from tests.projections.made_up import SPRING
from tests.projections.test_case_periods import with_effect_from
from tests.projections.test_conservation import (
    EVERYTHING,
    REGISTRATIONS,
    histories,
    lawful_quota,
    on_one_database,
    pages,
)

BEFORE = len([event for event in REGISTRATIONS if event.TOPIC in quota_board.taken])
days = st.one_of(st.none(), st.integers(-1, 12).map(lambda number: SPRING + timedelta(number)))


@settings(on_one_database, max_examples=25)
@given(histories, pages, st.randoms(use_true_random=False), days, st.data())
def test_given_any_lawful_year_then_the_board_then_is_what_the_quota_said_by_then(
    take_in, board: QuotaBoard, history, lengths, chance, day, data
):
    quota = lawful_quota(history)
    opened, *others = quota.pending_events
    events = [
        opened,
        *(with_effect_from(one, SPRING + timedelta(chance.randrange(-2, 10))) for one in others),
    ]
    take_in(quota_board, [*REGISTRATIONS, *events], lengths)
    known = data.draw(st.integers(0, len(events)))

    then: dict[str, Any] = {"scope": EVERYTHING, "as_of": BEFORE + known, "on": day}
    lines = board.quotas(city=quota.city, **then)

    expected: Any = in_force(events[:known], day or SPRING + timedelta(100))
    assert [line.quota_id for line in lines] == ([] if expected is None else [quota.id])
    if expected is not None:
        places = expected.places
        assert [getattr(lines[0], status) for status in HELD] == [places.count([status]) for status in HELD]
        assert lines[0].limit == places.city_limit
        assert {one.place_id: facts_of(one) for one in board.places(quota.id, **then)} == {
            id_: facts_of(one) for id_, one in places.in_order.items()
        }


def facts_of(place: Any) -> tuple[Any, ...]:
    return (place.department, place.enterprise_id, place.status, place.talent_id, place.transfer_to)


@pytest.mark.parametrize("then", [{"as_of": 0}, {"on": SPRING - timedelta(1)}], ids=str)
def test_given_a_quota_then_none_was_on_the_board_before_it_was_opened(take_in, board: QuotaBoard, then):
    quota: Quota = lawful_quota(())
    take_in(quota_board, [*REGISTRATIONS, *quota.pending_events], ())

    assert board.quotas(scope=EVERYTHING, city=quota.city, **then) == []
