"""The bytes of a sealed file are those of docs/format/sealed-file-1.md."""

import hashlib
import re
from uuid import UUID

from persistence.sealing import KeyRing
from tests.architecture.tree import ROOT

SUBJECT = UUID("00000000-0000-4000-8000-000000000001")
CONTENT = b"a scan"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
RING = KeyRing({SUBJECT: b"\x11" * 32})


def vector() -> bytes:
    page = (ROOT / "docs/format/sealed-file-1.md").read_text(encoding="utf-8")
    [written] = re.findall(r"\| blob \| `([0-9a-f]+)` \|", page)
    return bytes.fromhex(written)


def test_the_blob_of_the_page_is_opened():
    assert RING.open_file(SUBJECT, DIGEST, vector()) == CONTENT


def test_with_the_nonce_of_the_page_the_blob_is_the_same(monkeypatch):
    monkeypatch.setattr("persistence.sealing.os.urandom", lambda length: b"\x22" * length)

    assert RING.seal_file(SUBJECT, DIGEST, CONTENT) == vector()
