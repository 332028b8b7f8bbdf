"""What the published contract says of refusals: every one, by status, out of the classes themselves."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api import refusals as of_http
from api.guard import BEARER
from api.guide import GUIDE
from api.links import declare_links
from api.problems import MEDIA_TYPE, status_of, type_of
from domain.aggregates.account import NotInScope
from domain.data_rights import DataRestricted
from domain.errors import Busy, Invalid, KeyReused, NotFound, Refusal, Stale
from domain.office import SubjectErased

EVERYWHERE = ("domain.authorization", "domain.posts")
OF_QUERIES = (
    of_http.InvalidParameter,
    of_http.UnknownParameter,
    of_http.NoHistoryKept,
    of_http.InvalidHeader,
    of_http.PostUnnamed,
    of_http.Unauthenticated,
    of_http.TokenInvalid,
    of_http.TokenExpired,
    of_http.PostNotHeld,
    NotInScope,
    of_http.TooManyRequests,
    of_http.Overloaded,
    NotFound,
    of_http.DatabaseUnreachable,
    of_http.IssuerUnreachable,
    of_http.Failed,
    of_http.PersonalDataAltered,
    of_http.PersonalDataKeyMissing,
)
OF_THE_PUBLIC = (
    of_http.InvalidParameter,
    of_http.UnknownParameter,
    of_http.TooManyRequests,
    of_http.Overloaded,
    of_http.DatabaseUnreachable,
    of_http.Failed,
)
OF_HISTORIES = (of_http.NotYet, of_http.NotThereThen)
OF_PAGES = (of_http.InvalidCursor, of_http.NotYet, of_http.ProjectionBehind)
OF_COMMANDS = (
    *OF_QUERIES,
    of_http.IdempotencyKeyRequired,
    of_http.MalformedJson,
    of_http.RequestAborted,
    of_http.RequestTimedOut,
    of_http.ContentTooLarge,
    of_http.MediaTypeUnsupported,
    SubjectErased,
    DataRestricted,
    Invalid,
    Stale,
    KeyReused,
    Busy,
)
OF_UPLOADS = (of_http.MalformedForm,)

Responses = dict[int | str, dict[str, Any]]
SCHEMAS = "#/components/schemas/"
EXAMPLES = "#/components/examples/"
RESPONSES = "#/components/responses/"
NEVER_GIVEN = ("HTTPValidationError", "ValidationError")  # the framework's own, which the handlers replace


class ProblemField(BaseModel):
    """One thing wrong at one place; never with its value."""

    field: str
    code: str
    text: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    blocked_by: dict[str, Any] | None = None


class ProblemClause(BaseModel):
    """A clause that the refusal stands on."""

    id: str
    text: str | None = None
    source: str | None = None


class ProblemEvent(BaseModel):
    """An event that the sender of a stale command has missed."""

    topic: str
    version: int
    position: int
    recorded_at: str
    actor: str


class Problem(BaseModel):
    """A refusal (RFC 9457), in the language of `Accept-Language`."""

    type: str
    title: str
    status: int
    detail: str | None = None
    instance: str
    code: str
    errors: list[ProblemField]
    clauses: list[ProblemClause]
    blocked_by: dict[str, Any] | None = None
    lifted_by: str | None = None
    events_missed: list[ProblemEvent] = []
    request_id: str


def refused(*kinds: type[Refusal], modules: Iterable[str] = ()) -> Responses:
    """The responses of a route that may refuse like this, and like all refusals of these modules."""
    return refused_publicly(*kinds, *_defined_in({*EVERYWHERE, *modules}))


def refused_publicly(*kinds: type[Refusal]) -> Responses:
    """The responses of a route that may refuse like this and not otherwise, whoever asks."""
    by_status: dict[int, dict[str, type[Refusal]]] = defaultdict(dict)
    for kind in kinds:
        by_status[status_of(kind)][kind.code] = kind
    return {status: _response(by_status[status]) for status in sorted(by_status)}


def schema_of(model: type[BaseModel], *, file: str | None = None) -> dict[str, Any]:
    """The schema of a body that a route reads by itself, beside all that it refers to; `file` is the part that holds one."""
    schema = model.model_json_schema(ref_template=SCHEMAS + "{model}")
    definitions = schema.pop("$defs", {})
    if file is not None:
        schema["properties"][file] = {"type": "string", "format": "binary"}
        schema["required"] = [*schema.get("required", ()), file]
    return {"$ref": SCHEMAS + model.__name__, "$defs": {**definitions, model.__name__: schema}}


def _response(kinds: dict[str, type[Refusal]]) -> dict[str, Any]:
    examples = {code: {"$ref": EXAMPLES + code} for code in sorted(kinds)}
    description = "\n".join(
        f"- `{code}`: {kind.title.en} ({kind.title.zh})" for code, kind in sorted(kinds.items())
    )
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS + Problem.__name__}, "examples": examples}}
    return {"description": description, "content": content}


def _example(kind: type[Refusal]) -> dict[str, Any]:
    said = {"type": type_of(kind), "title": kind.title.en, "status": int(status_of(kind)), "code": kind.code}
    return {"summary": kind.title.zh, "value": said}


def _defined_in(modules: set[str]) -> list[type[Refusal]]:
    return [kind for kind in _all(Refusal) if kind.__module__ in modules]


def _all(kind: type[Refusal]) -> list[type[Refusal]]:
    """Those below this one that have a code of their own."""
    below = [one for child in kind.__subclasses__() for one in (child, *_all(child))]
    return [one for one in below if "code" in vars(one)]


class PublishedApi(FastAPI):
    """The application, and the contract that it publishes at `/openapi.json`."""

    def openapi(self) -> dict[str, Any]:
        """The contract, with the problem in place of the framework's own error."""
        if self.openapi_schema is None:
            contract = super().openapi()
            schemas = contract["components"]["schemas"]
            for name in NEVER_GIVEN:
                schemas.pop(name, None)
            _, definitions = models_json_schema(
                [(Problem, "serialization")], ref_template=SCHEMAS + "{model}"
            )
            schemas.update(definitions["$defs"])
            for operation in operations_of(contract):
                _name_bodies(operation, schemas)
            contract["components"]["securitySchemes"] = BEARER
            contract["components"]["examples"] = {kind.code: _example(kind) for kind in _all(Refusal)}
            _drop_never_given(contract)
            _explain(contract)
            declare_links(contract)
            contract["components"]["responses"] = _shared_refusals(contract)
            self.openapi_schema = contract
        return self.openapi_schema


def operations_of(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of the contract."""
    return (operation for methods in contract["paths"].values() for operation in methods.values())


def _name_bodies(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put what a body's schema brings along where all schemas are; the route keeps its own."""
    bodies = operation.get("requestBody", {}).get("content", {})
    if any("$defs" in body["schema"] for body in bodies.values()):
        for body in bodies.values():
            schemas.update(body["schema"]["$defs"])
        named = {kind: {"schema": {"$ref": body["schema"]["$ref"]}} for kind, body in bodies.items()}
        operation["requestBody"] = operation["requestBody"] | {"content": named}


def _shared_refusals(contract: dict[str, Any]) -> dict[str, Any]:
    """The answers that refuse, each told once, by the names under which operations refer to them from now on.

    Most operations refuse alike: told at each of them, the contract would be four times as long.
    """
    shared: dict[str, Any] = {}
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for operation in operations_of(contract):
        for status, answer in operation["responses"].items():
            if MEDIA_TYPE in answer.get("content", {}):
                told = json.dumps(answer)
                if told not in names:
                    counted[status] += 1
                    names[told] = f"Refused{status}_{counted[status]}"
                    shared[names[told]] = answer
                operation["responses"][status] = {"$ref": RESPONSES + names[told]}
    return shared


def _explain(contract: dict[str, Any]) -> None:
    for operation in operations_of(contract):
        if operation["operationId"] in GUIDE:
            GUIDE[operation["operationId"]].explain(operation)


def _drop_never_given(contract: dict[str, Any]) -> None:
    for operation in operations_of(contract):
        invalid = operation["responses"].get("422", {}).get("content", {})
        if "application/json" in invalid:
            del operation["responses"]["422"]
