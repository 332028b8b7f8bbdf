"""An operator has a scheduled job run at once: who wanted what is on record, and nothing is done by it yet."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.authorization import PostMayNot
from domain.base import Authority
from domain.errors import Invalid
from domain.use_cases.ordering_runs import RunJob
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

AT = datetime(2026, 10, 1, 2, 30, 15, 123456, tzinfo=UTC)
OPERATOR = Authority(actor="wang-wu", role="operator", effective_on=AT.date(), at=AT)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def test_a_run_is_ordered_as_of_the_second_in_which_it_is_wanted(books):
    sent = books.send(RunJob(job="expire_cards"), OPERATOR)

    opened, ordered = sent.events
    assert (opened.TOPIC, opened.job) == ("ScheduledJob.Opened", "expire_cards")
    assert (ordered.TOPIC, ordered.slot, ordered.is_retry) == (
        "ScheduledJob.RunOrdered", AT.replace(microsecond=0), False,
    )  # fmt: skip
    assert (ordered.envelope.actor, ordered.envelope.policy_version) == ("wang-wu", "scheduled-jobs/1")


def test_a_slot_is_ordered_again_as_often_as_somebody_wants_it_tried(books):
    slot = AT - timedelta(days=3)

    books.send(RunJob(job="expire_cards", slot=slot), OPERATOR)
    again = books.send(RunJob(job="expire_cards", slot=slot), OPERATOR).event

    assert (again.slot, again.is_retry, again.originator_version) == (slot, True, 3)


def test_a_slot_that_is_still_to_come_is_refused(books):
    refusal = books.refused(RunJob(job="expire_cards", slot=AT + timedelta(seconds=1)), OPERATOR)

    assert (type(refusal), refusal.field) == (Invalid, "slot")


def test_nobody_but_an_operator_orders_a_run(books):
    assert type(books.refused(RunJob(job="expire_cards"), HRSS)) is PostMayNot
