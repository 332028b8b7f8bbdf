"""A city's opening books: a dry run that shows what each row would bring, the takeover, and what was taken over."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import ALL_OPENING_BOOKS, BOOKS_FILE, OPENING_BOOKS
from api.book_submissions import BooksInFile, BooksOfRows, BookSubmission, ReadBooks, SubmittedBooks
from api.contract import OF_COMMANDS, OF_QUERIES, OF_UPLOADS, refused, schema_of
from api.desk import CREATED, OK, AtDesk, Desk, as_json
from api.guard import FORM, JSON, UploadRoute
from api.language import preferred
from api.reading import MinPosition, events_of, loaded, moment
from api.rendering.book_trials import TrialShown, trial_shown
from api.rendering.opening_books import BooksShown, FileTakenOver, books_shown, file_shown
from api.sending import own_address, send
from api.uploads import FILE, DryRun
from domain.aggregates import OpeningBooks
from domain.calendar import OFFICE_ZONE
from domain.errors import NotFound
from domain.previews import PreviewStale
from domain.use_cases.taking_over_books import BookRowsInvalid, TakeOverBooks, Trial, try_out

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": schema_of(BooksOfRows)},
            FORM: {"schema": schema_of(BooksInFile, file=FILE)},
        },
    }
}
REFUSALS = refused(
    *OF_COMMANDS,
    *OF_UPLOADS,
    PreviewStale,
    modules=(TakeOverBooks.__module__, *resources.OPENING_BOOKS.grounds),
)

router = APIRouter(route_class=UploadRoute, tags=["opening books"])


@router.post(
    ALL_OPENING_BOOKS,
    name=TakeOverBooks.__name__,
    status_code=CREATED,
    response_model=FileTakenOver,
    responses={OK: {"model": TrialShown, "description": "The dry run"}, **REFUSALS},
    openapi_extra=BODY,
)
def take_over_books(desk: AtDesk, submitted: SubmittedBooks, dry_run: DryRun = False) -> Response:
    """Take books over, or with `dry_run` show what each of their rows would bring."""
    today = desk.service.clock().astimezone(OFFICE_ZONE).date()
    read = submitted.read(desk.service.policies, today)
    with read.located_refusals():
        return _tried(desk, submitted, read) if dry_run else _taken_over(desk, submitted, read)


@router.get(OPENING_BOOKS, response_model=BooksShown, responses=refused(*OF_QUERIES))
def opening_books(desk: AtDesk, city: str, min_position: MinPosition = None) -> Response:
    """What a city has taken over, file by file, the newest first."""
    moment(desk, None, min_position)
    books = loaded(desk, resources.OPENING_BOOKS, OpeningBooks.id_of(city))
    return desk.answer(books_shown(books, events_of(desk, books.id), desk.viewer), books.version)


@router.get(BOOKS_FILE, response_model=FileTakenOver, responses=refused(*OF_QUERIES))
def books_file(desk: AtDesk, city: str, file_sha256: str, min_position: MinPosition = None) -> Response:
    """One file that was taken over, with what each of its rows has brought."""
    moment(desk, None, min_position)
    books = loaded(desk, resources.OPENING_BOOKS, OpeningBooks.id_of(city))
    for recorded in events_of(desk, books.id):
        taken = recorded.event
        if isinstance(taken, OpeningBooks.TakenOver) and taken.file_sha256 == file_sha256:
            return desk.answer(file_shown(taken, books, desk.viewer), taken.originator_version)
    raise NotFound


def _tried(desk: Desk, submitted: BookSubmission, read: ReadBooks) -> Response:
    language = preferred(desk.header("Accept-Language"))
    return as_json(trial_shown(_trial(desk, submitted, read), read, language).as_json())


def _taken_over(desk: Desk, submitted: BookSubmission, read: ReadBooks) -> Response:
    if read.errors:  # those of the rows that could be read are told with them
        raise BookRowsInvalid(errors=read.with_errors(_trial(desk, submitted, read).errors))
    return send(
        desk,
        read.command,
        submitted.stated,
        resources.OPENING_BOOKS,
        said=submitted.said,
        location=own_address,
    )


def _trial(desk: Desk, submitted: BookSubmission, read: ReadBooks) -> Trial:
    authority = submitted.stated.authority(desk.caller, desk.service.clock())
    return try_out(read.command, desk.service.office.preview(read.command, authority))
