"""The report exchange: one sentence for every event and column, and who sees what."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from domain.aggregates import ReceivedReport, ReportDelivery
from domain.report_packages import DeliveryStatus, ReceiptStanding, ReportReceipt
from persistence.datastore import Datastore
from projections.report_exchange import ExchangeFilter, ExchangeKey, ReportExchangeRegister
from tests.domain.reports_between_units import (
    PROVINCE,
    QUARTER,
    RECEIVED_AT,
    ZIBO_CITY,
    by_system,
    files_of,
    manifest_of,
    report_of,
)
from tests.projections.conftest import Record

SYSTEM = by_system(policy_version="zibo-2023/1")
ALL = ExchangeFilter()


class Exchange:
    """What is recorded, and what the register says of it."""

    def __init__(
        self, record: Record, caught_up: Callable[[], None], register: ReportExchangeRegister
    ) -> None:
        self.record, self.caught_up, self.register = record, caught_up, register

    def prepared(self, revision: int = 1, **stated: Any) -> ReportDelivery:
        manifest = manifest_of(files_of(report_of(revision=revision)), revision=revision, **stated)
        return ReportDelivery.prepare(manifest, uuid4(), SYSTEM)

    def taken(self, delivery: ReportDelivery, standing: ReceiptStanding) -> ReportDelivery:
        delivery.take(
            ReportReceipt.about(delivery.manifest, standing=standing, at=RECEIVED_AT), "sd-1", SYSTEM
        )
        return delivery

    def lines(self, *deliveries: ReportDelivery, units: frozenset[str] | None = None) -> list[Any]:
        for delivery in deliveries:
            self.record(delivery)
        self.caught_up()
        return self.register.deliveries(ALL, units=units)

    def line(self, delivery: ReportDelivery) -> Any:
        [line] = self.lines(delivery)
        return line

    def received(self, sender: str = ZIBO_CITY, receiver: str = PROVINCE) -> ReceivedReport:
        manifest = manifest_of(files_of(report_of()), sender=sender, receiver=receiver)
        report = ReceivedReport.open(manifest, SYSTEM)
        report.receive(manifest, SYSTEM, content=report_of(), signature="e30..c2ln", key_id="zibo-1")
        return report

    def there(self, *reports: ReceivedReport, units: frozenset[str] | None = None) -> list[Any]:
        for report in reports:
            self.record(report)
        self.caught_up()
        return self.register.received(ALL, units=units)


@pytest.fixture
def exchange(record: Record, caught_up: Callable[[], None], app: Datastore) -> Exchange:
    return Exchange(record, caught_up, ReportExchangeRegister(app.engine))


def test_given_a_delivery_prepared_then_the_line_says_whose_and_which_it_is(exchange):
    line = exchange.line(exchange.prepared())

    assert (line.sender, line.receiver, line.quarter, line.revision) == (ZIBO_CITY, PROVINCE, QUARTER, 1)
    assert (line.status, line.refusal_code, line.since) == (DeliveryStatus.PREPARED, None, RECEIVED_AT)


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (ReceiptStanding.RECEIVED, DeliveryStatus.RECEIVED),
        (ReceiptStanding.ACKNOWLEDGED, DeliveryStatus.ACKNOWLEDGED),
        (ReceiptStanding.RETURNED, DeliveryStatus.RETURNED),
        (ReceiptStanding.REFUSED, DeliveryStatus.REFUSED),
    ],
)
def test_given_a_receipt_then_the_line_stands_as_it_says(exchange, standing, status):
    line = exchange.line(exchange.taken(exchange.prepared(), standing))

    assert line.status is status
    assert line.refusal_code == ("refused" if status is DeliveryStatus.REFUSED else None)


def test_given_a_delivery_resent_then_it_is_prepared_again_and_refused_no_more(exchange):
    delivery = exchange.taken(exchange.prepared(), ReceiptStanding.REFUSED)
    delivery.resend(SYSTEM)

    line = exchange.line(delivery)

    assert (line.status, line.refusal_code) == (DeliveryStatus.PREPARED, None)


def test_under_way_is_what_waits_for_a_word_in_its_last_revision_alone(exchange):
    waiting = exchange.taken(exchange.prepared(quarter="2023Q1"), ReceiptStanding.RECEIVED)
    over = exchange.taken(exchange.prepared(quarter="2023Q2"), ReceiptStanding.ACKNOWLEDGED)
    refused = exchange.taken(exchange.prepared(quarter="2023Q3"), ReceiptStanding.REFUSED)
    overtaken = exchange.prepared(1)
    later = exchange.taken(exchange.prepared(2), ReceiptStanding.ACKNOWLEDGED)
    exchange.lines(waiting, over, refused, overtaken, later)

    assert [line.report_delivery_id for line in exchange.register.under_way()] == [waiting.id]
    assert exchange.register.waiting() == [
        (DeliveryStatus.PREPARED, 0, None),
        (DeliveryStatus.RECEIVED, 1, RECEIVED_AT),
        (DeliveryStatus.REFUSED, 1, RECEIVED_AT),
    ]


def test_given_a_report_received_then_the_line_says_whose_and_which_it_is(exchange):
    [line] = exchange.there(exchange.received())

    assert (line.sender, line.receiver, line.quarter, line.revision) == (ZIBO_CITY, PROVINCE, QUARTER, 1)
    assert (line.standing, line.since) == (ReceiptStanding.RECEIVED, RECEIVED_AT)


@pytest.mark.parametrize(
    ("decide", "standing"),
    [
        (ReceivedReport.acknowledge, ReceiptStanding.ACKNOWLEDGED),
        (ReceivedReport.return_, ReceiptStanding.RETURNED),
    ],
)
def test_given_a_decision_then_the_line_stands_as_it_says(exchange, decide, standing):
    report = exchange.received()
    decide(report, 1, SYSTEM)

    assert [line.standing for line in exchange.there(report)] == [standing]


def test_given_another_revision_then_the_line_is_of_that_and_undecided(exchange):
    report = exchange.received()
    report.return_(1, SYSTEM)
    second = manifest_of(files_of(report_of(revision=2)), revision=2)
    report.receive(second, SYSTEM, content=report_of(), signature="e30..c2ln", key_id="zibo-1")

    [line] = exchange.there(report)

    assert (line.revision, line.standing) == (2, ReceiptStanding.RECEIVED)


def test_each_unit_sees_what_it_sends_and_what_it_receives(exchange):
    own, other = exchange.prepared(), exchange.prepared(sender="370100")
    above, here = exchange.received(), exchange.received("zhangdian", ZIBO_CITY)
    units = frozenset({ZIBO_CITY, "zibo-shibenji"})

    assert [line.report_delivery_id for line in exchange.lines(own, other, units=units)] == [own.id]
    assert [line.received_report_id for line in exchange.there(above, here, units=units)] == [here.id]


def test_a_page_begins_behind_the_last_line_of_the_one_before_and_filters_hold(exchange):
    first, second = exchange.prepared(quarter="2023Q1"), exchange.prepared(quarter="2023Q2")
    [one, two] = exchange.lines(first, second)

    assert exchange.register.deliveries(ALL, units=None, limit=1) == [one]
    assert exchange.register.deliveries(ALL, units=None, after=ExchangeKey(one.prepared_at)) == [two]
    of_first = ExchangeFilter(quarter="2023Q1", standing="prepared", sender=ZIBO_CITY, receiver=PROVINCE)
    assert exchange.register.deliveries(of_first, units=None) == [one]
    assert exchange.register.deliveries(ExchangeFilter(standing="returned"), units=None) == []
