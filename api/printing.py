"""Answering with a paper (打印): masked, or in clear for who states a purpose, which stands on the access log first.

purpose? ─> may it be shown in clear? ─> typeset ─> a line for every person on it ─> the bytes
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from api.contract import OF_HISTORIES, OF_QUERIES, Responses, refused
from api.desk import Desk
from api.disclosing import put_on_access_log
from api.files import XLSX
from api.reading import events_of, loaded, moment
from api.refusals import CharacterNotPrintable, NothingToPrint
from api.rendering.printed import Printing
from api.resources import Resource
from documents.typesetting import ADD_A_FONT, NotPrintable
from domain.disclosures import Purpose, must_be_shown_in_clear
from domain.store import Recorded

PDF, ZIP = "application/pdf", "application/zip"
ENDINGS = {PDF: "pdf", ZIP: "zip", XLSX: "xlsx"}
PurposeOfPrinting = Annotated[
    Purpose | None,
    Query(
        description="Why it is printed in clear, which goes on the access log; without a purpose it is masked"
    ),
]
OF_PAPERS = (*OF_QUERIES, *OF_HISTORIES, NothingToPrint, CharacterNotPrintable)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is sent of a document; `what` names it on the access log, `kind` and `id` what it was made from."""

    what: str
    kind: str
    id: UUID
    content: bytes
    media_type: str

    @property
    def headers(self) -> dict[str, str]:
        """Under which name to save it, and its hash (RFC 9530)."""
        digest = b64encode(sha256(self.content).digest()).decode()
        name = f"{self.what.replace('_', '-')}-{self.id}.{ENDINGS[self.media_type]}"
        return {"Content-Disposition": f"inline; filename={name}", "Repr-Digest": f"sha-256=:{digest}:"}


def paper_responses(media_type: str) -> Responses:
    """What the contract says of a route that answers with a paper."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"content": content}, **refused(*OF_PAPERS)}


def read_for_print(
    desk: Desk, resource: Resource[Any], id_: UUID, as_of: str | None, min_position: int | None
) -> tuple[Any, list[Recorded]]:
    """The thing and its own history, as of a moment. Raises `NotFound` to who may not know of it."""
    until = moment(desk, as_of, min_position)
    noun = loaded(desk, resource, id_, until)
    return noun, list(resource.seen(noun, events_of(desk, id_, until), desk.viewer))


def answer_paper(desk: Desk, purpose: Purpose | None, make: Callable[[Printing], Paper]) -> Response:
    """The paper. Raises `PostMayNot` for a purpose that is not the caller's, and `CharacterNotPrintable`.

    It runs in a thread of the pool, as every route here does: setting takes a processor for a while.
    """
    viewer = desk.viewer
    if purpose is not None:
        must_be_shown_in_clear(viewer.authority, purpose)
    printing = Printing(viewer, is_masked=purpose is None)
    try:
        paper = make(printing)
    except NotPrintable as lacking:
        raise CharacterNotPrintable(errors=lacking.errors, lifted_by=ADD_A_FONT) from None
    if purpose is not None:
        _put_on_record(desk, paper, purpose, printing.shown_in_clear)
    return Response(paper.content, media_type=paper.media_type, headers=paper.headers)


def _put_on_record(desk: Desk, paper: Paper, purpose: Purpose, subjects: Iterable[UUID]) -> None:
    for subject in sorted(subjects):
        put_on_access_log(
            desk, what=paper.what, kind=paper.kind, id_=paper.id, subject=subject, purpose=purpose
        )
