"""What offices, units and enterprises do about demand items: whose matter it is, by when, and what is refused."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.demand_item import DemandItem
from domain.authorization import NotYourArea, NotYourDepartment, PostMayNot
from domain.base import Authority, Capacity, ReasonRequired
from domain.case_times import DeadlineKey
from domain.cases import SameOfficer
from domain.demands import (
    Adoption,
    ClosingFigures,
    Colour,
    DemandNotInState,
    DemandStatus,
    DisputedTooLate,
    DockingResult,
    EscalationLevel,
    ExtensionAskedTooLate,
    Grade,
    LongerThanTheRule,
    NotCalledBack,
    NotYourItem,
)
from domain.errors import Invalid, NotFound
from domain.functions import Function
from domain.keeping_time import DeadlineNotRunning, ExtensionTooLong, NotOverdue
from domain.policy.ledgers import Ledger
from domain.policy.loading import read_pack
from domain.policy.refusals import UnknownAllianceMember, UnknownCategory
from domain.use_cases.assigning_demands import (
    AcceptAssignment,
    AssignDemand,
    ClassifyDemand,
    DisputeAssignment,
    MoveDemand,
    RejectDispute,
    StatedUnit,
)
from domain.use_cases.escalating_demands import (
    EscalateDemand,
    HandBackDemand,
    LiftSupervision,
    SuperviseDemand,
)
from domain.use_cases.following_up_demands import (
    CallBack,
    CorrectRating,
    MergeDemand,
    RateDemand,
    RectifyDemand,
    ReopenDemand,
    RestateDemand,
    ReverseClosure,
    StrikeOffDemand,
    WithdrawDemand,
)
from domain.use_cases.handling_demands import (
    DeclineExtension,
    EscalateOverdueDemand,
    ExplainDemand,
    GrantExtension,
    HandDemandToAlliance,
    RecordDocking,
    RecordProgress,
    ReplyToDemand,
    RequestExtension,
    SettleDemand,
)
from domain.use_cases.merging_enterprises import MergeEnterprise
from tests.domain.books_of_zibo import LUJIAN, QILIN, listed
from tests.domain.demands_of_zibo import (
    CITY_WINDOW,
    DETAILS,
    EDUCATION,
    FINANCING,
    PLATFORMS,
    WINDOW,
    assigned,
    in_progress,
    on,
    registered,
    settled,
    the_item,
)
from tests.domain.officers import (
    HRSS,
    HRSS_OF_ZHANGDIAN,
    START_UP,
    entering_for,
    officer,
    saying_why,
    specialist,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

MONDAY, TUESDAY = date(2024, 3, 18), date(2024, 3, 19)  # DAY is the Friday before
DUE_ON = date(2024, 4, 8)  # fifteen working days after, with Tomb-Sweeping Day between
WHY = saying_why(WINDOW)
CITY_WHY = saying_why(CITY_WINDOW)
FINANCE, SCIENCE = officer("finance"), officer("science")
AT_HRSS = StatedUnit(function=Function.HRSS, area="张店区")
NEVER = UUID(int=0xABC, version=4)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def settled_on(books, item_id, day) -> ClosingFigures:
    """What the report says of the item, which is settled on that day."""
    settling = SettleDemand(demand_item_id=item_id, result="已办理")
    return books.send(settling, on(EDUCATION, day)).event.figures


def status(books: Books, item_id: UUID) -> DemandStatus:
    return the_item(books, item_id).status


# ── Who may know ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_item_is_known_to_its_area_the_city_its_units_and_its_enterprise_alone(books):
    own, other = listed(books, LUJIAN, QILIN)
    item_id = assigned(books, enterprise_id=own)
    progress = RecordProgress(demand_item_id=item_id, progress="示例")

    for nobody in (officer("window", "boshan"), officer("education", "boshan"), FINANCE):
        assert isinstance(books.refused(progress, nobody), NotFound | PostMayNot)
    withdrawal = WithdrawDemand(demand_item_id=item_id)
    assert isinstance(books.refused(withdrawal, saying_why(specialist(other))), NotFound)
    books.send(progress, EDUCATION)
    books.send(progress, WINDOW)
    books.send(withdrawal, saying_why(specialist(own)))


def test_who_speaks_for_the_surviving_enterprise_speaks_for_the_demands_of_the_merged(books):
    merged, surviving = listed(books, LUJIAN, QILIN)
    item_id = registered(books, enterprise_id=merged)
    merging = MergeEnterprise(enterprise_id=merged, surviving_enterprise_id=surviving)
    books.send(merging, saying_why(HRSS, reason_code="recorded_twice"))
    command = WithdrawDemand(demand_item_id=item_id)

    assert isinstance(books.refused(command, saying_why(specialist(merged))), NotFound)
    books.send(command, saying_why(specialist(surviving)))

    assert status(books, item_id) is DemandStatus.WITHDRAWN


# ── Where it belongs ─────────────────────────────────────────────────────────────────────────────────────


def test_the_window_classifies_within_the_policy(books):
    item_id = registered(books, category=None)

    command = ClassifyDemand(demand_item_id=item_id, ledger=Ledger.OPINION, category="platforms")
    happened = books.send(command, WINDOW).event

    assert isinstance(happened, DemandItem.Classified)
    wrong = ClassifyDemand(demand_item_id=item_id, ledger=Ledger.OPINION, category="schooling")
    assert isinstance(books.refused(wrong, WHY), UnknownCategory)
    assert isinstance(books.refused(command, saying_why(HRSS)), PostMayNot)


def test_the_citys_window_alone_moves_items_between_areas(books):
    item_id = registered(books)
    command = MoveDemand(demand_item_id=item_id, area="博山区")

    assert isinstance(books.refused(command, WHY), NotYourArea)
    happened = books.send(command, CITY_WHY).event

    assert (happened.from_area, happened.area) == ("zhangdian", "boshan")
    assert isinstance(books.refused(AssignDemand(demand_item_id=item_id), WINDOW), NotFound)
    books.send(AssignDemand(demand_item_id=item_id), officer("window", "boshan"))


def test_what_is_asked_for_is_restated_by_who_asked_or_by_the_window(books):
    (enterprise_id,) = listed(books, LUJIAN)
    item_id = registered(books, enterprise_id=enterprise_id)
    command = RestateDemand(demand_item_id=item_id, details=DETAILS.model_copy(update={"content": "改"}))

    books.send(command, saying_why(specialist(enterprise_id)))
    books.send(command, WHY)
    books.send(command, saying_why(entering_for(WINDOW)))

    assert books.opened(the_item(books, item_id).details.content) == "改"


# ── Who is responsible ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("category", "organization"), [("schooling", "zibo-education"), ("pay", "zhangdian-hrss")]
)
def test_without_a_unit_named_it_goes_to_whose_matter_it_usually_is(books, category, organization):
    item_id = assigned(books, category=category)

    assert the_item(books, item_id).lead.organization == organization


def test_units_are_those_of_the_organization_map(books):
    item_id = registered(books)
    command = AssignDemand(demand_item_id=item_id, lead=AT_HRSS, assisting=(AT_HRSS,))

    assert books.refused(command, WINDOW).fields == ("assisting",)
    nowhere = StatedUnit(function=Function.EDUCATION, area="张店区")
    assert books.refused(AssignDemand(demand_item_id=item_id, lead=nowhere), WINDOW).fields == ("lead",)
    unsorted = registered(books, category=None)
    assert books.refused(AssignDemand(demand_item_id=unsorted), WINDOW).fields == ("lead",)
    named = AssignDemand(demand_item_id=unsorted, lead=AT_HRSS)
    assert books.refused(named, WINDOW).code == "not_classified"


def test_a_day_of_its_own_that_was_too_soon_is_put_right_up_to_the_day_that_the_rule_gives(books):
    item_id = registered(books)
    of = {"demand_item_id": item_id}
    books.send(AssignDemand(**of, due_on=date(2024, 3, 18)), WINDOW)
    books.send(AcceptAssignment(**of), EDUCATION)

    later = books.refused(AssignDemand(**of, due_on=date(2024, 4, 9)), WHY)
    books.send(AssignDemand(**of, due_on=DUE_ON), WHY)
    books.send(AcceptAssignment(**of), EDUCATION)

    assert isinstance(later, LongerThanTheRule)
    assert settled_on(books, item_id, DUE_ON).due_on == DUE_ON


def test_a_day_of_its_own_is_that_day_whatever_more_time_was_granted_and_however_long_it_was_above(books):
    item_id = in_progress(books)
    of = {"demand_item_id": item_id}
    books.send(RequestExtension(**of, days=5), saying_why(EDUCATION))
    books.send(GrantExtension(**of), WINDOW)
    books.send(EscalateDemand(**of, to=EscalationLevel.MECHANISM), CITY_WHY)
    back_on = date(2024, 3, 20)
    books.send(HandBackDemand(**of), on(CITY_WINDOW, back_on))

    books.send(AssignDemand(**of, due_on=date(2024, 3, 29)), on(WHY, back_on))
    books.send(AcceptAssignment(**of), on(EDUCATION, back_on))

    assert settled_on(books, item_id, date(2024, 3, 29)).due_on == date(2024, 3, 29)


def test_a_day_of_its_own_is_no_later_than_the_rule(books):
    item_id = registered(books)

    later = AssignDemand(demand_item_id=item_id, due_on=date(2024, 4, 9))
    assert isinstance(books.refused(later, WINDOW), LongerThanTheRule)
    over = AssignDemand(demand_item_id=item_id, due_on=date(2024, 3, 14))
    assert books.refused(over, WINDOW).fields == ("due_on",)
    books.send(AssignDemand(demand_item_id=item_id, due_on=date(2024, 3, 22)), WINDOW)
    books.send(AcceptAssignment(demand_item_id=item_id), EDUCATION)
    late = on(EDUCATION, date(2024, 3, 25))
    happened = books.send(SettleDemand(demand_item_id=item_id, result="示例"), late).event

    assert (happened.figures.due_on, happened.figures.in_time) == (date(2024, 3, 22), False)


def test_the_unit_in_the_lead_accepts_or_the_window_enters_it_for_the_unit(books):
    item_id = assigned(books)
    command = AcceptAssignment(demand_item_id=item_id)

    assert isinstance(books.refused(command, WINDOW), NotYourItem)
    assert isinstance(books.refused(command, HRSS_OF_ZHANGDIAN), NotYourItem)
    happened = books.send(command, entering_for(WINDOW)).event

    assert happened.envelope.on_behalf_of == "zibo-education"


def test_a_unit_disputes_within_a_working_day_and_the_window_decides(books):
    item_id, late = assigned(books), assigned(books)
    command = DisputeAssignment(demand_item_id=item_id)

    books.send(command, saying_why(on(EDUCATION, MONDAY)))
    books.send(RejectDispute(demand_item_id=item_id), saying_why(on(WINDOW, MONDAY)))
    assert isinstance(books.refused(command, saying_why(on(EDUCATION, MONDAY))), DemandNotInState)
    books.send(AcceptAssignment(demand_item_id=item_id), on(EDUCATION, TUESDAY))

    too_late = DisputeAssignment(demand_item_id=late)
    assert isinstance(books.refused(too_late, saying_why(on(EDUCATION, TUESDAY))), DisputedTooLate)


# ── Dealing with it ──────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_recorded_by_every_unit_and_the_window_and_the_reply_by_the_lead(books):
    item_id = registered(books)
    books.send(AssignDemand(demand_item_id=item_id, assisting=(AT_HRSS,)), WINDOW)
    books.send(AcceptAssignment(demand_item_id=item_id), EDUCATION)
    progress = RecordProgress(demand_item_id=item_id, progress="已联系学校")

    for by in (EDUCATION, HRSS_OF_ZHANGDIAN, WINDOW, CITY_WINDOW):
        books.send(progress, by)
    reply = ReplyToDemand(demand_item_id=item_id, reply="九月入学")
    assert isinstance(books.refused(reply, HRSS_OF_ZHANGDIAN), NotYourItem)
    books.send(reply, EDUCATION)

    assert status(books, item_id) is DemandStatus.REPLIED


def test_a_market_service_goes_to_a_member_that_the_policy_names(books):
    item_id = in_progress(books, WINDOW, FINANCE, **FINANCING)

    stranger = HandDemandToAlliance(demand_item_id=item_id, member="示例银行")
    assert isinstance(books.refused(stranger, WINDOW), UnknownAllianceMember)
    books.send(HandDemandToAlliance(demand_item_id=item_id, member="山东省高层次人才服务联盟"), WINDOW)
    docking = RecordDocking(demand_item_id=item_id, result=DockingResult.CONTRACTED, note="已签约")
    books.send(docking, WINDOW)

    assert the_item(books, item_id).docking.result is DockingResult.CONTRACTED


def test_what_is_settled_says_what_the_report_will(books):
    item_id = in_progress(books, raised_on=date(2024, 3, 12))

    happened = books.send(SettleDemand(demand_item_id=item_id, result="示例"), on(EDUCATION, TUESDAY)).event

    figures = happened.figures
    assert (figures.due_on, figures.in_time, figures.working_days) == (DUE_ON, True, 5)


def test_an_opinion_is_settled_as_adopted_and_the_rest_explained(books):
    adopted = in_progress(books, WINDOW, SCIENCE, **PLATFORMS)
    command = SettleDemand(demand_item_id=adopted, result="已采纳", adoption=Adoption.ADOPTED)
    books.send(command, SCIENCE)
    explained = in_progress(books, WINDOW, SCIENCE, **PLATFORMS)
    books.send(ExplainDemand(demand_item_id=explained, explanation="无政策依据"), SCIENCE)

    assert status(books, adopted) is DemandStatus.SETTLED
    assert status(books, explained) is DemandStatus.EXPLAINED


# ── By when ──────────────────────────────────────────────────────────────────────────────────────────────


def test_more_time_is_asked_a_working_day_ahead_and_granted_by_the_window(books):
    item_id = in_progress(books)
    asking = RequestExtension(demand_item_id=item_id, days=15)

    on_the_last_day = saying_why(on(EDUCATION, DUE_ON))
    assert isinstance(books.refused(asking, on_the_last_day), ExtensionAskedTooLate)
    too_long = RequestExtension(demand_item_id=item_id, days=16)
    assert isinstance(books.refused(too_long, saying_why(EDUCATION)), ExtensionTooLong)
    books.send(asking, saying_why(on(EDUCATION, date(2024, 4, 5))))
    happened = books.send(GrantExtension(demand_item_id=item_id), on(WINDOW, date(2024, 4, 9))).event

    assert (happened.due_before, happened.due_after) == (DUE_ON, date(2024, 4, 29))


def test_more_time_is_declined_with_a_reason_and_by_nobody_else(books):
    item_id = in_progress(books)
    books.send(RequestExtension(demand_item_id=item_id, days=5), saying_why(EDUCATION))

    command = DeclineExtension(demand_item_id=item_id)
    assert books.refused(command, WINDOW).code == "reason_required"
    assert isinstance(books.refused(command, saying_why(EDUCATION)), PostMayNot)
    books.send(command, WHY)

    assert the_item(books, item_id).asked is None


def test_what_is_overdue_the_clock_puts_on_record(books):
    item_id = in_progress(books)
    whole = DeadlineKey(begun=1)
    clock = START_UP.model_copy(
        update={"effective_on": date(2024, 4, 9), "at": on(WINDOW, date(2024, 4, 9)).at}
    )

    happened = books.send(EscalateOverdueDemand(demand_item_id=item_id, deadline=whole), clock).event

    assert (happened.due_on, happened.escalated_to) == (DUE_ON, "hrss")
    unknown = EscalateOverdueDemand(demand_item_id=item_id, deadline=DeadlineKey(begun=99))
    assert isinstance(books.refused(unknown, clock), DeadlineNotRunning)


# ── Above ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_area_passes_on_to_the_city_and_the_city_to_the_province(books):
    item_id = in_progress(books)
    to_province = EscalateDemand(demand_item_id=item_id, to=EscalationLevel.PROVINCE)

    assert isinstance(books.refused(to_province, WHY), NotYourArea)
    books.send(EscalateDemand(demand_item_id=item_id, to=EscalationLevel.CITY), WHY)
    books.send(to_province, CITY_WHY)

    assert status(books, item_id) is DemandStatus.ESCALATED


def test_what_the_province_answers_is_transcribed(books):
    item_id = in_progress(books)
    books.send(EscalateDemand(demand_item_id=item_id, to=EscalationLevel.PROVINCE), CITY_WHY)
    command = HandBackDemand(demand_item_id=item_id, answer="省里答复")
    transcribing = {"capacity": Capacity.TRANSCRIBING, "deciding_body": "shandong-window"}

    assert books.refused(command, CITY_WINDOW).field == "capacity"
    of_another = CITY_WINDOW.model_copy(update=transcribing | {"deciding_body": "zibo-hrss"})
    assert books.refused(command, of_another).field == "deciding_body"
    happened = books.send(command, CITY_WINDOW.model_copy(update=transcribing)).event

    assert happened.envelope.deciding_body == "shandong-window"


def test_the_city_hands_back_by_itself_and_an_area_does_not(books):
    item_id = in_progress(books)
    books.send(EscalateDemand(demand_item_id=item_id, to=EscalationLevel.CITY), WHY)
    command = HandBackDemand(demand_item_id=item_id)

    assert isinstance(books.refused(command, WINDOW), NotYourArea)
    books.send(command, CITY_WINDOW)

    assert status(books, item_id) is DemandStatus.IN_PROGRESS


def test_windows_and_the_citys_hrss_supervise(books):
    item_id = in_progress(books)

    books.send(SuperviseDemand(demand_item_id=item_id, colour=Colour.BLUE), WHY)
    books.send(SuperviseDemand(demand_item_id=item_id, colour=Colour.RED), saying_why(HRSS))
    books.send(LiftSupervision(demand_item_id=item_id), saying_why(HRSS))

    assert the_item(books, item_id).supervision is None


def test_the_clock_supervises_as_urgently_as_an_item_is_overdue_and_leaves_what_an_officer_has_lifted(books):
    item_id = in_progress(books)  # due on DUE_ON, and the policy says 1, 3 and 5 working days

    def clock(day: int) -> Authority:
        return saying_why(on(START_UP, date(2024, 4, day)), capacity=Capacity.SYSTEM)

    blue, yellow, red = (SuperviseDemand(demand_item_id=item_id, colour=colour) for colour in Colour)
    assert isinstance(books.refused(blue, clock(DUE_ON.day)), NotOverdue)
    books.send(blue, clock(DUE_ON.day + 1))
    assert isinstance(books.refused(yellow, clock(DUE_ON.day + 1)), NotOverdue)
    books.send(yellow, clock(DUE_ON.day + 3))
    books.send(LiftSupervision(demand_item_id=item_id), on(WHY, date(2024, 4, DUE_ON.day + 3)))
    assert isinstance(books.refused(yellow, clock(DUE_ON.day + 4)), DemandNotInState)
    books.send(red, clock(DUE_ON.day + 7))

    assert the_item(books, item_id).supervision is Colour.RED


# ── The end, and after ───────────────────────────────────────────────────────────────────────────────────


def test_two_items_that_ask_for_the_same_become_one_in_one_transaction(books):
    merged, surviving = registered(books), in_progress(books)

    sent = books.send(MergeDemand(demand_item_id=merged, surviving_demand_item_id=surviving), WHY)

    assert [event.TOPIC for event in sent.events] == ["DemandItem.MergedInto", "DemandItem.Absorbed"]
    assert the_item(books, surviving).absorbed == (merged,)
    assert the_item(books, merged).merged_into == surviving


def test_nothing_is_merged_into_what_is_closed_elsewhere_or_the_item_itself(books):
    item_id = registered(books)

    closed = MergeDemand(demand_item_id=item_id, surviving_demand_item_id=settled(books))
    assert isinstance(books.refused(closed, WHY), DemandNotInState)
    there = registered(books, officer("window", "boshan"))
    elsewhere = MergeDemand(demand_item_id=item_id, surviving_demand_item_id=there)
    assert isinstance(books.refused(elsewhere, WHY), NotFound)
    itself = MergeDemand(demand_item_id=item_id, surviving_demand_item_id=item_id)
    assert books.refused(itself, WHY).fields == ("surviving_demand_item_id",)
    missing = MergeDemand(demand_item_id=item_id, surviving_demand_item_id=NEVER)
    assert isinstance(books.refused(missing, WHY), NotFound)


def test_two_items_are_never_merged_into_each_other(books):
    one, other = registered(books), registered(books)
    books.log.rivals.append(
        lambda: books.send(MergeDemand(demand_item_id=other, surviving_demand_item_id=one), WHY)
    )

    with pytest.raises(DemandNotInState):
        books.send(MergeDemand(demand_item_id=one, surviving_demand_item_id=other), WHY)

    assert sorted(status(books, id_) for id_ in (one, other)) == ["merged", "registered"]


def test_who_asked_rates_or_the_window_enters_it(books):
    (enterprise_id,) = listed(books, LUJIAN)
    item_id = settled(books, enterprise_id=enterprise_id)
    command = RateDemand(demand_item_id=item_id, grade=Grade.SATISFIED, comment="很快")

    assert isinstance(books.refused(command, WINDOW), PostMayNot)
    assert isinstance(books.refused(command, EDUCATION), PostMayNot)
    happened = books.send(command, entering_for(WINDOW)).event

    assert happened.envelope.on_behalf_of == str(enterprise_id)


def test_a_rating_that_was_mistyped_is_put_right_by_another_who_says_why(books):
    item_id = settled(books)
    colleague = WINDOW.model_copy(update={"actor": "a-colleague"})
    right = CorrectRating(demand_item_id=item_id, grade=Grade.VERY_SATISFIED)
    assert isinstance(books.refused(right, saying_why(colleague)), DemandNotInState)
    books.send(CallBack(demand_item_id=item_id, reached=True), WINDOW)
    books.send(RateDemand(demand_item_id=item_id, grade=Grade.DISSATISFIED), WINDOW)

    assert isinstance(books.refused(right, colleague), ReasonRequired)
    assert isinstance(books.refused(right, saying_why(WINDOW)), SameOfficer)
    books.send(right, saying_why(colleague))

    item = books.load(DemandItem, item_id)
    assert (item.grade, item.times.at) == (Grade.VERY_SATISFIED, None)
    books.send(StrikeOffDemand(demand_item_id=item_id), WINDOW)


def test_a_whole_way_to_the_end_with_a_bad_rating_between(books):
    item_id = settled(books)

    assert isinstance(books.refused(StrikeOffDemand(demand_item_id=item_id), WINDOW), NotCalledBack)
    books.send(CallBack(demand_item_id=item_id, reached=True, note="已核实"), WINDOW)
    books.send(RateDemand(demand_item_id=item_id, grade=Grade.DISSATISFIED), WINDOW)
    books.send(RectifyDemand(demand_item_id=item_id, rectification="已整改"), EDUCATION)
    books.send(RateDemand(demand_item_id=item_id, grade=Grade.SATISFIED), WINDOW)
    books.send(StrikeOffDemand(demand_item_id=item_id), WINDOW)
    books.send(ReopenDemand(demand_item_id=item_id), WHY)

    assert status(books, item_id) is DemandStatus.IN_PROGRESS


def test_a_closure_that_was_a_mistake_names_the_event_and_is_anothers_to_reverse(books):
    item_id = settled(books)
    closing = books.log.records()[-1].event_id
    another = books.log.records()[-2].event_id
    command = ReverseClosure(demand_item_id=item_id)

    assert isinstance(books.refused(command, WHY), Invalid)
    assert books.refused(command, saying_why(WINDOW, corrects=another)).field == "corrects"
    happened = books.send(command, saying_why(WINDOW, corrects=closing)).event

    assert happened.envelope.corrects == closing
    assert status(books, item_id) is DemandStatus.IN_PROGRESS


def test_what_was_merged_by_mistake_is_dealt_with_for_itself_again_wherever_the_other_item_stands(books):
    item_id, other_id = in_progress(books), in_progress(books)
    books.send(MergeDemand(demand_item_id=item_id, surviving_demand_item_id=other_id), WHY)
    merging = books.store.history(item_id)[-1].entry.event_id
    books.send(SettleDemand(demand_item_id=other_id, result="已入学"), EDUCATION)
    reversal = ReverseClosure(demand_item_id=item_id)

    assert isinstance(books.refused(reversal, saying_why(WINDOW, corrects=merging)), SameOfficer)
    another = saying_why(WINDOW, actor="zhou-window", corrects=merging)
    topics = {event.TOPIC for event in books.send(reversal, another).events}

    assert topics == {"DemandItem.ClosureReversed", "DemandItem.Separated"}
    item, other = the_item(books, item_id), the_item(books, other_id)
    assert (item.status, item.merged_into) == (DemandStatus.IN_PROGRESS, None)
    assert (other.status, other.absorbed) == (DemandStatus.SETTLED, ())


def test_an_extension_is_granted_by_nobody_else_than_the_pack_says():
    text = ZIBO.content.replace("granted_by: window}", "granted_by: hrss}")
    books = Books(read_pack(text, "zibo-2023.yaml"))
    item_id = in_progress(books)
    books.send(RequestExtension(demand_item_id=item_id, days=5), saying_why(EDUCATION))

    of = {"demand_item_id": item_id}
    for decision in (GrantExtension(**of), DeclineExtension(**of)):
        assert isinstance(books.refused(decision, WHY), NotYourDepartment)

    books.send(GrantExtension(**of), HRSS_OF_ZHANGDIAN)

    assert the_item(books, item_id).asked is None
