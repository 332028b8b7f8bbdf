"""One demand item: where each decision brings it, what its events say of the books, and what is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.aggregates.demand_item import DemandItem
from domain.base import ReasonRequired
from domain.cases import SameOfficer
from domain.deadlines import Light, days_between, working_days_taken
from domain.demands import (
    Adoption,
    Cell,
    Colour,
    DemandDetails,
    DemandNotInState,
    DemandStatus,
    DisputedTooLate,
    DockingResult,
    EscalationLevel,
    ExtensionAskedTooLate,
    Grade,
    Movement,
    NotCalledBack,
    NotClassified,
    NotEscalatedThere,
    OfAnotherLedger,
    RatedAlready,
    RectificationPending,
)
from domain.errors import Invalid
from domain.keeping_time import ExtensionsUsedUp, NotOverdue
from domain.policy.ledgers import Ledger, Phase
from tests.domain.demand_items import (
    CHINA,
    CITY_AREA,
    EDUCATION,
    FIGURES,
    HRSS_THERE,
    MONDAY,
    SOMEBODY,
    assigned,
    in_progress,
    limit,
    recorded,
    registered,
    settled,
    why,
    window,
    words,
)
from tests.domain.zibo import ZIBO

TUESDAY, WEDNESDAY, FRIDAY = date(2024, 3, 5), date(2024, 3, 6), date(2024, 3, 8)
WHOLE_DUE_ON = date(2024, 3, 25)  # fifteen working days after Monday, 4 March
OPINION = (Ledger.OPINION, "service_process")
MARKET = (Ledger.MARKET_SERVICE, "financing")


# ── Onto the books ───────────────────────────────────────────────────────────────────────────────────────


def test_an_item_begins_registered_under_a_number_that_is_its_id():
    item = registered(serial=12)

    assert item.number == "GG-zhangdian-2024-00012"
    assert item.id == DemandItem.id_of("GG-zhangdian-2024-00012")
    assert (item.status, item.times.at) == (DemandStatus.REGISTERED, Phase.ASSIGNMENT)
    assert recorded(item).movement is Movement.REGISTERED
    assert recorded(item).cell == Cell("zhangdian", Ledger.PUBLIC_SERVICE)


def test_a_demand_cannot_have_been_raised_after_it_was_registered():
    with pytest.raises(Invalid) as refused:
        registered(raised_on=TUESDAY)

    assert refused.value.field == "raised_on"


def test_what_is_personal_is_sealed_for_the_talent_if_one_is_named_and_else_for_the_item():
    of_talent, of_nobody = registered(talent_id=SOMEBODY), registered()

    for item in (of_talent, of_nobody):
        item.withdraw(why())
    assert recorded(of_talent).envelope.reason.subject == SOMEBODY
    assert recorded(of_nobody).envelope.reason.subject == of_nobody.id


def taken_over(status: DemandStatus = DemandStatus.IN_PROGRESS, **stated: Any) -> DemandItem:
    item = registered()
    usual = {
        "city": "370300",
        "area": "zhangdian",
        "ledger": Ledger.PUBLIC_SERVICE,
        "category": "schooling",
        "channel": item.channel,
        "raised_on": date(2024, 1, 8),
        "talent_id": None,
        "details": item.details,
        "lead": EDUCATION,
        "escalated_to": None,
        "due_on": date(2024, 2, 1),
        "days": 18,
        "former_number": "旧12",
    }
    return DemandItem.take_over(
        "GG-zhangdian-2024-00001", status=status, authority=window(), **usual | stated
    )


def test_an_item_that_is_taken_over_is_opening_and_due_when_the_old_book_says():
    item = taken_over()

    assert recorded(item).movement is Movement.OPENED
    assert (item.status, item.lead) == (DemandStatus.IN_PROGRESS, EDUCATION)
    assert limit(item).due_on == date(2024, 2, 1)
    assert limit(item).light(MONDAY) is Light.RED


def test_an_item_that_was_with_the_province_comes_back_to_its_unit():
    item = taken_over(DemandStatus.ESCALATED, escalated_to=EscalationLevel.PROVINCE)

    item.hand_back(None, window())

    assert item.status is DemandStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"status": DemandStatus.SETTLED}, "status"),
        ({"status": DemandStatus.ESCALATED}, "escalated_to"),
        ({"escalated_to": EscalationLevel.CITY}, "escalated_to"),
        ({"lead": None}, "lead"),
        ({"category": None}, "category"),
    ],
)
def test_what_the_old_book_cannot_have_had_is_not_taken_over(stated, field):
    with pytest.raises(Invalid) as refused:
        taken_over(**stated)

    assert refused.value.field == field


# ── Sorted ───────────────────────────────────────────────────────────────────────────────────────────────


def test_another_ledger_is_a_transfer_and_the_number_stays():
    item = registered()

    item.classify(*MARKET, why())

    assert isinstance(recorded(item), DemandItem.Reclassified)
    assert recorded(item).left == Cell("zhangdian", Ledger.PUBLIC_SERVICE)
    assert recorded(item).cell == Cell("zhangdian", Ledger.MARKET_SERVICE)
    assert item.number.startswith("GG-")


def test_a_first_category_in_the_same_ledger_moves_nothing():
    item = registered(category=None)

    item.classify(Ledger.PUBLIC_SERVICE, "housing", window())

    assert isinstance(recorded(item), DemandItem.Classified)
    assert recorded(item).left is None
    assert item.category == "housing"


def test_another_ledger_needs_a_reason_and_the_same_again_is_refused():
    item = registered()

    with pytest.raises(ReasonRequired):
        item.classify(*MARKET, window())
    with pytest.raises(Invalid):
        item.classify(item.ledger, item.category, why())


def test_an_item_that_moves_to_another_area_is_assigned_anew_there():
    item = in_progress()

    item.move_to("boshan", why())

    assert recorded(item).left == Cell("zhangdian", Ledger.PUBLIC_SERVICE)
    assert (item.area, item.status, item.lead) == ("boshan", DemandStatus.REGISTERED, None)
    assert item.times.at == Phase.ASSIGNMENT
    assert limit(item).due_on == WHOLE_DUE_ON


def test_what_is_asked_for_is_restated_for_a_reason():
    item = registered()

    with pytest.raises(ReasonRequired):
        item.restate(DemandDetails(content=words("改")), window())
    item.restate(DemandDetails(content=words("改")), why())

    assert item.details.content.value == "改"


# ── Assigned ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_item_without_a_category_is_not_assigned():
    with pytest.raises(NotClassified):
        assigned(registered(category=None))


def test_the_unit_accepts_and_the_whole_is_due_from_registration():
    item = in_progress(on=MONDAY)

    assert (item.status, item.times.at) == (DemandStatus.IN_PROGRESS, Phase.HANDLING)
    assert limit(item).due_on == WHOLE_DUE_ON


def test_a_day_that_the_window_sets_holds_instead_of_the_rule():
    item = registered()
    rule = ZIBO.ledger(item.ledger).deadlines.whole
    days = days_between(MONDAY, date(2024, 3, 11), rule, CHINA)

    item.assign(EDUCATION, (), window(), due_on=date(2024, 3, 11), days=days)

    assert limit(item).due_on == date(2024, 3, 11)


def test_a_unit_is_named_once():
    with pytest.raises(Invalid):
        registered().assign(EDUCATION, (EDUCATION,), window())


def test_a_dispute_in_time_brings_it_back_to_the_window_and_is_rejected_once_for_all():
    item = assigned()

    item.dispute_assignment(limit(item, Phase.ACCEPTANCE), why(TUESDAY))
    assert (item.status, item.times.at) == (DemandStatus.DISPUTED, Phase.ASSIGNMENT)
    item.reject_dispute(why(TUESDAY))
    assert (item.status, item.times.at) == (DemandStatus.ASSIGNED, Phase.ACCEPTANCE)

    with pytest.raises(DemandNotInState):
        item.dispute_assignment(limit(item, Phase.ACCEPTANCE), why(TUESDAY))


def test_a_dispute_is_answered_by_another_unit_which_may_dispute_as_well():
    item = assigned()
    item.dispute_assignment(limit(item, Phase.ACCEPTANCE), why(TUESDAY))

    item.assign(HRSS_THERE, (EDUCATION,), window(TUESDAY))
    item.dispute_assignment(limit(item, Phase.ACCEPTANCE), why(WEDNESDAY))

    assert item.units == (HRSS_THERE, EDUCATION)


def test_after_one_working_day_it_is_too_late_to_dispute_but_not_to_accept():
    item = assigned()

    with pytest.raises(DisputedTooLate):
        item.dispute_assignment(limit(item, Phase.ACCEPTANCE), why(WEDNESDAY))
    item.accept_assignment(window(WEDNESDAY))

    assert limit(item, Phase.ACCEPTANCE).was_kept is False


def test_what_is_under_way_is_assigned_to_others_for_a_reason():
    item = in_progress()

    with pytest.raises(ReasonRequired):
        item.assign(HRSS_THERE, (), window())
    item.assign(HRSS_THERE, (), why())

    assert item.status is DemandStatus.ASSIGNED


# ── Dealt with ───────────────────────────────────────────────────────────────────────────────────────────


def test_progress_stands_beside_the_status_and_a_reply_is_one():
    item = in_progress()

    item.record_progress(words(), window())
    assert item.status is DemandStatus.IN_PROGRESS
    item.reply_to(words("答复"), window())
    assert item.status is DemandStatus.REPLIED


def test_a_market_service_is_handed_to_the_alliance_with_its_result():
    item = in_progress(registered(*MARKET))

    item.hand_to_alliance("shandong-alliance", None, window())
    item.record_docking(DockingResult.CONTRACTED, words(), window())

    assert (item.docking.member, item.docking.result) == ("shandong-alliance", DockingResult.CONTRACTED)


def test_another_ledger_is_not_handed_to_the_alliance_and_nothing_docks_that_was_not():
    with pytest.raises(OfAnotherLedger):
        in_progress().hand_to_alliance("shandong-alliance", None, window())
    with pytest.raises(DemandNotInState):
        in_progress(registered(*MARKET)).record_docking(DockingResult.FAILED, None, window())


def test_more_time_is_asked_for_and_granted_by_working_days():
    item = in_progress()
    before = limit(item)

    item.request_extension(before, 5, None, why(FRIDAY))
    longer = limit(item, times=item.times.extended(before.key, 5))
    with pytest.raises(SameOfficer):
        item.grant_extension(before, longer, window(FRIDAY))
    item.grant_extension(before, longer, window(FRIDAY, actor="zhangdian-head"))

    assert (recorded(item).due_before, recorded(item).due_after) == (WHOLE_DUE_ON, date(2024, 4, 1))
    assert limit(item).due_on == date(2024, 4, 1)
    with pytest.raises(ExtensionsUsedUp):
        item.request_extension(limit(item), 1, None, why(FRIDAY))


def test_more_time_is_asked_for_while_there_is_some_and_once():
    item = in_progress()

    with pytest.raises(ExtensionAskedTooLate):
        item.request_extension(limit(item), 5, date(2024, 3, 22), why(WHOLE_DUE_ON))
    item.request_extension(limit(item), 5, date(2024, 3, 22), why(date(2024, 3, 22)))
    with pytest.raises(DemandNotInState):
        item.request_extension(limit(item), 5, None, why(date(2024, 3, 22)))


def test_what_was_asked_in_time_is_granted_later_and_may_be_declined():
    item = in_progress()
    with pytest.raises(DemandNotInState):
        item.decline_extension(why())

    item.request_extension(limit(item), 5, None, why(date(2024, 3, 22)))
    rule, days = item.extension_to_grant(limit(item))
    item.decline_extension(why(date(2024, 3, 27)))

    assert (rule.granted_by, days, item.asked) == ("window", 5, None)
    assert limit(item).due_on == WHOLE_DUE_ON


def test_what_is_overdue_is_put_on_record_once_and_decides_nothing():
    item = in_progress()

    with pytest.raises(NotOverdue):
        item.escalate_breach(limit(item), CITY_AREA, window(WHOLE_DUE_ON))
    item.escalate_breach(limit(item), CITY_AREA, window(date(2024, 3, 26)))

    assert item.status is DemandStatus.IN_PROGRESS
    assert recorded(item).escalated_to == "hrss"
    assert limit(item).is_escalated


# ── Passed on ────────────────────────────────────────────────────────────────────────────────────────────


def test_with_the_province_the_whole_rests_and_goes_on_when_it_is_handed_back():
    item = in_progress()

    item.escalate(EscalationLevel.CITY, CITY_AREA, why(TUESDAY))
    assert limit(item).due_on == WHOLE_DUE_ON
    item.escalate(EscalationLevel.PROVINCE, CITY_AREA, why(WEDNESDAY))
    assert limit(item).light(date(2024, 6, 3)) is Light.GREY
    item.hand_back(words("省里答复"), window(date(2024, 3, 13)))

    assert (item.status, recorded(item).by) == (DemandStatus.IN_PROGRESS, EscalationLevel.PROVINCE)
    assert limit(item).due_on == date(2024, 4, 1)


def test_an_item_of_the_city_itself_is_not_passed_on_to_the_city_nor_twice_to_one_level():
    of_city = in_progress(registered(area=CITY_AREA))

    with pytest.raises(NotEscalatedThere):
        of_city.escalate(EscalationLevel.CITY, CITY_AREA, why())
    of_city.escalate(EscalationLevel.MECHANISM, CITY_AREA, why())
    with pytest.raises(NotEscalatedThere):
        of_city.escalate(EscalationLevel.MECHANISM, CITY_AREA, why())


def test_a_supervision_grows_more_urgent_and_is_lifted():
    item = in_progress()

    item.supervise(Colour.YELLOW, why())
    with pytest.raises(DemandNotInState):
        item.supervise(Colour.BLUE, why())
    item.supervise(Colour.RED, why())
    item.lift_supervision(why())

    assert item.supervision is None
    with pytest.raises(DemandNotInState):
        item.lift_supervision(why())


@pytest.mark.parametrize(
    "decide",
    [
        lambda item: item.withdraw(why()),
        lambda item: item.merge_into(SOMEBODY, "GG-zhangdian-2024-00009", why()),
        lambda item: item.move_to("boshan", why()),
        lambda item: item.settle(words(), None, FIGURES, window()),
    ],
)
def test_what_lies_with_a_higher_level_is_handed_back_first(decide):
    item = in_progress()
    item.escalate(EscalationLevel.PROVINCE, CITY_AREA, why())

    with pytest.raises(DemandNotInState):
        decide(item)


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_settled_moves_the_books_says_the_reports_figures_and_waits_for_a_call():
    item = in_progress()

    item.settle(words("已入学"), None, FIGURES, window(FRIDAY))

    assert recorded(item).movement is Movement.SETTLED
    assert recorded(item).figures == FIGURES
    assert (item.status, item.times.at) == (DemandStatus.SETTLED, Phase.CALL_BACK)
    assert limit(item).was_kept


def test_an_opinion_says_whether_it_was_adopted_and_nothing_else_does():
    with pytest.raises(Invalid):
        in_progress(registered(*OPINION)).settle(words(), None, FIGURES, window())
    with pytest.raises(OfAnotherLedger):
        in_progress().settle(words(), Adoption.ADOPTED, FIGURES, window())
    item = in_progress(registered(*OPINION))

    item.settle(words(), Adoption.PARTLY_ADOPTED, FIGURES, window())

    assert item.status is DemandStatus.SETTLED


@pytest.mark.parametrize(
    ("decide", "movement", "status"),
    [
        (lambda item: item.explain(words(), FIGURES, window()), Movement.EXPLAINED, DemandStatus.EXPLAINED),
        (lambda item: item.withdraw(why()), Movement.DROPPED, DemandStatus.WITHDRAWN),
        (lambda item: item.merge_into(SOMEBODY, "n", why()), Movement.DROPPED, DemandStatus.MERGED),
    ],
)
def test_every_other_end_moves_the_books_as_well(decide: Callable[[Any], None], movement, status):
    item = in_progress()

    decide(item)

    assert (recorded(item).movement, item.status) == (movement, status)
    assert not item.is_open


def test_an_item_is_not_merged_into_itself_nor_into_one_that_is_closed():
    item = registered()

    with pytest.raises(Invalid):
        item.merge_into(item.id, item.number, why())
    with pytest.raises(DemandNotInState):
        settled().absorb(item.id, item.number, why())


def test_a_reopened_item_has_all_its_time_again_and_is_rated_anew():
    item = settled()
    item.rate(Grade.SATISFIED, None, window())

    item.reopen(why(FRIDAY))

    assert recorded(item).movement is Movement.REOPENED
    assert (item.status, item.grade) == (DemandStatus.IN_PROGRESS, None)
    assert limit(item).due_on == date(2024, 3, 29)


def test_that_it_was_closed_by_mistake_another_finds_and_no_time_was_lost_or_won():
    item = settled()

    with pytest.raises(SameOfficer):
        item.reverse_closure(why(FRIDAY))
    item.reverse_closure(why(FRIDAY, actor="another", corrects=SOMEBODY))

    assert recorded(item).movement is Movement.RESTORED
    assert item.status is DemandStatus.IN_PROGRESS
    assert limit(item).due_on == WHOLE_DUE_ON


def test_the_time_taken_is_counted_without_the_days_with_the_province():
    item = in_progress()
    item.escalate(EscalationLevel.PROVINCE, CITY_AREA, why(TUESDAY))
    item.hand_back(None, window(FRIDAY))
    whole = ZIBO.ledger(item.ledger).deadlines.whole

    assert working_days_taken(item.times, whole, MONDAY, date(2024, 3, 12), CHINA) == 3


# ── Afterwards ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_answered_item_is_called_back_rated_and_struck_off():
    item = settled()

    with pytest.raises(NotCalledBack):
        item.strike_off(window(), needs_call_back=True)
    item.call_back(None, window(TUESDAY), reached=True)
    item.rate(Grade.VERY_SATISFIED, None, window(TUESDAY))
    item.strike_off(window(TUESDAY), needs_call_back=True)

    assert item.status is DemandStatus.STRUCK_OFF
    assert recorded(item).movement is None
    with pytest.raises(DemandNotInState):
        item.call_back(None, window(TUESDAY), reached=True)


def test_a_call_that_reaches_nobody_leaves_the_limit_open():
    item = settled()

    item.call_back(None, window(TUESDAY), reached=False)
    assert item.times.at == Phase.CALL_BACK
    item.call_back(None, window(WEDNESDAY), reached=True)
    assert item.times.at is None


@pytest.mark.parametrize("grade", [Grade.DISSATISFIED, Grade.VERY_DISSATISFIED])
def test_a_bad_rating_is_put_right_and_rated_once_more_before_the_item_is_struck_off(grade):
    item = settled()
    item.call_back(None, window(TUESDAY), reached=True)

    item.rate(grade, words("慢"), window(TUESDAY))
    assert limit(item, Phase.RECTIFICATION).due_on == date(2024, 3, 26)
    with pytest.raises(RectificationPending):
        item.rate(Grade.SATISFIED, None, window(TUESDAY))
    with pytest.raises(RectificationPending):
        item.strike_off(window(TUESDAY), needs_call_back=True)
    item.rectify(words("已整改"), window(FRIDAY))
    with pytest.raises(ReasonRequired):
        item.strike_off(window(FRIDAY), needs_call_back=True)
    item.rate(Grade.DISSATISFIED, None, window(FRIDAY))
    assert recorded(item).is_follow_up

    item.strike_off(window(FRIDAY), needs_call_back=True)
    assert item.status is DemandStatus.STRUCK_OFF


def test_one_handling_is_rated_once_and_what_was_not_bad_is_not_put_right():
    item = settled()
    item.rate(Grade.BASICALLY_SATISFIED, None, window())

    with pytest.raises(RatedAlready):
        item.rate(Grade.SATISFIED, None, window())
    with pytest.raises(DemandNotInState):
        item.rectify(words(), window())
