"""Dossiers (卷宗): one file about a case, a quarterly report or an audit sample, for whoever verifies it without us."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import preconditions, resources
from api.addresses import AUDIT_SAMPLE_DOSSIER, CASE_DOSSIER, REPORT_DOSSIER
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk, Desk
from api.disclosing import put_on_access_log
from api.dossier_subjects import of_case, of_report, of_sample
from api.dossiers import Read, Subject, dossier
from api.guard import GuardedRoute
from api.printing import ZIP, Paper
from api.reading import MinPosition, await_projection, loaded
from api.refusals import NotCovered
from api.routes.quarterly_reports import InQuarter, Unit
from domain.aggregates import Attachment, CardApplication, QuarterlyReport
from domain.disclosures import Purpose, must_be_shown_in_clear
from persistence.evidence import Sealed
from transparency.tree import NoSuchProof

TIMELINE = "case_timeline"
OF_DOSSIERS = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
    **refused(*OF_QUERIES, *OF_HISTORIES, NotCovered),
}
PurposeOfContents = Annotated[
    Purpose | None,
    Query(
        description="Why the contents of attachments are read, which goes on the access log; without a purpose they are left out"
    ),
]

router = APIRouter(route_class=GuardedRoute, tags=["audit"])


@router.get(CASE_DOSSIER, response_class=Response, responses=OF_DOSSIERS)
def case_dossier(
    desk: AtDesk,
    card_application_id: UUID,
    purpose: PurposeOfContents = None,
    min_position: MinPosition = None,
) -> Response:
    """All that is on record about a case, up to the newest checkpoint, with its proofs."""
    sealed, read = _sealed(desk, min_position), _reader(desk, purpose, "case_dossier")
    case = _case(desk, card_application_id, sealed)
    return _answer(desk, sealed, of_case(case, desk.viewer, sealed.last_position), read)


@router.get(REPORT_DOSSIER, response_class=Response, responses=OF_DOSSIERS)
def report_dossier(
    desk: AtDesk, unit: Unit, quarter: InQuarter, min_position: MinPosition = None
) -> Response:
    """All that is on record about a quarterly report, up to the newest checkpoint, with its proofs."""
    sealed = _sealed(desk, min_position)
    report = loaded(desk, resources.REPORT, QuarterlyReport.id_of(unit, quarter), sealed.last_position)
    return _answer(desk, sealed, of_report(report, desk.own_viewer, sealed.last_position), None)


@router.get(AUDIT_SAMPLE_DOSSIER, response_class=Response, responses=OF_DOSSIERS)
def audit_sample_dossier(
    desk: AtDesk, audit_sample_id: UUID, purpose: PurposeOfContents = None, min_position: MinPosition = None
) -> Response:
    """What was drawn, all that it takes to draw it again, and each case with its proofs."""
    sealed, read = _sealed(desk, min_position), _reader(desk, purpose, "audit_sample_dossier")
    sample = loaded(desk, resources.AUDIT_SAMPLE, audit_sample_id, sealed.last_position)
    cases = [_case(desk, case, sealed) for case in sample.cases]
    return _answer(desk, sealed, of_sample(sample, cases, desk.viewer, sealed.last_position), read)


def _sealed(desk: Desk, min_position: int | None) -> Sealed:
    """What is covered now, and at least so far. Raises `NotCovered`."""
    try:
        sealed = Sealed(desk.service.transparency_log)
    except NoSuchProof:
        raise NotCovered from None
    if min_position is not None and min_position > sealed.last_position:
        raise NotCovered(blocked_by={"kind": "position", "id": str(min_position)})
    return sealed


def _case(desk: Desk, id_: UUID, sealed: Sealed) -> CardApplication:
    """The case as it stood at the checkpoint. Raises `NotFound`, and `ProjectionBehind`."""
    await_projection(desk, TIMELINE, sealed.last_position)
    return loaded(desk, resources.CASE, id_, sealed.last_position)


def _reader(desk: Desk, purpose: Purpose | None, what: str) -> Read | None:
    """What reads a file's content for this purpose, each on record before it is shown. Raises `PostMayNot`."""
    if purpose is None:
        return None
    must_be_shown_in_clear(desk.viewer.authority, purpose)

    def read(upload: Attachment.Uploaded) -> bytes:
        content = desk.viewer.files.content(upload.talent_id, upload.sha256)
        put_on_access_log(
            desk,
            what=what,
            kind="attachment",
            id_=upload.originator_id,
            subject=upload.talent_id,
            purpose=purpose,
        )
        return content

    return read


def _answer(desk: Desk, sealed: Sealed, subject: Subject, read: Read | None) -> Response:
    """Raises `NotCovered` where an event is not there any more as it was covered."""
    try:
        content = dossier(desk.service, sealed, subject, read)
    except NoSuchProof:
        raise NotCovered from None
    paper = Paper("dossier", subject.kind, subject.id, content, ZIP)
    headers = paper.headers | {"Cache-Control": "private, no-store"}
    headers["ETag"] = preconditions.etag(headers["Repr-Digest"][9:-2])
    return desk.unless_known(Response(content, media_type=ZIP, headers=headers))
