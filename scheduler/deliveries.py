"""Reports kept going (季报报送): whatever was submitted is prepared, sent, and asked after until the receiver has said its last word.

    submitted ─> prepared ─> sent: received | refused | no answer        received ─> asked after ─> acknowledged | returned

An attempt in vain is made again after half a minute, a minute, two … up to an hour. What the receiver has said stands in the log
before the attempt is put down. So who is killed in between sends again, is told the same, and it is recorded once.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

import psycopg2
from eventsourcing.persistence import PersistenceError

from bootstrap.report_exchange import ReportExchange
from bootstrap.report_outbox import ReportOutbox, SubmittedReport
from bootstrap.service import Service
from bootstrap.submitted_reports import submitted_reports
from domain.aggregates import ReportDelivery
from domain.errors import Busy, NotFound, Refusal
from domain.report_packages import DeliveryStatus
from persistence.delivery_attempts import Attempts
from persistence.leadership import Leading
from persistence.report_signatures import TrustUnusable
from projections.report_exchange import DeliveryLine
from projections.report_exchange.queries import UNDER_WAY
from projections.stops import told
from scheduler.keeper import pause_after
from scheduler.outside import NoAnswer
from scheduler.upper_instance import Answer, UpperInstance

PATIENCE_S = 10.0

Submitted = Callable[[Service], Iterable[SubmittedReport]]

log = logging.getLogger(__name__)


class DeliveryKeeper:
    """Keeps the deliveries of this instance going, as far as its process is the leader."""

    def __init__(
        self,
        service: Service,
        goes_on: Callable[[], bool] = lambda: True,
        submitted: Submitted = submitted_reports,
    ) -> None:
        """`goes_on` says between two deliveries whether the process still wants to work."""
        self._service = service
        self._submitted = submitted
        self._goes_on = goes_on
        self._exchange = ReportExchange(service)
        self._outbox = ReportOutbox(self._exchange)
        self._leading = Leading("job", "report_deliveries", service.jobs.datastore)

    def tick(self) -> None:
        """Do what is due; never raises, so that the next tick comes."""
        try:
            if self._is_set_up and self._leading.leads():
                self._prepare(self._outbox.unprepared(self._submitted(self._service)))
                self.attempt(self._due())
        except (Busy, PersistenceError, psycopg2.Error) as error:
            log.warning("report deliveries wait, trying again: %s", type(error).__name__)
            self.close()
        except Exception:
            log.exception("report deliveries cannot be looked after, trying again")
            self.close()

    def close(self) -> None:
        """Give the lead away."""
        self._leading.close()

    def attempt(self, lines: Iterable[DeliveryLine]) -> None:
        """Send these, or ask after them, where the upper instance can be reached."""
        url = self._service.settings.upper_url
        if url is None:
            return
        upper = UpperInstance(url)
        try:
            for line in lines:
                if not self._goes_on():
                    return
                self._try(line, upper)
        finally:
            upper.close()

    @property
    def _is_set_up(self) -> bool:
        return self._exchange.is_set_up and self._service.settings.upper_unit is not None

    @property
    def _asked_again_after(self) -> timedelta:
        return timedelta(seconds=self._service.settings.receipt_interval)

    def _prepare(self, reports: Iterable[SubmittedReport]) -> None:
        """Have these sent. Raises what has nothing to do with any of them."""
        for report in reports:
            try:
                self._outbox.prepare(report)
            except (Busy, PersistenceError, psycopg2.Error):
                raise
            except Exception as error:  # noqa: BLE001  one whose files are gone must not keep back the others
                log.warning(
                    "revision %d of the report of %s cannot be prepared: %s, %s",
                    report.revision, report.quarter, type(error).__name__, told(error),
                )  # fmt: skip

    def _due(self) -> list[DeliveryLine]:
        """What is to be sent or asked after now; nothing while the register does not know what happened last."""
        newest = self._service.log.max_notification_id() or 0
        if not self._service.progress.wait_for("report_exchange", newest, PATIENCE_S):
            log.warning("the register of reports is behind: deliveries wait")
            return []
        lines = self._service.report_exchange.under_way()
        tried = self._service.delivery_attempts.of(line.report_delivery_id for line in lines)
        return [line for line in lines if self._is_due(tried.get(line.report_delivery_id))]

    def _is_due(self, tried: Attempts | None) -> bool:
        """What is under way and is not to be tried again has been sent anew since. An attempt that lies ahead was one by a clock that
        ran ahead, and counts for none.
        """
        now = self._service.clock()
        if tried is None or tried.attempted_at > now or tried.next_attempt_at is None:
            return True
        return tried.next_attempt_at <= now

    def _try(self, line: DeliveryLine, upper: UpperInstance) -> None:
        """One attempt, and what came of it. Raises what has nothing to do with this delivery."""
        delivery = self._outbox.delivery(line.report_delivery_id)
        if delivery.status not in UNDER_WAY:
            return
        try:
            answer = self._answer(delivery, upper)
            is_over = self._take(answer, delivery)
        except (Busy, PersistenceError, psycopg2.Error):
            raise
        except Exception as error:  # noqa: BLE001  one delivery that cannot be made must not keep back the others
            self._failed(line, _why(error))
        else:
            self._note(line, next_in=None if is_over else self._asked_again_after)

    def _answer(self, delivery: ReportDelivery, upper: UpperInstance) -> Answer:
        """What the receiver says. It may have lost what it once had, then it is sent again."""
        if delivery.status is DeliveryStatus.RECEIVED:
            answer = upper.ask(self._outbox.signed_manifest(delivery))
            if answer.refusal_code != NotFound.code:
                return answer
        return upper.send(self._outbox.package(delivery))

    def _take(self, answer: Answer, delivery: ReportDelivery) -> bool:
        """Record what was said; whether there is nothing more to be asked."""
        if answer.receipt is not None:
            self._outbox.take(answer.receipt, delivery.id)
            return self._outbox.delivery(delivery.id).status.is_concluded
        if delivery.status is not DeliveryStatus.PREPARED or answer.refusal_code is None:
            raise NoAnswer(answer.refusal_code)
        self._outbox.note_refusal(delivery, answer.refusal_code)
        log.error("the receiver refuses delivery %s: %s", delivery.id, answer.refusal_code)
        return True

    def _failed(self, line: DeliveryLine, why: str) -> None:
        tried = self._service.delivery_attempts.of([line.report_delivery_id]).get(line.report_delivery_id)
        failures = 1 + (tried.failures if tried else 0)
        pause = pause_after(failures)
        log.warning(
            "delivery %s in vain, attempt %d, again in %s: %s", line.report_delivery_id, failures, pause, why
        )
        self._note(line, next_in=pause, error=why)

    def _note(self, line: DeliveryLine, *, next_in: timedelta | None, error: str | None = None) -> None:
        now = self._service.clock()
        next_at = None if next_in is None else now + next_in
        self._service.delivery_attempts.note(line.report_delivery_id, at=now, next_at=next_at, error=error)


def _why(error: Exception) -> str:
    """A word for it, and nothing that was said."""
    match error:
        case NoAnswer():
            return str(error)
        case Refusal():
            return error.code
        case TrustUnusable():
            return "trusted_units_unusable"
    log.warning("delivery failed: %s, %s", type(error).__name__, told(error))
    return type(error).__name__
