"""Every projection says of every event whether it takes it."""

import pytest

from domain.aggregates import Quota, Talent
from projections import PROJECTIONS
from projections.projection import Projection
from tests.domain.event_shapes import event_classes

ALL_TOPICS = {event.TOPIC for event in event_classes()}


@pytest.mark.parametrize("projection", PROJECTIONS.values(), ids=PROJECTIONS.keys())
def test_given_all_events_there_are_then_the_projection_takes_or_ignores_each_of_them(projection):
    assert sorted(ALL_TOPICS - projection.taken - projection.ignored) == []


@pytest.mark.parametrize("projection", PROJECTIONS.values(), ids=PROJECTIONS.keys())
def test_given_all_events_there_are_then_the_projection_names_no_other(projection):
    assert sorted((projection.taken | projection.ignored) - ALL_TOPICS) == []


def test_given_an_event_with_a_case_when_given_another_case_then_it_is_refused():
    projection = Projection("quotas_closed", about=(Quota,), tables=())
    projection.on(Quota.Closed)(lambda _rows, _event, _position: None)

    with pytest.raises(ValueError, match=r"says twice what Quota\.Closed does"):
        projection.on(Quota.Closed)(lambda _rows, _event, _position: None)


def test_given_an_event_that_is_ignored_when_given_a_case_then_it_is_refused():
    projection = Projection("talents", about=(Talent,), tables=(), ignores=(Talent.Renamed,))

    with pytest.raises(ValueError, match=r"ignores Talent\.Renamed"):
        projection.on(Talent.Renamed)(lambda _rows, _event, _position: None)


def test_given_a_noun_that_a_projection_is_about_then_the_events_of_all_others_are_ignored():
    projection = Projection("talents", about=(Talent,), tables=())

    assert projection.ignored == {topic for topic in ALL_TOPICS if not topic.startswith("Talent.")}


def test_given_a_noun_that_a_projection_is_not_about_when_given_a_case_then_it_is_refused():
    projection = Projection("talents", about=(Talent,), tables=())

    with pytest.raises(ValueError, match=r"ignores Quota\.Closed"):
        projection.on(Quota.Closed)(lambda _rows, _event, _position: None)


def test_given_the_tables_of_all_projections_then_none_belongs_to_two():
    tables = [table.name for projection in PROJECTIONS.values() for table in projection.tables]

    assert len(tables) == len(set(tables))
