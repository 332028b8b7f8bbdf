"""For any lawful history the read models say what the aggregates say, however the log is cut into pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.aggregates import Enterprise, Quota
from domain.authorization import Scope
from domain.base import Event
from domain.errors import Refusal
from domain.personal_data import Sealed
from domain.places import HELD, GivenBack, PlaceStatus, ReleaseCause
from domain.principals import PrincipalRole
from projections.enterprise_register import EnterpriseFilter, enterprise_register
from projections.quota_board import quota_board
from tests.domain.made_up import credit_code_of
from tests.projections.made_up import enterprise, nominate, officer, principal, quota_of_2025, specialist

EVERYTHING = Scope()
on_one_database = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
numbers = st.integers(0, 59)
pages = st.lists(st.integers(1, 7), max_size=30)


# ── The quota board ──────────────────────────────────────────────────────────────────────────────────────

DEPARTMENTS = ("drc", "miit")
ENTERPRISES = [enterprise(f"淄博{sign}有限公司") for sign in "甲乙丙丁戊己庚"]
REGISTRATIONS = [event for one in ENTERPRISES for event in one.pending_events]
TALENTS = [uuid4() for _ in range(3)]
WHERE = {"area": "zhangdian", "authority": officer()}
CORRECTING = {"area": "zhangdian", "authority": officer(corrects=uuid4())}
AskQuota = Callable[[Quota, int, int], None]


def place(quota: Quota, number: int, status: PlaceStatus) -> UUID:
    """One of the places in this state, so that most of what is asked is not refused."""
    places = [one.id for one in quota.places.in_order.values() if one.status is status]
    return places[number % len(places)]


def nominated(quota: Quota, number: int) -> UUID:
    return place(quota, number, PlaceStatus.NOMINATED)


def reserved(quota: Quota, number: int) -> UUID:
    return place(quota, number, PlaceStatus.RESERVED)


def given_back(number: int) -> GivenBack:
    return GivenBack(place=bool(number % 2), slot=bool(number // 2 % 2))


def ask_for_transfer(quota: Quota, number: int, _other: int) -> None:
    place_id = nominated(quota, number)
    [to] = {*DEPARTMENTS} - {quota.places.place(place_id).department}
    quota.request_transfer(place_id, to, **WHERE)


def accept_transfer(quota: Quota, number: int, _other: int) -> None:
    waiting = [one.id for one in quota.places.in_order.values() if one.transfer_to]
    place_id = waiting[number % len(waiting)]
    by_a_colleague = WHERE | {"authority": officer().model_copy(update={"actor": "li-chen"})}
    quota.accept_transfer(place_id, list_type="four_chain", list_batch_id=uuid4(), **by_a_colleague)


def replace_person(quota: Quota, number: int, other: int) -> None:
    with suppress(Refusal):  # somebody is proposed already
        quota.propose_person(nominated(quota, number), TALENTS[other % 3], **WHERE)
    quota.replace_person(nominated(quota, number), TALENTS[(other + 1) % 3], **WHERE)


def hand_in(quota: Quota, number: int, other: int) -> None:
    with suppress(Refusal):  # somebody is proposed already
        quota.propose_person(nominated(quota, number), TALENTS[other % 3], **WHERE)
    quota.reserve(nominated(quota, number), uuid4(), **WHERE)


def end_case(back: GivenBack) -> AskQuota:
    def end(quota: Quota, number: int, other: int) -> None:
        cause = list(ReleaseCause)[other % len(ReleaseCause)]
        quota.release(reserved(quota, number), cause, back, **WHERE)

    return end


def reverse(quota: Quota, number: int, _other: int) -> None:
    quota.reverse_consumption(place(quota, number, PlaceStatus.CONSUMED), **CORRECTING)


def reverse_ending(quota: Quota, number: int, other: int) -> None:
    ended = (PlaceStatus.RELEASED, PlaceStatus.FORFEITED)[other % 2]
    quota.reverse_ending(place(quota, number, ended), **CORRECTING)


def restore(quota: Quota, number: int, other: int) -> None:
    ended = (PlaceStatus.RELEASED, PlaceStatus.FORFEITED)[other % 2]
    quota.restore(place(quota, number, ended), **CORRECTING)


def merge(quota: Quota, number: int, other: int) -> None:
    merged, survivor = (ENTERPRISES[one % len(ENTERPRISES)] for one in (number, other))
    if merged is not survivor:
        quota.merge_enterprise(merged.id, survivor.id, **WHERE)


def take_over(quota: Quota, number: int, other: int) -> None:
    used = {"status": PlaceStatus.CONSUMED, "talent_id": TALENTS[other % 3]}
    state = used if other % 2 else {"status": PlaceStatus.NOMINATED, "talent_id": None}
    one = ENTERPRISES[number % len(ENTERPRISES)]
    source = {"department": DEPARTMENTS[number % 2], "list_type": "cluster_leader"}
    quota.take_over(uuid4(), enterprise_id=one.id, **source, **state, **WHERE)


ASKED_OF_QUOTAS: Sequence[AskQuota] = (
    lambda q, n, m: nominate(q, ENTERPRISES[n % len(ENTERPRISES)], department=DEPARTMENTS[m % 2]),
    lambda q, n, m: q.propose_person(nominated(q, n), TALENTS[m % 3], **WHERE),
    replace_person,
    hand_in,
    hand_in,  # once more, since all that follows needs a case
    lambda q, n, _: q.consume(reserved(q, n), **WHERE),
    lambda q, n, _: q.consume(reserved(q, n), **WHERE),  # and this, which may be reversed
    end_case(GivenBack(place=True, slot=True)),
    end_case(GivenBack(place=False, slot=True)),
    end_case(GivenBack(place=False, slot=False)),
    take_over,
    reverse,
    reverse,
    reverse_ending,
    lambda q, n, _: q.withdraw_approval(place(q, n, PlaceStatus.CONSUMED), **CORRECTING),
    restore,
    lambda q, n, _: q.submit_collectively(DEPARTMENTS[n % 2], uuid5(q.id, str(n)), officer()),
    lambda q, n, _: q.declare_nothing_to_submit(DEPARTMENTS[n % 2], officer()),
    lambda q, n, m: q.withdraw_nomination(nominated(q, n), given_back(m), **WHERE),
    lambda q, n, m: q.revise_limits(n % 8, {"drc": m % 5, "miit": n % 5}, officer()),
    ask_for_transfer,
    accept_transfer,
    lambda q, n, _: q.decline_transfer(nominated(q, n), **WHERE),
    merge,
)
asked = st.tuples(st.sampled_from(ASKED_OF_QUOTAS), numbers, numbers)
histories = st.lists(asked, min_size=10, max_size=80)


def lawful_quota(history: Iterable[tuple[AskQuota, int, int]]) -> Quota:
    """A quota of a city of its own, about which everything was decided that was not refused."""
    quota = quota_of_2025(city=str(uuid4()), city_limit=5, drc=3, miit=3)
    for ask, number, other in history:
        with suppress(Refusal, ZeroDivisionError):  # there is no place yet
            ask(quota, number, other)
    return quota


@on_one_database
@given(histories, pages)
def test_given_any_lawful_year_then_the_board_has_the_figures_of_the_quota(take_in, board, history, lengths):
    quota = lawful_quota(history)
    take_in(quota_board, [*REGISTRATIONS, *quota.pending_events], lengths)

    [line] = board.quotas(scope=EVERYTHING, city=quota.city)

    places = quota.places
    assert (line.limit, line.free) == (places.city_limit, places.free())
    assert [getattr(line, status) for status in HELD] == [places.count([status]) for status in HELD]
    for its in line.departments:
        assert (its.limit, its.free) == (
            places.department_limits[its.department],
            places.free(its.department),
        )
        counted = [places.count([status], its.department) for status in HELD]
        assert [getattr(its, status) for status in HELD] == counted
        assert its.free >= 0
        assert its.limit == its.nominated + its.reserved + its.consumed + its.forfeited + (
            its.limit - its.held
        )


@on_one_database
@given(histories, pages)
def test_given_any_lawful_year_then_the_board_has_the_places_of_the_quota(take_in, board, history, lengths):
    quota = lawful_quota(history)
    take_in(quota_board, [*REGISTRATIONS, *quota.pending_events], lengths)

    shown = board.places(quota.id, scope=EVERYTHING)

    assert [
        (
            p.place_id,
            p.department,
            p.enterprise_id,
            p.status,
            p.talent_id,
            p.card_application_id,
            p.transfer_to,
        )
        for p in shown
    ] == [
        (p.id, p.department, p.enterprise_id, p.status, p.talent_id, p.card_application_id, p.transfer_to)
        for p in quota.places.in_order.values()
    ]


def test_the_histories_tried_reach_every_state_of_a_place_and_every_event():
    reached: Counter[str] = Counter()

    @settings(max_examples=1_200, deadline=None, database=None, derandomize=True)
    @given(histories)
    def try_out(history):
        quota = lawful_quota(history)
        reached.update(place.status for place in quota.places.in_order.values())
        reached.update(event.TOPIC for event in quota.pending_events)

    try_out()

    expected = {topic for topic in quota_board.taken if topic.startswith("Quota.")} | {*PlaceStatus}
    moving_none = {"Quota.MethodFiled", "Quota.Closed", "Quota.OpenedAgain"}
    assert expected - set(reached) == moving_none


# ── The enterprise register ──────────────────────────────────────────────────────────────────────────────

NAMES = [f"淄博{sign}集团有限公司" for sign in "子丑寅卯"]
AREAS = ("zhangdian", "huantai", "boshan")
LISTS = ("cluster_leader", "four_chain")
AskEnterprise = Callable[[Enterprise, int, int], None]


def by(number: int) -> dict[str, object]:
    """Somebody who decides with effect from one of a few days, in any order."""
    return {"authority": officer(date(2025, 1 + number % 6, 1))}


def one_of_three(one: Enterprise, number: int) -> UUID:
    return uuid5(one.id, str(number % 3))


def state_principal(one: Enterprise, number: int, other: int) -> None:
    role = list(PrincipalRole)[other % len(PrincipalRole)]
    one.name_principal(principal(id=one_of_three(one, number), role=role), **by(other))


def hand_over(one: Enterprise, _number: int, other: int) -> None:
    one.appoint_specialist(specialist(id=uuid5(one.id, f"specialist {one.version}")), **by(other))


def relieve(one: Enterprise, _number: int, other: int) -> None:
    if one.specialists.current is not None:
        one.relieve_specialist(one.specialists.current.id, **by(other))


def absorb(one: Enterprise, number: int, other: int) -> None:
    """Another enterprise, with a name of its own."""
    another = uuid5(one.id, f"another {number}")
    one.absorb(another, names=(f"淄博{number}号有限公司",), credit_codes=(), **by(other))


def merge_away(one: Enterprise, number: int, other: int) -> None:
    if number % 6 == 0:  # nothing is begun any more afterwards
        one.merge_into(uuid5(one.id, "survivor"), authority=officer(date(2025, 1 + other % 6, 1), **TWICE))


TWICE = {"reason_code": "recorded_twice"}

ASKED_OF_ENTERPRISES: Sequence[AskEnterprise] = (
    lambda e, n, m: e.rename(NAMES[n % len(NAMES)], **by(m)),
    lambda e, n, m: e.enter_on_list(LISTS[n % 2], uuid4(), AREAS[n % 3], **by(m)),
    lambda e, n, m: e.relocate(AREAS[n % 3], **by(m)),
    lambda e, n, m: e.take_off_list(LISTS[n % 2], uuid4(), **by(m)),
    lambda e, n, m: e.let_principal_go(one_of_three(e, n), **by(m)),
    lambda e, n, m: e.state_credit_code(credit_code_of(n + 1), **by(m)),
    state_principal,
    hand_over,
    relieve,
    absorb,
    merge_away,
)


def lawful_enterprise(history: Iterable[tuple[AskEnterprise, int, int]]) -> Enterprise:
    one = enterprise(NAMES[0], **by(2))
    for ask, number, other in history:
        with suppress(Refusal):
            ask(one, number, other)
    return one


def sealed(event: Event) -> Event:
    """The event as it is read back from the log."""
    match event:
        case (
            Enterprise.PrincipalNamed(principal_id=subject)
            | Enterprise.SpecialistAppointed(specialist_id=subject)
        ):
            return event.model_copy(update={"name": Sealed(subject, b"blob", b"bound")})
    return event


@on_one_database
@given(st.lists(st.tuples(st.sampled_from(ASKED_OF_ENTERPRISES), numbers, numbers), max_size=30), pages)
def test_given_any_lawful_history_then_the_register_says_what_the_enterprise_says(
    take_in, register, history, lengths
):
    one = lawful_enterprise(history)
    take_in(enterprise_register, map(sealed, one.pending_events), lengths)

    row = register.one(one.id, scope=EVERYTHING)

    assert (row.name, row.area, row.uscc, row.version) == (one.name, one.area, one.uscc, one.version)
    assert {(on.list_type, on.list_batch_id, on.listed_from) for on in row.lists} == {
        (on.list_type, on.list_batch_id, on.listed_from) for on in one.listings.current()
    }
    assert {(p.principal_id, p.role, p.since) for p in row.principals} == {
        (p.id, p.role, p.since) for p in one.current_principals()
    }
    serving = one.specialists.current
    assert (row.specialist and (row.specialist.specialist_id, row.specialist.since)) == (
        serving and (serving.id, serving.since)
    )
    assert row.merged_into == (one.merged_into and one.merged_into.surviving_enterprise_id)
    for name in one.every_name:
        named = register.page(EnterpriseFilter(city=one.city, name=name), scope=EVERYTHING, limit=200)
        assert one.id in {row.enterprise_id for row in named}
