"""The files of a report over HTTP: a draft before the sign-off, the kept files after it, and the same bytes made anew."""

import hashlib
import io
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import openpyxl
import pytest

from bootstrap.report_papers import ReportPapers
from bootstrap.submitted_reports import submitted_reports
from bootstrap.verifying_attachments import Verified, faulty_files
from documents import report_files
from domain.aggregates import QuarterlyReport
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from domain.report_packages import FileKind
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, ZHANGDIAN, Person, Town
from tests.api.test_papers import lines
from tests.documents.printed import text_of
from tests.domain.officers import officer
from tests.persistence.commands import command

STATEMENT = "示例情况说明"
NAME = "李慧"


class Office:
    """The window of an area whose last quarter is closed."""

    def __init__(self, town: Town, area: str, quarter: str) -> None:
        self.town, self.area, self.quarter = town, area, quarter
        self.mine, self.signer = window(town, "li-compiling", area), window(town, "zhao-signing", area)

    @property
    def at(self) -> str:
        return f"/v1/reports/{self.area}/{self.quarter}"

    @property
    def report(self) -> QuarterlyReport:
        found: QuarterlyReport = self.town.service.store.repository.get(
            QuarterlyReport.id_of(self.area, self.quarter)
        )
        return found

    def compiles(self, **stated: Any) -> None:
        service = self.town.service
        assert service.progress.wait_for("ledger_movements", service.log.max_notification_id(), 30)
        answer = self.mine.posts(f"{self.at}/compilation", **stated)
        assert answer.is_success, answer.text

    def signs(self) -> None:
        answer = self.signer.posts(f"{self.at}/sign-off")
        assert answer.is_success, answer.text

    def files(self) -> dict[str, dict[str, Any]]:
        return {file["name"]: file for file in self.mine.gets(self.at).json()["revisions"][0]["files"]}


def window(town: Town, name: str, area: str) -> Person:
    return town.officer("window", area, name)


class Closed(NamedTuple):
    """A town whose last quarter is closed, with a demand of a talent in the books of Zhangdian."""

    town: Town
    quarter: str
    talent: UUID
    number: str

    def office(self, area: str) -> Office:
        return Office(self.town, area, self.quarter)


@pytest.fixture(scope="module")
def closed(settled_town: Town) -> Closed:
    town = settled_town
    quarter = Quarter.of(town.service.clock().astimezone(OFFICE_ZONE).date()).later(-1).code
    [enterprise] = town.listed("示例四〇一号有限公司")
    talent = town.talent(NAME, employer_id=enterprise)
    stated = {"ledger": "public_service", "category": "schooling", "enterprise_id": enterprise}
    item = window(town, "li", ZHANGDIAN).posts(
        "/v1/demand-items", city=CITY, **stated, talent_id=talent, details={"content": "请协调子女入学"}
    )
    assert item.is_success, item.text
    answer = window(town, "sun", CITY_AREA).posts("/v1/reports", unit=CITY, quarter=quarter)
    assert answer.is_success, answer.text
    return Closed(town, quarter, UUID(talent), item.json()["number"])


def test_the_signed_files_are_read_as_they_were_kept_and_made_anew_are_the_same_bytes(closed: Closed) -> None:
    office = closed.office(ZHANGDIAN)
    issue = {"number": closed.number, "proposed_level": "mechanism"}
    office.compiles(key_issues=[issue], statement=STATEMENT)
    draft = office.mine.gets(office.files()["report.pdf"]["href"], purpose="handling")
    assert "未签发稿" in text_of(draft.content)
    assert STATEMENT in text_of(draft.content)
    assert {file["sha256"] for file in office.files().values()} == {None}

    office.signs()

    kept = {}
    for name, file in office.files().items():
        answer = office.mine.gets(file["href"], purpose="handling")
        kept[name] = answer.content
        digest = hashlib.sha256(answer.content).hexdigest()
        assert (digest, len(answer.content)) == (file["sha256"], file["size"])
        assert answer.headers["ETag"] == f'"{digest}"'
        assert file["is_made_alike"]
    said = text_of(kept["report.pdf"])
    assert closed.number in said
    assert STATEMENT in said
    assert "未签发" not in said
    assert NAME not in said
    book = openpyxl.load_workbook(io.BytesIO(kept["report.xlsx"]))
    assert book["附1重点问题"]["B3"].value == closed.number
    assert list(faulty_files(office.town.service, Verified())) == []

    office.town.service.vault.erase(closed.talent)

    for name, content in kept.items():
        assert ReportPapers(office.town.service).rebuilt(office.report, 1, FileKind(name)) == content
        assert office.mine.gets(f"{office.files()[name]['href']}", purpose="handling").content == content


def test_given_what_has_not_changed_when_a_file_is_asked_for_by_who_has_it_then_it_is_not_sent_again(
    closed: Closed,
) -> None:
    office = closed.office("zichuan")
    office.compiles()
    office.signs()

    for ending in ("", ".pdf", ".xlsx"):
        address = f"{office.at}/revisions/1{ending}"
        tag = office.mine.gets(address).headers["ETag"]
        again = office.mine.gets(address, headers={"If-None-Match": tag})
        other = office.mine.gets(address, headers={"If-None-Match": '"another"'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert (other.status_code, other.headers["ETag"]) == (200, tag)


def test_what_is_on_record_about_a_signed_report_names_its_files(closed: Closed) -> None:
    office = closed.office("gaoqing")
    office.compiles()
    office.signs()

    told, *papers = (
        office.town.auditor().gets(f"/v1/audit/reports/{office.area}/{office.quarter}{form}")
        for form in ("", ".txt", ".pdf")
    )

    [signed] = [one for one in told.json()["items"] if one["topic"] == "QuarterlyReport.SignedOff"]
    digests = {one["of"]: one["sha256"] for one in signed["digests"]}
    assert digests.items() >= {name: file["sha256"] for name, file in office.files().items()}.items()
    assert [paper.status_code for paper in papers] == [200, 200]


def test_without_a_purpose_the_statement_is_left_out_and_what_is_read_with_one_is_on_record(
    closed: Closed,
) -> None:
    office = closed.office(BOSHAN)
    office.compiles(statement=STATEMENT)
    office.signs()
    address = office.files()["report.pdf"]["href"]

    masked = office.mine.gets(address)
    assert "脱敏件" in text_of(masked.content)
    assert STATEMENT not in text_of(masked.content)
    assert masked.headers["ETag"] != f'"{office.files()["report.pdf"]["sha256"]}"'
    before = len(lines(office.town))
    assert office.mine.gets(address, purpose="handling").is_success
    assert office.mine.gets(address, purpose="audit").status_code == 403
    [(_, what, _, id_, _, purpose)] = lines(office.town)[before:]
    assert (what, id_, purpose) == ("quarterly_report", office.report.id, "handling")
    assert window(office.town, "qian", ZHANGDIAN).gets(address).status_code == 404
    assert office.mine.gets(f"{office.at}/revisions/2.pdf").status_code == 404


def test_a_file_made_by_other_versions_is_read_as_it_was_signed_and_told_apart(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = closed.office("linzi")
    office.compiles()
    office.signs()
    first = office.files()["report.xlsx"]
    signed = office.mine.gets(first["href"]).content

    monkeypatch.setattr(report_files, "_engine_of_book", lambda: "another writer 1.0")

    told = office.files()
    assert (told["report.xlsx"]["is_made_alike"], told["report.pdf"]["is_made_alike"]) == (False, True)
    assert told["report.xlsx"]["engine"] == first["engine"] != "another writer 1.0"
    assert office.mine.gets(first["href"]).content == signed


def test_a_report_that_was_signed_before_files_were_kept_is_read_as_a_copy(closed: Closed) -> None:
    office = closed.office("zhoucun")
    office.compiles()
    report, at = office.report, office.town.service.clock()
    report.sign_off(
        officer("window", actor="zhao", policy_version="zibo-2023/1", effective_on=at.date(), at=at)
    )
    office.town.service.store.save_all([report], command())

    [book, paper] = office.files().values()

    assert (book["sha256"], paper["is_made_alike"]) == (None, None)
    assert "补印件，签发时未留存文件" in text_of(office.mine.gets(paper["href"]).content)


def test_the_package_takes_the_files_that_were_signed(closed: Closed) -> None:
    office = closed.office("huantai")
    office.compiles()
    office.signs()
    assert office.mine.posts(f"{office.at}/submission").is_success
    here = office.town.service
    service = replace(here, settings=here.settings.model_copy(update={"unit": office.area}))

    [submitted] = submitted_reports(service)

    assert [file.name for file in submitted.files] == [FileKind.JSON, FileKind.XLSX, FileKind.PDF]
    assert all(file.is_of(submitted.read()[file.name]) for file in submitted.files)
    assert {file.name: file.sha256 for file in submitted.files} == {
        FileKind.JSON: office.report.content.sha256,
        **{FileKind(name): file["sha256"] for name, file in office.files().items()},
    }


def test_what_was_submitted_is_sent_also_when_a_revision_is_begun_before(closed: Closed) -> None:
    office = closed.office("yiyuan")
    office.compiles()
    office.signs()
    assert office.mine.posts(f"{office.at}/submission").is_success
    signed = office.report.content.sha256
    assert office.mine.posts(f"{office.at}/correction", reason="补录一项").is_success
    office.compiles()
    here = office.town.service
    service = replace(here, settings=here.settings.model_copy(update={"unit": office.area}))

    [submitted] = submitted_reports(service)

    assert (submitted.revision, submitted.files[0].sha256) == (1, signed)
    assert all(file.is_of(submitted.read()[file.name]) for file in submitted.files)
