"""The desk (窗口) at which one caller stands: who asks, in which post, of which service."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

import orjson
from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api import preconditions
from api.guard import Caller, authority_of
from api.rendering.shown import Shown
from api.viewer import Viewer, looking
from bootstrap.service import Service

OK = 200
CREATED = 201
NOT_MODIFIED = 304
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of one caller, past the guard."""

    request: Request
    service: Service
    caller: Caller

    @property
    def looking(self) -> Service:
        """The service as one look at the store shows it: the thing that is asked for, and who asks, are found with one question."""
        state = self.request.state
        if not hasattr(state, "looking"):
            state.looking = looking(self.service, authority_of(self.caller, self.request))
        return cast("Service", state.looking)

    @property
    def viewer(self) -> Viewer:
        """The caller as somebody who looks. Raises `PostMayNot` for a post that sees nothing of this."""
        correlation_id = self.request.state.correlation_id
        standing = authority_of(self.caller, self.request)
        return self._remembering(Viewer.in_standing(standing, self.looking, correlation_id))

    @property
    def public_viewer(self) -> Viewer:
        """The caller as somebody who looks at what is everybody's to know, whatever the post."""
        return self._remembering(
            Viewer.of_what_is_public(authority_of(self.caller, self.request), self.looking)
        )

    @property
    def own_viewer(self) -> Viewer:
        """The caller as somebody who looks at what says itself who sees it."""
        return self._remembering(Viewer.of_own_matters(authority_of(self.caller, self.request), self.looking))

    @property
    def principals(self) -> frozenset[str]:
        """In whose stead the caller has been shown something in this request."""
        return frozenset(getattr(self.request.state, "principals", ()))

    def _remembering(self, viewer: Viewer) -> Viewer:
        if not hasattr(self.request.state, "principals"):
            self.request.state.principals = set()
        return replace(viewer, principals=self.request.state.principals)

    def header(self, name: str) -> str | None:
        """What the caller stated under this header."""
        return self.request.headers.get(name)

    def answer(self, shown: Shown, version: int | str) -> Response:
        """A representation under its entity tag, or 304 to whoever has it already."""
        answer = as_json(shown.as_json())
        answer.headers["ETag"] = preconditions.etag_of(bytes(answer.body), version)
        return self.unless_known(answer)

    def unless_known(self, answer: Response) -> Response:
        """What bears an entity tag, or 304 to whoever has it already."""
        tag = answer.headers["ETag"]
        if preconditions.is_known(self.header("If-None-Match"), tag):
            return Response(status_code=NOT_MODIFIED, headers={"ETag": tag})
        return answer


def as_json(content: Any, *, status: int = OK, headers: dict[str, str] | None = None) -> Response:
    """An answer whose members stand in one order: the same content is the same bytes."""
    written = orjson.dumps(content, default=_dumped, option=orjson.OPT_SORT_KEYS)
    return Response(written, status, headers, JSON)


def _dumped(shown: Any) -> dict[str, Any]:
    """A representation, or what stands in for a fact, somewhere in an answer."""
    if isinstance(shown, BaseModel):
        return shown.model_dump(mode="json")
    raise TypeError(f"{type(shown).__name__} has no representation")


async def _desk(request: Request) -> Desk:  # not for a thread of its own: it waits for nothing
    return Desk(request, request.app.state.service, request.state.caller)


AtDesk = Annotated[Desk, Depends(_desk)]
