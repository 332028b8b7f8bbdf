"""The access log (查阅记录), for auditors; and what one person is told who asks what is held (本人查阅、复制)."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, NamedTuple, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api import paging, resources
from api.addresses import ACCESS_LINE_WORDS, ACCESS_LOG, TALENT
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.disclosing import PurposeStated, put_on_access_log
from api.disclosure import alarm
from api.guard import GuardedRoute
from api.language import preferred
from api.listing import Cursor, Limit
from api.paging import DEFAULT_LIMIT
from api.printing import OF_PAPERS, PDF, ZIP, Paper, answer_paper, paper_responses
from api.reading import MinPosition, loaded, moment
from api.refusals import PersonalDataAltered
from api.rendering.access_log import AccessLines, WordsInClear, access_lines, words_in_clear
from api.rendering.printed import Printing
from api.rendering.printed_subject_access import printed_subject_access
from api.rendering.subject_access import SubjectAccessShown, subject_access_shown
from documents.subject_access import subject_access_pdf
from domain.aggregates import Talent
from domain.data_rights import RecordKind
from domain.disclosures import Purpose, must_be_shown_in_clear
from domain.errors import Busy, NotFound
from domain.instants import Instant
from domain.personal_data import Erased, KeyMissing, Restricted, Tampered
from domain.store import Entry, Recorded
from persistence.access_log import AccessFilter, AccessLine
from persistence.attachments import FileMissing
from persistence.mapper import EnvelopeMapper

router = APIRouter(route_class=GuardedRoute, tags=["audit"])
mapper = EnvelopeMapper()

Account = Annotated[str | None, Query(max_length=100)]
Code = Annotated[str | None, Query(max_length=60)]
LineNumber = Annotated[int, Path(ge=1, le=2**63 - 1)]
NOT_KEPT = {"Cache-Control": "private, no-store"}


class AccessKey(NamedTuple):
    """Where a line stands in the log."""

    line: int


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about one person, and the events that say it."""

    talent: Talent
    shown: SubjectAccessShown
    history: Sequence[Recorded]


def wanted_lines(
    actor: Account = None,
    subject: UUID | None = None,
    thing_id: UUID | None = None,
    what: Code = None,
    purpose: Purpose | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
) -> AccessFilter:
    """Who read, of whom, what, why, and between which instants."""
    return AccessFilter(
        actor=actor, subject=subject, id=thing_id, what=what, purpose=purpose, since=since, until=until
    )


@router.get(ACCESS_LOG, response_model=AccessLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def access_log(
    desk: AtDesk,
    wanted: Annotated[AccessFilter, Depends(wanted_lines)],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Every reading in clear that is still kept, the newest first."""
    listing = (ACCESS_LOG, asdict(wanted))
    lines = desk.service.disclosures.page(wanted, before=paging.read_number(cursor, listing), limit=limit + 1)
    page, following = paging.page(lines, limit, lambda line: AccessKey(line.line), listing)
    shown = AccessLines(
        items=tuple(access_lines(page, desk.public_viewer)),
        next=following,
        kept_days=desk.service.settings.access_log_days,
    )
    return as_json(shown.as_json())


@router.get(ACCESS_LINE_WORDS, response_model=WordsInClear, responses=refused(*OF_QUERIES))
def access_line_words(desk: AtDesk, line: LineNumber, purpose: PurposeStated) -> Response:
    """Why somebody has read, in his or her own words: that it is read, and by whom, is a line of its own first."""
    viewer = desk.public_viewer
    must_be_shown_in_clear(viewer.authority, purpose)
    found = desk.service.disclosures.page(AccessFilter(line=line), before=None, limit=1)
    if not found or found[0].words is None:
        raise NotFound
    [read] = found
    shown = words_in_clear(line, found[0].words, viewer)
    if isinstance(shown.words, str):
        put_on_access_log(
            desk, what="purpose_words", kind=read.kind, id_=read.id, subject=read.subject, purpose=purpose
        )
    return as_json(shown.as_json())


@router.get(
    TALENT + "/subject-access",
    response_model=SubjectAccessShown,
    responses=refused(*OF_QUERIES, *OF_HISTORIES, Busy),
)
def subject_access(desk: AtDesk, talent_id: UUID, min_position: MinPosition = None) -> Response:
    """Everything that is held about one person, in clear, and who has read it: on the access log itself."""
    held = _all_about(desk, talent_id, min_position)
    _put_on_record(desk, held, "subject_access")
    answer = as_json(held.shown.as_json())
    answer.headers.update(NOT_KEPT)
    return answer


@router.get(
    TALENT + "/subject-access.zip",
    response_class=Response,
    responses={
        200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
        **refused(*OF_QUERIES, *OF_HISTORIES, Busy),
    },
)
def subject_access_package(desk: AtDesk, talent_id: UUID, min_position: MinPosition = None) -> Response:
    """The same as a package to be handed over: the list as JSON, and every file as it was handed in."""
    held = _all_about(desk, talent_id, min_position)
    content = _packed(desk, held)
    _put_on_record(desk, held, "subject_access_package")
    named = {"Content-Disposition": f"attachment; filename=subject-access-{talent_id}.zip"}
    return Response(content, media_type=ZIP, headers=named | NOT_KEPT)


@router.get(
    TALENT + "/subject-access.pdf",
    response_class=Response,
    responses=paper_responses(PDF) | refused(*OF_PAPERS, Busy),
)
def subject_access_print(desk: AtDesk, talent_id: UUID, min_position: MinPosition = None) -> Response:
    """The same list on paper, in the language of `Accept-Language`, to be handed over."""
    held = _all_about(desk, talent_id, min_position)
    language = preferred(desk.header("accept-language"))

    def made(_: Printing) -> Paper:
        paper = printed_subject_access(held.shown, held.history, desk.service.policies)
        content = subject_access_pdf(paper, language, desk.service.typesetter)
        return Paper("subject_access", "talent", talent_id, content, PDF)

    answer = answer_paper(desk, None, made)
    _put_on_record(desk, held, "subject_access_print")
    answer.headers.update(NOT_KEPT)
    return answer


def _all_about(desk: Desk, talent_id: UUID, min_position: int | None) -> Held:
    """Raises `NotFound` to who may not know of the person, and `Busy` if the registers are behind."""
    moment(desk, None, min_position)
    talent, viewer = loaded(desk, resources.TALENT, talent_id), desk.viewer
    if not viewer.sees(city=talent.city, area=talent.area, enterprise_id=talent.employer_id):
        raise NotFound
    position = desk.service.store.last_position
    known_as = desk.service.held_records.of(talent.id, position)
    if known_as is None:
        raise Busy
    subjects = [talent.id, *(record.id for record in known_as if record.kind is RecordKind.PRINCIPAL)]
    records = desk.service.subjects.events_naming(subjects, until=position)
    history = [Recorded(mapper.to_domain_event(one), cast("Entry", one)) for one in records]
    readings = _readings(desk, subjects)
    return Held(talent, subject_access_shown(talent, subjects, history, readings, viewer, position), history)


def _readings(desk: Desk, subjects: Sequence[UUID]) -> Sequence[AccessLine]:
    """All that is on the log about these subjects, the newest first."""
    lines = [
        line
        for subject in subjects
        for line in desk.service.disclosures.page(AccessFilter(subject=subject), before=None, limit=None)
    ]
    return sorted(lines, key=lambda line: -line.line)


def _put_on_record(desk: Desk, held: Held, what: str) -> None:
    """A line for each subject whose data are in it; of who is erased there is nothing to be read."""
    if not held.shown.shown_in_clear:
        return
    for subject in held.shown.subjects:
        put_on_access_log(
            desk,
            what=what,
            kind="talent",
            id_=held.talent.id,
            subject=subject,
            purpose=Purpose.SUBJECT_ACCESS,
        )


def _packed(desk: Desk, held: Held) -> bytes:
    """In memory: a file on the disk would lie there in clear."""
    talent, shown = held.talent, held.shown
    packed, files = io.BytesIO(), desk.viewer.files
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        listed = json.dumps(shown.as_json(), ensure_ascii=False, indent=2)
        package.writestr("subject-access.json", listed)
        for file in shown.files:
            try:
                package.writestr(file.path, files.content(talent.id, file.sha256))
            except (Erased, Restricted):
                continue  # as the list says of every fact
            except (FileMissing, Tampered, KeyMissing) as unreadable:
                alarm(unreadable)
                raise PersonalDataAltered from None
    return packed.getvalue()
