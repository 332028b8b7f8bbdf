"""A list out of a projection: waited for, page by page, with the position that the projection had reached."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import AfterValidator, TypeAdapter, ValidationError
from starlette.responses import Response

from api import paging
from api.desk import Desk, as_json
from api.reading import day_of, read_list
from api.refusals import InvalidCursor
from api.rendering.shown import Shown
from api.sending import POSITION
from domain.names import tidy

Row = TypeVar("Row")
Key = TypeVar("Key")


def _as_kept(number: str | None) -> str | None:
    """A number that was typed or copied, in the form in which numbers are kept."""
    return None if number is None else tidy(number)


def _code_as_kept(code: str | None) -> str | None:
    return None if code is None else tidy(code).replace(" ", "").upper()


NumberSought = Annotated[str | None, Query(max_length=40), AfterValidator(_as_kept)]
CodeSought = Annotated[str | None, Query(max_length=40), AfterValidator(_code_as_kept)]
Limit = Annotated[int, Query(ge=1, le=paging.MOST, description="How many items a page has")]
Cursor = Annotated[str | None, Query(max_length=1000, description="The `next` of the page before")]


class Listing:
    """One page of a list under its filters."""

    def __init__(
        self,
        desk: Desk,
        projection: str,
        wanted: dict[str, Any],
        *,
        limit: int,
        cursor: str | None,
        min_position: int | None,
        as_of: str | None = None,
        effective_on: date | None = None,
    ) -> None:
        """Raises `InvalidCursor`, `NotYet` and `ProjectionBehind`, and `InvalidParameter` for `as_of`."""
        stated = {"as_of": as_of, "effective_on": effective_on}
        of_then = {name: value for name, value in stated.items() if value is not None}
        self._filters = (projection, wanted | of_then)
        self._limit = limit
        self._after = paging.read(cursor, self._filters)
        self.on = day_of(desk, effective_on)
        self.registers, self.as_of, self._position = read_list(desk, projection, as_of, min_position)

    @property
    def is_now(self) -> bool:
        """Whether it is the list of now, and not of a moment or a day."""
        return self.as_of is None and self.on is None

    def after(self, key: type[Key]) -> Key | None:
        """The key of the row before this page, made of what the cursor keeps. Raises `InvalidCursor`."""
        try:
            return None if self._after is None else TypeAdapter(key).validate_python(self._after)
        except ValidationError:
            raise InvalidCursor(field="cursor") from None

    @property
    def wanted_rows(self) -> int:
        """One row more than the page has tells whether there is a further page."""
        return self._limit + 1

    def answer(
        self,
        rows: Sequence[Row],
        key: Callable[[Row], Sequence[Any]],
        shown: Callable[[Sequence[Row]], Iterable[Shown | dict[str, Any]]],
        **beside: Any,
    ) -> Response:
        """The page, and the cursor of the next one if there is one, with what is said of the whole list."""
        page, cursor = paging.page(rows, self._limit, key, self._filters)
        items = list(shown(page))
        headers = {POSITION: str(self._position)}
        return as_json(beside | {"items": items, "next": cursor}, headers=headers)
