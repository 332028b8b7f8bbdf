"""Limits for everybody: per address and in all, refilled steadily, and in a memory that has an end."""

from hypothesis import given
from hypothesis import strategies as st

from api.rate_limits import MOST_ADDRESSES, RateLimits, network_of


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def limits(clock: Clock, *, per_address: int = 60, in_all: int = 600) -> RateLimits:
    return RateLimits(per_address=per_address, in_all=in_all, now=clock)


def test_so_many_may_come_at_once_and_then_one_as_often_as_there_is_room():
    clock = Clock()
    ours = limits(clock, per_address=3)

    at_once = [ours.admit("192.0.2.1") for _ in range(4)]
    clock.now += 19
    too_early = ours.admit("192.0.2.1")
    clock.now += 1
    in_time = ours.admit("192.0.2.1")

    assert at_once == [0, 0, 0, 20]
    assert (too_early, in_time) == (1, 0)


def test_one_address_does_not_take_from_another():
    clock = Clock()
    ours = limits(clock, per_address=1)

    assert [ours.admit(address) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [0, 0, 60]


def test_all_together_have_an_end_too():
    ours = limits(Clock(), in_all=2)

    assert [ours.admit(f"192.0.2.{number}") for number in range(3)] == [0, 0, 30]


def test_who_is_refused_takes_nothing_from_those_who_are_not():
    ours = limits(Clock(), per_address=1, in_all=3)

    loud = [ours.admit("192.0.2.1") for _ in range(50)]

    assert loud.count(0) == 1
    assert [ours.admit(f"192.0.2.{number}") for number in (2, 3, 4)] == [0, 0, 20]


def test_the_memory_has_an_end_however_many_addresses_come():
    ours = limits(Clock(), in_all=1)

    for number in range(MOST_ADDRESSES + 500):
        ours.admit(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    assert len(ours._of) == MOST_ADDRESSES


def test_the_addresses_of_one_ipv6_network_are_one_and_a_mapped_one_is_what_it_maps():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("testclient") == network_of("") == ""


@given(
    per_address=st.integers(1, 20),
    in_all=st.integers(1, 40),
    asked=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 30)), max_size=60),
)
def test_in_no_minute_more_are_admitted_than_twice_the_limit(per_address, in_all, asked):
    clock = Clock()
    ours = limits(clock, per_address=per_address, in_all=in_all)
    admitted = []

    for who, later in asked:
        clock.now += later
        if not ours.admit(f"192.0.2.{who}"):
            admitted.append((clock.now, who))

    for at, who in admitted:
        minute = [one for when, one in admitted if at <= when < at + 60]
        assert len(minute) <= 2 * in_all
        assert minute.count(who) <= 2 * per_address
