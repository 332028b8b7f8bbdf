"""What is signed off has files, which are made once, kept sealed, and named by the event (decided point 25)."""

from datetime import date

import pytest

from documents.quarterly_report import in_words
from domain.aggregates import QuarterlyReport
from domain.report_files import ReportNotPrintable
from domain.report_packages import FileKind
from domain.reports import ReportStatus
from domain.use_cases.reporting_quarters import CompileReport, OpenRevision, SignOffReport
from tests.domain.officers import REASON
from tests.domain.province_at_work import CLOSED_ON, PROVINCE, ZIBO_CITY, Province, clerk, figures
from tests.domain.test_reporting_quarters import CITY, CITY_AREA, Q1, Q2, Office, window
from tests.domain.zibo import ZIBO
from tests.in_memory import Sent

STATEMENT = "本季度按期报送"


@pytest.fixture
def office() -> Office:
    return Office()


def signed_off(
    office: Office, unit: str = "zhangdian", quarter: str = Q1, **stated
) -> QuarterlyReport.SignedOff:
    office.compile(unit, quarter, **stated)
    on = stated.get("on", date(2024, 4, 3))
    return the_sign_off(office.do(SignOffReport, unit, quarter, who="zhao-signer", on=on))


def the_sign_off(sent: Sent) -> QuarterlyReport.SignedOff:
    [event] = [one for one in sent.events if isinstance(one, QuarterlyReport.SignedOff)]
    return event


def test_the_event_names_the_workbook_and_the_pdf_and_by_what_they_were_made(office):
    office.close()

    event = signed_off(office)

    assert [file.name for file in event.files] == [FileKind.XLSX, FileKind.PDF]
    assert {file.made_by for file in event.files} == {office.report_files.made_by}
    assert event.names_of == (ZIBO.version,)
    for file in event.files:
        assert file.is_of(office.files.content(event.originator_id, file.sha256))


def test_the_files_say_what_the_report_says_under_the_day_of_the_sign_off(office):
    office.item()
    office.close()

    event = signed_off(office, statement=STATEMENT)

    [paper] = office.report_files.papers
    assert paper.content == office.report().content
    assert (paper.statement, paper.issued_on, paper.marks) == (STATEMENT, event.envelope.effective_on, ())


def test_nothing_that_a_file_says_lies_open(office):
    office.close()
    signed_off(office, statement=STATEMENT)

    assert len(office.place.blobs) == 2
    assert not any(STATEMENT.encode() in blob for blob in office.place.blobs.values())


def test_the_trend_is_drawn_of_the_last_revision_of_each_quarter_that_was_signed_by_then(office):
    office.close()
    first = signed_off(office, on=date(2024, 4, 3))
    office.send(OpenRevision(unit="zhangdian", quarter=Q1), window(**REASON))
    second = signed_off(office, on=date(2024, 4, 3))
    office.close(Q2, on=date(2024, 7, 2))

    event = signed_off(office, quarter=Q2, on=date(2024, 7, 3))

    assert first.earlier == second.earlier == ()
    [earlier] = event.earlier
    assert (earlier.quarter, earlier.revision, earlier.sha256) == (Q1, 2, second.sha256)
    assert office.report_files.papers[-1].earlier == (office.report().content,)


def test_the_citys_report_has_files_of_its_own(office):
    office.close()
    office.hand_in()

    event = signed_off(office, CITY)

    assert office.report_files.papers[-1].content == office.report(CITY).content
    assert len({file.sha256 for file in event.files}) == 2


def test_what_cannot_be_printed_is_not_signed_off(office, monkeypatch):
    def made(_paper):
        raise ReportNotPrintable

    office.close()
    office.compile()
    monkeypatch.setattr(office.report_files, "made", made)

    refused = office.refused(SignOffReport(unit="zhangdian", quarter=Q1), window(who="zhao-signer"))

    assert type(refused) is ReportNotPrintable
    assert office.report().status is ReportStatus.COMPILED
    assert office.place.blobs == {}


def test_no_file_is_made_to_find_out_whether_it_may_be_signed_off(office):
    office.close()
    office.compile()
    command = SignOffReport(unit="zhangdian", quarter=Q1)
    authority = window(who="zhao-signer")

    work = office.office.preview(command, authority)
    work.add(office.report())

    assert work.report_files.made(None) == ()


def test_a_report_that_was_signed_before_files_were_kept_is_read_as_ever(office):
    office.close()
    office.compile()
    report = office.report()
    report.sign_off(window(who="zhao-signer", policy_version=ZIBO.version, clauses=("R-20",)))
    office.put(report)

    known = office.report()

    assert known.latest.is_signed
    assert (known.latest.files, known.latest.file(FileKind.PDF)) == ((), None)
    office.close(Q2, on=date(2024, 7, 2))
    assert [one.quarter for one in signed_off(office, quarter=Q2, on=date(2024, 7, 3)).earlier] == [Q1]


def test_who_compiled_it_is_refused_before_any_file_is_made(office):
    office.close()
    office.compile()

    office.refused(SignOffReport(unit="zhangdian", quarter=Q1), window())
    office.refused(CompileReport(unit=CITY, quarter=Q1), window())
    office.refused(SignOffReport(unit="zhangdian", quarter=Q1), window(CITY_AREA, who="zhao-signer"))

    assert office.report_files.papers == []


def test_a_provinces_paper_names_what_its_cities_policies_name():
    province = Province()
    province.close()
    province.receives(ZIBO_CITY, said=figures(registered=3, settled=1))
    province.send(CompileReport(unit=PROVINCE, quarter=Q1), clerk(CLOSED_ON[Q1]))

    signer = clerk(CLOSED_ON[Q1], who="lu-signer")
    event = the_sign_off(province.send(SignOffReport(unit=PROVINCE, quarter=Q1), signer))

    [paper] = province.report_files.papers
    assert event.names_of == (ZIBO.provincial.version, ZIBO.version)
    said = in_words(paper)
    assert said.office == "山东省高层次人才服务窗口"
    assert [line.name for line in said.blocks[0].lines][:4] == ["济南市", "青岛市", "淄博市", "枣庄市"]
    assert [line.name for line in said.categories] == ["子女入学"]
