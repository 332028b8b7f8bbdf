"""Entry is closed, areas report, the city adds up what they have signed, and the answer comes back (R-20)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from domain.aggregates import DemandItem, LedgerClosings, QuarterlyReport
from domain.authorization import NotYourArea
from domain.base import Authority, Capacity, CommandHeader, DocumentReference, ReasonRequired
from domain.calendar import OFFICE_ZONE
from domain.cases import SameOfficer
from domain.demands import ClosingFigures, EscalationLevel
from domain.errors import Invalid, NotFound
from domain.instances import OF_EVERY_CITY, Instance
from domain.ledger_books.content import RowStanding
from domain.ledger_books.figures import Figures
from domain.personal_data import Sealed
from domain.policy.ledgers import Ledger
from domain.policy.pack import PolicyPack
from domain.reports import (
    AnsweredAlready,
    BooksBehind,
    CountedElsewhere,
    EntryNotClosed,
    NothingAnswered,
    NotInTheBooks,
    NotTheNextQuarter,
    QuarterNotOver,
    QuarterPassed,
    ReportAnswer,
    ReportedWithout,
    ReportNotInState,
    ReportStatus,
)
from domain.use_cases.reporting_quarters import (
    AcknowledgeReport,
    CloseEntry,
    CompileReport,
    ConfirmAnswer,
    ContestAnswer,
    DeclineSignOff,
    OpenRevision,
    ProposedIssue,
    ReturnReport,
    SignOffReport,
    SubmitReport,
    TranscribeAnswer,
)
from tests.domain.books_of_zibo import registered as registered_enterprise
from tests.domain.demand_items import in_progress, limit, registered, words
from tests.domain.officers import REASON, officer
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

CITY, CITY_AREA = "370300", "zibo-shibenji"
Q1, Q2 = "2024Q1", "2024Q2"
AREAS = tuple(area.code for area in ZIBO.areas)
PAPER = DocumentReference(kind="reply", number="鲁才服函〔2024〕3号", issued_on=date(2024, 4, 15))

FIGURES = ClosingFigures(due_on=date(2024, 3, 25), in_time=True, working_days=12, extensions=0)


def window(area: str = "zhangdian", on: date = date(2024, 4, 3), *, who: str = "li-compiler", **more: Any):
    at = datetime.combine(on, time(10), OFFICE_ZONE)
    return officer("window", area, actor=f"{area}-{who}", effective_on=on, at=at, **more)


class Office(Books):
    """The books of Zibo, with windows that report."""

    def __init__(self, instance: Instance = OF_EVERY_CITY, pack: PolicyPack = ZIBO) -> None:
        super().__init__(pack, instance=instance)
        self.serial = 0

    def item(self, area: str = "zhangdian", on: date = date(2024, 3, 4), **stated: Any):
        self.serial += 1
        item = registered(serial=self.serial, area=area, authority=_as_window(area, on), **stated)
        self.put(item)
        return item

    def put(self, item) -> None:
        id_ = self.new_id()
        header = CommandHeader(
            command_id=id_,
            correlation_id=id_,
            name="AsInTheLedger",
            principal="zhangdian-window",
            key=str(id_),
            fingerprint=b"",
        )
        self.store.save_all([item], header)

    def close(self, quarter: str = Q1, on: date = date(2024, 4, 2)):
        return self.send(CloseEntry(unit=CITY, quarter=quarter), window(CITY_AREA, on))

    def report(self, unit: str = "zhangdian", quarter: str = Q1) -> QuarterlyReport:
        return self.load(QuarterlyReport, QuarterlyReport.id_of(unit, quarter))

    def compile(self, unit: str = "zhangdian", quarter: str = Q1, **stated: Any):
        return self.do(CompileReport, unit, quarter, **stated)

    def sign(self, unit: str = "zhangdian", quarter: str = Q1, on: date = date(2024, 4, 3)):
        self.do(CompileReport, unit, quarter, on=on)
        self.do(SignOffReport, unit, quarter, who="zhao-signer", on=on)

    def hand_in(self, unit: str = "zhangdian", quarter: str = Q1, on: date = date(2024, 4, 3)):
        self.sign(unit, quarter, on)
        self.do(SubmitReport, unit, quarter, on=on)

    def reports_all(self, quarter: str, on: date) -> None:
        """Entry is closed, every area hands in its report, and the city signs its own."""
        self.close(quarter, on)
        for unit in (*self.report(CITY, quarter).children, CITY):
            self.hand_in(unit, quarter, on)

    def do(self, command, unit: str, quarter: str = Q1, *, on=date(2024, 4, 3), who="li-compiler", **stated):
        area = CITY_AREA if unit == CITY else unit
        return self.send(command(unit=unit, quarter=quarter, **stated), window(area, on, who=who))

    def city_does(self, command, unit: str, quarter: str = Q1, *, who="sun-city", **more):
        return self.send(command(unit=unit, quarter=quarter), window(CITY_AREA, who=who, **more))


def without_wenchanghu_from(day: date) -> PolicyPack:
    """The pack of Zibo, in which that zone ends on the day before."""
    ended = {"valid_to": day - timedelta(days=1)}
    areas = (one.model_copy(update=ended) if one.code == "wenchanghu" else one for one in ZIBO.areas)
    return ZIBO.model_copy(update={"areas": tuple(areas)})


def reported_once_settled_on(day: date, item: DemandItem, office: Office) -> Figures:
    """What the first quarter's report says when the settlement is entered, with effect from that day, in the days of entry."""
    item.settle(words(), None, FIGURES, _as_window("zhangdian", day).model_copy(update=REASON))
    office.put(item)
    office.close(on=date(2024, 4, 9))
    office.compile(on=date(2024, 4, 9))
    return office.report().content.total_of(Ledger.PUBLIC_SERVICE)


def _as_window(area: str, on: date) -> Authority:
    return window(area, on, policy_version=ZIBO.version, clauses=("R-20",))


@pytest.fixture
def office() -> Office:
    return Office()


class TestClosingEntry:
    def test_one_instant_and_position_for_all_areas_opens_every_report(self, office):
        office.item()
        before = office.log.size

        office.close()

        closings = office.load(LedgerClosings, LedgerClosings.id_of(CITY))
        (cut_off,) = closings.cut_offs.values()
        assert cut_off.position == before
        reports = office.all_of(QuarterlyReport)
        assert {report.unit for report in reports} == {*AREAS, CITY}
        assert {report.cut_off for report in reports} == {cut_off}
        assert {report.status for report in reports} == {ReportStatus.OPENED}

    def test_areas_are_due_before_the_city(self, office):
        office.close()

        assert office.report().due_on == date(2024, 4, 8)  # the 7th is a Sunday
        assert office.report(CITY).due_on == date(2024, 4, 10)
        assert office.report(CITY).children == AREAS

    def test_a_quarter_that_is_not_over_is_not_closed(self, office):
        closing = CloseEntry(unit=CITY, quarter=Q1)

        assert type(office.refused(closing, window(CITY_AREA, date(2024, 3, 31)))) is QuarterNotOver

    def test_no_quarter_is_closed_twice_or_left_out(self, office):
        office.close()

        for quarter in (Q1, "2024Q3"):
            refused = office.refused(
                CloseEntry(unit=CITY, quarter=quarter), window(CITY_AREA, date(2024, 10, 9))
            )
            assert type(refused) is NotTheNextQuarter
            assert refused.blocked_by["last"] == Q1

    def test_an_area_that_ended_reports_the_quarter_in_which_it_did_and_until_nothing_of_it_is_open(self):
        office = Office(pack=without_wenchanghu_from(date(2024, 3, 1)))
        moved, left = (office.item("wenchanghu", date(2024, 1, day)) for day in (8, 9))
        moved.move_to("zhangdian", _as_window(CITY_AREA, date(2024, 2, 20)).model_copy(update=REASON))
        office.put(moved)
        office.reports_all(Q1, date(2024, 4, 2))
        first = office.report(CITY).content
        left.move_to("zhangdian", _as_window(CITY_AREA, date(2024, 5, 6)).model_copy(update=REASON))
        office.put(left)
        office.reports_all(Q2, date(2024, 7, 2))
        second = office.report(CITY, Q2).content
        office.close("2024Q3", date(2024, 10, 9))

        assert (first.total.registered, first.total.open, first.in_transit) == (2, 2, 0)
        assert (second.total.carried, second.total.open, second.in_transit) == (2, 2, 0)
        assert first.children[-1].unit == second.children[-1].unit == "wenchanghu"
        assert "wenchanghu" not in office.report(CITY, "2024Q3").children


class TestCompiling:
    def test_the_report_has_the_figures_of_the_books(self, office):
        office.item()
        settled = in_progress(office.item())
        settled.settle(words(), None, FIGURES, _as_window("zhangdian", date(2024, 3, 20)))
        office.put(settled)
        office.close()

        office.compile()

        figures = office.report().content.total_of(Ledger.PUBLIC_SERVICE)
        assert (figures.registered, figures.settled, figures.settled_in_time, figures.open) == (2, 1, 1, 1)
        assert figures.working_days == 12

    def test_what_the_clock_tells_of_after_the_quarter_takes_no_settlement_out_of_it(self, office):
        item = in_progress(office.item(on=date(2024, 3, 11)), date(2024, 3, 11))
        item.escalate_breach(limit(item), CITY_AREA, _as_window(CITY_AREA, date(2024, 4, 2)))

        figures = reported_once_settled_on(date(2024, 3, 29), item, office)

        assert (figures.registered, figures.settled, figures.open) == (1, 1, 0)

    def test_an_office_that_assigns_and_accepts_in_the_days_of_entry_takes_no_settlement_out_of_it_either(
        self, office
    ):
        item = in_progress(office.item(on=date(2024, 3, 11)), date(2024, 4, 8))

        figures = reported_once_settled_on(date(2024, 3, 29), item, office)

        assert (figures.registered, figures.settled, figures.open) == (1, 1, 0)

    def test_a_settlement_that_proves_to_be_an_entry_error_adjusts_the_opening_and_reopens_nothing(
        self, office
    ):
        item = in_progress(office.item())
        item.settle(words(), None, FIGURES, _as_window("zhangdian", date(2024, 3, 20)))
        office.put(item)
        office.close()
        office.hand_in()
        correcting = {**REASON, "actor": "zhangdian-chen", "corrects": office.new_id()}
        item = office.load(DemandItem, item.id)
        item.reverse_closure(_as_window("zhangdian", date(2024, 4, 10)).model_copy(update=correcting))
        office.put(item)
        office.close(Q2, date(2024, 7, 2))

        office.sign("zhangdian", Q2, date(2024, 7, 3))

        figures = office.report("zhangdian", Q2).content.total_of(Ledger.PUBLIC_SERVICE)
        assert (figures.carried, figures.adjusted, figures.reopened, figures.open) == (0, 1, 0, 1)
        assert figures.late == 0

    def test_what_is_overdue_or_with_a_higher_level_is_shown_among_what_is_open(self, office):
        overdue = office.item(on=date(2024, 1, 8))
        passed_on = in_progress(office.item(on=date(2024, 3, 25)), date(2024, 3, 25))
        passing_on = _as_window("zhangdian", date(2024, 3, 26)).model_copy(update=REASON)
        passed_on.escalate(EscalationLevel.CITY, CITY_AREA, passing_on)
        office.put(passed_on)
        office.close()

        office.compile()

        content = office.report().content
        figures = content.total_of(Ledger.PUBLIC_SERVICE)
        assert (figures.open, figures.overdue, figures.escalated) == (2, 1, 1)
        assert [item.number for item in content.overdue_items] == [overdue.number]
        assert content.overdue_items[0].due_on == date(2024, 1, 29)

    def test_annexes_list_what_the_compiler_has_chosen(self, office):
        item = office.item()
        office.close()

        issue = ProposedIssue(number=item.number, proposed_level=EscalationLevel.MECHANISM)
        office.compile(key_issues=(issue,), exemplary_items=(item.number,))

        content = office.report().content
        assert content.key_issues[0].item.number == item.number
        assert content.key_issues[0].item.due_on is not None  # it is open
        assert content.key_issues[0].proposed_level is EscalationLevel.MECHANISM
        assert content.exemplary_items[0].category == "schooling"

    def test_no_item_is_listed_twice_in_an_annex(self, office):
        item = office.item()
        office.close()
        issue = ProposedIssue(number=item.number, proposed_level=EscalationLevel.CITY)
        above = ProposedIssue(number=item.number, proposed_level=EscalationLevel.PROVINCE)

        for field, listed in (("key_issues", (issue, above)), ("exemplary_items", (item.number,) * 2)):
            command = CompileReport(unit="zhangdian", quarter=Q1, **{field: listed})
            [error] = office.refused(command, window()).errors
            assert (error.field, error.code) == (field, "listed_twice")

    def test_an_annex_calls_the_enterprise_as_it_was_known_at_the_cut_off(self, office):
        enterprise_id = registered_enterprise(office, "淄博鲁建新材料有限公司")
        item = office.item(enterprise_id=enterprise_id)
        office.close()

        office.compile(exemplary_items=(item.number,))

        (listed,) = office.report().content.exemplary_items
        assert (listed.enterprise_id, listed.enterprise_name) == (enterprise_id, "淄博鲁建新材料有限公司")

    def test_nothing_is_listed_that_is_another_areas(self, office):
        item = office.item("linzi")
        office.close()
        command = CompileReport(unit="zhangdian", quarter=Q1, exemplary_items=(item.number,))

        refused = office.refused(command, window())

        assert type(refused) is NotInTheBooks
        assert refused.blocked_by == {"kind": "demand_item", "number": item.number}

    def test_the_statement_is_sealed_and_no_part_of_what_is_hashed(self, office):
        office.close()
        office.compile()
        without = office.report().content.sha256

        office.compile(statement="本季度王某某的诉求已办结")

        report = office.report()
        assert isinstance(report.latest.statement, Sealed)
        assert office.opened(report.latest.statement) == "本季度王某某的诉求已办结"
        assert report.content.sha256 == without

    def test_the_digest_of_a_compilation_done_anew_is_the_same(self, office):
        office.item()
        office.close()
        first, second = office.compile().event, office.compile().event

        assert first.sha256 == second.sha256

    def test_nothing_to_report_is_a_zero_report(self, office):
        office.close()
        office.sign()

        (signed_off,) = [one for one in office.events() if isinstance(one, QuarterlyReport.SignedOff)]
        assert signed_off.is_zero
        assert office.report().content.rows[0].standing is RowStanding.ZERO

    def test_books_that_are_behind_the_cut_off_are_waited_for(self, office):
        office.item()
        office.close()
        office.ledgers.read_until = 0

        refused = office.refused(CompileReport(unit="zhangdian", quarter=Q1), window())

        assert type(refused) is BooksBehind

    def test_a_report_of_a_quarter_that_is_not_closed_is_not_there(self, office):
        assert type(office.refused(CompileReport(unit="zhangdian", quarter=Q1), window())) is EntryNotClosed

    def test_the_reports_of_other_areas_are_not_known_of(self, office):
        office.close()

        assert type(office.refused(CompileReport(unit="linzi", quarter=Q1), window())) is NotFound
        assert type(office.refused(CompileReport(unit=CITY, quarter=Q1), window())) is NotFound

    def test_the_city_compiles_no_areas_report(self, office):
        office.close()

        refused = office.refused(CompileReport(unit="zhangdian", quarter=Q1), window(CITY_AREA))

        assert type(refused) is NotYourArea


class TestSigningOff:
    def test_whoever_compiled_it_does_not_sign_it_off(self, office):
        office.close()
        office.compile()

        assert type(office.refused(SignOffReport(unit="zhangdian", quarter=Q1), window())) is SameOfficer

    def test_a_sign_off_that_is_declined_goes_back_to_the_compiler(self, office):
        office.close()
        office.compile()

        command = DeclineSignOff(unit="zhangdian", quarter=Q1)
        assert type(office.refused(command, window(who="zhao-signer"))) is ReasonRequired
        office.send(command, window(who="zhao-signer", **REASON))

        assert office.report().status is ReportStatus.OPENED
        office.compile()

    def test_what_was_signed_off_is_compiled_no_more(self, office):
        office.close()
        office.sign()

        refused = office.refused(CompileReport(unit="zhangdian", quarter=Q1), window())

        assert type(refused) is ReportNotInState
        assert refused.blocked_by["status"] == "signed_off"

    def test_a_report_is_not_signed_off_once_a_later_quarter_is_closed(self, office):
        office.close()
        office.compile()
        office.close(Q2, date(2024, 7, 2))

        late = window(on=date(2024, 7, 3), who="zhao-signer")
        assert type(office.refused(SignOffReport(unit="zhangdian", quarter=Q1), late)) is QuarterPassed

    def test_an_area_that_the_city_has_signed_as_missing_signs_no_more(self, office):
        office.close()
        office.compile()
        office.sign(CITY)

        signer = window(who="zhao-signer")
        refused = office.refused(SignOffReport(unit="zhangdian", quarter=Q1), signer)
        assert type(refused) is ReportedWithout

        office.send(OpenRevision(unit=CITY, quarter=Q1), window(CITY_AREA, **REASON))
        office.send(SignOffReport(unit="zhangdian", quarter=Q1), signer)


class TestTheCitysReport:
    def test_its_rows_are_what_the_areas_have_handed_in(self, office):
        office.item()
        office.item("linzi")
        office.close()
        office.hand_in()
        office.sign("linzi")  # signed, and not handed in

        office.sign(CITY)

        content = office.report(CITY).content
        assert content.row("zhangdian").of(Ledger.PUBLIC_SERVICE).registered == 1
        assert content.row("linzi").standing is RowStanding.MISSING
        assert content.total.registered == 1
        assert (content.reported, content.reported_in_time, len(content.children)) == (1, 1, len(AREAS))

    def test_a_report_after_the_due_day_is_there_and_not_in_time(self, office):
        office.close()
        office.hand_in(on=date(2024, 4, 9))
        office.sign(CITY)

        (child,) = [one for one in office.report(CITY).content.children if one.unit == "zhangdian"]
        assert (child.standing, child.in_time) == (RowStanding.ZERO, False)
        assert child.sha256 == office.report().content.sha256

    def test_a_report_that_was_returned_is_missing_until_it_is_handed_in_again(self, office):
        office.close()
        office.hand_in()
        office.city_does(ReturnReport, "zhangdian", **REASON)
        office.compile(CITY)
        assert office.report(CITY).content.row("zhangdian").standing is RowStanding.MISSING

        office.send(OpenRevision(unit="zhangdian", quarter=Q1), window(**REASON))
        office.hand_in()
        office.compile(CITY)

        assert office.report(CITY).content.children[AREAS.index("zhangdian")].revision == 2


class TestAnswers:
    def test_the_city_acknowledges_an_areas_report(self, office):
        office.close()
        office.hand_in()

        office.city_does(AcknowledgeReport, "zhangdian")

        assert office.report().status is ReportStatus.ACKNOWLEDGED

    def test_a_return_says_why(self, office):
        office.close()
        office.hand_in()
        command = ReturnReport(unit="zhangdian", quarter=Q1)

        assert type(office.refused(command, window(CITY_AREA))) is ReasonRequired

    def test_whoever_compiled_the_city_windows_own_report_does_not_acknowledge_it(self, office):
        office.close()
        office.hand_in(CITY_AREA)

        for who in ("li-compiler", "zhao-signer"):
            command = AcknowledgeReport(unit=CITY_AREA, quarter=Q1)
            assert type(office.refused(command, window(CITY_AREA, who=who))) is SameOfficer
        office.city_does(AcknowledgeReport, CITY_AREA)

    def test_the_city_does_not_acknowledge_its_own_report(self, office):
        office.close()
        office.hand_in(CITY)

        command = AcknowledgeReport(unit=CITY, quarter=Q1)
        assert type(office.refused(command, window(CITY_AREA, who="sun-city"))) is NotYourArea

    def test_the_provinces_answer_is_written_down_by_one_and_confirmed_by_another(self, office):
        _answered(office, ReportAnswer.ACKNOWLEDGED)

        confirm = ConfirmAnswer(unit=CITY, quarter=Q1)
        assert type(office.refused(confirm, _city_on(who="qian-writer"))) is SameOfficer
        assert office.report(CITY).status is ReportStatus.SUBMITTED
        office.send(confirm, _city_on())

        assert office.report(CITY).status is ReportStatus.ACKNOWLEDGED

    def test_an_answer_that_is_not_what_the_paper_says_is_contested_and_written_down_anew(self, office):
        _answered(office, ReportAnswer.ACKNOWLEDGED)
        again = TranscribeAnswer(unit=CITY, quarter=Q1, answer=ReportAnswer.RETURNED)
        assert type(office.refused(again, _transcribing(**REASON))) is AnsweredAlready

        office.send(ContestAnswer(unit=CITY, quarter=Q1), _city_on(**REASON))
        assert type(office.refused(ConfirmAnswer(unit=CITY, quarter=Q1), _city_on())) is NothingAnswered
        office.send(again, _transcribing(**REASON))
        office.send(ConfirmAnswer(unit=CITY, quarter=Q1), _city_on())

        assert office.report(CITY).status is ReportStatus.RETURNED

    def test_an_answer_names_the_provincial_window_and_its_paper(self, office):
        office.close()
        office.hand_in(CITY)
        command = TranscribeAnswer(unit=CITY, quarter=Q1, answer=ReportAnswer.ACKNOWLEDGED)

        for wrong, field in (
            ({"deciding_body": "shandong-hrss"}, "deciding_body"),
            ({"documents": ()}, "documents"),
        ):
            refused = office.refused(command, _transcribing(**wrong))
            assert (type(refused), refused.field) == (Invalid, field)

    def test_no_answer_is_written_down_to_an_areas_report(self, office):
        office.close()
        office.hand_in(CITY_AREA)

        command = TranscribeAnswer(unit=CITY_AREA, quarter=Q1, answer=ReportAnswer.ACKNOWLEDGED)
        assert type(office.refused(command, _transcribing())) is NotFound


class TestRevisions:
    def test_a_revision_takes_what_came_late_and_stands_beside_the_first(self, office):
        office.close()
        office.hand_in()
        first = office.report().content
        office.item(on=date(2024, 3, 28))

        office.send(OpenRevision(unit="zhangdian", quarter=Q1), window(**REASON))
        office.hand_in()

        report = office.report()
        assert [one.content.total.registered for one in report.revisions] == [0, 1]
        assert report.revisions[0].content == first
        assert report.content.cut_off.position > first.cut_off.position

    def test_two_revisions_of_a_unit_do_not_count_the_same_twice(self, office):
        for quarter, on in ((Q1, date(2024, 4, 2)), (Q2, date(2024, 7, 2))):
            office.close(quarter, on)
            office.hand_in("zhangdian", quarter, on)
        office.item(on=date(2024, 3, 28))
        late = date(2024, 7, 4)
        for quarter in (Q1, Q2):
            office.send(OpenRevision(unit="zhangdian", quarter=quarter), window(on=late, **REASON))
            office.do(CompileReport, "zhangdian", quarter, on=late)
        assert [office.report("zhangdian", one).content.total.registered for one in (Q1, Q2)] == [1, 1]

        office.do(SignOffReport, "zhangdian", Q1, who="zhao-signer", on=late)

        sign = SignOffReport(unit="zhangdian", quarter=Q2)
        assert type(office.refused(sign, window(on=late, who="zhao-signer"))) is CountedElsewhere
        office.do(CompileReport, "zhangdian", Q2, on=late)
        office.send(sign, window(on=late, who="zhao-signer"))
        assert office.report("zhangdian", Q2).content.total.registered == 0

    def test_of_two_signed_at_the_same_instant_the_later_is_decided_on_what_the_earlier_has_left(
        self, office
    ):
        for quarter, on in ((Q1, date(2024, 4, 2)), (Q2, date(2024, 7, 2))):
            office.close(quarter, on)
            office.hand_in("zhangdian", quarter, on)
        office.item(on=date(2024, 3, 28))
        late = date(2024, 7, 4)
        for quarter in (Q1, Q2):
            office.send(OpenRevision(unit="zhangdian", quarter=quarter), window(on=late, **REASON))
            office.do(CompileReport, "zhangdian", quarter, on=late)

        def faster() -> None:
            office.do(SignOffReport, "zhangdian", Q1, who="zhao-signer", on=late)

        office.log.rivals.append(faster)
        with pytest.raises(CountedElsewhere):
            office.do(SignOffReport, "zhangdian", Q2, who="zhao-signer", on=late)
        assert office.report("zhangdian", Q1).latest.is_signed
        assert not office.report("zhangdian", Q2).latest.is_signed

    def test_nobody_signs_at_the_instant_at_which_a_later_quarter_is_closed(self, office):
        office.close()
        office.compile()
        office.log.rivals.append(lambda: office.close(Q2, date(2024, 7, 2)))

        with pytest.raises(QuarterPassed):
            office.do(SignOffReport, "zhangdian", who="zhao-signer", on=date(2024, 7, 2))

    def test_a_revision_says_why(self, office):
        office.close()
        office.hand_in()

        command = OpenRevision(unit="zhangdian", quarter=Q1)
        assert type(office.refused(command, window())) is ReasonRequired

    def test_a_late_entry_without_a_revision_is_the_next_quarters(self, office):
        office.close()
        office.hand_in()
        office.item(on=date(2024, 3, 28))
        office.close(Q2, date(2024, 7, 2))

        office.sign("zhangdian", Q2, date(2024, 7, 3))

        figures = office.report("zhangdian", Q2).content.total_of(Ledger.PUBLIC_SERVICE)
        assert (figures.carried, figures.registered, figures.late) == (0, 1, 1)
        assert figures.registered_before == 0

    def test_a_revision_that_a_later_closing_has_overtaken_is_compiled_anew(self, office):
        office.close()
        office.hand_in()
        office.send(OpenRevision(unit="zhangdian", quarter=Q1), window(**REASON))
        office.compile()
        office.close(Q2, date(2024, 7, 2))
        late = date(2024, 7, 3)
        sign = SignOffReport(unit="zhangdian", quarter=Q1)

        assert type(office.refused(sign, window(on=late, who="zhao-signer"))) is QuarterPassed
        office.do(CompileReport, "zhangdian", on=late)
        office.send(sign, window(on=late, who="zhao-signer"))


def _city_on(on: date = date(2024, 4, 16), *, who: str = "sun-city", **more: Any) -> Authority:
    return window(CITY_AREA, on, who=who, **more)


def _transcribing(**more: Any) -> Authority:
    usual = {"capacity": Capacity.TRANSCRIBING, "deciding_body": "shandong-window", "documents": (PAPER,)}
    return _city_on(who="qian-writer", **usual | more)


def _answered(office: Office, answer: ReportAnswer) -> None:
    office.close()
    office.hand_in(CITY)
    office.send(TranscribeAnswer(unit=CITY, quarter=Q1, answer=answer), _transcribing())
