"""Canaries: facts that belong to nobody, said once each, and the search for them in all that is left behind."""

import base64
import json
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import NamedTuple
from urllib.parse import quote
from zipfile import ZipFile

from psycopg2 import sql
from psycopg2.extensions import connection

FULL_WIDTH = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})
ZIPPED, DEFLATED = b"PK\x03\x04", b"\x78"
COLUMNS = """
    SELECT n.nspname, c.relname, a.attname, a.atttypid = 'bytea'::regtype
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm', 'S') AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY 1, 2, a.attnum
"""


class Trace(NamedTuple):
    """Where a canary was found, and how it was written there."""

    canary: str
    place: str
    writing: str


class Canaries(dict[str, str]):
    """What was said, by what it is: no two of them alike, so that each is found by itself."""

    def new(self, what: str, said: str) -> str:
        """Let one fly; returns what to say."""
        assert said not in self.values()
        self[what] = said
        return said

    def reason(self, what: str) -> str:
        """A reason such as an officer writes down, for this decision alone."""
        return self.new(f"reason of {what}", f"翠鸟说起{what}时飞走了")


def traces(canaries: Mapping[str, str], places: Mapping[str, bytes]) -> list[Trace]:
    """Every canary in every place where it can be read by whoever undoes what is no encryption."""
    laid_open = {place: b"\n".join(opened(content)) for place, content in places.items()}
    all_at_once = b"\n".join(set(laid_open.values()))
    return [
        Trace(canary, place, writing)
        for canary, said in canaries.items()
        for writing, written in writings(said).items()
        if written in all_at_once
        for place, content in laid_open.items()
        if written in content
    ]


def writings(said: str) -> dict[str, bytes]:
    """How the same may be written, whatever it went through."""
    as_kept = unicodedata.normalize("NFKC", said)
    plain = {"as said": said, "as kept": as_kept, "in full width": as_kept.translate(FULL_WIDTH)}
    return {
        f"{form}, {coding}": written
        for form, text in plain.items()
        for coding, written in codings(text).items()
        if form == "as said" or text != said
    }


def codings(text: str) -> dict[str, bytes]:
    """The same text in UTF-8, and in the codings of addresses, JSON, mails, and dumps."""
    plain = text.encode()
    of_base64 = {f"base64 {offset}": _inside_base64(plain, offset) for offset in range(3)}
    return {
        "UTF-8": plain,
        "UTF-16": text.encode("utf-16-le"),
        "percent": quote(text).encode(),
        "small percent": quote(text).lower().encode(),
        "JSON": json.dumps(text)[1:-1].encode(),
        "hex": plain.hex().encode(),
        "capital hex": plain.hex().upper().encode(),
        **of_base64,
        **{f"URL {name}": _as_in_url(coded) for name, coded in of_base64.items()},
    }


def opened(content: bytes) -> Iterator[bytes]:
    """The content itself, and what can be had of it without a key."""
    yield content
    if content.startswith(ZIPPED):
        with ZipFile(BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if content.startswith(DEFLATED):
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def columns(asked: connection) -> dict[str, bytes]:
    """Every column of every table of all schemas, those of the system among them; bytes as they are."""
    with asked.cursor() as rows:
        rows.execute(COLUMNS)
        known = rows.fetchall()
        return {f"{of[0]}.{of[1]}.{of[2]}": b"\n".join(_cells(rows, *of)) for of in known}


def _cells(rows, schema: str, table: str, column: str, is_bytes: bool) -> Iterable[bytes]:
    asked = "SELECT {}" if is_bytes else "SELECT {}::text"
    source = sql.Identifier(schema, table)
    rows.execute(sql.SQL(asked + " FROM {}").format(sql.Identifier(column), source))
    for (cell,) in rows:
        if cell is not None:
            yield from opened(bytes(cell)) if is_bytes else (cell.encode(),)


def _inside_base64(plain: bytes, offset: int) -> bytes:
    """The signs that these bytes alone make, so many bytes behind the beginning of a group of three."""
    coded = base64.b64encode(bytes(offset) + plain)
    first, last = -(-8 * offset // 6), 8 * (offset + len(plain)) // 6
    return coded[first:last]


def _as_in_url(coded: bytes) -> bytes:
    return coded.translate(bytes.maketrans(b"+/", b"-_"))
