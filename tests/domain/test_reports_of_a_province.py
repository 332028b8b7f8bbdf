"""The province's report: its cities send theirs from instances of their own, and it adds up what has come (R-20)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import ReceivedReport
from domain.authorization import NotYourArea
from domain.instances import EntryClosedElsewhere
from domain.ledger_books.content import ReportLevel, RowStanding
from domain.policy.ledgers import Ledger
from domain.reports import ChildrenReportedSince, NothingAbove, ReportStatus
from domain.use_cases.reporting_quarters import (
    AcknowledgeReport,
    CloseEntry,
    CompileReport,
    SignOffReport,
    SubmitReport,
)
from tests.domain.officers import officer
from tests.domain.province_at_work import (
    CITIES,
    CLOSED_ON,
    PROVINCE,
    Q1,
    Q2,
    Q3,
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


class TestWhatCameLate:
    def test_a_report_that_comes_when_the_province_has_signed_without_it_is_the_next_quarters(self, province):
        province.close()
        assert province.signs().row(ZIBO_CITY).standing is RowStanding.MISSING
        province.receives(ZIBO_CITY, Q1, figures(registered=5, settled=2), on=date(2024, 5, 6))
        province.close(Q2)
        province.receives(ZIBO_CITY, Q2, figures(carried=3, registered=4, settled=1))

        content = province.signs(Q2)

        said = content.row(ZIBO_CITY).of(PUBLIC)
        assert (said.carried, said.adjusted, said.registered, said.settled, said.open) == (0, 0, 9, 3, 6)
        assert said.late == 7
        assert child(content, ZIBO_CITY).late_quarters == (Q1,)

    def test_or_that_of_the_provinces_revision_and_then_of_no_other_quarter(self, province):
        province.close()
        province.signs()
        province.receives(ZIBO_CITY, Q1, figures(registered=5, settled=2), on=date(2024, 5, 6))

        revised = province.revises(on=date(2024, 5, 7))
        province.close(Q2)
        province.receives(ZIBO_CITY, Q2, figures(carried=3))
        following = province.signs(Q2)

        assert revised.row(ZIBO_CITY).of(PUBLIC).registered == 5
        assert following.row(ZIBO_CITY).of(PUBLIC).registered == 0
        assert (following.total.carried, following.total.adjusted) == (3, 0)

    def test_what_the_next_quarter_has_counted_no_revision_counts_again(self, province):
        province.close()
        province.signs()
        province.receives(ZIBO_CITY, Q1, figures(registered=5), on=date(2024, 5, 6))
        province.close(Q2)
        province.receives(ZIBO_CITY, Q2, figures(carried=5))
        province.signs(Q2)

        revised = province.revises(on=date(2024, 7, 12))

        assert revised.row(ZIBO_CITY).standing is RowStanding.MISSING

    def test_a_citys_correction_of_an_earlier_quarter_is_an_adjustment(self, province):
        province.close()
        province.receives(ZIBO_CITY, Q1, figures(registered=5, settled=2))
        province.signs()
        province.receives(ZIBO_CITY, Q1, figures(registered=5, settled=1), revision=2, on=date(2024, 5, 6))
        province.close(Q2)
        province.receives(ZIBO_CITY, Q2, figures(carried=4, registered=1))

        said = province.signs(Q2).row(ZIBO_CITY).of(PUBLIC)

        assert (said.carried, said.adjusted, said.open) == (3, 1, 5)
        assert said.late == 0


class TestSigningOff:
    def test_what_has_come_since_it_was_compiled_has_it_compiled_anew(self, province):
        province.close()
        province.does(CompileReport)
        province.receives(ZIBO_CITY)
        sign = SignOffReport(unit=PROVINCE, quarter=Q1)
        signer = clerk(CLOSED_ON[Q1], "zhao-signer")

        assert type(province.refused(sign, signer)) is ChildrenReportedSince
        province.does(CompileReport)
        province.send(sign, signer)

    def test_nor_is_it_signed_by_what_a_correction_of_a_late_quarter_has_overtaken(self, province):
        province.close()
        province.signs()
        province.receives(ZIBO_CITY, Q1, figures(registered=5, settled=2), on=date(2024, 5, 6))
        province.close(Q2)
        province.receives(ZIBO_CITY, Q2, figures(carried=3, registered=4, settled=1))
        province.does(CompileReport, Q2)
        province.receives(ZIBO_CITY, Q1, figures(registered=7, settled=4), revision=2, on=CLOSED_ON[Q2])
        sign = SignOffReport(unit=PROVINCE, quarter=Q2)

        refused = province.refused(sign, clerk(CLOSED_ON[Q2], "zhao-signer"))

        assert type(refused) is ChildrenReportedSince
        assert province.signs(Q2).row(ZIBO_CITY).of(PUBLIC).registered == 11


class TestAnyQuarters:
    @given(st.data())
    @settings(max_examples=40, deadline=None)
    def test_what_cities_have_signed_adds_up_whatever_comes_late_or_is_corrected(self, data):
        """Over the quarters the province registers what its cities do, and opens with what it ended with."""
        province, cities = Province(), (ZIBO_CITY, QINGDAO)
        stood, sent, last = dict.fromkeys(cities, 0), {}, None
        for quarter in (Q1, Q2, Q3):
            province.close(quarter)
            for city in cities:
                said = figures(stood[city], *(data.draw(st.integers(0, 9)) for _ in range(1)))
                sent[city, quarter], stood[city] = said, said.open
                if data.draw(st.booleans(), label=f"{city} in time"):
                    self._arrive(province, city, quarter, sent)
            content = province.signs(quarter)
            if last is not None:
                assert content.total.carried == last.total.open
            assert content.total.open == sum(
                sum(cell.figures.open for cell in row.cells) for row in content.rows
            )
            last = content
        registered = 0
        for quarter in (Q1, Q2, Q3):
            registered += province.report(quarter).content.total.registered
        arrived = [said.registered for key, said in sent.items() if key in self._counted(province)]
        assert registered == sum(arrived)

    def _arrive(self, province, city, quarter, sent):
        """With it comes whatever the city had not sent before."""
        for earlier in (one for one in (Q1, Q2, Q3) if one <= quarter):
            id_ = ReceivedReport.id_from(city, PROVINCE, earlier)
            if not province.store.load_all([id_]):
                province.receives(city, earlier, sent[city, earlier], on=CLOSED_ON[quarter])

    def _counted(self, province) -> set[tuple[str, str]]:
        found = set()
        for quarter in (Q1, Q2, Q3):
            for one in province.report(quarter).content.children:
                if one.revision is not None:
                    found |= {(one.unit, quarter), *((one.unit, late) for late in one.late_quarters)}
        return found
