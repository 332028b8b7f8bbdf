"""The province's report: its cities send theirs from instances of their own, and it adds up what has come (R-20)."""

from datetime import date

import pytest

from domain.authorization import NotYourArea
from domain.instances import EntryClosedElsewhere
from domain.ledger_books.content import ReportLevel, RowStanding
from domain.policy.ledgers import Ledger
from domain.reports import NothingAbove, ReportStatus
from domain.use_cases.reporting_quarters import AcknowledgeReport, CloseEntry, CompileReport, SubmitReport
from tests.domain.officers import officer
from tests.domain.province_at_work import (
    CITIES,
    CLOSED_ON,
    PROVINCE,
    Q1,
    QINGDAO,
    ZIBO_CITY,
    Province,
    clerk,
    figures,
)

PUBLIC = Ledger.PUBLIC_SERVICE


@pytest.fixture
def province() -> Province:
    return Province()


def child(content, unit):
    return next(one for one in content.children if one.unit == unit)


class TestClosing:
    def test_one_report_is_due_over_the_sixteen_cities(self, province):
        province.close()

        report = province.report()
        assert (report.level, report.children, len(CITIES)) == (ReportLevel.PROVINCE, CITIES, 16)
        assert report.elsewhere == CITIES
        assert (report.children_due_on, report.due_on) == (
            date(2024, 4, 10),
            date(2024, 4, 22),
        )  # put off: the 20th is a Saturday

    def test_an_instance_closes_entry_of_its_own_unit_alone(self, province):
        refused = province.refused(CloseEntry(unit=PROVINCE, quarter=Q1), officer("window"))
        assert type(refused) is NotYourArea
        command = CloseEntry(unit=ZIBO_CITY, quarter=Q1)
        on = CLOSED_ON[Q1]
        zibos = officer("window", effective_on=on, at=clerk(on).at)

        assert type(province.refused(command, zibos)) is EntryClosedElsewhere


class TestCompiling:
    def test_its_rows_are_what_the_cities_have_sent(self, province):
        province.close()
        province.receives(ZIBO_CITY, said=figures(registered=5, settled=2))
        province.receives(QINGDAO, said=figures(registered=7, settled=7))

        content = province.signs()

        assert content.row(ZIBO_CITY).of(PUBLIC) == figures(registered=5, settled=2)
        assert (content.total.registered, content.total.settled, content.total.open) == (12, 9, 3)
        assert (content.reported, content.reported_in_time, len(content.children)) == (2, 2, 16)

    def test_a_city_that_has_sent_nothing_is_missing(self, province):
        province.close()

        content = province.signs()

        assert {row.standing for row in content.rows} == {RowStanding.MISSING}

    def test_a_report_of_nothing_is_a_zero_report(self, province):
        province.close()
        province.receives(ZIBO_CITY)

        assert child(province.signs(), ZIBO_CITY).standing is RowStanding.ZERO

    def test_in_time_is_what_was_submitted_by_the_due_day_and_when_it_came_is_a_fact_beside(self, province):
        province.close()
        province.receives(ZIBO_CITY, submitted_on=date(2024, 4, 10), on=date(2024, 4, 18))
        province.receives(QINGDAO, submitted_on=date(2024, 4, 11), on=date(2024, 4, 11))

        content = province.signs(on=date(2024, 4, 18))

        on_its_way, late = child(content, ZIBO_CITY), child(content, QINGDAO)
        assert (on_its_way.in_time, on_its_way.received_on) == (True, date(2024, 4, 18))
        assert (late.in_time, late.submitted_on) == (False, date(2024, 4, 11))
        assert (content.reported, content.reported_in_time) == (2, 1)

    def test_what_was_returned_counts_no_more_and_its_correction_does(self, province):
        province.close()
        province.receives(ZIBO_CITY, said=figures(registered=5))
        province.returns(ZIBO_CITY)
        province.does(CompileReport)
        assert child(province.report().content, ZIBO_CITY).standing is RowStanding.MISSING

        province.receives(ZIBO_CITY, said=figures(registered=6), revision=2)
        content = province.signs()

        assert child(content, ZIBO_CITY).revision == 2
        assert content.total.registered == 6

    def test_a_correction_that_is_returned_leaves_what_was_acknowledged_before(self, province):
        province.close()
        province.receives(ZIBO_CITY, said=figures(registered=5))
        province.acknowledges(ZIBO_CITY)
        province.receives(ZIBO_CITY, said=figures(registered=6), revision=2)
        province.returns(ZIBO_CITY, revision=2)

        assert child(province.signs(), ZIBO_CITY).revision == 1


class TestTheEnd:
    def test_signed_off_is_its_end_for_there_is_nobody_above(self, province):
        province.close()
        province.signs()

        for command in (SubmitReport, AcknowledgeReport):
            refused = province.refused(command(unit=PROVINCE, quarter=Q1), clerk(CLOSED_ON[Q1]))
            assert refused.code in (NothingAbove.code, "post_may_not")
        assert province.report().status is ReportStatus.SIGNED_OFF
