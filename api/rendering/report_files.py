"""The files of a report's revisions (季报文件): where they are read, by which digest they are known, and by what they were made."""

from collections.abc import Iterable

from api.addresses import REPORT_PRINT, REPORT_WORKBOOK, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import QuarterlyReport
from domain.report_packages import FileKind
from domain.report_revisions import Revision


class ReportFileShown(Shown):
    """A file of a revision. The digest is that of the signed one, and null as long as there is none.

    `template`, `engine` and `fonts` say by what it was made. `is_made_alike` says whether it would be made by the same here and now:
    if not, the file that was signed is read all the same.
    """

    name: FileKind
    href: str
    sha256: str | None
    size: int | None
    template: str | None
    engine: str | None
    fonts: str | None
    is_made_alike: bool | None


def files_shown(one: Revision, report: QuarterlyReport, viewer: Viewer) -> tuple[ReportFileShown, ...]:
    """The files of a revision, of which there are none before it is compiled."""
    return () if one.content is None else tuple(_files(one, report, viewer))


def _files(one: Revision, report: QuarterlyReport, viewer: Viewer) -> Iterable[ReportFileShown]:
    at = {"unit": report.unit, "quarter": report.quarter.code, "report_revision": one.number}
    made_by = viewer.service.report_files.made_by
    for kind, address in ((FileKind.XLSX, REPORT_WORKBOOK), (FileKind.PDF, REPORT_PRINT)):
        file = one.file(kind)
        making = None if file is None else file.made_by
        yield ReportFileShown(
            name=kind,
            href=href(address, **at),
            sha256=file and file.sha256,
            size=file and file.size,
            template=making and making.template,
            engine=making and making.engine,
            fonts=making and making.fonts,
            is_made_alike=None if making is None else making == made_by[kind],
        )
