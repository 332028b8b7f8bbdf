"""A report between two instances while everything goes wrong: it arrives, once, and both sides know."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice

import pytest

from persistence.embedded import EmbeddedPostgres
from scheduler.deliveries import DeliveryKeeper
from tests.api.two_instances import Above, Below, two_instances
from tests.domain.reports_between_units import PROVINCE, ZIBO_CITY, trusted
from tests.faults.senders import MOMENTS, Network, Plan, killed_at, network

pytestmark = pytest.mark.bar(id="O1")
years = count(2000)  # more than all the tests take, and all of them over: a quarter to come is refused
SHARE_FAILING = 0.3
REPORTS = 20
ONE_EFFECT = ["ReceivedReport.Opened", "ReceivedReport.Received"]


@pytest.fixture(scope="module")
def connected(
    server: EmbeddedPostgres, template: str, tmp_path_factory
) -> Iterator[tuple[Below, Above, Network]]:
    made: list[Network] = []
    with two_instances(
        server, template, tmp_path_factory.mktemp("two"), lambda url: network(url, made.append)
    ) as (below, above):
        yield below, above, made[0]


@pytest.fixture
def two(connected) -> tuple[Below, Above, Network]:
    """The two and the network between them, with a quarter of this test's own."""
    below, above, between = connected
    between.is_down = between.loses_answers = False
    between.fails = 0
    quarter = f"{next(years)}Q3"
    below.begins(quarter)
    above.begins(quarter)
    above.trusts(trusted(below.key, ZIBO_CITY))
    below.trusts(trusted(above.key, PROVINCE))
    below.submits()
    return connected


def statuses(below: Below) -> list[str]:
    return [line["status"] for line in below.deliveries()]


def test_an_answer_that_is_lost_after_the_upper_has_taken_it_leaves_one_effect(two):
    below, above, between = two
    between.loses_answers = True
    below.ticks()
    assert (statuses(below), above.topics()) == (["prepared"], ONE_EFFECT)

    between.loses_answers = False
    below.is_due_again()
    below.ticks()

    assert (statuses(below), above.topics()) == (["received"], ONE_EFFECT)
    assert below.topics() == ["ReportDelivery.Prepared", "ReportDelivery.Received"]


def test_an_upper_that_is_away_for_a_while_is_tried_later_each_time_and_gets_it_once(two):
    below, above, between = two
    between.is_down = True
    pauses = []
    for _ in range(3):
        below.is_due_again()
        below.ticks()
        [line] = below.deliveries()
        [tried] = below.service.delivery_attempts.of([line["id"]]).values()
        pauses.append((tried.next_attempt_at - tried.attempted_at).total_seconds())
    assert (pauses, line["attempts"]["failures"]) == ([30, 60, 120], 3)
    assert above.topics() == []
    below.ticks()
    assert below.deliveries()[0]["attempts"]["attempts"] == 3, "it is not tried before its time"

    between.is_down = False
    below.is_due_again()
    below.ticks()

    assert (statuses(below), above.topics()) == (["received"], ONE_EFFECT)
    assert below.deliveries()[0]["attempts"]["failures"] == 0


def test_what_was_decided_while_the_network_was_away_is_learnt_later(two):
    below, above, between = two
    below.ticks()
    above.decides("return", reason="附2缺少一项")
    between.is_down = True
    below.is_due_again()
    below.ticks()
    assert statuses(below) == ["received"]

    between.is_down = False
    below.is_due_again()
    below.ticks()

    assert statuses(below) == ["returned"]


def test_senders_of_whom_each_thinks_that_it_leads_make_one_of_it(two):
    below, above, _ = two
    below.package()
    below.caught_up()
    lines = below.service.report_exchange.under_way()
    mine = [line for line in lines if line.quarter == below.quarter]
    keepers = [DeliveryKeeper(below.scheduler) for _ in range(4)]

    with ThreadPoolExecutor(len(keepers)) as at_once:
        list(at_once.map(lambda keeper: keeper.attempt(mine), keepers))

    assert (statuses(below), above.topics()) == (["received"], ONE_EFFECT)
    assert below.topics() == ["ReportDelivery.Prepared", "ReportDelivery.Received"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_sender_that_is_killed_is_gone_on_with_where_it_was(two, moment):
    below, above, _ = two
    below.keeper.close()

    assert killed_at(plan_of(below, moment))
    below.may_be_led()
    below.is_due_again()
    below.ticks()

    assert (statuses(below), above.topics()) == (["received"], ONE_EFFECT)
    assert below.topics() == ["ReportDelivery.Prepared", "ReportDelivery.Received"]


@pytest.mark.slow
@pytest.mark.parametrize("kills", [10, 100])
def test_given_a_failing_network_when_the_sender_is_killed_at_any_moment_then_each_report_arrives_once(
    two, kills, capsys
):
    below, above, between = two
    below.keeper.close()
    quarters = [f"{year}Q{number}" for year in islice(years, REPORTS // 4) for number in (1, 2, 3, 4)]
    killed, revision, between.fails = 0, 0, SHARE_FAILING
    while killed < kills:  # whoever is killed has something left to send
        revision += 1
        submits(below, quarters, revision)
        while not all_have_arrived(below, revision):
            killed += killed_at(plan_of(below, random.choice(list(MOMENTS))))
            below.is_due_again()
            assert above.refused() == []

    with capsys.disabled():
        lost = f"{between.refused} connections refused, {between.passed} answers lost"
        print(f"\n{killed} kills over {revision} revisions of {len(quarters)} reports, {lost}")
    sent = revision * len(quarters)
    assert between.passed > 0, "nothing had to be sent twice"
    assert Counter(above.topics()) == {ONE_EFFECT[0]: len(quarters), ONE_EFFECT[1]: sent}
    assert Counter(below.topics()) == {"ReportDelivery.Prepared": sent, "ReportDelivery.Received": sent}
    assert below.refused() == []
    received = defaultdict(list)
    for event in above.events(ONE_EFFECT[1]):
        received[event.originator_id].append(event.manifest.revision)
    assert [*received.values()] == [[*range(1, revision + 1)]] * len(quarters), "each report's in their order"


def submits(below: Below, quarters: list[str], revision: int) -> None:
    """This revision of every report; nobody asks after those that have arrived."""
    below.is_done_with_what_is_under_way()
    for below.quarter in quarters:
        below.submits(revision)


def all_have_arrived(below: Below, revision: int) -> bool:
    """Whether each report of ours was received in this revision; those of other tests are on their way as well."""
    below.caught_up()
    wanted = {(report.quarter, revision) for report in below.submitted}
    lines = below.service.report_exchange.under_way()
    return wanted <= {(line.quarter, line.revision) for line in lines if line.status == "received"}


def plan_of(below: Below, moment: str) -> Plan:
    settings = below.service.settings
    named = ("data", "unit", "upper_unit", "upper_url", "trusted_units")
    stated = {name: getattr(settings, name) for name in named}
    return Plan(below.town.database.url("scheduler"), stated, below.submitted, moment)
