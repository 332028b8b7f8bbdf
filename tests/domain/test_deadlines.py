"""When a case and its steps are due: what counts, what does not, and how it stands on a day."""

from datetime import date

import pytest

from domain.calendar import Calendar, published
from domain.case_times import CaseTimes, DeadlineKey, RestCause
from domain.deadlines import Light, deadlines_of
from domain.functions import Function
from domain.policy.deadlines import (
    Beginning,
    CaseDeadlineRule,
    CountFrom,
    DayUnit,
    DeadlineRule,
    RouteDeadlines,
)
from domain.text import Text

CHINA = Calendar(published)
OWN = {"own_default": True, "why": Text("自定", "our own")}


def rule(days=5, *, kind=DeadlineRule, **stated):
    usual = {
        "days": days,
        "unit": DayUnit.WORKING_DAYS,
        "count_from": CountFrom.DAY_AFTER,
        "amber_within": 3,
        "escalates_to": Function.HRSS,
    }
    return kind(**OWN, **usual | stated)


def case_rule(days=40, **stated):
    return rule(days, kind=CaseDeadlineRule, **{"begins_with": Beginning.SUBMISSION} | stated)


def steps(**rules):
    return {code: one for code, one in rules.items() if one is not None}


def rules_of(whole, of_steps):
    return RouteDeadlines(whole=whole, steps=of_steps)


def submitted(on, step="review"):
    return CaseTimes().begins(2, on, accepted=False).moves_to(step, 2, on)


def only(times, one_rule):
    """The one deadline of a case that has one step with this rule."""
    (found,) = deadlines_of(times, rules_of(None, steps(review=one_rule)), CHINA)
    return found


def of_case(times, one_rule):
    (found,) = deadlines_of(times, rules_of(one_rule, steps(review=None)), CHINA)
    return found


class TestCounting:
    def test_the_day_after_is_the_first(self):
        """Friday 13 March 2026 and five working days."""
        assert only(submitted(date(2026, 3, 13)), rule(5)).due_on == date(2026, 3, 20)

    def test_where_the_pack_says_so_the_same_day_is_the_first(self):
        same_day = rule(5, count_from=CountFrom.SAME_DAY)

        assert only(submitted(date(2026, 3, 13)), same_day).due_on == date(2026, 3, 19)

    def test_calendar_days_end_on_a_working_day(self):
        """Ten days from 25 September end within 国庆, which is over on 8 October."""
        ten_days = rule(10, unit=DayUnit.CALENDAR_DAYS)

        assert only(submitted(date(2026, 9, 25)), ten_days).due_on == date(2026, 10, 8)

    def test_a_step_that_is_come_to_again_has_its_days_anew(self):
        times = submitted(date(2026, 3, 13)).moves_to("forwarding", 3, date(2026, 3, 18))
        times = times.moves_to("review", 4, date(2026, 4, 1))

        first, second = deadlines_of(times, rules_of(None, steps(review=rule(5), forwarding=None)), CHINA)

        assert (first.due_on, first.closed_on, first.was_kept) == (date(2026, 3, 20), date(2026, 3, 18), True)
        assert (second.due_on, second.closed_on) == (date(2026, 4, 9), None)  # 6 April is 清明 in lieu

    def test_the_time_of_the_case_begins_with_its_acceptance_where_the_pack_says_so(self):
        begins = case_rule(40, begins_with=Beginning.ACCEPTANCE)
        times = submitted(date(2026, 3, 13))

        assert deadlines_of(times, rules_of(begins, steps(review=None)), CHINA) == []
        accepted = times.begins(3, date(2026, 3, 16), accepted=True)
        assert of_case(accepted, begins).begun_on == date(2026, 3, 16)

    def test_with_the_province_the_time_of_the_case_rests(self):
        times = submitted(date(2026, 3, 2)).moves_to("province", 3, date(2026, 3, 4))
        at_province = steps(review=None, province=None)
        rests = case_rule(5, rests_at=("province",))

        (resting,) = deadlines_of(times, rules_of(rests, at_province), CHINA)
        (back,) = deadlines_of(
            times.moves_to("review", 4, date(2026, 6, 1)), rules_of(rests, at_province), CHINA
        )

        assert (resting.due_on, resting.left) == (None, 4)
        assert back.due_on == date(2026, 6, 4)


class TestPauses:
    def test_a_suspension_across_the_national_day_with_a_saturday_that_is_worked(self):
        """国庆 2026: ten working days from Wednesday 23 September.

        24 September counts; 25 is 中秋; 28 and 29 count; suspended on the 30th, which does not count. The office goes
        on on Friday 9 October, which counts; so does Saturday 10 October, which is worked; then 12 to 16 October.
        """
        times = submitted(date(2026, 9, 23)).rests(RestCause.SUSPENSION, date(2026, 9, 30))

        assert only(times, rule(10)).left == 7
        resumed = only(times.goes_on(RestCause.SUSPENSION, date(2026, 10, 9)), rule(10))
        assert resumed.due_on == date(2026, 10, 16)

    def test_what_was_left_on_the_day_of_the_pause_is_left_again_on_the_day_it_ends(self):
        begun, paused, resumed = date(2026, 3, 2), date(2026, 3, 5), date(2026, 5, 20)
        running = only(submitted(begun), rule(10))
        times = submitted(begun).rests(RestCause.CORRECTION, paused).goes_on(RestCause.CORRECTION, resumed)
        again = only(times, rule(10))

        assert running.days_left(paused, CHINA) == again.days_left(resumed, CHINA)

    def test_a_pause_that_ends_on_the_day_it_begins_changes_nothing(self):
        day = date(2026, 3, 5)
        times = (
            submitted(date(2026, 3, 2)).rests(RestCause.CORRECTION, day).goes_on(RestCause.CORRECTION, day)
        )

        assert only(times, rule(10)).due_on == only(submitted(date(2026, 3, 2)), rule(10)).due_on

    def test_a_suspension_during_a_correction_goes_on_when_the_correction_has_come(self):
        times = submitted(date(2026, 3, 2)).rests(RestCause.CORRECTION, date(2026, 3, 4))
        times = times.rests(RestCause.SUSPENSION, date(2026, 3, 6)).goes_on(
            RestCause.CORRECTION, date(2026, 3, 9)
        )

        assert only(times, rule(5)).light(date(2026, 3, 20)) is Light.GREY
        assert only(times.goes_on(RestCause.SUSPENSION, date(2026, 3, 16)), rule(5)).due_on == date(
            2026, 3, 19
        )

    def test_paused_on_the_last_day_it_is_due_on_the_day_it_goes_on(self):
        times = submitted(date(2026, 3, 2)).rests(RestCause.CORRECTION, date(2026, 3, 9))

        assert only(times, rule(5)).left == 1
        assert only(times.goes_on(RestCause.CORRECTION, date(2026, 4, 1)), rule(5)).due_on == date(2026, 4, 1)

    def test_what_is_overdue_is_not_put_off_by_a_pause(self):
        times = submitted(date(2026, 3, 2)).rests(RestCause.SUSPENSION, date(2026, 3, 20))

        overdue = only(times, rule(5))

        assert overdue.due_on == date(2026, 3, 9)
        assert overdue.light(date(2026, 3, 20)) is Light.RED

    def test_what_was_over_and_is_under_way_again_has_not_lost_the_days_between(self):
        times = submitted(date(2026, 3, 2)).ends(date(2026, 3, 4)).moves_to("review", 9, date(2026, 6, 1))

        assert of_case(times, case_rule(5)).due_on == date(2026, 6, 4)


class TestExtensions:
    def test_an_extension_adds_its_days(self):
        times = submitted(date(2026, 3, 2)).extended(DeadlineKey(step="review", begun=2), 3)

        assert only(times, rule(5)).due_on == date(2026, 3, 12)

    def test_the_extension_of_one_deadline_leaves_the_others(self):
        times = submitted(date(2026, 3, 2)).extended(DeadlineKey(begun=2), 3)

        assert only(times, rule(5)).due_on == date(2026, 3, 9)


class TestLights:
    """Five working days from Monday 2 March 2026: due on Monday the 9th."""

    @pytest.mark.parametrize(
        ("day", "light"),
        [
            (date(2026, 3, 3), Light.GREEN),
            (date(2026, 3, 4), Light.AMBER),  # three working days are left
            (date(2026, 3, 9), Light.AMBER),
            (date(2026, 3, 10), Light.RED),
        ],
    )
    def test_green_then_amber_then_red(self, day, light):
        assert only(submitted(date(2026, 3, 2)), rule(5)).light(day) is light

    def test_grey_while_it_rests(self):
        assert (
            only(submitted(date(2026, 3, 2)).rests(RestCause.CORRECTION, date(2026, 3, 3)), rule(5)).light(
                date(2027, 3, 3)
            )
            is Light.GREY
        )

    def test_black_and_white_once_it_is_closed_late_or_not(self):
        in_time = only(submitted(date(2026, 3, 2)).ends(date(2026, 3, 9)), rule(5))
        late = only(submitted(date(2026, 3, 2)).ends(date(2026, 3, 10)), rule(5))

        assert in_time.light(date(2026, 3, 30)) is late.light(date(2026, 3, 30)) is Light.BLACK_AND_WHITE
        assert (in_time.was_kept, late.was_kept) == (True, False)

    def test_every_light_has_its_colour_in_words(self):
        assert {light.label.zh[0] for light in Light} == set("绿黄红灰黑")

    def test_the_days_left_go_below_nothing(self):
        deadline = only(submitted(date(2026, 3, 2)), rule(5))

        assert [deadline.days_left(date(2026, 3, day), CHINA) for day in (2, 6, 9, 11)] == [5, 1, 0, -2]


def test_a_deadline_into_a_year_without_a_notice_is_provisional():
    into_2027 = only(submitted(date(2026, 12, 28)), rule(5))
    within_2026 = only(submitted(date(2026, 12, 24)), rule(5))

    assert (into_2027.due_on, into_2027.is_provisional) == (date(2027, 1, 5), True)
    assert (within_2026.due_on, within_2026.is_provisional) == (date(2026, 12, 31), False)
