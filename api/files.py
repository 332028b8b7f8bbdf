"""Answering with a file: made on disk first, so that whatever goes wrong is told before anything is sent."""

from collections.abc import Iterator
from os import SEEK_END
from typing import IO

from starlette.responses import StreamingResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CHUNK = 256 * 1024


def as_file(content: IO[bytes], name: str, media_type: str, headers: dict[str, str]) -> StreamingResponse:
    """The whole content, a piece at a time, under a name to save it as; it is closed afterwards."""
    length = content.seek(0, SEEK_END)
    content.seek(0)
    stated = headers | {"Content-Disposition": f"attachment; filename={name}", "Content-Length": str(length)}
    return StreamingResponse(_pieces(content), headers=stated, media_type=media_type)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while piece := content.read(CHUNK):
            yield piece
