"""An area with an instance of its own: it closes entry for itself, and the city goes by what it sends (ADR 38)."""

from datetime import date, datetime, time
from typing import Any

import pytest

from domain.aggregates import QuarterlyReport
from domain.authorization import NotYourArea
from domain.base import Authority, Capacity, DocumentReference
from domain.calendar import OFFICE_ZONE
from domain.instances import BooksKeptElsewhere, EntryClosedElsewhere, Instance
from domain.ledger_books.content import ReportContent, ReportLevel, RowStanding
from domain.policy.ledgers import Ledger
from domain.report_packages import BooksKeptHere, SenderNotBelow
from domain.reports import ReportAnswer, ReportStatus
from domain.use_cases.assigning_demands import MoveDemand
from domain.use_cases.exchanging_reports import ReceiveReport
from domain.use_cases.reporting_quarters import AcknowledgeReport, CloseEntry, ConfirmAnswer, TranscribeAnswer
from tests.domain.demands_of_zibo import demand
from tests.domain.officers import REASON
from tests.domain.reports_between_units import by_system, files_of, manifest_of
from tests.domain.test_reporting_quarters import AREAS, CITY, CITY_AREA, Q1, Office, window

BOSHAN = "boshan"
PAPER = DocumentReference(kind="reply", number="淄才服函〔2024〕3号", issued_on=date(2024, 4, 8))
SENT = date(2024, 4, 6)


def sending(content: ReportContent, on: date = SENT) -> tuple[ReceiveReport, Authority]:
    """A package of an area's report that is taken in at the city's."""
    files = files_of(content)
    manifest = manifest_of(
        files,
        sender=content.unit,
        receiver=CITY,
        quarter=content.quarter,
        revision=content.revision,
        submitted_on=on,
    )
    command = ReceiveReport(
        manifest=manifest, content=content, signature="made..up", key_id="made-up", files=files
    )
    return command, by_system(effective_on=on, at=datetime.combine(on, time(9), OFFICE_ZONE))


@pytest.fixture
def district() -> Office:
    """Boshan's instance."""
    return Office(Instance(BOSHAN))


@pytest.fixture
def city() -> Office:
    """Zibo's instance, to which Boshan reports from its own."""
    return Office(Instance(CITY, frozenset({BOSHAN})))


def closed(district: Office, on: date = date(2024, 4, 2)) -> Any:
    return district.send(CloseEntry(unit=BOSHAN, quarter=Q1), window(BOSHAN, on))


def report_of_boshan(district: Office) -> ReportContent:
    district.item(BOSHAN)
    closed(district)
    district.hand_in(BOSHAN)
    return district.report(BOSHAN).content


class TestTheDistrictsInstance:
    def test_it_closes_entry_for_itself_alone(self, district):
        closed(district)

        (report,) = district.all_of(QuarterlyReport)
        assert (report.unit, report.level, report.children) == (BOSHAN, ReportLevel.AREA, ())
        for unit, by in (("zhangdian", window("zhangdian")), (CITY, window(CITY_AREA))):
            refused = district.refused(CloseEntry(unit=unit, quarter=Q1), by)
            assert type(refused) is EntryClosedElsewhere

    def test_it_compiles_signs_off_and_submits(self, district):
        content = report_of_boshan(district)

        assert content.total.registered == 1
        assert district.report(BOSHAN).status is ReportStatus.SUBMITTED

    def test_the_city_answers_in_its_own_instance_or_on_paper(self, district):
        report_of_boshan(district)
        on = date(2024, 4, 9)
        acknowledging = AcknowledgeReport(unit=BOSHAN, quarter=Q1)
        assert type(district.refused(acknowledging, window(CITY_AREA, on, who="sun-city"))) is NotYourArea

        answer = TranscribeAnswer(unit=BOSHAN, quarter=Q1, answer=ReportAnswer.ACKNOWLEDGED)
        paper = {"capacity": Capacity.TRANSCRIBING, "documents": (PAPER,)}
        district.send(answer, window(BOSHAN, on, who="qian-writer", deciding_body="zibo-window", **paper))
        district.send(ConfirmAnswer(unit=BOSHAN, quarter=Q1), window(BOSHAN, on, who="sun-third"))

        assert district.report(BOSHAN).status is ReportStatus.ACKNOWLEDGED

    def test_no_demand_of_another_area_comes_onto_its_books(self, district):
        refused = district.refused(demand(area="张店区"), window(CITY_AREA))

        assert type(refused) is BooksKeptElsewhere


class TestTheCitysInstance:
    def test_its_report_has_the_figures_that_the_area_has_sent(self, city, district):
        content = report_of_boshan(district)
        city.item()
        city.close()
        city.hand_in()
        city.send(*sending(content))

        city.sign(CITY)

        said = city.report(CITY).content
        assert said.row(BOSHAN).of(Ledger.PUBLIC_SERVICE) == content.total_of(Ledger.PUBLIC_SERVICE)
        assert said.total.registered == 2
        child = said.children[AREAS.index(BOSHAN)]
        assert (child.sha256, child.received_on, child.in_time) == (content.sha256, SENT, True)

    def test_no_report_of_that_area_is_made_here_and_it_is_missing_until_one_has_come(self, city):
        city.close()

        city.sign(CITY)

        assert city.report(CITY).content.row(BOSHAN).standing is RowStanding.MISSING
        assert BOSHAN not in {report.unit for report in city.all_of(QuarterlyReport)}

    def test_nothing_of_that_area_is_entered_here_or_moved_there(self, city):
        for area in ("boshan", "zhangdian"):
            item = city.item(area)  # from the time before
            command = MoveDemand(demand_item_id=item.id, area="博山区")
            assert type(city.refused(command, window(CITY_AREA, **REASON))) is BooksKeptElsewhere

        assert type(city.refused(demand(area="博山区"), window(CITY_AREA))) is BooksKeptElsewhere

    def test_an_area_whose_books_are_here_sends_nothing(self, district):
        everything_here = Office(Instance(CITY))

        refused = everything_here.refused(*sending(report_of_boshan(district)))

        assert type(refused) is BooksKeptHere
        assert refused.blocked_by == {"kind": "unit", "id": BOSHAN}

    def test_nobody_sends_who_does_not_report_here(self, city, district):
        content = report_of_boshan(district)

        for stated in ({"unit": "370200"}, {"level": ReportLevel.CITY}):
            another = content.model_copy(update=stated)
            assert type(city.refused(*sending(another))) is SenderNotBelow
