"""All that a database keeps, to search it for what should not be there."""

import base64
import re

from persistence.datastore import Datastore


def everything_stored(owner: Datastore) -> bytes:
    """All rows of all tables of the database; bytes as they are, and once more with base64 undone."""
    tables = owner.rows(
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    text = "\n".join(row for (table,) in tables for (row,) in owner.rows(f"SELECT t::text FROM {table} t"))
    text = text.replace('""', '"')  # as a row quotes the quotes of its JSON
    raw = re.sub(rb"\\\\x([0-9a-f]+)", lambda found: bytes.fromhex(found[1].decode()), text.encode())
    blobs = [base64.b64decode(blob) for blob in re.findall(rb'"sealed":"[^:"]+:([^"]+)"', raw)]
    assert len(tables) >= 6
    return text.encode() + raw + b"".join(blobs)
