"""What this instance's unit has submitted and nobody has answered yet (已报送待答复的季报): what has to be on its way up."""

from collections.abc import Iterator

from bootstrap.report_outbox import SubmittedReport
from bootstrap.service import Service
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.policy.refusals import UnknownArea
from domain.report_packages import FileKind, PackagedFile
from domain.report_revisions import Revision

QUARTERS = 8  # that are looked at: whatever is older has been answered, or is asked for by somebody


def submitted_reports(service: Service) -> Iterator[SubmittedReport]:
    """The revisions of the last quarters that were submitted, the oldest first."""
    unit = service.settings.unit
    region = None if unit is None else _region_of(unit, service)
    if unit is None or region is None:
        return
    id_ = LedgerClosings.id_of(region)
    closings = service.store.load_all([id_]).get(id_)
    if not isinstance(closings, LedgerClosings):
        return
    quarters = sorted(closings.cut_offs)[-QUARTERS:]
    reports = service.store.load_all(QuarterlyReport.id_of(unit, quarter.code) for quarter in quarters)
    for report in reports.values():
        if isinstance(report, QuarterlyReport) and report.unanswered is not None:
            yield _submitted(report, report.unanswered, service)


def _region_of(unit: str, service: Service) -> str | None:
    """The region in which entry of the unit's books is closed; None of a unit of which no policy is known."""
    if unit in {pack.region for pack in service.policies.versions}:
        return unit
    try:
        return service.policies.city_of(unit)
    except UnknownArea:
        return None


def _submitted(report: QuarterlyReport, revision: Revision, service: Service) -> SubmittedReport:
    """With the files as they were signed; a report that was signed before files were kept has its JSON alone."""
    assert revision.content is not None
    assert revision.submitted_on is not None
    canonical = revision.content.canonical

    def read() -> dict[FileKind, bytes]:
        kept = {file.name: service.files.content(report.id, file.sha256) for file in revision.files}
        return {FileKind.JSON: canonical} | kept

    return SubmittedReport(
        report_id=report.id,
        quarter=report.quarter.code,
        revision=revision.number,
        submitted_on=revision.submitted_on,
        files=(PackagedFile.of(FileKind.JSON, canonical), *(file.packaged for file in revision.files)),
        read=read,
    )
