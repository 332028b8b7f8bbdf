"""For any lawful histories of cases the register says what the cases say, and nobody's work is lost between queues."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.rendering.actions import copied
from domain.aggregates import CardApplication, Panel
from domain.authorization import Post, Role, Scope
from domain.base import Authority, Event
from domain.calendar import Calendar, published
from domain.case_chapters import attachments, deadlines, policy
from domain.cases import CaseStatus, CorrectionItem, Opinion, ProvincialResult
from domain.errors import Refusal
from domain.panels import PanelMember, PanelStatus, Vote
from domain.personal_data import Personal
from domain.policy.organizations import Level
from domain.policy.steps import Step, StepKind, Steps
from domain.registration_form import RegistrationForm
from projections.case_register import CaseFilter, CaseLine, EntryKind, Queue, Worker, case_register
from tests.domain.event_shapes import event_classes
from tests.domain.zibo import ZIBO
from tests.projections.made_up import enterprise, officer

EVERYTHING = Scope()
HOME = enterprise()  # in Zhangdian


def somebody(actor: str, function: str, area: str = "zibo-shibenji") -> Authority:
    who = {"actor": actor, "function": function, "area": area, "corrects": uuid4()}
    return officer().model_copy(update=who)


PEOPLE = (
    somebody("wang-li", "drc", "zhangdian"),
    somebody("ma-lan", "drc", "zhangdian"),
    somebody("zhao-min", "drc"),
    somebody("liu-qing", "drc"),
    somebody("sun-jing", "hrss"),
    somebody("qian-duo", "hrss"),
    somebody("hu-bin", "hrss", "zhangdian"),
    somebody("ren-yi", "miit"),
)
CHEN = officer().model_copy(
    update={"actor": "chen", "role": "specialist", "function": None, "area": None, "enterprise_id": HOME.id}
)
Ask = Callable[[CardApplication, int, Authority], object]
Where = Callable[[CardApplication], bool]
AREA = {"area": "zhangdian"}
CHINA = Calendar(published)
ITEMS = (CorrectionItem(field="resume"),)
PANELS: dict[UUID, Panel] = {}  # every panel that was convened in any history


def form(number: int) -> RegistrationForm:
    person = uuid4()
    return RegistrationForm(
        name=Personal(person, "李慧"),
        employer_area="zhangdian",
        document_id=person,
        document_kind="passport",
        document_country="CHN",
        document_number=Personal(person, f"E{number:08d}"),
        enterprise_name=HOME.name,
        enterprise_type="cluster_leader",
        competent_department="zibo-drc",
    )


def drafted(city: str, route: str) -> CardApplication:
    facts: dict[str, Any] = {"card_type": ZIBO.route(route).card_type, "route": route}
    facts |= dict.fromkeys(("quota_id", "quota_year", "place_id", "department", "list_type"))
    if route == "quota":
        facts |= {"quota_year": 2025, "place_id": uuid4(), "department": "drc", "list_type": "cluster_leader"}
    return CardApplication.draft(
        uuid4(),
        area="zhangdian",
        talent_id=uuid4(),
        city=city,
        enterprise_id=HOME.id,
        authority=CHEN,
        **facts,
    )


def brought_to(step: str | None, city: str, route: str = "quota") -> CardApplication:
    """A case that others than our people have brought to a step, or a draft."""
    case = drafted(city, route)
    if step is not None:
        submit(case, 1, CHEN)
        for passed in steps_of(case)[: steps_of(case).index(steps_of(case).step(step))]:
            advance(case, 0, somebody(f"who-did-{passed.code}", passed.function_for("drc")))
    return case


def steps_of(case: CardApplication) -> Steps:
    return ZIBO.route(case.route).steps


def here(case: CardApplication) -> Step:
    return steps_of(case).step(case.step)


def later(case: CardApplication) -> Step:
    return steps_of(case).after(case.step or "")


def earlier(case: CardApplication, number: int) -> Step:
    """A step before the present one. Raises `ZeroDivisionError` at the first."""
    before = steps_of(case)[: steps_of(case).index(here(case))]
    return before[number % len(before)]


def submit(case: CardApplication, number: int, who: Authority) -> None:
    by = CHEN if number % 3 else who
    case.submit(steps_of(case).first, not_applicable=(), attestation=None, **AREA, authority=by)


def advance(case: CardApplication, number: int, who: Authority) -> None:
    """Do what brings a case on at its step."""
    by = {**AREA, "authority": who}
    if here(case).kind is StepKind.DECISION:
        case.grant(here(case), uuid4(), None, **by)
        return
    steps = here(case), later(case)
    match here(case).kind:
        case StepKind.OPINION:
            case.give_opinion(*steps, list(Opinion)[number % 2], **by)
        case StepKind.REVIEW:
            case.review(*steps, **by)
        case StepKind.RECEPTION:
            case.receive(*steps, uuid4(), **by)
        case StepKind.PANEL:
            write_down(case, number, who)
        case _:
            if case.batch_id is None and case.route == "quota":
                case.join_batch(here(case), uuid4(), **by)
            case.hand_on(*steps, **by)


def write_down(case: CardApplication, number: int, who: Authority) -> None:
    """What the city's HRSS writes down next about the panel that a case waits for, up to its conclusion."""
    if case.open_panel_id is None:
        convene(case, number, who)
        return
    case.must_let_write(here(case), who)
    panel = PANELS[case.open_panel_id]
    for member_id, expert in panel.experts.items():
        if expert.vote is None:
            panel.cast_vote(member_id, Vote.ABSTAIN if number % 4 == 0 else Vote.AGREE, None, who)
    rule = here(case).panel
    assert rule is not None
    panel.conclude(rule, who)


def convene(case: CardApplication, _number: int, who: Authority) -> None:
    id_, experts = uuid4(), [uuid4() for _ in range(5)]
    case.convene_panel(here(case), id_, **AREA, authority=who)
    PANELS[id_] = Panel.convene(
        id_,
        talent_id=case.talent_id,
        members=tuple(PanelMember(member_id=one, name=Personal(one, "论证甲")) for one in experts),
        card_application_id=case.id,
        city=case.city,
        step=here(case).code,
        convened_by="shandong-hrss",
        together_with=(),
        **AREA,
        authority=who,
    )


def confirm_conclusion(case: CardApplication, number: int, who: Authority) -> None:
    """Or the second officer finds that it is not what the papers say."""
    case.must_let_write(here(case), who)
    panel = open_panel(case)
    if number % 3:
        conclusion = panel.confirm_conclusion(who)
        case.conclude_panel(here(case), later(case), conclusion, **AREA, authority=who)
    else:
        panel.contest_conclusion(who)


def dissolve(case: CardApplication, _number: int, who: Authority) -> None:
    case.must_let_write(here(case), who)
    open_panel(case).dissolve(who)
    case.dissolve_panel(here(case), **AREA, authority=who)


def open_panel(case: CardApplication) -> Panel:
    assert case.open_panel_id is not None
    return PANELS[case.open_panel_id]


def transcribe(case: CardApplication, number: int, who: Authority) -> None:
    result = list(ProvincialResult)[number % 3]
    back = earlier(case, number) if result is ProvincialResult.RETURNED else None
    case.transcribe_result(here(case), result, back, **AREA, authority=who)


def confirm(case: CardApplication, number: int, who: Authority) -> None:
    match case.transcribed and case.transcribed.result:
        case ProvincialResult.APPROVED:
            case.approve(here(case), uuid4(), None, **AREA, authority=who)
        case ProvincialResult.REJECTED:
            case.reject(here(case), **AREA, authority=who)
        case _:
            case.return_by_province(here(case), **AREA, authority=who)


def ask_for_correction(case: CardApplication, number: int, who: Authority) -> None:
    result = list(ProvincialResult)[number % 3]
    back = earlier(case, number) if result is ProvincialResult.RETURNED else None
    case.request_entry_correction(result, back, **AREA, authority=who)


def correct(case: CardApplication, number: int, who: Authority) -> None:
    approves = case.correction is not None and case.correction.result is ProvincialResult.APPROVED
    case.correct_entry(uuid4() if approves else None, **AREA, authority=who)


def is_at(*kinds: StepKind) -> Where:
    return lambda case: in_process(case) and here(case).kind in kinds


def is_drafted(case: CardApplication) -> bool:
    return case.status is CaseStatus.DRAFTED


def in_process(case: CardApplication) -> bool:
    return case.status is CaseStatus.IN_PROCESS


def is_suspended(case: CardApplication) -> bool:
    return case.status is CaseStatus.SUSPENDED


def has_ended(case: CardApplication) -> bool:
    return case.ending is not None and not case.is_open


def is_with_enterprise(case: CardApplication) -> bool:
    return case.status is CaseStatus.CORRECTION_REQUESTED


def is_answered(case: CardApplication) -> bool:
    return case.status in (CaseStatus.APPROVED, CaseStatus.REJECTED)


def suspend(case: CardApplication, number: int, who: Authority) -> None:
    grounds = ZIBO.quota_route("huicai").case_life.suspension
    case.suspend(here(case), grounds[number % len(grounds)], **AREA, authority=who)


def resume(case: CardApplication, _number: int, who: Authority) -> None:
    case.resume(CHINA, **AREA, authority=who)


def ask_for_reconsideration(case: CardApplication, _number: int, _who: Authority) -> None:
    case.request_reconsideration(**AREA, authority=CHEN)


def reconsider(case: CardApplication, number: int, who: Authority) -> None:
    if number % 2:
        case.overturn(here(case), here(case), **AREA, authority=who)
    else:
        case.uphold(here(case), **AREA, authority=who)


def ask_for_revision(case: CardApplication, number: int, who: Authority) -> None:
    status = [CaseStatus.APPROVED, CaseStatus.REJECTED, CaseStatus.IN_PROCESS][number % 3]
    back = earlier(case, number) if status is CaseStatus.IN_PROCESS else None
    case.request_revision(status, back, **AREA, authority=who)


def revise(case: CardApplication, _number: int, who: Authority) -> None:
    approves = case.revision is not None and case.revision.status is CaseStatus.APPROVED
    case.revise(here(case), uuid4() if approves else None, **AREA, authority=who)


def correct_form(case: CardApplication, _number: int, who: Authority) -> None:
    case.correct_form(**AREA, authority=who)


def recuse(case: CardApplication, number: int, who: Authority) -> None:
    """Rarely oneself: who is recused does little more."""
    whom = who if number % 4 else PEOPLE[number % len(PEOPLE)]
    signed = who.model_copy(update={"signatory": "zhou-head"})
    case.recuse(whom.actor, **AREA, authority=signed)


def withdraw_recusal(case: CardApplication, number: int, who: Authority) -> None:
    case.withdraw_recusal(sorted(case.recused)[number % len(case.recused)], **AREA, authority=who)


WITH_PROVINCE = is_at(StepKind.PROVINCIAL_RESULT)
BEFORE_EXPERTS = is_at(StepKind.PANEL)


def has_panel(case: CardApplication) -> bool:
    return BEFORE_EXPERTS(case) and case.open_panel_id is not None


def has_concluded(case: CardApplication) -> bool:
    """Whether a second officer has to compare what the panel came to with the province's papers."""
    return has_panel(case) and open_panel(case).status is PanelStatus.CONCLUDED


ASKED: Sequence[tuple[Where, Ask]] = (
    (is_drafted, submit),
    (is_drafted, lambda c, n, who: c.fill_form(form(n), **AREA, authority=CHEN)),
    *((in_process, advance),) * 4,
    (in_process, lambda c, n, who: c.return_to(here(c), earlier(c, n), **AREA, authority=who)),
    (in_process, lambda c, n, who: c.request_correction(here(c), ITEMS, **AREA, authority=who)),
    (is_with_enterprise, lambda c, n, who: c.supply_correction(form(n), ("resume",), **AREA, authority=CHEN)),
    (is_with_enterprise, lambda c, n, who: c.supply_correction(form(n), ("resume",), **AREA, authority=who)),
    *((is_answered, ask_for_revision),) * 2,
    *((is_answered, revise),) * 2,
    (is_answered, lambda c, n, who: c.decline_revision(**AREA, authority=who)),
    (is_answered, lambda c, n, who: c.request_form_correction(form(n), ("resume",), **AREA, authority=CHEN)),
    (is_answered, correct_form),
    (is_answered, lambda c, n, who: c.decline_form_correction(**AREA, authority=who)),
    *((has_ended, ask_for_reconsideration),) * 3,
    *((has_ended, reconsider),) * 4,
    (in_process, lambda c, n, who: c.accept(here(c), f"{n}", who.effective_on, **AREA, authority=who)),
    (in_process, lambda c, n, who: c.refuse(here(c), **AREA, authority=who)),
    *(((lambda c: in_process(c) or is_with_enterprise(c)), suspend),) * 2,
    *((is_suspended, resume),) * 2,
    (in_process, recuse),
    *(((lambda c: c.recused), withdraw_recusal),) * 2,
    (in_process, lambda c, n, who: c.not_recommend(here(c), **AREA, authority=who)),
    *((is_at(StepKind.DECISION), lambda c, n, who: c.decline(here(c), **AREA, authority=who)),) * 2,
    (CardApplication.is_open.fget, lambda c, n, who: c.withdraw(**AREA, authority=CHEN)),
    (CardApplication.is_open.fget, lambda c, n, who: c.supersede(uuid4(), **AREA, authority=CHEN)),
    (in_process, lambda c, n, who: c.join_batch(here(c), uuid4(), **AREA, authority=who)),
    (lambda c: c.batch_id is not None, lambda c, n, who: c.leave_batch(**AREA, authority=who)),
    *((WITH_PROVINCE, transcribe),) * 2,
    *((WITH_PROVINCE, confirm),) * 3,
    *((BEFORE_EXPERTS, write_down),) * 2,
    *((has_panel, confirm_conclusion),) * 2,
    (has_panel, dissolve),
    (WITH_PROVINCE, lambda c, n, who: c.contest_result(here(c), **AREA, authority=who)),
    *((is_answered, ask_for_correction),) * 2,
    *((is_answered, correct),) * 2,
    (is_answered, lambda c, n, who: c.decline_entry_correction(**AREA, authority=who)),
)
# Files, deadlines and another policy version leave a case at its step and in its status: they have tests of their own.
BESIDE_THE_STEPS = {
    event.TOPIC
    for event in event_classes()
    if event.__module__ in {attachments.__name__, deadlines.__name__, policy.__name__}
}
asked = st.tuples(st.sampled_from(ASKED), st.integers(0, 59), st.integers(0, 59), st.sampled_from(PEOPLE))
histories = st.lists(asked, min_size=10, max_size=60)
pages = st.lists(st.integers(1, 9), max_size=30)
on_one_database = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def lawful_cases(
    history: Iterable[tuple[tuple[Where, Ask], int, int, Authority]],
) -> tuple[list[CardApplication], list[Event]]:
    """Cases of a city of their own, about which everything was decided that was not refused, and its events.

    They begin on open routes as a draft and at a step that any of several offices may take, with the city's issuer,
    about to be forwarded, and before its experts; on the quota route as a draft, at the district, at HRSS, with the province, approved,
    not recommended, and approved but to be decided otherwise.
    """
    city = str(uuid4())
    open_routes = (
        ("front_end", None),
        ("front_end", "review"),
        ("open_challenge", "decision"),
        ("flexible", "forwarding"),
        ("panel", "panel"),
    )
    cases = [brought_to(step, city, route) for route, step in open_routes]
    steps = None, "district_opinion", "hrss_reception", "provincial_result", "provincial_result"
    cases += [brought_to(step, city) for step in steps]
    transcribe(cases[-1], 0, somebody("who-wrote", "hrss"))
    confirm(cases[-1], 0, somebody("who-confirmed", "hrss"))
    cases.append(brought_to("department_review", city))
    cases[-1].not_recommend(here(cases[-1]), **AREA, authority=somebody("who-ended", "drc"))
    ask_for_reconsideration(cases[-1], 0, CHEN)
    cases.append(brought_to("provincial_result", city))
    transcribe(cases[-1], 0, somebody("who-wrote", "hrss"))
    confirm(cases[-1], 0, somebody("who-confirmed", "hrss"))
    ask_for_revision(cases[-1], 1, somebody("who-asked", "hrss"))
    events = collected(cases)
    for (where, ask), which, number, who in history:
        asked_of = [case for case in cases if where(case)]
        with suppress(Refusal, ZeroDivisionError, IndexError):  # there is no such case, or no such step
            ask(asked_of[which % len(asked_of)], number, who)
        events += collected(cases)
    return cases, events


def collected(cases: Sequence[CardApplication]) -> list[Event]:
    """What was decided since about the cases and about the panels that were convened last about them."""
    panels = [PANELS[case.panel_id] for case in cases if case.panel_id is not None]
    return [event for noun in (*cases, *panels) for event in noun.collect_events()]


@pytest.fixture
def projected(take_in) -> Callable[..., None]:
    """Takes events of cases into the register, in which their enterprise is already."""
    take_in(case_register, HOME.pending_events, ())
    return lambda events, lengths=(): take_in(case_register, events, lengths)


@on_one_database
@given(histories, pages)
def test_given_any_lawful_histories_then_the_register_says_what_the_cases_say(
    projected, cases, history, lengths
):
    known, events = lawful_cases(history)
    projected(events, lengths)

    lines = {one.card_application_id: one for one in cases.page(of_city(known), scope=EVERYTHING)}

    assert lines.keys() == {case.id for case in known}
    for case in known:
        line = lines[case.id]
        assert (line.status, line.step, line.batch_id) == (case.status, case.step, case.batch_id)
        assert (line.card_id, line.submitted_on) == (case.card_id, case.submitted_on)
        assert (line.version, line.talent_id, line.place_id) == (case.version, case.talent_id, case.place_id)
        assert waiting_entry(line) == expected_entry(case)
        assert line.acceptance_number == (case.intake and case.intake.number)
        rests = case.rest if is_suspended(case) else None
        assert (line.suspended_on, line.suspension_ground) == (rests and rests.since, rests and rests.ground)
        own = [event for event in events if event.originator_id == case.id]
        assert (line.returns, line.corrections) == (
            times_returned(own),
            len(of_topic(own, "CorrectionRequested")),
        )
        assert line.last_actor == own[-1].envelope.actor


@pytest.mark.parametrize("ends", [CardApplication.not_recommend, CardApplication.refuse])
def test_given_an_answer_written_down_of_a_case_that_then_ended_then_only_its_reconsideration_waits(
    projected, cases, ends
):
    case = brought_to("provincial_result", str(uuid4()))
    transcribe(case, 0, somebody("who-wrote", "hrss"))
    ends(case, here(case), **AREA, authority=somebody("who-ended", "hrss"))
    ask_for_reconsideration(case, 0, CHEN)
    projected(case.collect_events())

    [line] = cases.page(of_city([case]), scope=EVERYTHING)

    assert waiting_entry(line) == expected_entry(case) == (EntryKind.RECONSIDERATION, None, CHEN.actor)


def test_given_an_answer_written_down_of_a_case_that_was_then_returned_then_nothing_waits(projected, cases):
    case = brought_to("provincial_result", str(uuid4()))
    transcribe(case, 0, somebody("who-wrote", "hrss"))
    case.return_to(here(case), earlier(case, 0), **AREA, authority=somebody("who-returned", "hrss"))
    projected(case.collect_events())

    [line] = cases.page(of_city([case]), scope=EVERYTHING)

    assert (waiting_entry(line), case.transcribed) == (None, None)


@on_one_database
@given(histories, pages)
def test_given_any_lawful_histories_then_every_case_is_in_exactly_one_status(
    projected, cases, history, lengths
):
    known, events = lawful_cases(history)
    projected(events, lengths)

    def count(**wanted: Any) -> int:
        return len(cases.page(CaseFilter(city=known[0].city, **wanted), scope=EVERYTHING))

    by_status = {status: count(status=status) for status in CaseStatus}

    assert sum(by_status.values()) == count() == len(of_topic(events, "Drafted"))
    submitted = {event.originator_id for event in of_topic(events, "Submitted")}
    withdrawn_before = sum(
        case.submitted_on is None and case.status is not CaseStatus.DRAFTED for case in known
    )
    assert sum(by_status.values()) - by_status[CaseStatus.DRAFTED] - withdrawn_before == len(submitted)


@on_one_database
@given(histories, st.sampled_from(PEOPLE))
def test_given_any_lawful_histories_then_what_is_mine_is_just_what_i_may_decide_now(
    projected, cases, history, who
):
    known, events = lawful_cases(history)
    projected(events)

    mine = {one.card_application_id for one in queue_of(who, Queue.MINE, known, cases)}

    assert mine == {case.id for case in known if has_turn(case, who) and may_decide(case, who)}


@on_one_database
@given(histories, st.sampled_from(PEOPLE))
def test_given_any_lawful_histories_then_what_is_to_confirm_is_just_what_i_may_confirm_now(
    projected, cases, history, who
):
    known, events = lawful_cases(history)
    projected(events)

    to_confirm = {one.card_application_id for one in queue_of(who, Queue.TO_CONFIRM, known, cases)}

    assert to_confirm == {case.id for case in known if has_turn(case, who) and may_confirm(case, who)}


@on_one_database
@given(histories, st.sampled_from(PEOPLE))
def test_given_any_lawful_histories_then_what_is_to_resume_is_just_what_i_may_resume_now(
    projected, cases, history, who
):
    known, events = lawful_cases(history)
    projected(events)

    to_resume = {one.card_application_id for one in queue_of(who, Queue.TO_RESUME, known, cases)}

    assert to_resume == {case.id for case in known if has_turn(case, who) and _goes(resume, case, who)}


@on_one_database
@given(histories, st.sampled_from(PEOPLE))
def test_given_any_lawful_histories_then_no_case_in_the_hands_of_an_office_is_lost_to_its_officers(
    projected, cases, history, who
):
    known, events = lawful_cases(history)
    projected(events)
    found = {
        queue: {one.card_application_id for one in queue_of(who, queue, known, cases)} for queue in Queue
    }

    handled = {event.originator_id for event in events if of_office(event, who)}
    open_cases = {
        case.id for case in known if in_process(case) or is_with_enterprise(case) or is_suspended(case)
    }
    whole = [found[queue] for queue in Queue if queue is not Queue.RETURNED]
    assert handled & open_cases <= set.union(*whole)
    assert sum(map(len, whole)) == len(set.union(*whole)), "a case stands in one queue"
    assert found[Queue.RETURNED] <= found[Queue.MINE]


def test_the_histories_tried_reach_every_status_and_every_event():
    reached: Counter[str] = Counter()

    @settings(max_examples=600, deadline=None, database=None, derandomize=True)
    @given(histories)
    def try_out(history):
        known, events = lawful_cases(history)
        reached.update(case.status for case in known)
        reached.update(event.TOPIC for event in events)

    try_out()

    of_cases = ("CardApplication.", "Panel.")
    expected = {topic for topic in case_register.taken if topic.startswith(of_cases)} | {*CaseStatus}
    assert expected - BESIDE_THE_STEPS - set(reached) == set()


# ── What the cases themselves say ────────────────────────────────────────────────────────────────────────


def of_city(known: Sequence[CardApplication]) -> CaseFilter:
    return CaseFilter(city=known[0].city)


def queue_of(who: Authority, queue: Queue, known: Sequence[CardApplication], cases: Any) -> list[CaseLine]:
    worker = Worker(who.actor, Post(role=Role.OFFICER, function=who.function, area=who.area))
    return cases.page(of_city(known), scope=EVERYTHING, queue=(queue, worker))


def has_turn(case: CardApplication, who: Authority) -> bool:
    """Whether the step is this post's (`must_have_turn`)."""
    if case.step is None:
        return False
    offices = {
        (
            desk.function_for(case.department),
            "zhangdian" if desk.level is Level.DISTRICT else ZIBO.city_area.code,
        )
        for desk in here(case).desks
    }
    return (who.function, who.area) in offices


def may_decide(case: CardApplication, who: Authority) -> bool:
    """Whether the case lets this person act at its step, tried out on a copy."""
    if BEFORE_EXPERTS(case):
        return not has_concluded(case) and _goes(lambda c, _n, by: c.must_let_write(here(c), by), case, who)
    decide = transcribe if here(case).kind is StepKind.PROVINCIAL_RESULT else advance
    return _goes(decide, case, who)


def may_confirm(case: CardApplication, who: Authority) -> bool:
    if case.correction is not None:
        return _goes(correct, case, who)
    if is_asked_to_reconsider(case):
        return _goes(reconsider, case, who)
    if case.revision is not None:
        return _goes(revise, case, who)
    if case.form_correction is not None:
        return _goes(correct_form, case, who)
    if has_concluded(case):
        return _goes(confirm_on_copy, case, who)
    return case.transcribed is not None and WITH_PROVINCE(case) and _goes(confirm, case, who)


def confirm_on_copy(case: CardApplication, _number: int, who: Authority) -> None:
    case.must_let_write(here(case), who)
    copied(open_panel(case)).confirm_conclusion(who)


def _goes(ask: Ask, case: CardApplication, who: Authority) -> bool:
    try:
        ask(copied(case), 0, who)
    except Refusal:
        return False
    return True


def of_office(event: Event, who: Authority) -> bool:
    by = event.envelope
    return by.role == Role.OFFICER and (by.function, by.area) == (who.function, who.area)


def of_topic(events: Iterable[Event], name: str) -> list[Event]:
    return [event for event in events if f"CardApplication.{name}" == event.TOPIC]


def times_returned(events: Sequence[Any]) -> int:
    corrected = [one for one in of_topic(events, "EntryCorrected") if one.result is ProvincialResult.RETURNED]
    revised = [one for one in of_topic(events, "DecisionRevised") if one.to_step is not None]
    returned = (*of_topic(events, "Returned"), *of_topic(events, "ReturnedByProvince"))
    return len([*returned, *corrected, *revised])


def is_asked_to_reconsider(case: CardApplication) -> bool:
    return case.reconsideration is not None and case.reconsideration.outcome is None


def waiting_entry(line: CaseLine) -> tuple[EntryKind, ProvincialResult | None, str] | None:
    entry = line.to_confirm
    return entry and (entry.kind, entry.result, entry.entered_by)


def expected_entry(case: CardApplication) -> tuple[EntryKind, ProvincialResult | None, str] | None:
    if case.correction is not None:
        return EntryKind.ENTRY_CORRECTION, case.correction.result, case.correction.by
    if case.transcribed is not None and WITH_PROVINCE(case):
        return EntryKind.PROVINCIAL_RESULT, case.transcribed.result, case.transcribed.by
    asked = asked_by(case)
    return asked and (asked[0], None, asked[1])


def asked_by(case: CardApplication) -> tuple[EntryKind, str] | None:
    """What somebody asks a second officer for, or what the panel comes to, and who."""
    if is_asked_to_reconsider(case):
        return EntryKind.RECONSIDERATION, case.reconsideration.by
    if case.revision is not None:
        return EntryKind.REVISION, case.revision.by
    if case.form_correction is not None:
        return EntryKind.FORM_CORRECTION, case.form_correction.by
    if has_concluded(case):
        return EntryKind.PANEL_CONCLUSION, *open_panel(case).concluded_by
    return None
