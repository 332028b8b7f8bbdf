"""A body that is JSON, or a form with one file: what both say, and the file (上传)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from api import strict_json
from api.guard import FORM, MOST_DISCARDED
from api.refusals import MalformedForm
from domain.errors import Invalid
from domain.text import Text

Submission = TypeVar("Submission")
# What is uploaded is personal: nothing of it is to lie on a disk in clear, as it would in a temporary file.
MultiPartParser.spool_max_size = MOST_DISCARDED

DryRun = Annotated[bool, Query(description="Show what each row would do, and do nothing")]

FILE = "file"
AS_JSON = ("confirmed_rows", "documents", "clauses")  # form fields that hold more than a word


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields of a form, and the file that came with them."""

    fields: dict[str, Any]
    content: bytes = field(repr=False)
    filename: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


async def handed_in(
    request: Request, of_json: Callable[[Any], Submission], of_form: Callable[[Upload], Submission]
) -> Submission:
    """What was handed in. Raises `RequestValidationError`, `Malformed` or `Invalid`."""
    try:
        if FORM in request.headers.get("content-type", "").lower():
            async with request.form(max_files=1, max_fields=30) as form:
                return of_form(await _upload(form))
        return of_json(await request.json())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise RequestValidationError([one | {"loc": ("body", *one["loc"])} for one in found]) from None


async def _upload(form: FormData) -> Upload:
    file = form.get(FILE)
    if not isinstance(file, UploadFile):
        raise Invalid(FILE_MISSING, field=FILE)
    fields = [(name, value) for name, value in form.multi_items() if name != FILE]
    if len({name for name, _ in fields}) < len(fields) or len(form.getlist(FILE)) > 1:
        raise MalformedForm(STATED_TWICE)
    stated = dict(_parsed(*field) for field in fields)
    return Upload(stated, await file.read(), file.filename or "")


def _parsed(name: str, value: Any) -> tuple[str, Any]:
    if not isinstance(value, str) or not strict_json.is_storable(name + value):
        raise MalformedForm
    return name, strict_json.loads_stated(value, field=name) if name in AS_JSON else value


FILE_MISSING = Text("请附文件", "attach the file")
STATED_TWICE = Text("同一项填写了两次", "a field is stated twice")
