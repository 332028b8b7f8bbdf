"""The papers of reports (季报件): the signed files as they were kept, and what is made anew of a revision.

compiled                     made now, marked as unsigned
signed                       the kept file, whatever would be made of it now; without the statement a copy, marked
signed before files were     made now, marked as a copy
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bootstrap.service import Service
from domain.aggregates import QuarterlyReport
from domain.authorization import today_of
from domain.base import Authority
from domain.errors import NotFound
from domain.personal_data import Sealed
from domain.policy.pack import Pack
from domain.report_files import QUARTERS_BEFORE, PaperMark, ReportPaper, packs_of
from domain.report_packages import FileKind
from domain.report_revisions import Revision
from domain.use_cases.compiling_reports import archive_of


class ReadFile(NamedTuple):
    """A file as it is sent."""

    content: bytes
    is_signed: bool


class ReportPapers:
    """What there is on paper of the revisions of reports."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def file(
        self, report: QuarterlyReport, number: int, kind: FileKind, authority: Authority, *, is_masked: bool
    ) -> ReadFile:
        """The workbook or the PDF, for who reads it now; `is_masked` leaves out a statement.

        Raises `NotFound` and `ReportNotPrintable`.
        """
        revision = _revision(report, number)
        signed = revision.file(kind)
        if signed is None:
            mark = PaperMark.COPY if revision.is_signed else PaperMark.DRAFT
            return self._made(
                kind, self._paper_of_today(report, revision, authority), mark, is_masked=is_masked
            )
        if is_masked and revision.statement is not None:
            return self._made(kind, self._paper_of_signed(report, revision), is_masked=True)
        return ReadFile(self._service.files.content(report.id, signed.sha256), is_signed=True)

    def rebuilt(self, report: QuarterlyReport, number: int, kind: FileKind) -> bytes:
        """What is made now of the very paper that was signed. Raises `NotFound` of one whose files were not kept."""
        revision = _revision(report, number)
        if revision.file(kind) is None:
            raise NotFound
        return self._service.report_files.content(kind, self._paper_of_signed(report, revision))

    def _made(
        self, kind: FileKind, paper: ReportPaper, *marks: PaperMark, is_masked: bool = False
    ) -> ReadFile:
        if is_masked and paper.statement is not None:
            marks = (*marks, PaperMark.MASKED)
        content = self._service.report_files.content(kind, replace(paper, marks=marks))
        return ReadFile(content, is_signed=False)

    def _paper_of_signed(self, report: QuarterlyReport, revision: Revision) -> ReportPaper:
        """By what the event of the sign-off names."""
        assert revision.content is not None  # it is signed
        assert revision.signed_on is not None
        wanted = {(one.quarter, one.revision, one.sha256) for one in revision.earlier}
        others = self._service.store.load_all(
            QuarterlyReport.id_of(report.unit, one.quarter) for one in revision.earlier
        )
        known = [
            signed.content
            for other in others.values()
            if isinstance(other, QuarterlyReport)
            for signed in other.signed
        ]
        return ReportPaper(
            content=revision.content,
            packs=tuple(self._service.policies.any_version(version) for version in revision.names_of),
            issued_on=revision.signed_on,
            earlier=sorted(
                (one for one in known if (one.quarter, one.revision, one.sha256) in wanted),
                key=lambda one: one.quarter,
            ),
            statement=self._statement(revision),
        )

    def _paper_of_today(
        self, report: QuarterlyReport, revision: Revision, authority: Authority
    ) -> ReportPaper:
        """As it would be signed off today; what was signed before, as on the day of the sign-off."""
        assert revision.content is not None
        issued_on = revision.signed_on or today_of(authority)
        archive = archive_of(report, self._service.office.reading(authority))
        pack, policies = self._pack(report, issued_on), self._service.policies
        return ReportPaper(
            content=revision.content,
            packs=packs_of(report.level, pack, policies, issued_on),
            issued_on=issued_on,
            earlier=archive.earlier(revision.content, QUARTERS_BEFORE),
            statement=self._statement(revision),
        )

    def _pack(self, report: QuarterlyReport, on: date) -> Pack:
        """The policy of the unit."""
        return self._service.policies.reported_under(report.region, on)

    def _statement(self, revision: Revision) -> str | None:
        sealed = revision.statement
        return self._service.vault.open(sealed) if isinstance(sealed, Sealed) else None


def _revision(report: QuarterlyReport, number: int) -> Revision:
    """A revision that was compiled. Raises `NotFound`."""
    found = next((one for one in report.revisions if one.number == number), None)
    if found is None or found.content is None:
        raise NotFound
    return found
