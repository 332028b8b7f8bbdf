"""Zibo's instance and the province's above it: two services on two databases, each behind a socket of its own."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx import Response

from bootstrap.report_exchange import REPORT_KEYS, ReportExchange
from bootstrap.report_inbox import ReportInbox
from bootstrap.report_outbox import ReportOutbox, SubmittedReport
from bootstrap.service import Service, service_on
from domain.authorization import Post, Role
from domain.report_packages import PackagedFile
from persistence import signing_keys
from persistence.embedded import EmbeddedPostgres
from persistence.leadership import is_led
from scheduler.deliveries import DeliveryKeeper
from tests.api.conftest import Person, Town, town_on
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.domain.reports_between_units import (
    PROVINCE,
    QUARTER,
    SUBMITTED,
    ZIBO_CITY,
    files_of,
    report_of,
    trusted,
)
from tests.projections.waiting import until

REPORT_ID = UUID(int=0xEE, version=4)
PACKAGES = "/v1/inbox/reports"
RECEIPTS = "/v1/inbox/receipts"
LED = f"SELECT WHERE {is_led('job', '%(name)s')}"
ZIP, JOSE = "application/zip", "application/jose"


class Instance:
    """One of the two, and what is asked of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.quarter = QUARTER
        self.since, self.lines_before = 0, 0
        self.service: Service = town.service
        self.exchange = ReportExchange(town.service)
        self.inbox = ReportInbox(self.exchange)
        self.outbox = ReportOutbox(self.exchange)

    def begins(self, quarter: str) -> None:
        """A test with a quarter of its own, which looks at nothing that was before."""
        self.quarter = quarter
        self.since = self.service.log.max_notification_id() or 0
        self.lines_before = len(self.town.refusals())

    def trusts(self, *lines: dict[str, Any]) -> None:
        """Whom it believes from now on."""
        self.service.settings.trusted_units.write_text(json.dumps({"keys": lines}))

    @property
    def key(self) -> Any:
        return signing_keys.kept_in(self.service.settings.data / REPORT_KEYS)[0]

    def events(self, *topics: str) -> list[Any]:
        """What was recorded about reports, the oldest first."""
        stored = self.service.log.select_notifications(self.since + 1, 10_000)
        events = [self.service.store.mapper.to_domain_event(one) for one in stored]
        wanted = topics or ("ReportDelivery", "ReceivedReport")
        return [event for event in events if event.TOPIC.startswith(wanted)]

    def topics(self) -> list[str]:
        return [event.TOPIC for event in self.events()]

    def refused(self) -> list[tuple[str, str, str]]:
        """Who was refused what under which code."""
        return [
            (line["actor"], line["command"], line["code"])
            for line in self.town.refusals()[self.lines_before :]
        ]


class Below(Instance):
    """Zibo's."""

    def __init__(self, town: Town, scheduler: Service) -> None:
        super().__init__(town)
        self.scheduler = scheduler
        self.submitted: list[SubmittedReport] = []
        self.keeper = DeliveryKeeper(scheduler, submitted=lambda _: self.submitted)

    def begins(self, quarter: str) -> None:
        super().begins(quarter)
        self.is_done_with_what_is_under_way()

    def is_done_with_what_is_under_way(self) -> None:
        """What was submitted before is neither sent nor asked after any more."""
        self.submitted.clear()
        self.caught_up()
        now = self.scheduler.clock()
        for line in self.service.report_exchange.under_way():
            in_a_year = now + timedelta(days=365)
            self.scheduler.delivery_attempts.note(line.report_delivery_id, at=now, next_at=in_a_year)

    def submits(self, revision: int = 1) -> None:
        """A revision of the city's report, signed and submitted."""
        quarter = self.quarter
        files = files_of(report_of(revision=revision, quarter=quarter), xlsx=b"made up", pdf=b"%PDF made up")
        self.submitted.append(
            SubmittedReport(
                report_id=REPORT_ID,
                quarter=quarter,
                revision=revision,
                submitted_on=SUBMITTED,
                files=tuple(PackagedFile.of(name, content) for name, content in files.items()),
                read=partial(dict, files),  # which another process can be handed
            )
        )

    def ticks(self) -> None:
        """One tick of the scheduler, whose register has taken in everything."""
        self.caught_up()
        self.keeper.tick()
        self.caught_up()

    def caught_up(self) -> None:
        newest = self.service.log.max_notification_id() or 0
        assert self.service.progress.wait_for("report_exchange", newest, 30)

    def may_be_led(self) -> None:
        """Whoever led is gone; the server takes a moment to notice that somebody was killed."""
        until(lambda: not self.scheduler.jobs.datastore.rows(LED, name="report_deliveries"))

    def is_due_again(self) -> None:
        """As if the pause were over."""
        with self.scheduler.jobs.datastore.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs.report_deliveries SET next_attempt_at = attempted_at"
                " WHERE next_attempt_at < attempted_at + interval '1 day'"
            )

    def package(self, revision: int = 1) -> bytes:
        """What is sent of this revision."""
        [report] = [one for one in self.submitted if one.revision == revision]
        return self.outbox.package(self.outbox.delivery(self.outbox.prepare(report)))

    def window(self) -> Person:
        return self.town.officer("window", name="wu-window")

    def deliveries(self) -> list[dict[str, Any]]:
        self.caught_up()
        return self.window().gets("/v1/report-deliveries", quarter=self.quarter).json()["items"]


class Above(Instance):
    """The province's."""

    def window(self) -> Person:
        return self.town.person("he-window", Post(role=Role.WINDOW))

    def hands_in(self, package: bytes) -> Response:
        return self.town.http.post(PACKAGES, content=package, headers={"Content-Type": ZIP})

    def is_asked(self, signed_manifest: str) -> Response:
        return self.town.http.post(RECEIPTS, content=signed_manifest, headers={"Content-Type": JOSE})

    def report(self) -> dict[str, Any]:
        """The one report that has come."""
        [line] = self.lines()
        return self.window().gets(line["href"]).json()

    def lines(self) -> list[dict[str, Any]]:
        newest = self.service.log.max_notification_id() or 0
        found = self.window().gets(PACKAGES, min_position=newest, quarter=self.quarter)
        return found.json()["items"]

    def decides(self, what: str, revision: int = 1, **body: Any) -> Response:
        [line] = self.lines()
        return self.window().posts(f"{line['href']}/revisions/{revision}/{what}", **body)


def own_database(database: Database) -> dict[str, str]:
    """The settings by which a command finds this database."""
    names = {"database_url": "app", "database_owner_url": "owner"} | {
        f"database_{role}_url": role for role in ("projector", "scheduler", "sealer")
    }
    return {name: database.url(role) for name, role in names.items()}


@contextmanager
def two_instances(
    server: EmbeddedPostgres, template: str, folder: Path, through: Callable[[str], Any] | None = None
) -> Iterator[tuple[Below, Above]]:
    """Both, trusting each other; `through` is what lies between them, given the upper's URL."""
    with ExitStack() as lifetime:
        databases = [lifetime.enter_context(temporary(server, template)) for _ in range(2)]
        folders = [folder / "above", folder / "below"]
        for one in folders:
            one.mkdir()
            signing_keys.kept_in(one / REPORT_KEYS)
        urls = [own_database(database) for database in databases]
        above = Above(
            lifetime.enter_context(
                town_on(
                    databases[0],
                    folders[0],
                    unit=PROVINCE,
                    trusted_units=folders[0] / "trusted.json",
                    packages_per_address=10_000,
                    packages_in_all=10_000,
                    **urls[0],
                )
            )
        )
        url = str(above.town.http.base_url).rstrip("/")
        if through is not None:
            url = lifetime.enter_context(through(url))
        town = lifetime.enter_context(
            town_on(
                databases[1],
                folders[1],
                unit=ZIBO_CITY,
                upper_unit=PROVINCE,
                upper_url=url,
                trusted_units=folders[1] / "trusted.json",
                **urls[1],
            )
        )
        scheduler = service_on(databases[1].url("scheduler"), town.service.settings)
        lifetime.enter_context(closing(scheduler))
        below = Below(town, scheduler)
        lifetime.callback(below.keeper.close)
        above.trusts(trusted(below.key, ZIBO_CITY))
        below.trusts(trusted(above.key, PROVINCE))
        yield below, above
